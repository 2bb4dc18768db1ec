package demo

import (
	"context"
	"errors"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/app"
	"samverk/internal/id"
)

// paper is the text of an agreement, or of a later version of it.
type paper struct {
	Name  string `toml:"name"`
	After string `toml:"after"` // name of the text that this one changes
	Title string `toml:"title"`

	Purpose     string `toml:"purpose"`
	TargetGroup string `toml:"target_group"`
	Criteria    string `toml:"criteria"`
	Goals       string `toml:"goals"`
	Roles       string `toml:"roles"`
	Division    string `toml:"division"`
	Routines    string `toml:"routines"`
	Forms       string `toml:"forms"`
	ForumRules  string `toml:"forum_rules"`

	Grounds    string `toml:"grounds"`
	Calls      string `toml:"calls"` // kinds of actors; the others are called only
	Called     string `toml:"called"`
	Must       string `toml:"must"`
	Parties    string `toml:"parties"` // organisations; {k} is the word of the area
	AnswerDays int    `toml:"answer_days"`
}

// complete puts what stands in the text before in place of what is left out.
func (d *paper) complete(before *paper) {
	for _, s := range []struct{ to, from *string }{
		{&d.Title, &before.Title}, {&d.Purpose, &before.Purpose}, {&d.TargetGroup, &before.TargetGroup}, {&d.Criteria, &before.Criteria},
		{&d.Goals, &before.Goals}, {&d.Roles, &before.Roles}, {&d.Division, &before.Division}, {&d.Routines, &before.Routines},
		{&d.Forms, &before.Forms}, {&d.ForumRules, &before.ForumRules}, {&d.Grounds, &before.Grounds},
		{&d.Calls, &before.Calls}, {&d.Called, &before.Called}, {&d.Must, &before.Must}, {&d.Parties, &before.Parties},
	} {
		*s.to = or(*s.to, *s.from)
	}
	if d.AnswerDays == 0 {
		d.AnswerDays = before.AnswerDays
	}
}

// paper returns the text with a name.
func (c *cast) paper(name string) (*paper, error) {
	i := slices.IndexFunc(c.Papers, func(d *paper) bool { return d.Name == name })
	if i < 0 {
		return nil, errors.New("no text " + name)
	}
	d := *c.Papers[i]
	if d.After != "" {
		before, err := c.paper(d.After)
		if err != nil {
			return nil, err
		}
		d.complete(before)
	}
	return &d, nil
}

// content is what an agreement says in an area, with the dates of a deed.
func (p *player) content(a *place, s deed) (string, agreement.Content, error) {
	d, err := p.paper(s.Text)
	if err != nil {
		return "", agreement.Content{}, err
	}
	c := agreement.Content{
		Purpose: d.Purpose, TargetGroup: d.TargetGroup, Criteria: d.Criteria, Goals: d.Goals, Roles: d.Roles, Division: d.Division,
		Routines: d.Routines, Forms: d.Forms, ForumRules: d.ForumRules, Grounds: strings.Fields(d.Grounds), AnswerDays: d.AnswerDays,
	}
	for _, k := range agreement.Kinds() {
		x := agreement.Actor{Kind: k, MayCall: has(d.Calls, k), IsCalled: has(d.Calls, k) || has(d.Called, k), MustAttend: has(d.Must, k)}
		if x.IsCalled {
			c.Actors = append(c.Actors, x)
		}
	}
	for o := range strings.FieldsSeq(strings.ReplaceAll(d.Parties, "{k}", p.Places[a.Area])) {
		c.Parties = append(c.Parties, id.Org(o))
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

func has(kinds string, k access.Kind) bool { return slices.Contains(strings.Fields(kinds), string(k)) }

// draft begins an agreement, or goes on with its draft.
func (p *player) draft(ctx context.Context, a *place, s deed) error {
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
	a.agreements[s.Agreement], err = p.DraftAgreement(ctx, who, app.NewAgreement{Area: a.Area, Title: title, Content: c})
	return err
}

// newest returns how the newest version of an agreement stands.
func (p *player) newest(ctx context.Context, a *place, s deed) (int64, error) {
	which := a.agreements[s.Agreement]
	if which == "" {
		return 0, errors.New("no agreement " + s.Agreement)
	}
	v, err := p.Agreement(ctx, p.acting(a, s.By), which, 0)
	return v.Newest().Version, err
}

// onAgreement is a deed with an agreement as it stands.
func onAgreement(do func(*player, context.Context, access.Actor, id.Agreement, deed, int64) error) doing {
	return func(p *player, ctx context.Context, a *place, s deed) error {
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

func (p *player) open(ctx context.Context, who access.Actor, which id.Agreement, _ deed, version int64) error {
	return p.OpenAgreement(ctx, who, which, version)
}

func (p *player) sign(ctx context.Context, who access.Actor, which id.Agreement, _ deed, version int64) error {
	return p.SignAgreement(ctx, who, which, version)
}

func (p *player) turnDown(ctx context.Context, who access.Actor, which id.Agreement, s deed, version int64) error {
	return p.DeclineAgreement(ctx, who, which, s.Words, version)
}

func (p *player) next(ctx context.Context, who access.Actor, which id.Agreement, _ deed, version int64) error {
	return p.NextAgreement(ctx, who, which, version)
}

func (p *player) review(ctx context.Context, who access.Actor, which id.Agreement, s deed, version int64) error {
	return p.ReviewAgreement(ctx, who, which, p.iso(s.Until), s.Words, version)
}

func (p *player) endAgreement(ctx context.Context, who access.Actor, which id.Agreement, s deed, version int64) error {
	return p.EndAgreement(ctx, who, which, s.Words, version)
}

// copyAgreement begins an agreement with the text that another area has.
func (p *player) copyAgreement(ctx context.Context, a *place, s deed) (err error) {
	for _, other := range p.places {
		if which := other.agreements[s.Agreement]; other.Area == s.Source && which != "" {
			a.agreements[s.Agreement], err = p.CopyAgreement(ctx, p.acting(a, s.By), which, 0, a.Area)
			return err
		}
	}
	return errors.New("nothing to copy")
}
