package app

import (
	"cmp"
	"context"
	"strings"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/login"
	"samverk/internal/meeting"
	"samverk/internal/representative"
)

// known is what facts found out about who asks and what is asked about.
type known struct {
	access.Facts
	led    bool   // the one who leads the case asked the actor into it
	kind   string // of representative, when somebody acts for the person
	person id.Person
	sight  access.Sight
	call   meeting.Call   // how far it has come: its state, end and change
	also   []access.Sight // on cases that a list showed something of, for the log
}

// entry returns the log's row about an action.
func (k known) entry(who access.Actor, act access.Action, on access.Object, outcome string) audit.Entry {
	e := audit.Entry{
		User: who.User, Function: who.Function, Unit: who.Unit, Org: who.Org, Deputy: who.Deputy,
		Action: string(act), Outcome: outcome, Person: k.person, Case: id.Case(loggable(string(on.Case))),
		Level: who.Level, Source: who.Source, Categories: k.sight.Shown().String(),
	}
	e.Object = loggable(cmp.Or(string(on.Item), string(on.Call), string(on.Brief), string(on.Request), string(on.Matter), string(on.Unit), string(on.Org), string(on.Case), string(on.Sitting), string(on.Forum), string(on.Agreement), string(on.Obstacle)))
	if k.Consented {
		e.Ground = string(access.ByConsent)
	}
	if k.Proxy {
		e.Ground = k.kind
	}
	return e
}

// loggable returns an identifier, nothing of what is none: that somebody typed,
// and it may be anything. Numbers of persons have the form of identifiers.
func loggable(object string) string {
	if !id.Valid(object) || len(object) > 5 && strings.Trim(object, "0123456789-") == "" {
		return ""
	}
	return object
}

// facts gathers what access.Decide needs to know, and the Sight, in the
// transaction that reads or changes. What does not exist gives no facts, so
// that it cannot be told from what is hidden.
func (a *App) facts(ctx context.Context, tx *db.Tx, who access.Actor, on access.Object) (k known, err error) {
	if who.System {
		k.System = true
		return k, nil
	}
	if err := k.actor(ctx, tx, who); err != nil {
		return k, err
	}
	if !validObject(on) || k.Proxy && on.Case != "" && on.Case != who.Only {
		return known{}, nil
	}
	switch {
	case on.Matter != "":
		err = k.ofMatter(ctx, tx, who, on.Matter)
	case on.Case != "":
		err = k.ofCase(ctx, tx, who, on.Case)
	case on.Request != "":
		err = k.ofRequest(ctx, tx, who, on.Request)
	case on.Brief != "":
		err = k.ofOwnBrief(ctx, tx, who, on.Brief)
	case on.Call != "":
		k.Told, k.person, err = toldOf(ctx, tx, who, on.Call)
	case on.Unit != "":
		err = k.ofUnit(ctx, tx, who, on)
	case on.Org != "":
		err = k.ofOrg(ctx, tx, who, on.Org)
	case structural(on):
		err = k.ofStructure(ctx, tx, who, on)
	default:
		// About nobody else: the person's own pages, and the function's own lists.
		k.person = who.Person
		k.Self = who.Self()
	}
	if err == nil && on.Item != "" {
		k.Knows, k.Owns, err = item.Knows(ctx, tx, k.sight, on.Item)
	}
	if err == nil && on.Case != "" && on.Call != "" {
		err = k.ofCall(ctx, tx, who, on)
	}
	if err == nil && on.Case != "" && on.Brief != "" {
		err = k.ofBrief(ctx, tx, who, on)
	}
	return k, err
}

// Facts is what decisions go by, for pages that offer what the actor may do.
func (a *App) Facts(ctx context.Context, tx *db.Tx, who access.Actor, on access.Object) (access.Facts, error) {
	k, err := a.facts(ctx, tx, who, on)
	return k.Facts, err
}

// actor finds whether the user may act as she says, now. A session that has
// ended acts as nothing from the same moment, also where it was found a while
// ago, as by a page that follows a meeting.
func (k *known) actor(ctx context.Context, tx *db.Tx, who access.Actor) error {
	if who.Session != "" {
		if lives, err := login.Live(ctx, tx, who.User, who.Session); err != nil || !lives {
			return cmp.Or(err, error(errSigned))
		}
	}
	if who.Proxy != "" {
		return k.proxy(ctx, tx, who)
	}
	if who.Self() {
		has, err := tx.Has(ctx, `select 1 from user_account where id = $1 and person_id = $2 and ended_at is null`, who.User, who.Person)
		if err == nil && !has {
			err = errSigned
		}
		return err
	}
	found, err := tx.One(ctx, []any{&k.Role},
		`select f.role from assignment a
		join function f on f.id = a.function_id and f.unit_id = $4 and f.ended_at is null
		join user_account u on u.id = a.user_id and u.ended_at is null
		where a.user_id = $1 and a.function_id = $2 and a.since <= $3 and (a.until is null or a.until > $3)
		order by a.deputy limit 1`, who.User, who.Function, db.Micros(tx.Now), who.Unit)
	k.Holds = found
	return err
}

// proxy finds in what the actor acts for the person, in one case, today.
func (k *known) proxy(ctx context.Context, tx *db.Tx, who access.Actor) error {
	r, found, err := representative.Acting(ctx, tx, who.Proxy, who.User)
	if err == nil && (!found || r.Person != who.Person || r.Case != who.Only) {
		err = errSigned
	}
	k.Proxy, k.Tasks, k.kind = true, r.Tasks, string(r.Kind)
	return err
}

