package own_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/own"
	"samverk/internal/person"
	"samverk/internal/representative"
	"samverk/internal/samverktest/world"
)

var ctx = context.Background()

// acting is a world with a case and somebody who may act in it.
type acting struct {
	*world.W
	own    *own.Service
	of     id.Case
	other  id.Case // of the same person
	anna   world.Person
	helper world.Person
}

func open(t *testing.T) *acting {
	t.Helper()
	w := world.New(t)
	c, p := w.Case()
	return &acting{W: w, own: own.New(w.App), of: c, other: w.CaseOf(p), anna: p, helper: w.Person()}
}

// leave is what somebody is given leave to, that lacks nothing.
func (a *acting) leave(tasks ...string) representative.New {
	day := func(years, months int) string { return a.Now().AddDate(years, months, 0).Format(time.DateOnly) }
	return representative.New{
		Kind: representative.Ombud, Name: a.helper.Name, Number: a.helper.Number, Tasks: access.ParseTasks(strings.Join(tasks, ",")),
		StartsOn: day(0, 0), EndsOn: day(0, 6), How: representative.Paper, Proof: "Fullmakt", ProofOn: day(0, -1),
	}
}

// grant lets the helper act in some tasks, and returns her acting so.
func (a *acting) grant(tasks ...string) access.Actor {
	a.T.Helper()
	r, err := a.own.Represent(ctx, a.As("samordning"), a.of, a.leave(tasks...))
	must(a.T, err)
	return a.inPart(r)
}

