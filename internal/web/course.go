package web

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/person"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) courseRoutes() []site.Route {
	return []site.Route{
		{"GET /arenden/{case}/lage", site.Function, s.coursePage},
		{"POST /arenden/{case}/lage/vila", site.Function, s.rest},
		{"POST /arenden/{case}/lage/ta-upp", site.Function, s.resume},
		{"POST /arenden/{case}/lage/avsluta", site.Function, s.beginClosing},
		{"POST /arenden/{case}/lage/avslutat", site.Function, s.closeCase},
		{"POST /arenden/{case}/lage/oppna", site.Function, s.reopen},
		{"POST /arenden/{case}/lage/skydd", site.Function, s.protect},
		{"POST /arenden/{case}/lage/hav-skydd", site.Function, s.askLift},
		{"POST /arenden/{case}/lage/skydd/{change}", site.Function, s.confirmProtection},
		{"POST /arenden/{case}/lage/skydd/{change}/avsla", site.Function, s.refuseProtection},
	}
}

func (s *server) coursePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawCourse(w, r, v, nil, nil)
}

// courseScreen is what can be done with a case as a whole.
type courseScreen struct {
	caseScreen
	back *ui.Form // that came back with faults
	late error
	lost string // what was typed and came too late
	two  []admin.Pending
}

func (s *server) drawCourse(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	c, err := s.App.Case(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := courseScreen{caseScreen: caseScreen{CaseView: c, v: v, now: s.Options.Now()}, back: back, late: late}
	if k.May[access.PersonProtect] {
		if k.two, err = s.Admin.Protection(r.Context(), v.Actor, c.Case.ID); err != nil {
			return err
		}
	}
	v.Path = k.url() + "/lage"
	p := s.CasePart(v, k.head(), v.Texts.T("page.course.title"))
	p.Head.Chips = append(site.ProtectionChip(v, c.Protection), ui.Chip{Text: v.TextOf("case.state", c.Case.State), Tone: caseTone(c.Case.State)})
	if back != nil {
		p.Faults = back.Faults
	}
	if late != nil {
		v.Status, k.lost = http.StatusConflict, v.Form.Get("words")
	}
	return s.Draw(w, r, v, p, courseBody(v, k))
}

// form is the form of a step: empty, or as it came back.
func (k courseScreen) form(step string) ui.Form {
	f := k.v.NewForm(k.url() + "/lage/" + step)
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
func (s *server) courseDone(w http.ResponseWriter, r *http.Request, v *site.Visit, flash string, err error) error {
	if faults, ok := site.Faulty(err); ok {
		f := v.Again(r.URL.Path, faults)
		return s.drawCourse(w, r, v, &f, nil)
	}
	if site.Clash(err) {
		return s.drawCourse(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, site.CaseURL(site.CaseOf(r)), flash)
}

func (s *server) rest(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.RestCase(r.Context(), v.Actor, site.CaseOf(r), v.Version(), v.Form.Get("until"), v.Form.Get("reason"))
	return s.courseDone(w, r, v, "page.flash.resting", err)
}

func (s *server) resume(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.courseDone(w, r, v, "page.flash.resumed", s.App.ResumeCase(r.Context(), v.Actor, site.CaseOf(r), v.Version()))
}

func (s *server) beginClosing(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.BeginClosing(r.Context(), v.Actor, site.CaseOf(r), v.Version(), v.Form.Get("how"), id.Function(v.Form.Get("handover_to")))
	return s.courseDone(w, r, v, "page.flash.closing", err)
}

func (s *server) closeCase(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.courseDone(w, r, v, "page.flash.closed", s.App.CloseCase(r.Context(), v.Actor, site.CaseOf(r), v.Version()))
}

func (s *server) reopen(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.ReopenCase(r.Context(), v.Actor, site.CaseOf(r), v.Version(), v.Form.Get("words"))
	return s.courseDone(w, r, v, "page.flash.reopened", err)
}

func (s *server) protect(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Admin.Protect(r.Context(), v.Actor, site.CaseOf(r), person.Protection(v.Form.Get("protection")))
	return s.courseDone(w, r, v, "page.flash.protected", err)
}

func (s *server) askLift(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.courseDone(w, r, v, "page.flash.lift_asked", s.Admin.AskLift(r.Context(), v.Actor, site.CaseOf(r)))
}

func (s *server) confirmProtection(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Admin.ConfirmProtection(r.Context(), v.Actor, site.CaseOf(r), id.Change(r.PathValue("change")), v.Version())
	return s.courseDone(w, r, v, "page.flash.change_settled", err)
}

func (s *server) refuseProtection(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Admin.RefuseProtection(r.Context(), v.Actor, site.CaseOf(r), id.Change(r.PathValue("change")), v.Version())
	return s.courseDone(w, r, v, "page.flash.change_settled", err)
}

// goOn are the functions that can go on alone with the case.
func (k courseScreen) goOn() (all []ui.Option) {
	for _, p := range k.Parties {
		if p.State == access.TakesPart && p.Party.Function != k.v.Actor.Function {
			all = append(all, ui.Option{Value: string(p.Party.Function), Label: site.Dotted(p.Function.Name, p.Function.UnitName)})
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
	t := k.v.Texts
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
			all = append(all, ui.Option{Value: string(p), Label: k.v.TextOf("page.protection", string(p))})
		}
	}
	return all
}
