package learn

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/introduction"
	"samverk/internal/knowledge"
	"samverk/internal/learning"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const pathPaths = pathIntroduction + "/vagar"

func (s *server) pathRoutes() []site.Route {
	const one = pathPaths + "/{path}"
	return []site.Route{
		{"GET " + pathIntroduction, site.Function, s.introductionPage},
		{"POST " + pathIntroduction + "/steg", site.Function, s.takeStep},
		{"GET " + pathIntroduction + "/intyg", site.Function, s.certificate},
		{"GET " + pathIntroduction + "/nya", site.Function, s.newcomersPage},
		{"GET " + pathPaths, site.Function, s.pathsPage},
		{"POST " + pathPaths, site.Function, s.addPath},
		{"GET " + one, site.Function, s.pathPage},
		{"POST " + one + "/andra", site.Function, s.changePath},
		{"POST " + one + "/steg", site.Function, s.addStep},
		{"POST " + one + "/ta-bort", site.Function, s.endStep},
		{"POST " + one + "/avsluta", site.Function, s.endPath},
	}
}

func pathURL(p id.Path) string { return pathPaths + "/" + string(p) }

// introductionScreen is the reader's own way, as its page shows it.
type introductionScreen struct {
	introduction.Introduction
	v    *site.Visit
	form ui.Form // of the step that came back with a fault
}

func (s *server) introductionPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawIntroduction(w, r, v, ui.Form{})
}

func (s *server) drawIntroduction(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	view, err := s.Learn.Introduction(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	v.Path = pathIntroduction
	t := v.Texts
	p := s.Page(v, t.T("introduction.title"))
	learnHead(&p)
	p.Faults = f.Faults
	p.Head.Lead = t.T("introduction.lead")
	p.Head.Back = &ui.Link{Label: t.T("articles.title"), Href: pathKnowledge}
	p.Head.Meta = []string{view.Name, view.UnitName, t.T("introduction.since", "day", t.DayOf(view.Since))}
	if done, all := view.Steps(); all > 0 {
		p.Head.Chips = []ui.Chip{{Text: t.T("introduction.done_of", "done", site.Number(done), "all", site.Number(all)), Tone: ui.Info}}
	}
	if view.Complete() {
		p.Head.Actions = []ui.Action{{Label: t.T("introduction.certificate"), Href: pathIntroduction + "/intyg", Icon: "print", Primary: true}}
	}
	if view.MayKeep {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("introduction.newcomers"), Href: pathIntroduction + "/nya"}, ui.Action{Label: t.T("paths.title"), Href: pathPaths})
	}
	return s.Draw(w, r, v, p, introductionBody(v, introductionScreen{view, v, f}))
}

// stepHref is what a step leads to; empty for a meeting.
func stepHref(s learning.Step) string {
	switch s.Kind {
	case learning.ReadArticle:
		return articlePath(string(s.Article))
	case learning.SeePage:
		return pages[s.Page]
	}
	return ""
}

// pages are the addresses of the pages that a step can lead to.
var pages = map[string]string{
	"ways": "/vagar-in", "agreements": "/overenskommelser", "forums": "/forum", "forum_guide": "/forum/guide", "obstacles": "/hinder", "offers": "/insatser",
	"rules": "/regler", "glossary": pathGlossary, "articles": pathKnowledge, "trainings": pathTraining, "day": "/min-dag",
}

// stepUnder says what sort of step it is, and to whom or what it leads.
func stepUnder(v *site.Visit, s learning.Step, articles map[id.Article]knowledge.Article) string {
	kind := v.TextOf("path.kind", s.Kind)
	switch s.Kind {
	case learning.ReadArticle:
		return site.Dotted(kind, articles[s.Article].Title)
	case learning.Meet:
		return site.Dotted(kind, ui.KindName(v.Texts, s.Meet))
	}
	return site.Dotted(kind, v.TextOf("path.page", s.Page))
}

// stepForm is the form that notes one step, or takes it back.
func (k introductionScreen) stepForm(s learning.Step) ui.Form {
	if k.form.Value("step") == s.ID {
		f := k.form
		f.Apart = s.ID
		return f
	}
	f := k.v.NewForm(pathIntroduction + "/steg")
	f.Apart = s.ID
	f.Values["on"] = []string{k.Today}
	return f
}