func (a *acting) inPart(r id.Representative) access.Actor {
	who := a.AsPerson(a.helper)
	must(a.T, a.DB.Tx(ctx, func(tx *db.Tx) error { return representative.Tie(ctx, tx, who.User) }))
	who.Person, who.Proxy, who.Only = a.anna.ID, r, a.of
	return who
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// said lists the fields and keys of what is wrong.
func said(err error) (all []string) {
	e, ok := err.(*errs.Error)
	if !ok {
		return nil
	}
	for _, f := range e.Faults {
		all = append(all, f.Field+" "+f.Key)
	}
	return all
}

func TestAllThatIsWrongWithALeaveIsToldAtOnce(t *testing.T) {
	a := open(t)
	_, err := a.own.Represent(ctx, a.As("samordning"), a.of, representative.New{})
	want := []string{"kind representative.kind.missing", "name representative.name.missing", "number number.empty", "tasks representative.tasks.missing",
		"starts_on representative.starts_on.date", "ends_on representative.ends_on.date", "how representative.how.missing",
		"proof representative.proof.missing", "proof_on representative.proof_on.date"}
	if got := said(err); !slices.Equal(got, want) {
		t.Errorf("told %q", got)
	}
	for name, wrong := range map[string]struct {
		change func(*representative.New)
		says   string
	}{
		"own number":        {func(n *representative.New) { n.Number = a.anna.Number }, "number representative.number.own"},
		"over a year":       {func(n *representative.New) { n.EndsOn = a.Now().AddDate(1, 0, 1).Format(time.DateOnly) }, "ends_on representative.ends_on.long"},
		"past":              {func(n *representative.New) { n.StartsOn, n.EndsOn = "2025-01-01", "2025-02-01" }, "ends_on representative.ends_on.past"},
		"before it begins":  {func(n *representative.New) { n.EndsOn = "2026-01-01" }, "ends_on representative.ends_on.before"},
		"appointed by word": {func(n *representative.New) { n.Kind, n.How = representative.GodMan, representative.Oral }, "how representative.how.appointed"},
		"proof to come":     {func(n *representative.New) { n.ProofOn = "2026-12-24" }, "proof_on representative.proof_on.future"},
		"long name":         {func(n *representative.New) { n.Name = strings.Repeat("å", 121) }, "name representative.name.long"},
	} {
		n := a.leave("read")
		wrong.change(&n)
		if _, err := a.own.Represent(ctx, a.As("samordning"), a.of, n); !slices.Contains(said(err), wrong.says) {
			t.Errorf("%s: told %q", name, said(err))
		}
	}
	appointed := a.leave("read")
	appointed.Kind, appointed.EndsOn = representative.Forvaltare, a.Now().AddDate(3, 0, 0).Format(time.DateOnly)
	if _, err := a.own.Represent(ctx, a.As("samordning"), a.of, appointed); err != nil {
		t.Errorf("as long as the decision holds: %v", err)
	}
	if _, err := a.own.Represent(ctx, a.As("samordning"), a.of, a.leave("read")); !slices.Contains(said(err), "number representative.already") {
		t.Errorf("twice: %q", said(err))
	}
}

func TestOnlyThePersonAndWhoNotesForHerGrants(t *testing.T) {
	a := open(t)
	a.Join(a.of, "ame")
	a.Consent(a.of, consent.Grid{"ame": access.All})
	proxy := a.grant("read", "write", "consent", "meet", "ask")
	for name, who := range map[string]access.Actor{"a party": a.As("ame"), "a representative": proxy} {
		n := a.leave("read")
		n.Number = a.Number()
		if _, err := a.own.Represent(ctx, who, a.of, n); !errs.Is(err, errs.Denied) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := a.own.Represent(ctx, a.As("vc"), a.of, a.leave("read")); !errs.Is(err, errs.NotFound) {
		t.Errorf("a stranger: %v", err)
	}
}

func TestEachTaskAllowsItsOwnAndNothingElse(t *testing.T) {
	a := open(t)
	a.Join(a.of, "ame")
	a.Consent(a.of, consent.Grid{"ame": access.All, "samverkan": access.All, "forsorjning": access.All})
	call := a.call()
	for _, task := range access.TaskNames() {
		who := a.grant(task)
		for doing, of := range map[string]struct {
			task string
			do   func() error
		}{
			"read":    {"read", func() error { _, err := a.Plan(ctx, who, a.of, 0); return err }},
			"write":   {"write", func() error { _, err := a.WriteItem(ctx, who, a.of, wish()); return err }},
			"consent": {"consent", func() error { return a.SetBlock(ctx, who, a.of, "vc") }},
			"meet":    {"meet", func() error { return a.answer(who, call) }},
		} {
			err := of.do()
			if may := of.task == task || of.task == "read"; may != (err == nil) {
				t.Errorf("%s with leave to %s: %v", doing, task, err)
			}
			if err != nil && !errs.Is(err, errs.Denied) {
				t.Errorf("%s with leave to %s is refused as %v", doing, task, err)
			}
		}
		a.end(who.Proxy)
	}
}

// end ends what somebody may do, by the person.
func (a *acting) end(r id.Representative) {
	a.T.Helper()
	v, err := a.own.Representatives(ctx, a.AsPerson(a.anna), a.of)
	must(a.T, err)
	i := slices.IndexFunc(v.All, func(x representative.Representative) bool { return x.ID == r })
	must(a.T, a.own.EndRepresentative(ctx, a.AsPerson(a.anna), a.of, r, v.All[i].Version))
}

// call calls the person to a meeting.
func (a *acting) call() id.Call {
	a.T.Helper()
	from := a.Now().AddDate(0, 0, 14)
	c, err := a.MakeCall(ctx, a.As("samordning"), a.of, app.NewCall{
		Times: []meeting.Time{{Start: from, End: from.Add(time.Hour)}}, Place: "Rådhuset", PersonWay: meeting.PersonInvited, Question: "Vad händer sedan?",
		Called: []id.Function{"ame"},
	})
	must(a.T, err)
	return c
}

func (a *acting) answer(who access.Actor, c id.Call) error {
	a.T.Helper()
	v, err := a.App.Call(ctx, who, a.of, c)
	must(a.T, err)
	return a.AnswerCall(ctx, who, a.of, c, v.Call.Version, meeting.Answer{Answer: meeting.AnswerYes})
}

// wish is something that the person writes.
func wish() app.NewItem {
	return app.NewItem{New: item.New{Kind: item.Need, Category: access.Plan, Own: true, Content: item.Content{Title: "Vill ha lugn och ro", Extent: item.NoExtent}}}
}

func TestARepresentativeStaysInTheOneCase(t *testing.T) {
	a := open(t)
	who := a.grant("read", "write", "consent", "meet", "ask")
	rows, err := a.MyCases(ctx, who)
	must(t, err)
	if len(rows) != 1 || rows[0].ID != a.of {
		t.Errorf("cases %v", rows)
	}
	day, err := a.Day(ctx, who)
	must(t, err)
	if len(day.Recent) != 1 || day.Recent[0].ID != a.of || len(day.Asked) > 0 || day.Open != 1 {
		t.Errorf("day %+v", day)
	}
	for name, read := range map[string]func() error{
		"the other case": func() error { _, err := a.App.Case(ctx, who, a.other); return err },
		"its plan":       func() error { _, err := a.Plan(ctx, who, a.other, 0); return err },
		"its consent":    func() error { _, err := a.App.Consent(ctx, who, a.other); return err },
		"its helpers":    func() error { _, err := a.own.Representatives(ctx, who, a.other); return err },
		"who has read":   func() error { _, _, err := a.MyReads(ctx, who, 0, true); return err },
		"requests":       func() error { _, _, err := a.Requests(ctx, who, "", cases.Page{}); return err },
		"tokens":         func() error { _, err := a.Tokens(ctx, who); return err },
		"a token": func() error {
			_, err := a.IssueToken(ctx, who, entry.NewToken{Name: "x", EndsOn: "2027-01-01"})
			return err
		},
		"a feed":           func() error { _, err := a.MakeFeed(ctx, who); return err },
		"a request":        func() error { _, err := a.SendRequest(ctx, who, world.Asked(a.anna)); return err },
		"somebody's cases": func() error { _, err := a.FindPerson(ctx, who, a.anna.Number); return err },
	} {
		if err := read(); !errs.Is(err, errs.NotFound) && !errs.Is(err, errs.Denied) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatARepresentativeDoesShowsAsHers(t *testing.T) {
	a := open(t)
	a.Join(a.of, "ame")
	a.Consent(a.of, consent.Grid{"ame": access.All, "samverkan": access.All, "forsorjning": access.All})
	call := a.call()
	who := a.grant("write", "meet", "consent")
	n := wish()
	n.Handing.Receivers = []id.Unit{"ame"}
	i, err := a.WriteItem(ctx, who, a.of, n)
	must(t, err)
	must(t, a.answer(who, call))
	must(t, a.GiveMeetingConsent(ctx, who, a.of, meeting.NewConsent{EndsOn: "2026-12-31"}))
	given, err := a.App.Consent(ctx, who, a.of)
	must(t, err)
	_, err = a.GiveConsent(ctx, who, a.of, consent.New{Purpose: given.Consent.Purpose, StartsOn: given.Consent.StartsOn, EndsOn: given.Consent.EndsOn,
		Grid: consent.Grid{"ame": access.All, "samverkan": access.All}, Version: given.Consent.Version})
	must(t, err)

	for reader, as := range map[string]access.Actor{"a party": a.As("ame"), "the person": a.AsPerson(a.anna)} {
		v, err := a.Item(ctx, as, a.of, i)
		must(t, err)
		if v.Item.Acted != "ombud" || v.Item.Author != "" || v.History[0].Acted != "ombud" || v.Ledger[0].Acted != "ombud" {
			t.Errorf("%s sees an item by %q, %q, handed by %q", reader, v.Item.Author, v.Item.Acted, v.Ledger[0].Acted)
		}
		k, err := a.App.Case(ctx, as, a.of)
		must(t, err)
		written := slices.IndexFunc(k.Events, func(e cases.Event) bool { return e.Kind == "written" && e.Item == i })
		if written < 0 || k.Events[written].Acted != "ombud" {
			t.Errorf("%s sees the events %+v", reader, k.Events)
		}
		m, err := a.App.Call(ctx, as, a.of, call)
		must(t, err)
		if m.Call.PersonAnswer != meeting.AnswerYes || m.Call.PersonActed != "ombud" || m.Events[0].Acted != "ombud" {
			t.Errorf("%s sees the answer %q by %q, %+v", reader, m.Call.PersonAnswer, m.Call.PersonActed, m.Events[0])
		}
	}
	now, err := a.App.Consent(ctx, a.AsPerson(a.anna), a.of)
	must(t, err)
	without, err := a.MeetingConsent(ctx, a.AsPerson(a.anna), a.of)
	must(t, err)
	if now.Consent.GivenBy != "representative" || without.Consent.Acted != "ombud" {
		t.Errorf("consent by %q, to meet by %q", now.Consent.GivenBy, without.Consent.Acted)
	}
	a.inTheLog(i)
}

// inTheLog holds that the person finds in her log that the helper wrote an item,
// and did not do it herself.
func (a *acting) inTheLog(i id.Item) {
	a.T.Helper()
	rows, _, err := a.MyReads(ctx, a.AsPerson(a.anna), 0, false)
	must(a.T, err)
	at := slices.IndexFunc(rows, func(r app.LogRow) bool { return r.Action == string(access.ItemWrite) })
	if at < 0 || rows[at].Own || rows[at].Acted != "ombud" || rows[at].User != "" {
		a.T.Errorf("the log says %+v", rows)
	}
}

func TestAnEndIsSeenOnTheNextRequest(t *testing.T) {
	a := open(t)
	who := a.grant("read")
	secret := a.session(who)
	v, err := a.Session(ctx, secret, "192.0.2.3")
	must(t, err)
	if v.Actor.Proxy != who.Proxy || v.Actor.Person != a.anna.ID || v.Actor.Only != a.of || v.Lapsed {
		t.Fatalf("acts as %+v", v)
	}
	_, err = a.Plan(ctx, v.Actor, a.of, 0)
	must(t, err)
	a.end(who.Proxy)
	if _, err := a.Plan(ctx, v.Actor, a.of, 0); !errs.Is(err, errs.SignedOut) {
		t.Errorf("after the end: %v", err)
	}
	v, err = a.Session(ctx, secret, "192.0.2.3")
	must(t, err)
	if !v.Lapsed || v.Actor.Only != "" {
		t.Errorf("after the end the session acts as %+v", v)
	}
	if _, err := a.MyCases(ctx, v.Actor); !errs.Is(err, errs.SignedOut) {
		t.Errorf("nobody acts, and reads cases: %v", err)
	}
	must(t, a.Entry.TakePart(ctx, v.Actor, ""))
	v, err = a.Session(ctx, secret, "192.0.2.3")
	must(t, err)
	if v.Actor.Person != a.helper.ID || v.Actor.Proxy != "" {
		t.Errorf("for herself she acts as %+v", v.Actor)
	}
	if err := a.Entry.TakePart(ctx, v.Actor, who.Proxy); !errs.Is(err, errs.NotFound) {
		t.Errorf("the ended part is taken: %v", err)
	}
}

// session signs the helper in, and lets her choose the part.
func (a *acting) session(who access.Actor) (secret string) {
	a.T.Helper()
	secret, err := a.SignInDemo(ctx, who.User, "192.0.2.3")
	must(a.T, err)
	v, err := a.Session(ctx, secret, "192.0.2.3")
	must(a.T, err)
	if v.Parts != 1 || v.Actor.Person != a.helper.ID {
		a.T.Fatalf("signed in as %+v", v)
	}
	parts, err := a.Entry.Parts(ctx, v.Actor)
	must(a.T, err)
	if len(parts) != 1 || parts[0].Name != a.anna.Name || parts[0].Case != a.of {
		a.T.Fatalf("parts %+v", parts)
	}
	must(a.T, a.Entry.TakePart(ctx, v.Actor, parts[0].ID))
	return secret
}

func TestWhatHasRunOutOrHasNotBegunGivesNothing(t *testing.T) {
	a := open(t)
	who := a.grant("read")
	a.Pass(200 * 24 * time.Hour)
	if _, err := a.Plan(ctx, who, a.of, 0); !errs.Is(err, errs.SignedOut) {
		t.Errorf("after the last day: %v", err)
	}
	n := a.leave("read") // what has run out does not stand in the way
	n.StartsOn = a.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	r, err := a.own.Represent(ctx, a.As("samordning"), a.of, n)
	must(t, err)
	if _, err := a.Plan(ctx, a.inPart(r), a.of, 0); !errs.Is(err, errs.SignedOut) {
		t.Errorf("before the first day: %v", err)
	}
	a.Pass(24 * time.Hour)
	if _, err := a.Plan(ctx, a.inPart(r), a.of, 0); err != nil {
		t.Errorf("on the first day: %v", err)
	}
}

func TestAGodManWaitsForProof(t *testing.T) {
	a := open(t)
	n := a.leave("read")
	n.Kind = representative.GodMan
	r, err := a.own.Represent(ctx, a.AsPerson(a.anna), a.of, n)
	must(t, err)
	who := a.inPart(r)
	if _, err := a.Plan(ctx, who, a.of, 0); !errs.Is(err, errs.SignedOut) {
		t.Errorf("before anybody has seen the decision: %v", err)
	}
	proof := representative.Proof{Proof: "Beslut", ProofOn: "2026-11-01", EndsOn: "2028-12-31"}
	if err := a.own.ProveRepresentative(ctx, a.AsPerson(a.anna), a.of, r, 1, proof); !errs.Is(err, errs.Denied) {
		t.Errorf("the person is her own witness: %v", err)
	}
	if got := said(a.own.ProveRepresentative(ctx, a.As("samordning"), a.of, r, 1, representative.Proof{})); len(got) != 3 {
		t.Errorf("told %q", got)
	}
	must(t, a.own.ProveRepresentative(ctx, a.As("samordning"), a.of, r, 1, proof))
	if _, err := a.Plan(ctx, who, a.of, 0); err != nil {
		t.Errorf("after that: %v", err)
	}
	if err := a.own.ProveRepresentative(ctx, a.As("samordning"), a.of, r, 1, proof); !errs.Is(err, errs.Conflict) {
		t.Errorf("proved twice: %v", err)
	}
}

func TestTheGrantOfOneWithProtectedIdentityWaitsToo(t *testing.T) {
	a := open(t)
	a.Exec(`update person set protection = $2 where id = $1`, a.anna.ID, person.Marked)
	for _, f := range []string{"samordning", "forsorjning"} {
		a.Exec(`insert into named_function (person_id, function_id) values ($1, $2) on conflict do nothing`, a.anna.ID, f)
	}
	r, err := a.own.Represent(ctx, a.AsPerson(a.anna), a.of, a.leave("read", "consent"))
	must(t, err)
	who := a.inPart(r)
	if _, err := a.Plan(ctx, who, a.of, 0); !errs.Is(err, errs.SignedOut) {
		t.Errorf("somebody may have made her: %v", err)
	}
	must(t, a.own.ProveRepresentative(ctx, a.As("samordning"), a.of, r, 1, representative.Proof{Proof: "Träffade henne", ProofOn: "2026-11-20", EndsOn: "2027-01-01"}))
	v, err := a.App.Consent(ctx, who, a.of)
	must(t, err)
	if len(v.Others) > 0 {
		t.Errorf("units near a person with protected identity: %v", v.Others)
	}
}

// Somebody may have made her grant it, whom she is now to be protected from.
func TestWhatSheGrantedBeforeHerIdentityWasProtectedWaits(t *testing.T) {
	for name, raise := range map[string]func(a *acting) error{
		"by who leads the case": func(a *acting) error {
			return a.ProtectPerson(ctx, a.As("samordning"), a.of, person.Marked)
		},
		"by who asks anew": func(a *acting) error {
			again := world.Asked(a.anna)
			again.Protection = person.Protected
			_, err := a.SendRequest(ctx, a.As("vc"), again)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := open(t)
			r, err := a.own.Represent(ctx, a.AsPerson(a.anna), a.of, a.leave("read"))
			must(t, err)
			second := a.Person()
			noted := a.leave("read")
			noted.Number, noted.Name = second.Number, second.Name
			seen, err := a.own.Represent(ctx, a.As("samordning"), a.of, noted)
			must(t, err)
			who := a.inPart(r)
			_, err = a.Plan(ctx, who, a.of, 0)
			must(t, err)
			before := db.Micros(a.Now())
			must(t, raise(a))
			if _, err := a.Plan(ctx, who, a.of, 0); !errs.Is(err, errs.SignedOut) {
				t.Errorf("goes on: %v", err)
			}
			v, err := a.own.Representatives(ctx, a.As("samordning"), a.of)
			must(t, err)
			for _, one := range v.All {
				want := map[id.Representative]string{r: representative.Waiting, seen: representative.InForce}[one.ID]
				if got := one.State(v.Today); got != want {
					t.Errorf("%s is %s, not %s", one.Kind, got, want)
				}
			}
			if n := a.count(`select count(*) from job where kind = 'notify' and subject = 'samordning' and created_at > $1`, before); n == 0 {
				t.Error("who leads the case is not told")
			}
			if n := a.count(`select count(*) from case_event where kind = 'represented_waits' and case_id = $1`, a.of); n != 1 {
				t.Errorf("%d rows on the time line", n)
			}
			must(t, a.own.ProveRepresentative(ctx, a.As("samordning"), a.of, r, 2, representative.Proof{Proof: "Träffade henne", ProofOn: "2026-11-20", EndsOn: "2027-01-01"}))
			_, err = a.Plan(ctx, who, a.of, 0)
			must(t, err)
			must(t, a.ProtectPerson(ctx, a.As("samordning"), a.of, person.Protected))
			if _, err := a.Plan(ctx, who, a.of, 0); err != nil {
				t.Errorf("what a function has confirmed waits again: %v", err)
			}
		})
	}
}

func (a *acting) count(query string, args ...any) (n int) {
	a.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, query, args...)
		return err
	})
	return n
}

