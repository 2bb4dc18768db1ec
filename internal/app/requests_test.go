package app_test

import (
	"slices"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/person"
	"samverk/internal/samverktest"
	"samverk/internal/samverktest/world"
)

var ok, is, fault = samverktest.OK, samverktest.Is, samverktest.Fault

// send sends a request and returns it.
func send(t *testing.T, w *world.W, who access.Actor, n app.NewRequest) id.Request {
	t.Helper()
	r, err := w.SendRequest(t.Context(), who, n)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestARequestWithConsentBecomesACaseThatAskerAndCoordinatorShare(t *testing.T) {
	w := world.New(t)
	ctx, asker, coordinator := t.Context(), w.As("forsorjning"), w.As("samordning")
	n := world.Asked(world.Person{Name: "Prov Ett", Number: w.Number()})
	r := send(t, w, asker, n)
	v, err := w.Request(ctx, coordinator, r)
	ok(t, err)
	if v.Identity == nil || v.Identity.Name != "Prov Ett" || v.Hope != n.Hope || !slices.Contains(v.May, access.RequestAccept) {
		t.Errorf("the receiver sees %+v", v)
	}
	if _, err := w.Request(ctx, w.As("ame"), r); !errs.Is(err, errs.NotFound) {
		t.Errorf("a function that the request is not for: %v", err)
	}
	c, err := w.AcceptRequest(ctx, coordinator, r, 1)
	ok(t, err)
	for _, who := range []access.Actor{asker, coordinator} {
		if v, err := w.App.Case(ctx, who, c); err != nil || v.Identity == nil {
			t.Errorf("%s: %v", who.Function, err)
		}
		if v, err := w.Request(ctx, who, r); err != nil || v.CaseRef == "" || v.Case != c {
			t.Errorf("%s does not see which case it led to: %v", who.Function, err)
		}
	}
	_, err = w.AcceptRequest(ctx, coordinator, r, 1)
	is(t, err, errs.Conflict)
}

func TestWithoutConsentTheReceiverLearnsNothingOfWhoItIs(t *testing.T) {
	w := world.New(t)
	ctx, asker, coordinator := t.Context(), w.As("forsorjning"), w.As("samordning")
	n := world.Asked(world.Person{Name: "Prov Ett", Number: w.Number()})
	n.Consented, n.ConsentHow = false, ""
	for text, want := range map[string]string{
		"Nummer 20000229-2399": "text.identity.number", "Ring 070-174 06 05": "text.identity.phone", "Provs hopp": "text.identity.name",
	} {
		n.Hope = text
		if _, err := w.SendRequest(ctx, asker, n); fault(err, "hope") != want {
			t.Errorf("%q: %v", text, err)
		}
	}
	n.Hope = "Vill arbeta."
	r := send(t, w, asker, n)
	v, err := w.Request(ctx, coordinator, r)
	ok(t, err)
	if v.Identity != nil || v.Person != "" || v.Hope != "Vill arbeta." || slices.Contains(v.May, access.RequestAccept) {
		t.Errorf("the receiver sees %+v", v)
	}
	rows, _, err := w.Requests(ctx, coordinator, "in", cases.Page{})
	ok(t, err)
	if len(rows) != 1 || rows[0].Name != "" || rows[0].Person != "" {
		t.Errorf("the receiver's list: %+v", rows)
	}
	if own, err := w.Request(ctx, asker, r); err != nil || own.Identity == nil {
		t.Errorf("the asker: %v", err)
	}
	if err := w.AskBack(ctx, coordinator, r, 1, "Är det 20000229-2399?"); fault(err, "words") != "text.identity.number" {
		t.Errorf("a question with a number: %v", err)
	}
	ok(t, w.AskBack(ctx, coordinator, r, 1, "Vad är gjort?"))
	ok(t, w.AnswerRequest(ctx, asker, r, 2, "Arbetsträning."))
	ok(t, w.ConsentToRequest(ctx, asker, r, 3, "oral"))
	if v, err = w.Request(ctx, coordinator, r); err != nil || v.Identity == nil || !slices.Contains(v.May, access.RequestAccept) {
		t.Errorf("after consent: %+v %v", v, err)
	}
}

func TestARequestThatLacksEverythingIsToldSoAtOnce(t *testing.T) {
	w := world.New(t)
	_, err := w.SendRequest(t.Context(), w.As("forsorjning"), app.NewRequest{})
	for _, field := range []string{"number", "name", "area", "topic", "to", "wanted", "hope"} {
		if fault(err, field) == "" {
			t.Errorf("nothing is said of %s: %v", field, err)
		}
	}
}

func TestARequestGoesOnlyToAWayInThatSomebodyAnswers(t *testing.T) {
	w := world.New(t)
	ctx, asker := t.Context(), w.As("forsorjning")
	n := world.Asked(w.Person())
	w.Exec(`update function set ended_at = 1 where id = 'fk'`)
	for to, want := range map[id.Function]string{
		"vc-chef": "request.to.missing", "nassjo-samordning": "request.to.missing", "boende": "request.to.vacant",
		"fk": "request.to.ended", "forbund": "request.to.missing",
	} {
		n.To = to
		if _, err := w.SendRequest(ctx, asker, n); fault(err, "to") != want {
			t.Errorf("to %s: %v", to, err)
		}
	}
	n.To = "psyk"
	v, err := w.Request(ctx, asker, send(t, w, asker, n))
	if err != nil || v.To != "psyk-chef" {
		t.Errorf("a vacant way in does not lead to its deputy but to %s: %v", v.To, err)
	}
}

func TestASecondSubmitGivesTheFirstAnswer(t *testing.T) {
	w := world.New(t)
	who := w.As("forsorjning")
	who.Once = access.Once{Key: "k", Digest: "d"}
	n := world.Asked(world.Person{Name: "Prov Ett", Number: w.Number()})
	first := send(t, w, who, n)
	w.Exec(`update function set ended_at = 1 where id = 'samordning'`)
	if again := send(t, w, who, n); again != first {
		t.Errorf("two requests came of one submit")
	}
}

func TestForwardingTakesTheRequestFromTheOldReceiver(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	n := world.Asked(w.Person())
	n.Protection = person.Marked
	n.To = "vc"
	r := send(t, w, w.As("forsorjning"), n)
	if _, err := w.Request(ctx, w.As("vc"), r); err != nil {
		t.Fatalf("the named receiver: %v", err)
	}
	ok(t, w.ForwardRequest(ctx, w.As("vc"), r, 1, app.Forward{To: "af", Reason: "not_ours"}))
	_, err := w.Request(ctx, w.As("vc"), r)
	is(t, err, errs.NotFound)
	if v, err := w.Request(ctx, w.As("af"), r); err != nil || v.Protection != person.Marked {
		t.Errorf("the new receiver: %+v %v", v.Protection, err)
	}
	if rows, _, _ := w.Requests(ctx, w.As("vc"), "in", cases.Page{}); len(rows) != 0 {
		t.Errorf("the old receiver still lists %d", len(rows))
	}
}

func TestAProtectedPersonIsUnknownToAllButTheNamed(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	p := w.Person()
	c := w.CaseOf(p)
	n := world.Asked(p)
	n.Protection, n.To = person.Protected, "ame"
	send(t, w, w.As("vc"), n) // raises the protection: those who handle her already are named
	for _, f := range []id.Function{"forsorjning", "samordning"} {
		if _, err := w.App.Case(ctx, w.As(f), c); err != nil {
			t.Errorf("%s lost the case: %v", f, err)
		}
	}
	w.Exec(`delete from named_function where function_id = 'samordning'`)
	_, err := w.App.Case(ctx, w.As("samordning"), c)
	is(t, err, errs.NotFound)
	d, err := w.Day(ctx, w.As("samordning"))
	if err != nil || len(d.Recent) > 0 || len(d.Requests) > 0 {
		t.Errorf("the day still shows her: %+v %v", d, err)
	}
}

func TestThePersonAsksForHerself(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	p := w.Person()
	self := w.AsPerson(p)
	r := send(t, w, self, app.NewRequest{
		Area: world.Area, Topic: "coordination", To: "samordning", Wanted: []access.Kind{access.AF}, Hope: "Jag vill arbeta.",
	})
	v, err := w.Request(ctx, w.As("samordning"), r)
	if err != nil || v.Identity == nil || v.Identity.Number != p.Number || v.From != "" {
		t.Fatalf("the receiver sees %+v %v", v, err)
	}
	ok(t, w.AskBack(ctx, w.As("samordning"), r, 1, "När?"))
	ok(t, w.AnswerRequest(ctx, self, r, 2, "Nu, ring 070-174 06 05"))
	ok(t, w.WithdrawRequest(ctx, self, r, 3, ""))
	_, err = w.Request(ctx, w.AsPerson(w.Person()), r)
	is(t, err, errs.NotFound)
}

func TestASecondRefusalIsToldToTheCoordinatorOfTheArea(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	n := world.Asked(w.Person())
	n.To = "vc"
	r := send(t, w, w.As("forsorjning"), n)
	ok(t, w.ForwardRequest(ctx, w.As("vc"), r, 1, app.Forward{To: "af", Reason: "not_ours"}))
	ok(t, w.DeclineRequest(ctx, w.As("af"), r, 2, "no_capacity", ""))
	d, err := w.Day(ctx, w.As("samordning"))
	if err != nil || len(d.SentAround) != 1 {
		t.Fatalf("the coordinator's day: %+v %v", d, err)
	}
	v, err := w.Request(ctx, w.As("samordning"), r)
	if err != nil || !v.SentAround {
		t.Errorf("the coordinator cannot read it: %v", err)
	}
	if d, err := w.Day(ctx, w.As("forsorjning")); err != nil || len(d.Asked) != 1 {
		t.Errorf("the asker's day: %+v %v", d.Asked, err)
	}
	send(t, w, w.As("forsorjning"), world.Asked(world.Person{Name: n.Name, Number: n.Number}))
	if d, _ := w.Day(ctx, w.As("samordning")); len(d.SentAround) != 0 || len(d.Requests) != 1 {
		t.Errorf("after a new request: %d and %d", len(d.SentAround), len(d.Requests))
	}
}

func TestAnOverdueRequestGoesToDeputyThenManagerWhoMayAnswer(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	n := world.Asked(w.Person())
	n.To, n.Protection = "ame", person.Marked
	r := send(t, w, w.As("forsorjning"), n)
	_, err := w.Request(ctx, w.As("ame-chef"), r)
	is(t, err, errs.NotFound)
	w.Pass(8 * 24 * time.Hour)
	ok(t, w.EscalateOverdue(ctx))
	ok(t, w.EscalateOverdue(ctx)) // runs twice without harm
	if d, err := w.Day(ctx, w.As("ame-chef")); err != nil || len(d.Requests) != 1 {
		t.Fatalf("the deputy's day: %+v %v", d, err)
	}
	if _, err := w.AcceptRequest(ctx, w.As("ame-chef"), r, 1); err != nil {
		t.Errorf("the deputy cannot answer: %v", err)
	}
}

func TestThoseWhoMayNotHandleIndividualsSendAndSeeNoRequests(t *testing.T) {
	w := world.New(t)
	n := world.Asked(w.Person())
	for _, f := range []id.Function{"forbund", "admin"} {
		_, err := w.SendRequest(t.Context(), w.As(f), n)
		is(t, err, errs.Denied)
		_, _, err = w.Requests(t.Context(), w.As(f), "in", cases.Page{})
		is(t, err, errs.Denied)
	}
}

func TestABlockedUnitSeesNeitherNameNorWordsOfARequest(t *testing.T) {
	w := world.New(t)
	p := w.Person()
	r := send(t, w, w.As("forsorjning"), world.Asked(p))
	w.Exec(`insert into block (id, person_id, unit_id, set_at) values ('b', $1, 'samverkan', 1)`, p.ID)
	v, err := w.Request(t.Context(), w.As("samordning"), r)
	if err != nil || v.Identity != nil || v.Hope != "" {
		t.Errorf("%+v %v", v, err)
	}
	if rows, _, err := w.Requests(t.Context(), w.As("samordning"), "in", cases.Page{}); err != nil || len(rows) != 1 || rows[0].Name != "" {
		t.Errorf("%+v %v", rows, err)
	}
}

func TestNobodyLearnsFromARequestWhoHasANumber(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	p := w.Person()
	known := world.Asked(world.Person{Name: "Gissat Namn", Number: p.Number})
	unknown := world.Asked(world.Person{Name: "Gissat Namn", Number: w.Number()})
	for _, n := range []app.NewRequest{known, unknown} {
		r := send(t, w, w.As("vc"), n)
		for _, f := range []id.Function{"vc", "samordning"} {
			v, err := w.Request(ctx, w.As(f), r)
			if err != nil || v.Identity == nil || v.Identity.Name != "Gissat Namn" || v.Identity.Number != n.Number {
				t.Errorf("%s: %+v %v", f, v.Identity, err)
			}
		}
	}
	rows, _, err := w.Requests(ctx, w.As("vc"), "out", cases.Page{})
	ok(t, err)
	for _, r := range rows {
		if r.Name != "Gissat Namn" {
			t.Errorf("the list tells %q", r.Name)
		}
	}
}
