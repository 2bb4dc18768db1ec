package mapping_test

import (
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
	"samverk/internal/study"
)

func TestAStudyNamesAllThatIsWrongAtOnce(t *testing.T) {
	s := begun(t, vetlanda)
	_, err := s.CreateStudy(t.Context(), s.As("samordning"), study.Input{Title: strings.Repeat("x", 121), From: "2015-13-01", To: "igår", Sources: []string{"gissning"}, Areas: []id.Area{vetlanda}})
	for field, key := range map[string]string{"title": "study.text.long", "aim": "study.text.missing", "questions": "study.text.missing", "sources": "study.unknown", "from": "study.date.wrong", "to": "study.date.wrong"} {
		if got := fault(err, field); got != key {
			t.Errorf("%s: %q, want %q", field, got, key)
		}
	}
	in := input(vetlanda)
	in.To = "2014-01-01"
	if _, err := s.CreateStudy(t.Context(), s.As("samordning"), in); fault(err, "to") != "study.date.order" {
		t.Error(err)
	}
}

func TestWhoKeepsAnAreaKeepsItsStudiesOnly(t *testing.T) {
	s := begun(t, vetlanda)
	ctx := t.Context()
	_, err := s.CreateStudy(ctx, s.As("samordning"), input(vetlanda, nassjo))
	is(t, err, errs.Denied)
	_, err = s.CreateStudy(ctx, s.As("samordning"), input(nassjo))
	is(t, err, errs.Denied)
	_, err = s.CreateStudy(ctx, s.As("ame"), input(vetlanda))
	is(t, err, errs.Denied)
	if err := s.ChangeStudy(ctx, s.As("samordning"), s.study, 1, input(vetlanda, nassjo)); fault(err, "areas") != "study.area.frame" {
		t.Error(err)
	}
	ok(t, s.ChangeStudy(ctx, s.As("forbund"), s.study, 1, input(vetlanda, nassjo)))
	is(t, s.ChangeStudy(ctx, s.As("forbund"), s.study, 1, input(vetlanda)), errs.Conflict)
	if err := s.ChangeStudy(ctx, s.As("forbund"), s.study, 2, input(nassjo)); fault(err, "areas") != "study.area.used" {
		t.Error("an area with a group was left out:", err)
	}
	s.say("Ett uttalande")
	for _, who := range []id.Function{"ame", "fk"} {
		_, err := s.Statements(ctx, s.As(who), study.Filter{Study: s.study, Area: string(vetlanda)})
		is(t, err, errs.Denied)
	}
	_, err = s.Statements(ctx, s.As("samordning"), study.Filter{Study: s.study, Area: string(nassjo)})
	is(t, err, errs.Denied)
	_, err = s.Statements(ctx, s.As("samordning"), study.Filter{Study: s.study})
	is(t, err, errs.Denied)
	if _, err := s.Study(ctx, s.As("ame"), s.study); err != nil {
		t.Error("how a study is made is for everybody:", err)
	}
}

func TestAGroupOfNobodyOrOfManyHundredsIsRefused(t *testing.T) {
	s := begun(t, vetlanda)
	for _, n := range []int{0, -1, 101, 500} {
		g := s.focus(vetlanda)
		g.People = n
		if _, err := s.SaveGroup(t.Context(), s.As("samordning"), s.study, g); fault(err, "people") != "study.people.range" {
			t.Errorf("%d people: %v", n, err)
		}
	}
	_, err := s.SaveGroup(t.Context(), s.As("samordning"), s.study, study.Group{Name: "Grupp 19121212-1212", Audience: "alla", On: "2099-01-01", Areas: []id.Area{nassjo}, Actors: []access.Kind{"kyrkan"}})
	for field, key := range map[string]string{"name": "text.identity.number", "audience": "study.choose", "on": "study.date.ahead", "areas": "study.area.outside", "actors": "study.unknown", "people": "study.people.range", "minutes": "study.minutes.range", "moderator": "study.choose"} {
		if got := fault(err, field); got != key {
			t.Errorf("%s: %q, want %q", field, got, key)
		}
	}
	g := s.focus(vetlanda)
	g.On = "2014-01-01"
	if _, err := s.SaveGroup(t.Context(), s.As("samordning"), s.study, g); fault(err, "on") != "study.date.outside" {
		t.Error(err)
	}
	v, err := s.Study(t.Context(), s.As("ame"), s.study)
	ok(t, err)
	if h := study.HeardIn(v.Groups, ""); h.Groups != 1 || h.People != 5 {
		t.Errorf("%+v", h)
	}
	if got := v.Coverage[0].Missing["staff"]; len(got) != 3 || got[0] != access.Kommun {
		t.Errorf("missing staff: %v", got)
	}
}

