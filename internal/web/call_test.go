package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
)

// summoned is a case with all four in it that may be told of meetings, and a
// forum of AF and health care with a sitting of three slots in two days.
func summoned(t *testing.T) (*site, id.Case, world.Person, id.Forum, []id.Slot) {
	t.Helper()
	s := open(t)
	c, p := s.Case()
	s.Join(c, "af", "vc", "fk")
	plan := access.SetOf(access.Plan)
	s.Consent(c, consent.Grid{"samverkan": plan, "forsorjning": plan, "af": plan, "vc": plan, "fk": access.SetOf(access.Work)})
	f := s.Forum(forum.ThreeParty, access.AF, access.Vard)
	_, slots := s.Sitting(f, 48*time.Hour, 3)
	return s, c, p, f, slots
}

func TestACallGoesThroughItsPages(t *testing.T) {
	s, c, p, f, slots := summoned(t)
	af, vc, me := s.as(t, "af-1 af"), s.as(t, "vc-1 vc"), s.as(t, string(s.AsPerson(p).User))
	at := "/arenden/" + string(c) + "/kallelser"
	page := af.want(af.get("/arenden/"+string(c)), 200)
	if !strings.Contains(page, at+"/ny") {
		t.Error("the case does not lead to calling")
	}
	page = af.want(af.get(at+"/ny"), 200)
	checkPage(t, "where", page)
	if !strings.Contains(page, at+"/ny?forum="+string(f)) {
		t.Fatal("the forum is not there to choose")
	}
	page = af.want(af.get(at+"/ny?forum="+string(f)), 200)
	checkPage(t, "new", page)
	if !strings.Contains(page, `value="fk" disabled`) {
		t.Error("one whom the consent does not cover can be chosen")
	}
	own := af.want(af.post(at+"/ny", url.Values{"forum": {"eget"}, "date_1": {"2027-03-28"}, "from_1": {"02:30"}, "to_1": {"03:30"}}), http.StatusUnprocessableEntity)
	checkPage(t, "own", own)
	for _, fault := range []string{`href="#f-from_1"`, `href="#f-question"`, `href="#f-called"`} {
		if !strings.Contains(own, fault) || strings.Contains(own, `href="#f-date_1"`) {
			t.Errorf("outside forums nothing, or too much, is said of %s", fault)
		}
	}
	empty := af.want(af.post(at+"/ny", tell(page, at+"/ny", nil)), http.StatusUnprocessableEntity)
	checkPage(t, "empty", empty)
	for _, fault := range []string{`href="#f-slot"`, `href="#f-question"`, `href="#f-called"`} {
		if !strings.Contains(empty, fault) {
			t.Errorf("nothing is said of %s", fault)
		}
	}
	form := tell(empty, at+"/ny", url.Values{"slot": {string(slots[1])}, "question": {"Vem gör vad i vår?"}, "called": {"vc"}, "bring_vc": {"Underlag"}, "person_way": {"invited"}, "secretary": {"af"}})
	s.Exec(`update slot set use = 'case' where id = $1`, slots[1]) // a second ago
	call := af.on(af.post(at+"/ny", form))
	page = af.want(af.get(call), 200)
	checkPage(t, "call", page)
	if !strings.Contains(page, "nästa lediga tid") || !strings.Contains(page, "Vem gör vad i vår?") || !strings.Contains(page, "Underlag") {
		t.Errorf("the caller reads %s", headings(page))
	}
	if again := af.on(af.post(at+"/ny", form)); again != call {
		t.Error("a second submit made a second call")
	}

	if page = vc.want(vc.get("/min-dag"), 200); !strings.Contains(page, call) {
		t.Error("her day does not say that she is called")
	}
	page = vc.want(vc.get(call), 200)
	checkPage(t, "answer", page)
	page = vc.want(vc.post(call+"/svar", tell(page, call+"/svar", url.Values{"answer": {"another"}, "date_1": {"2027-03-28"}, "from_1": {"02:30"}, "to_1": {"03:30"}, "said": {"Helst på våren"}})), http.StatusUnprocessableEntity)
	if !strings.Contains(page, `href="#f-from-1"`) && !strings.Contains(page, `href="#f-from_1"`) || !strings.Contains(page, "Helst på våren") {
		t.Errorf("a time that is none: %s", headings(page))
	}
	form = tell(page, call+"/svar", url.Values{"answer": {"another"}, "date_1": {"2026-12-01"}, "from_1": {"09.00"}, "to_1": {"10:00"}, "said": {"Helst på våren"}})
	if to := vc.on(vc.post(call+"/svar", form)); to != call {
		t.Errorf("led to %s", to)
	}
	page = af.want(af.get(call), 200)
	checkPage(t, "offers", page)
	if !strings.Contains(page, "tis 1 dec 09:00–10:00") || !strings.Contains(page, "Helst på våren") {
		t.Errorf("the caller does not see the time offered: %s", headings(page))
	}
	_, rest, _ := strings.Cut(page, `name="settle_offer"`)
	_, rest, _ = strings.Cut(rest, `<option value="`)
	for strings.HasPrefix(rest, `"`) {
		_, rest, _ = strings.Cut(rest, `<option value="`)
	}
	offer, _, _ := strings.Cut(rest, `"`)
	af.on(af.post(call+"/bestam", tell(page, call+"/bestam", url.Values{"settle_offer": {offer}, "settle_reason": {"somebody_cannot"}})))
	stale := af.want(af.post(call+"/stall-in", tell(page, call+"/stall-in", url.Values{"cancel_reason": {"ill"}})), http.StatusConflict)
	checkPage(t, "stale", stale)

	page = me.want(me.get("/moten"), 200)
	checkPage(t, "mine", page)
	if !strings.Contains(page, "tis 1 dec 09:00–10:00") || !strings.Contains(page, "Vem gör vad i vår?") || !strings.Contains(page, call) {
		t.Errorf("the person reads %s", headings(page))
	}
	page = me.want(me.get(call), 200)
	checkPage(t, "her call", page)
	me.on(me.post(call+"/svar", tell(page, call+"/svar", url.Values{"answer": {"yes"}})))
	for _, b := range []*browser{af, me} {
		paper := b.want(b.get(call+"/utskrift"), 200)
		checkPage(t, "paper", paper)
		if !strings.Contains(paper, "Vem gör vad i vår?") || strings.Contains(paper, "<nav") {
			t.Error("the call on paper is not whole, or has a menu")
		}
	}
	move := call + "/flytta"
	page = af.want(af.get(move+"?forum="+string(f)), 200)
	checkPage(t, "move", page)
	af.on(af.post(move, tell(page, move, url.Values{"slot": {string(slots[0])}, "reason": {"person_wishes"}})))
	page = af.want(af.get(call), 200)
	af.on(af.post(call+"/stall-in", tell(page, call+"/stall-in", url.Values{"cancel_reason": {"not_needed"}})))
	page = af.want(af.get(at), 200)
	checkPage(t, "list", page)
	if !strings.Contains(page, "Inställt") || !strings.Contains(page, "Mötet behövs inte längre") {
		t.Errorf("the list says %s", headings(page))
	}
	s.W.Call(c, "af", f, slots[2], "vc")
	for _, b := range []*browser{af, vc} {
		if n := len(b.walk("/")); n < 10 {
			t.Errorf("only %d pages were found", n)
		}
	}
	fk := s.as(t, "fk-1 fk")
	for _, path := range []string{call, call + "/utskrift", call + "/flytta"} {
		fk.want(fk.get(path), http.StatusNotFound)
	}
}

