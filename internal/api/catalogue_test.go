package api_test

import (
	"encoding/base64"
	"testing"
)

const training = `"name":"Arbetsträning","sort":"preparing","areas":["0685"],"purpose":"Pröva att arbeta.","ageFrom":18,"problems":["work"]`

func TestInterventionsAreWrittenDecidedAndFoundOverTheAPI(t *testing.T) {
	newSite(t).try(t,
		try{who: "ame", call: "POST /interventions", body: `{"unit":"ame","state":"proposed","name":"","sort":"magic","areas":["0682"],"ageFrom":30,"ageTo":20}`, want: 422,
			says: "ageTo:offer.age.order areas:offer.areas.outside name:offer.name.missing sort:offer.sort.missing"},
		try{who: "vc", call: "POST /interventions", body: `{"unit":"ame","state":"proposed",` + training + `}`, want: 403},
		try{who: "ame", call: "POST /interventions", body: `{"unit":"ame","state":"proposed",` + training + `}`, want: 201, as: "one"},
		try{who: "vc", call: "GET /interventions/{one}", want: 404},
		try{who: "ame-chef", call: "GET /me/day", want: 200, says: `"says":"Insatser som väntar på att du godkänner dem: 1"`},
		try{who: "ame", call: "POST /interventions/{one}/state", body: `{"state":"approved"}`, match: "1", want: 403},
		try{who: "ame-chef", call: "POST /interventions/{one}/state", body: `{"state":"approved"}`, match: "1", want: 204},
		try{who: "vc", call: "GET /interventions/{one}", want: 200, says: `"name":"Arbetsträning"`},
		try{who: "vc", call: "GET /interventions?area=0685&years=40&q=arbetstr%C3%A4na&problem=work", want: 200, says: `"id":"{one}"`},
		try{who: "vc", call: "GET /interventions?years=12", want: 200, says: `"interventions":[]`},
		try{who: "vc", call: "GET /interventions?years=many", want: 422, says: "years:offer.age.range"},
		try{who: "vc", call: "GET /interventions?kind=x&free=maybe", want: 422, says: "free:api.query.among kind:api.query.among"},
		try{who: "ame", call: "PUT /interventions/{one}", body: `{"state":"draft",` + training + `}`, match: "1", want: 412, says: `"state":"approved"`},
		try{who: "ame", call: "POST /interventions/{one}/places", body: `{"free":2}`, match: "2", want: 204},
		try{who: "vc", call: "GET /interventions?free=true", want: 200, says: `"freePlaces":2`},
		try{who: "vc", call: "GET /intervention-comparison?rows=name", want: 200, says: `"stand":"offered","interventions":["{one}"]`},
		try{who: "ame-chef", call: "PUT /units/ame/competence", body: `{"competence":["work_rehabilitation"]}`, want: 204},
		try{who: "vc", call: "PUT /units/ame/competence", body: `{"competence":[]}`, want: 403},
		try{who: "af", call: "GET /interventions/{one}", want: 200, says: `"competence":["work_rehabilitation"]`},
		try{who: "ame-chef", call: "POST /interventions/{one}/end", match: "3", want: 204},
		try{who: "vc", call: "GET /interventions", want: 200, says: `"interventions":[]`},
	)
}

func file(text string) string {
	return `{"file":"` + base64.StdEncoding.EncodeToString([]byte(text)) + `"}`
}

func TestAFileOfInterventionsIsPreviewedAndTakenInOverTheAPI(t *testing.T) {
	s := newSite(t)
	const header = "Enhet;Insats;Slag;Kommuner\r\n"
	s.try(t,
		try{who: "ame", call: "POST /intervention-imports", body: file(header + "AME;Körkort;Arbetsförberedande;Vetlanda\r\n"), want: 403},
		try{who: "admin", call: "POST /intervention-imports", body: `{"file":"?"}`, want: 422, says: "file:border.broken"},
		try{who: "admin", call: "GET /intervention-table", want: 200, says: `"columns":["Id",`},
		try{who: "admin", call: "POST /intervention-imports", body: file(header + "AME;;magi;Eksjö\r\n"), want: 201, as: "bad"},
		try{who: "admin", call: "GET /intervention-imports/{bad}", want: 200, says: `"wrong":1`},
		try{who: "admin", call: "POST /intervention-imports/{bad}/confirmation", body: `{"seen":"x"}`, want: 409},
		try{who: "admin", call: "DELETE /intervention-imports/{bad}", want: 204},
		try{who: "admin", call: "GET /intervention-imports/{bad}", want: 404},
		try{who: "admin", call: "POST /intervention-imports", body: file(header + "AME;Körkort;Arbetsförberedande;Vetlanda\r\n"), want: 201, as: "good"},
		try{who: "admin", call: "GET /intervention-imports/{good}", want: 200, says: `"new":1`, as: "seen"},
		try{who: "admin", call: "POST /intervention-imports/{good}/confirmation", body: `{"seen":"{seen.seen}"}`, want: 204},
		try{who: "admin", call: "GET /interventions", want: 200, says: `"name":"Körkort"`},
	)
}

