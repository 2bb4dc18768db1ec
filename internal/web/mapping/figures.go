package mapping

import (
	"net/http"
	"slices"
	"strings"

	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/i18n"
	"samverk/internal/mapping"
	"samverk/internal/web/site"
)

// figures are the tables that stand at the end of a report: those of the two
// reports of 2016, a row for each area and what it is held against.
func (s *server) figures(r *http.Request, v *site.Visit) (all []mapping.Table, err error) {
	texts := s.Options.Texts.In(i18n.Swedish)
	for _, set := range []string{figure.Comparisons, figure.Livelihood} {
		t, err := s.Figures.Table(r.Context(), v.Actor, set)
		if err != nil {
			return nil, err
		}
		if rows := slices.DeleteFunc(t.Rows, func(r figures.Row) bool { return !r.Any() }); len(rows) > 0 {
			all = append(all, mapping.Table{Title: texts.T("report.figures." + set), Source: t.Set.Source, Rows: figureRows(texts, t, rows)})
		}
	}
	return all, nil
}

// figureRows turns a table: the places are its columns.
func figureRows(texts *i18n.Texts, t figures.Table, rows []figures.Row) [][]string {
	head := []string{texts.T("report.figures.figure"), texts.T("report.figures.period")}
	for _, p := range t.Places {
		head = append(head, spotName(texts, p))
	}
	all := [][]string{head}
	for _, row := range rows {
		line := []string{row.Figure.Name.In("sv"), row.Period}
		for _, value := range row.Values {
			said := value.Status
			if value.Known {
				said = value.Number.Plain()
			}
			line = append(line, said)
		}
		all = append(all, line)
	}
	return all
}

func spotName(texts *i18n.Texts, p figures.Spot) string {
	if p.Area() {
		return p.Name
	}
	return texts.T("figure.place." + strings.ToLower(string(p.Place)))
}
