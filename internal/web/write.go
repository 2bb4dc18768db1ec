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
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) writeRoutes() []site.Route {
	return []site.Route{
		{"GET /arenden/{case}/skriv", site.Acting, s.writeChoice},
		{"GET /arenden/{case}/skriv/{kind}", site.Acting, s.writePage},
		{"POST /arenden/{case}/skriv/{kind}", site.Acting, s.writeItem},
		{"POST /arenden/{case}/skriv/{kind}/mottagare", site.Acting, s.receiversPart},
	}
}

// kindsFor lists what the reader can write; the person writes her own part of
// the plan.
func kindsFor(v *site.Visit) []item.Kind {
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

func (s *server) writeChoice(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.App.Case(r.Context(), v.Actor, id.Case(r.PathValue("case")))
	if err != nil {
		return err
	}
	p := s.writeFrame(v, view, "")
	return s.Draw(w, r, v, p, writeKinds(v, view))
}

// writeFrame is the frame of the pages where something is written in a case.
func (s *server) writeFrame(v *site.Visit, view app.CaseView, k item.Kind) ui.Page {
	t := v.Texts
	title := t.T("write.title")
	if v.Actor.Self() {
		title = t.T("write.title.own")
	}
	if k != "" {
		title = v.TextOf("write.kind", string(k))
	}
	p := s.CasePart(v, site.CaseHead{Case: view.Case, Identity: view.Identity, AreaName: view.Area.Name, Protection: view.Protection}, title)
	p.Active, p.Path = "/arenden", site.CaseURL(view.Case.ID)+"/skriv"
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
	v         *site.Visit
	kind      item.Kind
	form      ui.Form
	own       []org.Function // functions of the reader's own unit
	receiving receiving
}

func (s *server) writeScreen(r *http.Request, v *site.Visit) (k writeScreen, err error) {
	k = writeScreen{v: v, kind: item.Kind(r.PathValue("kind"))}
	if !slices.Contains(kindsFor(v), k.kind) {
		return k, errs.Missing()
	}
	if k.CaseView, err = s.App.Case(r.Context(), v.Actor, id.Case(r.PathValue("case"))); err != nil {
		return k, err
	}
	k.own, err = s.ownFunctions(r, v)
	k.form = v.NewForm(k.address())
	return k, err
}

func (k writeScreen) address() string {
	return site.CaseURL(k.Case.ID) + "/skriv/" + string(k.kind)
}

// ownFunctions lists the functions of the reader's own unit.
func (s *server) ownFunctions(r *http.Request, v *site.Visit) ([]org.Function, error) {
	if v.Actor.Self() || len(v.Areas) == 0 {
		return nil, nil
	}
	area, err := s.App.Area(r.Context(), v.Actor, v.Areas[0])
	return slices.DeleteFunc(area.Functions, func(f org.Function) bool { return f.Unit != v.Actor.Unit }), err
}

func (s *server) writePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.writeScreen(r, v)
	if err != nil {
		return err
	}
	values := k.form.Values
	values["category"] = []string{usualCategory(k.kind).String()}
	values["status"] = []string{usualStatus(k.kind)}
	values["responsible"] = []string{string(v.Actor.Function)}
	values["title"] = []string{v.Query.Get("titel")} // of an intervention that was chosen
	if k.kind == item.Certificate {
		values["title"] = []string{v.Texts.T("write.certificate.usual")}
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
	return s.Draw(w, r, k.v, p, writeBody(k.v, k))
}

func (s *server) writeItem(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.writeScreen(r, v)
	if err != nil {
		return err
	}
	if v.Form.Get("do") == "receivers" {
		k.form = v.Again(k.address(), nil)
		return s.drawWrite(w, r, k)
	}
	category, ok := access.ParseCategory(v.Form.Get("category"))
	if !ok {
		category = noCategory
	}
	content, own := content(v, k.kind)
	handing, err := handing(v)
	var i id.Item
	if err == nil {
		i, err = s.App.WriteItem(r.Context(), v.Actor, k.Case.ID, app.NewItem{New: item.New{Kind: k.kind, Category: category, Own: own, Content: content}, Handing: handing})
	}
	if faults, ok := site.Faulty(err); ok {
		k.form = v.Again(k.address(), faults)
		return s.drawWrite(w, r, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, site.ItemURL(k.Case.ID, i), handedFlash(v, handing))
}

// handedFlash says whether what was saved went to anybody.
func handedFlash(v *site.Visit, h app.Handing) string {
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
func content(v *site.Visit, k item.Kind) (c item.Content, own bool) {
	f := v.Form
	c = item.Content{Title: f.Get("title"), Words: f.Get("words"), Code: f.Get("code"), Status: f.Get("status"), Start: f.Get("start"), End: f.Get("end"),
		Extent: site.ExtentOf(f.Get("extent")), Weekly: weekly(v), Due: f.Get("due"), Reason: f.Get("reason")}
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

// weeklyRows is how many times of a week a form has room for.
const weeklyRows = 4

// weekly reads the times of a week, one to a row.
func weekly(v *site.Visit) string {
	var slots []string
	for n := range weeklyRows {
		day, from, to := v.Form.Get(weeklyName("day", n)), v.Form.Get(weeklyName("from", n)), v.Form.Get(weeklyName("to", n))
		if day+from+to != "" {
			slots = append(slots, day+" "+from+"-"+to)
		}
	}
	return strings.Join(slots, ",")
}

func weeklyName(part string, n int) string { return "weekly_" + part + "_" + strconv.Itoa(n) }