// todayForm is the form that notes a step as done today.
func (k introductionScreen) todayForm(s learning.Step) ui.Form {
	f := k.v.NewForm(pathIntroduction + "/steg")
	f.Apart = s.ID
	return f
}

func (s *server) takeStep(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	on := v.Form.Get("on")
	if v.Form.Get("back") != "" {
		on = ""
	}
	err := s.Learn.TakeStep(r.Context(), v.Actor, v.Form.Get("step"), on)
	if faults, ok := site.Faulty(err); ok {
		return s.drawIntroduction(w, r, v, v.Again(pathIntroduction+"/steg", faults))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathIntroduction, "page.flash.step_taken")
}

// certificate is the paper that says that everything of the way is done.
func (s *server) certificate(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Learn.Introduction(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("introduction.certificate"))
	p.Print, p.Running = true, v.Texts.T("introduction.certificate.running", "day", v.Texts.Day(view.Today))
	p.Head.Back = &ui.Link{Label: v.Texts.T("introduction.title"), Href: pathIntroduction}
	k := introductionScreen{Introduction: view, v: v}
	if !view.Complete() {
		return s.Draw(w, r, v, p, ui.EmptyState(v.Texts.T("introduction.certificate.not_yet"), v.Texts.T("introduction.certificate.not_yet.text"), nil))
	}
	return s.Draw(w, r, v, p, certificateSheet(v, k))
}

// newcomersScreen is who is new in an area, as its page shows it.
type newcomersScreen struct {
	introduction.Newcomers
	around
}

func (s *server) newcomersPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	a, err := s.around(r, v, pathIntroduction+"/nya")
	if err != nil {
		return err
	}
	if a.area == "" && len(a.areas) > 0 {
		a.area = a.areas[0].ID
	}
	view, err := s.Learn.Newcomers(r.Context(), v.Actor, a.area)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("introduction.newcomers"))
	learnHead(&p)
	p.Head.Lead = v.Texts.N("introduction.newcomers.lead", learning.NewFor)
	p.Head.Back = &ui.Link{Label: v.Texts.T("introduction.title"), Href: pathIntroduction}
	return s.Draw(w, r, v, p, newcomersBody(v, newcomersScreen{view, a}))
}

// filters are the areas to choose among: there is no list of all.
func (k newcomersScreen) filters() []site.Filter { return k.areaFilters()[1:] }

func (k newcomersScreen) table() ui.Table {
	v, t := k.v, k.v.Texts
	tab := ui.Table{Caption: t.T("introduction.newcomers"), Hidden: true, Columns: site.Columns(v, "introduction.who", "introduction.unit", "introduction.began", "introduction.far")}
	for _, p := range k.Rows {
		done, all := p.Steps()
		tone, far := ui.Info, t.T("introduction.done_of", "done", site.Number(done), "all", site.Number(all))
		switch {
		case all == 0:
			tone, far = ui.Warning, t.T("introduction.no_path")
		case p.Complete():
			tone = ui.Success
		case done == 0:
			tone = ui.Plain
		}
		held := p.Label
		if p.Deputy {
			held = site.Dotted(held, t.T("ui.deputy"))
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Two(p.Name, held), ui.Actor(t, p.Actor, p.UnitName, p.OrgName), ui.Text(t.DayOf(p.Since)), ui.Badge(tone, far)))
	}
	return tab
}

// actors counts the newcomers and those who are through, by actor.
func (k newcomersScreen) actors() ui.Table {
	v, t := k.v, k.v.Texts
	tab := ui.Table{Caption: t.T("introduction.by_actor"), Hidden: true, Columns: []ui.Column{{Label: t.T("introduction.actor")},
		{Label: t.T("introduction.new"), Numeric: true}, {Label: t.T("introduction.through"), Numeric: true}}}
	for _, kind := range learning.Actors() {
		all, through := 0, 0
		for _, p := range k.Rows {
			if p.Actor == kind {
				all++
				if p.Complete() {
					through++
				}
			}
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(ui.KindName(v.Texts, kind)), ui.Text(site.Number(all)), ui.Text(site.Number(through))))
	}
	return tab
}

