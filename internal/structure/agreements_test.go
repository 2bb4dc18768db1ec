package structure_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
	"samverk/internal/structure"
)

// signers are a manager of each of the four.
func signers() []id.Function {
	return []id.Function{"samverkan-chef", "vc-chef", "fk-chef", "af-chef"}
}

// bound is the world with managers at FK and AF too, and at the municipality of
// the other area.
func bound(t *testing.T) *world.W {
	t.Helper()
	w := world.New(t)
	w.Hire("fk-chef", "fk", access.Manager)
	w.Hire("af-chef", "af", access.Manager)
	w.Hire("nassjo-chef", "nassjo-samverkan", access.Manager)
	return w
}

// agreed is an agreement between the four that lacks nothing.
func agreed(w *world.W) structure.NewAgreement {
	c := agreement.Template("four", func(key string) string { return "Text om " + key })
	c.Parties = []id.Org{"kommun", "region", "fk", "af"}
	c.ValidFrom, c.ValidUntil, c.ReviewOn = inDays(w, 0), inDays(w, 700), inDays(w, 350)
	return structure.NewAgreement{Area: world.Area, Title: "Samverk Vetlanda", Content: c}
}

func draft(t *testing.T, w *world.W, n structure.NewAgreement) id.Agreement {
	t.Helper()
	a, err := w.DraftAgreement(t.Context(), w.As("samordning"), n)
	ok(t, err)
	return a
}

func agreementOf(t *testing.T, w *world.W, who access.Actor, a id.Agreement) structure.AgreementView {
	t.Helper()
	v, err := w.Agreement(t.Context(), who, a, 0)
	ok(t, err)
	return v
}

// version is that of the text which is under way.
func version(t *testing.T, w *world.W, a id.Agreement) int64 {
	t.Helper()
	return agreementOf(t, w, w.As("samordning"), a).Newest().Version
}

func publish(t *testing.T, w *world.W, a id.Agreement) {
	t.Helper()
	ok(t, w.OpenAgreement(t.Context(), w.As("samordning"), a, version(t, w, a)))
	for _, f := range signers() {
		ok(t, w.SignAgreement(t.Context(), w.As(f), a, version(t, w, a)))
	}
}

func TestAnAgreementIsDraftedSignedByFourAndInForce(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	a := draft(t, w, agreed(w))
	ok(t, w.OpenAgreement(ctx, w.As("samordning"), a, 1))
	samverktest.Eventually(t, "mail to those who can sign", func() bool {
		return w.Mail.To("fk-chef@example.se") && w.Mail.To("af-chef@example.se") && w.Mail.To("ame-chef@vetlanda.example")
	})
	if w.Mail.To("samordning@vetlanda.example") || w.Mail.To("nassjo-chef@example.se") {
		t.Error("others are told")
	}
	for _, f := range signers() {
		v := agreementOf(t, w, w.As(f), a)
		if !v.Waits() || v.Shown.State != agreement.Signing {
			t.Errorf("%s is not asked: %+v", f, v.Shown)
		}
		ok(t, w.SignAgreement(ctx, w.As(f), a, v.Shown.Version))
	}
	samverktest.Eventually(t, "mail to the keeper", func() bool { return w.Mail.To("samordning@vetlanda.example") })
	v := agreementOf(t, w, w.As("af"), a)
	if v.Standing != agreement.Current || !v.Shown.FourParty() || v.Waits() || v.Keeps(agreement.Published) || v.Functions["fk-chef"].UnitName != "FK Vetlanda" || len(v.Events) != 7 {
		t.Errorf("%+v", v)
	}
	if v = agreementOf(t, w, w.As("samordning"), a); !v.Keeps(agreement.Published) || v.Keeps(agreement.Draft) {
		t.Errorf("%v", v.May)
	}
}

func TestOnlyThoseWhoKeepAnAreasAgreementsDraftThem(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	for f, kind := range map[id.Function]errs.Kind{
		"samordning": 0, "forsorjning-chef": 0, "fk-chef": 0, "forbund": 0,
		"forsorjning": errs.Denied, "af": errs.Denied, "admin": errs.Denied, "nassjo-samordning": errs.Denied, "nassjo-chef": errs.Denied,
	} {
		a, err := w.DraftAgreement(ctx, w.As(f), agreed(w))
		if (err == nil) != (kind == 0) || err != nil && !errs.Is(err, kind) {
			t.Errorf("%s drafts: %v", f, err)
		}
		if a == "" {
			a = draft(t, w, agreed(w))
			is(t, w.SaveAgreement(ctx, w.As(f), a, "Annan", agreed(w).Content, 1), kind)
			is(t, w.OpenAgreement(ctx, w.As(f), a, 1), kind)
			is(t, w.EndAgreement(ctx, w.As(f), a, "Nej", 1), kind)
			_, err = w.CopyAgreement(ctx, w.As(f), a, 1, world.Area)
			is(t, err, kind)
		}
	}
	_, p := w.Case()
	_, err := w.DraftAgreement(ctx, w.AsPerson(p), agreed(w))
	is(t, err, errs.Denied)
	n := agreed(w)
	n.Area = "0604"
	_, err = w.DraftAgreement(ctx, w.As("forbund"), n)
	is(t, err, errs.Invalid)
	is(t, w.OpenAgreement(ctx, w.As("forbund"), "none", 1), errs.NotFound)
}

