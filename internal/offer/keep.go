package offer

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Save is a version that somebody writes.
type Save struct {
	Content Content
	State   string // draft, proposed or approved
	By      id.Function
}

// Create adds an intervention to a unit.
func Create(ctx context.Context, tx *db.Tx, u id.Unit, s Save) (id.Intervention, error) {
	which := id.New[id.Intervention]()
	if _, err := tx.Exec(ctx, `insert into intervention (id, unit_id, newest, confirmed_on, edited_at) values ($1, $2, 1, $3, $4)`,
		which, u, tx.Today(), db.Micros(tx.Now)); err != nil {
		return "", err
	}
	if err := write(ctx, tx, which, 1, s); err != nil {
		return "", err
	}
	return which, show(ctx, tx, which, 1, s.State)
}

// Change writes what an intervention is to say. A version that has been approved
// stays what it was, and others see it until the next is approved.
func Change(ctx context.Context, tx *db.Tx, now Intervention, s Save) error {
	if err := step(ctx, tx, now); err != nil {
		return err
	}
	number := now.Newest
	if now.Text.State == Approved {
		number++
	} else {
		for _, table := range []string{"intervention_area", "intervention_version"} {
			if _, err := tx.Exec(ctx, `delete from `+table+` where intervention_id = $1 and number = $2`, now.ID, number); err != nil {
				return err
			}
		}
	}
	if err := write(ctx, tx, now.ID, number, s); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `update intervention set newest = $2, edited_at = $3 where id = $1`, now.ID, number, db.Micros(tx.Now)); err != nil {
		return err
	}
	return show(ctx, tx, now.ID, number, s.State)
}

// step takes the row from one version to the next, for the first who does.
func step(ctx context.Context, tx *db.Tx, now Intervention) error {
	n, err := tx.Exec(ctx, `update intervention set version = version + 1 where id = $1 and version = $2 and ended_on = ''`, now.ID, now.Version)
	if err == nil && n == 0 {
		err = errs.Changed(now)
	}
	return err
}

// show lets others see a version that is approved.
func show(ctx context.Context, tx *db.Tx, which id.Intervention, number int, state string) error {
	if state != Approved {
		return nil
	}
	_, err := tx.Exec(ctx, `update intervention set shown = $2, confirmed_on = $3 where id = $1`, which, number, tx.Today())
	return err
}

func write(ctx context.Context, tx *db.Tx, which id.Intervention, number int, s Save) error {
	c, approver := s.Content, id.Function("")
	if s.State == Approved {
		approver = s.By
	}
	_, err := tx.Exec(ctx, `insert into intervention_version (intervention_id, number, state, name, aliases, sort, purpose, target, entry, requires, problems,
			age_from, age_to, extent, length, capacity, contact_id, ground, evidence, cost, starts_on, ends_on, by_function, at, approved_by)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, nullif($17, ''), $18, $19, $20, $21, $22, $23, $24, nullif($25, ''))`,
		which, number, s.State, c.Name, strings.Join(c.Aliases, "\n"), c.Sort, c.Purpose, c.Target, c.Entry, strings.Join(c.Requires, ","), strings.Join(c.Problems, ","),
		known(c.AgeFrom), known(c.AgeTo), c.Extent, c.Length, known(c.Capacity), c.Contact, c.Ground, c.Evidence, c.Cost, c.StartsOn, c.EndsOn, s.By, db.Micros(tx.Now), approver)
	for _, a := range c.Areas {
		if err != nil {
			break
		}
		_, err = tx.Exec(ctx, `insert into intervention_area (intervention_id, number, area_id) values ($1, $2, $3)`, which, number, a)
	}
	return err
}

// known is a number as it is kept: nothing where it is not known.
func known(n int) any {
	if n == NoNumber {
		return nil
	}
	return n
}

// Decide takes the newest version further: a draft is proposed, a proposal is
// approved or becomes a draft again.
func Decide(ctx context.Context, tx *db.Tx, now Intervention, to string, by id.Function) error {
	if now.Text.State == Approved || to == Draft && now.Text.State != Proposed {
		return errs.New(errs.Conflict, "offer.state")
	}
	if err := step(ctx, tx, now); err != nil {
		return err
	}
	approver := id.Function("")
	if to == Approved {
		approver = by
	}
	if _, err := tx.Exec(ctx, `update intervention_version set state = $3, approved_by = nullif($4, '') where intervention_id = $1 and number = $2`,
		now.ID, now.Newest, to, approver); err != nil {
		return err
	}
	return show(ctx, tx, now.ID, now.Newest, to)
}

// Tell notes how much room there is today.
func Tell(ctx context.Context, tx *db.Tx, now Intervention, p Places) error {
	if err := p.Check(); err != nil {
		return err
	}
	if err := step(ctx, tx, now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update intervention set free_places = $2, wait_weeks = $3, places_on = $4 where id = $1`, now.ID, known(p.Free), known(p.Weeks), tx.Today())
	return err
}

// Confirm notes that all that is said holds today.
func Confirm(ctx context.Context, tx *db.Tx, now Intervention) error {
	if err := step(ctx, tx, now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update intervention set confirmed_on = $2 where id = $1`, now.ID, tx.Today())
	return err
}

// End ends an intervention today. What it said stays.
func End(ctx context.Context, tx *db.Tx, now Intervention) error {
	if err := step(ctx, tx, now); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update intervention set ended_on = $2 where id = $1`, now.ID, tx.Today())
	return err
}

// SetCompetence notes what people at a unit know beyond its task.
func SetCompetence(ctx context.Context, tx *db.Tx, u id.Unit, codes []string) error {
	var f errs.Faults
	f.Check(within(codes, Competences()), "competence", "offer.code.unknown")
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from unit_competence where unit_id = $1`, u); err != nil {
		return err
	}
	codes = slices.Clone(codes)
	slices.Sort(codes)
	for _, code := range slices.Compact(codes) {
		if _, err := tx.Exec(ctx, `insert into unit_competence (unit_id, code) values ($1, $2)`, u, code); err != nil {
			return err
		}
	}
	return nil
}
