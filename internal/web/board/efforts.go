package board

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/board"
	"samverk/internal/federation"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) effortRoutes() []site.Route {
	const of = pathEfforts + "/{effort}"
	return []site.Route{
		{"GET " + pathEfforts, site.Function, s.effortsPage},
		{"GET " + pathEfforts + "/fil", site.Function, s.effortsFile},
		{"GET " + pathEfforts + "/ny", site.Function, s.form(s.newEffortForm)},
		{"POST " + pathEfforts + "/ny", site.Function, s.save(s.newEffortForm, s.addEffort)},
		{"GET " + of, site.Function, s.effortPage},
		{"GET " + of + "/andra", site.Function, s.form(s.effortForm)},
		{"POST " + of + "/andra", site.Function, s.save(s.effortForm, s.changeEffort)},
		{"GET " + of + "/faser", site.Function, s.form(s.phaseForm)},
		{"POST " + of + "/faser", site.Function, s.save(s.phaseForm, s.savePhases)},
		{"GET " + of + "/ekonomi", site.Function, s.form(s.moneyForm)},
		{"POST " + of + "/ekonomi", site.Function, s.save(s.moneyForm, s.saveMoney)},
		{"GET " + of + "/utvardering", site.Function, s.form(s.noteForm)},
		{"POST " + of + "/utvardering", site.Function, s.save(s.noteForm, s.addNote)},
		{"GET " + of + "/beslut", site.Function, s.form(s.concludeForm)},
		{"POST " + of + "/beslut", site.Function, s.save(s.concludeForm, s.conclude)},
	}
}

func effortURL(e id.Effort) string { return pathEfforts + "/" + string(e) }

// rowsAtOnce is how many efforts a page shows.
const rowsAtOnce = 30

// effortsScreen is the efforts as their page shows them.
type effortsScreen struct {
	board.EffortsView
	v     *site.Visit
	area  id.Area
	pages ui.Pages
}

func (s *server) efforts(r *http.Request, v *site.Visit, limit int) (k effortsScreen, err error) {
	k = effortsScreen{v: v, area: id.Area(v.Query.Get("omrade"))}
	q := federation.EffortFilter{Area: k.area, Limit: limit}
	if day, last, ok := strings.Cut(v.Query.Get("efter"), "_"); ok && id.Valid(last) {
		q.Before, q.Last = day, id.Effort(last)
	}
	k.EffortsView, err = s.Board.Efforts(r.Context(), v.Actor, q)
	if q.Before != "" {
		k.pages.First = k.href(k.area, "")
	}
	if k.pages.Shown = len(k.Efforts); k.More {
		last := k.Efforts[len(k.Efforts)-1]
		k.pages.Next = k.href(k.area, last.StartsOn+"_"+string(last.ID))
	}
	return k, err
}

func (k effortsScreen) href(a id.Area, after string) string {
	q := url.Values{}
	if a != "" {
		q.Set("omrade", string(a))
	}
	if after != "" {
		q.Set("efter", after)
	}
	return site.Address(pathEfforts, q)
}

func (s *server) effortsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.efforts(r, v, rowsAtOnce)
	if err != nil {
		return err
	}
	p := s.frame(v, v.Texts.T("federation.efforts"))
	p.Head.Lead = v.Texts.T("federation.efforts.lead")
	if k.Keeps {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: v.Texts.T("federation.effort.add"), Href: pathEfforts + "/ny", Primary: true})
	}
	p.Head.Actions = append(p.Head.Actions, ui.Action{Label: v.Texts.T("federation.file"), Href: pathEfforts + "/fil"})
	return s.Draw(w, r, v, p, effortsBody(v, k))
}

// places are the areas to choose among.
func (k effortsScreen) places() []site.Filter {
	all := []site.Filter{{Label: k.v.Texts.T("federation.areas.all"), Href: k.href("", ""), On: k.area == ""}}
	for _, a := range k.Areas {
		all = append(all, site.Filter{Label: a.Name, Href: k.href(a.ID, ""), On: a.ID == k.area})
	}
	return all
}

// stateOf is how an effort stands.
func stateOf(v *site.Visit, e federation.Effort) (ui.Tone, string) {
	tone := ui.Plain
	switch e.State {
	case federation.UnderWay:
		tone = ui.Success
	case federation.Proposed:
		tone = ui.Info
	}
	return tone, v.TextOf("federation.effort.state", e.State)
}

