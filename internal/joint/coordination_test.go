package joint_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/coordination"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/extract"
	"samverk/internal/id"
	"samverk/internal/joint"
	"samverk/internal/own"
	"samverk/internal/samverktest/world"
)

// table is a case that four actors may take part in, and its person.
type table struct {
	*world.W
	t     *testing.T
	joint *joint.Service
	c     id.Case
	anna  world.Person
}

// The consent that most tests give: who is in the circle knows who takes part.
var circle = consent.Grid{"samverkan": access.All, "ame": access.SetOf(access.Plan, access.Work), "vc": access.SetOf(access.Plan, access.Ability), "fk": access.SetOf(access.Plan), "forsorjning": access.SetOf(access.Income)}

func lay(t *testing.T, functions ...id.Function) table {
	t.Helper()
	w := world.New(t)
	c, p := w.Case()
	w.Join(c, functions...)
	w.Consent(c, circle)
	return table{W: w, t: t, joint: joint.New(w.App), c: c, anna: p}
}

func (b table) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b table) is(err error, k errs.Kind, what string) {
	b.t.Helper()
	if !errs.Is(err, k) {
		b.t.Errorf("%s: %v", what, err)
	}
}

// faults are the fields that an error finds fault with, in order.
func faults(err error) (fields []string) {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			fields = append(fields, f.Field)
		}
	}
	slices.Sort(fields)
	return fields
}

func (b table) me() access.Actor { return b.AsPerson(b.anna) }

func (b table) seen(who access.Actor) joint.CoordinationView {
	b.t.Helper()
	v, err := b.joint.Coordination(b.t.Context(), who, b.c)
	b.ok(err)
	return v
}

func (b table) day(f id.Function) []app.CoordinationDue {
	b.t.Helper()
	v, err := b.Day(b.t.Context(), b.As(f))
	b.ok(err)
	return v.Coordinations
}

func (b table) asks(who access.Actor, n coordination.New) id.Coordination {
	b.t.Helper()
	k, err := b.joint.AskCoordination(b.t.Context(), who, b.c, n)
	b.ok(err)
	return k
}

func TestAPersonAsksAndForsakringskassanAnswers(t *testing.T) {
	b := lay(t, "ame")
	ctx := t.Context()
	k := b.asks(b.me(), coordination.New{Wish: "Hjälp mig tillbaka till arbete"})
	if d := b.day("samordning"); len(d) != 1 || !d[0].Invite || d[0].Due != "2026-12-07" {
		t.Fatalf("nobody of Försäkringskassan takes part, and who leads is told: %+v", d)
	}
	if d := b.day("ame"); len(d) != 0 {
		t.Errorf("another party's day: %+v", d)
	}
	b.Join(b.c, "fk")
	if d := b.day("samordning"); len(d) != 0 {
		t.Errorf("who leads has invited, and is asked again: %+v", d)
	}
	if d := b.day("fk"); len(d) != 1 || d[0].Invite || d[0].Name != b.anna.Name {
		t.Errorf("Försäkringskassan's day: %+v", d)
	}
	v := b.seen(b.As("fk"))
	if len(v.All) != 1 || v.All[0].Wish != "Hjälp mig tillbaka till arbete" || !v.MayAnswer || len(v.Reach) != 5 {
		t.Fatalf("what Försäkringskassan reads: %+v", v)
	}
	fk := b.As("fk")
	b.ok(b.joint.AnswerCoordination(ctx, fk, b.c, k, coordination.Reply{State: coordination.Examined, Version: 1}))
	err := b.joint.AnswerCoordination(ctx, fk, b.c, k, coordination.Reply{State: coordination.Granted, Version: 1})
	b.is(err, errs.Conflict, "an answer to an earlier version")
	b.ok(b.joint.AnswerCoordination(ctx, fk, b.c, k, coordination.Reply{State: coordination.Granted, Words: "Vi samordnar", Adds: "Avstämning i januari", Reason: "else", Version: 2}))
	mine := b.seen(b.me()).All[0]
	if mine.State != coordination.Granted || mine.Adds != "Avstämning i januari" || mine.Reason != "" || mine.AnsweredBy != "fk" || mine.ExaminedAt.IsZero() {
		t.Errorf("what the person reads: %+v", mine)
	}
	if d := b.day("fk"); len(d) != 0 {
		t.Errorf("answered, and still on the day: %+v", d)
	}
	b.asks(b.me(), coordination.New{}) // she may ask again
}

