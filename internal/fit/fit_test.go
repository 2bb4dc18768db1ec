package fit_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/catalogue"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/fit"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/person"
	"samverk/internal/picture"
	"samverk/internal/rule"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
)

var ok, is = samverktest.OK, samverktest.Is

// scene is a case with parties, beside a catalogue.
type scene struct {
	*world.W
	*fit.Service
	shelf   *catalogue.Service
	picture *picture.Service
	t       *testing.T
	c       id.Case
	anna    world.Person
}

var whole = access.SetOf(access.Categories()...)

func play(t *testing.T) *scene {
	w := world.New(t)
	s := &scene{W: w, Service: fit.New(w.App), shelf: catalogue.New(w.App), picture: picture.New(w.App), t: t}
	s.c, s.anna = w.Case()
	w.Join(s.c, "ame", "vc", "fk")
	w.Consent(s.c, consent.Grid{"ame": whole, "vc": whole, "fk": access.SetOf(access.Plan, access.Work)})
	return s
}

// offered puts an intervention in the catalogue.
func (s *scene) offered(name string, change func(*offer.Content)) {
	s.t.Helper()
	c := offer.Content{Name: name, Sort: "preparing", Areas: []id.Area{world.Area}, AgeFrom: offer.NoNumber, AgeTo: offer.NoNumber, Capacity: offer.NoNumber}
	if change != nil {
		change(&c)
	}
	_, err := s.shelf.Add(s.t.Context(), s.As("ame-chef"), "ame", c, offer.Approved)
	ok(s.t, err)
}

// says lets somebody answer fields of the first picture.
func (s *scene) says(who access.Actor, to []id.Unit, answers ...string) {
	s.t.Helper()
	n := picture.Answers{To: picture.Told{}}
	for _, c := range access.Categories() {
		n.To[c] = to
	}
	for _, a := range answers {
		field, value, _ := strings.Cut(a, "=")
		n.All = append(n.All, picture.Answer{Field: field, Value: value})
	}
	ok(s.t, s.picture.Answer(s.t.Context(), who, s.c, n))
}

// stands is how each intervention comes out for a reader.
func (s *scene) stands(who access.Actor) map[string]rule.Truth {
	s.t.Helper()
	v, err := s.Service.Read(s.t.Context(), who, s.c)
	ok(s.t, err)
	all := map[string]rule.Truth{}
	for truth, some := range map[rule.Truth][]fit.Match{rule.Yes: v.Could, rule.Unknown: v.Open, rule.No: v.Not} {
		for _, m := range some {
			all[m.Text.Name] = truth
		}
	}
	return all
}

func TestWhatIsNotKnownStaysNotKnown(t *testing.T) {
	s := play(t)
	s.offered("För alla", nil)
	s.offered("För unga", func(c *offer.Content) { c.AgeTo = 17 })
	s.offered("För psykisk ohälsa", func(c *offer.Content) { c.Problems = []string{"mental", "addiction"} })
	s.offered("För inskrivna utan SGI", func(c *offer.Content) { c.Requires = []string{"enrolled", "without_sgi"} })
	s.offered("Med aktivitetsersättning", func(c *offer.Content) { c.Requires = []string{"activity_benefit"} })
	want := map[string]rule.Truth{"För alla": rule.Yes, "För unga": rule.No, "För psykisk ohälsa": rule.Unknown, "För inskrivna utan SGI": rule.Unknown, "Med aktivitetsersättning": rule.Unknown}
	hold := func(who access.Actor, when string) {
		t.Helper()
		for name, truth := range s.stands(who) {
			if truth != want[name] {
				t.Errorf("%s: %s comes to %v, want %v", when, name, truth, want[name])
			}
		}
	}
	hold(s.As("ame"), "with nothing told")
	s.says(s.AsPerson(s.anna), []id.Unit{"ame"}, "need_mental=yes", "af_enrolled=yes", "sgi=yes")
	want["För psykisk ohälsa"], want["För inskrivna utan SGI"] = rule.Yes, rule.No
	hold(s.As("ame"), "who was told")
	// Another, whom her consent tells less, knows less.
	want["För psykisk ohälsa"], want["För inskrivna utan SGI"] = rule.Unknown, rule.Unknown
	hold(s.As("fk"), "who was not told")
	want["För psykisk ohälsa"], want["För inskrivna utan SGI"] = rule.Yes, rule.No
	hold(s.AsPerson(s.anna), "the person herself")
	// What two answer differently is not known.
	s.says(s.As("vc"), []id.Unit{"ame"}, "need_mental=no")
	want["För psykisk ohälsa"] = rule.Unknown
	hold(s.As("ame"), "with two answers")
	_, err := s.picture.NoteLivelihood(t.Context(), s.As("ame"), s.c, picture.Livelihood{Benefit: "AE", Start: s.Now().AddDate(0, -2, 0).Format(time.DateOnly), Extent: 100})
	ok(t, err)
	want["Med aktivitetsersättning"] = rule.Yes
	hold(s.As("ame"), "with the benefit noted")
}

