package admin

import (
	"net/http"
	"strconv"

	"samverk/internal/export"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/intake"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) importRoutes() []site.Route {
	return []site.Route{
		{"GET /forvaltning/import", site.Function, s.importPage},
		{"POST /forvaltning/import", site.Function | site.WithFile, s.upload},
		{"GET /forvaltning/mall/{kind}", site.Function, s.template},
		{"GET /forvaltning/import/{batch}", site.Function, s.previewPage},
		{"POST /forvaltning/import/{batch}", site.Function, s.takeIn},
		{"GET /forvaltning/import/{batch}/fel", site.Function, s.wrongRows},
		{"POST /forvaltning/import/{batch}/slang", site.Function, s.discard},
	}
}

func (s *server) importPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawImport(w, r, v, v.NewForm(pathImport))
}

func (s *server) drawImport(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	if _, err := s.Admin.Accounts(r.Context(), v.Actor, 1); err != nil {
		return err
	}
	if f.Value("kind") == "" {
		f.Values = map[string][]string{"kind": one(string(intake.Units))}
	}
	delete(f.Values, "file") // a file is chosen anew
	p := s.frame(v, v.Texts.T("admin.import"), v.Texts.T("admin.title"), pathHome)
	p.Head.Lead = v.Texts.T("admin.import.lead")
	p.Faults = f.Faults
	return s.Draw(w, r, v, p, importBody(v, f))
}

// kindField asks what the rows of a file are.
func kindField(v *site.Visit, f ui.Form) ui.Field {
	field := f.Field("kind", "admin.import.kind")
	for _, k := range intake.Kinds() {
		field.Options = append(field.Options, ui.Option{Value: string(k), Label: v.TextOf("admin.import", string(k)), About: v.TextOf("admin.import.about", string(k))})
	}
	return field
}

func (s *server) upload(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	b, err := s.Intake.Upload(r.Context(), v.Actor, intake.Kind(v.Form.Get("kind")), "", []byte(v.Form.Get("file")))
	if faults, ok := site.Faulty(err); ok {
		f := v.NewForm(pathImport)
		f.Values, f.Faults = map[string][]string{"kind": one(v.Form.Get("kind"))}, faults
		return s.drawImport(w, r, v, f)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, batchURL(b), "")
}

func batchURL(b id.Import) string { return pathImport + "/" + string(b) }

// template sends a file to fill in, or what stands as one.
func (s *server) template(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	kind, english := intake.Kind(r.PathValue("kind")), v.Texts.Lang() == i18n.English
	header, rows, err := s.Intake.Template(r.Context(), v.Actor, kind, english, v.Query.Get("innehall") == "1")
	if err != nil {
		return err
	}
	name := "samverk-" + v.TextOf("admin.import.file", string(kind))
	if v.Query.Get("form") == "xlsx" {
		w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
		return export.Sheet(w, v.TextOf("admin.import", string(kind)), header, rows)
	}
	return sendCSV(w, name, header, rows)
}

func sendCSV(w http.ResponseWriter, name string, header []string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	return export.CSV(w, export.Format{BOM: true}, header, rows)
}

// mostShown is how many rows of each sort a preview shows; the numbers are of all.
const mostShown = 200

// previewScreen is what a file would lead to.
type previewScreen struct {
	intake.Preview
	v   *site.Visit
	why error
}

func (s *server) previewPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawPreview(w, r, v, nil)
}

func (s *server) drawPreview(w http.ResponseWriter, r *http.Request, v *site.Visit, why error) error {
	view, err := s.Intake.Preview(r.Context(), v.Actor, idOf[id.Import](r, "batch"))
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.frame(v, t.T("admin.import.preview", "what", site.Lower(v.TextOf("admin.import", string(view.Kind)))), t.T("admin.import"), pathImport)
	k := previewScreen{view, v, why}
	p.Head.Chips = k.counts()
	return s.Draw(w, r, v, p, previewBody(v, k))
}

// counts are how many rows there are of each sort.
func (k previewScreen) counts() (chips []ui.Chip) {
	if k.Done {
		return nil
	}
	t := k.v.Texts
	chips = []ui.Chip{{Text: t.N("admin.import.new", k.New)}, {Text: t.N("admin.import.changed", k.Changed)}, {Text: t.N("admin.import.unchanged", k.Unchanged)}}
	if k.Wrong > 0 {
		chips = append(chips, ui.Chip{Text: t.N("admin.import.wrong_rows", k.Wrong), Tone: ui.Error})
	}
	return chips
}

