package web

import (
	"crypto/rand"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/web/ui"
)

// newForm is an empty form that posts to an address.
func (v *visit) newForm(action string) ui.Form {
	return ui.Form{Texts: v.texts, Action: action, Once: newOnce(), Values: map[string][]string{}}
}

// again is a form that comes back with what was typed and what is wrong with
// that. It has a key of its own: nothing was done under the first.
func (v *visit) again(action string, faults []errs.Fault) ui.Form {
	f := v.newForm(action)
	f.Values, f.Faults, f.Version, f.Changed = v.form, faults, v.version(), true
	return f
}

// newOnce is a key that makes a second submit of a form give the first answer.
func newOnce() string { return strings.ToLower(rand.Text()) }

// version is what the form says of the thing it changes, as it stood when the
// form was drawn. A form without one fits no version.
func (v *visit) version() int64 {
	n, err := strconv.ParseInt(v.form.Get("version"), 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// faulty returns what is wrong with a form, so that its handler can draw it
// again; ok is false for every other error.
func faulty(err error) (faults []errs.Fault, ok bool) {
	faults = faultsOf(err)
	return faults, len(faults) > 0
}

// clash reports whether somebody changed the thing first, or its state does
// not allow what was asked; the handler then draws the page as it stands now.
func clash(err error) bool { return errs.Is(err, errs.Conflict) }

// current returns what stands now, out of an error from errs.Changed.
func current[T any](err error) (now T, ok bool) {
	e, isOurs := errors.AsType[*errs.Error](err)
	if !isOurs {
		return now, false
	}
	now, ok = e.Current.(T)
	return now, ok
}

// options turns codes into answers to choose among, with their texts.
func options[T ~string](v *visit, group string, codes []T) []ui.Option {
	all := make([]ui.Option, len(codes))
	for i, c := range codes {
		all[i] = ui.Option{Value: string(c), Label: v.texts.T(group + "." + string(c))}
	}
	return all
}

const rowsAtOnce = 30

// paging reads which part of a list is asked for.
func (v *visit) paging() cases.Page {
	before, id, _ := strings.Cut(v.query.Get("efter"), "-")
	n, err := strconv.ParseInt(before, 36, 64)
	if err != nil || n <= 0 {
		return cases.Page{Limit: rowsAtOnce}
	}
	return cases.Page{Before: n, BeforeID: id, Limit: rowsAtOnce}
}

// pages leads on in a list; last is the key of its last row.
func (v *visit) pages(r *http.Request, shown int, more bool, micros int64, last string) ui.Pages {
	p := ui.Pages{Shown: shown}
	q := url.Values{}
	for name, values := range v.query {
		if name != "efter" && len(values) > 0 && values[0] != "" {
			q.Set(name, values[0])
		}
	}
	if v.query.Get("efter") != "" {
		p.First = address(r.URL.Path, q)
	}
	if more {
		q.Set("efter", strconv.FormatInt(micros, 36)+"-"+last)
		p.Next = address(r.URL.Path, q)
	}
	return p
}

func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}
