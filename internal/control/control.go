// Package control is an organisation's control of what its own users have read:
// each month a random sample and the readings that follow a pattern are judged
// one by one, and the whole is signed. It stands above package app, as part of
// everything a user can do. Who controls never learns whom a reading was about.
package control

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/review"
)

// Service is what those who control the log can do.
type Service struct{ *app.App }

// New returns the service.
func New(a *app.App) *Service { return &Service{a} }

// RowsAtOnce is how many readings a page of a control shows.
const RowsAtOnce = 30

// Overview is the controls of an organisation.
type Overview struct {
	Reviews []review.Review
	Today   string
}

// Reviews lists the controls of the actor's organisation.
func (s *Service) Reviews(ctx context.Context, who access.Actor) (v Overview, err error) {
	err = s.Look(ctx, who, access.ReviewRead, access.Object{Org: who.Org}, func(tx *db.Tx) (err error) {
		v.Today = tx.Today()
		v.Reviews, err = review.List(ctx, tx, who.Org)
		return err
	})
	return v, err
}

// Reading is a reading to be judged, as the log has it.
type Reading struct {
	review.Row
	Log    app.LogRow
	Own    bool // the reviewer's own: somebody else judges it
	Erased bool // the log's row is gone by retention
}

// View is a control with some of its readings.
type View struct {
	review.Review
	Readings []Reading
	Next     int64 // where the following page begins, 0 when there is none
	Alone    bool  // nobody else in the organisation may judge
	SignedBy string
	AsName   string
	Today    string
}

// Review returns a control, with its readings after a row of the log.
func (s *Service) Review(ctx context.Context, who access.Actor, r id.Review, after int64, limit int) (View, error) {
	var v View
	err := s.See(ctx, who, access.ReviewRead, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (err error) {
		v, err = view(ctx, tx, who, r, after, limit)
		return err
	})
	if err != nil {
		return View{}, err
	}
	return v, nil
}

func view(ctx context.Context, tx *db.Tx, who access.Actor, r id.Review, after int64, limit int) (v View, err error) {
	v.Today = tx.Today()
	if v.Review, err = review.Get(ctx, tx, who.Org, r); err != nil {
		return v, err
	}
	if v.Alone, err = alone(ctx, tx, who); err != nil {
		return v, err
	}
	if v.Signed() {
		if v.SignedBy, v.AsName, err = signer(ctx, tx, v.Review); err != nil {
			return v, err
		}
	}
	rows, err := review.Rows(ctx, tx, r, after, limit)
	if err != nil {
		return v, err
	}
	if len(rows) == limit {
		v.Next = rows[limit-1].Seq
	}
	v.Readings, err = readings(ctx, tx, who, rows)
	return v, err
}

// readings puts to each row what the log says.
func readings(ctx context.Context, tx *db.Tx, who access.Actor, rows []review.Row) ([]Reading, error) {
	seqs := make([]int64, len(rows))
	for i, w := range rows {
		seqs[i] = w.Seq
	}
	found, err := audit.Rows(ctx, tx, seqs)
	if err != nil {
		return nil, err
	}
	told, err := app.StaffRows(ctx, tx, who, found)
	if err != nil {
		return nil, err
	}
	at := make(map[int64]app.LogRow, len(told))
	for _, row := range told {
		at[row.Seq] = row
	}
	all := make([]Reading, len(rows))
	for i, w := range rows {
		row := at[w.Seq]
		all[i] = Reading{Row: w, Log: row, Own: row.User == who.User, Erased: row.Erased}
	}
	return all, nil
}

// alone reports whether no other user of the organisation may judge.
func alone(ctx context.Context, tx *db.Tx, who access.Actor) (bool, error) {
	other, err := org.OtherHolds(ctx, tx, who.User, access.Manager, who.Org, "")
	return !other, err
}

func signer(ctx context.Context, tx *db.Tx, r review.Review) (label, function string, err error) {
	_, err = tx.One(ctx, []any{&label, &function}, `select u.label, f.name from user_account u, function f where u.id = $1 and f.id = $2`, r.SignedBy, r.SignedAs)
	return label, function, err
}

// Judge notes what the reviewer says of some readings: all of them, or none
// when something is wrong with one. The faults stand at the fields
// "verdict_ROW" and "words_ROW".
func (s *Service) Judge(ctx context.Context, who access.Actor, r id.Review, all []review.Judgement) error {
	_, err := s.Do(ctx, who, access.ReviewJudge, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		now, err := review.Get(ctx, tx, who.Org, r)
		if err != nil {
			return "", err
		}
		if now.Signed() {
			return "", errs.New(errs.Conflict, "review.signed")
		}
		own, err := ownRows(ctx, tx, who, r)
		if err != nil {
			return "", err
		}
		if err := check(all, own); err != nil {
			return "", err
		}
		for _, j := range all {
			if err := review.Judge(ctx, tx, r, j, who.User); err != nil {
				return "", err
			}
		}
		return string(r), nil
	})
	return err
}

// check reports every fault of all judgements.
func check(all []review.Judgement, own map[id.ReviewRow]bool) error {
	var f errs.Faults
	f.Check(len(all) > 0 && len(all) <= review.MostRows, "verdict", "review.judge.none")
	for _, j := range all {
		var one errs.Faults
		if err := one.Merge(j.Check()); err != nil {
			return err
		}
		one.Check(!own[j.Row], "verdict", "review.judge.own")
		for _, fault := range append(one, app.TellsOfAnybody("", map[string]string{"words": j.Words})...) {
			fault.Field += "_" + string(j.Row)
			f = append(f, fault)
		}
	}
	return f.Err()
}

// ownRows are the readings of a control that the actor made herself.
func ownRows(ctx context.Context, tx *db.Tx, who access.Actor, r id.Review) (map[id.ReviewRow]bool, error) {
	rows, err := review.Rows(ctx, tx, r, -1, review.MostRows)
	if err != nil {
		return nil, err
	}
	all, err := readings(ctx, tx, who, rows)
	own := map[id.ReviewRow]bool{}
	for _, w := range all {
		own[w.ID] = w.Own
	}
	return own, err
}

// Sign finishes a control, when every reading is judged. The reviewer's own may
// be left when nobody else in the organisation may judge them.
func (s *Service) Sign(ctx context.Context, who access.Actor, r id.Review, sig review.Signature) error {
	_, err := s.Do(ctx, who, access.ReviewSign, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		v, err := view(ctx, tx, who, r, -1, review.MostRows)
		if err != nil {
			return "", err
		}
		var f errs.Faults
		if err := f.Merge(sig.Check()); err != nil {
			return "", err
		}
		f = append(f, app.TellsOfAnybody("", map[string]string{"words": sig.Words})...)
		left := 0
		for _, w := range v.Readings {
			if w.Verdict == review.Unjudged && !(w.Own && v.Alone) && !w.Erased {
				left++
			}
		}
		f.Check(left == 0, "rows", "review.sign.left")
		if err := f.Err(); err != nil {
			return "", err
		}
		sig.By, sig.As = who.User, who.Function
		return string(r), review.Sign(ctx, tx, r, sig)
	})
	return err
}
