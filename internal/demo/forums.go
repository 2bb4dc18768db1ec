package demo

import (
	"context"
	"strings"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/demo/story"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/structure"
)

// ofForum is the forum that a deed is about, as it stands.
func (p *player) ofForum(ctx context.Context, a *place, s story.Deed) (forum.Forum, error) {
	return read(ctx, p, func(tx *db.Tx) (forum.Forum, error) { return forum.ByID(ctx, tx, p.forum(a.Area, s.Forum)) })
}

// govern changes what is decided about a forum.
func (p *player) govern(ctx context.Context, a *place, s story.Deed) error {
	f, err := p.ofForum(ctx, a, s)
	if err != nil {
		return err
	}
	now := f.Settings()
	now.Agreement = id.Agreement(or(string(a.agreements[s.Agreement]), string(now.Agreement)))
	for _, x := range []struct {
		to    *id.Function
		short string
	}{{&now.Driver, s.Driver}, {&now.Deputy, s.Deputy}, {&now.Chair, s.Chair}, {&now.Secretary, s.Secretary}} {
		if x.short != "" {
			*x.to = p.Function(a.Area, x.short)
		}
	}
	now.Chairing, now.Place, now.Link = or(s.Chairing, now.Chairing), or(s.Place, now.Place), or(s.Link, now.Link)
	if s.Review != nil {
		now.ReviewOn = p.iso(*s.Review)
	}
	return p.ChangeForum(ctx, p.acting(a, s.By), f.ID, f.Version, now)
}

// step takes a forum to another state of its life.
func (p *player) step(ctx context.Context, a *place, s story.Deed) error {
	f, err := p.ofForum(ctx, a, s)
	if err != nil {
		return err
	}
	return p.StepForum(ctx, p.acting(a, s.By), forum.Step{Forum: f.ID, Version: f.Version, To: s.To, Words: s.Words})
}

// tick says that the forms of a forum that is starting are in order.
func (p *player) tick(ctx context.Context, a *place, s story.Deed) error {
	return p.TickForum(ctx, p.acting(a, s.By), p.forum(a.Area, s.Forum), s.To, true)
}

// members is a deed with each of some functions and their membership of a forum.
func members(do func(*structure.Service, context.Context, access.Actor, id.Forum, id.Function) error) doing {
	return func(p *player, ctx context.Context, a *place, s story.Deed) error {
		for short := range strings.FieldsSeq(s.To) {
			if err := do(p.Service, ctx, p.acting(a, s.By), p.forum(a.Area, s.Forum), p.Function(a.Area, short)); err != nil {
				return err
			}
			p.pause()
		}
		return nil
	}
}

var quit = members(func(a *structure.Service, ctx context.Context, who access.Actor, f id.Forum, m id.Function) error {
	_, err := a.LeaveForum(ctx, who, f, m)
	return err
})
