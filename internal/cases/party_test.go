package cases_test

import (
	"context"
	"testing"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
)

func TestAPartyGoesOnlyWhereItsStateLeads(t *testing.T) {
	w := newWorld(t)
	acts := map[string]struct {
		do   func(context.Context, *db.Tx, cases.PartyStep) error
		from access.PartyState
		to   access.PartyState
	}{
		"joined": {cases.AcceptInvitation, access.Invited, access.TakesPart},
		"declined": {func(ctx context.Context, tx *db.Tx, s cases.PartyStep) error {
			return cases.DeclineInvitation(ctx, tx, s, "no_capacity")
		}, access.Invited, access.Declined},
		"left": {func(ctx context.Context, tx *db.Tx, s cases.PartyStep) error {
			return cases.Leave(ctx, tx, s, "our_part_done")
		}, access.TakesPart, access.Left},
	}
	for kind, act := range acts {
		for _, state := range []access.PartyState{access.Invited, access.TakesPart, access.Left, access.Declined} {
			c := w.open().ID
			p, s := w.invite(c, care), sight(c, care, false)
			w.exec(`update party set state = $2 where id = $1`, p, state)
			try := func(v int64) error {
				return w.try(func(ctx context.Context, tx *db.Tx) error {
					return act.do(ctx, tx, cases.PartyStep{Party: p, Version: v})
				})
			}
			wantKey(t, try(5), errs.Conflict, "changed")
			err := try(1)
			now := w.parties(s)
			newest := w.events(s, nil, cases.Page{})[0]
			switch {
			case state != act.from:
				wantKey(t, err, errs.Conflict, "party.state")
				if now[0].State != state || newest.Kind != "invited" {
					t.Errorf("%s from %s: %+v", kind, state, now)
				}
			case err != nil || len(now) != 1 || now[0].State != act.to || now[0].Version != 2 || now[0].AnsweredAt.IsZero() ||
				newest.Kind != kind || newest.Function != care || newest.Unit != unitOf(care) || newest.Party != p || newest.Reason != now[0].Reason:
				t.Errorf("%s from %s: %v, %+v, %+v", kind, state, err, now, newest)
			}
		}
	}
}

func TestOneThatDeclinedOrLeftCanBeInvitedAgainButNobodyTwice(t *testing.T) {
	w := newWorld(t)
	c := w.open().ID
	lead, s := sight(c, coord, true), sight(c, care, false)
	again := func(ctx context.Context, tx *db.Tx) error {
		_, err := cases.Invite(ctx, tx, lead, care, unitOf(care), coord)
		return err
	}
	p := w.invite(c, care)
	wantKey(t, w.try(again), errs.Conflict, "party.already")
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return cases.DeclineInvitation(ctx, tx, cases.PartyStep{Party: p, Version: 1}, cases.Other)
	})
	w.do(again)
	var i cases.Invitation
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		i, err = cases.InvitationFacts(ctx, tx, p)
		return err
	})
	if i.ID != p || i.Version != 3 || i.InvitedBy != coord || i.Function != care || i.Case != c || i.Area != area || i.Person != her {
		t.Errorf("%+v", i)
	}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return cases.AcceptInvitation(ctx, tx, cases.PartyStep{Party: p, Version: 3})
	})
	wantKey(t, w.try(again), errs.Conflict, "party.already")
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return cases.Leave(ctx, tx, cases.PartyStep{Party: p, Version: 4}, cases.Other)
	})
	w.do(again)
	if now := w.parties(s)[0]; now.State != access.Invited || now.Reason != "" || !now.AnsweredAt.IsZero() || now.Version != 6 {
		t.Errorf("%+v", now)
	}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return cases.BeginClosing(ctx, tx, cases.CaseStep{Case: c, Version: 1, By: coord}, cases.Joint, "")
	})
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error {
		_, err := cases.Invite(ctx, tx, lead, fk, unitOf(fk), coord)
		return err
	}), errs.Conflict, "case.state")
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return cases.Close(ctx, tx, cases.CaseStep{Case: c, Version: 2, By: coord})
	})
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error {
		return cases.AcceptInvitation(ctx, tx, cases.PartyStep{Party: p, Version: 6})
	}), errs.Conflict, "case.state")
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error {
		_, err := cases.InvitationFacts(ctx, tx, "none")
		return err
	}), errs.NotFound, "missing")
}

func TestTheCoordinatorCannotLeave(t *testing.T) {
	w := newWorld(t)
	p := w.parties(sight(w.open().ID, coord, true))[0].ID
	leave := func(ctx context.Context, tx *db.Tx) error {
		return cases.Leave(ctx, tx, cases.PartyStep{Party: p, Version: 1}, "our_part_done")
	}
	wantKey(t, w.try(leave), errs.Conflict, "party.coordinator")
}

func TestTheAskerJoinsOnceWhateverStoodBefore(t *testing.T) {
	w := newWorld(t)
	c := w.open().ID
	s := sight(c, coord, true)
	p := w.invite(c, asker)
	for range 2 {
		w.do(func(ctx context.Context, tx *db.Tx) error {
			if got, err := cases.AddParty(ctx, tx, c, asker, unitOf(asker)); err != nil || got != p {
				t.Error(got, err)
			}
			got, err := cases.AddParty(ctx, tx, c, coord, unitOf(coord))
			if got == "" {
				t.Error("the coordinator is no party")
			}
			return err
		})
	}
	if ps, events := w.parties(s), w.events(s, nil, cases.Page{}); len(ps) != 2 || ps[1].State != access.TakesPart || len(events) != 3 || events[0].Kind != "joined" {
		t.Errorf("%+v, %+v", ps, events)
	}
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error {
		_, err := cases.AddParty(ctx, tx, "none", asker, unitOf(asker))
		return err
	}), errs.NotFound, "missing")
}

func TestWhoTakesPartIsSeenByTheCircleOnly(t *testing.T) {
	w := newWorld(t)
	c := w.open().ID
	w.invite(c, care)
	w.invite(c, fk)
	for name, test := range map[string]struct {
		s    access.Sight
		want int
	}{
		"the person":          {ownSight(c), 3},
		"in the circle":       {sight(c, care, true), 3},
		"outside the circle":  {sight(c, care, false), 1},
		"blocked":             {access.NewSight(c, her, access.Grant{Unit: unitOf(fk), Function: fk, Circle: true, Blocked: true}), 1},
		"not in the case":     {sight(c, asker, false), 0},
		"the zero sight":      {access.Sight{}, 0},
		"the sight elsewhere": {sight("none", coord, true), 0},
	} {
		if got := w.parties(test.s); len(got) != test.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
