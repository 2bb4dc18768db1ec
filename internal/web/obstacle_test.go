package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"samverk/internal/id"
)

// group gives the area a managers' group.
func (s *site) group(members ...id.Function) {
	s.Exec(`insert into forum (id, area_id, name, formal, about, kind, level, status) values ('lsg', '0685', 'Chefsgrupp Vetlanda', true, '', 'managers', 'managers', 'active')`)
	for _, m := range members {
		s.Exec(`insert into forum_member (forum_id, function_id, since) values ('lsg', $1, 1)`, m)
	}
}

// hindrance is the form of an obstacle, filled in.
func hindrance(html, action string) url.Values {
	return tell(html, action, url.Values{"area": {"0685"}, "kind": {"rules"}, "title": {"Arbetsträning stoppas"}, "words": {"Reglerna läses olika hos oss."}})
}

func TestAnObstacleGoesFromACaseToTheManagersAndBackOnThePages(t *testing.T) {
	s, c, p, _ := coordinated(t)
	s.group("ame-chef")
	worker, chief := s.as(t, "ame-1 ame"), s.as(t, "ame-chef-1 ame-chef")
	at := "/arenden/" + string(c) + "/hinder"
	if !strings.Contains(worker.want(worker.get("/arenden/"+string(c)), 200), at) {
		t.Error("the case does not lead there")
	}
	page := worker.want(worker.get(at), 200)
	checkPage(t, at, page)
	if !strings.Contains(page, "Vetlanda – Chefsgrupp Vetlanda") || !strings.Contains(page, "Skriv inget om någon person") {
		t.Error("the form does not say to whom it goes, or that it may tell of nobody")
	}
	form := hindrance(page, at)
	form.Set("words", "Det hände Provperson")
	form.Set("title", "")
	back := worker.want(worker.post(at, form), 422)
	checkPage(t, at, back)
	if !strings.Contains(back, "Det hände Provperson") || !strings.Contains(back, "personens namn") || !strings.Contains(back, "Skriv en rubrik.") {
		t.Error("the form does not come back filled in with all that is wrong")
	}
	if to := worker.on(worker.post(at, hindrance(page, at))); to != at {
		t.Errorf("led to %s", to)
	}
	page = worker.want(worker.get(at), 200)
	one := link(page, "/hinder/")
	if one == "" || !strings.Contains(page, "Arbetsträning stoppas") {
		t.Fatal("what was raised does not stand in the case")
	}
	other := s.as(t, "vc-1 vc")
	if strings.Contains(other.want(other.get(at), 200), "Arbetsträning stoppas") {
		t.Error("another party is told where it was met")
	}
	if !strings.Contains(chief.want(chief.get("/min-dag"), 200), one) {
		t.Error("it does not stand on the day of the group")
	}
	page = chief.want(chief.get(one), 200)
	checkPage(t, one, page)
	if strings.Contains(page, string(c)) || strings.Contains(page, p.Name) {
		t.Error("it tells where it was met")
	}
	answer := tell(page, one+"/svar", url.Values{"decision": {"planned"}, "words": {"Vi tar fram en rutin."}})
	back = chief.want(chief.post(one+"/svar", answer), 422)
	if !strings.Contains(back, "Vi tar fram en rutin.") || !strings.Contains(back, "Ange vilken dag det som är planerat följs upp.") {
		t.Error("the answer does not come back")
	}
	answer.Set("follow_up_on", "2027-02-15")
	chief.on(chief.post(one+"/svar", answer))
	answer.Set("words", "Ett svar till på samma version.")
	answer.Del("once")
	late := chief.want(chief.post(one+"/svar", answer), 409)
	if !strings.Contains(late, "Ett svar till på samma version.") || !strings.Contains(late, "Vi tar fram en rutin.") {
		t.Error("of two answers the second does not see both")
	}
	if page := worker.want(worker.get("/min-dag"), 200); !strings.Contains(page, "Svar på hinder som du har anmält") {
		t.Error("the answer does not stand on the day of who raised it")
	}
	page = worker.want(worker.get(one), 200)
	if !strings.Contains(page, "Vi tar fram en rutin.") || !strings.Contains(page, "följs upp 15 feb 2027") || strings.Contains(page, one+"/svar") {
		t.Error("who raised it does not see the answer, or is offered to answer")
	}
}

// link is the first address on a page that leads to one thing of a sort.
func link(html, sort string) string {
	for _, m := range links.FindAllStringSubmatch(html, -1) {
		if rest, ok := strings.CutPrefix(m[1], sort); ok && len(rest) > 20 {
			return m[1]
		}
	}
	return ""
}

