// Package brief keeps briefs to doctors: what is planned and what is hard, what
// is asked, the answers, and the versions of the form that an organisation has
// for them. A brief is carried by the person with a code, or sent.
package brief

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

// State is how far a brief has come.
type State string

// The states of a brief.
const (
	Draft      State = "draft"
	WithPerson State = "with_person"
	Received   State = "received" // has come to a unit of care
	Answered   State = "answered"
	NotNeeded  State = "not_needed"
	Expired    State = "expired"
)

// steps are the states that each state leads to; the others are the end.
var steps = map[State][]State{
	Draft:      {WithPerson, Received, NotNeeded, Expired},
	WithPerson: {WithPerson, Received, Answered, NotNeeded, Expired}, // again with a new code
	Received:   {WithPerson, Answered, NotNeeded, Expired},           // the person goes elsewhere with it
}

// To reports whether a brief may go from one state to another.
func (s State) To(next State) bool { return slices.Contains(steps[s], next) }

// Open reports whether a brief waits still.
func (s State) Open() bool { return len(steps[s]) > 0 }

// How a brief comes to care, and how its answer comes back.
const (
	Carried = "carried"
	Sent    = "sent"
	Digital = "digital"
	Paper   = "paper"
)

const mostListed = 200

// Brief is a brief to a doctor.
type Brief struct {
	ID       id.Brief
	Case     id.Case
	Person   id.Person
	Unit     id.Unit     // which made it
	Function id.Function // which made it, and is answered
	Form     id.BriefForm
	State    State
	How      string
	EndsOn   string
	Created  time.Time
	Handed   time.Time

	ToUnit     id.Unit
	ToFunction id.Function
	ReceivedAt time.Time
	AnsweredAt time.Time
	AnsweredBy id.Function
	AnswerHow  string
	NotedAt    time.Time // the answer has become items of the case
	TakenAt    time.Time // the plan has been looked through with it
	CodeDead   bool      // guessed wrong too often
	Version    int64

	Content Content
	Answer  Answer
	Code    Code // empty when it has none
}

// Over reports whether a brief that waits should have been answered before a day.
func (b Brief) Over(today string) bool { return b.State.Open() && b.EndsOn < today }

func sealedAs(b id.Brief) string   { return "brief/" + string(b) }
func answeredAs(b id.Brief) string { return "brief.answer/" + string(b) }
func codeAs(b id.Brief) string     { return "brief.code/" + string(b) }

const columns = `b.id, b.case_id, b.person_id, b.unit_id, b.function_id, coalesce(b.form_id, ''), b.state, b.how, b.ends_on, b.created_at, coalesce(b.handed_at, 0),
	coalesce(b.to_unit, ''), coalesce(b.to_function, ''), coalesce(b.received_at, 0), coalesce(b.answered_at, 0), coalesce(b.answered_by, ''), b.answer_how,
	coalesce(b.noted_at, 0), coalesce(b.taken_at, 0), b.code_public is not null and b.code_hash is null, b.version`

// times are when things happened, as they are kept.
type times struct{ created, handed, received, answered, noted, taken int64 }

func (b *Brief) fields(t *times) []any {
	return []any{&b.ID, &b.Case, &b.Person, &b.Unit, &b.Function, &b.Form, &b.State, &b.How, &b.EndsOn, &t.created, &t.handed,
		&b.ToUnit, &b.ToFunction, &t.received, &t.answered, &b.AnsweredBy, &b.AnswerHow, &t.noted, &t.taken, &b.CodeDead, &b.Version}
}

func (b *Brief) at(t times) {
	b.Created, b.Handed, b.ReceivedAt = db.Time(t.created), db.Time(t.handed), db.Time(t.received)
	b.AnsweredAt, b.NotedAt, b.TakenAt = db.Time(t.answered), db.Time(t.noted), db.Time(t.taken)
}

