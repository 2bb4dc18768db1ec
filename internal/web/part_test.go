package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/samverktest/world"
	"samverk/internal/web"
)

// helped is a site where somebody may act for the person of a case, who has
// another case and another helper too.
type helped struct {
	*site
	of      id.Case
	anna    world.Person
	helper  world.Person
	secrets []string // that nobody who acts in the first case may see
	ids     *strings.Replacer
}

func (s *site) helped(t *testing.T, c id.Case, p world.Person, i id.Item) *helped {
	t.Helper()
	h := &helped{site: s, of: c, anna: p, helper: s.Person()}
	other := s.CaseOf(p)
	const title = "Bara i det andra"
	must(s.WriteItem(t.Context(), s.AsPerson(p), other, app.NewItem{New: item.New{Kind: item.Need, Category: access.Plan, Own: true, Content: item.Content{Title: title, Extent: item.NoExtent}}}))
	second := s.Person()
	s.Represent(c, second, "read")
	h.secrets = []string{title, string(other), second.Name, second.Number, second.Number[:8] + "-" + second.Number[8:]}
	h.ids = strings.NewReplacer("{case}", string(c), "{item}", string(i), "{kind}", "need")
	return h
}

// acting is the browser of the helper, in the part of a case.
func (h *helped) acting(t *testing.T, r id.Representative) *browser {
	t.Helper()
	b := h.as(t, string(h.InPart(r, h.helper, h.anna, h.of).User))
	if to := b.on(b.post("/mina-uppdrag", url.Values{"for": {string(r)}})); to != "/min-plan" {
		t.Fatalf("led to %s", to)
	}
	return b
}

// TestARepresentativeSeesAndDoesNoMoreThanHerTask walks every address as
// somebody who may do one thing for the person of a case.
func TestARepresentativeSeesAndDoesNoMoreThanHerTask(t *testing.T) {
	s, c, p, i := coordinated(t)
	h := s.helped(t, c, p, i)
	for _, task := range access.TaskNames() {
		r := s.Represent(c, h.helper, "read", task)
		b := h.acting(t, r)
		before := s.Stands()
		for _, rt := range web.Routes() {
			h.walk(t, b, rt, task)
		}
		if beyond := before.Beyond(s.Stands(), task); len(beyond) > 0 {
			t.Errorf("with leave to %s these changed: %v", task, beyond)
		}
		s.EndPart(r, p, c)
	}
}

// walk asks for one address, and looks for what must not be told.
func (h *helped) walk(t *testing.T, b *browser, rt web.Route, task string) {
	t.Helper()
	method, path := filled(h.ids.Replace(rt.Pattern))
	if rt.Open || strings.HasPrefix(path, "/mina-uppdrag") {
		return
	}
	w := b.get(path)
	if method == "POST" {
		form := url.Values{"version": {"1"}, "title": {"Skrivet av den som hjälper"}, "category": {"plan"}, "extent": {""}, "status": {""}, "unit": {"vc"}, "units": {"ame"}, "answer": {"yes"},
			"row": {"ame"}, "see.ame": {"plan"}, "purpose": {"Plan"}, "starts_on": {"2026-11-23"}, "ends_on": {"2026-12-23"}, "words": {"Något"}, "reason": {"news"}, "name": {"Namn"}, "kind": {"ombud"}, "tasks": {"read"}}
		w = b.post(path, form)
	}
	if w.Code >= 500 {
		t.Errorf("%s with leave to %s answered %d", rt.Pattern, task, w.Code)
	}
	body := w.Body.String()
	for _, secret := range h.secrets {
		if strings.Contains(body, secret) {
			t.Errorf("%s with leave to %s tells %s", rt.Pattern, task, secret)
		}
	}
	if w.Code == http.StatusOK && strings.Contains(body, "<main") && !strings.Contains(body, `class="acting"`) {
		t.Errorf("%s does not say for whom it is", rt.Pattern)
	}
}

func TestWhatIsHersAloneIsRefusedARepresentative(t *testing.T) {
	s, c, p, i := coordinated(t)
	h := s.helped(t, c, p, i)
	b := h.acting(t, s.Represent(c, h.helper, access.TaskNames()...))
	for _, path := range []string{"/vem-har-last", "/vem-har-last?egna=ja", "/begaran", "/begaran/ny"} {
		if w := b.get(path); w.Code != http.StatusNotFound && w.Code != http.StatusForbidden {
			t.Errorf("%s answered %d: %s", path, w.Code, headings(w.Body.String()))
		}
	}
	plan := b.want(b.get("/min-plan"), http.StatusOK)
	if !strings.Contains(plan, "Ombud för "+p.Name) || strings.Contains(plan, `href="/vem-har-last"`) || strings.Contains(plan, `href="/begaran"`) {
		t.Errorf("the plan says: %s", headings(plan))
	}
}

