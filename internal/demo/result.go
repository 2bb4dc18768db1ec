package demo

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverk/internal/db"
	"samverk/internal/demo/story"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/outcome"
	"samverk/internal/result"
)

// results is what can be said of how things end.
func (p *player) results() *result.Service {
	if p.ends == nil {
		p.ends = result.New(p.App)
	}
	return p.ends
}

// summaryOf is what was learnt, as the story tells it: done as words, what worked
// as hope, what is left as title.
func summaryOf(s story.Step) result.Summary {
	return result.Summary{Done: s.Words, Worked: s.Hope, Left: s.Title}
}

// handOver offers what a function does to another.
func (p *player) handOver(ctx context.Context, t *tale, s story.Step) error {
	n := result.NewHandover{Summary: summaryOf(s), Taker: p.Function(t.Area, s.To)}
	if s.Item != "" {
		n.Activity = t.items[s.Item].Item
	}
	h, err := p.results().HandOver(ctx, p.actor(t, s.By), t.of, n)
	t.handed = h
	return err
}

// takeOver answers what was offered last: no where there is a reason.
func (p *player) takeOver(ctx context.Context, t *tale, s story.Step) error {
	who := p.actor(t, s.By)
	if _, err := p.results().Handovers(ctx, who, t.of); err != nil {
		return err
	}
	p.pause()
	return p.results().AnswerHandover(ctx, who, t.of, t.handed, 1, handover.Reply{Accept: s.Reason == "", Reason: s.Reason, Words: s.Words})
}

// sumUp keeps what was learnt, before the end.
func (p *player) sumUp(ctx context.Context, t *tale, s story.Step) error {
	_, err := p.results().Summarise(ctx, p.lead(t), t.of, summaryOf(s), nil)
	return err
}

// noteResult notes how it stands at a moment, which how names: livelihood as code,
// occupation as status, her own rating as marks, what else as for: "sgi=no".
func (p *player) noteResult(ctx context.Context, t *tale, s story.Step) error {
	n := outcome.New{Moment: outcome.Moment(s.How), On: p.reached.Format(time.DateOnly), Share: s.Own}
	n.Livelihood, n.Occupation, n.Words = strings.Fields(s.Code), s.Status, s.Words
	if s.Extent != nil {
		n.Percent = *s.Extent
	}
	for i, step := range strings.Fields(s.Marks) {
		number, err := strconv.Atoi(step)
		if err != nil || i >= len(outcome.Rated()) {
			return errors.New("no rating")
		}
		if n.Ratings == nil {
			n.Ratings = map[string]int{}
		}
		n.Ratings[outcome.Rated()[i]] = number
	}
	for pair := range strings.FieldsSeq(s.For) {
		what, said, _ := strings.Cut(pair, "=")
		switch what {
		case "sgi":
			n.SGI = said
		case "ending":
			n.Ending = said
		case "ability":
			n.Ability, _ = strconv.Atoi(said)
		default:
			if n.Checks == nil {
				n.Checks = map[string]string{}
			}
			n.Checks[what] = said
		}
	}
	if s.Item != "" && s.Follow != nil {
		n.Scores = []outcome.Score{{Goal: t.items[s.Item].Item, Level: *s.Follow}}
	}
	who := p.actor(t, s.By)
	v, err := p.results().Outcome(ctx, who, t.of)
	if err != nil {
		return err
	}
	if now, ok := v.Own(n.Moment); ok {
		n.Version = now.Version
	}
	p.pause()
	return p.results().NoteOutcome(ctx, who, t.of, n)
}

// scaleGoal notes what reaching a goal means.
func (p *player) scaleGoal(ctx context.Context, t *tale, s story.Step) error {
	return p.results().KeepScale(ctx, p.lead(t), t.of, outcome.Scale{Goal: t.items[s.Item].Item, Expected: s.Words, Baseline: s.Follow, Weight: 1})
}

// halfYears releases made-up totals of the two half-years before the one that is
// counted next: one told area by area, with later stages, and one in which an
// area has too few. They are made of no persons.
func (p *player) halfYears(ctx context.Context, tx *db.Tx) error {
	all, err := org.Areas(ctx, tx)
	if err != nil {
		return err
	}
	var areas []id.Area
	for _, a := range all {
		areas = append(areas, a.ID)
	}
	slices.Sort(areas)
	over := outcome.PeriodOf(p.now.AddDate(0, 0, -30))
	for back, stages := range map[int][]outcome.Stage{2: outcome.Stages()[:2], 1: outcome.Stages()[:1]} {
		counts := madeUp(areas, back)
		for _, stage := range stages {
			if _, err := outcome.Publish(ctx, tx, areas, outcome.Part{Period: over.Before(back), Stage: stage}, counts); err != nil {
				return err
			}
		}
	}
	return nil
}

// madeUp is counts that follow a rule: the first areas have more cases, so that
// some tables can be told and some cannot.
func madeUp(areas []id.Area, back int) outcome.Counts {
	counts := outcome.Counts{}
	for n, a := range areas {
		cases := 46 - 7*n
		if back == 1 && n == len(areas)-1 {
			cases = 3
		}
		for i := range max(cases, 3) {
			counts.Add(a, outcome.OpenedCases, outcome.Answered)
			counts.Add(a, outcome.ClosedCases, outcome.Answered)
			for k, q := range outcome.Questions() {
				fine := q.Levels[0]
				if q.Name != outcome.OpenedCases && q.Name != outcome.ClosedCases && (i+k)%9 > 0 {
					g := fine[(i+k)%len(fine)]
					if i%4 == 0 {
						g = fine[0]
					}
					counts.Add(a, q.Name, g.Codes[i%len(g.Codes)])
				}
			}
		}
	}
	return counts
}
