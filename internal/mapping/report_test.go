package mapping_test

import (
	"slices"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/development"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/study"
)

func (s *stage) report(who access.Actor, r id.Report) mapping.ReportView {
	s.t.Helper()
	v, err := s.Report(s.t.Context(), who, r, 0)
	ok(s.t, err)
	return v
}

func sectionOf(t *testing.T, v mapping.ReportView, code string) study.Section {
	t.Helper()
	i := slices.IndexFunc(v.Sections, func(s study.Section) bool { return s.Code == code })
	if i < 0 {
		t.Fatalf("no section %s", code)
	}
	return v.Sections[i]
}

func TestAReportOfNothingSaysSoAndIsNotPublished(t *testing.T) {
	s := begun(t, vetlanda)
	who := s.As("samordning")
	r, err := s.MakeReport(t.Context(), who, s.study, vetlanda, s.given())
	ok(t, err)
	v := s.report(who, r)
	for _, f := range factor.Headings() {
		if sec := sectionOf(t, v, string(f.Code)); !sec.Bare || !strings.Contains(sec.Text(), s.texts.T("report.bare")) {
			t.Errorf("%s: %+v", f.Code, sec)
		}
	}
	err = s.Publish(t.Context(), who, r, v.Version)
	is(t, err, errs.Conflict)
	if s.report(who, r).Editions != 0 {
		t.Error("it was published")
	}
	_, err = s.Report(t.Context(), s.As("ame"), r, 0)
	is(t, err, errs.NotFound)
	if _, err := s.MakeReport(t.Context(), s.As("forbund"), s.study, nassjo, s.given()); fault(err, "area") != "study.area.outside" {
		t.Error(err)
	}
}

func TestAReportIsMadeWrittenMadeAnewAndPublished(t *testing.T) {
	s := begun(t, vetlanda)
	ctx, who := t.Context(), s.As("samordning")
	s.say("Chefer ser möten som viktiga", "Tiden räcker inte")
	for _, one := range []string{"Chefer", "Tiden"} {
		ok(t, s.Settle(ctx, who, s.study, string(vetlanda), s.find(one).Statement, study.Category{Factor: factor.Leadership, Side: "hindering"}))
	}
	ok(t, s.SaveSummary(ctx, who, s.study, study.Summary{Place: study.Place{Area: vetlanda}, Section: "leadership", Words: "I korthet"}))
	is(t, s.SaveSummary(ctx, who, s.study, study.Summary{Place: study.Place{Area: vetlanda}, Section: "leadership", Words: "Annat"}), errs.Conflict)
	r, err := s.MakeReport(ctx, who, s.study, vetlanda, s.given())
	ok(t, err)
	v := s.report(who, r)
	lead := sectionOf(t, v, "leadership")
	for _, want := range []string{"I korthet", "- Chefer ser möten som viktiga", "- Tiden räcker inte"} {
		if !strings.Contains(lead.Text(), want) {
			t.Errorf("%q is not in %q", want, lead.Text())
		}
	}
	lead.Own = "Med egna ord"
	ok(t, s.WriteSection(ctx, who, r, lead))
	is(t, s.WriteSection(ctx, who, r, lead), errs.Conflict)
	ok(t, s.Publish(ctx, who, r, v.Version))
	is(t, s.Publish(ctx, who, r, v.Version), errs.Conflict)

	s.say("Nytt har sagts")
	ok(t, s.Settle(ctx, who, s.study, string(vetlanda), s.find("Nytt").Statement, study.Category{Factor: factor.Leadership, Side: "promoting"}))
	again, err := s.MakeReport(ctx, who, s.study, vetlanda, s.given())
	ok(t, err)
	v = s.report(who, r)
	lead = sectionOf(t, v, "leadership")
	if again != r || lead.Own != "Med egna ord" || !lead.Behind() || !strings.Contains(lead.Made, "Nytt har sagts") {
		t.Errorf("%+v", lead)
	}
	seen := s.report(s.As("ame"), r)
	if seen.May || len(seen.Sections) != 0 {
		t.Error("the draft is for those who work with it")
	}
	text := ""
	for _, sec := range seen.Shown(false) {
		text += sec.Text
	}
	if !strings.Contains(text, "Med egna ord") || strings.Contains(text, "Nytt har sagts") {
		t.Errorf("the edition has changed: %q", text)
	}
	lead.Own = ""
	ok(t, s.WriteSection(ctx, who, r, lead))
	if now := sectionOf(t, s.report(who, r), "leadership"); now.Own != "" || !strings.Contains(now.Text(), "Nytt har sagts") {
		t.Errorf("%+v", now)
	}
	ok(t, s.Publish(ctx, who, r, s.report(who, r).Version))
	if e := s.report(s.As("ame"), r).Edition; e.Number != 2 {
		t.Errorf("edition %d", e.Number)
	}
	old, err := s.Report(ctx, s.As("ame"), r, 1)
	ok(t, err)
	if d := old.Document(s.texts, false); !strings.Contains(d.About, "Utgåva 1") || len(d.Parts) < 10 {
		t.Errorf("%+v", d)
	}
}