// TestAnEndedPartIsSeenOnEveryAddress asks for every address once the part that
// was chosen has ended: nothing is shown or done, and each leads to the choice.
func TestAnEndedPartIsSeenOnEveryAddress(t *testing.T) {
	s, c, p, i := coordinated(t)
	h := s.helped(t, c, p, i)
	r := s.Represent(c, h.helper, access.TaskNames()...)
	b := h.acting(t, r)
	b.want(b.get("/min-plan"), http.StatusOK)
	s.EndPart(r, p, c)
	before := s.Stands()
	for _, rt := range web.Routes() {
		method, path := filled(h.ids.Replace(rt.Pattern))
		if rt.Open || strings.HasPrefix(path, "/mina-uppdrag") {
			continue
		}
		w := b.get(path)
		if method == "POST" {
			w = b.post(path, url.Values{"version": {"1"}})
		}
		function := w.Code == http.StatusNotFound && !strings.Contains(w.Body.String(), p.Name) // of functions alone
		if !function && (w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/mina-uppdrag") {
			t.Errorf("%s answered %d %s", rt.Pattern, w.Code, w.Header().Get("Location"))
		}
	}
	if beyond := before.Beyond(s.Stands(), "none"); len(beyond) > 0 {
		t.Errorf("these changed: %v", beyond)
	}
	choice := b.want(b.get("/mina-uppdrag"), http.StatusOK)
	if strings.Contains(choice, p.Name) || !strings.Contains(choice, "inte längre lov") {
		t.Errorf("the choice says: %s", headings(choice))
	}
	b.on(b.post("/mina-uppdrag", url.Values{"for": {""}}))
	if own := b.want(b.get("/min-plan"), http.StatusOK); strings.Contains(own, "acting") {
		t.Errorf("for herself: %s", headings(own))
	}
}

func TestTheLeaveIsGivenProvedAndEndedOnItsPages(t *testing.T) {
	s, c, p, _ := coordinated(t)
	helper := s.Person()
	at := "/arenden/" + string(c) + "/ombud"
	anna := s.as(t, string(s.AsPerson(p).User))
	empty := anna.want(anna.post(at, url.Values{"name": {"Kvar i fältet"}}), http.StatusUnprocessableEntity)
	if !strings.Contains(empty, "Kvar i fältet") || strings.Count(empty, `class="fault"`) < 4 {
		t.Errorf("a faulty form: %s", headings(empty))
	}
	form := with(formOf(t, anna.want(anna.get(at+"/nytt"), http.StatusOK), at), "kind", "god_man", "name", helper.Name, "number", helper.Number, "tasks", "read", "starts_on", "2026-11-23", "ends_on", "2027-11-30")
	anna.on(anna.post(at, form))
	if page := anna.want(anna.get(at), http.StatusOK); !strings.Contains(page, "Väntar på bevis") || !strings.Contains(page, helper.Name) {
		t.Errorf("the person reads: %s", headings(page))
	}
	leads := s.as(t, "samordning-1 samordning")
	page := leads.want(leads.get(at), http.StatusOK)
	prove := between(page, `href="`+at+`/`, `/bevis"`)
	proof := with(formOf(t, leads.want(leads.get(at+"/"+prove+"/bevis"), http.StatusOK), at+"/"+prove+"/bevis"), "proof", "Beslut", "proof_on", "2026-11-02", "ends_on", "2028-01-31")
	leads.on(leads.post(at+"/"+prove+"/bevis", proof))
	if page := anna.want(anna.get(at), http.StatusOK); !strings.Contains(page, "Gäller nu") || !strings.Contains(page, "Beslut, daterat") {
		t.Errorf("the person reads: %s", headings(page))
	}
	end := formOf(t, anna.want(anna.get(at+"/"+prove+"/avsluta"), http.StatusOK), at+"/"+prove+"/avsluta")
	anna.on(anna.post(at+"/"+prove+"/avsluta", end))
	if page := anna.want(anna.get(at), http.StatusOK); !strings.Contains(page, "Ingen annan får göra något") {
		t.Errorf("the person reads: %s", headings(page))
	}
	paper := anna.want(anna.get(at+"/fullmakt"), http.StatusOK)
	if !strings.Contains(paper, "Fullmakt") || !strings.Contains(paper, p.Name) {
		t.Errorf("the paper says: %s", headings(paper))
	}
}

// between is what stands last before an end and after a beginning.
func between(text, begin, end string) string {
	text = text[:strings.Index(text, end)]
	return text[strings.LastIndex(text, begin)+len(begin):]
}
