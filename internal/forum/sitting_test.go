package forum_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
)

func TestAYearOfSittingsKeepsItsWallTimeAndSkipsHolidays(t *testing.T) {
	w := newWorld(t)
	f := w.create(samverk())
	made := w.plan(f, forum.Dates{Date: "2026-12-03", From: "9.00", To: "11.30", Rule: "FREQ=WEEKLY;BYDAY=TH;COUNT=40", SlotMinutes: 45, Place: "Rum 1"})
	if len(made.Made)+len(made.Skipped) != 40 || len(made.Skipped) != 3 || len(made.Already) != 0 {
		t.Errorf("%d made, skipped %v", len(made.Made), made.Skipped)
	}
	var all []forum.Sitting
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		all, err = forum.Upcoming(ctx, tx, f, w.now, 100)
		return err
	})
	for _, s := range all {
		start := s.Start.In(stockholm)
		if start.Format("Mon 15:04") != "Thu 09:00" || s.End.Sub(s.Start) != 150*time.Minute || s.Place != "Rum 1" || s.State != forum.SittingPlanned {
			t.Errorf("%+v", s)
		}
		switch start.Format("01-02") {
		case "12-24", "12-31", "05-06":
			t.Errorf("the forum meets on %s", start)
		}
	}
	if slots := w.slots(all[0].ID); len(slots) != 3 || !slots[0].Start.Equal(all[0].Start) || slots[2].End.Sub(slots[2].Start) != 45*time.Minute {
		t.Errorf("%+v", slots)
	}
	if w.forum(f).Rule == "" {
		t.Error("the rule is not kept")
	}
	again := w.plan(f, forum.Dates{Date: "2026-12-03", From: "09:00", To: "10:00", Rule: "FREQ=WEEKLY;BYDAY=TH;COUNT=2"})
	if len(again.Made) != 0 || len(again.Already) != 2 || w.sitting(all[0].ID).End != all[0].End {
		t.Errorf("what stood there is changed: %+v", again)
	}
}

var stockholm = func() *time.Location { l, _ := time.LoadLocation("Europe/Stockholm"); return l }()

