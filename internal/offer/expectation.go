package offer

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Answers lists what an actor can answer to what is expected of it.
func Answers() []string { return []string{"can", "partly", "cannot"} }

// reviewMost is how many days ahead an answer can be looked at again.
const reviewMost = 3 * 366

// NewExpectation is what one actor of an area expects of another.
type NewExpectation struct {
	Area  id.Area
	From  access.Kind
	To    access.Kind
	Words string
	By    id.Function
}

// Expectation is an expectation as it stands, with its newest answer.
type Expectation struct {
	ID id.Expectation
	NewExpectation
	Since       string
	Answer      string // empty while it waits
	AnswerWords string
	AnsweredBy  id.Function
	AnsweredOn  string
	ReviewOn    string
	WithdrawnOn string
	Version     int64
}

// Waits reports whether the addressed actor has something to answer on a day.
func (e Expectation) Waits(today string) bool {
	return e.WithdrawnOn == "" && (e.Answer == "" || e.ReviewOn != "" && e.ReviewOn <= today)
}

// Expect keeps an expectation.
func Expect(ctx context.Context, tx *db.Tx, n NewExpectation) (id.Expectation, error) {
	var f errs.Faults
	checkAsked(&f, n.From, n.To, n.Words)
	if err := f.OneEach().Err(); err != nil {
		return "", err
	}
	e := id.New[id.Expectation]()
	_, err := tx.Exec(ctx, `insert into expectation (id, area_id, from_actor, to_actor, words, since_on, by_function) values ($1, $2, $3, $4, $5, $6, $7)`,
		e, n.Area, string(n.From), string(n.To), n.Words, tx.Today(), n.By)
	return e, err
}

const expectationColumns = `select id, area_id, from_actor, to_actor, words, since_on, by_function, answer, answer_words, coalesce(answered_by, ''),
	answered_on, review_on, withdrawn_on, version from expectation `

func scanExpectation(scan db.Scan) (e Expectation, err error) {
	return e, scan(&e.ID, &e.Area, &e.From, &e.To, &e.Words, &e.Since, &e.By, &e.Answer, &e.AnswerWords, &e.AnsweredBy, &e.AnsweredOn, &e.ReviewOn, &e.WithdrawnOn, &e.Version)
}

// ExpectationByID returns one expectation.
func ExpectationByID(ctx context.Context, tx *db.Tx, e id.Expectation) (Expectation, error) {
	return db.First(db.All(ctx, tx, scanExpectation, expectationColumns+`where id = $1`, e))
}

// Expectations lists what is expected in an area, or in all when it is empty,
// the oldest first; not what has been withdrawn.
func Expectations(ctx context.Context, tx *db.Tx, area id.Area, p Page) ([]Expectation, error) {
	return db.All(ctx, tx, scanExpectation, expectationColumns+`where ($1 = '' or area_id = $1) and withdrawn_on = '' and (since_on, id) > ($2, $3)
		order by since_on, id limit $4`, area, p.After, p.Last, p.Limit)
}

// Reply is what an actor answers to what is expected of it.
type Reply struct {
	Answer   string
	Words    string
	ReviewOn string // date; may be empty
	By       id.Function
}

// Check reports everything that is wrong with r on a day.
func (r Reply) Check(today string) error {
	var f errs.Faults
	f.Check(slices.Contains(Answers(), r.Answer), "answer", "offer.answer.missing")
	f.Check(strings.TrimSpace(r.Words) != "" || r.Answer == "can", "words", "offer.answer.words")
	checkWords(&f, "words", r.Words, MostWords)
	f.Check(isDay(r.ReviewOn), "review_on", "offer.date.wrong")
	f.Check(r.ReviewOn == "" || r.ReviewOn > today && r.ReviewOn <= addDays(today, reviewMost), "review_on", "offer.review.range")
	return f.OneEach().Err()
}

// Give answers an expectation, or answers it anew.
func Give(ctx context.Context, tx *db.Tx, now Expectation, r Reply) error {
	if err := r.Check(tx.Today()); err != nil {
		return err
	}
	return changeExpectation(ctx, tx, now, `answer = $3, answer_words = $4, answered_by = $5, answered_on = $6, review_on = $7`,
		r.Answer, r.Words, r.By, tx.Today(), r.ReviewOn)
}

// Drop withdraws an expectation.
func Drop(ctx context.Context, tx *db.Tx, now Expectation) error {
	return changeExpectation(ctx, tx, now, `withdrawn_on = $3`, tx.Today())
}

func changeExpectation(ctx context.Context, tx *db.Tx, now Expectation, set string, args ...any) error {
	n, err := tx.Exec(ctx, `update expectation set `+set+`, version = version + 1 where id = $1 and version = $2 and withdrawn_on = ''`,
		append([]any{now.ID, now.Version}, args...)...)
	if err == nil && n == 0 {
		err = errs.Changed(now)
	}
	return err
}

// Unanswered is how much the manager of an actor has to answer in the areas of
// her unit, and since when the oldest waits.
type Unanswered struct {
	N     int
	Since string
	Area  id.Area // of the oldest
}

// UnansweredBy counts what waits for an answer by the actor that a function is a
// manager of. Of any other function nothing waits.
func UnansweredBy(ctx context.Context, tx *db.Tx, f id.Function) (u Unanswered, err error) {
	_, err = tx.One(ctx, []any{&u.N, &u.Since, &u.Area}, `select count(*), coalesce(min(e.since_on), ''), coalesce(min(e.area_id), '') from expectation e
		where e.withdrawn_on = '' and (e.answer = '' or e.review_on <> '' and e.review_on <= $2)
		and exists (select 1 from function f join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
			join unit_area ua on ua.unit_id = u.id
			where f.id = $1 and f.role = 'manager' and o.kind = e.to_actor and ua.area_id = e.area_id)`, f, tx.Today())
	return u, err
}
