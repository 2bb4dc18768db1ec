package mapping

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/factor"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/study"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) codingRoutes() []site.Route {
	const one = pathStudies + "/{study}"
	return []site.Route{
		{"GET " + one + "/uttalanden", site.Function, s.statementsPage},
		{"POST " + one + "/uttalanden", site.Function, s.addStatements},
		{"POST " + one + "/koda", site.Function, s.code},
		{"GET " + one + "/overens", site.Function, s.agreementPage},
		{"POST " + one + "/faststall", site.Function, s.settle},
		{"GET " + one + "/uttalanden/{statement}", site.Function, s.statementPage},
		{"POST " + one + "/uttalanden/{statement}", site.Function, s.saveStatement},
		{"GET " + one + "/perspektiv", site.Function, s.perspectivePage},
		{"POST " + one + "/perspektiv", site.Function, s.savePerspective},
		{"GET " + one + "/perspektiv.csv", site.Function, s.matrixFile},
	}
}

// codingScreen is what was said, to be coded.
type codingScreen struct {
	mapping.StatementList
	v     *site.Visit
	f     ui.Form // to enter more
	codes ui.Form
	clash error
}

// query is which statements the reader asks for.
func (s *server) query(r *http.Request, v *site.Visit) (study.Filter, error) {
	q := study.Filter{Study: studyOf(r), Area: v.Query.Get("omrade"), Actor: access.Kind(v.Query.Get("aktor")), Open: v.Query.Get("visa") == "oppna"}
	q.After, _ = strconv.ParseInt(v.Query.Get("efter"), 10, 64) // from the first where it is no number
	if q.Area == "" {
		q.Area = v.Form.Get("omrade")
	}
	if q.Area != "" {
		return q, nil
	}
	view, err := s.Mapping.Study(r.Context(), v.Actor, q.Study)
	if err != nil {
		return q, err
	}
	switch {
	case len(view.Keeps) > 0:
		q.Area = string(view.Keeps[0])
	default:
		q.Area = study.Common
	}
	return q, nil
}

func (k codingScreen) url(page string, set ...string) string {
	q := url.Values{"omrade": {k.Which.Area}}
	if k.Which.Open {
		q.Set("visa", "oppna")
	}
	if k.Which.Actor != "" {
		q.Set("aktor", string(k.Which.Actor))
	}
	for i := 0; i+1 < len(set); i += 2 {
		q.Del(set[i])
		if set[i+1] != "" {
			q.Set(set[i], set[i+1])
		}
	}
	return site.Address(studyURL(k.ID)+page, q)
}

func (s *server) statementsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawStatements(w, r, v, codingScreen{f: v.NewForm(studyURL(studyOf(r)) + "/uttalanden"), codes: v.NewForm(studyURL(studyOf(r)) + "/koda")})
}

func (s *server) drawStatements(w http.ResponseWriter, r *http.Request, v *site.Visit, k codingScreen) error {
	q, err := s.query(r, v)
	if err != nil {
		return err
	}
	if k.StatementList, err = s.Mapping.Statements(r.Context(), v.Actor, q); err != nil {
		return err
	}
	k.v = v
	k.f.Apart = "ny-"
	p := s.studyFrame(v, k.StudyView, v.Texts.T("study.statements.title"))
	p.Heading = v.Texts.T("study.statements.title") + ", " + k.place()
	p.Head.Lead = v.Texts.T("study.statements.lead")
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("study.agreement"), Href: k.url("/overens")}, {Label: v.Texts.T("study.perspective"), Href: k.url("/perspektiv")}}
	p.Faults = slices.Concat(k.f.Faults, k.codes.Faults)
	return s.Draw(w, r, v, p, statementsBody(k))
}

// place is the name of the area, or that it is all.
func (k codingScreen) place() string { return placeName(k.v, k.StudyView, k.Which.Area) }

func placeName(v *site.Visit, view mapping.StudyView, area string) string {
	if area == study.Common || area == "" {
		return v.Texts.T("study.common")
	}
	return view.Names[id.Area(area)]
}

