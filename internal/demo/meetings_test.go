package demo

import (
	"errors"
	"slices"
	"testing"
	"time"

	"samverk/internal/agreement"
	"samverk/internal/app"
	"samverk/internal/calendar"
	"samverk/internal/db"
	"samverk/internal/demo/story"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/minutes"
	"samverk/internal/obstacle"
	"samverk/internal/result"
	"samverk/internal/samverktest"
)

// groups returns how many rows a query finds of each value.
func (r *running) groups(query string, args ...any) map[string]int {
	r.Helper()
	all := map[string]int{}
	r.must(r.DB.Read(r.Context(), func(tx *db.Tx) error {
		return tx.Each(r.Context(), func(scan db.Scan) error {
			var value string
			var n int
			err := scan(&value, &n)
			all[value] = n
			return err
		}, query, args...)
	}))
	return all
}

// every fails when a query finds no row of one of the values.
func (r *running) every(what, query string, values ...string) {
	r.Helper()
	found := r.groups(query)
	for _, v := range values {
		if found[v] == 0 {
			r.Errorf("%s: nothing is %q", what, v)
		}
	}
	r.Log(what, found)
}

func showsEveryForum(r *running) {
	r.every("versions of agreements", `select state, count(*) from agreement_version group by state`,
		agreement.Draft, agreement.Signing, agreement.Published, agreement.Replaced)
	r.every("answers of parties", `select answer, count(*) from agreement_party group by answer`, "", agreement.Signed, agreement.Declined)
	r.every("forums", `select status, count(*) from forum group by status`, forum.Statuses()...)
	r.every("levels of forums", `select level, count(*) from forum group by level`, forum.Levels()...)
	var kinds []string
	for _, p := range forum.Presets() {
		kinds = append(kinds, p.Kind)
	}
	r.every("kinds of forums", `select kind, count(*) from forum group by kind`, kinds...)
	r.every("dates", `select state, count(*) from sitting group by state`, forum.SittingPlanned, forum.SittingHeld, forum.SittingCancelled)
	r.every("reasons to cancel a date", `select cancel_reason, count(*) from sitting group by cancel_reason`, "no_time", "ill", "no_cases", "no_quorum")
	r.every("times", `select use, count(*) from slot group by use`, "", forum.UseCase, forum.UseConsultation, forum.UseClosed)
	r.every("questions about nobody", `select state, count(*) from consultation group by state`, forum.Asked, forum.Answered, forum.Withdrawn)
	r.every("obstacles", `select state, count(*) from obstacle group by state`, obstacle.States()...)
	r.every("decisions on obstacles", `select decision, count(*) from obstacle group by decision`, obstacle.Decisions()...)
	r.every("kinds of obstacles", `select kind, count(*) from obstacle group by kind`, obstacle.Kinds()...)
	today := iso(0)
	r.some(map[string]query{
		"agreement that one party has not signed": {`select count(*) from agreement_version v where v.state = 'signing'
			and (select count(*) from agreement_party p where p.version_id = v.id and p.answer = 'signed') = 3
			and (select count(*) from agreement_party p where p.version_id = v.id) = 4`, nil},
		"agreement to be reviewed soon":      {`select count(*) from agreement_version where state = 'published' and review_on between $1 and $2`, []any{today, iso(60)}},
		"agreement that was reviewed":        {`select count(*) from agreement_event where kind = 'reviewed'`, nil},
		"agreement that has run out":         {`select count(*) from agreement_version where state = 'published' and valid_until < $1`, []any{today}},
		"agreement that has been ended":      {`select count(*) from agreement where ended_at is not null and end_reason <> ''`, nil},
		"agreement that was copied":          {`select count(*) from agreement where copied_from is not null`, nil},
		"forum that is over, and why":        {`select count(*) from forum f join forum_event e on e.forum_id = f.id and e.kind = 'ended' where f.status = 'ended' and e.words <> ''`, nil},
		"member that left":                   {`select count(*) from forum_member where left_at is not null`, nil},
		"date that was moved":                {`select count(*) from forum_event where kind = 'moved'`, nil},
		"member that did not come":           {`select count(*) from sitting_member where not present`, nil},
		"obstacle that is overdue":           {`select count(*) from obstacle where state = 'open' and due_on < $1`, []any{today}},
		"obstacle that is not overdue":       {`select count(*) from obstacle where state = 'open' and due_on >= $1`, []any{today}},
		"obstacle to be followed up":         {`select count(*) from obstacle where follow_up_on < $1`, []any{today}},
		"obstacle where no group is":         {`select count(*) from obstacle where forum_id is null`, nil},
		"obstacle that was met in a case":    {`select count(*) from case_obstacle`, nil},
		"time when a function is taken":      {`select count(*) from busy`, nil},
		"forum that is starting with a list": {`select count(*) from forum f join forum_step s on s.forum_id = f.id where f.status = 'starting'`, nil},
	})
	if n := r.count(`select count(*) from feed`); n > 0 {
		r.Errorf("%d calendars can be subscribed to by whoever reads the code", n)
	}
}

