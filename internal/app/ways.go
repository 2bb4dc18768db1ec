package app

import (
	"context"
	"maps"
	"slices"
	"strings"
	"unicode"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/person"
	"samverk/internal/representative"
)

// usualDays is the answer time where no way in says another.
const usualDays = 5

// refusalsToTell is the number of refusals at which a person is sent around.
const refusalsToTell = 2

// way is who receives by a way in today, and how long an answer may take.
type way struct {
	to   id.Function
	days int
}

// wayTo finds the way in that leads to a function in an area. When nobody
// answers there today, the deputy of the way in receives instead.
func wayTo(ctx context.Context, tx *db.Tx, area id.Area, topic string, to id.Function) (way, error) {
	all, err := org.WaysIn(ctx, tx, area)
	if err != nil {
		return way{}, err
	}
	var chosen org.WayIn
	for _, w := range all {
		if w.Function.ID == to && (chosen.ID == "" || w.Topic == topic) {
			chosen = w
		}
	}
	var f errs.Faults
	switch {
	case chosen.ID == "" || !handlesPersons(chosen.Function):
		f.Add("to", "request.to.missing")
	case chosen.Function.Ended:
		f.Add("to", "request.to.ended")
	case !chosen.Vacant():
		return way{to, chosen.AnswerDays}, nil
	default:
		deputy, err := deputyOf(ctx, tx, chosen)
		if err != nil || deputy != "" {
			return way{deputy, chosen.AnswerDays}, err
		}
		f.Add("to", "request.to.vacant")
	}
	return way{}, f.Err()
}

// deputyOf returns the deputy of a way in when somebody acts as it today.
func deputyOf(ctx context.Context, tx *db.Tx, w org.WayIn) (id.Function, error) {
	if w.Deputy == "" {
		return "", nil
	}
	d, err := org.FunctionByID(ctx, tx, w.Deputy)
	if err != nil || d.Acts() == "" || !handlesPersons(d) {
		return "", err
	}
	return d.ID, nil
}

// handlesPersons reports whether a function works with individuals at all: the
// federation never does (lag 2003:1210 7 §, sweden.md L12).
func handlesPersons(f org.Function) bool {
	return f.Kind != access.Forbund && f.Kind != access.Drift && f.Role != access.Admin && f.Role != access.Federation
}

// answerDays returns the answer time of the way in that a request stands with.
func answerDays(ctx context.Context, tx *db.Tx, r cases.RequestRow) (int, error) {
	days := usualDays
	_, err := tx.One(ctx, []any{&days}, `select answer_days from way_in where area_id = $1 and (function_id = $2 or deputy_id = $2)
		order by case when topic = $3 then 0 else 1 end, answer_days limit 1`, r.Area, r.To, r.Topic)
	return days, err
}

// sentAround tells the coordinator of the area when a person's requests have
// been refused a second time without anybody taking them on (rundgång): the
// request shows on her day, and she may take on one that still waits.
func (a *App) sentAround(ctx context.Context, tx *db.Tx, who access.Actor, r cases.RequestRow) error {
	n, err := cases.Refusals(ctx, tx, r.Person)
	if err != nil || n < refusalsToTell {
		return err
	}
	ways, err := org.WayInFor(ctx, tx, r.Area, org.Coordination)
	if err != nil || len(ways) == 0 {
		return err
	}
	c := ways[0].Function.ID
	told, err := tx.Exec(ctx, `update request set told_function = $2
		where id = $1 and state in ('sent', 'declined') and to_function <> $2 and $2 <> $3`, r.ID, c, who.Function)
	if err != nil || told == 0 {
		return err
	}
	if err := person.Name(ctx, tx, r.Person, c); err != nil {
		return err
	}
	return a.Tell(ctx, tx, c)
}

// protect sees to it that those whom a request concerns may know of a person
// with protected identity. An asker may raise the protection of a person,
// never lower it; then everybody who handles her already is named too.
func (a *App) protect(ctx context.Context, tx *db.Tx, p id.Person, asked person.Protection, by, to id.Function) error {
	now, err := person.Outlines(ctx, tx, []id.Person{p})
	if err != nil {
		return err
	}
	if now[p].Protection.Restricted() || !raises(asked) {
		return name(ctx, tx, p, by, to)
	}
	involved, err := involvedWith(ctx, tx, p)
	if err != nil {
		return err
	}
	all := id.NewSet[id.Function]()
	all.Add(append(involved, by, to)...)
	return a.setProtection(ctx, tx, now[p], asked, all.List, by)
}