// filters lead to the other areas, to what is not settled and to one actor.
func (k codingScreen) filters(page string) (areas, states []site.Filter) {
	for _, a := range k.Keeps {
		areas = append(areas, site.Filter{Label: k.Names[a], Href: k.url(page, "omrade", string(a)), On: k.Which.Area == string(a)})
	}
	if k.Frame {
		areas = append(areas, site.Filter{Label: k.v.Texts.T("study.common"), Href: k.url(page, "omrade", study.Common), On: k.Which.Area == study.Common})
	}
	states = []site.Filter{{Label: k.v.Texts.T("study.filter.all"), Href: k.url(page, "visa", "", "aktor", ""), On: !k.Which.Open && k.Which.Actor == ""},
		{Label: k.v.Texts.T("study.filter.open"), Href: k.url(page, "visa", "oppna"), On: k.Which.Open}}
	for _, x := range study.Actors() {
		states = append(states, site.Filter{Label: kindName(k.v, x), Href: k.url(page, "aktor", string(x)), On: k.Which.Actor == x})
	}
	return areas, states
}

// groupOptions are the groups that were heard in the area.
func (k codingScreen) groupOptions() []ui.Option {
	all := []ui.Option{{Label: k.v.Texts.T("development.field.none")}}
	for _, g := range k.Groups {
		if k.Which.Area == study.Common || slices.Contains(g.Areas, id.Area(k.Which.Area)) {
			all = append(all, ui.Option{Value: string(g.ID), Label: site.Dotted(g.Name, k.v.TextOf("study.audience", g.Audience), k.v.Texts.Day(g.On))})
		}
	}
	return all
}

func (k codingScreen) themeOptions() (all []ui.Option) {
	for _, theme := range study.Themes() {
		key := "study.theme.none"
		if theme != "" {
			key = "study.theme." + theme
		}
		all = append(all, ui.Option{Value: theme, Label: k.v.Texts.T(key)})
	}
	return all
}

// categories are the sixteen ways to code a statement.
func categories(v *site.Visit) []ui.Option {
	all := []ui.Option{{Label: v.Texts.T("study.code.none")}}
	for _, f := range factor.Factors() {
		for _, side := range factor.Sides() {
			c := study.Category{Factor: f.Code, Side: side}
			all = append(all, ui.Option{Value: c.String(), Label: categoryName(v, c)})
		}
	}
	return all
}

func categoryName(v *site.Visit, c study.Category) string {
	f, _ := factor.ByCode(c.Factor)
	return site.Upper(v.TextOf("study.side", c.Side)) + ": " + v.Texts.T(f.Name())
}

// field is the question how a statement is coded.
func (k codingScreen) field(row mapping.Said) ui.Field {
	f := k.codes.Field("code_"+string(row.ID), "study.code.mine").WithOptions(categories(k.v)...).MayBeEmpty()
	if f.Value == "" && row.Mine.Factor != "" {
		f.Value = row.Mine.String()
	}
	return f
}

// parts are the statements that come from the same place after each other.
func (k codingScreen) parts() (all [][]mapping.Said) {
	for i, row := range k.Rows {
		if i > 0 && k.facts(row.Statement) == k.facts(k.Rows[i-1].Statement) {
			all[len(all)-1] = append(all[len(all)-1], row)
			continue
		}
		all = append(all, []mapping.Said{row})
	}
	return all
}

// facts are where a statement comes from.
func (k codingScreen) facts(s study.Statement) string {
	actor, theme := k.v.Texts.T("study.field.actor.all"), ""
	if s.Actor != "" {
		actor = kindName(k.v, s.Actor)
	}
	if s.Theme != "" {
		theme = k.v.TextOf("study.theme", s.Theme)
	}
	quote := ""
	if s.Quote {
		quote = k.v.Texts.T("study.field.quote")
	}
	return site.Dotted(actor, theme, k.v.TextOf("study.source", s.Source), quote)
}

