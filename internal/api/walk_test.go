package api_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/api"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
)

// document is as much of the OpenAPI document as the tests read.
type document struct {
	OpenAPI string
	Info    struct {
		Title, Version, Description string
		Contact                     struct{ Name, URL, Email string }
		License                     struct{ Name, URL string }
	}
	Servers      []struct{ URL string }
	ExternalDocs struct{ URL, Description string }
	Tags         []struct{ Name, Description string }
	Security     []map[string][]string
	Paths        map[string]map[string]operation
	Components   struct {
		Schemas         map[string]schema
		Responses       map[string]response
		SecuritySchemes map[string]struct{ Type, Scheme, In string }
	}
}

type operation struct {
	OperationID, Summary, Description string
	Tags                              []string
	Parameters                        []struct {
		Name, In, Description string
		Required              bool
		Example               any
		Schema                schema
	}
	RequestBody *struct {
		Description string
		Content     map[string]media
	}
	Responses map[string]response
	Security  []map[string][]string
}

type response struct {
	Ref         string `json:"$ref"`
	Description string
	Content     map[string]media
}

type media struct {
	Schema  schema
	Example json.RawMessage
}

type schema struct {
	Ref        string `json:"$ref"`
	Type       any
	Format     string
	Properties map[string]schema
	Items      *schema
	Default    any
	Minimum    *float64
	Maximum    *float64
	Required   []string
	Enum       []any
}

func (s *site) document() (d document) {
	s.nobody().get("/openapi.json").want(200).into(&d)
	for _, methods := range d.Paths {
		for _, o := range methods {
			for status, r := range o.Responses {
				if name, ok := strings.CutPrefix(r.Ref, "#/components/responses/"); ok {
					o.Responses[status] = d.Components.Responses[name]
				}
			}
		}
	}
	return d
}

// visit is an operation with an address and a body that it takes.
type visit struct {
	operation
	method, template, path, body string
	headers                      []string
}

func (v visit) name() string { return v.OperationID }

func (v visit) public() bool { return v.Security != nil && len(v.Security) == 0 }

func (v visit) by(c caller) answer {
	c.t.Helper()
	return c.do(v.method, v.path, v.body, v.headers...)
}

var inBraces = regexp.MustCompile(`\{(\w+)\}`)

// visits lists every operation, with the identifiers given in its path.
func (d document) visits(ids map[string]string) (all []visit) {
	for template, methods := range d.Paths {
		for method, o := range methods {
			v := visit{operation: o, method: strings.ToUpper(method), template: template}
			v.path = api.Prefix + inBraces.ReplaceAllStringFunc(template, func(name string) string {
				return ids[strings.Trim(name, "{}")]
			})
			if o.RequestBody != nil {
				v.body = string(o.RequestBody.Content["application/json"].Example)
			}
			for _, p := range o.Parameters {
				switch {
				case p.Name == "If-Match":
					v.headers = append(v.headers, "If-Match", `"1"`)
				case p.In == "query" && p.Required:
					sign := "?"
					if strings.Contains(v.path, "?") {
						sign = "&"
					}
					v.path += sign + p.Name + "=" + p.Example.(string)
				}
			}
			all = append(all, v)
		}
	}
	slices.SortFunc(all, func(a, b visit) int { return strings.Compare(a.name(), b.name()) })
	return all
}