func TestNobodySeesAnotherRepresentativesNumber(t *testing.T) {
	a := open(t)
	a.Join(a.of, "ame")
	a.Consent(a.of, consent.Grid{"ame": access.SetOf(access.Plan), "samverkan": access.All})
	who := a.grant("read", "write", "consent", "meet", "ask")
	second := a.leave("read")
	second.Number, second.Name = a.Number(), "Provperson Andra"
	_, err := a.own.Represent(ctx, a.AsPerson(a.anna), a.of, second)
	must(t, err)
	sees := func(as access.Actor) (names, numbers int) {
		v, err := a.own.Representatives(ctx, as, a.of)
		must(t, err)
		for _, r := range v.All {
			names++
			if r.Number != "" || r.Proof != "" {
				numbers++
			}
		}
		return names, numbers
	}
	for reader, want := range map[string]struct {
		as             access.Actor
		names, numbers int
	}{
		"the person":         {a.AsPerson(a.anna), 2, 2},
		"who notes for her":  {a.As("samordning"), 2, 2},
		"a party":            {a.As("ame"), 2, 0},
		"the representative": {who, 1, 1},
	} {
		if names, numbers := sees(want.as); names != want.names || numbers != want.numbers {
			t.Errorf("%s sees %d, %d with number", reader, names, numbers)
		}
	}
	a.Consent(a.of, consent.Grid{"ame": access.SetOf(access.Work), "samverkan": access.All})
	if names, _ := sees(a.As("ame")); names != 0 {
		t.Errorf("outside the circle %d are seen", names)
	}
}