// query finds a number.
type query struct {
	text string
	args []any
}

// some fails when a query finds nothing.
func (r *running) some(all map[string]query) {
	r.Helper()
	for name, q := range all {
		if n := r.count(q.text, q.args...); n == 0 {
			r.Errorf("no %s", name)
		}
	}
}

func showsEveryMeeting(r *running) {
	r.every("calls", `select state, count(*) from call group by state`,
		meeting.StateSeeking, meeting.StateCalled, meeting.StateMeeting, meeting.StateHeld, meeting.StateCancelled)
	r.every("answers", `select answer, count(*) from call_party group by answer`, "", meeting.AnswerYes, meeting.AnswerOther, meeting.AnswerNo)
	r.every("answers of persons", `select person_answer, count(*) from call group by person_answer`, "", meeting.AnswerYes, meeting.AnswerNo)
	r.every("ways of persons", `select person_way, count(*) from call group by person_way`, meeting.PersonInvited, meeting.PersonWithout)
	r.every("marks", `select mark, count(*) from call_mark group by mark`, meeting.Marks()...)
	r.every("ways to have come", `select came, count(*) from call_party group by came`, meeting.Ways()...)
	r.every("persons that came", `select person_came, count(*) from call group by person_came`, meeting.CamePresent, meeting.CameAbsent)
	var kinds []string
	for _, k := range item.AtMeetings() {
		kinds = append(kinds, string(k))
	}
	r.every("lines", `select i.kind, count(*) from call_item l join item i on i.id = l.item_id group by i.kind`, kinds...)
	r.every("stands", `select stand, count(*) from stand group by stand`, meeting.Stands()...)
	r.every("minutes", `select state, count(*) from minutes group by state`, minutes.Draft, minutes.Final, minutes.Replaced, minutes.Recalled)
	r.some(map[string]query{
		"call partly answered":                 {`select count(*) from call c where c.state = 'called' and exists (select 1 from call_party p where p.call_id = c.id and p.answer = '') and exists (select 1 from call_party p where p.call_id = c.id and p.answer = 'yes' and p.function_id <> c.caller_id)`, nil},
		"call from Arbetsförmedlingen to all":  {`select count(*) from call where caller_id = 'af-vetlanda-handlaggare' and forum_id = 'vetlanda-samverk' and state = 'called'`, nil},
		"call to an SIP":                       {`select count(*) from call where forum_id = 'vetlanda-sip'`, nil},
		"SIP that was proposed":                {`select count(*) from case_event where kind = 'sip_proposed'`, nil},
		"meeting that was moved":               {`select count(*) from call_event where kind = 'moved'`, nil},
		"meeting without the person":           {`select count(*) from meeting_consent where ended_at is null`, nil},
		"final minutes that some have read":    {`select count(*) from minutes m where m.state = 'final' and exists (select 1 from minutes_reader x where x.minutes_id = m.id and x.read_at is null) and exists (select 1 from minutes_reader x where x.minutes_id = m.id and x.read_at is not null)`, nil},
		"final minutes that a person has read": {`select count(*) from minutes m join minutes_reader x on x.minutes_id = m.id and x.function_id = 'self' and x.read_at is not null where m.state = 'final'`, nil},
		"recall that waits":                    {`select count(*) from minutes where state = 'final' and recall_asked_by is not null`, nil},
		"recall by two":                        {`select count(*) from minutes where state = 'recalled' and recalled_by <> recall_asked_by`, nil},
		"follow-up to come":                    {`select count(*) from call where follow_up_on >= $1`, []any{iso(0)}},
	})
	if n := r.count(`select count(*) from call where forum_id is not null and state = 'held'`); n < 12 {
		r.Errorf("only %d meetings were held in forums", n)
	}
}

