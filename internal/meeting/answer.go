package meeting

import (
	"context"
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// LeftCase is the code of an answer given for a function that left the case.
const LeftCase = "left_case"

// AnswerReasons lists the codes for not coming, in the order that people choose
// from.
func AnswerReasons() []string {
	return []string{"no_time", "ill", "not_ours", "not_needed", "something_else"}
}

// Answer is what is said to a call.
type Answer struct {
	Answer string // yes, another, no
	Reason string // code, when it is no
	Said   string // words to the others; they are sealed
	Times  []Time // that suit better, when it is other
}

func (a Answer) check(now time.Time) error {
	var f errs.Faults
	f.Check(slices.Contains([]string{AnswerYes, AnswerOther, AnswerNo}, a.Answer), "answer", "call.answer.missing")
	f.Check(a.Answer != AnswerNo || slices.Contains(AnswerReasons(), a.Reason), "reason", "call.reason.missing")
	f.Check(utf8.RuneCountInString(a.Said) <= longBring, "said", "call.said.long")
	if a.Answer == AnswerOther {
		checkOffers(&f, a.Times, now)
	}
	return f.Err()
}

// clean leaves out what does not belong to the answer.
func (a Answer) clean() Answer {
	if a.Answer != AnswerNo {
		a.Reason = ""
	}
	if a.Answer != AnswerOther {
		a.Times = nil
	}
	return a
}

// AnswerStep is who answers a call for which function, as that stood when she
// saw it.
type AnswerStep struct {
	Call    id.Call
	For     id.Function
	By      id.Function       // another one in its place
	Proxy   id.Representative // who acts in the person's place
	Version int64             // of the party
}

// hold makes everybody else who changes the call wait, so that its state stays
// as it is read, and refuses one that is not to come.
func hold(ctx context.Context, tx *db.Tx, c id.Call) (Call, error) {
	if err := Touch(ctx, tx, c); err != nil {
		return Call{}, err
	}
	now, err := Facts(ctx, tx, c)
	if err == nil && !now.Waits() {
		err = errs.New(errs.Conflict, "call.state")
	}
	return now, err
}

// Respond answers a call. It may be answered anew until the meeting begins.
func Respond(ctx context.Context, tx *db.Tx, key *seal.Key, s AnswerStep, a Answer) error {
	if err := a.check(tx.Now); err != nil {
		return err
	}
	a = a.clean()
	now, err := hold(ctx, tx, s.Call)
	if err != nil {
		return err
	}
	if now.State == StateSeeking && a.Answer == AnswerYes {
		return errs.New(errs.Conflict, "call.seeking")
	}
	said, err := sealText(key, a.Said, saidSealedAs(s.Call, s.For))
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update call_party set answer = $4, reason = $5, said = $6, answered_at = $7, answered_by = $8, due_at = null, told_function = null,
		version = version + 1 where call_id = $1 and function_id = $2 and version = $3`,
		s.Call, s.For, s.Version, a.Answer, a.Reason, said, db.Micros(tx.Now), s.By)
	if err != nil {
		return err
	}
	if n == 0 {
		return answered(ctx, tx, s)
	}
	if err := offerMore(ctx, tx, AnswerStep{Call: s.Call, By: s.For}, a.Times); err != nil {
		return err
	}
	return Note(ctx, tx, s.Call, Event{Kind: "answered", Function: s.By, About: s.For, Reason: a.Answer})
}

// answered says how a party stands that somebody else answered for first.
func answered(ctx context.Context, tx *db.Tx, s AnswerStep) error {
	now, err := partyOf(ctx, tx, s.Call, s.For)
	if err != nil {
		return err
	}
	return errs.Changed(now)
}

// partyOf returns a party without its words.
func partyOf(ctx context.Context, tx *db.Tx, c id.Call, f id.Function) (p Party, err error) {
	err = tx.Each(ctx, func(scan db.Scan) error {
		p, err = scanParty(scan)
		return err
	}, `select `+partyColumns+` from call_party p where p.call_id = $1 and p.function_id = $2`, c, f)
	if err == nil && p.Function == "" {
		err = errs.Missing()
	}
	return p, err
}

// RespondForPerson notes whether the person comes: her own answer, or what she
// has told the function that notes it. The version is that of the call.
func RespondForPerson(ctx context.Context, tx *db.Tx, s Step, a Answer) error {
	if a.Answer == AnswerNo {
		a.Reason = "something_else" // she need not say why
	}
	if err := a.check(tx.Now); err != nil {
		return err
	}
	a = a.clean()
	now, err := s.hold(ctx, tx)
	switch {
	case err != nil:
		return err
	case now.PersonWay != PersonInvited:
		return errs.New(errs.Conflict, "call.person.not_invited")
	case now.State == StateSeeking && a.Answer == AnswerYes:
		return errs.New(errs.Conflict, "call.seeking")
	}
	if _, err := tx.Exec(ctx, `update call set person_answer = $2, person_answered_at = $3, representative_id = nullif($4, '') where id = $1`,
		s.Call, a.Answer, db.Micros(tx.Now), s.Proxy); err != nil {
		return err
	}
	if err := offerMore(ctx, tx, AnswerStep{Call: s.Call, Proxy: s.Proxy}, a.Times); err != nil {
		return err
	}
	return Note(ctx, tx, s.Call, Event{Kind: "answered", Function: s.By, Proxy: s.Proxy, About: Self, Reason: a.Answer})
}
