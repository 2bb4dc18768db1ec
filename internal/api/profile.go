package api

import (
	"io"
	"net/http"

	"samverk/internal/api/rest"
	"samverk/internal/extract"
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

// Etag returns the version that a change must name.
func (p profileJSON) Etag() int64 { return p.version }

func profileOf(p person.Profile) profileJSON {
	return profileJSON{p.Language, rest.ListOf(p.Reach, func(r string) string { return r }), p.Phone, p.Mail, p.Times, p.Avoid, p.Version}
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

func addProfile(s *rest.Server) {
	example := profileJSON{Language: "sv", Reach: []string{"phone"}, Phone: "070-000 00 00", Times: "Förmiddagar"}
	rest.Add(s, rest.Operation[rest.None, profileJSON]{Method: http.MethodGet, Path: "/me/profile", ID: "read-profile", Tag: "me", Out: example,
		Do: func(c *rest.Call, _ rest.None) (profileJSON, error) {
			v, err := c.Own.Profile(c.Ctx, c.Who)
			return profileOf(v.Person.Profile), err
		}})
	rest.Add(s, rest.Operation[profileJSON, rest.None]{Method: http.MethodPut, Path: "/me/profile", ID: "change-profile", Tag: "me", Versioned: true, Status: http.StatusNoContent, In: example,
		Do: func(c *rest.Call, in profileJSON) (rest.None, error) {
			return rest.None{}, c.Own.SetProfile(c.Ctx, c.Who, person.Profile{Language: in.Language, Reach: in.Reach, Phone: in.Phone, Mail: in.Mail, Times: in.Times, Avoid: in.Avoid, Version: c.Version})
		}})
	rest.Add(s, rest.Operation[rest.None, extractJSON]{Method: http.MethodGet, Path: "/me/extract", ID: "read-extract", Tag: "me",
		Out:    extractJSON{extract.ExtractFormat, extract.ExtractVersion, "2026-11-20T10:00:00Z", []extractPartJSON{{Section: "person", Rows: []map[string]string{{"area": "Vetlanda"}}}}},
		Stream: func(c *rest.Call, to io.Writer) error { return c.Extract.ExtractFile(c.Ctx, c.Who, to) }})
}
