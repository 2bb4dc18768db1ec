package board_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"samverk/internal/errs"
	"samverk/internal/federation"
	"samverk/internal/id"
)

// TestOfManyWhoChangeTheSameAtOnceOneIsToldThatItWasDone changes each of the
// federation's own affairs from several windows at once, all with the version
// that stands: one change holds, and the others are told that it does.
func TestOfManyWhoChangeTheSameAtOnceOneIsToldThatItWasDone(t *testing.T) {
	_, s, who := started(t)
	ctx := t.Context()
	ok(t, s.Keep(ctx))
	year, err := s.Year(ctx, who, 2026)
	ok(t, err)
	task := year.Tasks[3].ID
	e, err := s.AddEffort(ctx, who, effort())
	ok(t, err)
	budget := func(total int64) federation.BudgetInput {
		return federation.BudgetInput{Year: 2027, Total: total, Basis: "agreed", Weights: map[id.Org]int64{"kommun": 1, "nassjo": 3}}
	}
	ok(t, s.SaveBudget(ctx, who, budget(100), 0))
	ok(t, s.PublishReport(ctx, who, federation.Foreword{Period: "2026-1", Words: "Först."}))
	for what, change := range map[string]func(n int) error{
		"member": func(n int) error {
			return s.ChangeMember(ctx, who, federation.MemberInput{Org: "kommun", JoinedOn: fmt.Sprintf("2008-01-%02d", n+2)}, 1)
		},
		"task": func(n int) error {
			return s.ChangeTask(ctx, who, task, federation.TaskInput{DueOn: fmt.Sprintf("2026-11-%02d", n+2), Owner: "forbund"}, 1)
		},
		"effort": func(n int) error {
			in := effort()
			in.Title = fmt.Sprint("Fokus ", n)
			return s.ChangeEffort(ctx, who, e, in, 1)
		},
		"budget": func(n int) error {
			return s.SaveBudget(ctx, who, budget(int64(1000+n)), 1)
		},
		"new budget": func(n int) error {
			in := budget(int64(2000 + n))
			in.Year = 2028
			return s.SaveBudget(ctx, who, in, 0)
		},
		"report": func(n int) error {
			return s.PublishReport(ctx, who, federation.Foreword{Period: "2026-1", Words: fmt.Sprint("Nummer ", n), Version: 1})
		},
		"new report": func(n int) error {
			return s.PublishReport(ctx, who, federation.Foreword{Period: "2026", Words: fmt.Sprint("Nummer ", n)})
		},
	} {
		answers := make([]error, 8)
		var all sync.WaitGroup
		for n := range answers {
			all.Go(func() { answers[n] = change(n) })
		}
		all.Wait()
		done := 0
		for _, err := range answers {
			if e, ours := errors.AsType[*errs.Error](err); err == nil {
				done++
			} else if !ours || e.Kind != errs.Conflict {
				t.Errorf("%s: one is answered %v", what, err)
			}
		}
		if done != 1 {
			t.Errorf("%s: %d are told that it was done", what, done)
		}
	}
}
