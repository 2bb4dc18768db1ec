package web_test

import (
	"encoding/csv"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"samverk/internal/db"
	"samverk/internal/figure"
	"samverk/internal/figures"
	"samverk/internal/id"
	"samverk/internal/outcome"
)

// ended is a world with a half-year that nine cases ended in: six one way, three
// another.
func ended(t *testing.T) *site {
	s := open(t)
	counts := outcome.Counts{}
	for n := range 9 {
		counts.Add("0685", outcome.ClosedCases, outcome.Answered)
		way := "work"
		if n > 5 {
			way = "moved"
		}
		counts.Add("0685", "ending", way)
	}
	if err := s.DB.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := outcome.Publish(t.Context(), tx, []id.Area{"0685"}, outcome.Part{Period: "2026-1", Stage: outcome.AtClosing}, counts)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

// rows reads a CSV file without its head.
func (b *browser) rows(path string) [][]string {
	b.t.Helper()
	text := strings.TrimPrefix(b.want(b.get(path), http.StatusOK), "\ufeff")
	r := csv.NewReader(strings.NewReader(text))
	r.Comma = ';'
	all, err := r.ReadAll()
	if err != nil || len(all) < 2 {
		b.t.Fatalf("%s: %v %.300s", path, err, text)
	}
	return all[1:]
}

var numbers = regexp.MustCompile(`<td [^>]*class="num"[^>]*>\s*(?:<[^>]*>\s*)*(\d+)`)

// section is what stands under a heading of a page.
func section(doc, heading string) string {
	_, rest, _ := strings.Cut(doc, ">"+heading+"</h2>")
	part, _, _ := strings.Cut(rest, "<h2")
	return part
}

// TestTheBoardReportIsReadByWhoMayAndHoldsNoSmallCount asks for the report on its
// page, on paper and as a file.
func TestTheBoardReportIsReadByWhoMayAndHoldsNoSmallCount(t *testing.T) {
	s := ended(t)
	federation, lead, person := s.as(t, office), s.as(t, "samordning-1 samordning"), s.as(t, string(s.AsPerson(s.Person()).User))
	const page, paper, file = "/forbund/styrelserapport", "/forbund/styrelserapport/skriv-ut", "/forbund/styrelserapport/fil"
	for _, path := range []string{page, paper, file, page + "/publicera/2026-1"} {
		if w := person.get(path); w.Code == http.StatusOK {
			t.Errorf("a person reads %s", path)
		}
		if w := s.browser(t).get(path); w.Code == http.StatusOK {
			t.Errorf("somebody who has not signed in reads %s", path)
		}
		if path != page {
			lead.want(lead.get(path), http.StatusNotFound)
		}
		lead.want(lead.get(path+"?period=2026-1"), http.StatusNotFound)
	}
	if doc := lead.want(lead.get(page), http.StatusOK); strings.Contains(doc, "Vägen genom, i antal") {
		t.Error("a report that is not published is read")
	}
	to, form := federation.form(page+"/publicera/2026-1", url.Values{"words": {"Halvåret i korthet."}})
	federation.on(federation.post(to, form))
	for name, b := range map[string]*browser{"the federation": federation, "a coordinator": lead} {
		var inFile []string
		for _, row := range b.rows(file + "?period=2026-1") {
			if row[1] == "Vägen genom, i antal" {
				inFile = append(inFile, row[4])
			}
		}
		slices.Sort(inFile)
		if name == "the federation" && len(inFile) == 0 {
			t.Fatal("the file tells nothing of how it ended")
		}
		for _, path := range []string{page, paper} {
			doc := b.want(b.get(path+"?period=2026-1"), http.StatusOK)
			var shown []string
			for _, m := range numbers.FindAllStringSubmatch(section(doc, "Vägen genom, i antal"), -1) {
				shown = append(shown, m[1])
			}
			slices.Sort(shown)
			if !slices.Equal(shown, inFile) {
				t.Errorf("%s: %s shows %v, the file %v", name, path, shown, inFile)
			}
		}
		for _, n := range inFile {
			if count, err := strconv.Atoi(n); err != nil || count < 5 {
				t.Errorf("%s reads of %q", name, n)
			}
		}
	}
}

// TestTheFileOfResultsTellsNoMoreThanItsPage looks for the three who would be
// found in the file of a half-year.
func TestTheFileOfResultsTellsNoMoreThanItsPage(t *testing.T) {
	b := ended(t).as(t, office)
	page := b.want(b.get("/resultat?halvar=2026-1"), http.StatusOK)
	for _, row := range b.rows("/resultat/fil?halvar=2026-1") {
		if n, err := strconv.Atoi(row[4]); err != nil || n < 5 {
			t.Errorf("%v is told", row)
		}
		if !strings.Contains(page, row[2]) {
			t.Errorf("the page has nothing of %v", row)
		}
	}
}

// TestTheFileOfFiguresTellsNoMoreThanItsPage takes in a value that its source
// does not give, and looks for a number in its place.
func TestTheFileOfFiguresTellsNoMoreThanItsPage(t *testing.T) {
	s := open(t)
	const answer = `{"values":[{"kpi":"N31807","municipality":"0685","period":2023,"values":[{"gender":"T","value":4.5,"status":""},{"gender":"K","value":null,"status":"Private"}]}]}`
	who, service := s.As("forbund"), figures.New(s.App)
	batch, err := service.Upload(t.Context(), who, figure.FromKolada, "", []byte(answer))
	if err != nil {
		t.Fatal(err)
	}
	p, err := service.Preview(t.Context(), who, batch)
	if err != nil {
		t.Fatal(err)
	}
	if err := service.TakeIn(t.Context(), who, batch, p.Seen); err != nil {
		t.Fatal(err)
	}
	b := s.as(t, worker)
	for path, want := range map[string]int{"/nyckeltal/fil/kolada-n31807": 2, "/nyckeltal/fil/kolada": 1} { // the table has no row of what nobody gives
		rows := b.rows(path)
		if len(rows) != want {
			t.Errorf("%s has %d rows", path, len(rows))
		}
		for _, row := range rows {
			hidden := row[5] == "Kvinnor"
			if hidden != (row[6] == "") || hidden != (row[8] == "Private") {
				t.Errorf("%s: %v", path, row)
			}
		}
	}
	if doc := b.want(b.get("/nyckeltal/kolada-n31807?kon=K"), http.StatusOK); !strings.Contains(doc, "uppgift saknas") {
		t.Error("the page does not say that it is not given")
	}
}
