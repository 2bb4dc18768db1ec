package border

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"samverk/internal/errs"
)

// What a workbook may hold when it is unpacked.
const (
	mostParts    = 200
	mostUnpacked = 16 << 20 // bytes of all parts
	mostCells    = 200_000
)

// errBroken is the answer to what calls itself a workbook and is none.
func errBroken() error { return fault("", "border.sheet.broken") }

// workbook reads the first sheet of an .xlsx file as texts. It is measured
// before it is read, so that a small file cannot become a large one.
func workbook(b []byte, l Limits) ([][]string, error) {
	if err := unpacked(b, l); err != nil {
		return nil, err
	}
	return firstSheet(b, l)
}

// unpacked unpacks every part without keeping it, and refuses what is too much
// or does something other than hold texts.
func unpacked(b []byte, l Limits) error {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return errBroken()
	}
	if len(z.File) > mostParts {
		return fault("", "border.sheet.large")
	}
	left := int64(mostUnpacked)
	for _, part := range z.File {
		name := strings.ToLower(strings.ReplaceAll(part.Name, "\\", "/"))
		if strings.HasSuffix(name, "vbaproject.bin") {
			return fault("", "border.sheet.macro")
		}
		// What it says of its size is only a claim.
		if part.UncompressedSize64 > uint64(left) {
			return fault("", "border.sheet.large")
		}
		r, err := part.Open()
		if err != nil {
			return errBroken()
		}
		all, err := io.ReadAll(io.LimitReader(r, left+1))
		r.Close()
		if left -= int64(len(all)); left < 0 {
			return fault("", "border.sheet.large")
		}
		if err != nil {
			return errBroken()
		}
		if err := harmlessPart(name, all, l); err != nil {
			return err
		}
	}
	return nil
}

// harmlessPart looks through one part: no entities of its own, no more rows and
// columns than the limits, no formulas, and no cells that are one where each has
// to stand apart.
func harmlessPart(name string, part []byte, l Limits) error {
	if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
		return nil
	}
	if bytes.Contains(part, []byte("<!DOCTYPE")) || bytes.Contains(part, []byte("<!ENTITY")) {
		return errBroken()
	}
	if !strings.HasPrefix(name, "xl/worksheets/") || !strings.HasSuffix(name, ".xml") {
		return nil
	}
	m := sheetMeasure{Limits: l}
	d := xml.NewDecoder(bytes.NewReader(part))
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			return m.faults.Err()
		}
		if err != nil {
			return errBroken()
		}
		if start, ok := token.(xml.StartElement); ok {
			if err := m.element(start); err != nil {
				return err
			}
		}
	}
}

// sheetMeasure is how much of a sheet has been looked through.
type sheetMeasure struct {
	Limits
	row, column, cells int
	faults             errs.Faults
}

func (m *sheetMeasure) element(e xml.StartElement) error {
	switch e.Name.Local {
	case "row":
		m.row, m.column = m.row+1, 0
		if n, err := strconv.Atoi(attribute(e, "r")); err == nil {
			m.row = n
		}
		if m.row > m.Rows+1 || m.row < 1 {
			return fault("", "border.csv.rows", "n", strconv.Itoa(m.Rows))
		}
	case "c":
		m.column++
		if column, row, err := excelize.CellNameToCoordinates(attribute(e, "r")); err == nil {
			m.column, m.row = column, row
		}
		if m.cells++; m.cells > mostCells || m.row > m.Rows+1 {
			return fault("", "border.csv.rows", "n", strconv.Itoa(m.Rows))
		}
	case "v", "is":
		if m.column > m.Columns {
			return fault("r"+strconv.Itoa(m.row), "border.csv.columns", "n", strconv.Itoa(m.Columns))
		}
	case "f":
		m.add(m.row, m.column, "border.sheet.formula")
	case "mergeCell":
		if !m.apart {
			return nil
		}
		first, _, _ := strings.Cut(attribute(e, "ref"), ":")
		column, row, err := excelize.CellNameToCoordinates(first)
		if err != nil {
			return errBroken()
		}
		m.add(row, column, "border.sheet.merged")
	}
	return nil
}

func (m *sheetMeasure) add(row, column int, key string) {
	if len(m.faults) < most {
		m.faults.Add("r"+strconv.Itoa(row)+"c"+strconv.Itoa(column), key)
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// firstSheet reads the first sheet. The library has panicked on damaged files
// before; that is the file's fault here.
func firstSheet(b []byte, l Limits) (rows [][]string, err error) {
	defer func() {
		if recover() != nil {
			rows, err = nil, errBroken()
		}
	}()
	// Both bounds the same: nothing of the file goes to a disk.
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: mostUnpacked, UnzipXMLSizeLimit: mostUnpacked,
		ShortDatePattern: "yyyy-mm-dd", LongDatePattern: "yyyy-mm-dd"})
	if err != nil {
		return nil, errBroken()
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, errBroken()
	}
	return sheetRows(f, sheets[0], l)
}

func sheetRows(f *excelize.File, sheet string, l Limits) (rows [][]string, err error) {
	each, err := f.Rows(sheet)
	if err != nil {
		return nil, errBroken()
	}
	defer each.Close()
	for each.Next() {
		cells, err := each.Columns()
		switch {
		case err != nil:
			return nil, errBroken()
		case len(rows) > l.Rows:
			return nil, fault("", "border.csv.rows", "n", strconv.Itoa(l.Rows))
		case len(cells) > l.Columns:
			return nil, fault("r"+strconv.Itoa(len(rows)+1), "border.csv.columns", "n", strconv.Itoa(l.Columns))
		}
		rows = append(rows, cells)
	}
	if each.Error() != nil {
		return nil, errBroken()
	}
	return rows, nil
}
