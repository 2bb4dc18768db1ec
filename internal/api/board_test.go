package api_test

import (
	"strings"
	"testing"

	"samverk/internal/api"
)

func TestTheFederationKeepsItsYearOverTheAPI(t *testing.T) {
	s := newSite(t)
	c, at := s.as("forbund"), api.Prefix+"/federation"
	for _, o := range []string{"kommun", "nassjo", "region", "fk", "af"} {
		c.do("POST", at+"/members", `{"organisation":"`+o+`","joinedOn":"2008-01-01"}`).want(201)
	}
	c.do("PUT", at+"/shares/2027", `{"total":1000001,"basis":"agreed","weights":[{"organisation":"kommun","weight":1},{"organisation":"nassjo","weight":2}]}`, "If-Match", `"0"`).want(204)
	var shares struct {
		Total  int64
		Shares []struct {
			Organisation string
			Kronor       int64
		}
	}
	s.as("samordning").get(strings.TrimPrefix(at, api.Prefix) + "/shares?year=2027").want(200).into(&shares)
	var sum int64
	for _, one := range shares.Shares {
		sum += one.Kronor
	}
	if sum != 1_000_001 || shares.Total != sum || len(shares.Shares) != 5 {
		t.Errorf("%+v", shares)
	}
	s.as("samordning").do("POST", at+"/members", `{"organisation":"privat","joinedOn":"2008-01-01"}`).want(403)
	c.do("POST", at+"/efforts", `{"title":"Fokus","aim":"Kartlägga","state":"under_way","startsOn":"2026-05-01","endsOn":"2026-04-01","areas":[],"actors":["fk"],"points":[2]}`).want(422)
	s.as("samordning").get("/federation/report?period=2026-1").want(404)
	c.do("PUT", at+"/report/2026-1", `{"words":"Halvåret i korthet."}`, "If-Match", `"0"`).want(204)
	s.as("samordning").get("/federation/report?period=2026-1").want(200)
}

func TestEffortsAndTasksOverTheAPI(t *testing.T) {
	const effort = `{"title":"Fokus","aim":"Kartlägga samverkan.","state":"under_way","startsOn":"2026-01-01","endsOn":"2026-10-31","areas":["0685"],"actors":["kommun","fk"],"points":[2,3]}`
	newSite(t).try(t,
		try{who: "samordning", call: "POST /federation/efforts", body: effort, want: 403},
		try{who: "forbund", call: "POST /federation/efforts", body: effort, want: 201, as: "effort"},
		try{who: "vc", call: "GET /federation/efforts?area=0685&limit=1", want: 200, says: `"id":"{effort}"`},
		try{who: "vc", call: "GET /federation/efforts/none", want: 404},
		try{who: "forbund", call: "PUT /federation/efforts/{effort}", body: effort, match: "9", want: 412, says: `"title":"Fokus"`},
		try{who: "forbund", call: "POST /federation/tasks", body: `{"title":"Styrelsemöte","dueOn":"2026-12-10"}`, want: 201, as: "task"},
		try{who: "forbund", call: "PUT /federation/tasks/{task}/done", body: `{"doneOn":"2026-11-20","words":"Klart."}`, match: "1", want: 204},
		try{who: "forbund", call: "PUT /federation/tasks/{task}/done", body: `{"doneOn":"2026-11-20"}`, match: "1", want: 412, says: `"words":"Klart."`},
		try{who: "vc", call: "GET /federation/tasks?year=2026", want: 200, says: `"title":"Styrelsemöte"`},
		try{who: "vc", call: "GET /federation/tasks?year=x", want: 422, says: "year:api.year"},
	)
}

