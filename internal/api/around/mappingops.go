package around

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"net/http"
	"strconv"

	"samverk/internal/api/rest"
	"samverk/internal/cases"
	"samverk/internal/development"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/mapping"
	"samverk/internal/study"
)

// statementsAsked is which statements the caller asks for.
func statementsAsked(c *rest.Call, p cases.Page) study.Filter {
	return study.Filter{Study: studyAt(c), Area: cmp.Or(c.Query.Get("area"), study.Common), After: p.Before, Limit: p.Limit}
}

func listStatements(c *rest.Call, _ rest.None) (list studyStatementsJSON, err error) {
	p, err := c.Page()
	if err != nil {
		return list, err
	}
	v, err := c.Mapping.Statements(c.Ctx, c.Who, statementsAsked(c, p))
	list = studyStatementsJSON{rest.ListOf(v.Rows, studyStatementOf), rest.PageJSON{Limit: p.Limit}}
	if v.More {
		list.PageJSON = c.NextAfter(p, strconv.FormatInt(v.Rows[len(v.Rows)-1].Position, 10))
	}
	return list, err
}

func reportAt(c *rest.Call) id.Report { return rest.At[id.Report](c, "report") }

func exampleReport() AreaReportJSON {
	return AreaReportJSON{ID: rest.ExampleID, Study: rest.ExampleID, Area: "0685", Title: "Resultat kommunområde Vetlanda", Editions: 1, Published: rest.Day(18),
		Sections: []sectionJSON{{Code: "leadership", Text: "- Chefer ser samverkan som viktig", Version: 1}}, Version: 2}
}

func addReports(s *rest.Server) {
	rest.Add(s, rest.Operation[rest.None, areaReportsJSON]{Method: http.MethodGet, Path: "/reports", ID: "list-reports", Tag: "structure", Query: []string{"after", "limit"},
		Out: areaReportsJSON{[]AreaReportJSON{exampleReport()}, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listReports})
	rest.Add(s, rest.Operation[newReportInput, AreaReportJSON]{Method: http.MethodPost, Path: "/reports", ID: "make-report", Tag: "structure", Status: http.StatusCreated, In: newReportInput{rest.ExampleID, "0685"}, Out: exampleReport(),
		Do: func(c *rest.Call, in newReportInput) (AreaReportJSON, error) {
			texts := c.Options.Texts.In(i18n.Swedish)
			tables, err := c.Figures.Appendix(c.Ctx, c.Who, texts)
			if err != nil {
				return AreaReportJSON{}, err
			}
			made, err := c.Mapping.MakeReport(c.Ctx, c.Who, in.Study, in.Area, mapping.Given{Texts: texts, Tables: tables})
			if err != nil {
				return AreaReportJSON{}, err
			}
			v, err := c.Mapping.Report(c.Ctx, c.Who, made, 0)
			return areaReportViewOf(v), err
		}})
	rest.Add(s, rest.Operation[rest.None, AreaReportJSON]{Method: http.MethodGet, Path: "/reports/{report}", ID: "read-report", Tag: "structure", Out: exampleReport(),
		Do: func(c *rest.Call, _ rest.None) (AreaReportJSON, error) {
			v, err := c.Mapping.Report(c.Ctx, c.Who, reportAt(c), 0)
			return areaReportViewOf(v), err
		}})
	rest.Add(s, rest.Operation[sectionInput, rest.None]{Method: http.MethodPost, Path: "/reports/{report}/sections", ID: "write-report-section", Tag: "structure", Status: http.StatusNoContent, Versioned: true, In: sectionInput{"leadership", "Med egna ord"},
		Do: func(c *rest.Call, in sectionInput) (rest.None, error) {
			return rest.None{}, c.Mapping.WriteSection(c.Ctx, c.Who, reportAt(c), study.Section{Code: in.Code, Own: in.Text, Version: c.Version})
		}})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: "/reports/{report}/published", ID: "publish-report", Tag: "structure", Status: http.StatusNoContent, Versioned: true,
		Do: func(c *rest.Call, _ rest.None) (rest.None, error) {
			return rest.None{}, c.Mapping.Publish(c.Ctx, c.Who, reportAt(c), c.Version)
		}})
	rest.Add(s, rest.Operation[rest.None, reportFileJSON]{Method: http.MethodGet, Path: "/reports/{report}/docx", ID: "read-report-docx", Tag: "structure",
		Out: reportFileJSON{"rapport.docx", docxType, "UEsDBA=="}, Do: func(c *rest.Call, _ rest.None) (reportFileJSON, error) {
			v, err := c.Mapping.Report(c.Ctx, c.Who, reportAt(c), 0)
			if err != nil {
				return reportFileJSON{}, err
			}
			var b bytes.Buffer
			err = v.Document(c.Options.Texts.In(i18n.Swedish), false).Docx(&b)
			return reportFileJSON{"rapport.docx", docxType, base64.StdEncoding.EncodeToString(b.Bytes())}, err
		}})
}

