package web_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/access"
	"samverk/internal/api"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/entry"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/own"
	"samverk/internal/person"
	"samverk/internal/representative"
	"samverk/internal/web"
)

// ticked is what the person's form would send as it stands.
func ticked(html string) url.Values {
	form := unseen(html)
	for _, box := range regexp.MustCompile(`<input type="checkbox" name="(see\.[^"]+)" value="([^"]+)" checked`).FindAllStringSubmatch(html, -1) {
		form.Add(box[1], box[2])
	}
	form.Set("ends_on", regexp.MustCompile(`name="ends_on" type="date" value="([^"]*)"`).FindStringSubmatch(html)[1])
	form.Set("purpose", "Gemensam plan")
	return form
}

func without(form url.Values, name, value string) url.Values {
	form[name] = slices.DeleteFunc(slices.Clone(form[name]), func(v string) bool { return v == value })
	return form
}

func TestThePersonIsToldInWordsWhatChangesBeforeItIsSaved(t *testing.T) {
	s, c, p, i := coordinated(t)
	if err := s.CopyItem(t.Context(), s.As("samordning"), c, i); err != nil {
		t.Fatal(err)
	}
	b := s.as(t, string(s.AsPerson(p).User))
	path := "/arenden/" + string(c) + "/samtycke"
	form := without(ticked(b.want(b.get(path), 200)), "see.samverkan", "work")
	form.Add("see.vc", "diagnosis")
	form.Set("do", "look")
	page := b.want(b.post(path, form), 200)
	checkPage(t, path, page)
	for _, want := range []string{"Samverkan får inte längre se arbete och sysselsättning.", "börjar få se diagnos.", "Den har fått veta 1 uppgift om det.", "Den har sparat 1 uppgift i sin egen akt."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q: %s", want, headings(page))
		}
	}
	if v := must(s.App.Consent(t.Context(), s.AsPerson(p), c)); !v.Consent.Grid["samverkan"].Has(access.Work) {
		t.Fatal("it was saved before it was confirmed")
	}
	again := formOf(t, page, path)
	again.Set("do", "edit")
	back := b.want(b.post(path, again), 200)
	if !strings.Contains(back, `name="see.vc" value="diagnosis" checked`) || strings.Contains(back, `name="see.samverkan" value="work" checked`) {
		t.Error("what was ticked is lost on the way back")
	}
	again.Set("do", "save")
	b.want(b.post(path, again), 200)
	if v := must(s.App.Consent(t.Context(), s.AsPerson(p), c)); v.Consent.Grid["samverkan"].Has(access.Work) || !v.Consent.Grid["vc"].Has(access.Diagnosis) {
		t.Errorf("saved it is %v", v.Consent.Grid)
	}
}

func TestAConsentIsRenewedWithTheSameGrid(t *testing.T) {
	s, c, p, _ := coordinated(t)
	s.Pass(10 * 24 * time.Hour)
	b := s.as(t, string(s.AsPerson(p).User))
	path := "/arenden/" + string(c) + "/samtycke"
	if page := b.want(b.get("/min-plan"), 200); !strings.Contains(page, path+"/fornya") {
		t.Errorf("the plan does not remind: %s", headings(page))
	}
	before := must(s.App.Consent(t.Context(), s.AsPerson(p), c)).Consent
	form := formOf(t, b.want(b.get(path+"/fornya"), 200), path)
	form.Set("ends_on", "2027-06-03")
	form.Set("do", "save")
	b.want(b.post(path, form), 200)
	after := must(s.App.Consent(t.Context(), s.AsPerson(p), c)).Consent
	if after.EndsOn != "2027-06-03" || len(consent.Steps(before.Grid, after.Grid)) > 0 || after.How != consent.Digital {
		t.Errorf("renewed it is %+v", after)
	}
	lead := s.as(t, "samordning-1 samordning")
	if page := lead.want(lead.get(path+"/fornya"), 200); !strings.Contains(page, `name="signed_on"`) || !strings.Contains(page, `name="how"`) {
		t.Error("the one who leads is not asked how it was renewed")
	}
}

