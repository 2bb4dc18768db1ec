package e2e

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// The place and the functions of the walk through a forum: in Eksjö the four
// actors have none in common yet.
const (
	eksjo           = "0686"
	eksjoForum      = "eksjo-samverk"
	eksjoLivelihood = "eksjo-forsorjning-handlaggare"
	eksjoLeader     = "eksjo-samordning"
	eksjoAME        = "eksjo-ame-coach"
	eksjoCare       = "eksjo-vc-rehabkoordinator"
	eksjoFK         = "fk-eksjo-samordning"
	eksjoAF         = "af-eksjo-handlaggare"
)

// What is said at the meeting, and who hears it.
const (
	question  = "Vem gör vad när arbetsträningen blir längre?"
	said      = "Läkaren bedömer att halvtid är möjligt från februari."
	diagnosed = "Utredningen talar för utmattningssyndrom."
	decided   = "Arbetsträningen går upp till halvtid i februari."
	differing = "Vi vill vänta tills intyget har gått ut."
)

// signers are the managers that sign for the four.
var signers = []string{"eksjo-samverkan-chef", "eksjo-vc-chef", "fk-eksjo-chef", "af-eksjo-chef"}

// council is the walk through a forum under way, over the API.
type council struct {
	*scene
	call string
}

// council begins the walk with a case in Eksjö: asked, joined by five, with a
// consent that lets the health centre and FK alone know of the diagnosis.
func (d *demo) council(t *testing.T) *council {
	t.Helper()
	c := &council{scene: &scene{demo: d, t: t, units: map[string]string{}}}
	var area struct{ Functions []struct{ ID, Unit string } }
	c.get(eksjoLeader, "/areas/"+eksjo, &area)
	for _, f := range area.Functions {
		c.units[f.ID] = f.Unit
	}
	r := idOf(c.post(eksjoLivelihood, "/requests", map[string]any{
		"number": number, "name": "Testa Testsson", "area": eksjo, "topic": "coordination", "to": eksjoLeader,
		"wanted": []string{"kommun", "vard", "fk", "af"}, "situation": []string{"long_assistance", "ill_health"},
		"consented": true, "consentHow": "oral", "hope": "En gemensam plan i stället för fyra.",
	}, none))
	var asked struct {
		Case    string
		Version int64
	}
	c.get(eksjoLeader, "/requests/"+r, &asked)
	c.post(eksjoLeader, "/requests/"+r+"/accept", nil, asked.Version)
	c.get(eksjoLeader, "/requests/"+r, &asked)
	c.c = asked.Case
	for _, f := range []string{eksjoAME, eksjoCare, eksjoFK, eksjoAF} {
		c.post(eksjoLeader, "/cases/"+c.c+"/parties", map[string]any{"function": f}, none)
		var in struct{ Version int64 }
		c.get(f, "/invitations/"+c.c, &in)
		c.post(f, "/invitations/"+c.c+"/accept", nil, in.Version)
	}
	c.consents()
	c.post(eksjoAME, "/cases/"+c.c+"/items", map[string]any{"kind": "activity", "category": "plan", "title": "Arbetsträning", "status": "ongoing",
		"start": day(-20), "end": day(60), "extent": 25, "responsible": eksjoAME, "units": c.to(eksjoLeader, eksjoCare, eksjoFK, eksjoAF)}, none)
	return c
}

// consents gives the consent of the walk.
func (c *council) consents() {
	c.t.Helper()
	var now struct{ Consent struct{ Version int64 } }
	c.get(eksjoLeader, "/cases/"+c.c+"/consent", &now)
	var grid []row
	for f, knows := range map[string][]string{
		eksjoLivelihood: {"plan", "work"}, eksjoLeader: {"plan", "work"}, eksjoAME: {"plan", "work"}, eksjoAF: {"plan", "work"},
		eksjoCare: {"plan", "work", "ability", "diagnosis"}, eksjoFK: {"plan", "work", "ability", "diagnosis"},
	} {
		grid = append(grid, row{c.unit(f), knows})
	}
	c.change(eksjoLeader, "PUT", "/cases/"+c.c+"/consent", map[string]any{"how": "oral", "givenBy": "person", "purpose": "En gemensam plan",
		"startsOn": day(0), "endsOn": day(180), "grid": grid}, now.Consent.Version)
}

// TestAForumOfAllFourOverTheAPI walks from an agreement to minutes that the
// person has read, on SQLite and, where a server is named, on PostgreSQL.
func TestAForumOfAllFourOverTheAPI(t *testing.T) {
	d := startDemo(t, t.TempDir(), true)
	c := d.council(t)
	c.agreed()
	c.dates()
	c.calls()
	c.answers()
	c.meets()
	c.ten()
	c.minutes()
	c.followsUp()
	c.calendars()
	c.recalls()
	c.stop(t)
	if out, code := c.command(t, "audit", "verify"); code != 0 {
		t.Errorf("the log: %s", out)
	}
}

