package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// longestKey is the most characters that an Idempotency-Key may have.
const longestKey = 64

// inPartHeader names the part that a token's user acts in.
const inPartHeader = "Samverk-Representative"

// Call is one call of an operation.
type Call struct {
	*Server
	Ctx     context.Context
	Request *http.Request
	Who     access.Actor
	Session entry.Session
	Query   border.Values
	Version int64 // that If-Match names
}

// At returns an identifier from the path. Its form is checked before the
// operation runs.
func At[T ~string](c *Call, name string) T { return T(c.Request.PathValue(name)) }

// refusal is a fault of the call itself, before app is asked.
type refusal struct {
	status int
	key    string
}

// Error returns the message key.
func (e refusal) Error() string { return e.key }

// signIn finds who calls. A token is taken from the Authorization header only.
func (c *Call) signIn() error {
	var token string
	if list := c.Request.Header.Values("Authorization"); len(list) == 1 {
		scheme, rest, _ := strings.Cut(list[0], " ")
		if strings.EqualFold(scheme, "Bearer") && isToken(rest, 200) {
			token = rest
		}
	}
	if token == "" {
		return errs.New(errs.SignedOut, "signed.out")
	}
	var err error
	c.Session, err = c.Entry.Bearer(c.Ctx, token, c.source(c.Request))
	if list := c.Request.Header.Values(inPartHeader); len(list) > 0 && err == nil {
		c.Session, err = c.Entry.InPart(c.Ctx, c.Session, id.Representative(strings.Join(list, " ")))
	}
	c.Who = c.Session.Actor
	return err
}

// isToken reports whether s is 1 to most printable characters without space.
func isToken(s string, most int) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != "" && len(s) <= most
}

// conditions reads the headers that a change must carry.
func (c *Call) conditions(versioned bool, body []byte) error {
	key := c.Request.Header.Values("Idempotency-Key")
	if len(key) != 1 || !isToken(key[0], longestKey) {
		return refusal{http.StatusBadRequest, "api.idempotency"}
	}
	match := c.Request.Header.Get("If-Match")
	if versioned {
		if match == "" {
			return refusal{http.StatusPreconditionRequired, "api.if-match"}
		}
		number, ok := strings.CutPrefix(match, `"`)
		number, closed := strings.CutSuffix(number, `"`)
		version, err := strconv.ParseInt(number, 10, 64)
		if !ok || !closed || err != nil || version < 0 || etag(version) != match {
			return refusal{http.StatusBadRequest, "api.if-match.form"}
		}
		c.Version = version
	}
	c.Who.Once = access.Once{Key: key[0], Digest: border.DigestOf(c.Request.Method, c.Request.URL.Path, match, string(body))}
	return nil
}

// body reads what was sent, and checks that it says it is JSON.
func (c *Call) body() ([]byte, error) {
	b, err := border.Read(c.Request.Body, limits())
	if err != nil || len(b) == 0 {
		return nil, err
	}
	kind, rest, _ := strings.Cut(c.Request.Header.Get("Content-Type"), ";")
	rest = strings.ToLower(strings.TrimSpace(rest))
	if !strings.EqualFold(strings.TrimSpace(kind), "application/json") || rest != "" && strings.ReplaceAll(rest, `"`, "") != "charset=utf-8" {
		return nil, refusal{http.StatusUnsupportedMediaType, "api.body.type"}
	}
	return b, nil
}

// wellFormed reports whether everything in the path can be an identifier: what
// has another form cannot exist.
func (c *Call) wellFormed(names []string) bool {
	for _, n := range names {
		if !id.Valid(c.Request.PathValue(n)) {
			return false
		}
	}
	return true
}

// located is an answer to what was made, with its address.
type located interface{ Location() string }

// versioned is an answer that a later change must name the version of.
type versioned interface{ Etag() int64 }

// answer writes what an operation returned.
func (c *Call) answer(w http.ResponseWriter, status int, out any) {
	if l, ok := out.(located); ok && l.Location() != "" {
		w.Header().Set("Location", Prefix+l.Location())
	}
	if v, ok := out.(versioned); ok {
		w.Header().Set("ETag", etag(v.Etag()))
	}
	if status == http.StatusNoContent {
		w.WriteHeader(status)
		return
	}
	c.write(w, c.Request, status, "application/json", out)
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// write sends a value as JSON.
func (s *Server) write(w http.ResponseWriter, r *http.Request, status int, kind string, v any) {
	ready, ok := v.(json.RawMessage)
	if !ok {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(v); err != nil {
			s.report(r.Context(), "write", err)
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		ready = b.Bytes()
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(ready)))
	w.WriteHeader(status)
	_, _ = w.Write(ready) // who has left cannot be told
}
