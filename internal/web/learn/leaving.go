package learn

import (
	"net/http"

	"github.com/a-h/templ"

	"samverk/internal/cases"
	"samverk/internal/control"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/introduction"
	"samverk/internal/learning"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// leavingScreen is what hangs on who leaves, as its page shows it.
type leavingScreen struct {
	introduction.Leaving
	v       *site.Visit
	waiting cases.Load
	form    ui.Form // of the row that came back with a fault
	late    error
}

func (s *server) leavingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawLeaving(w, r, v, leavingScreen{v: v})
}

func leavingURL(u id.Unit, a id.Assignment) string {
	return "/bemanning/" + string(u) + "/" + string(a) + "/lamna"
}

func (s *server) drawLeaving(w http.ResponseWriter, r *http.Request, v *site.Visit, k leavingScreen) (err error) {
	a := id.Assignment(r.PathValue("assignment"))
	if k.Leaving, err = s.Learn.Leaving(r.Context(), v.Actor, a); err != nil {
		return err
	}
	if string(k.Holder.Unit) != r.PathValue("unit") {
		return errs.Missing()
	}
	if k.waiting, err = control.New(s.App).WaitingFor(r.Context(), v.Actor, k.Holder.Unit, k.Holder.Function); err != nil {
		return err
	}
	t := v.Texts
	v.Path = leavingURL(k.Holder.Unit, a)
	p := s.Page(v, t.T("leaving.title", "who", k.Holder.Label))
	p.Active, p.Faults = "/bemanning", k.form.Faults
	p.Head.Lead = t.T("leaving.lead")
	p.Head.Meta = []string{k.Holder.Name, k.Holder.UnitName}
	p.Head.Chips = []ui.Chip{{Text: t.T("leaving.done_of", "done", site.Number(k.Done), "all", site.Number(len(k.Rows))), Tone: ui.Info}}
	if !k.Own {
		p.Head.Back = &ui.Link{Label: t.T("staff.title"), Href: "/bemanning?enhet=" + string(k.Holder.Unit)}
	}
	return s.Draw(w, r, v, p, leavingBody(v, k))
}

// name is what a thing is called on the page.
func (k leavingScreen) name(x introduction.LeavingRow) string {
	t := k.v.Texts
	switch x.Hanging.Thing {
	case learning.ThingWay:
		return k.v.TextOf("topic", x.Name)
	case learning.ThingWaiting:
		return t.T("leaving.waiting", "leads", site.Number(k.waiting.Leads), "part", site.Number(k.waiting.Part), "requests", site.Number(k.waiting.Requests))
	case learning.ThingIntroduction:
		return t.T("leaving.introduction")
	}
	return x.Name
}

// href is where a thing is changed.
func href(x introduction.LeavingRow) string {
	switch x.Hanging.Thing {
	case learning.ThingForum:
		return "/forum/" + x.Hanging.Subject
	case learning.ThingAgreement:
		return "/overenskommelser/" + x.Hanging.Subject
	case learning.ThingObstacle:
		return "/hinder/" + x.Hanging.Subject
	case learning.ThingArticle:
		return articlePath(x.Hanging.Subject)
	case learning.ThingTraining:
		return pathTraining + "/" + x.Hanging.Subject
	case learning.ThingWay:
		return "/vagar-in/" + x.Hanging.Subject
	case learning.ThingIntervention:
		return "/insatser/" + x.Hanging.Subject
	case learning.ThingIntroduction:
		return pathPaths
	}
	return ""
}

func (k leavingScreen) table() ui.Table {
	v, t := k.v, k.v.Texts
	tab := ui.Table{Caption: t.T("leaving.things"), Hidden: true, Columns: site.Columns(v, "leaving.thing", "leaving.standing", "leaving.hand")}
	for _, x := range k.Rows {
		under := v.TextOf("leaving.sort", x.Hanging.Thing)
		if x.As != "" {
			under = site.Dotted(under, v.TextOf("leaving.as", x.As), x.AreaName)
		}
		var name templ.Component = ui.Two(k.name(x), under)
		if to := href(x); to != "" {
			name = site.LinkUnder(to, k.name(x), under)
		}
		tab.Rows = append(tab.Rows, site.Cells(name, leavingState(v, x), handForm(v, k, x)))
	}
	return tab
}

// thing sets the rows of the page apart.
func thing(x introduction.LeavingRow) string { return x.Hanging.Thing + "-" + x.Hanging.Subject }

// formOf is the form of one row.
func (k leavingScreen) formOf(x introduction.LeavingRow) ui.Form {
	f := k.form
	if f.Value("thing") != x.Hanging.Thing || f.Value("subject") != x.Hanging.Subject {
		f = k.v.NewForm(leavingURL(k.Holder.Unit, k.Holder.Assignment))
		f.Values["to"] = []string{string(x.Handed.To)}
		if x.On != "" {
			f.Values["done"] = []string{"ja"}
		}
	}
	f.Version, f.Apart = x.Version, thing(x)
	return f
}

func (s *server) handOver(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	h := learning.Handed{Thing: v.Form.Get("thing"), Subject: v.Form.Get("subject"), To: id.Function(v.Form.Get("to")), Version: max(v.Version(), 0)}
	if v.Form.Get("done") != "" {
		h.On = v.Texts.ISO(v.Now)
	}
	a := id.Assignment(r.PathValue("assignment"))
	err := s.Learn.HandOver(r.Context(), v.Actor, a, h)
	faults, faulty := site.Faulty(err)
	to := leavingURL(id.Unit(r.PathValue("unit")), a)
	switch {
	case err == nil:
		return s.Done(w, r, to, "page.flash.handed_over")
	case faulty:
		return s.drawLeaving(w, r, v, leavingScreen{v: v, form: v.Again(to, faults)})
	case site.Clash(err):
		v.Status = http.StatusConflict
		return s.drawLeaving(w, r, v, leavingScreen{v: v, late: err})
	}
	return err
}
