package board_test

import (
	"strings"
	"testing"

	"samverk/internal/errs"
	"samverk/internal/federation"
	"samverk/internal/id"
)

func four() federation.BodyInput {
	return federation.BodyInput{Name: "Arbetsgruppen", Kinds: []string{"working"}, Aim: "Leda kartläggningen.", Needs: federation.Sides()}
}

func TestABodyTellsWhoIsMissingUntilEverySideSitsInIt(t *testing.T) {
	w, s, who := started(t)
	ctx := t.Context()
	e, err := s.AddEffort(ctx, who, effort())
	ok(t, err)
	in := four()
	in.Effort = e
	b, err := s.AddBody(ctx, who, in)
	ok(t, err)
	seats := []federation.Seat{}
	for _, step := range []struct {
		seat federation.Seat
		left string
	}{
		{federation.Seat{Org: "af"}, "region municipality federation"},
		{federation.Seat{Org: "kommun", Function: "samverkan-chef"}, "region federation"},
		{federation.Seat{Org: "region"}, "federation"},
		{federation.Seat{Org: "forbund", Function: "forbund"}, ""},
	} {
		v, err := s.Body(ctx, who, b)
		ok(t, err)
		seats = append(seats, step.seat)
		ok(t, s.SetSeats(ctx, who, b, seats, v.Version))
		v, err = s.Body(ctx, w.As("samordning"), b)
		ok(t, err)
		var left []string
		for _, p := range v.Missing() {
			left = append(left, string(p))
		}
		if strings.Join(left, " ") != step.left || len(v.Seats) != len(seats) {
			t.Errorf("with %+v %v are missing", v.Seats, left)
		}
	}
	// A function that ends represents nobody any more.
	w.Exec(`update function set ended_at = 1 where id = 'samverkan-chef'`)
	v, err := s.Body(ctx, w.As("samordning"), b)
	ok(t, err)
	if len(v.Missing()) != 1 || v.Missing()[0] != federation.Municipality || !v.Seats[1].Gone || v.With.Title != "Fokus" || v.Keeps || v.Candidates != nil || v.Events[0].Kind != "seated" {
		t.Errorf("%+v", v)
	}
	// Who sits there already may stay.
	all, err := s.Body(ctx, who, b)
	ok(t, err)
	ok(t, s.SetSeats(ctx, who, b, all.Seats, all.Version))
}

func TestABodyThatCannotBeIsRefusedWhole(t *testing.T) {
	w, s, who := started(t)
	ctx := t.Context()
	_, err := s.AddBody(ctx, who, federation.BodyInput{Kinds: []string{"club"}, Aim: strings.Repeat("a", federation.MostWords+1), Needs: []federation.Party{"church"}, Effort: "none", EndedOn: "snart"})
	faulty(t, err, "name federation.text.missing", "kinds federation.body.kinds", "aim federation.text.long", "needs federation.body.needs.unknown",
		"ended_on federation.day.wrong", "effort federation.body.effort.unknown")
	in := four()
	in.Name, in.Kinds = "Gruppen om 19900101-2384", nil
	_, err = s.AddBody(ctx, who, in)
	faulty(t, err, "kinds federation.body.kinds", "name text.identity.number")
	if v, err := s.Bodies(ctx, who); err != nil || len(v.Bodies) != 0 {
		t.Fatalf("%+v %v", v.Bodies, err)
	}
	b, err := s.AddBody(ctx, who, four())
	ok(t, err)
	bad := []federation.Seat{{Org: "privat"}, {Org: "kommun"}, {Org: "kommun"}, {Org: "kommun", Function: "forsorjning"}, {Org: "region", Function: "samverkan-chef"}}
	faulty(t, s.SetSeats(ctx, who, b, bad, 1), "seats federation.seat.unknown")
	faulty(t, s.SetSeats(ctx, who, b, bad[1:3], 1), "seats federation.seat.twice")
	faulty(t, s.SetSeats(ctx, who, b, make([]federation.Seat, federation.MostSeats+1), 1), "seats federation.seat.many")
	in = four()
	in.Name = "Styrgruppen"
	ok(t, s.ChangeBody(ctx, who, b, in, 1))
	for name, err := range map[string]error{"change": s.ChangeBody(ctx, who, b, four(), 1), "seats": s.SetSeats(ctx, who, b, nil, 1)} {
		if !errs.Is(err, errs.Conflict) {
			t.Errorf("%s writes over another: %v", name, err)
		}
	}
	for _, f := range []id.Function{"samordning", "forsorjning-chef", "admin"} {
		if _, err := s.AddBody(ctx, w.As(f), four()); !errs.Is(err, errs.Denied) {
			t.Errorf("%s adds a body: %v", f, err)
		}
		if err := s.SetSeats(ctx, w.As(f), b, []federation.Seat{{Org: "kommun"}}, 2); !errs.Is(err, errs.Denied) {
			t.Errorf("%s sets its members: %v", f, err)
		}
	}
	if _, err := s.Bodies(ctx, w.AsPerson(w.Person())); !errs.Is(err, errs.NotFound) {
		t.Errorf("the person: %v", err)
	}
	v, err := s.Body(ctx, who, b)
	ok(t, err)
	if v.Name != "Styrgruppen" || len(v.Seats) != 0 || v.Version != 2 {
		t.Errorf("%+v", v.Body)
	}
}

func TestABodyThatHasEndedStandsInNoReportAfterIt(t *testing.T) {
	_, s, who := started(t)
	ctx := t.Context()
	in := four()
	in.EndedOn = "2026-08-31"
	if _, err := s.AddBody(ctx, who, in); err != nil {
		t.Fatal(err)
	}
	for p, want := range map[federation.Period]int{"2026-1": 1, "2026-2": 0} {
		if v, err := s.Report(ctx, who, p); err != nil || len(v.Bodies) != want {
			t.Errorf("%s: %+v %v", p, v.Bodies, err)
		}
	}
}
