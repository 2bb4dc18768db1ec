package rest

import (
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/i18n"
)

// problem is an error as RFC 9457 wants it. It never repeats what was sent.
type problem struct {
	Type     string         `json:"type" format:"uri" doc:"urn:samverk:problem: and the sort of error"`
	Title    string         `json:"title" doc:"What sort of error it is, in the language of Accept-Language"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail" doc:"What went wrong, in the language of Accept-Language"`
	Instance string         `json:"instance" format:"uri" doc:"The operation, or a reference to the log of the installation"`
	Errors   []problemFault `json:"errors,omitempty" doc:"Everything that is wrong with the input"`
	Current  any            `json:"current,omitempty" doc:"At 412, and at 409 where somebody was first: what stands now"`

	sort string // where two problems share a status
}

// problemFault is what is wrong with one field.
type problemFault struct {
	Field   string `json:"field" doc:"Path of the field, empty for the whole"`
	Key     string `json:"key" doc:"What is wrong, for programs"`
	Message string `json:"message" doc:"What is wrong, for people"`
}

// sorts name each status in problem types and in the keys of titles.
var sorts = map[int]string{
	400: "malformed", 401: "signed-out", 403: "denied", 404: "missing", 405: "method", 409: "conflict", 412: "changed",
	413: "size", 414: "address", 415: "type", 422: "invalid", 428: "unconditional", 429: "throttled", 500: "internal", 503: "unavailable",
}

func statusOf(err error) int {
	switch errs.KindOf(err) {
	case errs.Invalid:
		if border.TooLarge(err) {
			return http.StatusRequestEntityTooLarge
		}
		return http.StatusUnprocessableEntity
	case errs.Denied, errs.StepUp:
		return http.StatusForbidden
	case errs.NotFound:
		return http.StatusNotFound
	case errs.Conflict:
		return http.StatusConflict
	case errs.SignedOut:
		return http.StatusUnauthorized
	case errs.TooMany:
		return http.StatusTooManyRequests
	case errs.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// fail answers with what an error means.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, operation string, err error) {
	p, texts := problem{Status: statusOf(err)}, s.Texts(r)
	if errs.Is(err, errs.StepUp) {
		p.sort = "unproved"
	}
	if gone := r.Context().Err(); gone != nil && errors.Is(err, gone) {
		p.Status = http.StatusServiceUnavailable // the caller has left: no fault of ours
	}
	if e, ok := errors.AsType[*errs.Error](err); ok {
		if p.Status == http.StatusConflict && e.Key == "changed" {
			p.Current = s.now(e.Current)
			if r.Header.Get("If-Match") != "" {
				p.Status = http.StatusPreconditionFailed
			}
		}
		if p.Status != http.StatusUnprocessableEntity && p.Status != http.StatusNotFound && texts.Has(e.Key) {
			p.Detail = texts.Error(e)
		}
		p.Errors = faultsOf(texts, e.Faults)
	}
	if p.Status == http.StatusInternalServerError {
		p.Instance = "urn:samverk:fault:" + s.report(r.Context(), operation, err)
	}
	s.refuse(w, r, operation, p)
}

func faultsOf(texts *i18n.Texts, faults []errs.Fault) (list []problemFault) {
	for _, f := range faults {
		list = append(list, problemFault{Field: Camel(f.Field), Key: f.Key, Message: texts.Fault(f)})
	}
	return list
}

// Camel writes the name of a form's field as JSON names it.
func Camel(field string) string {
	parts := strings.Split(field, "_")
	for i, p := range parts[1:] {
		if p != "" {
			parts[i+1] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, "")
}

// refuse writes a problem, with the texts that belong to its status.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, operation string, p problem) {
	texts := s.Texts(r)
	name := cmp.Or(p.sort, sorts[p.Status])
	p.Type, p.Title = "urn:samverk:problem:"+name, texts.T("api.problem."+name)
	if p.Detail == "" {
		p.Detail = texts.T("api.problem." + name + ".detail")
	}
	if p.Instance == "" {
		p.Instance = "urn:samverk:operation:" + operation
	}
	h := w.Header()
	h.Set("Content-Language", string(texts.Lang()))
	switch p.Status {
	case http.StatusUnauthorized:
		challenge := `Bearer realm="samverk"`
		if r.Header.Get("Authorization") != "" {
			challenge += `, error="invalid_token"`
		}
		h.Set("WWW-Authenticate", challenge)
	case http.StatusTooManyRequests:
		h.Set("Retry-After", strconv.Itoa(60))
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", strconv.Itoa(5))
	}
	s.write(w, r, p.Status, "application/problem+json", p)
}
