package mapping

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/export"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/study"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) reportRoutes() []site.Route {
	const one = pathReports + "/{report}"
	return []site.Route{
		{"GET " + pathReports, site.Function, s.reportsPage},
		{"POST " + pathReports, site.Function, s.makeReport},
		{"GET " + one, site.Function, s.reportPage},
		{"GET " + one + "/utskrift", site.Function, s.printReport},
		{"GET " + one + "/docx", site.Function, s.reportDocx},
		{"GET " + one + "/html", site.Function, s.reportHTML},
		{"POST " + one + "/publicera", site.Function, s.publishReport},
		{"GET " + one + "/avsnitt/{section}", site.Function, s.sectionPage},
		{"POST " + one + "/avsnitt/{section}", site.Function, s.saveSection},
	}
}

func reportOf(r *http.Request) id.Report { return id.Report(r.PathValue("report")) }

func (s *server) reportsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	list, err := s.Mapping.Reports(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("report.title"))
	p.Active, p.Head.Lead = "/omraden", v.Texts.T("report.lead")
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("study.list"), Href: pathStudies}, {Label: v.Texts.T("development.title"), Href: pathDevelopments}}
	return s.Draw(w, r, v, p, reportsBody(v, list))
}

// reportName is what a report is: of an area, or the main one.
func reportName(v *site.Visit, r mapping.ReportRow) string {
	if r.Area == "" {
		return v.Texts.T("report.main")
	}
	return v.Texts.T("report.of") + " " + r.AreaName
}

func reportState(v *site.Visit, r study.Report) (ui.Tone, string) {
	if r.Editions == 0 {
		return ui.Plain, v.Texts.T("report.state.draft")
	}
	return ui.Success, v.Texts.T("report.state.edition", "n", site.Number(r.Editions), "day", v.Texts.DayOf(r.Published))
}

func reportTable(v *site.Visit, list mapping.ReportList) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("report.list"), Hidden: true, Columns: site.Columns(v, "report.column.report", "report.column.study", "report.column.state")}
	for _, row := range list.Rows {
		tone, said := reportState(v, row.Report)
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(reportURL(row.ID), row.Title, reportName(v, row)), ui.LinkTo(studyURL(row.Study), row.StudyTitle), ui.Badge(tone, said)))
	}
	return tab
}

// given is what reports are made of beside the study: Swedish, and the figures.
func (s *server) given(r *http.Request, v *site.Visit) (mapping.Given, error) {
	texts := s.Options.Texts.In(i18n.Swedish)
	tables, err := s.Figures.Appendix(r.Context(), v.Actor, texts)
	return mapping.Given{Texts: texts, Tables: tables}, err
}

func (s *server) makeReport(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	area := id.Area(v.Form.Get("area"))
	given, err := s.given(r, v)
	if err != nil {
		return err
	}
	made, err := s.Mapping.MakeReport(r.Context(), v.Actor, id.Study(v.Form.Get("study")), area, given)
	if err != nil {
		return err
	}
	return s.Done(w, r, reportURL(made), "page.flash.report_made")
}

// reportScreen is a report as its page shows it.
type reportScreen struct {
	mapping.ReportView
	v     *site.Visit
	draft bool
}

func (s *server) report(r *http.Request, v *site.Visit) (k reportScreen, err error) {
	number, _ := strconv.Atoi(v.Query.Get("utgava")) // the newest where it is no number
	k.v = v
	k.ReportView, err = s.Mapping.Report(r.Context(), v.Actor, reportOf(r), number)
	k.draft = k.May && (v.Query.Get("visa") == "utkast" || k.Editions == 0)
	return k, err
}

// which is what an address says of the part that is shown.
func (k reportScreen) which() string {
	if k.draft {
		return "?visa=utkast"
	}
	return "?utgava=" + site.Number(k.Edition.Number)
}

func (s *server) reportPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.report(r, v)
	if err != nil {
		return err
	}
	p := s.Page(v, k.Title)
	p.Active, p.Head.Back = "/omraden", &ui.Link{Label: v.Texts.T("report.title"), Href: pathReports}
	tone, said := reportState(v, k.Report)
	p.Head.Chips = []ui.Chip{{Text: said, Tone: tone}, {Text: k.StudyName, Href: studyURL(k.Study)}}
	of := reportURL(k.ID)
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("report.print"), Href: of + "/utskrift" + k.which()}, {Label: v.Texts.T("report.docx"), Href: of + "/docx" + k.which()}, {Label: v.Texts.T("report.html"), Href: of + "/html" + k.which()}}
	return s.Draw(w, r, v, p, reportBody(k))
}

