package board

import (
	"context"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/federation"
	"samverk/internal/id"
	"samverk/internal/org"
)

// YearView is the wheel of a year.
type YearView struct {
	Year      int
	Years     []int // that have a wheel, the newest first
	Tasks     []federation.Task
	Functions map[id.Function]org.Function
	Owners    []org.Function // to choose among; for who keeps
	Keeps     bool
	Today     string
}

// Year returns the wheel of a year, of this year for 0.
func (s *Service) Year(ctx context.Context, who access.Actor, year int) (v YearView, err error) {
	err = s.look(ctx, who, &v.Keeps, func(tx *db.Tx) error {
		v.Today, v.Year = tx.Today(), year
		if v.Year == 0 {
			v.Year, _ = strconv.Atoi(v.Today[:4])
		}
		var f errs.Faults
		if federation.CheckYear(&f, "year", v.Year); len(f) > 0 {
			return errs.Missing()
		}
		if v.Years, err = federation.TaskYears(ctx, tx); err != nil {
			return err
		}
		if v.Tasks, err = federation.Tasks(ctx, tx, v.Year); err != nil {
			return err
		}
		var some []id.Function
		for _, t := range v.Tasks {
			some = append(some, t.Owner, t.DoneBy)
		}
		if v.Functions, err = named(ctx, tx, some...); err != nil || !v.Keeps {
			return err
		}
		v.Owners, err = keepers(ctx, tx)
		return err
	})
	return v, err
}

// TaskView is a task with its history.
type TaskView struct {
	federation.Task
	Events    []federation.Event // the newest first
	Functions map[id.Function]org.Function
	Owners    []org.Function // to choose among; for who keeps
	Keeps     bool
	Today     string
}

// Task returns one task of the federation's year.
func (s *Service) Task(ctx context.Context, who access.Actor, t id.Task) (v TaskView, err error) {
	err = s.look(ctx, who, &v.Keeps, func(tx *db.Tx) error {
		v.Today = tx.Today()
		if v.Task, err = federation.TaskByID(ctx, tx, t); err != nil {
			return err
		}
		if v.Events, err = federation.Events(ctx, tx, t); err != nil {
			return err
		}
		some := []id.Function{v.Owner, v.DoneBy}
		for _, e := range v.Events {
			some = append(some, e.By)
		}
		if v.Functions, err = named(ctx, tx, some...); err != nil || !v.Keeps {
			return err
		}
		v.Owners, err = keepers(ctx, tx)
		return err
	})
	return v, err
}

// AddTask adds one of the federation's own tasks to the year of its day.
func (s *Service) AddTask(ctx context.Context, who access.Actor, in federation.TaskInput) (id.Task, error) {
	t, err := s.keep(ctx, who, func(tx *db.Tx) (string, error) {
		year := 0
		if len(in.DueOn) > 4 {
			year, _ = strconv.Atoi(in.DueOn[:4])
		}
		t, err := federation.AddTask(ctx, tx, year, in, who.Function)
		return string(t), aboutNobody(in.FreeText(), err)
	})
	return id.Task(t), err
}

// ChangeTask changes the day and the owner of a task, and what one's own is
// called.
func (s *Service) ChangeTask(ctx context.Context, who access.Actor, t id.Task, in federation.TaskInput, version int64) error {
	return keepOf(ctx, s, who, t, func(tx *db.Tx) error {
		return aboutNobody(in.FreeText(), federation.ChangeTask(ctx, tx, t, in, version, who.Function))
	})
}

// MarkTask notes that a task has been done, or that it has not.
func (s *Service) MarkTask(ctx context.Context, who access.Actor, d federation.Done) error {
	d.By = who.Function
	return keepOf(ctx, s, who, d.Task, func(tx *db.Tx) error { return aboutNobody(d.FreeText(), d.Mark(ctx, tx)) })
}
