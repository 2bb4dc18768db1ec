package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/person"
	"samverk/internal/samverktest/world"
)

// hall is a world with a forum of all four under an agreement in force, with one
// sitting of three slots tomorrow week, and a case with all of them in it.
type hall struct {
	*world.W
	t      *testing.T
	c      id.Case
	person world.Person
	start  time.Time // of the first slot
}

var callees = []id.Function{"samordning", "ame", "vc", "fk"}

func newHall(t *testing.T) hall {
	t.Helper()
	h := hall{W: world.New(t), t: t}
	h.start = h.Now().AddDate(0, 0, 8).Truncate(time.Hour)
	h.forum("samverk", "samverk", "0685", true)
	for _, k := range []string{"kommun", "vard", "fk", "af"} {
		h.Exec(`insert into forum_actor (forum_id, actor, may_call, is_called, must_attend) values ('samverk', $1, true, true, false)`, k)
	}
	h.agree(true)
	h.slots("samverk", 3)
	h.c, h.person = h.caseOf()
	return h
}

// caseOf opens a case with all four in it, that may all be told of meetings.
func (h hall) caseOf() (id.Case, world.Person) {
	h.t.Helper()
	c, p := h.Case()
	h.Join(c, "ame", "vc", "fk", "af")
	plan := access.SetOf(access.Plan)
	h.Consent(c, consent.Grid{"samverkan": plan, "forsorjning": plan, "ame": plan, "vc": plan, "fk": plan, "af": plan})
	return c, p
}

func (h hall) forum(f, kind, area string, formal bool) {
	h.t.Helper()
	level := "individual"
	if kind == "managers" {
		level = "managers"
	}
	h.Exec(`insert into forum (id, area_id, name, formal, about, kind, level, place) values ($1, $2, $1, $3, '', $4, $5, 'Stadshuset')`, f, area, formal, kind, level)
}

// agree puts the forum of all four under an agreement, in force or not.
func (h hall) agree(published bool) {
	h.t.Helper()
	state := map[bool]string{true: "published", false: "signing"}[published]
	h.Exec(`insert into agreement (id, area_id, title, created_at) values ('overens', '0685', 'Samverk', 1) on conflict do nothing`)
	h.Exec(`delete from agreement_actor`)
	h.Exec(`delete from agreement_party`)
	h.Exec(`delete from agreement_version`)
	h.Exec(`insert into agreement_version (id, agreement_id, number, state, answer_days, created_at, published_at) values ('v1', 'overens', 1, $1, 4, 1, 1)`, state)
	for _, k := range []string{"kommun", "vard", "fk", "af"} {
		h.Exec(`insert into agreement_actor (version_id, actor, may_call, is_called, must_attend) values ('v1', $1, true, true, $2)`, k, k == "fk")
	}
	for _, o := range []string{"kommun", "region", "fk", "af"} {
		h.Exec(`insert into agreement_party (version_id, organisation_id, answer) values ('v1', $1, 'signed')`, o)
	}
	h.Exec(`update forum set agreement_id = 'overens' where id = 'samverk'`)
}

// slots gives a forum a sitting with so many slots, named after it.
func (h hall) slots(f string, n int) {
	h.t.Helper()
	h.Exec(`insert into sitting (id, forum_id, starts_at, ends_at, place, state) values ($1, $1, $2, $3, 'Sal 1', 'planned')`,
		f, db.Micros(h.start), db.Micros(h.start.Add(time.Duration(n)*time.Hour)))
	for i := range n {
		h.Exec(`insert into slot (id, sitting_id, starts_at, ends_at) values ($1, $2, $3, $4)`, fmt.Sprintf("%s-%d", f, i+1), f,
			db.Micros(h.start.Add(time.Duration(i)*time.Hour)), db.Micros(h.start.Add(time.Duration(i+1)*time.Hour)))
	}
}

// into is a call of everybody into a slot.
func into(slots ...id.Slot) app.NewCall {
	return app.NewCall{Forum: "samverk", Slots: slots, PersonWay: meeting.PersonInvited, Question: "Vem gör vad i vår?",
		Called: callees, Bring: map[id.Function]string{"fk": "Beslut om sjukpenning"}}
}

func (h hall) make(by id.Function, n app.NewCall) id.Call {
	h.t.Helper()
	call, err := h.MakeCall(h.t.Context(), h.As(by), h.c, n)
	ok(h.t, err)
	return call
}

func (h hall) call(by id.Function, call id.Call) app.CallView {
	h.t.Helper()
	v, err := h.App.Call(h.t.Context(), h.As(by), h.c, call)
	ok(h.t, err)
	return v
}

// version is that of a function's own answer.
func (h hall) version(f id.Function, call id.Call) int64 {
	h.t.Helper()
	own, found := h.call(f, call).Own()
	if !found {
		h.t.Fatalf("%s is not called", f)
	}
	return own.Version
}

func (h hall) answer(f id.Function, call id.Call, a meeting.Answer) error {
	return h.AnswerCall(h.t.Context(), h.As(f), h.c, call, h.version(f, call), a)
}

func (h hall) use(slot id.Slot) (use string) {
	h.t.Helper()
	h.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&use}, `select use from slot where id = $1`, slot)
		return err
	})
	return use
}

func (h hall) lost(f id.Function, call id.Call, what string) {
	h.t.Helper()
	if _, err := h.App.Call(h.t.Context(), h.As(f), h.c, call); !errs.Is(err, errs.NotFound) {
		h.t.Errorf("%s: %s still reads the call: %v", what, f, err)
	}
}

func faultsOf(err error, field string) (keys []string) {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			if f.Field == field {
				keys = append(keys, f.Key)
			}
		}
	}
	return keys
}

