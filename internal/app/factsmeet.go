package app

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/org"
)

// ofCall finds how the actor stands to a call of the case, and how far that has
// come. A call of another case gives no facts at all.
func (k *known) ofCall(ctx context.Context, tx *db.Tx, who access.Actor, on access.Object) error {
	var caller, secretary id.Function
	var kept bool // one of those who hold the meeting together takes part in the case
	var ends int64
	found, err := tx.One(ctx, []any{&caller, &secretary, &kept, &k.Called, &k.Heard, &k.Files, &k.Told, &k.call.State, &ends, &k.call.Change},
		`select coalesce(c.caller_id, ''), coalesce(c.secretary_id, ''),
		exists (select 1 from party pt where pt.case_id = c.case_id and pt.function_id in (c.caller_id, c.secretary_id) and pt.state = 'takes_part'),
		exists (select 1 from call_party p where p.call_id = c.id and p.function_id = $2),
		c.caller_unit = $3 or exists (select 1 from call_party p where p.call_id = c.id and p.unit_id = $3),
		exists (select 1 from minutes m where m.call_id = c.id and m.unit_id = $3),
		exists (select 1 from `+awaited+`), c.state, coalesce(c.ends_at, 0), c.change
		from call c where c.id = $1 and c.case_id = $4`, on.Call, who.Function, who.Unit, on.Case)
	if err != nil || !found {
		*k = known{Facts: access.Facts{Holds: k.Holds, Role: k.Role}}
		return err
	}
	if who.Function != "" {
		k.Calls, k.Keeps = caller == who.Function, secretary == who.Function
	}
	k.Called = k.Called || k.Calls
	k.Keeps = k.Keeps || k.Called && !kept
	k.call.End = db.Time(ends)
	return nil
}

// awaited finds the answers to a call ($1) that wait for a function ($2) in the
// place of another of its unit ($3) that takes part and has not answered: it may
// answer without knowing the case. Of a person with protected identity only
// those who are named may, and never a unit that the person has blocked.
const awaited = `call_party p join call k on k.id = p.call_id and k.state in ('seeking', 'called')
	join party pt on pt.case_id = p.case_id and pt.function_id = p.function_id and pt.state = 'takes_part'
	join cases cs on cs.id = p.case_id
	join person pn on pn.id = cs.person_id and pn.erased_at is null
	where p.call_id = $1 and p.told_function = $2 and p.unit_id = $3 and p.answer = ''
	and (pn.protection = 'none' or exists (select 1 from named_function n where n.person_id = pn.id and n.function_id = $2))
	and not exists (select 1 from block b where b.person_id = pn.id and b.unit_id = $3 and b.lifted_at is null)`

// toldOf reports whether a call waits for the actor in the place of another, and
// whom it is about, for the log.
func toldOf(ctx context.Context, tx *db.Tx, who access.Actor, c id.Call) (waits bool, about id.Person, err error) {
	waits, err = tx.One(ctx, []any{&about}, `select pn.id from `+awaited+` limit 1`, c, who.Function, who.Unit)
	return waits, about, err
}

// FactsOfAreas is Facts about many areas at once, in two statements.
func (a *App) FactsOfAreas(ctx context.Context, tx *db.Tx, who access.Actor) (func(id.Area) access.Facts, error) {
	var k known
	if err := k.actor(ctx, tx, who); err != nil {
		return nil, err
	}
	own, err := org.AreasOf(ctx, tx, who.Unit)
	return func(area id.Area) access.Facts {
		of := k.Facts
		of.Local = slices.ContainsFunc(own, func(o org.Area) bool { return o.ID == area })
		return of
	}, err
}

// structural reports whether an action is about the structure level.
func structural(on access.Object) bool {
	return on.Area != "" || on.Forum != "" || on.Sitting != "" || on.Agreement != "" || on.Obstacle != ""
}

// ofStructure finds how the actor stands to an area, a forum, a sitting, an
// agreement or an obstacle. What does not exist gives no facts, and neither do
// things that do not belong together.
func (k *known) ofStructure(ctx context.Context, tx *db.Tx, who access.Actor, on access.Object) error {
	stands := known{}
	area, together, err := stands.place(ctx, tx, who, on)
	if err != nil || !together {
		return err
	}
	k.Member, k.Drives, k.Signs = stands.Member, stands.Drives, stands.Signs
	k.Local, err = tx.Has(ctx, `select 1 from unit_area where unit_id = $1 and area_id = $2`, who.Unit, area)
	return err
}

// place finds in which area all that an object names lies, and what the actor
// has to do with that. Together is false when something does not exist, or is
// not where the object says.
func (k *known) place(ctx context.Context, tx *db.Tx, who access.Actor, on access.Object) (area id.Area, together bool, err error) {
	area, forum := on.Area, on.Forum
	if on.Sitting != "" {
		var of id.Forum
		var chair, secretary id.Function
		found, err := tx.One(ctx, []any{&of, &chair, &secretary},
			`select forum_id, coalesce(chair_id, ''), coalesce(secretary_id, '') from sitting where id = $1`, on.Sitting)
		if err != nil || !found || forum != "" && forum != of {
			return "", false, err
		}
		forum, k.Drives = of, who.Function != "" && (chair == who.Function || secretary == who.Function)
	}
	if on.Obstacle != "" {
		var of id.Forum // none while the area has no managers' group
		var in id.Area
		found, err := tx.One(ctx, []any{&in, &of}, `select area_id, coalesce(forum_id, '') from obstacle where id = $1`, on.Obstacle)
		if err != nil || !found || forum != "" && forum != of || area != "" && area != in {
			return "", false, err
		}
		area, forum = in, of
	}
	if forum != "" {
		if area, together, err = k.ofForum(ctx, tx, who, forum, area); err != nil || !together {
			return "", false, err
		}
	}
	if on.Agreement != "" {
		return k.ofAgreement(ctx, tx, who, on.Agreement, area)
	}
	return area, true, nil
}

// ofForum finds how the actor stands to a forum, in an area when that is given.
func (k *known) ofForum(ctx context.Context, tx *db.Tx, who access.Actor, f id.Forum, in id.Area) (area id.Area, together bool, err error) {
	var driver, deputy id.Function
	found, err := tx.One(ctx, []any{&area, &driver, &deputy, &k.Member},
		`select f.area_id, coalesce(f.driver_id, ''), coalesce(f.deputy_id, ''),
		exists (select 1 from forum_member m where m.forum_id = f.id and m.function_id = $2 and m.left_at is null)
		from forum f where f.id = $1`, f, who.Function)
	k.Drives = k.Drives || who.Function != "" && (driver == who.Function || deputy == who.Function)
	return area, found && (in == "" || in == area), err
}

// ofAgreement finds how the actor stands to an agreement. Which organisation
// she signs for follows from her unit, not from what she says.
func (k *known) ofAgreement(ctx context.Context, tx *db.Tx, who access.Actor, a id.Agreement, in id.Area) (area id.Area, together bool, err error) {
	found, err := tx.One(ctx, []any{&area, &k.Signs},
		`select a.area_id, exists (select 1 from agreement_version v join agreement_party p on p.version_id = v.id
			join unit u on u.organisation_id = p.organisation_id
			where v.agreement_id = a.id and v.state = 'signing' and u.id = $2)
		from agreement a where a.id = $1`, a, who.Unit)
	return area, found && (in == "" || in == area), err
}