// TestHowSheWantsToBeReachedStandsOnTheCallForWhoMayKnowHer reads the printed call
// as the party that called, before and after the consent covers it.
func TestHowSheWantsToBeReachedStandsOnTheCallForWhoMayKnowHer(t *testing.T) {
	s, c, p, f, slots := summoned(t)
	call := s.W.Call(c, "af", f, slots[0], "vc")
	me, af := s.as(t, string(s.AsPerson(p).User)), s.as(t, "af-1 af")
	me.on(me.post("/mina-uppgifter", me.with("/mina-uppgifter", url.Values{"language": {"sv"}, "reach": {"letter"}, "times": {"Bara på onsdagar"}})))
	paper := "/arenden/" + string(c) + "/kallelser/" + string(call) + "/utskrift"
	for _, words := range []string{"Vill bli kontaktad så här", "Skicka brev", "Bara på onsdagar"} {
		if !strings.Contains(af.want(af.get(paper), http.StatusOK), words) {
			t.Errorf("who may know her does not read %q", words)
		}
	}
	s.Consent(c, consent.Grid{"samverkan": access.SetOf(access.Plan)})
	html := af.want(af.get(paper), http.StatusOK)
	for _, words := range []string{"Vill bli kontaktad så här", "Skicka brev", "Bara på onsdagar", p.Name} {
		if strings.Contains(html, words) {
			t.Errorf("who may not know her reads %q", words)
		}
	}
}