// spentOf says what has been spent, where that is known.
func spentOf(v *site.Visit, e federation.Effort, year int) string {
	n, known := e.Spent(year)
	if !known {
		return v.Texts.T("federation.unknown")
	}
	return money(v, n)
}

func (k effortsScreen) table() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("federation.efforts"), Hidden: true,
		Columns: site.Columns(v, "federation.effort", "federation.effort.areas.label", "federation.effort.days", "federation.standing", "federation.budgeted")}
	tab.Columns[4].Numeric = true
	for _, e := range k.Efforts {
		tone, said := stateOf(v, e)
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(effortURL(e.ID), e.Title), ui.Text(areaNames(v, k.Areas, e.Areas)), ui.Text(v.Texts.Days(e.StartsOn, e.EndsOn)),
			ui.Badge(tone, said), ui.Text(budgeted(v, e, 0))))
	}
	return tab
}

// budgeted says what an effort may cost, where that is decided.
func budgeted(v *site.Visit, e federation.Effort, year int) string {
	if len(e.Money) == 0 {
		return v.Texts.T("federation.unknown")
	}
	return money(v, e.Budgeted(year))
}

func (s *server) effortsFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.efforts(r, v, 1000)
	if err != nil {
		return err
	}
	var rows [][]string
	for _, e := range k.Efforts {
		_, said := stateOf(v, e)
		spent := ""
		if n, known := e.Spent(0); known && len(e.Money) > 0 {
			spent = site.Number(n)
		}
		rows = append(rows, []string{e.Title, areaNames(v, k.Areas, e.Areas), e.StartsOn, e.EndsOn, said, pointsOf(e), site.Number(e.Budgeted(0)), spent})
	}
	return file(w, v, "forbundets-insatser", []string{"federation.effort", "federation.effort.areas.label", "federation.from", "federation.to", "federation.standing", "federation.points", "federation.budgeted", "federation.spent"}, rows)
}

func pointsOf(e federation.Effort) string {
	var all []string
	for _, p := range e.Points {
		all = append(all, strconv.Itoa(p))
	}
	return strings.Join(all, ", ")
}

// effortScreen is one effort as its page shows it.
type effortScreen struct {
	board.EffortView
	v *site.Visit
}

func (s *server) effort(r *http.Request, v *site.Visit) (effortScreen, error) {
	view, err := s.Board.Effort(r.Context(), v.Actor, id.Effort(r.PathValue("effort")))
	return effortScreen{view, v}, err
}

func (s *server) effortPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.effort(r, v)
	if err != nil {
		return err
	}
	p := s.frame(v, k.Title)
	p.Head.Back = &ui.Link{Label: v.Texts.T("federation.efforts"), Href: pathEfforts}
	tone, said := stateOf(v, k.Effort)
	p.Head.Chips = []ui.Chip{{Text: said, Tone: tone}}
	if k.open() {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("federation.change"), Href: effortURL(k.ID) + "/andra"}, {Label: v.Texts.T("federation.conclude"), Href: effortURL(k.ID) + "/beslut"}}
	}
	return s.Draw(w, r, v, p, effortBody(v, k))
}

// open reports whether the reader can change the effort.
func (k effortScreen) open() bool { return k.Keeps && k.State != federation.Ended }

func (k effortScreen) actions(part, label string) []ui.Action {
	if !k.open() && part != "utvardering" || !k.Keeps {
		return nil
	}
	return []ui.Action{{Label: k.v.Texts.T(label), Href: effortURL(k.ID) + "/" + part}}
}

func (k effortScreen) terms() []ui.Term {
	v := k.v
	var actors []string
	for _, a := range k.Actors {
		actors = append(actors, ui.KindName(v.Texts, a))
	}
	all := []ui.Term{
		{Word: v.Texts.T("federation.effort.days"), Says: ui.Text(v.Texts.Days(k.StartsOn, k.EndsOn))},
		{Word: v.Texts.T("federation.effort.areas.label"), Says: ui.Text(areaNames(v, k.All, k.Effort.Areas))},
		{Word: v.Texts.T("federation.effort.actors.label"), Says: ui.Text(v.Texts.List(actors...))},
	}
	if k.Develops != "" {
		all = append(all, ui.Term{Word: v.Texts.T("federation.effort.develops"), Says: ui.Text(k.Develops)})
	}
	return all
}

