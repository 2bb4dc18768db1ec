// Package errs is the one error that crosses packages: what went wrong as a
// kind, a message key, and a fault for each field. It holds no text for people
// and never repeats what was typed.
package errs

import (
	"errors"
	"maps"
	"slices"
)

// Kind says what sort of answer an error leads to.
type Kind uint8

// The kinds. An error that is not of this package is Internal.
const (
	Internal    Kind = iota
	Invalid          // the input has faults; nothing was changed
	Denied           // the actor may see that it exists, but not do this
	NotFound         // missing, or hidden from the actor: the two look the same
	Conflict         // somebody changed it first, or the state does not allow it
	SignedOut        // nobody is signed in, or the session has ended
	TooMany          // throttled
	Unavailable      // storage cannot be written; nothing was shown or changed
	StepUp           // allowed, but the actor has to prove anew who she is; nothing was shown or changed
)

// Fault is one thing that is wrong with one field.
type Fault struct {
	Field string            // name of the field in the form and in JSON
	Key   string            // message key, "noun.field.fault"
	Args  map[string]string // values for the message, never personal data
}

// Error is an error that an outlet can turn into an answer.
type Error struct {
	Kind    Kind
	Key     string
	Args    map[string]string
	Faults  []Fault
	Current any // at Conflict: what stands now, so that both texts can be shown
}

// Error returns kind and keys, which is all that may reach a log.
func (e *Error) Error() string {
	s := e.Key
	for _, f := range e.Faults {
		s += " " + f.Field + ":" + f.Key
	}
	return s
}

// New returns an error of a kind with a message key.
func New(k Kind, key string) *Error { return &Error{Kind: k, Key: key} }

// With returns a copy of e that carries a value for its message.
func (e *Error) With(name, value string) *Error {
	c := *e
	c.Args = maps.Clone(e.Args)
	if c.Args == nil {
		c.Args = map[string]string{}
	}
	c.Args[name] = value
	return &c
}

// Missing is the answer for what does not exist and for what is hidden.
func Missing() *Error { return New(NotFound, "missing") }

// Changed is the answer when somebody changed a thing first; current is what
// stands now.
func Changed(current any) *Error {
	return &Error{Kind: Conflict, Key: "changed", Current: current}
}

// KindOf returns the kind of err, Internal when it is not of this package.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of kind k.
func Is(err error, k Kind) bool { return err != nil && KindOf(err) == k }

// Faults gathers everything that is wrong with an input, so that all of it can
// be said at once.
type Faults []Fault

// Add notes that a field is wrong.
func (f *Faults) Add(field, key string, args ...string) {
	fault := Fault{Field: field, Key: key}
	for i := 0; i+1 < len(args); i += 2 {
		if fault.Args == nil {
			fault.Args = map[string]string{}
		}
		fault.Args[args[i]] = args[i+1]
	}
	*f = append(*f, fault)
}

// Check adds the fault unless ok.
func (f *Faults) Check(ok bool, field, key string, args ...string) {
	if !ok {
		f.Add(field, key, args...)
	}
}

// Merge takes over the faults of err, if it is Invalid, and returns err
// otherwise.
func (f *Faults) Merge(err error) error {
	if e, ok := errors.AsType[*Error](err); ok && e.Kind == Invalid {
		*f = append(*f, e.Faults...)
		return nil
	}
	return err
}

// OneEach keeps the first fault of each field.
func (f Faults) OneEach() (kept Faults) {
	told := map[string]bool{}
	for _, one := range f {
		if !told[one.Field] {
			told[one.Field] = true
			kept = append(kept, one)
		}
	}
	return kept
}

// Err returns nil when there are no faults.
func (f Faults) Err() error {
	if len(f) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Key: "invalid", Faults: slices.Clone(f)}
}