func TestAllFaultsOfDatesAreToldAtOnce(t *testing.T) {
	w := newWorld(t)
	for name, c := range map[string]struct {
		d    forum.Dates
		want map[string]string
	}{
		"nothing":         {forum.Dates{}, map[string]string{"date": "calendar.date.wrong", "from": "calendar.clock.wrong", "to": "calendar.clock.wrong"}},
		"no end":          {forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00", Rule: "FREQ=WEEKLY"}, map[string]string{"rule": "calendar.rule.endless"}},
		"all the time":    {forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00", Rule: "FREQ=SECONDLY;COUNT=5"}, map[string]string{"rule": "calendar.rule.often"}},
		"too many":        {forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00", Rule: "FREQ=DAILY;COUNT=5000"}, map[string]string{"rule": "calendar.rule.many"}},
		"a gap":           {forum.Dates{Date: "2027-03-28", From: "02:30", To: "04:00"}, map[string]string{"from": "calendar.time.gap"}},
		"from a gap":      {forum.Dates{Date: "2027-03-28", From: "02:30", To: "03:30"}, map[string]string{"from": "calendar.time.gap", "to": ""}},
		"backwards":       {forum.Dates{Date: "2026-12-01", From: "10:00", To: "09:00"}, map[string]string{"to": "sitting.to.order", "slot_minutes": ""}},
		"all day":         {forum.Dates{Date: "2026-12-01", From: "06:00", To: "20:00"}, map[string]string{"to": "sitting.to.long"}},
		"yesterday":       {forum.Dates{Date: "2026-11-22", From: "09:00", To: "10:00"}, map[string]string{"date": "sitting.date.past"}},
		"slots too long":  {forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00", SlotMinutes: 61}, map[string]string{"slot_minutes": "sitting.slot_minutes.wrong"}},
		"slots too short": {forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00", SlotMinutes: 1}, map[string]string{"slot_minutes": "sitting.slot_minutes.wrong"}},
		"several":         {forum.Dates{Date: "2026-12-01", From: "nine", To: "10:00", Rule: "often", Link: "ftp://x", SlotMinutes: -4}, map[string]string{"from": "calendar.clock.wrong", "rule": "calendar.rule.wrong", "link": "forum.link.wrong", "slot_minutes": "sitting.slot_minutes.wrong"}},
	} {
		err := w.try(func(ctx context.Context, tx *db.Tx) error {
			_, err := forum.Plan(ctx, tx, "net", c.d, "lead")
			return err
		})
		got := faults(t, err)
		for field, key := range c.want {
			if got[field] != key {
				t.Errorf("%s: %s: %q, want %q", name, field, got[field], key)
			}
		}
	}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		none, err := forum.Upcoming(ctx, tx, "net", w.now, 10)
		if len(none) != 0 {
			t.Error(none)
		}
		return err
	})
}

func TestTheChairGoesRound(t *testing.T) {
	w := newWorld(t)
	weekly := forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00", Rule: "FREQ=WEEKLY;COUNT=4"}
	w.plan("net", weekly) // before anybody has joined
	chairs := func() (all []id.Function) {
		w.do(func(ctx context.Context, tx *db.Tx) error {
			list, err := forum.Upcoming(ctx, tx, "net", w.now, 10)
			for _, s := range list {
				all = append(all, s.Chair, s.Secretary)
			}
			return err
		})
		return all
	}
	if got := fmt.Sprint(chairs()); got != "[       ]" {
		t.Errorf("%q", got)
	}
	for _, m := range []id.Function{"officer", "coach", "lead"} {
		w.now = w.now.Add(time.Minute)
		w.do(func(ctx context.Context, tx *db.Tx) error { return forum.Join(ctx, tx, "net", m) })
	}
	// Each sitting was given to those who were there when it lacked somebody.
	s := w.forum("net")
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return forum.Change(ctx, tx, "net", s.Version, s.Settings(), "lead")
	})
	if got := fmt.Sprint(chairs()); got != "[officer coach coach lead lead officer officer coach]" {
		t.Error(got)
	}
	w.do(func(ctx context.Context, tx *db.Tx) error { _, err := forum.Leave(ctx, tx, "net", "coach"); return err })
	for i, c := range chairs() {
		if c == "coach" || c == "" {
			t.Errorf("%d: %q in %v", i, c, chairs())
		}
	}
	next := w.plan("net", forum.Dates{Date: "2027-01-12", From: "09:00", To: "10:00"}).Made[0].ID
	if got := w.sitting(next); got.Chair != "lead" || got.Secretary != "officer" {
		t.Errorf("%+v", got)
	}
}

func TestOfTwoWhoWantOneSlotTheOtherGetsTheNext(t *testing.T) {
	w := newWorld(t)
	s := w.plan("sip", morning("2026-12-01")).Made[0].ID
	want := w.slots(s)[1].ID
	const takers = 6
	var wg sync.WaitGroup
	got, fails := make([]forum.Slot, takers), make([]error, takers)
	for i := range takers {
		wg.Go(func() {
			fails[i] = w.try(func(ctx context.Context, tx *db.Tx) (err error) {
				got[i], err = forum.Take(ctx, tx, s, want, forum.UseCase, "coach")
				return err
			})
		})
	}
	wg.Wait()
	had, none := map[id.Slot]int{}, 0
	for i := range takers {
		if fails[i] != nil {
			none++
			wantKey(t, fails[i], errs.Conflict, "slot.none")
			continue
		}
		had[got[i].ID]++
		if got[i].Use != forum.UseCase || got[i].By != "coach" || got[i].Free() {
			t.Errorf("%+v", got[i])
		}
	}
	if len(had) != 4 || none != 2 || had[want] != 1 {
		t.Errorf("%v, %d got none", had, none)
	}
	w.do(func(ctx context.Context, tx *db.Tx) error { return forum.Free(ctx, tx, want) })
	w.do(func(ctx context.Context, tx *db.Tx) error {
		again, err := forum.Take(ctx, tx, s, "", forum.UseCase, "lead")
		if again.ID != want {
			t.Error("a slot that was freed cannot be had")
		}
		return err
	})
}

func TestTheNextSlotComesBeforeAnEarlierOne(t *testing.T) {
	w := newWorld(t)
	s := w.plan("sip", morning("2026-12-01")).Made[0].ID
	slots := w.slots(s)
	for _, want := range []int{2, 3, 0, 1} {
		w.do(func(ctx context.Context, tx *db.Tx) error {
			got, err := forum.Take(ctx, tx, s, slots[2].ID, forum.UseCase, "coach")
			if got.ID != slots[want].ID {
				t.Errorf("got the slot of %s", got.Start)
			}
			return err
		})
	}
}

func TestSlotsThatCannotBeTaken(t *testing.T) {
	w := newWorld(t)
	first, second := w.plan("sip", morning("2026-12-01")).Made[0], w.plan("sip", morning("2026-12-08")).Made[0]
	take := func(s id.Sitting, want id.Slot) error {
		return w.try(func(ctx context.Context, tx *db.Tx) error {
			_, err := forum.Take(ctx, tx, s, want, forum.UseCase, "coach")
			return err
		})
	}
	other := w.slots(second.ID)[0].ID
	wantKey(t, take(first.ID, other), errs.NotFound, "missing")
	wantKey(t, take(first.ID, "none"), errs.NotFound, "missing")
	slot := w.slots(first.ID)[0].ID
	w.do(func(ctx context.Context, tx *db.Tx) error { return forum.Close(ctx, tx, first.ID, slot, "lead") })
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error { return forum.Close(ctx, tx, first.ID, slot, "lead") }), errs.Conflict, "slot.taken")
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error { return forum.Close(ctx, tx, second.ID, slot, "lead") }), errs.NotFound, "missing")
	w.do(func(ctx context.Context, tx *db.Tx) error {
		got, err := forum.Take(ctx, tx, first.ID, slot, forum.UseCase, "coach")
		if got.ID == slot {
			t.Error("a closed slot was taken")
		}
		return err
	})
	busy := w.slots(first.ID)[1].ID
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error { return forum.Open(ctx, tx, first.ID, busy) }), errs.Conflict, "slot.taken")
	w.do(func(ctx context.Context, tx *db.Tx) error { return forum.Open(ctx, tx, first.ID, slot) })
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return forum.Cancel(ctx, tx, second.ID, w.sittingIn(ctx, tx, second.ID).Version, forum.NoTime, "lead")
	})
	wantKey(t, take(second.ID, ""), errs.Conflict, "slot.none")
	w.now = at("2026-12-01 10:40") // in the last of four
	if err := take(first.ID, slot); err != nil {
		t.Error(err)
	}
	wantKey(t, take(first.ID, slot), errs.Conflict, "slot.none")
}