// forumNow is a forum as the API shows it.
type forumNow struct {
	Status  string
	Version int64
	Rules   struct{ InForce, Open bool }
	Points  []struct {
		Code string
		Done bool
	}
	Upcoming []sittingNow
}

// sittingNow is a date of a forum.
type sittingNow struct {
	ID         string
	Start, End time.Time
	Slots      int
	Version    int64
}

func (c *council) forum() (f forumNow) {
	c.t.Helper()
	c.get(eksjoLeader, "/forums/"+eksjoForum, &f)
	return f
}

// agreed drafts an agreement, lets the four sign it, and opens the forum, which
// could not be opened before.
func (c *council) agreed() {
	var parties []string
	for _, f := range c.Functions {
		if slices.Contains(signers, f.ID) {
			parties = append(parties, f.Organisation)
		}
	}
	at := "/agreements/" + idOf(c.post(eksjoLeader, "/areas/"+eksjo+"/agreements", map[string]any{
		"title": "Samverk i Eksjö", "template": "four", "parties": parties, "validFrom": day(0), "reviewOn": day(300)}, none))
	version := func() (v int64) {
		r := c.do(c.t, c.as(eksjoLeader), "GET", at, nil, none)
		fmt.Sscanf(r.Header.Get("ETag"), `"%d"`, &v)
		return v
	}
	var settings map[string]any
	c.get(eksjoLeader, "/forums/"+eksjoForum, &settings)
	for name := range settings {
		if !slices.Contains([]string{"name", "kind", "level", "formal", "internal", "about", "useWhen", "target", "ageFrom", "ageTo", "driver", "deputy", "chairing", "actors"}, name) {
			delete(settings, name)
		}
	}
	settings["agreement"], settings["place"] = at[len("/agreements/"):], "Stadshuset, Eksjö"
	c.change(eksjoLeader, "PUT", "/forums/"+eksjoForum, settings, c.forum().Version)
	for _, f := range []string{eksjoAME, eksjoAF} {
		c.post(eksjoLeader, "/forums/"+eksjoForum+"/members", map[string]any{"function": f}, none)
	}
	c.change(eksjoLeader, "PUT", "/forums/"+eksjoForum+"/points/forms", map[string]any{"done": true}, none)
	c.post(eksjoLeader, at+"/open", nil, version())
	for _, f := range signers {
		r := c.do(c.t, c.as(eksjoLeader), "POST", "/forums/"+eksjoForum+"/steps", map[string]any{"to": "active"}, c.forum().Version)
		if r.Status/100 != 4 || !strings.Contains(string(r.Body), "forum.active.agreement") {
			c.t.Errorf("opened before %s has signed: %d %s", f, r.Status, r.Body)
		}
		c.post(f, at+"/sign", nil, version())
		if r := c.do(c.t, c.as(f), "POST", at+"/sign", nil, version()); r.Status/100 != 4 {
			c.t.Errorf("%s signs twice: %d", f, r.Status)
		}
	}
	c.post(eksjoLeader, "/forums/"+eksjoForum+"/steps", map[string]any{"to": "active"}, c.forum().Version)
	if f := c.forum(); f.Status != "active" || !f.Rules.InForce || !f.Rules.Open {
		c.t.Fatalf("the forum: %+v", f)
	}
}

// dates plans a sitting today and a year by rule.
func (c *council) dates() {
	date, from := laterToday(3)
	_, to := laterToday(33)
	c.post(eksjoLeader, "/forums/"+eksjoForum+"/sittings", map[string]any{"date": date, "from": from, "to": to, "slotMinutes": 10}, none)
	year := now().AddDate(1, 0, 0).Format("20060102")
	c.post(eksjoLeader, "/forums/"+eksjoForum+"/sittings", map[string]any{"date": day(3), "from": "09:00", "to": "11:30", "rule": "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=" + year, "slotMinutes": 45}, none)
	all := c.forum().Upcoming
	if len(all) < 5 || all[0].Slots != 3 {
		c.t.Fatalf("planned: %+v", all)
	}
	for _, s := range all[1:] {
		if at := s.Start.In(stockholm).Format("Mon 15:04"); at != "Tue 09:00" {
			c.t.Errorf("a sitting of the year is %s", at)
		}
	}
}

// callNow is a call as the API shows it.
type callNow struct {
	ID, State, Slot, Caller, Secretary, PersonAnswer string
	Start, End                                       time.Time
	Version                                          int64
	Parties                                          []struct {
		Function, Answer, AnsweredBy string
		Version                      int64
	}
}

func (c *council) called(who string) (n callNow) {
	c.t.Helper()
	c.get(who, c.at(""), &n)
	return n
}

func (c *council) at(path string) string { return "/cases/" + c.c + "/calls/" + c.call + path }