func TestAPaperConsentIsPrintedAndRegistered(t *testing.T) {
	s, c, _, _ := coordinated(t)
	b := s.as(t, "samordning-1 samordning")
	path := "/arenden/" + string(c) + "/samtycke"
	form := grid(b.want(b.get(path), 200))
	form["see.ame"] = []string{"plan"}
	form.Set("how", "paper")
	form.Set("do", "print")
	paper := b.want(b.post(path, form), 200)
	empty := b.want(b.get(path+"/blankett"), 200)
	for _, want := range []string{"V-2026-", "Namnteckning", "Gemensam plan", "Mottaget av"} {
		if !strings.Contains(paper, want) || !strings.Contains(empty, want) {
			t.Errorf("%q is not on paper", want)
		}
	}
	if !strings.Contains(paper, "Får inte se") || strings.Contains(empty, "Får inte se") || !strings.Contains(empty, "Sätt ett kryss") {
		t.Error("the boxes are not those to tick by pen")
	}
	form.Set("do", "save")
	for _, day := range []string{"", "2026-11-24", "2026-11-22", "2025-11-01"} {
		form.Set("signed_on", day)
		if page := b.want(b.post(path, form), http.StatusUnprocessableEntity); !strings.Contains(page, `href="#f-signed_on"`) {
			t.Errorf("a paper of %q is not said to be wrong", day)
		}
	}
	form.Set("signed_on", "2026-11-23")
	b.want(b.post(path, form), 200)
	if page := b.want(b.get(path), 200); !strings.Contains(page, "underskrivet 23 nov 2026, mottaget av") {
		t.Errorf("it is not shown as a paper: %s", headings(page))
	}
}

func TestAProtectedPersonSeesThatItWaitsAndTheFunctionConfirms(t *testing.T) {
	s, c, p, _ := coordinated(t)
	if err := s.ProtectPerson(t.Context(), s.As("samordning"), c, person.Protected); err != nil {
		t.Fatal(err)
	}
	me, lead := s.as(t, string(s.AsPerson(p).User)), s.as(t, "samordning-1 samordning")
	path := "/arenden/" + string(c) + "/samtycke"
	html := me.want(me.get(path), 200)
	if strings.Contains(html, `name="add"`) || strings.Contains(html, "psyk") {
		t.Error("the page lists units to add")
	}
	form := ticked(html)
	form.Add("see.vc", "diagnosis")
	form.Set("do", "look")
	page := me.want(me.post(path, form), 200)
	if !strings.Contains(page, "En del av det här väntar") {
		t.Errorf("it is not said that it waits: %s", headings(page))
	}
	save := formOf(t, page, path)
	save.Set("do", "save")
	me.on(me.post(path, save))
	if page := me.want(me.get(path), 200); !strings.Contains(page, "väntar på att du träffar någon") {
		t.Errorf("she does not see that it waits: %s", headings(page))
	}
	if day := lead.want(lead.get("/min-dag"), 200); !strings.Contains(day, path+"/vantar") {
		t.Errorf("the day of the one who leads: %s", headings(day))
	}
	page = lead.want(lead.get(path+"/vantar"), 200)
	checkPage(t, path, page)
	confirm := formOf(t, page, path+"/vantar")
	if page := lead.want(lead.post(path+"/vantar", confirm), http.StatusUnprocessableEntity); !strings.Contains(page, "Bekräfta att du har träffat personen") {
		t.Error("nobody has to have met her")
	}
	confirm.Set("met", "yes")
	lead.on(lead.post(path+"/vantar", confirm))
	if v := must(s.App.Consent(t.Context(), s.As("samordning"), c)); !v.Consent.Grid["vc"].Has(access.Diagnosis) {
		t.Errorf("confirmed it is %v", v.Consent.Grid)
	}
	if page := me.want(me.get("/arenden/"+string(c)+"/samtycken-for-sig/sus"), 200); !strings.Contains(page, "utan namn") || strings.Contains(page, "<textarea") {
		t.Errorf("SUS: %s", headings(page))
	}
}

