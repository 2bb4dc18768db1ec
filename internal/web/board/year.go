package board

import (
	"net/http"
	"strconv"

	"samverk/internal/board"
	"samverk/internal/federation"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) yearRoutes() []site.Route {
	const of = pathYear + "/{task}"
	return []site.Route{
		{"GET " + pathYear, site.Function, s.yearPage},
		{"GET " + pathYear + "/fil", site.Function, s.yearFile},
		{"GET " + pathYear + "/ny", site.Function, s.form(s.newTaskForm)},
		{"POST " + pathYear + "/ny", site.Function, s.save(s.newTaskForm, s.addTask)},
		{"GET " + of, site.Function, s.taskPage},
		{"GET " + of + "/andra", site.Function, s.form(s.taskForm)},
		{"POST " + of + "/andra", site.Function, s.save(s.taskForm, s.changeTask)},
		{"GET " + of + "/klar", site.Function, s.form(s.doneForm)},
		{"POST " + of + "/klar", site.Function, s.save(s.doneForm, s.markTask)},
	}
}

func taskURL(t id.Task) string { return pathYear + "/" + string(t) }

// yearScreen is the wheel of a year as its page shows it.
type yearScreen struct {
	board.YearView
	v *site.Visit
}

func (s *server) year(r *http.Request, v *site.Visit) (k yearScreen, err error) {
	asked, err := yearIn(v)
	if err != nil {
		return k, err
	}
	k.v = v
	k.YearView, err = s.Board.Year(r.Context(), v.Actor, asked)
	return k, err
}

func (s *server) yearPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.year(r, v)
	if err != nil {
		return err
	}
	p := s.frame(v, v.Texts.T("federation.year"))
	p.Head.Lead = v.Texts.T("federation.year.lead")
	if k.Keeps {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: v.Texts.T("federation.task.add"), Href: pathYear + "/ny", Primary: true})
	}
	p.Head.Actions = append(p.Head.Actions, ui.Action{Label: v.Texts.T("federation.file"), Href: pathYear + "/fil?ar=" + strconv.Itoa(k.Year)})
	return s.Draw(w, r, v, p, yearBody(v, k))
}

// name is what a task is called.
func taskName(v *site.Visit, t federation.Task) string {
	if t.Kind == federation.Own {
		return t.Title
	}
	return v.TextOf("federation.task", t.Kind)
}

// ground is the section of the law that a task follows from.
func ground(v *site.Visit, t federation.Task) string {
	if p := federation.Provision(t.Kind); p != "" {
		return v.Texts.T("federation.law", "section", p)
	}
	return ""
}

// standing is how a task stands.
func standing(v *site.Visit, t federation.Task, today string) (ui.Tone, string) {
	switch {
	case t.DoneOn != "":
		return ui.Success, v.Texts.T("federation.done.on", "day", v.Texts.Day(t.DoneOn))
	case t.Late(today):
		return ui.Error, v.Texts.T("federation.late")
	}
	return ui.Plain, v.Texts.T("federation.ahead")
}

func (k yearScreen) table() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("federation.year"), Hidden: true, Columns: site.Columns(v, "federation.task", "federation.task.due", "federation.task.owner", "federation.standing")}
	for _, t := range k.Tasks {
		tone, said := standing(v, t, k.Today)
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(taskURL(t.ID), taskName(v, t), ground(v, t)), ui.Text(v.Texts.Day(t.DueOn)),
			ui.Text(nameOf(v, k.Functions, t.Owner)), ui.Badge(tone, said)))
	}
	return tab
}

// chart is the year as a picture.
func (k yearScreen) chart() ui.SpanChart {
	y := strconv.Itoa(k.Year)
	c := ui.SpanChart{Caption: k.v.Texts.T("federation.year.picture", "year", y), From: y + "-01-01", To: y + "-12-31", Today: k.Today, Ends: [2]string{k.v.Texts.Day(y + "-01-01"), k.v.Texts.Day(y + "-12-31")}}
	for _, t := range k.Tasks {
		_, said := standing(k.v, t, k.Today)
		c.Rows = append(c.Rows, ui.SpanRow{Label: taskName(k.v, t), Says: k.v.Texts.Day(t.DueOn) + ", " + site.Lower(said), From: t.DueOn, To: t.DueOn, Filled: t.DoneOn != ""})
	}
	return c
}

func (s *server) yearFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.year(r, v)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, t := range k.Tasks {
		rows = append(rows, []string{strconv.Itoa(t.Year), taskName(v, t), ground(v, t), t.DueOn, nameOf(v, k.Functions, t.Owner), t.DoneOn, t.Words})
	}
	return file(w, v, "forbundets-ar", []string{"federation.which_year", "federation.task", "federation.ground", "federation.task.due", "federation.task.owner", "federation.task.done", "federation.task.words"}, rows)
}

// taskScreen is one task as its page shows it.
type taskScreen struct {
	board.TaskView
	v *site.Visit
}

func (s *server) task(r *http.Request, v *site.Visit) (taskScreen, error) {
	view, err := s.Board.Task(r.Context(), v.Actor, id.Task(r.PathValue("task")))
	return taskScreen{view, v}, err
}

