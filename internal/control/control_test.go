package control_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/control"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/person"
	"samverk/internal/review"
	"samverk/internal/samverktest/world"
)

const chief = id.Function("ame-chef") // a manager of the organisation that forsorjning and ame belong to

type w struct {
	*world.W
	*control.Service
	t *testing.T
}

func start(t *testing.T) w {
	of := world.New(t)
	return w{of, control.New(of.App), t}
}

func (w w) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w w) is(err error, k errs.Kind) {
	w.t.Helper()
	if !errs.Is(err, k) {
		w.t.Errorf("got %v, want kind %d", err, k)
	}
}

// reads lets a function open a case some times, and says whether it could.
func (w w) reads(f id.Function, c id.Case, times int) error {
	w.t.Helper()
	var err error
	for range times {
		_, err = w.W.App.Case(w.t.Context(), w.As(f), c)
	}
	return err
}

// nextMonth lets time pass until the month is over.
func (w w) nextMonth() {
	now := w.Now()
	w.Pass(time.Date(now.Year(), now.Month()+1, 3, 9, 0, 0, 0, time.UTC).Sub(now))
}

// kept does what nobody asks for, and returns the controls of an organisation.
func (w w) kept(by id.Function) []review.Review {
	w.t.Helper()
	w.ok(w.Keep(w.t.Context()))
	v, err := w.Reviews(w.t.Context(), w.As(by))
	w.ok(err)
	return v.Reviews
}

func (w w) begin() control.View {
	w.t.Helper()
	all := w.kept(chief)
	if len(all) == 0 {
		w.t.Fatal("no control has begun")
	}
	return w.view(all[0].ID)
}

func (w w) view(r id.Review) control.View {
	w.t.Helper()
	v, err := w.Review(w.t.Context(), w.As(chief), r, -1, review.MostRows)
	w.ok(err)
	return v
}

// found counts the readings that were chosen for a pattern.
func found(v control.View, p review.Pattern) (n int) {
	for _, r := range v.Readings {
		if slices.Contains(r.Patterns, p) {
			n++
		}
	}
	return n
}

