package border

import (
	"archive/zip"
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"

	"samverk/internal/errs"
)

// sheetLimits are those of a small file.
func sheetLimits() Limits { return Limits{Body: 1 << 20, Columns: 5, Rows: 10, CellBytes: 100} }

// book is a workbook with some cells.
func book(t testing.TB, set func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	set(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func cell(t testing.TB, f *excelize.File, at string, v any) {
	t.Helper()
	if err := f.SetCellValue("Sheet1", at, v); err != nil {
		t.Fatal(err)
	}
}

// repacked is a workbook with one of its parts written anew.
func repacked(t testing.TB, b []byte, name string, part string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range r.File {
		w, err := z.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == name {
			w.Write([]byte(part))
			continue
		}
		from, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var all bytes.Buffer
		all.ReadFrom(from)
		from.Close()
		w.Write(all.Bytes())
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestATableIsReadAsItWasSaved(t *testing.T) {
	latin, err := charmap.Windows1252.NewEncoder().String("Namn;Ort\r\nÅsa – handläggare;Älmhult\r\n")
	if err != nil {
		t.Fatal(err)
	}
	swedish := [][]string{{"Namn", "Ort"}, {"Åsa – handläggare", "Älmhult"}}
	workbook := book(t, func(f *excelize.File) {
		cell(t, f, "A1", "Namn")
		cell(t, f, "B1", "Ort")
		cell(t, f, "A2", "Åsa – handläggare")
		cell(t, f, "B2", "Älmhult")
	})
	for name, c := range map[string]struct {
		in   []byte
		want [][]string
	}{
		"as Excel saves it in Sweden": {[]byte(latin), swedish},
		"UTF-8":                       {[]byte("\ufeffNamn;Ort\nÅsa – handläggare;Älmhult"), swedish},
		"with commas":                 {[]byte("Namn,Ort\nÅsa – handläggare,Älmhult"), swedish},
		"a workbook":                  {workbook, swedish},
		"a line that names the sign":  {[]byte("sep=;\na;b\n1;2"), [][]string{{"a", "b"}, {"1", "2"}}},
		"short rows and empty ones":   {[]byte("a;b\n1\n\n2;3\n;\n"), [][]string{{"a", "b"}, {"1"}, nil, {"2", "3"}}},
		"what looks like a formula":   {[]byte("a\n'=1+1\n=1+1\n'+46 1"), [][]string{{"a"}, {"=1+1"}, {"=1+1"}, {"+46 1"}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Table(c.in, sheetLimits())
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(c.want) {
				t.Fatalf("%q", got)
			}
			for i := range got {
				if len(got[i])+len(c.want[i]) > 0 && !reflect.DeepEqual(got[i], c.want[i]) {
					t.Errorf("row %d: %q, want %q", i+1, got[i], c.want[i])
				}
			}
		})
	}
}

func TestADateInAWorkbookIsADate(t *testing.T) {
	b := book(t, func(f *excelize.File) {
		cell(t, f, "A1", "dag")
		style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
		if err != nil {
			t.Fatal(err)
		}
		cell(t, f, "A2", 46357)
		if err := f.SetCellStyle("Sheet1", "A2", "A2", style); err != nil {
			t.Fatal(err)
		}
	})
	got, err := Table(b, sheetLimits())
	if err != nil || got[1][0] != "2026-12-01" {
		t.Errorf("%q %v", got, err)
	}
}

func TestAHostileFileIsRefusedInWords(t *testing.T) {
	plain := book(t, func(f *excelize.File) { cell(t, f, "A1", "a") })
	const sheet = "xl/worksheets/sheet1.xml"
	head := `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`
	formula := book(t, func(f *excelize.File) {
		cell(t, f, "A1", "a")
		if err := f.SetCellFormula("Sheet1", "B2", "1+1"); err != nil {
			t.Fatal(err)
		}
	})
	macro := func() []byte {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		w, _ := z.Create("xl/vbaProject.bin")
		w.Write([]byte("x"))
		z.Close()
		return out.Bytes()
	}()
	for name, c := range map[string]struct {
		in     []byte
		faults string
	}{
		"a zip bomb":            {repacked(t, plain, sheet, head+strings.Repeat("<row/>", 4<<20)), ":border.sheet.large"},
		"a bomb beside":         {repacked(t, plain, "xl/styles.xml", strings.Repeat(" ", 17<<20)), ":border.sheet.large"},
		"a million columns":     {repacked(t, plain, sheet, head+`<row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>`), "r1:border.csv.columns"},
		"columns without names": {repacked(t, plain, sheet, head+`<row r="1">`+strings.Repeat(`<c><v>1</v></c>`, 1000)+`</row></sheetData></worksheet>`), "r1:border.csv.columns"},
		"a million rows":        {repacked(t, plain, sheet, head+`<row r="1048576"><c><v>1</v></c></row></sheetData></worksheet>`), ":border.csv.rows"},
		"entities":              {repacked(t, plain, sheet, `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>`+head+`<row><c t="str"><v>&b;</v></c></row></sheetData></worksheet>`), ":border.sheet.broken"},
		"a formula":             {formula, "r2c2:border.sheet.formula"},
		"macros":                {macro, ":border.sheet.macro"},
		"no workbook at all":    {[]byte("PK\x03\x04 and then nothing"), ":border.sheet.broken"},
		"half of one":           {plain[:len(plain)/2], ":border.sheet.broken"},
		"NUL":                   {[]byte("a;b\n1;\x002\n"), "r2c2:border.nul"},
		"damaged UTF-8":         {[]byte("å;b\n1;\xff2\n"), "r2c2:border.utf8"},
		"UTF-16":                {[]byte("\xff\xfea\x00;\x00"), ":border.table.utf16"},
		"nothing":               {nil, ":border.csv.empty"},
		"nothing but signs":     {[]byte(strings.Repeat(";", 1<<19)), "r1:border.csv.columns"},
		"eleven rows":           {[]byte("a" + strings.Repeat("\n1", 11)), ":border.csv.rows"},
		"too long a body":       {bytes.Repeat([]byte("a"), 2<<20), ":border.size"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Table(c.in, sheetLimits())
			if got := faults(err); got != c.faults {
				t.Errorf("got faults %q, want %q", got, c.faults)
			}
		})
	}
}

// TestRowsThatShareACellAreRefused holds that a file whose rows are read one by
// one has no cells that are one: the others would be taken for emptied.
func TestRowsThatShareACellAreRefused(t *testing.T) {
	merged := book(t, func(f *excelize.File) {
		cell(t, f, "A1", "a")
		for _, area := range [][2]string{{"B2", "B4"}, {"A5", "C5"}} {
			if err := f.MergeCell("Sheet1", area[0], area[1]); err != nil {
				t.Fatal(err)
			}
		}
	})
	if _, err := ReadFile(merged, sheetLimits()); faults(err) != "file:import.file.merged file:import.file.merged" {
		t.Errorf("got faults %q", faults(err))
	}
	if _, err := Table(merged, sheetLimits()); err != nil {
		t.Errorf("a table that is read as a whole: %q", faults(err))
	}
	torn := repacked(t, merged, "xl/worksheets/sheet1.xml", `<worksheet><sheetData/><mergeCells><mergeCell ref="x"/></mergeCells></worksheet>`)
	if _, err := ReadFile(torn, sheetLimits()); faults(err) != "file:border.sheet.broken" {
		t.Errorf("got faults %q", faults(err))
	}
}

func FuzzTable(f *testing.F) {
	f.Add([]byte("a;b\n1;2"))
	f.Add([]byte("\ufeffa,b\n\"1\",2"))
	f.Add(book(f, func(x *excelize.File) { cell(f, x, "A1", "a"); cell(f, x, "B3", 2) }))
	f.Fuzz(func(t *testing.T, in []byte) {
		l := sheetLimits()
		rows, err := Table(in, l)
		if err != nil {
			if !errs.Is(err, errs.Invalid) {
				t.Fatal(err)
			}
			return
		}
		if len(rows) > l.Rows+1 {
			t.Fatalf("%d rows", len(rows))
		}
		for _, row := range rows {
			if len(row) > l.Columns {
				t.Fatalf("%d columns", len(row))
			}
		}
	})
}
