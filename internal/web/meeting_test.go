package web_test

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/id"
	"samverk/internal/samverktest/world"
)

// gathering is a meeting to which FK has called AME and the health centre; only
// FK and the health centre may be told of the diagnosis.
type gathering struct {
	*site
	c      id.Case
	person world.Person
	at     string // address of the meeting
	papers string // address of its minutes
}

func gathered(t *testing.T) gathering {
	t.Helper()
	s := open(t)
	c, p := s.Case()
	s.Join(c, "fk", "ame", "vc")
	usual := access.SetOf(access.Plan, access.Work)
	s.Consent(c, consent.Grid{"samverkan": usual, "ame": usual, "fk": usual.With(access.Diagnosis), "vc": usual.With(access.Diagnosis)})
	call := "/arenden/" + string(c) + "/kallelser/" + string(s.Call(c, "fk", "", "", "ame", "vc"))
	return gathering{s, c, p, call + "/mote", call + "/anteckningar"}
}

// begun is gathered, with the meeting begun by FK.
func begun(t *testing.T) (g gathering, fk, ame *browser) {
	t.Helper()
	g = gathered(t)
	fk, ame = g.as(t, "fk-1 fk"), g.as(t, "ame-1 ame")
	page := fk.want(fk.get(g.at), http.StatusOK)
	if to := fk.on(fk.post(g.at+"/borja", formOf(t, page, g.at+"/borja"))); to != g.at {
		t.Fatalf("begun leads to %s", to)
	}
	return g, fk, ame
}

// end ends the meeting the way its page has it.
func (g gathering) end(fk *browser) {
	fk.t.Helper()
	form := formOf(fk.t, fk.want(fk.get(g.at+"/avsluta"), 200), g.at+"/avsluta")
	fk.on(fk.post(g.at+"/avsluta", with(form, "came_fk", "present", "came_ame", "present", "came_vc", "remote", "came_self", "present")))
}

// write posts a line the way the page has it.
func (g gathering) write(b *browser, answers ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	page := b.want(b.get(g.at), http.StatusOK)
	return b.post(g.at+"/rad", with(formOf(b.t, page, g.at+"/rad"), answers...))
}

