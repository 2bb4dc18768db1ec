package learn

import (
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/introduction"
	"samverk/internal/knowledge"
	"samverk/internal/learning"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) trainingRoutes() []site.Route {
	const one = pathTraining + "/{training}"
	return []site.Route{
		{"GET " + pathTraining, site.Function, s.trainingsPage},
		{"GET " + pathTraining + "/ny", site.Function, s.newTrainingPage},
		{"POST " + pathTraining + "/ny", site.Function, s.planTraining},
		{"GET " + one, site.Function, s.trainingPage},
		{"GET " + one + "/andra", site.Function, s.changeTrainingPage},
		{"POST " + one + "/andra", site.Function, s.replanTraining},
		{"POST " + one + "/anmalan", site.Function, s.signUp},
		{"GET " + one + "/utfall", site.Function, s.outcomePage},
		{"POST " + one + "/utfall", site.Function, s.holdTraining},
		{"POST " + one + "/stall-in", site.Function, s.cancelTraining},
	}
}

func trainingURL(t id.Training) string { return pathTraining + "/" + string(t) }

func trainingOf(r *http.Request) id.Training { return id.Training(r.PathValue("training")) }

// trainingsAtOnce is how many days a page shows.
const trainingsAtOnce = 30

// trainingsScreen is the training days, as their page shows them.
type trainingsScreen struct {
	introduction.Trainings
	around
	next string // address of the page after this one
}

func (s *server) trainingsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	a, err := s.around(r, v, pathTraining)
	if err != nil {
		return err
	}
	k := trainingsScreen{around: a}
	before, last, _ := strings.Cut(v.Query.Get("efter"), "_")
	if _, ok := v.Texts.Midnight(before); !ok {
		before, last = "", ""
	}
	k.Trainings, err = s.Learn.Trainings(r.Context(), v.Actor, learning.TrainingFilter{Area: k.area, Before: before, Last: last, Limit: trainingsAtOnce})
	if err != nil {
		return err
	}
	if n := len(k.Rows); k.More {
		k.next = k.url("efter", k.Rows[n-1].On+"_"+string(k.Rows[n-1].ID))
	}
	p := s.Page(v, v.Texts.T("training.title"))
	learnHead(&p)
	p.Head.Lead = v.Texts.T("training.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("articles.title"), Href: pathKnowledge}
	if k.MayKeep {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("training.new"), Href: k.newURL(), Icon: "plus", Primary: true}}
	}
	return s.Draw(w, r, v, p, trainingsBody(v, k))
}

func (k trainingsScreen) table() ui.Table {
	v, t := k.v, k.v.Texts
	tab := ui.Table{Caption: t.T("training.title"), Hidden: true, Columns: site.Columns(v, "training.day", "training.when", "learn.area", "training.people")}
	for _, d := range k.Rows {
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(trainingURL(d.ID), d.Title, methodWord(v, d)), ui.Two(t.Day(d.On), v.TextOf("training.state", d.State)),
			ui.Text(areasOf(v, d)), ui.Text(howMany(v, d))))
	}
	return tab
}

func methodWord(v *site.Visit, d introduction.TrainingRow) string {
	if d.Method {
		return v.Texts.T("training.method")
	}
	return v.TextOf("article.audience", d.Audience)
}

func areasOf(v *site.Visit, d introduction.TrainingRow) string {
	return areaName(v, v.Texts.List(d.AreaNames...))
}

// howMany is how many came to a day, or come.
func howMany(v *site.Visit, d introduction.TrainingRow) string {
	switch {
	case d.State == learning.Held && len(d.People) == 0:
		return v.Texts.T("training.unknown") // nobody has said how many: that is not none
	case d.State == learning.Held:
		return v.Texts.N("training.came", d.Came())
	}
	return v.Texts.N("training.coming", d.Coming())
}

// trainingScreen is one training day, as its page shows it.
type trainingScreen struct {
	introduction.TrainingRow
	v    *site.Visit
	form ui.Form // to sign up
	late error
}

func (s *server) trainingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawTraining(w, r, v, trainingScreen{v: v})
}

