package org

import (
	"cmp"
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// Coordination is the topic of the one way in to everything, asked when no
// other answers.
const Coordination = "coordination"

// Topics lists what a way in can be about, in the order of the pages.
func Topics() []string {
	return []string{Coordination, "livelihood", "work", "care", "psychiatry", "insurance", "job", "addiction", "housing"}
}

// WayIn is the function that answers for a topic at an actor in an area.
type WayIn struct {
	ID         id.WayIn
	Area       id.Area
	Topic      string
	Actor      access.Kind
	Function   Function
	Deputy     id.Function // asked when the function does not answer; may be empty
	DeputyName string
	AnswerDays int // working days
	About      string
	Version    int64
}

// Vacant reports whether nobody, not even a deputy, acts as the function today.
func (w WayIn) Vacant() bool { return w.Function.Acts() == "" }

const wayQuery = `select ` + functionColumns + `,
  w.id, w.area_id, w.topic, w.actor, coalesce(w.deputy_id, ''), coalesce(d.name, ''), w.answer_days, w.about, w.version` + functionTables + `
join way_in w on w.function_id = f.id left join function d on d.id = w.deputy_id`

func scanWay(scan db.Scan) (w WayIn, err error) {
	return w, scan(append(w.Function.places(),
		&w.ID, &w.Area, &w.Topic, &w.Actor, &w.Deputy, &w.DeputyName, &w.AnswerDays, &w.About, &w.Version)...)
}

// WaysIn lists the ways in of an area, by topic.
func WaysIn(ctx context.Context, tx *db.Tx, a id.Area) ([]WayIn, error) {
	all, err := db.All(ctx, tx, scanWay, wayQuery+` where w.area_id = $2 limit $3`, db.Micros(tx.Now), a, most)
	return sorted(all, func(w WayIn) (int, string) { return slices.Index(Topics(), w.Topic), w.Function.Name }), err
}

// EveryWayIn lists the ways in of all areas.
func EveryWayIn(ctx context.Context, tx *db.Tx) ([]WayIn, error) {
	return db.All(ctx, tx, scanWay, wayQuery+` order by w.area_id, w.id limit $2`, db.Micros(tx.Now), 10*most)
}

// WayInByID returns one way in.
func WayInByID(ctx context.Context, tx *db.Tx, w id.WayIn) (WayIn, error) {
	return db.First(db.All(ctx, tx, scanWay, wayQuery+` where w.id = $2`, db.Micros(tx.Now), w))
}

// WayInFor lists the ways in to turn to with a topic, the best first: one that
// somebody answers, for the topic itself rather than for everything. A vacant
// one comes after those.
func WayInFor(ctx context.Context, tx *db.Tx, a id.Area, topic string) ([]WayIn, error) {
	all, err := db.All(ctx, tx, scanWay, wayQuery+`
where w.area_id = $2 and w.topic in ($3, $4) and f.ended_at is null limit $5`,
		db.Micros(tx.Now), a, topic, Coordination, most)
	slices.SortFunc(all, func(v, w WayIn) int { return CompareFor(topic, v, w) })
	return all, err
}

// CompareFor tells which of two ways in to turn to first with a topic.
func CompareFor(topic string, v, w WayIn) int {
	return cmp.Or(v.rank(topic)-w.rank(topic), v.AnswerDays-w.AnswerDays, cmp.Compare(v.ID, w.ID))
}

func (w WayIn) rank(topic string) (n int) {
	if w.Topic != topic {
		n++
	}
	if w.Vacant() {
		n += 2
	}
	return n
}

// Collaboration says how one party of an area works with another.
type Collaboration struct {
	From     string
	FromKind access.Kind
	To       string
	ToKind   access.Kind
	Manner   string // one of Manners
	About    string
	Source   string
}

// Manners lists how parties can work together, in the words of the mapping.
func Manners() []string { return []string{"most", "easiest", "least", "hardest"} }

// Collaborations lists who works most, easiest, least and hardest with whom in
// an area.
func Collaborations(ctx context.Context, tx *db.Tx, a id.Area) ([]Collaboration, error) {
	return db.All(ctx, tx, func(scan db.Scan) (c Collaboration, err error) {
		return c, scan(&c.From, &c.FromKind, &c.To, &c.ToKind, &c.Manner, &c.About, &c.Source)
	}, `select from_name, from_kind, to_name, to_kind, manner, about, source
from collaboration where area_id = $1 order by id limit $2`, a, most)
}
