package joint_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/assessment"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/joint"
	"samverk/internal/meeting"
)

// sitting is a meeting that goes on: "samordning" has called "ame", "vc" and
// "af", and "fk" takes part in the case without being called. The consent
// covers "af" no more.
type sitting struct {
	table
	call id.Call
	sv   *i18n.Texts
}

func sit(t *testing.T) sitting {
	t.Helper()
	b := lay(t, "ame", "vc", "fk", "af")
	texts, err := i18n.Load()
	b.ok(err)
	wider := maps.Clone(circle)
	wider["af"] = access.SetOf(access.Plan)
	b.Consent(b.c, wider)
	s := sitting{table: b, call: b.Call(b.c, "samordning", "", "", "ame", "vc", "af"), sv: texts.In(i18n.Swedish)}
	b.Consent(b.c, circle)
	b.ok(s.joint.BeginAssessment(t.Context(), b.As("samordning"), b.c, s.call))
	v, err := b.Meeting(t.Context(), b.As("samordning"), b.c, s.call)
	b.ok(err)
	b.ok(b.BeginMeeting(t.Context(), b.As("samordning"), b.c, s.call, v.Call.Version))
	return s
}

func (s sitting) looks(who access.Actor) joint.AssessmentView {
	s.t.Helper()
	v, err := s.joint.Assessment(s.t.Context(), who, s.c, s.call)
	s.ok(err)
	return v
}

func (s sitting) parts() assessment.Parts {
	return assessment.Parts{Text: "Vi bedömer att", Measure: "Arbetsträning 50 procent", Actor: "kommun", Benefit: "SP", Time: "Från februari", Paths: []string{"measures", "insurance"}}
}

func (s sitting) states(p assessment.Parts, version int64) error {
	_, err := s.joint.KeepStatement(s.t.Context(), s.As("samordning"), s.c, s.call, joint.NewStatement{Parts: p, All: true, Version: version, Words: s.sv})
	return err
}

func (s sitting) says(who access.Actor, stand, words string) error {
	return s.joint.SayOfStatement(s.t.Context(), who, s.c, s.call, app.NewStand{Stand: stand, Words: words}, s.sv)
}

func TestOneStatementIsMadeTogetherAndDifferencesStandBesideIt(t *testing.T) {
	s := sit(t)
	ctx, lead := t.Context(), s.As("samordning")
	add := func(f id.Function, n joint.NewPoint) {
		t.Helper()
		n.All = true
		_, err := s.joint.AddPoint(ctx, s.As(f), s.c, s.call, n)
		s.ok(err)
	}
	add("ame", joint.NewPoint{Heading: assessment.Known, Text: "Hon klarar halvtid", Category: access.Work})
	add("vc", joint.NewPoint{Heading: assessment.Unknown, Text: "Vad säger läkaren?", Category: access.Plan, Due: "2026-12-10", Responsible: "vc"})
	v := s.looks(lead)
	if !slices.Equal(v.Missing, []access.Kind{access.FK}) || len(v.Under(assessment.Known)) != 1 {
		t.Errorf("the team lacks %v; known: %d", v.Missing, len(v.Under(assessment.Known)))
	}
	if open := v.Under(assessment.Unknown); len(open) != 1 || open[0].Kind != item.Commitment || open[0].Responsible != "vc" || open[0].Due != "2026-12-10" {
		t.Errorf("what is to be found out: %+v", open)
	}
	s.ok(s.states(s.parts(), 1))
	s.ok(s.says(s.As("ame"), meeting.StandAgrees, ""))
	s.ok(s.says(s.As("vc"), meeting.StandDiffers, "Vi bedömer att hon inte kan arbeta"))
	s.ok(s.says(s.me(), meeting.StandDiffers, "Jag orkar mindre"))
	s.ok(s.says(s.me(), meeting.StandAgrees, "Nu håller jag med"))
	s.ok(s.joint.AgreeAssessment(ctx, lead, s.c, s.call, 2))
	for _, who := range []access.Actor{lead, s.As("ame"), s.As("vc"), s.me()} {
		v := s.looks(who)
		if v.Statement == nil || v.Assessment.State != assessment.Agreed || v.Parts.Benefit != "SP" || len(v.Statement.Stands) != 2 || v.Said == nil || v.Said.Words != "Nu håller jag med" || v.Said.Newest != v.Said.Version {
			t.Fatalf("%s reads %+v, %d stands, said %v", who.Function, v.Assessment, len(v.Statement.Stands), v.Said)
		}
		for _, part := range []string{"Vi bedömer att", "Arbetsträning 50 procent", "Från februari"} {
			if !strings.Contains(v.Statement.Words, part) {
				t.Errorf("what is handed over lacks %q", part)
			}
		}
	}
	// It is an item like all others: whom it was handed to stands in its ledger.
	on, err := s.Item(ctx, s.me(), s.c, s.looks(s.me()).Statement.ID)
	s.ok(err)
	var to []string
	for _, h := range on.Ledger {
		to = append(to, string(h.Unit))
	}
	slices.Sort(to)
	if !slices.Equal(to, []string{"ame", "vc"}) {
		t.Errorf("the ledger: %v", to)
	}
}

