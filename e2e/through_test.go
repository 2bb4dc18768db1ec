package e2e

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// What stands in the way through.
const (
	training    = "Arbetsträning"
	budget      = "Budgetrådgivning"
	afterTwelve = "twelve"
	federation  = "hsf-tjansteman"
)

// monthsOn is the flag that starts the demo with a clock so many months later,
// and that day.
func monthsOn(months int) (flag, today string) {
	at := now().AddDate(0, months, 0)
	return clockAt(at), at.Format(time.DateOnly)
}

// halfYear is the half-year that today is in, as the totals name it.
func halfYear() string {
	at := now()
	if at.Month() > time.June {
		return at.Format("2006") + "-2"
	}
	return at.Format("2006") + "-1"
}

// journey is the way through over the API.
type journey struct {
	*scene
	activity, brief, call, ref string
}

// TestTheWayThroughOverTheAPI walks from the first signal to the outcome after
// twelve months, and looks for the person in what the federation is told.
func TestTheWayThroughOverTheAPI(t *testing.T) {
	t.Parallel()
	j := &journey{scene: &scene{demo: startDemo(t, t.TempDir(), true), t: t}}
	j.request()
	j.invite()
	j.situation()
	j.grid()
	j.collide()
	j.carries()
	j.answered()
	j.takenIn()
	j.coordinated()
	j.judged()
	j.followed()
	j.handedOver()
	j.again(13)
	j.afterwards()
	j.again(19)
	j.told()
	j.stop(t)
	if out, code := j.command(t, "audit", "verify"); code != 0 {
		t.Errorf("the log: %s", out)
	}
}

// again starts the program anew on the same data, so many months later.
func (j *journey) again(months int) {
	j.t.Helper()
	flag, _ := monthsOn(months)
	j.stop(j.t)
	j.demo = startDemo(j.t, j.dir, true, flag)
}

func (j *journey) at(path string) string { return "/cases/" + j.c + path }

// nollplacerad is how the group is judged, as livelihood sees it.
func (j *journey) nollplacerad() (truth string, decides, ask []string) {
	j.t.Helper()
	var groups struct {
		Named []struct {
			Rule, Truth string
			Decides     []string
		}
		Ask []string
	}
	j.get(livelihood, j.at("/target-groups"), &groups)
	for _, g := range groups.Named {
		if g.Rule == "nollplacerad.lokal" {
			return g.Truth, g.Decides, groups.Ask
		}
	}
	j.t.Fatalf("no such group: %+v", groups)
	return "", nil, nil
}

// situation fills the first picture: one answer lacks, is asked for, and given.
func (j *journey) situation() {
	answer := func(all ...[2]string) {
		j.t.Helper()
		in := []map[string]any{}
		for _, a := range all {
			in = append(in, map[string]any{"field": a[0], "value": a[1]})
		}
		j.post(livelihood, j.at("/situation/answers"), map[string]any{"answers": in, "units": []string{}}, none)
	}
	j.post(livelihood, j.at("/livelihood"), map[string]any{"benefit": "EB", "start": day(-1100), "units": []string{}}, none)
	answer([2]string{"sgi", "no"}, [2]string{"af_enrolled", "yes"}, [2]string{"need_work", "yes"}, [2]string{"need_mental", "yes"})
	if truth, decides, ask := j.nollplacerad(); truth != "unknown" || !slices.Equal(decides, []string{"ill_health"}) || !slices.Contains(ask, "ill_health") {
		j.t.Fatalf("the group is %s, decided by %v; asked for: %v", truth, decides, ask)
	}
	answer([2]string{"ill_health", "yes"})
	if truth, _, _ := j.nollplacerad(); truth != "yes" {
		j.t.Fatalf("with all known the group is %s", truth)
	}
	j.ref = j.open(leader).Reference
}

// grid is what the person agrees to: the labour market unit may know what she is
// able to, and health care not of her social support.
func (j *journey) grid() {
	var now struct {
		Consent struct{ Version int64 }
	}
	j.get(leader, j.at("/consent"), &now)
	j.change(leader, "PUT", j.at("/consent"), map[string]any{
		"how": "oral", "givenBy": "person", "purpose": "En gemensam plan", "startsOn": day(0), "endsOn": day(300),
		"grid": []row{
			{j.unit(livelihood), []string{"plan", "work", "income", "social"}}, {j.unit(leader), []string{"plan", "work"}},
			{j.unit(ame), []string{"plan", "work", "ability", "social"}}, {j.unit(care), []string{"plan", "work", "income", "ability"}},
			{j.unit(fk), []string{"plan", "work", "income", "ability"}}, {j.unit(af), []string{"plan", "work"}},
		},
	}, now.Consent.Version)
}

