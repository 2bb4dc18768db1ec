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