// scanClosed reads a brief without what it says.
func scanClosed(scan db.Scan) (b Brief, err error) {
	var t times
	err = scan(b.fields(&t)...)
	b.at(t)
	return b, err
}

// row is a brief whose words are sealed.
type row struct {
	Brief
	words, answer, code []byte
}

func scanSealed(scan db.Scan) (r row, err error) {
	var t times
	err = scan(append(r.fields(&t), &r.words, &r.answer, &r.code)...)
	r.at(t)
	return r, err
}

// open unseals a brief for a reader who sees it: of what others own only what
// that reader may see.
func (r row) open(key *seal.Key, s access.Sight, gone map[place]bool) (Brief, error) {
	if err := seal.Unmarshal(key, sealedAs(r.ID), r.words, &r.Content); err != nil {
		return Brief{}, err
	}
	r.Content = r.Content.without(gone).For(s)
	if s.Brief() != "" && r.State != Received && r.State != Answered {
		r.Content = Content{} // over, or with the person: no longer care's to read
	}
	if len(r.answer) > 0 {
		if err := seal.Unmarshal(key, answeredAs(r.ID), r.answer, &r.Answer); err != nil {
			return Brief{}, err
		}
		r.Answer = r.Answer.about(r.Content.Activities)
	}
	if len(r.code) > 0 && r.State == WithPerson && !r.CodeDead && s.Brief() == "" {
		return r.Brief, seal.Unmarshal(key, codeAs(r.ID), r.code, &r.Brief.Code)
	}
	return r.Brief, nil
}

// Get returns a brief as a reader may see it: of the case that her Sight is on,
// or the one brief that it is on.
func Get(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, b id.Brief) (Brief, error) {
	if s.Brief() != "" && s.Brief() != b {
		return Brief{}, errs.Missing()
	}
	r, err := db.First(db.All(ctx, tx, scanSealed, `select `+columns+`, b.sealed, b.answer, b.code_sealed from brief b
		where b.id = $1 and b.person_id = $2 and ($3 = '' or b.case_id = $3)`, b, s.Person(), s.Case()))
	if err != nil {
		return Brief{}, err
	}
	if s.Case() == "" && s.Brief() == "" || s.Self() && r.State == Draft {
		return Brief{}, errs.Missing()
	}
	gone, err := recalled(ctx, tx, s, r.Brief)
	if err != nil {
		return Brief{}, err
	}
	return r.open(key, s, gone)
}

// place is one version of an item.
type place struct {
	item    id.Item
	version int64
}

// recalled are the versions of which nothing may be read in a brief any more:
// those about somebody else, and those that were taken back from the unit that
// made it or that reads it.
func recalled(ctx context.Context, tx *db.Tx, s access.Sight, b Brief) (map[place]bool, error) {
	units := [2]id.Unit{b.Unit, s.Unit()}
	if s.Self() {
		units = [2]id.Unit{} // she keeps what was taken back from others
	}
	gone := map[place]bool{}
	return gone, tx.Each(ctx, func(scan db.Scan) error {
		var p place
		err := scan(&p.item, &p.version)
		gone[p] = true
		return err
	}, `select d.item_id, d.version from recall r join disclosure d on d.id = r.disclosure_id
		where r.case_id = $1 and r.confirmed_at is not null and (r.reason = 'wrong_person' or d.unit_id in ($2, $3) and not exists (
			select 1 from disclosure n left join recall nr on nr.disclosure_id = n.id and nr.confirmed_at is not null
			where n.item_id = d.item_id and n.version = d.version and n.unit_id = d.unit_id and n.kind = 'disclosed' and nr.id is null))`,
		b.Case, units[0], units[1])
}

