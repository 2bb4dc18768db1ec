package mapping

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/development"
	"samverk/internal/export"
	"samverk/internal/factor"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/study"
)

const mostSaid = 5000

func number(n int) string { return strconv.Itoa(n) }

// material is what a report is made of.
type material struct {
	Given
	study        study.Study
	area         id.Area // empty for the main report
	names        map[id.Area]string
	groups       []study.Group
	steps        []study.StepDone
	statements   []study.Statement // settled
	summaries    []study.Summary
	points       []study.Point
	shares       []study.Share
	ways         []org.WayIn
	parties      []org.Collaboration
	forums       []forum.Forum
	developments []development.Development
	cells        []study.Cell
}

// material gathers all that a report is made of.
func (a *Service) material(ctx context.Context, tx *db.Tx, s study.Study, area id.Area, given Given) (m material, err error) {
	m = material{Given: given, study: s, area: area, names: map[id.Area]string{}}
	areas, err := org.Areas(ctx, tx)
	if err != nil {
		return m, err
	}
	for _, one := range areas {
		m.names[one.ID] = one.Name
	}
	if err := m.said(ctx, tx); err != nil {
		return m, err
	}
	if area == "" {
		return m, nil
	}
	if m.ways, err = org.WaysIn(ctx, tx, area); err != nil {
		return m, err
	}
	if m.parties, err = org.Collaborations(ctx, tx, area); err != nil {
		return m, err
	}
	m.forums, err = forum.List(ctx, tx, area)
	m.forums = slices.DeleteFunc(m.forums, func(f forum.Forum) bool { return f.Status == forum.Ended })
	return m, err
}

// said gathers what the study itself has found.
func (m *material) said(ctx context.Context, tx *db.Tx) (err error) {
	if m.groups, err = study.Groups(ctx, tx, m.study.ID); err != nil {
		return err
	}
	if m.steps, err = study.StepsOf(ctx, tx, m.study.ID); err != nil {
		return err
	}
	which := string(m.area)
	if m.area == "" {
		which = study.Common
	}
	if m.statements, err = study.Statements(ctx, tx, study.Filter{Study: m.study.ID, Area: which, Limit: mostSaid}); err != nil {
		return err
	}
	m.statements = slices.DeleteFunc(m.statements, func(s study.Statement) bool { return !s.Settled() })
	if m.summaries, err = study.Summaries(ctx, tx, m.study.ID); err != nil {
		return err
	}
	if m.points, err = study.Points(ctx, tx, m.study.ID); err != nil {
		return err
	}
	if m.shares, err = study.Shares(ctx, tx, m.study.ID); err != nil {
		return err
	}
	if m.cells, err = study.Matrix(ctx, tx, m.study.ID, ""); err != nil {
		return err
	}
	m.points = slices.DeleteFunc(m.points, func(p study.Point) bool { return p.Area != m.area })
	m.shares = slices.DeleteFunc(m.shares, func(h study.Share) bool { return h.Area != m.area })
	m.developments, err = development.Of(ctx, tx, m.study.ID, m.area)
	return err
}

// sections makes all sections of the report.
func (m material) sections() (all []study.Section) {
	if m.area == "" {
		return m.mainSections()
	}
	all = append(all, m.section(study.Intro, m.intro()))
	for _, f := range factor.Headings() {
		all = append(all, m.section(string(f.Code), m.factor(f.Code)))
	}
	return append(all,
		m.section(study.Enablers, m.coded(study.Enabler, "report.enabler")),
		m.section(study.Wishes, m.coded(study.Wish, "report.wish")),
		m.section(study.Developments, m.toDevelop()),
		m.section(study.Figures, m.figures()))
}

// made is what a section is made of: what comes from the study, and what stands
// in the registers and is there whatever the study found.
type made struct{ found, around string }

func (m material) section(code string, p made) study.Section {
	s := study.Section{Code: code, Bare: p.found == ""}
	if s.Bare {
		p.found = m.Texts.T("report.bare") + "\n"
	}
	s.Made = strings.TrimSpace(p.found + p.around)
	return s
}

