package mapping

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/study"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) studyRoutes() []site.Route {
	const one = pathStudies + "/{study}"
	return []site.Route{
		{"GET " + pathStudies, site.Function, s.studiesPage},
		{"GET " + pathStudies + "/ny", site.Function, s.newStudyPage},
		{"POST " + pathStudies + "/ny", site.Function, s.createStudy},
		{"GET " + one, site.Function, s.studyPage},
		{"GET " + one + "/andra", site.Function, s.editStudyPage},
		{"POST " + one + "/andra", site.Function, s.changeStudy},
		{"POST " + one + "/lage", site.Function, s.stepStudy},
		{"GET " + one + "/metod", site.Function, s.methodPage},
		{"POST " + one + "/metod", site.Function, s.saveMethod},
		{"GET " + one + "/grupper/ny", site.Function, s.groupPage},
		{"POST " + one + "/grupper/ny", site.Function, s.saveGroup},
		{"GET " + one + "/grupper/{group}", site.Function, s.groupPage},
		{"POST " + one + "/grupper/{group}", site.Function, s.saveGroup},
	}
}

func (s *server) studiesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	list, err := s.Mapping.Studies(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("study.list"))
	p.Active, p.Head.Lead = "/omraden", v.Texts.T("study.lead")
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("report.title"), Href: pathReports}, {Label: v.Texts.T("development.title"), Href: pathDevelopments}}
	if list.Frame || len(list.MayKeep) > 0 {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: v.Texts.T("study.new"), Href: pathStudies + "/ny", Primary: true})
	}
	return s.Draw(w, r, v, p, studiesBody(v, list))
}

func studiesTable(v *site.Visit, list mapping.StudyList) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("study.list"), Hidden: true, Columns: site.Columns(v, "study.field.title", "study.state", "study.years", "study.column.heard")}
	for _, row := range list.Rows {
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(studyURL(row.ID), row.Title), ui.Badge(ui.Info, v.TextOf("study.state", row.State)),
			ui.Text(v.Texts.Days(row.From, row.To)), ui.Text(heard(v, row.Heard))))
	}
	return tab
}

func heard(v *site.Visit, h study.Heard) string {
	return v.Texts.N("study.groups", h.Groups) + ", " + v.Texts.N("study.people", h.People)
}

// studyFormScreen is a study in a form.
type studyFormScreen struct {
	f     ui.Form
	areas []ui.Option
}

func (s *server) newStudyPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawNewStudy(w, r, v, v.NewForm(pathStudies+"/ny"))
}

func (s *server) drawNewStudy(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	list, err := s.Mapping.Studies(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	if !list.Frame && len(list.MayKeep) == 0 {
		return errs.New(errs.Denied, "denied")
	}
	k := studyFormScreen{f: f, areas: areaOptions(list.Areas, func(a id.Area) bool { return list.Frame || slices.Contains(list.MayKeep, a) })}
	p := s.Page(v, v.Texts.T("study.new"))
	p.Faults, p.Active, p.Head.Back = f.Faults, "/omraden", &ui.Link{Label: v.Texts.T("study.list"), Href: pathStudies}
	return s.Draw(w, r, v, p, studyForm(v, k))
}

func studyIn(form border.Values) study.Input {
	return study.Input{Title: form.Get("title"), Aim: form.Get("aim"), Questions: study.Lines(form.Get("questions")), Sources: form["sources"],
		From: form.Get("from"), To: form.Get("to"), Areas: ids[id.Area](form["areas"])}
}

func (s *server) createStudy(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	made, err := s.Mapping.CreateStudy(r.Context(), v.Actor, studyIn(v.Form))
	if err == nil {
		return s.Done(w, r, studyURL(made), "page.flash.study_added")
	}
	f, _, err := again(v, pathStudies+"/ny", err)
	if err != nil {
		return err
	}
	return s.drawNewStudy(w, r, v, f)
}

// studyScreen is a study as its page shows it.
type studyScreen struct {
	mapping.StudyView
	v *site.Visit
	f ui.Form
}

func (s *server) studyFrame(v *site.Visit, k mapping.StudyView, title string) ui.Page {
	p := s.Page(v, title)
	p.Active, p.Head.Back = "/omraden", &ui.Link{Label: k.Title, Href: studyURL(k.ID)}
	return p
}

func (s *server) studyPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Mapping.Study(r.Context(), v.Actor, studyOf(r))
	if err != nil {
		return err
	}
	k := studyScreen{StudyView: view, v: v, f: v.NewForm(studyURL(view.ID) + "/lage")}
	k.f.Version, k.f.Values["state"] = view.Version, []string{view.State}
	p := s.studyFrame(v, view, view.Title)
	p.Head.Back = &ui.Link{Label: v.Texts.T("study.list"), Href: pathStudies}
	p.Head.Chips = []ui.Chip{{Text: v.TextOf("study.state", view.State), Tone: ui.Info}, {Text: v.Texts.Days(view.From, view.To)}, {Text: heard(v, study.HeardIn(view.Groups, ""))}}
	if view.MayKeep {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("study.change"), Href: studyURL(view.ID) + "/andra"}, {Label: v.Texts.T("study.method"), Href: studyURL(view.ID) + "/metod"},
			{Label: v.Texts.T("study.group.new"), Href: studyURL(view.ID) + "/grupper/ny", Primary: true}}
	}
	return s.Draw(w, r, v, p, studyBody(k))
}

