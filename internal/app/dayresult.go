package app

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/outcome"
	"samverk/internal/seal"
)

// ResultDay is what a function's day holds of how things end, and what became
// of them.
type ResultDay struct {
	Handovers []DatedRow    // that it is offered
	Proposals []ProposalRow // of meetings with those who take over
	Outcomes  []OutcomeRow  // to be noted, of cases that it leads
}

// Len is how many things wait.
func (d ResultDay) Len() int { return len(d.Handovers) + len(d.Proposals) + len(d.Outcomes) }

// ProposalRow is something that ends, and the meeting that it is time for.
type ProposalRow struct {
	CaseRow
	Item       id.Item
	Title      string
	Checkpoint handover.Checkpoint
	End        string
}

// OutcomeRow is a closed case, and the moment that it is time to ask about.
type OutcomeRow struct {
	DatedRow
	Moment outcome.Moment
}

// results gathers what waits of how things end.
func (d day) results() error {
	if err := d.timely(); err != nil {
		return err
	}
	if err := d.handovers(); err != nil {
		return err
	}
	return d.outcomes()
}

// handovers gathers what the function is offered.
func (d day) handovers() error {
	all, err := handover.WaitingFor(d.ctx, d.tx, d.who.Function)
	if err != nil {
		return err
	}
	which := id.NewSet[id.Case]()
	for _, w := range all {
		which.Add(w.Case)
	}
	rows, seen, err := d.rowsAt(which.List)
	for _, w := range all {
		if r, ok := rows[w.Case]; ok && !seen[w.Case].Blocked() {
			d.v.Results.Handovers = append(d.v.Results.Handovers, DatedRow{r, db.DayOf(w.At)})
		}
	}
	return err
}

// rowsAt makes rows of cases that were found by what is in them.
func (d day) rowsAt(which []id.Case) (map[id.Case]CaseRow, map[id.Case]access.Sight, error) {
	listed, err := d.listed(which)
	if err != nil {
		return nil, nil, err
	}
	return d.rowsOf(listed)
}

// timely gathers what the function answers for that has come to its middle,
// or soon ends, and that no meeting has been called about.
func (d day) timely() error {
	q := item.EndsFor{Function: d.who.Function, Unit: d.who.Unit}
	all, rows, err := d.duties(func(sights func([]id.Case) (map[id.Case]access.Sight, error), key func(access.Sight) (*seal.Key, error)) ([]item.Duty, error) {
		return item.Timed(d.ctx, d.tx, q, sights, key)
	})
	if err != nil || len(all) == 0 {
		return err
	}
	var which []id.Case
	for c := range rows {
		which = append(which, c)
	}
	seen, err := d.sights(d.ctx, d.tx, d.who, which)
	for _, i := range all {
		if err != nil {
			return err
		}
		err = d.propose(i, rows, seen)
	}
	return err
}

func (d day) propose(i item.Duty, rows map[id.Case]CaseRow, seen map[id.Case]access.Sight) error {
	row, ok := rows[i.Case]
	point, since := handover.Due(i.Start, i.End, d.v.Today)
	if !ok || point == "" || seen[i.Case].Blocked() || len(d.v.Results.Proposals) == mostOnDay {
		return nil
	}
	settled, err := handover.Settled(d.ctx, d.tx, seen[i.Case], i.ID, point, since)
	if err == nil && !settled {
		d.v.Results.Proposals = append(d.v.Results.Proposals, ProposalRow{row, i.ID, i.Title, point, i.End})
	}
	return err
}

const (
	askedAhead = 14 // days before a moment that it shows on the day
	askedFor   = 90 // days after it
)

// outcomes gathers the closed cases of the function that it is time to ask
// about, where a consent lets it.
func (d day) outcomes() error {
	for _, m := range outcome.Moments() {
		if m.After() == 0 {
			continue
		}
		from := d.tx.Now.AddDate(0, -m.After(), -askedFor)
		until := d.tx.Now.AddDate(0, -m.After(), askedAhead)
		found, err := db.All(d.ctx, d.tx, func(scan db.Scan) (c cases.Listed, err error) {
			var at int64
			err = scan(&c.ID, &at)
			c.OpenedAt = db.Time(at) // when it was closed: the row that is shown is read anew
			return c, err
		}, `select c.id, c.state_at from cases c join party pt on pt.case_id = c.id and pt.function_id = $1 and pt.state = 'takes_part'
			join person p on p.id = c.person_id and p.erased_at is null
			where c.coordinator_id = $1 and c.state = 'closed' and c.state_at >= $2 and c.state_at <= $3
			and not exists (select 1 from outcome o where o.case_id = c.id and o.unit_id = $4 and o.moment = $5)
			order by c.state_at, c.id limit $6`, d.who.Function, db.Micros(from), db.Micros(until), d.who.Unit, m, mostOnDay)
		if err != nil {
			return err
		}
		if err := d.ask(found, m); err != nil {
			return err
		}
	}
	return nil
}

func (d day) ask(found []cases.Listed, m outcome.Moment) error {
	var which []id.Case
	at := map[id.Case]time.Time{}
	for _, c := range found {
		which, at[c.ID] = append(which, c.ID), c.OpenedAt
	}
	rows, seen, err := d.rowsAt(which)
	for _, c := range which {
		if err != nil {
			return err
		}
		var may bool
		if may, err = MayFollowUp(d.ctx, d.tx, seen[c]); may {
			d.v.Results.Outcomes = append(d.v.Results.Outcomes, OutcomeRow{DatedRow{rows[c], m.On(at[c])}, m})
		}
	}
	return err
}

// MayFollowUp reports whether a consent that stands lets the reader ask how it
// went after the end: the grid's, or that about follow-up in SUS.
func MayFollowUp(ctx context.Context, tx *db.Tx, s access.Sight) (bool, error) {
	if s.Case() == "" || s.Blocked() || s.Categories().Has(access.Plan) {
		return s.Case() != "" && !s.Blocked(), nil
	}
	return consent.Standing(ctx, tx, s, consent.SUS)
}