func TestAFCallsACaseAndAllAnswer(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	call := h.make("af", into("samverk-2"))
	v := h.call("fk", call)
	own, _ := v.Own()
	if v.Call.Question != "Vem gör vad i vår?" || own.Bring != "Beslut om sjukpenning" || !v.Call.Start.Equal(h.start.Add(time.Hour)) || v.Call.Place != "Sal 1" || v.Forum.Name != "samverk" {
		t.Errorf("FK sees %+v", v.Call)
	}
	if len(v.Parties) != 5 || !v.Parties[0].Calls || v.Parties[0].Party.Function != "af" || !v.Parties[0].Secretary || v.Parties[0].Answer != "yes" {
		t.Errorf("the parties are %+v", v.Parties)
	}
	if h.use("samverk-2") != "case" || !v.Call.Due.Before(v.Call.Start) {
		t.Errorf("slot %q, due %v", h.use("samverk-2"), v.Call.Due)
	}
	ok(t, h.answer("fk", call, meeting.Answer{Answer: "yes"}))
	ok(t, h.answer("vc", call, meeting.Answer{Answer: "no", Reason: "ill", Said: "Vi skickar underlag."}))
	other := h.start.AddDate(0, 0, 1)
	ok(t, h.answer("ame", call, meeting.Answer{Answer: "another", Times: []meeting.Time{{Start: other, End: other.Add(time.Hour)}}}))
	me := h.AsPerson(h.person)
	mine, err := h.MyMeetings(ctx, me)
	ok(t, err)
	if len(mine) != 1 || mine[0].Question != "Vem gör vad i vår?" || mine[0].Forum != "samverk" || !strings.Contains(mine[0].Caller, "AF Vetlanda") {
		t.Fatalf("the person sees %+v", mine)
	}
	ok(t, h.AnswerCall(ctx, me, h.c, call, mine[0].Call.Version, meeting.Answer{Answer: "yes"}))
	v = h.call("af", call)
	answers := map[id.Function]string{}
	for _, p := range v.Parties {
		answers[p.Party.Function] = p.Answer
		if p.Party.Function == "vc" && p.Said != "Vi skickar underlag." {
			t.Errorf("the caller does not see what was said: %+v", p.Party)
		}
	}
	if answers["fk"] != "yes" || answers["vc"] != "no" || answers["ame"] != "another" || v.Call.PersonAnswer != "yes" || len(v.Offers) != 1 {
		t.Errorf("the caller sees %v, %+v", answers, v.Offers)
	}
	if !h.told("af@af.example") {
		t.Error("the caller was not told")
	}
	if row := h.row("af", func(d app.CallDay) []app.CallRow { return d.Settle }); row.Call.ID != call || row.Name != h.person.Name {
		t.Errorf("the caller's day says %+v", row)
	}
	if row := h.row("samordning", func(d app.CallDay) []app.CallRow { return d.Waiting }); row.Call.ID != call {
		t.Errorf("the unanswered one's day says %+v", row)
	}
}

// told runs the jobs and reports whether something was sent to an address.
func (h hall) told(address string) bool {
	h.t.Helper()
	h.Pass(2 * time.Second)
	ok(h.t, h.RunJobs(h.t.Context()))
	h.Idle()
	return h.Mail.To(address)
}

// row is the first of a list on a function's day.
func (h hall) row(f id.Function, list func(app.CallDay) []app.CallRow) app.CallRow {
	h.t.Helper()
	d, err := h.Day(h.t.Context(), h.As(f))
	ok(h.t, err)
	if rows := list(d.Calls); len(rows) > 0 {
		return rows[0]
	}
	return app.CallRow{}
}

