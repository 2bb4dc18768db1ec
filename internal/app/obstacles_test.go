package app_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/obstacle"
	"samverk/internal/samverktest/world"
)

// hindered is an obstacle that lacks nothing.
func hindered() app.NewObstacle {
	return app.NewObstacle{Area: world.Area, Kind: "rules", Title: "Arbetsträning får inte kombineras med sjukskrivning",
		Words: "Reglerna läses olika hos oss och hos vården. Vi behöver en gemensam tolkning."}
}

func raise(t *testing.T, w *world.W, who access.Actor) id.Obstacle {
	t.Helper()
	o, err := w.RaiseObstacle(t.Context(), who, hindered())
	ok(t, err)
	return o
}

func obstacleOf(t *testing.T, w *world.W, who access.Actor, o id.Obstacle) app.ObstacleView {
	t.Helper()
	v, err := w.Obstacle(t.Context(), who, o)
	ok(t, err)
	return v
}

// told counts the notices to a function that have been queued.
func told(t *testing.T, w *world.W, f id.Function) int {
	t.Helper()
	return toldSince(t, w, f, time.Unix(0, 0))
}

// toldSince counts from a time on: what was told long ago is swept.
func toldSince(t *testing.T, w *world.W, f id.Function, since time.Time) (n int) {
	t.Helper()
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from job where kind = 'notify' and subject = $1 and created_at >= $2`, f, db.Micros(since))
		return err
	})
	return n
}

func TestAnObstacleGoesToTheManagersGroupWhichAnswersByADate(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	w.Managers(forum.Active, "ame-chef", "vc-chef", "fk")
	o := raise(t, w, w.As("forsorjning"))
	if told(t, w, "ame-chef") != 1 || told(t, w, "fk") != 1 || told(t, w, "psyk-chef") != 0 {
		t.Error("others than the members are told")
	}
	if d := day(t, w, w.As("ame-chef")); len(d.Obstacles.Waiting) != 1 || d.Obstacles.Waiting[0].DueOn != "2026-12-21" {
		t.Errorf("the day of a member: %+v", d.Obstacles)
	}
	for _, f := range []id.Function{"fk", "psyk-chef", "forsorjning"} {
		if d := day(t, w, w.As(f)); d.Obstacles.Len() != 0 {
			t.Errorf("the day of %s: %+v", f, d.Obstacles)
		}
		err := w.AnswerObstacle(ctx, w.As(f), o, app.ObstacleReply{Version: 1, Decision: "declined", Words: "Nej."})
		is(t, err, errs.Denied) // a caseworker answers for no group, and who is no member not at all
		if obstacleOf(t, w, w.As(f), o).MayAnswer {
			t.Errorf("%s is offered to answer", f)
		}
	}
	later := inDays(w, 60)
	ok(t, w.AnswerObstacle(ctx, w.As("ame-chef"), o, app.ObstacleReply{Version: 1, Decision: "planned", Words: "Tas upp i januari.", FollowUpOn: later}))
	stale := w.AnswerObstacle(ctx, w.As("vc-chef"), o, app.ObstacleReply{Version: 1, Decision: "declined", Words: "Nej."})
	e, _ := errors.AsType[*errs.Error](stale)
	if now, changed := e.Current.(obstacle.Obstacle); !changed || now.Decision != "planned" || now.Version != 2 {
		t.Errorf("the second of two answers: %v %+v", stale, e.Current)
	}
	v := obstacleOf(t, w, w.As("forsorjning"), o)
	if v.State != obstacle.Answered || len(v.Answers) != 1 || v.Answers[0].Words != "Tas upp i januari." || v.Answers[0].Function.ID != "ame-chef" || v.FollowUpOn != later {
		t.Errorf("who raised it sees %+v", v)
	}
	if d := day(t, w, w.As("forsorjning")); len(d.Obstacles.News) != 1 || d.Obstacles.News[0].ID != o {
		t.Errorf("the day of who raised it: %+v", d.Obstacles)
	}
	if d := day(t, w, w.As("ame-chef")); d.Obstacles.Len() != 0 {
		t.Errorf("an answered obstacle still waits: %+v", d.Obstacles)
	}
	if told(t, w, "forsorjning") != 1 {
		t.Error("who raised it is not told of the answer")
	}
	w.Pass(50 * 24 * time.Hour)
	if d := day(t, w, w.As("vc-chef")); len(d.Obstacles.Waiting) != 1 {
		t.Errorf("the date to follow up does not come back: %+v", d.Obstacles)
	}
	ok(t, w.AnswerObstacle(ctx, w.As("vc-chef"), o, app.ObstacleReply{Version: 2, Decision: "done", Words: "Gemensam tolkning finns."}))
	if v := obstacleOf(t, w, w.As("vc-chef"), o); len(v.Answers) != 2 || v.Answers[0].Decision != "done" || v.FollowUpOn != "" {
		t.Errorf("the first answer is lost: %+v", v.Answers)
	}
}

func TestAnObstacleMetInACaseIsKnownThereByItsUnitAlone(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	w.Managers(forum.Active, "ame-chef")
	c, p := w.Case()
	w.Join(c, "ame", "af")
	all := access.SetOf(access.Plan, access.Work)
	w.Consent(c, consent.Grid{"ame": all, "af": all, "samverkan": all})
	o, err := w.RaiseCaseObstacle(ctx, w.As("ame"), c, hindered())
	ok(t, err)
	v, err := w.CaseObstacles(ctx, w.As("ame"), c)
	ok(t, err)
	if len(v.Rows) != 1 || v.Rows[0].ID != o || v.Identity == nil || v.Places[0].Area.ID != world.Area || v.Places[0].GroupName == "" {
		t.Errorf("who raised it sees %+v", v)
	}
	for _, f := range []id.Function{"af", "samordning", "forsorjning"} {
		if v, err := w.CaseObstacles(ctx, w.As(f), c); err != nil || len(v.Rows) != 0 {
			t.Errorf("%s is told where it was met: %+v %v", f, v.Rows, err)
		}
	}
	for _, f := range []id.Function{"vc", "ame-chef", "forbund", "admin"} {
		_, err := w.CaseObstacles(ctx, w.As(f), c)
		is(t, err, errs.NotFound)
		_, err = w.RaiseCaseObstacle(ctx, w.As(f), c, hindered())
		is(t, err, errs.NotFound)
	}
	_, err = w.RaiseCaseObstacle(ctx, w.AsPerson(p), c, hindered())
	is(t, err, errs.Denied)
	// What all may read does not lead back to the case.
	if text := fmt.Sprintf("%+v", obstacleOf(t, w, w.As("ame-chef"), o)); strings.Contains(text, string(c)) || strings.Contains(text, p.Name) || strings.Contains(text, string(p.ID)) {
		t.Error("the obstacle tells where it was met")
	}
	rows, _, err := w.MyReads(ctx, w.AsPerson(p), 0, false)
	ok(t, err)
	found := false
	for _, r := range rows {
		found = found || r.Action == string(access.CaseObstacle)
	}
	if !found {
		t.Error("the person is not shown that an obstacle was raised")
	}
	elsewhere := hindered()
	elsewhere.Area = "0682"
	if _, err := w.RaiseCaseObstacle(ctx, w.As("ame"), c, elsewhere); fault(err, "area") == "" {
		t.Errorf("raised in an area of neither case nor unit: %v", err)
	}
}

func TestAnObstacleThatTellsOfAPersonIsRefused(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	w.Managers(forum.Active, "ame-chef")
	c, p := w.Case()
	w.Join(c, "ame")
	w.Consent(c, consent.Grid{"ame": access.SetOf(access.Plan)})
	v, err := w.App.Case(ctx, w.As("ame"), c)
	ok(t, err)
	for what, words := range map[string][2]string{
		"number":    {"Gäller " + p.Number, "text.identity.number"},
		"phone":     {"Ring 070-174 06 05", "text.identity.phone"},
		"mail":      {"Skriv till nagon@exempel.se", "text.identity.mail"},
		"date":      {"Mötet 2026-11-02", "text.identity.date"},
		"name":      {"Det hände Provpersons mamma", "text.identity.name"},
		"reference": {"Se " + v.Case.Ref + ".", "text.identity.case"},
		"written":   {"se v‑2026‑0117", "text.identity.case"},
	} {
		n := hindered()
		n.Words = words[0]
		if _, err := w.RaiseCaseObstacle(ctx, w.As("ame"), c, n); fault(err, "words") != words[1] {
			t.Errorf("%s in the words: %v", what, err)
		}
		n = hindered()
		n.Title, n.Kind = words[0], "none"
		if _, err := w.RaiseCaseObstacle(ctx, w.As("ame"), c, n); fault(err, "title") != words[1] || fault(err, "kind") == "" {
			t.Errorf("%s in the title: %v", what, err)
		}
		if what == "name" {
			continue // is known in its case only
		}
		if _, err := w.RaiseObstacle(ctx, w.As("ame"), n); fault(err, "title") != words[1] {
			t.Errorf("%s without a case: %v", what, err)
		}
	}
	rows, _, err := w.Obstacles(ctx, w.As("ame"), world.Area, "", cases.Page{Limit: 10})
	if len(rows) != 0 || err != nil {
		t.Errorf("something was stored: %+v %v", rows, err)
	}
	o := raise(t, w, w.As("ame"))
	err = w.AnswerObstacle(ctx, w.As("ame-chef"), o, app.ObstacleReply{Version: 1, Words: "Se " + v.Case.Ref, FollowUpOn: "2020-01-01"})
	if fault(err, "words") != "text.identity.case" || fault(err, "decision") == "" || fault(err, "follow_up_on") != "obstacle.follow_up_on.past" {
		t.Errorf("an answer that tells of a person: %v", err)
	}
}

func TestWhoMayNotKnowANameDoesNotLearnItByGuessing(t *testing.T) {
	w := world.New(t)
	c, _ := w.Case()
	w.Join(c, "ame") // without consent she is not told who it is
	n := hindered()
	n.Words = "Det hände Provperson"
	if _, err := w.RaiseCaseObstacle(t.Context(), w.As("ame"), c, n); err != nil {
		t.Errorf("the name that was guessed is confirmed: %v", err)
	}
}

func TestWithoutAManagersGroupAnObstacleWaitsForOne(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	w.Managers(forum.Starting, "ame-chef")
	before := told(t, w, "samordning")
	o := raise(t, w, w.As("ame"))
	if v := obstacleOf(t, w, w.As("ame"), o); v.GroupName != "" || v.State != obstacle.Open || v.MayAnswer {
		t.Errorf("%+v", v)
	}
	if told(t, w, "samordning") != before+1 || told(t, w, "ame-chef") != 0 {
		t.Error("not the coordinator, or a group that has not begun, is told")
	}
	if d := day(t, w, w.As("samordning")); len(d.Obstacles.Unplaced) != 1 {
		t.Errorf("the day of the coordinator: %+v", d.Obstacles)
	}
	if d := day(t, w, w.As("nassjo-samordning")); d.Obstacles.Len() != 0 {
		t.Errorf("the day of another area's coordinator: %+v", d.Obstacles)
	}
	is(t, w.AnswerObstacle(ctx, w.As("samverkan-chef"), o, app.ObstacleReply{Version: 1, Decision: "declined", Words: "Nej."}), errs.Denied)
	w.Pass(10 * 24 * time.Hour)
	ok(t, w.KeepHouse(ctx))
	if v := obstacleOf(t, w, w.As("ame"), o); v.Forum != "" {
		t.Error("a group that has not begun was given it")
	}
	w.Exec(`update forum set status = 'active' where id = 'lsg'`)
	ok(t, w.KeepHouse(ctx))
	ok(t, w.KeepHouse(ctx))
	v := obstacleOf(t, w, w.As("ame-chef"), o)
	if v.GroupName != "Lokal samverkansgrupp" || !v.MayAnswer || v.DueOn <= "2026-12-21" || v.Version != 2 {
		t.Errorf("%+v", v)
	}
	if told(t, w, "ame-chef") != 1 {
		t.Error("the new group is not told once")
	}
	if d := day(t, w, w.As("samordning")); d.Obstacles.Len() != 0 {
		t.Errorf("it still waits for a group: %+v", d.Obstacles)
	}
}

func TestAnAnswerThatDoesNotComeIsRemindedOf(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	w.Managers(forum.Active, "ame-chef")
	raise(t, w, w.As("ame")) // due on 21 December
	if told(t, w, "ame-chef") != 1 {
		t.Error("the group is not told when the obstacle is raised")
	}
	for _, step := range []struct {
		on          string
		group, lead int // told then
	}{
		{"2026-12-13", 0, 0}, {"2026-12-14", 1, 0}, {"2026-12-20", 0, 0}, {"2026-12-21", 0, 0},
		{"2026-12-22", 1, 1}, {"2026-12-30", 0, 0}, {"2027-01-05", 1, 1}, {"2027-02-20", 1, 1},
	} {
		at, err := time.Parse(time.DateOnly, step.on)
		ok(t, err)
		w.Pass(at.Add(9 * time.Hour).Sub(w.Now()))
		now := w.Now()
		for range 2 {
			ok(t, w.KeepHouse(ctx))
		}
		if g, c := toldSince(t, w, "ame-chef", now), toldSince(t, w, "samordning", now); g != step.group || c != step.lead {
			t.Errorf("on %s the group was told %d times and the coordinator %d, want %d and %d", step.on, g, c, step.group, step.lead)
		}
	}
}

func TestOnlyWhoRaisedAnObstacleTakesItBack(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	w.Managers(forum.Active, "ame-chef")
	o := raise(t, w, w.As("ame"))
	is(t, w.WithdrawObstacle(ctx, w.As("af"), o, 1), errs.Denied)
	is(t, w.WithdrawObstacle(ctx, w.As("ame"), o, 7), errs.Conflict)
	ok(t, w.WithdrawObstacle(ctx, w.As("ame"), o, 1))
	is(t, w.WithdrawObstacle(ctx, w.As("ame"), o, 2), errs.Conflict)
	is(t, w.AnswerObstacle(ctx, w.As("ame-chef"), o, app.ObstacleReply{Version: 2, Decision: "done", Words: "Klart."}), errs.Conflict)
	_, err := w.RaiseObstacle(ctx, w.As("forbund"), hindered())
	is(t, err, errs.Denied)
	_, err = w.RaiseObstacle(ctx, w.As("nassjo-samordning"), hindered())
	is(t, err, errs.Denied)
	_, err = w.Obstacle(ctx, w.As("ame"), "none")
	is(t, err, errs.NotFound)
	p := w.Person()
	_, err = w.Obstacle(ctx, w.AsPerson(p), o)
	is(t, err, errs.Denied)
	_, _, err = w.Obstacles(ctx, w.AsPerson(p), world.Area, "", cases.Page{})
	is(t, err, errs.Denied)
}

func TestObstaclesAreListedInPagesTheLongestWaitingFirst(t *testing.T) {
	w := world.New(t)
	ctx := t.Context()
	w.Managers(forum.Active, "ame-chef")
	var raised []id.Obstacle
	for range 5 {
		raised = append(raised, raise(t, w, w.As("ame")))
		w.Pass(24 * time.Hour)
	}
	ok(t, w.AnswerObstacle(ctx, w.As("ame-chef"), raised[2], app.ObstacleReply{Version: 1, Decision: "not_ours", Words: "Frågan är regionens."}))
	read := func(state string) (all []id.Obstacle) {
		page := cases.Page{Limit: 2}
		for {
			rows, more, err := w.Obstacles(ctx, w.As("forbund"), world.Area, state, page)
			ok(t, err)
			for _, r := range rows {
				all = append(all, r.ID)
			}
			if !more {
				return all
			}
			last := rows[len(rows)-1]
			page.Before, page.BeforeID = db.Micros(last.RaisedAt), string(last.ID)
		}
	}
	if got, want := fmt.Sprint(read(obstacle.Open)), fmt.Sprint([]id.Obstacle{raised[0], raised[1], raised[3], raised[4]}); got != want {
		t.Errorf("open: %s, want %s", got, want)
	}
	if got, want := fmt.Sprint(read("")), fmt.Sprint([]id.Obstacle{raised[4], raised[3], raised[2], raised[1], raised[0]}); got != want {
		t.Errorf("all: %s, want %s", got, want)
	}
	rows, _, err := w.Obstacles(ctx, w.As("forbund"), world.Area, obstacle.Open, cases.Page{Limit: 1})
	if err != nil || rows[0].Days != 5 || rows[0].By.ID != "ame" || rows[0].AreaName != "Vetlanda" {
		t.Errorf("%+v %v", rows, err)
	}
	if rows, _, err := w.Obstacles(ctx, w.As("forbund"), "0682", "", cases.Page{}); len(rows) != 0 || err != nil {
		t.Errorf("another area: %+v %v", rows, err)
	}
}

func TestOfTwoAnswersAtOnceOneStands(t *testing.T) {
	w := world.New(t)
	w.Managers(forum.Active, "ame-chef", "vc-chef")
	o := raise(t, w, w.As("ame"))
	var all sync.WaitGroup
	answers := make([]error, 8)
	for i := range answers {
		who := w.As([]id.Function{"ame-chef", "vc-chef"}[i%2])
		all.Go(func() {
			answers[i] = w.AnswerObstacle(t.Context(), who, o, app.ObstacleReply{Version: 1, Decision: "done", Words: fmt.Sprintf("Svar %c", 'A'+rune(i))})
		})
	}
	all.Wait()
	stood := 0
	for _, err := range answers {
		if err == nil {
			stood++
		} else if !errs.Is(err, errs.Conflict) {
			t.Error(err)
		}
	}
	if v := obstacleOf(t, w, w.As("ame"), o); stood != 1 || len(v.Answers) != 1 {
		t.Errorf("%d answers went through and %d stand", stood, len(v.Answers))
	}
}

func TestASubmitThatComesTwiceRaisesOneObstacle(t *testing.T) {
	w := world.New(t)
	c, _ := w.Case()
	who := w.As("samordning")
	who.Once = access.Once{Key: "one-key", Digest: "one-digest"}
	first, err := w.RaiseCaseObstacle(t.Context(), who, c, hindered())
	ok(t, err)
	second, err := w.RaiseCaseObstacle(t.Context(), who, c, hindered())
	ok(t, err)
	if v, err := w.CaseObstacles(t.Context(), w.As("samordning"), c); first != second || len(v.Rows) != 1 || err != nil {
		t.Errorf("%s and %s, %d rows, %v", first, second, len(v.Rows), err)
	}
}

func TestTheAreaOfAProtectedPersonIsNotToldByAnObstacle(t *testing.T) {
	w := world.New(t)
	p := w.Person()
	w.Exec(`update person set protection = 'protected' where id = $1`, p.ID)
	c := w.CaseOf(p)
	w.Exec(`delete from unit_area where unit_id = 'samverkan' and area_id = $1`, world.Area)
	w.Exec(`insert into unit_area (unit_id, area_id) values ('samverkan', '0682')`)
	v, err := w.CaseObstacles(t.Context(), w.As("samordning"), c)
	ok(t, err)
	if v.AreaName != "" || len(v.Places) != 1 || v.Places[0].Area.ID != "0682" {
		t.Errorf("told the area: %+v", v)
	}
	if _, err := w.RaiseCaseObstacle(t.Context(), w.As("samordning"), c, hindered()); fault(err, "area") == "" {
		t.Errorf("raised where the person lives: %v", err)
	}
}
