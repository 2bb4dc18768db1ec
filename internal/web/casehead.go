package web

import (
	"strings"
	"time"

	"samverk/internal/cases"
	"samverk/internal/person"
	"samverk/internal/web/ui"
)

// caseHead is what the pages of a case say on top of which case it is.
type caseHead struct {
	Case       cases.Case
	Identity   *person.Identity // nil while the reader may not know who it is
	AreaName   string           // empty where the identity is protected
	Protection person.Protection
}

// name is whom the case is about, as far as the reader may know.
func (h caseHead) name() string {
	if h.Identity != nil {
		return h.Identity.Name
	}
	return h.Case.Ref
}

// meta is the facts under the name.
func (h caseHead) meta(v *visit) (facts []string) {
	if h.Identity != nil {
		facts = append(facts, numberText(h.Identity.Number))
	} else {
		facts = append(facts, v.texts.T("page.hidden_name"))
	}
	if h.AreaName != "" {
		facts = append(facts, h.AreaName)
	}
	return append(facts, v.texts.T("page.case.ref", "ref", h.Case.Ref))
}

// casePart is the frame of a page that belongs to a case: it leads back to it.
func (s *server) casePart(v *visit, h caseHead, title string) ui.Page {
	p := s.page(v, title)
	p.Head.Back = &ui.Link{Label: h.name(), Href: caseURL(h.Case.ID)}
	p.Head.Meta = h.meta(v)
	if v.Actor.Self() {
		p.Head.Back = &ui.Link{Label: v.texts.T("page.nav.my_plan"), Href: "/min-plan"}
		p.Head.Meta = nil
	}
	return p
}

// numberText sets a hyphen before the last four digits.
func numberText(n string) string {
	if len(n) == 12 {
		return n[:8] + "-" + n[8:]
	}
	return n
}

// firstName is what the page calls the person.
func firstName(name string) string {
	first, _, _ := strings.Cut(name, " ")
	return first
}

// protectionChip warns that few may know of the person.
func protectionChip(v *visit, p person.Protection) []ui.Chip {
	if p == "" || !p.Restricted() { // empty where the reader may not know
		return nil
	}
	return []ui.Chip{{Text: v.textOf("page.protection", string(p)), Tone: ui.Error}}
}

// near reports whether a day lies within so many days from now, or has passed.
func near(v *visit, day string, now time.Time, days int) bool {
	at, ok := v.texts.Midnight(day)
	return ok && at.Sub(now) < time.Duration(days)*24*time.Hour
}
