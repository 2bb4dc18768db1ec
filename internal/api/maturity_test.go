package api_test

import (
	"strings"
	"testing"

	"samverk/internal/factor"
)

// judged is an answer that puts every factor at a step.
func judged(step string) string {
	var all []string
	for _, f := range factor.Factors() {
		all = append(all, `{"factor":"`+string(f.Code)+`","step":`+step+`}`)
	}
	return `{"factors":[` + strings.Join(all, ",") + `],"picture":2}`
}

func TestRoundsAreAnsweredAndReadOverTheAPI(t *testing.T) {
	const settings = `"kind":"factors","title":"Hösten","set":"eight","anonymous":true,"actors":["kommun","vard","fk","af"],"opensOn":"2026-11-23","closesOn":"2026-12-07"}`
	newSite(t).try(t,
		try{who: "vc", call: "POST /rounds", body: `{"area":"0685",` + settings, want: 403},
		try{who: "samordning", call: "POST /rounds", body: `{"area":"0685",` + settings, want: 201, as: "round"},
		try{who: "af", call: "GET /me/day", want: 200, says: `"key":"gauge.due"`},
		try{who: "af", call: "POST /rounds/{round}/answers", body: judged("3"), want: 204},
		try{who: "af", call: "POST /rounds/{round}/answers", body: judged("3"), want: 409},
		try{who: "vc", call: "POST /rounds/none/answers", body: judged("3"), want: 404},
		try{who: "vc", call: "POST /rounds/{round}/answers", body: judged("3"), want: 204},
		try{who: "fk", call: "POST /rounds/{round}/answers", body: judged("3"), want: 204},
		try{who: "ame", call: "POST /rounds/{round}/answers", body: judged("3"), want: 204},
		try{who: "vc", call: "GET /rounds/{round}", want: 200, says: `"shown":false,"results":[]`},
		try{who: "forsorjning", call: "POST /rounds/{round}/answers", body: judged("3"), want: 204},
		try{who: "vc", call: "POST /rounds/{round}/close", match: "1", want: 403},
		try{who: "samordning", call: "POST /rounds/{round}/close", match: "9", want: 412, says: `"title":"Hösten"`},
		try{who: "samordning", call: "POST /rounds/{round}/close", match: "1", want: 204},
		try{who: "vc", call: "GET /rounds/{round}", want: 200, says: `"shown":true`},
		try{who: "vc", call: "GET /rounds?area=0685", want: 200, says: `"id":"{round}"`},
		try{who: "vc", call: "GET /rounds/none", want: 404},
		try{who: "vc", call: "GET /collaborations?area=0685", want: 200, says: `"ties":[`},
		try{who: "vc", call: "GET /collaborations?area=0685&round=none", want: 404},
	)
}

func TestSurveysOverTheAPI(t *testing.T) {
	const survey = `{"area":"0685","title":"Efter dagen","aim":"Vad dagen gav.","opensOn":"2026-11-23","closesOn":"2026-12-07","questions":[{"kind":"text","words":"Vad gav dagen?","options":[],"needed":true}]}`
	newSite(t).try(t,
		try{who: "vc", call: "POST /surveys", body: survey, want: 403},
		try{who: "samordning", call: "POST /surveys", body: survey, want: 201, as: "survey"},
		try{who: "samordning", call: "PUT /surveys/{survey}", body: survey, match: "9", want: 412, says: `"title":"Efter dagen"`},
		try{who: "samordning", call: "POST /surveys/{survey}/invitations", body: `{"invitations":[{"actor":"vard","count":2}]}`, want: 201, says: `"actor":"vard","code":"`},
		try{who: "vc", call: "POST /surveys/{survey}/invitations", body: `{"invitations":[{"actor":"vard","count":2}]}`, want: 403},
		try{who: "vc", call: "GET /surveys/{survey}", want: 200, says: `"invited":2,"answered":0`},
		try{who: "vc", call: "GET /surveys/none", want: 404},
		try{who: "vc", call: "GET /surveys?area=0685", want: 200, says: `"id":"{survey}"`},
		try{who: "samordning", call: "POST /instruments", body: `{"area":"0685","name":"NNS-indikator","number":3,"value":"3,4","year":2025,"source":"NNS"}`, want: 201, as: "one"},
		try{who: "vc", call: "GET /instruments?area=0685", want: 200, says: `"id":"{one}"`},
		try{who: "vc", call: "DELETE /areas/0685/instruments/{one}", match: "1", want: 403},
		try{who: "samordning", call: "DELETE /areas/0685/instruments/{one}", match: "1", want: 204},
	)
}
