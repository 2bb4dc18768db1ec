package target_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/person"
	"samverk/internal/picture"
	"samverk/internal/rule"
	"samverk/internal/samverktest/world"
	"samverk/internal/structure"
	"samverk/internal/target"
)

// scene is a case with parties, and the use cases under test.
type scene struct {
	*world.W
	*target.Service
	picture *picture.Service
	t       *testing.T
	c       id.Case
	anna    world.Person
}

func play(t *testing.T, grid consent.Grid) *scene {
	w := world.New(t)
	s := &scene{W: w, Service: target.New(w.App), picture: picture.New(w.App), t: t}
	s.c, s.anna = w.Case()
	w.Join(s.c, "ame", "vc", "fk")
	w.Consent(s.c, grid)
	return s
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// says lets a function or the person answer fields of the first picture, and
// hand the answers to units.
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
	s.must(s.picture.Answer(s.t.Context(), who, s.c, n))
}

// assistance notes försörjningsstöd since some months.
func (s *scene) assistance(who access.Actor, months int, to ...id.Unit) {
	s.t.Helper()
	_, err := s.picture.NoteLivelihood(s.t.Context(), who, s.c, picture.Livelihood{
		Piece: picture.Piece{To: to}, Benefit: "EB", Start: s.Now().AddDate(0, -months, 0).Format(time.DateOnly), Extent: item.NoExtent,
	})
	s.must(err)
}

func (s *scene) groups(who access.Actor) target.GroupView {
	s.t.Helper()
	v, err := s.Groups(s.t.Context(), who, s.c)
	s.must(err)
	return v
}

func of(all []target.Outcome, name string) (o target.Outcome) {
	for _, one := range all {
		if one.Rule.ID == name || one.Title == name {
			return one
		}
	}
	return o
}

func asked(v target.GroupView) (facts []string) {
	for _, q := range v.Ask {
		facts = append(facts, q.Fact)
	}
	slices.Sort(facts)
	return facts
}

// everything lets the units of the parties know all that the scene says.
var everything = consent.Grid{"ame": whole, "vc": whole, "fk": whole, "forsorjning": whole}

var whole = access.SetOf(access.Categories()...)

// agreed publishes an agreement of the world's area with some criteria.
func (s *scene) agreed(title string, criteria rule.Condition) id.Agreement {
	s.t.Helper()
	w, ctx := s.W, s.t.Context()
	if has := slices.Contains(s.hired(), "fk-chef"); !has {
		w.Hire("fk-chef", "fk", access.Manager)
		w.Hire("af-chef", "af", access.Manager)
	}
	c := agreement.Template("four", func(key string) string { return "Text om " + key })
	day := func(n int) string { return w.Now().AddDate(0, 0, n).Format(time.DateOnly) }
	c.Parties, c.Target = []id.Org{"kommun", "region", "fk", "af"}, criteria
	c.ValidFrom, c.ValidUntil, c.ReviewOn = day(0), day(700), day(350)
	a, err := w.DraftAgreement(ctx, w.As("samordning"), structure.NewAgreement{Area: world.Area, Title: title, Content: c})
	s.must(err)
	version := func() int64 {
		v, err := w.Agreement(ctx, w.As("samordning"), a, 0)
		s.must(err)
		return v.Newest().Version
	}
	s.must(w.OpenAgreement(ctx, w.As("samordning"), a, version()))
	for _, f := range []id.Function{"samverkan-chef", "vc-chef", "fk-chef", "af-chef"} {
		s.must(w.SignAgreement(ctx, w.As(f), a, version()))
	}
	return a
}

func (s *scene) hired() (all []string) {
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		return tx.Each(ctx, func(scan db.Scan) error {
			var f string
			err := scan(&f)
			all = append(all, f)
			return err
		}, `select id from function`)
	})
	return all
}

