package learning

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// NewFor is for how many months somebody counts as new in a function.
const NewFor = 6

// Newcomer is somebody who has begun in a function lately. The path starts by
// itself: it is reckoned from the assignment.
type Newcomer struct {
	Assignment id.Assignment
	Function   id.Function
	Name       string // of the function
	Role       access.Role
	Actor      access.Kind
	Unit       id.Unit
	UnitName   string
	OrgName    string
	User       id.User
	Label      string
	Deputy     bool
	Since      time.Time
}

const newcomerQuery = `select s.id, f.id, f.name, f.role, o.kind, u.id, u.name, o.name, a.id, a.label, s.deputy, s.since
from assignment s join function f on f.id = s.function_id join unit u on u.id = f.unit_id
join organisation o on o.id = u.organisation_id join user_account a on a.id = s.user_id
where s.since <= $1 and (s.until is null or s.until > $1) and a.ended_at is null and f.ended_at is null`

func scanNewcomer(scan db.Scan) (n Newcomer, err error) {
	var since int64
	err = scan(&n.Assignment, &n.Function, &n.Name, &n.Role, &n.Actor, &n.Unit, &n.UnitName, &n.OrgName, &n.User, &n.Label, &n.Deputy, &since)
	n.Since = db.Time(since)
	return n, err
}

// Newcomers lists who has begun in the functions of an area in the last months,
// the newest first.
func Newcomers(ctx context.Context, tx *db.Tx, area id.Area) ([]Newcomer, error) {
	return db.All(ctx, tx, scanNewcomer, newcomerQuery+` and s.since > $2
and exists (select 1 from unit_area ua where ua.unit_id = u.id and ua.area_id = $3) order by s.since desc, s.id limit $4`,
		db.Micros(tx.Now), db.Micros(tx.Now.AddDate(0, -NewFor, 0)), area, most)
}

// Holding returns by which assignment a user holds a function now; the first of
// several.
func Holding(ctx context.Context, tx *db.Tx, u id.User, f id.Function) (Newcomer, error) {
	return db.First(db.All(ctx, tx, scanNewcomer, newcomerQuery+` and a.id = $2 and f.id = $3 order by s.deputy, s.since, s.id limit 1`,
		db.Micros(tx.Now), u, f))
}

// ByAssignment returns who holds a function by an assignment that is in force.
func ByAssignment(ctx context.Context, tx *db.Tx, a id.Assignment) (Newcomer, error) {
	return db.First(db.All(ctx, tx, scanNewcomer, newcomerQuery+` and s.id = $2`, db.Micros(tx.Now), a))
}

// IsNew reports whether somebody began in the last months.
func (n Newcomer) IsNew(now time.Time) bool { return n.Since.After(now.AddDate(0, -NewFor, 0)) }

// Waiting is what of this waits for who holds a function.
type Waiting struct {
	Steps    int    // of the way of a newcomer that are left
	Late     int    // articles to look at anew
	LateOn   string // the earliest of their dates
	Training string // date of a day that the function has signed up for and that comes within a week; empty for none
}

// WaitingFor returns what of this waits for who holds a function.
func WaitingFor(ctx context.Context, tx *db.Tx, u id.User, f id.Function) (w Waiting, err error) {
	today := tx.Today()
	_, err = tx.One(ctx, []any{&w.Steps, &w.Late, &w.LateOn, &w.Training}, `select
(select count(*) from assignment s join function f on f.id = s.function_id join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
  join path p on p.ended_at is null and (p.actor = '' or p.actor = o.kind) and (p.role = '' or p.role = f.role)
    and (p.area_id is null or exists (select 1 from unit_area ua where ua.unit_id = u.id and ua.area_id = p.area_id))
  join path_step t on t.path_id = p.id and t.ended_at is null
  where s.user_id = $1 and s.function_id = $2 and s.since > $3 and s.since <= $4 and (s.until is null or s.until > $4)
  and not exists (select 1 from path_done d where d.step_id = t.id and d.assignment_id = s.id)),
(select count(*) from article where owner_id = $2 and state <> 'withdrawn' and review_on <> '' and review_on < $5),
(select coalesce(min(review_on), '') from article where owner_id = $2 and state <> 'withdrawn' and review_on <> '' and review_on < $5),
(select coalesce(min(t.held_on), '') from training t join training_seat p on p.training_id = t.id
  where p.function_id = $2 and t.state = 'planned' and t.held_on >= $5 and t.held_on <= $6)`,
		u, f, db.Micros(tx.Now.AddDate(0, -NewFor, 0)), db.Micros(tx.Now), today, tx.Now.AddDate(0, 0, 7).Format(time.DateOnly))
	return w, err
}

// AreasOf returns the areas that some units work in.
func AreasOf(ctx context.Context, tx *db.Tx, units []id.Unit) (map[id.Unit][]id.Area, error) {
	areas := map[id.Unit][]id.Area{}
	if len(units) == 0 {
		return areas, nil
	}
	list, args := db.In(1, units)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var u id.Unit
		var a id.Area
		err := scan(&u, &a)
		areas[u] = append(areas[u], a)
		return err
	}, `select unit_id, area_id from unit_area where unit_id in `+list+` order by area_id`, args...)
	return areas, err
}
