package figures

import (
	"net/http"

	"samverk/internal/errs"
	"samverk/internal/export"
	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) importRoutes() []site.Route {
	return []site.Route{
		{"GET " + pathImport, site.Function, s.importPage},
		{"POST " + pathImport, site.Function | site.WithFile, s.upload},
		{"GET " + pathFigures + "/mall", site.Function, s.template},
		{"GET " + pathImport + "/{batch}", site.Function, s.previewPage},
		{"POST " + pathImport + "/{batch}", site.Function, s.takeIn},
		{"POST " + pathImport + "/{batch}/slang", site.Function, s.discard},
	}
}

func (s *server) importPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if !keeps(v) {
		return errs.New(errs.Denied, "figure.import.denied")
	}
	return s.drawImport(w, r, v, v.NewForm(pathImport))
}

func (s *server) drawImport(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	t := v.Texts
	p := s.Page(v, t.T("figure.import"))
	p.Head.Back = &ui.Link{Label: t.T("figure.title"), Href: pathFigures}
	p.Head.Lead = t.T("figure.import.lead")
	p.Faults = f.Faults
	of, err := s.Figures.Fetchable(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	return s.Draw(w, r, v, p, importBody(v, importScreen{f, of, s.Figures.Kolada()}))
}

// importScreen is how figures are taken in.
type importScreen struct {
	f       ui.Form
	kolada  figure.List // that can come from Kolada
	fetches bool
}

// upload reads what is sent: the report's tables, a file, pasted text, or what
// Kolada answers.
func (s *server) upload(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	var b id.Import
	var err error
	switch origin := v.Form.Get("origin"); origin {
	case figure.FromReport:
		b, err = s.Figures.UploadReport(r.Context(), v.Actor)
	case "fetch":
		b, err = s.Figures.Fetch(r.Context(), v.Actor, v.Form["kpi"])
	default:
		file := v.Form.Get("file")
		if file == "" {
			file = v.Form.Get("pasted")
		}
		b, err = s.Figures.Upload(r.Context(), v.Actor, origin, "", []byte(file))
	}
	if faults, ok := site.Faulty(err); ok {
		f := v.NewForm(pathImport)
		f.Values, f.Faults = map[string][]string{"origin": {v.Form.Get("origin")}, "pasted": {v.Form.Get("pasted")}, "kpi": v.Form["kpi"]}, faults
		return s.drawImport(w, r, v, f)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathImport+"/"+string(b), "")
}

// template sends a file to fill in with SCB's figures.
func (s *server) template(w http.ResponseWriter, _ *http.Request, v *site.Visit) error {
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="forsorjningsmatt-scb.xlsx"`)
	return export.Sheet(w, "SCB", figures.SCBTemplate(string(v.Texts.Lang())), nil)
}

// mostShown is how many lines of each sort a preview shows; the numbers are of all.
const mostShown = 200

// previewScreen is what a file would lead to.
type previewScreen struct {
	figures.Preview
	v   *site.Visit
	why error
}

func (s *server) previewPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawPreview(w, r, v, nil)
}

func (s *server) drawPreview(w http.ResponseWriter, r *http.Request, v *site.Visit, why error) error {
	view, err := s.Figures.Preview(r.Context(), v.Actor, id.Import(r.PathValue("batch")))
	if err != nil {
		return err
	}
	t := v.Texts
	k := previewScreen{view, v, why}
	p := s.Page(v, t.T("figure.preview"))
	p.Head.Back = &ui.Link{Label: t.T("figure.import"), Href: pathImport}
	p.Head.Meta = []string{v.TextOf("figure.origin", view.Origin)}
	p.Head.Chips = k.counts()
	return s.Draw(w, r, v, p, previewBody(v, k))
}

// counts are how many values there are of each sort.
func (k previewScreen) counts() []ui.Chip {
	if k.Done {
		return nil
	}
	t := k.v.Texts
	chips := []ui.Chip{{Text: t.N("figure.count.new", k.New)}, {Text: t.N("figure.count.changed", k.Changed)}, {Text: t.N("figure.count.unchanged", k.Unchanged)}}
	if k.Left > 0 {
		chips = append(chips, ui.Chip{Text: t.N("figure.count.left", k.Left)})
	}
	if len(k.Faults) > 0 {
		chips = append(chips, ui.Chip{Text: t.N("figure.count.faults", len(k.Faults)), Tone: ui.Error})
	}
	return chips
}

func (k previewScreen) faults() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("figure.faults"), Hidden: true, Columns: site.Columns(k.v, "figure.row", "figure.column", "figure.fault")}
	for _, f := range k.Faults[:min(len(k.Faults), mostShown)] {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(t.Number(f.Row)), ui.Text(f.Column), ui.Text(t.Fault(f.Errs))))
	}
	return tab
}

// of are the lines of a state as a table.
func (k previewScreen) of(state string) ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: k.v.TextOf("figure.state", state), Hidden: true, Columns: site.Columns(k.v, "figure.name", "figure.where", "figure.period", "figure.gender", "figure.value")}
	tab.Columns[4].Numeric = true
	if state == figures.ValueChanged {
		tab.Columns = append(tab.Columns, ui.Column{Label: t.T("figure.before"), Numeric: true})
	}
	for _, l := range k.Lines {
		if l.State != state || len(tab.Rows) == mostShown {
			continue
		}
		f, _ := k.Figures.ByCode(l.Value.Figure)
		cells := site.Cells(ui.Two(name(k.v, f), site.Dotted(unitName(k.v, f), f.Ages)), ui.Text(k.place(l.Value.Place)), ui.Text(periodName(k.v, l.Value.Period)), ui.Text(k.v.TextOf("figure.gender", l.Value.Gender)), valueCell(k.v, f, l.Value).Cells[0])
		if state == figures.ValueChanged {
			cells.Cells = append(cells.Cells, valueCell(k.v, f, l.Old).Cells[0])
		}
		tab.Rows = append(tab.Rows, cells)
	}
	return tab
}

func (k previewScreen) place(p figure.Place) string {
	for _, s := range k.Places {
		if s.Place == p {
			return placeName(k.v, s)
		}
	}
	return string(p)
}

func (k previewScreen) count(state string) int {
	return map[string]int{figures.ValueNew: k.New, figures.ValueChanged: k.Changed, figures.ValueUnchanged: k.Unchanged}[state]
}

func (s *server) takeIn(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Figures.TakeIn(r.Context(), v.Actor, id.Import(r.PathValue("batch")), v.Form.Get("seen"))
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return s.drawPreview(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathFigures, "page.flash.figures")
}

func (s *server) discard(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Figures.Discard(r.Context(), v.Actor, id.Import(r.PathValue("batch"))); err != nil {
		return err
	}
	return s.Done(w, r, pathImport, "page.flash.figures_discarded")
}

// kpis are the figures of Kolada's that can be fetched.
func kpis(v *site.Visit, of figure.List) (all []ui.Option) {
	for _, f := range of {
		all = append(all, ui.Option{Value: f.KPI, Label: f.KPI + " " + name(v, f), About: about(v, f)})
	}
	return all
}

// fileField asks for a file; what was wrong with one stands beside it.
func fileField(f ui.Form, origin, label string) ui.Field {
	f.Apart = origin
	if f.Value("origin") == "fetch" || f.Value("origin") != "" && f.Value("origin") != origin {
		f.Faults = nil
	}
	field := f.Field("file", label)
	field.Value = ""
	return field
}

// pastedField asks for an answer of Kolada's as text.
func pastedField(f ui.Form) ui.Field {
	f.Faults = nil
	return f.Field("pasted", "figure.import.pasted").MayBeEmpty()
}
