package board_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/board"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/federation"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
)

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// keys returns the faults of an error as "field key".
func keys(err error) (all []string) {
	if e, is := err.(*errs.Error); is {
		for _, f := range e.Faults {
			all = append(all, f.Field+" "+f.Key)
		}
	}
	return all
}

// faulty demands exactly some faults.
func faulty(t *testing.T, err error, want ...string) {
	t.Helper()
	if got := strings.Join(keys(err), ", "); got != strings.Join(want, ", ") {
		t.Errorf("%v: %q", err, got)
	}
}

// started is a world with a federation of two municipalities, the region, FK
// and AF.
func started(t *testing.T) (*world.W, *board.Service, access.Actor) {
	t.Helper()
	w := world.New(t)
	s := board.New(w.App)
	who := w.As("forbund")
	for _, o := range []id.Org{"kommun", "nassjo", "region", "fk", "af"} {
		ok(t, s.AddMember(t.Context(), who, federation.MemberInput{Org: o, JoinedOn: "2008-01-01"}))
	}
	return w, s, who
}

func effort() federation.EffortInput {
	return federation.EffortInput{
		Title: "Fokus", Aim: "Kartlägga samverkan.", State: federation.UnderWay, StartsOn: "2026-01-01", EndsOn: "2026-10-31",
		Areas: []id.Area{world.Area}, Actors: []access.Kind{access.Kommun, access.FK}, Points: []int{2, 3},
	}
}

func TestTheSharesFollowTheLawAndAddUp(t *testing.T) {
	_, s, who := started(t)
	for total, first := range map[int64]int64{1: 1, 2: 1, 3: 1, 7: 3, 1_000_001: 500_001, 10_000_000_000: 5_000_000_000} {
		now, err := s.Shares(t.Context(), who, 2027)
		ok(t, err)
		ok(t, s.SaveBudget(t.Context(), who, federation.BudgetInput{Year: 2027, Total: total, Basis: "population", Source: "Styrelsen § 12", DecidedOn: "2026-11-12",
			Weights: map[id.Org]int64{"kommun": 27_000, "nassjo": 31_000}}, now.Budget.Version))
		v, err := s.Shares(t.Context(), who, 2027)
		ok(t, err)
		var sum int64
		for _, one := range v.Budget.Shares {
			sum += one.Kronor
			if one.Kind == access.AF && one.Kronor != 0 {
				t.Errorf("AF pays %d beside FK", one.Kronor)
			}
		}
		if sum != total || len(v.Budget.Shares) != 5 {
			t.Errorf("of %d %d kronor are shared by %d", total, sum, len(v.Budget.Shares))
		}
		if got := v.Budget.OfParty(federation.State); got != first {
			t.Errorf("of %d the state pays %d", total, got)
		}
	}
}

func TestABudgetThatCannotBeIsRefusedWhole(t *testing.T) {
	_, s, who := started(t)
	in := federation.BudgetInput{Year: 2027, Total: -5, Basis: "guess", DecidedOn: "2027-13-01", Weights: map[id.Org]int64{"kommun": 0, "nassjo": 0, "privat": 4}}
	faulty(t, s.SaveBudget(t.Context(), who, in, 0), "total federation.kronor.range", "basis federation.budget.basis", "decided_on federation.day.wrong",
		"weights federation.weight.stranger", "weight_nassjo federation.weight.zero", "weight_kommun federation.weight.zero")
	in = federation.BudgetInput{Year: 1800, Total: federation.MostKronor + 1, Basis: "agreed"}
	faulty(t, s.SaveBudget(t.Context(), who, in, 0), "year federation.year.range", "total federation.kronor.range")
	in = federation.BudgetInput{Year: 2027, Total: 100, Basis: "agreed", Weights: map[id.Org]int64{"kommun": -1, "nassjo": federation.MostWeight + 1}}
	faulty(t, s.SaveBudget(t.Context(), who, in, 0), "weight_nassjo federation.weight.range", "weight_kommun federation.weight.range")
	if v, err := s.Shares(t.Context(), who, 2027); err != nil || v.Budget.Version != 0 {
		t.Errorf("%+v %v", v.Budget, err)
	}
	in = federation.BudgetInput{Year: 2027, Total: 100, Basis: "agreed", Weights: map[id.Org]int64{"kommun": 1, "nassjo": 3}}
	ok(t, s.SaveBudget(t.Context(), who, in, 0))
	if err := s.SaveBudget(t.Context(), who, in, 0); !errs.Is(err, errs.Conflict) {
		t.Errorf("the second writes over the first: %v", err)
	}
}

