package e2e

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"io"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What is said in the focus group of the scenario, a line for each.
var wasSaid = []string{
	"Det går fort när man vet vem man ska ringa.",
	"Ingen har tid för mötena.",
	"Vi ser målgruppen olika.",
	"Cheferna kommer själva till mötena.",
}

// How two functions see what was said: they differ about the last but one.
var (
	firstCodes  = [][2]string{{"structure", "promoting"}, {"leadership", "hindering"}, {"goals", "hindering"}, {"leadership", "promoting"}}
	secondCodes = [][2]string{{"structure", "promoting"}, {"leadership", "hindering"}, {"respect", "hindering"}, {"leadership", "promoting"}}
)

// statement is something that was said, as the API shows it.
type statement struct {
	ID, Words, Factor, Side string
	Differ                  bool
	Version                 int64
}

func (s structures) statements(who, study string) []statement {
	s.t.Helper()
	var list struct{ Statements []statement }
	s.get(who, "/studies/"+study+"/statements?area=0685", &list)
	return list.Statements
}

// study is a focus group: typed, coded by two, settled and summed up.
func (s structures) study() {
	made := idOf(s.post(federation, "/studies", map[string]any{"title": "Uppföljning i Vetlanda", "aim": "Se vad som har ändrats.", "questions": []string{"Vad fungerar?"},
		"sources": []string{"focus_group"}, "from": day(-60), "areas": []string{"0685"}}, none))
	at := "/studies/" + made
	s.post(federation, at+"/groups", map[string]any{"name": "Medarbetare på AF", "audience": "staff", "actors": []string{"af"}, "areas": []string{"0685"}, "people": 5,
		"on": day(-10), "minutes": 60, "moderator": federation}, none)
	var groups struct{ Groups []struct{ ID string } }
	s.get(federation, at+"/groups", &groups)
	s.post(federation, at+"/statements", map[string]any{"area": "0685", "group": groups.Groups[0].ID, "source": "focus_group", "actor": "af", "lines": wasSaid}, none)
	if got := s.statements(federation, made); len(got) != len(wasSaid) {
		s.t.Fatalf("what was said is %+v", got)
	}
	s.coded(federation, made, firstCodes)
	if s.kappa(made) != nil {
		s.t.Error("one who codes alone agrees with somebody")
	}
	s.coded(leader, made, secondCodes)
	// Three of four agree; by chance they would (1+1+1)/16 of the times.
	if k, want := s.kappa(made), (0.75-3.0/16)/(1-3.0/16); k == nil || math.Abs(*k-want) > 0.001 {
		s.t.Errorf("kappa is %v, not %v", k, want)
	}
	for i, one := range s.statements(federation, made) {
		if one.Differ != (firstCodes[i] != secondCodes[i]) {
			s.t.Errorf("%q is seen differently: %v", one.Words, one.Differ)
		}
		s.post(federation, at+"/settled", map[string]any{"statement": one.ID, "factor": firstCodes[i][0], "side": firstCodes[i][1]}, one.Version)
	}
	s.report(made)
}

func (s structures) coded(who, study string, codes [][2]string) {
	s.t.Helper()
	var all []map[string]any
	for i, one := range s.statements(who, study) {
		all = append(all, map[string]any{"statement": one.ID, "factor": codes[i][0], "side": codes[i][1]})
	}
	s.post(who, "/studies/"+study+"/codings", map[string]any{"area": "0685", "codings": all}, none)
}

// kappa is how far the coders agree, nil where that cannot be told.
func (s structures) kappa(study string) *float64 {
	s.t.Helper()
	var a struct{ Mean *float64 }
	s.get(federation, "/studies/"+study+"/agreement?area=0685", &a)
	return a.Mean
}

// section is a part of a report.
type section struct{ Code, Text string }

