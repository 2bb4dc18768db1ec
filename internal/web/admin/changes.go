package admin

import (
	"net/http"

	"samverk/internal/admin"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) changeRoutes() []site.Route {
	return []site.Route{
		{"GET /forvaltning/funktioner/{function}/bemanna", site.Function, s.staffPage},
		{"POST /forvaltning/funktioner/{function}/bemanna", site.Function, s.assign},
		{"GET /forvaltning/funktioner/{function}/bemanningar/{assignment}", site.Function, s.endAssignmentPage},
		{"POST /forvaltning/funktioner/{function}/bemanningar/{assignment}", site.Function, s.endAssignment},
		{"GET /forvaltning/andringar/{change}", site.Function, s.changePage},
		{"POST /forvaltning/andringar/{change}", site.Function, s.confirm},
		{"POST /forvaltning/andringar/{change}/avsla", site.Function, s.refuse},
	}
}

func assignmentURL(a org.Assignment) string {
	return functionURL(a.Function) + "/bemanningar/" + string(a.ID)
}

func changeURL(c id.Change) string { return "/forvaltning/andringar/" + string(c) }

// mostChoices is how many people are offered as a list to choose from; where
// there are more, the sign-in name is typed.
const mostChoices = 300

func (s *server) staffPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawStaff(w, r, v, func(*editor) {})
}

func (s *server) drawStaff(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	k, err := s.functionScreen(r, v)
	if err != nil {
		return err
	}
	accounts, err := s.Admin.Accounts(r.Context(), v.Actor, mostChoices+1)
	if err != nil {
		return err
	}
	e := editor{v: v, form: v.NewForm(functionURL(k.Function.ID) + "/bemanna"), fields: staffFields(v, accounts), do: "staff.add.do", out: functionURL(k.Function.ID)}
	e.form.Values["holds"] = one("holder")
	if k.Function.Role == "admin" {
		e.do, e.above = "admin.staff.ask", twoBox(v)
	}
	with(&e)
	p := s.frame(v, v.Texts.T("admin.staff.add"), k.Function.Name, functionURL(k.Function.ID))
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func staffFields(v *site.Visit, accounts []login.Account) func(ui.Form) []input {
	return func(f ui.Form) []input {
		who := input{f.Field("user", "staff.user").WithHint(v.Texts.T("admin.staff.name.hint")), ui.TextField}
		if len(accounts) <= mostChoices {
			who = input{f.Field("user", "staff.user"), ui.Select}
			for _, a := range accounts {
				who.Options = append(who.Options, ui.Option{Value: a.Name, Label: a.Label + " (" + a.Name + ")"})
			}
		}
		holds := f.Field("holds", "staff.holds").WithOptions(
			ui.Option{Value: "holder", Label: v.Texts.T("staff.holder"), About: v.Texts.T("staff.holder.about")},
			ui.Option{Value: "deputy", Label: v.Texts.T("staff.deputy"), About: v.Texts.T("staff.deputy.about")})
		return []input{who, {holds, ui.Radios},
			{f.Field("since", "staff.since").MayBeEmpty().WithHint(v.Texts.T("staff.since.hint")), ui.DateField},
			{f.Field("until", "staff.until").MayBeEmpty().WithHint(v.Texts.T("staff.until.hint")), ui.DateField}}
	}
}

func (s *server) assign(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := idOf[id.Function](r, "function")
	n := org.NewAssignment{Function: f, Deputy: v.Form.Get("holds") == "deputy"}
	var faults errs.Faults
	if day := v.Form.Get("since"); day != "" {
		at, ok := v.Texts.Midnight(day)
		faults.Check(ok, "since", "staff.since.date")
		n.Since = at
	}
	if day := v.Form.Get("until"); day != "" {
		at, ok := v.Texts.Midnight(day)
		faults.Check(ok, "until", "staff.until.date")
		n.Until = at.AddDate(0, 0, 1) // the day is the last one
	}
	user, err := s.Admin.UserByName(r.Context(), v.Actor, v.Form.Get("user"))
	if err != nil && !errs.Is(err, errs.NotFound) {
		return err
	}
	faults.Check(err == nil, "user", "import.user.missing")
	n.User = user
	asked := false
	if err = faults.Err(); err == nil {
		_, asked, err = s.Admin.Assign(r.Context(), v.Actor, n)
	}
	return s.result(v, err, func(with func(*editor)) error { return s.drawStaff(w, r, v, with) }, func() error {
		if asked {
			return s.Done(w, r, pathHome, "page.flash.change_asked")
		}
		return s.Done(w, r, functionURL(f), "page.flash.assigned")
	})
}

func (s *server) endAssignmentPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawEndAssignment(w, r, v, nil)
}

