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
