package offer

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/db"
	"samverk/internal/id"
)

// Filter says which interventions are read. Empty fields do not narrow.
type Filter struct {
	Area  id.Area
	Unit  id.Unit
	Org   id.Org
	IDs   []id.Intervention
	Ended bool    // those that have ended too
	Own   id.Unit // of this unit the newest versions, of others those that are shown
	Keeps id.Org  // of this organisation too
}

const columns = `i.id, i.unit_id, i.shown, i.newest, coalesce(i.free_places, -1), coalesce(i.wait_weeks, -1), i.places_on, i.confirmed_on, i.edited_at, i.ended_on, i.version,
	` + versionColumns

const versionColumns = `v.number, v.state, v.name, v.aliases, v.sort, v.purpose, v.target, v.entry, v.requires, v.problems, coalesce(v.age_from, -1), coalesce(v.age_to, -1),
	v.extent, v.length, coalesce(v.capacity, -1), coalesce(v.contact_id, ''), v.ground, v.evidence, v.cost, v.starts_on, v.ends_on, v.by_function, v.at, coalesce(v.approved_by, ''),
	coalesce((select string_agg(a.area_id, ',') from intervention_area a where a.intervention_id = v.intervention_id and a.number = v.number), '')`

// texts are what stands in one column and is a list.
type texts struct {
	aliases, requires, problems, areas string
	at                                 int64
}

func (v *Version) places(t *texts) []any {
	return []any{&v.Number, &v.State, &v.Name, &t.aliases, &v.Sort, &v.Purpose, &v.Target, &v.Entry, &t.requires, &t.problems, &v.AgeFrom, &v.AgeTo,
		&v.Extent, &v.Length, &v.Capacity, &v.Contact, &v.Ground, &v.Evidence, &v.Cost, &v.StartsOn, &v.EndsOn, &v.By, &t.at, &v.ApprovedBy, &t.areas}
}

func (v *Version) settle(t texts) {
	v.Aliases, v.Requires, v.Problems = split(t.aliases, "\n"), split(t.requires, ","), split(t.problems, ",")
	for _, a := range split(t.areas, ",") {
		v.Areas = append(v.Areas, id.Area(a))
	}
	slices.Sort(v.Areas)
	v.At = db.Time(t.at)
}

func split(text, sign string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, sign)
}

func scanned(scan db.Scan) (i Intervention, err error) {
	var t texts
	var edited int64
	err = scan(append([]any{&i.ID, &i.Unit, &i.Shown, &i.Newest, &i.Places.Free, &i.Places.Weeks, &i.Places.On, &i.ConfirmedOn, &edited, &i.EndedOn, &i.Version}, i.Text.places(&t)...)...)
	i.EditedAt = db.Time(edited)
	i.Text.settle(t)
	return i, err
}

// List returns interventions, each in the version that the reader may see, in
// the order of their names.
func List(ctx context.Context, tx *db.Tx, q Filter) ([]Intervention, error) {
	args := []any{q.Area, q.Unit, q.Org, q.Ended, q.Own, q.Keeps, mostOffers}
	which := ""
	if len(q.IDs) > 0 {
		list, more := db.In(len(args)+1, q.IDs)
		which, args = ` and i.id in `+list, append(args, more...)
	}
	return db.All(ctx, tx, scanned, `select `+columns+` from intervention i
		join unit u on u.id = i.unit_id
		join intervention_version v on v.intervention_id = i.id
			and v.number = case when i.unit_id = $5 or u.organisation_id = $6 then i.newest else i.shown end
		where ($1 = '' or exists (select 1 from intervention_area a where a.intervention_id = i.id and a.number = v.number and a.area_id = $1))
		and ($2 = '' or i.unit_id = $2) and ($3 = '' or u.organisation_id = $3) and ($4 or i.ended_on = '')`+which+`
		order by v.name, i.id limit $7`, args...)
}

// ByID returns one intervention in the version that the reader may see.
func ByID(ctx context.Context, tx *db.Tx, which id.Intervention, own id.Unit, keeps id.Org) (Intervention, error) {
	return db.First(List(ctx, tx, Filter{IDs: []id.Intervention{which}, Ended: true, Own: own, Keeps: keeps}))
}

