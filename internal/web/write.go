package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/web/ui"
)

func (s *server) writeRoutes() []route {
	return []route{
		{"GET /arenden/{case}/skriv", acting, s.writeChoice},
		{"GET /arenden/{case}/skriv/{kind}", acting, s.writePage},
		{"POST /arenden/{case}/skriv/{kind}", acting, s.writeItem},
		{"POST /arenden/{case}/skriv/{kind}/mottagare", acting, s.receiversPart},
	}
}

// kindsFor lists what the reader can write; the person writes her own part of
// the plan.
func kindsFor(v *visit) []item.Kind {
	if v.Actor.Self() {
		return []item.Kind{item.Goal, item.Activity, item.Need}
	}
	return item.Kinds()
}

// noCategory stands where the form named none that there is.
const noCategory access.Category = 255

// usualCategory is the category that most of a kind belong to.
func usualCategory(k item.Kind) access.Category {
	switch k {
	case item.Certificate:
		return access.Ability
	case item.Activity, item.Requirement:
		return access.Work
	}
	return access.Plan
}

func usualStatus(k item.Kind) string {
	switch k {
	case item.Activity, item.Commitment:
		return "planned"
	case item.Goal, item.Need, item.Requirement:
		return "ongoing"
	}
	return ""
}

func (s *server) writeChoice(w http.ResponseWriter, r *http.Request, v *visit) error {
	view, err := s.app.Case(r.Context(), v.Actor, id.Case(r.PathValue("case")))
	if err != nil {
		return err
	}
	p := s.writeFrame(v, view, "")
	return s.draw(w, r, v, p, writeKinds(v, view))
}

// writeFrame is the frame of the pages where something is written in a case.
func (s *server) writeFrame(v *visit, view app.CaseView, k item.Kind) ui.Page {
	t := v.texts
	title := t.T("write.title")
	if v.Actor.Self() {
		title = t.T("write.title.own")
	}
	if k != "" {
		title = v.textOf("write.kind", string(k))
	}
	p := s.casePart(v, caseHead{view.Case, view.Identity, view.Area.Name, view.Protection}, title)
	p.Active, p.Path = "/arenden", caseURL(view.Case.ID)+"/skriv"
	if v.Actor.Self() {
		p.Active = "/min-plan"
		p.Head.Back.Href = myPlanURL(view.Case.ID)
	}
	if k != "" {
		p.Path += "/" + string(k)
		p.Head.Lead = kindAbout(v, k)
	}
	return p
}

// writeScreen is the form where something new is written.
type writeScreen struct {
	app.CaseView
	v         *visit
	kind      item.Kind
	form      ui.Form
	own       []org.Function // functions of the reader's own unit
	receiving receiving
}

func (s *server) writeScreen(r *http.Request, v *visit) (k writeScreen, err error) {
	k = writeScreen{v: v, kind: item.Kind(r.PathValue("kind"))}
	if !slices.Contains(kindsFor(v), k.kind) {
		return k, errs.Missing()
	}
	if k.CaseView, err = s.app.Case(r.Context(), v.Actor, id.Case(r.PathValue("case"))); err != nil {
		return k, err
	}
	k.own, err = s.ownFunctions(r, v)
	k.form = v.newForm(k.address())
	return k, err
}

func (k writeScreen) address() string {
	return caseURL(k.Case.ID) + "/skriv/" + string(k.kind)
}

// ownFunctions lists the functions of the reader's own unit.
func (s *server) ownFunctions(r *http.Request, v *visit) ([]org.Function, error) {
	if v.Actor.Self() || len(v.Areas) == 0 {
		return nil, nil
	}
	area, err := s.app.Area(r.Context(), v.Actor, v.Areas[0])
	return slices.DeleteFunc(area.Functions, func(f org.Function) bool { return f.Unit != v.Actor.Unit }), err
}

