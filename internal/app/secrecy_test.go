package app_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/person"
	"samverk/internal/samverktest/world"
)

// note is a piece of information in a category, handed to units.
func written(title string, c access.Category, to ...id.Unit) app.NewItem {
	return app.NewItem{
		New:     item.New{Kind: item.Activity, Category: c, Content: item.Content{Title: title, Status: "ongoing", Extent: item.NoExtent, Start: "2026-11-01"}},
		Handing: app.Handing{Receivers: to},
	}
}

// logged returns the rows that the log has from a number on.
func logged(w *world.W, from int64) (rows []audit.Row) {
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		return tx.Each(ctx, func(scan db.Scan) error {
			var r audit.Row
			err := scan(&r.Seq, &r.User, &r.Function, &r.Action, &r.Outcome, &r.Object, &r.Person, &r.Case, &r.Categories)
			rows = append(rows, r)
			return err
		}, `select seq, user_id, function_id, action, outcome, object, person_id, case_id, categories from audit where seq >= $1 order by seq`, from)
	})
	return rows
}

func size(w *world.W) (n int64) {
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select size from audit_head where id = 1`)
		return err
	})
	return n
}

// read counts the rows about a case since a number by which a function has read.
func read(w *world.W, from int64, f id.Function, c id.Case) (n int) {
	for _, r := range logged(w, from) {
		if r.Function == f && r.Case == c && r.Outcome == "read" {
			n++
		}
	}
	return n
}

func consentOf(t *testing.T, w *world.W, who access.Actor, c id.Case) app.ConsentView {
	t.Helper()
	v, err := w.App.Consent(t.Context(), who, c)
	ok(t, err)
	return v
}

func caseOf(t *testing.T, w *world.W, who access.Actor, c id.Case) app.CaseView {
	t.Helper()
	v, err := w.App.Case(t.Context(), who, c)
	ok(t, err)
	return v
}

func TestWhatAConflictShowsIsAReadingAndIsLogged(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	w.Consent(c, consent.Grid{"forsorjning": access.SetOf(access.Work)})
	i, err := w.WriteItem(ctx, w.As("forsorjning"), c, written("Hemlig rubrik", access.Diagnosis))
	ok(t, err)
	from := size(w)
	change := written("Ny rubrik", access.Diagnosis).Content
	change.Reason = "correction"
	err = w.ReviseItem(ctx, w.As("forsorjning"), c, app.ReviseItem{Change: item.Change{Item: i, Version: 9, Content: change}})
	is(t, err, errs.Conflict)
	e, _ := errors.AsType[*errs.Error](err)
	if now, has := e.Current.(item.Item); !has || now.Title != "Hemlig rubrik" {
		t.Fatalf("the conflict shows %+v", e.Current)
	}
	rows := logged(w, from)
	if len(rows) != 1 || rows[0].Outcome != "read" || rows[0].Person != p.ID || rows[0].Case != c || rows[0].Object != string(i) || rows[0].Categories != "diagnosis" {
		t.Errorf("the log says %+v", rows)
	}
	from = size(w)
	_, err = w.GiveConsent(ctx, w.As("samordning"), c, consent.New{How: consent.Oral, GivenBy: "person", Purpose: "P", Version: 99,
		StartsOn: inDays(w, 0), EndsOn: inDays(w, 9), Grid: consent.Grid{"ame": access.SetOf(access.Work)}})
	is(t, err, errs.Conflict)
	if read(w, from, "samordning", c) != 1 {
		t.Errorf("a consent shown in a conflict: %+v", logged(w, from))
	}
}

func TestABlockedUnitNeitherSeesNorChangesWhatThePersonDecides(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	w.Join(c, "ame")
	w.Consent(c, consent.Grid{"ame": access.SetOf(access.Plan), "forsorjning": access.SetOf(access.Work)})
	ok(t, w.SetBlock(ctx, w.AsPerson(p), c, "psyk"))
	ok(t, w.SetBlock(ctx, w.AsPerson(p), c, "forsorjning"))
	var own id.Block
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&own}, `select id from block where person_id = $1 and unit_id = 'forsorjning'`, p.ID)
		return err
	})
	v := consentOf(t, w, w.As("forsorjning"), c)
	if len(v.Consent.Grid) > 0 || v.Consent.Purpose != "" || len(v.Blocks) > 0 || v.MayGive {
		t.Errorf("a blocked unit sees the grid %v, the purpose %q, the blocks %v", v.Consent.Grid, v.Consent.Purpose, v.Blocks)
	}
	if k := caseOf(t, w, w.As("forsorjning"), c); k.May[access.ConsentGive] || k.May[access.BlockSet] || k.Consent.EndsOn != "" {
		t.Errorf("a blocked unit is offered %v", k.May)
	}
	if err := w.LiftBlock(ctx, w.As("forsorjning"), c, own); !errs.Is(err, errs.Denied) {
		t.Errorf("a blocked unit lifts its own block: %v", err)
	}
	_, err := w.GiveConsent(ctx, w.As("forsorjning"), c, consent.New{How: consent.Oral, GivenBy: "person", Purpose: "P", Version: 99,
		StartsOn: inDays(w, 0), EndsOn: inDays(w, 9), Grid: consent.Grid{"forsorjning": access.All}})
	is(t, err, errs.Denied)
	ok(t, w.LiftBlock(ctx, w.As("samordning"), c, own))
}

func TestAPartyWithoutConsentLearnsNothingOfTheConsentOfOthers(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.Join(c, "ame", "af")
	_, err := w.GiveConsent(ctx, w.As("forsorjning"), c, consent.New{How: consent.Oral, GivenBy: "person", Purpose: "Vård på psykiatrin",
		StartsOn: inDays(w, 0), EndsOn: inDays(w, 9), Grid: consent.Grid{"ame": access.SetOf(access.Work)}})
	ok(t, err)
	if v := consentOf(t, w, w.As("af"), c); v.Consent.Purpose != "" || v.Consent.ReceivedBy != "" || v.Consent.EndsOn != "" || len(v.Rows) != 1 {
		t.Errorf("a party that no consent covers is told %+v", v.Consent)
	}
	if k := caseOf(t, w, w.As("af"), c); k.Consent != (app.ConsentSummary{}) {
		t.Errorf("and on the page of the case %+v", k.Consent)
	}
	v := consentOf(t, w, w.As("ame"), c)
	if v.Consent.Purpose == "" || len(v.Consent.Grid) != 1 {
		t.Errorf("a unit with consent does not see its own row: %+v", v.Consent)
	}
	if v.Consent.ReceivedBy != "" {
		t.Errorf("outside the circle ame is told that %s takes part", v.Consent.ReceivedBy)
	}
	w.Pass(20 * 24 * time.Hour)
	if v := consentOf(t, w, w.As("ame"), c); v.Consent.Purpose != "" {
		t.Errorf("of a consent that has run out ame reads %q", v.Consent.Purpose)
	}
}

func TestABlockIsNotToldToThoseWhoMayNotKnowOfIt(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	w.Join(c, "ame")
	w.Consent(c, consent.Grid{"ame": access.All, "psyk": access.All})
	fault := func(to id.Unit) string {
		_, err := w.WriteItem(ctx, w.As("ame"), c, written("Rubrik", access.Work, to))
		e, _ := errors.AsType[*errs.Error](err)
		var keys []string
		for _, f := range e.Faults {
			keys = append(keys, f.Key)
		}
		return strings.Join(keys, " ")
	}
	ok(t, w.SetBlock(ctx, w.AsPerson(p), c, "psyk"))
	if blocked, uncovered := fault("psyk"), fault("vc"); blocked != uncovered || blocked == "" {
		t.Errorf("blocked %q, not covered %q", blocked, uncovered)
	}
}

func TestADisclosureByLawGoesToUnitsThatHandlePersonsOnly(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, _ := w.Case()
	for _, to := range []id.Unit{"forbund", "finns-inte"} {
		n := written("Rubrik", access.Work, to)
		n.Ground, n.Provision, n.GroundReason = access.ByLaw, "osl-10-28", "Uppgiftsskyldighet enligt beslut i ärendet."
		if _, err := w.WriteItem(ctx, w.As("forsorjning"), c, n); !errs.Is(err, errs.Invalid) {
			t.Errorf("to %s: %v", to, err)
		}
	}
}

// clear returns everything that stands in the clear in the tables about persons.
func clear(w *world.W) string {
	var b strings.Builder
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		for _, q := range []string{
			`select provision from disclosure`, `select reason from item_version`, `select weekly from item_version`, `select topic from request`,
			`select object from audit where object is not null`, `select case_id from audit where case_id is not null`,
		} {
			err := tx.Each(ctx, func(scan db.Scan) error {
				var s string
				err := scan(&s)
				b.WriteString(s + "\n")
				return err
			}, q)
			if err != nil {
				return err
			}
		}
		return nil
	})
	return b.String()
}

func TestNoFreeTextIsKeptInTheClear(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	w.Consent(c, consent.Grid{"ame": access.All})
	const secret = "hemlig anteckning"
	n := written("Rubrik", access.Work, "ame")
	n.Provision, n.GroundReason, n.Reason = secret, secret, secret
	i, err := w.WriteItem(ctx, w.As("samordning"), c, n)
	ok(t, err)
	change := n.Content
	change.Title = "Annan"
	_ = w.ReviseItem(ctx, w.As("samordning"), c, app.ReviseItem{Change: item.Change{Item: i, Version: 1, Content: change}})
	asked := world.Asked(p)
	asked.Topic = secret
	_, err = w.SendRequest(ctx, w.As("vc"), asked)
	if fault(err, "topic") == "" {
		t.Errorf("a topic of one's own: %v", err)
	}
	_ = w.EndSession(ctx, w.As("vc"), secret)
	_ = w.RevokeToken(ctx, w.As("vc"), secret)
	_, err = w.Item(ctx, w.As("vc"), secret, i)
	is(t, err, errs.NotFound)
	if text := clear(w); strings.Contains(text, secret) {
		t.Errorf("in the clear:\n%s", text)
	}
}

func TestWhoWroteThePersonsWordsDownIsSecretOutsideTheCircle(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	w.Join(c, "vc", "af")
	w.Consent(c, consent.Grid{"vc": access.All, "af": access.SetOf(access.Work)})
	n := written("Jag vill arbeta", access.Work, "af")
	n.Own = true
	i, err := w.WriteItem(ctx, w.As("vc"), c, n)
	ok(t, err)
	v, err := w.Item(ctx, w.As("af"), c, i)
	ok(t, err)
	if v.Item.Author != "" || len(v.Functions) > 0 || v.History[0].Author != "" || v.Ledger[0].By != "" {
		t.Errorf("af is told that %q takes part, and %+v", v.Item.Author, v.Functions)
	}
	if k := caseOf(t, w, w.As("af"), c); len(k.Items) != 1 || k.Items[0].Author != "" || k.Functions["vc"].ID != "" {
		t.Errorf("the page of the case tells %+v", k.Functions)
	}
	for _, who := range []access.Actor{w.As("vc"), w.AsPerson(p), w.As("samordning")} {
		if k := caseOf(t, w, who, c); len(k.Items) == 1 && k.Items[0].Author != "vc" {
			t.Errorf("to %s nobody wrote it", who.Function)
		}
	}
}

func TestWhoLeadsAfterAHandoverIsSecretOutsideTheCircle(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.Join(c, "vc", "af")
	w.Consent(c, world.Plans("vc"))
	lead := w.As("samordning")
	ok(t, w.BeginClosing(ctx, lead, c, 1, cases.Handover, "vc"))
	w.HandOver(c, "samordning", "vc")
	ok(t, w.CloseCase(ctx, lead, c, 2))
	ok(t, w.ReopenCase(ctx, w.As("vc"), c, 3, "Det gick inte."))
	k := caseOf(t, w, w.As("af"), c)
	if k.Case.Coordinator == "vc" || k.Functions["vc"].ID != "" {
		t.Errorf("the case says that %s leads", k.Case.Coordinator)
	}
	for _, e := range k.Events {
		if e.Function == "vc" {
			t.Errorf("the time line tells that vc did %q", e.Kind)
		}
	}
	rows, _, err := w.Cases(ctx, w.As("af"), "", cases.Page{})
	ok(t, err)
	if len(rows) != 1 || rows[0].Coordinator.ID == "vc" || rows[0].Listed.Coordinator == "vc" {
		t.Errorf("the list tells %+v", rows)
	}
	if k := caseOf(t, w, w.As("samordning"), c); k.Case.Coordinator != "" {
		t.Errorf("who led before is not of the circle, but is told %s", k.Case.Coordinator)
	}
	if k := caseOf(t, w, w.As("vc"), c); k.Case.Coordinator != "vc" {
		t.Error("who leads does not know it")
	}
}

func TestThoseWhoWereAskedKnowWhoLeads(t *testing.T) {
	w := world.New(t)
	c, _ := w.Case()
	w.Join(c, "af")
	for _, f := range []id.Function{"af", "forsorjning", "samordning"} {
		if k := caseOf(t, w, w.As(f), c); k.Case.Coordinator != "samordning" {
			t.Errorf("to %s %q leads", f, k.Case.Coordinator)
		}
		rows, _, err := w.Cases(t.Context(), w.As(f), "", cases.Page{})
		if err != nil || rows[0].Coordinator.ID != "samordning" {
			t.Errorf("in the list of %s %q leads: %v", f, rows[0].Coordinator.ID, err)
		}
	}
}

func TestWhyACaseRestsIsReadInsideTheCircleOnly(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.Join(c, "ame", "af")
	w.Consent(c, consent.Grid{"ame": access.SetOf(access.Plan)})
	ok(t, w.RestCase(ctx, w.As("samordning"), c, 1, inDays(w, 30), "awaits_care"))
	why := func(f id.Function) string {
		for _, e := range caseOf(t, w, w.As(f), c).Events {
			if e.Kind == "resting" {
				return e.Reason
			}
		}
		return "no event"
	}
	if why("af") != "" || why("ame") != "awaits_care" || why("samordning") != "awaits_care" {
		t.Errorf("af %q, ame %q, samordning %q", why("af"), why("ame"), why("samordning"))
	}
}

func TestProtectionHidesTheAreaAlsoOfCasesThatAreOpenAlready(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.Join(c, "ame")
	_, err := w.App.Invite(ctx, w.As("samordning"), c, "af")
	ok(t, err)
	ok(t, w.ProtectPerson(ctx, w.As("samordning"), c, person.Protected))
	for _, f := range []id.Function{"samordning", "forsorjning", "ame"} {
		rows, _, err := w.Cases(ctx, w.As(f), "", cases.Page{})
		ok(t, err)
		if len(rows) != 1 || rows[0].AreaName != "" || rows[0].Listed.Area != "" || !strings.HasPrefix(rows[0].Ref, "X-") {
			t.Errorf("the list of %s tells %+v", f, rows)
		}
		k := caseOf(t, w, w.As(f), c)
		if k.Area.ID != "" || k.Case.Area != "" || !strings.HasPrefix(k.Case.Ref, "X-") {
			t.Errorf("the case tells %s %q %q", f, k.Case.Ref, k.Case.Area)
		}
	}
}

func TestAPersonCanBeProtectedThoughAFunctionOfTheCaseIsNoMore(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	w.Join(c, "ame")
	waiting := world.Asked(p)
	waiting.To = "fk"
	waiting.Topic = "insurance"
	r := send(t, w, w.As("vc"), waiting)
	w.Exec(`update function set ended_at = 1 where id = 'ame'`)
	ok(t, w.ProtectPerson(ctx, w.As("samordning"), c, person.Marked))
	for _, f := range []id.Function{"vc", "fk"} {
		if _, err := w.Request(ctx, w.As(f), r); err != nil {
			t.Errorf("%s, whom a request that waits concerns, is shut out: %v", f, err)
		}
	}
}

func TestAnAskerLearnsNothingOfAPersonFromHerOwnRequest(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	ok(t, w.ProtectPerson(ctx, w.As("samordning"), c, person.Protected))
	seen := func(number string) string {
		n := world.Asked(world.Person{Name: "Gissat Namn", Number: number})
		n.Consented, n.ConsentHow = false, ""
		r := send(t, w, w.As("af"), n)
		v, err := w.Request(ctx, w.As("af"), r)
		ok(t, err)
		rows, _, err := w.Requests(ctx, w.As("af"), "out", cases.Page{})
		ok(t, err)
		v.Request, rows[0].RequestRow = cases.Request{}, cases.RequestRow{Restricted: rows[0].Restricted, Told: rows[0].Told}
		v.Identity.Number = ""
		return fmt.Sprintf("%+v %+v %+v %+v %v", *v.Identity, v.Protection, v.Area, v.SentAround, rows[0])
	}
	if known, unknown := seen(p.Number), seen(w.Number()); known != unknown {
		t.Errorf("of a protected person\n%s\nof nobody\n%s", known, unknown)
	}
}

func TestAWithdrawnRequestTellsItsReceiverNothing(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	p := w.Person()
	r := send(t, w, w.As("vc"), world.Asked(p))
	ok(t, w.WithdrawRequest(ctx, w.As("vc"), r, 1, "person_declines"))
	v, err := w.Request(ctx, w.As("samordning"), r)
	if err == nil && (v.Identity != nil || v.Hope != "" || v.Person != "") {
		t.Errorf("the receiver still reads %+v %q", v.Identity, v.Hope)
	}
	rows, _, err := w.Requests(ctx, w.As("samordning"), "in", cases.Page{})
	ok(t, err)
	for _, row := range rows {
		if row.Name != "" || row.Person != "" {
			t.Errorf("the list still tells %q", row.Name)
		}
	}
}

func TestNobodyNamesThePersonInAnAnswerBeforeSheHasAgreed(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	n := world.Asked(world.Person{Name: "Wilma Provperson", Number: w.Number()})
	n.Consented, n.ConsentHow = false, ""
	r := send(t, w, w.As("vc"), n)
	// A receiver who guesses must not be told that she is right.
	ok(t, w.AskBack(ctx, w.As("samordning"), r, 1, "Gäller det Wilma Provperson?"))
	err := w.AnswerRequest(ctx, w.As("vc"), r, 2, "Ja, Wilma behöver hjälp.")
	if fault(err, "words") != "text.identity.name" {
		t.Errorf("the asker names her: %v", err)
	}
	ok(t, w.AnswerRequest(ctx, w.As("vc"), r, 2, "Det kan jag inte säga."))
}

func TestWhoIsLookedUpCanSeeIt(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	_, p := w.Case()
	from := size(w)
	found, err := w.FindPerson(ctx, w.As("samordning"), p.Number)
	if err != nil || len(found) != 1 {
		t.Fatal(found, err)
	}
	if rows := logged(w, from); len(rows) != 1 || rows[0].Person != p.ID {
		t.Errorf("the log says %+v", rows)
	}
	from = size(w)
	_, err = w.FindPerson(ctx, w.As("samordning"), w.Number())
	ok(t, err)
	if rows := logged(w, from); len(rows) != 1 || rows[0].Person != "" {
		t.Errorf("of nobody the log says %+v", rows)
	}
}

func TestASearchTakesAsManyStatementsWhetherThePersonIsKnownOrNot(t *testing.T) {
	w := world.New(t)
	_, p := w.Case()
	count := func(number string) int64 {
		return statements(t, func(ctx context.Context) {
			_, err := w.FindPerson(ctx, w.As("vc"), number)
			ok(t, err)
		})
	}
	count(p.Number)
	if known, unknown := count(p.Number), count(w.Number()); known != unknown {
		t.Errorf("%d for one who is known, %d for one who is not", known, unknown)
	}
}

func TestWhatTheDayTellsOfACaseStandsInTheLogOfThatPerson(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	w.Join(c, "ame")
	w.Consent(c, consent.Grid{"ame": access.SetOf(access.Work)})
	n := commitment("Boka studiebesök", inDays(w, 3), "ame")
	n.Receivers = []id.Unit{"ame"}
	_, err := w.WriteItem(ctx, w.As("samordning"), c, n)
	ok(t, err)
	from := size(w)
	if d := day(t, w, w.As("ame")); len(d.Commitments) != 1 {
		t.Fatal(d.Commitments)
	}
	found := false
	for _, r := range logged(w, from) {
		found = found || r.Person == p.ID && r.Case == c && r.Action == string(access.DayRead) && r.Categories == "work" && r.Outcome == "read"
	}
	if !found {
		t.Errorf("the log says %+v", logged(w, from))
	}
}

// atOnce runs all at the same time and returns their errors.
func atOnce(all ...func() error) []error {
	failed := make([]error, len(all))
	var wait sync.WaitGroup
	start := make(chan struct{})
	for i, one := range all {
		wait.Go(func() { <-start; failed[i] = one() })
	}
	close(start)
	wait.Wait()
	return failed
}

func TestOfTwoWhoDecideAtOnceOneIsToldThatItHasChanged(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	for range 10 {
		c, p := w.Case()
		give := func(f id.Function) func() error {
			who := w.As(f)
			return func() error {
				_, err := w.GiveConsent(ctx, who, c, consent.New{How: consent.Oral, GivenBy: "person", Purpose: string(f),
					StartsOn: "2026-11-23", EndsOn: "2026-12-23", Grid: consent.Grid{"ame": access.SetOf(access.Work)}})
				return err
			}
		}
		done := 0
		for _, err := range atOnce(give("samordning"), give("forsorjning")) {
			if err == nil {
				done++
			} else if !errs.Is(err, errs.Conflict) {
				t.Fatalf("consent: %v", err)
			}
		}
		if done != 1 {
			t.Fatalf("%d consents", done)
		}
		person := w.AsPerson(p)
		block := func() error { return w.SetBlock(ctx, person, c, "psyk") }
		for _, err := range atOnce(block, block, block) {
			ok(t, err)
		}
		lead := w.As("samordning")
		invite := func() error { _, err := w.App.Invite(ctx, lead, c, "vc"); return err }
		done = 0
		for _, err := range atOnce(invite, invite, invite) {
			if err == nil {
				done++
			} else {
				is(t, err, errs.Conflict)
			}
		}
		if done != 1 {
			t.Fatalf("%d invitations", done)
		}
	}
}

func TestNobodyComesToACaseThatIsBeingClosed(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	for n := range 20 {
		c, _ := w.Case()
		w.Join(c, "vc")
		_, err := w.App.Invite(ctx, w.As("samordning"), c, "ame")
		ok(t, err)
		lead, ame, vc := w.As("samordning"), w.As("ame"), w.As("vc")
		w.Consent(c, world.Plans("vc"))
		ok(t, w.BeginClosing(ctx, lead, c, 1, cases.Handover, "vc"))
		w.HandOver(c, "samordning", "vc")
		failed := atOnce(
			func() error { return w.CloseCase(ctx, lead, c, 2) },
			func() error { return w.AcceptInvitation(ctx, ame, c, 1) },
			func() error { return w.LeaveCase(ctx, vc, c, 2, "our_part_done") },
		)
		ok(t, failed[0])
		w.Read(func(ctx context.Context, tx *db.Tx) error {
			wrong, err := tx.Has(ctx, `select 1 from party p join cases c on c.id = p.case_id where c.id = $1 and p.case_state <> c.state`, c)
			if wrong {
				t.Errorf("round %d: a party is not in step with its case", n)
			}
			leads, err2 := tx.Has(ctx, `select 1 from party p join cases c on c.id = p.case_id where c.id = $1 and p.function_id = c.coordinator_id and p.state = 'takes_part'`, c)
			if !leads {
				t.Errorf("round %d: nobody leads the case (%v)", n, failed)
			}
			return errors.Join(err, err2)
		})
	}
}

func TestAnInvitationAndAClosingAtOnceStayInStep(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	for n := range 20 {
		c, _ := w.Case()
		lead := w.As("samordning")
		failed := atOnce(
			func() error { return w.BeginClosing(ctx, lead, c, 1, cases.Joint, "") },
			func() error { _, err := w.App.Invite(ctx, lead, c, "ame"); return err },
		)
		ok(t, failed[0])
		w.Read(func(ctx context.Context, tx *db.Tx) error {
			wrong, err := tx.Has(ctx, `select 1 from party p join cases c on c.id = p.case_id where c.id = $1 and p.case_state <> c.state`, c)
			if wrong {
				t.Errorf("round %d: an invitation is not in step with its case", n)
			}
			return err
		})
	}
}

func TestWhatWasDoneOnceIsNotShownToOneWhoMayNoLongerSee(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.Join(c, "ame")
	who := w.As("ame")
	who.Once = access.Once{Key: "k1", Digest: "d"}
	_, err := w.WriteItem(ctx, who, c, written("Rubrik", access.Work))
	ok(t, err)
	again, err := w.WriteItem(ctx, who, c, written("Rubrik", access.Work))
	if err != nil || again == "" {
		t.Fatal(again, err)
	}
	w.Exec(`update assignment set until = 1 where function_id = 'ame'`)
	again, err = w.WriteItem(ctx, who, c, written("Rubrik", access.Work))
	if !errs.Is(err, errs.NotFound) || again != "" {
		t.Errorf("the former holder is told %q %v", again, err)
	}
}

func TestEveryWayInIsShutToOneWhoseAccountHasEnded(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	r := send(t, w, w.As("samordning"), func() app.NewRequest { n := world.Asked(p); n.To, n.Topic = "fk", "insurance"; return n }())
	who, self := w.As("samordning"), w.AsPerson(p)
	w.Exec(`update user_account set ended_at = 1 where id = $1 or id = $2`, who.User, self.User)
	for _, who := range []access.Actor{who, self} {
		_, err := w.App.Case(ctx, who, c)
		_, err2 := w.Request(ctx, who, r)
		_, err3 := w.Day(ctx, who)
		_, _, err4 := w.Cases(ctx, who, "", cases.Page{})
		_, err5 := w.FindPerson(ctx, who, p.Number)
		_, err6 := w.Tokens(ctx, who)
		for i, err := range []error{err, err2, err3, err4, err5, err6} {
			if err == nil {
				t.Errorf("%s: way %d stands open", who.User, i)
			}
		}
	}
}

func TestAnActorWhoClaimsAnotherUnitSeesNoMore(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.Join(c, "ame")
	i, err := w.WriteItem(ctx, w.As("samordning"), c, written("Arbetsanteckning", access.Diagnosis))
	ok(t, err)
	who := w.As("ame")
	who.Unit = "samverkan"
	if _, err := w.Item(ctx, who, c, i); err == nil {
		t.Error("the working note of another unit is read by claiming its unit")
	}
	who.Unit = id.Self
	k, err := w.App.Case(ctx, who, c)
	if err == nil && (k.Identity != nil || len(k.Items) > 0) {
		t.Error("a function that claims to be the person is believed")
	}
	chef := w.As("ame-chef")
	chef.Unit, chef.Org = "psyk", "region"
	if _, err := w.Staff(ctx, chef, "psyk"); err == nil {
		t.Error("a manager who claims another unit is believed")
	}
}

func TestOfManyAtOnceOneIsDone(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	asker, lead := w.As("forsorjning"), w.As("samordning")
	one := func(what string, try func() error) {
		t.Helper()
		done := 0
		for _, err := range atOnce(try, try, try, try) {
			if err == nil {
				done++
			} else if !errs.Is(err, errs.Conflict) {
				t.Errorf("%s: %v", what, err)
			}
		}
		if done != 1 {
			t.Errorf("%s: %d done", what, done)
		}
	}
	for range 5 {
		n := world.Asked(world.Person{Name: "Prov Ny", Number: w.Number()})
		for _, err := range atOnce(
			func() error { _, err := w.SendRequest(ctx, asker, n); return err },
			func() error { _, err := w.SendRequest(ctx, asker, n); return err },
		) {
			ok(t, err) // two requests about one person
		}
		var persons int
		hash := w.Sealer.HashNumber(n.Number)
		w.Read(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.One(ctx, []any{&persons}, `select count(*) from person where number_hash = $1`, hash)
			return err
		})
		if persons != 1 {
			t.Errorf("%d persons have one number", persons)
		}
		r := send(t, w, asker, n)
		one("accept", func() error { _, err := w.AcceptRequest(ctx, lead, r, 1); return err })
		c, _ := w.Case()
		w.Consent(c, consent.Grid{"samverkan": access.All})
		i, err := w.WriteItem(ctx, lead, c, written("Rubrik", access.Plan, "samverkan"))
		ok(t, err)
		change := written("Ny", access.Plan).Content
		change.Reason = "news"
		one("revise", func() error {
			return w.ReviseItem(ctx, lead, c, app.ReviseItem{Change: item.Change{Item: i, Version: 1, Content: change}})
		})
		v := caseOf(t, w, lead, c).Plan.Version
		one("agree", func() error {
			_, err := w.AgreePlan(ctx, lead, c, app.AgreePlan{Version: v, PersonPart: "present", FollowUpOn: "2027-01-01"})
			return err
		})
		same := lead
		same.Once = access.Once{Key: "nyckel-" + string(c), Digest: "d"}
		made := map[id.Item]bool{}
		var mu sync.Mutex
		write := func() error {
			i, err := w.WriteItem(ctx, same, c, written("En gång", access.Plan))
			mu.Lock()
			defer mu.Unlock()
			made[i] = true
			return err
		}
		for _, err := range atOnce(write, write, write, write) {
			ok(t, err)
		}
		if len(made) != 1 {
			t.Errorf("one submit made %d items", len(made))
		}
	}
}

func TestAnAnswerAfterTheConsentWasWithdrawnShowsNothing(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	reader := w.As("ame")
	for range 5 {
		c, p := w.Case()
		w.Join(c, "ame")
		w.Consent(c, consent.Grid{"ame": access.All, "samverkan": access.All})
		_, err := w.WriteItem(ctx, w.As("samordning"), c, written("Utlämnat", access.Work, "ame"))
		ok(t, err)
		version := consentOf(t, w, w.AsPerson(p), c).Consent.Version
		self := w.AsPerson(p)
		withdrawn := make(chan struct{})
		late := func() error {
			<-withdrawn
			v, err := w.App.Case(ctx, reader, c)
			if err == nil && (len(v.Items) > 0 || v.Identity != nil || v.Consent.EndsOn != "") {
				err = fmt.Errorf("still shown: %+v", v.Items)
			}
			return err
		}
		busy := func() error { _, err := w.App.Case(ctx, reader, c); return err }
		for _, err := range atOnce(busy, late, busy, late, func() error {
			defer close(withdrawn)
			return w.WithdrawConsent(ctx, self, c, version)
		}, busy) {
			ok(t, err)
		}
	}
}