func (s *server) addStatements(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	form := v.Form
	area := form.Get("omrade")
	p := study.Pasted{Group: id.Group(form.Get("group")), Source: form.Get("source"), Actor: access.Kind(form.Get("actor")), Theme: form.Get("theme"),
		Quote: form.Get("quote") != "", Lines: study.Lines(form.Get("words"))}
	if area != study.Common {
		p.Area = id.Area(area)
	}
	err := s.Mapping.AddStatements(r.Context(), v.Actor, studyOf(r), p)
	if err == nil {
		return s.Done(w, r, site.Address(studyURL(studyOf(r))+"/uttalanden", url.Values{"omrade": {area}, "visa": {"oppna"}}), "page.flash.study_added")
	}
	f, clash, err := again(v, studyURL(studyOf(r))+"/uttalanden", err)
	if err != nil {
		return err
	}
	return s.drawStatements(w, r, v, codingScreen{f: f, clash: clash, codes: v.NewForm(studyURL(studyOf(r)) + "/koda")})
}

// codingsIn reads the choices that were made.
func codingsIn(form border.Values) (all []study.Coding) {
	for name := range form {
		which, ok := strings.CutPrefix(name, "code_")
		if value := form.Get(name); ok && value != "" {
			all = append(all, study.Coding{Statement: id.Statement(which), Category: study.ParseCategory(value)})
		}
	}
	return all
}

func (s *server) code(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	area := v.Form.Get("omrade")
	err := s.Mapping.Code(r.Context(), v.Actor, studyOf(r), area, codingsIn(v.Form))
	if err == nil {
		return s.Done(w, r, site.Address(studyURL(studyOf(r))+"/uttalanden", url.Values{"omrade": {area}, "efter": {v.Form.Get("efter")}}), "page.flash.study_coded")
	}
	f, clash, err := again(v, studyURL(studyOf(r))+"/koda", err)
	if err != nil {
		return err
	}
	return s.drawStatements(w, r, v, codingScreen{f: v.NewForm(studyURL(studyOf(r)) + "/uttalanden"), codes: f, clash: clash})
}

func (s *server) agreementPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	q, err := s.query(r, v)
	if err != nil {
		return err
	}
	q.Open = true
	k := codingScreen{v: v}
	if k.StatementList, err = s.Mapping.Statements(r.Context(), v.Actor, q); err != nil {
		return err
	}
	p := s.studyFrame(v, k.StudyView, v.Texts.T("study.agreement"))
	p.Heading = v.Texts.T("study.agreement") + ", " + k.place()
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("study.statements.title"), Href: k.url("/uttalanden", "visa", "")}, {Label: v.Texts.T("study.perspective"), Href: k.url("/perspektiv")}}
	return s.Draw(w, r, v, p, agreementBody(k))
}

func (k codingScreen) kappas() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("study.agreement"), Hidden: true, Columns: site.Columns(v, "study.agreement.pair", "study.agreement.both", "study.agreement.observed", "study.agreement.chance", "study.agreement.kappa")}
	for i := 1; i < len(tab.Columns); i++ {
		tab.Columns[i].Numeric = true
	}
	for _, p := range k.Agreement.Pairs {
		observed, chance, value := decimal(v, p.Observed), decimal(v, p.Chance), decimal(v, p.Value)
		switch {
		case p.Both == 0:
			observed, chance, value = v.Texts.T("study.agreement.unknown"), v.Texts.T("study.agreement.unknown"), v.Texts.T("study.agreement.apart")
		case !p.Defined:
			value = v.Texts.T("study.agreement.undefined")
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(v.Texts.List(k.Functions[p.A].Name, k.Functions[p.B].Name)), ui.Text(site.Number(p.Both)),
			ui.Text(observed), ui.Text(chance), ui.Text(value)))
	}
	return tab
}

// decimal is a number with two decimals, as the language writes it.
func decimal(v *site.Visit, n float64) string {
	text := strconv.FormatFloat(n, 'f', 2, 64)
	if v.Texts.Lang() == "sv" {
		text = strings.ReplaceAll(text, ".", ",")
	}
	return text
}

