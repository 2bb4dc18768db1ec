package demo

import (
	"context"
	"errors"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/assessment"
	"samverk/internal/coordination"
	"samverk/internal/demo/story"
	"samverk/internal/i18n"
	"samverk/internal/joint"
	"samverk/internal/meeting"
)

// askFK asks Försäkringskassan to coordinate: by the person, or noted for her.
func (p *player) askFK(ctx context.Context, t *tale, s story.Step) error {
	_, err := joint.New(p.App).AskCoordination(ctx, p.actor(t, or(s.By, "self")), t.of, coordination.New{How: s.How, Wish: s.Words})
	return err
}

// waiting is what waits for Försäkringskassan's answer, as an actor sees it.
func (p *player) waiting(ctx context.Context, t *tale, who access.Actor) (coordination.Coordination, error) {
	v, err := joint.New(p.App).Coordination(ctx, who, t.of)
	for _, c := range v.All {
		if c.Open() {
			return c, nil
		}
	}
	if err == nil {
		err = errors.New("nothing waits for Försäkringskassan")
	}
	return coordination.Coordination{}, err
}

// answerFK takes what waits to another state.
func (p *player) answerFK(ctx context.Context, t *tale, s story.Step) error {
	who := p.actor(t, or(s.By, "fk"))
	c, err := p.waiting(ctx, t, who)
	if err != nil {
		return err
	}
	return joint.New(p.App).AnswerCoordination(ctx, who, t.of, c.ID, coordination.Reply{State: s.How, Reason: s.Reason, Words: s.Words, Adds: s.Title, Version: c.Version})
}

// withdrawFK takes back what waits.
func (p *player) withdrawFK(ctx context.Context, t *tale, s story.Step) error {
	who := p.actor(t, or(s.By, "self"))
	c, err := p.waiting(ctx, t, who)
	if err != nil {
		return err
	}
	return joint.New(p.App).WithdrawCoordination(ctx, who, t.of, c.ID, c.Version)
}

// assess makes a call one to a joint assessment.
func (p *player) assess(ctx context.Context, t *tale, c *called, s story.Step) error {
	return joint.New(p.App).BeginAssessment(ctx, p.actor(t, or(s.By, c.caller)), t.of, c.Call)
}

// point writes a point of the discussion.
func (p *player) point(ctx context.Context, t *tale, c *called, s story.Step) error {
	cat, _ := access.ParseCategory(or(s.Cat, "plan"))
	n := joint.NewPoint{Heading: s.Kind, Text: s.Title, Category: cat, Due: isoOf(s.Due, p.dayOf, ""), All: true}
	if s.Who != "" {
		n.Responsible = p.Function(t.Area, s.Who)
	}
	p.pause()
	_, err := joint.New(p.App).AddPoint(ctx, p.actor(t, s.By), t.of, c.Call, n)
	return err
}

// state writes the statement: title is the measure, for the actor, code the
// benefit, purpose the time and situation what it leads to.
func (p *player) state(ctx context.Context, t *tale, c *called, s story.Step) error {
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	who := p.actor(t, or(s.By, c.caller))
	now, err := joint.New(p.App).Assessment(ctx, who, t.of, c.Call)
	if err != nil {
		return err
	}
	parts := assessment.Parts{Text: s.Words, Measure: s.Title, Actor: s.For, Benefit: s.Code, Time: s.Purpose, Paths: strings.Fields(s.Situation)}
	_, err = joint.New(p.App).KeepStatement(ctx, who, t.of, c.Call, joint.NewStatement{Parts: parts, All: true, Version: now.Assessment.Version, Words: texts.In(i18n.Swedish)})
	return err
}

// standBy lets functions, or the person, say how they see the statement.
func (p *player) standBy(ctx context.Context, t *tale, c *called, s story.Step) error {
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	return p.each(t, s.By, func(who access.Actor) error {
		n := app.NewStand{Stand: or(s.How, meeting.StandAgrees), Words: s.Words}
		return joint.New(p.App).SayOfStatement(ctx, who, t.of, c.Call, n, texts.In(i18n.Swedish))
	})
}

// agreeOn has the statement agreed on.
func (p *player) agreeOn(ctx context.Context, t *tale, c *called, s story.Step) error {
	who := p.actor(t, or(s.By, c.caller))
	now, err := joint.New(p.App).Assessment(ctx, who, t.of, c.Call)
	if err != nil {
		return err
	}
	return joint.New(p.App).AgreeAssessment(ctx, who, t.of, c.Call, now.Assessment.Version)
}