func TestWishesAndExpectationsOverTheAPI(t *testing.T) {
	newSite(t).try(t,
		try{who: "af", call: "POST /wishes", body: `{"area":"0685","to":"af","sort":"magic","words":"Gäller 19900101-2385"}`, want: 422, says: "sort:offer.sort.missing to:offer.actor.self words:text.identity.number"},
		try{who: "af", call: "POST /wishes", body: `{"area":"0682","to":"kommun","sort":"investigating","words":"Utredning."}`, want: 403},
		try{who: "af", call: "POST /wishes", body: `{"area":"0685","to":"kommun","sort":"investigating","words":"Platser för utredning."}`, want: 201, as: "wish"},
		try{who: "vc", call: "GET /wishes?area=0685&state=open", want: 200, says: `"wishes":1`},
		try{who: "vc", call: "GET /wishes?state=x", want: 422, says: "state:api.query.among"},
		try{who: "vc", call: "POST /wishes/{wish}/state", body: `{"state":"withdrawn"}`, match: "1", want: 403},
		try{who: "af", call: "POST /wishes/{wish}/state", body: `{"state":"withdrawn"}`, match: "1", want: 204},
		try{who: "af", call: "POST /wishes/{wish}/state", body: `{"state":"withdrawn"}`, match: "1", want: 412, says: `"state":"withdrawn"`},
		try{who: "af", call: "POST /wishes/none/state", body: `{"state":"withdrawn"}`, match: "1", want: 404},
		try{who: "af", call: "POST /expectations", body: `{"area":"0685","to":"vard","words":"Svar inom några dagar."}`, want: 201, as: "hope"},
		try{who: "vc-chef", call: "GET /expectations?area=0685", want: 200, says: `"mayAnswer":true`},
		try{who: "vc", call: "POST /expectations/{hope}/answer", body: `{"answer":"can"}`, match: "1", want: 403},
		try{who: "vc-chef", call: "POST /expectations/{hope}/answer", body: `{"answer":"partly","reviewOn":"2020-01-01"}`, match: "1", want: 422, says: "reviewOn:offer.review.range words:offer.answer.words"},
		try{who: "vc-chef", call: "POST /expectations/{hope}/answer", body: `{"answer":"partly","words":"Inom en vecka."}`, match: "1", want: 204},
		try{who: "vc-chef", call: "POST /expectations/{hope}/answer", body: `{"answer":"can"}`, match: "1", want: 412, says: `"answerWords":"Inom en vecka."`},
		try{who: "af", call: "POST /expectations/{hope}/withdrawal", match: "2", want: 204},
		try{who: "af", call: "GET /expectations", want: 200, says: `"expectations":[]`},
	)
}

func TestWhatCouldFitACaseOverTheAPI(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	at := "/cases/" + string(c)
	s.try(t,
		try{who: "ame-chef", call: "POST /interventions", body: `{"unit":"ame","state":"approved",` + training + `}`, want: 201, as: "one"},
		try{who: "af", call: "GET " + at + "/fit", want: 200, says: `"id":"{one}"`},
		try{who: "fk", call: "GET " + at + "/fit", want: 404},
		try{who: "forbund", call: "GET " + at + "/fit", want: 404},
		try{who: "af", call: "POST " + at + "/missing", body: `{"sort":"magic"}`, want: 422, says: "sort:offer.sort.missing"},
		try{who: "af", call: "POST " + at + "/missing", body: `{"sort":"investigating","actor":"kommun"}`, want: 204},
		try{who: "fk", call: "POST " + at + "/missing", body: `{"sort":"investigating","actor":"kommun"}`, want: 404},
		try{who: "vc", call: "GET /wishes?area=0685", want: 200, says: `"gaps":[]`}, // one case is too few to tell
	)
}
