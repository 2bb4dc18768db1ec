package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/api"
	"samverk/internal/consent"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
)

const everyone = "plan,work,income,ability,social"

// shared is a case with two parties that may be told of the same.
func (s *site) shared() (id.Case, world.Person) {
	c, p := s.Case()
	s.Join(c, "af", "vc")
	set := access.ParseSet(everyone)
	s.Consent(c, consent.Grid{"samverkan": set, "forsorjning": set, "af": set, "vc": set})
	return c, p
}

func caseOf(c id.Case) string { return api.Prefix + "/cases/" + string(c) }

const activity = `{"kind":"activity","category":"work","title":"Arbetsprövning","status":"ongoing","start":"2026-11-23","extent":25,` +
	`"weekly":"1 09:00-12:00","responsible":"af","units":["vc"]}`

func TestACaseIsListedAndOpened(t *testing.T) {
	s := newSite(t)
	c, p := s.shared()
	af := s.as("af")
	var list struct {
		Cases []struct{ ID, Reference, Person string }
	}
	af.get("/cases").want(200).into(&list)
	if len(list.Cases) != 1 || list.Cases[0].ID != string(c) || list.Cases[0].Person != p.Name {
		t.Fatalf("got %+v", list)
	}
	var one struct {
		ID      string
		Version int64
		Person  struct{ Name, Number string }
		Parties []struct{ Function, State string }
		Items   []any
	}
	a := af.get("/cases/" + list.Cases[0].ID).want(200)
	a.into(&one)
	if one.ID != string(c) || one.Person.Number != p.Number || len(one.Parties) != 4 || one.Items == nil || a.header.Get("ETag") != `"1"` {
		t.Errorf("got %s", a.body)
	}
}

func TestAnItemIsWrittenReadRevisedAndDisclosed(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	af, vc, fk := s.as("af"), s.as("vc"), s.as("forsorjning")
	made := af.do("POST", caseOf(c)+"/items", activity).want(201)
	where := made.header.Get("Location")
	var view struct {
		Item    struct{ Title string }
		Version int64
		Ledger  []struct{ Unit string }
	}
	a := vc.do("GET", where, "").want(200)
	a.into(&view)
	if view.Item.Title != "Arbetsprövning" || len(view.Ledger) != 1 {
		t.Errorf("got %s", a.body)
	}
	fk.do("GET", where, "").want(404)

	version := af.do("GET", where, "").want(200).header.Get("ETag")
	revised := `{"reason":"news","title":"Arbetsprövning","status":"ongoing","start":"2026-11-23","extent":50,"responsible":"af"}`
	af.do("PUT", where, revised).want(428).problem()
	af.do("PUT", where, revised, "If-Match", version).want(204)
	stale := af.do("PUT", where, revised, "If-Match", version).want(412).problem()
	if stale.Current["version"] != 2.0 || stale.Current["extent"] != 50.0 {
		t.Errorf("what stands now is not told: %v", stale.Current)
	}
	af.do("POST", where+"/disclosures", `{"units":["forsorjning"]}`, "If-Match", `"2"`).want(204)
	fk.do("GET", where, "").want(200)
	vc.do("POST", where+"/copies", "").want(204)
}

func TestWithdrawnConsentHidesAtOnce(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	where := s.as("af").do("POST", caseOf(c)+"/items", activity).want(201).header.Get("Location")
	vc, lead := s.as("vc"), s.as("samordning")
	vc.do("GET", where, "").want(200)
	version := lead.do("GET", caseOf(c)+"/consent", "").want(200).header.Get("ETag")
	lead.do("DELETE", caseOf(c)+"/consent", "", "If-Match", version).want(204)
	vc.do("GET", where, "").want(404)
	var one struct {
		Person any
		Items  []any
	}
	vc.do("GET", caseOf(c), "").want(200).into(&one)
	if one.Person != nil || len(one.Items) != 0 {
		t.Errorf("got %+v", one)
	}
}

