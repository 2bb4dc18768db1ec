package forum

import (
	"context"
	"time"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The states of a consultation.
const (
	Asked     = "open"
	Answered  = "answered"
	Withdrawn = "withdrawn"
)

// Consultation is a question to a forum that is about nobody in particular.
type Consultation struct {
	ID       id.Consultation
	Slot     id.Slot
	Sitting  id.Sitting
	By       id.Function
	Question string
	Outcome  string
	State    string
	Created  time.Time
	Version  int64
}

const consultationQuery = `select c.id, c.slot_id, c.sitting_id, c.function_id, c.question, c.outcome, c.state, c.created_at, c.version from consultation c `

func scanConsultation(scan db.Scan) (c Consultation, err error) {
	var at int64
	err = scan(&c.ID, &c.Slot, &c.Sitting, &c.By, &c.Question, &c.Outcome, &c.State, &at, &c.Version)
	c.Created = db.Time(at)
	return c, err
}

// ConsultationByID returns one consultation.
func ConsultationByID(ctx context.Context, tx *db.Tx, c id.Consultation) (Consultation, error) {
	return db.First(db.All(ctx, tx, scanConsultation, consultationQuery+`where c.id = $1`, c))
}

// Consultations returns the consultations of a sitting that still have their
// slot.
func Consultations(ctx context.Context, tx *db.Tx, s id.Sitting) (map[id.Slot]Consultation, error) {
	all, err := db.All(ctx, tx, scanConsultation, consultationQuery+`where c.sitting_id = $1 and c.state <> 'withdrawn' limit $2`, s, most)
	by := map[id.Slot]Consultation{}
	for _, c := range all {
		by[c.Slot] = c
	}
	return by, err
}

// checkWords checks words that others read.
func checkWords(field, words, missing string) error {
	var f errs.Faults
	f.Check(words != "", field, missing)
	f.Check(utf8.RuneCountInString(words) <= MostText, field, "forum.text.long")
	return f.Err()
}

// CheckQuestion reports what is wrong with a question to a forum.
func CheckQuestion(words string) error {
	return checkWords("question", words, "consultation.question.missing")
}

// CheckOutcome reports what is wrong with the answer to one.
func CheckOutcome(words string) error {
	return checkWords("outcome", words, "consultation.outcome.missing")
}

// Consult puts a question to a forum at one of its sittings: in the wanted slot,
// or the next that is free.
func Consult(ctx context.Context, tx *db.Tx, s id.Sitting, want id.Slot, question string, by id.Function) (Consultation, error) {
	if err := CheckQuestion(question); err != nil {
		return Consultation{}, err
	}
	slot, err := Take(ctx, tx, s, want, UseConsultation, by)
	if err != nil {
		return Consultation{}, err
	}
	c := Consultation{ID: id.New[id.Consultation](), Slot: slot.ID, Sitting: s, By: by, Question: question, State: Asked, Created: tx.Now, Version: 1}
	_, err = tx.Exec(ctx, `insert into consultation (id, slot_id, sitting_id, function_id, question, state, created_at) values ($1, $2, $3, $4, $5, 'open', $6)`,
		c.ID, c.Slot, c.Sitting, c.By, c.Question, db.Micros(tx.Now))
	return c, err
}

// Conclude notes what a consultation led to.
func Conclude(ctx context.Context, tx *db.Tx, c id.Consultation, version int64, outcome string) error {
	if err := CheckOutcome(outcome); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update consultation set outcome = $1, state = 'answered', version = version + 1
		where id = $2 and version = $3 and state <> 'withdrawn'`, outcome, c, version)
	if err != nil || n == 1 {
		return err
	}
	return consultationRefused(ctx, tx, c, version)
}

// Withdraw takes a question back before it is answered, and frees its slot.
func Withdraw(ctx context.Context, tx *db.Tx, c id.Consultation, version int64) error {
	now, err := ConsultationByID(ctx, tx, c)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update consultation set state = 'withdrawn', version = version + 1 where id = $1 and version = $2 and state = 'open'`, c, version)
	if err != nil {
		return err
	}
	if n == 0 {
		return consultationRefused(ctx, tx, c, version)
	}
	return Free(ctx, tx, now.Slot)
}

func consultationRefused(ctx context.Context, tx *db.Tx, c id.Consultation, version int64) error {
	now, err := ConsultationByID(ctx, tx, c)
	switch {
	case err != nil:
		return err
	case now.Version != version:
		return errs.Changed(now)
	}
	return errs.New(errs.Conflict, "consultation.state")
}