// setProtection changes a person's protection and gives her cases references
// that tell no area. What she has granted somebody waits then until a function
// has met her. A conflict does not tell how she stands.
func (a *App) setProtection(ctx context.Context, tx *db.Tx, now person.Person, to person.Protection, named []id.Function, by id.Function) error {
	err := person.SetProtection(ctx, tx, now.ID, now.Version, to, named)
	if errs.Is(err, errs.Conflict) {
		return errs.New(errs.Conflict, "changed")
	}
	if err != nil || !to.Restricted() {
		return err
	}
	if err := cases.Conceal(ctx, tx, now.ID); err != nil {
		return err
	}
	return a.guard(ctx, tx, now.ID, by)
}

// guard lets what a person has granted wait, and tells those who lead her cases:
// also the one who protected her, who need not know of it.
func (a *App) guard(ctx context.Context, tx *db.Tx, p id.Person, by id.Function) error {
	in, err := representative.Guard(ctx, tx, p)
	if err != nil {
		return err
	}
	for _, c := range in {
		if err := cases.Note(ctx, tx, c, cases.Event{Kind: "represented_waits", Function: by, Unit: id.Self}); err != nil {
			return err
		}
		leads := id.Function("")
		if _, err := tx.One(ctx, []any{&leads}, `select coordinator_id from cases where id = $1`, c); err != nil {
			return err
		}
		if err := a.Tell(ctx, tx, leads); err != nil {
			return err
		}
	}
	return nil
}

func raises(asked person.Protection) bool { return asked != "" && asked.Restricted() }

// name names functions among those who may know, if the person is protected.
func name(ctx context.Context, tx *db.Tx, p id.Person, functions ...id.Function) error {
	for _, f := range functions {
		if f == "" {
			continue
		}
		if err := person.Name(ctx, tx, p, f); err != nil {
			return err
		}
	}
	return nil
}

// handOver lets a new receiver know of a protected person, and those who had
// the request no more, unless they handle her in another way.
func handOver(ctx context.Context, tx *db.Tx, p id.Person, to id.Function, from ...id.Function) error {
	if err := name(ctx, tx, p, to); err != nil {
		return err
	}
	named, err := person.NamedFunctions(ctx, tx, p)
	if err != nil || len(named) == 0 {
		return err
	}
	involved, err := involvedWith(ctx, tx, p)
	if err != nil {
		return err
	}
	for _, f := range from {
		if slices.Contains(named, f) && !slices.Contains(involved, f) {
			if _, err := tx.Exec(ctx, `delete from named_function where person_id = $1 and function_id = $2`, p, f); err != nil {
				return err
			}
		}
	}
	return nil
}

// involvedWith lists the functions that handle a person now: parties, askers,
// and those whom a request or a brief stands with.
func involvedWith(ctx context.Context, tx *db.Tx, p id.Person) ([]id.Function, error) {
	return db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select f.id from function f where f.ended_at is null and (
			exists (select 1 from party pa join cases c on c.id = pa.case_id
				where c.person_id = $1 and pa.function_id = f.id and pa.state in ('invited', 'takes_part'))
			or exists (select 1 from request r where r.person_id = $1
				and (r.from_function = f.id or r.state in ('sent', 'question') and (r.to_function = f.id or r.told_function = f.id)))
			or exists (select 1 from brief b where b.person_id = $1 and b.to_function = f.id and b.state = 'received'))
		order by f.id limit 1000`, p)
}

// tellsWho returns the faults of texts that may tell who somebody is, by field.
func tellsWho(name string, texts map[string]string) (f errs.Faults) {
	for _, field := range slices.Sorted(maps.Keys(texts)) {
		if key := id.FindNumbers(texts[field]); key != "" {
			f.Add(field, key)
		} else if names(texts[field], name) {
			f.Add(field, "text.identity.name")
		}
	}
	return f
}

// names reports whether a text has a part of a name as a word of its own.
func names(text, name string) bool {
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
	}
	in := map[string]bool{}
	for _, w := range words(text) {
		in[w], in[strings.TrimSuffix(w, "s")] = true, true
	}
	return slices.ContainsFunc(words(name), func(part string) bool {
		return len([]rune(part)) > 2 && !slices.Contains([]string{"von", "van", "der", "den", "och"}, part) && in[part]
	})
}