// of lists the rows of a state.
func (k previewScreen) of(state string) (all []intake.PlanRow) {
	for _, row := range k.Rows {
		if row.State == state {
			all = append(all, row)
		}
	}
	return all
}

// faults are everything that is wrong, row by row, as a table.
func (k previewScreen) faults() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("admin.import.wrong"), Hidden: true, Columns: site.Columns(k.v, "admin.import.row", "admin.import.column", "admin.import.fault")}
	for _, f := range k.Faults() {
		column := t.T("admin.import.whole_row")
		if f.Column != "" {
			column = k.column(f.Column)
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(t.Number(f.Row)), ui.Text(column), ui.Text(t.Fault(f.Errs))))
	}
	return tab
}

// column is the name of a column as the file has it.
func (k previewScreen) column(code string) string {
	for _, c := range k.Columns {
		if c.Code == code && k.v.Texts.Lang() == i18n.English {
			return c.English
		} else if c.Code == code {
			return c.Swedish
		}
	}
	return code
}

// rows are some rows as they stand in the file.
func (k previewScreen) table(all []intake.PlanRow) ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("admin.import.rows"), Hidden: true, Columns: []ui.Column{{Label: t.T("admin.import.row"), Numeric: true}}}
	var used []int
	for i, c := range k.Columns {
		for _, row := range all {
			if row.Cells[i] != "" {
				used = append(used, i)
				tab.Columns = append(tab.Columns, ui.Column{Label: k.column(c.Code)})
				break
			}
		}
	}
	for _, row := range all[:min(len(all), mostShown)] {
		cells := site.Cells(ui.Text(t.Number(row.Row)))
		for _, i := range used {
			cells.Cells = append(cells.Cells, ui.Text(row.Cells[i]))
		}
		tab.Rows = append(tab.Rows, cells)
	}
	return tab
}

// changes are what a row changes.
func (k previewScreen) changes(row intake.PlanRow) (all []ui.Difference) {
	for _, c := range row.Changes {
		d := ui.Difference{Label: k.column(c.Column), Old: c.Old, New: c.New}
		if c.Column == "role" {
			d.Old, d.New = k.v.TextOf("role", c.Old), k.v.TextOf("role", c.New)
		}
		all = append(all, d)
	}
	return all
}

// title is what a row is about, in a few words.
func (k previewScreen) title(row intake.PlanRow) string {
	for i, c := range k.Columns {
		if (c.Code == "name" || c.Code == "function") && row.Cells[i] != "" {
			return row.Cells[i]
		}
	}
	return k.v.Texts.T("admin.import.row") + " " + strconv.Itoa(row.Row)
}

func (s *server) takeIn(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Intake.TakeIn(r.Context(), v.Actor, idOf[id.Import](r, "batch"), v.Form.Get("seen"))
	_, faulty := site.Faulty(err)
	if site.Clash(err) || faulty {
		v.Status = http.StatusConflict
		return s.drawPreview(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathHome, "page.flash.imported")
}

func (s *server) discard(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Intake.Discard(r.Context(), v.Actor, idOf[id.Import](r, "batch")); err != nil {
		return err
	}
	return s.Done(w, r, pathImport, "page.flash.import_discarded")
}

// wrongRows sends the rows that are wrong, with what is wrong, to be mended.
func (s *server) wrongRows(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Intake.Preview(r.Context(), v.Actor, idOf[id.Import](r, "batch"))
	if err != nil {
		return err
	}
	k := previewScreen{Preview: view, v: v}
	header := []string{}
	for _, c := range k.Columns {
		header = append(header, k.column(c.Code))
	}
	header = append(header, v.Texts.T("admin.import.row"), v.Texts.T("admin.import.fault"))
	var rows [][]string
	for _, row := range k.of(intake.RowWrong) {
		words := ""
		for _, f := range row.Faults {
			words += k.columnColon(f.Column) + v.Texts.Fault(f.Errs) + " "
		}
		rows = append(rows, append(append([]string{}, row.Cells...), strconv.Itoa(row.Row), words))
	}
	return sendCSV(w, "samverk-"+v.TextOf("admin.import.file", string(view.Kind))+"-fel", header, rows)
}

func (k previewScreen) columnColon(code string) string {
	if code == "" {
		return ""
	}
	return k.column(code) + ": "
}
