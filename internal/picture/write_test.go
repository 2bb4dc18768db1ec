package picture_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"unicode"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/picture"
)

type (
	eventOf = cases.Event
	ctxT    = context.Context
	dbTx    = db.Tx
)

func period(benefit, start, end string, extent int) picture.Livelihood {
	return picture.Livelihood{Piece: picture.Piece{To: []id.Unit{"vc"}}, Benefit: benefit, Start: start, End: end, Extent: extent}
}

func TestLivelihood(t *testing.T) {
	s := play(t, everything)
	ame, vc := s.As("ame"), s.As("vc")
	note := func(who access.Actor, n picture.Livelihood) (id.Item, error) {
		return s.p.NoteLivelihood(t.Context(), who, s.c, n)
	}
	first, err := note(ame, period("EB", "2024-01-01", "", item.NoExtent))
	s.must(err)
	for name, c := range map[string]struct {
		n    picture.Livelihood
		want []string
	}{
		"nothing said":   {picture.Livelihood{Extent: item.NoExtent}, []string{"benefit:livelihood.benefit.missing", "start:item.start.missing"}},
		"ends before":    {period("SP", "2026-02-01", "2026-01-01", 50), []string{"end:item.end.before"}},
		"not days":       {period("SP", "2026-02-30", "someday", 101), []string{"end:item.end.date", "extent:item.extent.range", "start:item.start.date"}},
		"the same again": {period("EB", "2026-02-01", "", item.NoExtent), []string{"start:livelihood.overlap"}},
		"nothing beside": {period("INGEN", "2026-02-01", "", item.NoExtent), []string{"benefit:livelihood.nothing"}},
		"zero":           {period("SP", "2026-02-01", "", 0), []string{"extent:livelihood.extent.zero"}},
	} {
		_, err := note(ame, c.n)
		if got := faults(err); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if n := len(s.see(ame).Of(item.Benefit)); n != 1 {
		t.Errorf("%d periods after refusals", n)
	}
	_, err = note(vc, period("EB", "2026-02-01", "", item.NoExtent)) // what another unit has noted is no fault
	s.must(err)
	_, err = note(ame, period("SP", "2026-02-01", "2026-03-01", 50))
	s.must(err)
	change := period("EB", "2024-01-01", "2026-06-30", item.NoExtent)
	change.Item, change.Version, change.Reason = first, 1, "news"
	if _, err = note(vc, change); !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Denied) {
		t.Errorf("another unit changes it: %v", err)
	}
	_, err = note(ame, change)
	s.must(err)
	if _, err = note(ame, change); !errs.Is(err, errs.Conflict) {
		t.Errorf("an old version is taken: %v", err)
	}
	v := s.see(vc)
	if got := v.Periods(); len(got) != 3 || got[0].End != "2026-06-30" {
		t.Errorf("%+v", got)
	}
	if v.Of(item.Benefit)[0].Title != "Ekonomiskt bistånd" {
		t.Errorf("%+v", v.Of(item.Benefit)[0])
	}
}

func TestEndsAreToldOnceAtEachStep(t *testing.T) {
	s := play(t, everything)
	ame := s.As("ame")
	_, err := s.p.NoteLivelihood(t.Context(), ame, s.c, period("AE", "2026-01-01", "2026-12-20", 100))
	s.must(err)
	_, err = s.p.NoteCertificate(t.Context(), ame, s.c, picture.Certificate{Start: "2026-11-01", End: "2026-12-22", Extent: 50, Seen: picture.CertificateSeen})
	s.must(err)
	s.Idle()
	told := func() (n int) {
		s.must(s.p.Remind(t.Context()))
		s.must(s.p.Remind(t.Context()))
		s.Read(func(ctx ctxT, tx *dbTx) error {
			_, err := tx.One(ctx, []any{&n}, `select count(*) from item_reminder`)
			return err
		})
		return n
	}
	if n := told(); n != 2 {
		t.Errorf("%d ends are told 30 days ahead", n)
	}
	s.Pass(hours(24 * 15))
	if n := told(); n != 4 {
		t.Errorf("%d ends are told 14 days ahead", n)
	}
	s.Idle()
	if !s.Mail.To("ame@example.se") && len(s.Mail.Sent()) == 0 {
		t.Error("nobody was written to")
	}
	day, err := s.Day(t.Context(), s.As("ame"))
	s.must(err)
	if len(day.Endings) != 2 || day.Endings[0].Title != "Aktivitetsersättning" || day.Endings[0].On != "2026-12-20" {
		t.Errorf("%+v", day.Endings)
	}
	for _, f := range []id.Function{"vc", "samordning"} {
		if day, err := s.Day(t.Context(), s.As(f)); err != nil || len(day.Endings) != 0 {
			t.Errorf("%s is reminded of another unit's", f)
		}
	}
	_, err = s.p.NoteCertificate(t.Context(), ame, s.c, picture.Certificate{Start: "2026-12-23", End: "2027-02-01", Extent: 50, Seen: picture.CertificateSeen})
	s.must(err)
	if day, _ = s.Day(t.Context(), s.As("ame")); len(day.Endings) != 1 {
		t.Error("a certificate that goes on is said to end")
	}
}