// pathsScreen is the paths of an area, as their page shows them.
type pathsScreen struct {
	introduction.PathList
	around
	form ui.Form
}

func (s *server) pathsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawPaths(w, r, v, v.NewForm(pathPaths))
}

func (s *server) drawPaths(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	a, err := s.around(r, v, pathPaths)
	if err != nil {
		return err
	}
	view, err := s.Learn.Paths(r.Context(), v.Actor, a.area)
	if err != nil {
		return err
	}
	if len(f.Values) == 0 {
		f.Values["area"], f.Values["actor"], f.Values["role"] = []string{cmp.Or(string(a.area), every)}, []string{every}, []string{every}
	}
	v.Path = pathPaths
	p := s.Page(v, v.Texts.T("paths.title"))
	learnHead(&p)
	p.Faults = f.Faults
	p.Head.Lead = v.Texts.T("paths.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("introduction.title"), Href: pathIntroduction}
	return s.Draw(w, r, v, p, pathsBody(v, pathsScreen{view, a, f}))
}

// whom says for whom a path is.
func whom(v *site.Visit, p introduction.PathRow) string {
	actor, role := v.Texts.T("paths.every_actor"), v.Texts.T("paths.every_role")
	if p.Actor != "" {
		actor = ui.KindName(v.Texts, p.Actor)
	}
	if p.Role != "" {
		role = v.TextOf("role", string(p.Role))
	}
	return site.Dotted(actor, role)
}

func (k pathsScreen) table() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("paths.title"), Hidden: true, Columns: site.Columns(v, "paths.path", "paths.for", "learn.area", "paths.steps")}
	for _, p := range k.Rows {
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(pathURL(p.ID), p.Title), ui.Text(whom(v, p)), ui.Text(areaName(v, p.AreaName)), ui.Text(site.Number(len(p.Steps)))))
	}
	return tab
}

// pathIn reads the form of a path.
func pathIn(v *site.Visit) learning.PathInput {
	return learning.PathInput{Area: id.Area(chosen(v, "area")), Actor: access.Kind(chosen(v, "actor")), Role: access.Role(chosen(v, "role")),
		Title: strings.TrimSpace(v.Form.Get("title")), About: strings.TrimSpace(v.Form.Get("about"))}
}

func (s *server) addPath(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	p, err := s.Learn.AddPath(r.Context(), v.Actor, pathIn(v))
	if faults, ok := site.Faulty(err); ok {
		return s.drawPaths(w, r, v, v.Again(pathPaths, faults))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathURL(p), "page.flash.path_kept")
}

// pathScreen is one path, as its page shows it.
type pathScreen struct {
	introduction.PathView
	v       *site.Visit
	form    ui.Form // what is decided about it
	step    ui.Form // a new step
	late    error
	options []ui.Option // articles to choose among
}

func pathOf(r *http.Request) id.Path { return id.Path(r.PathValue("path")) }

func (s *server) pathPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawPath(w, r, v, pathScreen{v: v})
}

func (s *server) drawPath(w http.ResponseWriter, r *http.Request, v *site.Visit, k pathScreen) (err error) {
	if k.PathView, err = s.Learn.Path(r.Context(), v.Actor, pathOf(r)); err != nil {
		return err
	}
	if k.form.Texts == nil {
		k.form = v.NewForm(pathURL(k.ID) + "/andra")
		k.form.Version = k.Version
		for name, value := range map[string]string{"title": k.Title, "about": k.About, "actor": cmp.Or(string(k.Actor), every), "role": cmp.Or(string(k.Role), every)} {
			k.form.Values[name] = []string{value}
		}
	}
	if k.step.Texts == nil {
		k.step = v.NewForm(pathURL(k.ID) + "/steg")
		k.step.Version = k.Version
		k.step.Values["kind"] = []string{learning.ReadArticle}
	}
	k.step.Apart = "nytt-"
	for _, a := range k.Choices {
		k.options = append(k.options, ui.Option{Value: string(a.ID), Label: a.Title})
	}
	v.Path = pathURL(k.ID)
	p := s.Page(v, k.Title)
	learnHead(&p)
	p.Faults = append(k.form.Faults, k.step.Faults...)
	p.Head.Lead = k.About
	p.Head.Back = &ui.Link{Label: v.Texts.T("paths.title"), Href: pathPaths}
	p.Head.Meta = []string{whom(v, k.PathRow), areaName(v, k.AreaName)}
	return s.Draw(w, r, v, p, pathBody(v, k))
}

