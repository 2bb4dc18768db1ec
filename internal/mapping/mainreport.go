package mapping

import (
	"samverk/internal/export"
	"samverk/internal/factor"
	"samverk/internal/id"
	"samverk/internal/study"
)

// mainSections makes the main report: how the study was made, and what it found
// in three perspectives – of the areas, of each actor, of all four together.
func (m material) mainSections() []study.Section {
	return []study.Section{
		m.section(study.Intro, m.aim()),
		m.section(study.Method, m.method()),
		m.section(study.Areas, m.areas()),
		m.section(study.EachActor, m.actors()),
		m.section(study.Together, m.together()),
		m.section(study.Wishes, m.coded(study.Wish, "report.wish")),
		m.section(study.Proposals, m.coded(study.Proposal, "report.proposal")),
		m.section(study.Developments, m.toDevelop()),
		m.section(study.Figures, m.figures()),
	}
}

func (m material) aim() made {
	text := paragraphs(m.study.Aim) + "## " + m.Texts.T("report.questions") + "\n"
	for _, q := range m.study.Questions {
		text += "- " + q + "\n"
	}
	return made{found: text + m.summary(study.Place{}, study.Intro)}
}

func (m material) method() made {
	text := ""
	for _, d := range m.steps {
		if d.Words != "" {
			text += "## " + m.Texts.T("study.step."+d.Step) + "\n" + paragraphs(d.Words)
		}
	}
	if len(m.groups) == 0 {
		return made{found: text}
	}
	h := study.HeardIn(m.groups, "")
	text += "## " + m.Texts.T("report.groups") + "\n" + m.Texts.N("report.intro.groups", h.Groups, "people", m.Texts.N("report.people", h.People)) + "\n" +
		m.head("report.groups.area", "report.groups.groups", "report.groups.people")
	for _, a := range m.study.Areas {
		h := heardOnlyIn(m.groups, a)
		text += export.Row(m.names[a], number(h.Groups), number(h.People))
	}
	var over study.Heard
	for _, g := range m.groups {
		if len(g.Areas) > 1 {
			over.Groups, over.People = over.Groups+1, over.People+g.People
		}
	}
	return made{found: text + export.Row(m.Texts.T("report.groups.over"), number(over.Groups), number(over.People))}
}

// areas is the perspective of the areas: each one's summary, and how much was
// said that promotes and hinders.
func (m material) areas() made {
	text := ""
	for _, a := range m.study.Areas {
		words := m.summary(study.Place{Area: a}, study.Intro)
		promoting, hindering := 0, 0
		for _, c := range m.cells {
			switch {
			case c.Area != a:
			case c.Side == factor.Sides()[0]:
				promoting += c.Count
			default:
				hindering += c.Count
			}
		}
		if words == "" && promoting+hindering == 0 {
			text += "## " + m.names[a] + "\n" + m.Texts.T("report.bare") + "\n"
			continue
		}
		text += "## " + m.names[a] + "\n" + words + m.Texts.T("report.areas.counts", "promoting", number(promoting), "hindering", number(hindering)) + "\n"
	}
	return made{found: text}
}

// actors is the perspective of each actor in all areas.
func (m material) actors() made {
	text := ""
	for _, k := range study.Actors() {
		part := ""
		for _, f := range factor.Factors() {
			words := m.summary(study.Place{Actor: k}, string(f.Code)) +
				m.list("", false, func(s study.Statement) bool { return s.Actor == k && s.Factor == f.Code })
			if words != "" {
				part += "### " + m.Texts.T(f.Name()) + "\n" + words
			}
		}
		if part != "" {
			text += "## " + m.kind(k) + "\n" + part
		}
	}
	return made{found: text}
}

// together is what all four say in all areas.
func (m material) together() made {
	text := ""
	for _, f := range factor.Factors() {
		words := m.summary(study.Place{}, string(f.Code)) + m.list("### ", true, func(s study.Statement) bool { return s.Actor == "" && s.Factor == f.Code })
		if words != "" {
			text += "## " + m.Texts.T(f.Name()) + "\n" + words
		}
	}
	return made{found: text}
}

// heardOnlyIn counts the groups of one area alone.
func heardOnlyIn(all []study.Group, a id.Area) (h study.Heard) {
	for _, g := range all {
		if len(g.Areas) == 1 && g.Areas[0] == a {
			h.Groups, h.People = h.Groups+1, h.People+g.People
		}
	}
	return h
}