func (s *server) drawEndAssignment(w http.ResponseWriter, r *http.Request, v *site.Visit, why error) error {
	k, err := s.functionScreen(r, v)
	if err != nil {
		return err
	}
	for _, a := range k.Assignments {
		if a.ID != idOf[id.Assignment](r, "assignment") {
			continue
		}
		t := v.Texts
		d := ui.Dialog{ID: "avsluta", Title: t.T("staff.end.sure", "who", a.Label, "function", a.FunctionName), Text: t.T("staff.end.text"),
			Action: assignmentURL(a), Do: t.T("staff.end.do"), Danger: true, Version: site.Number(a.Version)}
		if k.Function.Role == "admin" {
			d.Text, d.Do = t.T("admin.staff.two"), t.T("admin.staff.ask_end")
		}
		if why != nil {
			d.Text = t.Error(why) + " " + d.Text
		}
		return s.confirmed(w, r, v, s.frame(v, t.T("staff.end.title"), k.Function.Name, functionURL(k.Function.ID)), d)
	}
	return errs.Missing()
}

func (s *server) endAssignment(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	asked, err := s.Admin.EndAssignment(r.Context(), v.Actor, idOf[id.Assignment](r, "assignment"), v.Version())
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return s.drawEndAssignment(w, r, v, err)
	}
	if err != nil {
		return err
	}
	if asked {
		return s.Done(w, r, pathHome, "page.flash.change_asked")
	}
	return s.Done(w, r, functionURL(idOf[id.Function](r, "function")), "page.flash.assignment_ended")
}

// changeText says what somebody has asked for.
func changeText(v *site.Visit, c admin.ChangeView) string {
	key := "admin.change." + c.Kind
	if c.Kind == org.ChangeAssign && c.Deputy {
		key += ".deputy"
	}
	return v.Texts.T(key, "who", c.Label, "function", c.Function)
}

// changeUnder says who asked and when, and how it came out.
func changeUnder(v *site.Visit, c admin.ChangeView) string {
	t := v.Texts
	asked := t.T("admin.change.by", "who", c.ByLabel, "when", t.DayOf(c.At))
	switch {
	case c.Outcome == org.ChangeWithdrawn:
		return site.Dotted(asked, t.T("admin.change.withdrawn"))
	case c.Outcome != "":
		return site.Dotted(asked, t.T("admin.change."+c.Outcome, "who", c.ToldName, "when", t.DayOf(c.Answered)))
	case !c.Open:
		return site.Dotted(asked, t.T("admin.change.late"))
	}
	return site.Dotted(asked, t.T("admin.change.ends", "when", t.DayOf(c.Ends)))
}

// changeScreen is something that takes two.
type changeScreen struct {
	admin.ChangeView
	link    string   // to make a passkey by, once
	why     error    // what could not be done
	signsIn []string // how the one who is to administer signs in
	letIn   []string // and who has let her in
}

func (s *server) changePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawChange(w, r, v, "", nil)
}

