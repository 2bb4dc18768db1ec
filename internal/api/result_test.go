package api_test

import (
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/api"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/id"
	"samverk/internal/outcome"
)

const learnt = `"done":"Arbetsträning","left":"Ett intyg"`

func TestAHandoverIsOfferedAndTakenOverTheAPI(t *testing.T) {
	s := newSite(t)
	c, p := s.Case()
	s.Join(c, "ame", "af", "vc")
	s.Consent(c, consent.Grid{"ame": access.All, "af": access.All, "samverkan": access.All})
	at := caseOf(c) + "/handovers"
	if got := s.as("ame").do("POST", at, `{"done":"","left":"","taker":"vc"}`).want(422).problem().faults(); !strings.Contains(got, "taker:handover.taker.untold") || !strings.Contains(got, "done:") || !strings.Contains(got, "left:") {
		t.Error(got)
	}
	var first, second struct{ ID string }
	s.as("ame").do("POST", at, `{`+learnt+`,"taker":"af"}`).want(201).into(&first)
	s.as("ame").do("POST", at, `{`+learnt+`,"taker":"af"}`).want(409)
	one := at + "/" + first.ID
	s.as("samordning").do("PUT", one+"/answer", `{"accept":true}`, "If-Match", `"1"`).want(404)
	s.as("af").do("PUT", one+"/answer", `{"accept":false,"reason":"something_else"}`, "If-Match", `"1"`).want(422)
	s.as("af").do("PUT", one+"/answer", `{"accept":false,"reason":"too_early"}`, "If-Match", `"1"`).want(204)
	if now := s.as("af").do("PUT", one+"/answer", `{"accept":true}`, "If-Match", `"1"`).want(412).problem().Current; now["state"] != "declined" {
		t.Errorf("%v", now)
	}
	s.as("ame").do("POST", at, `{`+learnt+`,"taker":"samordning"}`).want(201).into(&second)
	s.as("af").do("DELETE", at+"/"+second.ID, "", "If-Match", `"1"`).want(404)
	s.as("ame").do("DELETE", at+"/"+second.ID, "", "If-Match", `"1"`).want(204)
	type list struct {
		Handovers []struct{ ID, Giver, Taker, State, Reason, Summary string }
		Takers    []string
		MayGive   bool
	}
	var v, out list
	s.caller(s.AsPerson(p)).do("GET", at, "").want(200).into(&v)
	if len(v.Handovers) != 2 || v.Handovers[1].Reason != "too_early" || v.Handovers[1].Giver != "ame" || v.Handovers[1].Summary == "" || v.MayGive {
		t.Errorf("the person reads %+v", v)
	}
	s.as("vc").do("GET", at, "").want(200).into(&out)
	if len(out.Handovers)+len(out.Takers) != 0 {
		t.Errorf("who is not in the circle reads %+v", out)
	}
	s.as("ame").do("POST", caseOf(c)+"/summaries", `{`+learnt+`}`).want(403)
	s.as("samordning").do("POST", caseOf(c)+"/summaries", `{`+learnt+`,"units":["ame"]}`).want(201)
	s.as("fk").do("GET", at, "").want(404)
}

func TestAnOutcomeIsNotedOverTheAPI(t *testing.T) {
	s := newSite(t)
	c, p := s.Case()
	at := caseOf(c) + "/outcome"
	day := s.Now().Format(time.DateOnly)
	lead, me := s.as("samordning"), s.caller(s.AsPerson(p))
	lead.do("PUT", at+"/before", `{"on":"`+day+`","ratings":{"health":3},"sgi":"often"}`, "If-Match", `"0"`).want(422)
	lead.do("PUT", at+"/later", `{"on":"`+day+`","occupation":"work"}`, "If-Match", `"0"`).want(404)
	lead.do("PUT", at+"/before", `{"on":"`+day+`","livelihood":["EB"],"occupation":"neither"}`, "If-Match", `"0"`).want(204)
	if now := lead.do("PUT", at+"/before", `{"on":"`+day+`","occupation":"work"}`, "If-Match", `"0"`).want(412).problem().Current; now["occupation"] != "neither" {
		t.Errorf("%v", now)
	}
	lead.do("PUT", at+"/twelve", `{"on":"`+day+`","occupation":"work"}`, "If-Match", `"0"`).want(409)
	me.do("PUT", at+"/before", `{"on":"`+day+`","ratings":{"health":2,"life":4}}`, "If-Match", `"0"`).want(204)
	var v struct {
		Notes []struct {
			Owner   string
			Ratings map[string]int
		}
		MayNote []string
	}
	lead.do("GET", at, "").want(200).into(&v)
	if len(v.Notes) != 1 || v.Notes[0].Owner != "samverkan" || len(v.MayNote) != 2 {
		t.Errorf("who leads reads %+v", v)
	}
	me.do("GET", at, "").want(200).into(&v)
	if len(v.Notes) != 2 || v.Notes[1].Ratings["life"] != 4 {
		t.Errorf("the person reads %+v", v)
	}
	s.as("fk").do("GET", at, "").want(404)
}