func TestConsentsApartHaveTheirOwnPages(t *testing.T) {
	s, c, p, i := coordinated(t)
	me, lead := s.as(t, string(s.AsPerson(p).User)), s.as(t, "samordning-1 samordning")
	at := "/arenden/" + string(c) + "/samtycken-for-sig"
	form := formOf(t, lead.want(lead.get(at+"/sus"), 200), at+"/sus")
	form.Set("signed_on", "2026-11-30")
	page := lead.want(lead.post(at+"/sus", form), http.StatusUnprocessableEntity)
	if !strings.Contains(page, `href="#f-about"`) || !strings.Contains(page, `href="#f-signed_on"`) {
		t.Error("not all faults are told at once")
	}
	form.Set("about", "Arbetsprövning")
	form.Set("signed_on", "2026-11-23")
	lead.on(lead.post(at+"/sus", form))
	page = me.want(me.get(at+"/sus"), 200)
	checkPage(t, at, page)
	take := regexp.MustCompile(`action="(` + at + `/sus/[a-z0-9]+/dra-tillbaka)"`).FindStringSubmatch(page)
	if take == nil || !strings.Contains(page, "Arbetsprövning") {
		t.Fatalf("the person's page: %s", headings(page))
	}
	use := strings.Replace(take[1], "dra-tillbaka", "anvand", 1)
	lead.on(lead.post(use, url.Values{"once": {"b1b1"}, "what": {"original"}, "on": {"2026-11-23"}}))
	if page = me.want(me.get(at+"/sus"), 200); !strings.Contains(page, "Originalet skickades") {
		t.Error("she does not see what it has been used for")
	}
	me.on(me.post(take[1], formOf(t, page, take[1])))
	if page = me.want(me.get(at), 200); !strings.Contains(page, "Tillbakadraget") {
		t.Errorf("the list: %s", headings(page))
	}
	for _, path := range []string{at + "/sus/utskrift", at + "/informera-fk", at + "/informera-fk/utskrift", "/arenden/" + string(c) + "/varfor"} {
		checkPage(t, path, me.want(me.get(path), 200))
	}
	me.want(me.get(at+"/annat"), 404)
	lead.want(lead.get("/arenden/"+string(c)+"/varfor"), 404)
	if page := me.want(me.get("/arenden/"+string(c)+"/uppgifter/"+string(i)), 200); !strings.Contains(page, "ser det här. Utlämnat") {
		t.Errorf("the item does not say why it is seen: %s", headings(page))
	}
}

// reader is somebody who takes part, by pages, API and calendar.
type reader struct {
	*browser
	token, calendar string
}

// everywhere asks every outlet there is for the case and returns which of them
// say one of some words.
func (r reader) everywhere(ids map[string]string, number string, words ...string) (holds []string) {
	r.t.Helper()
	ask := func(what, method, path, body string) {
		req := httptest.NewRequest(method, path, strings.NewReader(body))
		ctx, cancel := context.WithTimeout(r.t.Context(), 2*time.Second)
		defer cancel()
		if strings.HasPrefix(path, api.Prefix) {
			req.Header.Set("Authorization", "Bearer "+r.token)
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Idempotency-Key", "k"+string(id.New[id.Item]()))
		} else if method == "POST" {
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		answer := r.ask(req.WithContext(ctx)).Body.String()
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(answer, w) }) {
			holds = append(holds, what)
		}
	}
	fill := func(path string) string {
		return regexp.MustCompile(`\{(\w+)\}`).ReplaceAllStringFunc(strings.ReplaceAll(path, "{$}", ""), func(name string) string { return ids[strings.Trim(name, "{}")] })
	}
	for _, rt := range web.Routes() {
		if method, path, ok := strings.Cut(rt.Pattern, " "); ok && method == "GET" && !rt.Open {
			ask(rt.Pattern, "GET", fill(path)+"?fran=1&till=0", "")
		}
	}
	ask("POST /sok", "POST", "/sok", url.Values{"number": {number}}.Encode())
	ask("POST mottagare", "POST", "/arenden/"+ids["case"]+"/skriv/activity/mottagare", "category=work")
	ask("the calendar", "GET", r.calendar, "")
	for path := range r.operations() {
		ask("API GET "+path, "GET", api.Prefix+fill(path), "")
	}
	ask("API search", "POST", api.Prefix+"/persons/search", `{"number":"`+number+`"}`)
	return holds
}

// operations are the addresses of the API that are read.
func (r reader) operations() map[string]any {
	var d struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal(r.get(api.Prefix+"/openapi.json").Body.Bytes(), &d); err != nil {
		r.t.Fatal(err)
	}
	read := map[string]any{}
	for path, methods := range d.Paths {
		if methods["get"] != nil && path != "/openapi.json" { // which holds examples
			read[path] = nil
		}
	}
	return read
}

