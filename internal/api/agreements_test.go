package api_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"samverk/internal/id"
)

// managers gives FK and AF somebody who can sign.
func (s *site) managers() {
	for _, u := range []string{"fk", "af"} {
		s.Exec(`insert into function (id, unit_id, name, role) values ($1, $2, 'Chef', 'manager')`, u+"-chef", u)
		s.Exec(`insert into user_account (id, name, label, organisation_id) values ($1, $1, 'Chef', $2)`, u+"-chef-1", u)
		s.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ($1, $2, $1, false, 1)`, u+"-chef-1", u+"-chef")
	}
}

const newAgreement = `{"title":"Samverk Vetlanda","template":"four","parties":["kommun","region","fk","af"],
	"goals":"En plan inom åtta veckor.","validFrom":"2026-11-23","reviewOn":"2027-11-15"}`

func (s *site) agreement() string {
	s.T.Helper()
	return s.as("samordning").do("POST", "/api/v1/areas/0685/agreements", newAgreement).want(201).header.Get("Location")
}

// match is the version that a change of an agreement has to name.
func (s *site) match(where string) string {
	return s.as("samordning").do("GET", where, "").want(200).header.Get("ETag")
}

func TestAnAgreementGoesFromDraftToForceOverTheAPI(t *testing.T) {
	s := newSite(t)
	s.managers()
	where := s.agreement()
	keeper := s.as("samordning")
	keeper.do("POST", where+"/open", "", "If-Match", s.match(where)).want(204)
	keeper.do("PUT", where+"/draft", newAgreement, "If-Match", s.match(where)).want(409)
	for _, f := range []id.Function{"samverkan-chef", "vc-chef", "fk-chef", "af-chef"} {
		s.as(f).do("POST", where+"/sign", "", "If-Match", s.match(where)).want(204)
	}
	s.as("fk-chef").do("POST", where+"/sign", "", "If-Match", s.match(where)).want(403)
	var list struct {
		FourParty     bool
		MissingActors []string
		Organisations []struct{ Kind string }
		Agreements    []struct {
			Standing string
			Actors   []string
		}
	}
	s.as("af").get("/areas/0685/agreements").want(200).into(&list)
	if !list.FourParty || len(list.MissingActors) > 0 || len(list.Agreements) != 1 || list.Agreements[0].Standing != "in_force" || len(list.Agreements[0].Actors) != 4 || len(list.Organisations) != 4 {
		t.Errorf("%+v", list)
	}
	keeper.do("POST", where+"/versions", "", "If-Match", s.match(where)).want(204)
	keeper.do("PUT", where+"/draft", strings.Replace(newAgreement, "åtta veckor.\"", "sex veckor.\",\"answerDays\":3", 1), "If-Match", s.match(where)).want(204)
	var diff struct {
		From, To int
		Fields   []struct{ Field, Before, After string }
	}
	s.as("af").do("GET", where+"/diff?from=1&to=2", "").want(200).into(&diff)
	if diff.From != 1 || len(diff.Fields) < 2 || !strings.Contains(fmt.Sprint(diff.Fields), "En plan inom sex veckor.") {
		t.Errorf("%+v", diff)
	}
}

func TestTheFileOfAnAgreementHoldsAllOfIt(t *testing.T) {
	s := newSite(t)
	a := s.as("af").do("GET", s.agreement()+"/versions/1", "").want(200)
	var f map[string]any
	a.into(&f)
	for _, name := range []string{"format", "agreement", "title", "areaCode", "areaName", "number", "state", "standing", "purpose", "targetGroup", "criteria",
		"goals", "roles", "division", "routines", "forms", "forumRules", "actors", "answerDays", "validFrom", "reviewOn", "grounds", "parties"} {
		if v, ok := f[name]; !ok || v == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if f["goals"] != "En plan inom åtta veckor." || f["format"] != "samverk.agreement.1" || strings.Contains(string(a.body), "⟦") {
		t.Errorf("%s", a.body)
	}
	actors, _ := json.Marshal(f["actors"])
	if want := `{"isCalled":true,"kind":"af","mayCall":true,"mustAttend":false}`; !strings.Contains(string(actors), want) {
		t.Errorf("%s", actors)
	}
}

func TestWhatIsWrongWithAnAgreementIsToldAtOnce(t *testing.T) {
	s := newSite(t)
	keeper := s.as("samordning")
	p := keeper.do("POST", "/api/v1/areas/0685/agreements", `{"title":"","answerDays":99,"validFrom":"i dag","grounds":["osl"],"parties":["forbund"]}`).want(422).problem()
	for _, field := range []string{"title", "answerDays", "validFrom", "grounds", "parties"} {
		if !strings.Contains(fmt.Sprint(p.Errors), field) {
			t.Errorf("%s is not named in %+v", field, p.Errors)
		}
	}
	where := s.agreement()
	keeper.do("POST", where+"/open", "", "If-Match", `"9"`).want(412)
	keeper.do("POST", where+"/end", `{"reason":""}`, "If-Match", `"1"`).want(422)
	keeper.do("DELETE", where+"/draft", "", "If-Match", `"1"`).want(409)
	s.as("af").do("POST", where+"/open", "", "If-Match", `"1"`).want(403)
	s.as("nassjo-samordning").do("POST", "/api/v1/areas/0682/agreement-copies", fmt.Sprintf(`{"from":%q,"number":1}`, strings.TrimPrefix(where, "/api/v1/agreements/"))).want(201)
	for _, address := range []string{where + "/versions/2", where + "/versions/x", where + "/diff?from=1&to=9", "/api/v1/agreements/none", "/api/v1/areas/0604/agreements"} {
		keeper.do("GET", address, "").want(404)
	}
	keeper.do("GET", where+"/diff?from=0", "").want(422)
}