func TestOneWhoAnswersForOthersIsToldNothingOfWhom(t *testing.T) {
	s, c, p, _, _ := summoned(t)
	call := s.W.Call(c, "af", "", "", "vc", "samordning")
	s.Exec(`update call set starts_at = $1, ends_at = $2`, db.Micros(s.Now().AddDate(0, 0, 20)), db.Micros(s.Now().AddDate(0, 0, 20).Add(time.Hour)))
	s.Exec(`update call_party set told_function = 'vc-chef', escalated = 3 where function_id = 'vc'`)
	chef := s.as(t, "vc-chef-1 vc-chef")
	at := "/kallelser/" + string(call)
	if page := chef.want(chef.get("/min-dag"), 200); !strings.Contains(page, at) {
		t.Error("her day does not lead there")
	}
	page := chef.want(chef.get(at), 200)
	checkPage(t, "told", page)
	for _, secret := range []string{p.Name, p.Number, string(c), "Vad är nästa steg?", "AF Vetlanda"} {
		if strings.Contains(page, secret) {
			t.Errorf("the page tells %s", secret)
		}
	}
	page = chef.want(chef.post(at+"/svar", tell(page, at+"/svar", url.Values{"vc_answer": {"no"}})), http.StatusUnprocessableEntity)
	checkPage(t, "told again", page)
	if !strings.Contains(page, "vc_reason") || !strings.Contains(page, "Välj varför.") {
		t.Errorf("a no without why: %s", headings(page))
	}
	chef.on(chef.post(at+"/svar", tell(page, at+"/svar", url.Values{"vc_answer": {"yes"}})))
	chef.want(chef.get(at), http.StatusNotFound)
	chef.want(chef.get("/arenden/"+string(c)+"/kallelser/"+string(call)), http.StatusNotFound)
}

func TestTheConsentToMeetWithoutHerHasItsPage(t *testing.T) {
	s, c, p, _, _ := summoned(t)
	lead, me, af := s.as(t, "samordning-1 samordning"), s.as(t, string(s.AsPerson(p).User)), s.as(t, "af-1 af")
	at := "/arenden/" + string(c) + "/mote-utan-mig"
	page := lead.want(lead.get(at), 200)
	checkPage(t, "none", page)
	page = lead.want(lead.post(at, tell(page, at, url.Values{"ends_on": {"2029-01-01"}})), http.StatusUnprocessableEntity)
	checkPage(t, "faults", page)
	if !strings.Contains(page, `href="#f-how"`) || !strings.Contains(page, "längst ett år") {
		t.Errorf("faults: %s", headings(page))
	}
	lead.on(lead.post(at, tell(page, at, url.Values{"how": {"paper"}, "ends_on": {"2027-01-31"}})))
	page = me.want(me.get(at), 200)
	checkPage(t, "hers", page)
	if !strings.Contains(page, "31 jan 2027") || !strings.Contains(page, "Samverkanskoordinator") {
		t.Errorf("the person reads %s", headings(page))
	}
	if page := af.want(af.get(at), 200); strings.Contains(page, `action="`+at+`"`) {
		t.Error("one who may not note it is offered to")
	}
	for _, b := range []*browser{lead, me} {
		checkPage(t, "paper", b.want(b.get(at+"/utskrift"), 200))
	}
	me.on(me.post(at+"/dra-tillbaka", tell(page, at+"/dra-tillbaka", nil)))
	if page = me.want(me.get(at), 200); !strings.Contains(page, "De möts inte utan dig") {
		t.Errorf("after it was taken back: %s", headings(page))
	}
}

func TestASIPIsProposedByThoseWhoMayNotCallToOne(t *testing.T) {
	s, c, _, _, _ := summoned(t)
	s.Forum(forum.SIP, access.Kommun, access.Vard)
	af, lead := s.as(t, "af-1 af"), s.as(t, "samordning-1 samordning")
	at := "/arenden/" + string(c) + "/kallelser"
	page := af.want(af.get(at+"/ny"), 200)
	if !strings.Contains(page, "Till SIP kallar bara kommunen och vården") {
		t.Errorf("it is not said who calls: %s", headings(page))
	}
	if to := af.on(af.post(at+"/foresla-sip", tell(page, at+"/foresla-sip", nil))); to != at {
		t.Errorf("led to %s", to)
	}
	if page := lead.want(lead.get("/min-dag"), 200); !strings.Contains(page, "Någon föreslår en SIP") {
		t.Error("the one who leads is not told")
	}
	if page := lead.want(lead.get("/arenden/"+string(c)), 200); !strings.Contains(page, "föreslog en SIP") {
		t.Error("the case does not say that it was proposed")
	}
	if page := lead.want(lead.get(at+"/ny"), 200); strings.Contains(page, "foresla-sip") {
		t.Error("one who may call is asked to propose")
	}
}
