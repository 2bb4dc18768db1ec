package site

import (
	"samverk/internal/app"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/i18n"
	"samverk/internal/web/ui"
)

// Dotted sets what there is of some facts after each other.
func Dotted(facts ...string) string {
	var some []string
	for _, f := range facts {
		if f != "" {
			some = append(some, f)
		}
	}
	return strings.Join(some, " · ")
}

// Tight keeps a short text on one line.
func Tight(text string) string { return strings.ReplaceAll(text, " ", "\u00a0") }

// Upper begins a sentence with what is written inside one.
func Upper(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(r)) + text[n:]
}

// Lower writes inside a sentence what begins one.
func Lower(text string) string {
	r, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToLower(r)) + text[n:]
}

// Number writes a number for an address or a form.
func Number[T int | int64](n T) string { return strconv.FormatInt(int64(n), 10) }

// Moment says when something was, the nearer the closer.
func Moment(v *Visit, at, now time.Time) string {
	t := v.Texts
	if now.Sub(at) < 48*time.Hour && t.ISO(at) >= t.ISO(now.AddDate(0, 0, -1)) {
		return t.Relative(at, now) + " " + t.Clock(at)
	}
	if t.Local(at).Year() == t.Local(now).Year() {
		return t.NearDay(t.ISO(at))
	}
	return t.DayOf(at)
}

// DayOf is the day of a time, nothing where there is none.
func DayOf(v *Visit, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return v.Texts.DayOf(at)
}

// LaterDay returns the day so many years and months after another.
func LaterDay(iso string, years, months int) string {
	at, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return ""
	}
	return at.AddDate(years, months, 0).Format(time.DateOnly)
}

// Genitive writes a name's owner form in the reader's language.
func (v *Visit) Genitive(name string) string {
	last, _ := utf8.DecodeLastRuneInString(name)
	switch s := strings.ContainsRune("sxz", unicode.ToLower(last)); {
	case v.Texts.Lang() == i18n.English && s:
		return name + "’"
	case v.Texts.Lang() == i18n.English:
		return name + "’s"
	case s:
		return name
	}
	return name + "s"
}

// NameOr returns a name, or what stands in its place where the reader may not
// know it.
func NameOr(v *Visit, name string) string {
	if name != "" {
		return name
	}
	return v.Texts.T("page.hidden_name")
}

// CategoryNames lists categories in words.
func CategoryNames(v *Visit, set access.Set) string {
	var names []string
	for i, c := range set.List() {
		name := ui.CategoryName(v.Texts, c)
		if i > 0 {
			name = Lower(name)
		}
		names = append(names, name)
	}
	return v.Texts.List(names...)
}

// Did says in words what a row of the log says was done.
func Did(v *Visit, row app.LogRow) string {
	if key := "did." + row.Action; v.Texts.Has(key) {
		return v.Texts.T(key)
	}
	return v.Texts.T("logpage.something")
}
