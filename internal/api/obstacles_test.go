package api_test

import (
	"strings"
	"testing"

	"samverk/internal/api"
	"samverk/internal/id"
)

const hindered = `{"kind":"rules","title":"Arbetsträning får inte kombineras med sjukskrivning","words":"Vi behöver en gemensam tolkning."}`

// group gives the area a managers' group.
func (s *site) group(members ...id.Function) {
	s.Exec(`insert into forum (id, area_id, name, formal, about, kind, level, status) values ('lsg', '0685', 'LSG', true, '', 'managers', 'managers', 'active')`)
	for _, m := range members {
		s.Exec(`insert into forum_member (forum_id, function_id, since) values ('lsg', $1, 1)`, m)
	}
}

// obstacle is the address of one that has been raised.
func (s *site) obstacle() string {
	s.T.Helper()
	return s.as("af").do("POST", api.Prefix+"/areas/0685/obstacles", hindered).want(201).header.Get("Location")
}

func TestAnObstacleIsRaisedAndAnsweredOverTheAPI(t *testing.T) {
	s := newSite(t)
	s.group("ame-chef")
	where := s.obstacle()
	answer := `{"decision":"planned","words":"Tas upp i januari.","followUpOn":"2027-02-15"}`
	chief := s.as("ame-chef")
	chief.do("POST", where+"/answers", answer).want(428)
	s.as("vc-chef").do("POST", where+"/answers", answer, "If-Match", `"1"`).want(403)
	chief.do("POST", where+"/answers", `{"decision":"planned","words":"Ring 070-174 06 05"}`, "If-Match", `"1"`).want(422)
	chief.do("POST", where+"/answers", answer, "If-Match", `"1"`).want(204)
	stale := chief.do("POST", where+"/answers", answer, "If-Match", `"1"`).want(412).problem()
	if stale.Current["state"] != "answered" || stale.Current["version"] != 2.0 {
		t.Errorf("what stands now is not told: %v", stale.Current)
	}
	var one struct {
		State, Decision, GroupName string
		Version                    int
		MayAnswer, MayWithdraw     bool
		Answers                    []struct{ Words, FollowUpOn string }
	}
	a := s.as("af").do("GET", where, "").want(200)
	a.into(&one)
	if one.State != "answered" || one.GroupName != "LSG" || len(one.Answers) != 1 || one.Answers[0].FollowUpOn != "2027-02-15" || one.MayAnswer || a.header.Get("ETag") != `"2"` {
		t.Errorf("%s", a.body)
	}
	s.as("af").do("POST", where+"/withdrawal", "", "If-Match", `"2"`).want(409)
	other := s.obstacle()
	s.as("vc").do("POST", other+"/withdrawal", "", "If-Match", `"1"`).want(403)
	s.as("af").do("POST", other+"/withdrawal", "", "If-Match", `"1"`).want(204)
	s.as("forbund").do("POST", api.Prefix+"/areas/0685/obstacles", hindered).want(403)
}

func TestObstaclesComeInPages(t *testing.T) {
	s := newSite(t)
	for range 3 {
		s.obstacle()
	}
	var list struct {
		Obstacles []struct{ ID string }
		Next      string
	}
	seen := map[string]bool{}
	for next := "/areas/0685/obstacles?status=open&limit=2"; next != ""; next = strings.TrimPrefix(list.Next, api.Prefix) {
		list.Next = ""
		s.as("forbund").get(next).want(200).into(&list)
		for _, o := range list.Obstacles {
			seen[o.ID] = true
		}
	}
	if len(seen) != 3 {
		t.Errorf("%d of 3", len(seen))
	}
	s.as("af").get("/areas/0685/obstacles?status=lost").want(422)
	s.as("af").get("/areas/0685/forum-picture?year=x").want(422)
	s.as("af").get("/areas/0685/forum-picture?year=1850").want(404)
	var picture struct {
		Year    int
		Balance []struct{ Kind string }
	}
	s.as("forbund").get("/areas/0685/forum-picture").want(200).into(&picture)
	if picture.Year != 2026 || len(picture.Balance) != 4 {
		t.Errorf("%+v", picture)
	}
}

func TestWhereAnObstacleWasMetIsToldToItsUnitAlone(t *testing.T) {
	s := newSite(t)
	c, p := s.shared()
	where := s.as("af").do("POST", caseOf(c)+"/obstacles", strings.Replace(hindered, "{", `{"area":"0685",`, 1)).want(201).header.Get("Location")
	var own struct {
		Obstacles []struct{ ID string }
		Places    []struct{ Area string }
	}
	s.as("af").do("GET", caseOf(c)+"/obstacles", "").want(200).into(&own)
	if len(own.Obstacles) != 1 || !strings.HasSuffix(where, own.Obstacles[0].ID) || len(own.Places) != 1 {
		t.Errorf("%+v", own)
	}
	s.as("vc").do("GET", caseOf(c)+"/obstacles", "").want(200).into(&own)
	if len(own.Obstacles) != 0 {
		t.Error("another party is told")
	}
	s.as("fk").do("GET", caseOf(c)+"/obstacles", "").want(404)
	s.caller(s.AsPerson(p)).do("GET", caseOf(c)+"/obstacles", "").want(404)
	if a := s.as("fk").do("GET", where, "").want(200); strings.Contains(string(a.body), string(c)) || strings.Contains(string(a.body), p.Name) {
		t.Errorf("it tells where: %s", a.body)
	}
}