func TestAMemberLeavesAfterThreeYears(t *testing.T) {
	_, s, who := started(t)
	in := federation.MemberInput{Org: "nassjo", JoinedOn: "2008-01-01", NoticeOn: "2026-02-01", LeavesOn: "2028-12-31"}
	faulty(t, s.ChangeMember(t.Context(), who, in, 1), "leaves_on federation.member.leaves.early")
	in.NoticeOn, in.LeavesOn = "2007-01-01", ""
	faulty(t, s.ChangeMember(t.Context(), who, in, 1), "notice_on federation.member.notice.before")
	in.NoticeOn, in.LeavesOn = "", "2030-01-01"
	faulty(t, s.ChangeMember(t.Context(), who, in, 1), "notice_on federation.member.notice.missing")
	in.NoticeOn, in.LeavesOn = "2026-02-01", ""
	ok(t, s.ChangeMember(t.Context(), who, in, 1))
	v, err := s.Members(t.Context(), who)
	ok(t, err)
	for _, m := range v.Members {
		if m.Org == "nassjo" && (m.LeavesOn != "2029-02-01" || !m.In(2029) || m.In(2030)) {
			t.Errorf("%+v", m)
		}
	}
	if err := s.ChangeMember(t.Context(), who, in, 1); !errs.Is(err, errs.Conflict) {
		t.Errorf("an old version: %v", err)
	}
	faulty(t, s.AddMember(t.Context(), who, federation.MemberInput{Org: "forbund", JoinedOn: "3000-01-01"}), "joined_on federation.day.wrong", "organisation federation.member.unknown")
	faulty(t, s.AddMember(t.Context(), who, federation.MemberInput{Org: "fk", JoinedOn: "2010-01-01"}), "organisation federation.member.already")
}

func TestTheYearIsMadeAndRemindsOnce(t *testing.T) {
	w, s, who := started(t)
	ctx := t.Context()
	ok(t, s.Keep(ctx))
	ok(t, s.Keep(ctx))
	v, err := s.Year(ctx, who, 0)
	ok(t, err)
	if len(v.Tasks) != 4 || v.Tasks[3].Kind != federation.BudgetTask || v.Tasks[3].DueOn != "2026-11-30" || len(v.Years) != 2 {
		t.Fatalf("%+v", v)
	}
	told := func() (n int) {
		w.Read(func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.One(ctx, []any{&n}, `select sum(told) from federation_task where year = 2026`)
			return err
		})
		return n
	}
	if n := told(); n != 3*3+2 { // three are long past, the budget is a week away
		t.Errorf("reminded %d", n)
	}
	due, err := w.Around(ctx, who, s.Due)
	ok(t, err)
	if len(due) != 4 || !due[0].Urgent || due[3].Urgent || due[3].Key != "federation.due.budget" {
		t.Errorf("%+v", due)
	}
	ok(t, s.MarkTask(ctx, who, federation.Done{Task: v.Tasks[3].ID, Version: 1, On: "2026-11-20", Words: "Beslutad av styrelsen."}))
	w.Pass(10 * 24 * time.Hour)
	ok(t, s.Keep(ctx))
	if n := told(); n != 3*3+2 {
		t.Errorf("reminded of what is done: %d", n)
	}
	one, err := s.Task(ctx, who, v.Tasks[3].ID)
	ok(t, err)
	if one.DoneBy != "forbund" || len(one.Events) != 2 || one.Events[0].Kind != "done" {
		t.Errorf("%+v", one)
	}
	for _, other := range []id.Function{"samordning", "af"} {
		if due, err := w.Around(ctx, w.As(other), s.Due); err != nil || len(due) != 0 {
			t.Errorf("%s: %v %v", other, due, err)
		}
	}
}

