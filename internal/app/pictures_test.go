package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/minutes"
	"samverk/internal/result"
	"samverk/internal/samverktest/world"
)

func pictures(t *testing.T, w *world.W, year int) result.PictureView {
	t.Helper()
	v, err := result.New(w.App).Pictures(t.Context(), w.As("forbund"), world.Area, year)
	ok(t, err)
	return v
}

// sat adds a sitting of a forum, and who came to it.
func sat(w *world.W, of, on, state, reason string, came map[id.Function]bool) {
	at, err := time.Parse("2006-01-02 15:04", on)
	if err != nil {
		panic(err)
	}
	key := of + "-" + strings.NewReplacer(" ", "-", ":", "-").Replace(on)
	w.Exec(`insert into sitting (id, forum_id, starts_at, ends_at, state, cancel_reason) values ($1, $2, $3, $4, $5, $6)`,
		key, of, db.Micros(at), db.Micros(at.Add(time.Hour)), state, reason)
	for f, present := range came {
		w.Exec(`insert into sitting_member (sitting_id, function_id, present) values ($1, $2, $3)`, key, f, present)
	}
}

func TestTheYearOfAnAreasForumsIsPictured(t *testing.T) {
	w := world.New(t)
	w.Managers(forum.Active, "ame-chef", "vc-chef")
	w.Exec(`insert into forum (id, area_id, name, formal, about, kind, level, status, age_to, target) values
		('unga', $1, 'Unga', true, '', 'youth', 'individual', 'active', 29, 'unga utan arbete'),
		('nytt', $1, 'Samverk', true, '', 'samverk', 'individual', 'planned', null, ''),
		('annat', '0682', 'Annat', true, '', 'samverk', 'individual', 'active', null, ''),
		('slut', $1, 'Avslutat', true, '', 'samverk', 'individual', 'ended', null, ''),
		('slut-i-ar', $1, 'Avslutat i år', true, '', 'samverk', 'individual', 'ended', null, '')`, world.Area)
	sat(w, "lsg", "2026-01-20 09:00", "held", "", map[id.Function]bool{"ame-chef": true, "vc-chef": false})
	sat(w, "lsg", "2026-03-20 09:00", "held", "", map[id.Function]bool{"ame-chef": true, "vc-chef": true})
	sat(w, "lsg", "2026-05-20 09:00", "cancelled", "no_time", map[id.Function]bool{"ame-chef": true})
	sat(w, "unga", "2025-12-31 23:30", "held", "", nil) // the first of January in Sweden
	sat(w, "unga", "2026-12-31 23:30", "planned", "", nil)
	sat(w, "slut", "2024-02-01 09:00", "held", "", nil)
	sat(w, "slut-i-ar", "2026-02-01 09:00", "held", "", nil)
	sat(w, "annat", "2026-02-01 09:00", "held", "", nil)
	v := pictures(t, w, 0)
	got := ""
	for _, f := range v.Forums {
		got += fmt.Sprintf("%s:", f.ID)
		for _, s := range f.Sittings {
			got += " " + s.State + s.Reason
		}
		got += "; "
	}
	if want := "lsg: held held cancelledno_time; nytt:; unga: held; slut-i-ar: held; "; got != want || v.Year != 2026 {
		t.Errorf("%d: %s, want %s", v.Year, got, want)
	}
	if got, want := fmt.Sprint(v.Attendance), "[{lsg kommun 2 2} {lsg vard 1 2}]"; got != want {
		t.Errorf("attendance %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(v.Uncovered()), "[{30 66} {67 200}]"; got != want {
		t.Errorf("without a formal forum: %s, want %s", got, want)
	}
	if got := fmt.Sprint(v.Bands, len(v.Coverage)); got != "[{16 29} {30 66} {67 200}] 2" {
		t.Error(got) // the managers' group takes up no persons, and what has ended is for nobody
	}
	w.Exec(`update forum set status = 'active' where id = 'nytt'`)
	if left := pictures(t, w, 2026).Uncovered(); len(left) != 0 {
		t.Errorf("a forum for all ages leaves out %v", left)
	}
	for _, year := range []int{-1, 1999, 2200} {
		_, err := result.New(w.App).Pictures(t.Context(), w.As("forbund"), world.Area, year)
		is(t, err, errs.NotFound)
	}
	_, err := result.New(w.App).Pictures(t.Context(), w.As("forbund"), "9999", 2026)
	is(t, err, errs.NotFound)
	_, err = result.New(w.App).Pictures(t.Context(), w.AsPerson(w.Person()), world.Area, 2026)
	is(t, err, errs.Denied)
}

// meetingCalled adds a call by one function of others, who all came.
func meetingCalled(w *world.W, c id.Case, n int, at time.Time, by id.Function, others ...id.Function) {
	key := fmt.Sprintf("%s-%d", c[:20], n)
	w.Exec(`insert into call (id, case_id, person_id, caller_id, caller_unit, state, starts_at, person_way, sealed, created_at)
		select $1, c.id, c.person_id, f.id, f.unit_id, 'held', $2, 'invited', $3, $4 from cases c, function f where c.id = $5 and f.id = $6`,
		key, db.Micros(at), []byte{}, db.Micros(w.Now()), c, by)
	for _, f := range append(others, by) {
		w.Exec(`insert into call_party (call_id, case_id, function_id, unit_id, came) select $1, $2, f.id, f.unit_id, 'present' from function f where f.id = $3`, key, c, f)
	}
}

func balance(v result.PictureView) (said string) {
	word := func(c minutes.Count) string {
		if c.Few {
			return "few"
		}
		return fmt.Sprint(c.N)
	}
	for _, b := range v.Balance {
		said += fmt.Sprintf("%s %s %s %s %s; ", b.Kind, word(b.Calls), word(b.Called), word(b.Came), word(b.Tasks))
	}
	return said
}

func TestTheBalanceOfActorsTellsOfNobody(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	c, _ := w.Case()
	w.Join(c, "af", "vc")
	all := access.SetOf(access.Plan, access.Work)
	w.Consent(c, consent.Grid{"af": all, "vc": all, "samverkan": all})
	if got, want := balance(pictures(t, w, 2026)), "kommun 0 0 0 0; vard 0 0 0 0; fk 0 0 0 0; af 0 0 0 0; "; got != want {
		t.Errorf("nothing: %s", got)
	}
	for n := range 5 {
		meetingCalled(w, c, n, w.Now().AddDate(0, 0, n), "af", "samordning", "vc")
	}
	meetingCalled(w, c, 5, w.Now(), "vc", "af")
	meetingCalled(w, c, 6, w.Now().AddDate(1, 0, 0), "vc", "af") // next year
	if got, want := balance(pictures(t, w, 2026)), "kommun 0 5 5 0; vard few 5 6 0; fk 0 0 0 0; af 5 few 6 0; "; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for n := range 6 {
		i := app.NewItem{New: item.New{Kind: item.Commitment, Category: access.Work, Content: item.Content{
			Title: fmt.Sprintf("Åtagande %c", 'A'+rune(n)), Status: "planned", Due: inDays(w, 5), Responsible: "af", Extent: item.NoExtent,
		}}}
		if n < 5 {
			i.Receivers, i.Ground = []id.Unit{"vc"}, access.ByConsent
		}
		_, err := w.WriteItem(ctx, w.As("af"), c, i)
		ok(t, err)
	}
	if got := balance(pictures(t, w, 2026)); !strings.Contains(got, "af 5 few 6 5;") {
		t.Errorf("what is disclosed counts, and no working note: %s", got)
	}
	p := w.Person()
	w.Exec(`update person set protection = 'marked' where id = $1`, p.ID)
	hidden := w.CaseOf(p)
	for n := range 9 {
		meetingCalled(w, hidden, n, w.Now(), "samordning", "forsorjning")
	}
	if got, want := balance(pictures(t, w, 2026)), "kommun 0 5 5 0; vard few 5 6 0; fk 0 0 0 0; af 5 few 6 5; "; got != want {
		t.Errorf("with a protected person: %s, want %s", got, want)
	}
	if v, err := result.New(w.App).Pictures(ctx, w.As("af"), "0682", 2026); err != nil || !strings.HasPrefix(balance(v), "kommun 0 0 0 0;") {
		t.Errorf("another area: %s %v", balance(v), err)
	}
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		many, err := tx.Has(ctx, `select 1 from audit where action = 'structure.read'`)
		if many {
			t.Error("counts are logged as readings")
		}
		return err
	})
}