func TestAMonthIsControlledFromSampleToSignedReport(t *testing.T) {
	w := start(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.ok(w.reads("forsorjning", c, 15))
	w.is(w.reads("ame", c, 2), errs.NotFound)
	if all := w.kept(chief); len(all) != 0 {
		t.Errorf("a month that is not over is controlled: %+v", all)
	}
	w.nextMonth()
	v := w.begin()
	if v.Review.Readings < 15 || found(v, review.Sample) != 10 || found(v, review.Refused) != 2 {
		t.Errorf("%d readings, %d by chance, %d refused", v.Review.Readings, found(v, review.Sample), found(v, review.Refused))
	}
	if again := w.kept(chief); len(again) != 1 || again[0].ID != v.ID || again[0].Rows != v.Rows {
		t.Error("a month is controlled twice")
	}
	w.is(w.Sign(ctx, w.As(chief), v.ID, review.Signature{Words: "Klart.", Version: v.Version}), errs.Invalid)
	w.is(w.Judge(ctx, w.As(chief), v.ID, []review.Judgement{{Row: v.Readings[0].ID, Verdict: "breach", Version: 1}}), errs.Invalid)
	w.is(w.Judge(ctx, w.As(chief), v.ID, []review.Judgement{{Row: v.Readings[0].ID, Verdict: "asked", Words: "Gällde 19900101-2384", Version: 1}}), errs.Invalid)
	w.ok(w.Judge(ctx, w.As(chief), v.ID, judged(v)))
	w.is(w.Judge(ctx, w.As(chief), v.ID, judged(v)[:1]), errs.Conflict)
	v = w.view(v.ID)
	if v.Judged != v.Rows || v.Breaches != 1 {
		t.Errorf("%d of %d judged, %d to take further", v.Judged, v.Rows, v.Breaches)
	}
	w.is(w.Sign(ctx, w.As(chief), v.ID, review.Signature{Version: v.Version}), errs.Invalid)
	w.is(w.Sign(ctx, w.As(chief), v.ID, review.Signature{Words: "Klart.", Version: 7}), errs.Conflict)
	w.ok(w.Sign(ctx, w.As(chief), v.ID, review.Signature{Words: "En läsning utreds.", Version: v.Version}))
	v = w.view(v.ID)
	if !v.Signed() || v.SignedAs != chief || v.AsName == "" {
		t.Errorf("%+v", v.Review)
	}
	w.is(w.Judge(ctx, w.As(chief), v.ID, judged(v)[:1]), errs.Conflict)
	if after := w.kept(chief); len(after) != 1 {
		t.Errorf("%+v", after)
	}
}

// judged finds every reading in order, but the first.
func judged(v control.View) (all []review.Judgement) {
	for i, r := range v.Readings {
		j := review.Judgement{Row: r.ID, Verdict: review.OK, Version: r.Version}
		if i == 0 {
			j.Verdict, j.Words = review.Breach, "Har inte kunnat förklara."
		}
		all = append(all, j)
	}
	return all
}

func TestReadingsThatStandOutAreChosen(t *testing.T) {
	w := start(t)
	c, p := w.Case()
	w.Exec(`update user_account set family_hash = $1 where id = $2`, w.Sealer.HashName(p.Name[strings.LastIndex(p.Name, " ")+1:]), w.As("forsorjning").User)
	w.ok(w.reads("forsorjning", c, 1))
	night := time.Date(w.Now().Year(), w.Now().Month(), w.Now().Day(), 23, 30, 0, 0, time.UTC)
	w.Pass(night.Sub(w.Now()))
	w.ok(w.reads("forsorjning", c, 1))
	hidden, _ := w.Case()
	w.ok(w.ProtectPerson(t.Context(), w.As("samordning"), hidden, person.Marked))
	w.Pass(10 * time.Hour)
	w.ok(w.reads("samordning", hidden, 1))
	for range 20 {
		other, _ := w.Case()
		w.ok(w.reads("samordning", other, 1))
	}
	for _, number := range []string{p.Number, w.Person().Number, w.Number()} { // of her there is a case, of her none, of her nothing
		_, err := w.W.App.FindPerson(t.Context(), w.As("samordning"), number)
		w.ok(err)
	}
	w.nextMonth()
	v := w.begin()
	if n := found(v, review.Outside); n != 1 {
		t.Errorf("%d searches outside own cases", n)
	}
	for _, pattern := range []review.Pattern{review.Namesake, review.Hours, review.Protected, review.Many} {
		if found(v, pattern) == 0 {
			t.Errorf("nothing is chosen for %s", pattern)
		}
	}
	for _, r := range v.Readings {
		if r.Log.Person != "" {
			t.Error("the reviewer is told whom a reading was about")
		}
		if slices.Contains(r.Patterns, review.Namesake) && r.Log.Function != "forsorjning" {
			t.Errorf("%s has the same name", r.Log.Function)
		}
	}
	if text := fmt.Sprintf("%+v", v); strings.Contains(text, p.Name) || strings.Contains(text, p.Number) || strings.Contains(text, string(p.ID)) {
		t.Error("the control tells whom a reading was about")
	}
}

func TestOnlyManagersOfTheOrganisationControlIt(t *testing.T) {
	w := start(t)
	ctx := t.Context()
	c, p := w.Case()
	w.ok(w.reads("forsorjning", c, 3))
	w.nextMonth()
	v := w.begin()
	for name, who := range map[string]access.Actor{
		"a worker": w.As("ame"), "the coordinator": w.As("samordning"), "the federation": w.As("forbund"), "the person": w.AsPerson(p),
	} {
		_, err := w.Review(ctx, who, v.ID, -1, 10)
		if err == nil {
			t.Errorf("%s reads the control", name)
		}
		if _, err := w.Reviews(ctx, who); err == nil {
			t.Errorf("%s lists controls", name)
		}
		w.is(w.Judge(ctx, who, v.ID, judged(v)), errs.NotFound)
	}
	_, err := w.Review(ctx, w.As("vc-chef"), v.ID, -1, 10)
	w.is(err, errs.NotFound)
	forged := w.As("vc-chef")
	forged.Org = w.As(chief).Org
	_, err = w.Review(ctx, forged, v.ID, -1, 10)
	w.is(err, errs.NotFound)
}

func TestNobodyJudgesHerOwnReading(t *testing.T) {
	w := start(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.is(w.reads(chief, c, 3), errs.NotFound)
	w.ok(w.reads("forsorjning", c, 3))
	w.nextMonth()
	v := w.begin()
	own := slices.IndexFunc(v.Readings, func(r control.Reading) bool { return r.Own })
	if own < 0 {
		t.Fatal("the reviewer's own readings are not among them")
	}
	w.is(w.Judge(ctx, w.As(chief), v.ID, []review.Judgement{{Row: v.Readings[own].ID, Verdict: review.OK, Version: 1}}), errs.Invalid)
	var others []review.Judgement
	for _, r := range v.Readings {
		if !r.Own {
			others = append(others, review.Judgement{Row: r.ID, Verdict: review.OK, Version: r.Version})
		}
	}
	w.ok(w.Judge(ctx, w.As(chief), v.ID, others))
	signature := review.Signature{Words: "Allt i sin ordning.", Version: v.Version}
	if v.Alone {
		t.Fatal("there is nobody else who may judge")
	}
	w.is(w.Sign(ctx, w.As(chief), v.ID, signature), errs.Invalid)
	w.Exec(`update function set ended_at = 1 where role = 'manager' and id <> $1`, chief)
	w.Exec(`update assignment set until = 1 where function_id = $1 and deputy`, chief)
	if v := w.view(v.ID); !v.Alone {
		t.Error("somebody else may judge still")
	}
	w.ok(w.Sign(ctx, w.As(chief), v.ID, signature))
}

func TestTheReadingOfAControlIsItselfLogged(t *testing.T) {
	w := start(t)
	c, _ := w.Case()
	w.ok(w.reads("forsorjning", c, 1))
	w.nextMonth()
	v := w.begin()
	var rows int
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&rows}, `select count(*) from audit where action = 'review.read' and user_id = $1`, w.As(chief).User)
		return err
	})
	if rows == 0 || v.ID == "" {
		t.Error("nobody is told who controls")
	}
}
