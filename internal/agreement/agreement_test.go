package agreement_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

func TestAnAgreementIsPublishedWhenAllHaveSigned(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	for i, org := range []id.Org{"af", "kommun", "fk", "region"} {
		published, err := w.sign(a, org)
		if err != nil || published != (i == 3) {
			t.Errorf("%s: %v %v", org, published, err)
		}
	}
	l := w.find(a)
	v := l.Newest()
	if v.State != agreement.Published || !v.FourParty() || v.AnswerDays != 5 || len(v.Unsigned()) > 0 || v.FrozenAt.IsZero() {
		t.Errorf("%+v", v)
	}
	for _, k := range four() {
		if x := v.Actor(k); !x.MayCall || !x.IsCalled || x.MustAttend {
			t.Errorf("%+v", x)
		}
	}
	for _, s := range v.Signatures {
		if s.Answer != agreement.Signed || s.By != id.Function(s.Org)+"-chef" || s.At.IsZero() {
			t.Errorf("%+v", s)
		}
	}
	if got := w.kinds(a); !slices.Equal(got, []string{"drafted", "opened", "signed", "signed", "signed", "signed", "published"}) {
		t.Error(got)
	}
	w.must(func(ctx context.Context, tx *db.Tx) error {
		for day, want := range map[string]bool{"2026-11-30": false, "2026-12-01": true, "2028-11-30": true, "2028-12-01": false} {
			if in, err := agreement.InForce(ctx, tx, []id.Agreement{a}, day); err != nil || len(in) == 1 != want {
				t.Errorf("%s: %v %v", day, in, err)
			}
		}
		return nil
	})
}

func TestNothingIsLostBetweenWritingAndReading(t *testing.T) {
	w := newWorld(t)
	c := whole()
	c.Actors = []agreement.Actor{{Kind: access.AF, IsCalled: true}, {Kind: access.Kommun, MayCall: true, IsCalled: true, MustAttend: true}, {Kind: access.FK}}
	c.Grounds = []string{"sfb_30_10", "sol_7_3", "sol_7_3"}
	c.Parties = []id.Org{"kommun", "af", "kommun"}
	c.AnswerDays = 12
	got := w.find(w.start(c)).Newest()
	if !slices.Equal(got.Actors, []agreement.Actor{c.Actors[1], c.Actors[0]}) || !slices.Equal(got.Grounds, []string{"sol_7_3", "sfb_30_10"}) ||
		!slices.Equal(got.Parties, []id.Org{"kommun", "af"}) || got.AnswerDays != 12 || got.ValidFrom != c.ValidFrom || got.ValidUntil != c.ValidUntil || got.ReviewOn != c.ReviewOn {
		t.Errorf("%+v", got)
	}
	for _, name := range agreement.Sections() {
		if words := *got.Section(name); words != *c.Section(name) || words != "Text om agreement.template.four."+name {
			t.Errorf("%s is %q", name, words)
		}
	}
	if !slices.Equal(got.Missing(), []access.Kind{access.Vard, access.FK}) || got.FourParty() {
		t.Errorf("missing %v", got.Missing())
	}
}

func TestAllFaultsOfADraftAreToldAtOnce(t *testing.T) {
	w := newWorld(t)
	c := agreement.Content{
		Purpose: strings.Repeat("å", 10_001), Goals: "Om 19900101-2385.", Grounds: []string{"osl_10_15_a"},
		Actors:     []agreement.Actor{{Kind: access.Forbund, MayCall: true}, {Kind: access.FK, MustAttend: true}},
		AnswerDays: 31, Parties: []id.Org{"forbund", "nassjo"}, ValidFrom: "2026-12-01", ValidUntil: "2026-11-01", ReviewOn: "2026-02-30",
	}
	err := w.try(func(ctx context.Context, tx *db.Tx) error {
		_, err := agreement.Start(ctx, tx, agreement.New{Area: vetlanda, Title: "", Content: c, By: keeper})
		return err
	})
	w.faults(err, "title:agreement.title.missing", "purpose:agreement.section.long", "goals:agreement.text.number", "grounds:agreement.grounds.unknown",
		"may_call:agreement.actors.unknown", "must_attend:agreement.actors.must", "answer_days:agreement.answer_days.range",
		"review_on:agreement.date.wrong", "parties:agreement.parties.unknown")
	c = whole()
	c.ValidUntil, c.ReviewOn = "2026-11-01", "2026-10-01"
	w.faults(c.Check(), "valid_until:agreement.valid_until.early", "review_on:agreement.review_on.outside")
}