func TestEverythingThatIsWrongWithACallIsToldAtOnce(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	h.forum("nassjo", "general", "0682", false)
	h.slots("nassjo", 1)
	plan := access.SetOf(access.Plan)
	h.Consent(h.c, consent.Grid{"samverkan": plan, "fk": plan, "af": plan, "ame": access.SetOf(access.Work)})
	_, err := h.MakeCall(ctx, h.As("af"), h.c, app.NewCall{
		Forum: "nassjo", Slots: []id.Slot{"nassjo-1"}, PersonWay: meeting.PersonWithout, Called: []id.Function{"ame", "vc", "psyk", "af", "fk", "fk"}, Secretary: "boende"})
	for field, want := range map[string][]string{
		"forum": {"call.forum.area"}, "question": {"call.question.missing"}, "person_way": {"call.person_way.consent"}, "secretary": {"call.secretary.missing"},
		"called": {"call.called.actor", "call.called.party", "call.called.twice", "call.called.uncovered"},
	} {
		got := faultsOf(err, field)
		slices.Sort(got)
		if !slices.Equal(slices.Compact(got), want) {
			t.Errorf("%s: %v", field, got)
		}
	}
	if got := faultsOf(err, "called"); len(got) < 6 {
		t.Errorf("not every faulty function is named: %v", got)
	}
	for what, n := range map[string]struct {
		app.NewCall
		field, key string
	}{
		"no time":       {app.NewCall{}, "start", "call.time.missing"},
		"a time gone":   {app.NewCall{Times: []meeting.Time{{Start: h.Now().Add(-time.Hour), End: h.Now()}}}, "start", "call.time.past"},
		"far ahead":     {app.NewCall{Times: []meeting.Time{{Start: h.Now().AddDate(2, 0, 0), End: h.Now().AddDate(2, 0, 0).Add(time.Hour)}}}, "start", "call.time.far"},
		"a whole day":   {app.NewCall{Times: []meeting.Time{{Start: h.start, End: h.start.Add(9 * time.Hour)}}}, "end", "call.time.length"},
		"a bad link":    {app.NewCall{Link: "javascript:alert(1)"}, "link", "call.link.form"},
		"her own name":  {app.NewCall{Place: "Hemma hos " + strings.Fields(h.person.Name)[0]}, "place", "text.identity.name"},
		"her number":    {app.NewCall{Place: h.person.Number}, "place", "text.identity.number"},
		"nobody called": {app.NewCall{}, "called", "call.called.none"},
		"no way":        {app.NewCall{}, "person_way", "call.person_way.missing"},
		"no slot":       {app.NewCall{Forum: "samverk"}, "slot", "call.slot.missing"},
		"another slot":  {app.NewCall{Forum: "samverk", Slots: []id.Slot{"nassjo-1"}}, "slot", "call.slot.missing"},
		"no forum":      {app.NewCall{Forum: "finns-inte"}, "forum", "call.forum.missing"},
	} {
		if _, err := h.MakeCall(ctx, h.As("af"), h.c, n.NewCall); !slices.Contains(faultsOf(err, n.field), n.key) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestOnlyWhoMayCallsToAForum(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	h.forum("sip", "sip", "0685", true)
	h.forum("chefer", "managers", "0685", true)
	h.forum("avstamning", "reconciliation", "0685", true)
	h.Exec(`insert into forum_actor (forum_id, actor, may_call, is_called, must_attend) values ('avstamning', 'fk', true, true, true), ('avstamning', 'vard', false, true, false)`)
	for _, f := range []string{"sip", "chefer", "avstamning"} {
		h.slots(f, 2)
	}
	call := func(by id.Function, f id.Forum, called ...id.Function) error {
		_, err := h.MakeCall(ctx, h.As(by), h.c, app.NewCall{Forum: f, Slots: []id.Slot{id.Slot(f + "-1")}, PersonWay: meeting.PersonInvited, Question: "Vad?", Called: called})
		return err
	}
	for _, by := range []id.Function{"af", "fk"} {
		if err := call(by, "sip", "vc"); fault(err, "forum") != "call.forum.sip" {
			t.Errorf("%s calls to a SIP: %v", by, err)
		}
	}
	ok(t, call("vc", "sip", "samordning", "af"))
	if err := call("samordning", "chefer", "vc"); fault(err, "forum") != "call.forum.level" {
		t.Errorf("a case before the managers: %v", err)
	}
	if err := call("af", "avstamning", "vc"); fault(err, "forum") != "call.forum.actor" {
		t.Errorf("AF calls to a reconciliation: %v", err)
	}
	ok(t, call("fk", "avstamning", "vc"))
	if err := call("fk", "avstamning", "vc", "af"); fault(err, "called") != "call.called.actor" {
		t.Errorf("AF is called to a reconciliation that does not call it: %v", err)
	}
	for _, status := range []string{"resting", "ended", "planned"} {
		h.Exec(`update forum set status = $1 where id = 'samverk'`, status)
		if err := call("af", "samverk", "vc"); fault(err, "forum") != "call.forum.state" {
			t.Errorf("%s: %v", status, err)
		}
	}
	h.Exec(`update forum set status = 'active' where id = 'samverk'`)
	h.agree(false)
	if err := call("af", "samverk", "vc"); fault(err, "forum") != "call.forum.agreement" {
		t.Errorf("without an agreement in force: %v", err)
	}
	_, err := h.MakeCall(ctx, h.As("psyk-chef"), h.c, into("samverk-1"))
	is(t, err, errs.NotFound)
}

func TestWhoMayNotCallToASIPProposesOne(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	h.told("") // what was to be told before
	before := len(h.Mail.Sent())
	ok(t, h.ProposeSIP(ctx, h.As("af"), h.c))
	d, err := h.Day(ctx, h.As("samordning"))
	ok(t, err)
	if len(d.Calls.Proposed) != 1 || d.Calls.Proposed[0].ID != h.c {
		t.Errorf("the one who leads sees %+v", d.Calls.Proposed)
	}
	if d, err = h.Day(ctx, h.As("fk")); err != nil || len(d.Calls.Proposed) != 0 {
		t.Errorf("FK is asked to call to a SIP: %v", err)
	}
	if h.told(""); len(h.Mail.Sent()) != before+1 || h.Mail.Sent()[before].To != "samordning@vetlanda.example" {
		t.Error("it should be told to the one who leads, and to nobody else")
	}
	h.Exec(`update party set state = 'left' where function_id in ('samordning', 'forsorjning', 'ame', 'vc')`)
	if err := h.ProposeSIP(ctx, h.As("af"), h.c); !errs.Is(err, errs.Conflict) {
		t.Errorf("nobody may call: %v", err)
	}
}

// A SIP has no fixed dates: it is called to when it is needed.
func TestAForumWithoutDatesIsCalledToAtATimeOfItsOwn(t *testing.T) {
	h := newHall(t)
	sip := h.Forum("sip", access.Kommun, access.Vard)
	call := h.Call(h.c, "samordning", sip, "", "vc", "fk")
	v, err := h.App.Call(t.Context(), h.As("vc"), h.c, call)
	ok(t, err)
	if v.Call.Forum != sip || v.Call.Sitting != "" || v.Call.Slot != "" || v.Call.Start.IsZero() {
		t.Errorf("%+v", v.Call)
	}
	_, err = h.MakeCall(t.Context(), h.As("af"), h.c, h.NewCall(sip, "", "vc"))
	if !slices.Contains(faultsOf(err, "forum"), "call.forum.sip") {
		t.Errorf("AF called to a SIP at a time of its own: %v", err)
	}
	later := meeting.Time{Start: v.Call.Start.Add(24 * time.Hour), End: v.Call.End.Add(24 * time.Hour)}
	ok(t, h.MoveCall(t.Context(), h.As("samordning"), h.c, call, v.Call.Version, app.MoveCall{Forum: sip, Time: later, Place: "Rum 2", Reason: "something_else"}))
	v, err = h.App.Call(t.Context(), h.As("vc"), h.c, call)
	ok(t, err)
	if v.Call.Forum != sip || !v.Call.Start.Equal(later.Start) || v.Call.Place != "Rum 2" {
		t.Errorf("moved: %+v", v.Call)
	}
}

func TestOfTwoWhoWantASlotOneGetsTheNext(t *testing.T) {
	h := newHall(t)
	cases := []id.Case{h.c}
	for range 3 {
		c, _ := h.caseOf()
		cases = append(cases, c)
	}
	made, fails := make([]id.Call, len(cases)), make([]error, len(cases))
	var all sync.WaitGroup
	for i, c := range cases {
		all.Go(func() { made[i], fails[i] = h.MakeCall(t.Context(), h.As("af"), c, into("samverk-2")) })
	}
	all.Wait()
	var slots []id.Slot
	none := 0
	for i, c := range cases {
		if fails[i] != nil {
			none++
			is(t, fails[i], errs.Conflict)
			continue
		}
		v, err := h.App.Call(t.Context(), h.As("af"), c, made[i])
		ok(t, err)
		slots = append(slots, v.Call.Slot)
	}
	slices.Sort(slots)
	if !slices.Equal(slots, []id.Slot{"samverk-1", "samverk-2", "samverk-3"}) || none != 1 {
		t.Errorf("slots %v, %d got none", slots, none)
	}
}

func TestTenAnswersAtOnceAreAllKept(t *testing.T) {
	h := newHall(t)
	everybody := slices.Clone(callees)
	for i := range 10 {
		f := id.Function(fmt.Sprintf("extra-%d", i))
		h.W.Hire(f, "ame", access.Worker)
		everybody = append(everybody, f)
	}
	h.Join(h.c, everybody[len(callees):]...)
	n := into("samverk-1")
	n.Called = everybody
	call := h.make("af", n)
	actors, versions := make([]access.Actor, 10), make([]int64, 10)
	for i := range 10 {
		actors[i], versions[i] = h.As(everybody[len(callees)+i]), h.version(everybody[len(callees)+i], call)
	}
	before := h.call("af", call).Call.Change
	fails := make([]error, 10)
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			at := h.start.AddDate(0, 0, i+1)
			a := meeting.Answer{Answer: "yes"}
			if i%2 == 1 {
				a = meeting.Answer{Answer: "another", Times: []meeting.Time{{Start: at, End: at.Add(time.Hour)}}}
			}
			fails[i] = h.AnswerCall(t.Context(), actors[i], h.c, call, versions[i], a)
		})
	}
	all.Wait()
	ok(t, errors.Join(fails...))
	v := h.call("af", call)
	answered := 0
	for _, p := range v.Parties {
		if strings.HasPrefix(string(p.Party.Function), "extra") && p.Answer != "" {
			answered++
		}
	}
	if answered != 10 || len(v.Offers) != 5 || v.Call.Change != before+10 {
		t.Errorf("%d answers, %d times, %d changes", answered, len(v.Offers), v.Call.Change-before)
	}
}

