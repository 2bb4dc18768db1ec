package e2e

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// settle waits until a part of the page that the server draws anew is there.
func (r *reader) settle() {
	r.t.Helper()
	deadline := time.Now().Add(5 * time.Second)
	time.Sleep(30 * time.Millisecond)
	for time.Now().Before(deadline) {
		busy := false
		r.ask(`!!document.querySelector(".htmx-request, .htmx-swapping, .htmx-settling")`, &busy)
		if !busy {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	r.t.Fatalf("%s is still waiting for the server", r.path())
}

// tabTo goes with the tab key until something has the focus, and checks that
// one sees that it has.
func (r *reader) tabTo(kind, label string, under ...string) {
	r.t.Helper()
	r.find(kind, label, under...)
	r.ask("window.wanted=window.found", nil)
	for range 150 {
		r.run(chromedp.KeyEvent(kb.Tab))
		var at struct{ There, Seen bool }
		r.ask(`(()=>{const e=document.activeElement, s=getComputedStyle(e), b=getComputedStyle(e.closest("label")||e);
			return {There:e===window.wanted, Seen:s.outlineStyle!=="none"||s.boxShadow!=="none"||b.outlineStyle!=="none"||b.boxShadow!=="none"}})()`, &at)
		if at.There {
			if !at.Seen {
				r.t.Errorf("%s: one does not see that %q has the focus", r.path(), label)
			}
			return
		}
	}
	r.t.Fatalf("%s: the tab key never comes to %q", r.path(), label)
}

func (r *reader) keys(keys string) { r.t.Helper(); r.run(chromedp.KeyEvent(keys)) }

// byKeyboard is the main task without a mouse: AME writes the activity of the
// scenario from its day's page.
func (w *walk) byKeyboard() {
	r := w.at(ame, "")
	r.tabTo("press", "Skriv i ärendet")
	r.leave(func() { r.keys(kb.Enter) })
	r.tabTo("press", "Aktivitet")
	r.leave(func() { r.keys(kb.Enter) })
	r.tabTo("field", "Vad är det för aktivitet?")
	r.keys("Arbetsträning 25 %")
	r.tabTo("field", "Från och med")
	r.typeDay(day(-20))
	r.tabTo("field", "Till och med")
	r.typeDay(day(60))
	r.tabTo("field", "Omfattning")
	r.keys("25")
	r.tabTo("field", "Läge")
	r.keys("Pågår")
	r.tabTo("press", "Fasta tider i veckan")
	r.keys(kb.Enter)
	r.tabTo("field", "Dag", "Fasta tider")
	r.keys("m")
	r.tabTo("field", "Från kl.", "Fasta tider")
	r.typeTime("09", "00")
	r.tabTo("field", "Till kl.", "Fasta tider")
	r.typeTime("12", "00")
	r.sees("Samtycket låter 5 verksamheter få veta om arbete och sysselsättning", livelihoodUnit, careUnit, fkUnit, afUnit)
	r.tabTo("press", "Spara")
	r.leave(func() { r.keys(kb.Enter) })
	r.sees("Sparat och utlämnat", "Arbetsträning 25 %", "09:00", livelihoodUnit, leaderUnit, careUnit, fkUnit, afUnit)
}

// typeDay types a day as the field wants it, which depends on the browser's
// language.
func (r *reader) typeDay(day string) {
	r.t.Helper()
	y, m, d := day[:4], day[5:7], day[8:]
	for _, typed := range []string{m + d + y, y + m + d, d + m + y} {
		r.ask("document.activeElement.value='';document.activeElement.blur();window.wanted.focus()", nil)
		r.keys(typed)
		value := ""
		r.ask("window.wanted.value", &value)
		if value == day {
			return
		}
	}
	r.t.Fatalf("%s: the day %s cannot be typed", r.path(), day)
}

// typeTime types a time; where the browser's language counts to twelve, the
// half of the day too.
func (r *reader) typeTime(hour, minute string) {
	r.t.Helper()
	value := ""
	for _, half := range []string{hour + minute, "a", "p"} {
		r.keys(half)
		if r.ask("window.wanted.value", &value); value == hour+":"+minute {
			return
		}
	}
	r.t.Fatalf("%s: the time %s:%s cannot be typed", r.path(), hour, minute)
}

// untick is step 7: the person takes one cell away, and the unit's next click
// shows it no more, whichever it is.
func (w *walk) untick() {
	unit := w.as(care)
	pages := []string{"", "/plan", "/plan/utskrift", "/plan.csv", "/plan/jamfor?fran=1&till=0", "/plan/1"}
	for _, p := range pages {
		if _, body := unit.fetch(w.c + p); !strings.Contains(body, "Arbetsträning") {
			w.t.Errorf("%s does not show it before", p)
		}
	}
	r := w.as(person)
	r.open("/vem-har-last")
	r.sees("Rehabkoordinator", "Arbetscoach")
	r.open("/vem-far-veta-vad")
	r.cell(careUnit, "Arbete och sysselsättning", false)
	r.follow("Spara samtycket")
	r.sees("får inte längre veta")
	unit.leave(func() { unit.run(chromedp.Reload()) })
	for _, p := range append(pages, "/skriv", "/parter", "/samtycke") {
		if status, body := unit.fetch(w.c + p); status != 200 || strings.Contains(body, "Arbetsträning") {
			w.t.Errorf("%s still shows what was taken away (%d)", p, status)
		}
	}
	for _, p := range []string{"/min-dag", "/arenden"} {
		if _, body := unit.fetch(p); strings.Contains(body, "Arbetsträning") {
			w.t.Errorf("%s still shows what was taken away", p)
		}
	}
	w.at(care, "").lacks("Arbetsträning", "samtidigt som")
	r.open("/vem-har-last")
	r.sees("Du själv")
}

// cookies are those of the reader's own browser.
func (r *reader) cookies() map[string]string {
	r.t.Helper()
	all := map[string]string{}
	r.run(chromedp.ActionFunc(func(ctx context.Context) error {
		found, err := network.GetCookies().WithURLs([]string{r.base}).Do(ctx)
		for _, c := range found {
			all[c.Name] = c.Value
		}
		return err
	}))
	return all
}

// fetch gets an address with the reader's cookies, as the browser would.
func (r *reader) fetch(path string) (status int, body string) {
	r.t.Helper()
	req, err := http.NewRequest("GET", r.base+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Accept-Language", "sv")
	for name, value := range r.cookies() {
		req.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	answer, err := noRedirects.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.StatusCode, strings.ReplaceAll(string(text), "\u00a0", " ")
}

var noRedirects = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// staff is step 8: the holder leaves, the deputy takes over, and the case stays
// with the function.
func (w *walk) staff() {
	old, manager := w.at(ame, ""), w.as("vetlanda-ame-chef")
	deputy := newReader(w.t, w.Base)
	deputy.signIn(ame + "/2")
	deputy.open(w.c)
	deputy.sees(personName)
	manager.open("/bemanning")
	manager.follow2("Avsluta", "Arbetscoach 1", "Avsluta bemanningen")
	manager.sees("Bemanningen är avslutad")
	old.open(w.c)
	old.lacks("Testa", "Arbetsträning")
	for _, p := range []string{w.c, w.c + "/plan.csv", "/min-dag", "/arenden"} {
		if status, body := old.fetch(p); status == 200 || strings.Contains(body, "Testa") {
			w.t.Errorf("the old holder still gets %s: %d", p, status)
		}
	}
	deputy.open(w.c)
	deputy.sees(personName, "Arbetsanteckning på AME", "Jobba halvtid med något praktiskt")
	w.at(leader, "").sees("Arbetscoach 2")
}

// follow2 presses what opens a dialog, and then the button in it.
func (r *reader) follow2(opener, under, button string) {
	r.t.Helper()
	r.press("press", opener, under)
	r.follow(button)
}

// course is step 9: rest, resume, close with a handover, reopen.
func (w *walk) course() {
	r := w.at(leader, "/lage")
	r.press("press", "Låt ärendet vila")
	r.fill("Till och med", day(30))
	r.fill("Skäl", "Väntar på vård eller behandling")
	r.follow("Låt vila")
	r.sees("Ärendet vilar")
	r.open(w.c + "/lage")
	r.follow("Ta upp igen")
	r.sees("öppet igen")
	r.open(w.c + "/lage")
	r.press("press", "Börja avsluta")
	r.tick("En funktion går vidare själv")
	r.fill("Vem går vidare?", "Handläggare försörjningsstöd")
	r.follow("Börja avsluta", "Börja avsluta")
	r.sees("på väg att avslutas")
	r.open(w.c + "/lage")
	r.sees("lämnas över till Handläggare försörjningsstöd")
	r.follow("Avsluta ärendet")
	r.sees("Ärendet är avslutat")
	next := w.at(livelihood, "/lage")
	next.sees("Ärendet är avslutat sedan")
	next.fill("Varför öppnas ärendet igen?", "Behovet av samordning finns kvar.")
	next.follow("Öppna ärendet igen")
	next.sees("öppnat igen")
}

// TestTheMainTasksNeedNoScript asks, consents and writes with JavaScript off.
func TestTheMainTasksNeedNoScript(t *testing.T) {
	d := startDemo(t, t.TempDir(), false)
	w := &walk{demo: d, t: t, readers: map[string]*reader{}}
	for _, who := range []string{livelihood, leader, ame} {
		w.readers[who] = newReader(t, d.Base)
		w.readers[who].script(false)
		w.readers[who].signIn(who)
	}
	at := asked(w.as(livelihood), personName, number, "Ja, muntligt")
	r := w.as(leader)
	r.open(at)
	r.follow("Ta emot och öppna ärendet")
	w.c = r.path()
	r.follow("Samtycke: vem får veta vad")
	r.cell(livelihoodUnit, "Plan och möten", true)
	r.tick("Muntligt")
	r.tick("Personen själv")
	r.fill("Gäller till och med", day(90))
	r.follow("Spara samtycket")
	r.sees("Samtycket är sparat")
	r = w.begin(leader, "Mål")
	r.fill("Mål", "Ett mål utan skript")
	r.fill("Vilket slags uppgift är det?", "Försörjning")
	r.follow("Visa mottagare")
	r.sees("Samtycket låter ingen annan få veta om försörjning")
	r.fill("Vilket slags uppgift är det?", "Plan och möten")
	r.follow("Visa mottagare")
	r.sees("Samtycket låter 1 verksamhet få veta", livelihoodUnit)
	save(r, "Sparat och utlämnat")
	w.at(livelihood, "").sees("Ett mål utan skript")
}
