package offer

import (
	"context"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The states of a wish.
const (
	Open      = "open"
	Met       = "met"
	Withdrawn = "withdrawn"
)

// WishStates lists the states of a wish in the order of lists.
func WishStates() []string { return []string{Open, Met, Withdrawn} }

// NewWish is what one actor of an area wishes that another could do.
type NewWish struct {
	Area  id.Area
	From  access.Kind
	To    access.Kind
	Sort  Sort
	Words string
	Since string // date; today when empty
	By    id.Function
}

// Wish is a wish as it stands.
type Wish struct {
	ID id.Wish
	NewWish
	State    string
	MetBy    id.Intervention
	ClosedOn string
	Version  int64
}

// Age returns how many days the wish has been open, or was.
func (w Wish) Age(today string) int {
	if w.State != Open {
		today = w.ClosedOn
	}
	return daysBetween(w.Since, today)
}

func daysBetween(from, to string) int {
	a, errA := time.Parse(time.DateOnly, from)
	b, errB := time.Parse(time.DateOnly, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int(b.Sub(a).Hours() / 24)
}

// Check reports everything that is wrong with n on a day.
func (n NewWish) Check(today string) error {
	var f errs.Faults
	f.Check(n.Sort.Kind() != "", "sort", "offer.sort.missing")
	checkAsked(&f, n.From, n.To, n.Words)
	f.Check(isDay(n.Since), "since", "offer.date.wrong")
	f.Check(n.Since <= today, "since", "offer.date.ahead")
	return f.OneEach().Err()
}

// checkAsked notes what is wrong with what one actor asks of another.
func checkAsked(f *errs.Faults, from, to access.Kind, words string) {
	f.Check(slices.Contains(Actors(), to), "to", "offer.actor.unknown")
	f.Check(from != to || from == access.Kommun, "to", "offer.actor.self")
	f.Check(strings.TrimSpace(words) != "", "words", "offer.words.missing")
	checkWords(f, "words", words, MostWords)
}

// AddWish keeps a wish.
func AddWish(ctx context.Context, tx *db.Tx, n NewWish) (id.Wish, error) {
	if err := n.Check(tx.Today()); err != nil {
		return "", err
	}
	if n.Since == "" {
		n.Since = tx.Today()
	}
	w := id.New[id.Wish]()
	_, err := tx.Exec(ctx, `insert into wish (id, area_id, from_actor, to_actor, sort, words, since_on, by_function, state)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 'open')`, w, n.Area, string(n.From), string(n.To), n.Sort, n.Words, n.Since, n.By)
	return w, err
}

const wishColumns = `select id, area_id, from_actor, to_actor, sort, words, since_on, by_function, state, coalesce(met_by, ''), closed_on, version from wish `

func scanWish(scan db.Scan) (w Wish, err error) {
	return w, scan(&w.ID, &w.Area, &w.From, &w.To, &w.Sort, &w.Words, &w.Since, &w.By, &w.State, &w.MetBy, &w.ClosedOn, &w.Version)
}

// WishByID returns one wish.
func WishByID(ctx context.Context, tx *db.Tx, w id.Wish) (Wish, error) {
	return db.First(db.All(ctx, tx, scanWish, wishColumns+`where id = $1`, w))
}

// Page is a part of a list, from after its last row on.
type Page struct {
	After string // date of the last row
	Last  string // its identifier
	Limit int
}

// Wishes lists the wishes of an area, or of all when it is empty, in a state, or
// in any, the oldest first.
func Wishes(ctx context.Context, tx *db.Tx, area id.Area, state string, p Page) ([]Wish, error) {
	return db.All(ctx, tx, scanWish, wishColumns+`where ($1 = '' or area_id = $1) and ($2 = '' or state = $2) and (since_on, id) > ($3, $4)
		order by since_on, id limit $5`, area, state, p.After, p.Last, p.Limit)
}

// Close says that a wish has been met, by an intervention where it is said which,
// or is withdrawn.
func Close(ctx context.Context, tx *db.Tx, now Wish, state string, by id.Intervention) error {
	n, err := tx.Exec(ctx, `update wish set state = $3, met_by = nullif($4, ''), closed_on = $5, version = version + 1
		where id = $1 and version = $2 and state = 'open'`, now.ID, now.Version, state, by, tx.Today())
	if err == nil && n == 0 {
		err = errs.Changed(now)
	}
	return err
}
