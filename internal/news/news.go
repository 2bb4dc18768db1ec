// Package news keeps what has changed in the organisations, for those whom it
// concerns. It belongs to the structure level: it tells of units, functions,
// ways in and interventions, never of a client. Who holds a function is read
// where that stands, so that nothing has to be told twice.
package news

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
)

// What has happened.
const (
	OrganisationCame    = "organisation.came" // takes part in the area
	OrganisationWent    = "organisation.went"
	OrganisationRenamed = "organisation.renamed"

	UnitNew     = "unit.new"
	UnitRenamed = "unit.renamed"
	UnitEnded   = "unit.ended"
	UnitCame    = "unit.came" // works in the area from now
	UnitWent    = "unit.went"

	FunctionNew     = "function.new"
	FunctionEnded   = "function.ended"
	FunctionChanged = "function.changed" // its name, phone, mailbox or hours

	HolderBegan = "holder.began"
	HolderLeft  = "holder.left"
	DeputyBegan = "deputy.began"
	DeputyLeft  = "deputy.left"

	WayNew     = "way.new"
	WayChanged = "way.changed"
	WayRemoved = "way.removed"

	InterventionNew     = "intervention.new"
	InterventionChanged = "intervention.changed"
	InterventionEnded   = "intervention.ended"

	ArticleNew       = "article.new"
	ArticleChanged   = "article.changed"
	ArticleWithdrawn = "article.withdrawn"
	RuleChanged      = "rule.changed"
	RuleEnded        = "rule.ended"

	ForumStarted = "forum.started"
	ForumEnded   = "forum.ended"

	TrainingPlanned = "training.planned"
	TrainingChanged = "training.changed"
)

// Groups are the kinds of news that a reader can choose among.
func Groups() []string {
	return []string{"unit", "function", "holder", "way", "intervention", "article", "forum", "training"}
}

// kindsOf are the kinds that belong to a group.
var kindsOf = map[string][]string{
	"unit":         {UnitNew, UnitRenamed, UnitEnded, UnitCame, UnitWent, OrganisationCame, OrganisationWent, OrganisationRenamed},
	"function":     {FunctionNew, FunctionEnded, FunctionChanged},
	"holder":       {HolderBegan, HolderLeft, DeputyBegan, DeputyLeft},
	"way":          {WayNew, WayChanged, WayRemoved},
	"intervention": {InterventionNew, InterventionChanged, InterventionEnded},
	"article":      {ArticleNew, ArticleChanged, ArticleWithdrawn, RuleChanged, RuleEnded},
	"forum":        {ForumStarted, ForumEnded},
	"training":     {TrainingPlanned, TrainingChanged},
}

// Entry is something that has changed. It concerns one area; without an area
// those where its unit works; without either all.
type Entry struct {
	Kind     string
	Area     id.Area
	Actor    access.Kind // whose it is; may be empty
	Unit     id.Unit
	Function id.Function
	Subject  string // identifier of the intervention, way in, article, forum or training
	Name     string // of what has changed, as it was called then
}

// Add notes that something has changed, in the transaction that changes it.
func Add(ctx context.Context, tx *db.Tx, e Entry) error {
	_, err := tx.Exec(ctx, `insert into news (id, at, kind, area_id, actor, unit_id, function_id, subject, name)
values ($1, $2, $3, nullif($4, ''), $5, nullif($6, ''), nullif($7, ''), $8, $9)`,
		id.New[id.News](), db.Micros(tx.Now), e.Kind, e.Area, string(e.Actor), e.Unit, e.Function, e.Subject, e.Name)
	return err
}

// Item is an entry when it has been noted.
type Item struct {
	Entry
	ID string
	At time.Time
}

// keptFor is how long a piece of news is shown.
const keptFor = 365 * 24 * time.Hour

// changes are everything that has changed after $1 and until $2: what has been
// noted, and who has begun and left, as the assignments tell.
const changes = `(select n.id, n.at, n.kind, coalesce(n.area_id, '') as area_id, n.actor, coalesce(n.unit_id, '') as unit_id,
  coalesce(n.function_id, '') as function_id, n.subject, n.name
  from news n where n.at > $1 and n.at <= $2
union all select s.id || '-b', s.since, case when s.deputy then 'deputy.began' else 'holder.began' end, '', o.kind, u.id, f.id, s.id, f.name
  from assignment s join function f on f.id = s.function_id join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
  where s.since > $1 and s.since <= $2 and (s.until is null or s.until > s.since) and f.role <> 'admin'
union all select s.id || '-l', s.until, case when s.deputy then 'deputy.left' else 'holder.left' end, '', o.kind, u.id, f.id, s.id, f.name
  from assignment s join function f on f.id = s.function_id join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
  where s.until > $1 and s.until <= $2 and s.until > s.since and f.role <> 'admin') x`

// Filter says which news a list shows, and from where on.
type Filter struct {
	Area   id.Area     // empty for all
	Group  string      // one of Groups; empty for all
	Actor  access.Kind // empty for all
	Before int64       // microseconds and identifier of the last row of the page before
	Last   string
	Limit  int
}

