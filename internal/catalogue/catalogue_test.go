package catalogue_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/catalogue"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/org"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
)

var ok, is = samverktest.OK, samverktest.Is

// shelf is the world with the catalogue.
type shelf struct {
	*world.W
	*catalogue.Service
	t *testing.T
}

func open(t *testing.T) *shelf {
	w := world.New(t)
	return &shelf{w, catalogue.New(w.App), t}
}

// training is an intervention that lacks nothing.
func training(name string) offer.Content {
	return offer.Content{Name: name, Sort: "preparing", Areas: []id.Area{world.Area}, Purpose: "Pröva att arbeta.", Target: "Den som varit länge utan arbete.",
		AgeFrom: 18, AgeTo: 64, Capacity: 8, Problems: []string{"work"}, Requires: []string{"assistance"}, Contact: "ame"}
}

func (s *shelf) add(who id.Function, u id.Unit, c offer.Content, state string) id.Intervention {
	s.t.Helper()
	i, err := s.Add(s.t.Context(), s.As(who), u, c, state)
	ok(s.t, err)
	return i
}

func (s *shelf) view(who access.Actor, i id.Intervention) catalogue.View {
	s.t.Helper()
	v, err := s.Intervention(s.t.Context(), who, i)
	ok(s.t, err)
	return v
}

func (s *shelf) names(who access.Actor, q catalogue.Query) string {
	s.t.Helper()
	if q.Age == 0 {
		q.Age = offer.NoNumber
	}
	v, err := s.Interventions(s.t.Context(), who, q)
	ok(s.t, err)
	var all []string
	for _, r := range v.Rows {
		all = append(all, r.Text.Name)
	}
	return strings.Join(all, ", ")
}

