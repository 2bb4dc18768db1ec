package id_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"samverk/internal/errs"
	"samverk/internal/id"
)

var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// official are the test numbers of Skatteverket that are known by heart.
var official = []id.Number{
	"189001019802", "190001019801", "199001012385", "200002292399", "201701012393", "202402292383",
	"191401682396", "202601612381",
}

// keyOf returns the key of the only fault of err, "" when there is no error.
func keyOf(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || e.Kind != errs.Invalid || len(e.Faults) != 1 || e.Faults[0].Field != "number" {
		t.Fatalf("not one fault on number: %v", err)
	}
	return e.Faults[0].Key
}

func TestANumberIsReadInEveryFormItIsWrittenIn(t *testing.T) {
	for in, want := range map[string]id.Number{
		"20000229-2399":            "200002292399",
		"200002292399":             "200002292399",
		"000229-2399":              "200002292399",
		"0002292399":               "200002292399",
		" 000229 2399 ":            "200002292399",
		"2000 02 29 23 99":         "200002292399",
		"20000229\u20132399":       "200002292399",
		"20000229\u00a0\u22122399": "200002292399",
		"900101-2385":              "199001012385",
		"900101+9802":              "189001019802",
		"000101+9801":              "190001019801",
		"18900101+9802":            "189001019802",
		"260161-2381":              "202601612381",
		"140168+2396":              "191401682396",
	} {
		got, err := id.ParseNumber(in, today)
		if got != want || err != nil {
			t.Errorf("%q: %q %v, want %q", in, string(got), err, string(want))
		}
	}
}

func TestEachRuleOfANumberHasItsOwnFault(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "number.empty",
		" \t ":                   "number.empty",
		"2000022a-2399":          "number.characters",
		"20000229--2399":         "number.characters",
		"200002-292399":          "number.characters",
		"-200002292399":          "number.characters",
		"20000229_2399":          "number.characters",
		"٢٠٠٠٠٢٢٩٢٣٩٩":           "number.characters",
		"-":                      "number.length",
		"000229-239":             "number.length",
		"00002292399":            "number.length",
		"2000022923990":          "number.length",
		strings.Repeat("2", 999): "number.length",
		"20000230-2399":          "number.date",
		"20010229-2399":          "number.date",
		"20001301-2399":          "number.date",
		"20000100-2399":          "number.date",
		"20000160-2399":          "number.date",
		"20000292-2399":          "number.date",
		"00010101-2399":          "number.date",
		"20261123-2399":          "number.future",
		"20261183-2399":          "number.future",
		"20000229-2398":          "number.check",
		"20000228-2399":          "number.check",
	} {
		n, err := id.ParseNumber(in, today)
		if got := keyOf(t, err); got != want || n != "" {
			t.Errorf("%.20q: %q, want %q", in, got, want)
		}
	}
}

func TestOneBornTodayHasTheNumberOfThisCentury(t *testing.T) {
	for _, ten := range []string{"202402292383", "202601612381"} {
		born, err := time.Parse("20060102", strings.Replace(ten[:8], "0161", "0101", 1))
		if err != nil {
			t.Fatal(err)
		}
		n, err := id.ParseNumber(ten[2:], born)
		if string(n) != ten || err != nil {
			t.Errorf("on the day: %q %v", string(n), err)
		}
		_, err = id.ParseNumber(ten, born.AddDate(0, 0, -1))
		if keyOf(t, err) != "number.future" {
			t.Errorf("the day before: %v", err)
		}
	}
}

func TestOfficialTestNumbersAreTold(t *testing.T) {
	for i, n := range official {
		got, err := id.ParseNumber(n.String(), today)
		if got != n || err != nil || !n.Test() || n.Coordination() != (i > 5) {
			t.Errorf("%s: %v test %v coordination %v", n, err, n.Test(), n.Coordination())
		}
	}
	for _, n := range []id.Number{"", "1990", "199001019802", "199001011234"} {
		if n.Test() || n.Coordination() {
			t.Errorf("%q is told as a test number", string(n))
		}
	}
	if s := id.Number("200002292399").String(); s != "20000229-2399" {
		t.Error(s)
	}
	if s := fmt.Sprint(id.Number("12")); s != "12" {
		t.Error(s)
	}
}