func (s *server) drawTraining(w http.ResponseWriter, r *http.Request, v *site.Visit, k trainingScreen) (err error) {
	if k.TrainingRow, err = s.Learn.Training(r.Context(), v.Actor, trainingOf(r)); err != nil {
		return err
	}
	path := trainingURL(k.ID)
	if k.form.Texts == nil {
		k.form = v.NewForm(path + "/anmalan")
		k.form.Values["people"] = []string{site.Number(max(k.Own, 1))}
	}
	v.Path = path
	t := v.Texts
	p := s.Page(v, k.Title)
	learnHead(&p)
	p.Faults = k.form.Faults
	p.Head.Back = &ui.Link{Label: t.T("training.title"), Href: pathTraining}
	p.Head.Meta = []string{t.Day(k.On), k.Place, areasOf(v, k.TrainingRow), methodWord(v, k.TrainingRow)}
	p.Head.Chips = []ui.Chip{{Text: v.TextOf("training.state", k.State)}, {Text: howMany(v, k.TrainingRow)}}
	if k.MayKeep && k.State != learning.Cancelled {
		if k.past() {
			p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("training.outcome"), Href: path + "/utfall"})
		}
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("training.change"), Href: path + "/andra"})
	}
	return s.Draw(w, r, v, p, trainingBody(v, k))
}

// past reports whether the date of the day has come.
func (k trainingScreen) past() bool { return k.On <= k.v.Texts.ISO(k.v.Now) }

// open reports whether functions can sign up.
func (k trainingScreen) open() bool {
	return k.State == learning.Planned && k.On >= k.v.Texts.ISO(k.v.Now)
}

// people is how many came, by actor.
func (k trainingScreen) people() ui.Table {
	v, t := k.v, k.v.Texts
	tab := ui.Table{Caption: t.T("training.by_actor"), Hidden: true, Columns: []ui.Column{{Label: t.T("introduction.actor")}, {Label: t.T("training.people"), Numeric: true}}}
	for _, kind := range learning.Actors() {
		if n, ok := k.People[kind]; ok {
			tab.Rows = append(tab.Rows, site.Cells(ui.Text(ui.KindName(v.Texts, kind)), ui.Text(site.Number(n))))
		}
	}
	return tab
}

// seats is who has signed up.
func (k trainingScreen) seats() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("training.seats"), Hidden: true, Columns: []ui.Column{{Label: t.T("page.function")}, {Label: t.T("training.people"), Numeric: true}}}
	for _, f := range k.functions(k.Seated) {
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(t, f.Kind, f.Name, f.UnitName), ui.Text(site.Number(k.Seated[f.ID]))))
	}
	return tab
}

func (k trainingScreen) functions(seated map[id.Function]int) (all []org.Function) {
	for f := range seated {
		all = append(all, k.Functions[f])
	}
	slices.SortFunc(all, func(a, b org.Function) int {
		return strings.Compare(a.UnitName+a.Name+string(a.ID), b.UnitName+b.Name+string(b.ID))
	})
	return all
}

// judged is how the day was judged.
func (k trainingScreen) judged() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("training.judged"), Hidden: true, Columns: []ui.Column{{Label: t.T("training.question")}, {Label: t.T("training.mean"), Numeric: true}, {Label: t.T("training.answers"), Numeric: true}}}
	for _, a := range k.Answers {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(a.Question), ui.Text(t.Decimal(float64(a.Mean)/100, 2)), ui.Text(site.Number(a.Answers))))
	}
	return tab
}

func (k trainingScreen) owners() (names []string) {
	for _, o := range k.Owners {
		names = append(names, k.Functions[o].Name+", "+k.Functions[o].UnitName)
	}
	return names
}

func (s *server) signUp(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	people := numberOf(v, "people")
	if v.Form.Get("back") != "" {
		people = 0
	}
	err := s.Learn.SignUp(r.Context(), v.Actor, trainingOf(r), people)
	if faults, ok := site.Faulty(err); ok {
		return s.drawTraining(w, r, v, trainingScreen{v: v, form: v.Again(trainingURL(trainingOf(r))+"/anmalan", faults)})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, trainingURL(trainingOf(r)), "page.flash.training_signed_up")
}