func TestObstaclesLeaveAsTableAndAsPaper(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-1 ame")
	page := b.want(b.get("/hinder/nytt"), 200)
	checkPage(t, "/hinder/nytt", page)
	if !strings.Contains(page, "Ingen chefsgrupp ännu") {
		t.Error("nobody is told that there is no group")
	}
	form := hindrance(page, "/hinder/nytt")
	form.Set("title", "=Formel")
	one := b.on(b.post("/hinder/nytt", form))
	if page := b.want(b.get(one), 200); !strings.Contains(page, "samverkanskoordinatorn får veta") || !strings.Contains(page, one+"/tillbaka") {
		t.Error("the obstacle does not say that it waits for a group")
	}
	lead := s.as(t, "samordning-1 samordning")
	if page := lead.want(lead.get("/min-dag"), 200); !strings.Contains(page, "Hinder som ingen chefsgrupp har tagit emot") {
		t.Error("the coordinator's day does not say so")
	}
	list := b.want(b.get("/hinder"), 200)
	checkPage(t, "/hinder", list)
	if !strings.Contains(list, one) || !strings.Contains(list, "0 dagar") {
		t.Error("the list does not hold it")
	}
	csv := b.get("/hinder.csv?omrade=alla&lage=alla")
	if body := b.want(csv, 200); !strings.Contains(body, "'=Formel;Regelverk som hindrar") || !strings.Contains(csv.Header().Get("Content-Disposition"), "hinder.csv") {
		t.Errorf("%s", body)
	}
	paper := b.want(b.get("/hinder/utskrift"), 200)
	if checkPage(t, "/hinder/utskrift", paper); !strings.Contains(paper, "Reglerna läses olika hos oss.") {
		t.Error("the paper lacks the words")
	}
	if page := b.want(b.get("/hinder?lage=withdrawn"), 200); strings.Contains(page, one) {
		t.Error("the list is not narrowed")
	}
	b.on(b.post(one+"/tillbaka", tell(b.want(b.get(one), 200), one+"/tillbaka", nil)))
	if page := b.want(b.get("/hinder?lage=withdrawn"), 200); !strings.Contains(page, one) {
		t.Error("it was not taken back")
	}
	for _, at := range []string{"/hinder/none", "/hinder?efter=x", "/hinder?omrade=nowhere"} {
		if w := b.get(at); w.Code >= 500 || at == "/hinder/none" && w.Code != 404 {
			t.Errorf("%s: %d", at, w.Code)
		}
	}
	federation := s.as(t, "forbund-1 forbund")
	if page := federation.want(federation.get("/hinder"), 200); strings.Contains(page, "/hinder/nytt") {
		t.Error("the federation is offered to raise one")
	}
	federation.want(federation.get("/hinder/nytt"), 404)
	self := s.as(t, string(s.AsPerson(s.Person()).User))
	for _, at := range []string{"/hinder", "/hinder.csv", "/forum/bild", one} {
		self.want(self.get(at), 404)
	}
}

func TestTheYearOfForumsIsDrawnWithItsTables(t *testing.T) {
	s := open(t)
	s.group("ame-chef", "vc-chef")
	s.Exec(`insert into forum (id, area_id, name, formal, about, kind, level, status, age_to, target) values ('unga', '0685', 'Unga i arbete', true, '', 'youth', 'individual', 'active', 29, 'unga')`)
	for on, state := range map[string]string{"2026-02-02": "held", "2026-03-02": "cancelled", "2026-04-02": "planned", "2026-12-02": "planned"} {
		s.Exec(`insert into sitting (id, forum_id, starts_at, ends_at, state, cancel_reason) values ($1, 'lsg', $2, $3, $4, $5)`,
			on, micros(on), micros(on)+1, state, map[string]string{"cancelled": "no_time"}[state])
	}
	s.Exec(`insert into sitting_member (sitting_id, function_id, present) values ('2026-02-02', 'ame-chef', true), ('2026-02-02', 'vc-chef', false)`)
	b := s.as(t, "forbund-1 forbund")
	for _, at := range []string{"/forum/bild?omrade=0685", "/forum/bild/utskrift?omrade=0685&ar=2026", "/forum/bild?omrade=0682&ar=2025"} {
		page := b.want(b.get(at), 200)
		checkPage(t, at, page)
		if strings.Contains(at, "0682") {
			continue
		}
		for _, want := range []string{"Chefsgrupp Vetlanda · 2 feb 2026 · Hållna", "1 av 1", "0 av 1", "16–29 år", "Inget aktivt formellt forum för 30–66 år och 67 år och äldre", `class="year__off"`} {
			if !strings.Contains(page, want) {
				t.Errorf("%s lacks %s", at, want)
			}
		}
	}
	for part, want := range map[string]string{"": "Chefsgrupp Vetlanda;2026-03-02;", "narvaro": "Chefsgrupp Vetlanda;Kommunen;1;1", "balans": "Arbetsförmedlingen;0;0;0;0", "alder": "Unga i arbete;unga;"} {
		if body := b.want(b.get("/forum/bild.csv?omrade=0685&ar=2026&del="+part), 200); !strings.Contains(body, want) {
			t.Errorf("%s: %s", part, body)
		}
	}
	for _, at := range []string{"/forum/bild?ar=0", "/forum/bild?ar=-5", "/forum/bild?ar=x", "/forum/bild?ar=99999999999999999999", "/forum/bild?ar=1850", "/forum/bild.csv?del=allt"} {
		b.want(b.get(at), http.StatusNotFound)
	}
}

// micros is nine o'clock of a day as the database has it.
func micros(day string) int64 {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return at.Add(9 * time.Hour).UnixMicro()
}