func (k studyScreen) terms() []ui.Term {
	t := k.v.Texts
	var sources, areas []string
	for _, s := range k.Sources {
		sources = append(sources, k.v.TextOf("study.source", s))
	}
	for _, a := range k.Areas {
		areas = append(areas, k.Names[a])
	}
	return []ui.Term{
		{Word: t.T("study.field.aim"), Says: ui.Text(k.Aim)}, {Word: t.T("study.field.questions"), Says: bullets(k.Questions)},
		{Word: t.T("study.field.sources"), Says: ui.Text(t.List(sources...))}, {Word: t.T("study.field.areas"), Says: ui.Text(t.List(areas...))},
	}
}

func (k studyScreen) groupTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("study.group.list"), Hidden: true, Columns: site.Columns(v, "study.group.name", "study.field.areas", "study.group.actors", "study.group.people", "study.field.on", "study.group.minutes", "study.group.moderator")}
	tab.Columns[3].Numeric, tab.Columns[5].Numeric = true, true
	for _, g := range k.Groups {
		var areas, actors []string
		for _, a := range g.Areas {
			areas = append(areas, k.Names[a])
		}
		for _, x := range g.Actors {
			actors = append(actors, kindName(v, x))
		}
		name := site.LinkUnder(studyURL(k.ID)+"/grupper/"+string(g.ID), g.Name, v.TextOf("study.audience", g.Audience))
		if !k.MayKeep {
			name = ui.Two(g.Name, v.TextOf("study.audience", g.Audience))
		}
		tab.Rows = append(tab.Rows, site.Cells(name, ui.Text(v.Texts.List(areas...)), ui.Text(v.Texts.List(actors...)), ui.Text(site.Number(g.People)),
			ui.Text(v.Texts.Day(g.On)), ui.Text(site.Number(g.Minutes)), ui.Text(k.Functions[g.Moderator].Name)))
	}
	return tab
}

func (k studyScreen) coverageTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("study.coverage.text"), Columns: site.Columns(v, "study.filter.area", "study.audience.staff", "study.audience.managers")}
	for _, c := range k.Coverage {
		cells := []templ.Component{ui.Text(k.Names[c.Area])}
		for _, audience := range study.Audiences() {
			if len(c.Missing[audience]) == 0 {
				cells = append(cells, ui.Badge(ui.Success, v.Texts.T("study.coverage.all")))
				continue
			}
			var names []string
			for _, x := range c.Missing[audience] {
				names = append(names, kindName(v, x))
			}
			cells = append(cells, ui.Text(v.Texts.List(names...)))
		}
		tab.Rows = append(tab.Rows, site.Cells(cells...))
	}
	return tab
}

// notes are the notes of a sort, in words.
func (k studyScreen) notes(kind string) (all []string) {
	for _, n := range k.Notes {
		if n.Kind != kind {
			continue
		}
		said := n.Words
		if n.Function != "" {
			said = site.Dotted(k.Functions[n.Function].Name, k.Functions[n.Function].OrgName, n.Words)
		}
		if n.Area != "" {
			said = k.Names[n.Area] + ", " + k.v.Texts.Day(n.On) + ": " + said
		}
		all = append(all, said)
	}
	return all
}