func TestAMeetingIsRunFromOnePage(t *testing.T) {
	g, fk, ame := begun(t)
	if page := ame.want(ame.get(g.at), 200); !strings.Contains(page, "Mötet pågår") || !strings.Contains(page, "Vad är nästa steg?") || strings.Contains(page, g.at+"/avsluta") {
		t.Errorf("AME's page: %s", headings(page))
	}
	if to := ame.on(g.write(ame, "kind", "said", "category", "plan", "text", "Praktikplats finns.\nFrån januari.")); to != g.at+"?slag=said#skriv" {
		t.Errorf("written leads to %s", to)
	}
	fk.on(g.write(fk, "kind", "decision", "category", "plan", "text", "Praktik på halvtid"))
	page := ame.want(ame.get(g.at), 200)
	for _, want := range []string{"Från januari.", "Praktik på halvtid", "Lämnad till", "min kvar"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing: %s", want, headings(page))
		}
	}
	stand := regexp.MustCompile(`action="(` + regexp.QuoteMeta(g.at) + `/hallning/[^"]+)"`).FindStringSubmatch(page)
	if stand == nil {
		t.Fatal("nobody can take a stand")
	}
	ame.on(ame.post(stand[1], url.Values{"stand": {"agrees"}}))
	if page := fk.want(fk.get(g.at), 200); !strings.Contains(page, "Står bakom") {
		t.Error("the stand is not shown")
	}
	fk.on(fk.post(g.at+"/med", url.Values{"who": {"ame"}, "came": {"present"}}))
	fk.on(g.write(fk, "kind", "commitment", "category", "plan", "text", "Ringa arbetsgivaren", "responsible", "ame", "due", "2026-12-01"))
	part := ame.want(ame.get(g.at+"/nu"), 200)
	if !strings.Contains(part, "Ringa arbetsgivaren") || !strings.Contains(part, `aria-pressed="true"`) && !strings.Contains(part, "På plats") || strings.Contains(part, "<html") {
		t.Errorf("the part that changes: %s", part)
	}

	page = fk.want(fk.get(g.at+"/avsluta"), 200)
	end := with(formOf(t, page, g.at+"/avsluta"), "came_fk", "present", "came_ame", "present", "came_vc", "absent", "reason_vc", "ill", "came_self", "present", "follow_up_on", "2026-11-01")
	if page := fk.want(fk.post(g.at+"/avsluta", end), 422); !strings.Contains(page, `value="ill" selected`) {
		t.Error("what was filled in is lost")
	}
	end.Set("follow_up_on", "2026-12-07")
	came := end["came_ame"]
	end.Del("came_ame")
	if page := fk.want(fk.post(g.at+"/avsluta", end), 422); !strings.Contains(page, "Välj om funktionen är på plats") {
		t.Error("nobody has to say who came")
	}
	end["came_ame"] = came
	if to := fk.on(fk.post(g.at+"/avsluta", end)); to != g.papers {
		t.Errorf("ended leads to %s", to)
	}
	page = fk.want(fk.get(g.papers), 200)
	fk.on(fk.post(g.papers+"/klar", formOf(t, page, g.papers+"/klar")))
	if page := ame.want(ame.get("/min-dag"), 200); !strings.Contains(page, g.papers) || !strings.Contains(page, "Minnesanteckningar att läsa") || !strings.Contains(page, "Ska följas upp") {
		t.Errorf("AME's day: %s", headings(page))
	}
	page = ame.want(ame.get(g.papers), 200)
	ame.on(ame.post(g.papers+"/1/last", formOf(t, page, g.papers+"/1/last")))
	if page := fk.want(fk.get(g.papers), 200); strings.Count(page, "Inte läst än") != 2 {
		t.Errorf("receipts: %s", headings(page))
	}
	paper := ame.want(ame.get(g.papers+"/1/utskrift"), 200)
	for _, want := range []string{"Praktik på halvtid", "Ringa arbetsgivaren", "Sjukdom", "Står bakom"} {
		if !strings.Contains(paper, want) {
			t.Errorf("%q is missing on paper", want)
		}
	}
}

func TestTheMeetingPageSaysToWhomBeforeItIsSaved(t *testing.T) {
	g, fk, _ := begun(t)
	page := fk.want(fk.get(g.at), 200)
	form := formOf(t, page, g.at+"/rad")
	told := strings.Join(form["told"], " ")
	if !strings.Contains(told, "plan:ame,vc") || !strings.Contains(told, "diagnosis:vc ") {
		t.Errorf("the form tells %s", told)
	}
	if !strings.Contains(page, "Stannar hos er") || !strings.Contains(page, "Går till") {
		t.Error("the page does not say to whom")
	}
	// What a browser adds to what the page said reaches nobody.
	form.Set("told", "diagnosis:ame,vc")
	fk.on(fk.post(g.at+"/rad", with(form, "kind", "said", "category", "diagnosis", "text", "Utmattning")))
	ame, vc := g.as(t, "ame-1 ame"), g.as(t, "vc-1 vc")
	if strings.Contains(ame.want(ame.get(g.at), 200), "Utmattning") || !strings.Contains(vc.want(vc.get(g.at), 200), "Utmattning") {
		t.Error("the diagnosis went to the wrong ones")
	}
}

func TestWhatAConsentNoLongerCoversIsKeptAndSaid(t *testing.T) {
	g, fk, ame := begun(t)
	page := ame.want(ame.get(g.at), 200)
	form := formOf(t, page, g.at+"/rad")
	v, err := g.App.Consent(t.Context(), g.AsPerson(g.person), g.c)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.WithdrawConsent(t.Context(), g.AsPerson(g.person), g.c, v.Consent.Version); err != nil {
		t.Fatal(err)
	}
	to := ame.on(ame.post(g.at+"/rad", with(form, "kind", "said", "category", "plan", "text", "Hann precis inte")))
	page = ame.want(ame.get(strings.TrimSuffix(to, "#skriv")), 200)
	for _, want := range []string{"Hann precis inte", "Texten finns kvar hos er", "Samtycket täcker inte längre er enhet", "bara er enhet ser den"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing: %s", want, headings(page))
		}
	}
	page = fk.want(fk.get(g.at), 200)
	if strings.Contains(page, "Hann precis inte") || !strings.Contains(page, "En anteckning har inte kunnat lämnas till alla") {
		t.Errorf("the one who keeps the minutes: %s", headings(page))
	}
}

