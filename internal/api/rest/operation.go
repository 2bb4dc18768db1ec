package rest

import (
	"errors"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/export"
)

// Operation is one thing that callers can do, with what its document says.
// I and O are what is sent and returned; none where there is no body. They are
// examples too.
type Operation[I, O any] struct {
	Method, Path string
	ID           string // its texts are api.op.<id>
	Tag          string
	Status       int  // 200 when not said
	Public       bool // no token is needed
	Versioned    bool // If-Match is needed
	Query        []string
	Needs        []string            // of the query, what must be there
	Among        map[string][]string // of the query, what takes one of these
	In           I
	Out          O
	Do           func(c *Call, in I) (O, error)
	Stream       func(c *Call, to io.Writer) error // in the place of do: the answer is sent as it is read
}

// None stands for no body.
type None struct{}

var pathName = regexp.MustCompile(`\{(\w+)\}`)

// namesIn returns the names of the identifiers in a path.
func namesIn(path string) (names []string) {
	for _, m := range pathName.FindAllStringSubmatch(path, -1) {
		names = append(names, m[1])
	}
	return names
}

// Add puts the operation into the mux and the document.
func Add[I, O any](s *Server, o Operation[I, O]) {
	if o.Status == 0 {
		o.Status = http.StatusOK
	}
	names, known := namesIn(o.Path), map[string]bool{}
	for _, q := range o.Query {
		known[q] = true
	}
	s.describe(o.description(s))
	s.allow[o.Path] = append(s.allow[o.Path], o.Method)
	s.mux.HandleFunc(o.Method+" "+Prefix+o.Path, func(w http.ResponseWriter, r *http.Request) {
		c := &Call{Server: s, Ctx: r.Context(), Request: r}
		o, sent := o.sending(w)
		out, err := o.run(c, names, known)
		var refused refusal
		switch {
		case sent.Begun() && err != nil:
			s.report(r.Context(), o.ID, err)
			panic(http.ErrAbortHandler) // so that half an answer is not taken for a whole one
		case sent.Begun():
		case errors.As(err, &refused):
			s.refuse(w, r, o.ID, problem{Status: refused.status, Detail: s.Texts(r).T(refused.key)})
		case err != nil:
			s.fail(w, r, o.ID, err)
		default:
			c.answer(w, o.Status, out)
		}
	})
}

// sending is the operation when what it streams goes to w, which begins late.
func (o Operation[I, O]) sending(w http.ResponseWriter) (Operation[I, O], *export.Late) {
	late := &export.Late{To: w, Begin: func() { w.Header().Set("Content-Type", "application/json") }}
	if o.Stream != nil {
		o.Do = func(c *Call, _ I) (out O, err error) { return out, o.Stream(c, late) }
	}
	return o, late
}

// run checks the call and does what is asked.
func (o Operation[I, O]) run(c *Call, names []string, known map[string]bool) (out O, err error) {
	if !o.Public {
		if err := c.signIn(); err != nil {
			return out, err
		}
	}
	if !c.wellFormed(names) {
		return out, errs.Missing()
	}
	if c.Query, err = border.Query(c.Request.URL.RawQuery); err != nil {
		return out, err
	}
	var f errs.Faults
	for name, list := range c.Query {
		f.Check(known[name], "", "api.query.unknown")
		f.Check(len(list) == 1 || !known[name], name, "api.query.twice")
		f.Check(o.takes(name, list[0]), name, "api.query.among", "list", strings.Join(o.Among[name], ", "))
	}
	if err := f.Err(); err != nil {
		return out, err
	}
	var in I
	if o.Method != http.MethodGet {
		if err := o.read(c, &in); err != nil {
			return out, err
		}
	}
	return o.Do(c, in)
}

// takes reports whether a parameter of the query may have a value.
func (o Operation[I, O]) takes(name, value string) bool {
	among, some := o.Among[name]
	return !some || value == "" || slices.Contains(among, value)
}

// read takes in the body and headers of a change.
func (o Operation[I, O]) read(c *Call, in *I) error {
	b, err := c.body()
	if err != nil {
		return err
	}
	if err := c.conditions(o.Versioned, b); err != nil {
		return err
	}
	if len(b) == 0 && reflect.TypeFor[I]() == reflect.TypeFor[None]() {
		return nil
	}
	return border.JSONWithin(b, in, limits())
}
