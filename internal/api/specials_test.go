package api_test

import (
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/person"
)

func TestAConsentThatWaitsIsConfirmedByProgram(t *testing.T) {
	s := newSite(t)
	c, p := s.shared()
	if err := s.ProtectPerson(t.Context(), s.As("samordning"), c, person.Protected); err != nil {
		t.Fatal(err)
	}
	me, lead := s.caller(s.AsPerson(p)), s.as("samordning")
	version := me.do("GET", caseOf(c)+"/consent", "").want(200).header.Get("ETag")
	grid := `{"how":"digital","givenBy":"person","startsOn":"2026-11-23","endsOn":"2026-12-23","purpose":"Gemensam plan","grid":[{"unit":"vc","categories":["plan","diagnosis"]}]}`
	var given struct {
		ID    string
		Waits bool
	}
	me.do("PUT", caseOf(c)+"/consent", grid, "If-Match", version).want(200).into(&given)
	if !given.Waits || given.ID != "" {
		t.Fatalf("got %+v", given)
	}
	var v struct {
		Pending struct {
			Version int64
			Grid    []struct{ Unit string }
		}
		Consent struct {
			Grid []struct{ Unit string }
		}
	}
	lead.do("GET", caseOf(c)+"/consent", "").want(200).into(&v)
	if v.Pending.Version != 1 || len(v.Pending.Grid) != 1 || len(v.Consent.Grid) != 1 {
		t.Fatalf("got %+v", v)
	}
	me.do("POST", caseOf(c)+"/consent/pending/confirmation", `{"met":true}`, "If-Match", `"1"`).want(403)
	lead.do("POST", caseOf(c)+"/consent/pending/confirmation", `{"met":false}`, "If-Match", `"1"`).want(422)
	lead.do("POST", caseOf(c)+"/consent/pending/confirmation", `{"met":true}`, "If-Match", `"1"`).want(204)
	lead.do("POST", caseOf(c)+"/consent/pending/refusal", ``, "If-Match", `"1"`).want(409)
	me.do("DELETE", caseOf(c)+"/consent/pending", ``, "If-Match", `"1"`).want(409)
}

func TestConsentsApartAndReasonsAreReadByProgram(t *testing.T) {
	s := newSite(t)
	c, p := s.Case()
	s.Join(c, "af", "vc")
	s.Consent(c, consent.Grid{"samverkan": access.SetOf(access.Plan), "af": access.SetOf(access.Plan)})
	me, lead := s.caller(s.AsPerson(p)), s.as("samordning")
	paper := `{"kind":"sus","signedOn":"2026-11-23","about":"Arbetsprövning","how":"paper"}`
	var made struct{ ID string }
	lead.do("POST", caseOf(c)+"/special-consents", strings.Replace(paper, "2026-11-23", "2026-11-24", 1), "If-Match", `"0"`).want(422)
	lead.do("POST", caseOf(c)+"/special-consents", paper, "If-Match", `"0"`).want(201).into(&made)
	lead.do("POST", caseOf(c)+"/special-consents/"+made.ID+"/uses", `{"what":"original","on":"2026-11-23"}`).want(204)
	var list struct {
		Specials []struct {
			About string
			Uses  []struct{ What string }
		}
	}
	me.do("GET", caseOf(c)+"/special-consents", "").want(200).into(&list)
	if len(list.Specials) != 1 || list.Specials[0].About != "Arbetsprövning" || len(list.Specials[0].Uses) != 1 {
		t.Errorf("got %+v", list)
	}
	s.as("af").do("GET", caseOf(c)+"/special-consents", "").want(200).into(&list)
	if len(list.Specials) != 0 {
		t.Errorf("a party sees %+v", list)
	}
	me.do("DELETE", caseOf(c)+"/special-consents/"+made.ID, "", "If-Match", `"1"`).want(204)
	var why struct {
		Units []struct {
			Unit   struct{ ID string }
			Covers []string
			Parts  []struct{ State string }
		}
	}
	me.do("GET", caseOf(c)+"/reasons", "").want(200).into(&why)
	if len(why.Units) != 4 {
		t.Errorf("got %+v", why)
	}
	lead.do("GET", caseOf(c)+"/reasons", "").want(404)
}