// summary is the summary of a place under a heading, as lines.
func (m material) summary(at study.Place, section string) string {
	return paragraphs(study.SummaryIn(m.summaries, at, section).Words)
}

func paragraphs(words string) string {
	return strings.Join(append(study.Lines(words), ""), "\n")
}

func (m material) intro() made {
	h := study.HeardIn(m.groups, m.area)
	words := m.summary(study.Place{Area: m.area}, study.Intro)
	about := m.Texts.T("report.intro.area", "study", m.study.Title, "area", m.names[m.area], "from", m.study.From, "to", m.study.To) + "\n"
	if h.Groups == 0 {
		return made{found: words, around: about}
	}
	return made{found: about + m.Texts.N("report.intro.groups", h.Groups, "people", m.Texts.N("report.people", h.People)) + "\n" + words}
}

// factor is the section of a factor: what the statements come to, the statements
// themselves, and what belongs to the factor beside them.
func (m material) factor(code factor.Code) made {
	p := made{found: m.summary(study.Place{Area: m.area}, string(code))}
	p.found += m.list("## ", true, func(s study.Statement) bool { return s.Theme == "" && s.Factor == code })
	switch code {
	case factor.Structure:
		p.found += m.themed(study.Parties, "report.parties")
		p.around = m.tableOfParties()
		found, around := m.waysIn()
		p.found, p.around = p.found+found, p.around+around
	case factor.Forums:
		p.around = m.tableOfForums()
	case factor.Goals:
		p.found += m.themed(study.Target, "report.target") + m.tableOfShares()
	}
	return p
}

// list is the statements that fit: what promotes, what hinders, and quotes, under
// headings that begin with a mark; named says whom each is about.
func (m material) list(mark string, named bool, fits func(study.Statement) bool) string {
	var b strings.Builder
	for _, side := range factor.Sides() {
		var lines, quotes []string
		for _, s := range m.statements {
			switch {
			case !fits(s) || s.Side != side:
			case s.Quote:
				quotes = append(quotes, "> ”"+strings.Trim(s.Words, "”\"")+"”"+m.from(s))
			default:
				lines = append(lines, "- "+m.about(s, named)+s.Words)
			}
		}
		if len(lines)+len(quotes) > 0 {
			b.WriteString(mark + m.Texts.T("report.side."+side) + "\n" + strings.Join(append(append(lines, quotes...), ""), "\n"))
		}
	}
	return b.String()
}

// about says whom a statement is about, where that is one of the four.
func (m material) about(s study.Statement, named bool) string {
	if s.Actor == "" || !named {
		return ""
	}
	return m.kind(s.Actor) + ": "
}

// from says where a quote comes from: never who said it, and no actor where a
// single person was heard.
func (m material) from(s study.Statement) string {
	if k := s.ShownActor(); k != "" {
		return " (" + m.kind(k) + ")"
	}
	return ""
}

func (m material) kind(k access.Kind) string { return m.Texts.T("report.actor." + string(k)) }

// themed is the statements of a theme, actor by actor, under headings of
// their own.
func (m material) themed(theme, heading string) string {
	var b strings.Builder
	for _, k := range study.Actors() {
		lines := m.lines(theme, k)
		if len(lines) > 0 {
			b.WriteString("## " + m.Texts.T(heading+"."+string(k)) + "\n" + strings.Join(append(lines, ""), "\n"))
		}
	}
	return b.String()
}

func (m material) lines(theme string, k access.Kind) (lines []string) {
	for _, s := range m.statements {
		if s.Theme == theme && s.Actor == k {
			mark := "- "
			if s.Quote {
				mark = "> "
			}
			lines = append(lines, mark+s.Words)
		}
	}
	return lines
}

