package border

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestTextIsStoredInOneForm(t *testing.T) {
	for name, c := range map[string]struct{ in, want, key string }{
		"plain":                         {"Arbetsprövning 50 %", "Arbetsprövning 50 %", ""},
		"space around goes":             {" \n x \t", "x", ""},
		"lines end one way":             {"a\r\nb\rc\u2028d", "a\nb\nc\nd", ""},
		"tabs stay":                     {"a\tb", "a\tb", ""},
		"letters are composed":          {"A\u030angstro\u0308m", "Ångström", ""},
		"direction signs go":            {"\u202eabc\u202c\u2066d\u2069", "abcd", ""},
		"zero width goes":               {"a\u200bb\ufeffc\u00add", "abcd", ""},
		"joiner goes between latin":     {"a\u200db", "ab", ""},
		"joiner stays in Persian":       {"می\u200cخواهم", "می\u200cخواهم", ""},
		"joiner stays in emoji":         {"👩\u200d🔧", "👩\u200d🔧", ""},
		"joiner at the end goes":        {"می\u200c", "می", ""},
		"tags go":                       {"a\U000e0041b", "ab", ""},
		"nul is refused":                {"a\x00b", "", "border.nul"},
		"bell is refused":               {"a\x07b", "", "border.control"},
		"delete is refused":             {"a\x7fb", "", "border.control"},
		"next line is refused":          {"å\u0085", "", "border.control"},
		"no character is refused":       {"å\ufffe", "", "border.control"},
		"broken UTF-8 is refused":       {"a\xffb", "", "border.utf8"},
		"surrogate in UTF-8 is refused": {"\xed\xa0\x80", "", "border.utf8"},
		"overlong is refused":           {"\xc0\xaf", "", "border.utf8"},
		"what was damaged is refused":   {"M\ufffdrta", "", "border.utf8"},
		"too long is refused":           {strings.Repeat("å", 51), "", "border.long"},
	} {
		t.Run(name, func(t *testing.T) {
			got, key := Text(c.in, 100)
			if got != c.want || key != c.key {
				t.Errorf("got %q %q, want %q %q", got, key, c.want, c.key)
			}
		})
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"å", "a\r\nb", "\u202ea", "می\u200cخواهم", "e\u0301\u0327", " \u200d ", "\x00", "\xff", strings.Repeat("\u0301", 70)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, key := Text(s, 1<<16)
		if key != "" {
			if text != "" {
				t.Fatal("a refused text came through")
			}
			return
		}
		if !utf8.ValidString(text) || !norm.NFC.IsNormalString(text) || strings.TrimSpace(text) != text {
			t.Fatalf("%q is not in its form", text)
		}
		for _, r := range text {
			if unicode.IsControl(r) && r != '\n' && r != '\t' || unseen(r) && r != '\u200c' && r != '\u200d' {
				t.Fatalf("%q holds %U", text, r)
			}
		}
		if again, key := Text(text, 1<<20); again != text || key != "" {
			t.Fatalf("%q became %q (%s) the second time", text, again, key)
		}
	})
}
