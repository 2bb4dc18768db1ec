package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/forum"
)

// lacks fails for each of some words that a page does not have.
func lacks(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("the page lacks %q: %s", w, headings(page))
		}
	}
}

// newForum enters a forum of a kind and returns its address.
func (b *browser) newForum(kind string, fill url.Values) string {
	b.t.Helper()
	at := "/forum/nytt?omrade=0685&slag=" + kind
	page := b.want(b.get(at), 200)
	checkPage(b.t, at, page)
	p := forum.PresetOf(kind)
	form := url.Values{"name": {"Forum " + kind}, "level": {p.Level}, "formal": {"false"}, "internal": {"false"}, "chairing": {"rotation"}, "driver": {"samordning"},
		"actors": {"kommun", "af"}, "called": {"kommun", "af"}}
	for name, values := range fill {
		form[name] = values
	}
	return b.on(b.post("/forum/nytt", tell(page, "/forum/nytt", form)))
}

func TestAForumIsEnteredStartedAndRunOnThePages(t *testing.T) {
	s := open(t)
	lead, af := s.as(t, "samordning-1 samordning"), s.as(t, "af-1 af")
	if page := af.want(af.get("/forum"), 200); strings.Contains(page, "/forum/nytt") {
		t.Error("one who may not is offered to enter a forum")
	}
	page := lead.want(lead.get("/forum/nytt?omrade=0685"), 200)
	checkPage(t, "/forum/nytt", page)
	lacks(t, page, "slag=samverk", "Trepartssamtal")
	at := lead.newForum("three_party", url.Values{"use_when": {"När några få behöver prata."}})
	for _, to := range []string{forum.Starting, forum.Active} {
		page = lead.want(lead.get(at), 200)
		checkPage(t, at, page)
		lead.on(lead.post(at+"/lage", tell(page, at+"/lage", url.Values{"to": {to}})))
	}
	page = lead.want(lead.get(at), 200)
	lacks(t, page, "Läget är ändrat", "När några få behöver prata.", "Får kalla och kan kallas", "Inga tillfällen är planerade.")
	lead.on(lead.post(at+"/medlemmar", tell(page, at+"/medlemmar", url.Values{"function": {"af"}})))
	page = lead.want(lead.get(at+"/tillfallen"), 200)
	checkPage(t, at+"/tillfallen", page)
	dates := tell(page, at+"/tillfallen", url.Values{"date": {"2026-12-17"}, "from": {"9.00"}, "to": {"10.30"}, "repeat": {"weekly"}, "slot_minutes": {"45"}, "place": {"Rum 1"}})
	page = lead.want(lead.post(at+"/tillfallen", dates), http.StatusUnprocessableEntity)
	checkPage(t, "dates with faults", page)
	lacks(t, page, "Välj till och med vilken dag.", `value="Rum 1"`)
	dates = tell(page, at+"/tillfallen", dates)
	dates.Set("until", "2026-12-31")
	page = lead.want(lead.post(at+"/tillfallen", dates), 200)
	checkPage(t, "planned dates", page)
	if again := lead.on(lead.post(at+"/tillfallen", tell(lead.want(lead.get(at+"/tillfallen"), 200), at+"/tillfallen",
		url.Values{"date": {"2026-12-03"}, "from": {"09:00"}, "to": {"10:00"}, "repeat": {"once"}}))); again != at {
		t.Errorf("led to %s", again)
	}
	page = af.want(af.get(at), 200)
	checkPage(t, at, page)
	lacks(t, page, "Kommande tillfällen", "2 av 2 lediga")
	if strings.Contains(page, at+"/andra") || !strings.Contains(page, at+"/medlemmar/af") {
		t.Error("a member may change the forum, or may not leave it")
	}
	lacks(t, af.want(af.get("/forum"), 200), at, "Aktivt", "Trepartssamtal")
	lacks(t, af.want(af.get("/forum/vilket?omrade=0685"), 200), "lage=quick_talk")
	guide := af.want(af.get("/forum/vilket?omrade=0685&lage=quick_talk"), 200)
	checkPage(t, "/forum/vilket", guide)
	lacks(t, guide, at, "välj Kalla till möte", "kartläggningen i Vetlanda 2016")
	lacks(t, af.want(af.get("/forum/vilket?omrade=0685&lage=care_and_social"), 200), "Något sådant forum finns inte", "2025:400")
	page = af.want(af.get(at+"/medlemmar/af"), 200)
	af.on(af.post(at+"/medlemmar/af", tell(page, at+"/medlemmar/af", nil)))
	lacks(t, af.want(af.get(at), 200), "samordnare får veta det")
	s.as(t, string(s.AsPerson(s.Person()).User)).want(s.as(t, string(s.AsPerson(s.Person()).User)).get("/tillfallen/none"), 404)
}