func TestWhoMayKnowOfAnAssessment(t *testing.T) {
	s := sit(t)
	ctx := t.Context()
	s.ok(s.states(s.parts(), 1))
	s.ok(s.says(s.As("vc"), meeting.StandDiffers, "Hemligt skäl"))
	s.ok(s.says(s.me(), meeting.StandDiffers, "Min mening"))
	for _, who := range []access.Actor{s.As("fk"), s.As("forsorjning"), s.As("nassjo-samordning"), s.As("forbund"), s.AsPerson(s.Person())} {
		_, err := s.joint.Assessment(ctx, who, s.c, s.call)
		s.is(err, errs.NotFound, "who is not called")
		s.is(s.says(who, meeting.StandAgrees, ""), errs.NotFound, "the same, saying something")
	}
	v := s.looks(s.As("af")) // called, and covered by no consent
	if v.Statement != nil || v.Parts.Measure != "" || v.Said != nil || len(v.Missing) > 0 || len(v.Called) > 0 || len(v.Material()) > 0 || v.MaySay || v.Call.Question != "" {
		t.Errorf("who is not covered reads %+v", v)
	}
	s.is(s.says(s.As("af"), meeting.StandAgrees, ""), errs.NotFound, "who does not see it takes a stand")
	if list, err := s.joint.Assessments(ctx, s.As("af"), s.c); err != nil || len(list.Rows) != 0 || list.MayCall {
		t.Errorf("the list of one who is not covered: %+v %v", list.Rows, err)
	}
	if list, err := s.joint.Assessments(ctx, s.As("ame"), s.c); err != nil || len(list.Rows) != 1 || !list.Rows[0].MayRead {
		t.Errorf("the list of one who is called: %+v %v", list.Rows, err)
	}
	s.is(s.joint.BeginAssessment(ctx, s.As("ame"), s.c, s.call), errs.Denied, "who does not hold the meeting together")
	_, err := s.joint.KeepStatement(ctx, s.As("ame"), s.c, s.call, joint.NewStatement{Parts: s.parts(), All: true, Version: 2, Words: s.sv})
	s.is(err, errs.Denied, "the same, writing the statement")
	s.is(s.joint.AgreeAssessment(ctx, s.me(), s.c, s.call, 2), errs.Denied, "the person agrees for all")
	s.ok(s.SetBlock(ctx, s.me(), s.c, "vc"))
	_, err = s.joint.Assessment(ctx, s.As("vc"), s.c, s.call)
	s.is(err, errs.NotFound, "a blocked unit")
}

func TestAConsentThatEndsTakesTheStatementAway(t *testing.T) {
	s := sit(t)
	s.ok(s.states(s.parts(), 1))
	if s.looks(s.As("ame")).Statement == nil {
		t.Fatal("it was not handed over")
	}
	s.Consent(s.c, map[id.Unit]access.Set{"samverkan": access.All, "ame": access.SetOf(access.Work)})
	if v := s.looks(s.As("ame")); v.Statement != nil || v.Parts.Text != "" {
		t.Errorf("it still reads %+v", v.Parts)
	}
}

