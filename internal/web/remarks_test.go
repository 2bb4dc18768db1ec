package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/forum"
	"samverk/internal/meeting"
)

// chosen reports whether a radio of a page is on.
func chosen(page, name, value string) bool {
	for _, one := range strings.Split(page, "<input")[1:] {
		one, _, _ = strings.Cut(one, ">")
		if strings.Contains(one, `name="`+name+`"`) && strings.Contains(one, `value="`+value+`"`) {
			return strings.Contains(one, " checked")
		}
	}
	return false
}

func TestTheEndOfAMeetingProposesWhoCame(t *testing.T) {
	g, fk, _ := begun(t)
	g.Exec(`update call_party set answer = 'yes' where function_id = 'ame'`)
	g.Exec(`update call_party set answer = 'yes', came = 'remote' where function_id = 'vc'`)
	g.Exec(`update call set person_answer = 'yes'`)
	page := fk.want(fk.get(g.at+"/avsluta"), http.StatusOK)
	for who, came := range map[string]string{"came_ame": "present", "came_vc": "remote", "came_self": "present"} {
		if !chosen(page, who, came) {
			t.Errorf("%s is not %s", who, came)
		}
	}
	g.Exec(`update call_party set answer = 'no', came = '' where function_id = 'ame'`)
	g.Exec(`update call set person_answer = '', person_came = 'absent'`)
	page = fk.want(fk.get(g.at+"/avsluta"), http.StatusOK)
	if chosen(page, "came_ame", "present") || chosen(page, "came_self", "present") || !chosen(page, "came_self", "absent") {
		t.Error("one who has not said yes is said to be there, or what is noted is not shown")
	}
}

func TestAMeetingAboutTheWrongPersonIsATombstoneOnItsPages(t *testing.T) {
	g, fk, _ := begun(t)
	fk.on(g.write(fk, "kind", "said", "category", "plan", "text", "Bor hos sin syster"))
	fk.on(g.write(fk, "kind", "commitment", "category", "plan", "text", "Ringa hyresvärden", "responsible", "ame", "due", "2026-12-01"))
	g.end(fk)
	fk.on(fk.post(g.papers+"/klar", formOf(t, fk.want(fk.get(g.papers), 200), g.papers+"/klar")))
	g.Exec(`insert into user_account (id, name, label) values ('fk-2', 'fk-2', 'Koordinator 2')`)
	g.Exec(`insert into assignment (id, user_id, function_id, deputy, since) values ('fk-2', 'fk-2', 'fk', true, 1)`)
	second, me := g.as(t, "fk-2 fk"), g.as(t, string(g.AsPerson(g.person).User))
	call := strings.TrimSuffix(g.at, "/mote")
	places := []string{g.papers, g.papers + "/1", g.papers + "/1/utskrift", g.at, call, call + "/utskrift", "/moten", "/min-plan", "/min-dag", "/arenden/" + string(g.c), "/arenden/" + string(g.c) + "/plan"}
	secrets := []string{"Bor hos sin syster", "Ringa hyresvärden", "Vad är nästa steg?"}
	before := ""
	for _, at := range places {
		w := me.get(at)
		before += w.Body.String()
	}
	lacks(t, before, secrets...)
	form := formOf(t, fk.want(fk.get(g.papers+"/aterkalla"), 200), g.papers+"/aterkalla")
	fk.on(fk.post(g.papers+"/aterkalla", with(form, "reason", "wrong_person")))
	to := second.on(second.post(g.papers+"/aterkalla/bekrafta", formOf(t, second.want(second.get(g.papers), 200), g.papers+"/aterkalla/bekrafta")))
	if page := second.want(second.get(to), 200); strings.Count(page, "är återkallade") != 1 || strings.Contains(page, g.papers+"/andra") || strings.Contains(page, "Vad är nästa steg?") {
		t.Errorf("the tombstone says it twice, asks or can be amended: %s", headings(page))
	}
	fk.want(fk.post(g.papers+"/andra", url.Values{"reason": {"wrong"}, "words": {"Ny"}}), http.StatusConflict)
	for who, b := range map[string]*browser{"the person": me, "the health centre": g.as(t, "vc-1 vc")} {
		for _, at := range places {
			page := b.get(at).Body.String()
			for _, secret := range secrets {
				if strings.Contains(page, secret) {
					t.Errorf("%s shows %s %q", at, who, secret)
				}
			}
		}
	}
}

func TestThePersonIsAskedOneThingOnTheCallsPage(t *testing.T) {
	s, c, p, f, slots := summoned(t)
	n := s.NewCall(f, slots[0], "vc")
	call, err := s.MakeCall(t.Context(), s.As("af"), c, n)
	if err != nil {
		t.Fatal(err)
	}
	start := s.Now().AddDate(0, 0, 9)
	if err := s.OfferTimes(t.Context(), s.As("vc"), c, call, []meeting.Time{{Start: start, End: start.Add(time.Hour)}}); err != nil {
		t.Fatal(err)
	}
	me, at := s.as(t, string(s.AsPerson(p).User)), "/arenden/"+string(c)+"/kallelser/"+string(call)
	page := me.want(me.get(at), 200)
	main := page[strings.Index(page, "<main"):]
	if !strings.Contains(main, `action="`+at+`/svar"`) || strings.Count(main, `action="`+at) != 1 {
		t.Errorf("she is asked %d things: %s", strings.Count(main, `action="`+at), headings(page))
	}
	s.Exec(`update call set state = 'seeking', starts_at = null, ends_at = null, slot_id = null, sitting_id = null`)
	page = me.want(me.get(at), 200)
	if !strings.Contains(page, `action="`+at+`/tider"`) || strings.Contains(page, `action="`+at+`/svar"`) {
		t.Errorf("while a time is sought: %s", headings(page))
	}
}