func TestAGoalIsScoredOverTheAPI(t *testing.T) {
	s := newSite(t)
	c, _ := s.Case()
	lead := s.as("samordning")
	var goal struct{ ID string }
	lead.do("POST", caseOf(c)+"/items", `{"kind":"goal","category":"plan","title":"Halvtid"}`).want(201).into(&goal)
	scale, note := caseOf(c)+"/items/"+goal.ID+"/goal-scale", caseOf(c)+"/outcome/closing"
	scored := `{"on":"` + s.Now().Format(time.DateOnly) + `","scores":[{"goal":"` + goal.ID + `","level":1}]}`
	lead.do("PUT", note, scored, "If-Match", `"0"`).want(422)
	lead.do("PUT", scale, `{"expected":"Halvtid","weight":1}`, "If-Match", `"0"`).want(204)
	if got := lead.do("PUT", note, scored, "If-Match", `"0"`).want(422).problem().faults(); !strings.Contains(got, "outcome.score.baseline") {
		t.Errorf("a score without a start: %s", got)
	}
	lead.do("PUT", scale, `{"expected":"Halvtid","baseline":-2,"weight":1}`, "If-Match", `"0"`).want(412)
	lead.do("PUT", scale, `{"expected":"Halvtid","baseline":-2,"weight":1}`, "If-Match", `"1"`).want(204)
	lead.do("PUT", note, scored, "If-Match", `"0"`).want(204)
	var v struct {
		Notes  []struct{ TScore float64 }
		Scales []struct{ Baseline *int }
	}
	lead.do("GET", caseOf(c)+"/outcome", "").want(200).into(&v)
	if len(v.Notes) != 1 || v.Notes[0].TScore != 60 || len(v.Scales) != 1 || *v.Scales[0].Baseline != -2 {
		t.Errorf("%+v", v)
	}
}

func TestTotalsAreReadByTheFederationOverTheAPI(t *testing.T) {
	s := newSite(t)
	counts := outcome.Counts{}
	for range 7 {
		counts.Add("0685", outcome.ClosedCases, outcome.Answered)
	}
	if err := s.DB.Tx(t.Context(), func(tx *db.Tx) error {
		_, err := outcome.Publish(t.Context(), tx, []id.Area{"0685"}, outcome.Part{Period: "2026-1", Stage: outcome.AtClosing}, counts)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	var list struct {
		Released []struct {
			Period string
			ByArea bool
		}
	}
	var one struct {
		Cells []struct {
			Area, Question string
			Persons        int
		}
	}
	s.as("forbund").get("/totals").want(200).into(&list)
	s.as("forbund").get("/totals/2026-1").want(200).into(&one)
	if len(list.Released) != 1 || !list.Released[0].ByArea || len(one.Cells) != 1 || one.Cells[0].Persons != 7 {
		t.Errorf("%+v %+v", list, one)
	}
	s.as("forbund").get("/totals/2025-2").want(404)
}

func TestParticipantsAreListedToWhoHasShownThatItIsHer(t *testing.T) {
	s := newSite(t)
	c, p := s.Case()
	who := s.As("samordning")
	var list struct {
		Participants []struct {
			Anonymous bool
			Identity  map[string]string
		}
	}
	a := s.as("samordning").get("/participants").want(200)
	if a.into(&list); len(list.Participants) != 1 || !list.Participants[0].Anonymous || strings.Contains(string(a.body), p.Number) || strings.Contains(string(a.body), string(c)) {
		t.Errorf("%s", a.body)
	}
	secret, err := s.IssueToken(t.Context(), who, entry.NewToken{Name: "Test", EndsOn: "2026-12-31"})
	if err != nil {
		t.Fatal(err)
	}
	if got := (caller{t, s.handler, secret}).do("GET", api.Prefix+"/participants", "").want(403).problem().Type; got != "urn:samverk:problem:unproved" {
		t.Error(got)
	}
	s.as("forbund").get("/participants").want(403)
}
