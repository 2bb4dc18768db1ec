package knowledge

import (
	"context"

	"samverk/internal/db"
	"samverk/internal/id"
)

// most bounds how many articles are read at a time.
const most = 500

// articleQuery reads articles with the wording that holds on the day $1, else
// the newest.
const articleQuery = `select a.id, coalesce(a.area_id, ''), a.theme, a.audience, a.owner_id, a.state, a.review_on, a.changed_at, a.version,
  t.number, t.title, t.body, t.source, t.source_on, t.valid_from, t.valid_until, t.at, t.by_id
from article a join article_text t on t.article_id = a.id and t.number = coalesce((
  select max(d.number) from article_text d where d.article_id = a.id and d.valid_from <= $1 and (d.valid_until = '' or d.valid_until >= $1)), a.number)`

func scanArticle(scan db.Scan) (a Article, err error) {
	var changed, at int64
	err = scan(&a.ID, &a.Area, &a.Theme, &a.Audience, &a.Owner, &a.State, &a.ReviewOn, &changed, &a.Version,
		&a.Number, &a.Title, &a.Body, &a.Source, &a.SourceOn, &a.From, &a.Text.Until, &at, &a.By)
	a.Changed, a.At = db.Time(changed), db.Time(at)
	return a, err
}

// Filter says which articles a list shows.
type Filter struct {
	Area     id.Area // with those that are for all areas; empty for every one
	Theme    string
	Audience string
	Drafts   bool // and what has been withdrawn
	After    id.Article
	Limit    int // 0 for as many as there may be
}

// List lists articles with the wording of today.
func List(ctx context.Context, tx *db.Tx, q Filter) ([]Article, error) {
	limit := q.Limit
	if limit < 1 || limit > most {
		limit = most
	}
	return db.All(ctx, tx, scanArticle, articleQuery+`
where ($2 = '' or a.area_id is null or a.area_id = $2) and ($3 = '' or a.theme = $3) and ($4 = '' or a.audience = $4)
and (a.state = 'published' or $5) and a.id > $6 order by a.id limit $7`, tx.Today(), q.Area, q.Theme, q.Audience, q.Drafts, q.After, limit)
}

// ByID returns one article with the wording of today.
func ByID(ctx context.Context, tx *db.Tx, a id.Article) (Article, error) {
	return On(ctx, tx, a, tx.Today())
}

// On returns one article with the wording of a day.
func On(ctx context.Context, tx *db.Tx, a id.Article, day string) (Article, error) {
	return db.First(db.All(ctx, tx, scanArticle, articleQuery+` where a.id = $2`, day, a))
}

// Texts lists the wordings of an article, the newest first.
func Texts(ctx context.Context, tx *db.Tx, a id.Article) ([]Text, error) {
	return db.All(ctx, tx, func(scan db.Scan) (t Text, err error) {
		var at int64
		err = scan(&t.Number, &t.Title, &t.Body, &t.Source, &t.SourceOn, &t.From, &t.Until, &at, &t.By)
		t.At = db.Time(at)
		return t, err
	}, `select number, title, body, source, source_on, valid_from, valid_until, at, by_id from article_text
where article_id = $1 order by number desc limit $2`, a, most)
}

// Several returns what some articles are called today.
func Several(ctx context.Context, tx *db.Tx, ids []id.Article) (map[id.Article]Article, error) {
	all := map[id.Article]Article{}
	if len(ids) == 0 {
		return all, nil
	}
	list, args := db.In(2, ids)
	found, err := db.All(ctx, tx, scanArticle, articleQuery+` where a.id in `+list, append([]any{tx.Today()}, args...)...)
	for _, a := range found {
		all[a.ID] = a
	}
	return all, err
}

// OwnedBy lists the articles that a function owns and that have not been
// withdrawn.
func OwnedBy(ctx context.Context, tx *db.Tx, f id.Function) ([]Article, error) {
	return db.All(ctx, tx, scanArticle, articleQuery+` where a.owner_id = $2 and a.state <> 'withdrawn' order by a.id limit $3`, tx.Today(), f, most)
}

// Reminder is an article whose owner is to be told that its review date has come.
type Reminder struct {
	ID    id.Article
	Owner id.Function
	On    string
}

// Reminders lists the articles whose owners have not been told yet.
func Reminders(ctx context.Context, tx *db.Tx, limit int) ([]Reminder, error) {
	return db.All(ctx, tx, func(scan db.Scan) (r Reminder, err error) { return r, scan(&r.ID, &r.Owner, &r.On) },
		`select id, owner_id, review_on from article where state <> 'withdrawn' and review_on <> '' and review_on < $1 and reminded_on <> review_on
order by review_on, id limit $2`, tx.Today(), limit)
}

// Reminded notes that an owner has been told, and reports whether nobody had
// done so before.
func Reminded(ctx context.Context, tx *db.Tx, r Reminder) (bool, error) {
	n, err := tx.Exec(ctx, `update article set reminded_on = $1 where id = $2 and review_on = $1 and reminded_on <> $1`, r.On, r.ID)
	return n == 1, err
}
