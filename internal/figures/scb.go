package figures

import (
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/figure"
)

// Column is one column of a file of försörjningsmått from SCB.
type Column struct {
	Code   string
	Name   figure.Words
	Needed bool
	figure figure.Figure
}

// SCBColumns lists the columns of such a file, in the order of its template.
func SCBColumns() []Column {
	all := []Column{{"place", figure.Words{Sv: "Kommun", En: "Municipality"}, true, figure.Figure{}},
		{"period", figure.Words{Sv: "År", En: "Year"}, true, figure.Figure{}}, {"gender", figure.Words{Sv: "Kön", En: "Gender"}, false, figure.Figure{}}}
	for _, f := range figure.All().In(figure.SCB) {
		all = append(all, Column{f.Short, f.Name, false, f})
	}
	return all
}

// SCBTemplate returns the header of a file to fill in.
func SCBTemplate(language string) (header []string) {
	for _, c := range SCBColumns() {
		if c.figure.Code != "" {
			header = append(header, c.Code)
			continue
		}
		header = append(header, c.Name.In(language))
	}
	return header
}

func scbLimits() border.Limits {
	return border.Limits{Body: MostFile, Columns: 40, Rows: 5000, CellBytes: 200}
}

// ofSCB reads a workbook or CSV file. Rows are told as a spreadsheet counts them.
func ofSCB(file []byte) (c content, err error) {
	c.Origin = figure.FromSCB
	rows, err := border.Table(file, scbLimits())
	if err != nil {
		return c, inFile(err)
	}
	at, faults := header(rows[0])
	if len(faults) > 0 {
		c.Faults = faults
		return c, nil
	}
	for i, row := range rows[1:] {
		if len(row) > 0 {
			c.scbRow(i+2, row, at)
		}
	}
	return c, nil
}

// header finds where the columns stand.
func header(first []string) (at map[int]Column, faults []Fault) {
	at = map[int]Column{}
	there := map[string]bool{}
	for i, name := range first {
		c, ok := column(name)
		switch {
		case name == "":
		case !ok:
			faults = append(faults, faultAt(1, columnName(i), "figures.column.unknown"))
		case there[c.Code]:
			faults = append(faults, faultAt(1, columnName(i), "figures.column.twice"))
		default:
			at[i], there[c.Code] = c, true
		}
	}
	for _, c := range SCBColumns() {
		if c.Needed && !there[c.Code] {
			faults = append(faults, faultAt(1, c.Name.Sv, "figures.column.missing"))
		}
	}
	if len(there) == 0 || len(faults) == 0 && len(at) < 3 {
		faults = append(faults, faultAt(1, "", "figures.column.values"))
	}
	return at, faults
}

// column finds a column by its code or its name in either language.
func column(name string) (Column, bool) {
	for _, c := range SCBColumns() {
		if strings.EqualFold(name, c.Code) || strings.EqualFold(name, c.Name.Sv) || strings.EqualFold(name, c.Name.En) {
			return c, true
		}
	}
	return Column{}, false
}

// genders are the words that files have for whom a value is of.
var genders = map[string]string{"": "T", "T": "T", "TOTALT": "T", "BÅDA": "T", "K": "K", "KVINNOR": "K", "KVINNA": "K", "WOMEN": "K", "M": "M", "MÄN": "M", "MAN": "M", "MEN": "M"}

// scbRow reads one row: a place, a year, whom it is of, and a value for each
// figure. A cell that is empty, or has the dots of statistics, gives no value.
func (c *content) scbRow(row int, cells []string, at map[int]Column) {
	of := figure.Value{Gender: "T"}
	for i, col := range at {
		text := cell(cells, i)
		switch col.Code {
		case "place":
			of.Place = figure.Place(text)
		case "period":
			of.Period = text
		case "gender":
			of.Gender = genders[strings.ToUpper(text)]
		}
	}
	if of.Place == "" {
		c.Faults = append(c.Faults, faultAt(row, "", "figures.place.missing"))
		return
	}
	for _, i := range slices.Sorted(maps.Keys(at)) {
		col := at[i]
		if col.figure.Code == "" {
			continue
		}
		v := of
		v.Figure = col.figure.Code
		switch text := cell(cells, i); text {
		case "":
		case ".", "..", "...", "-", "–":
			v.Status = text
		default:
			if v.Number, v.Known = figure.ParseNumber(text); !v.Known {
				c.Faults = append(c.Faults, faultAt(row, columnName(i), "figure.value.form"))
				continue
			}
		}
		c.Values = append(c.Values, read{v, row, columnName(i)})
	}
}

func cell(cells []string, i int) string {
	if i < len(cells) {
		return strings.TrimSpace(cells[i])
	}
	return ""
}

// columnName is what a spreadsheet calls a column, the first being 0.
func columnName(i int) (name string) {
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// inFile says that what is wrong is wrong with the file, and where in it.
func inFile(err error) error {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || e.Kind != errs.Invalid {
		return err
	}
	var f errs.Faults
	for _, one := range e.Faults {
		row, col, found := strings.Cut(strings.TrimPrefix(one.Field, "r"), "c")
		n, wrong := strconv.Atoi(col)
		if key := map[string]string{"border.sheet.formula": "import.file.formula", "border.long": "import.file.long"}[one.Key]; key != "" && found && wrong == nil {
			f.Add("file", key, "place", columnName(n-1)+row, "n", "")
			continue
		}
		one.Field = "file"
		f = append(f, one)
	}
	return f.Err()
}
