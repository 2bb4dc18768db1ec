package cases

import (
	"context"
	"slices"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// mayKnow leaves out persons with protected identity, except for the function
// $1 where it is named (sweden.md L27).
const mayKnow = ` and (p.protection = 'none'
	or exists (select 1 from named_function nf where nf.person_id = p.id and nf.function_id = $1)) `

func listRequests(ctx context.Context, tx *db.Tx, query string, args ...any) ([]RequestRow, error) {
	return db.All(ctx, tx, func(scan db.Scan) (RequestRow, error) { return scanRequest(scan) },
		`select `+requestColumns+requests+query, args...)
}

// receives is a list without the persons who have not agreed to being known, or
// whose request was taken back.
func receives(rows []RequestRow, err error) ([]RequestRow, error) {
	for i := range rows {
		if !rows[i].Consented || rows[i].State == RequestWithdrawn {
			rows[i].Person = ""
		}
	}
	return rows, err
}

// RequestsTo lists the requests that stand with a function, in the states given
// or in all when there are none. The next page begins after the last row's
// SentAt and ID.
func RequestsTo(ctx context.Context, tx *db.Tx, f id.Function, states []string, page Page) ([]RequestRow, error) {
	chosen := []string{RequestSent, RequestQuestion, RequestAccepted, RequestDeclined, RequestWithdrawn}
	for i, state := range chosen {
		if len(states) > 0 && !slices.Contains(states, state) {
			chosen[i] = ""
		}
	}
	before, last := page.key()
	return receives(listRequests(ctx, tx, `where r.to_function = $1 and r.state in ($2, $3, $4, $5, $6)
		and (r.sent_at, r.id) < ($7, $8)`+mayKnow+`order by r.sent_at desc, r.id desc limit $9`,
		f, chosen[0], chosen[1], chosen[2], chosen[3], chosen[4], before, last, page.limit()))
}

// RequestsTold lists the overdue requests that a function was told of last, as
// deputy or manager, and that are still unanswered. Oldest answer date first.
func RequestsTold(ctx context.Context, tx *db.Tx, f id.Function, limit int) ([]RequestRow, error) {
	return receives(listRequests(ctx, tx, `where r.told_function = $1 and r.state = 'sent'`+mayKnow+`
		order by r.due_at, r.id limit $2`, f, Page{Limit: limit}.limit()))
}

// RequestsFrom lists the requests that a function has sent. The next page begins
// after the last row's CreatedAt and ID.
func RequestsFrom(ctx context.Context, tx *db.Tx, f id.Function, page Page) ([]RequestRow, error) {
	before, last := page.key()
	return listRequests(ctx, tx, `where r.from_function = $1 and (r.created_at, r.id) < ($2, $3)`+mayKnow+`
		order by r.created_at desc, r.id desc limit $4`, f, before, last, page.limit())
}

// RequestsOf lists the requests about a person, for the person herself. The next
// page begins after the last row's CreatedAt and ID.
func RequestsOf(ctx context.Context, tx *db.Tx, p id.Person, page Page) ([]RequestRow, error) {
	before, last := page.key()
	return listRequests(ctx, tx, `where r.person_id = $1 and (r.created_at, r.id) < ($2, $3)
		order by r.created_at desc, r.id desc limit $4`, p, before, last, page.limit())
}

// Refusals counts how many times requests about a person have been passed on or
// declined, and handovers declined, since a request was last accepted. At the second the coordinator
// of the area is to be told (rundgång).
func Refusals(ctx context.Context, tx *db.Tx, p id.Person) (n int, err error) {
	_, err = tx.One(ctx, []any{&n}, `select (select count(*) from request r join request_event e on e.request_id = r.id
			where r.person_id = $1 and e.kind in ('forwarded', 'declined') and e.at > since.at)
		+ (select count(*) from case_event h join cases c on c.id = h.case_id where c.person_id = $1 and h.kind = 'handover_declined' and h.at > since.at)
		from (select coalesce(max(a.at), 0) as at from request ar join request_event a on a.request_id = ar.id
			where ar.person_id = $1 and a.kind = 'accepted') since`, p)
	return n, err
}

// Overdue lists the requests whose answer is due and that can be taken to
// another level, longest overdue first.
func Overdue(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]RequestRow, error) {
	return listRequests(ctx, tx, `where r.state = 'sent' and r.due_at <= $1 and r.escalated < 2
		order by r.due_at, r.id limit $2`, db.Micros(now), Page{Limit: limit}.limit())
}

// Escalation tells the next level that a request is overdue.
type Escalation struct {
	Request id.Request
	Level   int         // 1 the deputy, 2 the manager
	Told    id.Function // empty when there is nobody at that level
	DueAt   time.Time   // when the next level is due; zero leaves it
}

// Escalate notes that a request was taken to a level and reports whether it was:
// a job that runs twice must not tell twice. The version stays, since nothing
// has changed for the receiver, who can still answer.
func Escalate(ctx context.Context, tx *db.Tx, e Escalation) (bool, error) {
	var due *int64
	if !e.DueAt.IsZero() {
		micros := db.Micros(e.DueAt)
		due = &micros
	}
	n, err := tx.Exec(ctx, `update request set escalated = $2, told_function = coalesce(nullif($3, ''), told_function), due_at = coalesce($4, due_at)
		where id = $1 and state = 'sent' and escalated = $5 and due_at <= $6`,
		e.Request, e.Level, e.Told, due, e.Level-1, db.Micros(tx.Now))
	if err != nil || n == 0 {
		return false, err
	}
	return true, noteStep(ctx, tx, RequestStep{Request: e.Request}, step{kind: "overdue", to: e.Told})
}