// places are where the reader may type, code and sum up.
func (k studyScreen) places() (all []ui.Link) {
	for _, a := range k.Keeps {
		all = append(all, ui.Link{Label: k.Names[a], Href: string(a)})
	}
	if k.Frame {
		all = append(all, ui.Link{Label: k.v.Texts.T("study.common"), Href: study.Common})
	}
	return all
}

func (s *server) editStudyPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Mapping.Study(r.Context(), v.Actor, studyOf(r))
	if err != nil {
		return err
	}
	return s.drawEditStudy(w, r, v, view, studyFormScreen{f: studyStanding(v, view)})
}

// studyStanding is the form of a study as it stands.
func studyStanding(v *site.Visit, view mapping.StudyView) ui.Form {
	f := v.NewForm(studyURL(view.ID) + "/andra")
	f.Version = view.Version
	f.Values = border.Values{"title": {view.Title}, "aim": {view.Aim}, "questions": {strings.Join(view.Questions, "\n")}, "sources": view.Sources,
		"from": {view.From}, "to": {view.To}, "areas": words(view.Areas)}
	return f
}

func (s *server) drawEditStudy(w http.ResponseWriter, r *http.Request, v *site.Visit, view mapping.StudyView, k studyFormScreen) error {
	if !view.MayKeep {
		return errs.New(errs.Denied, "denied")
	}
	k.areas = areaOptions(view.AllAreas, func(a id.Area) bool { return view.Frame || slices.Contains(view.Areas, a) })
	p := s.studyFrame(v, view, v.Texts.T("study.change"))
	p.Faults = k.f.Faults
	return s.Draw(w, r, v, p, studyForm(v, k))
}

func (s *server) changeStudy(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Mapping.ChangeStudy(r.Context(), v.Actor, studyOf(r), v.Version(), studyIn(v.Form))
	if err == nil {
		return s.Done(w, r, studyURL(studyOf(r)), "page.flash.study_saved")
	}
	f, clash, err := again(v, studyURL(studyOf(r))+"/andra", err)
	if err != nil {
		return err
	}
	view, err := s.Mapping.Study(r.Context(), v.Actor, studyOf(r))
	if err != nil {
		return err
	}
	if clash != nil {
		f = f.Beside(studyStanding(v, view))
	}
	return s.drawEditStudy(w, r, v, view, studyFormScreen{f: f})
}

func (s *server) stepStudy(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Mapping.StepStudy(r.Context(), v.Actor, studyOf(r), v.Version(), v.Form.Get("state")); err != nil {
		return err
	}
	return s.Done(w, r, studyURL(studyOf(r)), "page.flash.study_saved")
}

// methodScreen is how a study is made, to be noted.
type methodScreen struct {
	mapping.StudyForm
	v     *site.Visit
	f     ui.Form // of the part that came back; its field "part" says which
	clash error
}

func (s *server) methodPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawMethod(w, r, v, v.NewForm(studyURL(studyOf(r))+"/metod"), nil)
}

func (s *server) drawMethod(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form, clash error) error {
	view, err := s.Mapping.StudyForm(r.Context(), v.Actor, studyOf(r))
	if err != nil {
		return err
	}
	if !view.MayKeep {
		return errs.New(errs.Denied, "denied")
	}
	p := s.studyFrame(v, view.StudyView, v.Texts.T("study.method"))
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, methodBody(methodScreen{view, v, f, clash}))
}

// part is the form of one part: as it came back, or empty with what stands.
func (k methodScreen) part(name string, version int64, values border.Values) ui.Form {
	f := k.f
	if k.f.Value("part") != name {
		f = k.v.NewForm(k.f.Action)
		f.Values, f.Version = values, version
	}
	f.Apart = name + "-"
	return f
}

