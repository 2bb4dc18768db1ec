package i18n

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"samverk/internal/errs"
)

func TestATextTakesItsArguments(t *testing.T) {
	texts := &Texts{words: map[string]string{"a.b": "från {from} till {to}"}}
	if got := texts.T("a.b", "from", "{to}", "to", "B"); got != "från {to} till B" {
		t.Error(got)
	}
	if got := texts.T("not.there"); got != "⟦not.there⟧" {
		t.Error(got)
	}
}

func TestAnErrorIsSaidInWords(t *testing.T) {
	sv := mustLoad(t).In(Swedish)
	if got := sv.Error(errs.Missing()); !strings.HasPrefix(got, "Sidan finns inte") {
		t.Error(got)
	}
	if got := sv.Error(errs.New(errs.Invalid, "unknown.key")); got != sv.T("internal") {
		t.Error(got)
	}
	if got := sv.Fault(errs.Fault{Field: "x", Key: "date.in", Args: map[string]string{"time": "6 dagar"}}); got != "om 6 dagar" {
		t.Error(got)
	}
}

func TestDatesAreWrittenAsSwedesAndBritonsWriteThem(t *testing.T) {
	c := mustLoad(t)
	at := time.Date(2026, 11, 27, 8, 30, 0, 0, time.UTC)
	now := time.Date(2026, 11, 21, 22, 30, 0, 0, time.UTC)
	for _, l := range []struct {
		lang Lang
		want []string
	}{
		{Swedish, []string{"fre 27 nov 09:30", "27 nov 2026 09:30", "fre 27 nov 09:30–10:00", "3 mar 2027", "fre 27 nov", "v. 48", "nov",
			"november 2026", "mån 09:00–12:00", "om 6 dagar", "i går", "i dag", "om 3 månader", "för 3 veckor sedan", "3 sep 2026 – 3 mar 2027", "från 3 sep 2026, tills vidare", "3 sep – 13 nov 2026", "3 sep 2026"}},
		{English, []string{"Fri 27 Nov 09:30", "27 Nov 2026 09:30", "Fri 27 Nov 09:30–10:00", "3 Mar 2027", "Fri 27 Nov", "week 48", "Nov",
			"November 2026", "Mon 09:00–12:00", "in 6 days", "yesterday", "today", "in 3 months", "3 weeks ago", "3 Sep 2026 – 3 Mar 2027", "from 3 Sep 2026, until further notice", "3 Sep – 13 Nov 2026", "3 Sep 2026"}},
	} {
		x := c.In(l.lang)
		got := []string{x.Date(at), x.Moment(at), x.Span(at, at.Add(30*time.Minute)), x.Day("2027-03-03"), x.NearDay("2026-11-27"), x.Week(at), x.Month(at),
			x.LongMonth(at), x.Weekly(time.Monday, 540, 720), x.Relative(at, now), x.RelativeDay("2026-11-20", now), x.RelativeDay("2026-11-21", now),
			x.RelativeDay("2027-03-03", now), x.RelativeDay("2026-10-31", now), x.Days("2026-09-03", "2027-03-03"), x.Days("2026-09-03", ""), x.Days("2026-09-03", "2026-11-13"), x.Days("2026-09-03", "2026-09-03")}
		for i := range got {
			if got[i] != l.want[i] {
				t.Errorf("%s %d: got %q, want %q", l.lang, i, got[i], l.want[i])
			}
		}
	}
	if got := c.In(Swedish).Day("someday"); got != "someday" {
		t.Error(got)
	}
}

func TestANightWhenTheClockIsTurnedIsOneDay(t *testing.T) {
	sv := mustLoad(t).In(Swedish)
	before := time.Date(2026, 10, 24, 21, 30, 0, 0, time.UTC) // 23:30 the day before
	if got := sv.RelativeDay("2026-10-25", before); got != "i morgon" {
		t.Error(got)
	}
	after := time.Date(2026, 10, 26, 0, 0, 0, 0, time.UTC)
	if got := sv.RelativeDay("2026-10-25", after); got != "i går" {
		t.Error(got)
	}
}

func TestNumbersAndLists(t *testing.T) {
	c := mustLoad(t)
	sv, en := c.In(Swedish), c.In(English)
	if got := sv.Number(12345) + "|" + sv.Decimal(1234.5, 1) + "|" + sv.Percent(25); got != "12\u00a0345|1\u00a0234,5|25\u00a0%" {
		t.Errorf("%q", got)
	}
	if got := en.Number(12345) + "|" + en.Decimal(1234.5, 1) + "|" + en.Percent(25); got != "12,345|1,234.5|25%" {
		t.Errorf("%q", got)
	}
	if got := sv.List("a", "b", "c") + "|" + en.List("a", "b") + "|" + sv.List("a") + sv.List(); got != "a, b och c|a and b|a" {
		t.Error(got)
	}
	if got := sv.N("date.day", 1) + sv.N("date.day", 2); got != "1 dag2 dagar" {
		t.Error(got)
	}
}

func TestTheBrowserSaysWhichLanguage(t *testing.T) {
	for header, want := range map[string]Lang{"": Swedish, "sv-SE,sv;q=0.9,en;q=0.8": Swedish, "en-GB,en;q=0.9": English, "de,en;q=0.5": English, "ar": Swedish, "%%": Swedish} {
		if got := Prefer(header); got != want {
			t.Errorf("%q: %s", header, got)
		}
	}
	if _, ok := ParseLang("de"); ok {
		t.Error("German is not there")
	}
	c := mustLoad(t)
	if c.In("de").Lang() != Swedish {
		t.Error("an unknown language is not Swedish")
	}
}

func TestFaultyTextsAreNotLoaded(t *testing.T) {
	for name, files := range map[string]fstest.MapFS{
		"the same key in two files": {"texts/a.sv.toml": {Data: []byte(`"x" = "1"`)}, "texts/b.sv.toml": {Data: []byte(`"x" = "2"`)}},
		"the same key twice":        {"texts/a.sv.toml": {Data: []byte("\"x\" = \"1\"\n\"x\" = \"2\"")}},
		"an unknown language":       {"texts/a.de.toml": {Data: []byte(`"x" = "1"`)}},
		"no calendar":               {"texts/a.sv.toml": {Data: []byte(`"x" = "1"`)}},
	} {
		if _, err := load(files); err == nil {
			t.Errorf("%s was loaded", name)
		}
	}
}