// there is one of everything that a path can name.
func (s *site) there() map[string]string {
	s.T.Helper()
	c, p := s.shared()
	asker := s.as("forsorjning")
	body := `{"number":"` + p.Number + `","name":"` + p.Name + `","area":"0685","topic":"coordination","to":"samordning","wanted":["af"],"consented":true,"consentHow":"oral","hope":"Arbeta igen"}`
	request := asker.do("POST", api.Prefix+"/requests", body).want(201)
	item := s.as("af").do("POST", caseOf(c)+"/items", activity).want(201)
	call := s.as("af").do("POST", caseOf(c)+"/calls", meetingAt).want(201)
	var r, i, k struct{ ID string }
	request.into(&r)
	item.into(&i)
	call.into(&k)
	f := s.Forum("three_party", access.Kommun, access.Vard, access.FK, access.AF)
	sitting, slots := s.Sitting(f, 48*time.Hour, 2)
	asked := s.as("af").do("POST", api.Prefix+"/sittings/"+string(sitting)+"/consultations", `{"question":"Vem tar första steget?"}`).want(201)
	var q struct{ ID string }
	asked.into(&q)
	return map[string]string{
		"case": string(c), "request": r.ID, "item": i.ID, "unit": "forsorjning", "area": "0685", "number": "1",
		"agreement": strings.TrimPrefix(s.agreement(), api.Prefix+"/agreements/"),
		"obstacle":  strings.TrimPrefix(s.obstacle(), api.Prefix+"/obstacles/"),
		"forum":     string(f), "sitting": string(sitting), "slot": string(slots[1]), "consultation": q.ID, "function": "ame", "point": "forms",
		"matter": s.matter(c, p), "figure": "oj-langvarigt", "goal": "none-such", "year": "2026", "article": "none-such", "path": "none-such", "step": "none-such", "training": "none-such", "round": "none-such", "survey": "none-such", "instrument": "none-such", "intervention": "none-such", "wish": "none-such", "expectation": "none-such", "task": "none-such", "effort": "none-such", "body": "none-such", "study": "none-such", "report": "none-such", "development": "none-such", "handover": "none-such", "wrong": "none-such", "moment": "before", "period": "2026-1", "brief": "none-such", "objection": "none-such", "coordination": "none-such", "way": "none-such", "user": "none-such", "change": "none-such", "import": "none-such", "review": "none-such", "organisation": "none-such", "representative": "none-such", "block": "none-such", "special": "none-such", "recall": "none-such", "session": "none-such", "token": "none-such", "passkey": "none-such", "assignment": "none-such", "feed": "none-such", "call": k.ID,
	}
}

// matter is something that the person has asked of the unit that leads her case.
func (s *site) matter(c id.Case, p world.Person) string {
	s.T.Helper()
	a := s.caller(s.AsPerson(p)).do("POST", api.Prefix+"/me/matters", `{"kind":"erasure","case":"`+string(c)+`","words":"Ta bort det"}`).want(201)
	var m struct{ ID string }
	a.into(&m)
	return m.ID
}

// elsewhere is nothing that is there.
func elsewhere() map[string]string {
	ids := map[string]string{"number": "1"}
	for _, name := range []string{"figure", "goal", "round", "survey", "instrument", "article", "path", "step", "training", "intervention", "wish", "expectation", "year", "task", "effort", "body", "study", "report", "development", "handover", "wrong", "moment", "period", "brief", "case", "request", "item", "unit", "area", "matter", "objection", "coordination", "representative", "block", "special", "recall", "session", "token", "passkey", "assignment", "agreement", "feed", "call", "obstacle", "forum", "sitting", "slot", "consultation", "function", "point", "way", "user", "change", "import", "review", "organisation"} {
		ids[name] = string(id.New[id.Case]())
	}
	return ids
}

// ofStructure reports whether an address is of the structure level, which holds
// nobody and is open to every function.
func (v visit) ofStructure() bool {
	return slices.ContainsFunc([]string{"/areas", "/ways-in", "/ways", "/way-map", "/interventions", "/intervention-comparison", "/intervention-imports", "/intervention-table", "/units", "/wishes", "/expectations", "/news", "/articles", "/glossary", "/introductions", "/own-introduction", "/trainings", "/figures", "/figure-imports", "/own-figures", "/goals", "/needs", "/agreements", "/legal-grounds", "/obstacles", "/forums", "/sittings", "/federation", "/totals", "/rounds", "/surveys", "/instruments", "/studies", "/reports", "/developments", "/collaborations", "/rules"}, func(p string) bool { return strings.HasPrefix(v.template, p) })
}

