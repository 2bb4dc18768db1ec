package admin

import (
	"net/http"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) functionRoutes() []site.Route {
	return []site.Route{
		{"GET /forvaltning/enheter/{unit}/ny-funktion", site.Function, s.newFunctionPage},
		{"POST /forvaltning/enheter/{unit}/ny-funktion", site.Function, s.addFunction},
		{"GET /forvaltning/funktioner/{function}", site.Function, s.functionPage},
		{"GET /forvaltning/funktioner/{function}/andra", site.Function, s.changeFunctionPage},
		{"POST /forvaltning/funktioner/{function}/andra", site.Function, s.changeFunction},
		{"GET /forvaltning/funktioner/{function}/avsluta", site.Function, s.endFunctionPage},
		{"POST /forvaltning/funktioner/{function}/avsluta", site.Function, s.endFunction},
		{"GET /forvaltning/funktioner/{function}/vag-in", site.Function, s.newWayPage},
		{"POST /forvaltning/funktioner/{function}/vag-in", site.Function, s.addWay},
		{"GET /forvaltning/vagar-in/{way}", site.Function, s.wayPage},
		{"POST /forvaltning/vagar-in/{way}", site.Function, s.changeWay},
		{"POST /forvaltning/vagar-in/{way}/ta-bort", site.Function, s.removeWay},
	}
}

func functionFields(v *site.Visit, kind access.Kind) func(ui.Form) []input {
	return func(f ui.Form) []input {
		role := f.Field("role", "admin.function.role")
		for _, r := range rolesOf(kind) {
			role.Options = append(role.Options, ui.Option{Value: string(r), Label: v.TextOf("role", string(r)), About: v.TextOf("admin.role", string(r))})
		}
		mailbox := f.Field("mailbox", "admin.function.mailbox").MayBeEmpty().WithHint(v.Texts.T("admin.function.mailbox.hint"))
		mailbox.Type = "email"
		phone := f.Field("phone", "admin.function.phone").MayBeEmpty()
		phone.Type = "tel"
		return []input{
			{f.Field("name", "admin.function.name").WithHint(v.Texts.T("admin.function.name.hint")), ui.TextField}, {role, ui.Radios},
			{phone, ui.TextField}, {mailbox, ui.TextField},
			{f.Field("sdk", "admin.function.sdk").MayBeEmpty().WithHint(v.Texts.T("admin.function.sdk.hint")), ui.TextField},
			{f.Field("hours", "admin.function.hours").MayBeEmpty().WithHint(v.Texts.T("admin.function.hours.hint")), ui.TextField},
		}
	}
}

// rolesOf are the roles that functions of a kind of organisation can have.
func rolesOf(kind access.Kind) []access.Role {
	switch kind {
	case access.Forbund:
		return []access.Role{access.Federation, access.Admin}
	case access.Drift:
		return []access.Role{access.Admin}
	}
	return []access.Role{access.Worker, access.Coordinator, access.Manager, access.Admin}
}

func functionInput(v *site.Visit) org.FunctionInput {
	return org.FunctionInput{Name: v.Form.Get("name"), Role: access.Role(v.Form.Get("role")), Phone: v.Form.Get("phone"),
		Mailbox: v.Form.Get("mailbox"), SDK: v.Form.Get("sdk"), Hours: v.Form.Get("hours")}
}

func (s *server) newFunctionPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawNewFunction(w, r, v, func(*editor) {})
}