func (s *server) saveMethod(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	ctx, of, form := r.Context(), studyOf(r), v.Form
	var err error
	switch part := form.Get("part"); part {
	case "guide":
		err = s.Mapping.AddGuide(ctx, v.Actor, of, study.Guide{Audience: form.Get("audience"), Questions: study.Lines(form.Get("questions"))})
	case "note":
		err = s.Mapping.AddStudyNote(ctx, v.Actor, of, study.Note{Kind: form.Get("kind"), Area: id.Area(form.Get("area")), Function: id.Function(form.Get("function")), On: form.Get("on"), Words: form.Get("words")})
	case "remove":
		err = s.Mapping.RemoveStudyNote(ctx, v.Actor, of, form.Get("note"))
	default:
		err = s.Mapping.SaveStep(ctx, v.Actor, of, study.StepDone{Step: part, Words: form.Get("words"), DoneOn: form.Get("done_on"), Version: max(v.Version(), 0)})
	}
	if err == nil {
		return s.Done(w, r, studyURL(of)+"/metod", "page.flash.study_saved")
	}
	f, clash, err := again(v, studyURL(of)+"/metod", err)
	if err != nil {
		return err
	}
	return s.drawMethod(w, r, v, f, clash)
}

// groupScreen is a focus group in a form.
type groupScreen struct {
	mapping.StudyForm
	v     *site.Visit
	f     ui.Form
	clash error
}

func groupURL(s id.Study, g string) string { return studyURL(s) + "/grupper/" + g }

// groupName is the last part of the address: an identifier, or "ny".
func groupName(r *http.Request) string {
	if g := r.PathValue("group"); g != "" {
		return g
	}
	return "ny"
}

func (s *server) groupPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Mapping.StudyForm(r.Context(), v.Actor, studyOf(r))
	if err != nil {
		return err
	}
	f := v.NewForm(groupURL(view.ID, groupName(r)))
	if g := r.PathValue("group"); g != "" {
		i := slices.IndexFunc(view.Groups, func(one study.Group) bool { return string(one.ID) == g })
		if i < 0 {
			return errs.Missing()
		}
		one := view.Groups[i]
		f.Version = one.Version
		f.Values = border.Values{"name": {one.Name}, "audience": {one.Audience}, "actors": words(one.Actors), "areas": words(one.Areas), "people": {strconv.Itoa(one.People)},
			"on": {one.On}, "minutes": {strconv.Itoa(one.Minutes)}, "moderator": {string(one.Moderator)}}
	}
	return s.drawGroup(w, r, groupScreen{view, v, f, nil})
}

func (s *server) drawGroup(w http.ResponseWriter, r *http.Request, k groupScreen) error {
	if !k.MayKeep {
		return errs.New(errs.Denied, "denied")
	}
	title := "study.group.new"
	if r.PathValue("group") != "" {
		title = "study.group.change"
	}
	p := s.studyFrame(k.v, k.StudyView, k.v.Texts.T(title))
	p.Faults = k.f.Faults
	return s.Draw(w, r, k.v, p, groupForm(k))
}

func (s *server) saveGroup(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	form := v.Form
	people, _ := strconv.Atoi(form.Get("people"))   // 0 is refused like any other
	minutes, _ := strconv.Atoi(form.Get("minutes")) // likewise
	_, err := s.Mapping.SaveGroup(r.Context(), v.Actor, studyOf(r), study.Group{ID: id.Group(r.PathValue("group")), Version: v.Version(), Name: form.Get("name"),
		Audience: form.Get("audience"), Actors: ids[access.Kind](form["actors"]), Areas: ids[id.Area](form["areas"]), People: people, On: form.Get("on"), Minutes: minutes, Moderator: id.Function(form.Get("moderator"))})
	if err == nil {
		return s.Done(w, r, studyURL(studyOf(r)), "page.flash.study_saved")
	}
	f, clash, err := again(v, groupURL(studyOf(r), groupName(r)), err)
	if err != nil {
		return err
	}
	view, err := s.Mapping.StudyForm(r.Context(), v.Actor, studyOf(r))
	if err != nil {
		return err
	}
	return s.drawGroup(w, r, groupScreen{view, v, f, clash})
}

// has reports whether an area is part of the study.
func (k methodScreen) has(a id.Area) bool { return slices.Contains(k.Areas, a) }

func (k groupScreen) has(a id.Area) bool { return slices.Contains(k.Areas, a) }
