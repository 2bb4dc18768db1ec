package forum

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

const mostPictured = 5000

// Pictured is a sitting as the year of an area shows it.
type Pictured struct {
	Forum  id.Forum
	Start  time.Time
	State  string // planned, held, cancelled
	Reason string // code: why it was cancelled
}

// PictureOf lists the sittings of an area's forums between two times, by time.
func PictureOf(ctx context.Context, tx *db.Tx, a id.Area, from, to time.Time) ([]Pictured, error) {
	return db.All(ctx, tx, func(scan db.Scan) (p Pictured, err error) {
		var start int64
		err = scan(&p.Forum, &start, &p.State, &p.Reason)
		p.Start = db.Time(start)
		return p, err
	}, `select s.forum_id, s.starts_at, s.state, s.cancel_reason from sitting s join forum f on f.id = s.forum_id
		where f.area_id = $1 and s.starts_at >= $2 and s.starts_at < $3 order by s.starts_at, s.id limit $4`,
		a, db.Micros(from), db.Micros(to), mostPictured)
}

// Attendance is how often one sort of actor came to the sittings of a forum
// that it belongs to.
type Attendance struct {
	Forum   id.Forum
	Kind    access.Kind
	Came    int
	Awaited int
}

// AttendanceOf counts who came to the sittings of an area's forums between two
// times, by forum and sort of actor. It is about functions that belong to a forum
// and not about those who were called to a case there, so that small numbers
// tell of no person.
func AttendanceOf(ctx context.Context, tx *db.Tx, a id.Area, from, to time.Time) ([]Attendance, error) {
	return db.All(ctx, tx, func(scan db.Scan) (t Attendance, err error) {
		return t, scan(&t.Forum, &t.Kind, &t.Awaited, &t.Came)
	}, `select s.forum_id, o.kind, count(*), sum(case when m.present then 1 else 0 end)
		from sitting_member m join sitting s on s.id = m.sitting_id join forum fo on fo.id = s.forum_id
		join function f on f.id = m.function_id join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
		where fo.area_id = $1 and s.state = 'held' and s.starts_at >= $2 and s.starts_at < $3
		group by s.forum_id, o.kind order by s.forum_id, o.kind limit $4`, a, db.Micros(from), db.Micros(to), mostPictured)
}

// Band is a span of ages, both ends included.
type Band struct{ From, To int }

// Oldest is the age at which a band without an end stops.
const Oldest = 200

// Covers reports whether a forum for some ages is for all of the band. Zero
// ends stand for none.
func (b Band) Covers(from, to int) bool {
	if to == 0 {
		to = Oldest
	}
	return from <= b.From && b.To <= to
}

// Bands returns the ages from sixteen on, cut wherever one of some spans begins
// or ends, so that each of them covers whole bands.
func Bands(spans []Band) (all []Band) {
	cuts := map[int]bool{adult: true, retired: true}
	for _, s := range spans {
		if s.From > youngest {
			cuts[s.From] = true
		}
		if s.To >= youngest && s.To < Oldest {
			cuts[s.To+1] = true
		}
	}
	from := youngest
	for age := youngest + 1; age < Oldest; age++ {
		if cuts[age] {
			all = append(all, Band{from, age - 1})
			from = age
		}
	}
	return append(all, Band{from, Oldest})
}

const (
	youngest = 16 // of those whom forums are for
	adult    = 30 // from when the report found no formal forum (S294)
	retired  = 67
)
