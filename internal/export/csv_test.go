package export

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"samverk/internal/errs"
)

func TestACSVFileCanBeReadBack(t *testing.T) {
	var b strings.Builder
	rows := [][]string{{"Åtgärd; med \"citat\"", "25"}, {"två\nrader", ""}}
	if err := CSV(&b, Format{BOM: true}, []string{"Rubrik", "Procent"}, rows); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffRubrik;Procent\r\n\"Åtgärd; med \"\"citat\"\"\";25\r\n\"två\r\nrader\";\r\n"
	if b.String() != want {
		t.Errorf("%q", b.String())
	}
}

func TestWhatLooksLikeAFormulaGetsAnApostrophe(t *testing.T) {
	for cell, want := range map[string]string{
		"=1+1": "'=1+1", "+46": "'+46", "-5": "'-5", "@sum": "'@sum", "\tx": "'\tx", "\r=1": "'\r'=1", "＝1": "'＝1",
		"a;=1": "a;'=1", "a,\"=1": "a,\"'=1", "a\n-b": "a\n'-b", "\"=1": "\"'=1",
		"a - b": "a - b", "2026-11-27": "2026-11-27", "": "", "'=1": "'=1",
	} {
		if got := harmless(cell); got != want {
			t.Errorf("%q became %q, not %q", cell, got, want)
		}
	}
}

func TestHeadersAreMadeHarmlessToo(t *testing.T) {
	var b strings.Builder
	if err := CSV(&b, Format{Comma: ','}, []string{"=a", "b"}, nil); err != nil || b.String() != "'=a,b\r\n" {
		t.Errorf("%q %v", b.String(), err)
	}
}

func TestWhatDoesNotFitIsRefusedBeforeAnythingIsWritten(t *testing.T) {
	for key, rows := range map[string][][]string{
		"export.rows.many": make([][]string, mostRows+1),
		"export.cell.long": {{"x"}, {strings.Repeat("å", mostCell+1)}},
	} {
		var b strings.Builder
		e, ok := errors.AsType[*errs.Error](CSV(&b, Format{}, []string{"a"}, rows))
		if !ok || e.Key != key || b.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", key, e, b.Len())
		}
	}
	if CSV(io.Discard, Format{}, []string{"a"}, [][]string{{"a", "b"}}) == nil || CSV(io.Discard, Format{}, nil, nil) == nil {
		t.Error("an uneven table was written")
	}
}

func TestAWriterThatFailsIsToldOf(t *testing.T) {
	r, w := io.Pipe()
	r.Close()
	for _, bom := range []bool{true, false} {
		if CSV(w, Format{BOM: bom}, []string{"a"}, [][]string{{"b"}}) == nil {
			t.Error("nobody was told")
		}
	}
}

// The reader may be set to the separator that the file was written with or to
// another, and may be lax about quotes, as spreadsheets are.
func FuzzNoCellBeginsAFormula(f *testing.F) {
	for _, s := range []string{"=1+1", "a;=1", "\"=1", "a\r=1", "\"\"\"=1", "\t@x", "a,\"\"=1", "x\n\n=1", "\xff=1"} {
		f.Add(s, "b", ';')
		f.Add("b", s, ',')
	}
	f.Fuzz(func(t *testing.T, a, b string, comma rune) {
		if comma != ',' {
			comma = ';'
		}
		var out strings.Builder
		if err := CSV(&out, Format{Comma: comma}, []string{"a", "b"}, [][]string{{a, b}}); err != nil {
			t.Skip()
		}
		for _, reads := range []rune{',', ';', '\t'} {
			for _, cell := range cells(out.String(), reads) {
				if cell != "" && slices.Contains([]rune("=+-@\t\r"), []rune(cell)[0]) {
					t.Errorf("written with %q, read with %q: a cell is %q", comma, reads, cell)
				}
			}
		}
	})
}

// cells reads as a lax reader does, up to what it cannot read.
func cells(text string, comma rune) (all []string) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
	for {
		record, err := r.Read()
		if err != nil {
			return all
		}
		all = append(all, record...)
	}
}
