package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/org"
)

// sights is known.ofCase for many cases at once: what the actor may see of
// each, in one statement. Cases that she takes no part in are left out. The
// caller has been decided on, so that the actor holds her function.
func (a *App) sights(ctx context.Context, tx *db.Tx, who access.Actor, list []id.Case) (map[id.Case]access.Sight, error) {
	all := make(map[id.Case]access.Sight, len(list))
	if len(list) == 0 {
		return all, nil
	}
	marks, args := db.In(4, list)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var c id.Case
		var k known
		var coordinator, asker id.Function
		var cells string
		err := scan(&c, &k.person, &coordinator, &k.Restricted, &k.Party, &k.led, &asker, &k.Agreed, &k.Named, &k.Blocked, &cells)
		if err != nil {
			return err
		}
		k.Self, k.Coordinator, k.Asker = who.Self() && who.Person == k.person && (who.Proxy == "" || who.Only == c), coordinator == who.Function, asker != "" && asker == who.Function
		if s, ok := k.inList(who, c, access.ParseSet(cells)); ok {
			all[c] = s
		}
		return nil
	}, `select c.id, c.person_id, c.coordinator_id, p.protection <> 'none', coalesce(pt.state, ''), coalesce(pt.invited_by, '') = c.coordinator_id,
		coalesce(rq.from_function, ''), coalesce(rq.consented, false),
		exists (select 1 from named_function n where n.person_id = c.person_id and n.function_id = $1),
		exists (select 1 from block b where b.person_id = c.person_id and b.unit_id = $2 and b.lifted_at is null),
		coalesce((select string_agg(cc.category, ',') from consent co join consent_cell cc on cc.consent_id = co.id
			where co.case_id = c.id and co.ended_at is null and co.starts_on <= $3 and co.ends_on >= $3
			and cc.unit_id = $2 and cc.until is null), '')
		from cases c join person p on p.id = c.person_id and p.erased_at is null
		left join party pt on pt.case_id = c.id and pt.function_id = $1
		left join request rq on rq.id = c.request_id
		where c.id in `+marks+``, append([]any{who.Function, who.Unit, tx.Today()}, args...)...)
	return all, err
}

// inList returns the Sight of a case in a list: what the case's own page would
// show, and nothing to one who does not take part.
func (k known) inList(who access.Actor, c id.Case, set access.Set) (access.Sight, bool) {
	if !k.Self && (who.Self() || k.Party != access.TakesPart || k.Restricted && !k.Named) {
		return access.Sight{}, false
	}
	return access.NewSight(c, k.person, k.grant(who, set)), true
}

// labels are the names of functions and areas for rows of lists.
type labels struct {
	functions map[id.Function]org.Function
	areas     map[id.Area]string
}

func labelsOf(ctx context.Context, tx *db.Tx, functions []id.Function) (l labels, err error) {
	if l.functions, err = org.Functions(ctx, tx, functions); err != nil {
		return l, err
	}
	l.areas, err = areaNames(ctx, tx)
	return l, err
}

// function returns the name of a function and its unit, which together tell
// whom to turn to.
func (l labels) function(f id.Function) string {
	fn, ok := l.functions[f]
	if !ok {
		return ""
	}
	return fn.Name + ", " + fn.UnitName
}
