package site

import (
	"net/http"
	"strings"

	"samverk/internal/access"
	"samverk/internal/web/ui"
)

// inPart finds in whose part somebody acts, for the head of the page. When the
// part that she chose has ended she is led to choose anew, and nothing of what
// she asked for is done.
func (s *Site) inPart(w http.ResponseWriter, r *http.Request, rt Route, v *Visit) (led bool, err error) {
	switch {
	case v.Lapsed && rt.Who != Anybody && !strings.Contains(rt.Pattern, ui.PathParts):
		return true, s.Done(w, r, ui.PathParts, "page.flash.part_ended")
	case v.Actor.Proxy == "" || v.Lapsed:
		return false, nil
	}
	part, err := s.Entry.Part(r.Context(), v.Actor)
	v.Part = &part
	return false, err
}

// partWords says in whose part the reader acts.
func (v *Visit) partWords() string {
	return v.Texts.T("representative.for."+string(v.Part.Kind), "name", v.Part.Name)
}

// acting is what the head of every page says of that.
func (v *Visit) acting() string {
	if v.Part == nil {
		return ""
	}
	return v.Texts.T("representative.acting", "who", v.partWords(), "ref", v.Part.Ref)
}

// partNav is the parts of the site that are open to one who acts for a person.
func (v *Visit) partNav(item func(href, key string) ui.NavItem) []ui.NavItem {
	if v.Lapsed {
		return nil
	}
	all := []ui.NavItem{
		item("/min-plan", "page.nav.part_plan"), item("/vem-far-veta-vad", "page.nav.my_consent"), item("/moten", "page.nav.part_meetings"),
	}
	if v.Part != nil && v.Part.Tasks.Has(access.TaskAsk) {
		all = append(all, item("/mina-fragor", "page.nav.part_matters"))
	}
	return append(all, item("/hjalp", "page.nav.help"))
}

// Acted names who has done something in the person's place, by kind, and the
// person herself when nobody has.
func (v *Visit) Acted(kind, name string) string {
	switch {
	case kind == "":
		return name
	case v.Actor.Self() || name == "":
		return v.Texts.T("representative.yours." + kind)
	}
	if name == v.Texts.T("kind.person") {
		name = Lower(name) // inside a sentence
	}
	return v.Texts.T("representative.for."+kind, "name", name)
}
