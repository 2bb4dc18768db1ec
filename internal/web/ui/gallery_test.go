package ui

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/web/static"
)

// TestGallery draws every part with made-up data, in both languages. With
// SAMVERK_PAGES=folder it leaves the pages there, to be looked at.
func TestGallery(t *testing.T) {
	drawn := gallery(t)
	dir := os.Getenv("SAMVERK_PAGES")
	if dir == "" {
		dir = t.TempDir()
	}
	files := static.Files()
	for name, html := range drawn {
		files["/"+name+".html"] = []byte(html)
	}
	for name, content := range files {
		full := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestNothingBreaksTheContentSecurityPolicy(t *testing.T) {
	forbidden := map[string]*regexp.Regexp{
		"a style attribute":       regexp.MustCompile(`(?i)<[^>]*\sstyle=`),
		"a style element":         regexp.MustCompile(`(?i)<style`),
		"an inline script":        regexp.MustCompile(`(?i)<script(?:\s+(?:defer|src="/static/[^"]+"))*\s*>\s*[^<\s]|<script[^>]*>[^<]`),
		"a script without source": regexp.MustCompile(`(?i)<script\s*>|<script defer>`),
		"an event handler":        regexp.MustCompile(`(?i)<[^>]*\son[a-z]+=`),
		"a javascript address":    regexp.MustCompile(`(?i)(?:href|action|src)="\s*javascript:`),
		"another host":            regexp.MustCompile(`(?i)(?:src|href|action)="(?:https?:)?//`),
		"an hx-on attribute":      regexp.MustCompile(`(?i)hx-on`),
	}
	for name, html := range gallery(t) {
		for what, re := range forbidden {
			if found := re.FindString(html); found != "" {
				t.Errorf("%s has %s: %.80s", name, what, found)
			}
		}
	}
}

func TestEveryPageHoldsTogether(t *testing.T) {
	id := regexp.MustCompile(`\sid="([^"]+)"`)
	refers := regexp.MustCompile(`\s(?:for|aria-describedby|aria-labelledby|popovertarget|data-counter|list)="([^"]+)"|href="#([^"]+)"|data-opens="([^"]+)"`)
	for name, html := range gallery(t) {
		if strings.Contains(html, "⟦") {
			t.Errorf("%s lacks a text: %s", name, regexp.MustCompile("⟦[^⟧]*⟧").FindString(html))
		}
		if n := strings.Count(html, "<h1"); n != 1 {
			t.Errorf("%s has %d headings of the first level", name, n)
		}
		ids := map[string]bool{}
		for _, m := range id.FindAllStringSubmatch(html, -1) {
			if ids[m[1]] {
				t.Errorf("%s has the id %s twice", name, m[1])
			}
			ids[m[1]] = true
		}
		for _, m := range refers.FindAllStringSubmatch(html, -1) {
			for _, ref := range strings.Fields(m[1] + " " + m[2] + " " + m[3]) {
				if !ids[ref] {
					t.Errorf("%s refers to %s, which is not there", name, ref)
				}
			}
		}
	}
}

func TestAPageIsLight(t *testing.T) {
	for name, html := range gallery(t) {
		if len(html) > 80_000 {
			t.Errorf("%s is %d bytes", name, len(html))
		}
	}
}

func gallery(t *testing.T) map[string]string {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]string{}
	for _, l := range i18n.Langs() {
		for name, page := range galleryPages(c.In(l)) {
			var b bytes.Buffer
			if err := page.Render(context.Background(), &b); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			list[name+"."+string(l)] = b.String()
		}
	}
	return list
}

func TestTheGalleryIsTheSameEveryTime(t *testing.T) {
	first, second := gallery(t), gallery(t)
	for _, name := range slices.Sorted(maps.Keys(first)) {
		if first[name] != second[name] {
			t.Errorf("%s differs", name)
		}
	}
}

func day(iso string) time.Time {
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err)
	}
	at, err := time.ParseInLocation("2006-01-02", iso, zone)
	if err != nil {
		panic(err)
	}
	return at
}

func galleryFrame(t *i18n.Texts, title string) Page {
	return Page{
		Title: title, Texts: t, Site: "Höglandets samordningsförbund", Demo: true, Path: "/arenden/v-2026-0117",
		User: &User{Name: "Rehabkoordinator", Where: "Vetlanda vårdcentral · Region Jönköpings län", Kind: access.Vard, Many: true},
		Nav: []NavItem{{Label: "Min dag", Href: "/", Count: 3}, {Label: "Ärenden", Href: "/arenden"}, {Label: "Forum", Href: "/forum"},
			{Label: "Vägar in", Href: "/vagar-in"}, {Label: "Insatser", Href: "/insatser"}, {Label: "Uppföljning", Href: "/uppfoljning"}},
		Active: "/arenden",
	}
}

