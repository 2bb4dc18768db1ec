package forum

import (
	"context"
	"time"

	"samverk/internal/db"
	"samverk/internal/id"
)

// The states of a sitting.
const (
	SittingPlanned   = "planned"
	SittingHeld      = "held"
	SittingCancelled = "cancelled"
)

// Sitting is one date of a forum.
type Sitting struct {
	ID           id.Sitting
	Forum        id.Forum
	Start        time.Time
	End          time.Time
	Place        string
	Link         string
	State        string
	CancelReason string // one of CancelReasons
	Chair        id.Function
	Secretary    id.Function
	Sequence     int // of its calendar entry
	Version      int64
}

const (
	sittingColumns = `s.id, s.forum_id, s.starts_at, s.ends_at, s.place, s.link, s.state, s.cancel_reason,
	coalesce(s.chair_id, ''), coalesce(s.secretary_id, ''), s.sequence, s.version`
	sittingQuery = `select ` + sittingColumns + ` from sitting s `
)

func scanSitting(scan db.Scan) (s Sitting, err error) {
	var start, end int64
	err = scan(&s.ID, &s.Forum, &start, &end, &s.Place, &s.Link, &s.State, &s.CancelReason, &s.Chair, &s.Secretary, &s.Sequence, &s.Version)
	s.Start, s.End = db.Time(start), db.Time(end)
	return s, err
}

// SittingByID returns one sitting.
func SittingByID(ctx context.Context, tx *db.Tx, s id.Sitting) (Sitting, error) {
	return db.First(db.All(ctx, tx, scanSitting, sittingQuery+`where s.id = $1`, s))
}

// Upcoming lists the sittings of a forum that are planned and end after from,
// the next first.
func Upcoming(ctx context.Context, tx *db.Tx, f id.Forum, from time.Time, limit int) ([]Sitting, error) {
	all, err := UpcomingOf(ctx, tx, []id.Forum{f}, from, limit)
	return all[f], err
}

// mostHours is how long a sitting can last: it ends on the day that it begins.
const mostHours = 25 * time.Hour

// UpcomingOf lists the next sittings of each of several forums.
func UpcomingOf(ctx context.Context, tx *db.Tx, of []id.Forum, from time.Time, limit int) (map[id.Forum][]Sitting, error) {
	return sittingsOf(ctx, tx, of, `s.starts_at > $1 and s.ends_at > $2 and s.state = 'planned'`, limit, db.Micros(from.Add(-mostHours)), db.Micros(from))
}

// SittingsOf lists the sittings of each of several forums that begin within a
// time, in order.
func SittingsOf(ctx context.Context, tx *db.Tx, of []id.Forum, from, to time.Time) (map[id.Forum][]Sitting, error) {
	return sittingsOf(ctx, tx, of, `s.starts_at >= $1 and s.starts_at < $2`, most, db.Micros(from), db.Micros(to))
}

// Named is a sitting with the name of its forum.
type Named struct {
	Sitting
	Name string
}

// DayOf lists the sittings that begin within a time and have not been cancelled,
// of the forums that a function belongs to or drives and of those that it chairs
// or writes at.
func DayOf(ctx context.Context, tx *db.Tx, f id.Function, from, to time.Time) ([]Named, error) {
	return db.All(ctx, tx, func(scan db.Scan) (t Named, err error) {
		t.Sitting, err = scanSitting(func(into ...any) error { return scan(append(into, &t.Name)...) })
		return t, err
	}, `select `+sittingColumns+`, f.name from sitting s join forum f on f.id = s.forum_id
		where s.starts_at >= $2 and s.starts_at < $3 and s.state <> 'cancelled' and (f.driver_id = $1 or f.deputy_id = $1 or s.chair_id = $1 or s.secretary_id = $1
			or exists (select 1 from forum_member m where m.forum_id = f.id and m.function_id = $1 and m.left_at is null))
		order by s.starts_at, f.name limit 50`, f, db.Micros(from), db.Micros(to))
}

// sittingsOf lists sittings of each of several forums, in order: the first so
// many of those that a condition with two arguments finds.
func sittingsOf(ctx context.Context, tx *db.Tx, of []id.Forum, which string, limit int, args ...any) (map[id.Forum][]Sitting, error) {
	by := map[id.Forum][]Sitting{}
	if len(of) == 0 {
		return by, nil
	}
	list, more := db.In(4, of)
	all, err := db.All(ctx, tx, scanSitting, sittingQuery+`join (
			select s.id, row_number() over (partition by s.forum_id order by s.starts_at) as n from sitting s where `+which+` and s.forum_id in `+list+`
		) r on r.id = s.id and r.n <= $3 order by s.forum_id, s.starts_at`, append(append(args, min(limit, most)), more...)...)
	for _, s := range all {
		by[s.Forum] = append(by[s.Forum], s)
	}
	return by, err
}