// report is the study summed up: as it stands, as a document for word
// processors and as a page.
func (s structures) report(study string) {
	r := idOf(s.post(federation, "/reports", map[string]any{"study": study, "area": "0685"}, none))
	var now struct {
		Sections []section
		Version  int64
	}
	s.get(federation, "/reports/"+r, &now)
	for i, words := range wasSaid {
		if !slices.ContainsFunc(now.Sections, func(p section) bool { return p.Code == firstCodes[i][0] && strings.Contains(p.Text, words) }) {
			s.t.Errorf("the report does not say %q under %s", words, firstCodes[i][0])
		}
	}
	s.post(federation, "/reports/"+r+"/published", nil, now.Version)
	var file struct{ Content string }
	s.get(leader, "/reports/"+r+"/docx", &file)
	docx, err := base64.StdEncoding.DecodeString(file.Content)
	if err != nil {
		s.t.Fatal(err)
	}
	status, page := s.visit(s.t, leader).page(s.t, "/rapporter/"+r+"/html")
	for what, text := range map[string]string{"document": wordText(s.t, docx), "page": page} {
		for _, words := range wasSaid {
			if !strings.Contains(text, words) {
				s.t.Errorf("the %s (%d) does not say %q", what, status, words)
			}
		}
	}
}

// unzipped are the files in an archive.
func unzipped(t testing.TB, file []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("%v: %.200q", err, file)
	}
	all := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err == nil {
			all[f.Name], err = io.ReadAll(r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// wordText is what stands in a document for word processors, every part of which
// has to be XML.
func wordText(t testing.TB, file []byte) string {
	t.Helper()
	var text strings.Builder
	for name, part := range unzipped(t, file) {
		d := xml.NewDecoder(bytes.NewReader(part))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if words, ok := token.(xml.CharData); ok && name == "word/document.xml" {
				text.Write(words)
			}
		}
	}
	return strings.ReplaceAll(text.String(), "\u00a0", " ")
}

// sheetRow is a row of a workbook of texts.
type sheetRow struct {
	Cells []string `xml:"c>is>t"`
}

// theSheet is where a workbook of one sheet has its rows.
const theSheet = "xl/worksheets/sheet1.xml"

// cells are the rows of a workbook as the program writes them. An empty cell is
// a text too.
func cells(t testing.TB, book []byte) (rows [][]string) {
	t.Helper()
	var sheet struct {
		Rows []sheetRow `xml:"sheetData>row"`
	}
	if err := xml.Unmarshal(unzipped(t, book)[theSheet], &sheet); err != nil {
		t.Fatal(err)
	}
	for _, r := range sheet.Rows {
		rows = append(rows, r.Cells)
	}
	return rows
}

// changed is Vetlanda's catalogue as somebody has worked with it: seven free
// places where there were none, and a new row, of a sort that there is not
// where one is given.
func changed(t testing.TB, book []byte, sort string) []byte {
	t.Helper()
	rows := cells(t, book)
	column := func(name string) int { return slices.Index(rows[0], name) }
	var fresh []string
	for _, row := range rows[1:] {
		if len(row) != len(rows[0]) {
			t.Fatalf("a row of %d cells under %d", len(row), len(rows[0]))
		}
		if row[column("Insats")] == jobs {
			row[column("Lediga platser")] = "7"
			fresh = slices.Clone(row)
		}
	}
	fresh[column("Id")], fresh[column("Insats")], fresh[column("Kallas även")] = "", newTraining, ""
	if sort != "" {
		fresh[column("Slag")] = sort
	}
	return workbook(t, unzipped(t, book), append(rows, fresh))
}

// workbook writes rows into the parts of a workbook.
func workbook(t testing.TB, parts map[string][]byte, rows [][]string) []byte {
	t.Helper()
	var sheet, book bytes.Buffer
	sheet.WriteString(`<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
	for _, row := range rows {
		sheet.WriteString("<row>")
		for _, c := range row {
			sheet.WriteString(`<c t="inlineStr"><is><t xml:space="preserve">`)
			xml.EscapeText(&sheet, []byte(c))
			sheet.WriteString("</t></is></c>")
		}
		sheet.WriteString("</row>")
	}
	sheet.WriteString("</sheetData></worksheet>")
	parts[theSheet] = sheet.Bytes()
	z := zip.NewWriter(&book)
	for name, part := range parts {
		f, err := z.Create(name)
		if err == nil {
			_, err = f.Write(part)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return book.Bytes()
}

// headingsOfVetlanda are the headings of the report of 2016, in its order.
var headingsOfVetlanda = []string{"intro", "leadership", "structure", "Samverkansparter Kommunen", "Samverkansparter Vårdgivare (primärvård och psykiatri)",
	"Samverkansparter Försäkringskassan", "Samverkansparter Arbetsförmedlingen", "Kontaktvägar", "In till Kommunen", "In till Vårdgivare", "In till FK", "In till AF",
	"forums", "Formella mötesforum", "stability", "respect", "goals", "Målgruppen enligt Kommunen", "Målgruppen enligt Vårdgivare", "Målgruppen enligt Försäkringskassan",
	"Målgruppen enligt Arbetsförmedlingen", "Andelen klienter och patienter som tillhör målgruppen", "individual", "knowledge", "enablers", "Finns", "På gång", "wishes", "Verksamhetsnivå",
	"Individnivå", "developments", "figures"}

// headings reads the published report of Vetlanda beside the report of 2016.
func (s structures) headings() {
	var reports struct {
		Reports []struct{ ID, Area, Title string }
	}
	s.get(newcomer, "/reports", &reports)
	for _, r := range reports.Reports {
		if r.Title != "Resultat kommunområde Vetlanda" {
			continue
		}
		var now struct{ Sections []section }
		s.get(newcomer, "/reports/"+r.ID, &now)
		var all []string
		for _, part := range now.Sections {
			all = append(all, part.Code)
			for _, m := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(part.Text, -1) {
				all = append(all, m[1])
			}
		}
		at := 0
		for _, wanted := range headingsOfVetlanda {
			i := slices.Index(all[at:], wanted)
			if i < 0 {
				s.t.Fatalf("no %q after %v in %v", wanted, all[:at], all)
			}
			at += i + 1
		}
		return
	}
	s.t.Errorf("no report of Vetlanda: %+v", reports)
}

// places are what the tables of the source name, by their codes.
var places = map[string]string{"Aneby": "0604", "Eksjö": "0686", "Nässjö": "0682", "Sävsjö": "0684", "Tranås": "0687", "Vetlanda": "0685",
	"Jönköping": "0680", "Jkpg län": "06", "Riket": "0000"}

// values are what the API has of the figures of a set, in their order, for each
// place.
func (s structures) values(set string) map[string][]string {
	s.t.Helper()
	var list struct {
		Figures []struct{ Figure, Set string }
	}
	s.get(newcomer, "/figures", &list)
	all := map[string][]string{}
	for _, f := range list.Figures {
		if f.Set != set {
			continue
		}
		var values struct {
			Values []struct{ Place, Gender, Value string }
		}
		s.get(newcomer, "/figures/"+f.Figure+"/values", &values)
		for _, v := range values.Values {
			if v.Gender == "T" {
				all[v.Place] = append(all[v.Place], v.Value)
			}
		}
	}
	return all
}

// decimal writes a number of the report as the API does: 1 069 and 34,8.
var decimal = strings.NewReplacer(",", ".", " ", "", "\u00a0", "")

var lastThree = regexp.MustCompile(`^(\d+)(\d{3})$`)

// figures holds every figure of the two tables against the text of the report.
func (s structures) figures() {
	costs, compared := s.values("forsorjningsmatt"), s.values("oppna-jamforelser")
	held := 0
	for line := range strings.Lines(source(s.t, "forsorjningsmatt.txt")) {
		place, report, _ := strings.Cut(strings.TrimSpace(line), " ")
		if places[place] == "" {
			continue
		}
		var spaced []string
		for _, n := range costs[places[place]] {
			spaced = append(spaced, lastThree.ReplaceAllString(n, "$1 $2"))
		}
		if held += len(spaced); strings.Join(spaced, " ") != report {
			s.t.Errorf("%s costs %v, and in the report %s", place, spaced, report)
		}
	}
	report, place := map[string][]string{}, ""
	for line := range strings.Lines(source(s.t, "oppna-jamforelser.txt")) {
		if line = strings.TrimSuffix(line, "\n"); places[strings.TrimSpace(line)] != "" {
			place = places[strings.TrimSpace(line)]
		} else if line != "" { // an empty cell holds a space
			report[place] = append(report[place], decimal.Replace(strings.TrimSuffix(line, ",0")))
		}
	}
	for place, row := range report {
		if held += len(row); !slices.Equal(compared[place], row) {
			s.t.Errorf("%s has %v, and in the report %v", place, compared[place], row)
		}
	}
	if held != 6*16+9*14 || costs["0685"][14] != "17308" || compared["0682"][2] != "34.8" {
		s.t.Errorf("%d figures are held against the report; Vetlanda %v, Nässjö %v", held, costs["0685"], compared["0682"])
	}
}

// source is a table as the report has it.
func source(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("../internal/figure/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
