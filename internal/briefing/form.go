package briefing

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/brief"
	"samverk/internal/db"
	"samverk/internal/id"
)

// Form returns the form that the briefs of the actor's organisation are made by.
func (s *Service) Form(ctx context.Context, who access.Actor) (brief.Form, error) {
	var f brief.Form
	err := s.Look(ctx, who, access.FormKeep, access.Object{Org: who.Org}, func(tx *db.Tx) (err error) {
		f, err = brief.NewestForm(ctx, tx, who.Org)
		return err
	})
	if err != nil {
		return brief.Form{}, err
	}
	return f, nil
}

// KeepForm makes the next version of the form of the actor's organisation; number
// is the version that was seen.
func (s *Service) KeepForm(ctx context.Context, who access.Actor, number int64, fields []brief.Field) (id.BriefForm, error) {
	f, err := s.Do(ctx, who, access.FormKeep, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		made, err := brief.KeepForm(ctx, tx, brief.Form{Org: who.Org, Number: number, Fields: fields}, who.Function)
		return string(made), err
	})
	return id.BriefForm(f), err
}