// datesLieRight looks at the dates of Samverk Vetlanda: a year behind and a year
// ahead, every second week, never on a day off, one of them today.
func datesLieRight(r *running) {
	var all []forum.Sitting
	r.must(r.DB.Read(r.Context(), func(tx *db.Tx) error {
		of, err := forum.SittingsOf(r.Context(), tx, []id.Forum{"vetlanda-samverk"}, monday.AddDate(-2, 0, 0), monday.AddDate(2, 0, 0))
		all = of["vetlanda-samverk"]
		return err
	}))
	if len(all) < 48 || all[0].Start.After(monday.AddDate(0, 0, -350)) || all[len(all)-1].Start.Before(monday.AddDate(0, 0, 350)) {
		r.Fatalf("%d dates", len(all))
	}
	chairs := map[id.Function]int{}
	for i, s := range all {
		at := s.Start.In(calendar.Zone())
		apart := at.YearDay() - all[max(i-1, 0)].Start.In(calendar.Zone()).YearDay() + 365*(at.Year()-all[max(i-1, 0)].Start.In(calendar.Zone()).Year())
		if calendar.DayOff(at) || at.Hour() != 13 || at.Weekday() != time.Monday || apart%14 != 0 {
			r.Errorf("%v, %d days after the date before", at, apart)
		}
		chairs[s.Chair]++
		if past := at.Before(monday); past == (s.State == forum.SittingPlanned) && at.Format(time.DateOnly) != iso(0) {
			r.Errorf("%v is %s", at, s.State)
		}
	}
	if len(chairs) < 7 || chairs[""] > 0 {
		r.Errorf("the chair goes round among %v", chairs)
	}
	if !slices.ContainsFunc(all, func(s forum.Sitting) bool { return s.Start.In(calendar.Zone()).Format(time.DateOnly) == iso(0) }) {
		r.Error("none is today")
	}
}

// showsThePictures looks at the balance of the actors: alive where all of them
// call, and few elsewhere.
func showsThePictures(r *running) {
	who := story.Actors(worldOf(r.T))["vetlanda-samordning"]
	v, err := result.New(r.App).Pictures(r.Context(), who, "0685", monday.Year())
	r.must(err)
	if len(v.Balance) != 4 {
		r.Fatal(v.Balance)
	}
	for _, b := range v.Balance {
		for name, n := range map[string]minutes.Count{"calls": b.Calls, "called": b.Called, "came": b.Came} {
			if n.N < 5 {
				r.Errorf("%s: %s is %+v", b.Kind, name, n)
			}
		}
	}
	if len(v.Attendance) < 10 {
		r.Errorf("attendance %+v", v.Attendance)
	}
	v, err = result.New(r.App).Pictures(r.Context(), who, "0604", monday.Year())
	r.must(err)
	if !slices.ContainsFunc(v.Balance, func(b minutes.Balance) bool { return b.Calls.Few }) {
		r.Errorf("Aneby shows %+v", v.Balance)
	}
}

// seat is a function that has been called to a meeting.
type seat struct {
	c    id.Case
	call id.Call
	f    id.Function
}

