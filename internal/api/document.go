package api

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
func (s *server) both(key string) string {
	return s.o.Texts.In(i18n.Swedish).T(key) + "\n\n" + s.o.Texts.In(i18n.English).T(key)
}

// document returns the description of the API without its operations.
func (s *server) document() *huma.OpenAPI {
	doc := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Samverk", Version: Version, Description: s.both("api.about"),
			Contact: &huma.Contact{Name: s.o.Contact.Name, URL: s.o.Contact.URL, Email: s.o.Contact.Email},
			License: &huma.License{Name: "Apache-2.0", URL: "https://www.apache.org/licenses/LICENSE-2.0"},
		},
		Servers:      []*huma.Server{{URL: s.o.Base + Prefix, Description: s.both("api.server")}},
		ExternalDocs: &huma.ExternalDocs{URL: s.o.Docs, Description: s.both("api.docs")},
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
func (s *server) describe(op *huma.Operation) { s.doc.AddOperation(op) }

// finish closes the document and keeps it as it is served.
func (s *server) finish() {
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
	s.description, _ = json.Marshal(s.doc)
}

// description returns what the document says of the operation.
func (o operation[I, O]) description(s *server) *huma.Operation {
	d := &huma.Operation{
		Method: o.method, Path: o.path, OperationID: o.id, Tags: []string{o.tag},
		Summary: s.o.Texts.In(i18n.Swedish).T("api.op." + o.id), Description: s.both("api.op." + o.id),
		Responses: map[string]*huma.Response{},
	}
	if o.public {
		d.Security = []map[string][]string{}
	}
	for _, name := range namesIn(o.path) {
		d.Parameters = append(d.Parameters, s.parameter("path", name))
	}
	for _, name := range o.query {
		d.Parameters = append(d.Parameters, s.parameter("query", name))
	}
	d.Parameters = append(d.Parameters, s.parameter("header", "Accept-Language"))
	if o.method != http.MethodGet {
		d.Parameters = append(d.Parameters, s.parameter("header", "Idempotency-Key"))
	}
	if o.versioned {
		d.Parameters = append(d.Parameters, s.parameter("header", "If-Match"))
	}
	if t := reflect.TypeFor[I](); t != reflect.TypeFor[none]() {
		d.RequestBody = &huma.RequestBody{Required: true, Description: s.both("api.body"), Content: map[string]*huma.MediaType{
			"application/json": {Schema: s.doc.Components.Schemas.Schema(t, true, ""), Example: o.in},
		}}
	}
	o.describeAnswers(s, d)
	return d
}

func (o operation[I, O]) describeAnswers(s *server, d *huma.Operation) {
	ok := &huma.Response{Description: s.both("api.response." + strconv.Itoa(o.status))}
	if t := reflect.TypeFor[O](); t != reflect.TypeFor[none]() {
		ok.Content = map[string]*huma.MediaType{"application/json": {Schema: s.doc.Components.Schemas.Schema(t, true, ""), Example: o.out}}
	}
	if _, has := any(o.out).(versioned); has {
		ok.Headers = map[string]*huma.Param{"ETag": {Description: s.both("api.header.etag"), Schema: &huma.Schema{Type: "string"}, Example: `"3"`}}
	}
	d.Responses[strconv.Itoa(o.status)] = ok
	for _, status := range o.refusals() {
		d.Responses[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + sorts[status]}
	}
}

// refusals lists the errors that an operation can answer with.
func (o operation[I, O]) refusals() []int {
	if o.public {
		return []int{http.StatusRequestURITooLong, http.StatusUnprocessableEntity, http.StatusInternalServerError}
	}
	list := []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusRequestURITooLong, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable}
	if o.method != http.MethodGet {
		list = append(list, http.StatusBadRequest, http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType)
	}
	if o.versioned {
		list = append(list, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	}
	slices.Sort(list)
	return list
}

// refusals describes every error once.
func (s *server) refusals() map[string]*huma.Response {
	all := map[string]*huma.Response{}
	for status, name := range sorts {
		all[name] = s.refusal(status, name)
	}
	return all
}

func (s *server) refusal(status int, name string) *huma.Response {
	texts := s.o.Texts.In(i18n.Swedish)
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
func (s *server) parameter(in, name string) *huma.Param {
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
		p.Schema = &huma.Schema{Type: "integer", Format: "int32", Minimum: new(1.0), Maximum: new(float64(mostLimit)), Default: usualLimit}
		p.Example = usualLimit
	case "after":
		p.Example = "1795854600000000-" + exampleID
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
	case "state":
		p.Schema.Enum, p.Example = []any{"open", "resting", "closing", "closed"}, "open"
	case "category":
		p.Required, p.Example = true, "work"
	case "area":
		p.Required, p.Example = true, "0685"
	case "topic":
		p.Required, p.Example = true, "coordination"
	default:
		p.Schema.Pattern, p.Example = `^[a-z0-9-]{1,40}$`, exampleID
	}
	return p
}
