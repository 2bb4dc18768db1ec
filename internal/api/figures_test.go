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
