package figures

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/figure"
	"samverk/internal/id"
)

// Fetchable lists the figures that can be fetched from Kolada: those that are
// defined here, and the federation's own.
func (s *Service) Fetchable(ctx context.Context, who access.Actor) (all figure.List, err error) {
	err = s.Look(ctx, who, access.FigureKeep, access.Object{}, func(tx *db.Tx) error {
		of, err := figure.Known(ctx, tx)
		all = of.In(figure.Kolada)
		return err
	})
	return all, err
}

// Own lists the indicators that the federation has added, for any function.
func (s *Service) Own(ctx context.Context, who access.Actor) (all []figure.Own, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) error {
		all, err = figure.OwnFigures(ctx, tx)
		return err
	})
	return all, err
}

// AddOwn adds an indicator that the next import can fetch.
func (s *Service) AddOwn(ctx context.Context, who access.Actor, in figure.OwnInput) (id.Figure, error) {
	made, err := s.Do(ctx, who, access.FigureKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		code, err := figure.AddOwn(ctx, tx, in, who.Function)
		return string(code), aboutNobody(in.FreeText(), err)
	})
	return id.Figure(made), err
}

// ChangeOwn changes what is said of an indicator that the federation has added.
func (s *Service) ChangeOwn(ctx context.Context, who access.Actor, code id.Figure, in figure.OwnInput, version int64) error {
	return s.keepOwn(ctx, who, code, func(tx *db.Tx) error {
		return aboutNobody(in.FreeText(), figure.ChangeOwn(ctx, tx, code, in, version))
	})
}

// RemoveOwn forgets an indicator that has no values yet.
func (s *Service) RemoveOwn(ctx context.Context, who access.Actor, code id.Figure, version int64) error {
	return s.keepOwn(ctx, who, code, func(tx *db.Tx) error { return figure.RemoveOwn(ctx, tx, code, version) })
}

func (s *Service) keepOwn(ctx context.Context, who access.Actor, code id.Figure, fn func(*db.Tx) error) error {
	_, err := s.Do(ctx, who, access.FigureKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) { return string(code), fn(tx) })
	return err
}
