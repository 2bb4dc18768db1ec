package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/samverktest/world"
)

// coordinated is a case with a consent that "ame" and "forsorjning" are told of
// work by, and one activity of "ame".
func coordinated(t *testing.T) (*site, id.Case, world.Person, id.Item) {
	t.Helper()
	s := open(t)
	c, p := s.Case()
	s.Join(c, "ame", "vc")
	both := access.SetOf(access.Plan, access.Work)
	s.Consent(c, consent.Grid{"samverkan": both, "forsorjning": both, "ame": both, "vc": access.SetOf(access.Plan)})
	i, err := s.WriteItem(t.Context(), s.As("ame"), c, app.NewItem{
		New:     item.New{Kind: item.Activity, Category: access.Work, Content: item.Content{Title: "Arbetsträning", Status: "ongoing", Start: "2026-10-14", End: "2027-01-29", Extent: 25, Responsible: "ame"}},
		Handing: app.Handing{Receivers: []id.Unit{"forsorjning", "samverkan"}, Ground: access.ByConsent},
	})
	if err != nil {
		t.Fatal(err)
	}
	return s, c, p, i
}

var inputs = regexp.MustCompile(`<input type="hidden" name="([^"]+)" value="([^"]*)"`)

// unseen is what a page's forms carry unseen.
func unseen(html string) url.Values {
	v := url.Values{}
	for _, m := range inputs.FindAllStringSubmatch(html, -1) {
		if m[1] == "row" || !v.Has(m[1]) {
			v.Add(m[1], m[2])
		}
	}
	return v
}

func grid(html string) url.Values {
	v := unseen(html)
	v.Set("how", "oral")
	v.Set("given_by", "person")
	v.Set("purpose", "Gemensam plan")
	v.Set("starts_on", "2026-11-23")
	v.Set("ends_on", "2026-12-23")
	return v
}

func TestAChangedConsentIsSaidInWords(t *testing.T) {
	s, c, _, _ := coordinated(t)
	b := s.as(t, "samordning-1 samordning")
	path := "/arenden/" + string(c) + "/samtycke"
	form := grid(b.want(b.get(path), 200))
	form["see.forsorjning"] = []string{"plan", "work", "income"}
	form["see.ame"] = []string{"plan"}
	form["see.samverkan"] = []string{"plan", "work"}
	form["see.vc"] = []string{"plan"}
	page := b.want(b.post(path, form), 200)
	checkPage(t, path, page)
	for _, want := range []string{"får inte längre veta: arbete och sysselsättning", "får nu veta: försörjning"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q: %s", want, headings(page))
		}
	}
}

