package demo

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/demo/story"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
)

// called is a call of a tale as it stands.
type called struct {
	id.Call
	meeting.Time
	version int64
	forum   id.Forum
	caller  string // short name
	without bool   // the person
	parties map[id.Function]int64
	minutes int // number that was made final last
}

// ahead is how far from the day that a story wants the date of a forum may lie
// when what happens there is told as well: days off are in between.
const ahead = 31

// length is how long meetings outside forums are.
const length = 45 * time.Minute

// call lets a function call to a meeting. Of several days a time is sought.
func (p *player) call(ctx context.Context, t *tale, s story.Step) error {
	c := &called{version: 1, caller: s.By, without: s.Apart, parties: map[id.Function]int64{}}
	n := app.NewCall{
		Place: s.Place, Link: s.Link, PersonWay: meeting.PersonInvited, Question: s.Words,
		Called: p.functions(t, s.To), Bring: map[id.Function]string{},
	}
	for short, what := range s.Bring {
		n.Bring[p.Function(t.Area, short)] = what
	}
	if s.Apart {
		n.PersonWay = meeting.PersonWithout
	}
	if s.Keeper != "" {
		n.Secretary = p.Function(t.Area, s.Keeper)
	}
	times, err := p.times(ctx, t, s)
	if err != nil {
		return err
	}
	for _, at := range times {
		if at.Slot != "" {
			n.Forum, n.Place, n.Link = p.forum(t.Area, s.Forum), "", ""
			n.Slots = append(n.Slots, at.Slot)
		} else {
			n.Times = append(n.Times, at)
		}
	}
	c.forum = n.Forum
	if c.Call, err = p.MakeCall(ctx, p.actor(t, s.By), t.of, n); err != nil {
		return err
	}
	t.calls[s.Call] = c
	if len(times) > 1 {
		return nil
	}
	c.Time = times[0]
	return p.follow(t, s.Call)
}

// follow puts what happens at a meeting in its place, once its time is known.
// What was to happen at a time that it does not have any more is left out.
func (p *player) follow(t *tale, name string) error {
	at := t.calls[name].Start
	for _, s := range t.Steps {
		if s.At != name {
			continue
		}
		then := p.turn(t, s, p.midnight(at).AddDate(0, 0, s.Day))
		do := then.do
		then.do = func(ctx context.Context) error {
			if t.calls[name].Start != at {
				return nil
			}
			return do(ctx)
		}
		if err := p.add(then); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) midnight(at time.Time) time.Time {
	y, m, d := at.In(p.today.Location()).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, p.today.Location())
}

// forum is the forum of an area with a short name.
func (p *player) forum(area id.Area, short string) id.Forum {
	return id.Forum(p.Places[area] + "-" + short)
}

// times returns when a step wants to meet: in forums their next dates that will
// be held, else a time of the day. Where a story tells what happened at a
// meeting and its forum has no date near the day, it is held outside.
func (p *player) times(ctx context.Context, t *tale, s story.Step) (all []meeting.Time, err error) {
	told := slices.ContainsFunc(t.Steps, func(o story.Step) bool { return o.At == s.Call })
	for _, day := range s.On {
		var at meeting.Time
		if s.Forum != "" {
			if at, err = p.slot(ctx, p.forum(t.Area, s.Forum), day, all); err != nil {
				return nil, err
			}
		}
		if at.Slot == "" || told && at.Start.After(p.date(min(day+ahead, 0))) {
			if at, err = p.clockTime(day, s.Clock); err != nil {
				return nil, err
			}
		}
		all = append(all, at)
	}
	if len(all) == 0 {
		return nil, errors.New("no day")
	}
	return all, nil
}

// clockTime is a time of a day. "now" is the last quarter of an hour that has
// begun, or the first of today.
func (p *player) clockTime(day int, clock string) (at meeting.Time, err error) {
	at.Start, err = calendar.Local(p.workday(day).Format(time.DateOnly), or(clock, "13:00"))
	if clock == "now" {
		at.Start, err = p.time(p.today, 0).Truncate(15*time.Minute), nil
		if at.Start.Before(p.today) {
			at.Start = p.today
		}
	}
	at.End = at.Start.Add(length)
	return at, err
}

// slot is the first free slot of a forum from a day on, beside those chosen.
func (p *player) slot(ctx context.Context, f id.Forum, day int, beside []meeting.Time) (at meeting.Time, err error) {
	err = p.db.Read(ctx, func(tx *db.Tx) error {
		dates, err := forum.Upcoming(ctx, tx, f, p.date(day), 20)
		if err != nil {
			return err
		}
		for _, d := range dates {
			if p.off[d.ID] {
				continue
			}
			slots, err := forum.Slots(ctx, tx, []id.Sitting{d.ID})
			if err != nil {
				return err
			}
			for _, s := range slots[d.ID] {
				at = meeting.Time{Start: s.Start, End: s.End, Slot: s.ID}
				if s.Free() && !slices.Contains(beside, at) {
					return nil
				}
			}
		}
		at = meeting.Time{}
		return nil
	})
	return at, err
}

