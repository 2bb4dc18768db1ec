package knowledge

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The states of an article.
const (
	Draft     = "draft"
	Published = "published"
	Withdrawn = "withdrawn"
)

// The themes whose articles say what binds the actors: they name their source.
const (
	Missions = "missions"
	Rules    = "rules"
)

// Limits on the texts of an article.
const (
	MostTitle  = 120
	MostBody   = 20_000
	MostSource = 500
)

// Themes lists what articles are about.
func Themes() []string {
	return []string{Missions, Rules, "meetings", "methods", "examples", "watch", "system"}
}

// Audiences lists for whom an article or a training day is: the three levels of
// the report (S349).
func Audiences() []string { return []string{"workers", "managers", "politicians"} }

// Text is a wording of an article, which holds from one day to another. No
// wording ever changes: a new one is written.
type Text struct {
	Title    string
	Body     string
	Source   string
	SourceOn string // date that somebody read the source; may be empty
	From     string // date
	Until    string // date, the last day; empty until further notice

	Number int
	At     time.Time
	By     id.Function
}

// Holds reports whether the wording holds on a day.
func (t Text) Holds(day string) bool { return t.From <= day && (t.Until == "" || day <= t.Until) }

// Article is something that people who work together need to know.
type Article struct {
	ID       id.Article
	Area     id.Area // empty for all
	Theme    string
	Audience string
	Owner    id.Function
	State    string
	ReviewOn string // date when the owner is to look at it anew; may be empty
	Changed  time.Time
	Version  int64
	Text     // the one to show: that of the day, else the newest
}

// Late reports whether the day to look at the article anew has passed.
func (a Article) Late(today string) bool {
	return a.State != Withdrawn && a.ReviewOn != "" && a.ReviewOn < today
}

// Input is what is written of an article.
type Input struct {
	Area     id.Area
	Theme    string
	Audience string
	Owner    id.Function
	ReviewOn string
	State    string // Draft or Published
	Text     Text
}

// Check reports all that is wrong with the input.
func (in Input) Check() error {
	var f errs.Faults
	f.Check(slices.Contains(Themes(), in.Theme), "theme", "article.theme.unknown")
	f.Check(slices.Contains(Audiences(), in.Audience), "audience", "article.audience.unknown")
	f.Check(in.State == Draft || in.State == Published, "state", "article.state.unknown")
	f.Check(in.ReviewOn == "" || IsDate(in.ReviewOn), "review_on", "article.date.wrong")
	if err := f.Merge(in.Text.check(in.Theme)); err != nil {
		return err
	}
	return f.Err()
}

func (t Text) check(theme string) error {
	var f errs.Faults
	for _, one := range []struct {
		field, text string
		most        int
		needed      bool
	}{{"title", t.Title, MostTitle, true}, {"body", t.Body, MostBody, true}, {"source", t.Source, MostSource, false}} {
		f.Check(!one.needed || strings.TrimSpace(one.text) != "", one.field, "article."+one.field+".missing")
		f.Check(utf8.RuneCountInString(one.text) <= one.most, one.field, "article."+one.field+".long")
		f.Check(!id.HasNumber(one.text), one.field, "text.identity.number")
	}
	binds := theme == Rules || theme == Missions
	f.Check(!binds || strings.TrimSpace(t.Source) != "", "source", "article.source.missing")
	f.Check(t.SourceOn == "" || IsDate(t.SourceOn), "source_on", "article.date.wrong")
	f.Check(IsDate(t.From), "from", "article.date.wrong")
	f.Check(t.Until == "" || IsDate(t.Until), "until", "article.date.wrong")
	f.Check(t.Until == "" || !IsDate(t.Until) || !IsDate(t.From) || t.Until >= t.From, "until", "article.until.early")
	return f.OneEach().Err()
}

// IsDate reports whether a text is a date that articles can carry.
func IsDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && s >= "1900-01-01" && s <= "2099-12-31"
}

// Write keeps a new article.
func Write(ctx context.Context, tx *db.Tx, in Input, by id.Function) (id.Article, error) {
	if err := in.Check(); err != nil {
		return "", err
	}
	a := id.New[id.Article]()
	_, err := tx.Exec(ctx, `insert into article (id, area_id, theme, audience, owner_id, state, number, review_on, changed_at)
values ($1, nullif($2, ''), $3, $4, $5, $6, 1, $7, $8)`, a, in.Area, in.Theme, in.Audience, in.Owner, in.State, in.ReviewOn, db.Micros(tx.Now))
	if err != nil {
		return "", err
	}
	return a, addText(ctx, tx, a, 1, in.Text, by)
}

func addText(ctx context.Context, tx *db.Tx, a id.Article, number int, t Text, by id.Function) error {
	_, err := tx.Exec(ctx, `insert into article_text (article_id, number, title, body, source, source_on, valid_from, valid_until, at, by_id)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, a, number, t.Title, t.Body, t.Source, t.SourceOn, t.From, t.Until, db.Micros(tx.Now), by)
	return err
}

// Change gives an article a new wording; those before it stay.
func Change(ctx context.Context, tx *db.Tx, a id.Article, in Input, version int64, by id.Function) error {
	if err := in.Check(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update article set area_id = nullif($1, ''), theme = $2, audience = $3, owner_id = $4, state = $5, number = number + 1,
review_on = $6, changed_at = $7, version = version + 1 where id = $8 and version = $9`,
		in.Area, in.Theme, in.Audience, in.Owner, in.State, in.ReviewOn, db.Micros(tx.Now), a, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return changed(ctx, tx, a)
	}
	var number int
	if _, err := tx.One(ctx, []any{&number}, `select number from article where id = $1`, a); err != nil {
		return err
	}
	return addText(ctx, tx, a, number, in.Text, by)
}

// Review says that an article has been looked at and still holds, and when that
// is to be done anew.
func Review(ctx context.Context, tx *db.Tx, a id.Article, next string, version int64) error {
	var f errs.Faults
	f.Check(IsDate(next) && next > tx.Today(), "review_on", "article.review_on.past")
	if err := f.Err(); err != nil {
		return err
	}
	return set(ctx, tx, a, `update article set review_on = $1, version = version + 1 where id = $2 and version = $3`, next, a, version)
}

// Withdraw takes an article away from those who read; what it said is kept.
func Withdraw(ctx context.Context, tx *db.Tx, a id.Article, version int64) error {
	return set(ctx, tx, a, `update article set state = 'withdrawn', changed_at = $1, version = version + 1 where id = $2 and version = $3 and state <> 'withdrawn'`,
		db.Micros(tx.Now), a, version)
}

func set(ctx context.Context, tx *db.Tx, a id.Article, query string, args ...any) error {
	n, err := tx.Exec(ctx, query, args...)
	if err != nil || n == 1 {
		return err
	}
	return changed(ctx, tx, a)
}

func changed(ctx context.Context, tx *db.Tx, a id.Article) error {
	now, err := ByID(ctx, tx, a)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}
