package demo

import (
	"context"
	"errors"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/demo/story"
	"samverk/internal/entry"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/structure"
)

// doing plays a deed.
type doing = func(*player, context.Context, *place, story.Deed) error

// deeds is everything that can happen in a chronicle.
var deeds = map[string]doing{
	"draft": (*player).draft, "copy": (*player).copyAgreement, "open": asItStands((*structure.Service).OpenAgreement), "sign": asItStands((*structure.Service).SignAgreement),
	"turn-down": onAgreement((*player).turnDown), "next": asItStands((*structure.Service).NextAgreement), "review": onAgreement((*player).review),
	"end-agreement": onAgreement((*player).endAgreement),

	"govern": (*player).govern, "step": (*player).step, "tick": (*player).tick, "join": members((*structure.Service).JoinForum), "leave": quit,
	"dates": (*player).dates, "consult": (*player).consult, "conclude": (*player).conclude, "drop": (*player).drop, "close-slot": (*player).closeSlot,
	"move-date": (*player).moveDate,

	"raise": (*player).raise, "respond": (*player).respond, "take-back": (*player).takeBack, "busy": (*player).busy,
}

// place is an area and how its chronicle stands.
type place struct {
	story.Chronicle
	agreements map[string]id.Agreement
	obstacles  map[string]id.Obstacle
	questions  map[string]forum.Consultation
}

func newPlace(c story.Chronicle) *place {
	return &place{c, map[string]id.Agreement{}, map[string]id.Obstacle{}, map[string]forum.Consultation{}}
}

// acting is who acts under a short name in an area.
func (p *player) acting(a *place, short string) access.Actor {
	return p.actor(&tale{Figure: story.Figure{Area: a.Area}}, short)
}

// raise sends an obstacle to the managers' group.
func (p *player) raise(ctx context.Context, a *place, s story.Deed) (err error) {
	a.obstacles[s.Name], err = p.RaiseObstacle(ctx, p.acting(a, s.By), app.NewObstacle{Area: a.Area, Kind: s.Kind, Title: s.Title, Words: s.Words})
	return err
}

// obstacle returns an obstacle and how it stands.
func (p *player) obstacle(ctx context.Context, a *place, s story.Deed) (app.ObstacleView, error) {
	o := a.obstacles[s.Name]
	if o == "" {
		return app.ObstacleView{}, errors.New("no obstacle " + s.Name)
	}
	return p.Obstacle(ctx, p.acting(a, s.By), o)
}

// respond answers an obstacle for the managers' group.
func (p *player) respond(ctx context.Context, a *place, s story.Deed) error {
	o, err := p.obstacle(ctx, a, s)
	if err != nil {
		return err
	}
	r := app.ObstacleReply{Version: o.Version, Decision: s.To, Words: s.Words}
	if s.Until != 0 {
		r.FollowUpOn = p.workday(s.Until).Format("2006-01-02")
	}
	return p.AnswerObstacle(ctx, p.acting(a, s.By), o.ID, r)
}

func (p *player) takeBack(ctx context.Context, a *place, s story.Deed) error {
	o, err := p.obstacle(ctx, a, s)
	if err != nil {
		return err
	}
	return p.WithdrawObstacle(ctx, p.acting(a, s.By), o.ID, o.Version)
}

// busy imports when a function is taken in the weeks from a day on, as its own
// calendar would tell it.
func (p *player) busy(ctx context.Context, a *place, s story.Deed) error {
	_, err := entry.New(p.App, entry.Options{}).SetBusy(ctx, p.acting(a, s.By), s.Calendar(p.date(s.On)))
	return err
}