func TestConsentIsGivenAsAWholeGrid(t *testing.T) {
	s := newSite(t)
	c, p := s.Case()
	me := s.caller(s.AsPerson(p))
	grid := `{"how":"digital","givenBy":"person","startsOn":"2026-11-23","endsOn":"2027-10-31","purpose":"Plan","grid":[{"unit":"af","categories":["plan","work"]}]}`
	me.do("PUT", caseOf(c)+"/consent", grid, "If-Match", `"0"`).want(200)
	me.do("PUT", caseOf(c)+"/consent", strings.Replace(grid, "work", "wine", 1), "If-Match", `"1"`).want(422)
	var v struct {
		Consent struct {
			Grid []struct {
				Unit       string
				Categories []string
			}
		}
	}
	me.do("GET", caseOf(c)+"/consent", "").want(200).into(&v)
	if len(v.Consent.Grid) != 1 || strings.Join(v.Consent.Grid[0].Categories, " ") != "plan work" {
		t.Errorf("got %+v", v)
	}
}

func TestTheSameChangeTwiceGivesTheFirstAnswer(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	af := s.as("af")
	first := af.do("POST", caseOf(c)+"/items", activity, "Idempotency-Key", "k-1").want(201)
	again := af.do("POST", caseOf(c)+"/items", activity, "Idempotency-Key", "k-1").want(201)
	if string(first.body) != string(again.body) {
		t.Errorf("got %s and %s", first.body, again.body)
	}
	var one struct{ Items []any }
	af.do("GET", caseOf(c), "").want(200).into(&one)
	if len(one.Items) != 1 {
		t.Errorf("%d items were written", len(one.Items))
	}
	other := strings.Replace(activity, "25", "50", 1)
	af.do("POST", caseOf(c)+"/items", other, "Idempotency-Key", "k-1").want(409).problem()
	s.as("vc").do("POST", caseOf(c)+"/items", strings.Replace(activity, `"vc"`, `"af"`, 1), "Idempotency-Key", "k-1").want(201)
}

func TestChangesNeedAKey(t *testing.T) {
	s := newSite(t)
	af := s.as("af")
	for _, key := range []string{"", strings.Repeat("x", 65), "två", "a b"} {
		p := af.do("POST", api.Prefix+"/persons/search", `{"number":"x"}`, "Idempotency-Key", key).want(400).problem()
		if p.Type != "urn:samverk:problem:malformed" {
			t.Errorf("got %+v", p)
		}
	}
}

func TestARequestBecomesACase(t *testing.T) {
	s := newSite(t)
	asker, lead := s.as("forsorjning"), s.as("samordning")
	body := `{"number":"` + s.Number() + `","name":"Provperson","area":"0685","topic":"coordination","to":"samordning","wanted":["af"],"consented":true,"consentHow":"oral","hope":"Arbeta igen"}`
	where := asker.do("POST", api.Prefix+"/requests", body).want(201).header.Get("Location")
	asker.do("POST", api.Prefix+"/requests", strings.Replace(body, `"hope":"Arbeta igen"`, `"hope":""`, 1)).want(422)
	version := lead.do("GET", where, "").want(200).header.Get("ETag")
	lead.do("POST", where+"/question", `{"words":"När?"}`, "If-Match", version).want(204)
	asker.do("POST", where+"/answer", `{"words":"Nu."}`, "If-Match", `"2"`).want(204)
	c := lead.do("POST", where+"/accept", "", "If-Match", `"3"`).want(201).header.Get("Location")
	lead.do("GET", c, "").want(200)
	asker.do("GET", c, "").want(200)
	for box, who := range map[string]caller{"in": lead, "out": asker} {
		var list struct{ Requests []struct{ State string } }
		who.get("/requests?box=" + box).want(200).into(&list)
		if len(list.Requests) != 1 || list.Requests[0].State != "accepted" {
			t.Errorf("%s: got %+v", box, list)
		}
	}
	lead.do("POST", c+"/parties", `{"function":"af"}`).want(201)
	af := s.as("af")
	invitation := strings.Replace(c, "/cases/", "/invitations/", 1)
	af.do("POST", invitation+"/accept", "", "If-Match", af.do("GET", invitation, "").want(200).header.Get("ETag")).want(204)
	af.do("GET", c, "").want(200)
}

