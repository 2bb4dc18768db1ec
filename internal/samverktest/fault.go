package samverktest

import (
	"errors"
	"testing"

	"samverk/internal/errs"
)

// OK ends the test when there is an error.
func OK(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Is ends the test unless an error is of a kind.
func Is(t testing.TB, err error, k errs.Kind) {
	t.Helper()
	if !errs.Is(err, k) {
		t.Fatalf("%v is not of kind %v", err, k)
	}
}

// Fault returns the key of the first fault of a field, "" when there is none.
func Fault(err error, field string) string {
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			if f.Field == field {
				return f.Key
			}
		}
	}
	return ""
}