func (s *server) printReport(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.report(r, v)
	if err != nil {
		return err
	}
	p := s.Page(v, k.Title)
	p.Print, p.Running = true, k.StudyName
	return s.Draw(w, r, v, p, reportText(k))
}

func (s *server) file(w http.ResponseWriter, r *http.Request, v *site.Visit, kind, ending string, write func(export.Document, *bytes.Buffer) error) error {
	k, err := s.report(r, v)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(k.Document(s.Options.Texts.In(i18n.Swedish), k.draft), &b); err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="rapport-%s.%s"`, k.ID[:8], ending))
	w.Write(b.Bytes()) // the reader may have gone
	return nil
}

func (s *server) reportDocx(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.file(w, r, v, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", func(d export.Document, b *bytes.Buffer) error { return d.Docx(b) })
}

func (s *server) reportHTML(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.file(w, r, v, "text/html; charset=utf-8", "html", func(d export.Document, b *bytes.Buffer) error { return d.HTML(b) })
}

func (s *server) publishReport(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Mapping.Publish(r.Context(), v.Actor, reportOf(r), v.Version()); err != nil {
		return err
	}
	return s.Done(w, r, reportURL(reportOf(r)), "page.flash.report_published")
}

// sectionScreen is a section of a report in a form.
type sectionScreen struct {
	reportScreen
	now   study.Section
	f     ui.Form
	clash error
}

func (s *server) section(r *http.Request, v *site.Visit) (k sectionScreen, err error) {
	if k.reportScreen, err = s.report(r, v); err != nil {
		return k, err
	}
	i := slices.IndexFunc(k.Sections, func(one study.Section) bool { return one.Code == r.PathValue("section") })
	if i < 0 {
		return k, errs.Missing()
	}
	k.now = k.Sections[i]
	return k, nil
}

func (k sectionScreen) url() string { return reportURL(k.ID) + "/avsnitt/" + k.now.Code }

func (s *server) sectionPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.section(r, v)
	if err != nil {
		return err
	}
	k.f = v.NewForm(k.url())
	k.f.Version, k.f.Values = k.now.Version, border.Values{"words": {k.now.Text()}}
	return s.drawSection(w, r, k)
}

func (s *server) drawSection(w http.ResponseWriter, r *http.Request, k sectionScreen) error {
	p := s.Page(k.v, k.v.Texts.T(mapping.SectionName(k.now.Code)))
	p.Active, p.Faults = "/omraden", k.f.Faults
	p.Head.Back = &ui.Link{Label: k.Title, Href: reportURL(k.ID) + "?visa=utkast"}
	return s.Draw(w, r, k.v, p, sectionForm(k))
}

func (s *server) saveSection(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.section(r, v)
	if err != nil {
		return err
	}
	own := strings.ReplaceAll(v.Form.Get("words"), "\r\n", "\n")
	if v.Form.Get("take") != "" {
		own = ""
	}
	err = s.Mapping.WriteSection(r.Context(), v.Actor, k.ID, study.Section{Code: k.now.Code, Own: own, Version: v.Version()})
	if err == nil {
		return s.Done(w, r, reportURL(k.ID)+"?visa=utkast", "page.flash.study_saved")
	}
	if k.f, k.clash, err = again(v, k.url(), err); err != nil {
		return err
	}
	return s.drawSection(w, r, k)
}

// filters lead to the edition and to the draft.
func (k reportScreen) filters() []site.Filter {
	return []site.Filter{{Label: k.v.Texts.T("report.edition"), Href: reportURL(k.ID), On: !k.draft}, {Label: k.v.Texts.T("report.draft"), Href: reportURL(k.ID) + "?visa=utkast", On: k.draft}}
}

// runs puts points that follow each other together.
func runs(text string) (all [][]export.Block) {
	for _, b := range export.Marked(text) {
		last := len(all) - 1
		if b.Kind == export.Bullet && last >= 0 && all[last][0].Kind == export.Bullet {
			all[last] = append(all[last], b)
			continue
		}
		all = append(all, []export.Block{b})
	}
	return all
}

func gridTable(b export.Block) ui.Table {
	tab := ui.Table{Caption: strings.Join(b.Rows[0], ", "), Hidden: true}
	for _, head := range b.Rows[0] {
		tab.Columns = append(tab.Columns, ui.Column{Label: head})
	}
	for _, row := range b.Rows[1:] {
		var line ui.Row
		for _, c := range row {
			line.Cells = append(line.Cells, ui.Text(c))
		}
		tab.Rows = append(tab.Rows, line)
	}
	return tab
}

// sized is a field with room for a section.
func sized(f ui.Field) ui.Field {
	f.Rows = 24
	return f
}