// numberOf reads a number; what is none is out of every range.
func numberOf(v *site.Visit, name string) int {
	text := strings.TrimSpace(v.Form.Get(name))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// planScreen is the form of a training day.
type planScreen struct {
	v      *site.Visit
	form   ui.Form
	areas  []ui.Option
	owners []org.Function
}

// trainingIn reads the form of a training day.
func trainingIn(v *site.Visit) learning.TrainingInput {
	f := func(name string) string { return strings.TrimSpace(v.Form.Get(name)) }
	in := learning.TrainingInput{Title: f("title"), Themes: f("themes"), On: f("on"), Place: f("place"), Audience: f("audience"),
		Method: f("method") != "", Seats: numberOf(v, "seats")}
	for _, a := range v.Form["areas"] {
		if a == every {
			in.Areas = nil
			break
		}
		in.Areas = append(in.Areas, id.Area(a))
	}
	for _, o := range v.Form["owners"] {
		if o != "" {
			in.Owners = append(in.Owners, id.Function(o))
		}
	}
	return in
}

func (s *server) newTrainingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm(pathTraining + "/ny")
	f.Values["audience"], f.Values["areas"] = knowledge.Audiences()[:1], []string{v.Query.Get("omrade")}
	return s.drawPlan(w, r, v, planScreen{v: v, form: f})
}

func (s *server) drawPlan(w http.ResponseWriter, r *http.Request, v *site.Visit, k planScreen) error {
	a, err := s.around(r, v, pathTraining)
	if err != nil {
		return err
	}
	if k.owners, err = s.Learn.Candidates(r.Context(), v.Actor, ""); err != nil {
		return err
	}
	k.areas = a.areaOptions()
	v.Path = k.form.Action
	title := "training.change"
	if strings.HasSuffix(k.form.Action, "/ny") {
		title = "training.new"
	}
	p := s.Page(v, v.Texts.T(title))
	learnHead(&p)
	p.Faults = k.form.Faults
	p.Head.Back = &ui.Link{Label: v.Texts.T("training.title"), Href: pathTraining}
	return s.Draw(w, r, v, p, planBody(v, k))
}

func (s *server) planTraining(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	t, err := s.Learn.PlanTraining(r.Context(), v.Actor, trainingIn(v))
	if faults, ok := site.Faulty(err); ok {
		return s.drawPlan(w, r, v, planScreen{v: v, form: v.Again(pathTraining+"/ny", faults)})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, trainingURL(t), "page.flash.training_kept")
}

func (s *server) changeTrainingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	now, err := s.Learn.Training(r.Context(), v.Actor, trainingOf(r))
	if err != nil {
		return err
	}
	return s.drawPlan(w, r, v, planScreen{v: v, form: planned(v.NewForm(r.URL.Path), now.Training)})
}

// planned fills a form with a day as it is planned.
func planned(f ui.Form, now learning.Training) ui.Form {
	f.Version = now.Version
	for name, value := range map[string]string{"title": now.Title, "themes": now.Themes, "on": now.On, "place": now.Place, "audience": now.Audience, "seats": site.Number(now.Seats)} {
		f.Values[name] = []string{value}
	}
	if now.Method {
		f.Values["method"] = []string{"ja"}
	}
	for _, a := range now.Areas {
		f.Values["areas"] = append(f.Values["areas"], string(a))
	}
	if len(now.Areas) == 0 {
		f.Values["areas"] = []string{every}
	}
	for _, o := range now.Owners {
		f.Values["owners"] = append(f.Values["owners"], string(o))
	}
	return f
}

func (s *server) replanTraining(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Learn.ReplanTraining(r.Context(), v.Actor, trainingOf(r), trainingIn(v), v.Version())
	if faults, ok := site.Faulty(err); ok {
		return s.drawPlan(w, r, v, planScreen{v: v, form: v.Again(r.URL.Path, faults)})
	}
	if now, ok := site.Current[learning.Training](err); ok {
		v.Status = http.StatusConflict
		return s.drawPlan(w, r, v, planScreen{v: v, form: v.Again(r.URL.Path, nil).Beside(planned(v.NewForm(r.URL.Path), now))})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, trainingURL(trainingOf(r)), "page.flash.training_kept")
}

func (s *server) cancelTraining(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Learn.CancelTraining(r.Context(), v.Actor, trainingOf(r), v.Version())
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return s.drawTraining(w, r, v, trainingScreen{v: v, late: err})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, trainingURL(trainingOf(r)), "page.flash.training_cancelled")
}

// cancelling is the form that says that the day will not be held.
func (k trainingScreen) cancelling() ui.Form {
	f := k.v.NewForm(trainingURL(k.ID) + "/stall-in")
	f.Version = k.Version
	return f
}

// questionRows is how many questions the form of the outcome has room for.
const questionRows = 4

// outcomeScreen is the form of what became of a day.
type outcomeScreen struct {
	introduction.TrainingRow
	v    *site.Visit
	form ui.Form
	late error
}

