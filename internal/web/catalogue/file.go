package catalogue

import (
	"net/http"
	"strconv"

	"samverk/internal/border"
	"samverk/internal/catalogue"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) fileRoutes() []site.Route {
	return []site.Route{
		{"GET /insatser/fil", site.Function, s.filePage},
		{"POST /insatser/fil", site.Function | site.WithFile, s.upload},
		{"GET /insatser/fil/mall", site.Function, s.template},
		{"GET /insatsfil/{batch}", site.Function, s.previewPage},
		{"POST /insatsfil/{batch}", site.Function, s.takeIn},
		{"POST /insatsfil/{batch}/slang", site.Function, s.discard},
	}
}

func batchOf(r *http.Request) id.Import { return id.Import(r.PathValue("batch")) }

func batchURL(b id.Import) string { return "/insatsfil/" + string(b) }

func (s *server) filePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawFile(w, r, v, v.NewForm(pathFile))
}

func (s *server) drawFile(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	if _, _, err := s.Catalogue.Template(r.Context(), v.Actor, false, false); err != nil {
		return err
	}
	f.Values = nil // a file is chosen anew
	p := s.Page(v, v.Texts.T("offers.import.title"))
	p.Active, p.Faults, p.Path = pathOffers, f.Faults, pathFile
	p.Head.Lead = v.Texts.T("offers.import.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("offers.title"), Href: pathOffers}
	return s.Draw(w, r, v, p, fileBody(v, f))
}

// cellWords are the words that can stand in cells, by column.
func cellWords(v *site.Visit) (all []ui.Term) {
	var sorts []string
	for _, s := range offer.Sorts("") {
		sorts = append(sorts, string(s))
	}
	for _, one := range []struct {
		label, group string
		codes        []string
	}{{"offers.sort", "offer.sort", sorts}, {"offer.requires", "offer.requires", offer.Requirements()}, {"offers.problem", "offer.problem", offer.Problems()},
		{"offer.evidence", "offer.evidence", offer.Evidences()}, {"offer.cost", "offer.cost", offer.Costs()}} {
		all = append(all, ui.Term{Word: v.Texts.T(one.label), Says: ui.Text(wordsOf(v, one.group, one.codes))})
	}
	return all
}

func (s *server) upload(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	b, err := s.Catalogue.Upload(r.Context(), v.Actor, []byte(v.Form.Get("file")))
	if faults, ok := site.Faulty(err); ok {
		f := v.NewForm(pathFile)
		f.Faults = faults
		return s.drawFile(w, r, v, f)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, batchURL(b), "")
}

// template sends a file to fill in, or what stands as one.
func (s *server) template(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	header, rows, err := s.Catalogue.Template(r.Context(), v.Actor, v.Texts.Lang() == i18n.English, v.Query.Get("innehall") == "1")
	if err != nil {
		return err
	}
	if v.Query.Get("form") == "csv" {
		return sendCSV(w, "samverk-insatser", header, rows)
	}
	return sendSheet(w, "samverk-insatser", v.Texts.T("offers.title"), header, rows)
}

// mostShown is how many rows of each sort a preview shows; the numbers are of all.
const mostShown = 200

// previewScreen is what a file would lead to.
type previewScreen struct {
	catalogue.Preview
	v   *site.Visit
	why error
}

func (s *server) previewPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawPreview(w, r, v, nil)
}

func (s *server) drawPreview(w http.ResponseWriter, r *http.Request, v *site.Visit, why error) error {
	view, err := s.Catalogue.Preview(r.Context(), v.Actor, batchOf(r))
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("admin.import.preview", "what", site.Lower(t.T("offers.title"))))
	p.Active = pathOffers
	p.Head.Back = &ui.Link{Label: t.T("offers.import.title"), Href: pathFile}
	k := previewScreen{view, v, why}
	if !k.Done {
		p.Head.Chips = []ui.Chip{{Text: t.N("admin.import.new", k.New)}, {Text: t.N("admin.import.changed", k.Changed)}, {Text: t.N("admin.import.unchanged", k.Unchanged)}}
		if k.Wrong > 0 {
			p.Head.Chips = append(p.Head.Chips, ui.Chip{Text: t.N("admin.import.wrong_rows", k.Wrong), Tone: ui.Error})
		}
	}
	return s.Draw(w, r, v, p, previewBody(v, k))
}

// column is the name of a column as the file has it.
func column(v *site.Visit, code string) string {
	for _, c := range catalogue.Columns() {
		if c.Code == code && v.Texts.Lang() == i18n.English {
			return c.English
		} else if c.Code == code {
			return c.Swedish
		}
	}
	return v.Texts.T("admin.import.whole_row")
}

// faults are everything that is wrong, row by row, as a table.
func (k previewScreen) faults() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("admin.import.wrong"), Hidden: true, Columns: site.Columns(k.v, "admin.import.row", "admin.import.column", "admin.import.fault")}
	all := k.Faults()
	for _, f := range all[:min(len(all), mostShown)] {
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(t.Number(f.Row)), ui.Text(column(k.v, f.Column)), ui.Text(faultWords(k.v, f))))
	}
	return tab
}

func faultWords(v *site.Visit, f border.RowFault) string { return v.Texts.Fault(f.Errs) }

// of lists the rows of a state.
func (k previewScreen) of(state string) (all []catalogue.PlanRow) {
	for _, row := range k.Rows {
		if row.State == state && len(all) < mostShown {
			all = append(all, row)
		}
	}
	return all
}

// changes are what a row changes.
func (k previewScreen) changes(row catalogue.PlanRow) (all []ui.Difference) {
	empty := func(text string) string {
		if text == "" {
			return k.v.Texts.T("offers.import.empty")
		}
		return text
	}
	for _, c := range row.Changes {
		all = append(all, ui.Difference{Label: column(k.v, c.Column), Old: empty(c.Old), New: empty(c.New)})
	}
	return all
}

func rowName(row catalogue.PlanRow) string { return row.Unit + ": " + row.Name }

func rowNumber(row catalogue.PlanRow) string { return strconv.Itoa(row.Row) }

func (s *server) takeIn(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Catalogue.TakeIn(r.Context(), v.Actor, batchOf(r), v.Form.Get("seen"))
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return s.drawPreview(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathOffers+"?visa=egna", "page.flash.offers_taken")
}

func (s *server) discard(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Catalogue.Discard(r.Context(), v.Actor, batchOf(r)); err != nil {
		return err
	}
	return s.Done(w, r, pathFile, "page.flash.import_discarded")
}