func TestTheReasonsAreOneForEachThing(t *testing.T) {
	s := play(t)
	s.offered("Allt", func(c *offer.Content) {
		c.AgeFrom, c.Problems, c.Requires = 16, []string{"work"}, []string{"sick_listed", "reduced"}
	})
	v, err := s.Service.Read(t.Context(), s.As("ame"), s.c)
	if ok(t, err); len(v.Open) != 1 {
		t.Fatalf("%+v", v)
	}
	var lines []string
	for _, l := range v.Open[0].Lines {
		lines = append(lines, l.What)
	}
	if !slices.Equal(lines, []string{"age", "problem", "sick_listed", "reduced"}) || v.Open[0].Lines[0].Truth != rule.Yes {
		t.Errorf("%v", v.Open[0].Lines)
	}
}

func TestThoseOutsideTheCaseReadAndCountNothing(t *testing.T) {
	s := play(t)
	s.offered("För alla", nil)
	for _, who := range []access.Actor{s.As("af"), s.As("forbund"), s.AsPerson(s.Person())} {
		_, err := s.Service.Read(t.Context(), who, s.c)
		is(t, err, errs.NotFound)
		is(t, s.Note(t.Context(), who, s.c, "investigating", ""), errs.NotFound)
	}
	if err := s.Note(t.Context(), s.AsPerson(s.anna), s.c, "investigating", ""); err == nil {
		t.Error("the person counts herself")
	}
}

// counts are the rows of what has been missing.
func (s *scene) counts() (all []string) {
	s.W.Read(func(ctx context.Context, tx *db.Tx) error {
		return tx.Each(ctx, func(scan db.Scan) error {
			var row [4]string
			var n int
			err := scan(&row[0], &row[1], &row[2], &row[3], &n)
			all = append(all, strings.Join(row[:], " ")+" "+string(rune('0'+n)))
			return err
		}, `select area_id, sort, actor, half, cases from missing_count order by sort`)
	})
	return all
}

func TestThreeCasesAreToldWithoutAWordFromThem(t *testing.T) {
	s, ctx := play(t), t.Context()
	told := func() []offer.Missing {
		v, err := s.shelf.Overview(ctx, s.As("forbund"), world.Area)
		ok(t, err)
		return v.Missing
	}
	note := func(c id.Case, key string) {
		who := s.As("ame")
		who.Once = access.Once{Key: key, Digest: key}
		ok(t, s.Note(ctx, who, c, "investigating", access.Kommun))
	}
	note(s.c, "one")
	note(s.c, "one") // the same submit again
	if got := s.counts(); !slices.Equal(got, []string{"0685 investigating kommun 2026-2 1"}) {
		t.Fatalf("after one submit that came twice: %v", got)
	}
	for _, key := range []string{"two", "three"} {
		s.Pass(7 * day)
		if got := told(); len(got) != 0 {
			t.Errorf("before three cases %v is told", got)
		}
		c, _ := s.Case()
		s.Join(c, "ame")
		note(c, key)
	}
	s.Pass(7 * day)
	if got := told(); !slices.Equal(got, []offer.Missing{{Area: world.Area, Sort: "investigating", Actor: access.Kommun, Cases: 3}}) {
		t.Errorf("of three cases %v is told", got)
	}
	var f errs.Faults
	ok(t, f.Merge(s.Note(ctx, s.As("ame"), s.c, "påhittat", "moln")))
	if len(f) != 2 {
		t.Errorf("bad input: %v", f)
	}
}