func TestWhatIsTypedWhileTheUnitIsBlockedLeadsToWhereItIs(t *testing.T) {
	g, _, ame := begun(t)
	form := formOf(t, ame.want(ame.get(g.at), 200), g.at+"/rad")
	if err := g.SetBlock(t.Context(), g.AsPerson(g.person), g.c, "ame"); err != nil {
		t.Fatal(err)
	}
	to := ame.on(ame.post(g.at+"/rad", with(form, "kind", "said", "category", "plan", "text", "Kvar hos oss")))
	if !strings.Contains(to, "/uppgifter/") || !strings.Contains(ame.want(ame.get(to), 200), "Kvar hos oss") {
		t.Errorf("leads to %s", to)
	}
	ame.want(ame.get(g.at), 404)
	ame.want(ame.get(g.at+"/hander"), 404)
}

func TestALineThatCannotBeSavedComesBackAsItWasTyped(t *testing.T) {
	g, fk, ame := begun(t)
	page := ame.want(g.write(ame, "kind", "commitment", "category", "work", "text", "Boka studiebesök", "responsible", "ame", "due", ""), 422)
	if !strings.Contains(page, "Boka studiebesök") || !strings.Contains(page, "när det ska vara klart") {
		t.Errorf("the form: %s", headings(page))
	}
	late := formOf(t, ame.want(ame.get(g.at), 200), g.at+"/rad")
	g.end(fk)
	fk.on(fk.post(g.papers+"/klar", formOf(t, fk.want(fk.get(g.papers), 200), g.papers+"/klar")))
	page = ame.want(ame.post(g.at+"/rad", with(late, "kind", "said", "category", "plan", "text", "För sent men inte borta")), 409)
	if !strings.Contains(page, "För sent men inte borta") {
		t.Errorf("what was typed is lost: %s", headings(page))
	}
}

func TestMinutesAreAmendedAndRecalledOnTheirPages(t *testing.T) {
	g, fk, ame := begun(t)
	fk.on(g.write(fk, "kind", "said", "category", "plan", "text", "Fel uppgift"))
	g.end(fk)
	fk.on(fk.post(g.papers+"/klar", formOf(t, fk.want(fk.get(g.papers), 200), g.papers+"/klar")))
	form := formOf(t, fk.want(fk.get(g.papers+"/andra"), 200), g.papers+"/andra")
	if page := fk.want(fk.post(g.papers+"/andra", with(form, "words", "Rätt dag")), 422); !strings.Contains(page, "Rätt dag") {
		t.Error("what was typed is lost")
	}
	fk.on(fk.post(g.papers+"/andra", with(formOf(t, fk.want(fk.get(g.papers+"/andra"), 200), g.papers+"/andra"), "reason", "wrong", "words", "Rätt dag")))
	fk.on(fk.post(g.papers+"/klar", formOf(t, fk.want(fk.get(g.papers+"/2"), 200), g.papers+"/klar")))
	if page := ame.want(ame.get(g.papers), 200); !strings.Contains(page, "Rätt dag") || !strings.Contains(page, "Ersatta") {
		t.Errorf("amended: %s", headings(page))
	}
	form = formOf(t, fk.want(fk.get(g.papers+"/aterkalla"), 200), g.papers+"/aterkalla")
	fk.on(fk.post(g.papers+"/aterkalla", with(form, "reason", "wrong_person")))
	fk.want(fk.post(g.papers+"/aterkalla/bekrafta", url.Values{}), 403)
	// The unit has one function: a colleague steps in as its deputy.
	g.Exec(`insert into user_account (id, name, label) values ('fk-2', 'fk-2', 'Koordinator 2')`)
	g.Exec(`insert into assignment (id, user_id, function_id, deputy, since) values ('fk-2', 'fk-2', 'fk', true, 1)`)
	second := g.as(t, "fk-2 fk")
	if page := second.want(second.get("/min-dag"), 200); !strings.Contains(page, "Återkallande att bekräfta") {
		t.Errorf("the colleague's day: %s", headings(page))
	}
	second.on(second.post(g.papers+"/aterkalla/bekrafta", formOf(t, second.want(second.get(g.papers), 200), g.papers+"/aterkalla/bekrafta")))
	for _, b := range []*browser{fk, ame} {
		if page := b.want(b.get(g.papers), 200); strings.Contains(page, "Fel uppgift") || !strings.Contains(page, "är återkallade") {
			t.Errorf("the tombstone: %s", headings(page))
		}
	}
}

