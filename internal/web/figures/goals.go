package figures

import (
	"net/http"
	"slices"

	"samverk/internal/access"
	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) goalRoutes() []site.Route {
	return []site.Route{
		{"GET " + pathGoals, site.Function, s.goalsPage},
		{"GET " + pathGoals + "/ny", site.Function, s.newGoal},
		{"POST " + pathGoals + "/ny", site.Function, s.setGoal},
		{"GET " + pathGoals + "/{goal}", site.Function, s.goalPage},
		{"POST " + pathGoals + "/{goal}", site.Function, s.changeGoal},
	}
}

func (s *server) goalsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	list, err := s.Figures.Goals(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("goal.title"))
	p.Head.Back = &ui.Link{Label: t.T("figure.title"), Href: pathFigures}
	p.Head.Lead = t.T("goal.lead")
	if sets(v) {
		p.Head.Actions = []ui.Action{{Label: t.T("goal.new"), Href: pathGoals + "/ny", Icon: "plus", Primary: true}}
	}
	return s.Draw(w, r, v, p, goalsBody(v, list))
}

// progress is how far a goal has come, area by area.
func progress(v *site.Visit, g figures.GoalView) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: g.Title, Hidden: true, Columns: site.Columns(v, "goal.area", "goal.baseline", "goal.now", "goal.target", "goal.state")}
	tab.Columns[1].Numeric, tab.Columns[2].Numeric, tab.Columns[3].Numeric = true, true, true
	target := written(v, g.Of, figure.Value{Number: g.Target, Known: true})
	for _, p := range g.Progress {
		now, period := t.T("figure.missing"), ""
		if p.Now.Known {
			now, period = written(v, g.Of, p.Now), periodName(v, p.Now.Period)
		}
		tone := map[string]ui.Tone{figure.Reached: ui.Success, figure.Closer: ui.Success, figure.Further: ui.Warning}[p.State]
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(p.Area.Name), ui.Two(written(v, g.Of, figure.Value{Number: p.Baseline, Known: true}), periodName(v, p.Period)),
			ui.Two(now, period), ui.Text(target), ui.Badge(tone, v.TextOf("goal.progress", p.State))))
	}
	return tab
}

// who lists the actors that share a goal.
func who(v *site.Visit, g figures.GoalView) string {
	var names []string
	for _, k := range g.Actors {
		names = append(names, ui.KindName(v.Texts, k))
	}
	return v.Texts.List(names...)
}

// goalForm is what a goal is entered with.
type goalForm struct {
	f       ui.Form
	areas   []org.Area // to choose among
	figures figure.List
	goal    *figures.GoalView
}

func (s *server) newGoal(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm(pathGoals + "/ny")
	if a := v.Query.Get("omrade"); a != "" {
		f.Values["areas"] = []string{a}
	}
	f.Values["figure"] = []string{v.Query.Get("nyckeltal")}
	return s.drawNewGoal(w, r, v, f)
}

func (s *server) drawNewGoal(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	list, err := s.Figures.Goals(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	k := goalForm{f: f, areas: list.Areas, figures: list.Figures}
	if v.Role != access.Federation {
		k.areas = slices.DeleteFunc(k.areas, func(a org.Area) bool { return !slices.Contains(v.Areas, a.ID) })
	}
	t := v.Texts
	p := s.Page(v, t.T("goal.new"))
	p.Head.Back = &ui.Link{Label: t.T("goal.title"), Href: pathGoals}
	p.Head.Lead = t.T("goal.new.lead")
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, goalFormBody(v, k))
}

// input is what was filled in about a goal.
func input(v *site.Visit) figure.GoalInput {
	in := figure.GoalInput{Figure: id.Figure(v.Form.Get("figure")), Gender: v.Form.Get("gender"), Title: v.Form.Get("title"), Words: v.Form.Get("words"), DueOn: v.Form.Get("due")}
	in.Target, in.Given = figure.ParseNumber(v.Form.Get("target"))
	for _, a := range v.Form["areas"] {
		in.Areas = append(in.Areas, id.Area(a))
	}
	for _, k := range v.Form["actors"] {
		in.Actors = append(in.Actors, access.Kind(k))
	}
	return in
}