func (s *server) drawNewFunction(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	u, err := s.Admin.Unit(r.Context(), v.Actor, idOf[id.Unit](r, "unit"))
	if err != nil {
		return err
	}
	e := editor{v: v, form: v.NewForm(unitURL(u.ID) + "/ny-funktion"), fields: functionFields(v, u.Kind), do: "admin.function.add.do", out: unitURL(u.ID)}
	e.form.Values["role"] = one(string(rolesOf(u.Kind)[0]))
	with(&e)
	p := s.frame(v, v.Texts.T("admin.function.add"), u.Name, unitURL(u.ID))
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func (s *server) addFunction(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f, err := s.Admin.AddFunction(r.Context(), v.Actor, idOf[id.Unit](r, "unit"), functionInput(v))
	return s.result(v, err, func(with func(*editor)) error { return s.drawNewFunction(w, r, v, with) },
		func() error { return s.Done(w, r, functionURL(f), "page.flash.function_added") })
}

// functionScreen is one function, who holds it and what leads to it.
type functionScreen struct {
	admin.FunctionView
	v *site.Visit
}

func (s *server) functionScreen(r *http.Request, v *site.Visit) (functionScreen, error) {
	view, err := s.Admin.Function(r.Context(), v.Actor, idOf[id.Function](r, "function"))
	return functionScreen{view, v}, err
}

func (s *server) functionPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.functionScreen(r, v)
	if err != nil {
		return err
	}
	f, t := k.Function, v.Texts
	p := s.frame(v, f.Name, f.UnitName, unitURL(f.Unit))
	p.Head.Meta = []string{v.TextOf("role", string(f.Role)), f.UnitName}
	p.Head.Actions = []ui.Action{{Label: t.T("admin.function.change"), Href: functionURL(f.ID) + "/andra"}, {Label: t.T("admin.function.end"), Href: functionURL(f.ID) + "/avsluta"}}
	if f.Vacant() {
		p.Head.Chips = []ui.Chip{{Text: t.T("areas.vacant"), Tone: ui.Error}}
	}
	return s.Draw(w, r, v, p, functionBody(v, k))
}

// period says from when to when somebody holds a function.
func period(v *site.Visit, a org.Assignment) string {
	t := v.Texts
	if a.Until.IsZero() {
		return t.Days(t.ISO(a.Since), "")
	}
	return t.Days(t.ISO(a.Since), t.ISO(a.Until.Add(-1))) // it ends as the day after its last one begins
}

// reached are the ways to reach a function.
func (k functionScreen) reached() (terms []ui.Term) {
	f, t := k.Function, k.v.Texts
	for _, one := range [][2]string{{"admin.function.phone", f.Phone}, {"admin.function.mailbox", f.Mailbox}, {"admin.function.sdk", f.SDK}, {"admin.function.hours", f.Hours}} {
		if one[1] == "" {
			one[1] = t.T("admin.unset")
		}
		terms = append(terms, ui.Term{Word: t.T(one[0]), Says: ui.Text(one[1])})
	}
	return terms
}

// area is the name of an area that the unit works in.
func (k functionScreen) area(a id.Area) string { return areaNames(k.v, k.Areas, []id.Area{a}) }

// waiting says what waits for the function, in counts.
func (k functionScreen) waiting() (all []string) {
	t, l := k.v.Texts, k.Load
	for _, one := range []struct {
		key string
		n   int
	}{{"admin.load.leads", l.Leads}, {"admin.load.part", l.Part}, {"admin.load.requests", l.Requests}} {
		if one.n > 0 {
			all = append(all, t.N(one.key, one.n))
		}
	}
	return all
}

func (s *server) changeFunctionPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawFunction(w, r, v, func(*editor) {})
}

func (s *server) drawFunction(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	k, err := s.functionScreen(r, v)
	if err != nil {
		return err
	}
	f := k.Function
	e := editor{v: v, form: v.NewForm(functionURL(f.ID) + "/andra"), fields: functionFields(v, f.Kind), do: "admin.save", out: functionURL(f.ID)}
	e.form.Version = f.Version
	e.form.Values = map[string][]string{"name": one(f.Name), "role": one(string(f.Role)), "phone": one(f.Phone), "mailbox": one(f.Mailbox), "sdk": one(f.SDK), "hours": one(f.Hours)}
	with(&e)
	p := s.frame(v, v.Texts.T("admin.function.change"), f.Name, functionURL(f.ID))
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func (s *server) changeFunction(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := idOf[id.Function](r, "function")
	err := s.Admin.ChangeFunction(r.Context(), v.Actor, f, functionInput(v), v.Version())
	return s.result(v, err, func(with func(*editor)) error { return s.drawFunction(w, r, v, with) },
		func() error { return s.Done(w, r, functionURL(f), "page.flash.saved") })
}

func (s *server) endFunctionPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawEndFunction(w, r, v, func(*editor) {})
}

