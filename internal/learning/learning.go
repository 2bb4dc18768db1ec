// Package learning keeps the way of newcomers through what they need to know,
// and training days. It belongs to the structure level.
package learning

import (
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/errs"
	"samverk/internal/id"
)

// Limits on what is written here.
const (
	MostTitle  = 120
	MostWords  = 4000
	MostPeople = 2000

	most = 500 // rows of a list
)

// short reports what is wrong with a line of text that has to be there.
func short(f *errs.Faults, field, text string) {
	f.Check(strings.TrimSpace(text) != "", field, "learning."+field+".missing")
	f.Check(utf8.RuneCountInString(text) <= MostTitle, field, "learning.text.long")
	f.Check(!id.HasNumber(text), field, "text.identity.number")
}

// words reports what is wrong with a text that may be empty.
func words(f *errs.Faults, field, text string, most int) {
	f.Check(utf8.RuneCountInString(text) <= most, field, "learning.text.long")
	f.Check(!id.HasNumber(text), field, "text.identity.number")
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil && s >= "1900-01-01" && s <= "2099-12-31"
}
