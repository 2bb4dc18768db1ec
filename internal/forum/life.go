package forum

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// ways is which state of a forum can follow on which.
var ways = map[string][]string{
	Planned:  {Starting, Ended},
	Starting: {Active, Ended},
	Active:   {Resting, Ended},
	Resting:  {Active, Ended},
	Ended:    {Starting},
}

// Next lists the states that can follow on that of the forum.
func (f Forum) Next() []string { return ways[f.Status] }

// The points of the list that a starting forum goes through.
const (
	PointDriver    = "driver"
	PointDeputy    = "deputy"
	PointMembers   = "members"
	PointAgreement = "agreement"
	PointDays      = "days"
	PointRoles     = "roles"
	PointPurpose   = "purpose"
	PointForms     = "forms"
)

// Point is one point of a starting forum's list.
type Point struct {
	Code   string
	Done   bool
	Needed bool // without it the forum cannot be active
	Ticked bool // people say themselves that it is done
	At     time.Time
	By     id.Function
}

// Standing is what is known of a forum when its list is drawn up.
type Standing struct {
	InForce  bool          // an agreement in force governs it
	Driven   bool          // somebody acts as its driver today
	Members  []access.Kind // the actors of its members
	Upcoming int           // sittings to come
}

// Points draws up the list of a forum that is to start.
func Points(ctx context.Context, tx *db.Tx, f Forum, s Standing) ([]Point, error) {
	all := []Point{
		{Code: PointDriver, Done: f.Driver != "" && s.Driven, Needed: true},
		{Code: PointDeputy, Done: f.Deputy != ""},
		{Code: PointMembers, Done: len(s.Lacking(f)) == 0},
		{Code: PointRoles, Done: f.Chairing == Rotation || f.Chair != "" && f.Secretary != ""},
		{Code: PointPurpose, Done: f.About != "" && f.UseWhen != "" && f.Target != ""},
		{Code: PointForms, Ticked: true},
	}
	if f.FourParty() {
		all = append(all, Point{Code: PointAgreement, Done: s.InForce, Needed: true})
	}
	if !f.Asked() {
		all = append(all, Point{Code: PointDays, Done: s.Upcoming > 0})
	}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var step string
		var at int64
		var by id.Function
		err := scan(&step, &at, &by)
		for i, p := range all {
			if p.Ticked && p.Code == step {
				all[i].Done, all[i].At, all[i].By = true, db.Time(at), by
			}
		}
		return err
	}, `select step, done_at, coalesce(done_by, '') from forum_step where forum_id = $1 limit 20`, f.ID)
	return all, err
}

// Lacking lists the actors of a forum that have no member in it.
func (s Standing) Lacking(f Forum) (all []access.Kind) {
	for _, a := range f.Actors {
		if !slices.Contains(s.Members, a.Kind) {
			all = append(all, a.Kind)
		}
	}
	return all
}

// Tick says that a point of the list is done, or not done after all.
func Tick(ctx context.Context, tx *db.Tx, f id.Forum, point string, done bool, by id.Function) error {
	if point != PointForms {
		return errs.Missing()
	}
	if _, err := ByID(ctx, tx, f); err != nil {
		return err
	}
	if !done {
		_, err := tx.Exec(ctx, `delete from forum_step where forum_id = $1 and step = $2`, f, point)
		return err
	}
	_, err := tx.Exec(ctx, `insert into forum_step (forum_id, step, done_at, done_by) values ($1, $2, $3, nullif($4, ''))
		on conflict (forum_id, step) do nothing`, f, point, db.Micros(tx.Now), by)
	return err
}

// Step takes a forum from one state of its life to another.
type Step struct {
	Forum   id.Forum
	Version int64
	To      string
	Words   string // why; needed to rest and to end
	By      id.Function
}

// Check reports every fault of s.
func (s Step) Check() error {
	var f errs.Faults
	f.Check(slices.Contains(Statuses(), s.To), "to", "forum.status.missing")
	f.Check(s.Words != "" || s.To != Resting && s.To != Ended, "words", "forum.why.missing")
	f.Check(utf8.RuneCountInString(s.Words) <= MostText, "words", "forum.text.long")
	return f.Err()
}

// Take takes the step. A forum cannot become active while its list lacks a point
// that is needed: all of them are faults.
func (s Step) Take(ctx context.Context, tx *db.Tx, standing Standing) error {
	if err := s.Check(); err != nil {
		return err
	}
	now, err := ByID(ctx, tx, s.Forum)
	switch {
	case err != nil:
		return err
	case now.Version != s.Version:
		return errs.Changed(now)
	case !slices.Contains(now.Next(), s.To):
		return errs.New(errs.Conflict, "forum.state")
	}
	if s.To == Active {
		if err := now.ready(ctx, tx, standing); err != nil {
			return err
		}
	}
	n, err := tx.Exec(ctx, `update forum set status = $1, status_at = $2, version = version + 1 where id = $3 and version = $4`,
		s.To, db.Micros(tx.Now), s.Forum, s.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return refused(ctx, tx, s.Forum, s.Version)
	}
	return note(ctx, tx, s.Forum, s.To, s.By, s.Words)
}

func (f Forum) ready(ctx context.Context, tx *db.Tx, s Standing) error {
	points, err := Points(ctx, tx, f, s)
	if err != nil {
		return err
	}
	var faults errs.Faults
	for _, p := range points {
		switch {
		case p.Done || !p.Needed:
		case p.Code == PointAgreement:
			faults.Add("to", "forum.active.agreement")
		default:
			faults.Add("to", "forum.active.driver")
		}
	}
	return faults.Err()
}

// Event is something that happened to a forum.
type Event struct {
	At       time.Time
	Kind     string // created, changed, one of Statuses, joined, left, planned, moved, cancelled
	Function id.Function
	Words    string
}

// note adds an event after all others of the forum.
func note(ctx context.Context, tx *db.Tx, f id.Forum, kind string, by id.Function, words string) error {
	_, err := tx.Exec(ctx, `insert into forum_event (id, forum_id, at, kind, function_id, words)
		select $1, $2, case when m.at >= $3 then m.at + 1 else $3 end, $4, nullif($5, ''), $6
		from (select coalesce(max(at), 0) as at from forum_event where forum_id = $2) m`,
		id.New[string](), f, db.Micros(tx.Now), kind, by, words)
	return err
}

// Events lists what happened to a forum, newest first.
func Events(ctx context.Context, tx *db.Tx, f id.Forum, limit int) ([]Event, error) {
	return db.All(ctx, tx, func(scan db.Scan) (e Event, err error) {
		var at int64
		err = scan(&at, &e.Kind, &e.Function, &e.Words)
		e.At = db.Time(at)
		return e, err
	}, `select at, kind, coalesce(function_id, ''), words from forum_event where forum_id = $1 order by at desc, id desc limit $2`, f, limit)
}