// listReports lists reports by identifier.
func listReports(c *rest.Call, _ rest.None) (list areaReportsJSON, err error) {
	p, err := c.Page()
	if err != nil {
		return list, err
	}
	v, err := c.Mapping.FindReports(c.Ctx, c.Who, id.Report(p.BeforeID), p.Limit)
	list = areaReportsJSON{rest.ListOf(v.Rows, func(r mapping.ReportRow) AreaReportJSON { return areaReportOf(r.Report) }), rest.PageJSON{Limit: p.Limit}}
	if v.More {
		list.PageJSON = c.NextAfter(p, "1-"+string(v.Rows[len(v.Rows)-1].ID))
	}
	return list, err
}

const docxType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

func developmentAt(c *rest.Call) id.Development { return rest.At[id.Development](c, "development") }

func addDevelopments(s *rest.Server) {
	one := DevelopmentJSON{ID: rest.ExampleID, Scope: development.Local, Areas: []id.Area{"0685"}, Title: "Förbättra kontaktvägarna", Source: development.FromStudy, Study: rest.ExampleID, State: development.Proposed, Version: 1}
	in := developmentInput{Scope: one.Scope, Areas: one.Areas, Title: one.Title, Source: one.Source, Study: one.Study, State: one.State}
	rest.Add(s, rest.Operation[rest.None, developmentsJSON]{Method: http.MethodGet, Path: "/developments", ID: "list-developments", Tag: "structure", Query: []string{"area", "scope", "state", "limit", "after"},
		Among: map[string][]string{"scope": {development.Local, development.Several, development.Common}, "state": {development.Proposed, development.Ongoing, development.Done, development.Dropped}},
		Out:   developmentsJSON{[]DevelopmentJSON{one}, rest.PageJSON{Limit: rest.UsualLimit}},
		Do:    listDevelopments})
	rest.Add(s, rest.Operation[developmentInput, DevelopmentJSON]{Method: http.MethodPost, Path: "/developments", ID: "create-development", Tag: "structure", Status: http.StatusCreated, In: in, Out: one,
		Do: func(c *rest.Call, in developmentInput) (DevelopmentJSON, error) {
			made, err := c.Mapping.SaveDevelopment(c.Ctx, c.Who, in.development())
			if err != nil {
				return DevelopmentJSON{}, err
			}
			return readDevelopment(c, made)
		}})
	rest.Add(s, rest.Operation[rest.None, DevelopmentJSON]{Method: http.MethodGet, Path: "/developments/{development}", ID: "read-development", Tag: "structure", Out: one,
		Do: func(c *rest.Call, _ rest.None) (DevelopmentJSON, error) { return readDevelopment(c, developmentAt(c)) }})
	rest.Add(s, rest.Operation[developmentInput, rest.None]{Method: http.MethodPut, Path: "/developments/{development}", ID: "change-development", Tag: "structure", Status: http.StatusNoContent, Versioned: true, In: in,
		Do: func(c *rest.Call, in developmentInput) (rest.None, error) {
			d := in.development()
			d.ID, d.Version = developmentAt(c), c.Version
			_, err := c.Mapping.SaveDevelopment(c.Ctx, c.Who, d)
			return rest.None{}, err
		}})
}

func listDevelopments(c *rest.Call, _ rest.None) (developmentsJSON, error) {
	p, err := c.Page()
	if err != nil {
		return developmentsJSON{}, err
	}
	v, err := c.Mapping.FindDevelopments(c.Ctx, c.Who, development.Filter{Area: id.Area(c.Query.Get("area")), Scope: c.Query.Get("scope"), State: c.Query.Get("state"), Before: p.Before, Last: p.BeforeID, Limit: p.Limit})
	list := developmentsJSON{PageJSON: rest.PageJSON{Limit: p.Limit}, Developments: rest.ListOf(v.Rows, func(r mapping.DevelopmentRow) DevelopmentJSON {
		d := developmentOf(r.Development)
		d.Late = r.Late
		return d
	})}
	if v.More {
		last := v.Rows[len(v.Rows)-1]
		list.PageJSON = c.Next(p, last.MadeAt, string(last.ID))
	}
	return list, err
}

func readDevelopment(c *rest.Call, d id.Development) (DevelopmentJSON, error) {
	v, err := c.Mapping.Development(c.Ctx, c.Who, d)
	out := developmentOf(v.Development)
	out.Late = v.Late(v.Today)
	return out, err
}
