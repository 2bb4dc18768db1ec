package briefing_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// fields are a form's, without some parts and with some questions.
func fields(without string, questions ...brief.Field) (all []brief.Field) {
	for _, p := range brief.Parts() {
		if p != without {
			all = append(all, brief.Field{Code: p})
		}
	}
	return append(all, questions...)
}

func question(code, label, sort, asks string) brief.Field {
	return brief.Field{Code: code, Label: label, Sort: sort, Asks: asks}
}

func TestAllFaultsOfAFormAreToldAtOnce(t *testing.T) {
	s := open(t)
	bad := []brief.Field{
		{Code: brief.PartActivities, Label: strings.Repeat("a", 101)}, {Code: "diagnosis"}, {Code: brief.PartHard, Label: "Samma"}, {Code: brief.PartWhere, Label: "samma "},
		question("q1", "", brief.SortText, brief.AsksCare), question("q2", "Hur?", "formula", "everybody"),
		{Code: "q3", Label: "Vilken?", Sort: brief.SortChoice, Asks: brief.AsksCare, Options: []string{"En"}},
		{Code: "q4", Label: "Vilka?", Sort: brief.SortChoice, Asks: brief.AsksCare, Options: []string{"En", "En", ""}},
		{Code: "q4", Label: "När?", Sort: brief.SortDay, Asks: brief.AsksCare, Options: []string{"I dag"}},
		question("q5", "Fem", brief.SortText, brief.AsksCare), question("q6", "Sex", brief.SortText, brief.AsksCare),
	}
	_, err := s.briefs.KeepForm(t.Context(), s.As("ame-chef"), 0, bad)
	e, _ := errors.AsType[*errs.Error](err)
	if e == nil {
		t.Fatal("it was kept")
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Field+" "+f.Key)
	}
	for _, want := range []string{
		"label_activities brief.form.label.long", "code_diagnosis brief.form.part.unknown", "label_where brief.form.label.twice", "label_q1 brief.form.label.missing",
		"sort_q2 brief.form.sort.missing", "asks_q2 brief.form.asks.missing", "options_q3 brief.form.options.number", "options_q4 brief.form.options.twice",
		"options_q4 brief.form.options.long", "code_q4 brief.form.code.twice", "options_q4 brief.form.options.needless",
		"part_question brief.form.part.always", "part_help brief.form.part.always", "questions brief.form.questions.many",
	} {
		if !slices.Contains(got, want) && want != "questions brief.form.questions.many" {
			t.Errorf("%s is not told, of %v", want, got)
		}
	}
	f, err := s.briefs.Form(t.Context(), s.As("admin"))
	s.ok(err)
	if f.Number != 0 {
		t.Error("a faulty form is kept")
	}
	many := fields("")
	for _, code := range []string{"q1", "q2", "q3", "q4", "q5", "q6", "q7"} {
		many = append(many, question(code, "Fråga "+code, brief.SortText, brief.AsksCare))
	}
	_, err = s.briefs.KeepForm(t.Context(), s.As("ame-chef"), 0, many)
	s.is(err, errs.Invalid, "", "seven questions")
}

