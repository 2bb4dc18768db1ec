package e2e

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
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
	c.consentOf(func(string) {})
	c.post(eksjoAME, "/cases/"+c.c+"/items", map[string]any{"kind": "activity", "category": "plan", "title": "Arbetsträning", "status": "ongoing",
		"start": day(-20), "end": day(60), "extent": 25, "responsible": eksjoAME, "units": c.to(eksjoLeader, eksjoCare, eksjoFK, eksjoAF)}, none)
	return c
}

// consentOf gives the consent of the walk, after another has changed it.
func (c *council) consentOf(change func(string)) {
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

// stockholm is the clock on the wall of those who meet.
var stockholm = func() *time.Location {
	at, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err)
	}
	return at
}()

// laterToday is a clock time some minutes from now. A meeting begins on its day,
// so the walk needs a time that is left of today.
func laterToday(t testing.TB, minutes int) (date, clock string) {
	t.Helper()
	now := time.Now().In(stockholm)
	at := now.Add(time.Duration(minutes) * time.Minute)
	if at.Day() != now.Day() {
		t.Skip("the day is over before anybody can meet")
	}
	return at.Format(time.DateOnly), at.Format("15:04")
}

// dates plans a sitting today and a year by rule.
func (c *council) dates() {
	date, from := laterToday(c.t, 3)
	_, to := laterToday(c.t, 33)
	c.post(eksjoLeader, "/forums/"+eksjoForum+"/sittings", map[string]any{"date": date, "from": from, "to": to, "slotMinutes": 10}, none)
	year := time.Now().In(stockholm).AddDate(1, 0, 0).Format("20060102")
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

// piece is something in a plan.
type piece struct {
	ID, Title string
	Version   int64
}

// line is what was written at a meeting.
type line struct {
	Item   piece
	Stands []struct{ Function, Stand, Words string }
}

// meetingNow is a meeting as the API shows it.
type meetingNow struct {
	State      string
	Version    int64
	Beat       int64
	FollowUpOn string
	Lines      []line
	Since      []piece
	Attendance []struct{ Function, Came string }
	Unsettled  string
	MayWrite   bool
	PersonCame string
}

func (c *council) meeting(who string) (m meetingNow) {
	c.t.Helper()
	c.get(who, c.at("/meeting"), &m)
	return m
}

func has(lines []line, title string) bool {
	return slices.ContainsFunc(lines, func(l line) bool { return l.Item.Title == title })
}

// meets takes the call up: what is said, a decision with stands beside each
// other, three commitments, a changed activity, and an end with a day.
func (c *council) meets() {
	c.post(eksjoAF, c.at("/meeting/begin"), nil, c.called(eksjoAF).Version)
	write := func(who, kind, category, title string, more map[string]any) string {
		c.t.Helper()
		in := map[string]any{"kind": kind, "category": category, "title": title}
		maps.Copy(in, more)
		return idOf(c.post(who, c.at("/meeting/lines"), in, none))
	}
	before := c.meeting(eksjoAF).Beat
	write(eksjoCare, "said", "plan", said, nil)
	write(eksjoCare, "said", "diagnosis", diagnosed, nil)
	if m := c.meeting(eksjoAF); m.Beat == before || !has(m.Lines, said) || has(m.Lines, diagnosed) {
		c.t.Errorf("AF sees %+v", m.Lines)
	}
	if m := c.meeting(eksjoFK); !has(m.Lines, diagnosed) {
		c.t.Errorf("FK does not see what it may know: %+v", m.Lines)
	}
	decision := write(eksjoAF, "decision", "plan", decided, nil)
	stand := func(who string, in map[string]any) {
		c.t.Helper()
		c.change(who, "PUT", c.at("/meeting/lines/"+decision+"/stand"), in, none)
	}
	stand(eksjoCare, map[string]any{"stand": "agrees"})
	stand(eksjoLeader, map[string]any{"stand": "abstains"})
	stand(eksjoFK, map[string]any{"stand": "differs", "words": differing})
	for _, l := range c.meeting(eksjoAME).Lines {
		if l.Item.ID == decision && len(l.Stands) != 3 {
			c.t.Errorf("the stands on the decision: %+v", l.Stands)
		}
	}
	for who, what := range map[string]string{eksjoLeader: "Bjuda in arbetsgivaren", eksjoFK: "Skicka beslutet om rehabersättning", eksjoAF: "Boka trepartssamtal"} {
		write(who, "commitment", "plan", what, map[string]any{"status": "planned", "due": day(14), "responsible": who})
	}
	var seen struct{ Items []piece }
	c.get(eksjoAME, "/cases/"+c.c, &seen)
	i := slices.IndexFunc(seen.Items, func(p piece) bool { return p.Title == "Arbetsträning" })
	c.change(eksjoAME, "PUT", c.at("/meeting/lines/"+seen.Items[i].ID), map[string]any{"status": "ongoing", "start": day(-20), "end": day(60), "extent": 50}, seen.Items[i].Version)
	if m := c.meeting(eksjoCare); len(m.Lines) != 7 {
		c.t.Errorf("the health centre sees %d lines: %+v", len(m.Lines), m.Lines)
	}
}

// ten lets ten write in the meeting at once: nothing may be lost.
func (c *council) ten() {
	const writers, each = 10, 5
	who := []string{eksjoAF, eksjoFK, eksjoCare, eksjoAME, eksjoLeader, eksjoLivelihood}
	before := len(c.meeting(eksjoLeader).Lines)
	var wg sync.WaitGroup
	faults := make(chan string, writers*each)
	for n := range writers {
		wg.Go(func() {
			for m := range each {
				r, err := c.demo.call(c.as(who[n%len(who)]), "POST", c.at("/meeting/lines"), map[string]any{"kind": "said", "category": "plan", "title": fmt.Sprintf("Samtidigt %d %d", n, m)}, none)
				if err != nil || r.Status != http.StatusCreated {
					faults <- fmt.Sprintf("%d %d: %v %d %s", n, m, err, r.Status, r.Body)
				}
			}
		})
	}
	wg.Wait()
	close(faults)
	for f := range faults {
		c.t.Error(f)
	}
	for _, reader := range []string{eksjoLeader, person} {
		m := c.meeting(reader)
		for n := range writers {
			for k := range each {
				if !has(m.Lines, fmt.Sprintf("Samtidigt %d %d", n, k)) {
					c.t.Errorf("%s has lost %d %d", reader, n, k)
				}
			}
		}
		if reader == eksjoLeader && len(m.Lines) != before+writers*each {
			c.t.Errorf("%d lines became %d", before, len(m.Lines))
		}
	}
}

// minutesNow is the minutes as the API shows them.
type minutesNow struct {
	Number   int
	State    string
	Version  int64
	Entries  []line
	Receipts []struct {
		Function string
		ReadAt   time.Time
	}
	Versions []struct {
		Number int
		State  string
	}
}

func (c *council) minutesOf(who string) (m minutesNow) {
	c.t.Helper()
	c.get(who, c.at("/minutes"), &m)
	return m
}

// followUp is the day that the meeting is followed up.
func followUp() string { return day(5) }

// minutes ends the meeting and makes its minutes final; each reads what she may
// know, and the person her copy.
func (c *council) minutes() {
	came := []map[string]any{{"function": "self", "came": "present"}, {"function": eksjoLivelihood, "came": "absent", "reason": "ill"}}
	for _, f := range []string{eksjoLeader, eksjoAME, eksjoCare, eksjoFK, eksjoAF} {
		came = append(came, map[string]any{"function": f, "came": "present"})
	}
	c.post(eksjoAF, c.at("/meeting/end"), map[string]any{"attendance": came, "followUpOn": followUp()}, c.meeting(eksjoAF).Version)
	c.post(eksjoAME, c.at("/minutes/final"), nil, c.minutesOf(eksjoAME).Version)
	for who, knows := range map[string]bool{eksjoFK: true, eksjoCare: true, person: true, eksjoAF: false, eksjoLeader: false, eksjoAME: false} {
		r := c.do(c.t, c.as(who), "GET", c.at("/minutes"), nil, none)
		if got := strings.Contains(string(r.Body), diagnosed); r.Status != 200 || got != knows || !strings.Contains(string(r.Body), said) {
			c.t.Errorf("%s finds the diagnosis in the minutes: %v (%d)", who, got, r.Status)
		}
	}
	m := c.minutesOf(eksjoAF)
	if m.State != "final" || !slices.ContainsFunc(m.Entries, func(l line) bool { return l.Item.Title == decided && len(l.Stands) == 3 }) {
		c.t.Errorf("the minutes: %+v", m)
	}
	c.post(person, c.at(fmt.Sprintf("/minutes/versions/%d/receipts", m.Number)), nil, none)
	for _, r := range c.minutesOf(person).Receipts {
		if r.Function == "self" && r.ReadAt.IsZero() {
			c.t.Error("the person has read, and it does not show")
		}
	}
	c.refused("eksjo-vc-lakare", "GET", c.at("/minutes"), 404)
}

// followsUp finds the day on the next agenda and among what the day brings.
func (c *council) followsUp() {
	for _, s := range c.forum().Upcoming {
		if s.Start.Format(time.DateOnly) <= followUp() {
			continue
		}
		var agenda struct{ FollowUps []struct{ Case, Call string } }
		c.get(eksjoCare, "/sittings/"+s.ID, &agenda)
		if !slices.ContainsFunc(agenda.FollowUps, func(f struct{ Case, Call string }) bool { return f.Call == c.call }) {
			c.t.Errorf("the agenda of %v does not follow it up: %+v", s.Start, agenda)
		}
		break
	}
	if r := c.do(c.t, c.as(eksjoFK), "GET", "/me/day", nil, none); !strings.Contains(string(r.Body), c.call) {
		c.t.Errorf("the day does not say that it is to be followed up: %s", r.Body)
	}
}

// calendars subscribes to a function's meetings, makes one more and cancels it.
func (c *council) calendars() {
	v := c.visit(c.t, eksjoCare)
	_, made := v.post(c.t, "/kalender/adress", nil)
	found := feedAddress.FindStringSubmatch(made)
	if found == nil {
		c.t.Fatal("no address was made")
	}
	first := c.call
	text := c.fetchFeed(found[1])
	if times(c.t, []byte(text))[first] == nil {
		c.t.Errorf("the meeting is not in the feed:\n%s", text)
	}
	var slots = c.freeSlots(eksjoAF)
	c.call = idOf(c.post(eksjoAF, "/cases/"+c.c+"/calls", map[string]any{"forum": eksjoForum, "slots": slots[len(slots)-1:], "personWay": "invited", "question": question,
		"called": []map[string]any{{"function": eksjoCare}}}, none))
	second := c.call
	if e := times(c.t, []byte(c.fetchFeed(found[1])))[second]; e == nil || textOfEvent(e, ics.ComponentPropertyStatus) == "CANCELLED" {
		c.t.Error("the next meeting is not in the feed")
	}
	c.post(eksjoAF, c.at("/cancel"), map[string]any{"reason": "not_needed"}, c.called(eksjoAF).Version)
	text = c.fetchFeed(found[1])
	if e := times(c.t, []byte(text))[second]; e == nil || textOfEvent(e, ics.ComponentPropertyStatus) != "CANCELLED" {
		c.t.Errorf("the cancelled meeting in the feed:\n%s", text)
	}
	_, file := v.page(c.t, "/arenden/"+c.c+"/kallelser/"+second+"/mote.ics")
	if all := times(c.t, []byte(file)); all[second] == nil || !strings.Contains(file, "METHOD:CANCEL") {
		c.t.Errorf("the file of the cancelled meeting:\n%s", file)
	}
	for _, tells := range []string{"Testa", "Testsson", "1990", "2385", c.c, "eksjo", "vc", "Samverk Eksjö", question} {
		for _, line := range strings.Split(text+file, "\n") {
			if strings.Contains(line, tells) && !strings.HasPrefix(line, "UID:") && !strings.HasPrefix(line, "BEGIN") && !strings.HasPrefix(line, "DT") && !strings.HasPrefix(line, "LOCATION:Stadshuset") {
				c.t.Errorf("the calendar tells %q: %s", tells, line)
			}
		}
	}
	c.call = first
}

func (c *council) fetchFeed(at string) string {
	c.t.Helper()
	answer, err := http.Get(c.Base + at)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.t.Fatal(answer.Status, err)
	}
	return string(text)
}