// coded says how each other has coded a statement.
func (k codingScreen) coded(row mapping.Said) (lines []string) {
	if row.Mine.Factor != "" {
		lines = append(lines, k.v.Texts.T("study.code.mine")+": "+categoryName(k.v, row.Mine))
	}
	for _, c := range row.Others {
		lines = append(lines, k.Functions[c.Coder].Name+": "+categoryName(k.v, c.Category))
	}
	return lines
}

func (s *server) settle(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	form, area := v.Form, v.Form.Get("omrade")
	back := site.Address(studyURL(studyOf(r))+"/overens", url.Values{"omrade": {area}})
	if form.Get("statement") == "" {
		if _, err := s.Mapping.SettleAgreed(r.Context(), v.Actor, studyOf(r), area); err != nil {
			return err
		}
		return s.Done(w, r, back, "page.flash.study_settled")
	}
	which := study.Statement{ID: id.Statement(form.Get("statement")), Version: v.Version()}
	if err := s.Mapping.Settle(r.Context(), v.Actor, studyOf(r), area, which, study.ParseCategory(form.Get("category"))); err != nil {
		return err
	}
	return s.Done(w, r, back, "page.flash.study_settled")
}

// statementScreen is one statement in a form.
type statementScreen struct {
	study.Statement
	v     *site.Visit
	f     ui.Form
	clash error
}

func (k statementScreen) area() string {
	if k.Area == "" {
		return study.Common
	}
	return string(k.Area)
}

func statementURL(s study.Statement) string {
	return studyURL(s.Study) + "/uttalanden/" + string(s.ID)
}

func (s *server) statementPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	now, err := s.Mapping.Statement(r.Context(), v.Actor, studyOf(r), id.Statement(r.PathValue("statement")))
	if err != nil {
		return err
	}
	f := v.NewForm(statementURL(now))
	f.Version, f.Values = now.Version, border.Values{"words": {now.Words}}
	if now.Quote {
		f.Values["quote"] = []string{"yes"}
	}
	return s.drawStatement(w, r, statementScreen{now, v, f, nil})
}

func (s *server) drawStatement(w http.ResponseWriter, r *http.Request, k statementScreen) error {
	p := s.Page(k.v, k.v.Texts.T("study.statement.change"))
	p.Active, p.Faults = "/omraden", k.f.Faults
	p.Head.Back = &ui.Link{Label: k.v.Texts.T("study.statements.title"), Href: site.Address(studyURL(k.Study)+"/uttalanden", url.Values{"omrade": {k.area()}})}
	return s.Draw(w, r, k.v, p, statementForm(k))
}

func (s *server) saveStatement(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	now, err := s.Mapping.Statement(r.Context(), v.Actor, studyOf(r), id.Statement(r.PathValue("statement")))
	if err != nil {
		return err
	}
	k := statementScreen{Statement: now, v: v}
	to := study.Statement{ID: now.ID, Version: v.Version(), Words: strings.TrimSpace(v.Form.Get("words")), Quote: v.Form.Get("quote") != ""}
	err = s.Mapping.ChangeStatement(r.Context(), v.Actor, now.Study, k.area(), to)
	if err == nil {
		return s.Done(w, r, site.Address(studyURL(now.Study)+"/uttalanden", url.Values{"omrade": {k.area()}}), "page.flash.study_saved")
	}
	if k.f, k.clash, err = again(v, statementURL(now), err); err != nil {
		return err
	}
	return s.drawStatement(w, r, k)
}

// checkPlace reads which of the three perspectives is asked for.
func checkPlace(area, actor string) (study.Place, error) {
	at := study.Place{Actor: access.Kind(actor)}
	if area != study.Common {
		at.Area = id.Area(area)
	}
	if at.Area != "" && !id.Valid(at.Area) {
		return at, errs.Missing()
	}
	return at, nil
}
