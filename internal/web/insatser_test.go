package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"samverk/internal/catalogue"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/samverktest/world"
)

// offered puts an intervention of the AME in the catalogue.
func (s *site) offered(t *testing.T, name string, change func(*offer.Content)) {
	t.Helper()
	c := offer.Content{Name: name, Sort: "preparing", Areas: []id.Area{world.Area}, AgeFrom: offer.NoNumber, AgeTo: offer.NoNumber, Capacity: offer.NoNumber}
	change(&c)
	if _, err := catalogue.New(s.App).Add(t.Context(), s.As("ame-chef"), "ame", c, offer.Approved); err != nil {
		t.Fatal(err)
	}
}

// beside is a case whose first picture the unit "ame" has been told of and "vc"
// has not, beside three interventions, and the address of what could fit.
func beside(t *testing.T) (s *site, p world.Person, page string) {
	s, c, p, _ := coordinated(t)
	s.offered(t, "Grupp på torsdagar", func(c *offer.Content) { c.Problems = []string{"work"} })
	s.offered(t, "Träffpunkt för alla", func(*offer.Content) {})
	s.offered(t, "Sommarjobb för barn", func(c *offer.Content) { c.AgeTo = 15 })
	s.said(t, s.As("ame"), c, []id.Unit{"forsorjning"}, "need_work=yes")
	return s, p, "/arenden/" + string(c) + "/insatser"
}

var sections = regexp.MustCompile(`(?s)<h2[^>]*>(.*?)</h2>`)

// under is what stands under a heading of a page.
func under(html, heading string) string {
	all := sections.FindAllStringSubmatchIndex(html, -1)
	for i, m := range all {
		if strings.TrimSpace(tags.ReplaceAllString(html[m[2]:m[3]], "")) != heading {
			continue
		}
		if i+1 < len(all) {
			return html[m[1]:all[i+1][0]]
		}
		return html[m[1]:]
	}
	return ""
}

// stands is under which heading each intervention stands.
func (b *browser) stands(page string) string {
	b.t.Helper()
	html := b.want(b.get(page), http.StatusOK)
	checkPage(b.t, page, html)
	var all []string
	for _, heading := range []string{"Kan passa", "Inte känt än", "Passar inte som det ser ut nu"} {
		for _, name := range []string{"Grupp på torsdagar", "Träffpunkt för alla", "Sommarjobb för barn"} {
			if strings.Contains(under(html, heading), name) {
				all = append(all, heading+": "+name)
			}
		}
	}
	return strings.Join(all, "\n")
}

// TestWhatCouldFitIsShownOnWhatTheReaderMaySee holds that who was told more
// reads more, and that nobody reads from the list what she may not know.
func TestWhatCouldFitIsShownOnWhatTheReaderMaySee(t *testing.T) {
	s, p, page := beside(t)
	ame, vc, me := s.as(t, "ame-1 ame"), s.as(t, "vc-1 vc"), s.as(t, string(s.AsPerson(p).User))
	told := "Kan passa: Grupp på torsdagar\nKan passa: Träffpunkt för alla"
	if got := ame.stands(page); !strings.HasPrefix(got, told) {
		t.Errorf("who was told reads\n%s", got)
	}
	if got := me.stands(page); !strings.HasPrefix(got, told) || !strings.HasSuffix(got, "Passar inte som det ser ut nu: Sommarjobb för barn") {
		t.Errorf("she herself reads\n%s", got)
	}
	if got := vc.stands(page); !strings.HasPrefix(got, "Kan passa: Träffpunkt för alla\nInte känt än: Grupp på torsdagar") {
		t.Errorf("who was not told reads\n%s", got)
	}
	bad := ame.want(ame.fill(page, page+"/saknas", url.Values{"sort": {"trolleri"}, "actor": {"polisen"}}), http.StatusUnprocessableEntity)
	checkPage(t, page, bad)
	if strings.Count(bad, `class="fault"`) != 2 || s.rows("missing_count") != 0 {
		t.Errorf("faults: %s", faultsOf(bad))
	}
}