func TestPastedStatementsAreTakenAllOrNone(t *testing.T) {
	s := begun(t, vetlanda)
	paste := func(p study.Pasted) error {
		p.Area, p.Source, p.Group = vetlanda, "focus_group", s.group
		return s.AddStatements(t.Context(), s.As("samordning"), s.study, p)
	}
	big := strings.Repeat("Man saknar en väg in. ", 50_000) // over a megabyte
	if err := paste(study.Pasted{Lines: study.Lines(big)}); fault(err, "words") != "study.line.long" {
		t.Error(err)
	}
	if err := paste(study.Pasted{Lines: study.Lines(strings.Repeat("rad\n", 201))}); fault(err, "words") != "study.lines.many" {
		t.Error(err)
	}
	if err := paste(study.Pasted{Lines: []string{"En bra rad", "Klienten 19121212-1212 kom inte"}}); fault(err, "words") != "study.line.number" {
		t.Error(err)
	}
	if err := paste(study.Pasted{Theme: study.Way, Lines: []string{"Svårt"}}); fault(err, "actor") != "study.theme.actor" {
		t.Error(err)
	}
	if err := paste(study.Pasted{}); fault(err, "words") != "study.text.missing" {
		t.Error(err)
	}
	if rows := s.list(s.As("samordning")).Rows; len(rows) != 0 {
		t.Fatalf("%d statements stayed", len(rows))
	}
	ok(t, paste(study.Pasted{Lines: study.Lines("Ett\r\n\r\nTvå\n")}))
	if rows := s.list(s.As("samordning")).Rows; len(rows) != 2 || rows[0].Words != "Ett" || rows[1].Words != "Två" {
		t.Errorf("%+v", rows)
	}
}

func TestTwoCodeAndWhatDiffersIsSettled(t *testing.T) {
	s := begun(t, vetlanda)
	ctx := t.Context()
	first, second := s.As("samordning"), s.As("forbund")
	s.say("Överens", "Oense", "Bara en")
	s.code(first, "Överens", factor.Goals, "hindering")
	s.code(first, "Oense", factor.Goals, "hindering")
	s.code(first, "Bara", factor.Goals, "hindering")
	v := s.list(first)
	if v.Agreement.Defined || len(v.Agreement.Coders) != 1 {
		t.Errorf("one coder agrees with somebody: %+v", v.Agreement)
	}
	s.code(second, "Överens", factor.Goals, "hindering")
	s.code(second, "Oense", factor.Goals, "hindering")
	s.code(second, "Oense", factor.Respect, "hindering") // she changes her mind
	n, err := s.SettleAgreed(ctx, first, s.study, string(vetlanda))
	ok(t, err)
	if one := s.find("Överens"); n != 1 || one.Factor != factor.Goals || one.Side != "hindering" {
		t.Errorf("%d settled, %+v", n, one)
	}
	if one := s.find("Oense"); !one.Differ || one.Settled() || len(one.Others) != 1 || one.Mine.Factor != factor.Goals {
		t.Errorf("%+v", one)
	}
	if s.find("Bara").Settled() {
		t.Error("what one has coded is settled as agreed")
	}
	differs := s.find("Oense").Statement
	ok(t, s.Settle(ctx, first, s.study, string(vetlanda), differs, study.Category{Factor: factor.Respect, Side: "hindering"}))
	is(t, s.Settle(ctx, second, s.study, string(vetlanda), differs, study.Category{Factor: factor.Goals, Side: "hindering"}), errs.Conflict)
	if err := s.Settle(ctx, first, s.study, string(vetlanda), differs, study.Category{Factor: "luck", Side: "up"}); fault(err, "category") != "study.factor.unknown" {
		t.Error(err)
	}
	is(t, s.Settle(ctx, s.As("forbund"), s.study, string(nassjo), differs, study.Category{Factor: factor.Goals, Side: "hindering"}), errs.NotFound)
	view, err := s.Perspective(ctx, first, s.study, study.Place{Area: vetlanda})
	ok(t, err)
	if view.Settled != 2 {
		t.Errorf("%d settled", view.Settled)
	}
}

