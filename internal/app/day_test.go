package app_test

import (
	"context"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/samverktest/world"
)

func day(t *testing.T, w *world.W, who access.Actor) app.DayView {
	t.Helper()
	d, err := w.Day(t.Context(), who)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// inDays returns a date ahead of the world's today.
func inDays(w *world.W, n int) string { return w.Now().AddDate(0, 0, n).Format(time.DateOnly) }

// commitment is something that a function is to do.
func commitment(title, due string, by id.Function) app.NewItem {
	return app.NewItem{New: item.New{Kind: item.Commitment, Category: access.Work, Content: item.Content{
		Title: title, Status: "planned", Due: due, Responsible: by, Extent: item.NoExtent,
	}}}
}

func TestTheDayShowsWhatTheFunctionIsToDoAsFarAsConsentGoes(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	w.Join(c, "ame")
	w.Consent(c, consent.Grid{"ame": access.SetOf(access.Work, access.Plan)})
	n := commitment("Boka studiebesök", inDays(w, 3), "ame")
	n.Receivers, n.Ground = []id.Unit{"ame"}, access.ByConsent
	i, err := w.WriteItem(ctx, w.As("samordning"), c, n)
	ok(t, err)
	_, err = w.WriteItem(ctx, w.As("ame"), c, commitment("Ring", inDays(w, -1), "ame"))
	ok(t, err)
	_, err = w.WriteItem(ctx, w.As("ame"), c, commitment("Långt fram", inDays(w, 60), "ame"))
	ok(t, err)
	_, err = w.WriteItem(ctx, w.As("samordning"), c, commitment("Arbetsanteckning", inDays(w, 3), "ame"))
	ok(t, err)
	d := day(t, w, w.As("ame"))
	if len(d.Commitments) != 2 || !d.Commitments[0].Overdue || d.Commitments[1].Item != i || d.Commitments[1].Title != "Boka studiebesök" || d.Commitments[1].Name != p.Name {
		t.Errorf("%+v", d.Commitments)
	}
	if d.Open != 1 || len(d.Recent) != 1 {
		t.Errorf("open %d, recent %+v", d.Open, d.Recent)
	}
	w.Exec(`update consent set ended_at = 1`)
	d = day(t, w, w.As("ame"))
	if len(d.Commitments) != 1 || d.Commitments[0].Title != "Ring" || d.Commitments[0].Name != "" || d.Recent[0].Name != "" {
		t.Errorf("after the consent ended: %+v", d)
	}
}

func TestARevisedItemIsDueInTheVersionThatTheUnitMaySee(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.Join(c, "ame")
	w.Consent(c, consent.Grid{"ame": access.SetOf(access.Work)})
	n := commitment("Först", inDays(w, 3), "ame")
	n.Receivers, n.Ground = []id.Unit{"ame"}, access.ByConsent
	i, err := w.WriteItem(ctx, w.As("samordning"), c, n)
	ok(t, err)
	later := n.Content
	later.Title, later.Status, later.Reason = "Sedan", "done", "news"
	ok(t, w.ReviseItem(ctx, w.As("samordning"), c, app.ReviseItem{Change: item.Change{Item: i, Version: 1, Content: later}}))
	if d := day(t, w, w.As("ame")); len(d.Commitments) != 1 || d.Commitments[0].Title != "Först" {
		t.Errorf("undisclosed change: %+v", d.Commitments)
	}
	ok(t, w.DiscloseItem(ctx, w.As("samordning"), c, i, app.DiscloseItem{Version: 2, Handing: app.Handing{Receivers: []id.Unit{"ame"}, Ground: access.ByConsent}}))
	if d := day(t, w, w.As("ame")); len(d.Commitments) != 0 {
		t.Errorf("done: %+v", d.Commitments)
	}
}

func TestTheDayOfEachRoleHoldsItsOwn(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, p := w.Case()
	_, err := w.App.Invite(ctx, w.As("samordning"), c, "vc")
	ok(t, err)
	if d := day(t, w, w.As("vc")); len(d.Invitations) != 1 || d.Invitations[0].AreaName != "Vetlanda" || len(d.Recent) != 0 {
		t.Errorf("the invited: %+v", d)
	}
	w.Consent(c, consent.Grid{"forsorjning": access.SetOf(access.Work)})
	w.Pass(10 * 24 * time.Hour)
	for _, f := range []id.Function{"samordning", "forsorjning"} {
		if d := day(t, w, w.As(f)); len(d.ConsentsEnding) != 1 || d.ConsentsEnding[0].On == "" {
			t.Errorf("%s: %+v", f, d.ConsentsEnding)
		}
	}
	if d := day(t, w, w.As("samordning")); len(d.Vacant) != 2 {
		t.Errorf("vacant in the area: %+v", d.Vacant)
	}
	if d := day(t, w, w.As("psyk-chef")); len(d.Vacant) != 1 || d.Vacant[0].ID != "psyk" {
		t.Errorf("vacant in the unit: %+v", d.Vacant)
	}
	for _, f := range []id.Function{"forbund", "admin"} {
		if d := day(t, w, w.As(f)); len(d.Requests)+len(d.Recent)+len(d.Commitments)+d.Open > 0 {
			t.Errorf("%s: %+v", f, d)
		}
	}
	_, err = w.WriteItem(ctx, w.AsPerson(p), c, commitment("Gå en promenad", inDays(w, 1), ""))
	ok(t, err)
	if d := day(t, w, w.AsPerson(p)); d.Open != 1 || len(d.Asked) != 1 || len(d.ConsentsEnding) != 1 || len(d.Commitments) != 1 {
		t.Errorf("the person: %+v", d)
	}
}

func TestADayTakesFewStatementsHoweverManyTheCases(t *testing.T) {
	w := world.New(t)
	count := func() int64 {
		return statements(t, func(ctx context.Context) {
			_, err := w.Day(ctx, w.As("samordning"))
			ok(t, err)
		})
	}
	w.Case()
	one := count()
	for range 8 {
		w.Case()
	}
	if many := count(); many > one || many > 60 {
		t.Errorf("%d statements for one case, %d for nine", one, many)
	}
}

func TestListsAndPagesSeeTheSameOfACase(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	var all []id.Case
	for n := range 4 {
		c, p := w.Case()
		all = append(all, c)
		if n > 0 {
			w.Join(c, "ame", "vc")
			w.Consent(c, consent.Grid{"ame": access.SetOf(access.Work), "vc": access.SetOf(access.Plan), "forsorjning": access.SetOf(access.Plan)})
		}
		if n == 2 {
			w.Exec(`insert into block (id, person_id, unit_id, set_at) values ('b', $1, 'vc', 1)`, p.ID)
		}
		if n == 3 {
			w.Exec(`update person set protection = 'marked' where id = $1`, p.ID)
			w.Exec(`insert into named_function (person_id, function_id) values ($1, 'ame')`, p.ID)
		}
	}
	_, err := w.App.Invite(ctx, w.As("samordning"), all[0], "fk")
	ok(t, err)
	for _, f := range []id.Function{"samordning", "forsorjning", "forsorjning-2", "ame", "vc", "fk", "forbund", "nassjo-samordning"} {
		who := w.As(f)
		w.Read(func(ctx context.Context, tx *db.Tx) error {
			seen, err := w.Sights(ctx, tx, who, all)
			if err != nil {
				return err
			}
			for n, c := range all {
				one, err := w.SightOn(ctx, tx, who, c)
				if err != nil {
					return err
				}
				many := seen[c]
				if one.Case() != many.Case() || one.Person() != many.Person() || one.Identity() != many.Identity() || one.Circle() != many.Circle() ||
					one.Records() != many.Records() || one.Categories() != many.Categories() || one.Unit() != many.Unit() ||
					one.Sees("x", access.Diagnosis, access.ByLaw) != many.Sees("x", access.Diagnosis, access.ByLaw) {
					t.Errorf("case %d, %s: the page gives %+v, the list %+v", n, f, one, many)
				}
			}
			return nil
		})
	}
}
