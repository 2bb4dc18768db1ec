package mapping

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/border"
	"samverk/internal/development"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) developmentRoutes() []site.Route {
	const one = pathDevelopments + "/{development}"
	return []site.Route{
		{"GET " + pathDevelopments, site.Function, s.developmentsPage},
		{"GET " + pathDevelopments + "/ny", site.Function, s.newDevelopment},
		{"POST " + pathDevelopments + "/ny", site.Function, s.saveDevelopment},
		{"GET " + one, site.Function, s.developmentPage},
		{"GET " + one + "/andra", site.Function, s.editDevelopment},
		{"POST " + one + "/andra", site.Function, s.saveDevelopment},
		{"POST " + one + "/atgarder", site.Function, s.stepDevelopment},
	}
}

// developmentsScreen is the list with its filters.
type developmentsScreen struct {
	mapping.DevelopmentList
	v     *site.Visit
	q     development.Filter
	pages ui.Pages
}

func (s *server) developmentsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	page := v.Paging()
	q := development.Filter{Area: id.Area(v.Query.Get("omrade")), Scope: v.Query.Get("galler"), State: v.Query.Get("lage"), Before: page.Before, Last: page.BeforeID, Limit: page.Limit}
	list, err := s.Mapping.FindDevelopments(r.Context(), v.Actor, q)
	if err != nil {
		return err
	}
	k := developmentsScreen{DevelopmentList: list, v: v, q: q}
	if n := len(list.Rows); n > 0 {
		last := list.Rows[n-1]
		k.pages = v.Pages(r, n, list.More, last.MadeAt.UnixMicro(), string(last.ID))
	}
	p := s.Page(v, v.Texts.T("development.title"))
	p.Active, p.Head.Lead = "/omraden", v.Texts.T("development.lead")
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("report.title"), Href: pathReports}}
	if list.MayKeep {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: v.Texts.T("development.new"), Href: site.Address(pathDevelopments+"/ny", url.Values{"omrade": {string(q.Area)}}), Primary: true})
	}
	return s.Draw(w, r, v, p, developmentsBody(k))
}

func (k developmentsScreen) url(name, value string) string {
	q := url.Values{}
	for n, now := range map[string]string{"omrade": string(k.q.Area), "galler": k.q.Scope, "lage": k.q.State} {
		if n == name {
			now = value
		}
		if now != "" {
			q.Set(n, now)
		}
	}
	return site.Address(pathDevelopments, q)
}

func (k developmentsScreen) filters() (areas, states, scopes []site.Filter) {
	all := k.v.Texts.T("development.filter.all")
	areas = []site.Filter{{Label: all, Href: k.url("omrade", ""), On: k.q.Area == ""}}
	for _, a := range k.Areas {
		areas = append(areas, site.Filter{Label: a.Name, Href: k.url("omrade", string(a.ID)), On: k.q.Area == a.ID})
	}
	states = []site.Filter{{Label: all, Href: k.url("lage", ""), On: k.q.State == ""}}
	for _, code := range development.States() {
		states = append(states, site.Filter{Label: k.v.TextOf("development.state", code), Href: k.url("lage", code), On: k.q.State == code})
	}
	scopes = []site.Filter{{Label: all, Href: k.url("galler", ""), On: k.q.Scope == ""}}
	for _, code := range development.Scopes() {
		scopes = append(scopes, site.Filter{Label: k.v.TextOf("development.scope", code), Href: k.url("galler", code), On: k.q.Scope == code})
	}
	return areas, states, scopes
}

func stateTone(d development.Development, today string) ui.Tone {
	switch {
	case d.Late(today):
		return ui.Error
	case d.State == development.Done:
		return ui.Success
	case d.State == development.Ongoing:
		return ui.Info
	}
	return ui.Plain
}

func (k developmentsScreen) table() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("development.title"), Hidden: true, Columns: site.Columns(v, "development.field.title", "development.scope", "development.state", "development.field.owner", "development.field.due_on")}
	for _, row := range k.Rows {
		state := v.TextOf("development.state", row.State)
		late := ""
		if row.Late {
			late = v.Texts.T("development.late")
		}
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(developURL(row.ID), row.Title, v.TextOf("development.source", row.Source)), ui.Text(reachName(v, row.Development, k.Names)),
			stateCell(stateTone(row.Development, k.Today), state, late), ui.Text(ownerName(v, row)), ui.Text(dayOr(v, row.DueOn))))
	}
	return tab
}