func (s *server) drawChange(w http.ResponseWriter, r *http.Request, v *site.Visit, link string, why error) error {
	c, err := s.Admin.Change(r.Context(), v.Actor, idOf[id.Change](r, "change"))
	if err != nil {
		return err
	}
	p := s.frame(v, v.Texts.T("admin.change"), v.Texts.T("admin.title"), pathHome)
	return s.Draw(w, r, v, p, changeBody(v, changeScreen{c, link, why, s.signsIn(v, c.Ways), s.letIn(v, c.Ways)}))
}

func (s *server) confirm(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := idOf[id.Change](r, "change")
	c, err := s.Admin.Change(r.Context(), v.Actor, which)
	if err != nil {
		return err
	}
	link := ""
	if c.Kind == org.ChangeRecover {
		link, err = s.Entry.ConfirmRecovery(r.Context(), v.Actor, which, v.Version())
	} else {
		err = s.Admin.Confirm(r.Context(), v.Actor, which, v.Version())
	}
	return s.settled(w, r, v, link, err)
}

func (s *server) refuse(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := idOf[id.Change](r, "change")
	c, err := s.Admin.Change(r.Context(), v.Actor, which)
	if err != nil {
		return err
	}
	switch {
	case c.Kind == org.ChangeRecover:
		err = s.Entry.RefuseRecovery(r.Context(), v.Actor, which, v.Version())
	case c.Mine:
		err = s.Admin.Withdraw(r.Context(), v.Actor, which, v.Version())
	default:
		err = s.Admin.Refuse(r.Context(), v.Actor, which, v.Version())
	}
	return s.settled(w, r, v, "", err)
}

// settled answers what came of a change that takes two.
func (s *server) settled(w http.ResponseWriter, r *http.Request, v *site.Visit, link string, err error) error {
	_, faulty := site.Faulty(err)
	switch {
	case site.Clash(err):
		v.Status = http.StatusConflict
		return s.drawChange(w, r, v, "", err)
	case faulty:
		v.Status = http.StatusUnprocessableEntity
		return s.drawChange(w, r, v, "", err)
	case err != nil:
		return err
	case link != "":
		return s.drawChange(w, r, v, link, nil)
	}
	return s.Done(w, r, pathHome, "page.flash.change_settled")
}

// faultsText says everything that is wrong.
func faultsText(v *site.Visit, err error) string {
	if faults, ok := site.Faulty(err); ok {
		var all []string
		for _, f := range faults {
			all = append(all, v.Texts.Fault(f))
		}
		return v.Texts.List(all...)
	}
	return v.Texts.Error(err)
}

// signsIn says how the one that a change is about signs in.
func (s *server) signsIn(v *site.Visit, w admin.Ways) (all []string) {
	if w.Key != login.NoKey {
		all = append(all, keyText(v, w.Key))
	}
	for _, i := range w.Identities {
		all = append(all, v.Texts.T("admin.let_in.identity", "provider", providerName(v, s.Admin.Providers(v.Actor.Org), i.Provider), "subject", i.Subject))
	}
	if len(all) == 0 {
		all = []string{v.Texts.T("admin.let_in.no_way")}
	}
	return all
}

// letIn says who has let her in, and when.
func (s *server) letIn(v *site.Visit, w admin.Ways) (all []string) {
	for _, l := range w.LetIn {
		key := "admin.let_in." + l.How
		switch {
		case l.Itself:
			key += ".itself"
		case l.By == "":
			key += ".operator"
		}
		all = append(all, v.Texts.T(key, "who", l.ByLabel, "second", l.Second, "when", v.Texts.Moment(l.At),
			"provider", providerName(v, s.Admin.Providers(v.Actor.Org), l.Provider)))
	}
	return all
}

// changePeriod says from when to when an assignment that is asked for holds.
func changePeriod(v *site.Visit, c admin.ChangeView) string {
	t := v.Texts
	since, until := "", ""
	if !c.Since.IsZero() {
		since = t.ISO(c.Since)
	}
	if !c.Until.IsZero() {
		until = t.ISO(c.Until.Add(-1))
	}
	return t.Days(since, until)
}
