package outcome

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

const (
	// waits is how many days after its end a half-year is counted: what was noted
	// late comes with it, and nothing after.
	waits = 30
	// halvesBack is how many half-years are looked at, where nobody was there to
	// count them when they were over.
	halvesBack = 8
)

// Period is a half-year: 2026-1.
type Period string

// PeriodOf returns the half-year that a time is in, in Sweden.
func PeriodOf(at time.Time) Period {
	y, m, _ := at.In(calendar.Zone()).Date()
	return Period(fmt.Sprintf("%d-%d", y, (int(m)-1)/6+1))
}

// Span returns when a half-year begins and is over.
func (p Period) Span() (from, until time.Time) {
	year, half, _ := strings.Cut(string(p), "-")
	y, _ := strconv.Atoi(year)
	h, _ := strconv.Atoi(half)
	from = time.Date(y, time.Month(h*6-5), 1, 0, 0, 0, 0, calendar.Zone())
	return from, from.AddDate(0, 6, 0)
}

// Before returns the half-year so many before.
func (p Period) Before(n int) Period {
	from, _ := p.Span()
	return PeriodOf(from.AddDate(0, -6*n, 0))
}

// Part is one stage of a half-year, to be released.
type Part struct {
	Period Period
	Stage  Stage
}

// Unreleased lists what is over and not released yet, the oldest first, from the
// half-year in which the first case was opened.
func Unreleased(ctx context.Context, tx *db.Tx) (parts []Part, err error) {
	var first int64
	if _, err := tx.One(ctx, []any{&first}, `select coalesce(min(opened_at), 0) from cases`); err != nil || first == 0 {
		return nil, err
	}
	made := map[Part]bool{}
	err = tx.Each(ctx, func(scan db.Scan) error {
		var p Part
		err := scan(&p.Period, &p.Stage)
		made[p] = true
		return err
	}, `select period, stage from totals_period`)
	now, oldest := PeriodOf(tx.Now.AddDate(0, 0, -waits)), PeriodOf(db.Time(first))
	for back := halvesBack; back > 0; back-- {
		for _, stage := range Stages() {
			p := Part{now.Before(back), stage}
			if back > stage.Later() && p.Period >= oldest && !made[p] {
				parts = append(parts, p)
			}
		}
	}
	return parts, err
}

// Make counts one part and releases it, once and for all: not made when another
// has done so. areas are those of the federation.
func Make(ctx context.Context, tx *db.Tx, key func(id.Person) (*seal.Key, error), areas []id.Area, p Part) (made bool, err error) {
	counts, err := count(ctx, tx, key, p)
	if err != nil {
		return false, err
	}
	return Publish(ctx, tx, areas, p, counts)
}

// Publish releases what can be told of counts, unless that part has been released.
func Publish(ctx context.Context, tx *db.Tx, areas []id.Area, p Part, counts Counts) (made bool, err error) {
	byArea := ByArea(areas, counts)
	if p.Stage != AtClosing {
		// The areas are told apart, or not, as when the half-year was over.
		byArea = false
		if _, err := tx.One(ctx, []any{&byArea}, `select by_area from totals_period where period = $1 and stage = $2`, p.Period, AtClosing); err != nil {
			return false, err
		}
	}
	n, err := tx.Exec(ctx, `insert into totals_period (period, stage, by_area, made_at) values ($1, $2, $3, $4) on conflict do nothing`,
		p.Period, p.Stage, byArea, db.Micros(tx.Now))
	if err != nil || n == 0 {
		return false, err
	}
	for _, c := range Release(p.Stage, areas, counts, byArea) {
		if _, err := tx.Exec(ctx, `insert into totals_cell (id, period, stage, area_id, question, level, category, persons) values ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8)`,
			id.New[string](), p.Period, p.Stage, c.Area, c.Question, c.Level, c.Group, c.Persons); err != nil {
			return false, err
		}
	}
	return true, nil
}

// closed is a case that was closed, and when things happened in it.
type closed struct {
	of     id.Case
	person id.Person
	area   id.Area
	Times
}

// count counts the cases of a half-year, without those of persons with protected
// identity and of those who have been erased.
func count(ctx context.Context, tx *db.Tx, key func(id.Person) (*seal.Key, error), p Part) (Counts, error) {
	counts := Counts{}
	from, until := p.Period.Span()
	err := tx.Each(ctx, func(scan db.Scan) error {
		var a id.Area
		err := scan(&a)
		counts.Add(a, OpenedCases, Answered)
		return err
	}, `select c.area_id from cases c join person p on p.id = c.person_id and p.erased_at is null and p.protection = 'none'
		where c.opened_at >= $1 and c.opened_at < $2`, db.Micros(from), db.Micros(until))
	if err != nil {
		return nil, err
	}
	all, err := closedIn(ctx, tx, from, until)
	for _, c := range all {
		if err != nil {
			return nil, err
		}
		err = c.count(ctx, tx, key, counts)
	}
	return counts, err
}