func TestAFaultyForumComesBackAsItWasTyped(t *testing.T) {
	s := open(t)
	lead := s.as(t, "samordning-1 samordning")
	page := lead.want(lead.get("/forum/nytt?omrade=0685&slag=sip"), 200)
	form := tell(page, "/forum/nytt", url.Values{"name": {"SIP Vetlanda"}, "level": {"individual"}, "formal": {"true"}, "internal": {"false"}, "chairing": {"fixed"},
		"actors": {"kommun", "af"}, "called": {"kommun", "vard", "fk", "af"}, "age_from": {"x"}, "link": {"http://x"}, "about": {"Det här ska stå kvar."}})
	page = lead.want(lead.post("/forum/nytt", form), http.StatusUnprocessableEntity)
	checkPage(t, "a faulty forum", page)
	lacks(t, page, `value="SIP Vetlanda"`, "Det här ska stå kvar.", "Skriv en ålder")
	form = tell(page, "/forum/nytt", form)
	form.Set("age_from", "")
	page = lead.want(lead.post("/forum/nytt", form), http.StatusUnprocessableEntity)
	lacks(t, page, "Bara kommunen och regionen kallar till SIP", `href="#f-actors"`, "Skriv en hel adress")
	if !strings.Contains(page, `name="actors" value="af" checked`) || strings.Contains(page, `name="actors" value="fk" checked`) {
		t.Error("what was ticked is lost")
	}
}

func TestWhoIsSecondToChangeAForumSeesHowItStands(t *testing.T) {
	s := open(t)
	lead, other := s.as(t, "samordning-1 samordning"), s.as(t, "samverkan-chef-1 samverkan-chef")
	at := lead.newForum("network", url.Values{"actors": {"kommun", "vard"}, "called": {"kommun", "vard"}})
	mine, theirs := lead.want(lead.get(at+"/andra"), 200), other.want(other.get(at+"/andra"), 200)
	checkPage(t, at+"/andra", mine)
	fill := url.Values{"name": {"Nätverk ett"}, "level": {"general"}, "formal": {"false"}, "internal": {"false"}, "chairing": {"fixed"}, "actors": {"kommun", "vard"}, "called": {"kommun", "vard"}}
	other.on(other.post(at+"/andra", tell(theirs, at+"/andra", fill)))
	fill.Set("name", "Nätverk två")
	page := lead.want(lead.post(at+"/andra", tell(mine, at+"/andra", fill)), http.StatusConflict)
	checkPage(t, "a forum that was changed first", page)
	lacks(t, page, "Så står det nu", "Så skrev du", `value="Nätverk två"`) // what was typed, and what stands
	lead.on(lead.post(at+"/andra", tell(page, at+"/andra", fill)))
	lacks(t, lead.want(lead.get(at), 200), "Nätverk två", "Ändringarna är sparade")
	stale := tell(lead.want(lead.get(at), 200), at+"/lage", url.Values{"to": {"ended"}, "words": {"Behövs inte längre."}})
	stale.Set("version", "1")
	page = lead.want(lead.post(at+"/lage", stale), http.StatusConflict)
	lacks(t, page, "Behövs inte längre.")
}