func TestWhatBadInputGetsAtAnAssessment(t *testing.T) {
	s := sit(t)
	ctx, long := t.Context(), strings.Repeat("å", 4001)
	point := func(n joint.NewPoint) []string {
		_, err := s.joint.AddPoint(ctx, s.As("ame"), s.c, s.call, n)
		return faults(err)
	}
	if got := point(joint.NewPoint{Heading: "gossip", Category: 99}); !slices.Equal(got, []string{"category", "heading", "text"}) {
		t.Errorf("a point: %v", got)
	}
	if got := point(joint.NewPoint{Heading: assessment.Unknown, Text: "Vem?", Category: access.Plan}); !slices.Equal(got, []string{"due", "responsible"}) {
		t.Errorf("an open question: %v", got)
	}
	bad := assessment.Parts{Text: long, Measure: long, Actor: "forbund", Benefit: "XX", Time: long, Cost: long, Paths: []string{"elsewhere"}}
	if got := faults(s.states(bad, 1)); !slices.Equal(got, []string{"actor", "benefit", "cost", "judged", "measure", "paths", "time"}) {
		t.Errorf("a statement: %v", got)
	}
	s.is(s.joint.AgreeAssessment(ctx, s.As("samordning"), s.c, s.call, 1), errs.Conflict, "agreeing on nothing")
	s.is(s.says(s.me(), meeting.StandAgrees, ""), errs.Conflict, "saying something of nothing")
	s.ok(s.states(assessment.Parts{Text: "Utkast"}, 1))
	s.is(s.states(s.parts(), 1), errs.Conflict, "a version that somebody has replaced")
	if got := faults(s.joint.AgreeAssessment(ctx, s.As("samordning"), s.c, s.call, 2)); !slices.Equal(got, []string{"actor", "benefit", "measure", "paths"}) {
		t.Errorf("agreeing on a draft that lacks something: %v", got)
	}
	if got := faults(s.says(s.me(), "perhaps", "")); !slices.Equal(got, []string{"stand"}) {
		t.Errorf("a stand of the person: %v", got)
	}
	if got := faults(s.says(s.As("vc"), meeting.StandDiffers, " ")); !slices.Equal(got, []string{"words"}) {
		t.Errorf("a dissent without words: %v", got)
	}
	if v := s.looks(s.me()); v.Assessment.Version != 2 || v.Said != nil || len(v.Statement.Stands) != 0 {
		t.Errorf("what was refused has changed something: %+v", v.Assessment)
	}
	s.is(s.joint.BeginAssessment(ctx, s.As("samordning"), s.c, s.call), errs.Conflict, "beginning twice")
}

func TestANewVersionIsADraftAgainAndOlderStandsSaySo(t *testing.T) {
	s := sit(t)
	ctx := t.Context()
	s.ok(s.states(s.parts(), 1))
	s.ok(s.says(s.As("vc"), meeting.StandAgrees, ""))
	s.ok(s.joint.AgreeAssessment(ctx, s.As("samordning"), s.c, s.call, 2))
	s.Pass(time.Minute)
	again := s.parts()
	again.Measure = "Arbetsträning 25 procent"
	s.ok(s.states(again, 3))
	v := s.looks(s.As("vc"))
	if v.Assessment.State != assessment.Open || v.Parts.Measure != "Arbetsträning 25 procent" || !v.Early(v.Statement.Stands[0]) || v.Statement.Version != 2 {
		t.Errorf("a new version: %+v %+v", v.Assessment, v.Parts)
	}
}

func TestWhatNobodyMayHaveIsNotAgreedOn(t *testing.T) {
	s := sit(t)
	s.Consent(s.c, map[id.Unit]access.Set{"samverkan": access.All})
	s.ok(s.states(s.parts(), 1))
	s.is(s.joint.AgreeAssessment(t.Context(), s.As("samordning"), s.c, s.call, 2), errs.Conflict, "a statement that nobody else has")
	if s.looks(s.me()).Statement != nil {
		t.Error("a working note is shown to the person as what was judged together")
	}
}

func TestNothingIsLeftToReadOfAnAssessment(t *testing.T) {
	s := sit(t)
	ctx := t.Context()
	s.ok(s.states(s.parts(), 1))
	s.Exec(`update cases set state = 'closed' where id = $1`, s.c)
	s.is(s.joint.AgreeAssessment(ctx, s.As("samordning"), s.c, s.call, 2), errs.Conflict, "in a closed case")
	s.is(s.says(s.me(), meeting.StandAgrees, ""), errs.Conflict, "the same, saying something")
	s.ok(s.ErasePerson(ctx, s.anna.ID))
	if left := s.dump("assessment"); !slices.Equal(left, []string{"open  "}) {
		t.Errorf("left: %q", left)
	}
}
