package rest

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"samverk/internal/i18n"
)

// tags are the groups of operations, in the order of the document.
func tags() []string {
	return []string{"about", "me", "structure", "persons", "requests", "cases", "parties", "consent", "items", "plan", "staff", "administration", "agreements", "forums", "obstacles", "calls"}
}

// both returns a text in Swedish and English (DOK.06).
func (s *Server) both(key string) string {
	return s.Options.Texts.In(i18n.Swedish).T(key) + "\n\n" + s.Options.Texts.In(i18n.English).T(key)
}

// document returns the description of the API without its operations.
func (s *Server) document() *huma.OpenAPI {
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Samverk", Version: Version, Description: s.both("api.about"),
			Contact: &huma.Contact{Name: s.Options.Contact.Name, URL: s.Options.Contact.URL, Email: s.Options.Contact.Email},
			License: &huma.License{Name: "Apache-2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0"},
		},
		Servers:      []*huma.Server{{URL: s.Options.Base + Prefix, Description: s.both("api.server")}},
		ExternalDocs: &huma.ExternalDocs{URL: s.Options.Docs, Description: s.both("api.docs")},
		Security:     []map[string][]string{{"bearer": {}}},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				"bearer": {Type: "http", Scheme: "bearer", Description: s.both("api.bearer")},
			},
		},
	}
	for _, tag := range tags() {
		doc.Tags = append(doc.Tags, &huma.Tag{Name: tag, Description: s.both("api.tag." + tag)})
	}
	return doc
}

// schemaName calls a schema what its type is called: caseJSON is Case.
func schemaName(t reflect.Type, hint string) string {
	return strings.TrimSuffix(huma.DefaultSchemaNamer(t, hint), "JSON")
}

// describe puts an operation into the document.
func (s *Server) describe(op *huma.Operation) { s.doc.AddOperation(op) }

// finish closes the document and keeps it as it is served.
func (s *Server) finish() {
	s.doc.Components.Responses = s.refusals()
	for name, schema := range s.doc.Components.Schemas.Map() {
		if !strings.HasSuffix(name, "Input") {
			schema.AdditionalProperties = nil // answers may grow
		}
		for _, p := range schema.Properties {
			p.Nullable = false // what is not there is left out
		}
	}
	// Of nothing but texts, numbers and maps: it cannot fail.
	s.Description, _ = json.Marshal(s.doc)
}

// description returns what the document says of the operation.
func (o Operation[I, O]) description(s *Server) *huma.Operation {
	d := &huma.Operation{
		Method: o.Method, Path: o.Path, OperationID: o.ID, Tags: []string{o.Tag},
		Summary: s.Options.Texts.In(i18n.Swedish).T("api.op." + o.ID), Description: s.both("api.op." + o.ID),
		Responses: map[string]*huma.Response{},
	}
	if o.Public {
		d.Security = []map[string][]string{}
	}
	for _, name := range namesIn(o.Path) {
		d.Parameters = append(d.Parameters, s.parameter("path", name))
	}
	for _, name := range o.Query {
		d.Parameters = append(d.Parameters, o.inQuery(s.parameter("query", name)))
	}
	d.Parameters = append(d.Parameters, s.parameter("header", "Accept-Language"))
	if o.Method != http.MethodGet {
		d.Parameters = append(d.Parameters, s.parameter("header", "Idempotency-Key"))
	}
	if o.Versioned {
		d.Parameters = append(d.Parameters, s.parameter("header", "If-Match"))
	}
	if t := reflect.TypeFor[I](); t != reflect.TypeFor[None]() {
		d.RequestBody = &huma.RequestBody{Required: true, Description: s.both("api.body"), Content: map[string]*huma.MediaType{
			"application/json": {Schema: s.doc.Components.Schemas.Schema(t, true, ""), Example: o.In},
		}}
	}
	o.describeAnswers(s, d)
	return d
}

// inQuery adds what the operation itself says of a parameter of its query.
func (o Operation[I, O]) inQuery(p *huma.Param) *huma.Param {
	p.Required = slices.Contains(o.Needs, p.Name)
	if among, ok := o.Among[p.Name]; ok {
		p.Schema = &huma.Schema{Type: "string"}
		for _, one := range among {
			p.Schema.Enum = append(p.Schema.Enum, one)
		}
		p.Example = among[0]
	}
	return p
}