func TestWhatBadInputGetsWhenAskingAndAnswering(t *testing.T) {
	b := lay(t, "ame", "fk")
	ctx, long := t.Context(), strings.Repeat("å", 2001)
	_, err := b.joint.AskCoordination(ctx, b.As("ame"), b.c, coordination.New{How: "guessed", Wish: long})
	if got := faults(err); !slices.Equal(got, []string{"how", "wish"}) {
		t.Errorf("asking: %v", got)
	}
	k := b.asks(b.As("ame"), coordination.New{How: coordination.Oral, Wish: "Hon vill ha hjälp"})
	_, err = b.joint.AskCoordination(ctx, b.As("ame"), b.c, coordination.New{How: coordination.Oral})
	b.is(err, errs.Conflict, "asking twice")
	fk := b.As("fk")
	for _, try := range []struct {
		r    coordination.Reply
		want []string
	}{
		{coordination.Reply{State: "lost", Words: long, Adds: long, Version: 1}, []string{"adds", "state", "words"}},
		{coordination.Reply{State: coordination.Refused, Reason: "guess", Version: 1}, []string{"reason", "words"}},
		{coordination.Reply{State: coordination.Asked, Version: 1}, []string{"state"}},
	} {
		if got := faults(b.joint.AnswerCoordination(ctx, fk, b.c, k, try.r)); !slices.Equal(got, try.want) {
			t.Errorf("%+v: %v", try.want, got)
		}
	}
	if now := b.seen(fk).All[0]; now.Version != 1 || now.State != coordination.Asked {
		t.Errorf("what was refused has changed something: %+v", now)
	}
	b.ok(b.joint.AnswerCoordination(ctx, fk, b.c, k, coordination.Reply{State: coordination.Refused, Reason: "other_coordinates", Words: "Regionen samordnar", Adds: "x", Version: 1}))
	if now := b.seen(b.me()).All[0]; now.Reason != "other_coordinates" || now.Adds != "" || now.Words == "" {
		t.Errorf("a refusal: %+v", now)
	}
}

func TestWhoMayKnowWhatForsakringskassanIsAsked(t *testing.T) {
	b := lay(t, "ame", "fk", "vc", "af") // "af" takes part and is covered in nothing
	ctx := t.Context()
	b.asks(b.As("ame"), coordination.New{How: coordination.Paper, Wish: "Hemlig önskan"})
	for f, want := range map[id.Function]int{"samordning": 1, "ame": 1, "vc": 1, "fk": 1, "af": 0, "forsorjning": 0} {
		v := b.seen(b.As(f))
		if len(v.All) != want {
			t.Errorf("%s sees %d", f, len(v.All))
		}
		if want == 0 && (len(v.Reach) > 0 || len(v.Parties) > 0 || v.MayAsk || v.Invited) {
			t.Errorf("%s learns of others: %+v", f, v)
		}
	}
	_, err := b.joint.AskCoordination(ctx, b.As("af"), b.c, coordination.New{How: coordination.Oral})
	b.is(err, errs.Denied, "one who may not know who takes part asks")
	for _, who := range []access.Actor{b.As("nassjo-samordning"), b.As("forbund"), b.AsPerson(b.Person())} {
		_, err := b.joint.Coordination(ctx, who, b.c)
		b.is(err, errs.NotFound, "who has nothing with the case")
	}
	b.ok(b.SetBlock(ctx, b.me(), b.c, "vc"))
	_, err = b.joint.Coordination(ctx, b.As("vc"), b.c)
	b.is(err, errs.NotFound, "a blocked unit")
	for _, f := range []id.Function{"ame", "samordning", "vc", "af"} {
		k := b.seen(b.As("samordning")).All[0].ID
		err := b.joint.AnswerCoordination(ctx, b.As(f), b.c, k, coordination.Reply{State: coordination.Examined, Version: 1})
		if !errs.Is(err, errs.Denied) && !errs.Is(err, errs.NotFound) {
			t.Errorf("%s answers for Försäkringskassan: %v", f, err)
		}
	}
}

