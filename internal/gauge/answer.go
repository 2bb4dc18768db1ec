package gauge

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

// Judged is what an answer says of a factor, or of the picture.
type Judged struct {
	Factor factor.Code // or Picture
	Step   int         // 0 for who cannot judge
	Words  string      // what shows it
}

// Answer is what a function says in a round.
type Answer struct {
	Judged  []Judged // of each factor of the round's set
	Picture int      // number, 0 for none
	Reasons string   // for the picture
}

// all are the parts of an answer with the picture as the last of them.
func (a Answer) all() []Judged {
	return append(slices.Clone(a.Judged), Judged{Picture, a.Picture, a.Reasons})
}

// Field is the name of the field for a factor.
func Field(c factor.Code) string { return "factor." + string(c) }

// WordsField is the name of the field for what shows it.
func WordsField(c factor.Code) string { return "words." + string(c) }

// Check reports every fault of the answer to a round.
func (a Answer) Check(set factor.Set) error {
	var f errs.Faults
	met := map[factor.Code]bool{}
	for _, j := range a.Judged {
		known := slices.ContainsFunc(set.Factors(), func(one factor.Factor) bool { return one.Code == j.Factor })
		f.Check(known && !met[j.Factor], Field(j.Factor), "gauge.factor.unknown")
		met[j.Factor] = true
		f.Check(j.Step >= 0 && j.Step <= factor.Present, Field(j.Factor), "gauge.step.missing")
	}
	for _, one := range set.Factors() {
		f.Check(met[one.Code], Field(one.Code), "gauge.step.missing")
	}
	f.Check(a.Picture >= 0 && a.Picture <= len(factor.Pictures()), "picture", "gauge.picture.missing")
	for _, j := range a.all() {
		f.Check(utf8.RuneCountInString(j.Words) <= MostWords, WordsField(j.Factor), "gauge.words.long")
		f.Check(!id.HasNumber(j.Words), WordsField(j.Factor), "text.identity.number")
	}
	return f.OneEach().Err()
}