func TestASecondSubmitOfACallChangesNothing(t *testing.T) {
	h := newHall(t)
	who := h.As("af")
	who.Once = access.Once{Key: "k", Digest: "d"}
	first, err := h.MakeCall(t.Context(), who, h.c, into("samverk-1"))
	ok(t, err)
	again, err := h.MakeCall(t.Context(), who, h.c, into("samverk-1"))
	ok(t, err)
	if first != again || h.use("samverk-2") != "" {
		t.Error("two calls came of one submit")
	}
}

func TestWhoAnswersOrMovesWhatHasChangedIsTold(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	call := h.make("af", into("samverk-1"))
	old, own := h.call("af", call).Call.Version, h.version("vc", call)
	ok(t, h.MoveCall(ctx, h.As("af"), h.c, call, old, app.MoveCall{Forum: "samverk", Slot: "samverk-2", Reason: "somebody_cannot"}))
	for what, err := range map[string]error{
		"answer": h.AnswerCall(ctx, h.As("vc"), h.c, call, own, meeting.Answer{Answer: "yes"}),
		"move":   h.MoveCall(ctx, h.As("af"), h.c, call, old, app.MoveCall{Forum: "samverk", Slot: "samverk-3", Reason: "ill"}),
		"cancel": h.CancelCall(ctx, h.As("af"), h.c, call, old, "ill"),
		"person": h.AnswerCall(ctx, h.AsPerson(h.person), h.c, call, old, meeting.Answer{Answer: "yes"}),
	} {
		e, isError := errors.AsType[*errs.Error](err)
		if !isError || e.Kind != errs.Conflict || e.Current == nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if h.use("samverk-1") != "" || h.use("samverk-2") != "case" || h.use("samverk-3") != "" {
		t.Error("the slots are not as they should be")
	}
}

func TestAMovedMeetingAsksAnewAndKeepsItsHistory(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	call := h.make("af", into("samverk-1"))
	ok(t, h.answer("fk", call, meeting.Answer{Answer: "yes"}))
	if err := h.MoveCall(ctx, h.As("fk"), h.c, call, 1, app.MoveCall{Forum: "samverk", Slot: "samverk-2", Reason: "ill"}); !errs.Is(err, errs.Denied) {
		t.Errorf("one who is called moves: %v", err)
	}
	if err := h.MoveCall(ctx, h.As("af"), h.c, call, 1, app.MoveCall{Forum: "samverk", Slot: "samverk-2"}); fault(err, "reason") != "call.move.reason" {
		t.Errorf("without a reason: %v", err)
	}
	ok(t, h.MoveCall(ctx, h.As("samordning"), h.c, call, 1, app.MoveCall{Time: meeting.Time{Start: h.start.AddDate(0, 0, 3), End: h.start.AddDate(0, 0, 3).Add(time.Hour)}, Place: "Biblioteket", Reason: "person_wishes"}))
	v := h.call("fk", call)
	own, _ := v.Own()
	if own.Answer != "" || own.Due.IsZero() || v.Call.Slot != "" || v.Call.Forum != "" || v.Call.Place != "Biblioteket" || v.Call.Sequence != 1 || h.use("samverk-1") != "" {
		t.Errorf("after the move: %+v, %+v", own.Party, v.Call)
	}
	i := slices.IndexFunc(v.Events, func(e meeting.Event) bool { return e.Kind == "moved" })
	if i < 0 || !v.Events[i].Start.Equal(h.start) || v.Events[i].Function != "samordning" || v.Events[i].Reason != "person_wishes" {
		t.Errorf("the history is %+v", v.Events)
	}
	ok(t, h.CancelCall(ctx, h.As("af"), h.c, call, v.Call.Version, "not_needed"))
	if v = h.call("fk", call); v.Call.State != "cancelled" || v.Call.CancelReason != "not_needed" || v.Call.Sequence != 2 {
		t.Errorf("cancelled: %+v", v.Call)
	}
	is(t, h.answer("fk", call, meeting.Answer{Answer: "yes"}), errs.Conflict)
}

func TestATimeIsSoughtAmongThoseThatAreOffered(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	n := into("samverk-1", "samverk-2", "samverk-3")
	call := h.make("af", n)
	v := h.call("vc", call)
	if v.Call.State != "seeking" || len(v.Offers) != 3 || h.use("samverk-1") != "" {
		t.Fatalf("%+v, %d offers", v.Call, len(v.Offers))
	}
	one, two, three := v.Offers[0].ID, v.Offers[1].ID, v.Offers[2].ID
	mark := func(f id.Function, m map[id.Offer]string) {
		t.Helper()
		ok(t, h.MarkTimes(ctx, h.As(f), h.c, call, m))
	}
	mark("vc", map[id.Offer]string{one: "yes", two: "yes", three: "no"})
	mark("samordning", map[id.Offer]string{one: "yes", two: "yes", three: "yes"})
	mark("ame", map[id.Offer]string{one: "yes", two: "maybe", three: "yes"})
	mark("fk", map[id.Offer]string{one: "no", two: "yes", three: "maybe"}) // must attend, says the agreement
	ok(t, h.MarkTimes(ctx, h.AsPerson(h.person), h.c, call, map[id.Offer]string{two: "yes"}))
	if v = h.call("af", call); v.Best != two {
		t.Errorf("the best is %s of %+v", v.Best, v.Offers)
	}
	if row := h.row("af", func(d app.CallDay) []app.CallRow { return d.Settle }); row.Call.ID != call {
		t.Error("the caller is not told that all have answered")
	}
	if err := h.MarkTimes(ctx, h.As("vc"), h.c, call, map[id.Offer]string{one: "perhaps"}); fault(err, "marks") != "call.marks.unknown" {
		t.Errorf("an unknown mark: %v", err)
	}
	is(t, h.answer("vc", call, meeting.Answer{Answer: "yes"}), errs.Conflict)
	h.Exec(`update slot set use = 'closed' where id = 'samverk-2'`)
	is(t, h.SettleCall(ctx, h.As("af"), h.c, call, v.Call.Version, two, ""), errs.Conflict)
	if h.use("samverk-3") != "" {
		t.Error("a slot that nobody has agreed to was taken")
	}
	h.Exec(`update slot set use = '' where id = 'samverk-2'`)
	ok(t, h.SettleCall(ctx, h.As("af"), h.c, call, v.Call.Version, two, ""))
	v = h.call("af", call)
	for _, p := range v.Parties {
		want := map[bool]string{true: "yes", false: ""}[p.Party.Function != "ame"]
		if p.Answer != want {
			t.Errorf("%s: %q", p.Party.Function, p.Answer)
		}
	}
	if v.Call.State != "called" || v.Call.Slot != "samverk-2" || v.Call.PersonAnswer != "yes" || len(v.Offers) != 0 || h.use("samverk-2") != "case" {
		t.Errorf("settled: %+v", v.Call)
	}
}

func TestAnAnswerThatDoesNotComeGoesToTheDeputyAndThenTheManager(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	h.W.Hire("vc-2", "vc", access.Worker)
	h.Exec(`update way_in set deputy_id = 'vc-2' where function_id = 'vc'`)
	call := h.make("af", into("samverk-1"))
	deputy, manager := h.As("vc-2"), h.As("vc-chef")
	told := func(who access.Actor) bool {
		_, err := h.ToldCall(ctx, who, call)
		return err == nil
	}
	for step, want := range [][2]bool{{false, false}, {false, false}, {true, false}, {false, true}} {
		if step > 0 {
			h.Pass([]time.Duration{3, 2, 2}[step-1] * 24 * time.Hour)
			ok(t, h.EscalateCalls(ctx))
			ok(t, h.EscalateCalls(ctx)) // it may run twice
		}
		if told(deputy) != want[0] || told(manager) != want[1] {
			t.Fatalf("after step %d the deputy is told %v, the manager %v", step, told(deputy), told(manager))
		}
	}
	v, err := h.ToldCall(ctx, manager, call)
	ok(t, err)
	if len(v.Waiting) != 1 || v.Waiting[0].Function.ID != "vc" || v.Place != "Sal 1" || strings.Contains(fmt.Sprintf("%+v", v), h.person.Name) || strings.Contains(fmt.Sprintf("%+v", v), string(h.c)) {
		t.Errorf("the manager sees %+v", v)
	}
	if d, err := h.Day(ctx, manager); err != nil || len(d.Calls.Told) != 1 {
		t.Errorf("the manager's day: %v, %v", d.Calls.Told, err)
	}
	h.lost("vc-chef", call, "told")
	_, err = h.App.Case(ctx, manager, h.c)
	is(t, err, errs.NotFound)
	is(t, h.AnswerInPlace(ctx, manager, call, "ame", 1, meeting.Answer{Answer: "yes"}), errs.NotFound)
	is(t, h.AnswerInPlace(ctx, h.As("ame-chef"), call, "vc", v.Waiting[0].Version, meeting.Answer{Answer: "yes"}), errs.NotFound)
	ok(t, h.AnswerInPlace(ctx, manager, call, "vc", v.Waiting[0].Version, meeting.Answer{Answer: "yes"}))
	for _, p := range h.call("af", call).Parties {
		if p.Party.Function == "vc" && (p.Answer != "yes" || p.AnsweredBy != "vc-chef") {
			t.Errorf("answered in its place: %+v", p.Party)
		}
	}
	if told(manager) {
		t.Error("the manager still reads the call that is answered")
	}
}

func TestNobodyIsToldOfAMeetingThatTheConsentKeepsFromItsUnit(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	call := h.make("af", into("samverk-1"))
	h.Exec(`update call_party set told_function = 'vc-chef' where function_id = 'vc'`)
	if _, err := h.ToldCall(ctx, h.As("vc-chef"), call); err != nil {
		t.Fatal(err)
	}
	b, err := h.Consent1(h.c)
	ok(t, err)
	ok(t, h.WithdrawConsent(ctx, h.As("samordning"), h.c, b))
	_, err = h.ToldCall(ctx, h.As("vc-chef"), call)
	is(t, err, errs.NotFound)
	for _, f := range []id.Function{"vc", "fk", "ame", "samordning"} {
		h.lost(f, call, "withdrawn")
		is(t, h.AnswerCall(ctx, h.As(f), h.c, call, 1, meeting.Answer{Answer: "yes"}), errs.NotFound)
	}
	v := h.call("af", call)
	if v.Call.Question == "" || len(v.Parties) != 1 || len(v.Functions) > 1 {
		t.Errorf("its own call the caller should see, and nobody else on it: %+v", v.Parties)
	}
	h.Pass(20 * 24 * time.Hour)
	h.Exec(`update call set starts_at = starts_at + 9999999999999, ends_at = ends_at + 9999999999999`)
	ok(t, h.EscalateCalls(ctx))
	h.Read(func(ctx context.Context, tx *db.Tx) error {
		if reminded, err := tx.Has(ctx, `select 1 from call_party where escalated > 0`); err != nil || reminded {
			t.Errorf("somebody was reminded: %v", err)
		}
		return nil
	})
	if !h.told("af@af.example") {
		t.Error("the caller was not told that the others cannot be reached")
	}
}

func TestABlockedUnitLosesTheCallAtOnce(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	call := h.make("af", into("samverk-1"))
	ok(t, h.SetBlock(ctx, h.AsPerson(h.person), h.c, "vc"))
	h.lost("vc", call, "blocked")
	for _, p := range h.call("af", call).Parties {
		if reached := p.Party.Function != "vc"; p.Reached != reached {
			t.Errorf("%s reached: %v", p.Party.Function, p.Reached)
		}
	}
	if _, err := h.MakeCall(ctx, h.As("af"), h.c, into("samverk-2")); !slices.Equal(faultsOf(err, "called"), []string{"call.called.uncovered"}) {
		t.Errorf("a blocked unit is called, or told apart: %v", err)
	}
	ok(t, h.SetBlock(ctx, h.AsPerson(h.person), h.c, "af"))
	h.lost("af", call, "its own, blocked")
	if v := h.call("fk", call); v.Call.State != "cancelled" || v.Call.CancelReason != meeting.CallerGone || h.use("samverk-1") != "" {
		t.Errorf("%+v", v.Call)
	}
}

func TestWhoLeavesSeesNothingMoreAndItsCallsAreCancelled(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	n := into("samverk-1")
	n.Secretary = "vc"
	others, own := h.make("af", n), h.make("vc", app.NewCall{Forum: "samverk", Slots: []id.Slot{"samverk-2"}, PersonWay: "invited", Question: "Vad?", Called: []id.Function{"af"}})
	ok(t, h.LeaveCase(ctx, h.As("vc"), h.c, h.partyVersion("vc"), "our_part_done"))
	h.lost("vc", others, "left")
	h.lost("vc", own, "left")
	v := h.call("af", others)
	if v.Call.Secretary != "af" {
		t.Errorf("the minutes are kept by %s", v.Call.Secretary)
	}
	for _, p := range v.Parties {
		if p.Party.Function == "vc" && (p.Answer != "no" || p.Reason != meeting.LeftCase) {
			t.Errorf("%+v", p.Party)
		}
	}
	if v = h.call("af", own); v.Call.State != "cancelled" || v.Call.CancelReason != meeting.CallerGone || h.use("samverk-2") != "" {
		t.Errorf("%+v", v.Call)
	}
}

func (h hall) partyVersion(f id.Function) (version int64) {
	h.t.Helper()
	h.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&version}, `select version from party where case_id = $1 and function_id = $2`, h.c, f)
		return err
	})
	return version
}

