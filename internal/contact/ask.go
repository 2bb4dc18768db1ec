package contact

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// Asking is a way in whose function, or whose manager, is to be asked whether
// the contact still holds.
type Asking struct {
	Way      id.WayIn
	Area     id.Area
	Function id.Function
	Unit     id.Unit
	Raised   bool // to the manager
	version  int64
}

// daysAgo is a time so many days ago.
func daysAgo(tx *db.Tx, days int) int64 { return db.Micros(tx.Now.AddDate(0, 0, -days)) }

// latest is when the contact of a guide g was last known to hold.
const latest = `case when coalesce(g.confirmed_at, 0) > g.since then g.confirmed_at else g.since end`

// ToAsk lists the ways in that nobody has confirmed for too long: first their
// functions are asked, once, and some days later their managers, once.
func ToAsk(ctx context.Context, tx *db.Tx) ([]Asking, error) {
	return db.All(ctx, tx, func(scan db.Scan) (a Asking, err error) {
		return a, scan(&a.Way, &a.Area, &a.Function, &a.Unit, &a.Raised, &a.version)
	}, `select g.way_id, w.area_id, w.function_id, f.unit_id, g.asked_at is not null, g.version
from way_guide g join way_in w on w.id = g.way_id join function f on f.id = w.function_id
where `+latest+` <= $1 and (g.asked_at is null or g.raised_at is null and g.asked_at <= $2) order by g.way_id limit $3`,
		daysAgo(tx, StaleDays), daysAgo(tx, RaisedDays), most)
}

// Ask notes that somebody is asked, and reports whether nobody had done so.
func Ask(ctx context.Context, tx *db.Tx, a Asking) (bool, error) {
	set, still := `asked_at`, `asked_at is null`
	if a.Raised {
		set, still = `raised_at`, `raised_at is null`
	}
	n, err := tx.Exec(ctx, `update way_guide set `+set+` = $1 where way_id = $2 and version = $3 and `+still, db.Micros(tx.Now), a.Way, a.version)
	return n == 1, err
}

// Unguided reports whether some way in has no guide yet. It answers with one
// row at most, for the work that nobody asks for.
func Unguided(ctx context.Context, tx *db.Tx) ([]id.WayIn, error) {
	return db.All(ctx, tx, func(scan db.Scan) (w id.WayIn, err error) { return w, scan(&w) },
		`select w.id from way_in w where not exists (select 1 from way_guide g where g.way_id = w.id) order by w.id limit 1`)
}

// Begin gives every way in that has none a guide, so that the days until it is
// to be confirmed are counted. It reports whether there was any.
func Begin(ctx context.Context, tx *db.Tx) (bool, error) {
	n, err := tx.Exec(ctx, `insert into way_guide (way_id, since)
select w.id, $1 from way_in w where not exists (select 1 from way_guide g where g.way_id = w.id)`, db.Micros(tx.Now))
	return n > 0, err
}

// Waits is something that a way in waits for.
type Waits struct {
	Way      id.WayIn
	Topic    string
	Area     id.Area
	AreaName string
	Function id.Function
	Name     string // of the function
	Stale    bool
	Since    int64 // microseconds: when it was last known to hold
	Reports  int   // that nobody has answered
	Vacant   bool  // nobody acts as the function today, nor as its deputy
}

// Waiting lists the ways in that wait for a function: its own and those it is
// deputy of; of a manager those of her unit that have waited since their
// functions were asked; of a coordinator those of the areas of her unit. What
// is vacant the coordinator alone is told.
func Waiting(ctx context.Context, tx *db.Tx, f id.Function, u id.Unit, role access.Role) ([]Waits, error) {
	which, args := `(w.function_id = $4 or w.deputy_id = $4)`, []any{daysAgo(tx, StaleDays), db.Micros(tx.Now), mostWaiting, f, role == access.Coordinator}
	switch role {
	case access.Manager:
		which, args = `(w.function_id = $4 or f.unit_id = $6 and (x.reports > 0 or g.raised_at is not null))`, append(args, u)
	case access.Coordinator:
		which, args = `(w.function_id = $4 or exists (select 1 from unit_area ua where ua.unit_id = $6 and ua.area_id = w.area_id))`, append(args, u)
	}
	return db.All(ctx, tx, func(scan db.Scan) (o Waits, err error) {
		return o, scan(&o.Way, &o.Topic, &o.Area, &o.AreaName, &o.Function, &o.Name, &o.Stale, &o.Since, &o.Reports, &o.Vacant)
	}, `select w.id, w.topic, w.area_id, a.name, f.id, f.name, coalesce(`+latest+` <= $1, false), coalesce(`+latest+`, 0), x.reports, x.vacant
from way_in w join area a on a.id = w.area_id join function f on f.id = w.function_id left join way_guide g on g.way_id = w.id
join (select v.id, (select count(*) from way_report r where r.way_id = v.id and r.answered_at is null) as reports,
    not exists (select 1 from assignment s join user_account b on b.id = s.user_id join function h on h.id = s.function_id
      where s.function_id = v.function_id and h.ended_at is null and s.since <= $2 and (s.until is null or s.until > $2) and b.ended_at is null) as vacant
  from way_in v) x on x.id = w.id
where `+which+` and (`+latest+` <= $1 or x.reports > 0 or x.vacant and $5) order by w.area_id, w.topic, w.id limit $3`, args...)
}

const mostWaiting = 50
