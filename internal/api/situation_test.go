package api_test

import (
	"testing"

	"samverk/internal/access"
	"samverk/internal/consent"
)

func TestTheSituationIsToldByProgram(t *testing.T) {
	s := newSite(t)
	c, p := s.Case()
	s.Join(c, "ame", "vc")
	s.Consent(c, consent.Grid{"ame": access.SetOf(access.Plan, access.Housing), "vc": access.All, "samverkan": access.All})
	vc, ame, me := s.as("vc"), s.as("ame"), s.caller(s.AsPerson(p))
	at := caseOf(c) + "/situation"
	vc.do("POST", at+"/answers", `{"answers":[{"field":"housing","value":"castle"},{"field":"sgi","value":"no"}],"units":[]}`).want(422)
	vc.do("POST", at+"/answers", `{"answers":[{"field":"sgi","value":"no"}],"units":["nowhere"]}`).want(422)
	vc.do("POST", at+"/answers", `{"answers":[{"field":"housing","value":"own"},{"field":"addiction","value":"ongoing"}],"units":["ame","samverkan"]}`).want(204)
	vc.do("POST", at+"/answers", `{"answers":[{"field":"housing","value":"none"}],"units":["ame"]}`).want(409)
	me.do("POST", at+"/answers", `{"answers":[{"field":"housing","value":"lodging"}],"units":["ame","vc"]}`).want(204)
	vc.do("POST", caseOf(c)+"/livelihood", `{"benefit":"SE","start":"2020-01-01","extent":-1,"units":[]}`).want(422)
	vc.do("POST", caseOf(c)+"/livelihood", `{"benefit":"SE","start":"2020-01-01","extent":50,"units":["samverkan"]}`).want(201)
	vc.do("POST", caseOf(c)+"/plans-elsewhere", `{"sort":"medical","keeper":"Vårdcentralen","start":"2026-10-01","goals":"Sova","units":["samverkan"]}`).want(201)
	vc.do("POST", caseOf(c)+"/plans-elsewhere", `{"sort":"medical","keeper":"Vårdcentralen","start":"2026-10-01","units":["ame"]}`).want(422)
	type situation struct {
		Answers []struct {
			Code, Value, Owner string
			Version            int
		}
		Differ            []string
		Livelihood, Plans []struct{ Title string }
		Months            struct{ Least, Most int }
	}
	var full, part situation
	s.as("samordning").do("GET", at, "").want(200).into(&full)
	ame.do("GET", at, "").want(200).into(&part)
	if len(full.Answers) != 2 || len(full.Livelihood) != 1 || len(full.Plans) != 1 || full.Months.Most != 0 || full.Plans[0].Title != "Vårdens plan" {
		t.Errorf("%+v", full)
	}
	if len(part.Answers) != 2 || len(part.Differ) != 1 || len(part.Livelihood)+len(part.Plans) != 0 || part.Months.Most != 36 {
		t.Errorf("%+v", part)
	}
	s.as("fk").do("GET", at, "").want(404)
	s.as("fk").do("POST", at+"/answers", `{"answers":[{"field":"sgi","value":"no"}],"units":[]}`).want(404)
}
