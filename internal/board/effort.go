package board

import (
	"context"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/federation"
	"samverk/internal/id"
	"samverk/internal/org"
)

// EffortsView is a page of the efforts that the federation pays for.
type EffortsView struct {
	Areas   []org.Area
	Efforts []federation.Effort
	More    bool
	Keeps   bool
	Today   string
}

// Efforts lists the efforts, those that began last first.
func (s *Service) Efforts(ctx context.Context, who access.Actor, q federation.EffortFilter) (v EffortsView, err error) {
	err = s.look(ctx, who, &v.Keeps, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if v.Areas, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		limit := q.Limit
		q.Limit++
		v.Efforts, err = federation.Efforts(ctx, tx, q)
		if v.More = len(v.Efforts) > limit; v.More {
			v.Efforts = v.Efforts[:limit]
		}
		return err
	})
	return v, err
}

// EffortView is an effort with its evaluation and its history.
type EffortView struct {
	federation.Effort
	All       []org.Area // of the whole federation
	Notes     []federation.Note
	Events    []federation.Event
	Functions map[id.Function]org.Function
	Keeps     bool
	Today     string
}

// Effort returns one effort.
func (s *Service) Effort(ctx context.Context, who access.Actor, e id.Effort) (v EffortView, err error) {
	err = s.look(ctx, who, &v.Keeps, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if v.All, err = org.Areas(ctx, tx); err != nil {
			return err
		}
		if v.Effort, err = federation.EffortByID(ctx, tx, e); err != nil {
			return err
		}
		if v.Notes, err = federation.Notes(ctx, tx, e); err != nil {
			return err
		}
		if v.Events, err = federation.Events(ctx, tx, e); err != nil {
			return err
		}
		var some []id.Function
		for _, n := range v.Notes {
			some = append(some, n.By)
		}
		for _, n := range v.Events {
			some = append(some, n.By)
		}
		v.Functions, err = named(ctx, tx, some...)
		return err
	})
	return v, err
}

// AddEffort notes an effort.
func (s *Service) AddEffort(ctx context.Context, who access.Actor, in federation.EffortInput) (id.Effort, error) {
	e, err := s.keep(ctx, who, func(tx *db.Tx) (string, error) {
		e, err := federation.AddEffort(ctx, tx, in, who.Function)
		return string(e), aboutNobody(in.FreeText(), err)
	})
	return id.Effort(e), err
}

// ChangeEffort changes what is decided about an effort.
func (s *Service) ChangeEffort(ctx context.Context, who access.Actor, e id.Effort, in federation.EffortInput, version int64) error {
	return keepOf(ctx, s, who, e, func(tx *db.Tx) error {
		return aboutNobody(in.FreeText(), federation.ChangeEffort(ctx, tx, e, in, version, who.Function))
	})
}

// SetPhases writes the phases of an effort.
func (s *Service) SetPhases(ctx context.Context, who access.Actor, e id.Effort, all []federation.Phase, version int64) error {
	texts := map[string]string{}
	for i, p := range all {
		texts["title_"+strconv.Itoa(i+1)] = p.Title
	}
	return keepOf(ctx, s, who, e, func(tx *db.Tx) error {
		return aboutNobody(texts, federation.SetPhases(ctx, tx, e, all, version, who.Function))
	})
}

// SetMoney writes what an effort may cost and has cost.
func (s *Service) SetMoney(ctx context.Context, who access.Actor, e id.Effort, all []federation.Money, version int64) error {
	return keepOf(ctx, s, who, e, func(tx *db.Tx) error { return federation.SetMoney(ctx, tx, e, all, version, who.Function) })
}

// NoteEffort adds an entry to the evaluation of an effort.
func (s *Service) NoteEffort(ctx context.Context, who access.Actor, e id.Effort, n federation.Note) error {
	n.By = who.Function
	return keepOf(ctx, s, who, e, func(tx *db.Tx) error {
		return aboutNobody(map[string]string{"words": n.Words}, federation.AddNote(ctx, tx, e, n))
	})
}

// Conclude ends an effort with the decision on how the federation goes on.
func (s *Service) Conclude(ctx context.Context, who access.Actor, c federation.Conclusion) error {
	c.By = who.Function
	return keepOf(ctx, s, who, c.Effort, func(tx *db.Tx) error {
		return aboutNobody(map[string]string{"words": c.Words}, c.Take(ctx, tx))
	})
}
