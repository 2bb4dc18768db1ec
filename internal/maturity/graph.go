package maturity

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/gauge"
	"samverk/internal/id"
	"samverk/internal/org"
)

// First is the round that an area began with: what a report says of it.
const First id.Round = "first"

// Picture is who works how with whom in an area, at one time.
type Picture struct {
	Round  gauge.Round // with nothing but First as its identifier for what a report says
	Source string      // of that
	Ties   []gauge.Tie
}

// GraphView is who works how with whom in an area, and how that changed.
type GraphView struct {
	Place
	Rounds []gauge.Round // the newest first; ends with the one of the report, where there is one
	Shown  Picture
	Before *Picture          // the time before, nil when there is none
	Asked  map[id.Round]bool // that the actor's function can answer
}

// Graph returns who works how with whom in an area: in a round, or in the newest
// that has closed.
func (s *Service) Graph(ctx context.Context, who access.Actor, area id.Area, r id.Round) (v GraphView, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		if v.Place, err = s.place(ctx, tx, who, area); err != nil || v.Area.ID == "" {
			return err
		}
		first, err := firstPicture(ctx, tx, v.Area.ID)
		if err != nil {
			return err
		}
		if v.Rounds, err = gauge.Rounds(ctx, tx, v.Area.ID, gauge.Ties); err != nil {
			return err
		}
		kind, err := kindOf(ctx, tx, who)
		if err != nil {
			return err
		}
		v.Asked = map[id.Round]bool{}
		for _, one := range v.Rounds {
			v.Asked[one.ID] = v.MayAnswer && one.State(v.Today) == gauge.Open && one.Asks(kind)
		}
		if len(first.Ties) > 0 {
			v.Rounds = append(v.Rounds, first.Round)
		}
		return v.choose(ctx, tx, r, first)
	})
	return v, err
}

// choose finds the round to show and the one before it.
func (v *GraphView) choose(ctx context.Context, tx *db.Tx, r id.Round, first Picture) (err error) {
	at := slices.IndexFunc(v.Rounds, func(one gauge.Round) bool { return one.ID == r })
	if at < 0 && r != "" {
		return errs.Missing()
	}
	if at < 0 {
		at = slices.IndexFunc(v.Rounds, func(one gauge.Round) bool { return one.State(v.Today) == gauge.Closed })
	}
	if at < 0 {
		return nil
	}
	if v.Shown, err = pictureOf(ctx, tx, v.Rounds[at], first); err != nil || at+1 == len(v.Rounds) {
		return err
	}
	before, err := pictureOf(ctx, tx, v.Rounds[at+1], first)
	v.Before = &before
	return err
}

func pictureOf(ctx context.Context, tx *db.Tx, r gauge.Round, first Picture) (Picture, error) {
	if r.ID == First {
		return first, nil
	}
	ties, err := gauge.TiesOf(ctx, tx, r.ID)
	return Picture{Round: r, Ties: ties}, err
}

// firstPicture is what the report says of an area.
func firstPicture(ctx context.Context, tx *db.Tx, area id.Area) (p Picture, err error) {
	all, err := org.Collaborations(ctx, tx, area)
	p.Round = gauge.Round{ID: First, Area: area, Settings: gauge.Settings{Kind: gauge.Ties}}
	for _, c := range all {
		p.Source = c.Source
		p.Ties = append(p.Ties, gauge.Tie{From: gauge.Party{Name: c.From, Kind: c.FromKind}, To: gauge.Party{Name: c.To, Kind: c.ToKind}, Manner: c.Manner, About: c.About})
	}
	return p, err
}

// TieForm is whom a function can name in a round, and what it has said.
type TieForm struct {
	Place
	Round   gauge.Round
	From    gauge.Party
	Parties []gauge.Party
	Said    []gauge.Tie // by the function before
}

// TieForm returns whom the actor's function can name in a round.
func (s *Service) TieForm(ctx context.Context, who access.Actor, r id.Round) (v TieForm, err error) {
	area, err := s.areaOf(ctx, who, r)
	if err != nil {
		return v, err
	}
	err = s.Look(ctx, who, access.GaugeAnswer, access.Object{Area: area}, func(tx *db.Tx) error {
		if v.Place, err = s.place(ctx, tx, who, area); err != nil {
			return err
		}
		if v.Round, err = gauge.ByID(ctx, tx, r); err != nil {
			return err
		}
		if v.From, v.Parties, err = partiesFor(ctx, tx, who, area); err != nil {
			return err
		}
		all, err := gauge.TiesOf(ctx, tx, r)
		v.Said = slices.DeleteFunc(all, func(t gauge.Tie) bool { return t.Function != who.Function })
		return err
	})
	return v, err
}

// partiesFor are the actor's own unit, and whom it can name: the other actors as
// wholes, and the other units of the area.
func partiesFor(ctx context.Context, tx *db.Tx, who access.Actor, area id.Area) (from gauge.Party, all []gauge.Party, err error) {
	units, err := org.UnitsIn(ctx, tx, area)
	if err != nil {
		return from, nil, err
	}
	for _, u := range units {
		if u.ID == who.Unit {
			from = gauge.Party{Code: string(u.ID), Name: u.Short, Kind: u.Kind}
		}
	}
	for _, k := range gauge.Actors() {
		if k != from.Kind {
			all = append(all, gauge.Party{Code: string(k), Kind: k})
		}
		for _, u := range units {
			if u.Kind == k && u.ID != who.Unit {
				all = append(all, gauge.Party{Code: string(u.ID), Name: u.Short, Kind: k})
			}
		}
	}
	return from, all, nil
}

// NameTies takes what the actor's function says of whom its unit works with. It
// can say it anew while the round is open.
func (s *Service) NameTies(ctx context.Context, who access.Actor, r id.Round, all []gauge.Named) error {
	return s.keepRound(ctx, who, access.GaugeAnswer, r, func(tx *db.Tx) error {
		now, err := gauge.ByID(ctx, tx, r)
		if err != nil {
			return err
		}
		from, parties, err := partiesFor(ctx, tx, who, now.Area)
		if err != nil {
			return err
		}
		return gauge.Name(ctx, tx, now, who.Function, from, parties, all)
	})
}