func TestWhoIsWithoutAPlaceFollowsFromFiveFlags(t *testing.T) {
	s := play(t, everything)
	all := []id.Unit{"ame", "vc", "fk", "forsorjning"}
	s.assistance(s.As("forsorjning"), 35, "ame", "vc", "fk")
	s.says(s.As("ame"), []id.Unit{"forsorjning", "vc", "fk"}, "af_enrolled=yes", "need_work=yes", "need_mental=yes", "ill_health=yes")
	before := of(s.groups(s.As("ame")).Named, "nollplacerad.lokal")
	if before.Truth != rule.Unknown || !slices.Equal(before.Decides, []string{"sgi"}) {
		t.Fatalf("with one flag open: %v, decided by %v", before.Truth, before.Decides)
	}
	v := s.groups(s.As("ame"))
	i := slices.IndexFunc(v.Ask, func(q target.Question) bool { return q.Fact == "sgi" })
	if i < 0 || len(v.Ask[i].Decides) == 0 {
		t.Fatalf("to ask: %+v", v.Ask)
	}
	s.says(s.AsPerson(s.anna), all, "sgi=no")
	after := s.groups(s.As("ame"))
	if o := of(after.Named, "nollplacerad.lokal"); o.Truth != rule.Yes || len(o.Lines) != 5 {
		t.Errorf("with all flags: %v of %d", o.Truth, len(o.Lines))
	}
	if got := after.Sources("sgi"); len(got) != 1 || got[0].Owner != id.Self {
		t.Errorf("the answer stands at %+v", got)
	}
	if got := after.Sources("assistance.months"); len(got) != 1 || got[0].Owner != "forsorjning" {
		t.Errorf("livelihood stands at %+v", got)
	}
	s.says(s.As("fk"), all[:2], "sgi=yes")
	differ := s.groups(s.As("ame"))
	if o := of(differ.Named, "nollplacerad.lokal"); o.Truth != rule.Unknown || !differ.Differs("sgi") || len(differ.Sources("sgi")) != 2 {
		t.Errorf("where actors answer differently: %v", o.Truth)
	}
}

// TestWhatAReaderMayNotSeeAnswersNothing gives two readers different consents:
// each gets the answer of what she sees, and nothing names what she does not.
func TestWhatAReaderMayNotSeeAnswersNothing(t *testing.T) {
	grid := consent.Grid{"ame": whole, "fk": access.SetOf(access.Plan, access.Work)}
	s := play(t, grid)
	under := s.agreed("Hela bilden", rule.AllOf(rule.Asks("sgi", false), rule.Asks("ill_health", true)))
	s.says(s.AsPerson(s.anna), []id.Unit{"ame"}, "sgi=yes", "ill_health=yes", "addiction=ongoing")
	open, shut := s.groups(s.As("ame")), s.groups(s.As("fk"))
	if o := of(open.Agreements, "Hela bilden"); o.Truth != rule.No {
		t.Errorf("who may see everything gets %v", o.Truth)
	}
	o := of(shut.Agreements, "Hela bilden")
	if o.Truth != rule.Unknown || !slices.Equal(o.Decides, []string{"sgi", "ill_health"}) {
		t.Errorf("who may not gets %v, decided by %v", o.Truth, o.Decides)
	}
	for _, fact := range []string{"sgi", "ill_health"} {
		if got := shut.Sources(fact); len(got) > 0 || shut.Differs(fact) {
			t.Errorf("%s is said to stand somewhere: %+v", fact, got)
		}
	}
	if said := fmt.Sprint(shut.Named, shut.Agreements, shut.Facts); strings.Contains(said, "SGI:") {
		t.Errorf("the answer tells what is hidden: %s", said)
	}
	if _, ok, err := s.Outside(t.Context(), s.As("ame"), s.c, under); err != nil || !ok {
		t.Errorf("who sees it is not warned: %v", err)
	}
	if _, ok, err := s.Outside(t.Context(), s.As("fk"), s.c, under); err != nil || ok {
		t.Errorf("who does not see it is warned: %v", err)
	}
	// A unit's own note counts for itself alone.
	s.says(s.As("fk"), nil, "sgi=no", "ill_health=yes")
	if o := of(s.groups(s.As("fk")).Agreements, "Hela bilden"); o.Truth != rule.Yes {
		t.Errorf("on its own note fk gets %v", o.Truth)
	}
	if o := of(s.groups(s.As("ame")).Agreements, "Hela bilden"); o.Truth != rule.No {
		t.Errorf("ame gets %v from what fk keeps to itself", o.Truth)
	}
}

