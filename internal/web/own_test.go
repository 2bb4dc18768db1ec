package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
)

// with is a form of a page, filled in.
func (b *browser) with(page string, more url.Values) url.Values {
	b.t.Helper()
	form := unseen(b.want(b.get(page), http.StatusOK))
	for name, values := range more {
		form[name] = values
	}
	return form
}

func (b *browser) shows(page string, words ...string) {
	b.t.Helper()
	html := b.want(b.get(page), http.StatusOK)
	for _, w := range words {
		if !strings.Contains(html, w) {
			b.t.Errorf("%s does not show %q", page, w)
		}
	}
}

func TestWhatIsWrongIsSaidAskedAndAnswered(t *testing.T) {
	s, c, p, i := coordinated(t)
	me, chief := s.as(t, string(s.AsPerson(p).User)), s.as(t, "ame-chef-1 ame-chef")
	one := "/arenden/" + string(c) + "/uppgifter/" + string(i)

	me.shows(one, "Säg att något är fel")
	me.want(me.post(one+"/invand", me.with(one+"/invand", url.Values{"words": {" "}})), http.StatusUnprocessableEntity)
	me.on(me.post(one+"/invand", me.with(one+"/invand", url.Values{"words": {"Det är tio timmar"}})))
	for _, page := range []string{one, "/arenden/" + string(c), "/arenden/" + string(c) + "/plan", "/arenden/" + string(c) + "/plan/utskrift"} {
		s.as(t, "samordning-1 samordning").shows(page, "Det är tio timmar")
	}
	me.shows("/min-plan", "Det är tio timmar")

	ask := "/mina-fragor/ny?" + url.Values{"slag": {"correction"}, "arende": {string(c)}, "uppgift": {string(i)}}.Encode()
	me.shows(ask, "svarar dig inom 30 dagar", "Arbetsträning")
	if html := me.want(me.post("/mina-fragor/ny", me.with(ask, nil)), http.StatusUnprocessableEntity); !strings.Contains(html, "Skriv vad du vill.") {
		t.Error("a question without words is not told what is wrong")
	}
	at := me.on(me.post("/mina-fragor/ny", me.with(ask, url.Values{"words": {"Rätta timmarna"}})))
	me.shows(at, "Rätta timmarna", "Väntar på svar")
	me.want(me.post("/mina-fragor/ny", me.with(ask, url.Values{"words": {"Igen"}})), http.StatusConflict)

	chief.shows("/min-dag", "Begäran om rättelse")
	if html := chief.want(chief.get("/fragor"), http.StatusOK); strings.Contains(html, p.Name) || strings.Contains(html, "Rätta timmarna") {
		t.Error("the list of the unit tells who or what")
	}
	answer := strings.Replace(at, "/mina-fragor", "/fragor", 1)
	chief.shows(answer, "Rätta timmarna", p.Name)
	form := chief.with(answer, url.Values{"outcome": {"granted"}, "words": {"Vi har rättat."}})
	second := chief.with(answer, url.Values{"outcome": {"refused"}, "words": {"Mitt andra svar."}})
	chief.on(chief.post(answer, form))
	if html := chief.want(chief.post(answer, second), http.StatusConflict); !strings.Contains(html, "Vi har rättat.") || !strings.Contains(html, "Mitt andra svar.") {
		t.Error("who comes second does not see both texts")
	}
	me.shows(at, "Vi har rättat.", "Ja, det är gjort")
	me.shows(at+"/utskrift", "Vi har rättat.")
	chief.shows(answer+"/utskrift", "Vi har rättat.")
}

func TestThePersonAsksWhyFromARowOfTheLog(t *testing.T) {
	s, c, p, _ := coordinated(t)
	s.as(t, "ame-1 ame").want(s.as(t, "ame-1 ame").get("/arenden/"+string(c)), http.StatusOK)
	me := s.as(t, string(s.AsPerson(p).User))
	html := me.want(me.get("/vem-har-last"), http.StatusOK)
	_, rest, found := strings.Cut(html, `href="/mina-fragor/ny?slag=reading&amp;lasning=`)
	seq, _, _ := strings.Cut(rest, `"`)
	if !found {
		t.Fatal("no row can be asked about")
	}
	page := "/mina-fragor/ny?slag=reading&lasning=" + seq
	at := me.on(me.post("/mina-fragor/ny", me.with(page, nil)))
	me.shows(at, "Fråga om varför någon läste")
	form := me.with(at, nil)
	me.on(me.post(at+"/ta-tillbaka", form))
	me.shows(at, "Återtagen")
}

func TestThePersonsLanguageFollowsHer(t *testing.T) {
	s, _, p, _ := coordinated(t)
	me := s.as(t, string(s.AsPerson(p).User))
	me.want(me.post("/mina-uppgifter", me.with("/mina-uppgifter", url.Values{"reach": {"phone"}})), http.StatusUnprocessableEntity)
	old := me.with("/mina-uppgifter", url.Values{"language": {"sv"}, "times": {"Min andra text"}})
	me.on(me.post("/mina-uppgifter", me.with("/mina-uppgifter", url.Values{"language": {"en"}, "reach": {"letter"}, "times": {"Förmiddagar"}})))
	me.shows("/mina-uppgifter", "My details", "Förmiddagar")
	if html := me.want(me.post("/mina-uppgifter", old), http.StatusConflict); !strings.Contains(html, "Min andra text") || !strings.Contains(html, "Förmiddagar") {
		t.Error("who comes second does not see both texts")
	}
	s.as(t, string(s.AsPerson(p).User)).shows("/min-plan", "My plan")
	s.as(t, string(s.AsPerson(p).User)).shows("/hjalp", "How your information is used")
}

func TestTheExtractIsReadPrintedAndSaved(t *testing.T) {
	s, _, p, _ := coordinated(t)
	me := s.as(t, string(s.AsPerson(p).User))
	const page = "/mina-uppgifter/registerutdrag"
	me.shows(page, "Arbetsträning", p.Name, "lämnar själv ut dem")
	html := me.want(me.get(page), http.StatusOK)
	checkPage(t, "the extract", html)
	for _, m := range regexp.MustCompile(`href="#(del-[0-9]+)"`).FindAllStringSubmatch(html, -1) {
		if !strings.Contains(html, `id="`+m[1]+`"`) {
			t.Errorf("the contents lead to %s, which is not there", m[1])
		}
	}
	if !strings.Contains(html, `href="#del-1"`) {
		t.Error("the extract has no contents")
	}
	me.shows(page+"/utskrift", "Arbetsträning")
	r := me.get(page + "/fil")
	var file struct {
		Format  string
		Version int
		Parts   []struct {
			Section string
			Rows    []map[string]string
		}
	}
	if err := json.Unmarshal([]byte(me.want(r, http.StatusOK)), &file); err != nil || file.Format != "samverk.register-extract" || file.Version != 1 || len(file.Parts) < 10 {
		t.Errorf("the file is %v %+v", err, file)
	}
	if !strings.Contains(r.Header().Get("Content-Disposition"), "attachment") {
		t.Error("the file is not saved")
	}
	s.Pass(access.ProofLasts + time.Minute)
	for _, path := range []string{page, page + "/fil"} {
		if to := me.on(me.get(path)); !strings.HasPrefix(to, "/visa-att-det-ar-du") {
			t.Errorf("%s without proof leads to %s", path, to)
		}
	}
}