func TestAStatementIsChangedAndTakenAway(t *testing.T) {
	s := begun(t, vetlanda)
	ctx, who := t.Context(), s.As("samordning")
	s.say("Fel ord")
	was := s.find("Fel").Statement
	s.code(who, "Fel", factor.Goals, "hindering")
	to := was
	to.Words = "Rätt ord 19121212-1212"
	if err := s.ChangeStatement(ctx, who, s.study, string(vetlanda), to); fault(err, "words") != "text.identity.number" {
		t.Error(err)
	}
	to.Words = "Rätt ord"
	ok(t, s.ChangeStatement(ctx, who, s.study, string(vetlanda), to))
	is(t, s.ChangeStatement(ctx, who, s.study, string(vetlanda), was), errs.Conflict)
	gone := s.find("Rätt").Statement
	gone.Words = ""
	ok(t, s.ChangeStatement(ctx, who, s.study, string(vetlanda), gone))
	if len(s.list(who).Rows) != 0 {
		t.Error("it stands")
	}
}

func TestGuidesNotesAndStepsAreKept(t *testing.T) {
	s := begun(t, vetlanda)
	ctx, who := t.Context(), s.As("samordning")
	for range 2 {
		ok(t, s.AddGuide(ctx, who, s.study, study.Guide{Audience: "staff", Questions: []string{"Hur gör ni?"}}))
	}
	if err := s.AddGuide(ctx, who, s.study, study.Guide{Audience: "alla"}); fault(err, "audience") == "" || fault(err, "questions") == "" {
		t.Error(err)
	}
	ok(t, s.SaveStep(ctx, who, s.study, study.StepDone{Step: "planning", Words: "Klart", DoneOn: "2015-09-01"}))
	is(t, s.SaveStep(ctx, who, s.study, study.StepDone{Step: "planning", Words: "Igen"}), errs.Conflict)
	ok(t, s.SaveStep(ctx, who, s.study, study.StepDone{Step: "planning", Words: "Igen", Version: 1}))
	ok(t, s.AddStudyNote(ctx, who, s.study, study.Note{Kind: study.Contact, Function: "ame-chef"}))
	ok(t, s.AddStudyNote(ctx, who, s.study, study.Note{Kind: study.Feedback, Area: vetlanda, On: "2016-03-01", Words: "Resultatet visades"}))
	for field, n := range map[string]study.Note{"function": {Kind: study.Contact, Function: "nobody"}, "on": {Kind: study.Feedback, Area: vetlanda, Words: "x"}, "words": {Kind: study.Material}} {
		if err := s.AddStudyNote(ctx, who, s.study, n); fault(err, field) == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	ok(t, s.StepStudy(ctx, who, s.study, 1, study.Anchoring))
	is(t, s.StepStudy(ctx, who, s.study, 1, study.Done), errs.Conflict)
	if err := s.StepStudy(ctx, who, s.study, 2, "thinking"); fault(err, "state") == "" {
		t.Error(err)
	}
	v, err := s.Study(ctx, who, s.study)
	ok(t, err)
	if len(v.Guides) != 2 || v.Guides[0].Number != 2 || len(v.Notes) != 2 || v.Steps[0].Words != "Igen" || v.State != study.Anchoring {
		t.Errorf("%+v", v)
	}
}