func TestAgeIsKnownToThoseWhoMayKnowWhoItIs(t *testing.T) {
	s := play(t, everything)
	if _, ok := s.groups(s.As("ame")).Facts["age"]; !ok {
		t.Error("a party does not know the age")
	}
	if _, ok := s.groups(s.AsPerson(s.anna)).Facts["age"]; !ok {
		t.Error("the person does not know her age")
	}
	w := world.New(t)
	n := &scene{W: w, Service: target.New(w.App), picture: picture.New(w.App), t: t}
	n.c, n.anna = w.Case()
	w.Join(n.c, "fk")
	v := n.groups(w.As("fk"))
	if v.Identity != nil {
		t.Fatal("without consent fk knows who it is")
	}
	if _, ok := v.Facts["age"]; ok || !slices.Contains(asked(v), "sgi") {
		t.Errorf("without consent fk knows %v", v.Facts)
	}
}

func TestAHiddenPlaceHidesItsAgreements(t *testing.T) {
	s := play(t, everything)
	s.agreed("Hela bilden", rule.AllOf(rule.Asks("sgi", false)))
	if v := s.groups(s.As("ame")); len(v.Agreements) != 1 {
		t.Fatalf("%d agreements", len(v.Agreements))
	}
	s.must(s.ProtectPerson(t.Context(), s.As("samordning"), s.c, person.Marked))
	if v := s.groups(s.As("samordning")); len(v.Agreements) > 0 || v.Bare > 0 || v.Sight.Place() {
		t.Errorf("of a hidden place %d agreements are shown", len(v.Agreements))
	}
	if v := s.groups(s.AsPerson(s.anna)); len(v.Agreements) != 1 {
		t.Error("the person herself sees none")
	}
}

func TestThoseOutsideTheCaseGetNothing(t *testing.T) {
	s := play(t, everything)
	a := s.agreed("Hela bilden", rule.AllOf(rule.Asks("sgi", false)))
	other := s.AsPerson(s.Person())
	for name, who := range map[string]access.Actor{"af": s.As("af"), "another person": other, "the federation": s.As("forbund")} {
		_, err := s.Groups(t.Context(), who, s.c)
		_, second := s.Benefits(t.Context(), who, s.c, "")
		_, _, third := s.Outside(t.Context(), who, s.c, a)
		for _, err := range []error{err, second, third} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("%s gets %v", name, err)
			}
		}
	}
	if v, err := s.Rules(t.Context(), s.As("forbund")); err != nil || len(v.Rules) == 0 {
		t.Errorf("the federation may not read the rules: %v", err)
	}
	if v, err := s.Rules(t.Context(), other); err != nil || !slices.Equal(v.Dates, []string{"2026-11-23", target.ReportDay}) {
		t.Errorf("a person sees the rules of %v: %v", v.Dates, err)
	}
}

