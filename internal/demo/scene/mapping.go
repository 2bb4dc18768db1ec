package scene

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/development"
	"samverk/internal/factor"
	"samverk/internal/figures"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/study"
)

//go:embed vetlanda.txt
var saidInVetlanda string

//go:embed areas.txt
var saidInAreas string

//go:embed common.txt
var saidByAll string

// mappingTurns is the study that the two reports of 2016 are made of: what was
// said, coded by two and settled, the reports, and what is to become better.
func mappingTurns() []Turn {
	return []Turn{
		{What: "the study", Day: -90, Do: beginStudy},
		{What: "what was said in the study", Day: -80, Do: typeStudy},
		{What: "how two code it", Day: -70, Do: codeStudy},
		{What: "what it comes to", Day: -60, Do: sumUpStudy},
		{What: "what is to become better", Day: -50, Do: proposeDevelopments},
		{What: "the reports", Day: -45, Do: publishReports},
		{What: "some of it goes on", Day: -20, Do: goOn},
	}
}

// areaVetlanda is complete; the others have what is common to all.
const areaVetlanda = id.Area("0685")

// theStudy finds the study of the demo.
func theStudy(ctx context.Context, st *Stage) (*mapping.Service, mapping.StudyView, error) {
	s := mapping.New(st.App)
	list, err := s.Studies(ctx, federationOfficer(st))
	if err != nil || len(list.Rows) == 0 {
		return s, mapping.StudyView{}, err
	}
	v, err := s.Study(ctx, federationOfficer(st), list.Rows[len(list.Rows)-1].ID)
	return s, v, err
}

func beginStudy(ctx context.Context, st *Stage) error {
	s, who := mapping.New(st.App), federationOfficer(st)
	of, err := s.CreateStudy(ctx, who, study.Input{
		Title: "Fokus Integrerad Samverkan",
		Aim:   "Beskriva vilka arenor för samverkan, formella och informella, som finns och används i de sex kommunområdena, och vad som påverkar möjligheterna att samverka kring personer som behöver samordnad rehabilitering.",
		Questions: []string{"Vilka arenor för samverkan, formella och informella, finns och används i varje kommunområde?", "Används de, och hur fungerar de?",
			"Känner medarbetare och chefer till dem?", "Vad påverkar och styr möjligheterna att samverka?"},
		Sources: study.Sources(), From: "2015-08-10", To: "2016-08-09", Areas: st.Areas,
	})
	if err != nil {
		return err
	}
	for step, words := range map[string]string{
		"planning":   "Sökningar efter projekt och forskning, huvudfrågor, två intervjuguider och ett stimulusmaterial.",
		"recruiting": "Grupper sattes ihop område för område. Beredningsgruppens ledamöter var kontaktpersoner och frågade i sina organisationer.",
		"discussing": "Strukturerade fokusgrupper, 50 till 80 minuter, ljudupptagna och med anteckningar.",
		"analysing":  "Upptagningarna skrevs ut. Innehållet delades upp och kodades efter de åtta faktorerna, samtidigt som insamlingen pågick.",
	} {
		if err := s.SaveStep(ctx, who, of, study.StepDone{Step: step, Words: words, DoneOn: "2015-12-18"}); err != nil {
			return err
		}
	}
	return beginGroups(ctx, st, s, of)
}

// beginGroups enters guides, contacts and groups. The report says 21 groups and
// 103 people, 15 of them in one group of care; how the others are spread over
// areas and actors is the demo's own.
func beginGroups(ctx context.Context, st *Stage, s *mapping.Service, of id.Study) error {
	who := federationOfficer(st)
	for audience, questions := range map[string][]string{
		"staff":    {"Med vem samverkar ni i vardagen, och hur?", "Vad gör det lätt eller svårt?", "Hur kommer andra in till er?"},
		"managers": {"Vilka förutsättningar ger ni medarbetare att samverka?", "Hur påverkar organisation och regler samverkan?"},
	} {
		if err := s.AddGuide(ctx, who, of, study.Guide{Audience: audience, Questions: questions}); err != nil {
			return err
		}
	}
	notes := []study.Note{{Kind: study.Material, Words: "Stimulusmaterial, två blad"}, {Kind: study.Contact, Function: st.Function(st.Areas[0], "hsf-styrelse")}}
	for _, a := range st.Areas {
		notes = append(notes, study.Note{Kind: study.Feedback, Area: a, On: "2016-04-12", Words: "Resultatet för området visades för medarbetare och chefer."})
	}
	for _, n := range notes {
		if err := s.AddStudyNote(ctx, who, of, n); err != nil {
			return err
		}
	}
	for _, g := range focusGroups(st) {
		if _, err := s.SaveGroup(ctx, who, of, g); err != nil {
			return fmt.Errorf("%s: %w", g.Name, err)
		}
	}
	return nil
}

