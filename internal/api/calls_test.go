package api_test

import (
	"strings"
	"testing"

	"samverk/internal/api"
)

const meetingAt = `{"times":[{"start":"2026-12-01T09:00:00Z","end":"2026-12-01T10:00:00Z"}],"place":"Stadshuset","personWay":"invited",` +
	`"question":"Vem gör vad i vår?","called":[{"function":"vc","bring":"Underlag"}]}`

func TestACallIsMadeAnsweredMovedAndCancelled(t *testing.T) {
	s := newSite(t)
	c, p := s.shared()
	af, vc := s.as("af"), s.as("vc")
	made := af.do("POST", caseOf(c)+"/calls", meetingAt).want(201)
	where := made.header.Get("Location")
	var v struct {
		ID, Question string
		Version      int64
		Parties      []struct {
			Function, Answer, Bring string
			Version                 int64
		}
		May []string
	}
	seen := vc.do("GET", where, "").want(200)
	seen.into(&v)
	if v.Question != "Vem gör vad i vår?" || len(v.Parties) != 2 || v.Parties[1].Bring != "Underlag" || seen.header.Get("ETag") != `"1"` {
		t.Errorf("got %s", seen.body)
	}
	vc.do("POST", where+"/answer", `{"answer":"no"}`, "If-Match", `"1"`).want(422)
	vc.do("POST", where+"/answer", `{"answer":"another","times":[{"start":"2026-12-02T09:00:00Z","end":"2026-12-02T10:00:00Z"}]}`, "If-Match", `"1"`).want(204)
	stale := vc.do("POST", where+"/answer", `{"answer":"yes"}`, "If-Match", `"1"`).want(412).problem()
	if stale.Current["answer"] != "another" {
		t.Errorf("what stands now is not told: %v", stale.Current)
	}
	var times struct{ Offers []struct{ ID string } }
	af.do("GET", where, "").want(200).into(&times)
	if len(times.Offers) != 1 {
		t.Fatalf("offers: %+v", times)
	}
	af.do("POST", where+"/settle", `{"offer":"`+times.Offers[0].ID+`","reason":"somebody_cannot"}`, "If-Match", `"1"`).want(204)
	moved := vc.do("GET", where, "").want(200)
	if !strings.Contains(string(moved.body), `"start":"2026-12-02T09:00:00Z"`) || !strings.Contains(string(moved.body), `"kind":"moved"`) {
		t.Errorf("got %s", moved.body)
	}
	vc.do("POST", where+"/cancel", `{"reason":"ill"}`, "If-Match", `"2"`).want(403)
	me := s.caller(s.AsPerson(p))
	if mine := me.get("/me/meetings").want(200); !strings.Contains(string(mine.body), "AF Vetlanda") {
		t.Errorf("the person sees %s", mine.body)
	}
	me.do("POST", where+"/answer", `{"answer":"yes"}`, "If-Match", `"2"`).want(204)
	af.do("POST", where+"/cancel", `{"reason":"ill"}`, "If-Match", `"2"`).want(204)
	s.as("forsorjning").do("GET", where, "").want(404)
	list := af.do("GET", caseOf(c)+"/calls", "").want(200)
	if !strings.Contains(string(list.body), `"cancelled"`) || !strings.Contains(string(list.body), `"personAnswer":"yes"`) {
		t.Errorf("got %s", list.body)
	}
}

func TestTheFaultsOfACallNameTheirFields(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	problem := s.as("af").do("POST", caseOf(c)+"/calls", `{"personWay":"without","question":"","called":[{"function":"fk"}]}`).want(422).problem()
	fields := map[string]bool{}
	for _, e := range problem.Errors {
		fields[e.Field] = true
	}
	for _, field := range []string{"question", "personWay", "called", "start"} {
		if !fields[field] {
			t.Errorf("nothing is said of %s: %+v", field, problem.Errors)
		}
	}
}

func TestTheConsentToMeetWithoutThePersonIsHers(t *testing.T) {
	s := newSite(t)
	c, p := s.shared()
	me, at := s.caller(s.AsPerson(p)), caseOf(c)+"/meeting-consent"
	me.do("POST", at, `{"endsOn":"2027-01-31"}`, "If-Match", `"0"`).want(204)
	s.as("vc").do("POST", at, `{"how":"oral","endsOn":"2027-01-31"}`, "If-Match", `"1"`).want(403)
	if a := s.as("vc").do("GET", at, "").want(200); !strings.Contains(string(a.body), `"how":"digital"`) {
		t.Errorf("got %s", a.body)
	}
	me.do("POST", at+"/end", "", "If-Match", `"1"`).want(204)
	s.as("fk").do("GET", api.Prefix+"/calls/"+string(c), "").want(404)
}

func TestTheTimesAreMarkedInThePlaceOfAFunction(t *testing.T) {
	s := newSite(t)
	c, _ := s.shared()
	several := strings.Replace(meetingAt, `}],"place"`, `},{"start":"2026-12-02T09:00:00Z","end":"2026-12-02T10:00:00Z"}],"place"`, 1)
	where := s.as("af").do("POST", caseOf(c)+"/calls", several).want(201).header.Get("Location")
	at := api.Prefix + "/calls/" + where[strings.LastIndex(where, "/")+1:]
	s.Exec(`update call_party set told_function = 'vc-chef' where function_id = 'vc'`)
	chef := s.as("vc-chef")
	var told struct{ Offers []map[string]any }
	chef.do("GET", at, "").want(200).into(&told)
	if len(told.Offers) != 2 || len(told.Offers[0]) != 3 {
		t.Fatalf("more or less than the times: %v", told.Offers)
	}
	marks := `[{"offer":"` + told.Offers[0]["id"].(string) + `","mark":"yes"},{"offer":"` + told.Offers[1]["id"].(string) + `","mark":"no"}]`
	chef.do("POST", at+"/marks", `{"function":"vc","marks":[]}`).want(422)
	chef.do("POST", at+"/marks", `{"function":"af","marks":`+marks+`}`).want(404)
	s.as("ame-chef").do("POST", at+"/marks", `{"function":"vc","marks":`+marks+`}`).want(404)
	chef.do("POST", at+"/marks", `{"function":"vc","marks":`+marks+`}`).want(204)
	if seen := s.as("af").do("GET", where, "").want(200); !strings.Contains(string(seen.body), `"mark":"yes"`) || strings.Contains(string(seen.body), `"function":"vc-chef","mark"`) {
		t.Errorf("what the caller sees: %s", seen.body)
	}
	chef.do("GET", at, "").want(404)
}