// readsTheMeetings lets everybody who is called look at the call and the
// meeting, and at the dates of forums.
func readsTheMeetings(r *running) {
	staff := story.Actors(worldOf(r.T))
	var seats []seat
	var dates []id.Sitting
	r.must(r.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if seats, err = db.All(r.Context(), tx, func(scan db.Scan) (s seat, err error) { return s, scan(&s.c, &s.call, &s.f) },
			`select p.case_id, p.call_id, p.function_id from call_party p join party pt on pt.case_id = p.case_id and pt.function_id = p.function_id and pt.state = 'takes_part'
			join consent co on co.case_id = p.case_id and co.ended_at is null and co.ends_on >= $1 order by p.call_id, p.function_id`, iso(0)); err != nil {
			return err
		}
		dates, err = db.All(r.Context(), tx, func(scan db.Scan) (s id.Sitting, err error) { return s, scan(&s) },
			`select id from sitting where starts_at between $1 and $2`, db.Micros(monday.AddDate(0, 0, -60)), db.Micros(monday.AddDate(0, 0, 60)))
		return err
	}))
	minutesRead := 0
	for _, s := range seats {
		v, err := r.Call(r.Context(), staff[s.f], s.c, s.call)
		r.must(err)
		if v.Call.State == meeting.StateSeeking || v.Call.State == meeting.StateCancelled {
			continue
		}
		m, err := r.Meeting(r.Context(), staff[s.f], s.c, s.call)
		r.must(err)
		if len(m.Minutes) > 0 {
			_, err := r.Minutes(r.Context(), staff[s.f], s.c, s.call, 0)
			r.must(err)
			minutesRead++
		}
	}
	for _, f := range []id.Function{"vetlanda-samordning", "af-vetlanda-handlaggare", "vetlanda-slussen-behandlare", "hsf-tjansteman"} {
		for _, d := range dates {
			_, err := r.Sitting(r.Context(), staff[f], d)
			r.must(err)
		}
	}
	if len(seats) < 60 || minutesRead < 30 || len(dates) < 12 {
		r.Errorf("%d seats, %d minutes, %d dates", len(seats), minutesRead, len(dates))
	}
}

// waitsOnTheDay looks at what the new parts of the day show.
func waitsOnTheDay(r *running) {
	staff := story.Actors(worldOf(r.T))
	day := func(f id.Function) app.DayView {
		r.Helper()
		d, err := r.Day(r.Context(), staff[f])
		r.must(err)
		return d
	}
	why := func(d app.DayView) map[string]int {
		all := map[string]int{}
		for _, m := range d.Meetings {
			all[m.Why]++
		}
		return all
	}
	if got := why(day("af-vetlanda-handlaggare")); got[app.MeetingToday] == 0 || got[app.MeetingFinish] == 0 || got[app.MeetingRead] == 0 || got[app.MeetingFollowUp] == 0 {
		r.Errorf("the day of Arbetsförmedlingen: %v", got)
	}
	colleague := staff["vetlanda-slussen-behandlare"]
	colleague.User, colleague.Deputy = "vetlanda-slussen-behandlare-2", true
	d, err := r.Day(r.Context(), colleague)
	r.must(err)
	if got := why(d); got[app.MeetingConfirm] == 0 {
		r.Errorf("the day of Slussen: %v", got)
	}
	if d := day("nassjo-vc-chef"); len(d.Agreements) != 1 {
		r.Errorf("there is nothing to sign: %+v", d.Agreements)
	}
	if d := day("vetlanda-samverkan-chef"); len(d.Obstacles.Waiting) < 4 {
		r.Errorf("the managers' group has only %d obstacles", len(d.Obstacles.Waiting))
	}
	if d := day("tranas-samordning"); len(d.Obstacles.Unplaced) != 1 {
		r.Errorf("no obstacle waits for a group: %+v", d.Obstacles)
	}
}