func TestAWithdrawnCellIsRefusedOnTheNextRequestOnEveryOutlet(t *testing.T) {
	g := gathered(t)
	texts := must(i18n.Load())
	g.h = web.New(g.App, web.Options{Texts: texts, Now: g.Now, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
		API: api.New(g.App, api.Options{Texts: texts, Base: "https://samverk.example"})})
	ctx := t.Context()
	fk := g.as(t, "fk-1 fk")
	fk.on(fk.post(g.at+"/borja", formOf(t, fk.want(fk.get(g.at), 200), g.at+"/borja")))
	fk.on(g.write(fk, "kind", "decision", "category", "plan", "text", "Kanariebeslut"))
	one := must(g.WriteItem(ctx, g.As("fk"), g.c, app.NewItem{
		New:     item.New{Kind: item.Activity, Category: access.Work, Content: item.Content{Title: "Kanariearbete", Status: "ongoing", Start: "2026-11-23", End: "2027-01-29", Extent: 25, Responsible: "ame"}},
		Handing: app.Handing{Receivers: []id.Unit{"ame", "samverkan"}, Ground: access.ByConsent},
	}))
	seen := must(g.Plan(ctx, g.As("samordning"), g.c, 0)).CaseView.Plan.Version
	must(g.AgreePlan(ctx, g.As("samordning"), g.c, app.AgreePlan{Version: seen, PersonPart: "present", FollowUpOn: "2026-12-20"}))
	call := strings.Split(g.at, "/")[4]
	secret := must(g.MakeFeed(ctx, g.As("ame")))
	ame := reader{g.as(t, "ame-1 ame"), must(g.IssueToken(ctx, g.As("ame"), entry.NewToken{Name: "Test", EndsOn: "2026-12-31"})), "/kalender/" + secret + "/moten.ics"}
	ids := map[string]string{"case": string(g.c), "item": string(one), "call": call, "number": "1", "kind": "activity", "secret": secret, "area": "0685", "unit": "fk"}
	words := []string{"Kanariebeslut", "Kanariearbete", g.person.Name, g.person.Number}

	before := ame.everywhere(ids, g.person.Number, words...)
	for _, outlet := range []string{"GET /arenden/{case}", "GET /arenden/{case}/plan", "GET /arenden/{case}/plan/utskrift", "GET /arenden/{case}/plan.csv", "GET /arenden/{case}/uppgifter/{item}",
		"GET /arenden/{case}/kallelser/{call}/mote", "GET /arenden/{case}/kallelser/{call}/mote/nu", "GET /min-dag", "GET /arenden", "POST /sok",
		"API GET /cases/{case}", "API GET /cases/{case}/plan", "API GET /cases/{case}/items/{item}", "API search"} {
		if !slices.Contains(before, outlet) {
			t.Errorf("%s does not tell it before, of %q", outlet, before)
		}
	}
	me := g.as(t, string(g.AsPerson(g.person).User))
	path := "/arenden/" + string(g.c) + "/samtycke"
	form := ticked(me.want(me.get(path), 200))
	delete(form, "see.ame")
	form.Set("do", "save")
	me.want(me.post(path, form), 200)
	if left := ame.everywhere(ids, g.person.Number, words...); len(left) > 0 {
		t.Errorf("what was withdrawn is told still by %q", left)
	}
}

func TestWhoActsInOtherTasksOnlyReadsTheConsent(t *testing.T) {
	s, c, p, _ := coordinated(t)
	helper := s.Person()
	day := func(months int) string { return s.Now().AddDate(0, months, 0).Format(time.DateOnly) }
	who := s.AsPerson(helper)
	r := must(own.New(s.App).Represent(t.Context(), s.As("samordning"), c, representative.New{
		Kind: representative.Ombud, Name: helper.Name, Number: helper.Number, Tasks: access.TaskRead,
		StartsOn: day(0), EndsOn: day(6), How: representative.Paper, Proof: "Fullmakt", ProofOn: day(-1),
	}))
	b := s.as(t, string(who.User))
	b.on(b.post("/mina-uppdrag", url.Values{"for": {string(r)}}))
	path := "/arenden/" + string(c) + "/samtycke"
	page := b.want(b.get(path), 200)
	if strings.Contains(page, `type="checkbox"`) || strings.Contains(page, `action="`+path) || strings.Contains(page, "/sparrar") || !strings.Contains(page, "Samverkan") {
		t.Errorf("the page is not to be read only: %s", headings(page))
	}
	b.want(b.post(path, url.Values{"do": {"save"}, "version": {"1"}, "see.vc": {"diagnosis"}, "row": {"vc"}, "purpose": {"Annat"}, "starts_on": {"2026-11-23"}, "ends_on": {"2026-12-23"}}), 403)
	if v := must(s.App.Consent(t.Context(), s.AsPerson(p), c)); v.Consent.Grid["vc"].Has(access.Diagnosis) {
		t.Error("it was changed")
	}
}