func ownerName(v *site.Visit, row mapping.DevelopmentRow) string {
	if row.Owner.ID == "" {
		return v.Texts.T("development.field.owner.none")
	}
	return row.Owner.Name + ", " + row.Owner.OrgName
}

func dayOr(v *site.Visit, on string) string {
	if on == "" {
		return ""
	}
	return v.Texts.Day(on)
}

// reachName says where a development holds.
func reachName(v *site.Visit, d development.Development, names map[id.Area]string) string {
	if d.Scope == development.Common {
		return v.TextOf("development.scope", d.Scope)
	}
	var all []string
	for _, a := range d.Areas {
		all = append(all, names[a])
	}
	return v.Texts.List(all...)
}

// developmentScreen is one development as its page shows it.
type developmentScreen struct {
	mapping.DevelopmentView
	v *site.Visit
	f ui.Form // to add an action
}

func developmentOf(r *http.Request) id.Development { return id.Development(r.PathValue("development")) }

func (s *server) developmentPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawDevelopment(w, r, v, v.NewForm(developURL(developmentOf(r))+"/atgarder"))
}

func (s *server) drawDevelopment(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	view, err := s.Mapping.Development(r.Context(), v.Actor, developmentOf(r))
	if err != nil {
		return err
	}
	p := s.Page(v, view.Title)
	p.Active, p.Head.Back, p.Faults = "/omraden", &ui.Link{Label: v.Texts.T("development.title"), Href: pathDevelopments}, f.Faults
	p.Head.Chips = []ui.Chip{{Text: v.TextOf("development.state", view.State), Tone: stateTone(view.Development, view.Today)}, {Text: reachName(v, view.Development, view.Names)}}
	if view.Late(view.Today) {
		p.Head.Chips = append(p.Head.Chips, ui.Chip{Text: v.Texts.T("development.late"), Tone: ui.Error})
	}
	if view.MayKeep {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("development.change"), Href: developURL(view.ID) + "/andra", Primary: true}}
	}
	return s.Draw(w, r, v, p, developmentBody(developmentScreen{view, v, f}))
}

func (k developmentScreen) terms() (all []ui.Term) {
	t := k.v.Texts
	add := func(key string, says templ.Component) { all = append(all, ui.Term{Word: t.T(key), Says: says}) }
	if k.Words != "" {
		add("development.field.words", ui.Text(k.Words))
	}
	source := k.v.TextOf("development.source", k.Source)
	switch {
	case k.Study != "":
		add("development.source", site.LinkUnder(studyURL(k.Study), source+": "+k.StudyName, k.SourceWords))
	case k.Obstacle.ID != "":
		add("development.source", site.LinkUnder("/hinder/"+string(k.Obstacle.ID), source+": "+k.Obstacle.Title, k.SourceWords))
	default:
		add("development.source", ui.Two(source, k.SourceWords))
	}
	owner := t.T("development.field.owner.none")
	if f := k.Functions[k.Owner]; f.ID != "" {
		owner = site.Dotted(f.Name, f.UnitName, f.OrgName)
	}
	add("development.field.owner", ui.Text(owner))
	if k.DueOn != "" {
		add("development.field.due_on", ui.Text(t.Day(k.DueOn)))
	}
	if k.Result != "" {
		add("development.field.result", ui.Text(k.Result))
	}
	return all
}

// events are what has happened, in words.
func (k developmentScreen) events() (all []string) {
	for _, e := range k.Events {
		said := k.v.TextOf("development.event", e.What)
		switch {
		case e.What == "state" || e.What == "made":
			said += ": " + site.Lower(k.v.TextOf("development.state", e.Words))
		case e.Words != "":
			said += ": " + e.Words
		}
		all = append(all, k.v.Texts.DayOf(e.At)+". "+said+" ("+k.Functions[e.By].Name+")")
	}
	return all
}

func (s *server) stepDevelopment(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	var err error
	if step := v.Form.Get("step"); step != "" {
		err = s.Mapping.DoStep(r.Context(), v.Actor, developmentOf(r), step)
	} else {
		err = s.Mapping.AddStep(r.Context(), v.Actor, developmentOf(r), development.Step{Words: v.Form.Get("words"), DueOn: v.Form.Get("due_on")})
	}
	if err == nil {
		return s.Done(w, r, developURL(developmentOf(r)), "page.flash.development_saved")
	}
	f, _, err := again(v, developURL(developmentOf(r))+"/atgarder", err)
	if err != nil {
		return err
	}
	return s.drawDevelopment(w, r, v, f)
}

// developmentFormScreen is a development in a form.
type developmentFormScreen struct {
	mapping.DevelopmentForm
	v *site.Visit
	f ui.Form
}

