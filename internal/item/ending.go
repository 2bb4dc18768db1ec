package item

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// steps are how many days before a livelihood or a certificate ends that is
// told, the last first.
var steps = []int{14, 30}

// Ahead is for how many days ahead ends show.
const Ahead = 30

// mostEnding bounds how many ends a function is shown at once.
const mostEnding = 50

// endings are the newest versions of what ends from one day to another: periods
// of livelihood, and certificates that none follows.
const endings = ` from item i join item_version v on v.item_id = i.id and v.version = i.version join cases c on c.id = i.case_id and c.state <> 'closed'
	where i.kind in ('benefit', 'certificate') and v.end_on >= $1 and v.end_on <= $2
	and (i.kind = 'benefit' or not exists (select 1 from item n join item_version nv on nv.item_id = n.id and nv.version = n.version
		where n.case_id = i.case_id and n.kind = 'certificate' and n.unit_id = i.unit_id and nv.end_on > v.end_on))`

// Ending is something that ends soon, which has not been told at this step.
type Ending struct {
	Item id.Item
	Case id.Case
	Unit id.Unit // that owns it
	Step int
}

// Endings lists what ends within so many days and has not been told yet, of
// units; the person's own have no mailbox to be told at.
func Endings(ctx context.Context, tx *db.Tx, most int) (all []Ending, err error) {
	today := tx.Today()
	for _, step := range steps {
		some, err := db.All(ctx, tx, func(scan db.Scan) (e Ending, err error) {
			e.Step = step
			return e, scan(&e.Item, &e.Case, &e.Unit)
		}, `select i.id, i.case_id, i.unit_id`+endings+` and i.unit_id <> 'self' and not exists (
			select 1 from item_reminder r where r.item_id = i.id and r.version = i.version and r.step <= $3)
			order by v.end_on, i.id limit $4`, today, later(today, step), step, most)
		if err != nil {
			return nil, err
		}
		for _, e := range some {
			if !slices.ContainsFunc(all, func(o Ending) bool { return o.Item == e.Item }) {
				all = append(all, e)
			}
		}
	}
	return all[:min(len(all), most)], nil
}

// Reminded notes that an end has been told, and reports whether nobody had told
// it at this step.
func Reminded(ctx context.Context, tx *db.Tx, e Ending) (bool, error) {
	n, err := tx.Exec(ctx, `insert into item_reminder (item_id, version, case_id, step, at)
		select id, version, case_id, cast($2 as bigint), cast($3 as bigint) from item where id = $1 on conflict do nothing`,
		e.Item, e.Step, db.Micros(tx.Now))
	return n > 0, err
}

// later is the day so many days after another.
func later(day string, days int) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return at.AddDate(0, 0, days).Format(time.DateOnly)
}

// EndsFor asks what ends soon of what a function's unit owns, in cases that the
// function takes part in.
type EndsFor struct {
	Function id.Function
	Unit     id.Unit // of the function
}

// Ends returns what ends soon, the first first. What may be seen of each case is
// asked of sights, as in Due.
func Ends(ctx context.Context, tx *db.Tx, q EndsFor, sights func([]id.Case) (map[id.Case]access.Sight, error), key func(access.Sight) (*seal.Key, error)) ([]Duty, error) {
	today := tx.Today()
	found, err := db.All(ctx, tx, func(scan db.Scan) (d duty, err error) {
		var category string
		err = scan(&d.of, &d.ID, &d.Owner, &d.Kind, &category, &d.Version, &d.End, &d.sealed)
		d.Category, _ = access.ParseCategory(category)
		d.Extent = NoExtent
		return d, err
	}, `select i.case_id, i.id, i.unit_id, i.kind, i.category, v.version, v.end_on, v.sealed`+endings+`
		and i.unit_id = $3 and exists (select 1 from party pt where pt.case_id = i.case_id and pt.function_id = $4 and pt.state = 'takes_part')
		order by v.end_on, i.id limit $5`, today, later(today, Ahead), q.Unit, q.Function, mostEnding)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return openDuties(found, sights, key)
}