func (k pathScreen) table() ui.Table {
	v := k.v
	columns := site.Columns(v, "paths.step")
	if k.MayKeep {
		columns = append(columns, ui.Column{Label: v.Texts.T("paths.step.remove")})
	}
	tab := ui.Table{Caption: v.Texts.T("paths.steps"), Hidden: true, Columns: columns}
	for _, s := range k.Steps {
		title := ui.Two(s.Title, stepUnder(v, s, k.Articles))
		if href := stepHref(s); href != "" {
			title = site.LinkUnder(href, s.Title, stepUnder(v, s, k.Articles))
		}
		cells := []templ.Component{title}
		if k.MayKeep {
			cells = append(cells, removeStep(v, k, s))
		}
		tab.Rows = append(tab.Rows, site.Cells(cells...))
	}
	return tab
}

// plain is a form that carries only the version of the path.
func (k pathScreen) plain(to string) ui.Form {
	f := k.v.NewForm(pathURL(k.ID) + to)
	f.Version = k.Version
	return f
}

func (s *server) changePath(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Learn.ChangePath(r.Context(), v.Actor, pathOf(r), pathIn(v), v.Version())
	faults, _ := site.Faulty(err)
	return s.pathDone(w, r, v, err, pathScreen{v: v, form: v.Again(pathURL(pathOf(r))+"/andra", faults)})
}

func (s *server) addStep(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	step := learning.Step{Path: pathOf(r), Kind: v.Form.Get("kind"), Title: strings.TrimSpace(v.Form.Get("title"))}
	switch step.Kind { // what is for another kind is left out
	case learning.ReadArticle:
		step.Article = id.Article(v.Form.Get("article"))
	case learning.SeePage:
		step.Page = v.Form.Get("page")
	case learning.Meet:
		step.Meet = access.Kind(v.Form.Get("meet"))
	}
	_, err := s.Learn.AddStep(r.Context(), v.Actor, step, v.Version())
	faults, _ := site.Faulty(err)
	return s.pathDone(w, r, v, err, pathScreen{v: v, step: v.Again(pathURL(pathOf(r))+"/steg", faults)})
}

func (s *server) endStep(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Learn.EndStep(r.Context(), v.Actor, pathOf(r), v.Form.Get("step"), v.Version())
	return s.pathDone(w, r, v, err, pathScreen{v: v})
}

func (s *server) endPath(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Learn.EndPath(r.Context(), v.Actor, pathOf(r), v.Version()); err != nil {
		return s.pathDone(w, r, v, err, pathScreen{v: v})
	}
	return s.Done(w, r, pathPaths, "page.flash.path_ended")
}

// pathDone goes on after a change, or draws the path as it stands with what was
// typed.
func (s *server) pathDone(w http.ResponseWriter, r *http.Request, v *site.Visit, err error, k pathScreen) error {
	_, faulty := site.Faulty(err)
	switch {
	case err == nil:
		return s.Done(w, r, pathURL(pathOf(r)), "page.flash.path_kept")
	case faulty:
		return s.drawPath(w, r, v, k)
	case site.Clash(err):
		v.Status = http.StatusConflict
		return s.drawPath(w, r, v, pathScreen{v: v, late: err})
	}
	return err
}

// actorOptions are the actors to choose among, none of them first where that
// means all.
func actorOptions(v *site.Visit, all bool) (options []ui.Option) {
	if all {
		options = append(options, ui.Option{Value: every, Label: v.Texts.T("paths.every_actor")})
	}
	for _, k := range learning.Actors() {
		options = append(options, ui.Option{Value: string(k), Label: ui.KindName(v.Texts, k)})
	}
	return options
}

func roleOptions(v *site.Visit) []ui.Option {
	return append([]ui.Option{{Value: every, Label: v.Texts.T("paths.every_role")}}, site.Choices(v, "role", learning.Roles())...)
}
