package catalogue

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/org"
)

// WishRow is a wish as lists show it.
type WishRow struct {
	offer.Wish
	Area     org.Area
	By       org.Function
	MetBy    string // name of the intervention
	Days     int
	MayClose bool // the actor is of those who wished
}

// Gap is a sort that an actor in an area offers, is wished to offer, or was
// missing.
type Gap struct {
	Sort    offer.Sort
	Actor   access.Kind // empty where cases have missed it of nobody in particular
	Wishes  int
	Oldest  int // days of the oldest wish
	Offered []Row
	Missing int // cases; 0 where there are fewer than offer.Fewest, or none
}

// Wishes is what is wished and missing in an area beside what there is.
type Wishes struct {
	Rows  []WishRow
	More  bool
	Gaps  []Gap
	Areas []org.Area
	May   bool // the actor may wish there
	Own   access.Kind
	Today string
}

// Wishes lists what is wished in an area, or in all when it is empty, in a state
// or in any, with what is missing there and what there is.
func (s *Service) Wishes(ctx context.Context, who access.Actor, area id.Area, state string, p offer.Page) (v Wishes, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		reader, err := readerOf(ctx, tx, who)
		if err != nil {
			return err
		}
		v.Today, v.Own = tx.Today(), reader.Kind
		if v.Areas, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		may, err := s.wishesIn(ctx, tx, who)
		if err != nil {
			return err
		}
		v.May = may(area)
		limit := min(max(p.Limit, 1), mostRows)
		p.Limit = limit + 1
		all, err := offer.Wishes(ctx, tx, area, state, p)
		if err != nil {
			return err
		}
		if v.More = len(all) > limit; v.More {
			all = all[:limit]
		}
		if err := v.rows(ctx, tx, all, may); err != nil {
			return err
		}
		return v.gaps(ctx, tx, area)
	})
	return v, err
}

// wishesIn tells in which areas the actor may say what she wishes.
func (s *Service) wishesIn(ctx context.Context, tx *db.Tx, who access.Actor) (func(id.Area) bool, error) {
	if who.Self() {
		return func(id.Area) bool { return false }, nil
	}
	facts, err := s.FactsOfAreas(ctx, tx, who)
	return func(a id.Area) bool { return a != "" && access.Decide(access.WishKeep, facts(a)) == nil }, err
}

