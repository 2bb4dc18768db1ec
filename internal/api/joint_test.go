package api_test

import (
	"testing"

	"samverk/internal/access"
	"samverk/internal/api"
	"samverk/internal/consent"
)

func TestAPersonAsksForCoordinationAndForsakringskassanAnswersOverTheAPI(t *testing.T) {
	s := newSite(t)
	c, p := s.Case()
	s.Join(c, "fk", "ame")
	s.Consent(c, consent.Grid{"samverkan": access.All, "fk": access.SetOf(access.Plan)})
	at := api.Prefix + "/cases/" + string(c) + "/fk-coordination"
	me := s.caller(s.AsPerson(p))
	var made struct{ ID string }
	me.do("POST", at, `{"wish":"Hjälp mig vidare"}`).want(201).into(&made)
	me.do("POST", at, `{}`).want(409)
	s.as("ame").do("PUT", at+"/"+made.ID+"/answer", `{"state":"granted"}`, "If-Match", `"1"`).want(403)
	s.as("fk").do("PUT", at+"/"+made.ID+"/answer", `{"state":"refused"}`, "If-Match", `"1"`).want(422)
	s.as("fk").do("PUT", at+"/"+made.ID+"/answer", `{"state":"granted","adds":"Avstämning"}`, "If-Match", `"1"`).want(204)
	s.as("fk").do("PUT", at+"/"+made.ID+"/answer", `{"state":"granted"}`, "If-Match", `"1"`).want(412)
	var v struct {
		All []struct{ State, Wish, Adds string }
	}
	me.do("GET", at, "").want(200).into(&v)
	if len(v.All) != 1 || v.All[0].State != "granted" || v.All[0].Adds != "Avstämning" {
		t.Errorf("the person reads %+v", v)
	}
	s.as("ame").do("GET", at, "").want(200).into(&v)
	if len(v.All) != 0 {
		t.Errorf("who is not covered reads %+v", v)
	}
	var way struct {
		Passages []struct{ Kind string }
		Leads    string
	}
	me.do("GET", api.Prefix+"/cases/"+string(c)+"/trail", "").want(200).into(&way)
	if way.Leads != "samordning" || len(way.Passages) < 5 {
		t.Errorf("her way: %+v", way)
	}
	s.as("vc").do("GET", at, "").want(404)
}
