package cases

import "math"

const (
	usual = 50
	most  = 101 // a page of 100, and one that tells whether there is more
)

// Page is which part of a list is asked for, newest first. The zero Page is the
// first.
type Page struct {
	Before   int64  // time of the last row seen, in microseconds
	BeforeID string // its identifier
	Limit    int    // at most 101; 50 when not said
}

// key returns what the rows of the page come before.
func (p Page) key() (before int64, id string) {
	if p.Before <= 0 {
		return math.MaxInt64, ""
	}
	return p.Before, p.BeforeID
}

func (p Page) limit() int {
	if p.Limit <= 0 {
		return usual
	}
	return min(p.Limit, most)
}