func TestNobodySignsForAnotherOrganisation(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	n := agreed(w)
	n.Content.Parties = []id.Org{"kommun", "region", "af"}
	n.Content.Actors = n.Content.Actors[:2]
	a := draft(t, w, n)
	is(t, w.SignAgreement(ctx, w.As("af-chef"), a, 1), errs.Denied) // not before it is opened
	ok(t, w.OpenAgreement(ctx, w.As("samordning"), a, 1))
	opened := version(t, w, a)
	for _, f := range []id.Function{"fk-chef", "nassjo-chef", "samordning", "af", "forbund", "admin"} {
		is(t, w.SignAgreement(ctx, w.As(f), a, opened), errs.Denied)
		is(t, w.DeclineAgreement(ctx, w.As(f), a, "Nej", opened), errs.Denied)
	}
	lies := w.As("fk-chef")
	lies.Org = "af"
	is(t, w.SignAgreement(ctx, lies, a, opened), errs.Denied)
	lies = w.As("vc-chef")
	lies.Org = "af"
	ok(t, w.SignAgreement(ctx, lies, a, opened))
	for _, s := range agreementOf(t, w, w.As("samordning"), a).Shown.Signatures {
		if (s.Answer == agreement.Signed) != (s.Org == "region") {
			t.Errorf("%+v", s)
		}
	}
	is(t, w.SignAgreement(ctx, w.As("psyk-chef"), a, opened), errs.Conflict) // of the same organisation
	_, p := w.Case()
	is(t, w.SignAgreement(ctx, w.AsPerson(p), a, opened), errs.Denied)
}

func TestADeclineIsToldToTheKeeperAndShownToAll(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	a := draft(t, w, agreed(w))
	ok(t, w.OpenAgreement(ctx, w.As("forsorjning-chef"), a, 1))
	ok(t, w.DeclineAgreement(ctx, w.As("fk-chef"), a, "Svarstiden är för kort.", version(t, w, a)))
	samverktest.Eventually(t, "mail to the keeper", func() bool { return w.Mail.To("samordning@vetlanda.example") })
	for _, m := range w.Mail.Sent() {
		if m.Subject+m.Body == "" || slices.Contains([]string{m.Subject, m.Body}, "Svarstiden är för kort.") {
			t.Errorf("%+v", m)
		}
	}
	v := agreementOf(t, w, w.As("samordning"), a)
	if v.Shown.State != agreement.Draft || v.Events[0].Kind != "declined" || v.Events[0].Words != "Svarstiden är för kort." || v.Events[0].OrgName != "Försäkringskassan" {
		t.Errorf("%+v", v.Events)
	}
	is(t, w.SignAgreement(ctx, w.As("af-chef"), a, v.Shown.Version), errs.Denied)
}

func TestThePersonReadsWhatHasBeenPublished(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	_, p := w.Case()
	self := w.AsPerson(p)
	a := draft(t, w, agreed(w))
	_, err := w.Agreement(ctx, self, a, 0)
	is(t, err, errs.NotFound)
	publish(t, w, a)
	ok(t, w.NextAgreement(ctx, w.As("samordning"), a, version(t, w, a)))
	v := agreementOf(t, w, self, a)
	if v.Shown.Number != 1 || len(v.Versions) != 1 || len(v.Events) > 0 || v.Pending != "" {
		t.Errorf("%+v", v)
	}
	_, err = w.Agreement(ctx, self, a, 2)
	is(t, err, errs.NotFound)
	_, err = w.CompareAgreement(ctx, self, a, 1, 2)
	is(t, err, errs.NotFound)
	all, err := w.Agreements(ctx, self, world.Area)
	ok(t, err)
	if r := all[0].Rows; len(r) != 1 || len(r[0].Versions) != 1 || all[0].MayKeep {
		t.Errorf("%+v", all)
	}
	_, err = w.Agreement(ctx, w.As("af"), a, 3)
	is(t, err, errs.NotFound)
	// Whoever has nothing to do with the draft first sees what holds.
	if v = agreementOf(t, w, w.As("af"), a); v.Shown.Number != 1 || v.Pending != agreement.Draft {
		t.Errorf("%+v", v.Shown)
	}
	if v = agreementOf(t, w, w.As("samordning"), a); v.Shown.Number != 2 {
		t.Errorf("%+v", v.Shown)
	}
}