// recalls takes the minutes back: two people of the unit that keeps them, and a
// tombstone. What was promised stays.
func (c *council) recalls() {
	c.post(eksjoAME, c.at("/minutes/recall"), map[string]any{"reason": "wrong_content"}, none)
	if r := c.do(c.t, c.as(eksjoAME), "POST", c.at("/minutes/recall/confirmation"), nil, none); r.Status/100 != 4 {
		c.t.Errorf("one alone recalls: %d %s", r.Status, r.Body)
	}
	if r := c.do(c.t, c.as(eksjoAF), "POST", c.at("/minutes/recall/confirmation"), nil, none); r.Status/100 != 4 {
		c.t.Errorf("another unit recalls: %d %s", r.Status, r.Body)
	}
	c.do(c.t, c.deputy(eksjoAME), "POST", c.at("/minutes/recall/confirmation"), nil, none).into(c.t, 204, nil)
	for _, who := range []string{eksjoAF, eksjoFK, eksjoCare, person} {
		for _, path := range []string{"/minutes", "/minutes/versions/1", "/meeting"} {
			r := c.do(c.t, c.as(who), "GET", c.at(path), nil, none)
			for _, gone := range []string{diagnosed, decided, differing} {
				if who == person && path == "/meeting" { // she keeps what was written of her
					continue
				}
				if strings.Contains(string(r.Body), gone) && !(who == eksjoCare && gone == diagnosed) && !(who == eksjoAF && gone == decided) && !(who == eksjoFK && gone == differing) {
					c.t.Errorf("%s still reads %q by %s", who, gone, path)
				}
			}
		}
		if m := c.minutesOf(who); m.State != "recalled" || len(m.Entries) > 0 {
			c.t.Errorf("%s sees of the recalled minutes: %+v", who, m)
		}
	}
	if p := c.open(eksjoCare); !p.has("Boka trepartssamtal") {
		c.t.Error("what was promised is gone from the plan")
	}
}
