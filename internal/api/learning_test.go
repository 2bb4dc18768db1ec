package api_test

import "testing"

func TestArticlesAndNewsOverTheAPI(t *testing.T) {
	const good = `{"area":"0685","theme":"rules","audience":"workers","state":"published","text":{"title":"Samordnad individuell plan","body":"Görs tillsammans.","source":"SoL 10 kap. 8 §","from":"2025-07-01"}}`
	newSite(t).try(t,
		try{who: "samordning", call: "POST /articles", body: `{"area":"0685","theme":"rules","audience":"workers","state":"published","text":{"title":"Om 19900101-2385","body":"x","from":"2025-13-01"}}`, want: 422,
			says: "from:article.date.wrong source:article.source.missing title:text.identity.number"},
		try{who: "vc", call: "POST /articles", body: good, want: 403},
		try{who: "samordning", call: "POST /articles", body: good, want: 201, as: "article"},
		try{who: "vc", call: "GET /articles/{article}?on=2026-11-23", want: 200, says: `"source":"SoL 10 kap. 8 §"`},
		try{who: "vc", call: "GET /articles/none", want: 404},
		try{who: "vc", call: "GET /articles?q=individuell&theme=rules", want: 200, says: `"id":"{article}"`},
		try{who: "vc", call: "GET /articles?theme=x&audience=y", want: 422, says: "audience:api.query.among theme:api.query.among"},
		try{who: "samordning", call: "PUT /articles/{article}", body: good, match: "1", want: 204},
		try{who: "samordning", call: "PUT /articles/{article}", body: good, match: "1", want: 412, says: `"title":"Samordnad individuell plan"`},
		try{who: "vc", call: "POST /articles/{article}/withdrawal", match: "2", want: 403},
		try{who: "vc", call: "GET /news?area=0685&group=article", want: 200, says: `"name":"Samordnad individuell plan"`},
		try{who: "vc", call: "POST /news/seen", want: 204},
		try{who: "vc", call: "GET /glossary", want: 200, says: `"short":"SIP"`},
	)
}

func TestIntroductionsAndTrainingsOverTheAPI(t *testing.T) {
	const day = `{"title":"Möten i samverkan","on":"2027-02-10","audience":"workers","method":false,"seats":2,"areas":["0685"],"owners":["samordning"]}`
	newSite(t).try(t,
		try{who: "vc", call: "POST /introductions", body: `{"area":"0685","title":"Ny hos oss"}`, want: 403},
		try{who: "samordning", call: "POST /introductions", body: `{"area":"0685","title":"Ny hos oss"}`, want: 201, as: "path"},
		try{who: "samordning", call: "POST /introductions/{path}/steps", body: `{"kind":"meeting","title":"Träffa FK","meet":"fk"}`, match: "1", want: 201, as: "step"},
		try{who: "samordning", call: "PUT /introductions/{path}", body: `{"area":"0685","title":"Annat"}`, match: "1", want: 412, says: `"title":"Ny hos oss"`},
		try{who: "af", call: "GET /own-introduction", want: 200, says: `"title":"Träffa FK"`},
		try{who: "af", call: "POST /own-introduction/{step}", body: `{"on":"2026-11-23"}`, want: 204},
		try{who: "af", call: "GET /own-introduction", want: 200, says: `"doneOn":"2026-11-23"`},
		try{who: "af", call: "POST /own-introduction/none", body: `{"on":"2026-11-23"}`, want: 404},
		try{who: "vc", call: "POST /trainings", body: day, want: 403},
		try{who: "samordning", call: "POST /trainings", body: day, want: 201, as: "day"},
		try{who: "af", call: "GET /trainings?area=0685&limit=1", want: 200, says: `"id":"{day}"`},
		try{who: "af", call: "GET /trainings?limit=0&after=x", want: 422, says: "after:api.after limit:api.limit"},
		try{who: "af", call: "GET /trainings/none", want: 404},
		try{who: "af", call: "POST /trainings/{day}/seats", body: `{"people":2}`, want: 204},
		try{who: "vc", call: "GET /trainings/{day}", want: 200, says: `"signedUp":2`},
		try{who: "samordning", call: "PUT /trainings/{day}", body: day, match: "1", want: 204},
		try{who: "samordning", call: "PUT /trainings/{day}", body: day, match: "1", want: 412, says: `"title":"Möten i samverkan"`},
	)
}
