package structure

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
)

const (
	mostDates  = 60 // sittings that a page of a forum shows, ahead and behind
	mostComing = 500
	mostEvents = 100
)

// ForumRow is a forum as lists show it.
type ForumRow struct {
	app.CallRules
	Next   time.Time // its next sitting; zero when none is planned
	Driver org.Function
	Health []Finding
}

// ForumList is the register of forums of an area.
type ForumList struct {
	Area    org.Area
	Rows    []ForumRow
	MayKeep bool
}

// Forums returns the register of forums of an area.
func (a *Service) Forums(ctx context.Context, who access.Actor, area id.Area) (v ForumList, err error) {
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		if v.Area, err = org.AreaByID(ctx, tx, area); err != nil {
			return err
		}
		k, err := a.Facts(ctx, tx, who, access.Object{Area: area})
		if err != nil {
			return err
		}
		v.MayKeep = access.Decide(access.ForumKeep, k) == nil
		all, err := forum.List(ctx, tx, area)
		if err != nil {
			return err
		}
		v.Rows, err = a.forumRows(ctx, tx, all)
		return err
	})
	return v, err
}

func (a *Service) forumRows(ctx context.Context, tx *db.Tx, all []forum.Forum) (rows []ForumRow, err error) {
	rules, err := a.RulesOfAll(ctx, tx, all)
	if err != nil {
		return nil, err
	}
	kept, err := standings(ctx, tx, rules, 1)
	for _, k := range kept {
		k.rules.Forum.Link = "" // for those who belong there, on its own page
		row := ForumRow{CallRules: k.rules, Health: k.health(tx), Driver: k.functions[k.rules.Forum.Driver]}
		if len(k.upcoming) > 0 {
			row.Next = k.upcoming[0].Start
		}
		rows = append(rows, row)
	}
	return rows, err
}

// ForumView is one forum with all that belongs to it.
type ForumView struct {
	app.CallRules
	Area      org.Area
	Agreement agreement.Agreement          // zero where none governs it
	Functions map[id.Function]org.Function // everybody who is named
	Members   []id.Function
	Former    []forum.Former
	Upcoming  []SittingRow
	Past      []SittingRow // of the last year, newest first
	Points    []forum.Point
	Health    []Finding
	Criteria  []Criterion // of a formal forum
	Events    []forum.Event
	Member    bool
	MayKeep   bool
	MayRun    bool
	Today     string
}

// SittingRow is a sitting as lists show it.
type SittingRow struct {
	forum.Sitting
	Slots int
	Free  int
}

// Forum returns one forum.
func (a *Service) Forum(ctx context.Context, who access.Actor, f id.Forum) (v ForumView, err error) {
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		v, err = a.forumView(ctx, tx, who, f)
		return err
	})
	return v, err
}

func (a *Service) forumView(ctx context.Context, tx *db.Tx, who access.Actor, f id.Forum) (v ForumView, err error) {
	if !id.Valid(f) {
		return v, errs.Missing()
	}
	if v.CallRules, err = a.Ruled(ctx, tx, f); err != nil {
		return v, err
	}
	v.Today = tx.Today()
	if v.Area, err = org.AreaByID(ctx, tx, v.Forum.Area); err != nil {
		return v, err
	}
	if v.Forum.Agreement != "" {
		if v.Agreement, err = agreement.ByID(ctx, tx, v.Forum.Agreement); err != nil {
			return v, err
		}
	}
	facts, err := a.Facts(ctx, tx, who, access.Object{Forum: f})
	if err != nil {
		return v, err
	}
	v.Member = facts.Member
	v.MayKeep, v.MayRun = access.Decide(access.ForumKeep, facts) == nil, access.Decide(access.ForumRun, facts) == nil
	if err := a.fill(ctx, tx, &v); err != nil {
		return v, err
	}
	if !v.MayKeep && !v.MayRun {
		v.unlink()
	}
	return v, nil
}

// unlink leaves out how the forum is met at a distance. Who has the link comes
// in, whosever time it is: it is for those who belong there, and each call tells
// it to those who are called.
func (v *ForumView) unlink() {
	v.Forum.Link = ""
	for _, rows := range [][]SittingRow{v.Upcoming, v.Past} {
		for i := range rows {
			rows[i].Link = ""
		}
	}
}

// fill finds what the page shows beside the forum itself.
func (a *Service) fill(ctx context.Context, tx *db.Tx, v *ForumView) error {
	standing, k, err := standingOf(ctx, tx, v.CallRules)
	if err != nil {
		return err
	}
	v.Members = k.members
	if v.Points, err = forum.Points(ctx, tx, v.Forum, standing); err != nil {
		return err
	}
	v.Health = k.health(tx)
	if v.Criteria, err = a.criteriaOf(ctx, tx, v.Forum); err != nil {
		return err
	}
	if v.Former, err = forum.Formers(ctx, tx, v.Forum.ID, mostEvents); err != nil {
		return err
	}
	if v.Events, err = forum.Events(ctx, tx, v.Forum.ID, mostEvents); err != nil {
		return err
	}
	if v.Upcoming, err = sittingRows(ctx, tx, k.upcoming); err != nil {
		return err
	}
	past := k.past
	slices.Reverse(past)
	past = slices.DeleteFunc(past, func(s forum.Sitting) bool { return s.State == forum.SittingPlanned && s.End.After(tx.Now) })
	if v.Past, err = sittingRows(ctx, tx, past[:min(len(past), mostDates)]); err != nil {
		return err
	}
	return v.name(ctx, tx)
}

// name looks up everybody whom the page names.
func (v *ForumView) name(ctx context.Context, tx *db.Tx) (err error) {
	all := id.NewSet[id.Function]()
	all.Add(v.Members...)
	for _, f := range v.Forum.Settings().Functions() {
		all.Add(f)
	}
	for _, m := range v.Former {
		all.Add(m.Function)
	}
	for _, e := range v.Events {
		all.Add(e.Function)
	}
	for _, s := range slices.Concat(v.Upcoming, v.Past) {
		all.Add(s.Chair, s.Secretary)
	}
	v.Functions, err = org.Functions(ctx, tx, all.List)
	return err
}

func sittingRows(ctx context.Context, tx *db.Tx, all []forum.Sitting) ([]SittingRow, error) {
	which := make([]id.Sitting, len(all))
	for i, s := range all {
		which[i] = s.ID
	}
	slots, err := forum.Slots(ctx, tx, which)
	rows := make([]SittingRow, len(all))
	for i, s := range all {
		rows[i] = SittingRow{Sitting: s, Slots: len(slots[s.ID])}
		for _, t := range slots[s.ID] {
			if t.Free() && t.End.After(tx.Now) && s.State == forum.SittingPlanned {
				rows[i].Free++
			}
		}
	}
	return rows, err
}
