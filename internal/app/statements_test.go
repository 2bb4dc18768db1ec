package app_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/matter"
	"samverk/internal/meeting"
	"samverk/internal/org"
	"samverk/internal/own"
	"samverk/internal/result"
	"samverk/internal/samverktest/world"
	"samverk/internal/structure"
)

// crowd is a world in which there can be ever more of everything: functions in
// the case "fk" and "samordning" are in, calls about it, times that are offered
// for them, forums with agreements and sittings, areas with managers' groups,
// and obstacles.
type crowd struct {
	*world.W
	t       *testing.T
	n       int
	c       id.Case
	person  world.Person
	first   id.Call    // everybody is called to it; times are offered for it
	held    id.Call    // a meeting with minutes, of which more and more is told
	sitting id.Sitting // with more and more slots that cases take
	forum   id.Forum
	raised  id.Obstacle
	secret  string // of a calendar that is followed
}

const grown = id.Forum("forum-0")

func newCrowd(t *testing.T) *crowd {
	t.Helper()
	w := &crowd{W: world.New(t), t: t, forum: grown}
	w.c, w.person = w.Case()
	w.Join(w.c, "ame", "vc", "fk", "af")
	w.Consent(w.c, all)
	w.grow(2)
	w.first = w.call(w.c, "fk", "samordning", "ame", "vc", "af", "fn-0", "fn-1")
	ok(t, w.offer(0))
	w.held = w.call(w.c, "fk", "samordning", "ame", "vc", "af")
	ok(t, w.BeginMeeting(t.Context(), w.As("fk"), w.c, w.held, w.see(w.held).Call.Version))
	came := map[id.Function]meeting.Came{}
	for _, f := range []id.Function{"fk", "samordning", "ame", "vc", "af"} {
		came[f] = meeting.Came{How: meeting.CamePresent}
	}
	ok(t, w.EndMeeting(t.Context(), w.As("fk"), w.c, w.held, meeting.End{Version: w.see(w.held).Call.Version,
		Attendance: meeting.Attendance{Functions: came, Person: meeting.Came{How: meeting.CamePresent}}}))
	w.write(0)
	w.write(1)
	var err error
	w.raised, err = w.RaiseObstacle(t.Context(), w.As("fk"), hindered())
	ok(t, err)
	w.secret, err = w.MakeFeed(t.Context(), w.As("ame"))
	ok(t, err)
	return w
}

func (w *crowd) see(call id.Call) app.MeetingView {
	w.t.Helper()
	v, err := w.Meeting(w.t.Context(), w.As("fk"), w.c, call)
	ok(w.t, err)
	return v
}

func (w *crowd) call(c id.Case, by id.Function, functions ...id.Function) id.Call {
	w.t.Helper()
	call, err := w.MakeCall(w.t.Context(), w.As(by), c, w.NewCall("", "", functions...))
	ok(w.t, err)
	return call
}

func (w *crowd) offer(i int) error {
	start := w.Now().AddDate(0, 0, 3).Add(time.Duration(i) * time.Hour)
	return w.OfferTimes(w.t.Context(), w.As("fk"), w.c, w.first, []meeting.Time{{Start: start, End: start.Add(time.Hour)}})
}

func (w *crowd) write(i int) {
	w.t.Helper()
	for _, n := range []item.New{said(fmt.Sprintf("Sagt %d", i), access.Plan), decided(fmt.Sprintf("Beslut %d", i)),
		{Kind: item.Commitment, Category: access.Plan, Content: item.Content{Title: "Åtagande", Status: "planned", Due: inDays(w.W, 2), Responsible: "samordning", Extent: item.NoExtent}}} {
		line, err := w.WriteAtMeeting(w.t.Context(), w.As("fk"), w.c, w.held, app.NewLine{New: n, All: true})
		ok(w.t, err)
		if n.Kind == item.Decision {
			_, err := w.TakeStand(w.t.Context(), w.As("vc"), w.c, w.held, line.Item, app.NewStand{Stand: meeting.StandDiffers, Words: "Nej"})
			ok(w.t, err)
		}
	}
}

