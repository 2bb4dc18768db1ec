package minutes

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// fewest is the least number that is told: less could be about somebody who can
// be recognised.
const fewest = 5

// Count is a number that tells nothing of single persons: of 1 to 4 only that
// they are few.
type Count struct {
	N   int
	Few bool
}

func countOf(n int) Count {
	if n > 0 && n < fewest {
		return Count{Few: true}
	}
	return Count{N: n}
}

// Balance is what one sort of actor has put into the cases of an area (S94:
// that all put in alike). There is no sum of several actors: with it the few
// could be reckoned.
type Balance struct {
	Kind   access.Kind
	Calls  Count // meetings that it called to
	Called Count // times that one of its functions was called by somebody else
	Came   Count // times that it came, there or at a distance
	Tasks  Count // activities and commitments that it answers for
}

// BalanceOf counts, for each sort of actor, its part in the meetings of an area
// that have a time between two, and in what was planned then. Persons with
// protected identity are left out. No Sight is needed: nothing of a case is
// told.
func BalanceOf(ctx context.Context, tx *db.Tx, a id.Area, from, to time.Time) (map[access.Kind]Balance, error) {
	all := map[access.Kind]Balance{}
	for _, of := range []struct {
		query string
		note  func(*Balance, Count)
	}{
		{`select o.kind, count(*) from call c join unit u on u.id = c.caller_unit join organisation o on o.id = u.organisation_id ` + balanced +
			meanwhile + ` group by o.kind`, func(b *Balance, n Count) { b.Calls = n }},
		{callParties + ` and p.function_id <> coalesce(c.caller_id, '') group by o.kind`, func(b *Balance, n Count) { b.Called = n }},
		{callParties + ` and c.state = 'held' and p.came in ('present', 'remote') group by o.kind`, func(b *Balance, n Count) { b.Came = n }},
		{`select o.kind, count(*) from item c join item_version v on v.item_id = c.id and v.version = c.version
			join function f on f.id = v.responsible join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id ` + balanced +
			` and c.kind in ('activity', 'commitment') and c.created_at >= $2 and c.created_at < $3
			and exists (select 1 from disclosure d where d.item_id = c.id) group by o.kind`, func(b *Balance, n Count) { b.Tasks = n }},
	} {
		if err := count(ctx, tx, all, of.note, of.query, a, db.Micros(from), db.Micros(to)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

const (
	// balanced keeps what c is about to the cases of an area ($1), without those
	// of persons with protected identity.
	balanced = `join cases ca on ca.id = c.case_id join person pn on pn.id = ca.person_id where ca.area_id = $1 and pn.protection = 'none'`

	meanwhile = ` and coalesce(c.starts_at, c.created_at) >= $2 and coalesce(c.starts_at, c.created_at) < $3`

	callParties = `select o.kind, count(*) from call_party p join call c on c.id = p.call_id
		join unit u on u.id = p.unit_id join organisation o on o.id = u.organisation_id ` + balanced + meanwhile
)

// count notes the numbers that a query finds, by the sort of actor.
func count(ctx context.Context, tx *db.Tx, into map[access.Kind]Balance, note func(*Balance, Count), query string, args ...any) error {
	return tx.Each(ctx, func(scan db.Scan) error {
		var k access.Kind
		var n int
		if err := scan(&k, &n); err != nil {
			return err
		}
		b := into[k]
		b.Kind = k
		note(&b, countOf(n))
		into[k] = b
		return nil
	}, query, args...)
}