// collide is a quarter of work training and a sick note for all of the time.
func (j *journey) collide() {
	j.activity = idOf(j.post(ame, j.at("/items"), map[string]any{"kind": "activity", "category": "work", "title": training, "status": "ongoing",
		"start": day(-20), "end": day(60), "extent": 25, "responsible": ame, "units": j.to(livelihood, leader, care, fk, af)}, none))
	j.post(livelihood, j.at("/items"), map[string]any{"kind": "activity", "category": "social", "title": budget, "status": "ongoing",
		"start": day(-5), "responsible": livelihood, "units": j.to(ame)}, none)
	j.post(leader, j.at("/plan/agreements"), map[string]any{"personPart": "present", "followUpOn": day(40)}, j.open(leader).Plan.Version)
	j.post(care, j.at("/items"), map[string]any{"kind": "certificate", "category": "ability", "title": "Sjukskriven 100 %",
		"start": day(-10), "end": day(30), "extent": 100, "units": j.to(fk, ame)}, none)
	j.collides(true)
}

// collides looks at who is shown the conflict, of those who may be.
func (j *journey) collides(sees bool) {
	j.t.Helper()
	for _, who := range []string{ame, care, fk, person} {
		if j.open(who).conflict("sick_full") != sees {
			j.t.Errorf("%s is shown the conflict: %v", who, !sees)
		}
	}
	if j.open(leader).conflict("sick_full") {
		j.t.Error("the leader is shown what she may not know")
	}
}

// briefNow is a brief as the API shows it.
type briefNow struct {
	State, Code string
	Version     int64
	Activities  []struct{ Item, Title string }
}

func (j *journey) briefed(who, path string) (b briefNow) {
	j.t.Helper()
	j.get(who, path, &b)
	return b
}

func (j *journey) ofBrief(path string) string { return j.at("/briefs/" + j.brief + path) }

// carries makes the brief, which leaves out what the consent does not cover, and
// gives it to the person; only care opens it, with the right code, once.
func (j *journey) carries() {
	var chosen []map[string]any
	for _, i := range j.open(ame).Items {
		if i.Title == training || i.Title == budget {
			chosen = append(chosen, map[string]any{"item": i.ID})
		}
	}
	if len(chosen) != 2 {
		j.t.Fatalf("the writer chooses among %+v", chosen)
	}
	made := j.post(ame, j.at("/briefs"), map[string]any{"activities": chosen, "hard": "Att stå länge.", "question": "Vad går att genomföra?", "endsOn": day(60)}, none)
	var told struct{ LeftOut []string }
	if err := json.Unmarshal(made, &told); err != nil || len(told.LeftOut) != 1 || told.LeftOut[0] == j.activity {
		j.t.Errorf("the writer is told that %v was left out: %v", told.LeftOut, err)
	}
	j.brief = idOf(made)
	b := j.briefed(ame, j.ofBrief(""))
	if len(b.Activities) != 1 || b.Activities[0].Item != j.activity {
		j.t.Fatalf("the brief says %+v", b.Activities)
	}
	j.post(ame, j.ofBrief("/hand-out"), nil, b.Version)
	code := j.briefed(person, j.ofBrief("")).Code
	wrong := map[string]any{"code": "ACDE-FHJK-MNPR"}
	if r := j.do(j.t, j.as(care), "POST", "/brief-codes", wrong, none); r.Status != 422 || strings.Contains(string(r.Body), "Testa") {
		j.t.Errorf("a wrong code: %d %s", r.Status, r.Body)
	}
	if r := j.do(j.t, j.as(af), "POST", "/brief-codes", map[string]any{"code": code}, none); r.Status/100 != 4 {
		j.t.Errorf("who is not of care opens a brief: %d", r.Status)
	}
	if got := idOf(j.post(care, "/brief-codes", map[string]any{"code": code}, none)); got != j.brief {
		j.t.Fatalf("the code opened %q", got)
	}
	if r := j.do(j.t, j.as("vetlanda-psyk-rehabkoordinator"), "POST", "/brief-codes", map[string]any{"code": code}, none); r.Status != 422 {
		j.t.Errorf("the code opens twice: %d", r.Status)
	}
}

