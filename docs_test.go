package samverk

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// documents returns the text of every document of the project by its path.
func documents(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != "." || d.Name() == "node_modules"):
			return filepath.SkipDir
		case d.IsDir(), !strings.HasSuffix(path, ".md"):
			return nil
		}
		text, err := os.ReadFile(path)
		all[filepath.ToSlash(path)] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	fence   = regexp.MustCompile("(?ms)^```[^\n]*\n(.*?)^```")
	span    = regexp.MustCompile("`([^`\n]+)`")
)

func TestEveryLinkOfTheDocumentsLeadsSomewhere(t *testing.T) {
	all := documents(t)
	for path, text := range all {
		for _, m := range link.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
			to, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
				continue
			}
			target := path
			if to != "" {
				target = filepath.ToSlash(filepath.Join(filepath.Dir(path), to))
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %s is not there", path, m[1])
			} else if anchor != "" && !slices.Contains(anchors(all[target]), anchor) {
				t.Errorf("%s: %s has no heading #%s", path, target, anchor)
			}
		}
	}
}

// anchors lists what a document's headings are linked to by.
func anchors(text string) (all []string) {
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, m[1]))
	}
	return all
}

// code returns what a document shows as code, a line at a time.
func code(text string) (lines []string) {
	for _, m := range fence.FindAllStringSubmatch(text, -1) {
		lines = append(lines, strings.Split(strings.ReplaceAll(m[1], "\\\n", " "), "\n")...)
	}
	for _, m := range span.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		lines = append(lines, m[1])
	}
	return lines
}

// A command that the documents name but the program lacks is worse than none.
func TestTheDocumentsNameCommandsThatThereAre(t *testing.T) {
	structs := cliStructs(t)
	for path, text := range documents(t) {
		for _, line := range code(text) {
			for _, call := range calls(line) {
				if fault := structs.try("commands", call); fault != "" {
					t.Errorf("%s: %q: %s", path, line, fault)
				}
			}
		}
	}
}

// calls finds the program's arguments in a line of shell.
func calls(line string) (all [][]string) {
	for _, part := range regexp.MustCompile(`\||;|&&|\$\(|#`).Split(line, -1) {
		words := strings.Fields(part)
		for len(words) > 0 && strings.Contains(words[0], "=") {
			words = words[1:]
		}
		switch {
		case len(words) > 3 && words[0] == "go" && words[1] == "run" && words[2] == "./cmd/samverk":
			all = append(all, words[3:])
		case len(words) > 1 && (words[0] == "samverk" || words[0] == "./samverk"):
			all = append(all, words[1:])
		}
	}
	return all
}

// kongStructs are the structs of package cli, by name, with the fields that
// kong reads.
type kongStructs map[string][]kongField

type kongField struct {
	name, kind string
	tag        reflect.StructTag
	embedded   bool
}

func cliStructs(t *testing.T) kongStructs {
	t.Helper()
	all := kongStructs{}
	files, err := filepath.Glob("internal/cli/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(err, files)
	}
	for _, path := range files {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if ts, ok := n.(*ast.TypeSpec); ok {
				if st, ok := ts.Type.(*ast.StructType); ok {
					all[ts.Name.Name] = kongFields(st)
				}
			}
			return true
		})
	}
	return all
}

func kongFields(st *ast.StructType) (all []kongField) {
	for _, f := range st.Fields.List {
		k := kongField{embedded: len(f.Names) == 0}
		if id, ok := f.Type.(*ast.Ident); ok {
			k.kind = id.Name
		}
		if f.Tag != nil {
			text, _ := strconv.Unquote(f.Tag.Value)
			k.tag = reflect.StructTag(text)
		}
		if k.name = k.tag.Get("name"); k.name == "" && !k.embedded {
			k.name = kebab(f.Names[0].Name)
		}
		all = append(all, k)
	}
	return all
}

