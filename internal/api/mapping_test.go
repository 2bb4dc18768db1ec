package api_test

import (
	"slices"
	"strings"
	"testing"

	"samverk/internal/api"
	"samverk/internal/id"
)

func TestAStudyBecomesAReportOverTheAPI(t *testing.T) {
	const study = `{"title":"Kartläggning","aim":"Beskriva samverkan","questions":["Vilka arenor finns?"],"sources":["focus_group","training_day"],"from":"2015-08-10","to":"2016-06-30","areas":["0685"]}`
	newSite(t).try(t,
		try{who: "vc", call: "POST /studies", body: study, want: 403},
		try{who: "samordning", call: "POST /studies", body: study, want: 201, as: "study"},
		try{who: "samordning", call: "GET /studies/{study}", want: 200, says: `"title":"Kartläggning"`},
		try{who: "samordning", call: "GET /studies/none", want: 404},
		try{who: "samordning", call: "GET /studies?after=x", want: 422, says: "after:api.after"},
		try{who: "samordning", call: "GET /reports?after=x&limit=0", want: 422, says: "after:api.after limit:api.limit"},
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

// pages reads a list page by page and returns the identifiers in it.
func (c caller) pages(path string) (all []string) {
	for path != "" {
		var page struct {
			Next             string
			Studies, Reports []struct{ ID string }
		}
		c.do("GET", path, "").want(200).into(&page)
		for _, row := range append(page.Studies, page.Reports...) {
			all = append(all, row.ID)
		}
		path = page.Next
	}
	return all
}

func TestStudiesAndReportsComeInPagesOverTheAPI(t *testing.T) {
	s := newSite(t)
	begin := func(from string) string {
		return `{"title":"Kartläggning","aim":"Beskriva samverkan","questions":["Vilka arenor finns?"],"sources":["document"],"from":"` + from + `","areas":["0685"]}`
	}
	s.try(t,
		try{who: "samordning", call: "POST /studies", body: begin("2015-08-10"), want: 201, as: "one"},
		try{who: "samordning", call: "POST /studies", body: begin("2016-08-10"), want: 201, as: "two"},
		try{who: "samordning", call: "POST /studies", body: begin("2015-08-10"), want: 201, as: "three"},
		try{who: "samordning", call: "POST /reports", body: `{"study":"{one}","area":"0685"}`, want: 201},
		try{who: "samordning", call: "POST /reports", body: `{"study":"{two}","area":"0685"}`, want: 201},
		try{who: "samordning", call: "POST /reports", body: `{"study":"{three}","area":"0685"}`, want: 201, as: "published"},
		try{who: "samordning", call: "POST /reports/{published}/sections", body: `{"code":"goals","text":"Med egna ord"}`, match: "1", want: 204},
		try{who: "samordning", call: "POST /reports/{published}/published", match: "1", want: 204},
		try{who: "samordning", call: "GET /studies?limit=1", want: 200, says: `"id":"{two}"`},
		try{who: "vc", call: "GET /reports?limit=1", want: 200, says: `"id":"{published}"`},
	)
	for _, of := range []struct {
		who  id.Function
		path string
		n    int
	}{{"samordning", "/studies", 3}, {"samordning", "/reports", 3}, {"vc", "/reports", 1}} {
		whole := s.as(of.who).pages(api.Prefix + of.path)
		paged := s.as(of.who).pages(api.Prefix + of.path + "?limit=1")
		if len(whole) != of.n || !slices.Equal(paged, whole) {
			t.Errorf("%s, %s: %v in pages of one, %v at once", of.who, of.path, paged, whole)
		}
	}
}

func TestAllThatIsWrongWithAStudyIsSaidOverTheAPI(t *testing.T) {
	s := newSite(t)
	long := strings.Repeat("x", 1001)
	s.try(t,
		try{who: "samordning", call: "POST /studies", body: `{"title":"Kartläggning","aim":"Beskriva samverkan","questions":["Vilka arenor finns?"],"sources":["focus_group"],"from":"2015-08-10","areas":["0685"]}`, want: 201, as: "study"},
		try{who: "samordning", call: "POST /studies/{study}/statements", body: `{"area":"0685","source":"focus_group","lines":["Det går fort"]}`, want: 422, says: "group:study.choose"},
		try{who: "forbund", call: "POST /studies", body: `{"title":"","aim":"Gäller 19121212-1212","questions":[],"sources":["gissning"],"from":"2015-13-01","to":"2014-02-31","areas":["0685","9999"]}`, want: 422,
			says: "aim:text.identity.number areas:study.unknown from:study.date.wrong questions:study.text.missing sources:study.unknown title:study.text.missing to:study.date.wrong"},
		try{who: "samordning", call: "PUT /studies/{study}", body: `{"title":"` + long[:121] + `","aim":"","questions":["` + long[:301] + `"],"sources":[],"from":"2015-08-10","to":"2015-08-09","areas":["0685","0682"]}`, match: "1", want: 422,
			says: "aim:study.text.missing areas:study.area.frame questions:study.text.long sources:study.choose title:study.text.long to:study.date.order"},
		try{who: "samordning", call: "POST /studies/{study}/state", body: `{"state":"thinking"}`, match: "1", want: 422, says: "state:study.unknown"},
		try{who: "samordning", call: "POST /studies/{study}/groups", body: `{"name":"","audience":"alla","actors":["polis"],"areas":["0682"],"people":0,"on":"2015-02-31","minutes":1,"moderator":"nobody"}`, want: 422,
			says: "actors:study.unknown areas:study.area.outside audience:study.choose minutes:study.minutes.range moderator:study.choose name:study.text.missing on:study.date.wrong people:study.people.range"},
		try{who: "samordning", call: "POST /studies/{study}/statements", body: `{"area":"0685","source":"guess","group":"none","actor":"polis","theme":"else","lines":["` + long + `"," ","Gäller 19121212-1212"]}`, want: 422,
			says: "actor:study.unknown group:study.group.outside source:study.choose theme:study.unknown words:study.line.long words:study.line.missing words:study.line.number"},
		try{who: "samordning", call: "POST /studies/{study}/statements", body: `{"area":"0685","source":"document","theme":"way","lines":[]}`, want: 422,
			says: "actor:study.theme.actor source:study.choose words:study.text.missing"},
		try{who: "samordning", call: "POST /reports", body: `{"study":"{study}","area":"0682"}`, want: 403},
		try{who: "forbund", call: "POST /reports", body: `{"study":"{study}","area":"0682"}`, want: 422, says: "area:study.area.outside"},
		try{who: "samordning", call: "GET /studies/{study}", want: 200, says: `"groups":0,"people":0,"version":1`},
		try{who: "samordning", call: "GET /studies/{study}/statements?area=0685", want: 200, says: `"statements":[]`},
		try{who: "samordning", call: "GET /studies", want: 200, says: `"studies":[{"id":"{study}"`},
		try{who: "samordning", call: "GET /studies?limit=1", want: 200, says: `],"limit":1}`}, // there is no other
		try{who: "samordning", call: "GET /reports", want: 200, says: `"reports":[]`},
	)
}

func TestAllThatIsWrongWithACodingIsSaidOverTheAPI(t *testing.T) {
	s := newSite(t)
	s.try(t,
		try{who: "samordning", call: "POST /studies", body: `{"title":"Kartläggning","aim":"Beskriva samverkan","questions":["Vilka arenor finns?"],"sources":["document"],"from":"2015-08-10","areas":["0685"]}`, want: 201, as: "study"},
		try{who: "samordning", call: "POST /studies/{study}/statements", body: `{"area":"0685","source":"document","lines":["Det går fort"]}`, want: 204},
	)
	var list struct{ Studies []struct{ ID string } }
	who := s.as("samordning")
	who.do("GET", api.Prefix+"/studies", "").want(200).into(&list)
	at := "/studies/" + list.Studies[0].ID
	var said struct{ Statements []struct{ ID string } }
	who.do("GET", api.Prefix+at+"/statements?area=0685", "").want(200).into(&said)
	one := said.Statements[0].ID
	s.try(t,
		try{who: "samordning", call: "POST " + at + "/codings", body: `{"area":"0685","codings":[]}`, want: 422, says: "codings:study.choose"},
		try{who: "samordning", call: "POST " + at + "/codings", body: `{"area":"0685","codings":[{"statement":"` + one + `","factor":"luck","side":"up"}]}`, want: 422, says: "codings:study.factor.unknown"},
		try{who: "samordning", call: "POST " + at + "/codings", body: `{"area":"0685","codings":[{"statement":"none","factor":"goals","side":"promoting"}]}`, want: 404},
		try{who: "samordning", call: "POST " + at + "/settled", body: `{"statement":"` + one + `","factor":"goals","side":"up"}`, match: "1", want: 422, says: "category:study.side.unknown"},
		try{who: "samordning", call: "GET " + at + "/agreement?area=0685", want: 200, says: `"coders":[],"pairs":[]`},
		try{who: "samordning", call: "POST " + at + "/codings", body: `{"area":"0685","codings":[{"statement":"` + one + `","factor":"goals","side":"hindering"}]}`, want: 204},
		try{who: "samordning", call: "GET " + at + "/agreement?area=0685", want: 200, says: `"coders":["samordning"],"pairs":[],"differ":0`}, // no mean of one
		try{who: "forbund", call: "POST " + at + "/codings", body: `{"area":"0685","codings":[{"statement":"` + one + `","factor":"goals","side":"hindering"}]}`, want: 204},
		try{who: "samordning", call: "GET " + at + "/agreement?area=0685", want: 200, says: `"both":1,"observed":1,"chance":1}],"differ":0`}, // one category: no kappa
		try{who: "samordning", call: "GET " + at + "/statements?area=0685", want: 200, says: `"words":"Det går fort","version":1`},
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
		try{who: "forbund", call: "POST /developments", body: `{"scope":"several","areas":["0685"],"title":"Gäller 19121212-1212","words":"` + strings.Repeat("x", 4001) + `","source":"study","study":"none","owner":"nobody","dueOn":"2026-02-31","state":"done"}`, want: 422,
			says: "areas:development.areas.several dueOn:development.date.wrong owner:development.choose result:development.text.missing study:development.choose title:text.identity.number words:development.text.long"},
		try{who: "samordning", call: "PUT /developments/{one}", body: `{"scope":"common","areas":[],"title":"","source":"else","state":"ongoing"}`, match: "1", want: 422,
			says: "owner:development.owner.missing scope:development.scope.frame sourceWords:development.text.missing title:development.text.missing"},
		try{who: "vc", call: "GET /developments/{one}", want: 200, says: `"state":"proposed","version":1`},
		try{who: "vc", call: "GET /developments?area=0685&limit=1", want: 200, says: `],"limit":1}`}, // there is no other
		try{who: "vc", call: "GET /developments?scope=x&state=y", want: 422, says: "scope:api.query.among state:api.query.among"},
		try{who: "samordning", call: "PUT /developments/{one}", body: body, match: "1", want: 204},
		try{who: "samordning", call: "PUT /developments/{one}", body: body, match: "1", want: 412, says: `"title":"Förbättra kontaktvägarna"`},
	)
}
