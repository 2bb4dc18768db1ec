package api

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
	usualLimit = 20 // FNS.09
	mostLimit  = 100
)

// PageJSON is the end of every list that comes in pages.
type PageJSON struct {
	Limit int    `json:"limit"`
	Next  string `json:"next,omitempty" format:"uri-reference" doc:"Address of the next page; absent on the last"`
}

// page reads which part of a list is asked for. after is where the page before
// ended: "<microseconds>-<id>", opaque to callers.
func (c *call) page() (cases.Page, error) {
	p := cases.Page{Limit: usualLimit}
	var f errs.Faults
	if text := c.query.Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		f.Check(err == nil && n >= 1 && n <= mostLimit, "limit", "api.limit", "n", strconv.Itoa(mostLimit))
		p.Limit = n
	}
	if text := c.query.Get("after"); text != "" {
		micros, last, _ := strings.Cut(text, "-")
		n, err := strconv.ParseInt(micros, 10, 64)
		f.Check(err == nil && n > 0 && (last == "" || id.Valid(last)), "after", "api.after")
		p.Before, p.BeforeID = n, last
	}
	return p, f.Err()
}

// next returns the end of a page whose last row is known by time and id.
func (c *call) next(p cases.Page, at time.Time, last string) PageJSON {
	return c.nextAfter(p, strconv.FormatInt(at.UnixMicro(), 10)+"-"+last)
}

func (c *call) nextAfter(p cases.Page, after string) PageJSON {
	q := url.Values{}
	for name, list := range c.query {
		q[name] = list
	}
	q.Set("after", after)
	q.Set("limit", strconv.Itoa(p.Limit))
	return PageJSON{Limit: p.Limit, Next: c.r.URL.Path + "?" + q.Encode()}
}

// compared reads which two versions are to be compared; 0 is the usual one.
func (c *call) compared() (from, to int, err error) {
	var f errs.Faults
	read := func(name string) int {
		text := c.query.Get(name)
		if text == "" {
			return 0
		}
		n, err := number(text)
		f.Check(err == nil, name, "api.number")
		return n
	}
	from, to = read("from"), read("to")
	return from, to, f.Err()
}