// grow makes there be so many of everything.
func (w *crowd) grow(n int) {
	w.t.Helper()
	for ; w.n < n; w.n++ {
		w.area(w.n)
		w.function(w.n)
		w.agreement(w.n)
		w.forums(w.n)
		w.matters(w.n)
		w.sittings(w.n)
		c := w.CaseOf(w.person)
		w.Join(c, "ame", "fk")
		w.Consent(c, consent.Grid{"samverkan": usual, "ame": usual, "fk": usual})
		w.call(w.c, "fk", "samordning", "ame")
		w.inSlot(w.call(c, "fk", "samordning", "ame"), w.n)
		w.meetingOver(w.call(c, "fk", "samordning", "ame"), w.n)
		if w.first == "" {
			continue
		}
		ok(w.t, w.offer(w.n))
		w.write(w.n)
		w.Exec(`insert into call_party (call_id, case_id, function_id, unit_id, due_at) values ($1, $2, $3, 'ame', 1)`, w.first, w.c, fmt.Sprintf("fn-%d", w.n))
	}
}

// area is one more in which "samordning" and "fk" work, with a managers' group
// that they belong to and an obstacle that it has answered.
func (w *crowd) area(i int) {
	area, group, now := fmt.Sprintf("%04d", 2000+i), fmt.Sprintf("grupp-%d", i), db.Micros(w.Now())
	w.Exec(`insert into area (id, name, letter) values ($1, $1, $1)`, area)
	for _, u := range []string{"samverkan", "fk", "boende"} {
		w.Exec(`insert into unit_area (unit_id, area_id) values ($1, $2)`, u, area)
	}
	w.Exec(`insert into forum (id, area_id, name, formal, about, kind, level, status) values ($1, $2, $1, true, '', 'managers', 'managers', 'active')`, group, area)
	w.Exec(`insert into forum_member (forum_id, function_id, since) values ($1, 'samordning', $2)`, group, now)
	for _, state := range []string{"open", "answered"} {
		o := fmt.Sprintf("hinder-%s-%d", state, i)
		w.Exec(`insert into obstacle (id, area_id, forum_id, kind, title, words, raised_by, raised_at, due_on, state, decision, answered_at)
			values ($1, $2, $3, 'rules', 'Titel', 'Ord', 'samordning', $4, '2026-11-30', $5, 'done', $4)`, o, area, group, now, state)
		w.Exec(`insert into obstacle_answer (obstacle_id, number, at, function_id, decision, words) values ($1, 1, $2, 'ame', 'done', 'Ord')`, o, now)
		w.Exec(`insert into case_obstacle (case_id, obstacle_id, unit_id) values ($1, $2, 'fk')`, w.c, o)
	}
	w.Exec(`insert into obstacle (id, area_id, kind, title, words, raised_by, raised_at, due_on, state)
		values ($1, $2, 'rules', 'Titel', 'Ord', 'fk', $3, '2026-11-30', 'open')`, fmt.Sprintf("utan-%d", i), area, now)
}

// function is one more in the case, whose calendar says that it is taken.
func (w *crowd) function(i int) {
	f, now := fmt.Sprintf("fn-%d", i), db.Micros(w.Now())
	w.W.Hire(id.Function(f), "ame", access.Worker)
	w.Exec(`insert into party (id, case_id, function_id, unit_id, state, case_state, opened_at, invited_by, invited_at)
		values ($1, $2, $1, 'ame', 'takes_part', 'open', $3, 'samordning', $3)`, f, w.c, now)
	w.Exec(`insert into busy (function_id, starts_at, ends_at) values ($1, $2, $3)`, f, now, now+int64(48*time.Hour/time.Microsecond))
}

