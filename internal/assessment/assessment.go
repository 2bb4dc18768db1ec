// Package assessment keeps what actors have judged together at a meeting, beside
// the meeting's own lines: that it is such a meeting, which decision is its
// statement, and what that leads to (SAMS and TRIS; S205–S207, S217–S219). How
// each actor stands to the statement is the meeting's to keep: differences are
// never merged (S191, S263).
package assessment

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
	"samverk/internal/situation"
)

// The states of an assessment.
const (
	Open   = "open" // being discussed: the statement is a draft
	Agreed = "agreed"
)

// The headings of the discussion, in order. Each line of the meeting that
// belongs to one has it as its code.
const (
	Known   = "known"   // what do we know?
	Differs = "differs" // what differs between us?
	Unknown = "unknown" // what do we need to find out, who and by when? (S198)
	Judged  = "judged"  // what do we judge?
)

// Headings lists the headings in order.
func Headings() []string { return []string{Known, Differs, Unknown, Judged} }

const codePrefix = "assessment."

// StatementCode is the code of the decision that is the statement, and SaidCode
// of what the person says of it.
const (
	StatementCode = codePrefix + "statement"
	SaidCode      = codePrefix + "said"
)

// Code is the code of the lines under a heading.
func Code(heading string) string { return codePrefix + heading }

// Team lists the kinds of actors that a team has at least one of each from: the
// social services, Försäkringskassan, Arbetsförmedlingen and health care (S205).
func Team() []access.Kind {
	return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
}

// Missing lists the kinds of a team that nobody is of.
func Missing(called []access.Kind) []access.Kind {
	return slices.DeleteFunc(Team(), func(k access.Kind) bool { return slices.Contains(called, k) })
}

// Paths lists what an assessment can lead to (S207).
func Paths() []string { return []string{"measures", "af_whole", "af_part", "insurance"} }

// Assessment is that a call is to a joint assessment.
type Assessment struct {
	Call     id.Call
	Item     id.Item // the statement; empty until something is written
	State    string
	BegunAt  time.Time
	BegunBy  id.Function
	AgreedAt time.Time // zero while it is open
	Version  int64
}

// Parts is a statement as it was written: what is judged, and what that leads
// to: the right measure, actor and benefit to examine (S206), and where something
// is said of it the right time (S219) and cost (S256).
type Parts struct {
	Text    string // what is judged, in words
	Measure string
	Actor   string // kind of actor
	Benefit string // code, as of a period of livelihood
	Time    string
	Cost    string
	Paths   []string
}

const (
	longText = 4000 // runes
	longPart = 500
)

// Check reports every fault of p.
func (p Parts) Check() error {
	var f errs.Faults
	f.Check(p.Text != "", "judged", "assessment.text.missing")
	f.Check(utf8.RuneCountInString(p.Text) <= longText, "judged", "assessment.text.long")
	f.Check(utf8.RuneCountInString(p.Measure) <= longPart, "measure", "assessment.part.long")
	f.Check(p.Actor == "" || slices.Contains(Team(), access.Kind(p.Actor)), "actor", "assessment.actor.unknown")
	_, known := situation.BenefitOf(p.Benefit)
	f.Check(p.Benefit == "" || known, "benefit", "assessment.benefit.unknown")
	f.Check(utf8.RuneCountInString(p.Time) <= longPart, "time", "assessment.part.long")
	f.Check(utf8.RuneCountInString(p.Cost) <= longPart, "cost", "assessment.part.long")
	for _, path := range p.Paths {
		f.Check(slices.Contains(Paths(), path), "paths", "assessment.path.unknown")
	}
	return f.Err()
}

// Whole reports every part that lacks before the statement can be agreed on.
func (p Parts) Whole() error {
	var f errs.Faults
	f.Check(p.Measure != "", "measure", "assessment.measure.missing")
	f.Check(p.Actor != "", "actor", "assessment.actor.missing")
	f.Check(p.Benefit != "", "benefit", "assessment.benefit.missing")
	f.Check(len(p.Paths) > 0, "paths", "assessment.paths.missing")
	return f.Err()
}

