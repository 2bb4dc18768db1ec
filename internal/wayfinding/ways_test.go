package wayfinding_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/contact"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/news"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
	"samverk/internal/wayfinding"
)

var ok, is, fault = samverktest.OK, samverktest.Is, samverktest.Fault

// place is a world with the ways in of its areas.
type place struct {
	*world.W
	ways *wayfinding.Service
}

func open(t *testing.T) place {
	t.Helper()
	w := world.New(t)
	return place{w, wayfinding.New(w.App)}
}

func (p place) way(t *testing.T, who id.Function, w id.WayIn) wayfinding.View {
	t.Helper()
	v, err := p.ways.Way(t.Context(), p.As(who), w)
	ok(t, err)
	return v
}

func (p place) mend(t *testing.T, who id.Function, w id.WayIn, change func(*wayfinding.Mending)) error {
	t.Helper()
	m := p.way(t, who, w).Mending()
	change(&m)
	return p.ways.Mend(t.Context(), p.As(who), w, m)
}

func (p place) ask(t *testing.T, who id.Function, q wayfinding.Question) []id.WayIn {
	t.Helper()
	a, err := p.ways.Ways(t.Context(), p.As(who), q)
	ok(t, err)
	var ids []id.WayIn
	for _, w := range a.Ways {
		ids = append(ids, w.ID)
	}
	return ids
}

