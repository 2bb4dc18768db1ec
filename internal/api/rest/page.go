package rest

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/id"
)

const (
	UsualLimit = 20 // FNS.09
	mostLimit  = 100
)

// PageJSON is the end of every list that comes in pages.
type PageJSON struct {
	Limit int    `json:"limit"`
	Next  string `json:"next,omitempty" format:"uri-reference" doc:"Address of the next page; absent on the last"`
}

// Page reads which part of a list is asked for. after is where the page before
// ended: "<microseconds>-<id>", opaque to callers.
func (c *Call) Page() (cases.Page, error) {
	p := cases.Page{Limit: UsualLimit}
	var f errs.Faults
	if text := c.Query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		f.Check(err == nil && n >= 1 && n <= mostLimit, "limit", "api.limit", "n", strconv.Itoa(mostLimit))
		p.Limit = n
	}
	if text := c.Query.Get("after"); text != "" {
		micros, last, _ := strings.Cut(text, "-")
		n, err := strconv.ParseInt(micros, 10, 64)
		f.Check(err == nil && n > 0 && (last == "" || id.Valid(last)), "after", "api.after")
		p.Before, p.BeforeID = n, last
	}
	return p, f.Err()
}

// Next returns the end of a page whose last row is known by time and id.
func (c *Call) Next(p cases.Page, at time.Time, last string) PageJSON {
	return c.NextAfter(p, strconv.FormatInt(at.UnixMicro(), 10)+"-"+last)
}

// NextAfter returns the end of a page whose last row is known by a text.
func (c *Call) NextAfter(p cases.Page, after string) PageJSON {
	q := url.Values{}
	for name, list := range c.Query {
		q[name] = list
	}
	q.Set("after", after)
	q.Set("limit", strconv.Itoa(p.Limit))
	return PageJSON{Limit: p.Limit, Next: c.Request.URL.Path + "?" + q.Encode()}
}

// Compared reads which two versions are to be compared; 0 is the usual one.
func (c *Call) Compared() (from, to int, err error) {
	var f errs.Faults
	read := func(name string) int {
		text := c.Query.Get(name)
		if text == "" {
			return 0
		}
		n, err := Number(text)
		f.Check(err == nil, name, "api.number")
		return n
	}
	from, to = read("from"), read("to")
	return from, to, f.Err()
}

// Number reads the number of a plan's version; what has none is missing.
func Number(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1_000_000 {
		return 0, errs.Missing()
	}
	return n, nil
}
