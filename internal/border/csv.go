package border

import (
	"bytes"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"samverk/internal/errs"
)

// CSV reads a table whose first row names the columns. The sign between cells
// is the one of comma, semicolon and tab that the first row has most of. A fault
// names row and column as r2c3; the first row is 1.
func CSV(r io.Reader, l Limits) ([][]string, error) {
	b, err := Read(r, l)
	if err != nil {
		return nil, err
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	sign := separator(b)
	// A table of nothing but signs costs more to build than to count.
	if err := measure(b, sign, l); err != nil {
		return nil, err
	}
	reader := csv.NewReader(bytes.NewReader(b))
	reader.Comma = rune(sign)
	rows, err := reader.ReadAll()
	if err != nil {
		return nil, fault(place(err), "border.csv.form")
	}
	if len(rows) == 0 {
		return nil, fault("", "border.csv.empty")
	}
	var f errs.Faults
	for i, row := range rows {
		for j := range row {
			row[j] = take(&f, "r"+strconv.Itoa(i+1)+"c"+strconv.Itoa(j+1), row[j], l.CellBytes)
		}
	}
	return rows, f.Err()
}

func place(err error) string {
	if e, ok := err.(*csv.ParseError); ok {
		return "r" + strconv.Itoa(e.StartLine)
	}
	return ""
}

func separator(b []byte) byte {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	best, n := byte(','), 0
	for _, sign := range []byte(";,\t") {
		if found := bytes.Count(line, []byte{sign}); found > n {
			best, n = sign, found
		}
	}
	return best
}

// measure counts rows, columns and the bytes of cells, as the reader will.
func measure(b []byte, sign byte, l Limits) error {
	row, column, size, quoted := 1, 1, 0, false
	for _, c := range b {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
			size++
		case c == sign:
			column, size = column+1, 0
		case c == '\n':
			row, column, size = row+1, 1, 0
		default:
			size++
		}
		where := "r" + strconv.Itoa(row)
		switch {
		case size > l.CellBytes:
			return fault(where, "border.long")
		case column > l.Columns:
			return fault(where, "border.csv.columns", "n", strconv.Itoa(l.Columns))
		case row > l.Rows+1 && strings.TrimSpace(string(c)) != "":
			return fault("", "border.csv.rows", "n", strconv.Itoa(l.Rows))
		}
	}
	return nil
}
