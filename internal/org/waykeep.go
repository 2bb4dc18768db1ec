package org

import (
	"context"
	"slices"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// mostAnswerDays is the longest that somebody who asks may have to wait for an
// answer, in working days.
const mostAnswerDays = 60

// WayInput is what is decided about a way in.
type WayInput struct {
	Area       id.Area
	Topic      string
	Deputy     id.Function // may be empty
	AnswerDays int
	About      string
}

// Check reports all that is wrong with the input.
func (in WayInput) Check() error {
	var f errs.Faults
	f.Check(in.Area != "", "area", "way.area.missing")
	f.Check(slices.Contains(Topics(), in.Topic), "topic", "way.topic.unknown")
	f.Check(in.AnswerDays >= 1 && in.AnswerDays <= mostAnswerDays, "answer_days", "way.answer_days.range")
	f.Check(utf8.RuneCountInString(in.About) <= MostAbout, "about", "way.about.long")
	f.Check(!id.HasNumber(in.About), "about", "text.identity.number")
	return f.Err()
}

// WaysOf lists the ways in that lead to a function, or have it as deputy.
func WaysOf(ctx context.Context, tx *db.Tx, f id.Function) ([]WayIn, error) {
	return db.All(ctx, tx, scanWay, wayQuery+` where w.function_id = $2 or w.deputy_id = $2 order by w.area_id, w.topic, w.id limit $3`,
		db.Micros(tx.Now), f, most)
}

// WaysOfOrganisation lists the ways in that lead to functions of an organisation.
func WaysOfOrganisation(ctx context.Context, tx *db.Tx, o id.Org) ([]WayIn, error) {
	return db.All(ctx, tx, scanWay, wayQuery+` where u.organisation_id = $2 order by w.area_id, w.topic, w.id limit $3`,
		db.Micros(tx.Now), o, most)
}

// AddWayIn makes a function a way in to its actor in an area.
func AddWayIn(ctx context.Context, tx *db.Tx, f id.Function, in WayInput) (id.WayIn, error) {
	now, err := FunctionByID(ctx, tx, f)
	if err != nil {
		return "", err
	}
	if err := in.checkFor(ctx, tx, now); err != nil {
		return "", err
	}
	w := id.New[id.WayIn]()
	_, err = tx.Exec(ctx, `insert into way_in (id, area_id, topic, actor, function_id, deputy_id, answer_days, about)
values ($1, $2, $3, $4, $5, nullif($6, ''), $7, $8)`, w, in.Area, in.Topic, string(now.Kind), f, in.Deputy, in.AnswerDays, in.About)
	return w, err
}

// checkFor reports all that is wrong with the input for a way in to a function.
func (in WayInput) checkFor(ctx context.Context, tx *db.Tx, f Function) error {
	var faults errs.Faults
	if err := faults.Merge(in.Check()); err != nil {
		return err
	}
	faults.Check(!f.Ended, "function", "way.function.ended")
	works, err := tx.Has(ctx, `select 1 from unit_area where unit_id = $1 and area_id = $2`, f.Unit, in.Area)
	if err != nil {
		return err
	}
	faults.Check(works || in.Area == "", "area", "way.area.outside")
	if in.Deputy != "" {
		same, err := tx.Has(ctx, `select 1 from function d join unit u on u.id = d.unit_id
where d.id = $1 and u.organisation_id = $2 and d.id <> $3 and d.ended_at is null`, in.Deputy, f.Org, f.ID)
		if err != nil {
			return err
		}
		faults.Check(same, "deputy", "way.deputy.missing")
	}
	return faults.Err()
}

// ChangeWayIn changes what is decided about a way in.
func ChangeWayIn(ctx context.Context, tx *db.Tx, w id.WayIn, in WayInput, version int64) error {
	now, err := WayInByID(ctx, tx, w)
	if err != nil {
		return err
	}
	if now.Version != version {
		return errs.Changed(now)
	}
	if err := in.checkFor(ctx, tx, now.Function); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update way_in set area_id = $1, topic = $2, deputy_id = nullif($3, ''), answer_days = $4, about = $5, version = version + 1
where id = $6 and version = $7`, in.Area, in.Topic, in.Deputy, in.AnswerDays, in.About, w, version)
	if err != nil || n == 1 {
		return err
	}
	return changedWay(ctx, tx, w)
}

// RemoveWayIn takes away a way in. Requests that came by it stay where they are.
func RemoveWayIn(ctx context.Context, tx *db.Tx, w id.WayIn, version int64) error {
	n, err := tx.Exec(ctx, `delete from way_in where id = $1 and version = $2`, w, version)
	if err != nil || n == 1 {
		return err
	}
	return changedWay(ctx, tx, w)
}

func changedWay(ctx context.Context, tx *db.Tx, w id.WayIn) error {
	now, err := WayInByID(ctx, tx, w)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