// OfCalls returns which of the calls of the reader's case are to joint
// assessments. Ask only about calls that she sees.
func OfCalls(ctx context.Context, tx *db.Tx, s access.Sight, calls []id.Call) (map[id.Call]Assessment, error) {
	found := map[id.Call]Assessment{}
	if len(calls) == 0 {
		return found, nil
	}
	marks, args := db.In(2, calls)
	return found, tx.Each(ctx, func(scan db.Scan) error {
		var a Assessment
		var begun, agreed int64
		err := scan(&a.Call, &a.Item, &a.State, &begun, &a.BegunBy, &agreed, &a.Version)
		a.BegunAt, a.AgreedAt = db.Time(begun), db.Time(agreed)
		if a.State != Agreed {
			a.AgreedAt = time.Time{}
		}
		found[a.Call] = a
		return err
	}, `select call_id, coalesce(item_id, ''), state, begun_at, begun_by, coalesce(agreed_at, 0), version from assessment
		where case_id = $1 and call_id in `+marks, append([]any{s.Case()}, args...)...)
}

// Get returns the assessment of a call of the case.
func Get(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call) (Assessment, error) {
	found, err := OfCalls(ctx, tx, s, []id.Call{c})
	a, ok := found[c]
	if err == nil && !ok {
		err = errs.Missing()
	}
	return a, err
}

// Begin makes a call one to a joint assessment.
func Begin(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call) error {
	n, err := tx.Exec(ctx, `insert into assessment (call_id, case_id, person_id, state, begun_at, begun_by) values ($1, $2, $3, 'open', $4, $5)
		on conflict (call_id) do nothing`, c, s.Case(), s.Person(), db.Micros(tx.Now), s.Function())
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "assessment.already")
	}
	return err
}

// Statement is a version of the statement, which is an item.
type Statement struct {
	Item    id.Item
	Of      int64 // version of the item
	Owner   id.Unit
	Ground  access.Ground
	Parts   Parts
	Version int64 // of the assessment that it replaces
}

// Keep notes that a version of the statement stands, as a draft.
func Keep(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c id.Call, st Statement) error {
	n, err := tx.Exec(ctx, `update assessment set item_id = $4, state = 'open', agreed_at = null, version = version + 1
		where call_id = $1 and case_id = $2 and version = $3`, c, s.Case(), st.Version, st.Item)
	if err != nil {
		return err
	}
	if n == 0 {
		return changed(ctx, tx, s, c)
	}
	sealed, err := seal.Marshal(key, sealedAs(c), st.Parts)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into assessment_part (call_id, item_id, item_version, sealed) values ($1, $2, $3, $4)`, c, st.Item, st.Of, sealed)
	return err
}

func sealedAs(c id.Call) string { return "assessment.part/" + string(c) }

// changed shows who comes second what stands.
func changed(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call) error {
	now, err := Get(ctx, tx, s, c)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

// PartsOf returns what a version of the statement leads to, to a reader who sees
// that version.
func PartsOf(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c id.Call, st Statement) (p Parts, err error) {
	if !s.Sees(st.Owner, access.Plan, st.Ground) {
		return p, nil
	}
	var sealed []byte
	found, err := tx.One(ctx, []any{&sealed}, `select p.sealed from assessment_part p join assessment a on a.call_id = p.call_id and a.case_id = $4
		where p.call_id = $1 and p.item_id = $2 and p.item_version = $3`, c, st.Item, st.Of, s.Case())
	if err == nil && found {
		err = seal.Unmarshal(key, sealedAs(c), sealed, &p)
	}
	return p, err
}

// Agree makes the statement agreed. A later version of it makes it a draft again.
func Agree(ctx context.Context, tx *db.Tx, s access.Sight, c id.Call, version int64) error {
	n, err := tx.Exec(ctx, `update assessment set state = 'agreed', agreed_at = $4, version = version + 1
		where call_id = $1 and case_id = $2 and version = $3 and state = 'open' and item_id is not null`, c, s.Case(), version, db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = changed(ctx, tx, s, c)
	}
	return err
}

// Erase makes what every statement about a person leads to empty.
func Erase(ctx context.Context, tx *db.Tx, p id.Person) error {
	_, err := tx.Exec(ctx, `update assessment_part set sealed = $2 where call_id in (select call_id from assessment where person_id = $1)`, p, []byte{})
	return err
}
