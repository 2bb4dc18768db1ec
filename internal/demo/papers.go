package demo

import (
	"context"
	"errors"
	"strings"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/demo/story"
	"samverk/internal/id"
	"samverk/internal/structure"
)

// content is what an agreement says in an area, with the dates of a deed.
func (p *player) content(a *place, s story.Deed) (string, agreement.Content, error) {
	d, err := p.Paper(s.Text)
	if err != nil {
		return "", agreement.Content{}, err
	}
	c, err := d.Content(p.Places[a.Area])
	if err != nil {
		return "", agreement.Content{}, err
	}
	for _, x := range []struct {
		to  *string
		day *int
	}{{&c.ValidFrom, s.From}, {&c.ValidUntil, s.Till}, {&c.ReviewOn, s.Review}} {
		if x.day != nil {
			*x.to = p.iso(*x.day)
		}
	}
	return or(s.Title, d.Title), c, nil
}

// draft begins an agreement, or goes on with its draft.
func (p *player) draft(ctx context.Context, a *place, s story.Deed) error {
	title, c, err := p.content(a, s)
	if err != nil {
		return err
	}
	who := p.acting(a, s.By)
	if which := a.agreements[s.Agreement]; which != "" {
		version, err := p.newest(ctx, a, s)
		if err != nil {
			return err
		}
		return p.SaveAgreement(ctx, who, which, title, c, version)
	}
	a.agreements[s.Agreement], err = p.DraftAgreement(ctx, who, structure.NewAgreement{Area: a.Area, Title: title, Content: c})
	return err
}

// newest returns how the newest version of an agreement stands.
func (p *player) newest(ctx context.Context, a *place, s story.Deed) (int64, error) {
	which := a.agreements[s.Agreement]
	if which == "" {
		return 0, errors.New("no agreement " + s.Agreement)
	}
	v, err := p.Agreement(ctx, p.acting(a, s.By), which, 0)
	return v.Newest().Version, err
}

// onAgreement is a deed with an agreement as it stands.
func onAgreement(do func(*player, context.Context, access.Actor, id.Agreement, story.Deed, int64) error) doing {
	return func(p *player, ctx context.Context, a *place, s story.Deed) error {
		for short := range strings.FieldsSeq(s.By) {
			one := s
			one.By = short
			version, err := p.newest(ctx, a, one)
			if err != nil {
				return err
			}
			if err := do(p, ctx, p.acting(a, short), a.agreements[s.Agreement], s, version); err != nil {
				return err
			}
			p.pause()
		}
		return nil
	}
}

// asItStands is a step with an agreement that needs no more than to know how it
// stands.
func asItStands(do func(*structure.Service, context.Context, access.Actor, id.Agreement, int64) error) doing {
	return onAgreement(func(p *player, ctx context.Context, who access.Actor, which id.Agreement, _ story.Deed, version int64) error {
		return do(p.Service, ctx, who, which, version)
	})
}

func (p *player) turnDown(ctx context.Context, who access.Actor, which id.Agreement, s story.Deed, version int64) error {
	return p.DeclineAgreement(ctx, who, which, s.Words, version)
}

func (p *player) review(ctx context.Context, who access.Actor, which id.Agreement, s story.Deed, version int64) error {
	return p.ReviewAgreement(ctx, who, which, p.iso(s.Until), s.Words, version)
}

func (p *player) endAgreement(ctx context.Context, who access.Actor, which id.Agreement, s story.Deed, version int64) error {
	return p.EndAgreement(ctx, who, which, s.Words, version)
}

// copyAgreement begins an agreement with the text that another area has.
func (p *player) copyAgreement(ctx context.Context, a *place, s story.Deed) (err error) {
	for _, other := range p.places {
		if which := other.agreements[s.Agreement]; other.Area == s.Source && which != "" {
			a.agreements[s.Agreement], err = p.CopyAgreement(ctx, p.acting(a, s.By), which, 0, a.Area)
			return err
		}
	}
	return errors.New("nothing to copy")
}
