package survey

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
)

// QuestionField is the name of a field of the n-th question when a survey is
// made, counted from 0.
func QuestionField(n int, part string) string {
	return "questions[" + strconv.Itoa(n) + "]." + part
}

// Field is the name of the field that answers a question.
func Field(number int) string { return "q" + strconv.Itoa(number) }

// Answer is what somebody answers, by the number of the question: the steps,
// the numbers of the options from 1, the text or the number.
type Answer map[int][]string

// Check reports every fault of an answer.
func (a Answer) Check(all []Question) error {
	var f errs.Faults
	for _, q := range all {
		q.check(&f, a[q.Number])
	}
	return f.OneEach().Err()
}

func (q Question) check(f *errs.Faults, given []string) {
	field := Field(q.Number)
	f.Check(!q.Needed || len(given) > 0, field, "survey.answer.missing")
	f.Check(len(given) <= 1 || q.Kind == Several, field, "survey.answer.single")
	for i, value := range given {
		f.Check(!slices.Contains(given[:i], value), field, "survey.answer.single")
		switch q.Kind {
		case Scale:
			f.Check(within(value, 1, Steps), field, "survey.answer.scale")
		case One, Several:
			f.Check(within(value, 1, len(q.Options)), field, "survey.answer.option")
		case Number:
			f.Check(within(value, 0, mostNumber), field, "survey.answer.number")
		case Text:
			f.Check(utf8.RuneCountInString(value) <= MostText, field, "survey.answer.long")
			f.Check(!id.HasNumber(value), field, "text.identity.number")
		}
	}
}

// within reports whether a text is a whole number in a range, written the one
// way that such a number is.
func within(text string, from, to int) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= from && n <= to && strconv.Itoa(n) == text
}

