package demo

import (
	"context"
	"errors"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
)

// at returns the call that a step is about: the one it names, or the one whose
// meeting its day counts from.
func (t *tale) at(s step) (*called, error) { return t.call(or(s.Call, s.At)) }

// begin takes a call up, when its time has come.
func (p *player) begin(ctx context.Context, t *tale, s step) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
	if at := p.midnight(c.Start); at.Before(p.today) {
		p.clock.reach(c.Start)
	}
	c.version++
	return p.BeginMeeting(ctx, p.actor(t, or(s.By, c.caller)), t.of, c.Call, c.version-1)
}

// say writes down what somebody says.
func (p *player) say(ctx context.Context, t *tale, s step) error { return p.line(ctx, t, s, item.Said) }

// decide writes down what is decided.
func (p *player) decide(ctx context.Context, t *tale, s step) error {
	return p.line(ctx, t, s, item.Decision)
}

// promise writes down what somebody promises to do.
func (p *player) promise(ctx context.Context, t *tale, s step) error {
	return p.line(ctx, t, s, item.Commitment)
}

// planOn writes down an activity that is agreed on.
func (p *player) planOn(ctx context.Context, t *tale, s step) error {
	return p.line(ctx, t, s, item.Activity)
}

// line writes something at a meeting, for everybody there who may have it.
func (p *player) line(ctx context.Context, t *tale, s step, kind item.Kind) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
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
func (p *player) changeOn(ctx context.Context, t *tale, s step) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
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
func (p *player) stand(ctx context.Context, t *tale, s step) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
	w, err := t.item(s.Item)
	if err != nil {
		return err
	}
	for _, short := range strings.Fields(s.By) {
		n := app.NewStand{Stand: or(s.How, meeting.StandAgrees), Words: s.Words}
		if _, err := p.TakeStand(ctx, p.actor(t, short), t.of, c.Call, w.Item, n); err != nil {
			return err
		}
		p.pause()
	}
	return nil
}

// end ends a meeting at its time: everybody came who is not named, and the
// person when she was invited.
func (p *player) end(ctx context.Context, t *tale, s step) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
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
		e.Functions[p.function(t.Area, short)] = meeting.Came{How: meeting.CameAbsent, Reason: or(s.Reason, "no_time")}
	}
	if e.Person.How == "" && !c.without {
		e.Person.How = meeting.CamePresent
	}
	e.FollowUpOn = isoOf(s.Follow, p.dayOf, "")
	c.version++
	return p.EndMeeting(ctx, who, t.of, c.Call, e)
}

// met is a whole meeting in short: taken up, something said and decided, ended,
// and its minutes made final and read.
func (p *player) met(ctx context.Context, t *tale, s step) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
	by := or(s.By, c.caller)
	said, decided := s, s
	said.By, said.Title, said.Words, said.Due, said.Item = by, s.Words, "", nil, ""
	decided.By, decided.Words = by, ""
	for _, part := range []struct {
		do move
		s  step
	}{
		{(*player).begin, s}, {(*player).say, said}, {(*player).decide, decided}, {(*player).end, s}, {(*player).minutes, s},
	} {
		if err := part.do(p, ctx, t, part.s); err != nil {
			return err
		}
		p.pause()
	}
	return nil
}

// minutes makes the minutes final.
func (p *player) minutes(ctx context.Context, t *tale, s step) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
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
func (p *player) amend(ctx context.Context, t *tale, s step) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
	return p.AmendMinutes(ctx, p.actor(t, or(s.By, c.caller)), t.of, c.Call, s.Reason, s.Words)
}

// readMinutes lets parties, and the person, read the minutes.
func (p *player) readMinutes(ctx context.Context, t *tale, s step) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
	for short := range strings.FieldsSeq(s.By) {
		who := p.actor(t, short)
		if _, err := p.Minutes(ctx, who, t.of, c.Call, c.minutes); err != nil {
			return err
		}
		p.pause()
		if err := p.ReadMinutes(ctx, who, t.of, c.Call, c.minutes); err != nil {
			return err
		}
	}
	return nil
}

func (p *player) recallMinutes(ctx context.Context, t *tale, s step) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
	return p.AskMinutesRecall(ctx, p.actor(t, s.By), t.of, c.Call, s.Reason)
}

func (p *player) confirmMinutes(ctx context.Context, t *tale, s step) error {
	c, err := t.at(s)
	if err != nil {
		return err
	}
	return p.ConfirmMinutesRecall(ctx, p.actor(t, s.By), t.of, c.Call)
}

// hinder raises an obstacle that was met in the case.
func (p *player) hinder(ctx context.Context, t *tale, s step) error {
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