// TestAllFaultsOfTheFederationsAffairsAreToldAtOnceOverTheAPI sends what cannot
// be, with everything wrong that can be, and finds nothing changed.
func TestAllFaultsOfTheFederationsAffairsAreToldAtOnceOverTheAPI(t *testing.T) {
	const effort = `{"title":"Fokus","aim":"Kartlägga samverkan.","state":"under_way","startsOn":"2026-01-01","endsOn":"2026-10-31","areas":["0685"],"actors":["kommun"],"points":[2]}`
	const body = `{"name":"Arbetsgruppen","kinds":["working"],"needs":["state","federation"]}`
	newSite(t).try(t,
		try{who: "forbund", call: "POST /federation/members", body: `{"organisation":"forbund","joinedOn":"snart","leavesOn":"2030-01-01"}`, want: 422,
			says: "joinedOn:federation.day.wrong noticeOn:federation.member.notice.missing organisation:federation.member.unknown"},
		try{who: "forbund", call: "GET /federation/members", want: 200, says: `"members":[]`},
		try{who: "forbund", call: "POST /federation/members", body: `{"organisation":"kommun","joinedOn":"2008-01-01"}`, want: 201},
		try{who: "forbund", call: "PUT /federation/members/kommun", body: `{"joinedOn":"2008-01-01","noticeOn":"2007-01-01","leavesOn":"1800-01-01"}`, match: "1", want: 422,
			says: "leavesOn:federation.day.wrong noticeOn:federation.member.notice.before"},
		try{who: "forbund", call: "GET /federation/members", want: 200, says: `"joinedOn":"2008-01-01","version":1`},
		try{who: "forbund", call: "POST /federation/efforts", body: `{"title":"","aim":"Ring 19121212-1212","state":"ended","startsOn":"2026-05-01","endsOn":"2026-04-01","areas":[],"actors":["drift"],"points":[7]}`, want: 422,
			says: "actors:federation.effort.actor aim:text.identity.number areas:federation.effort.areas endsOn:federation.dates.backwards points:federation.effort.points state:federation.effort.state title:federation.text.missing"},
		try{who: "forbund", call: "GET /federation/efforts", want: 200, says: `"efforts":[]`},
		try{who: "forbund", call: "POST /federation/efforts", body: effort, want: 201, as: "effort"},
		try{who: "forbund", call: "PUT /federation/efforts/{effort}", body: `{"title":"","aim":"","state":"x","startsOn":"","areas":["9999"],"actors":[],"points":[]}`, match: "1", want: 422,
			says: "actors:federation.effort.actors aim:federation.text.missing areas:federation.effort.area points:federation.effort.points startsOn:federation.day.missing state:federation.effort.state title:federation.text.missing"},
		try{who: "forbund", call: "PUT /federation/efforts/{effort}/phases", body: `{"phases":[{"title":"","from":"2025-01-01","to":"2024-01-01"},{"title":"V-2026-0117","from":"2026-01-01","to":"2026-02-01"}]}`, match: "1", want: 422,
			says: "from1:federation.phase.outside title1:federation.text.missing title2:text.identity.case to1:federation.dates.backwards"},
		try{who: "forbund", call: "PUT /federation/efforts/{effort}/money", body: `{"money":[{"year":2026,"budgeted":-1,"spent":-2},{"year":1999,"budgeted":1}]}`, match: "1", want: 422,
			says: "budgeted1999:federation.money.year budgeted2026:federation.kronor.range spent2026:federation.kronor.range"},
		try{who: "forbund", call: "POST /federation/efforts/{effort}/notes", body: `{"on":"2030-01-01","words":""}`, want: 422, says: "on:federation.note.early words:federation.text.missing"},
		try{who: "forbund", call: "PUT /federation/efforts/{effort}/decision", body: `{"decision":"maybe","on":"2025-01-01","words":""}`, match: "1", want: 422,
			says: "decision:federation.decision.missing on:federation.decision.before words:federation.text.missing"},
		try{who: "forbund", call: "GET /federation/efforts/{effort}", want: 200, says: `"phases":[],"money":[],"version":1,"notes":[]`},
		try{who: "forbund", call: "POST /federation/tasks", body: `{"title":"","dueOn":"snart","owner":"vc"}`, want: 422,
			says: "dueOn:federation.day.wrong owner:federation.task.owner.unknown title:federation.text.missing"},
		try{who: "forbund", call: "PUT /federation/shares/2027", body: `{"total":-5,"basis":"guess","decidedOn":"x","weights":[{"organisation":"privat","weight":4}]}`, match: "0", want: 422,
			says: "basis:federation.budget.basis decidedOn:federation.day.wrong total:federation.kronor.range weights:federation.weight.stranger year:federation.budget.party.state"},
		try{who: "forbund", call: "POST /federation/bodies", body: `{"name":"","kinds":["club"],"aim":"Ring 19121212-1212","needs":["church"],"effort":"none","endedOn":"snart"}`, want: 422,
			says: "aim:text.identity.number effort:federation.body.effort.unknown endedOn:federation.day.wrong kinds:federation.body.kinds name:federation.text.missing needs:federation.body.needs.unknown"},
		try{who: "samordning", call: "POST /federation/bodies", body: body, want: 403},
		try{who: "forbund", call: "GET /federation/bodies", want: 200, says: `"bodies":[]`},
		try{who: "forbund", call: "POST /federation/bodies", body: body, want: 201, as: "body"},
		try{who: "forbund", call: "PUT /federation/bodies/{body}/seats", body: `{"seats":[{"organisation":"privat"}]}`, match: "1", want: 422, says: "seats:federation.seat.unknown"},
		try{who: "forbund", call: "PUT /federation/bodies/{body}/seats", body: `{"seats":[{"organisation":"forbund","function":"forbund"}]}`, match: "1", want: 204},
		try{who: "forbund", call: "PUT /federation/bodies/{body}", body: body, match: "1", want: 412, says: `"missing":["state"]`},
		try{who: "vc", call: "GET /federation/bodies/{body}", want: 200, says: `"side":"federation"`},
		try{who: "vc", call: "GET /federation/bodies/none", want: 404},
	)
}
