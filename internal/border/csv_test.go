package border

import (
	"reflect"
	"strings"
	"testing"

	"samverk/internal/errs"
)

func TestTablesAreReadWithinLimits(t *testing.T) {
	for name, c := range map[string]struct {
		in, faults string
		want       [][]string
	}{
		"semicolons":        {"namn;kod\r\nVetlanda;0685\r\n", "", [][]string{{"namn", "kod"}, {"Vetlanda", "0685"}}},
		"commas":            {"a,b\n1,2", "", [][]string{{"a", "b"}, {"1", "2"}}},
		"tabs":              {"a\tb\n1\t2", "", [][]string{{"a", "b"}, {"1", "2"}}},
		"a byte order mark": {"\ufeffa;b\n1;2", "", [][]string{{"a", "b"}, {"1", "2"}}},
		"quotes":            {"a;b\n\"1;\n\"\"x\";2", "", [][]string{{"a", "b"}, {"1;\n\"x", "2"}}},
		"one column":        {"a\n1", "", [][]string{{"a"}, {"1"}}},
		"nothing":           {"", ":border.csv.empty", nil},
		"a short row":       {"a;b\n1", "r2:border.csv.form", nil},
		"a bare quote":      {"a;b\n1;x\"y", "r2:border.csv.form", nil},
		"an open quote":     {"a;b\n1;\"y", "r2:border.csv.form", nil},
		"faults by cell":    {"a;b\n\x07;\xff", "r2c1:border.control r2c2:border.utf8", nil},
		"many columns":      {"a;b;c\n1;2;3;4", "r2:border.csv.columns", nil},
		"many rows":         {"a\n1\n2\n3\n4\n5", ":border.csv.rows", nil},
		"a long cell":       {"a;b\n1;" + strings.Repeat("x", 21), "r2:border.long", nil},
		"a long body":       {strings.Repeat("a;b\n", 200), ":border.size", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := CSV(strings.NewReader(c.in), small())
			if faults(err) != c.faults {
				t.Errorf("got faults %q, want %q", faults(err), c.faults)
			}
			if c.faults == "" && !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{"a;b\n1;2", "a,b\n\"1\",2", "\"", "a\n\"\"\"", "\ufeffa\tb"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		l := small()
		rows, err := CSV(strings.NewReader(in), l)
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