func TestBenefitsAreWorthAskingAboutOnADay(t *testing.T) {
	s := play(t, everything)
	s.says(s.As("vc"), []id.Unit{"ame"}, "capacity=half", "capacity_time=lasting")
	s.says(s.As("ame"), nil, "programme=guarantee")
	at := func(who access.Actor, day string) target.BenefitView {
		v, err := s.Benefits(t.Context(), who, s.c, day)
		s.must(err)
		return v
	}
	names := func(all []target.Outcome) string {
		var ids []string
		for _, o := range all {
			ids = append(ids, o.Rule.ID)
		}
		return strings.Join(ids, " ")
	}
	now := at(s.As("ame"), "")
	if got := names(now.Worth); got != "sjukersattning.hel sjukersattning.del aktivitetsstod" {
		t.Errorf("worth asking about: %s", got)
	}
	if got := names(now.Not); got != "aktivitetsersattning utvecklingsersattning" {
		t.Errorf("not: %s", got)
	}
	if got := names(now.Open); got != "a-kassa" || len(now.Ask) != 1 {
		t.Errorf("not known: %s", got)
	}
	young := at(s.As("ame"), "2016-05-01") // 26 years old then
	if got := names(young.Worth); got != "aktivitetsersattning" {
		t.Errorf("worth asking about in 2016: %s", got)
	}
	if v := at(s.As("ame"), "2020-01-01"); !v.NoRules {
		t.Error("of a day that nobody has read about something is said")
	}
	if v := at(s.As("fk"), ""); len(v.Worth) > 0 || len(v.Open) == 0 {
		t.Errorf("who is told nothing finds worth asking: %s", names(v.Worth))
	}
	for _, day := range []string{"2026-13-01", "i dag", "1889-01-01", "2100-01-01", "' or 1=1"} {
		_, err := s.Benefits(t.Context(), s.As("ame"), s.c, day)
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("on %q: %v", day, err)
		}
		if _, err := s.Rules(t.Context(), s.As("ame"), day, day); !errs.Is(err, errs.Invalid) || len(err.(*errs.Error).Faults) != 2 {
			t.Errorf("rules of %q: %v", day, err)
		}
	}
}

func TestAnInstallationLoadsRulesOfItsOwn(t *testing.T) {
	s := play(t, everything)
	load := func(by, text string) error {
		return s.DB.Tx(t.Context(), func(tx *db.Tx) error {
			_, err := target.Load(t.Context(), tx, by, []byte(text))
			return err
		})
	}
	text := `[[rule]]
id = "a-kassa"
kind = "benefit"
ask = "akassa"
name = { sv = "Egen", en = "Own" }
text = { sv = "Text", en = "Text" }
source = "Här"
checked = 2026-11-22
from = 2026-11-22
when = { fact = "sgi", is = true }
`
	bad := strings.NewReplacer("Här", "", "sgi", "zzz").Replace(text)
	err := load("", bad)
	if e, ok := err.(*errs.Error); !ok || len(e.Faults) != 3 {
		t.Errorf("a file with faults: %v", err)
	}
	if v, err := s.Rules(t.Context(), s.As("ame")); err != nil || v.Loaded.By != "" {
		t.Errorf("a refused file is kept: %v", err)
	}
	s.must(load("Driftansvarig", strings.ReplaceAll(text, "Egen", "Äldre")))
	s.must(load("Driftansvarig", text))
	v, err := s.Rules(t.Context(), s.As("ame"))
	s.must(err)
	i := slices.IndexFunc(v.Rules, func(r rule.Rule) bool { return r.ID == "a-kassa" })
	if v.Loaded.By != "Driftansvarig" || v.Rules[i].Name.Sv != "Egen" || len(v.Rules.IDs()) != len(set(t).IDs()) {
		t.Errorf("the newest file does not hold: %+v", v.Rules[i])
	}
	b, err := s.Benefits(t.Context(), s.As("ame"), s.c, "2026-11-23")
	s.must(err)
	if o := of(b.Open, "a-kassa"); !slices.Equal(o.Decides, []string{"sgi"}) {
		t.Errorf("the own rule is not gone by: %+v", o)
	}
	s.Exec(`update rule_file set source = 'broken' where source like '%Egen%'`)
	v, err = s.Rules(t.Context(), s.As("ame"))
	if err != nil || !v.Loaded.Broken || len(v.Rules) != len(set(t)) {
		t.Errorf("a file that can no longer be read: %v", err)
	}
}