func (s *server) newDevelopment(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm(pathDevelopments + "/ny")
	area := v.Query.Get("omrade")
	if area == "" && len(v.Areas) > 0 {
		area = string(v.Areas[0])
	}
	f.Values = border.Values{"areas": {area}, "scope": {development.Local}, "state": {development.Proposed}, "omrade": {area},
		"source": {v.Query.Get("ur")}, "obstacle": {v.Query.Get("hinder")}, "study": {v.Query.Get("kartlaggning")}}
	return s.drawDevelopmentForm(w, r, v, f)
}

func (s *server) drawDevelopmentForm(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	form, err := s.Mapping.DevelopmentForm(r.Context(), v.Actor, id.Area(f.Value("omrade")))
	if err != nil {
		return err
	}
	if !form.Frame && len(form.MayKeep) == 0 {
		return errs.New(errs.Denied, "denied")
	}
	title := "development.new"
	if developmentOf(r) != "" {
		title = "development.change"
	}
	p := s.Page(v, v.Texts.T(title))
	p.Active, p.Faults, p.Head.Back = "/omraden", f.Faults, &ui.Link{Label: v.Texts.T("development.title"), Href: pathDevelopments}
	return s.Draw(w, r, v, p, developmentForm(developmentFormScreen{form, v, f}))
}

func (k developmentFormScreen) has(a id.Area) bool { return k.Frame || slices.Contains(k.MayKeep, a) }

func (k developmentFormScreen) choices(all [][2]string) []ui.Option {
	options := []ui.Option{{Label: k.v.Texts.T("development.field.none")}}
	for _, one := range all {
		options = append(options, ui.Option{Value: one[0], Label: one[1]})
	}
	return options
}

func (k developmentFormScreen) studies() (all [][2]string) {
	for _, s := range k.Studies {
		all = append(all, [2]string{string(s.ID), s.Title})
	}
	return all
}

func (k developmentFormScreen) obstacles() (all [][2]string) {
	for _, o := range k.Obstacles {
		all = append(all, [2]string{string(o.ID), o.Title})
	}
	return all
}

func (s *server) editDevelopment(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	d, err := s.Mapping.Development(r.Context(), v.Actor, developmentOf(r))
	if err != nil {
		return err
	}
	if !d.MayKeep {
		return errs.New(errs.Denied, "denied")
	}
	return s.drawDevelopmentForm(w, r, v, developmentStanding(v, d.Development))
}

// developmentStanding is the form of an area to develop as it stands.
func developmentStanding(v *site.Visit, d development.Development) ui.Form {
	f := v.NewForm(developURL(d.ID) + "/andra")
	f.Version = d.Version
	f.Values = border.Values{"title": {d.Title}, "words": {d.Words}, "scope": {d.Scope}, "areas": words(d.Areas), "source": {d.Source}, "study": {string(d.Study)},
		"obstacle": {string(d.Obstacle)}, "source_words": {d.SourceWords}, "owner": {string(d.Owner)}, "due_on": {d.DueOn}, "state": {d.State}, "result": {d.Result}, "omrade": {firstOf(d.Areas)}}
	return f
}

func firstOf(all []id.Area) string {
	if len(all) == 0 {
		return ""
	}
	return string(all[0])
}

func (s *server) saveDevelopment(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	form := v.Form
	d := development.Development{ID: developmentOf(r), Version: v.Version(), Title: strings.TrimSpace(form.Get("title")), Words: form.Get("words"), Scope: form.Get("scope"), Areas: ids[id.Area](form["areas"]),
		Source: form.Get("source"), Study: id.Study(form.Get("study")), Obstacle: id.Obstacle(form.Get("obstacle")), SourceWords: form.Get("source_words"),
		Owner: id.Function(form.Get("owner")), DueOn: form.Get("due_on"), State: form.Get("state"), Result: form.Get("result")}
	if d.Scope == development.Common {
		d.Areas = nil
	}
	made, err := s.Mapping.SaveDevelopment(r.Context(), v.Actor, d)
	if err == nil {
		return s.Done(w, r, developURL(made), "page.flash.development_saved")
	}
	action := pathDevelopments + "/ny"
	if d.ID != "" {
		action = developURL(d.ID) + "/andra"
	}
	f, clash, err := again(v, action, err)
	if err != nil {
		return err
	}
	if now, ok := site.Current[development.Development](clash); ok {
		f = f.Beside(developmentStanding(v, now))
	}
	return s.drawDevelopmentForm(w, r, v, f)
}
