package i18n

import (
	"errors"
	"strings"
	"time"

	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"samverk/internal/errs"
)

// Texts are the texts of one language. Safe for use by many at once.
type Texts struct {
	lang             Lang
	words            map[string]string
	zone             *time.Location
	numbers          *message.Printer
	months, weekdays []string
	longMonths       []string
}

// Lang returns the language of the texts.
func (t *Texts) Lang() Lang { return t.lang }

// Has reports whether there is a text with a key.
func (t *Texts) Has(key string) bool { _, ok := t.words[key]; return ok }

// T returns the text with a key. args are pairs of name and value for what
// stands as {name} in it. A key that is missing shows itself as ⟦key⟧.
func (t *Texts) T(key string, args ...string) string {
	text, ok := t.words[key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	return fill(text, args)
}

// N returns the text for a number of things: key.one or key.other, in which
// {n} is the number.
func (t *Texts) N(key string, n int, args ...string) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return t.T(key+form, append([]string{"n", t.Number(n)}, args...)...)
}

// Fault returns the words for what is wrong with a field.
func (t *Texts) Fault(f errs.Fault) string { return t.T(f.Key, pairs(f.Args)...) }

// Error returns the words for an error; one that is not of package errs says
// only that something went wrong.
func (t *Texts) Error(err error) string {
	if e, ok := errors.AsType[*errs.Error](err); ok && t.Has(e.Key) {
		return t.T(e.Key, pairs(e.Args)...)
	}
	return t.T("internal")
}

// Number writes a whole number with the language's grouping.
func (t *Texts) Number(n int) string { return t.numbers.Sprint(number.Decimal(n)) }

// Decimal writes a number with at most so many decimals.
func (t *Texts) Decimal(f float64, decimals int) string {
	return t.numbers.Sprint(number.Decimal(f, number.MaxFractionDigits(decimals)))
}

// Percent writes a share of a hundred: "25 %".
func (t *Texts) Percent(n int) string { return t.T("number.percent", "n", t.Number(n)) }

// List joins words: "a, b och c".
func (t *Texts) List(words ...string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " " + t.T("list.and") + " " + words[last]
}

func pairs(args map[string]string) []string {
	list := make([]string, 0, 2*len(args))
	for name, value := range args {
		list = append(list, name, value)
	}
	return list
}

func fill(text string, args []string) string {
	if len(args) < 2 || !strings.Contains(text, "{") {
		return text
	}
	// One pass, so that a value that looks like an argument stays as it is.
	swap := make([]string, 0, len(args))
	for i := 0; i+1 < len(args); i += 2 {
		swap = append(swap, "{"+args[i]+"}", args[i+1])
	}
	return strings.NewReplacer(swap...).Replace(text)
}