func TestAReminderReachesTheOwnerByMail(t *testing.T) {
	w, s, who := started(t)
	ok(t, s.Keep(t.Context()))
	if _, err := s.AddTask(t.Context(), who, federation.TaskInput{Title: "Styrelsemöte", DueOn: "2026-12-10", Owner: "forbund"}); err != nil {
		t.Fatal(err)
	}
	before := jobs(w)
	ok(t, s.Keep(t.Context()))
	ok(t, s.Keep(t.Context()))
	if n := jobs(w); n != before+1 {
		t.Errorf("%d messages", n-before)
	}
}

func jobs(w *world.W) (n int) {
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from job where kind = 'notify' and subject = 'forbund'`)
		return err
	})
	return n
}

func TestATaskThatCannotBeIsRefused(t *testing.T) {
	_, s, who := started(t)
	ctx := t.Context()
	ok(t, s.Keep(ctx))
	_, err := s.AddTask(ctx, who, federation.TaskInput{DueOn: "1800-01-01", Owner: "samordning"})
	faulty(t, err, "title federation.text.missing", "due_on federation.day.wrong", "owner federation.task.owner.unknown")
	_, err = s.AddTask(ctx, who, federation.TaskInput{Title: "Möte om 19900101-2384", DueOn: "2026-12-01"})
	faulty(t, err, "title text.identity.number")
	v, err := s.Year(ctx, who, 2026)
	ok(t, err)
	budget := v.Tasks[3]
	faulty(t, s.ChangeTask(ctx, who, budget.ID, federation.TaskInput{DueOn: "2026-12-01"}, 1), "due_on federation.task.due.law")
	faulty(t, s.ChangeTask(ctx, who, budget.ID, federation.TaskInput{DueOn: "2027-01-01"}, 1), "due_on federation.task.due.year")
	ok(t, s.ChangeTask(ctx, who, budget.ID, federation.TaskInput{DueOn: "2026-11-15", Owner: "forbund"}, 1))
	faulty(t, s.MarkTask(ctx, who, federation.Done{Task: budget.ID, Version: 2, On: "2026-11-24"}), "done_on federation.task.done.early")
	if err := s.MarkTask(ctx, who, federation.Done{Task: budget.ID, Version: 1, On: "2026-11-20"}); !errs.Is(err, errs.Conflict) {
		t.Errorf("an old version: %v", err)
	}
}

func TestAnEffortFromProposalToDecision(t *testing.T) {
	w, s, who := started(t)
	ctx := t.Context()
	e, err := s.AddEffort(ctx, who, effort())
	ok(t, err)
	ok(t, s.SetPhases(ctx, who, e, []federation.Phase{{Title: "Kartläggning", From: "2026-01-01", To: "2026-05-31"}, {Title: "Återkoppling", From: "2026-05-01", To: "2026-10-31"}}, 1))
	ok(t, s.SetMoney(ctx, who, e, []federation.Money{{Year: 2026, Budgeted: 900_000, Spent: 850_000, Known: true}}, 2))
	ok(t, s.NoteEffort(ctx, who, e, federation.Note{On: "2026-06-01", Words: "Halva kartläggningen är gjord."}))
	due, err := w.Around(ctx, who, s.Due)
	ok(t, err)
	if len(due) != 1 || due[0].Key != "federation.due.effort" {
		t.Errorf("nobody is told that a decision is missing: %+v", due)
	}
	ok(t, s.Conclude(ctx, who, federation.Conclusion{Effort: e, Version: 3, Decision: "changed", On: "2026-11-02", Words: "Går vidare som ett uppdrag."}))
	v, err := s.Effort(ctx, who, e)
	ok(t, err)
	spent, known := v.Spent(0)
	if v.State != federation.Ended || v.Decision != "changed" || len(v.Phases) != 2 || spent != 850_000 || !known || len(v.Notes) != 1 || len(v.Events) != 4 {
		t.Errorf("%+v", v)
	}
	if err := s.ChangeEffort(ctx, who, e, effort(), 4); !errs.Is(err, errs.Conflict) {
		t.Errorf("an ended effort is changed: %v", err)
	}
}

func TestAnEffortThatCannotBeIsRefused(t *testing.T) {
	_, s, who := started(t)
	ctx := t.Context()
	_, err := s.AddEffort(ctx, who, federation.EffortInput{Title: strings.Repeat("a", federation.MostTitle+1), State: federation.Ended, StartsOn: "2026-05-01", EndsOn: "2026-04-01"})
	faulty(t, err, "title federation.text.long", "aim federation.text.missing", "state federation.effort.state", "ends_on federation.dates.backwards",
		"areas federation.effort.areas", "actors federation.effort.actors", "points federation.effort.points")
	in := effort()
	in.Areas, in.Actors, in.Points, in.Aim = []id.Area{"9999"}, []access.Kind{access.Drift}, []int{7}, "Om V-2026-0117"
	_, err = s.AddEffort(ctx, who, in)
	faulty(t, err, "actors federation.effort.actor", "points federation.effort.points", "areas federation.effort.area", "aim text.identity.case")
	e, err := s.AddEffort(ctx, who, effort())
	ok(t, err)
	faulty(t, s.SetPhases(ctx, who, e, []federation.Phase{{Title: "För tidigt", From: "2025-12-01", To: "2026-02-01"}, {From: "2026-03-01", To: "2026-02-01"}}, 1),
		"from_1 federation.phase.outside", "title_2 federation.text.missing", "to_2 federation.dates.backwards")
	faulty(t, s.SetMoney(ctx, who, e, []federation.Money{{Year: 2026, Budgeted: -1, Spent: federation.MostKronor + 1, Known: true}, {Year: 2027}}, 1),
		"budgeted_2026 federation.kronor.range", "spent_2026 federation.kronor.range", "budgeted_2027 federation.money.year")
	ok(t, s.SetPhases(ctx, who, e, []federation.Phase{{Title: "Allt", From: "2026-01-01", To: "2026-10-31"}}, 1))
	in = effort()
	in.EndsOn = "2026-06-30"
	faulty(t, s.ChangeEffort(ctx, who, e, in, 2), "starts_on federation.effort.phases")
	faulty(t, s.NoteEffort(ctx, who, e, federation.Note{On: "2027-01-01"}), "on federation.note.early", "words federation.text.missing")
	faulty(t, s.Conclude(ctx, who, federation.Conclusion{Effort: e, Version: 2, Decision: "maybe", On: "2025-01-01"}),
		"decision federation.decision.missing", "on federation.decision.before", "words federation.text.missing")
}

func TestOthersReadAndOnlyTheFederationKeeps(t *testing.T) {
	w, s, _ := started(t)
	ctx := t.Context()
	for _, f := range []id.Function{"samordning", "forsorjning-chef", "admin"} {
		who := w.As(f)
		if err := s.AddMember(ctx, who, federation.MemberInput{Org: "privat", JoinedOn: "2020-01-01"}); !errs.Is(err, errs.Denied) {
			t.Errorf("%s adds a member: %v", f, err)
		}
		if _, err := s.AddEffort(ctx, who, effort()); !errs.Is(err, errs.Denied) {
			t.Errorf("%s adds an effort: %v", f, err)
		}
		if v, err := s.Members(ctx, who); err != nil || len(v.Members) != 5 || v.Keeps || len(v.Candidates) != 0 {
			t.Errorf("%s: %+v %v", f, v, err)
		}
		if _, err := s.Report(ctx, who, "2026-1"); !errs.Is(err, errs.NotFound) {
			t.Errorf("%s reads a report that is not published: %v", f, err)
		}
	}
	p := w.Person()
	if _, err := s.Members(ctx, w.AsPerson(p)); !errs.Is(err, errs.NotFound) {
		t.Errorf("the person: %v", err)
	}
}

func TestTheBoardGetsItsReportAndNobodyInIt(t *testing.T) {
	w, s, who := started(t)
	ctx := t.Context()
	ok(t, s.Keep(ctx))
	if _, err := s.AddEffort(ctx, who, effort()); err != nil {
		t.Fatal(err)
	}
	w.Managers("active", "samverkan-chef", "vc-chef")
	sitting, _ := w.Sitting("lsg", -time.Hour, 1)
	ok(t, w.HoldSitting(ctx, w.As("samverkan-chef"), sitting, 1, []id.Function{"samverkan-chef"}))
	v, err := s.Report(ctx, who, "2026-2")
	ok(t, err)
	var met int
	for _, a := range v.Forums {
		met += a.Held
	}
	efforts, tasks := v.OfPoint(3)
	if met != 1 || len(v.Turnouts) != 2 || v.Turnouts[0].Percent() != 100 || v.Turnouts[1].Came != 0 || len(efforts) != 1 || len(tasks) != 0 || len(v.Tasks) != 2 {
		t.Errorf("%+v", v)
	}
	ok(t, s.PublishReport(ctx, who, federation.Foreword{Period: "2026-2", Words: "Halvåret i korthet."}))
	faulty(t, s.PublishReport(ctx, who, federation.Foreword{Period: "2027-1"}), "period federation.period.ahead")
	faulty(t, s.PublishReport(ctx, who, federation.Foreword{Period: "2026-3"}), "period federation.period.unknown")
	read, err := s.Report(ctx, w.As("samordning"), "")
	ok(t, err)
	if read.Period != "2026-2" || read.Foreword.Words != "Halvåret i korthet." || read.Keeps {
		t.Errorf("%+v", read)
	}
}

// TestTheReportHoldsNothingOfAnybody reads everything that the federation can
// get after a case has been lived through: no reference, no name, no number.
func TestTheReportHoldsNothingOfAnybody(t *testing.T) {
	w, s, who := started(t)
	ctx := t.Context()
	ok(t, s.Keep(ctx))
	c, p := w.Case()
	w.Join(c, "af", "vc")
	var ref string
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&ref}, `select ref from cases where id = $1`, c)
		return err
	})
	if ref == "" {
		t.Fatal("the case has no reference")
	}
	var all strings.Builder
	for _, read := range []func() (any, error){
		func() (any, error) { return s.Report(ctx, who, "2026") },
		func() (any, error) { return s.Efforts(ctx, who, federation.EffortFilter{Limit: 30}) },
		func() (any, error) { return s.Year(ctx, who, 2026) },
		func() (any, error) { return s.Shares(ctx, who, 2026) },
		func() (any, error) { return s.Members(ctx, who) },
		func() (any, error) { return w.Around(ctx, who, s.Due) },
	} {
		v, err := read()
		ok(t, err)
		fmt.Fprintf(&all, "%+v\n", v)
	}
	if !strings.Contains(all.String(), "Vetlanda") {
		t.Fatal("nothing is told at all")
	}
	for _, secret := range []string{ref, string(c), string(p.ID), p.Name, p.Number} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("%q is told", secret)
		}
	}
}

// TestNoTableOfTheIndividualLevelIsRead looks through the SQL of this part.
func TestNoTableOfTheIndividualLevelIsRead(t *testing.T) {
	individual := regexp.MustCompile(`(?i)\b(?:from|join|into|update)\s+(?:person|request|cases|party|case_\w+|consent\w*|block|item\w*|disclosure|recall|plan\w*|call\w*|minutes\w*|stand|representative|matter|objection|outcome|handover|brief\w*|coordination|assessment\w*|meeting_consent)\b`)
	n := 0
	for _, dir := range []string{".", "../federation"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		ok(t, err)
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			ok(t, err)
			n++
			for _, found := range individual.FindAllString(sql(string(text)), -1) {
				t.Errorf("%s: %s", name, found)
			}
		}
	}
	if n < 8 {
		t.Errorf("only %d files were read", n)
	}
}

// sql returns what stands between back quotes in a file.
func sql(text string) string {
	var all []string
	for i, part := range strings.Split(text, "`") {
		if i%2 == 1 {
			all = append(all, part)
		}
	}
	return strings.Join(all, "\n")
}