// drawEndFunction asks before a function is ended: what waits for it, and which
// ways in would lead to nobody.
func (s *server) drawEndFunction(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	k, err := s.functionScreen(r, v)
	if err != nil {
		return err
	}
	f, t := k.Function, v.Texts
	p := s.frame(v, t.T("admin.function.end"), f.Name, functionURL(f.ID))
	if k.Load.Any() {
		return s.Draw(w, r, v, p, functionWaits(v, k))
	}
	e := editor{v: v, form: v.NewForm(functionURL(f.ID) + "/avsluta"), do: "admin.function.end.do", out: functionURL(f.ID), above: functionEnds(v, k)}
	e.form.Version = f.Version
	e.fields = func(form ui.Form) []input {
		next := form.Field("successor", "admin.function.successor").MayBeEmpty().WithHint(t.T("admin.function.successor.hint"))
		next.Options = append([]ui.Option{{Label: t.T("admin.function.successor.none")}}, site.FunctionOptions(v, k.others())...)
		return []input{{next, ui.Select}}
	}
	with(&e)
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

// others are the functions that could answer in its place.
func (k functionScreen) others() []org.Function {
	return slices.DeleteFunc(slices.Clone(k.Others), func(f org.Function) bool { return f.ID == k.Function.ID || f.Role == access.Admin })
}

func (s *server) endFunction(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := idOf[id.Function](r, "function")
	now, err := s.functionScreen(r, v)
	if err != nil {
		return err
	}
	err = s.Admin.EndFunction(r.Context(), v.Actor, f, id.Function(v.Form.Get("successor")), v.Version())
	return s.result(v, err, func(with func(*editor)) error { return s.drawEndFunction(w, r, v, with) },
		func() error { return s.Done(w, r, unitURL(now.Function.Unit), "page.flash.function_ended") })
}

func wayFields(v *site.Visit, areas []org.Area, others []org.Function) func(ui.Form) []input {
	return func(f ui.Form) []input {
		where, topic, deputy := f.Field("area", "admin.way.area"), f.Field("topic", "admin.way.topic"), f.Field("deputy", "admin.way.deputy").MayBeEmpty()
		for _, a := range areas {
			where.Options = append(where.Options, ui.Option{Value: string(a.ID), Label: a.Name})
		}
		topic.Options = site.Choices(v, "topic", org.Topics())
		deputy.Options = append([]ui.Option{{Label: v.Texts.T("forums.nobody")}}, site.FunctionOptions(v, others)...)
		days := f.Field("answer_days", "admin.way.answer_days").WithLimit(3)
		days.Unit = v.Texts.T("admin.way.days")
		return []input{
			{where, ui.Select}, {topic, ui.Select}, {days, ui.NumberField}, {deputy.WithHint(v.Texts.T("admin.way.deputy.hint")), ui.Select},
			{f.Field("about", "admin.way.about").MayBeEmpty().WithHint(v.Texts.T("admin.way.about.hint")).WithLimit(org.MostAbout), ui.TextArea},
		}
	}
}

func wayInput(v *site.Visit) org.WayInput {
	days, err := strconv.Atoi(v.Form.Get("answer_days"))
	if err != nil {
		days = 0 // told as out of range
	}
	return org.WayInput{Area: id.Area(v.Form.Get("area")), Topic: v.Form.Get("topic"), Deputy: id.Function(v.Form.Get("deputy")), AnswerDays: days, About: v.Form.Get("about")}
}

func (s *server) newWayPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawNewWay(w, r, v, func(*editor) {})
}