// UnitOf returns whose an intervention is; empty of one that there is not.
func UnitOf(ctx context.Context, tx *db.Tx, which id.Intervention) (u id.Unit, err error) {
	_, err = tx.One(ctx, []any{&u}, `select unit_id from intervention where id = $1`, which)
	return u, err
}

// Versions returns what an intervention has said, the newest first.
func Versions(ctx context.Context, tx *db.Tx, which id.Intervention) ([]Version, error) {
	return db.All(ctx, tx, func(scan db.Scan) (v Version, err error) {
		var t texts
		err = scan(v.places(&t)...)
		v.settle(t)
		return v, err
	}, `select `+versionColumns+` from intervention_version v where v.intervention_id = $1 order by v.number desc limit 200`, which)
}

// Competence returns what people at some units know beyond their tasks.
func Competence(ctx context.Context, tx *db.Tx, units []id.Unit) (map[id.Unit][]string, error) {
	all := map[id.Unit][]string{}
	if len(units) == 0 {
		return all, nil
	}
	list, args := db.In(1, units)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.Unit
		var code string
		err := scan(&u, &code)
		all[u] = append(all[u], code)
		return err
	}, `select unit_id, code from unit_competence where unit_id in `+list+` order by unit_id, code`, args...)
	return all, err
}

// Waiting is how many interventions of a unit wait for something.
type Waiting struct {
	Proposed int    // to be approved
	Stale    int    // to be confirmed
	First    string // the oldest confirmation of those
}

// WaitingAt counts what of a unit waits, on a day.
func WaitingAt(ctx context.Context, tx *db.Tx, u id.Unit) (w Waiting, err error) {
	_, err = tx.One(ctx, []any{&w.Proposed, &w.Stale, &w.First}, `select
		coalesce(sum(case when v.state = 'proposed' then 1 else 0 end), 0),
		coalesce(sum(case when i.confirmed_on < $2 and i.shown > 0 then 1 else 0 end), 0),
		coalesce(min(case when i.confirmed_on < $2 and i.shown > 0 then i.confirmed_on end), '')
		from intervention i join intervention_version v on v.intervention_id = i.id and v.number = i.newest
		where i.unit_id = $1 and i.ended_on = '' and (v.ends_on = '' or v.ends_on >= $3)`, u, addDays(tx.Today(), -StaleDays), tx.Today())
	return w, err
}

// Question is an intervention that its unit is to be asked about.
type Question struct {
	ID      id.Intervention
	Unit    id.Unit
	Contact id.Function // may be empty
	Second  bool        // it has been asked before, and nobody has answered
}

// askAgain is after how many days a question is put to the one who answers for
// the unit.
const askAgain = 14

// Questions lists the stale interventions whose unit has not been asked lately,
// the longest unconfirmed first.
func Questions(ctx context.Context, tx *db.Tx, limit int) ([]Question, error) {
	today := tx.Today()
	return db.All(ctx, tx, func(scan db.Scan) (q Question, err error) {
		return q, scan(&q.ID, &q.Unit, &q.Contact, &q.Second)
	}, `select i.id, i.unit_id, coalesce(v.contact_id, ''), i.asked_on > i.confirmed_on
		from intervention i join intervention_version v on v.intervention_id = i.id and v.number = i.shown
		where i.ended_on = '' and i.confirmed_on < $1 and i.asked_on < $2 and (v.ends_on = '' or v.ends_on >= $3)
		order by i.confirmed_on, i.id limit $4`, addDays(today, -StaleDays), addDays(today, -askAgain), today, limit)
}

// Asked notes that the unit has been asked today, and reports whether nobody had
// asked before.
func Asked(ctx context.Context, tx *db.Tx, q Question) (bool, error) {
	n, err := tx.Exec(ctx, `update intervention set asked_on = $2 where id = $1 and asked_on < $3`, q.ID, tx.Today(), addDays(tx.Today(), -askAgain))
	return n == 1, err
}