func pointName(v *site.Visit, p int) string { return v.TextOf("federation.point", strconv.Itoa(p)) }

// end is the last day that a picture of the effort shows.
func (k effortScreen) end() string {
	if k.EndsOn != "" {
		return k.EndsOn
	}
	last := k.StartsOn
	for _, p := range k.Phases {
		last = max(last, p.To)
	}
	return last
}

func (k effortScreen) chart() ui.SpanChart {
	c := ui.SpanChart{Caption: k.v.Texts.T("federation.phases.picture", "title", k.Title), From: k.StartsOn, To: k.end(), Today: k.Today, Ends: [2]string{k.v.Texts.Day(k.StartsOn), k.v.Texts.Day(k.end())}}
	for _, p := range k.Phases {
		c.Rows = append(c.Rows, ui.SpanRow{Label: p.Title, Says: k.v.Texts.Days(p.From, p.To), From: p.From, To: p.To, Filled: p.To < k.Today})
	}
	return c
}

func (k effortScreen) phaseTable() ui.Table {
	tab := ui.Table{Caption: k.v.Texts.T("federation.phases"), Hidden: true, Columns: site.Columns(k.v, "federation.phase", "federation.effort.days")}
	for _, p := range k.Phases {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(p.Title), ui.Text(k.v.Texts.Days(p.From, p.To))))
	}
	return tab
}

func (k effortScreen) moneyTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("federation.money"), Hidden: true, Columns: site.Columns(v, "federation.which_year", "federation.budgeted", "federation.spent")}
	tab.Columns[1].Numeric, tab.Columns[2].Numeric = true, true
	for _, m := range k.Money {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(strconv.Itoa(m.Year)), ui.Text(money(v, m.Budgeted)), ui.Text(spentOf(v, k.Effort, m.Year))))
	}
	return tab
}

func words(f ui.Form, v *site.Visit, name, label string) input {
	field := f.Field(name, label).WithLimit(federation.MostWords).WithHint(v.Texts.T("federation.nobody"))
	field.Rows = 5
	return input{field, ui.TextArea}
}

func effortFields(v *site.Visit, areas []ui.Option) func(ui.Form) []input {
	var actors, points []ui.Option
	for _, k := range []access.Kind{access.Kommun, access.Vard, access.FK, access.AF, access.Forbund} {
		actors = append(actors, ui.Option{Value: string(k), Label: ui.KindName(v.Texts, k)})
	}
	for _, p := range federation.Points() {
		points = append(points, ui.Option{Value: strconv.Itoa(p), Label: pointName(v, p), About: v.Texts.T("federation.point.law", "n", strconv.Itoa(p))})
	}
	return func(f ui.Form) []input {
		develops := words(f, v, "develops", "federation.effort.develops")
		develops.Optional, develops.Rows, develops.Hint = true, 2, v.Texts.T("federation.effort.develops.hint")
		return []input{
			{f.Field("title", "federation.effort.title").WithLimit(federation.MostTitle), ui.TextField}, words(f, v, "aim", "federation.effort.aim"),
			{f.Field("state", "federation.standing").WithOptions(site.Choices(v, "federation.effort.state", federation.EffortStates())...), ui.Radios},
			{f.Field("starts_on", "federation.from"), ui.DateField}, {f.Field("ends_on", "federation.to").MayBeEmpty(), ui.DateField},
			{f.Field("areas", "federation.effort.areas.label").WithOptions(areas...), ui.Checkboxes},
			{f.Field("actors", "federation.effort.actors.label").WithOptions(actors...), ui.Checkboxes},
			{f.Field("points", "federation.points").WithOptions(points...), ui.Checkboxes}, develops,
		}
	}
}

func effortInput(v *site.Visit) federation.EffortInput {
	in := federation.EffortInput{Title: v.Form.Get("title"), Aim: v.Form.Get("aim"), State: v.Form.Get("state"), StartsOn: v.Form.Get("starts_on"), EndsOn: v.Form.Get("ends_on"), Develops: v.Form.Get("develops")}
	for _, a := range v.Form["areas"] {
		in.Areas = append(in.Areas, id.Area(a))
	}
	for _, a := range v.Form["actors"] {
		in.Actors = append(in.Actors, access.Kind(a))
	}
	for _, p := range v.Form["points"] {
		n, _ := strconv.Atoi(p)
		in.Points = append(in.Points, n)
	}
	return in
}

