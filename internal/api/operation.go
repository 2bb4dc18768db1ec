package api

import (
	"errors"
	"io"
	"net/http"
	"reflect"
	"regexp"

	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/export"
)

// operation is one thing that callers can do, with what its document says.
// I and O are what is sent and returned; none where there is no body. They are
// examples too.
type operation[I, O any] struct {
	method, path string
	id           string // its texts are api.op.<id>
	tag          string
	status       int  // 200 when not said
	public       bool // no token is needed
	versioned    bool // If-Match is needed
	query        []string
	in           I
	out          O
	do           func(c *call, in I) (O, error)
	stream       func(c *call, to io.Writer) error // in the place of do: the answer is sent as it is read
}

// none stands for no body.
type none struct{}

var pathName = regexp.MustCompile(`\{(\w+)\}`)

// namesIn returns the names of the identifiers in a path.
func namesIn(path string) (names []string) {
	for _, m := range pathName.FindAllStringSubmatch(path, -1) {
		names = append(names, m[1])
	}
	return names
}

// add puts the operation into the mux and the document.
func add[I, O any](s *server, o operation[I, O]) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	names, known := namesIn(o.path), map[string]bool{}
	for _, q := range o.query {
		known[q] = true
	}
	s.describe(o.description(s))
	s.allow[o.path] = append(s.allow[o.path], o.method)
	s.mux.HandleFunc(o.method+" "+Prefix+o.path, func(w http.ResponseWriter, r *http.Request) {
		c := &call{server: s, ctx: r.Context(), r: r}
		o, sent := o.sending(w)
		out, err := o.run(c, names, known)
		var refused refusal
		switch {
		case sent.Begun() && err != nil:
			s.report(r.Context(), o.id, err)
			panic(http.ErrAbortHandler) // so that half an answer is not taken for a whole one
		case sent.Begun():
		case errors.As(err, &refused):
			s.refuse(w, r, o.id, problem{Status: refused.status, Detail: s.texts(r).T(refused.key)})
		case err != nil:
			s.fail(w, r, o.id, err)
		default:
			c.answer(w, o.status, out)
		}
	})
}

// sending is the operation when what it streams goes to w, which begins late.
func (o operation[I, O]) sending(w http.ResponseWriter) (operation[I, O], *export.Late) {
	late := &export.Late{To: w, Begin: func() { w.Header().Set("Content-Type", "application/json") }}
	if o.stream != nil {
		o.do = func(c *call, _ I) (out O, err error) { return out, o.stream(c, late) }
	}
	return o, late
}

// run checks the call and does what is asked.
func (o operation[I, O]) run(c *call, names []string, known map[string]bool) (out O, err error) {
	if !o.public {
		if err := c.signIn(); err != nil {
			return out, err
		}
	}
	if !c.wellFormed(names) {
		return out, errs.Missing()
	}
	if c.query, err = border.Query(c.r.URL.RawQuery); err != nil {
		return out, err
	}
	var f errs.Faults
	for name, list := range c.query {
		f.Check(known[name], "", "api.query.unknown")
		f.Check(len(list) == 1 || !known[name], name, "api.query.twice")
	}
	if err := f.Err(); err != nil {
		return out, err
	}
	var in I
	if o.method != http.MethodGet {
		if err := o.read(c, &in); err != nil {
			return out, err
		}
	}
	return o.do(c, in)
}

// read takes in the body and headers of a change.
func (o operation[I, O]) read(c *call, in *I) error {
	b, err := c.body()
	if err != nil {
		return err
	}
	if err := c.conditions(o.versioned, b); err != nil {
		return err
	}
	if len(b) == 0 && reflect.TypeFor[I]() == reflect.TypeFor[none]() {
		return nil
	}
	return border.JSONWithin(b, in, limits())
}
