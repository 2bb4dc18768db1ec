package border

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"samverk/internal/errs"
)

// File is a table as it was read, with the cells that could not be.
type File struct {
	Rows   [][]string  `json:"rows"`
	Faults []CellFault `json:"faults,omitempty"`
}

// CellFault is a cell that could not be read.
type CellFault struct {
	Row    int    `json:"row"`
	Column int    `json:"column"`
	Key    string `json:"key"`
}

// Column is one column of a file, by its names in both languages. The type
// within has no name, so that a table of columns need not name its fields.
type Column = struct {
	Code    string // the same as the field of a form
	Swedish string
	English string
	Needed  bool
}

// RowFault is one thing that is wrong with a row.
type RowFault = struct {
	Row    int    // as a spreadsheet counts; the header is 1
	Column string // code; empty when it is the whole row
	Errs   errs.Fault
}

// ReadFile reads a table. Cells that cannot be read are faults of their rows;
// what is wrong with the whole file is its error, and names the place as a
// spreadsheet does. Each row has to stand for itself.
func ReadFile(b []byte, l Limits) (File, error) {
	l.apart = true
	rows, err := Table(b, l)
	if err == nil {
		return File{Rows: rows}, nil
	}
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || rows == nil {
		return File{}, inFile(err)
	}
	kept := File{Rows: rows}
	for _, f := range e.Faults {
		row, column, ok := placeOf(f.Field)
		if !ok {
			return File{}, inFile(err)
		}
		kept.Faults = append(kept.Faults, CellFault{row, column, f.Key})
	}
	return kept, nil
}

// Kept is the file as bytes, to be read again by Again.
func (f File) Kept() ([]byte, error) { return json.Marshal(f) }

// Again reads a file that was kept; nothing is an empty one.
func Again(kept []byte) (f File, err error) {
	if len(kept) > 0 {
		err = json.Unmarshal(kept, &f)
	}
	return f, err
}

// Header finds where the columns stand that the first row of a file names.
func (f File) Header(columns []Column) (at map[string]int, faults []RowFault) {
	at = map[string]int{}
	add := func(column, key string, args ...string) {
		var all errs.Faults
		all.Add("", key, args...)
		faults = append(faults, RowFault{1, column, all[0]})
	}
	for i, name := range f.Rows[0] {
		c, ok := named(columns, name)
		_, twice := at[c.Code]
		switch {
		case name == "":
		case !ok:
			add("", "import.column.unknown", "column", columnName(i+1))
		case twice:
			add(c.Code, "import.column.twice", "column", columnName(i+1))
		default:
			at[c.Code] = i
		}
	}
	for _, c := range columns {
		if _, ok := at[c.Code]; c.Needed && !ok {
			add(c.Code, "import.column.missing")
		}
	}
	return at, faults
}

// named finds a column by its name in either language.
func named(columns []Column, name string) (Column, bool) {
	for _, c := range columns {
		if n := Folded(name); n == Folded(c.Swedish) || n == Folded(c.English) || n == Folded(c.Code) {
			return c, true
		}
	}
	return Column{}, false
}

// Folded is a word without what people write differently.
func Folded(s string) string {
	return strings.NewReplacer(" ", "", "-", "", "_", "", "*", "", ".", "", "\u00a0", "").Replace(strings.ToLower(s))
}

// placeOf reads r2c3.
func placeOf(field string) (row, column int, ok bool) {
	r, c, found := strings.Cut(strings.TrimPrefix(field, "r"), "c")
	row, errRow := strconv.Atoi(r)
	column, errColumn := strconv.Atoi(c)
	return row, column, found && errRow == nil && errColumn == nil
}

// fileFaults are the faults of a file that name a place in it.
var fileFaults = map[string]string{
	"border.sheet.formula": "import.file.formula", "border.sheet.merged": "import.file.merged", "border.csv.form": "import.file.form",
	"border.long": "import.file.long", "border.csv.columns": "import.file.columns",
}

// inFile says that what is wrong is wrong with the file, and where in it: a row,
// or a cell as a spreadsheet names it.
func inFile(err error) error {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || e.Kind != errs.Invalid {
		return err
	}
	var f errs.Faults
	for _, fault := range e.Faults {
		place := strings.TrimPrefix(fault.Field, "r")
		if row, column, ok := placeOf(fault.Field); ok {
			place = columnName(column) + strconv.Itoa(row)
		}
		if key := fileFaults[fault.Key]; key != "" && place != "" {
			f.Add("file", key, "place", place, "n", fault.Args["n"])
			continue
		}
		fault.Field = "file"
		f = append(f, fault)
	}
	return f.Err()
}

// columnName is what a spreadsheet calls a column: B.
func columnName(column int) (name string) {
	for ; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