// agreement is one more in force in the area, to be reviewed soon.
func (w *crowd) agreement(i int) {
	a := fmt.Sprintf("overens-%d", i)
	w.Exec(`insert into agreement (id, area_id, title, created_at) values ($1, $2, $1, 1)`, a, world.Area)
	w.Exec(`insert into agreement_version (id, agreement_id, number, state, created_at, published_at, review_on) values ($1, $1, 1, 'published', 1, 1, $2)`, a, inDays(w.W, 9))
	for _, k := range []string{"kommun", "vard", "fk", "af"} {
		w.Exec(`insert into agreement_actor (version_id, actor, may_call, is_called, must_attend) values ($1, $2, true, true, false)`, a, k)
	}
	for _, o := range []string{"kommun", "region", "fk", "af"} {
		w.Exec(`insert into agreement_party (version_id, organisation_id, answer, answered_by) values ($1, $2, 'signed', 'samverkan-chef')`, a, o)
	}
	w.Exec(`insert into agreement_event (id, agreement_id, number, at, kind, function_id) values ($1, 'overens-0', 1, $2, 'reviewed', 'samordning')`, a, i)
}

// forums are one more under an agreement, with members of all four, and one
// more member of the first.
func (w *crowd) forums(i int) {
	f, now := fmt.Sprintf("forum-%d", i), db.Micros(w.Now())
	w.Exec(`insert into forum (id, area_id, name, formal, about, kind, level, status, driver_id, chair_id, agreement_id)
		values ($1, $2, $1, true, '', 'samverk', 'individual', 'active', 'samordning', 'fk', $3)`, f, world.Area, fmt.Sprintf("overens-%d", i))
	for _, k := range []string{"kommun", "vard", "fk", "af"} {
		w.Exec(`insert into forum_actor (forum_id, actor, may_call, is_called, must_attend) values ($1, $2, true, true, false)`, f, k)
	}
	for _, m := range []string{"samordning", "vc", "fk", "af"} {
		w.Exec(`insert into forum_member (forum_id, function_id, since) values ($1, $2, $3)`, f, m, now)
	}
	w.Exec(`insert into forum_member (forum_id, function_id, since) values ($1, $2, $3)`, w.forum, fmt.Sprintf("fn-%d", i), now)
	w.Exec(`insert into forum_event (id, forum_id, at, kind, function_id) values ($1, $2, $3, 'joined', $4)`, f, w.forum, now, fmt.Sprintf("fn-%d", i))
	w.Exec(`insert into feed (id, secret_hash, function_id, user_id, created_at) values ($1, $1, 'fk', $2, $3)`, f, org.UserID("fk", 1), now)
}

// matters are one more control of the log that waits, with readings to judge, and
// one more answer that the person has not read.
func (w *crowd) matters(i int) {
	r, m := fmt.Sprintf("kontroll-%d", i), fmt.Sprintf("fraga-%d", i)
	w.Exec(`insert into review (id, organisation_id, from_day, to_day, due_on, made_at, readings) values ($1, $2, $1, $1, '2026-11-30', 1, 9)`, r, w.As("samverkan-chef").Org)
	for n := range i + 1 {
		w.Exec(`insert into review_row (id, review_id, seq, patterns) values ($1, $2, $3, 'sample')`, fmt.Sprintf("%s-%d", r, n), r, n)
	}
	w.Exec(`insert into matter (id, person_id, unit_id, kind, state, sealed, asked_at, due_on, answered_at) values ($1, $2, 'samverkan', 'reading', 'answered', $3, 1, '2026-11-30', 1)`,
		m, w.person.ID, []byte{})
}

