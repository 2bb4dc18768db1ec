package api

import (
	"io"
	"net/http"

	"samverk/internal/own"
	"samverk/internal/person"
)

// profileJSON is how the person wants to be reached, and the language of her
// pages.
type profileJSON struct {
	Language string   `json:"language,omitempty" enum:"sv,en" doc:"Of her pages"`
	Reach    []string `json:"reach" enum:"phone,sms,letter,mail,meeting,representative"`
	Phone    string   `json:"phone,omitempty" maxLength:"30"`
	Mail     string   `json:"mail,omitempty" maxLength:"120"`
	Times    string   `json:"times,omitempty" maxLength:"120" doc:"When it suits her best"`
	Avoid    string   `json:"avoid,omitempty" maxLength:"500" doc:"What one is to think of"`
	version  int64
}

func (p profileJSON) etag() int64 { return p.version }

func profileOf(p person.Profile) profileJSON {
	return profileJSON{p.Language, listOf(p.Reach, func(r string) string { return r }), p.Phone, p.Mail, p.Times, p.Avoid, p.Version}
}

// extractPartJSON is one sort of what is held about the person.
type extractPartJSON struct {
	Section string              `json:"section"`
	Case    string              `json:"case,omitempty" doc:"Reference of the case"`
	Rows    []map[string]string `json:"rows" doc:"Facts by name; codes as they are kept, times as RFC 3339"`
}

// extractJSON is everything that is held about the person.
type extractJSON struct {
	Format  string            `json:"format" enum:"samverk.register-extract"`
	Version int               `json:"version"`
	Made    string            `json:"made" format:"date-time"`
	Parts   []extractPartJSON `json:"parts"`
}

func addProfile(s *server) {
	example := profileJSON{Language: "sv", Reach: []string{"phone"}, Phone: "070-000 00 00", Times: "Förmiddagar"}
	add(s, operation[none, profileJSON]{method: http.MethodGet, path: "/me/profile", id: "read-profile", tag: "me", out: example,
		do: func(c *call, _ none) (profileJSON, error) {
			v, err := c.own.Profile(c.ctx, c.who)
			return profileOf(v.Person.Profile), err
		}})
	add(s, operation[profileJSON, none]{method: http.MethodPut, path: "/me/profile", id: "change-profile", tag: "me", versioned: true, status: http.StatusNoContent, in: example,
		do: func(c *call, in profileJSON) (none, error) {
			return none{}, c.own.SetProfile(c.ctx, c.who, person.Profile{Language: in.Language, Reach: in.Reach, Phone: in.Phone, Mail: in.Mail, Times: in.Times, Avoid: in.Avoid, Version: c.version})
		}})
	add(s, operation[none, extractJSON]{method: http.MethodGet, path: "/me/extract", id: "read-extract", tag: "me",
		out:    extractJSON{own.ExtractFormat, own.ExtractVersion, "2026-11-20T10:00:00Z", []extractPartJSON{{Section: "person", Rows: []map[string]string{{"area": "Vetlanda"}}}}},
		stream: func(c *call, to io.Writer) error { return c.own.ExtractFile(c.ctx, c.who, to) }})
}
