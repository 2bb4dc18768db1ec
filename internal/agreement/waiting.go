package agreement

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/id"
)

// What an agreement can wait for, beside ToReview and ToExpire.
const (
	ToSign   = "sign"
	ToRevise = "revise" // a party has declined
)

// Waiting is an agreement that somebody has to do something about.
type Waiting struct {
	Agreement id.Agreement
	Area      id.Area
	Title     string
	Number    int // of the version
	What      string
	On        string // date of the review or of the last day
}

func waiting(ctx context.Context, tx *db.Tx, what, query string, args ...any) ([]Waiting, error) {
	return db.All(ctx, tx, func(scan db.Scan) (w Waiting, err error) {
		w.What = what
		return w, scan(&w.Agreement, &w.Area, &w.Title, &w.Number, &w.On)
	}, query, args...)
}

// WaitForSigning lists the agreements that a unit's organisation has not
// answered yet, in the areas where the unit works.
func WaitForSigning(ctx context.Context, tx *db.Tx, u id.Unit, limit int) ([]Waiting, error) {
	return waiting(ctx, tx, ToSign, `select a.id, a.area_id, a.title, v.number, '' from unit u
		join agreement_party p on p.organisation_id = u.organisation_id and p.answer = ''
		join agreement_version v on v.id = p.version_id and v.state = 'signing'
		join agreement a on a.id = v.agreement_id and a.ended_at is null
		join unit_area ua on ua.unit_id = u.id and ua.area_id = a.area_id
		where u.id = $1 order by v.created_at, a.id limit $2`, u, limit)
}

// WaitForRevision lists the drafts that a party has declined to sign, in the
// areas where a unit works.
func WaitForRevision(ctx context.Context, tx *db.Tx, u id.Unit, limit int) ([]Waiting, error) {
	return waiting(ctx, tx, ToRevise, `select a.id, a.area_id, a.title, v.number, '' from agreement a
		join unit_area ua on ua.area_id = a.area_id and ua.unit_id = $1
		join agreement_version v on v.agreement_id = a.id and v.state = 'draft'
		where a.ended_at is null and exists (select 1 from agreement_party p where p.version_id = v.id and p.answer = 'declined')
		order by v.created_at, a.id limit $2`, u, limit)
}

// WaitForReview lists the agreements of the areas where a unit works that are
// to be reviewed, or hold no longer, by a date. party asks for those alone that
// the unit's organisation is party to.
func WaitForReview(ctx context.Context, tx *db.Tx, u id.Unit, until string, party bool, limit int) ([]Waiting, error) {
	const from = `select a.id, a.area_id, a.title, v.number, `
	const tables = ` from agreement a join unit_area ua on ua.area_id = a.area_id and ua.unit_id = $1
		join agreement_version v on v.agreement_id = a.id and v.state = 'published'
		where a.ended_at is null and (not $3 or exists (select 1 from agreement_party p join unit u on u.organisation_id = p.organisation_id
			where p.version_id = v.id and u.id = $1)) and `
	review, err := waiting(ctx, tx, ToReview, from+`coalesce(a.review_on, v.review_on)`+tables+
		`coalesce(a.review_on, v.review_on) <= $2 order by coalesce(a.review_on, v.review_on), a.id limit $4`, u, until, party, limit)
	if err != nil {
		return nil, err
	}
	expiry, err := waiting(ctx, tx, ToExpire, from+`v.valid_until`+tables+`v.valid_until <= $2 order by v.valid_until, a.id limit $4`, u, until, party, limit)
	return append(review, expiry...), err
}