// sittings are one more of each forum, before and after today, and one more slot
// of the first with a question.
func (w *crowd) sittings(i int) {
	for f := range i + 1 {
		s, _ := w.Sitting(id.Forum(fmt.Sprintf("forum-%d", f)), time.Duration(24*(i+2)+f)*time.Hour, 3)
		if w.sitting == "" {
			w.sitting = s
		}
		w.Sitting(id.Forum(fmt.Sprintf("forum-%d", f)), time.Duration(-24*(i+2)-f)*time.Hour, 1)
	}
	slot, start := fmt.Sprintf("fraga-%d", i), db.Micros(w.Now().AddDate(0, 0, 40).Add(time.Duration(i)*time.Hour))
	w.Exec(`insert into slot (id, sitting_id, starts_at, ends_at, use) values ($1, $2, $3, $4, 'consultation')`, slot, w.sitting, start, start+1)
	w.Exec(`insert into consultation (id, slot_id, sitting_id, function_id, question, state, created_at) values ($1, $1, $2, $3, 'Fråga', 'open', 1)`,
		slot, w.sitting, fmt.Sprintf("fn-%d", i))
}

// inSlot gives a call a slot of the sitting.
func (w *crowd) inSlot(c id.Call, i int) {
	slot, start := fmt.Sprintf("mote-%d", i), db.Micros(w.Now().AddDate(0, 0, 41).Add(time.Duration(i)*time.Hour))
	w.Exec(`insert into slot (id, sitting_id, starts_at, ends_at, use) values ($1, $2, $3, $4, 'case')`, slot, w.sitting, start, start+1)
	w.Exec(`update call set forum_id = $1, sitting_id = $2, slot_id = $3 where id = $4`, w.forum, w.sitting, slot, c)
}

// meetingOver makes a call a meeting that has been held, with something to
// follow up, and minutes that are not read.
func (w *crowd) meetingOver(c id.Call, i int) {
	now := db.Micros(w.Now())
	w.Exec(`update call set state = 'held', started_at = $1, ended_at = $1, follow_up_on = $2, forum_id = $3 where id = $4`, now, inDays(w.W, 1), fmt.Sprintf("forum-%d", i), c)
	w.Exec(`insert into minutes (id, call_id, case_id, person_id, unit_id, number, state) select $1, id, case_id, person_id, 'fk', 1, 'final' from call where id = $2`, fmt.Sprintf("prot-%d", i), c)
	for _, f := range []string{"samordning", "ame"} {
		w.Exec(`insert into minutes_reader (minutes_id, function_id, unit_id, informed_at) values ($1, $2, 'x', 1)`, fmt.Sprintf("prot-%d", i), f)
	}
}

// statements counts what work takes, without what goes on beside it and what
// writes the rows of the log.
func statements(t *testing.T, work func(context.Context)) int64 {
	t.Helper()
	var n atomic.Int64
	work(db.Counted(t.Context(), &n))
	return n.Load()
}

// reading is a use case that only reads, and the most statements that it may
// take however much there is, beside those of the log.
type reading struct {
	what string
	most int64
	read func(context.Context) error
}

// only is a reading of which nothing but the error matters.
func only[T any](fn func(context.Context) (T, error)) func(context.Context) error {
	return func(ctx context.Context) error { _, err := fn(ctx); return err }
}