func (s *server) taskPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.task(r, v)
	if err != nil {
		return err
	}
	p := s.frame(v, taskName(v, k.Task))
	p.Head.Back = &ui.Link{Label: v.Texts.T("federation.year"), Href: pathYear + "?ar=" + strconv.Itoa(k.Year)}
	p.Head.Meta = []string{strconv.Itoa(k.Year)}
	if g := ground(v, k.Task); g != "" {
		p.Head.Meta = append(p.Head.Meta, g)
	}
	if k.Keeps {
		p.Head.Actions = []ui.Action{
			{Label: v.Texts.T("federation.task.mark"), Href: taskURL(k.ID) + "/klar", Primary: k.DoneOn == ""},
			{Label: v.Texts.T("federation.change"), Href: taskURL(k.ID) + "/andra"},
		}
	}
	return s.Draw(w, r, v, p, taskBody(v, k))
}

func (k taskScreen) terms() []ui.Term {
	v := k.v
	tone, said := standing(v, k.Task, k.Today)
	all := []ui.Term{
		{Word: v.Texts.T("federation.task.due"), Says: ui.Text(v.Texts.Day(k.DueOn))},
		{Word: v.Texts.T("federation.task.owner"), Says: ui.Text(nameOf(v, k.Functions, k.Owner))},
		{Word: v.Texts.T("federation.standing"), Says: ui.Badge(tone, said)},
	}
	if k.Words != "" {
		all = append(all, ui.Term{Word: v.Texts.T("federation.task.words"), Says: ui.Text(k.Words)})
	}
	return all
}

// history is what has been done with a task or an effort, one line each.
func history(v *site.Visit, events []federation.Event, functions map[id.Function]org.Function) (lines []string) {
	for _, e := range events {
		by := v.Texts.T("federation.by.itself")
		if e.By != "" {
			by = functions[e.By].Name
		}
		lines = append(lines, site.Dotted(v.Texts.DayOf(e.At), v.TextOf("federation.event", e.Kind), by))
	}
	return lines
}

func taskFields(v *site.Visit, own bool, owners []org.Function) func(ui.Form) []input {
	return func(f ui.Form) (all []input) {
		if own {
			all = append(all, input{f.Field("title", "federation.task.title").WithLimit(federation.MostTitle), ui.TextField})
		}
		owner := f.Field("owner", "federation.task.owner").MayBeEmpty().WithHint(v.Texts.T("federation.task.owner.hint"))
		owner.Options = append([]ui.Option{{Value: "", Label: v.Texts.T("federation.owner.none")}}, site.FunctionOptions(v, owners)...)
		return append(all, input{f.Field("due_on", "federation.task.due"), ui.DateField}, input{owner, ui.Radios})
	}
}

func (s *server) newTaskForm(r *http.Request, v *site.Visit) (screen, error) {
	view, err := s.Board.Year(r.Context(), v.Actor, 0)
	if err != nil {
		return screen{}, err
	}
	k, err := s.edit(v, view.Keeps, v.Texts.T("federation.task.add"), pathYear+"/ny", pathYear)
	k.fields = taskFields(v, true, view.Owners)
	return k, err
}

func taskInput(v *site.Visit) federation.TaskInput {
	return federation.TaskInput{Title: v.Form.Get("title"), DueOn: v.Form.Get("due_on"), Owner: id.Function(v.Form.Get("owner"))}
}

func (s *server) addTask(r *http.Request, v *site.Visit) (string, error) {
	t, err := s.Board.AddTask(r.Context(), v.Actor, taskInput(v))
	return taskURL(t), err
}

func (s *server) taskForm(r *http.Request, v *site.Visit) (screen, error) {
	t, err := s.task(r, v)
	if err != nil {
		return screen{}, err
	}
	k, err := s.edit(v, t.Keeps, v.Texts.T("federation.change")+": "+taskName(v, t.Task), taskURL(t.ID)+"/andra", taskURL(t.ID))
	k.form.Version, k.form.Values = t.Version, map[string][]string{"title": one(t.Title), "due_on": one(t.DueOn), "owner": one(string(t.Owner))}
	k.fields = taskFields(v, t.Kind == federation.Own, t.Owners)
	return k, err
}

func (s *server) changeTask(r *http.Request, v *site.Visit) (string, error) {
	t := id.Task(r.PathValue("task"))
	return taskURL(t), s.Board.ChangeTask(r.Context(), v.Actor, t, taskInput(v), v.Version())
}

func (s *server) doneForm(r *http.Request, v *site.Visit) (screen, error) {
	t, err := s.task(r, v)
	if err != nil {
		return screen{}, err
	}
	k, err := s.edit(v, t.Keeps, v.Texts.T("federation.task.mark")+": "+taskName(v, t.Task), taskURL(t.ID)+"/klar", taskURL(t.ID))
	k.form.Version, k.form.Values = t.Version, map[string][]string{"done_on": one(t.DoneOn), "words": one(t.Words)}
	k.fields = func(f ui.Form) []input {
		words := f.Field("words", "federation.task.words").MayBeEmpty().WithLimit(federation.MostWords).WithHint(v.Texts.T("federation.nobody"))
		words.Rows = 4
		return []input{{f.Field("done_on", "federation.task.done").MayBeEmpty().WithHint(v.Texts.T("federation.task.done.hint")), ui.DateField}, {words, ui.TextArea}}
	}
	return k, err
}

func (s *server) markTask(r *http.Request, v *site.Visit) (string, error) {
	d := federation.Done{Task: id.Task(r.PathValue("task")), Version: v.Version(), On: v.Form.Get("done_on"), Words: v.Form.Get("words")}
	return taskURL(d.Task), s.Board.MarkTask(r.Context(), v.Actor, d)
}
