package e2e

import (
	"strings"
	"testing"
)

// The functions of the scenario.
const (
	livelihood = "vetlanda-forsorjning-handlaggare"
	leader     = "vetlanda-samordning"
	ame        = "vetlanda-ame-coach"
	care       = "vetlanda-vc-rehabkoordinator"
	fk         = "fk-vetlanda-samordning"
	af         = "af-vetlanda-handlaggare"
)

// person is somebody for whom nothing has been asked yet, and her number.
const (
	person = "testa"
	number = "19900101-2385"
)

// scene is the scenario under way, over the API.
type scene struct {
	*demo
	t *testing.T
	c string // the case

	units map[string]string // by function
}

func (s *scene) as(who string) string {
	for _, p := range s.Persons {
		if p.ID == who {
			return p.Token
		}
	}
	return s.function(s.t, who)
}

func (s *scene) get(who, path string, into any) {
	s.t.Helper()
	s.do(s.t, s.as(who), "GET", path, nil, none).into(s.t, 200, into)
}

func (s *scene) post(who, path string, body any, version int64) []byte {
	s.t.Helper()
	return s.change(who, "POST", path, body, version)
}

func (s *scene) change(who, method, path string, body any, version int64) []byte {
	s.t.Helper()
	r := s.do(s.t, s.as(who), method, path, body, version)
	if r.Status/100 != 2 {
		s.t.Fatalf("%s %s as %s: %d %s", method, path, who, r.Status, r.Body)
	}
	return r.Body
}

func (s *scene) refused(who, method, path string, status int) {
	s.t.Helper()
	if r := s.do(s.t, s.as(who), method, path, nil, none); r.Status != status {
		s.t.Fatalf("%s %s as %s: %d, not %d", method, path, who, r.Status, status)
	}
}

// row is one unit of the consent grid.
type row struct {
	Unit       string   `json:"unit"`
	Categories []string `json:"categories"`
}

// unit returns the identifier of a function's unit.
func (s *scene) unit(function string) string {
	s.t.Helper()
	if s.units == nil {
		s.units = map[string]string{}
		var area struct{ Functions []struct{ ID, Unit string } }
		s.get(leader, "/areas/0685", &area)
		for _, f := range area.Functions {
			s.units[f.ID] = f.Unit
		}
	}
	return s.units[function]
}

// to lists the units of functions.
func (s *scene) to(functions ...string) (units []string) {
	for _, f := range functions {
		units = append(units, s.unit(f))
	}
	return units
}

// page is a case as the API shows it.
type page struct {
	ID, Reference, State string
	Version              int64
	Items                []struct{ ID, Title, Owner string }
	Conflicts            []struct{ Code string }
	Parties              []struct{ Function, State string }
	Plan                 struct {
		Number  int
		Version int64
		State   string
	}
}

func (s *scene) open(who string) (p page) {
	s.t.Helper()
	s.get(who, "/cases/"+s.c, &p)
	return p
}

func (p page) has(title string) bool {
	for _, i := range p.Items {
		if i.Title == title {
			return true
		}
	}
	return false
}

func (p page) conflict(code string) bool {
	for _, c := range p.Conflicts {
		if c.Code == code {
			return true
		}
	}
	return false
}

// TestTheTenStepsOverTheAPI walks the report's scenario as five functions and
// the person, on SQLite and, where a server is named, on PostgreSQL.
func TestTheTenStepsOverTheAPI(t *testing.T) {
	s := &scene{demo: startDemo(t, t.TempDir(), true), t: t}
	s.request()
	s.invite()
	s.consent()
	s.write()
	s.conflicts()
	s.agree()
	s.untick()
	s.staff()
	s.course()
	s.stop(t)
	if out, code := s.command(t, "audit", "verify"); code != 0 {
		t.Errorf("the log: %s", out)
	}
}

// request is steps 1 and 2: the way in is suggested, the request sent, followed
// and accepted.
func (s *scene) request() {
	var ways struct {
		WaysIn []struct{ Function struct{ ID string } }
	}
	s.get(livelihood, "/ways-in?area=0685&topic=coordination", &ways)
	if len(ways.WaysIn) == 0 || ways.WaysIn[0].Function.ID != leader {
		s.t.Fatalf("suggested: %+v", ways)
	}
	r := idOf(s.post(livelihood, "/requests", map[string]any{
		"number": number, "name": "Testa Testsson", "area": "0685", "topic": "coordination", "to": leader,
		"wanted": []string{"kommun", "vard", "fk", "af"}, "situation": []string{"long_assistance", "no_sgi", "at_af", "ill_health"},
		"consented": true, "consentHow": "oral", "hope": "En gemensam plan i stället för fyra.",
	}, none))
	var seen struct {
		State, Case string
		Version     int64
	}
	s.get(leader, "/requests/"+r, &seen)
	s.refused(ame, "GET", "/requests/"+r, 404)
	s.post(leader, "/requests/"+r+"/accept", nil, seen.Version)
	s.get(livelihood, "/requests/"+r, &seen)
	if seen.State != "accepted" || seen.Case == "" {
		s.t.Fatalf("the asker sees %+v", seen)
	}
	s.c = seen.Case
}

