package mapping_test

import (
	"testing"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/study"
)

// TestWhatWasSaidInAnAreaIsReadByThoseWhoKeepIt reads one statement by its
// identifier, and all of them.
func TestWhatWasSaidInAnAreaIsReadByThoseWhoKeepIt(t *testing.T) {
	s := begun(t, vetlanda, nassjo)
	s.say("Vi vet inte vem vi ska ringa.")
	v, err := s.Statements(t.Context(), s.As("samordning"), study.Filter{Study: s.study, Area: string(vetlanda)})
	ok(t, err)
	one := v.Rows[0].ID
	for who, want := range map[id.Function]bool{"samordning": true, "forbund": true, "nassjo-samordning": false, "ame": false, "admin": false} {
		_, err := s.Statement(t.Context(), s.As(who), s.study, one)
		_, all := s.Statements(t.Context(), s.As(who), study.Filter{Study: s.study, Area: string(vetlanda)})
		for _, err := range []error{err, all} {
			if want != (err == nil) || err != nil && !errs.Is(err, errs.Denied) {
				t.Errorf("%s: %v", who, err)
			}
		}
	}
}

// TestWhatAnAreaFoundIsTakenAwayByThoseWhoKeepIt names what belongs to one area
// as if it belonged to another.
func TestWhatAnAreaFoundIsTakenAwayByThoseWhoKeepIt(t *testing.T) {
	s, ctx := begun(t, vetlanda, nassjo), t.Context()
	lead, other := s.As("samordning"), s.As("nassjo-samordning")
	ok(t, s.AddPoints(ctx, lead, s.study, study.Point{Area: vetlanda, Kind: study.Enabler, Code: "exists"}, []string{"Samverkansmöten varje vecka."}))
	ok(t, s.AddShare(ctx, lead, s.study, study.Share{Area: vetlanda, Actor: access.AF, Unit: "AF", Low: 10, High: 20, Source: "Fokusgrupp"}))
	v, err := s.Perspective(ctx, lead, s.study, study.Place{Area: vetlanda})
	ok(t, err)
	point, share := v.Points[0].ID, v.Shares[0].ID
	is(t, s.RemovePoint(ctx, other, s.study, nassjo, point), errs.NotFound)
	is(t, s.RemoveShare(ctx, other, s.study, nassjo, share), errs.NotFound)
	is(t, s.RemovePoint(ctx, other, s.study, vetlanda, point), errs.Denied)
	is(t, s.RemoveShare(ctx, other, s.study, vetlanda, share), errs.Denied)
	ok(t, s.RemovePoint(ctx, lead, s.study, vetlanda, point))
	ok(t, s.RemoveShare(ctx, lead, s.study, vetlanda, share))
}
