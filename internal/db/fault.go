package db

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"

	"samverk/internal/errs"
)

// StartError says why a database cannot be used, before anything was touched.
type StartError struct {
	Key  string // message key
	Path string // the file or folder it is about
}

// Error returns the message key and what it is about.
func (e *StartError) Error() string { return fmt.Sprintf("%s %s", e.Key, e.Path) }

// SQLite's primary result codes (sqlite.org/rescode.html).
const (
	codeReadonly   = 8
	codeIO         = 10
	codeFull       = 13
	codeConstraint = 19
	uniqueKey      = codeConstraint | 8<<8
	primaryKey     = codeConstraint | 6<<8
)

// Fault turns a driver's error into one of errs where a user can meet it:
// storage that cannot be written. The rest it returns as it is.
func Fault(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case codeReadonly, codeIO, codeFull:
			return &unavailable{err}
		}
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		// Classes 53 (no resources), 57 (operator intervention), 58 (system), and 25006 (read only).
		if class := e.Code[:2]; class == "53" || class == "57" || class == "58" || e.Code == "25006" {
			return &unavailable{err}
		}
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return &unavailable{err}
	}
	return err
}

// unavailable is errs.Unavailable with the driver's reason for the log.
type unavailable struct{ cause error }

// Error returns the driver's words, for the log.
func (u *unavailable) Error() string { return u.cause.Error() }

// Unwrap makes it errs.Unavailable, and keeps the cause.
func (u *unavailable) Unwrap() []error {
	return []error{errs.New(errs.Unavailable, "storage.unavailable"), u.cause}
}

// unusable says why SQLite cannot open a file: one on a full disk is not damaged.
func unusable(file string, err error) *StartError {
	if errs.Is(Fault(err), errs.Unavailable) {
		return &StartError{Key: "start.database.unwritable", Path: file}
	}
	return &StartError{Key: "start.database.unreadable", Path: file}
}

// IsTaken reports whether err says that a unique key is taken.
func IsTaken(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == uniqueKey || e.Code() == primaryKey ||
			e.Code() == codeConstraint && strings.Contains(e.Error(), "UNIQUE")
	}
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && e.Code == "23505"
}
