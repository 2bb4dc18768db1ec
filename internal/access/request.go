package access

import "samverk/internal/id"

// RequestSight is what one reader may see of one request. Package app makes it
// from facts, and the function that returns a request's content demands it. The
// zero RequestSight sees nothing.
type RequestSight struct {
	of              id.Request
	identity, words bool
}

// NewRequestSight returns the sight of a reader on a request: whether she may
// know who the person is, and read what is said in free text. Only package app
// may call it.
func NewRequestSight(r id.Request, identity, words bool) RequestSight {
	return RequestSight{of: r, identity: identity, words: words}
}

// Request returns the request that the sight is on.
func (s RequestSight) Request() id.Request { return s.of }

// Identity reports whether the reader may know who the person is.
func (s RequestSight) Identity() bool { return s.of != "" && s.identity }

// Words reports whether the reader may read the free text and the situation.
func (s RequestSight) Words() bool { return s.of != "" && s.words }
