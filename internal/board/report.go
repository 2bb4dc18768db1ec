package board

import (
	"context"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/federation"
)

// ReportView is what the board reads of a period: counts and decisions, never
// anybody in particular.
type ReportView struct {
	Period   federation.Period
	Periods  []federation.Period // that the reader can choose among
	Foreword federation.Foreword // Version 0 while the report is not published
	Forums   []federation.Meeting
	Turnouts []federation.Turnout // at forums that take up no cases
	Tasks    []federation.Task    // with a day in the period
	Efforts  []federation.Effort
	Budget   federation.Budget // of the year; zero where there is none
	Bodies   []federation.Body // that go on, with their members as they are today
	Keeps    bool
	Today    string
}

// OfPoint returns the efforts and the tasks that belong to one of the law's six
// tasks.
func (v ReportView) OfPoint(p int) (efforts []federation.Effort, tasks []federation.Task) {
	for _, e := range v.Efforts {
		if slices.Contains(e.Points, p) {
			efforts = append(efforts, e)
		}
	}
	for _, t := range v.Tasks {
		if federation.PointOf(t.Kind) == p {
			tasks = append(tasks, t)
		}
	}
	return efforts, tasks
}

// yearsBack is how far back reports are offered, beside those published.
const yearsBack = 3

// Report returns the board's report of a period: for who keeps it of any, for
// others of those that are published. No period is the newest of them.
func (s *Service) Report(ctx context.Context, who access.Actor, p federation.Period) (v ReportView, err error) {
	err = s.look(ctx, who, &v.Keeps, func(tx *db.Tx) error {
		v.Today = tx.Today()
		published, err := federation.Published(ctx, tx)
		if err != nil {
			return err
		}
		v.Periods = nil
		if v.Keeps {
			v.Periods = federation.Periods(v.Today, yearsBack)
		}
		for _, w := range published {
			if !slices.Contains(v.Periods, w.Period) {
				v.Periods = append(v.Periods, w.Period)
			}
		}
		if p == "" && len(v.Periods) > 0 {
			p = v.Periods[0]
		}
		if p == "" {
			return nil // nothing is published
		}
		if first, _ := p.Days(); !p.Valid() || first > v.Today || !v.Keeps && !slices.Contains(v.Periods, p) {
			return errs.Missing()
		}
		v.Period = p
		if i := slices.IndexFunc(published, func(w federation.Foreword) bool { return w.Period == p }); i >= 0 {
			v.Foreword = published[i]
		}
		return v.fill(ctx, tx)
	})
	return v, err
}

func (v *ReportView) fill(ctx context.Context, tx *db.Tx) error {
	from, to := v.Period.Span()
	var err error
	if v.Forums, err = federation.Meetings(ctx, tx, from, to); err != nil {
		return err
	}
	if v.Turnouts, err = federation.Turnouts(ctx, tx, from, to); err != nil {
		return err
	}
	first, last := v.Period.Days()
	tasks, err := federation.Tasks(ctx, tx, v.Period.Year())
	if err != nil {
		return err
	}
	v.Tasks = slices.DeleteFunc(tasks, func(t federation.Task) bool { return t.DueOn < first || t.DueOn > last })
	efforts, err := federation.Efforts(ctx, tx, federation.EffortFilter{Limit: mostEfforts})
	if err != nil {
		return err
	}
	v.Efforts = slices.DeleteFunc(efforts, func(e federation.Effort) bool { return !e.During(first, last) })
	bodies, err := federation.Bodies(ctx, tx)
	if err != nil {
		return err
	}
	v.Bodies = slices.DeleteFunc(bodies, func(b federation.Body) bool { return !b.Acts(last) })
	v.Budget, err = federation.BudgetOf(ctx, tx, v.Period.Year())
	if errs.Is(err, errs.NotFound) {
		err = nil
	}
	return err
}

const mostEfforts = 200

// PublishReport lets others read the report of a period, with words above it.
func (s *Service) PublishReport(ctx context.Context, who access.Actor, w federation.Foreword) error {
	w.By = who.Function
	_, err := s.keep(ctx, who, func(tx *db.Tx) (string, error) {
		return "board-report-" + strconv.Itoa(w.Period.Year()), aboutNobody(map[string]string{"words": w.Words}, federation.Publish(ctx, tx, w))
	})
	return err
}