func (s *server) setGoal(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	in := input(v)
	if len(in.Areas) == 0 && len(v.Areas) > 0 {
		// Nothing is chosen: the form is told with every other fault, by one who may.
		list, err := s.Figures.Goals(r.Context(), v.Actor)
		if err != nil {
			return err
		}
		if err := in.Check(list.Figures, s.Options.Now().Format("2006-01-02")); err != nil {
			faults, _ := site.Faulty(err)
			return s.drawNewGoal(w, r, v, v.Again(pathGoals+"/ny", faults))
		}
	}
	g, err := s.Figures.SetGoal(r.Context(), v.Actor, in)
	if faults, ok := site.Faulty(err); ok {
		return s.drawNewGoal(w, r, v, v.Again(pathGoals+"/ny", faults))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathGoals+"/"+string(g), "page.flash.goal")
}

func (s *server) goalPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	g, err := s.Figures.Goal(r.Context(), v.Actor, id.Goal(r.PathValue("goal")))
	if err != nil {
		return err
	}
	f := v.NewForm(pathGoals + "/" + string(g.ID))
	f.Version = g.Version
	f.Values = map[string][]string{"title": {g.Title}, "words": {g.Words}, "due": {g.DueOn}, "target": {g.Target.Plain()}, "state": {g.State}}
	for _, k := range g.Actors {
		f.Values["actors"] = append(f.Values["actors"], string(k))
	}
	return s.drawGoal(w, r, v, g, f, nil)
}

func (s *server) drawGoal(w http.ResponseWriter, r *http.Request, v *site.Visit, g figures.GoalView, f ui.Form, clash error) error {
	t := v.Texts
	p := s.Page(v, g.Title)
	p.Head.Back = &ui.Link{Label: t.T("goal.title"), Href: pathGoals}
	p.Head.Meta = []string{t.T("goal.due", "day", t.Day(g.DueOn)), who(v, g)}
	if g.State == figure.GoalEnded {
		p.Head.Chips = []ui.Chip{{Text: t.T("goal.state.ended")}}
	} else if g.Overdue {
		p.Head.Chips = []ui.Chip{{Text: t.T("goal.overdue"), Tone: ui.Warning}}
	}
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, goalBody(v, goalForm{f: f, goal: &g}, clash))
}

// changes reports whether the reader may change a goal.
func changes(v *site.Visit, g figures.GoalView) bool {
	if v.Role == access.Federation {
		return true
	}
	return sets(v) && len(g.Areas) == 1 && slices.Contains(v.Areas, g.Areas[0])
}

func (s *server) changeGoal(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	g := id.Goal(r.PathValue("goal"))
	err := s.Figures.ChangeGoal(r.Context(), v.Actor, g, v.Version(), input(v), v.Form.Get("state"))
	faults, faulty := site.Faulty(err)
	if !faulty && !site.Clash(err) {
		if err != nil {
			return err
		}
		return s.Done(w, r, pathGoals+"/"+string(g), "page.flash.goal")
	}
	now, errNow := s.Figures.Goal(r.Context(), v.Actor, g)
	if errNow != nil {
		return errNow
	}
	f := v.Again(pathGoals+"/"+string(g), faults)
	if !faulty {
		v.Status, f.Version = http.StatusConflict, now.Version
	}
	return s.drawGoal(w, r, v, now, f, err)
}

// figureOptions are the figures that a goal can be held against.
func figureOptions(v *site.Visit, of figure.List) (all []ui.Option) {
	for _, f := range of {
		if f.Unit != figure.Persons {
			all = append(all, ui.Option{Value: string(f.Code), Label: site.Dotted(name(v, f), v.TextOf("figure.set", f.Set))})
		}
	}
	return all
}

func areaOptions(all []org.Area) (list []ui.Option) {
	for _, a := range all {
		list = append(list, ui.Option{Value: string(a.ID), Label: a.Name})
	}
	return list
}

func actorOptions(v *site.Visit) (all []ui.Option) {
	for _, k := range figure.Actors() {
		all = append(all, ui.Option{Value: string(k), Label: ui.KindName(v.Texts, k)})
	}
	return all
}

func (k goalForm) genderField(v *site.Visit) ui.Field {
	if k.f.Value("gender") == "" {
		k.f.Values["gender"] = []string{"T"}
	}
	return k.f.Field("gender", "figure.gender").WithOptions(site.Choices(v, "figure.gender", figure.Genders())...)
}
