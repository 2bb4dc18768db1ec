package control_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/control"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/review"
)

const otherChief = id.Function("vc-chef") // a manager of another organisation

// monthOver lets somebody of the chief's organisation read, and the month pass.
func monthOver(t *testing.T) (w, id.Case) {
	w := start(t)
	c, _ := w.Case()
	w.ok(w.reads("forsorjning", c, 3))
	w.nextMonth()
	return w, c
}

// told counts the messages that a function has been sent.
func (w w) told(f id.Function) (n int) {
	w.t.Helper()
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from job where kind = 'notify' and subject = $1`, f)
		return err
	})
	return n
}

func TestTheControlOfAMonthBeginsByItselfOnce(t *testing.T) {
	w, _ := monthOver(t)
	var all sync.WaitGroup
	var faults [4]error
	for i := range faults {
		all.Go(func() { faults[i] = control.New(w.W.App).Keep(t.Context()) })
	}
	all.Wait()
	for _, err := range faults {
		w.ok(err)
	}
	got := w.kept(chief)
	if len(got) != 1 || got[0].From != "2026-11-01" || got[0].To != "2026-11-30" || got[0].DueOn <= "2026-12-15" || got[0].Left() != got[0].Rows || got[0].Rows == 0 {
		t.Errorf("%+v", got)
	}
	if n := w.told(chief); n != 1 {
		t.Errorf("who may judge is told %d times", n)
	}
	if len(w.kept(otherChief)) != 0 || w.told(otherChief) != 0 {
		t.Error("an organisation that has read nothing has something to control")
	}
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		var rows, named int
		_, err := tx.One(ctx, []any{&rows, &named}, `select count(*), count(nullif(user_id, '')) from audit where action = 'system.work' and object = $1 and outcome = 'done'`, w.As(chief).Org)
		if rows != 1 || named != 0 {
			t.Errorf("the log has %d rows of it, %d by a user", rows, named)
		}
		return err
	})
}

func TestThoseWhoJudgeAreRemindedBeforeTheDayAndWhenItHasPassed(t *testing.T) {
	w, _ := monthOver(t)
	v := w.begin()
	due, err := time.Parse(time.DateOnly, v.DueOn)
	w.ok(err)
	for _, step := range []struct {
		day  int // from the day it is due
		told int
		when string
	}{{-10, 1, "long before"}, {-5, 2, "five days before"}, {-1, 2, "the day before"}, {0, 2, "on the day"}, {1, 3, "when it is late"}, {9, 3, "later still"}} {
		w.Pass(due.AddDate(0, 0, step.day).Add(9 * time.Hour).Sub(w.Now()))
		w.kept(chief)
		if n := w.told(chief); n != step.told {
			t.Errorf("%s they have been told %d times, not %d", step.when, n, step.told)
		}
	}
}

func TestASignedControlIsNotRemindedOf(t *testing.T) {
	w, _ := monthOver(t)
	v := w.begin()
	w.ok(w.Judge(t.Context(), w.As(chief), v.ID, judged(v)))
	w.ok(w.Sign(t.Context(), w.As(chief), v.ID, review.Signature{Words: "Allt var i sin ordning.", Version: v.Version}))
	w.Pass(40 * 24 * time.Hour)
	w.kept(chief)
	if n := w.told(chief); n != 1 {
		t.Errorf("they have been told %d times", n)
	}
}

func TestMonthsThatWereMissedAreControlledToo(t *testing.T) {
	w, c := monthOver(t)
	w.begin()
	w.ok(w.reads("forsorjning", c, 2)) // in December
	w.nextMonth()
	w.ok(w.reads("forsorjning", c, 2)) // in January
	w.nextMonth()                      // nobody was there in January to begin
	all := w.kept(chief)
	if len(all) != 3 || all[0].From != "2027-01-01" || all[1].From != "2026-12-01" {
		t.Fatalf("%+v", all)
	}
	today := w.Now().Format(time.DateOnly)
	for _, r := range all[:2] {
		if r.DueOn <= today {
			t.Errorf("what begins %s is due %s", today, r.DueOn)
		}
	}
}

func TestOnlyWhatWasReadInTheMonthIsChosen(t *testing.T) {
	w, c := monthOver(t)
	w.ok(w.reads("forsorjning", c, 4)) // in the new month
	v := w.begin()
	for _, r := range v.Readings {
		if day := db.DayOf(r.Log.At); !strings.HasPrefix(day, "2026-11-") {
			t.Errorf("a reading of %s is among them", day)
		}
	}
}

func TestWhoMayJudgeSeesOnHerDayHowMuchIsLeft(t *testing.T) {
	w, _ := monthOver(t)
	v := w.begin()
	day := func(f id.Function) []review.Review {
		d, err := w.W.Day(t.Context(), w.As(f))
		w.ok(err)
		return d.Reviews
	}
	w.ok(w.Judge(t.Context(), w.As(chief), v.ID, judged(v)[:1]))
	if got := day(chief); len(got) != 1 || got[0].ID != v.ID || got[0].Left() != v.Rows-1 || got[0].Late(db.DayOf(w.Now())) {
		t.Errorf("%+v", got)
	}
	for _, f := range []id.Function{otherChief, "ame", "samordning", "forbund"} {
		if len(day(f)) != 0 {
			t.Errorf("%s sees it", f)
		}
	}
	w.Pass(40 * 24 * time.Hour)
	if got := day(chief); len(got) != 1 || !got[0].Late(db.DayOf(w.Now())) {
		t.Errorf("it is not late: %+v", got)
	}
	w.ok(w.Judge(t.Context(), w.As(chief), v.ID, judged(v)[1:]))
	w.ok(w.Sign(t.Context(), w.As(chief), v.ID, review.Signature{Words: "Klart.", Version: v.Version}))
	if len(day(chief)) != 0 {
		t.Error("what is signed waits still")
	}
}

func TestALookAtATimeBeginsBeforeItsRows(t *testing.T) {
	w := start(t)
	c, _ := w.Case()
	for range 5 {
		w.Pass(7 * time.Hour)
		w.ok(w.reads("forsorjning", c, 2))
	}
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		type row struct{ seq, at int64 }
		rows, err := db.All(ctx, tx, func(scan db.Scan) (r row, err error) { return r, scan(&r.seq, &r.at) }, `select seq, at from audit order by seq`)
		for _, r := range rows {
			before, err := audit.Before(ctx, tx, db.Time(r.at))
			if err != nil {
				return err
			}
			for _, o := range rows {
				if o.at >= r.at && o.seq <= before || o.at < r.at-2*time.Hour.Microseconds() && o.seq > before {
					t.Fatalf("a look at %d begins after %d", r.seq, before)
				}
			}
		}
		return err
	})
}

func TestTheApplicationKeepsControlsEveryHour(t *testing.T) {
	w, _ := monthOver(t)
	other := app.New(app.Options{DB: w.DB, Sealer: w.Sealer, Log: w.Log, Witnesses: []string{w.Witness}, Mail: w.Mail, Base: "https://samverk.example"})
	ctx, stop := context.WithCancel(t.Context())
	kept := make(chan error, 1)
	other.Also(control.New(other).Keep)
	other.Also(func(context.Context) error { stop(); return nil })
	go func() { kept <- other.Run(ctx) }()
	w.ok(<-kept)
	if v, err := w.Reviews(t.Context(), w.As(chief)); err != nil || len(v.Reviews) != 1 {
		t.Errorf("%+v %v", v.Reviews, err)
	}
}