func TestTheListSaysWhatIsMissing(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	w.Exec(`insert into forum (id, area_id, name, formal, about, kind, status) values
		('samverk', $1, 'Samverk', true, '', 'samverk', 'starting'), ('sip', $1, 'SIP', true, '', 'sip', 'active'),
		('natverk', $1, 'Nätverk', false, '', 'network', 'active'), ('forr', $1, 'LSG', true, '', 'managers', 'ended')`, world.Area)
	list := func() structure.AreaAgreements {
		all, err := w.Agreements(ctx, w.As("af"), "")
		ok(t, err)
		if len(all) != 2 || all[1].Area.ID != world.Area || !all[1].Own || all[0].Own {
			t.Fatalf("%+v", all)
		}
		return all[1]
	}
	v := list()
	if v.FourParty || !slices.Equal(v.Missing, agreement.Kinds()) || len(v.Rows) > 0 || len(v.Bare) != 1 || v.Bare[0].ID != "samverk" {
		t.Errorf("%+v", v)
	}
	n := agreed(w)
	n.Content.Parties, n.Content.Actors = []id.Org{"kommun", "af"}, n.Content.Actors[:1]
	a := draft(t, w, n)
	w.Exec(`update forum set agreement_id = $1 where id = 'samverk'`, a)
	if v = list(); len(v.Rows) != 1 || len(v.Missing) != 4 || len(v.Bare) != 1 || v.Rows[0].Standing != agreement.Draft {
		t.Errorf("%+v", v)
	}
	ok(t, w.OpenAgreement(ctx, w.As("samordning"), a, 1))
	for _, f := range []id.Function{"af-chef", "ame-chef"} {
		ok(t, w.SignAgreement(ctx, w.As(f), a, version(t, w, a)))
	}
	if v = list(); v.FourParty || !slices.Equal(v.Missing, []access.Kind{access.Vard, access.FK}) || len(v.Bare) > 0 || v.Rows[0].ReviewOn != n.Content.ReviewOn {
		t.Errorf("%+v", v)
	}
	publish(t, w, draft(t, w, agreed(w)))
	if v = list(); !v.FourParty || len(v.Missing) > 0 || len(v.Rows) != 2 {
		t.Errorf("%+v", v)
	}
	if u := agreementOf(t, w, w.As("af"), a); len(u.Forums) != 1 || u.Forums[0].ID != "samverk" {
		t.Errorf("%+v", u.Forums)
	}
	_, err := w.Agreements(ctx, w.As("af"), "0604")
	is(t, err, errs.NotFound)
}

func TestAnAgreementIsCopiedToAnotherAreaWithThePartiesThatWorkThere(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	a := draft(t, w, agreed(w))
	w.Exec(`insert into unit_area (unit_id, area_id) values ('fk', '0682')`)
	copied, err := w.CopyAgreement(ctx, w.As("nassjo-samordning"), a, 1, "0682")
	ok(t, err)
	v := agreementOf(t, w, w.As("nassjo-samordning"), copied)
	if v.Title != "Samverk Nässjö" || v.Source != "Samverk Vetlanda" || v.CopiedFrom != a || v.Area.ID != "0682" || !slices.Equal(v.Shown.Parties, []id.Org{"fk"}) ||
		v.Shown.Purpose != agreed(w).Content.Purpose || v.Shown.ValidFrom != "" || v.Events[0].Kind != "copied" || !v.Keeps(agreement.Draft) {
		t.Errorf("%+v", v)
	}
	_, err = w.CopyAgreement(ctx, w.As("nassjo-samordning"), a, 2, "0682")
	is(t, err, errs.NotFound)
	_, err = w.CopyAgreement(ctx, w.As("samordning"), a, 1, "0682")
	is(t, err, errs.Denied)
}

