package api_test

import "testing"

func TestAStudyBecomesAReportOverTheAPI(t *testing.T) {
	const study = `{"title":"Kartläggning","aim":"Beskriva samverkan","questions":["Vilka arenor finns?"],"sources":["focus_group","training_day"],"from":"2015-08-10","to":"2016-06-30","areas":["0685"]}`
	newSite(t).try(t,
		try{who: "vc", call: "POST /studies", body: study, want: 403},
		try{who: "samordning", call: "POST /studies", body: study, want: 201, as: "study"},
		try{who: "samordning", call: "GET /studies/{study}", want: 200, says: `"title":"Kartläggning"`},
		try{who: "samordning", call: "GET /studies/none", want: 404},
		try{who: "samordning", call: "PUT /studies/{study}", body: study, match: "9", want: 412, says: `"title":"Kartläggning"`},
		try{who: "samordning", call: "POST /studies/{study}/statements", body: `{"area":"0685","source":"training_day","lines":["Tiden räcker inte","Vi känner varandra"]}`, want: 204},
		try{who: "samordning", call: "GET /studies/{study}/statements?area=0685&limit=1", want: 200, says: `after=`},
		try{who: "samordning", call: "GET /studies/{study}/statements?area=0685&after=x", want: 422, says: "after:api.after"},
		try{who: "samordning", call: "GET /studies/{study}/agreement?area=0685", want: 200, says: `"differ":0`},
		try{who: "samordning", call: "POST /reports", body: `{"study":"{study}","area":"0685"}`, want: 201, as: "report"},
		try{who: "samordning", call: "GET /reports/{report}/docx", want: 200, says: `"content":"UEsDB`},
		try{who: "vc", call: "GET /reports/{report}", want: 404},
		try{who: "vc", call: "GET /reports/{report}/docx", want: 404},
		try{who: "vc", call: "GET /reports/none", want: 404},
		try{who: "samordning", call: "POST /reports/{report}/published", match: "9", want: 412, says: `"area":"0685"`},
		try{who: "samordning", call: "POST /reports/{report}/published", match: "1", want: 409},
		try{who: "samordning", call: "POST /reports/{report}/sections", body: `{"code":"leadership","text":"Med egna ord"}`, match: "1", want: 204},
		try{who: "samordning", call: "POST /reports/{report}/sections", body: `{"code":"leadership","text":"Andra ord"}`, match: "1", want: 412, says: `"text":"Med egna ord"`},
		try{who: "samordning", call: "POST /reports/{report}/published", match: "1", want: 204},
		try{who: "vc", call: "GET /reports/{report}", want: 200, says: `"editions":1`},
	)
}

func TestDevelopmentsOverTheAPI(t *testing.T) {
	const body = `{"scope":"local","areas":["0685"],"title":"Förbättra kontaktvägarna","source":"else","sourceWords":"Samverksmötet","state":"proposed"}`
	newSite(t).try(t,
		try{who: "vc", call: "POST /developments", body: body, want: 403},
		try{who: "samordning", call: "POST /developments", body: body, want: 201, as: "one"},
		try{who: "vc", call: "GET /developments/{one}", want: 200, says: `"title":"Förbättra kontaktvägarna"`},
		try{who: "vc", call: "GET /developments/none", want: 404},
		try{who: "vc", call: "GET /developments?area=0685&scope=local&limit=1", want: 200, says: `"id":"{one}"`},
		try{who: "vc", call: "GET /developments?scope=x&state=y", want: 422, says: "scope:api.query.among state:api.query.among"},
		try{who: "samordning", call: "PUT /developments/{one}", body: body, match: "1", want: 204},
		try{who: "samordning", call: "PUT /developments/{one}", body: body, match: "1", want: 412, says: `"title":"Förbättra kontaktvägarna"`},
	)
}