// runsTheMeetingOfToday takes up the meeting that Arbetsförmedlingen has called
// to today.
func runsTheMeetingOfToday(r *running) {
	who := story.Actors(worldOf(r.T))["af-vetlanda-handlaggare"]
	var s seat
	r.must(r.DB.Read(r.Context(), func(tx *db.Tx) error {
		_, err := tx.One(r.Context(), []any{&s.c, &s.call}, `select case_id, id from call where caller_id = $1 and forum_id = 'vetlanda-samverk' and state = 'called'`, who.Function)
		return err
	}))
	v, err := r.Call(r.Context(), who, s.c, s.call)
	r.must(err)
	for _, p := range v.Parties {
		if p.Answer != meeting.AnswerYes {
			r.Errorf("%s has answered %q", p.Function.ID, p.Answer)
		}
	}
	if v.Obstructed != "" || len(v.Parties) != 6 || v.Call.PersonAnswer != meeting.AnswerYes {
		r.Fatalf("it cannot begin: %q, %d called, the person %q", v.Obstructed, len(v.Parties), v.Call.PersonAnswer)
	}
	d, err := r.Sitting(r.Context(), who, v.Call.Sitting)
	r.must(err)
	if len(d.FollowUps) == 0 || !slices.ContainsFunc(d.Rows, func(a app.AgendaRow) bool { return a.Call != nil }) {
		r.Errorf("the agenda shows %+v and to follow up %+v", d.Rows, d.FollowUps)
	}
	r.must(r.BeginMeeting(r.Context(), who, s.c, s.call, v.Call.Version))
	m, err := r.Meeting(r.Context(), who, s.c, s.call)
	r.must(err)
	if len(m.Since) == 0 || len(m.Takers) == 0 || !m.MayWrite {
		r.Errorf("the meeting shows %d promises, %d who hear, may write: %v", len(m.Since), len(m.Takers), m.MayWrite)
	}
}

// takesUnansweredCallsFurther waits until the application has told others of
// answers that have not come: a deputy, and a manager.
func takesUnansweredCallsFurther(r *running) {
	samverktest.Eventually(r, "word to a deputy and a manager", func() bool {
		told := r.groups(`select told_function, escalated from call_party where told_function is not null`)
		return told["vetlanda-psyk-chef"] == meeting.DeputyTold && told["vetlanda-socialpsyk-chef"] == meeting.ManagerTold
	})
}

// keepsToTheLaw tries what the law and the agreements do not let be.
func keepsToTheLaw(r *running) {
	staff := story.Actors(worldOf(r.T))
	rows, err := r.FindPerson(r.Context(), staff["af-vetlanda-handlaggare"], Guide().Story.Number)
	r.must(err)
	var slot id.Slot
	r.must(r.DB.Read(r.Context(), func(tx *db.Tx) error {
		_, err := tx.One(r.Context(), []any{&slot}, `select t.id from slot t join sitting s on s.id = t.sitting_id where s.forum_id = 'vetlanda-sip' and s.state = 'planned'`)
		return err
	}))
	_, err = r.MakeCall(r.Context(), staff["af-vetlanda-handlaggare"], rows[0].ID, app.NewCall{
		Forum: "vetlanda-sip", Slots: []id.Slot{slot}, PersonWay: meeting.PersonInvited, Question: "Fråga", Called: []id.Function{"vetlanda-samordning"},
	})
	if e, ok := errors.AsType[*errs.Error](err); !ok || !slices.ContainsFunc(e.Faults, func(f errs.Fault) bool { return f.Key == "call.forum.sip" }) {
		r.Errorf("Arbetsförmedlingen called to a SIP: %v", err)
	}
}

func TestEveryDeedIsPlayed(t *testing.T) {
	c, err := ReadCast()
	if err != nil {
		t.Fatal(err)
	}
	done := map[string]bool{"person: disclose": true, "person: agree": true, "person: resume": true} // for stories to come
	for _, a := range c.Areas {
		for _, s := range a.Steps {
			done[s.Do] = true
		}
	}
	for _, f := range c.People {
		for _, s := range f.Steps {
			done["person: "+s.Do] = true
		}
	}
	for name := range deeds {
		if !done[name] {
			t.Errorf("nobody does %s", name)
		}
	}
	for name := range moves {
		if !done["person: "+name] {
			t.Errorf("nobody does %s", name)
		}
	}
}
