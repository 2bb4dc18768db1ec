package offer

import (
	"context"
	"slices"
	"strconv"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Fewest is from how many cases a count is told: fewer could tell of one.
const Fewest = 3

// halves is over how many half-years counts are added up.
const halves = 4

// Actors lists who can be wished of and expected from, in the order of lists.
func Actors() []access.Kind { return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF} }

// Missing is what cases of an area have needed that there was not.
type Missing struct {
	Area  id.Area
	Sort  Sort
	Actor access.Kind // who would have been expected to have it; empty for nobody in particular
	Cases int
}

// Lack is what a case needed.
type Lack struct {
	Area  id.Area
	Sort  Sort
	Actor access.Kind
}

// Check reports everything that is wrong with l.
func (l Lack) Check() error {
	var f errs.Faults
	f.Check(l.Sort.Kind() != "", "sort", "offer.sort.missing")
	f.Check(l.Actor == "" || slices.Contains(Actors(), l.Actor), "actor", "offer.actor.unknown")
	return f.Err()
}

// Count adds one case to those that have needed something, once while it is told.
// Nothing is kept of the case but a keyed digest of it and what it needed, which
// nobody can go back from: else the same case could make up so many that they
// are told.
func Count(ctx context.Context, tx *db.Tx, l Lack, digest string) error {
	if err := l.Check(); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from missing_counted where half < $1`, half(tx.Today(), halves-1)); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `insert into missing_counted (digest, half) values ($1, $2) on conflict do nothing`, digest, half(tx.Today(), 0))
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec(ctx, `insert into missing_count (area_id, sort, actor, half, cases, week, fresh) values ($1, $2, $3, $4, 1, $5, 1)
		on conflict (area_id, sort, actor, half) do update set cases = missing_count.cases + 1, week = excluded.week,
			fresh = case when missing_count.week = excluded.week then missing_count.fresh + 1 else 1 end`,
		l.Area, l.Sort, string(l.Actor), half(tx.Today(), 0), monday(tx.Today()))
	return err
}

// monday is the date that the week of a day begins with.
func monday(day string) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return addDays(day, -((int(at.Weekday()) + 6) % 7))
}

// half is the half-year of a day, some before it.
func half(day string, before int) string {
	year, _ := strconv.Atoi(day[:4])
	n := 2*year - before
	if day[5:7] >= "07" {
		n++
	}
	return strconv.Itoa(n/2) + "-" + strconv.Itoa(n%2+1)
}

// MissingIn counts what has been missing in an area, or in all when it is empty,
// during two years, the most often first. What fewer cases than Fewest have
// needed is not among it: it is as if nothing had. What has been counted this
// week is told from the next: who sees a number change is not to see of whom.
func MissingIn(ctx context.Context, tx *db.Tx, area id.Area) ([]Missing, error) {
	return db.All(ctx, tx, func(scan db.Scan) (m Missing, err error) {
		return m, scan(&m.Area, &m.Sort, &m.Actor, &m.Cases)
	}, `select area_id, sort, actor, sum(told) from (select area_id, sort, actor, cases - case when week >= $4 then fresh else 0 end as told
			from missing_count where ($1 = '' or area_id = $1) and half >= $2) counted
		group by area_id, sort, actor having sum(told) >= $3 order by sum(told) desc, area_id, sort, actor limit 1000`,
		area, half(tx.Today(), halves-1), Fewest, monday(tx.Today()))
}