func TestThePersonIsLedNowhereThatIsClosedToHer(t *testing.T) {
	g, fk, _ := begun(t)
	fk.on(g.write(fk, "kind", "decision", "category", "plan", "text", "Praktik på halvtid"))
	fk.on(g.write(fk, "kind", "commitment", "category", "plan", "text", "Ringa", "responsible", "ame", "due", "2026-12-01"))
	g.end(fk)
	fk.on(fk.post(g.papers+"/klar", formOf(t, fk.want(fk.get(g.papers), 200), g.papers+"/klar")))
	f := g.Forum(forum.ThreeParty, access.FK, access.Kommun)
	g.JoinForum(f, "fk", "ame")
	g.Sitting(f, -72*time.Hour, 1)
	_, slots := g.Sitting(f, 48*time.Hour, 3)
	g.W.Call(g.c, "fk", f, slots[0], "ame")
	me := g.as(t, string(g.AsPerson(g.person).User))
	pages := strings.Join(me.walk("/"), " ")
	for _, want := range []string{"/moten", "/kallelser/", "/anteckningar", "/forum/" + string(f)} {
		if !strings.Contains(pages, want) {
			t.Errorf("she did not come to %s: %s", want, pages)
		}
	}
	page := me.want(me.get(g.papers), 200)
	if strings.Contains(page, "egna enheten") || !strings.Contains(page, "Du ser allt som har lämnats till någon.") {
		t.Error("the page of the minutes takes her for a unit")
	}
}

func TestOneWhoAnswersForAnotherMarksTheTimes(t *testing.T) {
	s, c, p, f, slots := summoned(t)
	n := s.NewCall(f, slots[0], "vc")
	n.Slots = slots
	call, err := s.MakeCall(t.Context(), s.As("af"), c, n)
	if err != nil {
		t.Fatal(err)
	}
	s.Exec(`update call_party set told_function = 'vc-chef', escalated = 3 where function_id = 'vc'`)
	chef, at := s.as(t, "vc-chef-1 vc-chef"), "/kallelser/"+string(call)
	page := chef.want(chef.get(at), 200)
	checkPage(t, "told of times", page)
	for _, secret := range []string{p.Name, string(c), "Vad är nästa steg?", "AF Vetlanda"} {
		if strings.Contains(page, secret) {
			t.Errorf("the page tells %s", secret)
		}
	}
	v, err := s.App.Call(t.Context(), s.As("af"), c, call)
	if err != nil {
		t.Fatal(err)
	}
	if page := chef.want(chef.post(at+"/tider", tell(page, at+"/tider", nil)), http.StatusUnprocessableEntity); !strings.Contains(page, "Markera minst en av tiderna.") {
		t.Errorf("nothing marked: %s", headings(page))
	}
	marks := url.Values{}
	for n, o := range v.Offers {
		marks.Set("vc_mark_"+string(o.ID), []string{"yes", "maybe", "no"}[n])
	}
	other := tell(page, at+"/tider", marks)
	other.Set("function", "af")
	chef.want(chef.post(at+"/tider", other), http.StatusNotFound)
	if to := chef.on(chef.post(at+"/tider", tell(page, at+"/tider", marks))); to != "/min-dag" {
		t.Errorf("marked leads to %s", to)
	}
	v, err = s.App.Call(t.Context(), s.As("af"), c, call)
	if err != nil || v.Offers[0].Marks["vc"] != "yes" || v.Offers[2].Marks["vc"] != "no" || v.Offers[0].Marks["vc-chef"] != "" {
		t.Errorf("the marks: %+v %v", v.Offers, err)
	}
	for _, one := range v.Parties {
		if one.Party.Function == "vc" && (one.AnsweredBy != "vc-chef" || one.AnsweredAt.IsZero()) {
			t.Errorf("who answered: %+v", one.Party)
		}
	}
	chef.want(chef.get(at), http.StatusNotFound)
}

func TestTheDayLeadsToTodaysSittings(t *testing.T) {
	s := open(t)
	f := s.Forum(forum.ThreeParty, access.FK, access.Kommun)
	s.JoinForum(f, "fk")
	on, _ := s.Sitting(f, time.Hour, 2)
	s.Exec(`update sitting set chair_id = 'fk', place = 'Stadshuset' where id = $1`, on)
	fk, ame := s.as(t, "fk-1 fk"), s.as(t, "ame-1 ame")
	page := fk.want(fk.get("/min-dag"), 200)
	checkPage(t, "a day with a sitting", page)
	lacks(t, page, "Forum i dag", "/tillfallen/"+string(on), "Forum three_party", "Du är ordförande", "Stadshuset")
	fk.want(fk.get("/tillfallen/"+string(on)), 200)
	if page := ame.want(ame.get("/min-dag"), 200); strings.Contains(page, string(on)) {
		t.Error("the day of one outside the forum leads there")
	}
	s.Exec(`update sitting set starts_at = $1, ends_at = $2`, db.Micros(s.Now().AddDate(0, 0, 1)), db.Micros(s.Now().AddDate(0, 0, 1).Add(time.Hour)))
	if page := fk.want(fk.get("/min-dag"), 200); strings.Contains(page, string(on)) {
		t.Error("tomorrow's sitting is today's")
	}
}