// Give takes an answer to an open round: once of each function, and in an
// anonymous one once of each user.
func Give(ctx context.Context, tx *db.Tx, r Round, who access.Actor, kind access.Kind, a Answer) error {
	r, err := held(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	if err := r.takes(tx.Today(), Factors, kind); err != nil {
		return err
	}
	if err := a.Check(r.Set); err != nil {
		return err
	}
	if err := enter(ctx, tx, r, who); err != nil {
		return err
	}
	for _, j := range a.all() {
		if _, err := tx.Exec(ctx, `insert into gauge_tally (round_id, actor, factor, step, answers) values ($1, $2, $3, $4, 1)
			on conflict (round_id, actor, factor, step) do update set answers = gauge_tally.answers + 1`, r.ID, string(kind), string(j.Factor), j.Step); err != nil {
			return err
		}
		if !r.Anonymous {
			if _, err := tx.Exec(ctx, `insert into gauge_given (round_id, function_id, factor, step, words) values ($1, $2, $3, $4, $5)`,
				r.ID, who.Function, string(j.Factor), j.Step, j.Words); err != nil {
				return err
			}
		}
	}
	return addWords(ctx, tx, r.ID, a)
}

// enter notes that somebody has answered: her function, and herself where the
// round is anonymous. Who could answer for several functions would know all
// answers but the last, and so that one too.
func enter(ctx context.Context, tx *db.Tx, r Round, who access.Actor) error {
	user := who.User
	if !r.Anonymous {
		user = ""
	}
	n, err := tx.Exec(ctx, `insert into gauge_answered (round_id, function_id, user_id) values ($1, $2, nullif($3, '')) on conflict do nothing`, r.ID, who.Function, user)
	if err != nil || n == 1 {
		return err
	}
	had, err := Had(ctx, tx, r.ID, who)
	if err != nil {
		return err
	}
	return errs.New(errs.Conflict, had)
}

// held keeps others from answering, changing or closing the round until the
// transaction has ended, and returns it as it stands then: what is written anew
// would else be written twice, and an answer counted that came after the result
// was shown or under other terms than it was given.
func held(ctx context.Context, tx *db.Tx, r id.Round) (Round, error) {
	if _, err := tx.Exec(ctx, `update gauge_round set told = told where id = $1`, r); err != nil {
		return Round{}, err
	}
	return ByID(ctx, tx, r)
}

// takes refuses what does not belong in the round today.
func (r Round) takes(today, kind string, actor access.Kind) error {
	switch {
	case r.Kind != kind:
		return errs.Missing()
	case r.State(today) != Open:
		return errs.New(errs.Conflict, "gauge.not_open")
	case !r.Asks(actor):
		return errs.New(errs.Denied, "denied")
	}
	return nil
}

// Words are reasons that were given, by factor, in an order that says nothing.
type Words struct {
	Factor factor.Code
	Words  string
}

// addWords puts the reasons of an answer among those that there are. All of
// them are written anew in an order by chance, so that neither their order nor
// the transaction that wrote them tells which came with whose answer.
func addWords(ctx context.Context, tx *db.Tx, r id.Round, a Answer) error {
	all, err := WordsOf(ctx, tx, r)
	if err != nil {
		return err
	}
	before := len(all)
	for _, j := range a.all() {
		if j.Words != "" {
			all = append(all, Words{j.Factor, j.Words})
		}
	}
	if len(all) == before {
		return nil
	}
	if _, err := tx.Exec(ctx, `delete from gauge_words where round_id = $1`, r); err != nil {
		return err
	}
	byID := map[id.Statement]Words{}
	for _, w := range all {
		byID[id.New[id.Statement]()] = w
	}
	for _, one := range slices.Sorted(maps.Keys(byID)) {
		w := byID[one]
		if _, err := tx.Exec(ctx, `insert into gauge_words (id, round_id, factor, words) values ($1, $2, $3, $4)`, one, r, string(w.Factor), w.Words); err != nil {
			return err
		}
	}
	return nil
}

// WordsOf lists the reasons of a round.
func WordsOf(ctx context.Context, tx *db.Tx, r id.Round) ([]Words, error) {
	return db.All(ctx, tx, func(scan db.Scan) (w Words, err error) { return w, scan(&w.Factor, &w.Words) },
		`select factor, words from gauge_words where round_id = $1 order by id`, r)
}

// Given is what a function has answered in a round that is not anonymous.
type Given struct {
	Function id.Function
	Name     string
	Unit     string
	Kind     access.Kind
	Judged
}

// GivenIn lists what was answered, by function; none of an anonymous round.
func GivenIn(ctx context.Context, tx *db.Tx, r id.Round) ([]Given, error) {
	return db.All(ctx, tx, func(scan db.Scan) (g Given, err error) {
		return g, scan(&g.Function, &g.Name, &g.Unit, &g.Kind, &g.Factor, &g.Step, &g.Words)
	}, `select g.function_id, f.name, u.short_name, o.kind, g.factor, g.step, g.words from gauge_given g
		join function f on f.id = g.function_id join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
		where g.round_id = $1 order by o.kind, u.short_name, f.name, g.function_id, g.factor limit 5000`, r)
}

// Had returns the text that says why somebody cannot answer a round again: her
// function has answered it, or she has for another function in an anonymous one.
// It is empty when neither has been.
func Had(ctx context.Context, tx *db.Tx, r id.Round, who access.Actor) (string, error) {
	var f id.Function
	found, err := tx.One(ctx, []any{&f}, `select function_id from gauge_answered where round_id = $1 and (function_id = $2 or user_id = $3)
		order by case when function_id = $2 then 0 else 1 end limit 1`, r, who.Function, who.User)
	switch {
	case err != nil || !found:
		return "", err
	case f == who.Function:
		return "gauge.answered", nil
	}
	return "gauge.answered_for_another", nil
}

// AnsweredBy tells which of some rounds somebody cannot answer again.
func AnsweredBy(ctx context.Context, tx *db.Tx, who access.Actor, rounds []id.Round) (map[id.Round]bool, error) {
	all := map[id.Round]bool{}
	if len(rounds) == 0 {
		return all, nil
	}
	list, args := db.In(3, rounds)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var r id.Round
		err := scan(&r)
		all[r] = true
		return err
	}, `select round_id from gauge_answered where (function_id = $1 or user_id = $2) and round_id in `+list, append([]any{who.Function, who.User}, args...)...)
	return all, err
}