// told counts how often a function has been told that something waits.
func (p place) told(f id.Function) (n int) {
	p.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from job where kind = 'notify' and subject = $1`, f)
		return err
	})
	return n
}

func TestWordsFindTheWayIn(t *testing.T) {
	p := open(t)
	ok(t, p.mend(t, "vc", "in-vard", func(m *wayfinding.Mending) { m.Guide.Keywords = "influensa" }))
	for words, want := range map[string]id.WayIn{
		"läkarintyg": "in-vard", "vårdcentralen": "in-vard", "vårdcetral vetlanda": "in-vard", "vc": "in-vard", "influensan": "in-vard", "doktor": "in-vard",
		"soc": "in-forsorjning", "ekonomiskt bistånd": "in-forsorjning", "AF": "in-jobb", "arbetslös": "in-jobb", "fk": "in-forsakring", "sjukpenningen": "in-forsakring",
		"ame": "in-arbete", "en väg in": "in-samordning", "vem samordnar": "in-samordning", "samordnare nässjö": "in-nassjo", "psykiatrin": "in-psykiatri", "boendestöd": "in-boende",
	} {
		if found := p.ask(t, "af", wayfinding.Question{Area: world.Area, Words: words}); len(found) == 0 || found[0] != want {
			t.Errorf("%q: %v, want %s first", words, found, want)
		}
	}
}

// TestEverydayWordsFindTheWayIn holds that what people call things leads right
// before anybody has written words of an own: the answer is the first, and the
// same with an area that the words do not name.
func TestEverydayWordsFindTheWayIn(t *testing.T) {
	p := open(t)
	p.Hire("boende-2", "boende", access.Worker)
	p.Hire("psyk-2", "psyk", access.Worker)
	p.Exec(`update way_in set deputy_id = function_id`)
	p.Exec(`update way_in set function_id = 'boende-2' where id = 'in-boende'`)
	p.Exec(`update way_in set function_id = 'psyk-2' where id = 'in-psykiatri'`)
	p.Exec(`insert into way_in (id, area_id, topic, actor, function_id, answer_days) values ('in-missbruk', '0685', 'addiction', 'kommun', 'forsorjning-2', 3)`)
	for want, words := range map[id.WayIn][]string{
		"in-vard": {"hälsocentral", "hälsocentralen", "vårdcentral", "vc", "VC i Vetlanda", "läkare", "läkaren", "doktor", "doktorn", "husläkare", "sjukskrivning", "sjukskriven", "läkarintyg",
			"sjukintyg", "rehab", "rehabkoordinator", "kurator", "kuratorn", "psykolog", "distriktsläkare", "läkarmottagning"},
		"in-forsorjning": {"soc", "socialen", "socialtjänsten", "socialkontoret", "socialförvaltningen", "socialsekreterare", "bidrag", "bidraget", "socialbidrag", "försörjningsstöd", "ekonomiskt bistånd",
			"budget- och skuldrådgivning", "skulder", "hyra", "ifo"},
		"in-jobb":       {"jobb", "söka jobb", "arbetslös", "arbetslöshet", "af", "AF", "arbetsförmedlingen", "arbetsförmedlare", "lönebidrag", "jobbet"},
		"in-forsakring": {"fk", "försäkringskassan", "kassan", "sjukpenning", "sjukersättning", "aktivitetsersättning", "förtidspension", "försäkring"},
		"in-arbete":     {"ame", "praktik", "praktikplats", "sysselsättning", "arbetsträning", "arbetsmarknadsenheten", "jobbcenter", "coach"},
		"in-psykiatri":  {"psyk", "psykiatri", "psykiatrin", "bup", "psykmottagningen"},
		"in-boende":     {"boendestöd", "lss", "LSS", "bostad", "lägenhet", "socialpsykiatri", "boendestödjare"},
		"in-missbruk":   {"missbruk", "beroende", "alkohol", "droger", "spelmissbruk"},
	} {
		for _, w := range words {
			if found := p.ask(t, "af", wayfinding.Question{Area: world.Area, Words: w}); len(found) == 0 || found[0] != want {
				t.Errorf("%q: %v, want %s first", w, found, want)
			}
		}
	}
}

func TestWhatNothingAnswersIsAskedOfWhoCoordinates(t *testing.T) {
	p := open(t)
	for _, words := range []string{"xyzzy", strings.Repeat("qx ", 4000), "\u202e???", "';drop table"} {
		a, err := p.ways.Ways(t.Context(), p.As("af"), wayfinding.Question{Area: world.Area, Words: words})
		ok(t, err)
		if !a.Instead || len(a.Ways) != 1 || a.Ways[0].ID != "in-samordning" {
			t.Errorf("%.20q: %+v", words, a.Ways)
		}
	}
}

// TestOneRouting holds that the page leads where a request is led.
func TestOneRouting(t *testing.T) {
	p := open(t)
	for _, topic := range []string{"care", "psychiatry", "housing", "livelihood", "addiction"} {
		suggested, err := p.SuggestWayIn(t.Context(), p.As("af"), world.Area, topic)
		ok(t, err)
		found := p.ask(t, "af", wayfinding.Question{Area: world.Area, Topic: topic})
		if len(found) != len(suggested) {
			t.Fatalf("%s: %v and %v", topic, found, suggested)
		}
		for i, w := range suggested {
			if found[i] != w.ID {
				t.Errorf("%s: %v and %v", topic, found, suggested)
			}
		}
	}
}

func TestFiltersOfActorAndAge(t *testing.T) {
	p := open(t)
	ok(t, p.mend(t, "af", "in-jobb", func(m *wayfinding.Mending) { m.Guide.AgeFrom, m.Guide.AgeTo = 16, 64 }))
	if found := p.ask(t, "fk", wayfinding.Question{Area: world.Area, Actor: access.AF}); len(found) != 1 || found[0] != "in-jobb" {
		t.Errorf("of AF: %v", found)
	}
	for age, want := range map[string]bool{"child": false, "youth": true, "adult": true, "old": false} {
		a, err := p.ways.Ways(t.Context(), p.As("fk"), wayfinding.Question{Area: world.Area, Actor: access.AF, Age: age})
		ok(t, err)
		if a.Instead == want {
			t.Errorf("%s: %+v", age, a.Ways)
		}
	}
	_, err := p.ways.Ways(t.Context(), p.As("fk"), wayfinding.Question{Area: "9999", Topic: "fishing", Actor: "police", Age: "ancient"})
	for _, field := range []string{"area", "topic", "actor", "age"} {
		if fault(err, field) == "" {
			t.Errorf("%s is taken: %v", field, err)
		}
	}
}

func TestWhoMayMend(t *testing.T) {
	p := open(t)
	for _, who := range []id.Function{"vc", "vc-chef", "samordning"} {
		ok(t, p.mend(t, who, "in-vard", func(m *wayfinding.Mending) {
			m.Contact.Phone, m.Guide.Ready = "0383-1 "+string('0'+rune(len(who)%10)), string(who)
		}))
		if v := p.way(t, "af", "in-vard"); v.Guide.Ready != string(who) || v.ConfirmedBy.ID != who || v.MayKeep {
			t.Errorf("%s: %+v", who, v)
		}
	}
	for _, who := range []id.Function{"af", "forsorjning", "nassjo-samordning", "forbund"} {
		is(t, p.mend(t, who, "in-vard", func(*wayfinding.Mending) {}), errs.Denied)
		is(t, p.ways.Confirm(t.Context(), p.As(who), "in-vard", 1), errs.Denied)
	}
	_, err := p.ways.Way(t.Context(), p.As("af"), "none")
	is(t, err, errs.NotFound)
	is(t, p.ways.Confirm(t.Context(), p.As("samordning"), "none", 1), errs.NotFound)
}

func TestAChangedContactIsNews(t *testing.T) {
	p := open(t)
	count := func() (n int) {
		p.Read(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.One(ctx, []any{&n}, `select count(*) from news where kind = $1 and subject = 'in-vard' and area_id = $2`, news.WayChanged, world.Area)
			return err
		})
		return n
	}
	ok(t, p.mend(t, "vc", "in-vard", func(m *wayfinding.Mending) { m.Guide.Ready = "Ha datum till hands" }))
	if n := count(); n != 0 {
		t.Errorf("%d pieces of news of words alone", n)
	}
	ok(t, p.mend(t, "vc", "in-vard", func(m *wayfinding.Mending) { m.Contact.Phone = "0383-700 00" }))
	if n := count(); n != 1 {
		t.Errorf("%d pieces of news of a new number", n)
	}
}

func TestMendingNamesEveryFaultAndChangesNothing(t *testing.T) {
	p := open(t)
	long := strings.Repeat("å", contact.MostWords+1)
	err := p.mend(t, "vc", "in-vard", func(m *wayfinding.Mending) {
		m.Contact.Phone, m.Contact.Mailbox, m.Contact.Hours = "ring!", "nobody", "fråga efter 19121212-1212"
		m.Guide = contact.Input{Ready: long, Form: "191212121212", Situations: long, Keywords: long, AgeFrom: 30, AgeTo: 20}
	})
	is(t, err, errs.Invalid)
	for _, field := range []string{"phone", "mailbox", "hours", "ready", "form", "situations", "keywords", "age_to"} {
		if fault(err, field) == "" {
			t.Errorf("%s is taken: %v", field, err)
		}
	}
	const ref = "Som i V-2026-0117"
	err = p.mend(t, "vc", "in-vard", func(m *wayfinding.Mending) {
		m.Contact.Hours, m.Guide.Ready, m.Guide.Form, m.Guide.Situations, m.Guide.Keywords = ref, ref, ref, ref, ref
	})
	for _, field := range []string{"hours", "ready", "form", "situations", "keywords"} {
		if fault(err, field) != "text.identity.case" {
			t.Errorf("%s tells of a case: %v", field, err)
		}
	}
	for _, ages := range [][2]int{{-1, 20}, {0, 121}, {1 << 40, 1 << 41}} {
		err := p.mend(t, "vc", "in-vard", func(m *wayfinding.Mending) { m.Guide.AgeFrom, m.Guide.AgeTo = ages[0], ages[1] })
		is(t, err, errs.Invalid)
	}
	if v := p.way(t, "vc", "in-vard"); v.Guide.Ready != "" || v.Guide.Version != 1 || v.Function.Phone != "" {
		t.Errorf("changed: %+v", v)
	}
}

func TestWhoComesSecondSeesWhatStands(t *testing.T) {
	p := open(t)
	m := p.way(t, "vc", "in-vard").Mending()
	ok(t, p.mend(t, "samordning", "in-vard", func(m *wayfinding.Mending) { m.Contact.Phone = "0383-1" }))
	m.Guide.Ready = "Mitt"
	err := p.ways.Mend(t.Context(), p.As("vc"), "in-vard", m)
	is(t, err, errs.Conflict)
	is(t, p.ways.Confirm(t.Context(), p.As("vc"), "in-vard", 1), errs.Conflict)
	if v := p.way(t, "vc", "in-vard"); v.Guide.Ready != "" || v.Function.Phone != "0383-1" {
		t.Errorf("%+v", v)
	}
}

func TestAStaleContactIsAskedOfItsOwnerAndThenOfTheManager(t *testing.T) {
	p := open(t)
	remind := func() {
		t.Helper()
		ok(t, p.ways.Remind(t.Context()))
	}
	stale := func() bool { return p.way(t, "vc", "in-vard").Stale }
	// Those that other tests hold stay out of this one's way.
	remind()
	p.Exec(`delete from way_in where id not in ('in-vard', 'in-samordning')`)
	if n := p.told("vc"); n != 0 || stale() {
		t.Fatalf("told %d times at once", n)
	}
	p.Exec(`update function set mailbox = 'vc-chef@region.example' where id = 'vc-chef'`)
	p.Pass((contact.StaleDays - 1) * 24 * time.Hour)
	remind()
	if n := p.told("vc"); n != 0 || stale() {
		t.Fatalf("told %d times too early", n)
	}
	p.Pass(25 * time.Hour)
	for range 3 {
		remind()
	}
	if n := p.told("vc"); n != 1 || !stale() {
		t.Fatalf("the owner is told %d times", n)
	}
	if d, err := p.Around(t.Context(), p.As("vc"), p.ways.Due); err != nil || len(d) != 1 || d[0].Key != "ways.due.stale" || d[0].Urgent {
		t.Errorf("%+v %v", d, err)
	}
	if d, err := p.Around(t.Context(), p.As("vc-chef"), p.ways.Due); err != nil || len(d) != 0 {
		t.Errorf("the manager is asked at once: %+v %v", d, err)
	}
	p.Pass((contact.RaisedDays + 1) * 24 * time.Hour)
	for range 3 {
		remind()
	}
	if n, m := p.told("vc"), p.told("vc-chef"); n != 1 || m != 1 {
		t.Fatalf("the owner is told %d times, the manager %d", n, m)
	}
	if d, err := p.Around(t.Context(), p.As("vc-chef"), p.ways.Due); err != nil || len(d) != 1 {
		t.Errorf("%+v %v", d, err)
	}
	ok(t, p.ways.Confirm(t.Context(), p.As("samordning"), "in-vard", p.way(t, "samordning", "in-vard").Guide.Version))
	if stale() {
		t.Error("stale though confirmed")
	}
	for _, f := range []id.Function{"vc", "vc-chef"} {
		if d, err := p.Around(t.Context(), p.As(f), p.ways.Due); err != nil || len(d) != 0 {
			t.Errorf("%s: %+v %v", f, d, err)
		}
	}
	p.Pass(91 * 24 * time.Hour)
	remind()
	if n := p.told("vc"); n != 2 {
		t.Errorf("told %d times in all", n)
	}
}

func TestAVacantWayInIsUrgentToTheCoordinator(t *testing.T) {
	p := open(t)
	d, err := p.Around(t.Context(), p.As("samordning"), p.ways.Due)
	ok(t, err)
	urgent := map[id.Function]bool{}
	for _, one := range d {
		if one.Urgent != (one.Key == "ways.due.vacant") {
			t.Errorf("%+v", one)
		}
		urgent[one.Function] = one.Urgent
	}
	if len(d) != 2 || !urgent["boende"] || !urgent["psyk"] {
		t.Errorf("%+v", d)
	}
	for _, f := range []id.Function{"af", "nassjo-samordning", "psyk-chef", "admin"} {
		if d, err := p.Around(t.Context(), p.As(f), p.ways.Due); err != nil || len(d) != 0 {
			t.Errorf("%s: %+v %v", f, d, err)
		}
	}
	if d, err := p.Around(t.Context(), p.AsPerson(p.Person()), p.ways.Due); err != nil || d != nil {
		t.Errorf("%+v %v", d, err)
	}
}

func TestAReportIsAnsweredOnceByThoseWhoMay(t *testing.T) {
	p := open(t)
	ctx := t.Context()
	for kind, words := range map[string]string{"something_else": " ", "nothing": "x", "number": strings.Repeat("x", contact.MostReport+1), "silence": "Angående V-2026-0117"} {
		_, err := p.ways.Report(ctx, p.As("af"), contact.NewReport{Way: "in-vard", Kind: kind, Words: words})
		is(t, err, errs.Invalid)
	}
	_, err := p.ways.Report(ctx, p.As("af"), contact.NewReport{Way: "none", Kind: "number"})
	is(t, err, errs.NotFound)
	r, err := p.ways.Report(ctx, p.As("af"), contact.NewReport{Way: "in-vard", Kind: "number", Words: "Numret går till en annan mottagning."})
	ok(t, err)
	if n := p.told("vc"); n != 1 {
		t.Errorf("told %d times", n)
	}
	if _, err := p.ways.Reports(ctx, p.As("af"), "in-vard"); !errs.Is(err, errs.Denied) {
		t.Errorf("others read reports: %v", err)
	}
	if d, err := p.Around(ctx, p.As("vc"), p.ways.Due); err != nil || len(d) != 1 || d[0].Key != "ways.due.report" {
		t.Errorf("%+v %v", d, err)
	}
	reports, err := p.ways.Reports(ctx, p.As("samordning"), "in-vard")
	ok(t, err)
	if len(reports) != 1 || reports[0].ID != r || !reports[0].Open() || reports[0].ByName != "Handläggare" {
		t.Fatalf("%+v", reports)
	}
	is(t, p.ways.Answer(ctx, p.As("af"), "in-vard", r, "Nej", 1), errs.Denied)
	is(t, p.ways.Answer(ctx, p.As("vc"), "in-vard", r, " ", 1), errs.Invalid)
	is(t, p.ways.Answer(ctx, p.As("vc"), "in-vard", r, "Se V-2026-0117", 1), errs.Invalid)
	is(t, p.ways.Answer(ctx, p.As("vc"), "in-vard", "none", "x", 1), errs.NotFound)
	is(t, p.ways.Answer(ctx, p.As("samordning"), "in-jobb", r, "x", 1), errs.NotFound)
	ok(t, p.ways.Answer(ctx, p.As("vc"), "in-vard", r, "Rättat.", 1))
	is(t, p.ways.Answer(ctx, p.As("samordning"), "in-vard", r, "Igen", 1), errs.Conflict)
	if d, err := p.Around(ctx, p.As("vc"), p.ways.Due); err != nil || len(d) != 0 {
		t.Errorf("%+v %v", d, err)
	}
}

func TestReportsOfOneWayInHaveALimit(t *testing.T) {
	p := open(t)
	for range 20 {
		_, err := p.ways.Report(t.Context(), p.As("af"), contact.NewReport{Way: "in-vard", Kind: "silence"})
		ok(t, err)
	}
	_, err := p.ways.Report(t.Context(), p.As("af"), contact.NewReport{Way: "in-vard", Kind: "silence"})
	is(t, err, errs.Conflict)
}

func TestAWayInThatIsRemovedTakesItsGuideAlong(t *testing.T) {
	p := open(t)
	ok(t, p.mend(t, "vc", "in-vard", func(m *wayfinding.Mending) { m.Guide.Ready = "x" }))
	_, err := p.ways.Report(t.Context(), p.As("af"), contact.NewReport{Way: "in-vard", Kind: "silence"})
	ok(t, err)
	p.Exec(`delete from way_in where id = 'in-vard'`)
	_, err = p.ways.Way(t.Context(), p.As("af"), "in-vard")
	is(t, err, errs.NotFound)
	if d, err := p.Around(t.Context(), p.As("vc"), p.ways.Due); err != nil || len(d) != 0 {
		t.Errorf("%+v %v", d, err)
	}
}

func TestTheMapSaysWhatTheAreaSaysElseWhatIsCommon(t *testing.T) {
	p := open(t)
	ctx := t.Context()
	common := contact.Experience{From: access.AF, To: access.Kommun, Works: contact.Hard, Note: "Gemensamt", Source: "Huvudrapporten"}
	is(t, p.ways.Say(ctx, p.As("samordning"), common), errs.Denied)
	ok(t, p.ways.Say(ctx, p.As("forbund"), common))
	own := contact.Experience{Area: world.Area, From: access.AF, To: access.Kommun, Works: 2, Via: "Samordnaren", Note: "Eget", Source: "Vetlanda"}
	is(t, p.ways.Say(ctx, p.As("af"), own), errs.Denied)
	is(t, p.ways.Say(ctx, p.As("nassjo-samordning"), own), errs.Denied)
	ok(t, p.ways.Say(ctx, p.As("samordning"), own))
	is(t, p.ways.Say(ctx, p.As("samordning"), own), errs.Conflict)
	for area, note := range map[id.Area]string{world.Area: "Eget", "0682": "Gemensamt"} {
		m, err := p.ways.Map(ctx, p.As("fk"), area)
		ok(t, err)
		if len(m.Into) != 4 || len(m.Into[0].Experiences) != 3 || m.Into[0].Experiences[2].Note != note || m.MayKeep || m.MayCommon {
			t.Errorf("%s: %+v", area, m.Into[0])
		}
	}
	_, err := p.ways.Map(ctx, p.As("fk"), "9999")
	is(t, err, errs.NotFound)
	bad := contact.Experience{Area: world.Area, From: "police", To: "police", Works: 5, Via: strings.Repeat("x", 300), Note: "Se V-2026-0117", Source: " "}
	err = p.ways.Say(ctx, p.As("samordning"), bad)
	for _, field := range []string{"from", "to", "works", "via", "note", "source"} {
		if fault(err, field) == "" {
			t.Errorf("%s is taken: %v", field, err)
		}
	}
}