// Take counts an answer and uses up its invitation. What was used already
// changes nothing.
func Take(ctx context.Context, tx *db.Tx, hash string, in Invitation, a Answer) error {
	if err := hold(ctx, tx, in.Survey.ID); err != nil {
		return err
	}
	in, err := ByCode(ctx, tx, hash) // as it stands now that nothing of it changes
	if err != nil {
		return err
	}
	if err := a.Check(in.Survey.Questions); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update survey_invitation set used = true where code_hash = $1 and not used`, hash)
	if err != nil {
		return err
	}
	if n == 0 {
		return errs.New(errs.Conflict, "survey.used")
	}
	texts := map[int]string{}
	for _, q := range in.Survey.Questions {
		given := a[q.Number]
		if len(given) == 0 {
			continue
		}
		values := []string{""} // that the question was answered
		if q.Kind == Text {
			texts[q.Number] = given[0]
		} else {
			values = append(values, given...)
		}
		for _, value := range values {
			if _, err := tx.Exec(ctx, `insert into survey_tally (survey_id, number, actor, value, answers) values ($1, $2, $3, $4, 1)
				on conflict (survey_id, number, actor, value) do update set answers = survey_tally.answers + 1`,
				in.Survey.ID, q.Number, string(in.Actor), value); err != nil {
				return err
			}
		}
	}
	return addWords(ctx, tx, in.Survey.ID, texts)
}

// hold keeps others from answering, changing or closing a survey until the
// transaction has ended: what is written anew would else be written twice, and
// an answer counted that came after the result was shown.
func hold(ctx context.Context, tx *db.Tx, s id.Survey) error {
	_, err := tx.Exec(ctx, `update survey set version = version where id = $1`, s)
	return err
}

// words is a text that answered a question.
type words struct {
	number int
	text   string
}

func wordsOf(ctx context.Context, tx *db.Tx, s id.Survey) ([]words, error) {
	return db.All(ctx, tx, func(scan db.Scan) (w words, err error) { return w, scan(&w.number, &w.text) },
		`select number, words from survey_words where survey_id = $1 order by id`, s)
}

// addWords puts texts among those that there are, all of them under new
// identifiers by chance and in their order, so that none can be told from the
// others by when it came.
func addWords(ctx context.Context, tx *db.Tx, s id.Survey, texts map[int]string) error {
	if len(texts) == 0 {
		return nil
	}
	all, err := wordsOf(ctx, tx, s)
	if err != nil {
		return err
	}
	for n, text := range texts {
		all = append(all, words{n, text})
	}
	byID := map[id.Statement]words{}
	for _, w := range all {
		byID[id.New[id.Statement]()] = w
	}
	if _, err := tx.Exec(ctx, `delete from survey_words where survey_id = $1`, s); err != nil {
		return err
	}
	for _, one := range slices.Sorted(maps.Keys(byID)) {
		w := byID[one]
		if _, err := tx.Exec(ctx, `insert into survey_words (id, survey_id, number, words) values ($1, $2, $3, $4)`, one, s, w.number, w.text); err != nil {
			return err
		}
	}
	return nil
}

// Counts are how many said what of a question.
type Counts struct {
	Answered int
	By       map[string]int // by value
}

// Mean is the mean of the numbers that were answered.
func (c Counts) Mean() float64 {
	sum, n := 0, 0
	for value, times := range c.By {
		v, _ := strconv.Atoi(value)
		sum, n = sum+v*times, n+times
	}
	return float64(sum) / float64(max(1, n))
}

// Outcome is what may be shown of the answers to a question.
type Outcome struct {
	Question
	Answered int  // how many, also where nothing is shown
	Shown    bool // the rest is empty where it is not
	Whole    Counts
	By       map[access.Kind]Counts // of the actors shown apart
	Texts    []string               // in an order that says nothing
}

// Result is what may be shown of a survey.
type Result struct {
	Invited, Answers map[access.Kind]int
	Closed           bool // nothing is shown before that
	Questions        []Outcome
}

// Total is how many have answered.
func (r Result) Total() int { return sum(r.Answers) }

// Sent is how many have been invited.
func (r Result) Sent() int { return sum(r.Invited) }

func sum(by map[access.Kind]int) (n int) {
	for _, c := range by {
		n += c
	}
	return n
}

// ResultOf returns what may be shown of a survey. While it can be answered
// nothing is: each answer would show as the difference that it makes.
func ResultOf(ctx context.Context, tx *db.Tx, s Survey) (r Result, err error) {
	r = Result{Invited: map[access.Kind]int{}, Answers: map[access.Kind]int{}, Closed: s.State(tx.Today()) == Closed}
	err = tx.Each(ctx, func(scan db.Scan) error {
		var k access.Kind
		var invited, used int
		err := scan(&k, &invited, &used)
		r.Invited[k] = invited
		if used > 0 {
			r.Answers[k] = used
		}
		return err
	}, `select actor, count(*), sum(case when used then 1 else 0 end) from survey_invitation where survey_id = $1 group by actor`, s.ID)
	if err != nil {
		return r, err
	}
	tally := map[int]map[access.Kind]Counts{}
	texts := map[int][]string{}
	if r.Closed {
		if tally, err = tallyOf(ctx, tx, s.ID); err != nil {
			return r, err
		}
		all, err := wordsOf(ctx, tx, s.ID)
		if err != nil {
			return r, err
		}
		for _, w := range all {
			texts[w.number] = append(texts[w.number], w.text)
		}
	}
	for _, q := range s.Questions {
		r.Questions = append(r.Questions, outcomeOf(q, tally[q.Number], texts[q.Number]))
	}
	return r, nil
}

func tallyOf(ctx context.Context, tx *db.Tx, s id.Survey) (map[int]map[access.Kind]Counts, error) {
	all := map[int]map[access.Kind]Counts{}
	err := tx.Each(ctx, func(scan db.Scan) error {
		var number, n int
		var k access.Kind
		var value string
		if err := scan(&number, &k, &value, &n); err != nil {
			return err
		}
		if all[number] == nil {
			all[number] = map[access.Kind]Counts{}
		}
		c := all[number][k]
		if c.By == nil {
			c.By = map[string]int{}
		}
		if value == "" {
			c.Answered = n
		} else {
			c.By[value] = n
		}
		all[number][k] = c
		return nil
	}, `select number, actor, value, answers from survey_tally where survey_id = $1`, s)
	return all, err
}

// outcomeOf shows the whole from so many answers that nobody stands out, and an
// actor apart where that leaves no few behind.
func outcomeOf(q Question, by map[access.Kind]Counts, texts []string) Outcome {
	o := Outcome{Question: q, By: map[access.Kind]Counts{}, Whole: Counts{By: map[string]int{}}}
	counts := map[access.Kind]int{}
	for k, c := range by {
		counts[k] = c.Answered
		o.Answered += c.Answered
	}
	whole, groups := factor.Release(counts)
	if !whole {
		return o
	}
	o.Shown, o.Texts, o.Whole.Answered = true, texts, o.Answered
	for k, c := range by {
		for value, n := range c.By {
			o.Whole.By[value] += n
		}
		if groups[k] && k != "" && q.Kind != Text {
			o.By[k] = c
		}
	}
	return o
}

// Trimmed returns an answer without what is empty.
func (a Answer) Trimmed() Answer {
	kept := Answer{}
	for n, given := range a {
		for _, value := range given {
			if value = strings.TrimSpace(value); value != "" {
				kept[n] = append(kept[n], value)
			}
		}
	}
	return kept
}
