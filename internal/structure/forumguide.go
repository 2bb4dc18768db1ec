package structure

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
)

// Situation is something that somebody stands before, and the kinds of forums
// that are for it (S243, S297).
type Situation struct {
	Code   string
	Kinds  []string // the best first
	Source string   // law paragraph or row of the report
}

// Situations lists the situations of the guide, in the order that people choose
// from.
func Situations() []Situation {
	return []Situation{
		{"care_and_social", []string{forum.SIP}, "sip"},
		{"sick_listed", []string{forum.Reconciliation, forum.GK}, "S299"},
		{"back_to_work", []string{forum.GK, forum.Reconciliation}, "S299"},
		{"several_actors", []string{forum.Samverk}, "S234"},
		{"no_sgi", []string{forum.Samverk, forum.ThreeParty}, "S240"},
		{"young_disability", []string{forum.SE}, "S300"},
		{"school_ends", []string{forum.School}, "S301"},
		{"left_school", []string{forum.Youth}, "S304"},
		{"quick_talk", []string{forum.ThreeParty}, "S306"},
		{"general_matter", []string{forum.Network}, "S305"},
		{"obstacle", []string{forum.Managers}, "S231"},
	}
}

// GuideView answers which meeting to call to, in an area.
type GuideView struct {
	Area   org.Area
	Advice []Advice
}

// Advice is a situation with the forums of the area that are for it. Without
// any, what is missing is known by its kinds.
type Advice struct {
	Situation
	Forums []ForumRow
}

// ForumGuide returns which meetings to call to in an area: for one situation,
// or for all when none is said.
func (a *Service) ForumGuide(ctx context.Context, who access.Actor, area id.Area, situation string) (v GuideView, err error) {
	err = a.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		if v.Area, err = org.AreaByID(ctx, tx, area); err != nil {
			return err
		}
		all, err := forum.List(ctx, tx, area)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(f forum.Forum) bool { return f.Status == forum.Ended })
		rows, err := a.forumRows(ctx, tx, all)
		for _, s := range Situations() {
			if situation == "" || s.Code == situation {
				v.Advice = append(v.Advice, adviceOf(s, rows))
			}
		}
		return err
	})
	return v, err
}

// adviceOf finds the forums for a situation: the kind that fits best first, and
// of a kind those that are active.
func adviceOf(s Situation, rows []ForumRow) Advice {
	v := Advice{Situation: s}
	for _, active := range []bool{true, false} {
		for _, kind := range s.Kinds {
			for _, r := range rows {
				if r.Forum.Kind == kind && (r.Forum.Status == forum.Active) == active {
					v.Forums = append(v.Forums, r)
				}
			}
		}
	}
	return v
}
