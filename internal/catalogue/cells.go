package catalogue

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/border"
	"samverk/internal/id"
	"samverk/internal/offer"
)

// sameContent reports whether two versions say the same.
func sameContent(a, b offer.Content) bool { return reflect.DeepEqual(a, b) }

// content is what an intervention says with the cells of a row in place of what
// stands; columns that the file lacks stay.
func (p *planner) content(l line, now offer.Intervention, form Form, r *PlanRow) offer.Content {
	c := now.Text.Content
	for code, text := range map[string]*string{"name": &c.Name, "purpose": &c.Purpose, "target": &c.Target, "entry": &c.Entry, "extent": &c.Extent,
		"length": &c.Length, "ground": &c.Ground, "starts_on": &c.StartsOn, "ends_on": &c.EndsOn} {
		if _, ok := p.at[code]; ok {
			*text = l.get(code)
		}
	}
	if _, ok := p.at["aliases"]; ok {
		c.Aliases = parts(l.get("aliases"))
	}
	c.Sort = offer.Sort(p.code(l, r, "sort", groupSort, string(c.Sort)))
	c.Evidence = p.code(l, r, "evidence", groupEvidence, c.Evidence)
	c.Cost = p.code(l, r, "cost", groupCost, c.Cost)
	c.Requires = p.codesIn(l, r, "requires", groupRequires, c.Requires)
	c.Problems = p.codesIn(l, r, "problems", groupProblem, c.Problems)
	p.number(l, r, "age_from", &c.AgeFrom)
	p.number(l, r, "age_to", &c.AgeTo)
	p.number(l, r, "capacity", &c.Capacity)
	c.Areas = p.areasIn(l, r, c.Areas)
	c.Contact = p.contact(l, r, form, c.Contact)
	return c.Tidied()
}

// parts are the texts of a cell, with commas or semicolons between; nothing of
// an empty one.
func parts(text string) (all []string) {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// code reads a cell with one word of a group.
func (p *planner) code(l line, r *PlanRow, column, group, stands string) string {
	text := l.get(column)
	if _, ok := p.at[column]; !ok {
		return stands
	}
	code, ok := p.codes[group][border.Folded(text)]
	if text != "" && !ok {
		r.add(column, "offer.import.word")
	}
	return code
}

// codesIn reads a cell with words of a group.
func (p *planner) codesIn(l line, r *PlanRow, column, group string, stands []string) []string {
	if _, ok := p.at[column]; !ok {
		return stands
	}
	var codes []string
	for _, word := range parts(l.get(column)) {
		code, ok := p.codes[group][border.Folded(word)]
		if !ok {
			r.add(column, "offer.import.word")
		}
		codes = append(codes, code)
	}
	return codes
}

// number reads a whole number; an empty cell says that it is not known.
func (p *planner) number(l line, r *PlanRow, column string, into *int) {
	if _, ok := p.at[column]; !ok {
		return
	}
	text := l.get(column)
	if text == "" {
		*into = offer.NoNumber
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		r.add(column, "offer.import.number")
		return
	}
	*into = n
}

// areasIn reads municipalities by code or name.
func (p *planner) areasIn(l line, r *PlanRow, stands []id.Area) (all []id.Area) {
	if _, ok := p.at["areas"]; !ok {
		return stands
	}
	for _, name := range parts(l.get("areas")) {
		if len(name) == 3 && strings.Trim(name, "0123456789") == "" { // a spreadsheet has taken it for a number
			name = "0" + name
		}
		found := false
		for a, called := range p.areas {
			if string(a) == name || strings.EqualFold(called, name) {
				all, found = append(all, a), true
			}
		}
		if !found {
			r.add("areas", "offer.import.area")
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// contact reads a function of the unit, by name or identifier.
func (p *planner) contact(l line, r *PlanRow, form Form, stands id.Function) id.Function {
	text := l.get("contact")
	if _, ok := p.at["contact"]; !ok || text == "" {
		if ok {
			return ""
		}
		return stands
	}
	var some []id.Function
	for _, f := range form.Functions {
		if string(f.ID) == text || strings.EqualFold(f.Name, text) {
			some = append(some, f.ID)
		}
	}
	switch len(some) {
	case 0:
		r.add("contact", "offer.contact.unit")
		return ""
	case 1:
		return some[0]
	}
	r.add("contact", "import.cell.several")
	return ""
}