func focusGroups(st *Stage) (all []study.Group) {
	moderator := st.Function(st.Areas[0], "hsf-tjansteman")
	add := func(name, audience string, kind access.Kind, people int, areas ...id.Area) {
		n := len(all)
		all = append(all, study.Group{Name: name, Audience: audience, Actors: []access.Kind{kind}, Areas: areas, People: people,
			On: time.Date(2015, time.September, 7+7*(n*15/21)+n%5, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), Minutes: 50 + 10*(n%4), Moderator: moderator})
	}
	people := map[access.Kind][]int{access.Kommun: {7, 6, 7, 6, 7, 6}, access.AF: {4, 4, 4, 4, 4, 3}, access.FK: {4, 3, 3, 3, 4, 3}}
	for i, a := range st.Areas {
		add("Kommunens verksamheter", study.Both, access.Kommun, people[access.Kommun][i], a)
		add("Arbetsförmedlingen", study.Both, access.AF, people[access.AF][i], a)
		add("Försäkringskassan", "staff", access.FK, people[access.FK][i], a)
	}
	add("Rehabsamordnare i primärvård och psykiatri", "staff", access.Vard, 15, st.Areas...)
	add("Chefer i vården", "managers", access.Vard, 3, areaVetlanda)
	add("Chefer på Försäkringskassan", "managers", access.FK, 3, areaVetlanda)
	return all
}

// remark is a line of the files: what was said, and how it is to be coded.
type remark struct {
	study.Category
	actor access.Kind
	theme string
	quote bool
	words string
}

// remarks reads a file of what was said.
func remarks(file string) (all []remark) {
	for _, line := range study.Lines(file) {
		head, words, ok := strings.Cut(line, " | ")
		parts := strings.Fields(head)
		if !ok || strings.HasPrefix(line, "#") || len(parts) != 4 {
			continue
		}
		m := remark{words: words, actor: access.Kind(strings.TrimPrefix(parts[2], "-")), theme: strings.TrimPrefix(parts[3], "-")}
		m.theme, m.quote = strings.TrimPrefix(m.theme, "”"), strings.HasPrefix(m.theme, "”")
		m.Factor, m.Side = factor.Code(parts[0]), map[string]string{"+": "promoting", "-": "hindering"}[parts[1]]
		all = append(all, m)
	}
	return all
}

// saidIn is what was said in an area, or about all where there is none.
func saidIn(area id.Area) []remark {
	switch area {
	case areaVetlanda:
		return remarks(saidInVetlanda)
	case "":
		return remarks(saidByAll)
	}
	return remarks(saidInAreas)
}

func typeStudy(ctx context.Context, st *Stage) error {
	s, v, err := theStudy(ctx, st)
	if err != nil {
		return err
	}
	for _, area := range append([]id.Area{""}, st.Areas...) {
		said := saidIn(area)
		for from := 0; from < len(said); {
			to := from + 1
			for to < len(said) && alike(said[from], said[to]) {
				to++
			}
			p := study.Pasted{Area: area, Source: "training_day", Actor: said[from].actor, Theme: said[from].theme, Quote: said[from].quote}
			for _, m := range said[from:to] {
				p.Lines = append(p.Lines, m.words)
			}
			if g := heardBy(v.Groups, area, p.Actor); g != "" {
				p.Group, p.Source = g, "focus_group"
			}
			if err := s.AddStatements(ctx, federationOfficer(st), v.ID, p); err != nil {
				return err
			}
			from = to
		}
	}
	return nil
}

// alike reports whether two remarks are typed together.
func alike(a, b remark) bool { return a.actor == b.actor && a.theme == b.theme && a.quote == b.quote }

// heardBy finds the group of an actor in an area.
func heardBy(all []study.Group, area id.Area, k access.Kind) id.Group {
	for _, g := range all {
		for _, a := range g.Areas {
			if a == area && g.Actors[0] == k {
				return g.ID
			}
		}
	}
	return ""
}

// codeStudy lets two code what was said in each area: who coordinates it and who
// works for the federation. They see every eighth differently; it is then
// settled as the first sees it.
func codeStudy(ctx context.Context, st *Stage) error {
	s, v, err := theStudy(ctx, st)
	if err != nil {
		return err
	}
	for _, area := range append([]id.Area{""}, st.Areas...) {
		if err := codeArea(ctx, st, s, v.ID, area); err != nil {
			return err
		}
	}
	return nil
}