// keys are what is wrong, by field.
func keys(err error) string {
	var f errs.Faults
	if err := f.Merge(err); err != nil {
		return err.Error()
	}
	var all []string
	for _, one := range f {
		all = append(all, one.Field+" "+one.Key)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

func TestOthersSeeWhatAManagerHasApproved(t *testing.T) {
	s, ctx := open(t), t.Context()
	i := s.add("ame", "ame", training("Arbetsträning"), offer.Draft)
	if got := s.names(s.As("vc"), catalogue.Query{}); got != "" {
		t.Errorf("a draft is seen by others: %s", got)
	}
	if got := s.names(s.As("ame-chef"), catalogue.Query{}); got != "Arbetsträning" {
		t.Errorf("its own unit sees %q", got)
	}
	_, err := s.Intervention(ctx, s.As("vc"), i)
	is(t, err, errs.NotFound)
	is(t, s.Decide(ctx, s.As("ame"), i, 1, offer.Approved), errs.Denied)
	ok(t, s.Decide(ctx, s.As("ame"), i, 1, offer.Proposed))
	due, err := s.Around(ctx, s.As("ame-chef"), s.Due)
	if ok(t, err); len(due) != 1 || due[0].Key != "offer.due.proposed" {
		t.Errorf("the manager's day has %+v", due)
	}
	ok(t, s.Decide(ctx, s.As("ame-chef"), i, 2, offer.Approved))
	if got := s.names(s.As("vc"), catalogue.Query{}); got != "Arbetsträning" {
		t.Errorf("what is approved is not seen: %q", got)
	}
	changed := training("Arbetsträning")
	changed.Purpose = "Något nytt."
	ok(t, s.Change(ctx, s.As("ame"), i, 3, changed, offer.Proposed))
	if v := s.view(s.As("vc"), i); v.Text.Purpose != "Pröva att arbeta." || v.Versions != nil {
		t.Errorf("others read %q before it is approved", v.Text.Purpose)
	}
	if v := s.view(s.As("ame"), i); v.Text.Purpose != "Något nytt." || len(v.Versions) != 2 {
		t.Errorf("the unit reads %q, of %d versions", v.Text.Purpose, len(v.Versions))
	}
	// Who comes second gets what stands.
	is(t, s.Change(ctx, s.As("ame"), i, 3, changed, offer.Draft), errs.Conflict)
	is(t, s.End(ctx, s.As("ame"), i, 4), errs.Denied)
	ok(t, s.End(ctx, s.As("ame-chef"), i, 4))
	if got := s.names(s.As("ame"), catalogue.Query{}); got != "" {
		t.Errorf("what has ended is offered: %s", got)
	}
	if got := s.names(s.As("vc"), catalogue.Query{Ended: true}); got != "Arbetsträning" {
		t.Errorf("what has ended cannot be found: %q", got)
	}
}

func TestThoseOutsideTheUnitWriteNothing(t *testing.T) {
	s, ctx := open(t), t.Context()
	i := s.add("ame-chef", "ame", training("Arbetsträning"), offer.Approved)
	for _, f := range []id.Function{"vc", "forsorjning-chef", "forbund"} {
		_, err := s.Add(ctx, s.As(f), "ame", training("Annat"), offer.Draft)
		is(t, err, errs.Denied)
		is(t, s.Change(ctx, s.As(f), i, 1, training("Annat"), offer.Draft), errs.Denied)
		is(t, s.TellPlaces(ctx, s.As(f), i, 1, offer.Places{Free: 1, Weeks: 1}), errs.Denied)
	}
	is(t, s.Confirm(ctx, s.As("ame"), "finns-ej", 1), errs.NotFound)
	// Who administers the organisation may, also for a unit without a manager.
	admin := training("Boendestöd")
	admin.Contact = "boende"
	s.add("admin", "boende", admin, offer.Approved)
}

func TestEverythingThatIsWrongIsSaidAtOnce(t *testing.T) {
	s := open(t)
	bad := offer.Content{Name: " ", Aliases: []string{"19121212-1212"}, Sort: "magic", Areas: []id.Area{"0682"}, Purpose: strings.Repeat("x", 1001), Target: "Gäller V-2026-0117",
		Requires: []string{"sgi", "without_sgi"}, Problems: []string{"okänt"}, AgeFrom: 30, AgeTo: 20, Capacity: -2, Contact: "vc", Evidence: "tro", Cost: "gratis",
		StartsOn: "2026-12-01", EndsOn: "2026-11-01"}
	_, err := s.Add(t.Context(), s.As("ame"), "ame", bad, offer.Draft)
	if got, want := keys(err), "age_to offer.age.order, aliases text.identity.number, areas offer.areas.outside, capacity offer.number.range, contact offer.contact.unit, "+
		"cost offer.code.unknown, ends_on offer.date.order, evidence offer.code.unknown, name offer.name.missing, problems offer.code.unknown, purpose offer.words.long, "+
		"requires offer.requires.both, sort offer.sort.missing, target text.identity.case"; got != want {
		t.Errorf("told:\n%s\nwant:\n%s", got, want)
	}
	told := training("Utredning")
	told.Aliases = []string{"Den i V-2026-0117"}
	_, err = s.Add(t.Context(), s.As("ame"), "ame", told, offer.Draft)
	if got := keys(err); got != "aliases text.identity.case" {
		t.Errorf("another name that tells of a case: %s", got)
	}
	s.add("ame", "ame", training("Arbetsträning"), offer.Draft)
	_, err = s.Add(t.Context(), s.As("ame"), "ame", training("ARBETSTRÄNING"), offer.Draft)
	if got := keys(err); got != "name offer.name.taken" {
		t.Errorf("the same name twice: %s", got)
	}
}

func TestPlacesAndConfirmationHaveDates(t *testing.T) {
	s, ctx := open(t), t.Context()
	i := s.add("ame-chef", "ame", training("Arbetsträning"), offer.Approved)
	if v := s.view(s.As("vc"), i); v.Places.Free != offer.NoNumber || v.Places.Weeks != offer.NoNumber || v.Places.On != "" {
		t.Errorf("before anybody has told: %+v", v.Places)
	}
	ok(t, s.TellPlaces(ctx, s.As("ame"), i, 1, offer.Places{Free: 0, Weeks: offer.NoNumber}))
	v := s.view(s.As("vc"), i)
	if v.Places.Free != 0 || v.Places.Weeks != offer.NoNumber || v.Places.On != v.Today {
		t.Errorf("no room and an unknown wait: %+v", v.Places)
	}
	if got := keys(s.TellPlaces(ctx, s.As("ame"), i, 2, offer.Places{Free: -7, Weeks: 9999})); got != "free offer.number.range, weeks offer.weeks.range" {
		t.Errorf("told %s", got)
	}
	s.Pass((offer.StaleDays + 1) * 24 * time.Hour)
	v = s.view(s.As("vc"), i)
	if !v.Stale || !v.OldPlaces {
		t.Error("what nobody has confirmed for long is not said to be old")
	}
	if due, err := s.Around(ctx, s.As("ame"), s.Due); err != nil || len(due) != 1 || due[0].Key != "offer.due.stale" {
		t.Errorf("the day has %+v %v", due, err)
	}
	ok(t, s.Remind(ctx))
	ok(t, s.Remind(ctx))
	s.Idle()
	if !s.Mail.To("ame@vetlanda.example") {
		t.Error("the one who is asked about it is not asked to confirm it")
	}
	ok(t, s.Confirm(ctx, s.As("ame"), i, 2))
	if s.view(s.As("vc"), i).Stale {
		t.Error("it is still said to be old")
	}
}

func TestTheCatalogueIsNarrowedAndSearched(t *testing.T) {
	s := open(t)
	c := training("20/40-jobb")
	c.Aliases, c.Sort, c.Problems = []string{"Lön istället för ersättning", "Arbete istället för bidrag"}, "placing", nil
	s.add("ame-chef", "ame", c, offer.Approved)
	s.add("ame-chef", "ame", training("Arbetsträning"), offer.Approved)
	talk := training("Rådgivning")
	talk.Contact, talk.Sort, talk.Problems, talk.AgeFrom, talk.AgeTo = "vc", "examination", []string{"mental"}, offer.NoNumber, 25
	s.add("vc-chef", "vc", talk, offer.Approved)
	who := s.As("fk")
	for want, q := range map[string]catalogue.Query{
		"20/40-jobb, Arbetsträning, Rådgivning": {Area: world.Area},
		"":                          {Area: "0682"},
		"Rådgivning":                {Actor: access.Vard},
		"20/40-jobb, Arbetsträning": {Age: 40},
		"Arbetsträning":             {Sort: "preparing"},
		"20/40-jobb, Rådgivning":    {Problem: "mental"},
		"20/40-jobb":                {Words: "arbete i stället för bidrag", Kind: offer.Work, Sort: "placing"},
	} {
		if got := s.names(who, q); got != want {
			t.Errorf("%+v: %s; want %s", q, got, want)
		}
	}
	v, err := s.Interventions(t.Context(), who, catalogue.Query{Age: offer.NoNumber, Words: "lön istället"})
	if ok(t, err); len(v.Rows) == 0 || v.Rows[0].Text.Name != "20/40-jobb" {
		t.Errorf("by its other name it is not found: %+v", v.Rows)
	}
	first, err := s.Interventions(t.Context(), who, catalogue.Query{Age: offer.NoNumber, Limit: 2})
	ok(t, err)
	next, err := s.Interventions(t.Context(), who, catalogue.Query{Age: offer.NoNumber, Limit: 2, After: first.Rows[1].ID})
	if ok(t, err); !first.More || next.More || len(next.Rows) != 1 || next.Rows[0].Text.Name != "Rådgivning" {
		t.Errorf("in parts: %d, then %d", len(first.Rows), len(next.Rows))
	}
}

func TestAreasAreLaidBesideEachOther(t *testing.T) {
	s := open(t)
	s.add("ame-chef", "ame", training("Arbetsträning"), offer.Approved)
	v, err := s.Compare(t.Context(), s.As("vc"), access.Kommun, false)
	ok(t, err)
	at := slices.IndexFunc(v.Areas, func(a org.Area) bool { return a.ID == world.Area })
	stands := map[offer.Sort]string{}
	for _, l := range v.Lines {
		stands[l.Sort] = fmt.Sprint(l.Cells[at].Stand, l.Cells[1-at].Stand)
	}
	if stands["preparing"] != "2 0" || stands["treatment"] != "1 0" {
		t.Errorf("offered, not offered and not known come to %v", stands)
	}
	named, err := s.Compare(t.Context(), s.As("vc"), access.Kommun, true)
	if ok(t, err); len(named.Lines) != 1 || named.Lines[0].Name != "Arbetsträning" || !named.Lines[0].Differs() {
		t.Errorf("by name: %+v", named.Lines)
	}
}

func TestWhatWasFetchedCanBeChangedAndTakenIn(t *testing.T) {
	s, ctx := open(t), t.Context()
	c := training("Arbetsträning")
	c.Aliases, c.Evidence = []string{"Träning", "Praktik"}, "practice"
	i := s.add("ame-chef", "ame", c, offer.Approved)
	ok(t, s.TellPlaces(ctx, s.As("ame"), i, 1, offer.Places{Free: 3, Weeks: offer.NoNumber}))
	for _, english := range []bool{false, true} {
		header, rows, err := s.Template(ctx, s.As("ame-chef"), english, true)
		ok(t, err)
		var file bytes.Buffer
		ok(t, export.Sheet(&file, "Insatser", header, rows))
		if v := s.preview("ame-chef", file.Bytes()); v.Unchanged != 1 || v.New+v.Changed+v.Wrong != 0 {
			t.Fatalf("as it stands: %+v", v.Plan)
		}
	}
	header, rows, err := s.Template(ctx, s.As("ame-chef"), false, true)
	ok(t, err)
	rows[0][6], rows[0][16], rows[0][17] = "Ett nytt syfte.", "", "6"
	more := slices.Clone(rows[0])
	more[0], more[2], more[4], more[18] = "", "Utredning på AME", "Utredande", ""
	var file bytes.Buffer
	ok(t, export.Sheet(&file, "Insatser", header, append(rows, more)))
	v := s.preview("ame-chef", file.Bytes())
	if v.Changed != 1 || v.New != 1 || v.Wrong != 0 || len(v.Rows[0].Changes) != 3 {
		t.Fatalf("changed: %+v", v.Plan)
	}
	is(t, s.TakeIn(ctx, s.As("ame-chef"), v.ID, "annat"), errs.Conflict)
	ok(t, s.TakeIn(ctx, s.As("ame-chef"), v.ID, v.Seen))
	is(t, s.TakeIn(ctx, s.As("ame-chef"), v.ID, v.Seen), errs.Conflict)
	now := s.view(s.As("vc"), i)
	if now.Text.Purpose != "Ett nytt syfte." || now.Places.Free != offer.NoNumber || now.Places.Weeks != 6 || !slices.Equal(now.Text.Aliases, c.Aliases) {
		t.Errorf("taken in: %+v", now.Intervention)
	}
	if got := s.names(s.As("vc"), catalogue.Query{Sort: "investigating"}); got != "Utredning på AME" {
		t.Errorf("what is new: %q", got)
	}
}

func (s *shelf) preview(who id.Function, file []byte) catalogue.Preview {
	s.t.Helper()
	b, err := s.Upload(s.t.Context(), s.As(who), file)
	ok(s.t, err)
	v, err := s.Preview(s.t.Context(), s.As(who), b)
	ok(s.t, err)
	return v
}

func TestAFileThatIsWrongChangesNothing(t *testing.T) {
	s, ctx := open(t), t.Context()
	s.Exec(`insert into unit (id, organisation_id, name, short_name, about) values ('ame-2', 'kommun', 'Boendestöd', 'Boendestöd', '')`)
	told := func(lines ...string) string {
		v := s.preview("ame-chef", []byte(strings.Join(lines, "\n")))
		var all []string
		for _, f := range v.Faults() {
			all = append(all, fmt.Sprintf("%d %s %s", f.Row, f.Column, f.Errs.Key))
		}
		is(t, s.TakeIn(ctx, s.As("ame-chef"), v.ID, v.Seen), errs.Conflict)
		return strings.Join(all, "\n")
	}
	if got, want := told("Enhet;Sort;Färg", "AME;x;y"), "1  import.column.unknown\n1 name import.column.missing\n1 areas import.column.missing"; got != want {
		t.Errorf("wrong columns: %s", got)
	}
	head := "Enhet;Insats;Slag;Kommuner;Väntetid veckor;Kontakt;Ålder från"
	if got, want := told(head, "Boendestöd;A;Stöd;Vetlanda;;;", "Ingen;B;Stöd;Vetlanda;;;", "AME;C;Stöd;Atlantis;;;", "AME;D;Trolleri;Vetlanda;snart;Rektor;-1",
		"AME;E;Stöd;Vetlanda;;;", "ame;e;Stöd;Vetlanda;;;", "AME;F 19121212-1212;Stöd;Vetlanda;;;"),
		"2 unit import.cell.several\n3 unit import.unit.missing\n4 areas offer.import.area\n5 sort offer.import.word\n5 age_from offer.import.number\n5 weeks offer.import.number\n"+
			"5 contact offer.contact.unit\n7 name import.row.twice\n8 name text.identity.number"; got != want {
		t.Errorf("told:\n%s\nwant:\n%s", got, want)
	}
	if got := s.names(s.As("ame-chef"), catalogue.Query{}); got != "" {
		t.Errorf("of wrong files there came %s", got)
	}
	_, err := s.Upload(ctx, s.As("ame-chef"), make([]byte, 6<<20))
	if keys(err) != "file border.size" {
		t.Errorf("too large: %v", err)
	}
	_, err = s.Upload(ctx, s.As("ame"), []byte(head))
	is(t, err, errs.Denied)
}

func TestAWishIsMetByThoseWhoHadIt(t *testing.T) {
	s, ctx := open(t), t.Context()
	n := offer.NewWish{Area: world.Area, To: access.Kommun, Sort: "investigating", Words: "Utredning och bedömning på AME.", Since: "2026-05-27"}
	w, err := s.Wish(ctx, s.As("af"), n)
	ok(t, err)
	list := func(state string) catalogue.Wishes {
		v, err := s.Wishes(ctx, s.As("af"), world.Area, state, offer.Page{Limit: 10})
		ok(t, err)
		return v
	}
	v := list(offer.Open)
	if len(v.Rows) != 1 || v.Rows[0].From != access.AF || v.Rows[0].Days != 180 || !v.Rows[0].MayClose || len(v.Gaps) != 1 || len(v.Gaps[0].Offered) != 0 {
		t.Fatalf("%+v", v)
	}
	is(t, s.CloseWish(ctx, s.As("ame"), w, 1, offer.Withdrawn, ""), errs.Denied)
	if got := keys(s.CloseWish(ctx, s.As("af"), w, 1, offer.Met, "finns-ej")); got != "met_by offer.intervention.missing" {
		t.Errorf("met by nothing: %s", got)
	}
	c := training("Utredning")
	c.Sort = "investigating"
	i := s.add("ame-chef", "ame", c, offer.Approved)
	if g := list(offer.Open).Gaps; len(g[0].Offered) != 1 || g[0].Wishes != 1 {
		t.Errorf("wanted beside offered: %+v", g)
	}
	ok(t, s.CloseWish(ctx, s.As("af"), w, 1, offer.Met, i))
	is(t, s.CloseWish(ctx, s.As("af"), w, 1, offer.Met, i), errs.Conflict)
	if v := list(offer.Met); len(v.Rows) != 1 || v.Rows[0].MetBy != "Utredning" || len(v.Gaps) != 0 {
		t.Errorf("%+v", v)
	}
	n.To, n.Sort, n.Words, n.Since = "moln", "x", "Gäller 19121212-1212", "2030-01-01"
	_, err = s.Wish(ctx, s.As("af"), n)
	if got := keys(err); got != "since offer.date.ahead, sort offer.sort.missing, to offer.actor.unknown, words text.identity.number" {
		t.Errorf("told %s", got)
	}
	n.Area = "0682"
	_, err = s.Wish(ctx, s.As("af"), n)
	is(t, err, errs.Denied)
}

func TestAnExpectationIsAnsweredByAManagerOfTheOtherActor(t *testing.T) {
	s, ctx := open(t), t.Context()
	e, err := s.Expect(ctx, s.As("af"), offer.NewExpectation{Area: world.Area, To: access.Vard, Words: "Att rehabkoordinatorn svarar inom två dagar."})
	ok(t, err)
	if due, err := s.Around(ctx, s.As("vc-chef"), s.Due); err != nil || len(due) != 1 || due[0].Key != "offer.due.expected" {
		t.Errorf("the manager's day has %+v %v", due, err)
	}
	reply := offer.Reply{Answer: "partly", Words: "Inom fem dagar.", ReviewOn: s.Now().AddDate(0, 6, 0).Format(time.DateOnly)}
	for _, f := range []id.Function{"vc", "ame-chef", "af"} {
		is(t, s.Answer(ctx, s.As(f), e, 1, reply), errs.Denied)
	}
	if got := keys(s.Answer(ctx, s.As("vc-chef"), e, 1, offer.Reply{Answer: "cannot", ReviewOn: "2020-01-01"})); got != "review_on offer.review.range, words offer.answer.words" {
		t.Errorf("told %s", got)
	}
	ok(t, s.Answer(ctx, s.As("vc-chef"), e, 1, reply))
	is(t, s.Answer(ctx, s.As("vc-chef"), e, 1, reply), errs.Conflict)
	v, err := s.Expectations(ctx, s.As("vc-chef"), world.Area, offer.Page{Limit: 10})
	if ok(t, err); len(v.Rows) != 1 || v.Rows[0].Answer != "partly" || v.Rows[0].Waits || !v.Rows[0].MayAnswer || v.Rows[0].Answered.ID != "vc-chef" {
		t.Errorf("%+v", v.Rows)
	}
	is(t, s.Drop(ctx, s.As("vc-chef"), e, 2), errs.Denied)
	ok(t, s.Drop(ctx, s.As("af"), e, 2))
	_, err = s.Expect(ctx, s.As("af"), offer.NewExpectation{Area: world.Area, To: access.AF})
	if got := keys(err); got != "to offer.actor.self, words offer.words.missing" {
		t.Errorf("told %s", got)
	}
}

func TestTheListAsksNoMoreForMoreRows(t *testing.T) {
	s := open(t)
	count := func() int64 {
		var n atomic.Int64
		who := s.As("vc")
		_, err := s.Interventions(db.Counted(t.Context(), &n), who, catalogue.Query{Age: offer.NoNumber})
		ok(t, err)
		return n.Load()
	}
	s.add("ame-chef", "ame", training("Första"), offer.Approved)
	one := count()
	for n := range 8 {
		s.add("ame-chef", "ame", training(fmt.Sprint("Insats ", n)), offer.Approved)
	}
	if nine := count(); nine != one {
		t.Errorf("%d statements for one row, %d for nine", one, nine)
	}
}