// Answered counts who has answered each of some rounds, by actor.
func Answered(ctx context.Context, tx *db.Tx, rounds []id.Round) (map[id.Round]map[access.Kind]int, error) {
	all := map[id.Round]map[access.Kind]int{}
	if len(rounds) == 0 {
		return all, nil
	}
	list, args := db.In(1, rounds)
	err := tx.Each(ctx, func(scan db.Scan) error {
		var r id.Round
		var k access.Kind
		var n int
		err := scan(&r, &k, &n)
		if all[r] == nil {
			all[r] = map[access.Kind]int{}
		}
		all[r][k] = n
		return err
	}, `select a.round_id, o.kind, count(*) from gauge_answered a join function f on f.id = a.function_id join unit u on u.id = f.unit_id
		join organisation o on o.id = u.organisation_id where a.round_id in `+list+` group by a.round_id, o.kind`, args...)
	return all, err
}

// WaitingFor lists the open rounds that somebody is asked in and can answer, the
// first to close first.
func WaitingFor(ctx context.Context, tx *db.Tx, who access.Actor) ([]Round, error) {
	return db.All(ctx, tx, scanRound, `select `+roundColumns+` from gauge_round r
		join unit_area ua on ua.area_id = r.area_id and ua.unit_id = $3
		join unit u on u.id = ua.unit_id join organisation o on o.id = u.organisation_id
		join function f on f.id = $2 and f.role in ('worker', 'coordinator', 'manager')
		where r.ended_on is null and r.opens_on <= $1 and r.closes_on >= $1 and ',' || r.actors || ',' like '%,' || o.kind || ',%'
		and not exists (select 1 from gauge_answered a where a.round_id = r.id and (a.function_id = $2 or a.user_id = $4))
		order by r.closes_on, r.id limit 20`, tx.Today(), who.Function, who.Unit, who.User)
}

// Unanswered lists the functions that a round asks and that have not answered.
func Unanswered(ctx context.Context, tx *db.Tx, r Round) ([]id.Function, error) {
	marks, args := make([]string, len(r.Actors)), []any{r.ID, r.Area}
	for i, a := range r.Actors {
		args = append(args, string(a))
		marks[i] = "$" + strconv.Itoa(i+3)
	}
	return db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select f.id from function f join unit u on u.id = f.unit_id join organisation o on o.id = u.organisation_id
		join unit_area ua on ua.unit_id = u.id and ua.area_id = $2
		where f.ended_at is null and f.role in ('worker', 'coordinator', 'manager') and o.kind in (`+strings.Join(marks, ", ")+`)
		and not exists (select 1 from gauge_answered a where a.round_id = $1 and a.function_id = f.id) order by f.id limit 500`, args...)
}

const remindBefore = 7 // days before a round closes

// Reminder is a round whose functions are to be told, or told once more.
type Reminder struct {
	Round
	Told int // what is noted when it is done: 1 that it has opened, 2 that it soon closes
}

// Reminders lists the open rounds that somebody is to be told of.
func Reminders(ctx context.Context, tx *db.Tx, soon string) ([]Reminder, error) {
	return db.All(ctx, tx, func(scan db.Scan) (m Reminder, err error) {
		m.Round, err = scanRound(func(into ...any) error { return scan(append(into, &m.Told)...) })
		return m, err
	}, `select `+roundColumns+`, case when r.closes_on <= $2 then 2 else 1 end from gauge_round r
		where r.ended_on is null and r.opens_on <= $1 and r.closes_on >= $1 and r.told < case when r.closes_on <= $2 then 2 else 1 end
		order by r.id limit 100`, tx.Today(), soon)
}

// Soon is the day up to which a round soon closes.
func Soon(tx *db.Tx) string { return db.DayOf(tx.Now.AddDate(0, 0, remindBefore)) }

// Tell notes that those of a round have been told, and reports whether nobody
// had done so before.
func Tell(ctx context.Context, tx *db.Tx, m Reminder) (bool, error) {
	n, err := tx.Exec(ctx, `update gauge_round set told = $2 where id = $1 and told < $2`, m.ID, m.Told)
	return n == 1, err
}