// rows adds to wishes what lists show.
func (v *Wishes) rows(ctx context.Context, tx *db.Tx, all []offer.Wish, may func(id.Area) bool) error {
	by, met := id.NewSet[id.Function](), id.NewSet[id.Intervention]()
	for _, w := range all {
		by.Add(w.By)
		met.Add(w.MetBy)
	}
	functions, err := org.Functions(ctx, tx, by.List)
	if err != nil {
		return err
	}
	names := map[id.Intervention]string{}
	if len(met.List) > 0 {
		some, err := offer.List(ctx, tx, offer.Filter{IDs: met.List, Ended: true})
		if err != nil {
			return err
		}
		for _, i := range some {
			names[i.ID] = i.Text.Name
		}
	}
	for _, w := range all {
		row := WishRow{w, org.Area{}, functions[w.By], names[w.MetBy], w.Age(v.Today), may(w.Area) && w.From == v.Own}
		for _, a := range v.Areas {
			if a.ID == w.Area {
				row.Area = a
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return nil
}

// gaps lays wishes and what is missing beside what is offered.
func (v *Wishes) gaps(ctx context.Context, tx *db.Tx, area id.Area) error {
	open, err := offer.Wishes(ctx, tx, area, offer.Open, offer.Page{Limit: mostRows})
	if err != nil {
		return err
	}
	missing, err := offer.MissingIn(ctx, tx, area)
	if err != nil {
		return err
	}
	rows, err := rowsFor(ctx, tx, org.Function{}, offer.Filter{Area: area})
	if err != nil {
		return err
	}
	for _, sort := range offer.Sorts("") {
		for _, actor := range append(offer.Actors(), "") {
			if g := v.gap(sort, actor, open, missing); g.Wishes+g.Missing > 0 {
				for _, r := range rows {
					if r.Text.Sort == sort && (actor == "" || r.Unit.Kind == actor) && r.Offered(v.Today) {
						g.Offered = append(g.Offered, r)
					}
				}
				v.Gaps = append(v.Gaps, g)
			}
		}
	}
	return nil
}

func (v *Wishes) gap(sort offer.Sort, actor access.Kind, open []offer.Wish, missing []offer.Missing) Gap {
	g := Gap{Sort: sort, Actor: actor}
	for _, w := range open {
		if w.Sort == sort && w.To == actor {
			g.Wishes++
			g.Oldest = max(g.Oldest, w.Age(v.Today))
		}
	}
	for _, m := range missing {
		if m.Sort == sort && m.Actor == actor {
			g.Missing += m.Cases
		}
	}
	return g
}

// Wish keeps what the actor of a function wishes of another in an area.
func (s *Service) Wish(ctx context.Context, who access.Actor, n offer.NewWish) (id.Wish, error) {
	made, err := s.Do(ctx, who, access.WishKeep, access.Object{Area: n.Area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		reader, err := readerOf(ctx, tx, who)
		if err != nil {
			return "", err
		}
		n.From, n.By = reader.Kind, who.Function
		if err := telling(n.Check(tx.Today()), n.Words); err != nil {
			return "", err
		}
		made, err := offer.AddWish(ctx, tx, n)
		return string(made), err
	})
	return id.Wish(made), err
}

// telling adds to what is wrong with something that its words tell of somebody.
func telling(err error, words string) error {
	var f errs.Faults
	if err := f.Merge(err); err != nil {
		return err
	}
	return append(f, app.TellsOfAnybody("", map[string]string{"words": words})...).OneEach().Err()
}

// CloseWish says that a wish has been met, by an intervention where it is said
// which, or takes it back. Those who wished do that.
func (s *Service) CloseWish(ctx context.Context, who access.Actor, w id.Wish, version int64, state string, by id.Intervention) error {
	area, err := s.areaOf(ctx, who, func(tx *db.Tx) (id.Area, error) {
		now, err := offer.WishByID(ctx, tx, w)
		return now.Area, err
	})
	if err != nil {
		return err
	}
	_, err = s.Do(ctx, who, access.WishKeep, access.Object{Area: area}, func(tx *db.Tx, _ access.Sight) (string, error) {
		now, err := offer.WishByID(ctx, tx, w)
		if err != nil {
			return "", err
		}
		reader, err := readerOf(ctx, tx, who)
		if err != nil {
			return "", err
		}
		if reader.Kind != now.From {
			return "", errs.New(errs.Denied, "offer.wish.others")
		}
		if now.Version != version || now.State != offer.Open {
			return "", errs.Changed(now)
		}
		if err := closing(ctx, tx, state, by); err != nil {
			return "", err
		}
		return string(w), offer.Close(ctx, tx, now, state, by)
	})
	return err
}

// closing reports what is wrong with how a wish is closed.
func closing(ctx context.Context, tx *db.Tx, state string, by id.Intervention) error {
	var f errs.Faults
	f.Check(state == offer.Met || state == offer.Withdrawn, "state", "offer.wish.state")
	f.Check(by == "" || state == offer.Met, "met_by", "offer.wish.state")
	if by != "" {
		_, err := offer.ByID(ctx, tx, by, "", "")
		if err != nil && !errs.Is(err, errs.NotFound) {
			return err
		}
		f.Check(err == nil, "met_by", "offer.intervention.missing")
	}
	return f.OneEach().Err()
}

// areaOf finds the area of something before it is decided whether the actor may
// change it.
func (s *Service) areaOf(ctx context.Context, who access.Actor, find func(*db.Tx) (id.Area, error)) (area id.Area, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		area, err = find(tx)
		return err
	})
	return area, err
}