func TestWhatLacksSomethingIsNotOpenedForSigning(t *testing.T) {
	w := newWorld(t)
	a := w.start(agreement.Content{AnswerDays: 5})
	want := []string{"grounds:agreement.grounds.missing", "parties:agreement.parties.few", "may_call:agreement.actors.call",
		"is_called:agreement.actors.called", "valid_from:agreement.valid_from.missing", "review_on:agreement.review_on.missing"}
	for _, name := range agreement.Sections() {
		want = append(want, name+":agreement.section.missing")
	}
	w.faults(w.open(a), want...)
	c := whole()
	c.Parties = []id.Org{"kommun", "af"}
	c.ValidFrom, c.ValidUntil, c.ReviewOn = "2026-01-01", "2026-11-22", "2026-11-22"
	if err := w.save(a, c); err != nil {
		t.Fatal(err)
	}
	w.exec(`update function set ended_at = 1 where id = 'af-chef'`)
	w.faults(w.open(a), "may_call:agreement.actors.party", "valid_until:agreement.valid_until.past",
		"review_on:agreement.review_on.past", "parties:agreement.parties.nobody")
	if w.find(a).Newest().State != agreement.Draft {
		t.Error("it was opened")
	}
}

func TestTheTextStandsStillWhileItIsSignedAndAfter(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	c := whole()
	c.Purpose = "Något annat"
	w.refused(w.save(a, c), errs.Conflict, "agreement.state")
	w.refused(w.open(a), errs.Conflict, "agreement.state")
	for _, org := range []id.Org{"kommun", "region", "fk", "af"} {
		if _, err := w.sign(a, org); err != nil {
			t.Fatal(err)
		}
	}
	w.refused(w.save(a, c), errs.Conflict, "agreement.state")
	_, err := w.sign(a, "kommun")
	w.refused(err, errs.Conflict, "agreement.state")
	if v := w.find(a).Newest(); v.Purpose != whole().Purpose || v.Number != 1 {
		t.Errorf("%+v", v)
	}
}

func TestNobodySignsTwiceOrForAnother(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	if _, err := w.sign(a, "fk"); err != nil {
		t.Fatal(err)
	}
	for _, org := range []id.Org{"fk", "forbund", "nassjo"} {
		_, err := w.sign(a, org)
		w.refused(err, errs.Conflict, "agreement.signed")
	}
	if n := len(w.find(a).Newest().Unsigned()); n != 3 {
		t.Errorf("%d have not signed", n)
	}
}

func TestADeclineBringsTheDraftBackWithItsReason(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	if _, err := w.sign(a, "kommun"); err != nil {
		t.Fatal(err)
	}
	decline := func(reason string) error {
		s := w.step(a, "fk-chef")
		return w.try(func(ctx context.Context, tx *db.Tx) error { return agreement.Decline(ctx, tx, s, "fk", reason) })
	}
	w.faults(decline(""), "reason:agreement.reason.missing")
	if err := decline("Svarstiden är för kort."); err != nil {
		t.Fatal(err)
	}
	v := w.find(a).Newest()
	if v.State != agreement.Draft || len(v.Unsigned()) != 4 {
		t.Errorf("%+v", v)
	}
	for _, s := range v.Signatures {
		if declined := s.Org == "fk"; declined != (s.Answer == agreement.Declined) || declined != (s.Reason == "Svarstiden är för kort.") {
			t.Errorf("%+v", s)
		}
	}
	w.publish(a) // a new round, in which FK signs
	if got := w.kinds(a); !slices.Equal(got[:4], []string{"drafted", "opened", "signed", "declined"}) {
		t.Error(got)
	}
}

