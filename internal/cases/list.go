package cases

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// Listed is a case as a list shows it. Who the person is may be told only after
// a sight on the case allows it.
type Listed struct {
	ID          id.Case
	Ref         string
	Person      id.Person
	Area        id.Area
	State       string
	OpenedAt    time.Time
	Coordinator id.Function
	PartyState  access.PartyState // of the function the list is for; none for the person
}

func scanListed(scan db.Scan) (l Listed, err error) {
	var opened int64
	err = scan(&l.ID, &l.Ref, &l.Person, &l.Area, &l.State, &opened, &l.Coordinator, &l.PartyState)
	l.OpenedAt = db.Time(opened)
	return l, err
}

// ListOf lists the cases that a function takes part in, in one state or all,
// newest opened first. The next page begins after the last row's OpenedAt and ID.
func ListOf(ctx context.Context, tx *db.Tx, f id.Function, state string, page Page) ([]Listed, error) {
	states := `pa.case_state = $2`
	if state == "" {
		states, state = `pa.case_state in ('open', 'resting', 'closing', $2)`, StateClosed
	}
	before, last := page.key()
	return db.All(ctx, tx, scanListed, `select c.id, c.ref, c.person_id, c.area_id, c.state, pa.opened_at, c.coordinator_id, pa.state
		from party pa join cases c on c.id = pa.case_id join person p on p.id = c.person_id
		where pa.function_id = $1 and `+states+` and pa.state = 'takes_part'
			and (pa.opened_at, pa.case_id) < ($3, $4)`+mayKnow+`
		order by pa.opened_at desc, pa.case_id desc limit $5`, f, state, before, last, page.limit())
}

// ListOfPerson lists a person's cases for the person herself, newest opened
// first. The next page begins after the last row's OpenedAt and ID.
func ListOfPerson(ctx context.Context, tx *db.Tx, p id.Person, page Page) ([]Listed, error) {
	before, last := page.key()
	return db.All(ctx, tx, scanListed, `select c.id, c.ref, c.person_id, c.area_id, c.state, c.opened_at, c.coordinator_id, ''
		from cases c where c.person_id = $1 and (c.opened_at, c.id) < ($2, $3)
		order by c.opened_at desc, c.id desc limit $4`, p, before, last, page.limit())
}

// ListOfBoth lists the cases of a person that a function takes part in, newest
// opened first.
func ListOfBoth(ctx context.Context, tx *db.Tx, f id.Function, p id.Person) ([]Listed, error) {
	return db.All(ctx, tx, scanListed, `select c.id, c.ref, c.person_id, c.area_id, c.state, pa.opened_at, c.coordinator_id, pa.state
		from cases c cross join party pa cross join person p
		where c.person_id = $2 and pa.case_id = c.id and pa.function_id = $1 and p.id = c.person_id and pa.state = 'takes_part'`+mayKnow+`
		order by c.opened_at desc, c.id desc limit $3`, f, p, most)
}
