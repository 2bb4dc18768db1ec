package site

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"runtime/debug"

	"samverk/internal/errs"
)

// policy lets a page use what this site serves and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const permissions = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"

// recorder is a ResponseWriter that knows what was answered, and the reference
// under which the request can be found in the log.
type recorder struct {
	http.ResponseWriter
	reference string
	status    int
}

// WriteHeader notes the status.
func (rec *recorder) WriteHeader(status int) {
	if rec.status == 0 {
		rec.status = status
	}
	rec.ResponseWriter.WriteHeader(status)
}

// Write notes that the answer has begun.
func (rec *recorder) Write(b []byte) (int, error) {
	if rec.status == 0 {
		rec.status = http.StatusOK
	}
	return rec.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the writer within.
func (rec *recorder) Unwrap() http.ResponseWriter { return rec.ResponseWriter }

// guard stands around every answer: headers, reference, measurements, and an
// answer also when something panics.
func (s *Site) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w, reference: newReference()}
		s.secure(rec.Header())
		began := s.Options.Now()
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.Options.Logger.ErrorContext(r.Context(), "panic", "reference", rec.reference, "route", r.Pattern, "stack", string(debug.Stack()))
				if rec.status == 0 {
					s.fail(rec, r, s.newVisit(r), fmt.Errorf("panic of type %T", p))
				}
			}
			s.observe(r, rec.status, s.Options.Now().Sub(began))
		}()
		next.ServeHTTP(rec, r)
	})
}

func (s *Site) secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	// With "no-referrer" a form says that it comes from nowhere, and without TLS
	// there is nothing else to tell it from another site's by.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", permissions)
	h.Set("X-Frame-Options", "DENY")
	if s.Options.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
	}
}

// newReference is what a person can read out and find a request by: eight
// letters and digits in two groups.
func newReference() string {
	text := rand.Text()
	return text[:4] + "-" + text[4:8]
}

func (s *Site) refuseOrigin(w http.ResponseWriter, r *http.Request) {
	s.fail(w, r, s.newVisit(r), errs.New(errs.Denied, "page.origin"))
}