func TestASittingMovesWithItsSlots(t *testing.T) {
	w := newWorld(t)
	s := w.plan("sip", morning("2026-12-01")).Made[0]
	taken := w.slots(s.ID)[1].ID
	w.do(func(ctx context.Context, tx *db.Tx) error {
		_, err := forum.Take(ctx, tx, s.ID, taken, forum.UseCase, "coach")
		return err
	})
	m := forum.Move{Sitting: s.ID, Version: w.sitting(s.ID).Version, Date: "2026-12-01", From: "09:30", Place: "Rum 2", Reason: "ill", By: "lead"}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		by, err := m.Take(ctx, tx)
		if by != 30*time.Minute {
			t.Error(by)
		}
		return err
	})
	now, slots := w.sitting(s.ID), w.slots(s.ID)
	if !now.Start.Equal(at("2026-12-01 09:30")) || !now.End.Equal(at("2026-12-01 11:30")) || now.Place != "Rum 2" || now.Sequence != 1 {
		t.Errorf("%+v", now)
	}
	if len(slots) != 4 || !slots[0].Start.Equal(now.Start) || !slots[3].End.Equal(now.End) || slots[1].ID != taken || slots[1].Free() {
		t.Errorf("%+v", slots)
	}
	_, err := 0, w.try(func(ctx context.Context, tx *db.Tx) error { _, err := m.Take(ctx, tx); return err })
	wantKey(t, err, errs.Conflict, "changed")
	other := w.plan("sip", morning("2026-12-08")).Made[0]
	m = forum.Move{Sitting: other.ID, Version: 1, Date: "2026-12-01", From: "09:30", Reason: "why", Link: "x"}
	got := faults(t, w.try(func(ctx context.Context, tx *db.Tx) error { _, err := m.Take(ctx, tx); return err }))
	if got["date"] != "sitting.date.taken" || got["reason"] != "sitting.reason.missing" || got["link"] != "forum.link.wrong" {
		t.Error(got)
	}
}