// Consent1 returns the version of the consent of a case.
func (h hall) Consent1(c id.Case) (int64, error) {
	v, err := h.App.Consent(h.t.Context(), h.As("samordning"), c)
	return v.Consent.Version, err
}

func TestAClosedCaseCancelsItsMeetings(t *testing.T) {
	h := newHall(t)
	ctx, who := t.Context(), h.As("samordning")
	call := h.make("af", into("samverk-1"))
	v, err := h.App.Case(ctx, who, h.c)
	ok(t, err)
	if len(v.Calls) != 1 || v.Calls[0].ID != call || !v.May[access.CallMake] {
		t.Errorf("the case lists %+v", v.Calls)
	}
	h.Summarise(h.c, "samordning")
	ok(t, h.BeginClosing(ctx, who, h.c, v.Case.Version, "joint", ""))
	ok(t, h.CloseCase(ctx, who, h.c, v.Case.Version+1))
	if v := h.call("af", call); v.Call.State != "cancelled" || v.Call.CancelReason != meeting.CaseClosed || h.use("samverk-1") != "" || v.May[access.CallChange] {
		t.Errorf("%+v, slot %q", v.Call, h.use("samverk-1"))
	}
	_, err = h.MakeCall(ctx, h.As("af"), h.c, into("samverk-2"))
	is(t, err, errs.Conflict)
}