func closedIn(ctx context.Context, tx *db.Tx, from, until time.Time) ([]closed, error) {
	return db.All(ctx, tx, func(scan db.Scan) (c closed, err error) {
		var signal, answer, plan int64
		var activity string
		err = scan(&c.of, &c.person, &c.area, &signal, &answer, &plan, &activity)
		for into, micros := range map[*time.Time]int64{&c.Signal: signal, &c.Answer: answer, &c.Plan: plan} {
			if micros != 0 {
				*into = db.Time(micros)
			}
		}
		c.Activity = firstFrom(c.Signal, activity)
		return c, err
	}, `select c.id, c.person_id, c.area_id, coalesce(r.created_at, 0),
			coalesce((select min(e.at) from request_event e where e.request_id = r.id and e.kind in ('accepted', 'declined', 'question', 'forwarded')), 0),
			coalesce((select min(pl.agreed_at) from plan pl where pl.case_id = c.id), 0),
			coalesce((select string_agg(v.start_on, ',') from item_version v join item i on i.id = v.item_id
				where i.case_id = c.id and i.kind = 'activity' and v.status in ('ongoing', 'done')), '')
		from cases c join person p on p.id = c.person_id and p.erased_at is null and p.protection = 'none'
		left join request r on r.id = c.request_id
		where c.state = 'closed' and c.state_at >= $1 and c.state_at < $2 order by c.id`, db.Micros(from), db.Micros(until))
}

// firstFrom returns the end of the first of some days that is not before a time.
func firstFrom(signal time.Time, days string) (first time.Time) {
	for day := range strings.SplitSeq(days, ",") {
		at, err := time.ParseInLocation(time.DateOnly, day, calendar.Zone())
		if at = at.AddDate(0, 0, 1).Add(-time.Second); err == nil && !at.Before(signal) && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// count adds what is noted of one case.
func (c closed) count(ctx context.Context, tx *db.Tx, key func(id.Person) (*seal.Key, error), counts Counts) error {
	k, err := key(c.person)
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	all, err := notes(ctx, tx, `where o.case_id = $1`, c.of)
	if err != nil {
		return err
	}
	staff, own := map[Moment]Content{}, map[Moment]Content{}
	for _, n := range all {
		if err := n.open(k); err != nil {
			return err
		}
		if n.Owner == id.Self {
			own[n.Moment] = n.Content
		} else {
			staff[n.Moment] = n.Content
		}
	}
	c.add(counts, staff, own)
	return nil
}

// add counts the answers of one case. Livelihood and occupation are the staff's;
// where they have noted none, the person's own.
func (c closed) add(counts Counts, staff, own map[Moment]Content) {
	add := func(question, code string) { counts.Add(c.area, question, code) }
	add(ClosedCases, Answered)
	for _, m := range Moments() {
		said := staff[m]
		if len(said.Livelihood) == 0 {
			said.Livelihood = own[m].Livelihood
		}
		if len(said.Livelihood) > 0 {
			add("livelihood."+string(m), said.Livelihood[0])
		}
		if said.Occupation == "" {
			said.Occupation = own[m].Occupation
		}
		add("occupation."+string(m), said.Occupation)
		for _, what := range rated {
			if m == Closing || m == Twelve {
				add(what+"."+string(m), changed(own[Before].Ratings[what], own[m].Ratings[what]))
			}
		}
	}
	end := staff[Closing]
	add("ending", end.Ending)
	add("goals", Reached(end.Scores))
	for what, said := range end.Checks {
		add("checks."+what, said)
	}
	lead := c.Days()
	add("lead.answer", Band(lead.Answer))
	add("lead.plan", Band(lead.Plan))
	if known := staff[Before].SGI; known != "" && lead.Activity != Unknown {
		add("lead.activity", known+"."+Band(lead.Activity))
	}
}

// changed says how a rating has changed; "" where either is missing.
func changed(before, after int) string {
	switch {
	case before == 0 || after == 0:
		return ""
	case after > before:
		return better
	case after < before:
		return worse
	}
	return same
}

// Released is a stage of a half-year that has been released.
type Released struct {
	Part
	ByArea bool
	At     time.Time
	Cells  []Cell
}

// Totals returns everything that has been released, the newest half-year first.
func Totals(ctx context.Context, tx *db.Tx) (all []Released, err error) {
	all, err = db.All(ctx, tx, func(scan db.Scan) (r Released, err error) {
		var at int64
		err = scan(&r.Period, &r.Stage, &r.ByArea, &at)
		r.At = db.Time(at)
		return r, err
	}, `select period, stage, by_area, made_at from totals_period order by period desc, stage limit 60`)
	if err != nil {
		return nil, err
	}
	place := map[Part]int{}
	for i, r := range all {
		place[r.Part] = i
	}
	return all, tx.Each(ctx, func(scan db.Scan) error {
		var p Part
		var c Cell
		err := scan(&p.Period, &p.Stage, &c.Area, &c.Question, &c.Level, &c.Group, &c.Persons)
		if i, ok := place[p]; ok {
			all[i].Cells = append(all[i].Cells, c)
		}
		return err
	}, `select period, stage, coalesce(area_id, ''), question, level, category, persons from totals_cell order by period, question, area_id`)
}