func (w *crowd) readings() []reading {
	fk, lead, self := w.As("fk"), w.As("samordning"), w.AsPerson(w.person)
	return []reading{
		{"beat", 3, only(func(ctx context.Context) (app.Beat, error) { return w.MeetingBeat(ctx, fk, w.c, w.held) })},
		{"day", 60, only(func(ctx context.Context) (app.DayView, error) { return w.Day(ctx, lead) })},
		{"day of a caseworker", 60, only(func(ctx context.Context) (app.DayView, error) { return w.Day(ctx, fk) })},
		{"day of a manager", 60, only(func(ctx context.Context) (app.DayView, error) { return w.Day(ctx, w.As("samverkan-chef")) })},
		{"the person's answers", 4, only(func(ctx context.Context) ([]matter.Matter, error) { return own.New(w.App).Answers(ctx, self) })},
		{"case", 15, only(func(ctx context.Context) (app.CaseView, error) { return w.App.Case(ctx, fk, w.c) })},
		{"call", 25, only(func(ctx context.Context) (app.CallView, error) { return w.App.Call(ctx, fk, w.c, w.first) })},
		{"call in a forum", 45, only(func(ctx context.Context) (app.CallForm, error) {
			_, f, err := w.MoveForm(ctx, fk, w.c, w.first)
			return f, err
		})},
		{"call form", 25, only(func(ctx context.Context) (app.CallForm, error) { return w.CallForm(ctx, fk, w.c) })},
		{"sitting", 35, only(func(ctx context.Context) (app.SittingView, error) { return w.App.Sitting(ctx, lead, w.sitting) })},
		{"forums", 16, only(func(ctx context.Context) (structure.ForumList, error) { return w.Forums(ctx, fk, world.Area) })},
		{"forum", 30, only(func(ctx context.Context) (structure.ForumView, error) { return w.Structure.Forum(ctx, fk, grown) })},
		{"guide", 15, only(func(ctx context.Context) (structure.GuideView, error) { return w.ForumGuide(ctx, fk, world.Area, "") })},
		{"agreements", 12, only(func(ctx context.Context) ([]structure.AreaAgreements, error) { return w.Agreements(ctx, lead, "") })},
		{"agreement", 16, only(func(ctx context.Context) (structure.AgreementView, error) {
			return w.Agreement(ctx, lead, "overens-0", 0)
		})},
		{"meeting", 32, only(func(ctx context.Context) (app.MeetingView, error) { return w.Meeting(ctx, fk, w.c, w.held) })},
		{"minutes", 38, only(func(ctx context.Context) (app.MinutesView, error) { return w.Minutes(ctx, fk, w.c, w.held, 0) })},
		{"obstacles", 8, only(func(ctx context.Context) ([]app.ObstacleRow, error) {
			rows, _, err := w.Obstacles(ctx, fk, "", "", cases.Page{Limit: 50})
			return rows, err
		})},
		{"obstacle", 12, only(func(ctx context.Context) (app.ObstacleView, error) { return w.Obstacle(ctx, fk, w.raised) })},
		{"places for obstacles", 6, only(func(ctx context.Context) ([]app.ObstaclePlace, error) { return w.ObstaclePlaces(ctx, fk) })},
		{"obstacles of a case", 18, only(func(ctx context.Context) (app.CaseObstaclesView, error) { return w.CaseObstacles(ctx, fk, w.c) })},
		{"pictures", 14, only(func(ctx context.Context) (result.PictureView, error) {
			return result.New(w.App).Pictures(ctx, fk, world.Area, 0)
		})},
		{"feeds", 5, only(func(ctx context.Context) (entry.FeedsView, error) { return w.Feeds(ctx, fk) })},
		{"times", 8, func(ctx context.Context) error { _, err := w.FeedTimes(ctx, w.secret); return err }},
		{"the person's meetings", 16, only(func(ctx context.Context) ([]app.MyMeeting, error) { return w.MyMeetings(ctx, self) })},
	}
}

func (r reading) statements(t *testing.T) int64 {
	t.Helper()
	return statements(t, func(ctx context.Context) {
		if err := r.read(ctx); err != nil {
			t.Fatalf("%s: %v", r.what, err)
		}
	})
}

func TestReadingTakesNoMoreStatementsForMoreRows(t *testing.T) {
	w := newCrowd(t)
	few := map[string]int64{}
	for _, r := range w.readings() {
		few[r.what] = r.statements(t)
	}
	w.grow(20)
	for _, r := range w.readings() {
		n := r.statements(t)
		if n > few[r.what] || n > r.most {
			t.Errorf("%s takes %d statements, and %d when there is ten times as much; it may take %d", r.what, few[r.what], n, r.most)
		}
	}
}