func TestAQuoteOfOneIsNotShownWithItsActor(t *testing.T) {
	s := begun(t, vetlanda)
	ctx, who := t.Context(), s.As("samordning")
	alone := s.focus(vetlanda)
	alone.People = 1
	one, err := s.SaveGroup(ctx, who, s.study, alone)
	ok(t, err)
	for group, words := range map[id.Group]string{s.group: "Vi är flera", one: "Jag är ensam"} {
		ok(t, s.AddStatements(ctx, who, s.study, study.Pasted{Group: group, Area: vetlanda, Source: "focus_group", Actor: access.AF, Quote: true, Lines: []string{words}}))
		ok(t, s.Settle(ctx, who, s.study, string(vetlanda), s.find(words).Statement, study.Category{Factor: factor.Forums, Side: "promoting"}))
	}
	r, err := s.MakeReport(ctx, who, s.study, vetlanda, s.given())
	ok(t, err)
	text := sectionOf(t, s.report(who, r), "forums").Text()
	if !strings.Contains(text, "> ”Vi är flera” (Arbetsförmedlingen)") || strings.Contains(text, "ensam” (") {
		t.Error(text)
	}
}

func TestTheMainReportHasThreePerspectives(t *testing.T) {
	s := begun(t, vetlanda, nassjo)
	ctx, who := t.Context(), s.As("forbund")
	for _, at := range []study.Place{{Area: vetlanda}, {Actor: access.FK}, {}} {
		section := "goals"
		if at.Area != "" {
			section = study.Intro
		}
		ok(t, s.SaveSummary(ctx, who, s.study, study.Summary{Place: at, Section: section, Words: "Om " + string(at.Area) + string(at.Actor) + "."}))
	}
	is(t, s.SaveSummary(ctx, s.As("samordning"), s.study, study.Summary{Section: "goals", Words: "Alla"}), errs.Denied)
	if err := s.AddPoints(ctx, who, s.study, study.Point{Kind: study.Proposal, Code: "luck"}, []string{"Ett förslag"}); fault(err, "code") == "" {
		t.Error(err)
	}
	ok(t, s.AddPoints(ctx, who, s.study, study.Point{Kind: study.Proposal, Code: "forums"}, []string{"Ett forum i varje område"}))
	r, err := s.MakeReport(ctx, who, s.study, "", s.given())
	ok(t, err)
	v := s.report(who, r)
	for code, want := range map[string]string{study.Intro: "Beskriva samverkan", study.Areas: "Om 0685.", study.EachActor: "Om fk.", study.Together: "Om .", study.Proposals: "Ett forum i varje område", study.Method: "1 intervju"} {
		if text := sectionOf(t, v, code).Text(); !strings.Contains(text, want) {
			t.Errorf("%s: %q is not in %q", code, want, text)
		}
	}
	ok(t, s.Publish(ctx, who, r, v.Version))
	list, err := s.Reports(ctx, s.As("ame"))
	ok(t, err)
	if len(list.Rows) != 1 || len(list.Make) != 0 {
		t.Errorf("%+v", list)
	}
}

