package control

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) staffRoutes() []site.Route {
	return []site.Route{
		{"GET /bemanning", site.Function, s.staffPage},
		{"POST /bemanning", site.Function, s.assign},
		{"GET /bemanning/{unit}/{assignment}", site.Function, s.endPage},
		{"POST /bemanning/{unit}/{assignment}", site.Function, s.endAssignment},
	}
}

// staffScreen is who holds what in a unit, as its page shows it.
type staffScreen struct {
	app.StaffView
	v     *site.Visit
	form  ui.Form
	units []site.Filter // that an administrator can go to
}

func staffURL(u id.Unit) string { return site.Address("/bemanning", url.Values{"enhet": {string(u)}}) }

func (s *server) staffPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm("/bemanning")
	f.Values["holds"] = []string{"holder"}
	return s.drawStaff(w, r, v, id.Unit(v.Query.Get("enhet")), f)
}

func (s *server) drawStaff(w http.ResponseWriter, r *http.Request, v *site.Visit, u id.Unit, f ui.Form) error {
	u = cmp.Or(u, v.Actor.Unit)
	view, err := s.App.Staff(r.Context(), v.Actor, u)
	if err != nil {
		return err
	}
	k := staffScreen{StaffView: view, v: v, form: f}
	if k.units, err = s.staffUnits(r, v, u); err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("staff.title"))
	p.Active, p.Path = "/bemanning", "/bemanning"
	p.Head.Lead = v.Texts.T("staff.lead")
	p.Head.Meta = []string{view.Unit.Name, view.Unit.OrgName}
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, staffBody(v, k))
}

// staffUnits lists the units of an administrator's organisation in the areas
// that her own unit works in.
func (s *server) staffUnits(r *http.Request, v *site.Visit, now id.Unit) (all []site.Filter, err error) {
	if v.Role != access.Admin {
		return nil, nil
	}
	seen := map[id.Unit]bool{}
	for _, a := range v.Areas {
		area, err := s.App.Area(r.Context(), v.Actor, a)
		if err != nil {
			return nil, err
		}
		for _, f := range area.Functions {
			if f.Org == v.Actor.Org && !seen[f.Unit] {
				seen[f.Unit] = true
				all = append(all, site.Filter{Label: f.UnitName, Href: staffURL(f.Unit), On: f.Unit == now})
			}
		}
	}
	return all, nil
}

func (s *server) assign(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	unit := id.Unit(v.Form.Get("unit"))
	n := org.NewAssignment{Function: id.Function(v.Form.Get("function")), User: id.User(v.Form.Get("user")), Deputy: v.Form.Get("holds") == "deputy"}
	var f errs.Faults
	if day := v.Form.Get("since"); day != "" {
		at, ok := v.Texts.Midnight(day)
		f.Check(ok, "since", "staff.since.date")
		n.Since = at
	}
	if day := v.Form.Get("until"); day != "" {
		at, ok := v.Texts.Midnight(day)
		f.Check(ok, "until", "staff.until.date")
		n.Until = at.AddDate(0, 0, 1) // the day is the last one
	}
	err := f.Err()
	if err == nil {
		_, err = s.App.Assign(r.Context(), v.Actor, unit, n)
	}
	if faults, ok := site.Faulty(err); ok {
		return s.drawStaff(w, r, v, unit, v.Again("/bemanning", faults))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, staffURL(unit), "page.flash.assigned")
}

// endPage asks before an assignment is ended.
func (s *server) endPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.App.Staff(r.Context(), v.Actor, id.Unit(r.PathValue("unit")))
	if err != nil {
		return err
	}
	i := slices.IndexFunc(view.Assignments, func(a org.Assignment) bool { return a.ID == id.Assignment(r.PathValue("assignment")) })
	if i < 0 {
		return errs.Missing()
	}
	p := s.Page(v, v.Texts.T("staff.end.title"))
	p.Active = "/bemanning"
	p.Head.Back = &ui.Link{Label: v.Texts.T("staff.title"), Href: staffURL(view.Unit.ID)}
	return s.Draw(w, r, v, p, ui.ConfirmBody(v.Texts, endDialog(v, view.Unit.ID, view.Assignments[i])))
}

func endURL(u id.Unit, a id.Assignment) string { return "/bemanning/" + string(u) + "/" + string(a) }

func endDialog(v *site.Visit, u id.Unit, a org.Assignment) ui.Dialog {
	t := v.Texts
	return ui.Dialog{ID: "avsluta-" + string(a.ID), Title: t.T("staff.end.sure", "who", a.Label, "function", a.FunctionName), Text: t.T("staff.end.text"),
		Action: endURL(u, a.ID), Do: t.T("staff.end.do"), Danger: true, Version: site.Number(a.Version), Once: site.NewOnce()}
}

func (s *server) endAssignment(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	u := id.Unit(r.PathValue("unit"))
	err := s.App.EndAssignment(r.Context(), v.Actor, u, id.Assignment(r.PathValue("assignment")), v.Version())
	if site.Clash(err) {
		return s.Done(w, r, staffURL(u), "page.flash.assignment_changed")
	}
	if err != nil {
		return err
	}
	if u == v.Actor.Unit {
		// She may have ended her own; the page that answers says so.
		return s.Done(w, r, "/bemanning", "page.flash.assignment_ended")
	}
	return s.Done(w, r, staffURL(u), "page.flash.assignment_ended")
}

// of lists who holds a function now and later.
func (k staffScreen) of(f id.Function) (all []org.Assignment) {
	for _, a := range k.Assignments {
		if a.Function == f {
			all = append(all, a)
		}
	}
	return all
}

func (k staffScreen) period(a org.Assignment) string {
	t := k.v.Texts
	if a.Until.IsZero() {
		return t.Days(t.ISO(a.Since), "")
	}
	// It ends as the day after its last one begins.
	return t.Days(t.ISO(a.Since), t.ISO(a.Until.Add(-1)))
}

func (k staffScreen) functionField() ui.Field {
	f := k.form.Field("function", "page.function")
	for _, fn := range k.Functions {
		f.Options = append(f.Options, ui.Option{Value: string(fn.ID), Label: fn.Name})
	}
	return f
}

func (k staffScreen) userField() ui.Field {
	f := k.form.Field("user", "staff.user")
	for _, a := range k.Accounts {
		if !a.Ended {
			f.Options = append(f.Options, ui.Option{Value: string(a.ID), Label: a.Label + " (" + a.Name + ")"})
		}
	}
	return f
}

func (k staffScreen) holdsField() ui.Field {
	t := k.v.Texts
	return k.form.Field("holds", "staff.holds").WithOptions(
		ui.Option{Value: "holder", Label: t.T("staff.holder"), About: t.T("staff.holder.about")},
		ui.Option{Value: "deputy", Label: t.T("staff.deputy"), About: t.T("staff.deputy.about")})
}