// invite is the rest of step 2: four are invited, and see no more than they may.
func (s *scene) invite() {
	for _, f := range []string{ame, care, fk, af} {
		s.post(leader, "/cases/"+s.c+"/parties", map[string]any{"function": f}, none)
		s.refused(f, "GET", "/cases/"+s.c, 404)
		var in struct{ Version int64 }
		r := s.do(s.t, s.as(f), "GET", "/invitations/"+s.c, nil, none)
		r.into(s.t, 200, &in)
		if strings.Contains(string(r.Body), "Testa") || strings.Contains(string(r.Body), "1990") {
			s.t.Fatalf("the invitation tells who it is about: %s", r.Body)
		}
		s.post(f, "/invitations/"+s.c+"/accept", nil, in.Version)
	}
}

// consent is step 3.
func (s *scene) consent() {
	var now struct {
		Consent struct{ Version int64 }
	}
	s.get(leader, "/cases/"+s.c+"/consent", &now)
	s.change(leader, "PUT", "/cases/"+s.c+"/consent", map[string]any{
		"how": "oral", "givenBy": "person", "purpose": "En gemensam plan", "startsOn": day(0), "endsOn": day(180),
		"grid": []row{
			{s.unit(livelihood), []string{"plan", "work", "income"}}, {s.unit(leader), []string{"plan", "work"}}, {s.unit(ame), []string{"plan", "work"}},
			{s.unit(care), []string{"plan", "work", "income", "ability", "diagnosis"}}, {s.unit(fk), []string{"plan", "work", "income", "ability"}},
			{s.unit(af), []string{"plan", "work"}},
		},
	}, now.Consent.Version)
}

// write is step 4.
func (s *scene) write() {
	items := "/cases/" + s.c + "/items"
	s.post(ame, items, map[string]any{"kind": "activity", "category": "work", "title": "Arbetsträning 25 %", "status": "ongoing", "start": day(-20), "end": day(60),
		"extent": 25, "weekly": "1 09:00-12:00,3 09:00-12:00,4 09:00-12:00", "responsible": ame,
		"units": s.to(livelihood, leader, care, fk, af)}, none)
	s.post(ame, items, map[string]any{"kind": "note", "category": "work", "title": "Arbetsanteckning på AME"}, none)
	s.post(care, items, map[string]any{"kind": "certificate", "category": "ability", "title": "Sjukskriven 100 %", "start": day(-10), "end": day(30), "extent": 100,
		"units": s.to(fk)}, none)
	s.post(af, items, map[string]any{"kind": "activity", "category": "work", "title": "Klargörande arbetsförmåga", "status": "planned", "start": day(70), "end": day(130), "responsible": af,
		"units": s.to(ame, leader)}, none)
	s.post(fk, items, map[string]any{"kind": "note", "category": "plan", "title": "Samordning bedömd", "units": s.to(leader)}, none)
	s.post(livelihood, items, map[string]any{"kind": "requirement", "category": "work", "code": "af_enrolment", "title": "Inskriven på AF", "status": "ongoing",
		"units": s.to(af)}, none)
	s.post(person, items, map[string]any{"kind": "goal", "category": "plan", "title": "Jobba halvtid med något praktiskt",
		"units": s.to(ame, care, leader, livelihood)}, none)
	s.post(person, items, map[string]any{"kind": "activity", "category": "plan", "title": "Promenad tre gånger i veckan", "status": "ongoing", "start": day(-5),
		"units": s.to(care)}, none)
	r := s.do(s.t, s.as(care), "POST", items, map[string]any{"kind": "certificate", "category": "diagnosis", "title": "Intyg", "start": day(0), "end": day(9), "extent": 50,
		"units": s.to(ame)}, none)
	if r.Status != 422 || !strings.Contains(string(r.Body), "uncovered") {
		s.t.Fatalf("a disclosure that consent does not cover: %d %s", r.Status, r.Body)
	}
}

// conflicts is step 5: what is shown to whom.
func (s *scene) conflicts() {
	for who, sees := range map[string]bool{care: true, fk: true, ame: false, livelihood: false, leader: false, af: false, person: true} {
		if got := s.open(who).conflict("sick_full"); got != sees {
			s.t.Errorf("%s is shown the conflict: %v", who, got)
		}
	}
	if s.open(care).has("Arbetsanteckning på AME") || s.open(person).has("Arbetsanteckning på AME") {
		s.t.Error("a working note is read outside its unit")
	}
	if !s.open(ame).has("Jobba halvtid med något praktiskt") || s.open(af).has("Jobba halvtid med något praktiskt") {
		s.t.Error("the goal is not where the person put it")
	}
}