func TestNothingIsAnsweredWithoutAToken(t *testing.T) {
	s := newSite(t)
	for _, ids := range []map[string]string{s.there(), elsewhere()} {
		for _, v := range s.document().visits(ids) {
			if a := v.by(s.nobody()); v.public() != (a.status == 200) || !v.public() && a.status != 401 {
				t.Errorf("%s: %d", v.name(), a.status)
			}
		}
	}
}

// TestWhatIsHiddenLooksLikeWhatIsNot asks for everything as a function that
// takes part in nothing, as one whose case it is not, and as the federation.
func TestWhatIsHiddenLooksLikeWhatIsNot(t *testing.T) {
	s := newSite(t)
	d := s.document()
	there, not := d.visits(s.there()), d.visits(elsewhere())
	for _, f := range []id.Function{"fk", "nassjo-samordning", "forbund", "admin"} {
		c := s.as(f)
		for n, v := range there {
			if !strings.Contains(v.template, "{") || v.ofStructure() || v.public() ||
				strings.HasPrefix(v.template, "/me/") || f == "admin" && (strings.HasPrefix(v.template, "/units/") || strings.HasPrefix(v.template, "/organisation/")) {
				continue
			}
			hidden, missing := v.by(c), not[n].by(c)
			if hidden.status != 404 || string(hidden.body) != string(missing.body) || missing.status != 404 {
				t.Errorf("%s as %s: %d %s against %d %s", v.name(), f, hidden.status, hidden.body, missing.status, missing.body)
			}
		}
	}
}

func TestTheFederationReachesNobody(t *testing.T) {
	s := newSite(t)
	ids := s.there()
	structure := []string{"list-areas", "read-area", "suggest-ways-in", "read-me", "read-day", "list-functions", "list-sessions", "list-tokens", "list-passkeys", "list-feeds", "set-busy", "read-api-info", "read-description"}
	c := s.as("forbund")
	for _, v := range s.document().visits(ids) {
		a := v.by(c)
		if slices.Contains(structure, v.name()) {
			a.want(200)
		} else if (a.status < 400 || a.status >= 500) && !(v.ofStructure() && a.status < 300) {
			// Ending a session or token of one's own that is not there changes nothing.
			if !slices.Contains([]string{"end-session", "end-other-sessions", "revoke-token", "forget-busy"}, v.name()) {
				t.Errorf("%s: %d %s", v.name(), a.status, a.body)
			}
		}
		if v.public() {
			continue
		}
		for _, personal := range []string{ids["case"], ids["request"], ids["item"], "Provperson", "19900101"} {
			if strings.Contains(string(a.body), personal) {
				t.Errorf("%s tells %s: %s", v.name(), personal, a.body)
			}
		}
	}
}

func TestAProtectedPersonIsSeenByNamedFunctionsOnly(t *testing.T) {
	s := newSite(t)
	ids := s.there()
	c := api.Prefix + "/cases/" + ids["case"]
	s.as("samordning").do("PUT", c+"/protection", `{"protection":"marked"}`).want(204)
	s.Exec(`delete from named_function where function_id = 'vc'`)
	vc, not := s.as("vc"), elsewhere()
	missing := s.document().visits(not)
	for n, v := range s.document().visits(ids) {
		if !strings.Contains(v.template, "{case}") {
			continue
		}
		hidden, gone := v.by(vc), missing[n].by(vc)
		if hidden.status != 404 || string(hidden.body) != string(gone.body) {
			t.Errorf("%s: %d %s", v.name(), hidden.status, hidden.body)
		}
	}
	if a := vc.get("/cases").want(200); strings.Contains(string(a.body), ids["case"]) {
		t.Errorf("the list shows it: %s", a.body)
	}
}
