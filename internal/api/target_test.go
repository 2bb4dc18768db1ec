package api_test

import (
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/id"
	"samverk/internal/picture"
)

func TestTargetGroupsBenefitsAndRulesAreReadByProgram(t *testing.T) {
	s := newSite(t)
	c, p := s.Case()
	s.Join(c, "ame", "vc")
	all := access.SetOf(access.Categories()...)
	s.Consent(c, consent.Grid{"ame": all, "vc": access.SetOf(access.Plan)})
	to := picture.Told{}
	for _, cat := range access.Categories() {
		to[cat] = []id.Unit{"ame"}
	}
	err := picture.New(s.App).Answer(t.Context(), s.AsPerson(p), c, picture.Answers{To: to, All: []picture.Answer{
		{Field: "sgi", Value: "no"}, {Field: "capacity", Value: "half"}, {Field: "capacity_time", Value: "lasting"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	type evaluation struct {
		Rule, Truth string
		Decides     []string
		Criteria    []struct {
			Condition, Truth string
			Items            []string
		}
	}
	var groups struct {
		Named []evaluation
		Ask   []string
	}
	at := func(who caller) evaluation {
		who.do("GET", caseOf(c)+"/target-groups", "").want(200).into(&groups)
		for _, e := range groups.Named {
			if e.Rule == "nollplacerad.lokal" {
				return e
			}
		}
		t.Fatal("nollplacerad is not answered")
		return evaluation{}
	}
	if e := at(s.as("ame")); e.Truth != "unknown" || strings.Contains(strings.Join(e.Decides, " "), "sgi") || len(e.Criteria) != 5 || len(e.Criteria[2].Items) != 1 || e.Criteria[2].Truth != "yes" {
		t.Errorf("ame reads %+v", e)
	}
	if e := at(s.as("vc")); !strings.Contains(strings.Join(e.Decides, " "), "sgi") || len(e.Criteria[2].Items) > 0 || e.Criteria[2].Truth != "unknown" {
		t.Errorf("vc reads %+v", e)
	}
	var benefits struct {
		Day   string
		Worth []struct{ Rule, Ask, Source string }
	}
	s.as("ame").do("GET", caseOf(c)+"/benefits", "").want(200).into(&benefits)
	if benefits.Day != "2026-11-23" || len(benefits.Worth) != 2 || benefits.Worth[0].Rule != "sjukersattning.hel" || benefits.Worth[0].Ask != "fk" || benefits.Worth[0].Source == "" {
		t.Errorf("ame reads %+v", benefits)
	}
	s.as("ame").do("GET", caseOf(c)+"/benefits?day=soon", "").want(422)
	s.as("af").do("GET", caseOf(c)+"/benefits", "").want(404)
	s.as("af").do("GET", caseOf(c)+"/target-groups", "").want(404)
	var rules struct {
		Day   string
		Rules []struct{ ID, Source, Checked, Condition string }
	}
	s.as("af").do("GET", "/api/v1/rules?day=2016-05-01", "").want(200).into(&rules)
	if rules.Day != "2016-05-01" || len(rules.Rules) != 10 {
		t.Errorf("rules of 2016: %+v", rules)
	}
	s.as("af").do("GET", "/api/v1/rules?day=2016", "").want(422)
}

func TestCriteriaOfAnAgreementAreWrittenByProgram(t *testing.T) {
	s := newSite(t)
	sam := s.as("samordning")
	var made struct{ ID string }
	body := `{"title":"Samverk","template":"local","answerDays":5,"target":{"need":1,"criteria":[{"fact":"sgi","is":false},{"fact":"age","least":18,"most":29,"words":"Unga"}]}}`
	sam.do("POST", "/api/v1/areas/0685/agreements", strings.Replace(body, `"sgi"`, `"zzz"`, 1)).want(422)
	sam.do("POST", "/api/v1/areas/0685/agreements", strings.Replace(body, `"is":false`, `"is":false,"least":3`, 1)).want(422)
	sam.do("POST", "/api/v1/areas/0685/agreements", body).want(201).into(&made)
	var v struct {
		Shown struct {
			Target struct {
				Need     int
				Criteria []struct {
					Fact, Words string
					Is          *bool
					Least, Most *int
				}
			}
		}
	}
	sam.do("GET", "/api/v1/agreements/"+made.ID, "").want(200).into(&v)
	got := v.Shown.Target
	if got.Need != 1 || len(got.Criteria) != 2 || *got.Criteria[0].Is || *got.Criteria[1].Least != 18 || *got.Criteria[1].Most != 29 || got.Criteria[1].Words != "Unga" {
		t.Errorf("got %+v", got)
	}
}
