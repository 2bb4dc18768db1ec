package board

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/federation"
	"samverk/internal/id"
	"samverk/internal/org"
)

// BodiesView is the federation's bodies.
type BodiesView struct {
	Bodies  []federation.Body
	Efforts []federation.Effort // that a body can work with; for who keeps
	Keeps   bool
	Today   string
}

// Bodies lists the federation's board and groups, those that go on first.
func (s *Service) Bodies(ctx context.Context, who access.Actor) (v BodiesView, err error) {
	err = s.look(ctx, who, &v.Keeps, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if v.Bodies, err = federation.Bodies(ctx, tx); err != nil || !v.Keeps {
			return err
		}
		v.Efforts, err = federation.Efforts(ctx, tx, federation.EffortFilter{Limit: mostEfforts})
		return err
	})
	return v, err
}

// BodyView is one body with its history.
type BodyView struct {
	federation.Body
	With       federation.Effort   // that it works with; zero where there is none
	Efforts    []federation.Effort // that it can work with; for who keeps
	Candidates []federation.Seat   // what can sit in it; for who keeps
	Events     []federation.Event
	Functions  map[id.Function]org.Function
	Keeps      bool
	Today      string
}

// Body returns one of the federation's bodies.
func (s *Service) Body(ctx context.Context, who access.Actor, b id.Body) (v BodyView, err error) {
	err = s.look(ctx, who, &v.Keeps, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if v.Body, err = federation.BodyByID(ctx, tx, b); err != nil {
			return err
		}
		if v.Effort != "" {
			if v.With, err = federation.EffortByID(ctx, tx, v.Effort); err != nil {
				return err
			}
		}
		if v.Events, err = federation.Events(ctx, tx, b); err != nil {
			return err
		}
		var some []id.Function
		for _, e := range v.Events {
			some = append(some, e.By)
		}
		if v.Functions, err = named(ctx, tx, some...); err != nil || !v.Keeps {
			return err
		}
		if v.Efforts, err = federation.Efforts(ctx, tx, federation.EffortFilter{Limit: mostEfforts}); err != nil {
			return err
		}
		v.Candidates, err = federation.SeatCandidates(ctx, tx)
		return err
	})
	return v, err
}

// AddBody notes a body of the federation's.
func (s *Service) AddBody(ctx context.Context, who access.Actor, in federation.BodyInput) (id.Body, error) {
	b, err := s.keep(ctx, who, func(tx *db.Tx) (string, error) {
		b, err := federation.AddBody(ctx, tx, in, who.Function)
		return string(b), aboutNobody(in.FreeText(), err)
	})
	return id.Body(b), err
}

// ChangeBody changes what is decided about a body, also that it has ended.
func (s *Service) ChangeBody(ctx context.Context, who access.Actor, b id.Body, in federation.BodyInput, version int64) error {
	return keepOf(ctx, s, who, b, func(tx *db.Tx) error {
		return aboutNobody(in.FreeText(), federation.ChangeBody(ctx, tx, b, in, version, who.Function))
	})
}

// SetSeats writes the members of a body: functions and organisations.
func (s *Service) SetSeats(ctx context.Context, who access.Actor, b id.Body, all []federation.Seat, version int64) error {
	return keepOf(ctx, s, who, b, func(tx *db.Tx) error {
		return federation.SetSeats(ctx, tx, b, all, version, who.Function)
	})
}