func TestNobodySignsATextThatSheHasNotSeen(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	seen := w.step(a, "fk-chef")
	keeperSaw := w.step(a, keeper)
	w.must(func(ctx context.Context, tx *db.Tx) error { return agreement.TakeBack(ctx, tx, keeperSaw) })
	c := whole()
	c.AnswerDays = 1
	if err := w.save(a, c); err != nil {
		t.Fatal(err)
	}
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	err := w.try(func(ctx context.Context, tx *db.Tx) error { _, err := agreement.Sign(ctx, tx, seen, "fk"); return err })
	w.refused(err, errs.Conflict, "changed")
	if n := len(w.find(a).Newest().Unsigned()); n != 4 {
		t.Errorf("%d have not signed", n)
	}
}

func TestOfTwoWhoChangeADraftTheSecondSeesWhatTheFirstWrote(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	first, second := w.step(a, keeper), w.step(a, "kommun-chef")
	c := whole()
	c.Goals = "Det första"
	w.must(func(ctx context.Context, tx *db.Tx) error { return agreement.Save(ctx, tx, first, "Ny rubrik", c) })
	err := w.try(func(ctx context.Context, tx *db.Tx) error { return agreement.Save(ctx, tx, second, "Annan", whole()) })
	w.refused(err, errs.Conflict, "changed")
	if e, ok := err.(*errs.Error); !ok || e.Current.(agreement.Version).Goals != "Det första" {
		t.Errorf("%v", err)
	}
	if l := w.find(a); l.Title != "Ny rubrik" {
		t.Error(l.Title)
	}
}

func TestAllWhoSignAtOncePublishItOnce(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	seen := w.step(a, "")
	var all sync.WaitGroup
	var mu sync.Mutex
	published := 0
	for _, org := range []id.Org{"kommun", "region", "fk", "af"} {
		all.Go(func() {
			err := w.Tx(t.Context(), func(tx *db.Tx) error {
				last, err := agreement.Sign(t.Context(), tx, agreement.Step{Agreement: a, Version: seen.Version, By: id.Function(org) + "-chef"}, org)
				mu.Lock()
				defer mu.Unlock()
				if last {
					published++
				}
				return err
			})
			if err != nil {
				t.Error(org, err)
			}
		})
	}
	all.Wait()
	if v := w.find(a).Newest(); published != 1 || v.State != agreement.Published {
		t.Errorf("published %d times, is %s", published, v.State)
	}
}

func TestANewerVersionReplacesTheOlderFromItsFirstDay(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	w.publish(a)
	w.next(a)
	v := w.find(a).Newest()
	if v.Number != 2 || v.State != agreement.Draft || v.Purpose != whole().Purpose || v.ValidFrom != "" || !v.FourParty() {
		t.Errorf("%+v", v)
	}
	s := w.step(a, keeper)
	err := w.try(func(ctx context.Context, tx *db.Tx) error { return agreement.Next(ctx, tx, s) })
	w.refused(err, errs.Conflict, "agreement.state")
	c := whole()
	c.ValidFrom, c.ValidUntil, c.ReviewOn, c.AnswerDays = "2027-03-01", "", "2028-03-01", 3
	if err := w.save(a, c); err != nil {
		t.Fatal(err)
	}
	w.publish(a)
	l := w.find(a)
	for day, want := range map[string][]string{
		"2026-11-25": {agreement.Upcoming, agreement.Upcoming},
		"2027-02-28": {agreement.Upcoming, agreement.Current},
		"2027-03-01": {agreement.Current, agreement.Replaced},
		"2029-01-01": {agreement.Current, agreement.Replaced},
	} {
		if got := []string{l.Standing(l.Versions[0], day), l.Standing(l.Versions[1], day)}; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", day, got, want)
		}
	}
	if v, ok := l.InForce("2027-02-28"); !ok || v.AnswerDays != 5 {
		t.Errorf("%v %d", ok, v.AnswerDays)
	}
	if v, ok := l.InForce("2027-03-01"); !ok || v.AnswerDays != 3 {
		t.Errorf("%v %d", ok, v.AnswerDays)
	}
	if l.Versions[1].State != agreement.Replaced {
		t.Error(l.Versions[1].State)
	}
}