func TestAnErasedPersonsCallsSayNothingMore(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	call := h.make("af", into("samverk-1"))
	ok(t, h.answer("vc", call, meeting.Answer{Answer: "no", Reason: "ill", Said: "Vi skickar underlag."}))
	ok(t, h.ErasePerson(ctx, h.person.ID))
	h.lost("af", call, "erased")
	if h.use("samverk-1") != "" {
		t.Error("the slot is still taken")
	}
	h.Read(func(ctx context.Context, tx *db.Tx) error {
		kept, err := tx.Has(ctx, `select 1 from call c left join call_party p on p.call_id = c.id
			where length(c.sealed) > 0 or length(p.sealed) > 0 or length(p.said) > 0 or c.place <> '' or c.state <> 'cancelled' or p.due_at is not null`)
		if kept {
			t.Error("something is left of the call")
		}
		return err
	})
}

func TestOfAProtectedPersonOnlyTheNamedAreTold(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	ok(t, h.ProtectPerson(ctx, h.As("samordning"), h.c, person.Protected))
	call := h.make("af", into("samverk-1"))
	h.Exec(`delete from named_function where function_id = 'fk'`)
	h.lost("fk", call, "not named")
	if d, err := h.Day(ctx, h.As("fk")); err != nil || d.Calls.Len() != 0 {
		t.Errorf("the day of one who is not named: %+v, %v", d.Calls, err)
	}
	for range 4 {
		h.Pass(2 * 24 * time.Hour)
		ok(t, h.EscalateCalls(ctx))
	}
	h.Read(func(ctx context.Context, tx *db.Tx) error {
		told, err := tx.Has(ctx, `select 1 from call_party where told_function is not null`)
		if told {
			t.Error("somebody who is not named was told")
		}
		return err
	})
	if v := h.call("vc", call); v.AreaName != "" {
		t.Error("the page tells the area of a protected person")
	}
}