// answered is what care says: it can be done, half of the time, with help.
func (j *journey) answered() {
	r := j.do(j.t, j.as(care), "GET", "/briefs/"+j.brief, nil, none)
	if r.Status != 200 || strings.Contains(string(r.Body), budget) || !strings.Contains(string(r.Body), training) {
		j.t.Fatalf("care reads %d %s", r.Status, r.Body)
	}
	j.change(care, "PUT", "/briefs/"+j.brief+"/answer", map[string]any{"newCertificate": "no", "agreed": true,
		"activities": []map[string]any{{"item": j.activity, "can": "adapt", "extent": 50, "from": day(0), "help": "Sitta en stund varje timme."}}},
		j.briefed(care, "/briefs/"+j.brief).Version)
}

// takenIn is that the plan changes by the answer, and the conflict is gone.
func (j *journey) takenIn() {
	j.post(ame, j.ofBrief("/take-in"), map[string]any{"changes": []map[string]any{{"item": j.activity, "version": 1, "status": "ongoing",
		"start": day(-20), "end": day(60), "extent": 50, "words": "Sitta en stund varje timme."}}}, j.briefed(ame, j.ofBrief("")).Version)
	j.collides(false)
	var seen struct {
		Items []struct {
			ID     string
			Extent int
		}
		Plan struct{ Number int }
	}
	j.get(care, j.at(""), &seen)
	half := slices.ContainsFunc(seen.Items, func(i struct {
		ID     string
		Extent int
	}) bool {
		return i.ID == j.activity && i.Extent == 50
	})
	if !half || seen.Plan.Number != 2 {
		j.t.Errorf("the plan after the answer: %+v", seen)
	}
}

// coordinated is that the person asks Försäkringskassan, which says yes.
func (j *journey) coordinated() {
	type asked struct {
		ID, State string
		Version   int64
	}
	var seen struct{ All []asked }
	j.post(person, j.at("/fk-coordination"), map[string]any{"wish": "Jag vill veta vem jag ska prata med."}, none)
	j.get(fk, j.at("/fk-coordination"), &seen)
	if len(seen.All) != 1 || seen.All[0].State != "asked" {
		j.t.Fatalf("Försäkringskassan sees %+v", seen)
	}
	one := seen.All[0]
	j.change(fk, "PUT", j.at("/fk-coordination/"+one.ID+"/answer"), map[string]any{"state": "granted", "words": "Vi samordnar.", "adds": "Avstämning före varje nytt intyg."}, one.Version)
	j.get(person, j.at("/fk-coordination"), &seen)
	if seen.All[0].State != "granted" {
		j.t.Errorf("the person sees %+v", seen)
	}
}

// judgement is a joint assessment as the API shows it.
type judgement struct {
	Assessment struct {
		State   string
		Version int64
	}
	Statement *struct{ Measure, Actor, Benefit string }
	Stands    []struct{ Function, Stand, Words string }
}

func (j *journey) judgement(who string) (a judgement) {
	j.t.Helper()
	j.get(who, j.at("/joint-assessments/"+j.call), &a)
	return a
}

// judged is the joint assessment at a call, with one that sees it otherwise.
func (j *journey) judged() {
	start := now().Add(5 * time.Minute)
	var called []map[string]any
	for _, f := range []string{livelihood, ame, care, fk, af} {
		called = append(called, map[string]any{"function": f})
	}
	j.call = idOf(j.post(leader, j.at("/calls"), map[string]any{"personWay": "invited", "question": "Vad är rätt väg till arbete?", "called": called,
		"times": []map[string]any{{"start": start.Format(time.RFC3339), "end": start.Add(time.Hour).Format(time.RFC3339)}}}, none))
	one, meeting := j.at("/joint-assessments/"+j.call), j.at("/calls/"+j.call)
	j.change(leader, "PUT", one, nil, none)
	var now struct{ Version int64 }
	j.get(leader, meeting, &now)
	j.post(leader, meeting+"/meeting/begin", nil, now.Version)
	j.post(ame, one+"/points", map[string]any{"heading": "known", "text": "Klarar halva dagar.", "category": "work"}, none)
	j.change(leader, "PUT", one+"/statement", map[string]any{"judged": "Halva dagar är rimligt.", "measure": "Arbetsträning, sedan matchning", "actor": "af", "benefit": "AS",
		"paths": []string{"measures", "af_part"}}, j.judgement(leader).Assessment.Version)
	j.change(care, "PUT", one+"/stand", map[string]any{"stand": "agrees"}, none)
	j.change(fk, "PUT", one+"/stand", map[string]any{"stand": "differs", "words": "Det är för tidigt för matchning."}, none)
	j.change(leader, "PUT", one+"/agreed", nil, j.judgement(leader).Assessment.Version)
	a := j.judgement(af)
	if a.Assessment.State != "agreed" || a.Statement == nil || a.Statement.Actor != "af" || len(a.Stands) != 2 || a.Stands[1].Words+a.Stands[0].Words != "Det är för tidigt för matchning." {
		j.t.Errorf("AF reads of the joint assessment %+v", a)
	}
	j.get(leader, meeting+"/meeting", &now)
	came := []map[string]any{{"function": "self", "came": "present"}}
	for _, f := range []string{leader, livelihood, ame, care, fk, af} {
		came = append(came, map[string]any{"function": f, "came": "present"})
	}
	j.post(leader, meeting+"/meeting/end", map[string]any{"attendance": came, "followUpOn": day(40)}, now.Version)
}

