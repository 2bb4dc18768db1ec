// Package export writes what leaves the system as files, out of values it is
// handed. It reads no database and decides nothing.
package export

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"samverk/internal/errs"
)

// A spreadsheet holds so much; more is refused rather than cut.
const (
	mostRows = 100_000
	mostCell = 32_767
)

// Format says for which reader a CSV file is written.
type Format struct {
	Comma rune // between cells; 0 is semicolon, as Swedish spreadsheets read it
	BOM   bool // begin with the mark by which Excel knows UTF-8
}

// CSV writes a header and rows of as many cells. No cell can be taken for a
// formula: what looks like one gets an apostrophe before it, so a text may
// differ from the original by that. When it fails for a limit, nothing is written.
func CSV(w io.Writer, f Format, header []string, rows [][]string) error {
	if err := check(header, rows); err != nil {
		return err
	}
	if f.BOM {
		if _, err := io.WriteString(w, "\ufeff"); err != nil {
			return err
		}
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if out.Comma = f.Comma; f.Comma == 0 {
		out.Comma = ';'
	}
	line := make([]string, len(header))
	write := func(cells []string) error {
		for i, c := range cells {
			line[i] = harmless(c)
		}
		return out.Write(line)
	}
	if err := write(header); err != nil {
		return err
	}
	for _, row := range rows {
		if err := write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func check(header []string, rows [][]string) error {
	if len(header) == 0 {
		return errors.New("export: no header")
	}
	if len(rows) > mostRows {
		return errs.New(errs.Invalid, "export.rows.many")
	}
	for _, row := range rows {
		if len(row) != len(header) {
			return errors.New("export: a row with other cells than the header")
		}
		for _, c := range row {
			if len(c) > mostCell && utf8.RuneCountInString(c) > mostCell {
				return errs.New(errs.Invalid, "export.cell.long")
			}
		}
	}
	return nil
}

// harmless puts an apostrophe before everything that a spreadsheet could take
// for the beginning of a formula. That may be inside the cell too: a reader
// that is set to another separator begins a cell at each of those.
func harmless(cell string) string {
	var b strings.Builder
	begins := true
	for _, r := range cell {
		if begins && strings.ContainsRune("=+-@\t\r＝＋－＠", r) {
			b.WriteByte('\'')
		}
		begins = strings.ContainsRune(",;|\t\r\n", r) || begins && r == '"'
		b.WriteRune(r)
	}
	return b.String()
}