func (s *server) drawNewWay(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	k, err := s.functionScreen(r, v)
	if err != nil {
		return err
	}
	e := editor{v: v, form: v.NewForm(functionURL(k.Function.ID) + "/vag-in"), fields: wayFields(v, k.Areas, k.others()), do: "admin.way.add.do", out: functionURL(k.Function.ID)}
	e.form.Values["answer_days"] = one("5")
	if len(k.Areas) == 1 {
		e.form.Values["area"] = one(string(k.Areas[0].ID))
	}
	with(&e)
	p := s.frame(v, v.Texts.T("admin.way.add"), k.Function.Name, functionURL(k.Function.ID))
	p.Head.Lead = v.Texts.T("admin.way.lead")
	p.Faults = e.form.Faults
	return s.Draw(w, r, v, p, editorBody(e))
}

func (s *server) addWay(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := idOf[id.Function](r, "function")
	_, err := s.Admin.AddWayIn(r.Context(), v.Actor, f, wayInput(v))
	return s.result(v, err, func(with func(*editor)) error { return s.drawNewWay(w, r, v, with) },
		func() error { return s.Done(w, r, functionURL(f), "page.flash.saved") })
}

func wayURL(way id.WayIn) string { return "/forvaltning/vagar-in/" + string(way) }

func (s *server) wayPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawWay(w, r, v, func(*editor) {})
}

func (s *server) drawWay(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*editor)) error {
	k, err := s.Admin.WayIn(r.Context(), v.Actor, idOf[id.WayIn](r, "way"))
	if err != nil {
		return err
	}
	way := k.Way
	e := editor{v: v, form: v.NewForm(wayURL(way.ID)), fields: wayFields(v, k.Areas, k.Others), do: "admin.save", out: functionURL(way.Function.ID)}
	e.form.Version = way.Version
	e.form.Values = map[string][]string{"area": one(string(way.Area)), "topic": one(way.Topic), "deputy": one(string(way.Deputy)),
		"answer_days": one(strconv.Itoa(way.AnswerDays)), "about": one(way.About)}
	with(&e)
	p := s.frame(v, v.TextOf("topic", way.Topic), way.Function.Name, functionURL(way.Function.ID))
	p.Faults = e.form.Faults
	remove := ui.Dialog{ID: "ta-bort", Title: v.Texts.T("admin.way.remove"), Text: v.Texts.T("admin.way.remove.text"), Action: wayURL(way.ID) + "/ta-bort",
		Do: v.Texts.T("admin.way.remove.do"), Danger: true, Version: site.Number(way.Version), Once: site.NewOnce()}
	return s.Draw(w, r, v, p, wayBody(v, e, remove))
}

func (s *server) changeWay(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	way := idOf[id.WayIn](r, "way")
	k, err := s.Admin.WayIn(r.Context(), v.Actor, way)
	if err != nil {
		return err
	}
	err = s.Admin.ChangeWayIn(r.Context(), v.Actor, way, wayInput(v), v.Version())
	return s.result(v, err, func(with func(*editor)) error { return s.drawWay(w, r, v, with) },
		func() error { return s.Done(w, r, functionURL(k.Way.Function.ID), "page.flash.saved") })
}

func (s *server) removeWay(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	way := idOf[id.WayIn](r, "way")
	k, err := s.Admin.WayIn(r.Context(), v.Actor, way)
	if errs.Is(err, errs.NotFound) { // gone already
		return s.Done(w, r, pathUnits, "page.flash.way_removed")
	}
	if err != nil {
		return err
	}
	err = s.Admin.RemoveWayIn(r.Context(), v.Actor, way, v.Version())
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return s.drawWay(w, r, v, func(e *editor) { e.clash = err })
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, functionURL(k.Way.Function.ID), "page.flash.way_removed")
}

// wayUnder says where a way in is, to whom it leads and how long an answer may
// take.
func wayUnder(v *site.Visit, k functionScreen, way org.WayIn) string {
	who := ""
	if way.Function.ID != k.Function.ID {
		who = v.Texts.T("admin.way.as_deputy", "function", way.Function.Name)
	} else if way.DeputyName != "" {
		who = v.Texts.T("admin.way.with_deputy", "function", way.DeputyName)
	}
	return site.Dotted(k.area(way.Area), v.Texts.N("admin.way.within", way.AnswerDays), who)
}
