package api_test

import "testing"

func TestWaysInAreFoundMendedAndReportedOverTheAPI(t *testing.T) {
	const mended = `{"phone":"010-1","mailbox":"vc@region.example","functionVersion":1,"guide":{"ready":"Vad frågan gäller","ageFrom":18,"ageTo":64,"shown":true}}`
	newSite(t).try(t,
		try{who: "af", call: "GET /ways?area=0685&q=doktor", want: 200, says: `"id":"in-vard"`},
		try{who: "af", call: "GET /ways?area=0685&q=xyzzy", want: 200, says: `"instead":true`},
		try{who: "af", call: "GET /ways?area=9999&actor=x&age=y", want: 422, says: "actor:api.query.among age:api.query.among"},
		try{who: "af", call: "GET /ways?area=9999", want: 422, says: "area:ways.area.unknown"},
		try{who: "af", call: "GET /ways/none", want: 404},
		try{who: "af", call: "GET /ways/in-vard", want: 200, says: `"topic":"care"`},
		try{who: "af", call: "PUT /ways/in-vard", body: mended, match: "1", want: 403},
		try{who: "vc", call: "PUT /ways/in-vard", body: `{"functionVersion":1,"guide":{"ready":"19900101-2385","ageFrom":30,"ageTo":20,"shown":false}}`, match: "1", want: 422,
			says: "ageTo:ways.guide.age.order ready:text.identity.number"},
		try{who: "vc", call: "PUT /ways/in-vard", body: mended, match: "1", want: 204},
		try{who: "vc", call: "PUT /ways/in-vard", body: mended, match: "1", want: 412, says: `"ready":"Vad frågan gäller"`},
		try{who: "vc", call: "POST /ways/in-vard/confirm", match: "2", want: 204},
		try{who: "af", call: "POST /ways/in-vard/reports", body: `{"kind":"else","words":"Gäller 19900101-2385"}`, want: 422, says: "kind:way.report.kind words:text.identity.number"},
		try{who: "af", call: "POST /ways/in-vard/reports", body: `{"kind":"number","words":"Fel nummer."}`, want: 201, as: "wrong"},
		try{who: "vc", call: "GET /ways/in-vard/reports", want: 200, says: `"words":"Fel nummer."`},
		try{who: "ame", call: "POST /ways/in-vard/reports/{wrong}/answer", body: `{"answer":"Rättat."}`, match: "1", want: 403},
		try{who: "vc", call: "POST /ways/in-vard/reports/{wrong}/answer", body: `{"answer":"Rättat."}`, match: "1", want: 204},
		try{who: "vc", call: "POST /ways/in-vard/reports/{wrong}/answer", body: `{"answer":"Igen."}`, match: "1", want: 412, says: `"answer":"Rättat."`},
		try{who: "samordning", call: "POST /way-map", body: `{"area":"0685","from":"af","to":"kommun","works":2,"source":"Mötet i mars","version":0}`, want: 204},
		try{who: "samordning", call: "POST /way-map", body: `{"area":"0685","from":"af","to":"kommun","works":3,"source":"Mötet i mars","version":0}`, want: 409, says: `"works":2`},
		try{who: "samordning", call: "POST /way-map", body: `{"area":"0682","from":"af","to":"kommun","works":2,"source":"x","version":0}`, want: 403},
		try{who: "vc", call: "GET /areas/0685/way-map", want: 200, says: `"source":"Mötet i mars"`},
		try{who: "vc", call: "GET /areas/9999/way-map", want: 404},
	)
}
