package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// ofCall finds how the actor stands to a call of the case. A call of another
// case gives no facts at all.
func (k *known) ofCall(ctx context.Context, tx *db.Tx, who access.Actor, on access.Object) error {
	found, err := tx.One(ctx, []any{&k.Calls, &k.Keeps, &k.Called, &k.Told},
		`select coalesce(c.caller_id, '') = $3, coalesce(c.secretary_id, '') = $3,
		exists (select 1 from call_party p where p.call_id = c.id and p.function_id = $3),
		exists (select 1 from call_party p where p.call_id = c.id and p.told_function = $3 and p.unit_id = $4 and p.answer = '')
		from call c where c.id = $1 and c.case_id = $2`, on.Call, on.Case, who.Function, who.Unit)
	if err != nil || !found {
		*k = known{Facts: access.Facts{Holds: k.Holds, Role: k.Role}}
		return err
	}
	k.Called = k.Called || k.Calls
	return nil
}

// toldOf reports whether a call waits for the actor in the place of a function
// of her unit that has not answered: she may answer for it without knowing the
// case. Of a person with protected identity only those who are named may.
func toldOf(ctx context.Context, tx *db.Tx, who access.Actor, c id.Call) (bool, error) {
	return tx.Has(ctx, `select 1 from call_party p join cases c on c.id = p.case_id
		join person pn on pn.id = c.person_id and pn.erased_at is null
		where p.call_id = $1 and p.told_function = $2 and p.unit_id = $3 and p.answer = ''
		and (pn.protection = 'none' or exists (select 1 from named_function n where n.person_id = pn.id and n.function_id = $2))`,
		c, who.Function, who.Unit)
}

// structural reports whether an action is about the structure level.
func structural(on access.Object) bool {
	return on.Area != "" || on.Forum != "" || on.Sitting != "" || on.Agreement != "" || on.Obstacle != ""
}

// ofStructure finds how the actor stands to an area, a forum, a sitting, an
// agreement or an obstacle. What does not exist gives no facts.
func (k *known) ofStructure(ctx context.Context, tx *db.Tx, who access.Actor, on access.Object) error {
	area, forum := on.Area, on.Forum
	if on.Sitting != "" {
		if _, err := tx.One(ctx, []any{&forum, &k.Drives}, `select forum_id, coalesce(chair_id, '') = $2 or coalesce(secretary_id, '') = $2
			from sitting where id = $1`, on.Sitting, who.Function); err != nil || forum == "" {
			return err
		}
	}
	if on.Obstacle != "" {
		if _, err := tx.One(ctx, []any{&forum}, `select forum_id from obstacle where id = $1`, on.Obstacle); err != nil || forum == "" {
			return err
		}
	}
	if forum != "" {
		var drives bool
		found, err := tx.One(ctx, []any{&area, &drives, &k.Member},
			`select f.area_id, coalesce(f.driver_id, '') = $2 or coalesce(f.deputy_id, '') = $2,
			exists (select 1 from forum_member m where m.forum_id = f.id and m.function_id = $2 and m.left_at is null)
			from forum f where f.id = $1`, forum, who.Function)
		if err != nil || !found {
			return err
		}
		k.Drives = k.Drives || drives
	}
	if on.Agreement != "" {
		found, err := tx.One(ctx, []any{&area, &k.Signs},
			`select a.area_id, exists (select 1 from agreement_version v join agreement_party p on p.version_id = v.id
				where v.agreement_id = a.id and v.state = 'signing' and p.organisation_id = $2)
			from agreement a where a.id = $1`, on.Agreement, who.Org)
		if err != nil || !found {
			return err
		}
	}
	var err error
	k.Local, err = tx.Has(ctx, `select 1 from unit_area where unit_id = $1 and area_id = $2`, who.Unit, area)
	return err
}