func (s *server) newEffortForm(r *http.Request, v *site.Visit) (screen, error) {
	view, err := s.Board.Efforts(r.Context(), v.Actor, federation.EffortFilter{Limit: 1})
	if err != nil {
		return screen{}, err
	}
	k, err := s.edit(v, view.Keeps, v.Texts.T("federation.effort.add"), pathEfforts+"/ny", pathEfforts)
	var areas []ui.Option
	for _, a := range view.Areas {
		areas = append(areas, ui.Option{Value: string(a.ID), Label: a.Name})
	}
	k.fields = effortFields(v, areas)
	return k, err
}

func (s *server) addEffort(r *http.Request, v *site.Visit) (string, error) {
	e, err := s.Board.AddEffort(r.Context(), v.Actor, effortInput(v))
	return effortURL(e), err
}

// effortEdit is a form about one effort.
func (s *server) effortEdit(r *http.Request, v *site.Visit, part, title string) (screen, effortScreen, error) {
	e, err := s.effort(r, v)
	if err != nil {
		return screen{}, e, err
	}
	k, err := s.edit(v, e.open() || e.Keeps && part == "utvardering", v.Texts.T(title)+": "+e.Title, effortURL(e.ID)+"/"+part, effortURL(e.ID))
	k.form.Version = e.Version
	return k, e, err
}

func (s *server) effortForm(r *http.Request, v *site.Visit) (screen, error) {
	k, e, err := s.effortEdit(r, v, "andra", "federation.change")
	if err != nil {
		return k, err
	}
	var areas []ui.Option
	for _, a := range e.All {
		areas = append(areas, ui.Option{Value: string(a.ID), Label: a.Name})
	}
	k.form.Values = map[string][]string{"title": one(e.Title), "aim": one(e.Aim), "state": one(e.State), "starts_on": one(e.StartsOn), "ends_on": one(e.EndsOn), "develops": one(e.Develops)}
	for _, a := range e.Effort.Areas {
		k.form.Values["areas"] = append(k.form.Values["areas"], string(a))
	}
	for _, a := range e.Actors {
		k.form.Values["actors"] = append(k.form.Values["actors"], string(a))
	}
	for _, p := range e.Points {
		k.form.Values["points"] = append(k.form.Values["points"], strconv.Itoa(p))
	}
	k.fields = effortFields(v, areas)
	return k, nil
}

func (s *server) changeEffort(r *http.Request, v *site.Visit) (string, error) {
	e := id.Effort(r.PathValue("effort"))
	return effortURL(e), s.Board.ChangeEffort(r.Context(), v.Actor, e, effortInput(v), v.Version())
}

func (s *server) phaseForm(r *http.Request, v *site.Visit) (screen, error) {
	k, e, err := s.effortEdit(r, v, "faser", "federation.phases")
	k.page.Head.Lead = v.Texts.T("federation.phases.lead")
	k.form.Values = map[string][]string{}
	for i, p := range e.Phases {
		n := "_" + strconv.Itoa(i+1)
		k.form.Values["title"+n], k.form.Values["from"+n], k.form.Values["to"+n] = one(p.Title), one(p.From), one(p.To)
	}
	shown := min(len(e.Phases)+2, federation.MostPhases)
	k.fields = func(f ui.Form) (all []input) {
		for i := range shown {
			n := strconv.Itoa(i + 1)
			title := f.Field("title_"+n, "federation.phase").MayBeEmpty().WithLimit(federation.MostTitle)
			title.Label += " " + n
			all = append(all, input{title, ui.TextField}, input{f.Field("from_"+n, "federation.from").MayBeEmpty(), ui.DateField}, input{f.Field("to_"+n, "federation.to").MayBeEmpty(), ui.DateField})
		}
		return all
	}
	return k, err
}

