package web

import (
	"testing"

	"samverk/internal/access"
	"samverk/internal/i18n"
)

// TestEveryActionOfTheLogHasWords holds that nobody who reads the log is told
// that "something" was done.
func TestEveryActionOfTheLogHasWords(t *testing.T) {
	texts, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	// About nobody, and not logged: what is only looked at.
	unsaid := map[access.Action]bool{access.SystemWork: true, access.StructureRead: true, access.PersonErase: true}
	for _, lang := range []i18n.Lang{i18n.Swedish, i18n.English} {
		for _, a := range access.Actions() {
			if key := "did." + string(a); !unsaid[a] && !texts.In(lang).Has(key) {
				t.Errorf("%s: %s has no words", lang, key)
			}
		}
	}
}