func TestADayShowsTheAgreementsThatWaitForTheFunction(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	waits := func(f id.Function) (all []string) {
		for _, r := range day(t, w, w.As(f)).Agreements {
			if r.AreaName != "Vetlanda" || r.Title != "Samverk Vetlanda" {
				t.Errorf("%+v", r)
			}
			late := ""
			if r.Overdue {
				late = " late"
			}
			all = append(all, r.What+late)
		}
		return all
	}
	expect := func(want map[id.Function][]string) {
		t.Helper()
		for f, what := range want {
			if got := waits(f); !slices.Equal(got, what) {
				t.Errorf("%s: %v, want %v", f, got, what)
			}
		}
	}
	a := draft(t, w, agreed(w))
	expect(map[id.Function][]string{"samordning": nil, "fk-chef": nil, "forbund": nil})
	ok(t, w.OpenAgreement(ctx, w.As("samordning"), a, 1))
	sign := []string{agreement.ToSign}
	expect(map[id.Function][]string{"fk-chef": sign, "ame-chef": sign, "samordning": nil, "fk": nil, "nassjo-chef": nil, "forbund": nil})
	ok(t, w.DeclineAgreement(ctx, w.As("fk-chef"), a, "Nej.", version(t, w, a)))
	revise := []string{agreement.ToRevise}
	expect(map[id.Function][]string{"fk-chef": nil, "samordning": revise, "forbund": revise, "nassjo-samordning": nil})
	publish(t, w, a)
	expect(map[id.Function][]string{"fk-chef": nil, "samordning": nil, "forbund": nil})
	w.Pass(300 * 24 * time.Hour)
	review := []string{agreement.ToReview}
	expect(map[id.Function][]string{"fk-chef": review, "samordning": review, "forbund": review, "samverkan-chef": review, "nassjo-samordning": nil, "fk": nil})
	w.Pass(60 * 24 * time.Hour)
	expect(map[id.Function][]string{"fk-chef": {"review late"}})
	ok(t, w.ReviewAgreement(ctx, w.As("samordning"), a, inDays(w, 300), "Gäller fortfarande.", version(t, w, a)))
	expect(map[id.Function][]string{"fk-chef": nil})
}

func TestAReminderGoesToThoseWhoSignedAndThoseWhoKeep(t *testing.T) {
	w := bound(t)
	a := draft(t, w, agreed(w))
	publish(t, w, a)
	samverktest.Eventually(t, "mail of the publishing", func() bool { return w.Mail.To("samordning@vetlanda.example") && w.Mail.To("fk-chef@example.se") })
	w.Pass(291 * 24 * time.Hour)
	counted := func() (n int) {
		w.Read(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.One(ctx, []any{&n}, `select count(*) from job where kind = 'notify' and created_at >= $1`, db.Micros(w.Now().AddDate(0, 0, -1)))
			return err
		})
		return n
	}
	for range 3 {
		ok(t, w.Remind(t.Context()))
	}
	if n := counted(); n != 5 { // the four who signed, and the coordinator
		t.Errorf("%d are told", n)
	}
	w.Pass(30 * 24 * time.Hour)
	ok(t, w.Remind(t.Context()))
	if n := counted(); n != 0 {
		t.Errorf("%d are told between the reminders", n)
	}
	w.Pass(20 * 24 * time.Hour)
	ok(t, w.Remind(t.Context()))
	if n := counted(); n != 5 {
		t.Errorf("%d are told", n)
	}
}

func TestTheSameSubmitDraftsOnce(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	who := w.As("samordning")
	who.Once = access.Once{Key: "k", Digest: "d"}
	first, err := w.DraftAgreement(ctx, who, agreed(w))
	ok(t, err)
	second, err := w.DraftAgreement(ctx, who, agreed(w))
	ok(t, err)
	all, err := w.Agreements(ctx, w.As("af"), world.Area)
	ok(t, err)
	if first != second || len(all[0].Rows) != 1 {
		t.Errorf("%s, %s, %+v", first, second, all)
	}
}

func TestTwoVersionsAreComparedFieldByField(t *testing.T) {
	w := bound(t)
	ctx := t.Context()
	a := draft(t, w, agreed(w))
	publish(t, w, a)
	ok(t, w.NextAgreement(ctx, w.As("samordning"), a, version(t, w, a)))
	c := agreed(w).Content
	c.Goals = "Nya mål"
	ok(t, w.SaveAgreement(ctx, w.As("samordning"), a, "Rubriken ligger fast", c, version(t, w, a)))
	v, err := w.CompareAgreement(ctx, w.As("fk"), a, 0, 0)
	ok(t, err)
	if v.From.Number != 1 || v.To.Number != 2 || len(v.Fields) != 1 || v.Fields[0] != (agreement.Difference{Field: "goals", Before: agreed(w).Content.Goals, After: "Nya mål"}) || v.Title != "Samverk Vetlanda" {
		t.Errorf("%+v", v.Fields)
	}
	_, err = w.CompareAgreement(ctx, w.As("fk"), a, 1, 3)
	is(t, err, errs.NotFound)
	is(t, w.SaveAgreement(ctx, w.As("samordning"), a, "", c, 1), errs.Conflict)
	ok(t, w.DiscardAgreement(ctx, w.As("samordning"), a, version(t, w, a)))
	if v := agreementOf(t, w, w.As("samordning"), a); len(v.Versions) != 1 || v.Events[0].Kind != "discarded" {
		t.Errorf("%+v", v)
	}
}
