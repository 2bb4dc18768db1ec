// Package matter keeps what persons ask of units: that something is corrected
// or erased, and why something was read. Each is answered by who answers for
// the unit, before a day (sweden.md L21, L22).
package matter

import (
	"context"
	"slices"
	"time"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// Kind is what is asked for.
type Kind string

// The kinds of matters.
const (
	Correction Kind = "correction" // something that is kept is wrong
	Erasure    Kind = "erasure"    // something is no longer to be kept
	Reading    Kind = "reading"    // why did this function read?
)

// The states of a matter.
const (
	Open      = "open"
	Answered  = "answered"
	Withdrawn = "withdrawn"
)

// days that a unit has for its answer.
var days = map[Kind]int{Correction: 30, Erasure: 30, Reading: 14}

// outcomes are how each kind can be answered.
var outcomes = map[Kind][]string{
	Correction: {"granted", "partly", "refused"}, Erasure: {"granted", "partly", "refused"}, Reading: {"explained", "unfounded"},
}

const (
	longest    = 2000 // runes of what is asked, and of the answer
	mostListed = 500
)

// Outcomes lists how a matter of a kind can be answered.
func Outcomes(k Kind) []string { return slices.Clone(outcomes[k]) }

// About is what it was that the person asked about, as it stood for her then.
type About struct {
	Title    string      `json:"title,omitempty"` // of an item
	Version  int64       `json:"version,omitempty"`
	At       time.Time   `json:"at,omitzero"`        // of a reading
	Action   string      `json:"action,omitempty"`   // of a reading
	Function id.Function `json:"function,omitempty"` // which read
	What     string      `json:"what,omitempty"`     // categories that were read, with commas
}

// Matter is something that a person asks of a unit.
type Matter struct {
	ID         id.Matter
	Person     id.Person
	Case       id.Case // empty when it is about none
	Unit       id.Unit
	Kind       Kind
	Item       id.Item
	Seq        int64 // of the log
	State      string
	Outcome    string
	Acted      string // kind of representative that asked in the person's place
	AskedAt    time.Time
	DueOn      string
	AnsweredAt time.Time
	AnsweredBy id.Function
	OpenedAt   time.Time // zero until the person has read the answer
	Version    int64

	Words  string
	About  About
	Answer string
}

// Late reports whether the answer should have come by a day.
func (m Matter) Late(today string) bool { return m.State == Open && m.DueOn < today }

// asked is what is sealed of the question.
type asked struct {
	Words string
	About About
}

func sealedAs(m id.Matter) string   { return "matter/" + string(m) }
func answeredAs(m id.Matter) string { return "matter.answer/" + string(m) }

const columns = `m.id, m.person_id, coalesce(m.case_id, ''), m.unit_id, m.kind, coalesce(m.item_id, ''), coalesce(m.seq, 0), m.state, m.outcome,
	coalesce((select rp.kind from representative rp where rp.id = m.representative_id), ''), m.asked_at, m.due_on, coalesce(m.answered_at, 0),
	coalesce(m.answered_by, ''), coalesce(m.opened_at, 0), m.version`

// times are when things happened, as they are kept.
type times struct{ asked, answered, opened int64 }

func (m *Matter) fields(t *times) []any {
	return []any{&m.ID, &m.Person, &m.Case, &m.Unit, &m.Kind, &m.Item, &m.Seq, &m.State, &m.Outcome, &m.Acted, &t.asked, &m.DueOn, &t.answered,
		&m.AnsweredBy, &t.opened, &m.Version}
}

func (m *Matter) at(t times) {
	m.AskedAt, m.AnsweredAt, m.OpenedAt = db.Time(t.asked), db.Time(t.answered), db.Time(t.opened)
}

// scanUnsealed reads a matter without its words.
func scanUnsealed(scan db.Scan) (m Matter, err error) {
	var t times
	err = scan(m.fields(&t)...)
	m.at(t)
	return m, err
}

// sealed is a matter whose words are sealed still.
type sealed struct {
	Matter
	words, answer []byte
}

func scanSealed(scan db.Scan) (s sealed, err error) {
	var t times
	err = scan(append(s.fields(&t), &s.words, &s.answer)...)
	s.at(t)
	return s, err
}

func (s sealed) open(key *seal.Key) (Matter, error) {
	var a asked
	if err := seal.Unmarshal(key, sealedAs(s.ID), s.words, &a); err != nil {
		return Matter{}, err
	}
	s.Words, s.About = a.Words, a.About
	if len(s.answer) == 0 {
		return s.Matter, nil
	}
	return s.Matter, seal.Unmarshal(key, answeredAs(s.ID), s.answer, &s.Answer)
}

// Get returns a matter with its words; key is the person's.
func Get(ctx context.Context, tx *db.Tx, key *seal.Key, m id.Matter) (Matter, error) {
	s, err := db.First(db.All(ctx, tx, scanSealed, `select `+columns+`, m.sealed, m.answer from matter m where m.id = $1 and m.person_id = $2`, m, key.Person()))
	if err != nil {
		return Matter{}, err
	}
	return s.open(key)
}

// OfPerson lists what the person whom the key is of has asked for, the newest
// first; in one case only when that is named.
func OfPerson(ctx context.Context, tx *db.Tx, key *seal.Key, only id.Case) (all []Matter, err error) {
	rows, err := db.All(ctx, tx, scanSealed, `select `+columns+`, m.sealed, m.answer from matter m
		where m.person_id = $1 and ($2 = '' or m.case_id = $2) order by m.asked_at desc, m.id limit $3`, key.Person(), only, mostListed)
	for _, r := range rows {
		if err != nil {
			break
		}
		var m Matter
		m, err = r.open(key)
		all = append(all, m)
	}
	return all, err
}

// OfUnit lists what is asked of a unit, without words and without whom: what
// waits, the first due first, or else what is over, the newest first. Of
// persons with protected identity only those whom the function is named for.
func OfUnit(ctx context.Context, tx *db.Tx, u id.Unit, by id.Function, open bool) ([]Matter, error) {
	which, order := `m.state <> 'open'`, `m.asked_at desc`
	if open {
		which, order = `m.state = 'open'`, `m.due_on`
	}
	return db.All(ctx, tx, func(scan db.Scan) (m Matter, err error) {
		m, err = scanUnsealed(scan)
		m.Person, m.OpenedAt = "", time.Time{}
		return m, err
	}, `select `+columns+` from matter m join person p on p.id = m.person_id and p.erased_at is null
		where m.unit_id = $1 and `+which+` and (p.protection = 'none' or exists (
			select 1 from named_function n where n.person_id = p.id and n.function_id = $2))
		order by `+order+`, m.id limit $3`, u, by, mostListed)
}

// Unread lists what has been answered and the person has not read yet, without
// words, the newest first.
func Unread(ctx context.Context, tx *db.Tx, p id.Person) ([]Matter, error) {
	return db.All(ctx, tx, scanUnsealed, `select `+columns+` from matter m
		where m.person_id = $1 and m.state = 'answered' and m.opened_at is null order by m.answered_at desc, m.id limit $2`, p, mostListed)
}

// Opened notes that the person has read the answer. The first time stands.
func Opened(ctx context.Context, tx *db.Tx, key *seal.Key, m id.Matter) error {
	_, err := tx.Exec(ctx, `update matter set opened_at = $3 where id = $1 and person_id = $2 and state = 'answered' and opened_at is null`,
		m, key.Person(), db.Micros(tx.Now))
	return err
}

// Due is a matter that its unit is to be reminded of.
type Due struct {
	ID       id.Matter
	Unit     id.Unit
	Reminded int64 // how many times
}

// ToRemind lists open matters that are due within a week and have not been
// reminded of, and those that are late and have been reminded of once at most.
func ToRemind(ctx context.Context, tx *db.Tx, soon string, most int) ([]Due, error) {
	return db.All(ctx, tx, func(scan db.Scan) (d Due, err error) { return d, scan(&d.ID, &d.Unit, &d.Reminded) },
		`select id, unit_id, reminded from matter where state = 'open' and (reminded = 0 and due_on <= $1 or reminded = 1 and due_on < $2)
		order by due_on, id limit $3`, soon, tx.Today(), most)
}

// Reminded notes that the unit is reminded; false when another process did.
func Reminded(ctx context.Context, tx *db.Tx, d Due) (bool, error) {
	n, err := tx.Exec(ctx, `update matter set reminded = reminded + 1 where id = $1 and reminded = $2 and state = 'open'`, d.ID, d.Reminded)
	return n > 0, err
}

// Erase makes the words of every matter of a person empty, and withdraws those
// that nobody could answer any more.
func Erase(ctx context.Context, tx *db.Tx, p id.Person) error {
	_, err := tx.Exec(ctx, `update matter set sealed = $2, answer = null, version = version + 1,
		state = case when state = 'open' then 'withdrawn' else state end where person_id = $1`, p, []byte{})
	return err
}

// errChanged is told to who comes second.
var errChanged = errs.New(errs.Conflict, "matter.changed")
