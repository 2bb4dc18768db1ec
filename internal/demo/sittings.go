package demo

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/demo/story"
	"samverk/internal/forum"
	"samverk/internal/id"
)

// meetingDay is today, or the next day when offices are open: forums that meet
// on {day} have a date then.
func (p *player) meetingDay() time.Time {
	on := p.today
	for calendar.DayOff(on) {
		on = on.AddDate(0, 0, 1)
	}
	return on
}

// dates gives a forum its dates. Those before today are held or cancelled when
// their day comes.
func (p *player) dates(ctx context.Context, a *place, s story.Deed) error {
	first := p.date(s.On)
	if strings.Contains(s.Rule, "{day}") {
		first = p.meetingDay().AddDate(0, 0, s.On)
	}
	for s.Rule == "" && calendar.DayOff(first) {
		first = first.AddDate(0, 0, 1)
	}
	from, to, _ := strings.Cut(s.Clock, " ")
	made, err := p.PlanSittings(ctx, p.acting(a, s.By), p.forum(a.Area, s.Forum), forum.Dates{
		Date: first.Format(time.DateOnly), From: from, To: to, SlotMinutes: s.Slots,
		Rule: strings.ReplaceAll(s.Rule, "{day}", strings.ToUpper(first.Weekday().String()[:2])),
	})
	if err != nil {
		return err
	}
	for i, d := range made.Made {
		if err := p.await(a, s, i, d); err != nil {
			return err
		}
	}
	return nil
}

// await puts in its place what becomes of a date that is not to come.
func (p *player) await(a *place, s story.Deed, n int, d forum.Sitting) error {
	day := p.midnight(d.Start)
	if !day.Before(p.today) {
		return nil
	}
	if why, off := s.Off[strconv.Itoa(n+1)]; off {
		p.off[d.ID] = true
		return p.add(turn{string(d.Forum) + ": cancelled", p.workdayOf(day.AddDate(0, 0, -4)), func(ctx context.Context) error {
			now, err := p.standing(ctx, d.ID)
			if err != nil {
				return err
			}
			return p.CancelSitting(ctx, p.acting(a, s.By), d.ID, now.Version, why)
		}})
	}
	missing := ""
	if len(s.Absent) > 0 {
		missing = s.Absent[n%len(s.Absent)]
	}
	return p.add(turn{string(d.Forum) + ": held", day, func(ctx context.Context) error { return p.hold(ctx, a, s, d, missing) }})
}

// standing returns a date of a forum as it stands.
func (p *player) standing(ctx context.Context, s id.Sitting) (forum.Sitting, error) {
	return read(ctx, p, func(tx *db.Tx) (forum.Sitting, error) { return forum.SittingByID(ctx, tx, s) })
}

// hold notes that a date was held, and that every member came but those who are
// missing.
func (p *player) hold(ctx context.Context, a *place, s story.Deed, d forum.Sitting, missing string) error {
	p.clock.reach(d.Start)
	came, err := read(ctx, p, func(tx *db.Tx) ([]id.Function, error) { return forum.Members(ctx, tx, d.Forum) })
	if err != nil {
		return err
	}
	for short := range strings.FieldsSeq(missing) {
		f := p.Function(a.Area, short)
		came = slices.DeleteFunc(came, func(m id.Function) bool { return m == f })
	}
	now, err := p.standing(ctx, d.ID)
	if err != nil {
		return err
	}
	return p.HoldSitting(ctx, p.acting(a, s.By), d.ID, now.Version, came)
}

// free is the first free slot of a forum from a day on.
func (p *player) free(ctx context.Context, a *place, s story.Deed) (on id.Sitting, slot id.Slot, err error) {
	at, err := p.slot(ctx, p.forum(a.Area, s.Forum), s.On, nil)
	if err != nil || at.Slot == "" {
		return "", "", errors.Join(err, errors.New("no free slot"))
	}
	t, err := read(ctx, p, func(tx *db.Tx) (forum.Slot, error) { return forum.SlotByID(ctx, tx, at.Slot) })
	return t.Sitting, at.Slot, err
}

// consult puts a question that is about nobody to a forum.
func (p *player) consult(ctx context.Context, a *place, s story.Deed) error {
	on, slot, err := p.free(ctx, a, s)
	if err != nil {
		return err
	}
	a.questions[s.Name], err = p.Consult(ctx, p.acting(a, s.By), on, slot, s.Words)
	return err
}

// conclude notes what the forum thought of a question.
func (p *player) conclude(ctx context.Context, a *place, s story.Deed) error {
	q := a.questions[s.Name]
	return p.ConcludeConsultation(ctx, p.acting(a, s.By), q.Sitting, q.ID, q.Version, s.Words)
}

// drop takes a question back.
func (p *player) drop(ctx context.Context, a *place, s story.Deed) error {
	q := a.questions[s.Name]
	return p.WithdrawConsultation(ctx, p.acting(a, s.By), q.Sitting, q.ID, q.Version)
}

// closeSlot keeps a time of a forum from being taken.
func (p *player) closeSlot(ctx context.Context, a *place, s story.Deed) error {
	on, slot, err := p.free(ctx, a, s)
	if err != nil {
		return err
	}
	return p.CloseSlot(ctx, p.acting(a, s.By), on, slot, true)
}

// moveDate moves the first date of a forum from a day on, so many days.
func (p *player) moveDate(ctx context.Context, a *place, s story.Deed) error {
	all, err := read(ctx, p, func(tx *db.Tx) ([]forum.Sitting, error) {
		return forum.Upcoming(ctx, tx, p.forum(a.Area, s.Forum), p.date(s.On), 1)
	})
	if err != nil || len(all) == 0 {
		return errors.Join(err, errors.New("no date to move"))
	}
	d := all[0]
	to := d.Start.In(calendar.Zone()).AddDate(0, 0, s.Until)
	for calendar.DayOff(to) {
		to = to.AddDate(0, 0, 1)
	}
	date, clock := calendar.Wall(to)
	return p.MoveSitting(ctx, p.acting(a, s.By), forum.Move{Sitting: d.ID, Version: d.Version, Date: date, From: clock, Place: d.Place, Link: d.Link, Reason: s.Reason})
}