func galleryChart() Chart {
	return Chart{ID: "plan", Caption: "Gemensam plan för Tolvan Tolvansson", Today: day("2026-11-21"), Lanes: []Lane{
		{access.Kommun, "Kommunen", "Försörjningsstöd, AME", []Bar{
			{Label: "Arbetsträning AME", Extent: "25 %", Weekly: "mån och ons 09:00–12:00", From: day("2026-10-12"), To: day("2027-01-31"), Conflict: true, Link: "#innehall"},
			{Label: "Arbetsträning", Extent: "50 %", From: day("2027-02-01"), To: day("2027-04-30"), State: Planned},
			{Label: "Ekonomiskt bistånd", From: day("2026-09-03")}}},
		{access.Vard, "Vården", "Vetlanda vårdcentral", []Bar{
			{Label: "Sjukskriven t.o.m. 31 dec", Extent: "100 %", From: day("2026-10-19"), To: day("2026-12-31"), Conflict: true, Link: "#innehall"},
			{Label: "Samtalsstöd varannan vecka", From: day("2027-01-04"), To: day("2027-03-31"), State: Planned}}},
		{access.FK, "Försäkringskassan", "Samordning", []Bar{
			{Label: "Utredning av samordningsbehov", From: day("2026-09-14"), To: day("2026-11-13"), State: Done},
			{Label: "Avstämning", From: day("2026-11-27"), To: day("2026-11-27"), State: Planned}}},
		{access.AF, "Arbetsförmedlingen", "Handläggare, specialist", []Bar{
			{Label: "Klargörande av arbetsförmåga", From: day("2027-01-11"), To: day("2027-05-07"), State: Planned}}},
		{Person, "Tolvan själv", "", []Bar{
			{Label: "Promenad tre gånger i veckan, dagbok", Weekly: "tis 10:00–11:00", From: day("2026-10-01"), To: day("2027-03-31"), Link: "#innehall"}}},
	}}
}

func galleryGrid(t *i18n.Texts, fixed bool) Grid {
	return Grid{Texts: t, Caption: "Vem får veta vad om dig", ReadOnly: fixed, Rows: []GridRow{
		{Unit: "u1", Name: "Försörjningsstöd", Where: "Kommunen", Kind: access.Kommun, Sees: access.SetOf(access.Plan, access.Work, access.Income, access.Social)},
		{Unit: "u2", Name: "Arbetsmarknadsenheten", Where: "Kommunen", Kind: access.Kommun, Sees: access.SetOf(access.Plan, access.Work)},
		{Unit: "u3", Name: "Vetlanda vårdcentral", Where: "Region Jönköpings län", Kind: access.Vard, Sees: access.All},
		{Unit: "u4", Name: "Samordning", Where: "Försäkringskassan", Kind: access.FK, Sees: access.SetOf(access.Plan, access.Work, access.Income, access.Ability)},
		{Unit: "u5", Name: "Handläggare Vetlanda", Where: "Arbetsförmedlingen", Kind: access.AF, Sees: access.SetOf(access.Plan, access.Work)},
		{Unit: "u6", Name: "Psykiatrimottagningen", Where: "Region Jönköpings län", Kind: access.Vard, Blocked: "Du har bestämt att inget får lämnas hit."},
	}}
}

func galleryForm(t *i18n.Texts, faults bool) Form {
	f := Form{Texts: t, Action: "/begar", Once: "k1", Version: 3, Values: map[string][]string{"to": {"vard", "fk"}, "how": {"now"}}}
	if faults {
		f.Values["title"] = []string{"Samordning"}
		f.Values["day"] = []string{"2026-02-31"}
		f.Values["words"] = []string{"Jag behöver hjälp med att få ihop träningen och läkarbesöken."}
		f.Values["how"] = nil
		f.Changed = true
		for _, name := range []string{"title", "number", "day", "how", "words", "area"} {
			f.Faults = append(f.Faults, errs.Fault{Field: name, Key: "date.in", Args: map[string]string{"time": "[" + name + "]"}})
		}
	}
	return f
}

func cells(list ...templ.Component) Row { return Row{list} }