// followed is how it stands before and at the end, and that the person lets it
// be asked afterwards.
func (j *journey) followed() {
	j.change(leader, "PUT", j.at("/outcome/before"), map[string]any{"on": day(0), "livelihood": []string{"EB"}, "occupation": "neither", "sgi": "no"}, 0)
	j.change(leader, "PUT", j.at("/outcome/closing"), map[string]any{"on": day(0), "livelihood": []string{"AS"}, "occupation": "seeking", "percent": 50, "ending": "af"}, 0)
	j.post(leader, j.at("/special-consents"), map[string]any{"kind": "sus", "how": "paper", "signedOn": day(0), "about": training}, 0)
}

// handedOver is that the case closes when who goes on has said yes, and not before.
func (j *journey) handedOver() {
	j.post(leader, j.at("/closing"), map[string]any{"how": "handover", "handoverTo": af}, j.open(leader).Version)
	if r := j.do(j.t, j.as(leader), "POST", j.at("/close"), nil, j.open(leader).Version); r.Status != 409 {
		j.t.Fatalf("closed before anybody has taken over: %d %s", r.Status, r.Body)
	}
	for _, i := range j.open(livelihood).Items {
		if i.Title == budget {
			j.handOver(livelihood, ame, i.ID)
		}
	}
	j.handOver(livelihood, af, "")
	j.handOver(leader, af, "")
	j.post(leader, j.at("/close"), nil, j.open(leader).Version)
	if p := j.open(af); p.State != "closed" {
		j.t.Fatalf("the case is %s", p.State)
	}
}

// afterwards is what Arbetsförmedlingen notes when twelve months have passed.
func (j *journey) afterwards() {
	_, today := monthsOn(12)
	j.change(af, "PUT", j.at("/outcome/"+afterTwelve), map[string]any{"on": today, "livelihood": []string{"LON"}, "occupation": "work", "percent": 50}, 0)
	var seen struct {
		Notes []struct{ Moment, Occupation string }
	}
	j.get(person, j.at("/outcome"), &seen)
	if n := len(seen.Notes); n != 3 || seen.Notes[n-1].Moment != afterTwelve || seen.Notes[n-1].Occupation != "work" {
		j.t.Errorf("the person reads of the outcome %+v", seen)
	}
}

// told is what the federation reads: counts in which nobody is found, and
// nothing of the case.
func (j *journey) told() {
	var all struct {
		Released []struct{ Period, Stage string }
	}
	if !eventually(30*time.Second, j.exited, func() bool {
		j.get(federation, "/totals", &all)
		return slices.Contains(all.Released, struct{ Period, Stage string }{halfYear(), afterTwelve})
	}) {
		j.t.Fatalf("what is released: %+v", all)
	}
	hidden := regexp.MustCompile(`Testa|Testsson|19900101|` + number[9:] + `|` + j.ref + `|` + j.c)
	for _, r := range all.Released {
		answer := j.do(j.t, j.as(federation), "GET", "/totals/"+r.Period, nil, none)
		var cells struct{ Cells []struct{ Persons int } }
		answer.into(j.t, 200, &cells)
		if found := hidden.Find(answer.Body); found != nil {
			j.t.Errorf("the totals of %s tell of her: %s", r.Period, found)
		}
		for _, c := range cells.Cells {
			if c.Persons < 5 {
				j.t.Errorf("a cell of %s has %d persons", r.Period, c.Persons)
			}
		}
	}
	for _, path := range []string{"", "/situation", "/target-groups", "/benefits", "/consent", "/items/" + j.activity, "/plan", "/plan/versions/1", "/briefs", "/briefs/" + j.brief,
		"/fk-coordination", "/calls", "/calls/" + j.call, "/joint-assessments", "/joint-assessments/" + j.call, "/trail", "/handovers", "/outcome", "/special-consents"} {
		j.refused(federation, "GET", j.at(path), 404)
	}
	j.refused(federation, "GET", "/briefs/"+j.brief, 404)
}