func TestAConsentThatSomebodyChangedFirstComesBackWithBoth(t *testing.T) {
	s, c, _, _ := coordinated(t)
	b := s.as(t, "samordning-1 samordning")
	path := "/arenden/" + string(c) + "/samtycke"
	form := grid(b.want(b.get(path), 200))
	s.Consent(c, consent.Grid{"ame": access.SetOf(access.Housing)})
	form["see.ame"] = []string{"family"}
	page := b.want(b.post(path, form), http.StatusConflict)
	checkPage(t, path, page)
	for _, want := range []string{"Boende", "Familj", `value="family" checked`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	again := grid(page)
	again["see.ame"] = []string{"family"}
	b.want(b.post(path, again), 200)
}

func TestAFaultyConsentKeepsWhatWasTicked(t *testing.T) {
	s, c, _, _ := coordinated(t)
	b := s.as(t, "samordning-1 samordning")
	path := "/arenden/" + string(c) + "/samtycke"
	form := grid(b.want(b.get(path), 200))
	form.Set("ends_on", "2029-01-01")
	form["see.ame"] = []string{"family"}
	page := b.want(b.post(path, form), http.StatusUnprocessableEntity)
	if !strings.Contains(page, `value="family" checked`) || !strings.Contains(page, `href="#f-ends_on"`) {
		t.Error("the tick or the way to the fault is lost")
	}
	form.Set("do", "row")
	form.Set("add", "psyk")
	if page = b.want(b.post(path, form), 200); !strings.Contains(page, `name="row" value="psyk"`) {
		t.Error("no row was added")
	}
}

func TestAFormSaysWhoGetsItBeforeItIsSaved(t *testing.T) {
	s, c, _, _ := coordinated(t)
	b := s.as(t, "ame-1 ame")
	path := "/arenden/" + string(c) + "/skriv/activity"
	page := b.want(b.get(path), 200)
	if !strings.Contains(page, `value="forsorjning" checked`) || strings.Contains(page, `name="units" value="vc"`) {
		t.Error("the receivers are not those that the consent covers")
	}
	part := b.want(b.post(path+"/mottagare", url.Values{"category": {"diagnosis"}, "units_for": {"work"}, "share": {"consent"}}), 200)
	if strings.Contains(part, `name="units"`) || strings.Contains(part, "<html") || !strings.Contains(part, "Får inte veta") {
		t.Error("another category shows other receivers than it has")
	}
	form := url.Values{"title": {"Praktik"}, "category": {"work"}, "status": {"planned"}, "responsible": {"ame"}, "share": {"consent"}, "units_for": {"work"}, "units": {"vc"}}
	if page = b.want(b.post(path, form), http.StatusUnprocessableEntity); !strings.Contains(page, `value="Praktik"`) || !strings.Contains(page, "Samtycket täcker inte") {
		t.Error("an uncovered receiver was not refused, or the words are lost")
	}
	form.Set("units", "forsorjning")
	to := b.on(b.post(path, form))
	if page = b.want(b.get(to), 200); !strings.Contains(page, "Sparat och utlämnat") {
		t.Error("nobody is told that it was disclosed")
	}
}

func TestAnItemThatSomebodyChangedFirstComesBackWithBoth(t *testing.T) {
	s, c, _, i := coordinated(t)
	b := s.as(t, "ame-1 ame")
	path := "/arenden/" + string(c) + "/uppgifter/" + string(i) + "/andra"
	form := unseen(b.want(b.get(path), 200))
	for name, value := range map[string]string{"title": "Arbetsträning", "status": "ongoing", "extent": "75", "reason": "news", "responsible": "ame", "share": "note"} {
		form.Set(name, value)
	}
	v, err := s.Item(t.Context(), s.As("ame"), c, i)
	if err != nil {
		t.Fatal(err)
	}
	content := v.Item.Content
	content.Extent, content.Reason = 50, "agreed"
	if err := s.ReviseItem(t.Context(), s.As("ame"), c, app.ReviseItem{Change: item.Change{Item: i, Version: 1, Content: content}}); err != nil {
		t.Fatal(err)
	}
	page := b.want(b.post(path, form), http.StatusConflict)
	checkPage(t, path, page)
	if !strings.Contains(page, "50") || !strings.Contains(page, `value="75"`) {
		t.Error("one of the two is not shown")
	}
	form.Set("version", unseen(page).Get("version"))
	form.Set("once", unseen(page).Get("once"))
	b.on(b.post(path, form))
}

func TestARecallTakesTwo(t *testing.T) {
	s, c, _, i := coordinated(t)
	s.Exec(`insert into assignment (id, function_id, user_id, deputy, since) values ('extra', 'ame', 'forsorjning-2-1', true, 1)`)
	b := s.as(t, "ame-1 ame")
	path := "/arenden/" + string(c) + "/uppgifter/" + string(i)
	asks := regexp.MustCompile(`href="([^"]+/aterkalla/[^"]+)"`).FindStringSubmatch(b.want(b.get(path), 200))
	if asks == nil {
		t.Fatal("no way to recall")
	}
	b.want(b.post(asks[1], url.Values{}), http.StatusUnprocessableEntity)
	b.on(b.post(asks[1], url.Values{"reason": {"wrong_unit"}}))
	if page := b.want(b.get(path), 200); strings.Contains(page, "/bekrafta/") {
		t.Error("who asked may confirm")
	}
	other := s.as(t, "forsorjning-2-1 ame")
	confirm := regexp.MustCompile(`action="([^"]+/bekrafta/[^"]+)"`).FindStringSubmatch(other.want(other.get(path), 200))
	if confirm == nil {
		t.Fatal("no way to confirm")
	}
	other.on(other.post(confirm[1], url.Values{}))
}

func TestThePlanLeavesAsTableAndAsPaper(t *testing.T) {
	s, c, _, _ := coordinated(t)
	b := s.as(t, "samordning-1 samordning")
	path := "/arenden/" + string(c) + "/plan"
	w := b.get(path + ".csv")
	if text := b.want(w, 200); !strings.HasPrefix(text, "\ufeff") || !strings.Contains(text, ";Arbetsträning;") {
		t.Errorf("the table: %q", text)
	}
	if h := w.Header().Get("Content-Disposition"); !strings.Contains(h, "plan-V-2026-0001.csv") {
		t.Errorf("the file is called %q", h)
	}
	if paper := b.want(b.get(path+"/utskrift"), 200); !strings.Contains(paper, "Vetlanda") || !strings.Contains(paper, "Arbetsträning") {
		t.Error("the paper lacks something")
	}
	s.Exec(`update person set protection = 'marked'`)
	s.Exec(`insert into named_function (person_id, function_id) select id, 'samordning' from person`)
	paper := b.want(b.get(path+"/utskrift"), 200)
	if strings.Contains(paper, "Vetlanda") || strings.Contains(paper, ", Samverkan") {
		t.Error("the paper of a protected person tells a place")
	}
}

func TestAPlanIsAgreedAndRead(t *testing.T) {
	s, c, _, _ := coordinated(t)
	b := s.as(t, "samordning-1 samordning")
	path := "/arenden/" + string(c) + "/plan"
	form := unseen(b.want(b.get(path+"/kom-overens"), 200))
	form.Set("follow_up_on", "2026-12-01")
	b.want(b.post(path+"/kom-overens", form), http.StatusUnprocessableEntity)
	form.Set("person_part", "present")
	form.Set("version", "99")
	page := b.want(b.post(path+"/kom-overens", form), http.StatusConflict)
	form.Set("version", unseen(page).Get("version"))
	to := b.on(b.post(path+"/kom-overens", form))
	if page = b.want(b.get(to), 200); !strings.Contains(page, "Överenskommen") {
		t.Error("the plan is not agreed")
	}
	ame := s.as(t, "ame-1 ame")
	ame.on(ame.post(to+"/last", url.Values{}))
	if page = b.want(b.get(to), 200); !strings.Contains(page, "Har tagit del</span>") {
		t.Error("that it was read is not shown")
	}
}

func TestAKeyIsShownOnce(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-1 ame")
	b.want(b.post("/nycklar", url.Values{}), http.StatusUnprocessableEntity)
	form := url.Values{"name": {"Rapport"}, "ends_on": {"2027-02-01"}, "once": {strings.Repeat("a", 26)}}
	page := b.want(b.post("/nycklar", form), 200)
	if !strings.Contains(page, "sv_") {
		t.Fatal("the secret is not shown")
	}
	if strings.Contains(b.get("/nycklar").Body.String(), "sv_") || strings.Contains(b.post("/nycklar", form).Body.String(), "sv_") {
		t.Error("the secret is shown again")
	}
}

func TestThePersonSeesAndDecidesAboutHerself(t *testing.T) {
	s, c, p, _ := coordinated(t)
	who := s.AsPerson(p)
	b := s.as(t, string(who.User))
	for path, want := range map[string]string{
		"/min-plan": "Det andra ska göra", "/vem-far-veta-vad": "Du bestämmer.", "/vem-har-last": "Skrev en uppgift", "/mina-arenden": "V-2026-0001",
	} {
		page := b.want(b.get(path), 200)
		checkPage(t, path, page)
		if !strings.Contains(page, want) {
			t.Errorf("%s does not say %q", path, want)
		}
		if strings.Contains(page, "Coach 1") && path == "/vem-har-last" {
			t.Errorf("%s names staff", path)
		}
	}
	to := b.on(b.post("/arenden/"+string(c)+"/skriv/goal", url.Values{"title": {"Vill cykla"}, "category": {"plan"}, "status": {"ongoing"}, "share": {"note"}}))
	b.want(b.get(to), 200)
	if page := b.want(b.get("/min-plan"), 200); !strings.Contains(page, "Vill cykla") || !strings.Contains(page, "Bara du ser dem") {
		t.Error("her own goal is not in her plan")
	}
	withdraw := "/arenden/" + string(c) + "/samtycke/dra-tillbaka"
	b.on(b.post(withdraw, unseen(b.want(b.get(withdraw), 200))))
	if page := s.as(t, "forsorjning-1 forsorjning").get("/arenden/" + string(c)).Body.String(); strings.Contains(page, "Arbetsträning") {
		t.Error("what was withdrawn is still seen")
	}
}

func TestStaffingIsChangedByTheManager(t *testing.T) {
	s := open(t)
	b := s.as(t, "ame-chef-1 ame-chef")
	page := b.want(b.get("/bemanning"), 200)
	b.want(b.post("/bemanning", url.Values{"unit": {"ame"}, "since": {"i morgon"}}), http.StatusUnprocessableEntity)
	b.on(b.post("/bemanning", url.Values{"unit": {"ame"}, "function": {"ame"}, "user": {"forsorjning-1"}, "holds": {"deputy"}, "until": {"2026-12-31"}}))
	end := regexp.MustCompile(`href="(/bemanning/ame/[^"/]+)"[^>]*>[^<]*<span class="sr-only">&#32;Coach 1`).FindStringSubmatch(page)
	if end == nil {
		t.Fatal("no way to end an assignment")
	}
	b.on(b.post(end[1], unseen(b.want(b.get(end[1]), 200))))
	if page = b.want(b.get("/bemanning"), 200); !strings.Contains(page, "Vakant") {
		t.Error("the function is not vacant")
	}
}