func TestWhoIsSecondToChangeAForumSeesEveryFieldThatDiffers(t *testing.T) {
	s := open(t)
	lead, other := s.as(t, "samordning-1 samordning"), s.as(t, "samverkan-chef-1 samverkan-chef")
	at := lead.newForum(forum.Other, url.Values{"actors": {"kommun", "vard"}, "called": {"kommun", "vard"}})
	both := url.Values{"name": {"Nätverk"}, "level": {"general"}, "formal": {"false"}, "internal": {"false"}, "chairing": {"fixed"},
		"actors": {"kommun", "vard"}, "called": {"kommun", "vard"}}
	mine, theirs := lead.want(lead.get(at+"/andra"), 200), other.want(other.get(at+"/andra"), 200)
	other.on(other.post(at+"/andra", tell(theirs, at+"/andra", both)))
	changed := url.Values{
		"name": {"Annat namn"}, "level": {"individual"}, "formal": {"true"}, "internal": {"true"}, "about": {"Om"}, "use_when": {"När"}, "target": {"Vilka"},
		"age_from": {"18"}, "age_to": {"29"}, "actors": {"kommun"}, "called": {"kommun"}, "must": {"kommun"}, "driver": {"samordning"}, "deputy": {"ame"},
		"chairing": {"rotation"}, "chair": {"samordning"}, "secretary": {"ame"}, "place": {"Stadshuset"}, "link": {"https://example.se/mote"}, "review_on": {"2027-05-01"},
	}
	page := lead.want(lead.post(at+"/andra", tell(mine, at+"/andra", changed)), http.StatusConflict)
	_, form, _ := strings.Cut(page, `action="`+at+`/andra"`)
	form, _, _ = strings.Cut(form, "</form>")
	asked := map[string]bool{}
	for _, m := range regexp.MustCompile(`<(?:input|select|textarea)[^>]* name="([a-z_]+)"`).FindAllStringSubmatch(form, -1) {
		asked[m[1]] = true
	}
	for _, hidden := range []string{"version", "once", "area", "kind"} {
		delete(asked, hidden)
	}
	delete(asked, "agreement") // there is none to choose
	if shown := strings.Count(page, `class="diff__pair"`); shown != len(asked) || len(asked) != len(changed) {
		t.Errorf("%d fields differ, the form asks for %d: %v", shown, len(asked), slices.Collect(maps.Keys(asked)))
	}
	lacks(t, page, "<h2>Får kalla</h2>", "Ordförande och sekreterare", "<h2>Formellt eller informellt?</h2>", "<h2>Ska delta</h2>")
}