func TestCertificates(t *testing.T) {
	s := play(t, everything)
	ame, vc := s.As("ame"), s.As("vc")
	activity, err := s.WriteItem(t.Context(), ame, s.c, app.NewItem{New: item.New{Kind: item.Activity, Category: access.Work,
		Content: item.Content{Title: "Arbetsträning", Status: "ongoing", Start: "2026-01-01", Extent: 25}}})
	s.must(err)
	note := func(who access.Actor, n picture.Certificate) error {
		_, err := s.p.NoteCertificate(t.Context(), who, s.c, n)
		return err
	}
	bad := picture.Certificate{Start: "2026-11-01", Extent: 40, About: "no-such-activity", Seen: "perhaps"}
	if got := faults(note(ame, bad)); !slices.Equal(got, []string{"about:certificate.about.missing", "end:item.end.missing", "extent:item.extent.certificate", "seen:certificate.seen.missing"}) {
		t.Errorf("%v", got)
	}
	good := picture.Certificate{Start: "2026-08-01", End: "2026-12-31", Extent: 100, About: activity, Seen: picture.CertificateSeen, To: []id.Unit{"ame", "samverkan"}}
	if got := faults(note(vc, good)); !slices.Equal(got, []string{"about:certificate.about.missing"}) {
		t.Errorf("an activity that is the writer's secret is told of: %v", got)
	}
	good.About = ""
	s.must(note(vc, good))
	v := s.see(ame)
	if all := v.Of(item.Certificate); len(all) != 1 || all[0].Title != "Läkarintyg, 100\u00a0%" || all[0].Value != picture.CertificateSeen {
		t.Errorf("%+v", all)
	}
	if v.SickDays() != 115 || !v.AsksRehabilitation() { // S72, S190
		t.Errorf("%d days", v.SickDays())
	}
	_, err = s.p.NotePlan(t.Context(), vc, s.c, picture.Plan{Piece: picture.Piece{To: []id.Unit{"samverkan"}}, Sort: "medical", Keeper: "Vårdcentralen", On: "2026-09-01"})
	s.must(err)
	if !s.see(ame).AsksRehabilitation() || s.see(vc).AsksRehabilitation() || s.see(s.As("samordning")).AsksRehabilitation() {
		t.Error("the question does not go by what the reader sees")
	}
	c := v.Of(item.Certificate)[0]
	revised := c.Content
	revised.Reason, revised.Extent, revised.Value = "news", 50, "" // as the form of all items sends it
	s.must(s.ReviseItem(t.Context(), vc, s.c, app.ReviseItem{Change: item.Change{Item: c.ID, Version: 1, Content: revised}}))
	if now := s.see(vc).Of(item.Certificate)[0]; now.Value != picture.CertificateSeen || now.Extent != 50 {
		t.Errorf("%+v", now)
	}
}

func TestMappings(t *testing.T) {
	s := play(t, everything)
	ame := s.As("ame")
	note := func(n picture.Mapping) error {
		n.To = []id.Unit{"vc"}
		_, err := s.p.NoteMapping(t.Context(), ame, s.c, n)
		return err
	}
	if got := faults(note(picture.Mapping{Instrument: "questions", On: "2027-01-01", Level: string(make([]rune, 41)), Areas: []string{"soul"}})); !slices.Equal(got,
		[]string{"areas:instrument.areas.missing", "level:instrument.level.long", "sort:instrument.missing", "start:instrument.on.future"}) {
		t.Errorf("%v", got)
	}
	s.must(note(picture.Mapping{Instrument: "fia", On: "2026-10-01", Level: "Nivå 2", Areas: []string{"mental", "work"}}))
	i := s.see(s.As("vc")).Of(item.Instrument)[0]
	if i.Title != "FIA: Nivå 2" || i.Words != "Behov inom: psykisk hälsa och arbete" || i.Category != access.Work {
		t.Errorf("%+v", i)
	}
	change := picture.Mapping{Piece: picture.Piece{Item: i.ID, Version: 1, Reason: "news"}, Instrument: "mix", On: "2026-10-01"}
	_, err := s.p.NoteMapping(t.Context(), ame, s.c, change)
	if got := faults(err); !slices.Equal(got, []string{"sort:situation.category.differs"}) {
		t.Errorf("what was told as one category became another: %v", got)
	}
	_, err = s.p.NotePlan(t.Context(), ame, s.c, picture.Plan{Piece: change.Piece, Sort: "sip", Keeper: "x", On: "2026-10-01"})
	if !errs.Is(err, errs.NotFound) {
		t.Errorf("a mapping became a plan: %v", err)
	}
}