func TestACancelledSittingTellsWhyAndCanComeBack(t *testing.T) {
	w := newWorld(t)
	s := w.plan("sip", morning("2026-12-01")).Made[0]
	cancel := func(version int64, reason string) error {
		return w.try(func(ctx context.Context, tx *db.Tx) error {
			return forum.Cancel(ctx, tx, s.ID, version, reason, "lead")
		})
	}
	version := w.sitting(s.ID).Version
	if got := faults(t, cancel(version, "")); got["reason"] != "sitting.reason.missing" {
		t.Error(got)
	}
	if err := cancel(version, forum.NoTime); err != nil {
		t.Fatal(err)
	}
	if now := w.sitting(s.ID); now.State != forum.SittingCancelled || now.CancelReason != forum.NoTime || now.Sequence != 1 {
		t.Errorf("%+v", now)
	}
	wantKey(t, cancel(version, "ill"), errs.Conflict, "changed")
	wantKey(t, cancel(version+1, "ill"), errs.Conflict, "sitting.state")
	back := w.plan("sip", morning("2026-12-01"))
	if len(back.Made) != 1 || back.Made[0].ID != s.ID || len(w.slots(s.ID)) != 4 {
		t.Errorf("%+v", back)
	}
	if now := w.sitting(s.ID); now.State != forum.SittingPlanned || now.CancelReason != "" || now.Sequence != 2 {
		t.Errorf("%+v", now)
	}
}

func TestWhoCameIsNotedOnceTheSittingHasBegun(t *testing.T) {
	w := newWorld(t)
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return errors.Join(forum.Join(ctx, tx, "net", "officer"), forum.Join(ctx, tx, "net", "lead"))
	})
	s := w.plan("net", forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00"}).Made[0].ID
	hold := func(came ...id.Function) error {
		return w.try(func(ctx context.Context, tx *db.Tx) error {
			now, err := forum.SittingByID(ctx, tx, s)
			if err != nil {
				return err
			}
			return forum.Hold(ctx, tx, s, now.Version, came)
		})
	}
	if got := faults(t, hold("officer")); got["came"] != "sitting.held.early" {
		t.Error(got)
	}
	w.now = at("2026-12-01 09:00")
	if got := faults(t, hold("coach")); got["came"] != "sitting.member.missing" {
		t.Error(got)
	}
	for _, came := range [][]id.Function{{"officer", "lead"}, {"officer"}} { // the second time it is put right
		if err := hold(came...); err != nil {
			t.Fatal(err)
		}
	}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		all, err := forum.Came(ctx, tx, []id.Sitting{s})
		if got := all[s]; len(got) != 2 || !got["officer"] || got["lead"] {
			t.Error(got)
		}
		return err
	})
	if w.sitting(s).State != forum.SittingHeld {
		t.Error("it was not held")
	}
	seats := func(chair, secretary id.Function) error {
		return w.try(func(ctx context.Context, tx *db.Tx) error {
			return forum.Seats{Sitting: s, Version: w.sittingIn(ctx, tx, s).Version, Chair: chair, Secretary: secretary}.Take(ctx, tx)
		})
	}
	if got := faults(t, seats("coach", "coach")); got["chair"] != "sitting.member.missing" || got["secretary"] == "" {
		t.Error(got)
	}
	wantKey(t, seats("lead", "officer"), errs.Conflict, "sitting.state") // it is over
}

func (w *world) sittingIn(ctx context.Context, tx *db.Tx, s id.Sitting) forum.Sitting {
	w.Helper()
	found, err := forum.SittingByID(ctx, tx, s)
	if err != nil {
		w.Fatal(err)
	}
	return found
}

