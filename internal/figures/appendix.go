package figures

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/export"
	"samverk/internal/figure"
	"samverk/internal/i18n"
)

// Appendix returns the tables that stand at the end of an area's report: those of
// the two reports of 2016, a row for each figure, a column for each place.
func (s *Service) Appendix(ctx context.Context, who access.Actor, texts *i18n.Texts) (all []export.Titled, err error) {
	for _, set := range []string{figure.Comparisons, figure.Livelihood} {
		t, err := s.Table(ctx, who, set)
		if err != nil {
			return nil, err
		}
		if t.Rows = slices.DeleteFunc(t.Rows, func(r Row) bool { return !r.Any() }); len(t.Rows) > 0 {
			all = append(all, export.Titled{Title: texts.T("report.figures." + set), Source: texts.T("report.figures.source", "source", t.Set.Source, "periods", texts.List(t.periods(texts)...)), Rows: t.plain(texts)})
		}
	}
	return all, nil
}

// periods are those that the table has rows of.
func (t Table) periods(texts *i18n.Texts) (all []string) {
	for _, row := range t.Rows {
		if said := PeriodWords(texts, row.Period); !slices.Contains(all, said) {
			all = append(all, said)
		}
	}
	return all
}

// plain is the table as words, its head first.
func (t Table) plain(texts *i18n.Texts) [][]string {
	head := []string{texts.T("report.figures.figure")}
	for _, p := range t.Places {
		name := p.Name
		if !p.Area() {
			name = texts.T("figure.place." + strings.ToLower(string(p.Place)))
		}
		head = append(head, name)
	}
	all := [][]string{head}
	for _, row := range t.Rows {
		line := []string{row.Figure.Name.In(string(texts.Lang())) + ", " + texts.T("figure.unit."+row.Figure.Unit)}
		for _, value := range row.Values {
			line = append(line, Written(texts, row.Figure, value))
		}
		all = append(all, line)
	}
	return all
}

// Written is a value as people read it; what is not known says so.
func Written(texts *i18n.Texts, f figure.Figure, one figure.Value) string {
	if !one.Known {
		return texts.T("figure.missing")
	}
	decimals := max(f.Decimals(), one.Number.Decimals())
	text, point := texts.Decimal(one.Number.Float(), decimals), strings.Trim(texts.Decimal(0.5, 1), "05")
	if decimals > 0 && one.Number.Decimals() == 0 {
		text += point + strings.Repeat("0", decimals) // 30,0 as the source has it
	}
	return text
}

// PeriodWords is a period as people read it: that of 2016's report is not known.
func PeriodWords(texts *i18n.Texts, period string) string {
	if period == figure.UnknownPeriod {
		return texts.T("figure.period.unknown")
	}
	return period
}