func TestAnAgreementThatIsOverIsNotInForce(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	w.publish(a)
	l := w.find(a)
	if got := l.Standing(l.Newest(), "2028-12-01"); got != agreement.Expired {
		t.Error(got)
	}
	s := w.step(a, keeper)
	end := func(reason string) error {
		return w.try(func(ctx context.Context, tx *db.Tx) error { return agreement.End(ctx, tx, s, reason) })
	}
	w.faults(end(""), "reason:agreement.reason.missing")
	if err := end("Försäkringskassan har lämnat området."); err != nil {
		t.Fatal(err)
	}
	l = w.find(a)
	if _, ok := l.InForce("2026-12-24"); ok || l.Standing(l.Newest(), "2026-12-24") != agreement.Over || l.EndReason == "" {
		t.Errorf("%+v", l.Agreement)
	}
	w.refused(end("Igen"), errs.Conflict, "agreement.ended")
}

func TestWhatIsEndedWhileItIsSignedIsNotSigned(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	s := w.step(a, keeper)
	w.must(func(ctx context.Context, tx *db.Tx) error { return agreement.End(ctx, tx, s, "Behövs inte.") })
	_, err := w.sign(a, "fk")
	w.refused(err, errs.Conflict, "agreement.ended")
}

func TestATextThatHasExpiredWhileItWaitedIsNotSigned(t *testing.T) {
	w := newWorld(t)
	c := whole()
	c.ValidUntil, c.ReviewOn = "2027-01-31", "2027-01-15"
	a := w.start(c)
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	w.now = w.now.AddDate(0, 3, 0)
	_, err := w.sign(a, "fk")
	w.refused(err, errs.Conflict, "agreement.expired")
}

func TestADraftOfALaterVersionCanBeThrownAwayButNotTheFirst(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	discard := func() error {
		s := w.step(a, keeper)
		return w.try(func(ctx context.Context, tx *db.Tx) error { return agreement.Discard(ctx, tx, s) })
	}
	w.refused(discard(), errs.Conflict, "agreement.state")
	w.publish(a)
	w.next(a)
	if err := discard(); err != nil {
		t.Fatal(err)
	}
	if l := w.find(a); len(l.Versions) != 1 || l.Newest().State != agreement.Published || len(l.Newest().Signatures) != 4 {
		t.Errorf("%+v", l)
	}
	w.next(a) // under the number that has become free
}

func TestAReviewMovesTheNextOne(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	w.publish(a)
	review := func(next, words string) error {
		s := w.step(a, keeper)
		return w.try(func(ctx context.Context, tx *db.Tx) error { return agreement.Review(ctx, tx, s, next, words) })
	}
	w.faults(review("2029-01-01", ""), "review_on:agreement.review_on.outside", "words:agreement.words.missing")
	w.faults(review("i morgon", "Stämmer."), "review_on:agreement.date.wrong")
	w.faults(review("2026-11-23", "Stämmer."), "review_on:agreement.review_on.past")
	if err := review("2028-11-01", "Stämmer fortfarande."); err != nil {
		t.Fatal(err)
	}
	l := w.find(a)
	if l.ReviewDue(l.Newest()) != "2028-11-01" || l.Newest().ReviewOn != "2027-11-15" {
		t.Errorf("%+v", l.Agreement)
	}
}