const day = 24 * time.Hour

// TestACountMovesByTheWeek holds that what is noted does not change the number
// that is told before the next Monday in Sweden: else who watches it sees which
// case it was.
func TestACountMovesByTheWeek(t *testing.T) {
	s := play(t)
	told := func() (n int) {
		v, err := s.shelf.Overview(t.Context(), s.As("forbund"), world.Area)
		ok(t, err)
		for _, m := range v.Missing {
			n += m.Cases
		}
		return n
	}
	note := func(cases int) {
		for range cases {
			c, _ := s.Case()
			ok(t, s.Note(t.Context(), s.As("samordning"), c, "investigating", access.Kommun))
		}
	}
	sunday := time.Date(2026, 11, 29, 22, 59, 0, 0, time.UTC) // the last minute of the week in Sweden
	note(2)
	s.Pass(sunday.Sub(s.Now()))
	note(2)
	if n := told(); n != 0 {
		t.Errorf("in the week when four were noted %d are told", n)
	}
	s.Pass(2 * time.Minute)
	if n := told(); n != 4 {
		t.Errorf("from Monday %d are told", n)
	}
	note(1)
	if n := told(); n != 4 {
		t.Errorf("with one more this week %d are told", n)
	}
	s.Pass(60 * day) // another half-year
	note(3)
	if n := told(); n != 5 {
		t.Errorf("the half-year before, and three of this week, are told as %d", n)
	}
	s.Pass(7 * day)
	if n := told(); n != 8 {
		t.Errorf("of both half-years %d are told", n)
	}
}

func TestAProtectedPersonIsNeitherListedNorCounted(t *testing.T) {
	s := play(t)
	s.offered("För alla", nil)
	ok(t, s.ProtectPerson(t.Context(), s.As("samordning"), s.c, person.Marked))
	v, err := s.Service.Read(t.Context(), s.As("samordning"), s.c)
	if ok(t, err); !v.Hidden || v.MayNote || len(v.Could)+len(v.Open)+len(v.Not) > 0 {
		t.Errorf("of a hidden place: %+v", v)
	}
	err = s.Note(t.Context(), s.As("samordning"), s.c, "investigating", access.Kommun)
	if e, isOurs := errors.AsType[*errs.Error](err); !isOurs || e.Key != "offer.missing.protected" {
		t.Errorf("counting: %v", err)
	}
	if got := s.counts(); len(got) > 0 {
		t.Errorf("counted: %v", got)
	}
}

func TestTheSameCaseIsNotCountedUntilItIsTold(t *testing.T) {
	s, ctx := play(t), t.Context()
	for _, who := range []access.Actor{s.As("ame"), s.As("ame"), s.As("vc"), s.As("samordning")} {
		ok(t, s.Note(ctx, who, s.c, "investigating", access.Kommun))
	}
	s.Pass(200 * 24 * time.Hour) // another half-year, and told together with the one before
	ok(t, s.Note(ctx, s.As("samordning"), s.c, "investigating", access.Kommun))
	if got := s.counts(); !slices.Equal(got, []string{"0685 investigating kommun 2026-2 1"}) {
		t.Errorf("one case is counted as %v", got)
	}
	ok(t, s.Note(ctx, s.As("samordning"), s.c, "preparing", access.Kommun))
	if got := s.counts(); len(got) != 2 {
		t.Errorf("what else it needed is not counted: %v", got)
	}
}
