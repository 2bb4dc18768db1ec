package site

import (
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/person"
	"samverk/internal/web/ui"
)

// CaseHead is what the pages of a case say on top of which case it is.
type CaseHead struct {
	Case       cases.Case
	Identity   *person.Identity // nil while the reader may not know who it is
	AreaName   string           // empty where the identity is protected
	Protection person.Protection
}

// Name is whom the case is about, as far as the reader may know.
func (h CaseHead) Name() string {
	if h.Identity != nil {
		return h.Identity.Name
	}
	return h.Case.Ref
}

// Meta is the facts under the name.
func (h CaseHead) Meta(v *Visit) (facts []string) {
	if h.Identity != nil {
		facts = append(facts, NumberText(h.Identity.Number))
	} else {
		facts = append(facts, v.Texts.T("page.hidden_name"))
	}
	if h.AreaName != "" {
		facts = append(facts, h.AreaName)
	}
	return append(facts, v.Texts.T("page.case.ref", "ref", h.Case.Ref))
}

// CasePart is the frame of a page that belongs to a case: it leads back to it.
func (s *Site) CasePart(v *Visit, h CaseHead, title string) ui.Page {
	p := s.Page(v, title)
	p.Head.Back = &ui.Link{Label: h.Name(), Href: CaseURL(h.Case.ID)}
	p.Head.Meta = h.Meta(v)
	if v.Actor.Self() {
		p.Head.Back = &ui.Link{Label: v.Texts.T("page.nav.my_plan"), Href: "/min-plan"}
		p.Head.Meta = nil
	}
	return p
}

// NumberText sets a hyphen before the last four digits.
func NumberText(n string) string {
	if len(n) == 12 {
		return n[:8] + "-" + n[8:]
	}
	return n
}

// FirstName is what the page calls the person.
func FirstName(name string) string {
	first, _, _ := strings.Cut(name, " ")
	return first
}

// ProtectionChip warns that few may know of the person.
func ProtectionChip(v *Visit, p person.Protection) []ui.Chip {
	if p == "" || !p.Restricted() { // empty where the reader may not know
		return nil
	}
	return []ui.Chip{{Text: v.TextOf("page.protection", string(p)), Tone: ui.Error}}
}

// Near reports whether a day lies within so many days from now, or has passed.
func Near(v *Visit, day string, now time.Time, days int) bool {
	at, ok := v.Texts.Midnight(day)
	return ok && at.Sub(now) < time.Duration(days)*24*time.Hour
}

// CaseURL is the address of a case.
func CaseURL(c id.Case) string { return "/arenden/" + string(c) }

// ItemURL is the address of an item in a case.
func ItemURL(c id.Case, i id.Item) string { return CaseURL(c) + "/uppgifter/" + string(i) }

// PlanURL is the address of the plan of a case.
func PlanURL(c id.Case) string { return CaseURL(c) + "/plan" }

// CaseOf is the case in the address that was asked for.
func CaseOf(r *http.Request) id.Case { return id.Case(r.PathValue("case")) }

// CaseLink leads to a case by the person's name, or its reference where the
// reader may not know who it is.
func CaseLink(v *Visit, c app.CaseRow) templ.Component {
	if c.Name == "" {
		return LinkUnder(CaseURL(c.ID), c.Ref, Dotted(v.Texts.T("page.hidden_name"), c.AreaName))
	}
	return LinkUnder(CaseURL(c.ID), c.Name, Dotted(c.Ref, c.AreaName))
}

// Handles reports whether the reader's function works with individuals.
func (v *Visit) Handles() bool {
	return v.Role == access.Worker || v.Role == access.Coordinator || v.Role == access.Manager
}