func TestThePersonReadsTheMinutesAboutHer(t *testing.T) {
	g, fk, _ := begun(t)
	fk.on(g.write(fk, "kind", "decision", "category", "diagnosis", "text", "Ny bedömning"))
	g.end(fk)
	fk.on(fk.post(g.papers+"/klar", formOf(t, fk.want(fk.get(g.papers), 200), g.papers+"/klar")))
	g.AsPerson(g.person)
	herself := g.as(t, "self-"+string(g.person.ID[:12])+" ")
	page := herself.want(herself.get(g.papers), 200)
	if !strings.Contains(page, "Ny bedömning") {
		t.Errorf("her copy: %s", headings(page))
	}
	herself.on(herself.post(g.papers+"/1/last", formOf(t, page, g.papers+"/1/last")))
	if page := herself.want(herself.get(g.papers), 200); strings.Contains(page, g.papers+"/1/last") {
		t.Error("she is asked again")
	}
	herself.want(herself.get(g.at), 200)
	herself.want(herself.post(g.at+"/rad", url.Values{"kind": {"said"}}), 404)
}

// stream opens the line of a meeting over a real connection, and gives what comes.
func (g gathering) stream(ctx context.Context, b *browser, address string) (<-chan string, *http.Response) {
	b.t.Helper()
	r, err := http.NewRequestWithContext(ctx, "GET", address+g.at+"/hander", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	for name, value := range b.jar {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(w.Body); s.Scan(); {
			if text, ok := strings.CutPrefix(s.Text(), "data: "); ok {
				lines <- text
			}
		}
	}()
	return lines, w
}

// next is what comes next over a line; "" when it ends.
func next(t *testing.T, lines <-chan string) string {
	t.Helper()
	select {
	case text := <-lines:
		return text
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
		return ""
	}
}

func TestThoseWhoFollowAMeetingHearThatSomethingHappenedAndNothingElse(t *testing.T) {
	g, fk, ame := begun(t)
	server := httptest.NewUnstartedServer(g.h)
	// Far shorter than a meeting: the line has to outlive them.
	server.Config.ReadTimeout, server.Config.WriteTimeout = 2*time.Second, 2*time.Second
	server.Start()
	t.Cleanup(server.Close)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	lines, answer := g.stream(ctx, ame, server.URL)
	if answer.StatusCode != 200 || !strings.HasPrefix(answer.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatal(answer.Status, answer.Header)
	}
	checkHeaders(t, "the line", answer.Header)
	first := next(t, lines)
	time.Sleep(3 * time.Second)
	fk.on(g.write(fk, "kind", "said", "category", "plan", "text", "Något nytt"))
	second := next(t, lines)
	if number := regexp.MustCompile(`^\d+$`); second == first || !number.MatchString(first) || !number.MatchString(second) {
		t.Fatalf("heard %q and %q", first, second)
	}
	// The number changes with what she may see, and the line ends when she may not follow.
	if err := g.SetBlock(t.Context(), g.AsPerson(g.person), g.c, "ame"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if next(t, lines) == "" {
			return
		}
	}
	t.Error("the line goes on for one who is blocked")
}

func TestTheLineOfAMeetingEndsWithIt(t *testing.T) {
	g, fk, ame := begun(t)
	server := httptest.NewServer(g.h)
	t.Cleanup(server.Close)
	lines, answer := g.stream(t.Context(), ame, server.URL)
	next(t, lines)
	g.end(fk)
	for range 3 {
		if next(t, lines) == "" {
			rest, _ := io.ReadAll(answer.Body)
			if len(rest) > 0 {
				t.Errorf("after the end came %q", rest)
			}
			return
		}
	}
	t.Error("the line goes on after the meeting")
}