// List lists what has changed lately, the newest first.
func List(ctx context.Context, tx *db.Tx, q Filter) ([]Item, error) {
	before := q.Before
	if before == 0 {
		before = 1<<63 - 1
	}
	args := []any{db.Micros(tx.Now.Add(-keptFor)), db.Micros(tx.Now), q.Area, before, q.Last, string(q.Actor), q.Limit}
	which := ""
	if kinds := kindsOf[q.Group]; len(kinds) > 0 {
		list, more := db.In(len(args)+1, kinds)
		which, args = ` and x.kind in `+list, append(args, more...)
	}
	return db.All(ctx, tx, scanItem, `select x.id, x.at, x.kind, x.area_id, x.actor, x.unit_id, x.function_id, x.subject, x.name from `+changes+`
where ($3 = '' or x.area_id = $3 or x.area_id = '' and (x.unit_id = ''
  or exists (select 1 from unit_area ua where ua.unit_id = x.unit_id and ua.area_id = $3)))
and (x.at, x.id) < ($4, $5) and ($6 = '' or x.actor = $6)`+which+` order by x.at desc, x.id desc limit $7`, args...)
}

func scanItem(scan db.Scan) (i Item, err error) {
	var at int64
	err = scan(&i.ID, &at, &i.Kind, &i.Area, &i.Actor, &i.Unit, &i.Function, &i.Subject, &i.Name)
	i.At = db.Time(at)
	return i, err
}

// Unseen counts what has changed in the areas of a function's unit since the
// function last said that it has read, at most in the last month.
func Unseen(ctx context.Context, tx *db.Tx, f id.Function, u id.Unit) (n int, err error) {
	_, err = tx.One(ctx, []any{&n}, `select count(*) from `+changes+` where x.function_id <> $4
and x.at > coalesce((select seen_at from news_reader where function_id = $4), 0) and (x.area_id = '' and x.unit_id = ''
or x.area_id in (select area_id from unit_area where unit_id = $3)
or x.area_id = '' and x.unit_id in (select there.unit_id from unit_area own join unit_area there on there.area_id = own.area_id where own.unit_id = $3))`,
		db.Micros(tx.Now.AddDate(0, -1, 0)), db.Micros(tx.Now), u, f)
	return n, err
}

// See notes that a function has read what there is.
func See(ctx context.Context, tx *db.Tx, f id.Function) error {
	_, err := tx.Exec(ctx, `insert into news_reader (function_id, seen_at) values ($1, $2)
on conflict (function_id) do update set seen_at = excluded.seen_at`, f, db.Micros(tx.Now))
	return err
}

// week is how often a function is told that there is news.
const week = 7 * 24 * time.Hour

// Digests lists the functions that are due to be told that there is news in
// their areas: what they have neither read nor been told of, at most once a week.
func Digests(ctx context.Context, tx *db.Tx, limit int) ([]id.Function, error) {
	from := tx.Now.Add(-week)
	newest, all, err := newestIn(ctx, tx, from)
	if err != nil || len(newest) == 0 && all == 0 {
		return nil, err
	}
	var due []id.Function
	err = tx.Each(ctx, func(scan db.Scan) error {
		var f id.Function
		var area id.Area
		var known int64
		if err := scan(&f, &area, &known); err != nil {
			return err
		}
		if max(newest[area], all) > max(known, db.Micros(from)) && !slices.Contains(due, f) && len(due) < limit {
			due = append(due, f)
		}
		return nil
	}, `select f.id, ua.area_id, case when coalesce(r.seen_at, 0) > coalesce(r.sent_at, 0) then coalesce(r.seen_at, 0) else coalesce(r.sent_at, 0) end
from function f join unit_area ua on ua.unit_id = f.unit_id left join news_reader r on r.function_id = f.id
where f.ended_at is null and f.role <> 'admin' and coalesce(r.sent_at, 0) <= $1 order by f.id, ua.area_id limit $2`, db.Micros(from), mostReaders)
	return due, err
}

// mostReaders bounds how many functions, times their areas, are looked at in an hour.
const mostReaders = 20_000

// newestIn returns when something last changed in each area, and what concerns
// all, after a time.
func newestIn(ctx context.Context, tx *db.Tx, from time.Time) (map[id.Area]int64, int64, error) {
	newest, all := map[id.Area]int64{}, int64(0)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var area id.Area
		var at int64
		if err := scan(&area, &at); err != nil {
			return err
		}
		if area == "" {
			all = max(all, at)
		}
		newest[area] = max(newest[area], at)
		return nil
	}, `select coalesce(ua.area_id, x.area_id), max(x.at) from `+changes+`
left join unit_area ua on ua.unit_id = x.unit_id and x.area_id = '' group by coalesce(ua.area_id, x.area_id)`,
		db.Micros(from), db.Micros(tx.Now))
	delete(newest, "")
	return newest, all, err
}

// Sent notes that a function has been told, and reports whether nobody had told
// it before.
func Sent(ctx context.Context, tx *db.Tx, f id.Function) (bool, error) {
	n, err := tx.Exec(ctx, `insert into news_reader (function_id, sent_at) values ($1, $2)
on conflict (function_id) do update set sent_at = excluded.sent_at where news_reader.sent_at <= $3`,
		f, db.Micros(tx.Now), db.Micros(tx.Now.Add(-week)))
	return n == 1, err
}
