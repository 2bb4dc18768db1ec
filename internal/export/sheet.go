package export

import (
	"io"

	"github.com/xuri/excelize/v2"
)

// Sheet writes a workbook (.xlsx) of one sheet: a header and rows of as many
// cells, all of them texts, so that none is a formula and no code loses its
// zeros. When it fails for a limit, nothing is written.
func Sheet(w io.Writer, name string, header []string, rows [][]string) error {
	if err := check(header, rows); err != nil {
		return err
	}
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName(f.GetSheetName(0), name); err != nil {
		return err
	}
	if err := fill(f, name, header, rows); err != nil {
		return err
	}
	_, err := f.WriteTo(w)
	return err
}

func fill(f *excelize.File, name string, header []string, rows [][]string) error {
	const text = 49 // Excel's own number format "@"
	plain, err := f.NewStyle(&excelize.Style{NumFmt: text})
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{NumFmt: text, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	out, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := out.SetColWidth(1, len(header), 24); err != nil {
		return err
	}
	if err := out.SetColStyle(1, len(header), plain); err != nil {
		return err
	}
	write := func(n int, cells []string, style int) error {
		line := make([]any, len(cells))
		for i, c := range cells {
			line[i] = excelize.Cell{StyleID: style, Value: c}
		}
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		return out.SetRow(at, line)
	}
	if err := write(1, header, bold); err != nil {
		return err
	}
	for i, row := range rows {
		if err := write(i+2, row, plain); err != nil {
			return err
		}
	}
	return out.Flush()
}
