package demo

import (
	"context"
	"errors"

	"samverk/internal/access"
	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/demo/story"
	"samverk/internal/id"
)

var (
	errNoBrief = errors.New("there is no brief")
	errNoWay   = errors.New("no way in of care may be told of it")
)

// briefed is the brief of a tale that was made last, and who made it.
type briefed struct {
	id.Brief
	by access.Actor
}

// briefs is what is done with briefs to doctors.
func (p *player) briefs() *briefing.Service { return briefing.New(p.App) }

// makeBrief makes a brief of all that the consent covers and gives it to the
// person to carry, or sends it when that is said.
func (p *player) makeBrief(ctx context.Context, t *tale, s story.Step) error {
	who := p.actor(t, s.By)
	v, err := p.briefs().Draft(ctx, who, t.of)
	if err != nil {
		return err
	}
	p.pause()
	n := briefing.NewBrief{Hard: s.Hope, Question: s.Words, EndsOn: v.EndsOn}
	for _, a := range v.Content.Activities {
		n.Activities = append(n.Activities, briefing.Chosen{Item: a.Item, Where: a.Where, Demands: a.Demands})
	}
	made, err := p.briefs().Make(ctx, who, t.of, n)
	if err != nil {
		return err
	}
	t.brief = briefed{made, who}
	now, err := p.briefs().Brief(ctx, who, t.of, made)
	switch {
	case err != nil || s.How == "draft":
		return err
	case s.How != brief.Sent:
		return p.briefs().HandOut(ctx, who, t.of, made, now.Brief.Version)
	case len(now.Ways) == 0:
		return errNoWay
	}
	return p.briefs().Send(ctx, who, t.of, made, now.Brief.Version, now.Ways[0].ID)
}

// openBrief lets care open the brief by the code that the person carries.
func (p *player) openBrief(ctx context.Context, t *tale, s story.Step) error {
	v, err := p.briefs().Brief(ctx, t.brief.by, t.of, t.brief.Brief)
	if err != nil {
		return err
	}
	p.pause()
	_, err = p.briefs().Open(ctx, p.actor(t, s.By), v.Brief.Code.String())
	return err
}

// answerBrief answers every activity of the brief alike, as kind says.
func (p *player) answerBrief(ctx context.Context, t *tale, s story.Step) error {
	who := p.actor(t, s.By)
	v, err := p.briefs().ToAnswer(ctx, who, t.brief.Brief)
	if err != nil {
		return err
	}
	if v.Hidden() || s.Extent == nil {
		return errNoBrief
	}
	p.pause()
	a := brief.Answer{New: "no", Agreed: true, Words: s.Words}
	for _, asked := range v.Told.Activities {
		a.Activities = append(a.Activities, brief.Said{Item: asked.Item, Can: s.Kind, Extent: *s.Extent, From: v.Today, Help: s.Reason})
	}
	return p.briefs().Answer(ctx, who, t.brief.Brief, v.Brief.Version, a)
}