func TestAStaffAccountIsNeverTiedToALeave(t *testing.T) {
	a := open(t)
	r, err := a.own.Represent(ctx, a.As("samordning"), a.of, a.leave("read"))
	must(t, err)
	staff := a.As("ame")
	must(t, a.DB.Tx(ctx, func(tx *db.Tx) error { return representative.Tie(ctx, tx, staff.User) }))
	staff.Person, staff.Proxy, staff.Only = a.anna.ID, r, a.of
	if _, err := a.Plan(ctx, staff, a.of, 0); !errs.Is(err, errs.SignedOut) {
		t.Errorf("a member of staff acts for the person: %v", err)
	}
	if _, err := a.Entry.Parts(ctx, a.As("ame")); !errs.Is(err, errs.NotFound) {
		t.Errorf("a member of staff has parts: %v", err)
	}
}

func TestAnotherUserCannotTakeThePart(t *testing.T) {
	a := open(t)
	who := a.grant("read")
	thief := a.AsPerson(a.Person())
	thief.Person, thief.Proxy, thief.Only = who.Person, who.Proxy, who.Only
	if _, err := a.Plan(ctx, thief, a.of, 0); !errs.Is(err, errs.SignedOut) {
		t.Errorf("another user: %v", err)
	}
	moved := who
	moved.Only = a.other
	if _, err := a.Plan(ctx, moved, a.other, 0); !errs.Is(err, errs.SignedOut) {
		t.Errorf("another case: %v", err)
	}
}

func TestErasingThePersonEndsWhatOthersMayDoForHer(t *testing.T) {
	a := open(t)
	who := a.grant("read")
	must(t, a.ErasePerson(ctx, a.anna.ID))
	if _, err := a.Plan(ctx, who, a.of, 0); !errs.Is(err, errs.SignedOut) {
		t.Errorf("after erasure: %v", err)
	}
	var left int
	a.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&left}, `select count(*) from representative where number_hash not like 'erased-%' or length(sealed) > 0 or ended_at is null`)
		return err
	})
	if left > 0 {
		t.Errorf("%d are left as they were", left)
	}
}