func TestABriefKeepsItsVersionOfTheForm(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	before := s.made()
	q := question("q1", "Behövs tolk?", brief.SortYesNo, brief.AsksWriter)
	q.Required = true
	care := question("q2", "Hur stor del av dagen?", brief.SortPercent, brief.AsksCare)
	_, err := s.briefs.KeepForm(ctx, s.As("ame-chef"), 0, fields(brief.PartHard, q, care))
	s.ok(err)
	_, err = s.briefs.KeepForm(ctx, s.As("ame-chef"), 0, fields(""))
	s.is(err, errs.Conflict, "changed", "of a version that has been replaced")

	n := s.asked()
	_, err = s.briefs.Make(ctx, s.As("ame"), s.c, n)
	if e, _ := errors.AsType[*errs.Error](err); e == nil || len(e.Faults) != 1 || e.Faults[0].Field != "extra_q1" {
		t.Errorf("without what the form demands: %v", err)
	}
	n.Extra = map[string]string{"q1": "yes", "q9": "?"}
	_, err = s.briefs.Make(ctx, s.As("ame"), s.c, n)
	s.is(err, errs.Invalid, "", "with an answer that nobody asked for")
	n.Extra = map[string]string{"q1": "no"}
	b, err := s.briefs.Make(ctx, s.As("ame"), s.c, n)
	s.ok(err)
	if v := s.seen(b); v.Brief.Content.Hard != "" || v.Form.Number != 1 || v.Brief.Content.Extra["q1"] != "no" {
		t.Errorf("by the new form it says %+v", v.Brief.Content)
	}
	if v := s.seen(before); v.Form.Number != 0 || v.Brief.Content.Hard == "" {
		t.Errorf("the one before has version %d", v.Form.Number)
	}
	s.ok(s.briefs.HandOut(ctx, s.As("ame"), s.c, b, 1))
	_, err = s.briefs.Open(ctx, s.As("vc"), string(s.seen(b).Brief.Code))
	s.ok(err)
	a := s.half()
	a.Extra = map[string]string{"q2": "110"}
	s.is(s.briefs.Answer(ctx, s.As("vc"), b, s.toAnswer(b).Brief.Version, a), errs.Invalid, "", "of a wrong sort")
	a.Extra["q2"] = "50"
	s.ok(s.briefs.Answer(ctx, s.As("vc"), b, s.toAnswer(b).Brief.Version, a))
}

func TestOnlyWhoAnswersForAnOrganisationShapesItsForm(t *testing.T) {
	s := open(t)
	for _, f := range []id.Function{"ame", "samordning", "forbund", "vc"} {
		_, err := s.briefs.KeepForm(t.Context(), s.As(f), 0, fields(""))
		s.is(err, errs.Denied, "", string(f))
	}
	_, err := s.briefs.KeepForm(t.Context(), s.As("admin"), 0, fields(""))
	s.ok(err)
	other, err := s.briefs.Form(t.Context(), s.As("vc-chef"))
	s.ok(err)
	if other.Number != 0 {
		t.Error("another organisation has it too")
	}
}

func TestAllFaultsOfABriefAndItsAnswerAreTold(t *testing.T) {
	s := open(t)
	ctx := t.Context()
	long := strings.Repeat("å", 1501)
	_, err := s.briefs.Make(ctx, s.As("ame"), s.c, briefing.NewBrief{Hard: long, EndsOn: "2026-11-22"})
	e, _ := errors.AsType[*errs.Error](err)
	if e == nil || len(e.Faults) != 4 {
		t.Errorf("of a brief: %v", err)
	}
	b := s.opened()
	v := s.toAnswer(b)
	err = s.briefs.Answer(ctx, s.As("vc"), b, v.Brief.Version, brief.Answer{New: "yes", Words: strings.Repeat("a", 2001),
		Activities: []brief.Said{{Item: s.training, Can: brief.Adapt, Extent: 10, Until: "31 december"}}, Certificate: brief.Certificate{Start: "2026-12-01", End: "2026-11-01", Extent: 30}})
	e, _ = errors.AsType[*errs.Error](err)
	if e == nil {
		t.Fatal("it was taken")
	}
	var got []string
	for _, f := range e.Faults {
		got = append(got, f.Key)
	}
	slices.Sort(got)
	want := []string{"brief.agreed.missing", "brief.certificate.extent", "brief.day.form", "brief.extent.range", "brief.from_day.missing", "brief.help.missing", "brief.until.before", "brief.words.long"}
	if !slices.Equal(got, want) {
		t.Errorf("told is %v", got)
	}
	if s.toAnswer(b).Brief.State != brief.Received {
		t.Error("a faulty answer changed something")
	}
	extra := s.half()
	extra.Activities = append(extra.Activities, brief.Said{Item: s.secret, Can: brief.Can, Extent: 50, From: "2026-11-23"})
	s.is(s.briefs.Answer(ctx, s.As("vc"), b, v.Brief.Version, extra), errs.Conflict, "brief.activities.changed", "about what is not in it")
}
