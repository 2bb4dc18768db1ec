package federation

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Period is a year, "2026", or a half of it, "2026-1" and "2026-2".
type Period string

// Valid reports whether there is such a period.
func (p Period) Valid() bool {
	y, half, parted := strings.Cut(string(p), "-")
	n, err := strconv.Atoi(y)
	return err == nil && len(y) == 4 && n >= FirstYear && n <= LastYear && (!parted || half == "1" || half == "2")
}

// Year returns the year of the period.
func (p Period) Year() int {
	n, _ := strconv.Atoi(year(string(p)))
	return n
}

// Half returns which half of the year the period is, 0 for the whole.
func (p Period) Half() int {
	_, half, _ := strings.Cut(string(p), "-")
	n, _ := strconv.Atoi(half)
	return n
}

// Days returns the first and the last day of the period.
func (p Period) Days() (first, last string) {
	first, last = firstDay(p.Year()), lastDay(p.Year())
	switch p.Half() {
	case 1:
		last = strconv.Itoa(p.Year()) + "-06-30"
	case 2:
		first = strconv.Itoa(p.Year()) + "-07-01"
	}
	return first, last
}

// Span returns when the period begins and when it is over, in Sweden.
func (p Period) Span() (from, to time.Time) {
	begins, ends := time.January, time.December
	switch p.Half() {
	case 1:
		ends = time.June
	case 2:
		begins = time.July
	}
	return time.Date(p.Year(), begins, 1, 0, 0, 0, 0, calendar.Zone()).UTC(), time.Date(p.Year(), ends+1, 1, 0, 0, 0, 0, calendar.Zone()).UTC()
}

// Periods lists the year that a day lies in and its halves so far, then those
// of the years before.
func Periods(today string, years int) (all []Period) {
	last := Period(today).Year()
	for y := last; y > last-years && y >= FirstYear; y-- {
		all = append(all, Period(strconv.Itoa(y)))
		for _, half := range []string{"-2", "-1"} {
			p := Period(strconv.Itoa(y) + half)
			if first, _ := p.Days(); first <= today {
				all = append(all, p)
			}
		}
	}
	return all
}

// Foreword is what the federation says above the numbers of a report that it
// has published.
type Foreword struct {
	Period  Period
	Words   string
	At      time.Time // published
	By      id.Function
	Version int64
}

// Published lists the reports that have been published, the newest period first.
func Published(ctx context.Context, tx *db.Tx) ([]Foreword, error) {
	all, err := db.All(ctx, tx, func(scan db.Scan) (w Foreword, err error) {
		var at int64
		err = scan(&w.Period, &w.Words, &at, &w.By, &w.Version)
		w.At = db.Time(at)
		return w, err
	}, `select period, words, published_at, published_by, version from board_report order by period desc limit 200`)
	return all, err
}

// Publish lets others read the report of a period that has begun, with words
// above it. Version is 0 the first time.
func Publish(ctx context.Context, tx *db.Tx, w Foreword) error {
	var f errs.Faults
	f.Check(w.Period.Valid(), "period", "federation.period.unknown")
	if w.Period.Valid() {
		first, _ := w.Period.Days()
		f.Check(first <= tx.Today(), "period", "federation.period.ahead")
	}
	checkText(&f, "words", w.Words, MostWords, false)
	if err := f.Err(); err != nil {
		return err
	}
	stands := func() (now Foreword, err error) {
		all, err := Published(ctx, tx)
		if i := slices.IndexFunc(all, func(o Foreword) bool { return o.Period == w.Period }); i >= 0 {
			now = all[i]
		}
		return now, err
	}
	now, err := stands()
	if err != nil {
		return err
	}
	if now.Version != w.Version {
		return errs.Changed(now)
	}
	n, err := tx.Exec(ctx, `insert into board_report (period, words, published_at, published_by) values ($1, $2, $3, $4)
		on conflict (period) do update set words = $2, published_at = $3, published_by = $4, version = board_report.version + 1
		where board_report.version = $5`, string(w.Period), w.Words, db.Micros(tx.Now), w.By, w.Version)
	return claimed(n, err, stands)
}

// Meeting is how the forums of an area have met in a period.
type Meeting struct {
	Area      id.Area
	Name      string // of the area
	Forums    int    // that met, or were to meet
	Held      int
	Cancelled int
	Unnoted   int // have passed, and nobody noted how it went
}

// Meetings counts the sittings between two times, for every area.
func Meetings(ctx context.Context, tx *db.Tx, from, to time.Time) ([]Meeting, error) {
	return db.All(ctx, tx, func(scan db.Scan) (m Meeting, err error) {
		return m, scan(&m.Area, &m.Name, &m.Forums, &m.Held, &m.Cancelled, &m.Unnoted)
	}, `select a.id, a.name, count(distinct s.forum_id), coalesce(sum(case when s.state = 'held' then 1 else 0 end), 0),
			coalesce(sum(case when s.state = 'cancelled' then 1 else 0 end), 0), coalesce(sum(case when s.state = 'planned' and s.starts_at < $3 then 1 else 0 end), 0)
		from area a left join forum f on f.area_id = a.id left join sitting s on s.forum_id = f.id and s.starts_at >= $1 and s.starts_at < $2
		group by a.id, a.name order by a.name, a.id limit $4`, db.Micros(from), db.Micros(to), db.Micros(tx.Now), most)
}

// Turnout is how often a sort of actor came to the sittings that it was awaited
// at as a member of the forum (S94).
type Turnout struct {
	Kind    access.Kind
	Awaited int
	Came    int
}

// Percent is how many of a hundred times it came.
func (t Turnout) Percent() int { return (100*t.Came + t.Awaited/2) / max(t.Awaited, 1) }

// Turnouts counts who came to the sittings between two times, at forums that
// take up no cases. It is about functions that belong to a forum, so that small
// numbers tell of no person.
func Turnouts(ctx context.Context, tx *db.Tx, from, to time.Time) ([]Turnout, error) {
	return db.All(ctx, tx, func(scan db.Scan) (t Turnout, err error) { return t, scan(&t.Kind, &t.Awaited, &t.Came) },
		`select o.kind, count(*), sum(case when m.present then 1 else 0 end)
		from sitting_member m join sitting s on s.id = m.sitting_id
		join function f on f.id = m.function_id join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
		where s.state = 'held' and s.starts_at >= $1 and s.starts_at < $2
		group by o.kind order by case o.kind when 'kommun' then 0 when 'vard' then 1 when 'fk' then 2 when 'af' then 3 else 4 end`, db.Micros(from), db.Micros(to))
}