// freeSlots are the slots that can be called to, as the one who calls sees them.
func (c *council) freeSlots(who string) (all []string) {
	c.t.Helper()
	var options struct {
		Forums []struct {
			ID, Refused string
			Free        []struct{ ID string }
		}
	}
	c.get(who, "/cases/"+c.c+"/call-options", &options)
	for _, f := range options.Forums {
		if f.ID == eksjoForum && f.Refused == "" {
			for _, s := range f.Free {
				all = append(all, s.ID)
			}
		}
	}
	if len(all) < 3 {
		c.t.Fatalf("%s finds %d times in the forum: %+v", who, len(all), options)
	}
	return all
}

// calls is what AF could not do before: it calls the others to the forum.
func (c *council) calls() {
	slots := c.freeSlots(eksjoAF)
	var others []map[string]any
	for _, f := range []string{eksjoLeader, eksjoLivelihood, eksjoAME, eksjoCare, eksjoFK} {
		others = append(others, map[string]any{"function": f, "bring": "Planen hos er"})
	}
	c.call = idOf(c.post(eksjoAF, "/cases/"+c.c+"/calls", map[string]any{"forum": eksjoForum, "slots": slots[:1], "personWay": "invited",
		"question": question, "called": others, "secretary": eksjoAME}, none))
	if n := c.called(eksjoCare); n.State != "called" || n.Slot != slots[0] || n.Caller != eksjoAF {
		c.t.Fatalf("the call: %+v", n)
	}
	r := c.do(c.t, c.as(eksjoAF), "POST", "/cases/"+c.c+"/calls", map[string]any{"forum": "eksjo-sip", "personWay": "invited", "question": question, "called": others}, none)
	if r.Status/100 != 4 {
		c.t.Errorf("AF calls to a SIP: %d %s", r.Status, r.Body)
	}
	c.refused("eksjo-vc-lakare", "GET", c.at(""), 404)
}

// answer answers the call as a function, with the key of whoever holds it.
func (c *council) answer(who, key string, answer map[string]any) {
	c.t.Helper()
	for _, p := range c.called(who).Parties {
		if p.Function == who {
			c.do(c.t, key, "POST", c.at("/answer"), answer, p.Version).into(c.t, 204, nil)
			return
		}
	}
	c.t.Fatalf("%s does not find itself among the called", who)
}

// answers is three that come, one that proposes another time, the move to it, a
// deputy that answers for an absent one, and the person.
func (c *council) answers() {
	yes := map[string]any{"answer": "yes"}
	for _, f := range []string{eksjoLeader, eksjoLivelihood, eksjoCare} {
		c.answer(f, c.as(f), yes)
	}
	later := c.freeSlots(eksjoAF)[1]
	was := c.called(eksjoAF)
	c.answer(eksjoFK, c.as(eksjoFK), map[string]any{"answer": "another", "said": "Vi är på väg då.", "times": []map[string]any{
		{"start": was.Start.Add(20 * time.Minute).Format(time.RFC3339), "end": was.End.Add(20 * time.Minute).Format(time.RFC3339)}}})
	c.post(eksjoAF, c.at("/move"), map[string]any{"forum": eksjoForum, "slot": later, "reason": "somebody_cannot"}, c.called(eksjoAF).Version)
	now := c.called(eksjoAF)
	if now.Slot != later || !now.Start.Equal(was.Start.Add(20*time.Minute)) {
		c.t.Fatalf("moved from %v to %v", was.Start, now.Start)
	}
	for _, p := range now.Parties {
		if p.Function != eksjoAF && p.Answer != "" {
			c.t.Errorf("%s is not asked anew: %s", p.Function, p.Answer)
		}
	}
	for _, f := range []string{eksjoLeader, eksjoLivelihood, eksjoCare, eksjoFK} {
		c.answer(f, c.as(f), yes)
	}
	c.answer(eksjoAME, c.deputy(eksjoAME), yes)
	c.do(c.t, c.as(person), "POST", c.at("/answer"), yes, c.called(person).Version).into(c.t, 204, nil)
	if n := c.called(eksjoAF); n.PersonAnswer != "yes" {
		c.t.Errorf("the person has answered %q", n.PersonAnswer)
	}
}

var newKey = regexp.MustCompile(`sv_[a-z2-7]{40,}`)

// deputy makes a key for the second holder of a function, on the page for that.
func (d *demo) deputy(t testing.TB, function string) string {
	t.Helper()
	v := d.visit(t, "")
	v.post(t, "/demo", url.Values{"as": {function + "-2 " + function}})
	_, text := v.post(t, "/nycklar", url.Values{"name": {"Ersättaren"}, "ends_on": {day(20)}})
	key := newKey.FindString(text)
	if key == "" {
		t.Fatalf("no key: %.2000s", text)
	}
	return key
}

func (c *council) deputy(function string) string { return c.demo.deputy(c.t, function) }
