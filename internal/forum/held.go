package forum

import (
	"context"
	"slices"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Seats gives one sitting its chair and its secretary.
type Seats struct {
	Sitting   id.Sitting
	Version   int64
	Chair     id.Function
	Secretary id.Function
}

// Take gives the sitting its chair and secretary; each has to be a member of
// the forum.
func (s Seats) Take(ctx context.Context, tx *db.Tx) error {
	now, err := SittingByID(ctx, tx, s.Sitting)
	if err != nil {
		return err
	}
	members, err := Members(ctx, tx, now.Forum)
	if err != nil {
		return err
	}
	var f errs.Faults
	f.Check(s.Chair == "" || slices.Contains(members, s.Chair), "chair", "sitting.member.missing")
	f.Check(s.Secretary == "" || slices.Contains(members, s.Secretary), "secretary", "sitting.member.missing")
	f.Check(s.Chair == "" || s.Chair != s.Secretary, "secretary", "forum.secretary.same")
	if err := f.Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update sitting set chair_id = nullif($1, ''), secretary_id = nullif($2, ''), version = version + 1
		where id = $3 and version = $4 and state = 'planned'`, s.Chair, s.Secretary, s.Sitting, s.Version)
	if err != nil || n == 1 {
		return err
	}
	return sittingRefused(ctx, tx, s.Sitting, s.Version)
}

// Hold notes that a sitting was held and which members came, the others did
// not. It can be noted anew when something was wrong.
func Hold(ctx context.Context, tx *db.Tx, s id.Sitting, version int64, came []id.Function) error {
	now, err := SittingByID(ctx, tx, s)
	if err != nil {
		return err
	}
	members, err := Members(ctx, tx, now.Forum)
	if err != nil {
		return err
	}
	var f errs.Faults
	f.Check(!slices.ContainsFunc(came, func(m id.Function) bool { return !slices.Contains(members, m) }), "came", "sitting.member.missing")
	f.Check(!tx.Now.Before(now.Start), "came", "sitting.held.early")
	if err := f.Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update sitting set state = 'held', version = version + 1 where id = $1 and version = $2 and state <> 'cancelled'`, s, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return sittingRefused(ctx, tx, s, version)
	}
	for _, m := range members {
		if _, err := tx.Exec(ctx, `insert into sitting_member (sitting_id, function_id, present) values ($1, $2, $3)
			on conflict (sitting_id, function_id) do update set present = $3`, s, m, slices.Contains(came, m)); err != nil {
			return err
		}
	}
	return nil
}

// WasHeld notes that a sitting was held, when a meeting in it has ended.
func WasHeld(ctx context.Context, tx *db.Tx, s id.Sitting) error {
	_, err := tx.Exec(ctx, `update sitting set state = 'held', version = version + 1 where id = $1 and state = 'planned'`, s)
	return err
}

// Came returns which functions came to sittings, and which did not, as far as
// it was noted.
func Came(ctx context.Context, tx *db.Tx, of []id.Sitting) (map[id.Sitting]map[id.Function]bool, error) {
	all := map[id.Sitting]map[id.Function]bool{}
	if len(of) == 0 {
		return all, nil
	}
	list, args := db.In(2, of)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var s id.Sitting
		var m id.Function
		var present bool
		err := scan(&s, &m, &present)
		if all[s] == nil {
			all[s] = map[id.Function]bool{}
		}
		all[s][m] = present
		return err
	}, `select sitting_id, function_id, present from sitting_member where sitting_id in `+list+` limit $1`, append([]any{most * 10}, args...)...)
	return all, err
}