// waysIn is how others come in to each actor: what was said, and the ways that
// there are now.
func (m material) waysIn() (found, around string) {
	var b strings.Builder
	for _, k := range study.Actors() {
		if lines := m.lines(study.Way, k); len(lines) > 0 {
			b.WriteString("### " + m.Texts.T("report.way."+string(k)) + "\n" + strings.Join(append(lines, ""), "\n"))
		}
	}
	if b.Len() > 0 {
		found = "## " + m.Texts.T("report.ways") + "\n" + b.String()
	}
	if len(m.ways) == 0 {
		return found, ""
	}
	around = "## " + m.Texts.T("report.ways.now") + "\n" + m.head("report.ways.to", "report.ways.topic", "report.ways.function", "report.ways.days")
	for _, k := range study.Actors() {
		for _, w := range m.ways {
			if w.Actor == k {
				around += export.Row(m.kind(k), m.Texts.T("topic."+w.Topic), w.Function.Name+", "+w.Function.UnitName, m.Texts.N("report.ways.working", w.AnswerDays))
			}
		}
	}
	return found, around
}

func (m material) head(keys ...string) string {
	words := make([]string, len(keys))
	for i, k := range keys {
		words[i] = m.Texts.T(k)
	}
	return export.Row(words...)
}

func (m material) tableOfParties() string {
	if len(m.parties) == 0 {
		return ""
	}
	text := "## " + m.Texts.T("report.parties.table") + "\n" + m.head("report.parties.from", "report.parties.manner", "report.parties.to", "report.parties.about")
	for _, c := range m.parties {
		text += export.Row(c.From, m.Texts.T("report.manner."+c.Manner), c.To, c.About)
	}
	return text
}

func (m material) tableOfForums() (text string) {
	for _, formal := range []bool{true, false} {
		part := ""
		for _, f := range m.forums {
			if f.Formal == formal {
				part += "### " + f.Name + "\n" + paragraphs(f.About)
			}
		}
		if part != "" {
			text += "## " + m.Texts.T(map[bool]string{true: "report.forums.formal", false: "report.forums.informal"}[formal]) + "\n" + part
		}
	}
	return text
}

func (m material) tableOfShares() string {
	if len(m.shares) == 0 {
		return ""
	}
	text := "## " + m.Texts.T("report.shares") + "\n" + m.head("report.shares.actor", "report.shares.unit", "report.shares.share", "report.shares.words", "report.shares.source")
	for _, h := range m.shares {
		text += export.Row(m.kind(h.Actor), h.Unit, Percent(h), h.Words, h.Source)
	}
	return text
}

// Percent is a share in words: one figure, or from one to another.
func Percent(h study.Share) string {
	if h.Low == h.High {
		return strconv.Itoa(h.Low) + " %"
	}
	return strconv.Itoa(h.Low) + "–" + strconv.Itoa(h.High) + " %"
}

// coded is points of one sort, under a heading for each of what they can be.
func (m material) coded(kind, heading string) made {
	var b strings.Builder
	section := map[string]string{study.Enabler: study.Enablers, study.Wish: study.Wishes, study.Proposal: study.Proposals}[kind]
	for _, code := range study.PointCodes(kind) {
		var lines []string
		for _, p := range m.points {
			if p.Kind == kind && p.Code == code {
				lines = append(lines, "- "+p.Words)
			}
		}
		if len(lines) > 0 {
			b.WriteString("## " + m.heading(heading, code) + "\n" + strings.Join(append(lines, ""), "\n"))
		}
	}
	return made{found: b.String() + m.summary(study.Place{Area: m.area}, section)}
}

func (m material) heading(group, code string) string {
	if group == "report.proposal" {
		return m.Texts.T(SectionName(code))
	}
	return m.Texts.T(group + "." + code)
}

func (m material) toDevelop() made {
	var lines []string
	for _, d := range m.developments {
		lines = append(lines, "- "+d.Title)
	}
	if len(lines) == 0 {
		return made{}
	}
	return made{found: strings.Join(append(lines, ""), "\n")}
}

func (m material) figures() made {
	text := m.summary(study.Place{Area: m.area}, study.Figures)
	for _, t := range m.Tables {
		text += "## " + t.Title + "\n"
		for _, row := range t.Rows {
			text += export.Row(row...)
		}
		text += t.Source + "\n"
	}
	return made{found: text}
}