// filledBook is a workbook of interventions: a header and some rows.
func filledBook(t *testing.T, change func(*excelize.File), rows ...[]string) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for n, row := range append([][]string{{"Enhet", "Insats", "Slag", "Kommuner", "Syfte"}}, rows...) {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", n+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	change(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestAFileOfInterventionsThatIsWrongIsToldByRowAndColumn sends files that are
// wrong in each way that people's files are: whole files are refused at once,
// rows are told in the preview, and nothing is taken in.
func TestAFileOfInterventionsThatIsWrongIsToldByRowAndColumn(t *testing.T) {
	s := open(t)
	s.Exec(`insert into unit (id, organisation_id, name, short_name, about) values ('boende-2', 'kommun', 'Boendestöd', 'Boendestöd', '')`)
	boss := s.as(t, "ame-chef-1 ame-chef")
	checkPage(t, "/insatser/fil", boss.want(boss.get("/insatser/fil"), http.StatusOK))
	plain := func(*excelize.File) {}
	one := []string{"AME", "Kafé", "Arbetsförberedande", "Vetlanda", "Att pröva"}
	for name, c := range map[string]struct{ file, says string }{
		"a formula":    {filledBook(t, func(f *excelize.File) { _ = f.SetCellFormula("Sheet1", "E2", "1+1") }, one), "Cell E2 har en formel"},
		"merged cells": {filledBook(t, func(f *excelize.File) { _ = f.MergeCell("Sheet1", "E2", "E3") }, one, one), "Cell E2 är sammanfogad"},
		"half a file":  {filledBook(t, plain, one)[:900], "går inte att läsa som arbetsbok"},
		"no file":      {"", "Välj en fil"},
	} {
		w := boss.file("/insatser/fil", "", c.file)
		if html := boss.want(w, http.StatusUnprocessableEntity); !strings.Contains(html, c.says) {
			t.Errorf("%s: %s", name, faultsOf(html))
		}
	}
	boss.want(boss.file("/insatser/fil", "", strings.Repeat("x", 6<<20)), http.StatusRequestEntityTooLarge)
	for name, c := range map[string]struct {
		file string
		says []string
	}{
		"wrong columns":         {"Enhet;Insats;Färg\nAME;Kafé;röd", []string{"1", "Kolumn C har ett namn som inte finns i mallen", "Kommuner", "Kolumnen saknas"}},
		"an unknown area":       {filledBook(t, plain, one, []string{"AME", "Kök", "Arbetsförberedande", "Atlantis"}), []string{"3", "Kommuner", "Kommunområdet finns inte"}},
		"two units of one name": {filledBook(t, plain, []string{"Boendestöd", "Kafé", "Arbetsförberedande", "Vetlanda"}), []string{"2", "Enhet", "Fler än en heter så"}},
		"an empty cell":         {filledBook(t, plain, []string{"AME", "", "Arbetsförberedande", "Vetlanda"}), []string{"2", "Insats", "Cellen är tom"}},
	} {
		at := boss.on(boss.file("/insatser/fil", "", c.file))
		html := boss.want(boss.get(at), http.StatusOK)
		checkPage(t, name, html)
		_, table, _ := strings.Cut(html, "<tbody")
		table, _, _ = strings.Cut(table, "</tbody>")
		text := strings.Join(strings.Fields(tags.ReplaceAllString(table, " ")), " ")
		for _, says := range c.says {
			if !strings.Contains(text, says) {
				t.Errorf("%s: the preview does not say %q: %s", name, says, text)
			}
		}
		clash := boss.want(boss.post(at, tell(html, at, url.Values{"seen": {"x"}, "once": {name}})), http.StatusConflict)
		checkPage(t, name, clash)
	}
	if n := s.rows("intervention"); n != 0 {
		t.Errorf("of wrong files there came %d interventions", n)
	}
	for _, who := range []string{"ame-1 ame", "vc-1 vc", "forbund-1 forbund"} {
		b := s.as(t, who)
		if w := b.file("/insatser/fil", "", "Enhet;Insats\nAME;Kafé"); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound {
			t.Errorf("%s uploads: %d", who, w.Code)
		}
	}
	at := boss.on(boss.file("/insatser/fil", "", filledBook(t, plain, one)))
	if w := s.as(t, "vc-chef-1 vc-chef").get(at); w.Code != http.StatusNotFound {
		t.Errorf("another organisation looks at the file: %d", w.Code)
	}
	boss.on(boss.fill(at, at, nil))
	if n := s.rows("intervention"); n != 1 {
		t.Errorf("of a right file there came %d interventions", n)
	}
}