func (s *server) savePhases(r *http.Request, v *site.Visit) (string, error) {
	e := id.Effort(r.PathValue("effort"))
	var all []federation.Phase
	for i := range federation.MostPhases {
		n := "_" + strconv.Itoa(i+1)
		p := federation.Phase{Title: v.Form.Get("title" + n), From: v.Form.Get("from" + n), To: v.Form.Get("to" + n)}
		all = append(all, p)
	}
	for len(all) > 0 && all[len(all)-1] == (federation.Phase{}) {
		all = all[:len(all)-1]
	}
	return effortURL(e), s.Board.SetPhases(r.Context(), v.Actor, e, all, v.Version())
}

func (s *server) moneyForm(r *http.Request, v *site.Visit) (screen, error) {
	k, e, err := s.effortEdit(r, v, "ekonomi", "federation.money")
	k.form.Values = map[string][]string{}
	for _, m := range e.Money {
		y := "_" + strconv.Itoa(m.Year)
		k.form.Values["budgeted"+y] = one(site.Number(m.Budgeted))
		if m.Known {
			k.form.Values["spent"+y] = one(site.Number(m.Spent))
		}
	}
	k.fields = func(f ui.Form) (all []input) {
		for _, y := range e.Years(e.Today) {
			for _, part := range []string{"budgeted", "spent"} {
				field := f.Field(part+"_"+strconv.Itoa(y), "federation."+part).MayBeEmpty()
				field.Label += " " + strconv.Itoa(y)
				field.Unit = v.Texts.T("federation.unit")
				all = append(all, input{field, ui.NumberField})
			}
		}
		return all
	}
	return k, err
}

func (s *server) saveMoney(r *http.Request, v *site.Visit) (string, error) {
	e, err := s.effort(r, v)
	if err != nil {
		return "", err
	}
	var all []federation.Money
	for _, y := range e.Years(e.Today) {
		n := "_" + strconv.Itoa(y)
		b, spent := v.Form.Get("budgeted"+n), v.Form.Get("spent"+n)
		if b == "" && spent == "" {
			continue
		}
		m := federation.Money{Year: y, Known: spent != ""}
		if b != "" {
			m.Budgeted = kronor(b)
		}
		if m.Known {
			m.Spent = kronor(spent)
		}
		all = append(all, m)
	}
	return effortURL(e.ID), s.Board.SetMoney(r.Context(), v.Actor, e.ID, all, v.Version())
}

func (s *server) noteForm(r *http.Request, v *site.Visit) (screen, error) {
	k, e, err := s.effortEdit(r, v, "utvardering", "federation.notes")
	k.form.Values = map[string][]string{"on": one(e.Today)}
	k.fields = func(f ui.Form) []input {
		return []input{{f.Field("on", "federation.note.on"), ui.DateField}, words(f, v, "words", "federation.note.words")}
	}
	return k, err
}

func (s *server) addNote(r *http.Request, v *site.Visit) (string, error) {
	e := id.Effort(r.PathValue("effort"))
	return effortURL(e), s.Board.NoteEffort(r.Context(), v.Actor, e, federation.Note{On: v.Form.Get("on"), Words: v.Form.Get("words")})
}

func (s *server) concludeForm(r *http.Request, v *site.Visit) (screen, error) {
	k, e, err := s.effortEdit(r, v, "beslut", "federation.conclude")
	k.page.Head.Lead = v.Texts.T("federation.conclude.lead")
	k.form.Values = map[string][]string{"on": one(e.Today)}
	k.fields = func(f ui.Form) []input {
		return []input{{f.Field("decision", "federation.decision").WithOptions(site.Choices(v, "federation.decision", federation.Decisions())...), ui.Radios},
			{f.Field("on", "federation.decision.on"), ui.DateField}, words(f, v, "words", "federation.decision.words")}
	}
	return k, err
}

func (s *server) conclude(r *http.Request, v *site.Visit) (string, error) {
	c := federation.Conclusion{Effort: id.Effort(r.PathValue("effort")), Version: v.Version(), Decision: v.Form.Get("decision"), On: v.Form.Get("on"), Words: v.Form.Get("words")}
	return effortURL(c.Effort), s.Board.Conclude(r.Context(), v.Actor, c)
}

// tagged are the names of the law's tasks that an effort belongs to.
func tagged(v *site.Visit, points []int) (all []string) {
	for _, p := range federation.Points() {
		if slices.Contains(points, p) {
			all = append(all, v.Texts.T("federation.point.law", "n", strconv.Itoa(p))+": "+pointName(v, p))
		}
	}
	return all
}
