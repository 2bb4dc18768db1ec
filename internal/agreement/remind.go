package agreement

import (
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// ahead is how many days before a review or an expiry it is reminded of.
var ahead = [...]int{60, 14}

// What is reminded of.
const (
	ToReview = "review"
	ToExpire = "expiry"
)

// Reminder is that a version is soon to be reviewed, or soon holds no more.
type Reminder struct {
	Agreement id.Agreement
	Kind      string // ToReview or ToExpire
	On        string // date

	version  string
	reminded string // the last date that it was reminded on
}

// Reminders lists what is to be reminded of today, one for each version.
func Reminders(ctx context.Context, tx *db.Tx) ([]Reminder, error) {
	today := tx.Today()
	all, err := db.All(ctx, tx, func(scan db.Scan) (r Reminder, err error) {
		var review, until string
		err = scan(&r.Agreement, &r.version, &r.reminded, &review, &until)
		r.Kind, r.On = nearest(review, until, r.reminded, today)
		return r, err
	}, `select a.id, v.id, v.reminded_on, coalesce(a.review_on, v.review_on, ''), coalesce(v.valid_until, '')
		from agreement a join agreement_version v on v.agreement_id = a.id and v.state = 'published'
		where a.ended_at is null and v.reminded_on < $1
		and (coalesce(a.review_on, v.review_on, '') between $1 and $2 or coalesce(v.valid_until, '') between $1 and $2)
		order by a.id limit $3`, today, later(today, ahead[0]), most)
	due := all[:0]
	for _, r := range all {
		if r.Kind != "" {
			due = append(due, r)
		}
	}
	return due, err
}

// nearest says which date of a version is to be reminded of today.
func nearest(review, until, reminded, today string) (kind, on string) {
	for _, days := range ahead {
		for _, r := range []Reminder{{Kind: ToExpire, On: until}, {Kind: ToReview, On: review}} {
			if moment := later(r.On, -days); r.On >= today && moment <= today && moment > reminded {
				return r.Kind, r.On
			}
		}
	}
	return "", ""
}

// later returns the date so many days after another.
func later(date string, days int) string {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return d.AddDate(0, 0, days).Format(time.DateOnly)
}

// Reminded notes that a reminder has been sent, and reports whether nobody had
// done so already.
func Reminded(ctx context.Context, tx *db.Tx, r Reminder) (bool, error) {
	n, err := tx.Exec(ctx, `update agreement_version set reminded_on = $3 where id = $1 and reminded_on = $2`, r.version, r.reminded, tx.Today())
	return n == 1, err
}

// Signers lists the functions that have signed the published version.
func Signers(ctx context.Context, tx *db.Tx, a id.Agreement) ([]id.Function, error) {
	return functions(ctx, tx, `select p.answered_by from agreement_version v join agreement_party p on p.version_id = v.id
		where v.agreement_id = $1 and v.state = 'published' and p.answered_by is not null order by p.answered_by`, a)
}

// Keepers lists the functions that coordinate in the area of an agreement, and
// the one that drafted it.
func Keepers(ctx context.Context, tx *db.Tx, a id.Agreement) ([]id.Function, error) {
	return functions(ctx, tx, `select f.id from function f join unit_area ua on ua.unit_id = f.unit_id join agreement a on a.area_id = ua.area_id
		where a.id = $1 and f.role = 'coordinator' and f.ended_at is null
		union select a.created_by from agreement a where a.id = $1 and a.created_by is not null`, a)
}

// Invited lists the functions that may sign the version that is being signed,
// of the parties that have not answered.
func Invited(ctx context.Context, tx *db.Tx, a id.Agreement) ([]id.Function, error) {
	return functions(ctx, tx, `select distinct f.id from agreement a join agreement_version v on v.agreement_id = a.id and v.state = 'signing'
		join agreement_party p on p.version_id = v.id and p.answer = ''
		join unit u on u.organisation_id = p.organisation_id join unit_area ua on ua.unit_id = u.id and ua.area_id = a.area_id
		join function f on f.unit_id = u.id and f.role = 'manager' and f.ended_at is null
		where a.id = $1 order by f.id`, a)
}

func functions(ctx context.Context, tx *db.Tx, query string, a id.Agreement) ([]id.Function, error) {
	return db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) }, query, a)
}