// reply lets functions answer a call, or the person.
func (p *player) reply(ctx context.Context, t *tale, c *called, s story.Step) error {
	a, err := p.answerTo(s)
	if err != nil {
		return err
	}
	return p.each(t, s.By, func(who access.Actor) error {
		return c.retry(who, func(version int64) error { return p.AnswerCall(ctx, who, t.of, c.Call, version, a) })
	})
}

// retry answers with the version that was seen last, and when the application
// has reminded of the answer meanwhile, with the one that stands now.
func (c *called) retry(who access.Actor, answer func(version int64) error) error {
	version := &c.version // the person answers the call itself
	if !who.Self() {
		own := c.parties[who.Function] + 1
		version = &own
	}
	err := answer(*version)
	if e, ok := errors.AsType[*errs.Error](err); ok && e.Current != nil {
		if now, ok := e.Current.(meeting.Party); ok {
			*version = now.Version
			err = answer(*version)
		}
	}
	if !who.Self() {
		c.parties[who.Function] = *version
	}
	return err
}

// answerTo is what a step answers to a call.
func (p *player) answerTo(s story.Step) (a meeting.Answer, err error) {
	a = meeting.Answer{Answer: or(s.How, meeting.AnswerYes), Reason: s.Reason, Said: s.Words}
	for _, day := range s.On {
		at, wrong := p.clockTime(day, s.Clock)
		err = errors.Join(err, wrong)
		a.Times = append(a.Times, at)
	}
	return a, err
}

// noteReply lets the one who called note what the person has said.
func (p *player) noteReply(ctx context.Context, t *tale, c *called, s story.Step) error {
	a, err := p.answerTo(s)
	if err != nil {
		return err
	}
	return p.NotePersonAnswer(ctx, p.actor(t, s.By), t.of, c.Call, c.version, a)
}

func (p *player) offer(ctx context.Context, t *tale, c *called, s story.Step) error {
	a, err := p.answerTo(s)
	if err != nil {
		return err
	}
	return p.OfferTimes(ctx, p.actor(t, s.By), t.of, c.Call, a.Times)
}

// mark lets somebody say which of the offered times suit, in their order.
func (p *player) mark(ctx context.Context, t *tale, c *called, s story.Step) error {
	who := p.actor(t, s.By)
	v, err := p.Call(ctx, who, t.of, c.Call)
	if err != nil {
		return err
	}
	marks := map[id.Offer]string{}
	for i, m := range strings.Fields(s.Marks) {
		if i < len(v.Offers) {
			marks[v.Offers[i].ID] = m
		}
	}
	p.pause()
	return p.MarkTimes(ctx, who, t.of, c.Call, marks)
}

// settleCall gives a call the time that suits best.
func (p *player) settleCall(ctx context.Context, t *tale, c *called, s story.Step) error {
	who := p.actor(t, s.By)
	v, err := p.Call(ctx, who, t.of, c.Call)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(v.Offers, func(o meeting.Offer) bool { return o.ID == v.Best })
	if i < 0 {
		return errors.New("no time suits")
	}
	p.pause()
	if err := p.SettleCall(ctx, who, t.of, c.Call, c.version, v.Best, s.Reason); err != nil {
		return err
	}
	c.moved(v.Offers[i].Time)
	return p.follow(t, s.Call)
}

// moved notes a new time: everybody is asked anew.
func (c *called) moved(to meeting.Time) {
	c.Time = to
	c.version++
	for f := range c.parties {
		c.parties[f]++
	}
}

// moveCall moves a meeting to another day.
func (p *player) moveCall(ctx context.Context, t *tale, c *called, s story.Step) error {
	times, err := p.times(ctx, t, s)
	if err != nil {
		return err
	}
	m := app.MoveCall{Time: times[0], Place: s.Place, Link: s.Link, Reason: s.Reason}
	if times[0].Slot != "" {
		m = app.MoveCall{Forum: p.forum(t.Area, s.Forum), Slot: times[0].Slot, Reason: s.Reason}
	}
	c.forum = m.Forum
	if err := p.MoveCall(ctx, p.actor(t, s.By), t.of, c.Call, c.version, m); err != nil {
		return err
	}
	c.moved(times[0])
	return p.follow(t, s.Call)
}

func (p *player) cancelCall(ctx context.Context, t *tale, c *called, s story.Step) error {
	c.version++
	return p.CancelCall(ctx, p.actor(t, s.By), t.of, c.Call, c.version-1, s.Reason)
}

func (p *player) proposeSIP(ctx context.Context, t *tale, s story.Step) error {
	return p.ProposeSIP(ctx, p.actor(t, s.By), t.of)
}

// meetWithout notes that the person agrees to meetings without her.
func (p *player) meetWithout(ctx context.Context, t *tale, s story.Step) error {
	return p.GiveMeetingConsent(ctx, p.actor(t, s.By), t.of, meeting.NewConsent{How: s.How, EndsOn: p.iso(s.Until)})
}