func TestTextThatTellsWhoSomebodyIsIsFound(t *testing.T) {
	for text, want := range map[string]string{
		"": "",
		"Sjukskriven 50 % sedan mars 2024, tränar 3 gånger i veckan kl 10-12.": "",
		"Ersättning 10 450 kr, 365 kr per dag, 27 månader.":                    "",
		"SoL 2025:400 10 kap. 8-9 §§, lag (2003:1210) 7 §":                     "",
		"Ärende V-2026-0117, vecka 47, mötet 3/12":                             "",
		"Väntat 1-2 12 veckor":                                                 "",
		"Det gäller 20000229-2399.":                                            "text.identity.number",
		"Det gäller 000229-2399":                                               "text.identity.number",
		"pnr0002292399 enligt AF":                                              "text.identity.number",
		"2000 02 29 23 99":                                                     "text.identity.number",
		"000229 - 2399":                                                        "text.identity.number",
		"000229\u20112399":                                                     "text.identity.number",
		"２００００２２９２３９９":                                                         "text.identity.number",
		"0002\u200b292399":                                                     "text.identity.number",
		"2 barn, 900101-2384 (fel siffra)":                                     "text.identity.number",
		"900101+9802":                                                          "text.identity.number",
		"260161-2381":                                                          "text.identity.number",
		"Ring 0383-971 00":                                                     "text.identity.phone",
		"Ring 070-174 06 05":                                                   "text.identity.phone",
		"Ring 0701740605":                                                      "text.identity.phone",
		"Ring 08-123 456":                                                      "text.identity.phone",
		"Ring (0380) 55 12 34":                                                 "text.identity.phone",
		"Ring +46 70 174 06 05":                                                "text.identity.phone",
		"Ring 0046 70 174 06 05":                                               "text.identity.phone",
		"namn.efternamn@exempel.se":                                            "text.identity.mail",
		"Skriv till å.ö@exämpel.example":                                       "text.identity.mail",
		"född 1990-01-31":                                                      "text.identity.date",
		"1990-1-31":                                                            "text.identity.date",
		"f. 19900131":                                                          "text.identity.date",
		"900131":                                                               "text.identity.date",
		"90-01-31":                                                             "text.identity.date",
		"31/1 1990":                                                            "text.identity.date",
		"31/1-90":                                                              "text.identity.date",
		"31.01.1990":                                                           "text.identity.date",
		"den 31:a januari 1990":                                                "text.identity.date",
		"31 jan -90":                                                           "text.identity.date",
		"January 31st, 1990":                                                   "text.identity.date",
		"Född den 31 januari":                                                  "text.identity.date",
	} {
		if got := id.FindNumbers(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, n := range official {
		f.Add(n.String())
		f.Add(string(n[2:]))
	}
	f.Add("900101+9802")
	f.Add("\xff 0002292399")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := id.ParseNumber(s, today)
		if err != nil {
			if n != "" || !strings.HasPrefix(keyOf(t, err), "number.") {
				t.Fatalf("%q: %q %v", s, string(n), err)
			}
			return
		}
		again, err := id.ParseNumber(n.String(), today)
		if len(n) != 12 || again != n || err != nil {
			t.Fatalf("%q became %s, which became %s %v", s, n, again, err)
		}
		if id.FindNumbers(n.String()) != "text.identity.number" {
			t.Fatalf("%s is not found in text", n)
		}
	})
}

func FuzzFindNumbers(f *testing.F) {
	f.Add("Ring +46 70 174 06 05, född 31 januari 1990")
	f.Add("\xff\u200b٣")
	f.Fuzz(func(t *testing.T, s string) {
		id.FindNumbers(s)
		if id.FindNumbers(s+" 20000229-2399") == "" {
			t.Fatalf("%q hides a number", s)
		}
	})
}