// kebab writes a field's name as kong does: TLSCert is tls-cert.
func kebab(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		begins := i > 0 && unicode.IsUpper(r) && (unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if begins {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// members returns the flags and commands of a struct and those it embeds.
func (s kongStructs) members(name string) (flags map[string]bool, commands map[string]string) {
	flags, commands = map[string]bool{"help": true}, map[string]string{}
	for _, f := range s[name] {
		_, isCommand := f.tag.Lookup("cmd")
		_, isArgument := f.tag.Lookup("arg")
		switch {
		case f.embedded:
			more, _ := s.members(f.kind)
			maps.Copy(flags, more)
		case isCommand:
			commands[f.name] = f.kind
		case !isArgument:
			flags[f.name] = true
		}
	}
	return flags, commands
}

// try follows arguments from a struct on and says what is not there.
func (s kongStructs) try(name string, args []string) string {
	flags, commands := s.members(name)
	for _, arg := range args {
		if flag, ok := strings.CutPrefix(arg, "--"); ok {
			flag, _, _ = strings.Cut(flag, "=")
			if flag != "" && !flags[flag] {
				return "there is no flag --" + flag
			}
			continue
		}
		if len(commands) == 0 {
			continue // an argument, or the value of a flag
		}
		next, ok := commands[strings.TrimRight(arg, ".,:")]
		if !ok {
			return "there is no command " + arg
		}
		flags, commands = s.members(next)
	}
	return ""
}

var (
	target = regexp.MustCompile(`^make ([a-z]+)\b`)
	script = regexp.MustCompile(`\bscripts/[a-z]+\.(?:sh|mjs)\b`)
	env    = regexp.MustCompile(`\bSAMVERK_([A-Z_]+[A-Z])\b`)
)

func TestTheDocumentsNameTargetsScriptsAndVariablesThatThereAre(t *testing.T) {
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	structs, variables := cliStructs(t), map[string]bool{}
	for name := range structs {
		flags, _ := structs.members(name)
		for flag := range flags {
			variables[strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))] = true
		}
	}
	for path, text := range documents(t) {
		for _, line := range code(text) {
			if m := target.FindStringSubmatch(line); m != nil && !strings.Contains(string(makefile), "\n"+m[1]+":") {
				t.Errorf("%s: make has no %s", path, m[1])
			}
			for _, name := range script.FindAllString(line, -1) {
				if _, err := os.Stat(name); err != nil {
					t.Errorf("%s: %s is not there", path, name)
				}
			}
			for _, m := range env.FindAllStringSubmatch(line, -1) {
				if !variables[m[1]] && !strings.HasPrefix(m[1], "TEST") {
					t.Errorf("%s: no flag belongs to %s", path, m[0])
				}
			}
		}
	}
}

func TestTheDocumentsNameOperationsThatThereAre(t *testing.T) {
	text, err := os.ReadFile("internal/api/testdata/openapi.golden.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc struct{ Paths map[string]map[string]any }
	if err := json.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	call := regexp.MustCompile(`^(GET|POST|PUT|DELETE|PATCH) (/\S+)$`)
	for path, text := range documents(t) {
		for _, line := range code(text) {
			m := call.FindStringSubmatch(line)
			if m == nil || strings.HasPrefix(path, "ARCHITECTURE") || strings.HasPrefix(path, "doc/decisions") {
				continue
			}
			if doc.Paths[m[2]][strings.ToLower(m[1])] == nil {
				t.Errorf("%s: the API has no %s", path, line)
			}
		}
	}
}

// What is compiled in is told with its version and licence: scripts/notices.sh
// writes the list and refuses licences that do not go with ours.
func TestEveryModuleIsInTheNotices(t *testing.T) {
	list, err := os.ReadFile("THIRD_PARTY_NOTICES.md")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("go", "list", "-deps", "-f", `{{with .Module}}{{if not .Main}}| {{.Path}} | {{.Version}} |{{end}}{{end}}`, "./cmd/samverk")
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64")
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" && !strings.Contains(string(list), line) {
			t.Errorf("THIRD_PARTY_NOTICES.md lacks %s; run scripts/notices.sh", line)
		}
	}
}

// The documents are about the product: not about those who made them or where.
func TestTheDocumentsNameNoWorkplace(t *testing.T) {
	foreign := regexp.MustCompile(`(?i)/root/|/home/|/tmp/|\bseeds?[/-]|sweden\.md|TODO|FIXME`)
	for path, text := range documents(t) {
		if m := foreign.FindString(text); m != "" {
			t.Errorf("%s says %q", path, m)
		}
	}
}