func TestPagesFollowEachOther(t *testing.T) {
	s := newSite(t)
	seen := map[string]bool{}
	for range 5 {
		s.Case()
	}
	lead := s.as("samordning")
	next, pages := api.Prefix+"/cases?limit=2", 0
	for ; next != ""; pages++ {
		var list struct {
			Cases []struct{ ID string }
			Limit int
			Next  string
		}
		lead.do("GET", next, "").want(200).into(&list)
		for _, c := range list.Cases {
			seen[c.ID] = true
		}
		next = list.Next
	}
	if len(seen) != 5 || pages != 3 {
		t.Errorf("%d cases on %d pages", len(seen), pages)
	}
	p := lead.get("/cases?limit=101&after=x").want(422).problem()
	if p.faults() != "limit:api.limit after:api.after" {
		t.Errorf("got %s", p.faults())
	}
	lead.get("/cases?page=1").want(422)
	lead.get("/cases?limit=2&limit=3").want(422)
}

func TestAPersonIsFoundByNumberAmongOwnCases(t *testing.T) {
	s := newSite(t)
	c, p := s.Case()
	search := func(f id.Function) (ids []string) {
		var found struct{ Cases []struct{ ID string } }
		s.as(f).do("POST", api.Prefix+"/persons/search", `{"number":"`+p.Number+`"}`).want(200).into(&found)
		for _, c := range found.Cases {
			ids = append(ids, c.ID)
		}
		return ids
	}
	if got := search("samordning"); len(got) != 1 || got[0] != string(c) {
		t.Errorf("got %v", got)
	}
	if got := search("vc"); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestFaultsComeAllAtOnceAndInTheCallersLanguage(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	af := s.as("af")
	body := `{"kind":"activity","category":"work","title":"","status":"ongoing","start":"soon","extent":-1,"weekly":"x"}`
	for language, word := range map[string]string{"sv": "Något är fel", "en-GB": "Something is wrong", "": "Något är fel"} {
		a := af.do("POST", caseOf(c)+"/items", body, "Accept-Language", language).want(422)
		p := a.problem()
		for _, field := range []string{"title", "start", "extent", "weekly"} {
			if !strings.Contains(p.faults(), field+":") {
				t.Errorf("%s is not among %s", field, p.faults())
			}
		}
		if !strings.HasPrefix(p.Title, word) {
			t.Errorf("%q in %q", p.Title, language)
		}
	}
}

func TestNoErrorRepeatsWhatWasSent(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	af := s.as("af")
	const secret = "199001012385"
	for _, body := range []string{
		`{"` + secret + `":1}`, `{"title":"` + secret + `","title":"` + secret + `"}`, `{"title":` + secret + `}`, `"` + secret + `"`,
		`{"kind":"` + secret + `","category":"` + secret + `","status":"` + secret + `","start":"` + secret + `","weekly":"` + secret + `","responsible":"` + secret + `","units":["` + secret + `"]}`,
		`{"title":"` + secret + `\u0000"}`, `{"title":"` + secret, `[` + secret + `]`,
	} {
		a := af.do("POST", caseOf(c)+"/items", body).want(422)
		a.problem()
		if strings.Contains(string(a.body), secret) {
			t.Errorf("%s repeats it", a.body)
		}
	}
	for _, path := range []string{"/cases/" + secret, "/cases?" + secret + "=1", "/cases?limit=" + secret, "/areas/" + secret, "/" + secret, "/cases?state=" + secret + "%00"} {
		if a := af.get(path); a.status < 400 || strings.Contains(string(a.body), secret) {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}

func TestBodiesAreBounded(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	af := s.as("af")
	af.do("POST", caseOf(c)+"/items", `{"title":"`+strings.Repeat("x", 2<<20)+`"}`).want(413).problem()
	af.do("POST", caseOf(c)+"/items", activity, "Content-Type", "text/plain").want(415).problem()
	af.do("POST", caseOf(c)+"/items", activity, "Content-Type", "application/json; charset=latin1").want(415).problem()
	af.do("POST", caseOf(c)+"/items", "").want(422).problem()
	af.get("/cases?after=" + strings.Repeat("x", 2100)).want(414).problem()
}

func TestTokensComeInOneHeaderOnly(t *testing.T) {
	s := newSite(t)
	af := s.as("af")
	nobody := s.nobody()
	for name, a := range map[string]answer{
		"none":       nobody.get("/me"),
		"in query":   nobody.get("/me?token=" + af.token + "&access_token=" + af.token),
		"in cookie":  nobody.do("GET", api.Prefix+"/me", "", "Cookie", "session="+af.token),
		"basic":      nobody.do("GET", api.Prefix+"/me", "", "Authorization", "Basic "+af.token),
		"cut off":    nobody.do("GET", api.Prefix+"/me", "", "Authorization", "Bearer "+af.token[:20]),
		"empty":      nobody.do("GET", api.Prefix+"/me", "", "Authorization", "Bearer "),
		"two of one": nobody.do("GET", api.Prefix+"/me", "", "Authorization", "Bearer "+af.token+" "+af.token),
	} {
		if p := a.want(401).problem(); !strings.HasPrefix(a.header.Get("WWW-Authenticate"), "Bearer ") || p.Type != "urn:samverk:problem:signed-out" {
			t.Errorf("%s: %v", name, a.header)
		}
	}
	af.do("GET", api.Prefix+"/me", "", "Authorization", "bearer "+af.token).want(200)
}

func TestATokenEndsWithItsAssignment(t *testing.T) {
	s := newSite(t)
	af := s.as("af")
	af.get("/cases").want(200)
	s.Exec(`update assignment set until = since + 1 where function_id = 'af'`)
	af.get("/cases").want(401)
}

func TestATokenCanBeRevokedAndMakesNoOther(t *testing.T) {
	s := newSite(t)
	af := s.as("af")
	var list struct {
		Tokens []struct {
			ID  string
			Own bool
		}
	}
	af.get("/me/tokens").want(200).into(&list)
	if len(list.Tokens) != 1 || !list.Tokens[0].Own {
		t.Fatalf("got %+v", list)
	}
	if a := af.do("POST", api.Prefix+"/me/tokens", `{}`).want(405); a.header.Get("Allow") != "GET" {
		t.Errorf("got %v", a.header)
	}
	af.do("DELETE", api.Prefix+"/me/tokens/"+list.Tokens[0].ID, "").want(204)
	af.get("/me").want(401)
}

func TestThePersonSeesWhoHasRead(t *testing.T) {
	s := newSite(t)
	c, p := s.shared()
	s.as("vc").do("GET", caseOf(c), "").want(200)
	var list struct {
		Reads []struct{ Action, FunctionName, User string }
	}
	s.caller(s.AsPerson(p)).get("/me/reads").want(200).into(&list)
	found := false
	for _, r := range list.Reads {
		found = found || r.Action == "case.read" && r.FunctionName == "Rehabkoordinator" && r.User == ""
	}
	if !found {
		t.Errorf("got %+v", list)
	}
}

func TestStaffIsAssignedAndEnded(t *testing.T) {
	s := newSite(t)
	chef := s.as("forsorjning-chef")
	var staff struct {
		Assignments []struct {
			ID, Function string
			Version      int64
		}
		Accounts []struct{ ID string }
	}
	const unit = api.Prefix + "/units/forsorjning"
	chef.do("POST", unit+"/assignments", `{"function":"forsorjning","user":"forsorjning-2-1","deputy":true,"until":"2027-01-01T00:00:00Z"}`).want(201)
	chef.do("POST", unit+"/assignments", `{"function":"forsorjning","user":"forsorjning-2-1","deputy":true,"until":"soon"}`).want(422)
	chef.do("GET", unit+"/staff", "").want(200).into(&staff)
	if len(staff.Assignments) != 4 {
		t.Fatalf("got %+v", staff)
	}
	for _, a := range staff.Assignments {
		if a.Function == "forsorjning-2" {
			chef.do("DELETE", unit+"/assignments/"+a.ID, "", "If-Match", `"9"`).want(412).problem()
			chef.do("DELETE", unit+"/assignments/"+a.ID, "", "If-Match", `"1"`).want(204)
		}
	}
	chef.do("GET", unit+"/reads", "").want(200)
	s.as("forsorjning").do("GET", unit+"/staff", "").want(404)
}

func TestOpenTellsNothingPersonal(t *testing.T) {
	s := newSite(t)
	var info struct{ APIName, APIVersion, APIReleased, APIDocumentation, APIStatus string }
	s.nobody().get("/api-info").want(200).into(&info)
	if info.APIName != "samverk" || info.APIVersion != api.Version || info.APIStatus != "active" {
		t.Errorf("got %+v", info)
	}
	if !json.Valid(s.nobody().get("/openapi.json").want(200).body) {
		t.Error("the document is no JSON")
	}
	if a := s.nobody().do(http.MethodOptions, api.Prefix+"/cases", "", "Origin", "https://elsewhere.example"); a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("other origins are let in")
	}
}