func TestOutsideTheCircleOneSeesWhatOnesOwnUnitAsked(t *testing.T) {
	b := lay(t, "ame", "fk")
	ctx := t.Context()
	k := b.asks(b.As("ame"), coordination.New{How: coordination.Oral, Wish: "Stöd"})
	b.Consent(b.c, consent.Grid{"samverkan": access.All, "ame": access.SetOf(access.Work), "fk": access.SetOf(access.Income)})
	v := b.seen(b.As("fk"))
	if len(v.All) != 1 || v.All[0].Owner != "" || v.All[0].By != "" || v.All[0].Wish != "Stöd" || len(v.Reach) != 0 {
		t.Errorf("Försäkringskassan outside the circle learns who noted it: %+v", v.All)
	}
	b.ok(b.joint.AnswerCoordination(ctx, b.As("fk"), b.c, k, coordination.Reply{State: coordination.Granted, Words: "Ja", Version: 1}))
	own := b.seen(b.As("ame")).All
	if len(own) != 1 || own[0].State != "" || own[0].Words != "" || !own[0].AnsweredAt.IsZero() || own[0].DueOn != "" || own[0].Version != 0 {
		t.Errorf("that it was answered tells that Försäkringskassan takes part: %+v", own)
	}
	b.is(b.joint.WithdrawCoordination(ctx, b.As("ame"), b.c, k, 2), errs.NotFound, "and so does that it cannot be taken back")
	b.Consent(b.c, consent.Grid{"samverkan": access.All})
	if v := b.seen(b.As("fk")); len(v.All) != 0 {
		t.Errorf("without any consent Försäkringskassan knows who asks: %+v", v.All)
	}
	if d := b.day("fk"); len(d) != 0 {
		t.Errorf("the same on its day: %+v", d)
	}
}

func TestWhatWaitsCanBeTakenBack(t *testing.T) {
	b := lay(t, "ame", "vc", "fk")
	ctx := t.Context()
	k := b.asks(b.As("ame"), coordination.New{How: coordination.Oral})
	b.is(b.joint.WithdrawCoordination(ctx, b.As("vc"), b.c, k, 1), errs.Denied, "another unit")
	b.is(b.joint.WithdrawCoordination(ctx, b.As("ame"), b.c, k, 7), errs.Conflict, "another version")
	b.is(b.joint.WithdrawCoordination(ctx, b.As("ame"), b.c, "nothing", 1), errs.NotFound, "what there is not")
	b.ok(b.joint.WithdrawCoordination(ctx, b.me(), b.c, k, 1)) // what was noted for her is hers
	b.is(b.joint.AnswerCoordination(ctx, b.As("fk"), b.c, k, coordination.Reply{State: coordination.Granted, Version: 2}), errs.Conflict, "an answer to what was taken back")
	if d := b.day("fk"); len(d) != 0 {
		t.Errorf("taken back, and still on the day: %+v", d)
	}
}

func TestWhoActsForThePersonAsksOnlyWithLeave(t *testing.T) {
	b := lay(t, "fk")
	helper := b.Person()
	reads := b.InPart(b.Represent(b.c, helper, "read"), helper, b.anna, b.c)
	if v := b.seen(reads); v.MayAsk {
		t.Error("who may only read is offered to ask")
	}
	_, err := b.joint.AskCoordination(t.Context(), reads, b.c, coordination.New{})
	b.is(err, errs.Denied, "with leave to read only")
	other := b.Person()
	asks := b.InPart(b.Represent(b.c, other, "ask"), other, b.anna, b.c)
	b.asks(asks, coordination.New{Wish: "För hennes räkning"})
	if v := b.seen(b.me()); len(v.All) != 1 || v.All[0].Acted == "" {
		t.Errorf("it does not say who asked in her place: %+v", v.All)
	}
}

