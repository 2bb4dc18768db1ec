package own_test

import (
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/extract"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/matter"
	"samverk/internal/own"
	"samverk/internal/person"
)

// activity is an item of a unit, told to those that the consent covers.
func activity(title string, by id.Function, to ...id.Unit) app.NewItem {
	return app.NewItem{
		New:     item.New{Kind: item.Activity, Category: access.Work, Content: item.Content{Title: title, Status: "ongoing", Start: "2026-11-23", Extent: 25, Responsible: by}},
		Handing: app.Handing{Receivers: to, Ground: access.ByConsent},
	}
}

func (a *acting) extract(who access.Actor) map[string][]extract.Row {
	all := map[string][]extract.Row{}
	must(a.T, extract.New(a.own).Extract(ctx, who, func(s extract.Section) error {
		all[s.Name] = append(all[s.Name], s.Rows...)
		return nil
	}))
	return all
}

func holds(rows []extract.Row, words string) bool {
	return slices.ContainsFunc(rows, func(r extract.Row) bool {
		return slices.ContainsFunc(r, func(f extract.Field) bool { return strings.Contains(f.Value, words) })
	})
}

func TestTheExtractTellsAllThatThePersonMayRead(t *testing.T) {
	a := open(t)
	me := a.AsPerson(a.anna)
	a.Join(a.of, "ame")
	a.Consent(a.of, consent.Grid{"ame": access.All, "samverkan": access.All})
	shared, err := a.WriteItem(ctx, a.As("ame"), a.of, activity("Arbetsträning", "ame", "samverkan"))
	must(t, err)
	_, err = a.WriteItem(ctx, a.As("ame"), a.of, activity("Bara vår anteckning", "ame"))
	must(t, err)
	a.grant("read")
	_, err = a.own.Object(ctx, me, a.of, shared, "Det var tio timmar")
	must(t, err)
	_, err = a.own.Ask(ctx, me, own.Question{Kind: matter.Correction, Case: a.of, Item: shared, Words: "Rätta timmarna"})
	must(t, err)
	must(t, a.own.SetProfile(ctx, me, person.Profile{Language: "en", Reach: []string{"letter"}, Avoid: "Ring inte före tio", Version: a.profile(me).Version}))
	must(t, a.SetBlock(ctx, me, a.of, "vc"))
	all := a.extract(me)
	for name, words := range map[string]string{
		"person": a.anna.Number, "profile": "Ring inte före tio", "requests": "Arbetsträning.", "case": "-", "parties": "AME", "consents": "Gemensam plan",
		"items": "Arbetsträning", "disclosures": "Arbetsträning", "blocks": "20", "matters": "Rätta timmarna", "objections": "Det var tio timmar",
		"representatives": "Provperson", "events": "20", "log": "item.write", "account": a.anna.Number[:4],
	} {
		if len(all[name]) == 0 {
			t.Errorf("nothing is told of %s", name)
		} else if name != "account" && name != "parties" && !holds(all[name], words) {
			t.Errorf("%s does not tell %q: %v", name, words, all[name])
		}
	}
	demands(t, all, map[string]string{
		"profile": "pages_language reach", "objections": "about at version words",
		"matters": "about at due kind state unit words", "representatives": "granted_by",
	})
	for name, rows := range all {
		if holds(rows, "Bara vår anteckning") {
			t.Errorf("%s tells a working note", name)
		}
	}
	if holds(all["log"], "ame-1") {
		t.Error("the log names a user of the staff")
	}
	var logged bool
	a.Read(func(ctx ctxT, tx *dbTx) (err error) {
		logged, err = tx.Has(ctx, `select 1 from audit where action = 'extract.read' and outcome = 'read' and person_id = $1`, a.anna.ID)
		return err
	})
	if !logged {
		t.Error("that the extract was read is not in the log")
	}
}

// facts names the facts that rows tell.
func facts(rows []extract.Row) (all []string) {
	for _, r := range rows {
		for _, f := range r {
			if !slices.Contains(all, f.Name) {
				all = append(all, f.Name)
			}
		}
	}
	return all
}

// demands that each of the facts named stands in its section.
func demands(t *testing.T, all map[string][]extract.Row, want map[string]string) {
	t.Helper()
	for section, names := range want {
		told := facts(all[section])
		for name := range strings.FieldsSeq(names) {
			if !slices.Contains(told, name) {
				t.Errorf("%s does not tell %s, only %q", section, name, told)
			}
		}
	}
}

func TestTheExtractTellsOfConsentsApart(t *testing.T) {
	g := given(t)
	lead := g.As("samordning")
	sus, err := g.own.GiveSpecial(t.Context(), lead, g.c, consent.NewSpecial{Kind: consent.SUS, How: consent.Paper, SignedOn: "2026-11-23", About: "Praktik"})
	g.ok(err)
	g.ok(g.own.UseSpecial(t.Context(), lead, g.c, sus, consent.Use{What: "original", On: "2026-11-23"}))
	fk, err := g.own.GiveSpecial(t.Context(), g.self(), g.c, consent.NewSpecial{Kind: consent.InformFK, EndsOn: "2027-05-23"})
	g.ok(err)
	g.ok(g.own.WithdrawSpecial(t.Context(), g.self(), g.c, fk, 1))
	all := (&acting{W: g.W, own: g.own}).extract(g.self())
	demands(t, all, map[string]string{"consents_apart": "kind how signed received_by from until about at ended used day by"})
}

func TestTheExtractIsThePersonsAlone(t *testing.T) {
	a := open(t)
	tell := func(extract.Section) error { t.Error("something is told"); return nil }
	rep := a.grant("read", "write", "consent", "meet", "ask")
	rep.Proved = a.Now()
	for name, who := range map[string]access.Actor{"a representative": rep, "the one who leads": a.As("samordning"), "a manager": a.As("ame-chef")} {
		if err := extract.New(a.own).Extract(ctx, who, tell); !errs.Is(err, errs.Denied) {
			t.Errorf("%s: %v", name, err)
		}
	}
	late := a.AsPerson(a.anna)
	late.Proved = late.Proved.Add(-access.ProofLasts)
	if err := extract.New(a.own).Extract(ctx, late, tell); !errs.Is(err, errs.StepUp) {
		t.Errorf("without proving who she is: %v", err)
	}
}

func TestALongLogIsToldInParts(t *testing.T) {
	a := open(t)
	me := a.AsPerson(a.anna)
	for range 3 {
		_, _, err := a.MyReads(ctx, me, 0, true)
		must(t, err)
	}
	all, more, err := extract.New(a.own).Sections(ctx, me, 2)
	must(t, err)
	last := all[len(all)-1]
	if last.Name != "log" || len(last.Rows) != 2 || !more {
		t.Errorf("the log has %d rows, more %t", len(last.Rows), more)
	}
}
