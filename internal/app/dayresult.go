package app

import (
	"time"

	"samverk/internal/access"
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
	all, rows, seen, err := d.duties(func(sights func([]id.Case) (map[id.Case]access.Sight, error), key func(access.Sight) (*seal.Key, error)) ([]item.Duty, error) {
		return item.Timed(d.ctx, d.tx, q, sights, key)
	})
	if err != nil || len(all) == 0 {
		return err
	}
	asked := make([]handover.Asked, 0, len(all))
	for _, i := range all {
		if point, since := handover.Due(i.Start, i.End, d.v.Today); point != "" {
			asked = append(asked, handover.Asked{Item: i.ID, Case: i.Case, Checkpoint: point, Since: since})
		}
	}
	open, err := handover.Open(d.ctx, d.tx, d.who.Unit, asked)
	if err != nil {
		return err
	}
	for _, i := range all {
		row, ok := rows[i.Case]
		if point := open[i.ID]; ok && point != "" && !seen[i.Case].Blocked() && len(d.v.Results.Proposals) < mostOnDay {
			d.v.Results.Proposals = append(d.v.Results.Proposals, ProposalRow{row, i.ID, i.Title, point, i.End})
		}
	}
	return nil
}

const (
	askedAhead = 14 // days before a moment that it shows on the day
	askedFor   = 90 // days after it
)

// outcomes gathers the closed cases of the function that it is time to ask
// about, where a consent lets it.
func (d day) outcomes() error {
	span := func(m outcome.Moment) (from, until int64) {
		return db.Micros(d.tx.Now.AddDate(0, -m.After(), -askedFor)), db.Micros(d.tx.Now.AddDate(0, -m.After(), askedAhead))
	}
	from6, until6 := span(outcome.Six)
	from12, until12 := span(outcome.Twelve)
	closed, which := map[id.Case]time.Time{}, id.NewSet[id.Case]()
	err := d.tx.Each(d.ctx, func(scan db.Scan) error {
		var c id.Case
		var at int64
		err := scan(&c, &at)
		closed[c] = db.Time(at)
		which.Add(c)
		return err
	}, `select c.id, c.state_at from cases c join party pt on pt.case_id = c.id and pt.function_id = $1 and pt.state = 'takes_part'
		join person p on p.id = c.person_id and p.erased_at is null
		where c.coordinator_id = $1 and c.state = 'closed' and (c.state_at >= $2 and c.state_at <= $3 or c.state_at >= $4 and c.state_at <= $5)
		and not exists (select 1 from outcome o where o.case_id = c.id and o.unit_id = $6 and o.moment = case when c.state_at >= $2 then $7 else $8 end)
		order by c.state_at, c.id limit $9`,
		d.who.Function, from6, until6, from12, until12, d.who.Unit, string(outcome.Six), string(outcome.Twelve), mostOnDay)
	if err != nil || len(closed) == 0 {
		return err
	}
	rows, seen, err := d.rowsAt(which.List)
	if err != nil {
		return err
	}
	standing, err := consent.Standing(d.ctx, d.tx, consent.SUS, which.List)
	for _, c := range which.List {
		m := outcome.Twelve
		if db.Micros(closed[c]) >= from6 {
			m = outcome.Six
		}
		if MayFollowUp(seen[c], standing[c]) {
			d.v.Results.Outcomes = append(d.v.Results.Outcomes, OutcomeRow{DatedRow{rows[c], m.On(closed[c])}, m})
		}
	}
	return err
}

// MayFollowUp reports whether a consent that stands lets the reader ask how it
// went after the end: the grid's, or that about follow-up in SUS.
func MayFollowUp(s access.Sight, sus bool) bool {
	return s.Case() != "" && !s.Blocked() && (s.Categories().Has(access.Plan) || sus && s.Records())
}
