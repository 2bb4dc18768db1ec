package api_test

import (
	"strings"
	"testing"
)

func TestAMeetingIsHeldAndItsMinutesReadThroughTheAPI(t *testing.T) {
	s := newSite(t)
	c, p := s.shared()
	af, vc := s.as("af"), s.as("vc")
	call := af.do("POST", caseOf(c)+"/calls", strings.NewReplacer("2026-12-01T09", "2026-11-23T15", "2026-12-01T10", "2026-11-23T16").Replace(meetingAt)).want(201).header.Get("Location")
	at, papers := call+"/meeting", call+"/minutes"
	vc.do("POST", at+"/begin", "{}", "If-Match", `"1"`).want(403)
	af.do("POST", at+"/begin", "{}", "If-Match", `"1"`).want(204)
	var w struct {
		ID   string
		Told []string
		Kept bool
	}
	af.do("POST", at+"/lines", `{"kind":"decision","category":"plan","title":"Höjs till halvtid"}`).want(201).into(&w)
	if w.Kept || strings.Join(w.Told, " ") != "vc" {
		t.Errorf("told %v", w)
	}
	vc.do("POST", at+"/lines", `{"kind":"wish","category":"plan","title":"x"}`).want(422)
	vc.do("POST", at+"/lines", `{"kind":"said","category":"plan","title":"Bara hos oss","units":[]}`).want(201)
	vc.do("PUT", at+"/lines/"+w.ID+"/stand", `{"stand":"differs"}`).want(422)
	vc.do("PUT", at+"/lines/"+w.ID+"/stand", `{"stand":"differs","words":"Vänta till mars"}`).want(200)
	var m struct {
		Version int64
		Beat    int64
		Lines   []struct {
			Item   struct{ Kind, Title string }
			Stands []struct{ Function, Stand, Words string }
		}
	}
	af.do("GET", at, "").want(200).into(&m)
	if len(m.Lines) != 1 || len(m.Lines[0].Stands) != 1 || m.Lines[0].Stands[0].Words != "Vänta till mars" {
		t.Fatalf("the meeting: %+v", m)
	}
	af.do("POST", at+"/lines", `{"kind":"commitment","category":"plan","title":"Ringa","dueOn":1}`).want(422)
	af.do("POST", at+"/lines", `{"kind":"activity","category":"plan","title":"Praktik","status":"ongoing","units":[]}`).want(201)
	af.do("POST", at+"/lines", `{"kind":"commitment","category":"plan","title":"Ringa","due":"2026-12-01","units":[]}`).want(201)
	if own := af.do("GET", at, "").want(200); strings.Count(string(own.body), `"status":"planned"`) != 1 || strings.Count(string(own.body), `"status":"ongoing"`) != 1 {
		t.Errorf("what nobody said how far it has come: %s", own.body)
	}
	var b struct {
		Beat int64
		Goes bool
	}
	af.do("GET", at, "").want(200).into(&m)
	af.do("GET", at+"/beat", "").want(200).into(&b)
	if b.Beat != m.Beat || !b.Goes {
		t.Errorf("the beat: %+v against %d", b, m.Beat)
	}
	af.do("POST", at+"/attendance", `{"attendance":[{"function":"vc","came":"remote"},{"function":"self","came":"present"}]}`).want(204)
	af.do("POST", at+"/end", `{"attendance":[{"function":"fk","came":"present"}]}`, "If-Match", `"2"`).want(422)
	af.do("POST", at+"/end", `{"attendance":[{"function":"af","came":"present"}],"followUpOn":"2027-02-15"}`, "If-Match", `"2"`).want(204)
	af.do("POST", papers+"/final", "{}", "If-Match", `"7"`).want(412)
	af.do("POST", papers+"/final", "{}", "If-Match", `"1"`).want(201)
	me := s.caller(s.AsPerson(p))
	copied := me.get(strings.TrimPrefix(papers, "/api/v1")).want(200)
	if !strings.Contains(string(copied.body), "Höjs till halvtid") || !strings.Contains(string(copied.body), "Vänta till mars") || strings.Contains(string(copied.body), "Bara hos oss") {
		t.Errorf("her copy: %s", copied.body)
	}
	me.do("POST", papers+"/versions/1/receipts", "").want(204)
	if read := af.do("GET", papers, "").want(200); strings.Count(string(read.body), `"readAt"`) != 2 {
		t.Errorf("receipts: %s", read.body)
	}
	if day := vc.get("/me/day").want(200); !strings.Contains(string(day.body), `"why":"read"`) {
		t.Errorf("the day: %s", day.body)
	}
	af.do("POST", papers+"/amendments", `{"reason":"missing","words":""}`).want(422)
	af.do("POST", papers+"/recall", `{"reason":"wrong_person"}`).want(204)
	af.do("POST", papers+"/recall/confirmation", "").want(403)
	vc.do("POST", papers+"/recall", `{"reason":"wrong_person"}`).want(403)
	s.as("forsorjning").do("GET", papers, "").want(404)
}
