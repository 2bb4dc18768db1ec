package demo

import (
	"context"
	"errors"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/demo/story"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
)

// onCall is a move with the call that a step names, or whose meeting its day
// counts from.
func onCall(do func(*player, context.Context, *tale, *called, story.Step) error) move {
	return func(p *player, ctx context.Context, t *tale, s story.Step) error {
		c := t.calls[or(s.Call, s.At)]
		if c == nil {
			return errors.New("no call " + or(s.Call, s.At))
		}
		return do(p, ctx, t, c, s)
	}
}

// begin takes a call up, when its time has come.
func (p *player) begin(ctx context.Context, t *tale, c *called, s story.Step) error {
	if at := p.midnight(c.Start); at.Before(p.today) {
		p.clock.reach(c.Start)
	}
	c.version++
	return p.BeginMeeting(ctx, p.actor(t, or(s.By, c.caller)), t.of, c.Call, c.version-1)
}

// line writes something of a kind at a meeting, for everybody there who may have
// it.
func line(kind item.Kind) move {
	return onCall(func(p *player, ctx context.Context, t *tale, c *called, s story.Step) error {
		return p.line(ctx, t, c, s, kind)
	})
}

func (p *player) line(ctx context.Context, t *tale, c *called, s story.Step, kind item.Kind) error {
	cat, ok := access.ParseCategory(or(s.Cat, "plan"))
	if !ok {
		return errors.New("unknown category")
	}
	who := p.actor(t, s.By)
	w := &written{version: 1, cat: cat, kind: kind, Content: item.Content{Extent: item.NoExtent}}
	if kind == item.Activity || kind == item.Commitment {
		w.Status, w.Responsible = "planned", who.Function
	}
	p.change(t, w, s)
	p.pause()
	made, err := p.WriteAtMeeting(ctx, who, t.of, c.Call, app.NewLine{
		New: item.New{Kind: kind, Category: cat, Own: s.Own, Content: w.Content}, All: s.To != "-",
	})
	w.Item = made.Item
	if s.Item != "" {
		t.items[s.Item] = w
	}
	return err
}

// changeOn changes an activity or a commitment on the spot.
func (p *player) changeOn(ctx context.Context, t *tale, c *called, s story.Step) error {
	w, err := t.item(s.Item)
	if err != nil {
		return err
	}
	p.change(t, w, s)
	p.pause()
	w.version++
	_, err = p.ChangeAtMeeting(ctx, p.actor(t, s.By), t.of, c.Call, app.LineChange{
		Item: w.Item, Version: w.version - 1, Status: w.Status, Start: w.Start, End: w.End, Due: w.Due, Extent: w.Extent, All: true,
	})
	return err
}

// stand lets functions say how they stand to a decision.
func (p *player) stand(ctx context.Context, t *tale, c *called, s story.Step) error {
	w, err := t.item(s.Item)
	if err != nil {
		return err
	}
	return p.each(t, s.By, func(who access.Actor) error {
		_, err := p.TakeStand(ctx, who, t.of, c.Call, w.Item, app.NewStand{Stand: or(s.How, meeting.StandAgrees), Words: s.Words})
		return err
	})
}

// end ends a meeting at its time: everybody came who is not named, and the
// person when she was invited.
func (p *player) end(ctx context.Context, t *tale, c *called, s story.Step) error {
	who := p.actor(t, or(s.By, c.caller))
	e := meeting.End{Version: c.version, Attendance: meeting.Attendance{Functions: map[id.Function]meeting.Came{}}}
	v, err := p.Meeting(ctx, who, t.of, c.Call)
	if err != nil {
		return err
	}
	p.clock.reach(c.End)
	for _, f := range v.Called {
		e.Functions[f.Fn.ID] = meeting.Came{How: meeting.CamePresent}
	}
	for _, f := range p.functions(t, s.Remote) {
		e.Functions[f] = meeting.Came{How: meeting.CameRemote}
	}
	for short := range strings.FieldsSeq(s.Absent) {
		if short == "self" {
			e.Person = meeting.Came{How: meeting.CameAbsent, Reason: s.Reason}
			continue
		}
		e.Functions[p.Function(t.Area, short)] = meeting.Came{How: meeting.CameAbsent, Reason: or(s.Reason, "no_time")}
	}
	if e.Person.How == "" && !c.without {
		e.Person.How = meeting.CamePresent
	}
	e.FollowUpOn = isoOf(s.Follow, p.dayOf, "")
	c.version++
	return p.EndMeeting(ctx, who, t.of, c.Call, e)
}

// met is a whole meeting in short: taken up, something said and decided, ended,
// and its minutes made final.
func (p *player) met(ctx context.Context, t *tale, c *called, s story.Step) error {
	said, decided := s, s
	said.By, said.Title, said.Words = or(s.By, c.caller), s.Words, ""
	decided.By, decided.Words = said.By, ""
	for _, do := range []func() error{
		func() error { return p.begin(ctx, t, c, s) },
		func() error { return p.line(ctx, t, c, said, item.Said) },
		func() error { return p.line(ctx, t, c, decided, item.Decision) },
		func() error { return p.end(ctx, t, c, s) },
		func() error { return p.minutes(ctx, t, c, s) },
	} {
		if err := do(); err != nil {
			return err
		}
		p.pause()
	}
	return nil
}

// minutes makes the minutes final.
func (p *player) minutes(ctx context.Context, t *tale, c *called, s story.Step) error {
	who := p.actor(t, or(s.By, c.caller))
	v, err := p.Minutes(ctx, who, t.of, c.Call, c.minutes+1)
	if err != nil {
		return err
	}
	p.pause()
	c.minutes, err = p.FreezeMinutes(ctx, who, t.of, c.Call, v.Minutes.Version)
	return err
}

// amend begins to amend the minutes.
func (p *player) amend(ctx context.Context, t *tale, c *called, s story.Step) error {
	return p.AmendMinutes(ctx, p.actor(t, or(s.By, c.caller)), t.of, c.Call, s.Reason, s.Words)
}

// readMinutes lets parties, and the person, read the minutes.
func (p *player) readMinutes(ctx context.Context, t *tale, c *called, s story.Step) error {
	return p.each(t, s.By, func(who access.Actor) error {
		if _, err := p.Minutes(ctx, who, t.of, c.Call, c.minutes); err != nil {
			return err
		}
		p.pause()
		return p.ReadMinutes(ctx, who, t.of, c.Call, c.minutes)
	})
}

func (p *player) recallMinutes(ctx context.Context, t *tale, c *called, s story.Step) error {
	return p.AskMinutesRecall(ctx, p.actor(t, s.By), t.of, c.Call, s.Reason)
}

func (p *player) confirmMinutes(ctx context.Context, t *tale, c *called, s story.Step) error {
	return p.ConfirmMinutesRecall(ctx, p.actor(t, s.By), t.of, c.Call)
}

// hinder raises an obstacle that was met in the case.
func (p *player) hinder(ctx context.Context, t *tale, s story.Step) error {
	o, err := p.RaiseCaseObstacle(ctx, p.actor(t, s.By), t.of, app.NewObstacle{Area: t.Area, Kind: s.Kind, Title: s.Title, Words: s.Words})
	if err != nil {
		return err
	}
	for _, a := range p.places {
		if a.Area == t.Area {
			a.obstacles[s.Item] = o
		}
	}
	return nil
}