func TestALateAnswerIsRemindedOfOnce(t *testing.T) {
	b := lay(t, "fk")
	ctx := t.Context()
	b.asks(b.me(), coordination.New{})
	b.ok(b.joint.Remind(ctx))
	b.Idle()
	before := len(b.Mail.Sent())
	b.Pass(15 * 24 * time.Hour)
	b.ok(b.joint.Remind(ctx))
	b.ok(b.joint.Remind(ctx)) // runs twice without harm
	b.Idle()
	if n := len(b.Mail.Sent()) - before; n != 1 || !b.Mail.To("fk@fk.example") {
		t.Errorf("%d reminders", n)
	}
	if d := b.day("fk"); len(d) != 1 || !d[0].Overdue {
		t.Errorf("the day does not say that it is late: %+v", d)
	}
}

func TestAClosedCaseChangesNothingAndNothingIsLeftToRead(t *testing.T) {
	b := lay(t, "ame", "fk")
	ctx := t.Context()
	k := b.asks(b.me(), coordination.New{Wish: "Önskan som ska glömmas"})
	b.ok(b.joint.AnswerCoordination(ctx, b.As("fk"), b.c, k, coordination.Reply{State: coordination.Examined, Words: "Svar som ska glömmas", Version: 1}))
	b.Exec(`update cases set state = 'closed' where id = $1`, b.c)
	_, err := b.joint.AskCoordination(ctx, b.As("ame"), b.c, coordination.New{How: coordination.Oral})
	b.is(err, errs.Conflict, "asking in a closed case")
	b.is(b.joint.AnswerCoordination(ctx, b.As("fk"), b.c, k, coordination.Reply{State: coordination.Granted, Version: 2}), errs.Conflict, "answering in a closed case")
	b.ok(b.ErasePerson(ctx, b.anna.ID))
	for _, left := range b.dump("coordination") {
		if strings.Contains(left, "glömmas") {
			t.Error("words are left")
		}
	}
	if !slices.ContainsFunc(b.dump("coordination"), func(row string) bool { return strings.Contains(row, "withdrawn") }) {
		t.Error("it still waits for an answer")
	}
}

// dump reads what is kept in a table, of each row its words and its state.
func (b table) dump(name string) (rows []string) {
	b.t.Helper()
	query := map[string]string{
		"coordination": `select state, coalesce(sealed, ''), coalesce(answer, '') from coordination`,
		"assessment":   `select a.state, coalesce(p.sealed, ''), '' from assessment a left join assessment_part p on p.call_id = a.call_id`,
	}[name]
	b.Read(func(ctx context.Context, tx *db.Tx) error {
		return tx.Each(ctx, func(scan db.Scan) error {
			var state string
			var one, two []byte
			err := scan(&state, &one, &two)
			rows = append(rows, state+" "+string(one)+" "+string(two))
			return err
		}, query)
	})
	return rows
}

func TestTheRegisterExtractTellsWhatWasAskedAndAnswered(t *testing.T) {
	b := lay(t, "fk")
	ctx := t.Context()
	k := b.asks(b.me(), coordination.New{Wish: "Min önskan"})
	b.ok(b.joint.AnswerCoordination(ctx, b.As("fk"), b.c, k, coordination.Reply{State: coordination.Granted, Words: "Ett ja", Adds: "Ett tillägg", Version: 1}))
	told := map[string]bool{}
	b.ok(extract.New(own.New(b.App)).Extract(ctx, b.me(), func(s extract.Section) error {
		for _, row := range s.Rows {
			for _, f := range row {
				told[f.Value] = true
			}
		}
		return nil
	}))
	for _, words := range []string{"Min önskan", "Ett ja", "Ett tillägg", coordination.Granted} {
		if !told[words] {
			t.Errorf("it does not tell %q", words)
		}
	}
}