// agree is step 6.
func (s *scene) agree() {
	p := s.open(leader)
	s.post(leader, "/cases/"+s.c+"/plan/agreements", map[string]any{"personPart": "present", "followUpOn": day(40)}, p.Plan.Version)
	var id string
	for _, i := range s.open(ame).Items {
		if i.Title == "Arbetsträning 25 %" {
			id = i.ID
		}
	}
	s.change(ame, "PUT", "/cases/"+s.c+"/items/"+id, map[string]any{"reason": "agreed", "title": "Arbetsträning 50 %", "status": "ongoing", "start": day(-20), "end": day(60),
		"extent": 50, "responsible": ame, "units": s.to(care, leader)}, 1)
	if p = s.open(care); p.Plan.Number != 2 || p.Plan.State != "preparation" || !p.has("Arbetsträning 50 %") {
		s.t.Errorf("after a change: %+v", p.Plan)
	}
	var d struct{ Changes []struct{ Kind string } }
	s.get(care, "/cases/"+s.c+"/plan/diff?from=1&to=2", &d)
	if len(d.Changes) != 1 {
		s.t.Errorf("differences: %+v", d)
	}
}

// untick is step 7: the person takes one cell away, and it is gone everywhere.
func (s *scene) untick() {
	var now struct {
		Consent struct {
			Version                   int64
			Purpose, StartsOn, EndsOn string
			Grid                      []row
		}
	}
	s.get(person, "/cases/"+s.c+"/consent", &now)
	for i, r := range now.Consent.Grid {
		if r.Unit == s.unit(care) {
			now.Consent.Grid[i].Categories = []string{"plan", "income", "ability", "diagnosis"}
		}
	}
	s.change(person, "PUT", "/cases/"+s.c+"/consent", map[string]any{"how": "digital", "givenBy": "person", "purpose": now.Consent.Purpose,
		"startsOn": now.Consent.StartsOn, "endsOn": now.Consent.EndsOn, "grid": now.Consent.Grid}, now.Consent.Version)
	if p := s.open(care); p.has("Arbetsträning 50 %") || p.has("Arbetsträning 25 %") || p.conflict("sick_full") {
		s.t.Error("the health centre still reads what was taken away")
	}
	var reads struct {
		Reads []struct{ FunctionName string }
	}
	s.get(person, "/me/reads", &reads)
	if len(reads.Reads) == 0 {
		s.t.Error("the person does not see who has read")
	}
}

// staff is step 8: a holder leaves, and the case stays with the function.
func (s *scene) staff() {
	const manager, unit = "vetlanda-ame-chef", "vetlanda-ame"
	var now struct {
		Assignments []struct {
			ID, Function, User string
			Deputy             bool
			Version            int64
		}
	}
	s.get(manager, "/units/"+unit+"/staff", &now)
	for _, a := range now.Assignments {
		if a.Function == ame && !a.Deputy {
			s.change(manager, "DELETE", "/units/"+unit+"/assignments/"+a.ID, nil, a.Version)
		}
	}
	if r := s.do(s.t, s.as(ame), "GET", "/cases/"+s.c, nil, none); r.Status != 401 && r.Status != 404 {
		s.t.Errorf("the old holder still gets %d", r.Status)
	}
}

// course is step 9: rest, resume, close with a handover, reopen.
func (s *scene) course() {
	step := func(who, path string, body any) {
		s.t.Helper()
		s.post(who, "/cases/"+s.c+path, body, s.open(who).Version)
	}
	step(leader, "/rest", map[string]any{"until": day(30), "reason": "awaits_decision"})
	step(leader, "/resume", nil)
	step(leader, "/closing", map[string]any{"how": "handover", "handoverTo": livelihood})
	s.handOver(leader, livelihood, "")
	step(leader, "/close", nil)
	if p := s.open(livelihood); p.State != "closed" {
		s.t.Fatalf("the case is %s", p.State)
	}
	step(livelihood, "/reopen", map[string]any{"words": "Behovet av samordning finns kvar."})
	if p := s.open(livelihood); p.State != "open" {
		s.t.Errorf("the case is %s", p.State)
	}
}

// handOver offers what a function does, or one activity of it, to another that
// says yes.
func (s *scene) handOver(giver, taker, activity string) {
	s.t.Helper()
	in := map[string]any{"taker": taker, "done": "En gemensam plan, och arbetsträning på halvtid.", "left": "Att hitta ett arbete på halvtid."}
	if activity != "" {
		in["activity"] = activity
	}
	h := idOf(s.post(giver, "/cases/"+s.c+"/handovers", in, none))
	var seen struct {
		Handovers []struct {
			ID, State string
			Version   int64
		}
	}
	s.get(taker, "/cases/"+s.c+"/handovers", &seen)
	for _, o := range seen.Handovers {
		if o.ID == h && o.State == "offered" {
			s.change(taker, "PUT", "/cases/"+s.c+"/handovers/"+h+"/answer", map[string]any{"accept": true}, o.Version)
			return
		}
	}
	s.t.Fatalf("%s has been offered %+v", taker, seen)
}
