package briefing

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/seal"
)

// keeping is a change to a brief by the unit that made it.
type keeping struct {
	tx    *db.Tx
	sight access.Sight
	key   *seal.Key
	now   View
}

// keep changes a brief of an open case, by the unit that made it.
func (s *Service) keep(ctx context.Context, who access.Actor, c id.Case, b id.Brief, change func(keeping) error) error {
	_, err := s.Do(ctx, who, access.BriefKeep, access.Object{Case: c, Brief: b}, func(tx *db.Tx, sight access.Sight) (string, error) {
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		now, err := s.view(ctx, tx, sight, b)
		if err != nil {
			return "", err
		}
		return string(b), change(keeping{tx, sight, key, now})
	})
	return err
}

// HandOut gives a brief to the person to carry, with a new code. What the person
// carries herself is handed to nobody else (seed S213).
func (s *Service) HandOut(ctx context.Context, who access.Actor, c id.Case, b id.Brief, version int64) error {
	return s.keep(ctx, who, c, b, func(k keeping) error {
		if k.now.Hidden() {
			return errs.New(errs.Conflict, "brief.uncovered")
		}
		_, err := brief.HandOut(ctx, k.tx, k.key, k.now.Brief, version, s.CodeHash)
		return err
	})
}

// Send gives a brief to the way in of a unit of care, as far as the consent lets
// that unit be told. A unit that the person has blocked is none of them.
func (s *Service) Send(ctx context.Context, who access.Actor, c id.Case, b id.Brief, version int64, to id.WayIn) error {
	return s.keep(ctx, who, c, b, func(k keeping) error {
		at := slices.IndexFunc(k.now.Ways, func(w org.WayIn) bool { return w.ID == to })
		if at < 0 && k.now.Brief.State == brief.Draft {
			return errs.Faults{{Field: "to", Key: "brief.to.missing"}}.Err()
		}
		if at < 0 {
			return errs.Changed(k.now.Brief)
		}
		f := k.now.Ways[at].Function
		reach, err := reachOf(ctx, k.tx, k.sight)
		if err != nil {
			return err
		}
		if told, _ := k.now.Brief.Content.Covered(reach[f.Unit]); len(told.Activities) == 0 {
			return errs.Faults{{Field: "to", Key: "brief.to.uncovered"}}.Err()
		}
		if err := brief.Send(ctx, k.tx, k.now.Brief, version, f.Unit, f.ID); err != nil {
			return err
		}
		if err := person.Name(ctx, k.tx, k.sight.Person(), f.ID); err != nil {
			return err
		}
		return s.Tell(ctx, k.tx, f.ID)
	})
}

// Stop notes that a brief is not needed any more.
func (s *Service) Stop(ctx context.Context, who access.Actor, c id.Case, b id.Brief, version int64) error {
	return s.keep(ctx, who, c, b, func(k keeping) error { return brief.Stop(ctx, k.tx, k.now.Brief, version) })
}
