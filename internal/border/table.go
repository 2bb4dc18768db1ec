package border

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"samverk/internal/errs"
)

// Table reads a table that somebody has filled in: a workbook (.xlsx), or CSV
// in UTF-8 or as Excel saves it in Sweden (Windows-1252, semicolons). The first
// row names the columns. Rows may be shorter than it; empty ones at the end are
// left out. A fault names row and column as r2c3; the first row is 1.
func Table(b []byte, l Limits) ([][]string, error) {
	if int64(len(b)) > l.Body {
		return nil, errSize()
	}
	var rows [][]string
	var err error
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		rows, err = workbook(b, l)
	} else {
		rows, err = separated(b, l)
	}
	if err != nil {
		return nil, err
	}
	var f errs.Faults
	for i, row := range rows {
		for j := range row {
			row[j] = unguarded(take(&f, "r"+strconv.Itoa(i+1)+"c"+strconv.Itoa(j+1), row[j], l.CellBytes))
		}
		rows[i] = trimmed(row)
	}
	for len(rows) > 0 && len(rows[len(rows)-1]) == 0 {
		rows = rows[:len(rows)-1]
	}
	if len(rows) == 0 && len(f) == 0 {
		return nil, fault("", "border.csv.empty")
	}
	return rows, f.Err()
}

// trimmed is a row without the empty cells at its end.
func trimmed(row []string) []string {
	for len(row) > 0 && row[len(row)-1] == "" {
		row = row[:len(row)-1]
	}
	return row
}

// unguarded takes away the apostrophe that package export sets before what a
// spreadsheet could take for a formula, so that a file that was downloaded
// reads as what it was made of. Nothing is ever computed here.
func unguarded(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && rest != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(rest)[0]) {
		return rest
	}
	return cell
}

// separated reads CSV, with rows of any length.
func separated(b []byte, l Limits) ([][]string, error) {
	b, err := decoded(bytes.TrimPrefix(b, []byte("\ufeff")))
	if err != nil {
		return nil, err
	}
	// Excel can say in a line of its own what stands between cells.
	if line, rest, _ := bytes.Cut(b, []byte("\n")); bytes.HasPrefix(bytes.ToLower(line), []byte("sep=")) {
		b = rest
	}
	sign := separator(b)
	if err := measure(b, sign, l); err != nil {
		return nil, err
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.Comma, r.FieldsPerRecord = rune(sign), -1
	var rows [][]string
	whole := true // no cell holds a line break yet, so that lines of the file are rows
	for {
		row, err := r.Read()
		if err == io.EOF {
			return rows, nil
		}
		if err != nil {
			return nil, fault(place(err), "border.csv.form")
		}
		// The reader leaves out empty lines; a fault must name the row that a
		// spreadsheet shows.
		line, _ := r.FieldPos(0)
		for whole && len(rows)+1 < line && len(rows) < l.Rows {
			rows = append(rows, nil)
		}
		whole = whole && !slices.ContainsFunc(row, func(cell string) bool { return strings.Contains(cell, "\n") })
		rows = append(rows, row)
	}
}

// decoded returns a file as UTF-8. What has letters in that form and damage
// beside is damaged; what has none is Windows-1252.
func decoded(b []byte) ([]byte, error) {
	if bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
		return nil, fault("", "border.table.utf16")
	}
	if utf8.Valid(b) || hasLetters(b) {
		return b, nil
	}
	return charmap.Windows1252.NewDecoder().Bytes(b)
}

// hasLetters reports whether a text has a letter that UTF-8 writes with more
// than one byte.
func hasLetters(b []byte) bool {
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if size > 1 && r != utf8.RuneError {
			return true
		}
		b = b[size:]
	}
	return false
}