func TestPlansKeptElsewhere(t *testing.T) {
	s := play(t, consent.Grid{"ame": access.SetOf(access.Plan, access.Work), "vc": access.All, "samverkan": access.All})
	vc, ame := s.As("vc"), s.As("ame")
	note := func(n picture.Plan, to ...id.Unit) (id.Item, error) {
		n.To = to
		return s.p.NotePlan(t.Context(), vc, s.c, n)
	}
	_, err := note(picture.Plan{Sort: "none", FollowUp: "someday", Said: picture.Said{Goals: string(make([]rune, 1001))}})
	if got := faults(err); !slices.Equal(got, []string{"due:item.due.date", "goals:elsewhere.part.long", "keeper:elsewhere.keeper.missing", "sort:elsewhere.sort.missing", "start:elsewhere.on.missing"}) {
		t.Errorf("%v", got)
	}
	said := picture.Said{Goals: "Arbeta halvtid\nMål\nBo kvar", Activities: "Samtal varje vecka", Leads: "Den är beslutad"}
	i, err := note(picture.Plan{Sort: "sip", Keeper: "Psykiatrin", On: "2026-09-01", FollowUp: "2027-01-15", Said: said}, "ame", "samverkan")
	s.must(err)
	seen := s.see(ame).Of(item.Elsewhere)
	if len(seen) != 1 || seen[0].ID != i || seen[0].Value != "Psykiatrin" || seen[0].Content.Due != "2027-01-15" {
		t.Fatalf("%+v", seen)
	}
	got, err := s.p.SaidIn(seen[0])
	s.must(err)
	if got.Goals != "Arbeta halvtid\nMål –\nBo kvar" || got.Activities != said.Activities || got.Responsible != "" || got.Leads != said.Leads {
		t.Errorf("%+v", got)
	}
	_, err = note(picture.Plan{Sort: "medical", Keeper: "Vårdcentralen", On: "2026-09-01"}, "ame")
	if got := faults(err); !slices.Equal(got, []string{"units:disclosure.unit.uncovered"}) {
		t.Errorf("a plan of care goes to who may not know of such: %v", got)
	}
	_, err = note(picture.Plan{Piece: picture.Piece{Item: i, Version: 1, Reason: "agreed"}, Sort: "sip", Keeper: "Psykiatrin", On: "2026-09-01", Said: picture.Said{Goals: "Arbeta"}}, "ame")
	s.must(err)
	if got, _ := s.p.SaidIn(s.see(ame).Of(item.Elsewhere)[0]); got != (picture.Said{Goals: "Arbeta"}) {
		t.Errorf("%+v", got)
	}
}

// What is said of a plan reads back as it was written, whatever stands in it.
func TestWhatIsSaidReadsBack(t *testing.T) {
	s := play(t, everything)
	vc := s.As("vc")
	tries := 0
	holds := func(goals, activities, leads string) bool {
		tries++
		said := picture.Said{Goals: limited(goals), Activities: limited(activities), Leads: limited(leads)}
		i, err := s.p.NotePlan(t.Context(), vc, s.c, picture.Plan{Sort: "sip", Keeper: "Psykiatrin", On: "2026-09-01", Said: said})
		if err != nil {
			return false
		}
		v, err := s.Item(t.Context(), vc, s.c, i)
		if err != nil {
			return false
		}
		got, err := s.p.SaidIn(v.Item)
		return err == nil && got == said
	}
	if err := quick.Check(holds, &quick.Config{MaxCount: 30}); err != nil || tries == 0 {
		t.Error(err)
	}
}

// limited is a text as a form can send it.
func limited(text string) string {
	var kept []rune
	for _, r := range strings.TrimSpace(strings.ToValidUTF8(text, "")) {
		if unicode.IsGraphic(r) && len(kept) < 200 {
			kept = append(kept, r)
		}
	}
	return strings.TrimSpace(string(kept))
}