func TestDevelopmentsHaveOwnerDateAndHistory(t *testing.T) {
	s := begun(t, vetlanda)
	ctx, who := t.Context(), s.As("samordning")
	d := development.Development{Scope: development.Local, Areas: []id.Area{vetlanda}, Title: "Forum för medarbetare", Source: development.FromStudy, Study: s.study, State: development.Proposed, DueOn: "2026-11-01"}
	made, err := s.SaveDevelopment(ctx, who, d)
	ok(t, err)
	_, err = s.SaveDevelopment(ctx, who, development.Development{Scope: development.Local, Source: "gissning", State: development.Done, DueOn: "snart", Areas: []id.Area{vetlanda, nassjo}})
	is(t, err, errs.Denied) // reaches further than she keeps
	_, err = s.SaveDevelopment(ctx, s.As("forbund"), development.Development{Scope: development.Local, Title: "19121212-1212", Source: "gissning", State: development.Done, DueOn: "snart", Areas: []id.Area{vetlanda, nassjo}, Owner: "nobody", Study: "nothing"})
	for field, key := range map[string]string{"areas": "development.areas.single", "title": "text.identity.number", "source": "development.choose", "due_on": "development.date.wrong", "result": "development.text.missing", "owner": "development.choose", "study": "development.choose"} {
		if got := fault(err, field); got != key {
			t.Errorf("%s: %q, want %q", field, got, key)
		}
	}
	d.ID, d.Version, d.State = made, 1, development.Ongoing
	if _, err := s.SaveDevelopment(ctx, who, d); fault(err, "owner") != "development.owner.missing" {
		t.Error(err)
	}
	d.Owner = "ame"
	s.Exec(`update function set ended_at = 1 where id = 'ame'`)
	if _, err := s.SaveDevelopment(ctx, who, d); fault(err, "owner") != "development.choose" {
		t.Error("a function that has ended owns it:", err)
	}
	s.Exec(`update function set ended_at = null where id = 'ame'`)
	d.Owner = "samordning"
	_, err = s.SaveDevelopment(ctx, who, d)
	ok(t, err)
	_, err = s.SaveDevelopment(ctx, who, d)
	is(t, err, errs.Conflict)
	common := d
	common.Version, common.Scope, common.Areas = 2, development.Common, nil
	if _, err := s.SaveDevelopment(ctx, who, common); fault(err, "scope") != "development.scope.frame" {
		t.Error("an area's development was made everybody's:", err)
	}

	ok(t, s.AddStep(ctx, who, made, development.Step{Words: "Bjud in de fyra", DueOn: "2026-12-01"}))
	v, err := s.Development(ctx, s.As("ame"), made)
	ok(t, err)
	if v.MayKeep || len(v.Steps) != 1 || len(v.Events) != 3 {
		t.Errorf("%+v", v)
	}
	ok(t, s.DoStep(ctx, who, made, v.Steps[0].ID))
	is(t, s.DoStep(ctx, who, made, "nothing"), errs.NotFound)

	due, err := s.Around(ctx, who, s.Due)
	ok(t, err)
	if len(due) != 1 || due[0].Key != "development.due" || due[0].Area != vetlanda {
		t.Errorf("%+v", due)
	}
	before := s.told("samordning")
	for range 2 {
		ok(t, s.Keep(ctx))
	}
	if n := s.told("samordning") - before; n != 1 {
		t.Errorf("reminded %d times", n)
	}
	list, err := s.Developments(ctx, s.As("ame"), nassjo)
	ok(t, err)
	if len(list.Rows) != 0 {
		t.Errorf("%+v", list.Rows)
	}
	if list, err = s.Developments(ctx, s.As("ame"), vetlanda); err != nil || len(list.Rows) != 1 || !list.Rows[0].Late {
		t.Errorf("%+v %v", list.Rows, err)
	}
}