// ofCase finds how the actor stands to a case and what she may see of it, in
// one statement: it is the most frequent of all.
func (k *known) ofCase(ctx context.Context, tx *db.Tx, who access.Actor, c id.Case) error {
	var person id.Person
	var coordinator, asker id.Function
	var protection, cells string
	var agreed, named, blocked bool
	var party access.PartyState
	found, err := tx.One(ctx, []any{&person, &coordinator, &protection, &party, &k.led, &asker, &agreed, &named, &blocked, &cells},
		`select c.person_id, c.coordinator_id, p.protection, coalesce(pt.state, ''), coalesce(pt.invited_by, '') = c.coordinator_id,
		coalesce(rq.from_function, ''), coalesce(rq.consented, false),
		exists (select 1 from named_function n where n.person_id = c.person_id and n.function_id = $2),
		exists (select 1 from block b where b.person_id = c.person_id and b.unit_id = $3 and b.lifted_at is null),
		coalesce((select string_agg(cc.category, ',') from consent co join consent_cell cc on cc.consent_id = co.id
			where co.case_id = c.id and co.ended_at is null and co.starts_on <= $4 and co.ends_on >= $4
			and cc.unit_id = $3 and cc.until is null), '')
		from cases c join person p on p.id = c.person_id and p.erased_at is null
		left join party pt on pt.case_id = c.id and pt.function_id = $2
		left join request rq on rq.id = c.request_id
		where c.id = $1`, c, who.Function, who.Unit, tx.Today())
	if err != nil || !found {
		return err
	}
	set := access.ParseSet(cells)
	k.person, k.Self = person, who.Self() && who.Person == person
	k.Party, k.Named, k.Blocked = party, named, blocked
	k.Coordinator, k.Asker, k.Agreed = coordinator == who.Function, asker != "" && asker == who.Function, agreed
	k.Restricted = protection != "none"
	k.Consented = set != 0 && !blocked
	if k.Self || k.Holds && k.Party != access.NoParty && (!k.Restricted || k.Named) {
		k.sight = access.NewSight(c, person, k.grant(who, set))
	}
	return nil
}

// grant is what the facts let the actor see of a case, on one page as in a list.
func (k known) grant(who access.Actor, set access.Set) access.Grant {
	if k.Self {
		return access.Grant{Unit: id.Self, Proxy: who.Proxy, Tasks: k.Tasks}
	}
	consented := set != 0 && !k.Blocked
	return access.Grant{
		Unit: who.Unit, Function: who.Function, Categories: set, Blocked: k.Blocked,
		Identity: consented || (k.Asker || k.Coordinator && k.Agreed) && !k.Blocked,
		Circle:   set.Has(access.Plan) || k.Coordinator,
		Lead:     k.led || k.Coordinator,
		Records:  k.Coordinator || k.Asker,
		Place:    !k.Restricted,
	}
}

func (k *known) ofRequest(ctx context.Context, tx *db.Tx, who access.Actor, r id.Request) error {
	var person id.Person
	var from, to, told id.Function
	var protection string
	found, err := tx.One(ctx, []any{&person, &from, &to, &told, &protection, &k.Agreed, &k.Named},
		`select r.person_id, coalesce(r.from_function, ''), r.to_function, coalesce(r.told_function, ''), p.protection, r.consented,
		exists (select 1 from named_function n where n.person_id = r.person_id and n.function_id = $2)
		from request r join person p on p.id = r.person_id and p.erased_at is null where r.id = $1`, r, who.Function)
	if err != nil || !found {
		return err
	}
	k.person, k.Self = person, who.Self() && who.Person == person && !k.Proxy
	k.Asker, k.Receiver = from != "" && from == who.Function, to == who.Function || told != "" && told == who.Function
	k.Restricted = protection != "none"
	return nil
}

// ofUnit finds whether a unit is the actor's own, or of her organisation when
// she administers that, and whether she works in the area that goes with it.
func (k *known) ofUnit(ctx context.Context, tx *db.Tx, who access.Actor, on access.Object) error {
	var same bool
	found, err := tx.One(ctx, []any{&same, &k.Local}, `select u.organisation_id = own.organisation_id,
		exists (select 1 from unit_area a where a.unit_id = own.id and a.area_id = $3)
		from unit u, unit own where u.id = $1 and own.id = $2`, on.Unit, who.Unit, on.Area)
	if err != nil || !found {
		return err
	}
	k.OwnUnit = on.Unit == who.Unit || k.Role == access.Admin && same
	return nil
}

// ofOrg finds whether an organisation is the actor's own.
func (k *known) ofOrg(ctx context.Context, tx *db.Tx, who access.Actor, o id.Org) (err error) {
	k.OwnOrg, err = tx.Has(ctx, `select 1 from unit where id = $1 and organisation_id = $2`, who.Unit, o)
	return err
}

// ofMatter finds how the actor stands to something that a person has asked of a
// unit. A representative sees those of her case.
func (k *known) ofMatter(ctx context.Context, tx *db.Tx, who access.Actor, m id.Matter) error {
	var person id.Person
	var c id.Case
	var unit id.Unit
	var protection string
	found, err := tx.One(ctx, []any{&person, &c, &unit, &protection, &k.Named},
		`select m.person_id, coalesce(m.case_id, ''), m.unit_id, p.protection,
		exists (select 1 from named_function n where n.person_id = m.person_id and n.function_id = $2)
		from matter m join person p on p.id = m.person_id and p.erased_at is null where m.id = $1`, m, who.Function)
	if err != nil || !found {
		return err
	}
	k.person, k.Self = person, who.Self() && who.Person == person && (!k.Proxy || c == who.Only)
	k.OwnUnit, k.Restricted = unit == who.Unit, protection != "none"
	if k.Self || access.Decide(access.MatterRead, k.Facts) == nil {
		k.sight = access.NewSight("", person, k.grant(who, 0)) // of no case: whose matter it is, and nothing else
	}
	return nil
}
