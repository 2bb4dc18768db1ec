// Package coordination keeps what Försäkringskassan has been asked to coordinate,
// and its answers. The insured has to ask for it herself; whom Försäkringskassan
// may speak with is for her to say (SFB 30:8 and 30:10, sweden.md L15).
package coordination

import (
	"context"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// The states of what is asked for.
const (
	Asked     = "asked"
	Examined  = "examined" // being looked at
	Granted   = "granted"
	Refused   = "refused" // not applicable
	Withdrawn = "withdrawn"
)

// The ways in which the person has asked.
const (
	Herself = "self"
	Oral    = "oral"
	Paper   = "paper"
)

// answerDays is how long Försäkringskassan has before it is reminded. The law
// says only "as soon as possible" (SFB 30:11, sweden.md L15): two weeks is what
// Min dag looks ahead everywhere, and no promise of the authority's.
const answerDays = 14

const (
	longest    = 2000 // runes of each text
	mostListed = 100
)

// Hows lists how somebody can note that the person has asked.
func Hows() []string { return []string{Oral, Paper} }

// Reasons lists why coordination is not applicable, as codes.
func Reasons() []string {
	return []string{"no_medical_ground", "other_coordinates", "no_consent", "else"}
}

// Steps lists the states that Försäkringskassan can bring it to.
func Steps() []string { return []string{Examined, Granted, Refused} }

// Coordination is what was asked for and what became of it, as one reader may
// see it.
type Coordination struct {
	ID         id.Coordination
	Owner      id.Unit     // of whom asked; id.Self for the person, empty where the reader may not know
	By         id.Function // which noted it
	How        string
	Acted      string // kind of representative that asked in the person's place
	State      string // empty where the reader may not know how it went
	Reason     string
	AskedAt    time.Time
	DueOn      string
	ExaminedAt time.Time
	AnsweredAt time.Time
	AnsweredBy id.Function
	Version    int64

	Wish  string
	Words string // of the answer
	Adds  string // to the plan that there is: nothing of it is taken over (S123)
}

// Open reports whether it waits for an answer.
func (c Coordination) Open() bool { return c.State == Asked || c.State == Examined }

// Late reports whether the answer should have come by a day.
func (c Coordination) Late(today string) bool { return c.Open() && c.DueOn < today }

// answer is what is sealed of the answer.
type answer struct{ Words, Adds string }

func sealedAs(c id.Coordination) string   { return "coordination/" + string(c) }
func answeredAs(c id.Coordination) string { return "coordination.answer/" + string(c) }

// row is one as it stands, before Sight and key.
type row struct {
	Coordination
	sealed, answer []byte
}

const columns = `k.id, k.unit_id, coalesce(k.function_id, ''), k.how,
	coalesce((select rp.kind from representative rp where rp.id = k.representative_id), ''), k.state, k.reason, k.asked_at, k.due_on,
	coalesce(k.examined_at, 0), coalesce(k.answered_at, 0), coalesce(k.answered_by, ''), k.version, k.sealed, k.answer`

func scanRow(scan db.Scan) (r row, err error) {
	var asked, examined, answered int64
	err = scan(&r.ID, &r.Owner, &r.By, &r.How, &r.Acted, &r.State, &r.Reason, &asked, &r.DueOn, &examined, &answered, &r.AnsweredBy,
		&r.Version, &r.sealed, &r.answer)
	r.AskedAt, r.ExaminedAt, r.AnsweredAt = db.Time(asked), db.Time(examined), db.Time(answered)
	return r, err
}

// OfCase lists what has been asked for in the case, newest first. The person and
// the circle see all of it; a unit of Försäkringskassan that the consent lets
// know of her (fk) what is asked of it, without who noted that; any other unit
// only that it has asked itself.
func OfCase(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, fk bool) ([]Coordination, error) {
	rows, err := db.All(ctx, tx, scanRow, `select `+columns+` from coordination k where k.case_id = $1 order by k.asked_at desc, k.id limit $2`,
		s.Case(), mostListed)
	var all []Coordination
	for _, r := range rows {
		if err != nil {
			break
		}
		if r.visible(s, fk) {
			var c Coordination
			c, err = r.open(key, s, fk)
			all = append(all, c)
		}
	}
	return all, err
}

// visible reports whether the reader may know of it, and notes that in the log.
func (r row) visible(s access.Sight, fk bool) bool {
	if s.Blocked() {
		return false
	}
	return s.Sees(r.Owner, access.Plan, access.ByConsent) || addressed(s, fk) && s.Sees(s.Unit(), access.Plan, access.OwnItem)
}

// addressed reports whether the reader is of a unit of Försäkringskassan that
// may know who asks.
func addressed(s access.Sight, fk bool) bool { return fk && s.Identity() }

func (r row) open(key *seal.Key, s access.Sight, fk bool) (Coordination, error) {
	if err := seal.Unmarshal(key, sealedAs(r.ID), r.sealed, &r.Wish); err != nil {
		return Coordination{}, err
	}
	if !s.Circle() && !addressed(s, fk) {
		// How it went tells that Försäkringskassan takes part.
		return Coordination{ID: r.ID, Owner: r.Owner, By: r.By, How: r.How, AskedAt: r.AskedAt, Wish: r.Wish}, nil
	}
	if !s.Circle() && r.Owner != s.Unit() && r.Owner != id.Self {
		r.Owner, r.By = "", ""
	}
	if len(r.answer) == 0 {
		return r.Coordination, nil
	}
	var a answer
	err := seal.Unmarshal(key, answeredAs(r.ID), r.answer, &a)
	r.Words, r.Adds = a.Words, a.Adds
	return r.Coordination, err
}

// one returns one that the reader may take a step with.
func one(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c id.Coordination, fk bool) (Coordination, error) {
	all, err := OfCase(ctx, tx, key, s, fk)
	if err != nil {
		return Coordination{}, err
	}
	i := slices.IndexFunc(all, func(k Coordination) bool { return k.ID == c && k.State != "" })
	if i < 0 {
		return Coordination{}, errs.Missing()
	}
	return all[i], nil
}

// Waiting is one that waits for an answer, without words: for lists of many
// cases, before any Sight.
type Waiting struct {
	Case  id.Case
	DueOn string
}

// ToAnswer lists what waits for an answer in cases that a function takes part
// in, the first due first.
func ToAnswer(ctx context.Context, tx *db.Tx, f id.Function, most int) ([]Waiting, error) {
	return waiting(ctx, tx, `join party pt on pt.case_id = k.case_id and pt.function_id = $1 and pt.state = 'takes_part'`, f, most)
}

// ToInvite lists what waits in cases that a function leads and that nobody of
// Försäkringskassan takes part in.
func ToInvite(ctx context.Context, tx *db.Tx, f id.Function, most int) ([]Waiting, error) {
	return waiting(ctx, tx, `join cases c on c.id = k.case_id and c.coordinator_id = $1
		and not exists (select 1 from party pt join unit u on u.id = pt.unit_id join organisation o on o.id = u.organisation_id and o.kind = 'fk'
			where pt.case_id = c.id and pt.state in ('takes_part', 'invited'))`, f, most)
}

func waiting(ctx context.Context, tx *db.Tx, join string, f id.Function, most int) ([]Waiting, error) {
	return db.All(ctx, tx, func(scan db.Scan) (w Waiting, err error) { return w, scan(&w.Case, &w.DueOn) },
		`select k.case_id, min(k.due_on) from coordination k `+join+`
		join cases cs on cs.id = k.case_id and cs.state <> 'closed'
		where k.state in ('asked', 'examined') group by k.case_id order by 2, k.case_id limit $2`, f, most)
}

// Due is one whose answer is late, and whom that concerns.
type Due struct {
	ID   id.Coordination
	Case id.Case
}

// ToRemind lists what is late and has not been reminded of.
func ToRemind(ctx context.Context, tx *db.Tx, most int) ([]Due, error) {
	return db.All(ctx, tx, func(scan db.Scan) (d Due, err error) { return d, scan(&d.ID, &d.Case) },
		`select k.id, k.case_id from coordination k join cases c on c.id = k.case_id and c.state <> 'closed'
		where k.state in ('asked', 'examined') and k.reminded = 0 and k.due_on < $1 order by k.due_on, k.id limit $2`, tx.Today(), most)
}

// Concerned lists whom it concerns that something waits in a case: those of
// Försäkringskassan that take part there, or who leads it when nobody does. It
// is for telling them, and not for anybody to be shown.
func Concerned(ctx context.Context, tx *db.Tx, c id.Case) ([]id.Function, error) {
	scan := func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) }
	all, err := db.All(ctx, tx, scan, `select pt.function_id from party pt join unit u on u.id = pt.unit_id
		join organisation o on o.id = u.organisation_id and o.kind = 'fk' where pt.case_id = $1 and pt.state = 'takes_part' order by 1`, c)
	if err != nil || len(all) > 0 {
		return all, err
	}
	return db.All(ctx, tx, scan, `select coordinator_id from cases where id = $1`, c)
}

// Reminded notes that a reminder has gone; false when another process did.
func Reminded(ctx context.Context, tx *db.Tx, d Due) (bool, error) {
	n, err := tx.Exec(ctx, `update coordination set reminded = 1 where id = $1 and reminded = 0 and state in ('asked', 'examined')`, d.ID)
	return n > 0, err
}

// Erase makes the words of all that is asked for about a person empty, and
// withdraws what nobody could answer any more.
func Erase(ctx context.Context, tx *db.Tx, p id.Person) error {
	_, err := tx.Exec(ctx, `update coordination set sealed = $2, answer = null, version = version + 1,
		state = case when state in ('asked', 'examined') then 'withdrawn' else state end where person_id = $1`, p, []byte{})
	return err
}