func TestOneSittingCanHaveAnotherChair(t *testing.T) {
	w := newWorld(t)
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return errors.Join(forum.Join(ctx, tx, "net", "officer"), forum.Join(ctx, tx, "net", "lead"))
	})
	s := w.plan("net", forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00"}).Made[0].ID
	was := w.sitting(s)
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return forum.Seats{Sitting: s, Version: was.Version, Chair: was.Secretary, Secretary: was.Chair}.Take(ctx, tx)
	})
	if now := w.sitting(s); now.Chair != was.Secretary || now.Secretary != was.Chair {
		t.Errorf("%+v", now)
	}
	w.now = at("2026-12-01 12:00")
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return errors.Join(forum.WasHeld(ctx, tx, s), forum.WasHeld(ctx, tx, s))
	})
	if now := w.sitting(s); now.State != forum.SittingHeld {
		t.Errorf("%+v", now)
	}
}

func TestASittingWithoutSlotsIsCutOnce(t *testing.T) {
	w := newWorld(t)
	s := w.plan("sip", forum.Dates{Date: "2026-12-01", From: "09:00", To: "10:00"}).Made[0].ID
	cut := func(minutes int) error {
		return w.try(func(ctx context.Context, tx *db.Tx) error {
			return forum.Cut(ctx, tx, s, w.sittingIn(ctx, tx, s).Version, minutes)
		})
	}
	for _, minutes := range []int{0, -5, 4, 61} {
		if got := faults(t, cut(minutes)); got["slot_minutes"] == "" {
			t.Errorf("%d: %v", minutes, got)
		}
	}
	if err := cut(20); err != nil || len(w.slots(s)) != 3 {
		t.Error(err, w.slots(s))
	}
	wantKey(t, cut(30), errs.Conflict, "sitting.state")
}

func TestAConsultationTakesASlotAndGivesItBack(t *testing.T) {
	w := newWorld(t)
	s := w.plan("se", morning("2026-12-01")).Made[0].ID
	want := w.slots(s)[1].ID
	var c forum.Consultation
	w.do(func(ctx context.Context, tx *db.Tx) (err error) {
		c, err = forum.Consult(ctx, tx, s, want, "Vem tar initiativ när SGI saknas?", "coach")
		return err
	})
	if slot := w.slots(s)[1]; slot.Use != forum.UseConsultation || c.Slot != want || c.State != forum.Asked {
		t.Errorf("%+v %+v", slot, c)
	}
	if got := faults(t, w.try(func(ctx context.Context, tx *db.Tx) error {
		_, err := forum.Consult(ctx, tx, s, "", "", "coach")
		return err
	})); got["question"] == "" {
		t.Error(got)
	}
	if got := faults(t, w.try(func(ctx context.Context, tx *db.Tx) error { return forum.Conclude(ctx, tx, c.ID, 1, "") })); got["outcome"] == "" {
		t.Error(got)
	}
	w.do(func(ctx context.Context, tx *db.Tx) error {
		return forum.Conclude(ctx, tx, c.ID, 1, "FK tar det första steget.")
	})
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error { return forum.Conclude(ctx, tx, c.ID, 1, "AF tar det.") }), errs.Conflict, "changed")
	wantKey(t, w.try(func(ctx context.Context, tx *db.Tx) error { return forum.Withdraw(ctx, tx, c.ID, 2) }), errs.Conflict, "consultation.state")
	w.do(func(ctx context.Context, tx *db.Tx) error {
		other, err := forum.Consult(ctx, tx, s, want, "En annan fråga?", "officer")
		if err != nil || other.Slot == want {
			t.Errorf("%+v %v", other, err)
		}
		if err := forum.Withdraw(ctx, tx, other.ID, 1); err != nil {
			return err
		}
		all, err := forum.Consultations(ctx, tx, s)
		if len(all) != 1 || all[want].Outcome != "FK tar det första steget." {
			t.Errorf("%+v", all)
		}
		slot, errSlot := forum.SlotByID(ctx, tx, other.Slot)
		if !slot.Free() {
			t.Error("the slot is not free")
		}
		return errors.Join(err, errSlot)
	})
}