func (o Operation[I, O]) describeAnswers(s *Server, d *huma.Operation) {
	ok := &huma.Response{Description: s.both("api.response." + strconv.Itoa(o.Status))}
	if t := reflect.TypeFor[O](); t != reflect.TypeFor[None]() {
		ok.Content = map[string]*huma.MediaType{"application/json": {Schema: s.doc.Components.Schemas.Schema(t, true, ""), Example: o.Out}}
	}
	if _, has := any(o.Out).(versioned); has {
		ok.Headers = map[string]*huma.Param{"ETag": {Description: s.both("api.header.etag"), Schema: &huma.Schema{Type: "string"}, Example: `"3"`}}
	}
	d.Responses[strconv.Itoa(o.Status)] = ok
	for _, status := range o.refusals() {
		d.Responses[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + sorts[status]}
	}
}

// refusals lists the errors that an operation can answer with.
func (o Operation[I, O]) refusals() []int {
	if o.Public {
		return []int{http.StatusRequestURITooLong, http.StatusUnprocessableEntity, http.StatusInternalServerError}
	}
	list := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusRequestURITooLong, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}
	if o.Method != http.MethodGet {
		list = append(list, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if o.Versioned {
		list = append(list, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	slices.Sort(list)
	return list
}

// refusals describes every error once.
func (s *Server) refusals() map[string]*huma.Response {
	all := map[string]*huma.Response{}
	for status, name := range sorts {
		all[name] = s.refusal(status, name)
	}
	return all
}

func (s *Server) refusal(status int, name string) *huma.Response {
	texts := s.Options.Texts.In(i18n.Swedish)
	example := problem{
		Type: "urn:samverk:problem:" + name, Title: texts.T("api.problem." + name), Status: status,
		Detail: texts.T("api.problem." + name + ".detail"), Instance: "urn:samverk:operation:list-cases",
	}
	switch status {
	case http.StatusUnprocessableEntity:
		example.Errors = []problemFault{{"limit", "api.limit", texts.T("api.limit", "n", strconv.Itoa(mostLimit))}}
	case http.StatusInternalServerError:
		example.Instance = "urn:samverk:fault:k7v2mxqzt5"
	}
	r := &huma.Response{Description: s.both("api.problem." + name + ".detail"), Content: map[string]*huma.MediaType{
		"application/problem+json": {Schema: s.doc.Components.Schemas.Schema(reflect.TypeFor[problem](), true, ""), Example: example},
	}}
	if status == http.StatusUnauthorized {
		r.Headers = map[string]*huma.Param{"WWW-Authenticate": {Description: s.both("api.header.challenge"), Schema: &huma.Schema{Type: "string"}, Example: `Bearer realm="samverk"`}}
	}
	return r
}

// parameter describes a parameter; its texts are api.param.<name>.
func (s *Server) parameter(in, name string) *huma.Param {
	p := &huma.Param{In: in, Name: name, Required: in == "path", Description: s.both("api.param." + strings.ToLower(name)), Schema: &huma.Schema{Type: "string"}}
	switch name {
	case "Accept-Language":
		p.Example = "sv"
		p.Schema.Default = "sv"
	case "Idempotency-Key":
		p.Required, p.Example = true, "5f0c2f1e-6c1b-4f0e-9d5a-0d7f3a1c9b42"
		p.Schema.MinLength, p.Schema.MaxLength = new(1), new(longestKey)
	case "If-Match":
		p.Required, p.Example = true, `"3"`
	case "limit":
		p.Schema = &huma.Schema{Type: "integer", Format: "int32", Minimum: new(1.0), Maximum: new(float64(mostLimit)), Default: UsualLimit}
		p.Example = UsualLimit
	case "after":
		p.Example = "1795854600000000-" + ExampleID
	case "number", "from", "to":
		p.Schema = &huma.Schema{Type: "integer", Format: "int32", Minimum: new(1.0)}
		p.Example = 1
	case "status":
		p.Schema.Enum, p.Example = []any{"open", "answered", "withdrawn"}, "open"
	case "year":
		p.Schema = &huma.Schema{Type: "integer", Format: "int32", Minimum: new(2000.0), Maximum: new(2199.0)}
		p.Example = 2026
	case "box":
		p.Schema.Enum, p.Schema.Default, p.Example = []any{"in", "out"}, "in", "in"
	case "category":
		p.Example = "work"
	case "area":
		p.Example = "0685"
	case "topic":
		p.Example = "coordination"
	case "years":
		p.Schema = &huma.Schema{Type: "integer", Format: "int32", Minimum: new(0.0)}
		p.Example = 42
	case "on", "against", "day":
		p.Schema.Format, p.Example = "date", "2026-11-20"
	case "period":
		p.Schema.Pattern, p.Example = `^[0-9]{4}(-[12])?$`, "2026-1"
	case "q":
		p.Example = "utredning"
	default:
		p.Schema.Pattern, p.Example = `^[a-z0-9-]{1,40}$`, ExampleID
	}
	return p
}
