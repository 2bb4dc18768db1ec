package samverk

import (
	"encoding/csv"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// requirement is a row of doc/security/asvs.csv: one requirement of level 1 or
// 2 in OWASP's Application Security Verification Standard 5.0.
type requirement struct{ id, level, status, proof, reason string }

// asvsLevels are the requirements of the standard: for each chapter its
// sections, and for each section the levels of its requirements in order.
var asvsLevels = map[string]string{
	"1":  "1:22 2:1111122223 3:112222222223 4:222 5:123",
	"2":  "1:122 2:112 3:12223 4:23",
	"3":  "1:3 2:113 3:12223 4:11222233 5:11122333 6:3 7:22333",
	"4":  "1:12233 2:23333 3:22 4:1222",
	"5":  "1:2 2:112333 3:113 4:222",
	"6":  "1:122 2:111111112222 3:11223333 4:112233 5:22222333 6:2223 7:33 8:2222",
	"7":  "1:222 2:1111 3:22 4:11222 5:223 6:22",
	"8":  "1:1233 2:1123 3:133 4:23",
	"9":  "1:111 2:1222",
	"10": "1:22 2:223 3:22223 4:1111122222233333 5:22222 6:22 7:222",
	"11": "1:2233 2:22233 3:11233 4:1222 5:23 6:23 7:33",
	"12": "1:12233 2:11 3:22223",
	"13": "1:2333 2:222223 3:2233 4:1222233",
	"14": "1:22 2:12223333 3:122",
	"15": "1:12233 2:12233 3:1222222 4:3333",
	"16": "1:2 2:22222 3:2222 4:222 5:2223",
	"17": "1:23 2:22223333 3:22",
}

// asvsStatuses are what can be said of a requirement. Those that are true of the
// product as it stands need a test or a reason; all others a reason.
var asvsStatuses = []string{"met", "partly", "not met", "not applicable", "operator"}

// asvsProof names a test as folder:name, so that the same name in two packages
// is not mixed up.
var asvsProof = regexp.MustCompile(`^(\.|e2e|internal/[a-z0-9/]+):((?:Test|Fuzz)\w+)$`)

func TestEveryRequirementOfASVSIsAnswered(t *testing.T) {
	rows, wanted := asvsRows(t), asvsWanted()
	seen := map[string]bool{}
	for _, r := range rows {
		level, known := wanted[r.id]
		switch {
		case !known:
			t.Errorf("%s is no requirement of level 1 or 2", r.id)
		case seen[r.id]:
			t.Errorf("%s stands twice", r.id)
		case level != r.level:
			t.Errorf("%s has level %s, not %s", r.id, level, r.level)
		}
		seen[r.id] = true
		if !slices.Contains(asvsStatuses, r.status) {
			t.Errorf("%s: %q is no status", r.id, r.status)
		}
		if r.reason == "" && (r.proof == "" || r.status != "met") {
			t.Errorf("%s is %s without a reason", r.id, r.status)
		}
	}
	for id := range wanted {
		if !seen[id] {
			t.Errorf("%s is missing", id)
		}
	}
}

func TestEveryProofOfASVSIsATestThatThereIs(t *testing.T) {
	tests := map[string][]string{}
	for _, r := range asvsRows(t) {
		for proof := range strings.FieldsSeq(r.proof) {
			m := asvsProof.FindStringSubmatch(proof)
			if m == nil {
				t.Errorf("%s: %q names no test", r.id, proof)
				continue
			}
			if tests[m[1]] == nil {
				tests[m[1]] = testsIn(t, m[1])
			}
			if !slices.Contains(tests[m[1]], m[2]) {
				t.Errorf("%s: there is no test %s", r.id, proof)
			}
		}
	}
}

// asvsWanted returns the level of every requirement of level 1 and 2.
func asvsWanted() map[string]string {
	all := map[string]string{}
	for chapter, sections := range asvsLevels {
		for section := range strings.FieldsSeq(sections) {
			number, levels, _ := strings.Cut(section, ":")
			for i, level := range levels {
				if level != '3' {
					all[chapter+"."+number+"."+strconv.Itoa(i+1)] = string(level)
				}
			}
		}
	}
	return all
}

func asvsRows(t *testing.T) (rows []requirement) {
	t.Helper()
	f, err := os.Open("doc/security/asvs.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	table, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if head := strings.Join(table[0], ","); head != "id,level,status,proof,reason" {
		t.Fatalf("the columns are %s", head)
	}
	for _, r := range table[1:] {
		rows = append(rows, requirement{r[0], r[1], r[2], r[3], r[4]})
	}
	return rows
}

// testsIn lists the tests of a folder by name.
func testsIn(t *testing.T, dir string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil {
				names = append(names, fn.Name.Name)
			}
		}
	}
	return names
}