func TestReviewAndExpiryAreRemindedOfTwiceEach(t *testing.T) {
	w := newWorld(t)
	c := whole()
	c.ReviewOn, c.ValidUntil = "2027-06-30", "2027-12-31"
	a := w.start(c)
	w.publish(a)
	type sent struct{ day, kind, on string }
	var got []sent
	for day := time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC); day.Year() < 2029; day = day.AddDate(0, 0, 1) {
		w.now = day
		w.must(func(ctx context.Context, tx *db.Tx) error {
			all, err := agreement.Reminders(ctx, tx)
			for _, r := range all {
				got = append(got, sent{day.Format(time.DateOnly), r.Kind, r.On})
				for _, first := range []bool{true, false} { // another process does the same
					if ok, err := agreement.Reminded(ctx, tx, r); err != nil || ok != first {
						t.Errorf("%v %v", ok, err)
					}
				}
			}
			return err
		})
	}
	want := []sent{
		{"2027-05-01", "review", "2027-06-30"}, {"2027-06-16", "review", "2027-06-30"},
		{"2027-11-01", "expiry", "2027-12-31"}, {"2027-12-17", "expiry", "2027-12-31"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestWhoIsToldOfAnAgreement(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	list := func(of func(context.Context, *db.Tx, id.Agreement) ([]id.Function, error)) (all []id.Function) {
		w.must(func(ctx context.Context, tx *db.Tx) (err error) { all, err = of(ctx, tx, a); return err })
		slices.Sort(all)
		return all
	}
	if got := list(agreement.Keepers); !slices.Equal(got, []id.Function{"samordning"}) {
		t.Error(got)
	}
	if _, err := w.sign(a, "fk"); err != nil {
		t.Fatal(err)
	}
	if got := list(agreement.Invited); !slices.Equal(got, []id.Function{"af-chef", "kommun-chef", "region-chef"}) {
		t.Error(got)
	}
	for _, org := range []id.Org{"kommun", "region", "af"} {
		if _, err := w.sign(a, org); err != nil {
			t.Fatal(err)
		}
	}
	if got := list(agreement.Signers); !slices.Equal(got, []id.Function{"af-chef", "fk-chef", "kommun-chef", "region-chef"}) {
		t.Error(got)
	}
}

func TestTheListIsOfOneAreaOrOfAll(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	w.must(func(ctx context.Context, tx *db.Tx) error {
		c := whole()
		c.Parties = []id.Org{"nassjo", "region"}
		_, err := agreement.Start(ctx, tx, agreement.New{Area: nassjo, Title: "Samverk Nässjö", CopiedFrom: a, Content: c, By: "nassjo-chef"})
		return err
	})
	w.must(func(ctx context.Context, tx *db.Tx) error {
		for area, want := range map[id.Area]int{vetlanda: 1, nassjo: 1, "": 2, "0604": 0} {
			all, err := agreement.List(ctx, tx, area)
			if err != nil || len(all) != want {
				t.Errorf("%s: %+v %v", area, all, err)
			}
			for _, l := range all {
				if l.Newest().Number != 1 || len(l.Newest().Signatures) == 0 || area != "" && l.Area != area {
					t.Errorf("%+v", l)
				}
			}
		}
		return nil
	})
	if got := w.kinds(a); !slices.Equal(got, []string{"drafted"}) {
		t.Error(got)
	}
}

func TestADifferenceIsToldFieldByField(t *testing.T) {
	w := newWorld(t)
	a := w.start(whole())
	w.publish(a)
	w.next(a)
	c := whole()
	c.Goals, c.AnswerDays, c.Grounds, c.Parties = "Andra mål", 3, []string{"sol_7_3"}, []id.Org{"kommun", "fk", "af"}
	c.Actors = []agreement.Actor{{Kind: access.Kommun, MayCall: true, IsCalled: true, MustAttend: true}, {Kind: access.AF, MayCall: true}}
	if err := w.save(a, c); err != nil {
		t.Fatal(err)
	}
	l := w.find(a)
	got := agreement.Diff(l.Versions[1], l.Versions[0])
	want := []agreement.Difference{
		{Field: "parties", Before: "af, fk, kommun, region", After: "af, fk, kommun"},
		{Field: "goals", Before: whole().Goals, After: "Andra mål"},
		{Field: "grounds", Before: "sol_7_3,sfb_30_10,fk_instruction,af_instruction", After: "sol_7_3"},
		{Field: "may_call", Before: "kommun,vard,fk,af", After: "kommun,af"},
		{Field: "is_called", Before: "kommun,vard,fk,af", After: "kommun"},
		{Field: "must_attend", Before: "", After: "kommun"},
		{Field: "answer_days", Before: "5", After: "3"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	if kinds := agreement.ParseKinds(got[3].After); !slices.Equal(kinds, []access.Kind{access.Kommun, access.AF}) || len(agreement.ParseKinds("")) > 0 {
		t.Error(kinds)
	}
	if len(agreement.Diff(l.Versions[0], l.Versions[0])) > 0 {
		t.Error("a version differs from itself")
	}
}

func TestEveryTemplateCanBeDrafted(t *testing.T) {
	w := newWorld(t)
	for _, code := range agreement.Templates() {
		c := agreement.Template(code, func(key string) string { return key })
		if err := c.Check(); err != nil || (c.Purpose == "") != (code == agreement.Blank) {
			t.Errorf("%s: %v", code, err)
		}
		w.start(c)
	}
	// Who may call to a SIP is laid down by law (L2–L4), not by agreement.
	sip := agreement.Version{Content: agreement.Template("sip", func(key string) string { return key })}
	for _, k := range four() {
		if byLaw := k == access.Kommun || k == access.Vard; sip.Actor(k).MayCall != byLaw || sip.Actor(k).MustAttend != byLaw || !sip.Actor(k).IsCalled {
			t.Errorf("%+v", sip.Actor(k))
		}
	}
	if c := agreement.Template("unknown", func(key string) string { return key }); c.Purpose != "" {
		t.Error("an unknown template has words")
	}
}

func TestNoGroundIsAmongThoseThatGiveNone(t *testing.T) {
	seen := map[string]bool{}
	for _, g := range agreement.Grounds() {
		if g.Code == "" || seen[g.Code] || g.Act == "" && g.Section == "" {
			t.Errorf("%+v", g)
		}
		seen[g.Code] = true
		if _, err := time.Parse(time.DateOnly, g.Read); err != nil {
			t.Errorf("%s: %v", g.Code, err)
		}
		// The repealed acts of the report of 2016 (L1, L35).
		if slices.Contains([]string{"2001:453", "1982:763", "2007:1030", "1996:1100"}, g.Act) {
			t.Errorf("%s is no longer in force", g.Act)
		}
	}
}

func TestWhatWaitsForAUnit(t *testing.T) {
	w := newWorld(t)
	c := whole()
	c.ReviewOn, c.ValidUntil = "2027-01-10", "2027-02-01"
	a := w.start(c)
	waits := func(u id.Unit) (all []string) {
		w.must(func(ctx context.Context, tx *db.Tx) error {
			sign, err := agreement.WaitForSigning(ctx, tx, u, 10)
			if err != nil {
				return err
			}
			revise, err := agreement.WaitForRevision(ctx, tx, u, 10)
			if err != nil {
				return err
			}
			for _, party := range []bool{false, true} {
				review, err := agreement.WaitForReview(ctx, tx, u, "2027-01-31", party, 10)
				if err != nil {
					return err
				}
				sign = append(sign, review...)
			}
			for _, x := range append(sign, revise...) {
				if x.Agreement != a || x.Title != "Samverk Vetlanda" || x.Number != 1 || x.Area != vetlanda {
					t.Errorf("%+v", x)
				}
				all = append(all, x.What+x.On)
			}
			return nil
		})
		return all
	}
	none := func(units ...id.Unit) {
		t.Helper()
		for _, u := range units {
			if got := waits(u); len(got) > 0 {
				t.Errorf("%s: %v", u, got)
			}
		}
	}
	none("kommun", "fk", "forbund", "nassjo")
	if err := w.open(a); err != nil {
		t.Fatal(err)
	}
	if got := waits("fk"); !slices.Equal(got, []string{"sign"}) {
		t.Error(got)
	}
	none("forbund", "nassjo")
	s := w.step(a, "fk-chef")
	w.must(func(ctx context.Context, tx *db.Tx) error { return agreement.Decline(ctx, tx, s, "fk", "Nej.") })
	if got := waits("kommun"); !slices.Equal(got, []string{"revise"}) {
		t.Error(got)
	}
	w.publish(a)
	if got := waits("fk"); !slices.Equal(got, []string{"review2027-01-10", "review2027-01-10"}) {
		t.Error(got)
	}
	if got := waits("forbund"); !slices.Equal(got, []string{"review2027-01-10"}) { // is no party
		t.Error(got)
	}
	none("nassjo")
}
