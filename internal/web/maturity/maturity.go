// Package maturity has the pages of self-assessment, of who works how with whom,
// and of surveys.
package maturity

import (
	"net/http"
	"net/url"
	"strings"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/maturity"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	gaugePath  = "/samverkansgrad"
	graphPath  = "/samverkansgraf"
	surveyPath = "/enkater"
	answerPath = "/svara"
)

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of these pages.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	all := append(s.gaugeRoutes(), s.graphRoutes()...)
	return append(append(all, s.surveyRoutes()...), s.answerRoutes()...)
}

// areaOf is the area that is asked for, else the reader's first.
func areaOf(v *site.Visit) id.Area {
	if asked := v.Query.Get("omrade"); asked != "" {
		return id.Area(asked)
	}
	if len(v.Areas) > 0 {
		return v.Areas[0]
	}
	return ""
}

// at is an address about an area.
func at(path string, area id.Area) string {
	return site.Address(path, url.Values{"omrade": {string(area)}})
}

// areas are the areas to choose among.
func areas(p maturity.Place, path string) (all []site.Filter) {
	for _, a := range p.Areas {
		all = append(all, site.Filter{Label: a.Name, Href: at(path, a.ID), On: a.ID == p.Area.ID})
	}
	return all
}

// kindName names an actor; the whole where there is none.
func kindName(v *site.Visit, k access.Kind) string {
	if k == "" {
		return v.Texts.T("gauge.whole")
	}
	return ui.KindName(v.Texts, k)
}

// file answers with a table for a spreadsheet.
func file(w http.ResponseWriter, v *site.Visit, name string, header []string, rows [][]string) error {
	if v.Query.Get("format") == "xlsx" {
		w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
		return export.Sheet(w, name, header, rows)
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	return export.CSV(w, export.Format{BOM: true}, header, rows)
}

// heads are the columns of a file, by the keys of their texts.
func heads(v *site.Visit, keys ...string) (all []string) {
	for _, k := range keys {
		all = append(all, v.Texts.T(k))
	}
	return all
}

// placed gives the faults of the rows that were sent the places that the rows
// have in the form: kept tells which those are.
func placed(faults []errs.Fault, kept []int, list string) (all []errs.Fault) {
	for _, f := range faults {
		for sent, place := range kept {
			if rest, ok := strings.CutPrefix(f.Field, list+"["+site.Number(sent)+"]"); ok {
				f.Field = list + "[" + site.Number(place) + "]" + rest
				break
			}
		}
		all = append(all, f)
	}
	return all
}

// clash draws a page where somebody was first, or where it no longer can be
// done, with the words that were typed.
func (s *server) clash(w http.ResponseWriter, r *http.Request, v *site.Visit, err error, title, back string) error {
	p := s.Page(v, title)
	v.Status = http.StatusConflict
	p.Head.Back = &ui.Link{Label: v.Texts.T("gauge.back"), Href: back}
	return s.Draw(w, r, v, p, site.ClashBox(v, err, strings.Join(v.Again("", nil).Typed(), "\n\n")))
}