func codeArea(ctx context.Context, st *Stage, s *mapping.Service, of id.Study, area id.Area) error {
	where, first, second := study.Common, federationOfficer(st), st.Acting(st.Areas[0], "hsf-styrelse")
	if area != "" {
		where, first, second = string(area), st.Acting(area, "sam"), federationOfficer(st)
	}
	all, err := everything(ctx, s, first, study.Filter{Study: of, Area: where})
	if err != nil {
		return err
	}
	var one, two []study.Coding
	said := saidIn(area)
	for i, row := range all {
		c := study.Coding{Statement: row.ID, Category: said[i].Category}
		one = append(one, c)
		if i%8 == 5 {
			c.Category = differently(c.Category)
		}
		two = append(two, c)
	}
	if err := s.Code(ctx, first, of, where, one); err != nil {
		return err
	}
	if err := s.Code(ctx, second, of, where, two); err != nil {
		return err
	}
	if _, err := s.SettleAgreed(ctx, first, of, where); err != nil {
		return err
	}
	for i, row := range all {
		if i%8 != 5 {
			continue
		}
		if err := s.Settle(ctx, first, of, where, row.Statement, said[i].Category); err != nil {
			return err
		}
	}
	return nil
}

// everything reads all pages of what was said.
func everything(ctx context.Context, s *mapping.Service, who access.Actor, q study.Filter) (all []mapping.Said, err error) {
	for {
		v, err := s.Statements(ctx, who, q)
		if err != nil || len(v.Rows) == 0 {
			return all, err
		}
		all = append(all, v.Rows...)
		q.After = v.Rows[len(v.Rows)-1].Position
		if !v.More {
			return all, nil
		}
	}
}

// differently is how another could see it.
func differently(c study.Category) study.Category {
	if c.Factor == factor.Structure {
		return study.Category{Factor: factor.Knowledge, Side: c.Side}
	}
	return study.Category{Factor: factor.Structure, Side: c.Side}
}

// publishReports makes and publishes the report of each area and the main one.
func publishReports(ctx context.Context, st *Stage) error {
	s, v, err := theStudy(ctx, st)
	if err != nil {
		return err
	}
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	who, given := federationOfficer(st), mapping.Given{Texts: texts.In(i18n.Swedish)}
	if given.Tables, err = figures.New(st.App).Appendix(ctx, who, given.Texts); err != nil {
		return err
	}
	for _, area := range append([]id.Area{""}, st.Areas...) {
		r, err := s.MakeReport(ctx, who, v.ID, area, given)
		if err != nil {
			return err
		}
		now, err := s.Report(ctx, who, r, 0)
		if err != nil {
			return err
		}
		if err := s.Publish(ctx, who, r, now.Version); err != nil {
			return err
		}
	}
	return s.StepStudy(ctx, who, v.ID, v.Version, study.Done)
}

// proposeDevelopments enters what the reports propose: the thirteen of Vetlanda,
// and those that are common to all.
func proposeDevelopments(ctx context.Context, st *Stage) error {
	s, v, err := theStudy(ctx, st)
	if err != nil {
		return err
	}
	for _, title := range developmentsOfVetlanda() {
		d := development.Development{Scope: development.Local, Areas: []id.Area{areaVetlanda}, Title: title, Source: development.FromStudy, Study: v.ID, State: development.Proposed}
		if _, err := s.SaveDevelopment(ctx, st.Acting(areaVetlanda, "sam"), d); err != nil {
			return err
		}
	}
	for _, title := range developmentsOfAll() {
		d := development.Development{Scope: development.Common, Title: title, Source: development.FromStudy, Study: v.ID, State: development.Proposed}
		if _, err := s.SaveDevelopment(ctx, federationOfficer(st), d); err != nil {
			return err
		}
	}
	for i, area := range st.Areas {
		if area == areaVetlanda {
			continue
		}
		d := development.Development{Scope: development.Local, Areas: []id.Area{area}, Title: developmentsOfAreas()[i%len(developmentsOfAreas())], Source: development.FromStudy, Study: v.ID, State: development.Proposed}
		if _, err := s.SaveDevelopment(ctx, st.Acting(area, "sam"), d); err != nil {
			return err
		}
	}
	return nil
}

// goOn lets somebody take on the first of Vetlanda's and of the common ones.
func goOn(ctx context.Context, st *Stage) error {
	s := mapping.New(st.App)
	who := st.Acting(areaVetlanda, "sam")
	list, err := s.FindDevelopments(ctx, who, development.Filter{Area: areaVetlanda, Scope: development.Local, Limit: 30})
	if err != nil {
		return err
	}
	for i, state := range []string{development.Ongoing, development.Ongoing, development.Done} {
		d := list.Rows[len(list.Rows)-1-i].Development
		d.Owner, d.State, d.DueOn = who.Function, state, st.Date([]int{60, -4, -10}[i])
		if state == development.Done {
			d.Result = "En gemensam handlingsplan används i Samverk Vetlanda."
		}
		if _, err := s.SaveDevelopment(ctx, who, d); err != nil {
			return err
		}
		if err := s.AddStep(ctx, who, d.ID, development.Step{Words: "Ta upp frågan med chefsgruppen", DueOn: st.Date(30)}); err != nil {
			return err
		}
	}
	return nil
}
