package api_test

import "testing"

// TestWhatIsWrongWithWhatStaffLearnFromIsToldAtOnce holds that every fault is
// named and nothing changed.
func TestWhatIsWrongWithWhatStaffLearnFromIsToldAtOnce(t *testing.T) {
	const day = `{"title":"Möten i samverkan","on":"2027-02-10","audience":"workers","method":false,"seats":2,"areas":["0685"],"owners":["samordning"]}`
	newSite(t).try(t,
		try{who: "samordning", call: "POST /introductions", body: `{"area":"0685","title":" ","about":"Om 19900101-2385"}`, want: 422, says: "about:text.identity.number title:learning.title.missing"},
		try{who: "samordning", call: "GET /introductions?area=0685", want: 200, says: `"paths":[]`},
		try{who: "samordning", call: "POST /introductions", body: `{"area":"0685","title":"Ny hos oss"}`, want: 201, as: "path"},
		try{who: "samordning", call: "POST /introductions/{path}/steps", body: `{"kind":"article","title":"Om 19900101-2385"}`, match: "1", want: 422, says: "article:path.article.missing title:text.identity.number"},
		try{who: "samordning", call: "PUT /introductions/{path}", body: `{"area":"0685","title":""}`, match: "1", want: 422, says: "title:learning.title.missing"},
		try{who: "af", call: "GET /introductions?area=0685", want: 200, says: `"title":"Ny hos oss"`},
		try{who: "samordning", call: "POST /trainings", body: `{"title":"","on":"2027-13-10","audience":"workers","method":false,"seats":-1,"areas":["0685"],"owners":["none"]}`, want: 422, says: "on:learning.date.wrong owners:learning.function.missing seats:learning.people.range title:learning.title.missing"},
		try{who: "af", call: "GET /trainings?area=0685", want: 200, says: `"trainings":[]`},
		try{who: "samordning", call: "POST /trainings", body: day, want: 201, as: "day"},
		try{who: "samordning", call: "PUT /trainings/{day}", body: `{"title":"","on":"2027-02-10","place":"19900101-2385","audience":"workers","method":false,"seats":2,"areas":["0682"],"owners":["samordning"]}`, match: "1", want: 422, says: "areas:training.area.foreign place:text.identity.number title:learning.title.missing"},
		try{who: "af", call: "POST /trainings/{day}/seats", body: `{"people":3}`, want: 422, says: "people:training.full"},
		try{who: "af", call: "GET /trainings/{day}", want: 200, says: `"title":"Möten i samverkan"`},
	)
}