func TestTheyMeetWithoutHerOnlyWhenSheHasAgreed(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	n := into("samverk-1")
	n.PersonWay = meeting.PersonWithout
	if _, err := h.MakeCall(ctx, h.As("af"), h.c, n); fault(err, "person_way") != "call.person_way.consent" {
		t.Errorf("without her consent: %v", err)
	}
	is(t, h.GiveMeetingConsent(ctx, h.As("af"), h.c, meeting.NewConsent{How: "oral", EndsOn: "2027-01-31"}), errs.Denied)
	if err := h.GiveMeetingConsent(ctx, h.As("samordning"), h.c, meeting.NewConsent{EndsOn: "2029-01-31"}); fault(err, "how") == "" || fault(err, "ends_on") == "" {
		t.Errorf("faults of the consent: %v", err)
	}
	soon := h.start.AddDate(0, 0, -1).Format(time.DateOnly)
	ok(t, h.GiveMeetingConsent(ctx, h.As("samordning"), h.c, meeting.NewConsent{How: "oral", EndsOn: soon}))
	if _, err := h.MakeCall(ctx, h.As("af"), h.c, n); fault(err, "person_way") != "call.person_way.consent" {
		t.Errorf("a consent that ends before the meeting: %v", err)
	}
	is(t, h.GiveMeetingConsent(ctx, h.AsPerson(h.person), h.c, meeting.NewConsent{EndsOn: "2027-01-31"}), errs.Conflict)
	ok(t, h.GiveMeetingConsent(ctx, h.AsPerson(h.person), h.c, meeting.NewConsent{EndsOn: "2027-01-31", Version: 1}))
	call := h.make("af", n)
	if v := h.call("af", call); v.Obstructed != "" || v.Consent.How != "digital" {
		t.Errorf("%q %+v", v.Obstructed, v.Consent)
	}
	ok(t, h.EndMeetingConsent(ctx, h.AsPerson(h.person), h.c, 1))
	if v := h.call("af", call); v.Obstructed != "meeting.person.missing" {
		t.Errorf("%q", v.Obstructed)
	}
	invited := h.make("af", into("samverk-2"))
	ok(t, h.NotePersonAnswer(ctx, h.As("af"), h.c, invited, 1, meeting.Answer{Answer: "no"}))
	if v := h.call("af", invited); v.Obstructed != "meeting.person.declined" || v.Call.PersonAnswer != "no" {
		t.Errorf("%q %+v", v.Obstructed, v.Call)
	}
	is(t, h.NotePersonAnswer(ctx, h.As("vc"), h.c, invited, 1, meeting.Answer{Answer: "yes"}), errs.Denied)
}

func TestASittingThatIsCancelledOrMovedTakesItsCallsAlong(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	call := h.make("af", into("samverk-1"))
	ok(t, h.answer("fk", call, meeting.Answer{Answer: "yes"}))
	h.Exec(`update slot set starts_at = starts_at + 86400000000, ends_at = ends_at + 86400000000`)
	ok(t, h.Follow(ctx, "samverk"))
	v := h.call("fk", call)
	if own, _ := v.Own(); !v.Call.Start.Equal(h.start.AddDate(0, 0, 1)) || own.Answer != "" || v.Call.Slot != "samverk-1" {
		t.Errorf("moved: %+v", v.Call)
	}
	ok(t, h.LoseTime(ctx, "samverk", ""))
	if v = h.call("fk", call); v.Call.State != "seeking" || !v.Call.Start.IsZero() || v.Call.Slot != "" {
		t.Errorf("cancelled: %+v", v.Call)
	}
	ok(t, h.MoveCall(ctx, h.As("af"), h.c, call, v.Call.Version, app.MoveCall{Forum: "samverk", Slot: "samverk-3"}))
}

