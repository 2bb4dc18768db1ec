package demo

import (
	"context"
	"strings"

	"samverk/internal/access"
	"samverk/internal/demo/story"
	"samverk/internal/item"
	"samverk/internal/picture"
	"samverk/internal/situation"
)

// situations is what can be said of somebody's situation.
func (p *player) situations() *picture.Service {
	if p.pictures == nil {
		p.pictures = picture.New(p.App)
	}
	return p.pictures
}

// told returns to whom what somebody says goes, by category.
func (p *player) told(t *tale, who access.Actor, s story.Step) picture.Told {
	to := picture.Told{}
	for _, c := range access.Categories() {
		to[c] = p.receivers(t, who, &written{cat: c}, s)
	}
	return to
}

// fillIn answers fields of the first picture: "housing=own sgi=no". Its words
// belong to the field that kind names.
func (p *player) fillIn(ctx context.Context, t *tale, s story.Step) error {
	who := p.actor(t, s.By)
	v, err := p.situations().Situation(ctx, who, t.of)
	if err != nil {
		return err
	}
	p.pause()
	n := picture.Answers{Reason: s.Reason, To: p.told(t, who, s)}
	for pair := range strings.FieldsSeq(s.For) {
		field, value, _ := strings.Cut(pair, "=")
		a := picture.Answer{Field: field, Value: value}
		if now, ok := v.Own(field); ok {
			a.Version, a.Words = now.Newest, now.Words
		}
		if field == s.Kind {
			a.Words = s.Words
		}
		n.All = append(n.All, a)
	}
	return p.situations().Answer(ctx, who, t.of, n)
}

// piece is to whom one thing goes, of the category that it has.
func (p *player) piece(t *tale, s story.Step, c access.Category) picture.Piece {
	return picture.Piece{To: p.told(t, p.actor(t, s.By), s)[c]}
}

// liveOn notes a livelihood, whose code stands as kind.
func (p *player) liveOn(ctx context.Context, t *tale, s story.Step) error {
	n := picture.Livelihood{Piece: p.piece(t, s, access.Income), Benefit: s.Kind, Words: s.Words,
		Start: isoOf(s.From, p.date, ""), End: isoOf(s.Till, p.date, ""), Extent: item.NoExtent}
	if s.Extent != nil {
		n.Extent = *s.Extent
	}
	_, err := p.situations().NoteLivelihood(ctx, p.actor(t, s.By), t.of, n)
	return err
}

// certify notes a certificate, from an activity of the story.
func (p *player) certify(ctx context.Context, t *tale, s story.Step) error {
	n := picture.Certificate{To: p.piece(t, s, access.Ability).To, Start: isoOf(s.From, p.date, ""), End: isoOf(s.Till, p.date, ""), Extent: *s.Extent, Seen: or(s.How, picture.CertificateSeen), Words: s.Words}
	if s.Item != "" {
		w, err := t.item(s.Item)
		if err != nil {
			return err
		}
		n.About = w.Item
	}
	_, err := p.situations().NoteCertificate(ctx, p.actor(t, s.By), t.of, n)
	return err
}

// mapped registers that an instrument has been used.
func (p *player) mapped(ctx context.Context, t *tale, s story.Step) error {
	sort, _ := situation.SortOf(situation.Instruments(), s.Kind)
	_, err := p.situations().NoteMapping(ctx, p.actor(t, s.By), t.of, picture.Mapping{
		Piece: p.piece(t, s, sort.Category), Instrument: s.Kind, On: isoOf(s.From, p.date, ""), Level: s.Title, Areas: strings.Fields(s.For),
	})
	return err
}

// planned registers a plan that is kept elsewhere: what it says stands as words,
// tried and hope.
func (p *player) planned(ctx context.Context, t *tale, s story.Step) error {
	sort, _ := situation.SortOf(situation.Elsewhere(), s.Kind)
	_, err := p.situations().NotePlan(ctx, p.actor(t, s.By), t.of, picture.Plan{
		Piece: p.piece(t, s, sort.Category), Sort: s.Kind, Keeper: s.Title, On: isoOf(s.From, p.date, ""), FollowUp: isoOf(s.Follow, p.workday, ""),
		Said: picture.Said{Goals: s.Hope, Activities: s.Words, Responsible: s.Place, Leads: s.Purpose},
	})
	return err
}

// findOut makes tasks of fields that are not clear.
func (p *player) findOut(ctx context.Context, t *tale, s story.Step) error {
	who := p.actor(t, s.By)
	return p.situations().FindOut(ctx, who, t.of, picture.FindOut{Fields: strings.Fields(s.For), Due: isoOf(s.Due, p.workday, ""), To: p.told(t, who, s)})
}
