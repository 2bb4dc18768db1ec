package meeting

import (
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The levels of an answer that does not come.
const (
	Reminded    = 1 // the function itself
	DeputyTold  = 2
	ManagerTold = 3
)

// Late is a party whose answer is awaited, with what anybody may know who is
// told of it: when and where, and nothing about whom.
type Late struct {
	Party
	Call       id.Call
	Case       id.Case // for the caller of this package only
	Caller     id.Function
	State      string
	Start, End time.Time
	Place      string
	Link       string
	Restricted bool // the person's identity is protected
}

// late are the parties p of calls c to come after the time $2 that have not
// answered, that take part in the case and whose unit the consent lets be told
// of meetings on the day $1: nobody else is asked for an answer.
const late = `select ` + partyColumns + `, c.id, c.case_id, coalesce(c.caller_id, ''), c.state, coalesce(c.starts_at, 0), coalesce(c.ends_at, 0), c.place, c.link,
		pn.protection <> 'none'
	from call_party p join call c on c.id = p.call_id and c.state in ('seeking', 'called') join person pn on pn.id = c.person_id and pn.erased_at is null
	where p.answer = '' and coalesce(c.starts_at, $2) >= $2
	and exists (select 1 from party pt where pt.case_id = p.case_id and pt.function_id = p.function_id and pt.state = 'takes_part')
	and exists (select 1 from consent co join consent_cell cc on cc.consent_id = co.id where co.case_id = p.case_id and co.ended_at is null
		and co.starts_on <= $1 and co.ends_on >= $1 and cc.unit_id = p.unit_id and cc.category = 'plan' and cc.until is null)
	and not exists (select 1 from block b where b.person_id = c.person_id and b.unit_id = p.unit_id and b.lifted_at is null) `

func listLate(ctx context.Context, tx *db.Tx, which string, args ...any) ([]Late, error) {
	return db.All(ctx, tx, func(scan db.Scan) (l Late, err error) {
		var start, end int64
		l.Party, err = scanParty(scan, &l.Call, &l.Case, &l.Caller, &l.State, &start, &end, &l.Place, &l.Link, &l.Restricted)
		l.Start, l.End = db.Time(start), db.Time(end)
		return l, err
	}, late+which, append([]any{tx.Today(), db.Micros(tx.Now)}, args...)...)
}

// Overdue lists the parties that have not answered by their time, the longest
// waiting first.
func Overdue(ctx context.Context, tx *db.Tx, limit int) ([]Late, error) {
	return listLate(ctx, tx, `and p.due_at <= $2 order by p.due_at, p.call_id, p.function_id limit $3`, limit)
}

// Escalate notes that somebody is told that an answer has not come, or that
// there was nobody to tell, and when the level after that is due, the zero time
// for none. It reports false when that has been done already.
func Escalate(ctx context.Context, tx *db.Tx, l Late, told id.Function, due time.Time) (bool, error) {
	if err := Touch(ctx, tx, l.Call); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, `update call_party set escalated = $4, told_function = coalesce(nullif($5, ''), told_function), due_at = $6, version = version + 1
		where call_id = $1 and function_id = $2 and version = $3 and answer = ''`,
		l.Call, l.Function, l.Version, l.Escalated+1, told, micros(due))
	if err != nil || n == 0 {
		return false, err
	}
	switch {
	case l.Escalated+1 == Reminded:
		return true, Note(ctx, tx, l.Call, Event{Kind: "reminded", About: l.Function})
	case told == "":
		return true, nil
	}
	return true, Note(ctx, tx, l.Call, Event{Kind: "escalated", Function: told, About: l.Function})
}

// ToldTo lists the answers that a function of a unit has been told of because
// they do not come: it may give them.
func ToldTo(ctx context.Context, tx *db.Tx, f id.Function, u id.Unit, limit int) ([]Late, error) {
	return listLate(ctx, tx, `and p.told_function = $3 and p.unit_id = $4
		and (pn.protection = 'none' or exists (select 1 from named_function n where n.person_id = pn.id and n.function_id = $3))
		order by c.starts_at, c.id, p.function_id limit $5`, f, u, limit)
}

// ToldOf lists the answers to one call that a function of a unit may give in the
// place of others.
func ToldOf(ctx context.Context, tx *db.Tx, c id.Call, f id.Function, u id.Unit) (of []Late, err error) {
	all, err := ToldTo(ctx, tx, f, u, 100)
	for _, l := range all {
		if l.Call == c {
			of = append(of, l)
		}
	}
	if err == nil && len(of) == 0 {
		err = errs.Missing()
	}
	return of, err
}
