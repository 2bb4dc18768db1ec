package site

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/item"
	"samverk/internal/web/ui"
)

// NewForm is an empty form that posts to an address.
func (v *Visit) NewForm(action string) ui.Form {
	return ui.Form{Texts: v.Texts, Action: action, Once: NewOnce(), Values: map[string][]string{}}
}

// Again is a form that comes back with what was typed and what is wrong with
// that. It has a key of its own: nothing was done under the first.
func (v *Visit) Again(action string, faults []errs.Fault) ui.Form {
	f := v.NewForm(action)
	f.Values, f.Faults, f.Version, f.Changed = v.Form, faults, v.Version(), true
	return f
}

// NewOnce is a key that makes a second submit of a form give the first answer.
func NewOnce() string { return strings.ToLower(rand.Text()) }

// Version is what the form says of the thing it changes, as it stood when the
// form was drawn. A form without one fits no version.
func (v *Visit) Version() int64 {
	n, err := strconv.ParseInt(v.Form.Get("version"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// Faulty returns what is wrong with a form, so that its handler can draw it
// again; ok is false for every other error.
func Faulty(err error) (faults []errs.Fault, ok bool) {
	faults = faultsOf(err)
	return faults, len(faults) > 0
}

// Clash reports whether somebody changed the thing first, or its state does
// not allow what was asked; the handler then draws the page as it stands now.
func Clash(err error) bool { return errs.Is(err, errs.Conflict) }

// Current returns what stands now, out of an error from errs.Changed.
func Current[T any](err error) (now T, ok bool) {
	e, isOurs := errors.AsType[*errs.Error](err)
	if !isOurs {
		return now, false
	}
	now, ok = e.Current.(T)
	return now, ok
}

// Choices turns codes into answers to choose among, with their texts.
func Choices[T ~string](v *Visit, group string, codes []T) []ui.Option {
	all := make([]ui.Option, len(codes))
	for i, c := range codes {
		all[i] = ui.Option{Value: string(c), Label: v.Texts.T(group + "." + string(c))}
	}
	return all
}

const rowsAtOnce = 30

// Paging reads which part of a list is asked for.
func (v *Visit) Paging() cases.Page {
	before, id, _ := strings.Cut(v.Query.Get("efter"), "-")
	n, err := strconv.ParseInt(before, 36, 64)
	if err != nil || n <= 0 {
		return cases.Page{Limit: rowsAtOnce}
	}
	return cases.Page{Before: n, BeforeID: id, Limit: rowsAtOnce}
}

// Pages leads on in a list; last is the key of its last row.
func (v *Visit) Pages(r *http.Request, shown int, more bool, micros int64, last string) ui.Pages {
	p := ui.Pages{Shown: shown}
	q := url.Values{}
	for name, values := range v.Query {
		if name != "efter" && len(values) > 0 && values[0] != "" {
			q.Set(name, values[0])
		}
	}
	if v.Query.Get("efter") != "" {
		p.First = Address(r.URL.Path, q)
	}
	if more {
		q.Set("efter", strconv.FormatInt(micros, 36)+"-"+last)
		p.Next = Address(r.URL.Path, q)
	}
	return p
}

// Address is a path with what is asked for there.
func Address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// PlainForm is a form that does not warn before it is left and needs no key.
func PlainForm(f ui.Form) ui.Form {
	f.Once, f.Version, f.Changed = "", 0, false
	return f
}

// ExtentOf reads percent; what is no number is out of every range.
func ExtentOf(text string) int {
	text = strings.TrimSpace(strings.TrimSuffix(text, "%"))
	if text == "" {
		return item.NoExtent
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return 101
	}
	return n
}
