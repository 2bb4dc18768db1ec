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

const sittingQuery = `select s.id, s.forum_id, s.starts_at, s.ends_at, s.place, s.link, s.state, s.cancel_reason,
	coalesce(s.chair_id, ''), coalesce(s.secretary_id, ''), s.sequence, s.version from sitting s `

func scanSitting(scan db.Scan) (s Sitting, err error) {
	var start, end int64
	err = scan(&s.ID, &s.Forum, &start, &end, &s.Place, &s.Link, &s.State, &s.CancelReason, &s.Chair, &s.Secretary, &s.Sequence, &s.Version)
	s.Start, s.End = db.Time(start), db.Time(end)
	return s, err
}

// SittingByID returns one sitting.
func SittingByID(ctx context.Context, tx *db.Tx, s id.Sitting) (Sitting, error) {
	return first(db.All(ctx, tx, scanSitting, sittingQuery+`where s.id = $1`, s))
}

// Upcoming lists the sittings of a forum that are planned and end after from,
// the next first.
func Upcoming(ctx context.Context, tx *db.Tx, f id.Forum, from time.Time, limit int) ([]Sitting, error) {
	return db.All(ctx, tx, scanSitting, sittingQuery+`where s.forum_id = $1 and s.ends_at > $2 and s.state = 'planned'
		order by s.starts_at limit $3`, f, db.Micros(from), min(limit, most))
}

// Sittings lists all sittings of a forum that begin within a time, in order.
func Sittings(ctx context.Context, tx *db.Tx, f id.Forum, from, to time.Time) ([]Sitting, error) {
	return db.All(ctx, tx, scanSitting, sittingQuery+`where s.forum_id = $1 and s.starts_at >= $2 and s.starts_at < $3
		order by s.starts_at limit $4`, f, db.Micros(from), db.Micros(to), most)
}
