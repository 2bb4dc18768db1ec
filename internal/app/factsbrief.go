package app

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// ofBrief finds how the actor stands to a brief of the case. A brief of another
// case gives no facts at all, and neither does to the person one that lies with
// the unit still.
func (k *known) ofBrief(ctx context.Context, tx *db.Tx, who access.Actor, on access.Object) error {
	var unit id.Unit
	var state string
	found, err := tx.One(ctx, []any{&unit, &state}, `select unit_id, state from brief where id = $1 and case_id = $2`, on.Brief, on.Case)
	if err != nil || !found || k.Self && state == "draft" {
		*k = known{Facts: access.Facts{Holds: k.Holds, Role: k.Role}}
		return err
	}
	k.Wrote = !k.Self && unit == who.Unit
	return nil
}

// ofOwnBrief finds whether a brief has come to the actor's unit, whose case it
// need not know, and what the consent lets be told in it today: of one that was
// sent what the unit may be told, of one that the person carries herself what
// any unit of health care may (doc/decisions/0011).
func (k *known) ofOwnBrief(ctx context.Context, tx *db.Tx, who access.Actor, b id.Brief) error {
	var person id.Person
	var to id.Unit
	var protection, cells string
	found, err := tx.One(ctx, []any{&person, &to, &protection, &k.Named, &k.Blocked, &cells},
		`select b.person_id, coalesce(b.to_unit, ''), p.protection,
		exists (select 1 from named_function n where n.person_id = b.person_id and n.function_id = $2),
		exists (select 1 from block x where x.person_id = b.person_id and x.unit_id = $3 and x.lifted_at is null),
		coalesce((select string_agg(cc.category, ',') from consent co join consent_cell cc on cc.consent_id = co.id
			join unit u on u.id = cc.unit_id join organisation o on o.id = u.organisation_id
			where co.case_id = b.case_id and co.ended_at is null and co.starts_on <= $4 and co.ends_on >= $4 and cc.until is null
			and (cc.unit_id = b.to_unit or b.how = 'carried' and o.kind = 'vard')
			and not exists (select 1 from block y where y.person_id = b.person_id and y.unit_id = cc.unit_id and y.lifted_at is null)), '')
		from brief b join person p on p.id = b.person_id and p.erased_at is null where b.id = $1`, b, who.Function, who.Unit, tx.Today())
	if err != nil || !found {
		return err
	}
	k.person, k.Restricted = person, protection != "none"
	k.Answers = !who.Self() && to != "" && to == who.Unit
	set := access.ParseSet(cells)
	k.Consented = set != 0 && !k.Blocked
	if access.Decide(access.BriefRead, k.Facts) == nil {
		k.sight = access.NewSight("", person, access.Grant{Unit: who.Unit, Function: who.Function, Categories: set, Blocked: k.Blocked, Brief: b})
	}
	return nil
}

// SightOf is what the actor may see of a case, within an action that has been
// decided on something else; the zero Sight when she takes no part in it.
func (a *App) SightOf(ctx context.Context, tx *db.Tx, who access.Actor, c id.Case) (access.Sight, error) {
	k, err := a.facts(ctx, tx, who, access.Object{Case: c})
	if err != nil || access.Decide(access.ItemWrite, k.Facts) != nil || k.Blocked {
		return access.Sight{}, err
	}
	return k.sight, nil
}

// CodeHash is what the code of a brief is compared by: only the holder of the
// master key can compute it.
func (a *App) CodeHash(code string) string { return a.sealer.HashNumber("brief code " + code) }
