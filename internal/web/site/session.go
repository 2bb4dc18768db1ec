package site

import (
	"net"
	"net/http"
	"strings"
)

const (
	langCookie  = "sprak"
	themeCookie = "utseende"
	flashCookie = "besked"
	year        = 365 * 24 * 60 * 60
)

// CookieName is the name of the cookie with the session's secret. Over TLS the
// name makes browsers refuse it from any other host.
func CookieName(secure bool) string {
	if secure {
		return "__Host-samverk"
	}
	return "samverk"
}

// SetSession gives the browser the secret of a session, and takes it back when
// there is none.
func (s *Site) SetSession(w http.ResponseWriter, secret string) {
	age := 0
	if secret == "" {
		age = -1
	}
	s.setCookie(w, CookieName(s.Options.Secure), secret, age)
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// setCookie keeps a value in the browser: until it closes when age is 0, and no
// longer when age is negative.
func (s *Site) setCookie(w http.ResponseWriter, name, value string, age int) {
	http.SetCookie(w, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: age, Secure: s.Options.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// Source returns the address that a request comes from. What a proxy of our own
// has added last is true; what came before it anybody may have written.
func (s *Site) Source(r *http.Request) string {
	if s.Options.Proxied {
		all := r.Header.Values("X-Forwarded-For")
		if len(all) > 0 {
			last := all[len(all)-1]
			last = strings.TrimSpace(last[strings.LastIndexByte(last, ',')+1:])
			if ip := net.ParseIP(last); ip != nil {
				return ip.String()
			}
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// Local returns a path of this site to go on to, or otherwise when the path
// given is none.
func Local(path, otherwise string) string {
	if len(path) < 2 || path[0] != '/' || len(path) > 200 {
		return otherwise
	}
	for i, c := range []byte(path) {
		ok := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '/' && (i == 0 || path[i-1] != '/')
		if !ok {
			return otherwise
		}
	}
	return path
}

// SetSecret lets the browser keep a secret under a name of its own, for so many
// seconds; 0 is until it closes, and less than that takes it back.
func (s *Site) SetSecret(w http.ResponseWriter, name, value string, seconds int) {
	s.setCookie(w, s.secretName(name), value, seconds)
}

// Secret returns what the browser keeps under a name, if anything.
func (s *Site) Secret(r *http.Request, name string) string { return cookie(r, s.secretName(name)) }

func (s *Site) secretName(name string) string { return CookieName(s.Options.Secure) + "-" + name }
