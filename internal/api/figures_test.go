package api_test

import "testing"

func TestFiguresAreTakenInAndGoalsSetOverTheAPI(t *testing.T) {
	const goal = `{"figure":"oj-langvarigt","gender":"T","title":"Färre som behöver stöd länge","target":"20","due":"2030-12-31","areas":["0685"],"actors":["kommun","af"]}`
	newSite(t).try(t,
		try{who: "samordning", call: "POST /figures/import", body: `{"origin":"report"}`, want: 403},
		try{who: "forbund", call: "POST /figures/import", body: `{"origin":"report"}`, want: 201, as: "file"},
		try{who: "forbund", call: "GET /figure-imports/{file}", want: 200, says: `"state":"new"`, as: "seen"},
		try{who: "forbund", call: "POST /figure-imports/{file}/confirm", body: `{"seen":"else"}`, want: 409},
		try{who: "forbund", call: "POST /figure-imports/{file}/confirm", body: `{"seen":"{seen.seen}"}`, want: 204},
		try{who: "forbund", call: "GET /figure-imports/none", want: 404},
		try{who: "vc", call: "GET /figures", want: 200, says: `"figure":"oj-langvarigt"`},
		try{who: "vc", call: "GET /figures/oj-langvarigt/values?gender=T", want: 200, says: `"place":"0685"`},
		try{who: "vc", call: "GET /figures/none/values", want: 404},
		try{who: "vc", call: "GET /figures/oj-langvarigt/values?gender=x", want: 422, says: "gender:api.query.among"},
		try{who: "vc", call: "POST /goals", body: goal, want: 403},
		try{who: "samordning", call: "POST /goals", body: goal, want: 201, as: "goal"},
		try{who: "vc", call: "GET /goals/{goal}", want: 200, says: `"baseline":"27.9"`},
		try{who: "vc", call: "GET /goals/none", want: 404},
		try{who: "samordning", call: "PUT /goals/{goal}", body: `{"title":"Färre","target":"19","due":"2030-12-31","actors":["kommun"],"state":"open"}`, match: "1", want: 204},
		try{who: "samordning", call: "PUT /goals/{goal}", body: `{"title":"Annat","target":"18","due":"2030-12-31","actors":["kommun"],"state":"open"}`, match: "1", want: 412, says: `"title":"Färre"`},
		try{who: "vc", call: "GET /needs/0685", want: 200, says: `"title":"Färre"`},
		try{who: "vc", call: "GET /needs/9999", want: 404},
	)
}

// TestAllFaultsOfFiguresAndGoalsAreToldAtOnceOverTheAPI sends what cannot be,
// with everything wrong that can be, and finds nothing changed.
func TestAllFaultsOfFiguresAndGoalsAreToldAtOnceOverTheAPI(t *testing.T) {
	const goal = `{"figure":"oj-langvarigt","gender":"T","title":"Färre","target":"20","due":"2030-12-31","areas":["0685"],"actors":["kommun"]}`
	const own = `{"kpi":"N00001","unit":"percent","name":"Eget mått","about":"Andel.","source":"En myndighet"}`
	newSite(t).try(t,
		try{who: "forbund", call: "POST /figures/import", body: `{"origin":"guess"}`, want: 422, says: "file:figures.file.missing origin:figures.origin.unknown"},
		try{who: "forbund", call: "POST /figures/import", body: `{"origin":"kolada","content":"{\"values\":[]}"}`, want: 422, says: "file:kolada.nothing"},
		try{who: "forbund", call: "POST /figures/import", body: `{"origin":"fetch","kpis":["N99999"]}`, want: 422, says: "kpi:kolada.off"},
		try{who: "forbund", call: "POST /goals", body: `{"figure":"x","gender":"X","title":"","words":"Ring 19121212-1212","target":"många","due":"2020-01-01","areas":[],"actors":["drift"]}`, want: 422,
			says: "actors:goal.actors.unknown areas:goal.areas.missing due:goal.due.past figure:goal.figure.missing gender:figure.gender.unknown target:goal.target.form title:goal.title.missing words:text.identity.number"},
		try{who: "forbund", call: "POST /goals", body: goal, want: 422, says: "areas:goal.areas.value"},
		try{who: "forbund", call: "GET /goals", want: 200, says: `"goals":[]`},
		try{who: "forbund", call: "POST /figures/import", body: `{"origin":"report"}`, want: 201, as: "file"},
		try{who: "forbund", call: "GET /figure-imports/{file}", want: 200, says: `"state":"new"`, as: "seen"},
		try{who: "forbund", call: "POST /figure-imports/{file}/confirm", body: `{"seen":"{seen.seen}"}`, want: 204},
		try{who: "forbund", call: "POST /goals", body: goal, want: 201, as: "goal"},
		try{who: "forbund", call: "PUT /goals/{goal}", body: `{"title":"V-2026-0117","target":"101","due":"2020-01-01","actors":[],"state":"gone"}`, match: "1", want: 422,
			says: "actors:goal.actors.missing due:goal.due.past state:goal.state.unknown target:goal.target.range title:text.identity.case"},
		try{who: "forbund", call: "GET /goals/{goal}", want: 200, says: `"title":"Färre"`},
		try{who: "samordning", call: "POST /own-figures", body: own, want: 403},
		try{who: "forbund", call: "POST /own-figures", body: `{"kpi":"x","unit":"ordinal","name":"","about":"Ring 19121212-1212"}`, want: 422,
			says: "about:text.identity.number kpi:figure.own.kpi.form name:figure.own.name.missing unit:figure.own.unit"},
		try{who: "forbund", call: "POST /own-figures", body: own, want: 201, as: "own"},
		try{who: "forbund", call: "POST /own-figures", body: own, want: 422, says: "kpi:figure.own.kpi.taken"},
		try{who: "forbund", call: "PUT /own-figures/{own}", body: `{"name":"","about":""}`, match: "1", want: 422, says: "about:figure.own.about.missing name:figure.own.name.missing"},
		try{who: "forbund", call: "PUT /own-figures/{own}", body: `{"name":"Nytt namn","about":"Andel."}`, match: "1", want: 204},
		try{who: "forbund", call: "PUT /own-figures/{own}", body: `{"name":"Annat","about":"Andel."}`, match: "1", want: 412, says: `"name":"Nytt namn"`},
		try{who: "vc", call: "GET /figures", want: 200, says: `"figure":"kolada-n00001","set":"kolada","name":"Nytt namn"`},
		try{who: "vc", call: "GET /own-figures", want: 200, says: `"about":"Andel.","version":2`},
		try{who: "forbund", call: "DELETE /own-figures/{own}", match: "2", want: 204},
		try{who: "forbund", call: "DELETE /own-figures/oj-langvarigt", match: "1", want: 404},
	)
}