func TestTheFormOffersWhatMayBe(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	h.forum("sip", "sip", "0685", true)
	h.slots("sip", 1)
	own := into("samverk-1")
	own.Called = []id.Function{"vc"}
	h.make("samordning", own)
	h.Exec(`insert into busy (function_id, starts_at, ends_at) values ('vc', $1, $2)`, db.Micros(h.start), db.Micros(h.start.Add(time.Hour)))
	v, err := h.CallForm(ctx, h.As("af"), h.c)
	ok(t, err)
	why := map[string]string{}
	for _, f := range v.Forums {
		why[f.Forum.Name] = f.Why
		if f.Forum.Name == "samverk" && (len(f.Sittings) != 1 || len(f.Sittings[0].Free) != 2) {
			t.Errorf("free times: %+v", f.Sittings)
		}
	}
	if why["samverk"] != "" || why["sip"] != "call.forum.sip" || !v.Proposes || len(v.Callable) != 5 {
		t.Errorf("%v, %d callable", why, len(v.Callable))
	}
	i := slices.IndexFunc(v.Callable, func(p app.CallableParty) bool { return p.Function.ID == "vc" })
	if i < 0 || len(v.Callable[i].Busy) != 1 {
		t.Errorf("%+v", v.Callable)
	}
}

func TestAnswersAreNotAskedForWhenTheTimeHasPassed(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	h.make("af", into("samverk-1"))
	h.Exec(`update call_party set told_function = 'vc-chef' where function_id = 'vc'`)
	waiting := func() int {
		n := 0
		for _, f := range []id.Function{"vc", "vc-chef"} {
			d, err := h.Day(ctx, h.As(f))
			ok(t, err)
			n += d.Calls.Len()
		}
		return n
	}
	if n := waiting(); n != 2 {
		t.Fatalf("%d wait before the meeting", n)
	}
	h.Pass(9 * 24 * time.Hour)
	if n := waiting(); n != 0 {
		t.Errorf("%d wait when the time has passed", n)
	}
}

// TestCallsThatAreChangedFromAllSidesStandAsOneOfThemLeftThem lets everything
// that can happen to two calls in the same sitting happen at once: nothing ends
// in another error than a conflict, and every slot is taken by one call or free.
func TestCallsThatAreChangedFromAllSidesStandAsOneOfThemLeftThem(t *testing.T) {
	h := newHall(t)
	ctx := t.Context()
	first := h.make("af", into("samverk-1"))
	second := h.make("samordning", into2("samverk-2"))
	af, lead, vc, me := h.As("af"), h.As("samordning"), h.As("vc"), h.AsPerson(h.person)
	var all sync.WaitGroup
	fails := make(chan error, 200)
	for round := range 8 {
		for _, change := range []func() error{
			func() error {
				return h.MoveCall(ctx, af, h.c, first, int64(round+1), app.MoveCall{Forum: "samverk", Slot: id.Slot(fmt.Sprintf("samverk-%d", round%3+1)), Reason: "ill"})
			},
			func() error {
				return h.MoveCall(ctx, lead, h.c, second, int64(round+1), app.MoveCall{Forum: "samverk", Slot: id.Slot(fmt.Sprintf("samverk-%d", (round+1)%3+1)), Reason: "ill"})
			},
			func() error {
				return h.AnswerCall(ctx, vc, h.c, first, int64(round+1), meeting.Answer{Answer: "yes"})
			},
			func() error {
				return h.AnswerCall(ctx, me, h.c, second, int64(round+1), meeting.Answer{Answer: "yes"})
			},
			func() error { return h.Follow(ctx, "samverk") },
			func() error { return h.EscalateCalls(ctx) },
		} {
			all.Go(func() { fails <- change() })
		}
	}
	all.Wait()
	close(fails)
	for err := range fails {
		if err != nil && !errs.Is(err, errs.Conflict) {
			t.Error(err)
		}
	}
	h.Read(func(ctx context.Context, tx *db.Tx) error {
		wrong, err := tx.Has(ctx, `select 1 from slot s where (s.use = 'case') <> exists (select 1 from call c where c.slot_id = s.id and c.state = 'called')`)
		if wrong {
			t.Error("a slot is taken by no call, or a call stands in one that is free")
		}
		return err
	})
}

// into2 is a call of AF alone into a slot.
func into2(slot id.Slot) app.NewCall {
	n := into(slot)
	n.Called, n.Bring = []id.Function{"af"}, nil
	return n
}

func TestTheDeputyAnswersAsTheFunctionAndTheCallerSeesWhomMailDoesNotReach(t *testing.T) {
	h := newHall(t)
	call := h.make("af", into("samverk-1"))
	ok(t, h.AnswerCall(t.Context(), h.AsNth("samordning", 2), h.c, call, 1, meeting.Answer{Answer: "yes"}))
	h.Exec(`update job set fault = 'mail.refused', done_at = null where kind = 'notify' and subject = 'vc'`)
	for _, reader := range []id.Function{"af", "fk"} {
		for _, p := range h.call(reader, call).Parties {
			if p.Party.Function == "samordning" && (p.Answer != "yes" || p.AnsweredBy != "samordning") {
				t.Errorf("the deputy's answer: %+v", p.Party)
			}
			if unsent := p.Unsent != ""; unsent != (reader == "af" && p.Party.Function == "vc") {
				t.Errorf("%s is told that mail to %s failed: %v", reader, p.Party.Function, unsent)
			}
		}
	}
}