func (s *server) writePage(w http.ResponseWriter, r *http.Request, v *visit) error {
	k, err := s.writeScreen(r, v)
	if err != nil {
		return err
	}
	values := k.form.Values
	values["category"] = []string{usualCategory(k.kind).String()}
	values["status"] = []string{usualStatus(k.kind)}
	values["responsible"] = []string{string(v.Actor.Function)}
	if k.kind == item.Certificate {
		values["title"] = []string{v.texts.T("write.certificate.usual")}
	}
	return s.drawWrite(w, r, k)
}

// drawWrite fills in who gets what is written, and draws the form.
func (s *server) drawWrite(w http.ResponseWriter, r *http.Request, k writeScreen) (err error) {
	if k.receiving, err = s.receiving(r, k.v, k.form, k.kind); err != nil {
		return err
	}
	k.form = k.receiving.form
	p := s.writeFrame(k.v, k.CaseView, k.kind)
	p.Faults = k.form.Faults
	return s.draw(w, r, k.v, p, writeBody(k.v, k))
}

func (s *server) writeItem(w http.ResponseWriter, r *http.Request, v *visit) error {
	k, err := s.writeScreen(r, v)
	if err != nil {
		return err
	}
	if v.form.Get("do") == "receivers" {
		k.form = v.again(k.address(), nil)
		return s.drawWrite(w, r, k)
	}
	category, ok := access.ParseCategory(v.form.Get("category"))
	if !ok {
		category = noCategory
	}
	content, own := v.content(k.kind)
	handing, err := v.handing()
	var i id.Item
	if err == nil {
		i, err = s.app.WriteItem(r.Context(), v.Actor, k.Case.ID, app.NewItem{New: item.New{Kind: k.kind, Category: category, Own: own, Content: content}, Handing: handing})
	}
	if faults, ok := faulty(err); ok {
		k.form = v.again(k.address(), faults)
		return s.drawWrite(w, r, k)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, itemURL(k.Case.ID, i), handedFlash(v, handing))
}

// handedFlash says whether what was saved went to anybody.
func handedFlash(v *visit, h app.Handing) string {
	switch {
	case len(h.Receivers) > 0 && v.Actor.Self():
		return "page.flash.own_shared"
	case v.Actor.Self():
		return "page.flash.own_kept"
	case len(h.Receivers) > 0:
		return "page.flash.item_shared"
	}
	return "page.flash.item_kept"
}

// content reads what a form about a kind of item says, and whether it is the
// person's own.
func (v *visit) content(k item.Kind) (c item.Content, own bool) {
	f := v.form
	c = item.Content{Title: f.Get("title"), Words: f.Get("words"), Code: f.Get("code"), Status: f.Get("status"), Start: f.Get("start"), End: f.Get("end"),
		Extent: extentOf(f.Get("extent")), Weekly: v.weekly(), Due: f.Get("due"), Reason: f.Get("reason")}
	own = v.Actor.Self() || k == item.Goal && f.Get("own") == "yes"
	switch responsible := f.Get("responsible"); {
	case v.Actor.Self() || k != item.Activity && k != item.Commitment:
	case responsible == responsibleSelf:
		own = true
	case responsible != responsibleNobody:
		c.Responsible = id.Function(responsible)
	}
	return c, own
}

// What stands in a form where no function answers for something.
const (
	responsibleSelf   = "self"   // the person does it
	responsibleNobody = "nobody" // not settled yet
)

// extentOf reads percent; what is no number is out of every range.
func extentOf(text string) int {
	text = strings.TrimSpace(strings.TrimSuffix(text, "%"))
	if text == "" {
		return item.NoExtent
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 101
	}
	return n
}

// weeklyRows is how many times of a week a form has room for.
const weeklyRows = 4

// weekly reads the times of a week, one to a row.
func (v *visit) weekly() string {
	var slots []string
	for n := range weeklyRows {
		day, from, to := v.form.Get(weeklyName("day", n)), v.form.Get(weeklyName("from", n)), v.form.Get(weeklyName("to", n))
		if day+from+to != "" {
			slots = append(slots, day+" "+from+"-"+to)
		}
	}
	return strings.Join(slots, ",")
}

func weeklyName(part string, n int) string { return "weekly_" + part + "_" + strconv.Itoa(n) }
