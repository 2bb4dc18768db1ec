package own_test

import (
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/extract"
	"samverk/internal/id"
	"samverk/internal/mail"
	"samverk/internal/matter"
	"samverk/internal/own"
	"samverk/internal/person"
	"samverk/internal/samverktest/world"
)

// Mail goes outside of what anybody here answers for: what it says may be true
// of any day, and so tells of nobody.
func TestNoMailTellsOfAPerson(t *testing.T) {
	a := open(t)
	a.Join(a.of, "ame", "vc")
	a.Consent(a.of, consent.Grid{"ame": access.SetOf(access.Plan), "samverkan": access.All})
	c, another := a.Case()
	a.ask(own.Question{Kind: matter.Erasure, Case: a.of, Words: "Ta bort det"})
	_, err := a.own.Represent(ctx, a.AsPerson(a.anna), a.of, a.leave("read"))
	must(t, err)
	must(t, a.ProtectPerson(ctx, a.As("samordning"), c, person.Marked))
	_, err = a.SendRequest(ctx, a.As("forsorjning"), world.Asked(a.Person()))
	must(t, err)
	for range 8 { // what nobody answers goes to deputies and managers
		a.Pass(5 * 24 * time.Hour)
		a.Idle()
	}
	sent := a.Mail.Sent()
	to := id.NewSet[string]()
	for _, m := range sent {
		to.Add(m.To)
		if m != mail.Waiting(m.To, "https://samverk.example", "sv") {
			t.Error("a mail says something of its own")
		}
		for _, secret := range a.known(a.anna, another, a.helper) {
			if strings.Contains(m.To+m.Subject+m.Body, secret) {
				t.Error("a mail tells of a person")
			}
		}
	}
	if len(sent) < 5 || len(to.List) < 3 {
		t.Errorf("%d mails to %d mailboxes: there was little to see", len(sent), len(to.List))
	}
}

// known is what tells of persons, in the ways that it is written.
func (a *acting) known(all ...world.Person) (secrets []string) {
	for _, p := range all {
		secrets = append(secrets, p.Name, p.Number, p.Number[2:], p.Number[:8]+"-"+p.Number[8:], p.Number[2:8]+"-"+p.Number[8:], string(p.ID))
	}
	return secrets
}

func tooOften(t *testing.T, err error) {
	t.Helper()
	if !errs.Is(err, errs.TooMany) {
		t.Errorf("without end: %v", err)
	}
}

func TestExtractsWithoutEndAreStopped(t *testing.T) {
	a := open(t)
	take := func(p world.Person) error {
		return extract.New(a.own).Extract(ctx, a.AsPerson(p), func(extract.Section) error { return nil })
	}
	for range 60 {
		must(t, take(a.anna))
	}
	tooOften(t, take(a.anna))
	other := a.Person()
	a.CaseOf(other)
	must(t, take(other)) // somebody else is not stopped
	if _, err := a.App.Case(ctx, a.AsPerson(a.anna), a.of); err != nil {
		t.Errorf("she is kept from other things: %v", err)
	}
	a.Pass(16 * time.Minute)
	must(t, take(a.anna))
}

func TestPlansTakenOutWithoutEndAreStopped(t *testing.T) {
	a := open(t)
	take := func(f id.Function) error { _, err := a.PlanFile(ctx, a.As(f), a.of); return err }
	for range 60 {
		must(t, take("samordning"))
	}
	tooOften(t, take("samordning"))
	must(t, take("forsorjning"))
	if _, err := a.Plan(ctx, a.As("samordning"), a.of, 0); err != nil {
		t.Errorf("she is kept from reading: %v", err)
	}
	a.Pass(16 * time.Minute)
	must(t, take("samordning"))
}