func row(name string, i int) string { return name + "." + strconv.Itoa(i) }

func (s *server) outcomePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	now, err := s.Learn.Training(r.Context(), v.Actor, trainingOf(r))
	if err != nil {
		return err
	}
	f := v.NewForm(r.URL.Path)
	f.Version = now.Version
	f.Values["record"], f.Values["survey"] = []string{now.Record}, []string{string(now.Survey)}
	for kind, n := range now.People {
		f.Values["people."+string(kind)] = []string{site.Number(n)}
	}
	for i, a := range now.Answers {
		f.Values[row("question", i)] = []string{a.Question}
		f.Values[row("mean", i)] = []string{v.Texts.Decimal(float64(a.Mean)/100, 2)}
		f.Values[row("answers", i)] = []string{site.Number(a.Answers)}
	}
	return s.drawOutcome(w, r, v, outcomeScreen{TrainingRow: now, v: v, form: f})
}

func (s *server) drawOutcome(w http.ResponseWriter, r *http.Request, v *site.Visit, k outcomeScreen) error {
	v.Path = k.form.Action
	p := s.Page(v, v.Texts.T("training.outcome"))
	learnHead(&p)
	p.Faults = k.form.Faults
	p.Head.Back = &ui.Link{Label: k.Title, Href: trainingURL(k.ID)}
	p.Head.Lead = v.Texts.T("training.outcome.lead")
	return s.Draw(w, r, v, p, outcomeBody(v, k))
}

// outcomeIn reads the form of what became of a day. Rows without a question are
// no rows.
func outcomeIn(v *site.Visit) learning.Outcome {
	o := learning.Outcome{Record: strings.TrimSpace(v.Form.Get("record")), Survey: id.Survey(strings.TrimSpace(v.Form.Get("survey"))), People: map[access.Kind]int{}}
	for _, kind := range learning.Actors() {
		if v.Form.Get("people."+string(kind)) != "" {
			o.People[kind] = numberOf(v, "people."+string(kind))
		}
	}
	for i := range questionRows {
		q, mean := strings.TrimSpace(v.Form.Get(row("question", i))), strings.TrimSpace(v.Form.Get(row("mean", i)))
		if q != "" || mean != "" {
			o.Answers = append(o.Answers, learning.Answer{Question: q, Mean: hundredths(mean), Answers: numberOf(v, row("answers", i))})
		}
	}
	return o
}

// hundredths reads a number with decimals; what is none is out of every range.
func hundredths(text string) int {
	n, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", "."), 64)
	if err != nil || n < 0 || n > 100 {
		return -1
	}
	return int(math.Round(n * 100))
}

func (s *server) holdTraining(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Learn.HoldTraining(r.Context(), v.Actor, trainingOf(r), outcomeIn(v), v.Version())
	if err == nil {
		return s.Done(w, r, trainingURL(trainingOf(r)), "page.flash.training_held")
	}
	faults, faulty := site.Faulty(err)
	if !faulty && !site.Clash(err) {
		return err
	}
	now, readErr := s.Learn.Training(r.Context(), v.Actor, trainingOf(r))
	if readErr != nil {
		return readErr
	}
	k := outcomeScreen{TrainingRow: now, v: v, form: v.Again(r.URL.Path, faults)}
	if !faulty {
		v.Status, k.late, k.form.Version = http.StatusConflict, err, now.Version
	}
	return s.drawOutcome(w, r, v, k)
}

// numbered is a field of one row of questions.
func numbered(k outcomeScreen, name string, i int) ui.Field {
	f := k.form.Field(row(name, i), "training.row."+name).MayBeEmpty()
	f.Label = k.v.Texts.T("training.row."+name, "n", strconv.Itoa(i+1))
	return f
}

// actorField asks how many came from an actor.
func actorField(v *site.Visit, k outcomeScreen, kind access.Kind) ui.Field {
	f := k.form.Field("people."+string(kind), "training.people").MayBeEmpty()
	f.Label = ui.KindName(v.Texts, kind)
	return f
}

// seatsLeft says how many seats there are left, where they are counted.
func seatsLeft(k trainingScreen) string {
	if k.Seats == 0 {
		return k.v.Texts.T("training.seats.free")
	}
	return k.v.Texts.N("training.seats.left", max(k.Seats-k.Coming(), 0))
}
