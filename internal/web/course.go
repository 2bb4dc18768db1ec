package web

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/person"
	"samverk/internal/web/ui"
)

func (s *server) courseRoutes() []route {
	return []route{
		{"GET /arenden/{case}/lage", function, s.coursePage},
		{"POST /arenden/{case}/lage/vila", function, s.rest},
		{"POST /arenden/{case}/lage/ta-upp", function, s.resume},
		{"POST /arenden/{case}/lage/avsluta", function, s.beginClosing},
		{"POST /arenden/{case}/lage/avslutat", function, s.closeCase},
		{"POST /arenden/{case}/lage/oppna", function, s.reopen},
		{"POST /arenden/{case}/lage/skydd", function, s.protect},
	}
}

func (s *server) coursePage(w http.ResponseWriter, r *http.Request, v *visit) error {
	return s.drawCourse(w, r, v, nil, nil)
}

// courseScreen is what can be done with a case as a whole.
type courseScreen struct {
	caseScreen
	back *ui.Form // that came back with faults
	late error
	lost string // what was typed and came too late
}

func (s *server) drawCourse(w http.ResponseWriter, r *http.Request, v *visit, back *ui.Form, late error) error {
	c, err := s.app.Case(r.Context(), v.Actor, caseOf(r))
	if err != nil {
		return err
	}
	k := courseScreen{caseScreen: caseScreen{CaseView: c, v: v, now: s.o.Now()}, back: back, late: late}
	v.path = k.url() + "/lage"
	p := s.casePart(v, k.head(), v.texts.T("page.course.title"))
	p.Head.Chips = append(protectionChip(v, c.Protection), ui.Chip{Text: v.textOf("case.state", c.Case.State), Tone: caseTone(c.Case.State)})
	if back != nil {
		p.Faults = back.Faults
	}
	if late != nil {
		v.status, k.lost = http.StatusConflict, v.form.Get("words")
	}
	return s.draw(w, r, v, p, courseBody(v, k))
}

// form is the form of a step: empty, or as it came back.
func (k courseScreen) form(step string) ui.Form {
	f := k.v.newForm(k.url() + "/lage/" + step)
	if k.back != nil && k.back.Action == f.Action {
		f.Values, f.Faults, f.Changed = k.back.Values, k.back.Faults, true
	}
	f.Version = k.Case.Version
	return f
}

// open reports whether the form of a step came back with faults.
func (k courseScreen) open(step string) bool {
	return k.back != nil && k.back.Action == k.url()+"/lage/"+step
}

// courseDone answers one of the forms of the page.
func (s *server) courseDone(w http.ResponseWriter, r *http.Request, v *visit, flash string, err error) error {
	if faults, ok := faulty(err); ok {
		f := v.again(r.URL.Path, faults)
		return s.drawCourse(w, r, v, &f, nil)
	}
	if clash(err) {
		return s.drawCourse(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, caseURL(caseOf(r)), flash)
}

func (s *server) rest(w http.ResponseWriter, r *http.Request, v *visit) error {
	err := s.app.RestCase(r.Context(), v.Actor, caseOf(r), v.version(), v.form.Get("until"), v.form.Get("reason"))
	return s.courseDone(w, r, v, "page.flash.resting", err)
}

func (s *server) resume(w http.ResponseWriter, r *http.Request, v *visit) error {
	return s.courseDone(w, r, v, "page.flash.resumed", s.app.ResumeCase(r.Context(), v.Actor, caseOf(r), v.version()))
}

func (s *server) beginClosing(w http.ResponseWriter, r *http.Request, v *visit) error {
	err := s.app.BeginClosing(r.Context(), v.Actor, caseOf(r), v.version(), v.form.Get("how"), id.Function(v.form.Get("handover_to")))
	return s.courseDone(w, r, v, "page.flash.closing", err)
}

func (s *server) closeCase(w http.ResponseWriter, r *http.Request, v *visit) error {
	return s.courseDone(w, r, v, "page.flash.closed", s.app.CloseCase(r.Context(), v.Actor, caseOf(r), v.version()))
}

func (s *server) reopen(w http.ResponseWriter, r *http.Request, v *visit) error {
	err := s.app.ReopenCase(r.Context(), v.Actor, caseOf(r), v.version(), v.form.Get("words"))
	return s.courseDone(w, r, v, "page.flash.reopened", err)
}

func (s *server) protect(w http.ResponseWriter, r *http.Request, v *visit) error {
	err := s.app.ProtectPerson(r.Context(), v.Actor, caseOf(r), person.Protection(v.form.Get("protection")))
	return s.courseDone(w, r, v, "page.flash.protected", err)
}

// goOn are the functions that can go on alone with the case.
func (k courseScreen) goOn() (all []ui.Option) {
	for _, p := range k.Parties {
		if p.State == access.TakesPart && p.Party.Function != k.v.Actor.Function {
			all = append(all, ui.Option{Value: string(p.Party.Function), Label: dotted(p.Function.Name, p.Function.UnitName)})
		}
	}
	return all
}

// mayNothing reports whether the reader can only look.
func (k courseScreen) mayNothing() bool {
	for _, act := range []access.Action{access.CaseRest, access.CaseResume, access.CaseEnd, access.CaseClose, access.CaseReopen, access.PersonProtect} {
		if k.May[act] {
			return false
		}
	}
	return true
}

// state says in a sentence how the case stands.
func (k courseScreen) state() string {
	t := k.v.texts
	since := t.DayOf(k.Case.StateAt)
	switch k.Case.State {
	case cases.StateResting:
		return t.T("page.course.resting", "since", since, "day", t.Day(k.Case.RestsUntil))
	case cases.StateClosing:
		if f, ok := k.Functions[k.Case.HandoverTo]; ok {
			return t.T("page.course.handover", "since", since, "function", f.Name, "unit", f.UnitName)
		}
		return t.T("page.course.closing", "since", since)
	case cases.StateClosed:
		return t.T("page.course.closed", "since", since)
	}
	return t.T("page.course.open", "since", since)
}

// protections are the choices that strengthen the protection; what is there
// cannot be taken away here.
func (k courseScreen) protections() (all []ui.Option) {
	for _, p := range []person.Protection{person.Marked, person.Protected} {
		if p != k.Protection {
			all = append(all, ui.Option{Value: string(p), Label: k.v.textOf("page.protection", string(p))})
		}
	}
	return all
}