// OfCase lists the briefs of a case without what they say, the newest first: to
// the unit that made them and to the person all that have been handed over, to
// others whom the consent lets know of what she is able to that they exist.
func OfCase(ctx context.Context, tx *db.Tx, s access.Sight) ([]Brief, error) {
	if s.Case() == "" {
		return nil, nil
	}
	all, err := db.All(ctx, tx, scanClosed, `select `+columns+` from brief b where b.case_id = $1 order by b.created_at desc, b.id limit $2`, s.Case(), mostListed)
	var seen []Brief
	for _, b := range all {
		switch {
		case b.Unit == s.Unit() && !s.Blocked(), s.Self() && b.State != Draft:
			seen = append(seen, b)
		case b.State != Draft && s.Categories().Has(access.Ability) && !s.Blocked():
			seen = append(seen, b.outline(s))
		}
	}
	return seen, err
}

// outline is what somebody who did not make a brief may know: that it is there
// and how far it has come, and who made it when she may know who takes part.
func (b Brief) outline(s access.Sight) Brief {
	o := Brief{ID: b.ID, Case: b.Case, State: b.State, EndsOn: b.EndsOn, Created: b.Created, AnsweredAt: b.AnsweredAt}
	if s.Circle() {
		o.Unit, o.Function = b.Unit, b.Function
	}
	return o
}

// Whole lists every brief of a case that the person may read, with its words.
func Whole(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight) (all []Brief, err error) {
	rows, err := db.All(ctx, tx, scanSealed, `select `+columns+`, b.sealed, b.answer, b.code_sealed from brief b
		where b.case_id = $1 and b.state <> 'draft' order by b.created_at, b.id limit $2`, s.Case(), mostListed)
	if err != nil || !s.Self() {
		return nil, err
	}
	for _, r := range rows {
		gone, err := recalled(ctx, tx, s, r.Brief)
		if err != nil {
			return nil, err
		}
		b, err := r.open(key, s, gone)
		if err != nil {
			return nil, err
		}
		all = append(all, b)
	}
	return all, nil
}

// ToAnswer lists, without what they say and whom they are about, the briefs
// that have come to a unit: those that wait, the first to end first, and those
// it has answered since a time.
func ToAnswer(ctx context.Context, tx *db.Tx, u id.Unit, by id.Function, since time.Time) ([]Brief, error) {
	all, err := db.All(ctx, tx, scanClosed, `select `+columns+` from brief b join person p on p.id = b.person_id and p.erased_at is null
		where b.to_unit = $1 and (b.state = 'received' or b.state = 'answered' and b.answered_at >= $3)
		and (p.protection = 'none' or exists (select 1 from named_function n where n.person_id = p.id and n.function_id = $2))
		and not exists (select 1 from block x where x.person_id = p.id and x.unit_id = $1 and x.lifted_at is null)
		order by case when b.state = 'received' then 0 else 1 end, b.ends_on, b.id limit $4`, u, by, db.Micros(since), mostListed)
	for i := range all {
		all[i].Person, all[i].Case = "", ""
	}
	return all, err
}

// ToFollow lists, without what they say, the briefs that a function has made and
// that something has happened to: answered and not taken in, or the code is dead.
func ToFollow(ctx context.Context, tx *db.Tx, f id.Function, today string) ([]Brief, error) {
	return db.All(ctx, tx, scanClosed, `select `+columns+` from brief b join person p on p.id = b.person_id and p.erased_at is null
		join party pt on pt.case_id = b.case_id and pt.function_id = b.function_id and pt.state = 'takes_part'
		join cases c on c.id = b.case_id and c.state <> 'closed'
		where b.function_id = $1 and (b.state = 'answered' and b.taken_at is null
			or b.state = 'with_person' and b.ends_on >= $2 and b.code_public is not null and b.code_hash is null)
		and (p.protection = 'none' or exists (select 1 from named_function n where n.person_id = p.id and n.function_id = $1))
		and not exists (select 1 from block x where x.person_id = p.id and x.unit_id = b.unit_id and x.lifted_at is null)
		order by b.created_at, b.id limit $3`, f, today, mostListed)
}
