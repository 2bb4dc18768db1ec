package site

import (
	"errors"
	"net/http"

	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/web/ui"
)

// statuses is the one table from kind of error to answer.
var statuses = map[errs.Kind]int{
	errs.Internal:    http.StatusInternalServerError,
	errs.Invalid:     http.StatusUnprocessableEntity,
	errs.Denied:      http.StatusForbidden,
	errs.NotFound:    http.StatusNotFound,
	errs.Conflict:    http.StatusConflict,
	errs.SignedOut:   http.StatusUnauthorized,
	errs.TooMany:     http.StatusTooManyRequests,
	errs.Unavailable: http.StatusServiceUnavailable,
	errs.StepUp:      http.StatusForbidden,
}

// fail is the only writer of error answers. What is missing and what is hidden
// are answered the same, down to the length.
func (s *Site) fail(w http.ResponseWriter, r *http.Request, v *Visit, err error) {
	if r.Context().Err() != nil && errors.Is(err, r.Context().Err()) {
		// Hardly anybody waits for an answer; who has only ceased to send still
		// does, and an empty one would say that all went well.
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	kind := errs.KindOf(err)
	switch {
	case kind == errs.SignedOut:
		leadTo(w, r, ui.PathSignIn, v.backTo(r))
		return
	case kind == errs.StepUp && (v.kept || r.Method == http.MethodGet):
		leadTo(w, r, PathProve, v.backTo(r))
		return
	case errors.Is(err, errNoFunction):
		http.Redirect(w, r, ui.PathSwitch, http.StatusSeeOther)
		return
	}
	reference := referenceOf(w)
	s.logFailure(r, kind, reference, err)
	p := s.Page(v, v.Texts.T(failureTitle(kind)))
	if kind == errs.NotFound {
		p.Path = ui.PathHome // an address that leads nowhere may tell of somebody
	}
	f := ui.Failure{Text: s.failureText(v, kind, err), Reference: reference}
	if kind == errs.StepUp {
		f.Next = &ui.Action{Label: v.Texts.T("page.prove.title"), Href: PathProve, Primary: true}
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead && kind != errs.NotFound {
		f.Saved = ui.NotSaved
	}
	f.Again = v.sendAgain(r, kind, err)
	status := statuses[kind]
	if border.TooLarge(err) {
		status = http.StatusRequestEntityTooLarge
	}
	if err := s.write(w, r, status, p, ui.ErrorPage(v.Texts, f)); err != nil {
		s.Options.Logger.ErrorContext(r.Context(), "error page", "reference", reference, "err", err)
		w.WriteHeader(http.StatusInternalServerError)
	}
}

// sendAgain is the form that could not be carried out just now, so that nothing
// typed is lost. It keeps its key, since it may have been carried out after all;
// only a key that has been used for something else is replaced. A password is
// typed anew.
func (v *Visit) sendAgain(r *http.Request, kind errs.Kind, err error) *ui.Form {
	again := kind == errs.Unavailable || kind == errs.Internal || kind == errs.TooMany
	e, ours := errors.AsType[*errs.Error](err)
	reused := ours && e.Key == "once.reused"
	if v.Form == nil || !v.In || v.Form.Get("password") != "" || !again && !reused {
		return nil
	}
	f := v.Again(r.URL.Path, nil)
	f.Version = max(f.Version, 0)
	if !reused {
		f.Once = v.Form.Get("once")
	}
	return &f
}

// logFailure tells the log what happened: the route's pattern, never its path
// or query. Error texts hold keys only.
func (s *Site) logFailure(r *http.Request, kind errs.Kind, reference string, err error) {
	log := s.Options.Logger.InfoContext
	if kind == errs.Internal || kind == errs.Unavailable {
		log = s.Options.Logger.ErrorContext
	}
	log(r.Context(), "request failed", "reference", reference, "route", r.Pattern, "status", statuses[kind], "err", err)
}

func failureTitle(k errs.Kind) string {
	switch k {
	case errs.NotFound:
		return "page.failure.missing"
	case errs.Denied:
		return "page.failure.denied"
	case errs.Conflict:
		return "page.failure.conflict"
	case errs.TooMany:
		return "page.failure.too_many"
	case errs.Unavailable:
		return "page.failure.unavailable"
	case errs.Invalid:
		return "page.failure.invalid"
	case errs.StepUp:
		return "page.prove.title"
	}
	return "page.failure.internal"
}

func (s *Site) failureText(v *Visit, k errs.Kind, err error) string {
	switch k {
	case errs.NotFound:
		return v.Texts.T("missing")
	case errs.Unavailable:
		return v.Texts.T("page.failure.unavailable.text")
	case errs.Invalid:
		if faults := faultsOf(err); len(faults) > 0 {
			return v.Texts.Fault(faults[0])
		}
	}
	return v.Texts.Error(err)
}

func (s *Site) nothing(http.ResponseWriter, *http.Request, *Visit) error { return errs.Missing() }

// referenceOf returns the number that the request has in the log.
func referenceOf(w http.ResponseWriter) string {
	if rec, ok := w.(*recorder); ok {
		return rec.reference
	}
	return newReference()
}

func faultsOf(err error) []errs.Fault {
	if e, ok := errors.AsType[*errs.Error](err); ok && e.Kind == errs.Invalid {
		return e.Faults
	}
	return nil
}
