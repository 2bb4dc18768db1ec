package forum

import (
	"context"
	"slices"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Members lists the functions that belong to a forum now, in the order that
// they joined.
func Members(ctx context.Context, tx *db.Tx, f id.Forum) ([]id.Function, error) {
	all, err := MembersOf(ctx, tx, []id.Forum{f})
	return all[f], err
}

// MembersOf lists the functions that belong to each of several forums.
func MembersOf(ctx context.Context, tx *db.Tx, of []id.Forum) (map[id.Forum][]id.Function, error) {
	by := map[id.Forum][]id.Function{}
	if len(of) == 0 {
		return by, nil
	}
	list, args := db.In(2, of)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var f id.Forum
		var m id.Function
		err := scan(&f, &m)
		by[f] = append(by[f], m)
		return err
	}, `select forum_id, function_id from forum_member where left_at is null and forum_id in `+list+` order by forum_id, since, function_id limit $1`,
		append([]any{most * len(of)}, args...)...)
	return by, err
}

// Former is a function that has belonged to a forum.
type Former struct {
	Function    id.Function
	Since, Left time.Time
}

// Formers lists the functions that have left a forum, the last to leave first.
func Formers(ctx context.Context, tx *db.Tx, f id.Forum, limit int) ([]Former, error) {
	return db.All(ctx, tx, func(scan db.Scan) (m Former, err error) {
		var since, left int64
		err = scan(&m.Function, &since, &left)
		m.Since, m.Left = db.Time(since), db.Time(left)
		return m, err
	}, `select function_id, since, left_at from forum_member where forum_id = $1 and left_at is not null order by left_at desc, function_id limit $2`, f, limit)
}

// Join makes a function a member of a forum that has not ended.
func Join(ctx context.Context, tx *db.Tx, f id.Forum, m id.Function) error {
	now, err := ByID(ctx, tx, f)
	switch {
	case err != nil:
		return err
	case now.Status == Ended:
		return errs.New(errs.Conflict, "forum.state")
	}
	n, err := tx.Exec(ctx, `insert into forum_member (forum_id, function_id, since) values ($1, $2, $3) on conflict do nothing`, f, m, db.Micros(tx.Now))
	switch {
	case err != nil:
		return err
	case n == 0:
		return errs.New(errs.Conflict, "forum.member.already")
	}
	if err := note(ctx, tx, f, "joined", m, ""); err != nil {
		return err
	}
	return seat(ctx, tx, f, false)
}

// The tasks of a forum that one function has.
const (
	TaskDriver    = "driver"
	TaskDeputy    = "deputy"
	TaskChair     = "chair"
	TaskSecretary = "secretary"
)

// Leave ends a function's membership, and with it the tasks that it had in the
// forum: those that nobody has any more are returned, for somebody to fill.
func Leave(ctx context.Context, tx *db.Tx, f id.Forum, m id.Function) (vacant []string, err error) {
	now, err := ByID(ctx, tx, f)
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(ctx, `update forum_member set left_at = $1 where forum_id = $2 and function_id = $3 and left_at is null`, db.Micros(tx.Now), f, m)
	switch {
	case err != nil:
		return nil, err
	case n == 0:
		return nil, errs.New(errs.Conflict, "forum.member.gone")
	}
	for task, holder := range now.Settings().Functions() {
		if holder == m {
			vacant = append(vacant, task)
		}
	}
	slices.Sort(vacant)
	if _, err := tx.Exec(ctx, `update forum set driver_id = nullif(driver_id, $2), deputy_id = nullif(deputy_id, $2),
		chair_id = nullif(chair_id, $2), secretary_id = nullif(secretary_id, $2), version = version + 1 where id = $1`, f, m); err != nil {
		return nil, err
	}
	if err := note(ctx, tx, f, "left", m, ""); err != nil {
		return nil, err
	}
	if _, err := tx.Exec(ctx, `update sitting set chair_id = nullif(chair_id, $3), secretary_id = nullif(secretary_id, $3), version = version + 1
		where forum_id = $1 and state = 'planned' and ends_at > $2 and (chair_id = $3 or secretary_id = $3)`, f, db.Micros(tx.Now), m); err != nil {
		return nil, err
	}
	if err := seat(ctx, tx, f, false); err != nil {
		return nil, err
	}
	left, err := Members(ctx, tx, f)
	if now.Chairing == Rotation && len(left) == 0 {
		vacant = append(vacant, TaskChair)
	}
	return vacant, err
}

// seat gives the sittings that are still to come their chair and secretary: all
// of them anew, or those that lack one. By rotation the members follow each
// other in the order that they joined, and the next one writes.
func seat(ctx context.Context, tx *db.Tx, f id.Forum, anew bool) error {
	now, err := ByID(ctx, tx, f)
	if err != nil {
		return err
	}
	members, err := Members(ctx, tx, f)
	if err != nil {
		return err
	}
	coming, err := Upcoming(ctx, tx, f, tx.Now, most)
	if err != nil || len(coming) == 0 {
		return err
	}
	last, err := lastChair(ctx, tx, f, coming[0].Start)
	if err != nil {
		return err
	}
	for _, s := range coming {
		chair, secretary := now.seats(members, last)
		if s.Chair != "" && !anew {
			chair = s.Chair
		}
		if s.Secretary != "" && !anew {
			secretary = s.Secretary
		}
		if last = chair; chair == s.Chair && secretary == s.Secretary {
			continue
		}
		if _, err := tx.Exec(ctx, `update sitting set chair_id = nullif($1, ''), secretary_id = nullif($2, ''), version = version + 1 where id = $3`,
			chair, secretary, s.ID); err != nil {
			return err
		}
	}
	return nil
}

// seats returns who chairs and writes after the function that chaired last.
func (f Forum) seats(members []id.Function, last id.Function) (chair, secretary id.Function) {
	if f.Chairing == Fixed {
		return f.Chair, f.Secretary
	}
	n := len(members)
	if n == 0 {
		return "", ""
	}
	i := (slices.Index(members, last) + 1) % n
	if n > 1 {
		secretary = members[(i+1)%n]
	}
	return members[i], secretary
}

// lastChair returns who chaired the sitting before a time.
func lastChair(ctx context.Context, tx *db.Tx, f id.Forum, before time.Time) (chair id.Function, err error) {
	_, err = tx.One(ctx, []any{&chair}, `select coalesce(chair_id, '') from sitting where forum_id = $1 and starts_at < $2 and state <> 'cancelled'
		order by starts_at desc limit 1`, f, db.Micros(before))
	return chair, err
}