func TestAnAgendaShowsEachReaderHerOwn(t *testing.T) {
	s := open(t)
	c, p := s.Case()
	s.Join(c, "ame")
	both := access.SetOf(access.Plan, access.Work)
	s.Consent(c, consent.Grid{"samverkan": both, "ame": both})
	f := s.Forum(forum.ThreeParty, forum.Parties()...)
	s.JoinForum(f, "fk", "ame", "samordning")
	sitting, slots := s.Sitting(f, 48*time.Hour, 4)
	call := s.Call(c, "samordning", f, slots[0], "ame")
	at := "/tillfallen/" + string(sitting)
	ame, fk, lead := s.as(t, "ame-1 ame"), s.as(t, "fk-1 fk"), s.as(t, "samordning-1 samordning")
	for _, path := range []string{at, at + "/utskrift"} {
		page := ame.want(ame.get(path), 200)
		checkPage(t, path, page)
		lacks(t, page, p.Name)
		page = fk.want(fk.get(path), 200)
		checkPage(t, path, page)
		lacks(t, page, "Upptagen", "Ledig")
		if strings.Contains(page, "Bara för dig.") {
			t.Errorf("%s warns a member who is told of nobody", path)
		}
		for _, secret := range []string{p.Name, string(c), string(call)} {
			if strings.Contains(page, secret) {
				t.Errorf("%s tells a member of %q", path, secret)
			}
		}
	}
	lacks(t, ame.want(ame.get(at+"/utskrift"), 200), "Bara för dig.")
	page := fk.want(fk.get(at), 200)
	ask := tell(page, at+"/fragor", url.Values{"slot": {string(slots[1])}, "question": {"Ring 070-174 06 05"}})
	page = fk.want(fk.post(at+"/fragor", ask), http.StatusUnprocessableEntity)
	checkPage(t, "a question that tells of somebody", page)
	lacks(t, page, "Ring 070-174 06 05")
	ask = tell(page, at+"/fragor", url.Values{"slot": {string(slots[0])}, "question": {"Vem tar första steget?"}})
	fk.on(fk.post(at+"/fragor", ask))
	page = fk.want(fk.get(at), 200)
	checkPage(t, at, page)
	lacks(t, page, "nästa lediga tid", "Vem tar första steget?", "Ta tillbaka frågan")
	question := link(strings.ReplaceAll(page, `action="`, `href="`), at+"/fragor/")
	question = strings.TrimSuffix(question, "/tillbaka")
	outcome := "outcome-" + question[strings.LastIndexByte(question, '/')+1:]
	page = ame.want(ame.get(at), 200)
	empty := tell(page, question, url.Values{outcome: {""}})
	page = ame.want(ame.post(question, empty), http.StatusUnprocessableEntity)
	lacks(t, page, "Skriv vad ni kom fram till.", `href="#f-`+outcome+`"`)
	ame.on(ame.post(question, tell(page, question, url.Values{outcome: {"FK tar det."}})))
	lacks(t, fk.want(fk.get(at), 200), "FK tar det.")
	shut := at + "/tider/" + string(slots[3])
	page = lead.want(lead.get(at), 200)
	lead.on(lead.post(shut, tell(page, shut, nil)))
	lacks(t, lead.want(lead.get(at), 200), "Stängd", "Öppna tiden")
	page = lead.want(lead.get(at), 200)
	lead.on(lead.post(at+"/ansvariga", tell(page, at+"/ansvariga", url.Values{"chair": {"fk"}, "secretary": {"ame"}})))
	page = lead.want(lead.get(at+"/flytta"), 200)
	checkPage(t, at+"/flytta", page)
	move := url.Values{"date": {"2026-12-01"}, "from": {"13.00"}, "place": {"Rum 7"}}
	page = lead.want(lead.post(at+"/flytta", tell(page, at+"/flytta", move)), http.StatusUnprocessableEntity)
	lacks(t, page, "Välj varför.", `value="Rum 7"`)
	move.Set("reason", "ill")
	lead.on(lead.post(at+"/flytta", tell(page, at+"/flytta", move)))
	lacks(t, lead.want(lead.get(at), 200), "1 dec 2026", "Rum 7")
	page = lead.want(lead.get(at+"/stall-in"), 200)
	checkPage(t, at+"/stall-in", page)
	lead.on(lead.post(at+"/stall-in", tell(page, at+"/stall-in", url.Values{"reason": {"no_time"}})))
	page = lead.want(lead.get(at), 200)
	checkPage(t, at, page)
	lacks(t, page, "Tillfället är inställt", "Bortprioriterat, tidsbrist")
	for _, path := range []string{at + "/flytta", at + "/stall-in"} {
		s.as(t, "vc-1 vc").want(s.as(t, "vc-1 vc").get(path), 403)
	}
	self := s.as(t, string(s.AsPerson(p).User))
	self.want(self.get(at), 404)
	self.want(self.get("/forum/"+string(f)), 200)
}

func TestASittingIsNotedAsHeldOnItsPage(t *testing.T) {
	s := open(t)
	f := s.Forum(forum.ThreeParty, forum.Parties()...)
	s.JoinForum(f, "fk", "ame")
	sitting, _ := s.Sitting(f, time.Hour, 0)
	s.Exec(`update sitting set ends_at = starts_at + 3600000000 where id = $1`, sitting)
	at := "/tillfallen/" + string(sitting)
	fk, lead := s.as(t, "fk-1 fk"), s.as(t, "samordning-1 samordning")
	page := lead.want(lead.get(at), 200)
	lacks(t, page, "inte uppdelat i tider")
	lead.on(lead.post(at+"/tider", tell(page, at+"/tider", url.Values{"slot_minutes": {"20"}})))
	if page = fk.want(fk.get(at), 200); strings.Contains(page, at+"/narvaro") {
		t.Error("it can be held before it begins")
	}
	s.Pass(2 * time.Hour)
	fk = s.as(t, "fk-1 fk")
	page = fk.want(fk.get(at), 200)
	checkPage(t, at, page)
	fk.on(fk.post(at+"/narvaro", tell(page, at+"/narvaro", url.Values{"came": {"fk"}})))
	page = fk.want(fk.get(at), 200)
	checkPage(t, at, page)
	lacks(t, page, "Närvaron är sparad", "Kom inte", "Hållet")
}
