package e2e

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestTheStructureInABrowser walks what stands around the cases on the pages.
func TestTheStructureInABrowser(t *testing.T) {
	t.Parallel()
	w := &walk{demo: startDemo(t, t.TempDir(), false), t: t, readers: map[string]*reader{}}
	w.wayIn()
	w.mended()
	w.catalogue()
	w.survey()
	w.mapping()
	w.board()
	w.missing()
	w.stop(t)
}

// wayIn is that a newcomer finds the way into primary care, by keyboard.
func (w *walk) wayIn() {
	r := w.as(newcomer)
	r.open("/vagar-in?omrade=0604")
	r.tabTo("field", "Vad gäller det?")
	r.keys("husläkare")
	r.leave(func() { r.keys(kb.Enter) })
	r.sees("Rehabkoordinator", "vardagar 8–9 och 13–14", "Så frågar du", "Ring rehabkoordinatorn")
	var best string
	r.ask(`document.querySelector(".way-best").innerText`, &best)
	if !regexp.MustCompile(`\d{2,4}-\d`).MatchString(best) || !strings.Contains(best, "Aneby") || !strings.Contains(best, "arbetsdag") {
		w.t.Errorf("the best way in is: %s", best)
	}
}

// mended is that a coordinator is asked of a way in that nobody has confirmed,
// and mends it.
func (w *walk) mended() {
	const asks = "Stämmer fortfarande vägen in Behandlare i Aneby?"
	r := w.as(aneby)
	r.open("/min-dag")
	r.follow(asks)
	r.sees("Ingen har bekräftat kontakten på 90 dagar")
	r.follow("Ändra")
	r.fill("Telefon", "0380-555 12")
	r.follow("Spara och bekräfta")
	r.sees("Vägen in är ändrad och bekräftad.", "0380-555 12")
	r.lacks("Ingen har bekräftat kontakten på 90 dagar")
	r.open("/min-dag")
	r.lacks(asks)
}

// choose puts a workbook into the form of the catalogue's file.
func (r *reader) choose(book []byte) {
	r.t.Helper()
	file := filepath.Join(r.t.TempDir(), "insatser.xlsx")
	if err := os.WriteFile(file, book, 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.open("/insatser/fil")
	r.run(chromedp.SetUploadFiles(`input[type="file"]`, []string{file}, chromedp.ByQuery))
	r.follow("Granska filen")
}

// catalogue is what Vetlanda offers: out as Excel, changed, refused for one bad
// row, and in.
func (w *walk) catalogue() {
	book := w.visit(w.t, catalogues).file(w.t, "/insatser/fil/mall?innehall=1")
	r := w.as(catalogues)
	r.choose(changed(w.t, book, "Trollkonst"))
	r.sees("Ingenting kan tas in än", "12\tSlag\tOrdet finns inte")
	r.open("/insatser?visa=egna")
	r.lacks(newTraining)
	r.choose(changed(w.t, book, ""))
	r.press("press", "1 ny")
	r.sees(newTraining, jobs)
	r.follow("Ta in alla 2 rader")
	in := w.as(newcomer)
	in.open("/insatser?omrade=0685")
	in.sees(newTraining)
	in.follow(jobs)
	in.sees("7 lediga platser")
}

// missing is that three cases have needed what there is not: a number is told
// when the week is over.
func (w *walk) missing() {
	r := w.as(leader)
	_, list := r.fetch("/arenden")
	n := 0
	for _, m := range regexp.MustCompile(`href="(/arenden/[a-z2-7]{26})"[^>]*>\s*([^<]*sson)`).FindAllStringSubmatch(list, -1) {
		if _, body := r.fetch(m[1] + "/insatser"); n == 3 || !strings.Contains(body, "Vad saknades?") {
			continue
		}
		n++
		r.open(m[1] + "/insatser")
		r.fill("Vad saknades?", "Arbetsinriktad: samordnande")
		r.tick("Arbetsförmedlingen", "Hos vem hade det behövt finnas?")
		r.follow("Räkna")
		r.sees("Räknat, utan koppling till ärendet.")
		in := w.as(newcomer)
		in.open("/onskat?omrade=0685")
		if says := in.gap("amordnande", "Arbetsförmedlingen"); !strings.Contains(says, "färre än tre") {
			w.t.Errorf("in the week of the %d cases it says %s", n, says)
		}
		in.lacks(strings.TrimSpace(m[2]), strings.TrimPrefix(m[1], "/arenden/"))
	}
	if n != 3 {
		w.t.Errorf("%d cases could say that something is missing", n)
	}
	w.stop(w.t)
	w.demo, w.readers = startDemo(w.t, w.dir, false, clockAt(nextMonday())), map[string]*reader{}
	in := w.as(newcomer)
	in.open("/onskat?omrade=0685")
	if says := in.gap("amordnande", "Arbetsförmedlingen"); !slices.Contains(strings.Fields(says), "3") {
		w.t.Errorf("of %d cases it says %s", n, says)
	}
}

// gap is the row of what is wished of somebody.
func (r *reader) gap(sort, actor string) (says string) {
	r.t.Helper()
	r.ask(`([...document.querySelectorAll("main tbody tr")].find(tr=>tr.innerText.includes("`+sort+`")&&tr.innerText.includes("`+actor+`"))||{innerText:""}).innerText`, &says)
	return says
}

var surveyCode = regexp.MustCompile(`/svara/([0-9a-z-]+)`)

// survey is answered by seven without accounts: what six have answered is shown,
// what four have is not.
func (w *walk) survey() {
	r := w.as(leader)
	r.open("/enkater/ny?omrade=0685")
	r.fill("Rubrik", "Efter dagen")
	r.fill("Varför görs enkäten?", "Vad gav dagen?")
	r.ask(openAll, nil)
	for i, q := range [][3]string{{"Hade du nytta av dagen?", "Skala från 1 till 5", "Inte alls\nHelt"}, {"Vad var bäst?", "Ett av flera svar", "Mötena\nFöredragen"}, {"Vad saknas?", "Kort text", ""}} {
		under := "Fråga " + string(rune('1'+i))
		r.fill("Fråga", q[0], under)
		r.fill("Hur besvaras frågan?", q[1], under)
		if q[2] != "" {
			r.fill("Svar att välja mellan", q[2], under)
		}
	}
	r.follow("Spara enkäten")
	at := r.path()
	r.fill("Vem som helst", "8")
	r.tick("Ett ark att skriva ut")
	r.follow("Gör inbjudningarna")
	codes := surveyCode.FindAllStringSubmatch(r.text(), -1)
	if len(codes) != 8 {
		w.t.Fatalf("%d codes:\n%s", len(codes), r.text())
	}
	w.answered7(codes)
	r.open(at)
	r.lacks("Ett namn att ringa")
	r.ask(openAll, nil)
	r.ask(`[...document.querySelectorAll("main details button")].find(b=>b.textContent.trim()==="Stäng enkäten nu").focus()`, nil)
	r.leave(func() { r.keys(kb.Enter) })
	r.open(at)
	r.sees("7 har svarat.", "6 har svarat.", "4 har svarat. Svaren visas inte, eftersom de är färre än fem.")
	r.lacks("Ett namn att ringa")
}

// answered7 is that seven answer: one in a browser without having signed in, the
// others without scripts; nobody twice.
func (w *walk) answered7(codes [][]string) {
	r := newReader(w.t, w.Base)
	r.open(codes[0][0])
	r.tick("4", "Hade du nytta av dagen?")
	r.tick("Mötena", "Vad var bäst?")
	r.fill("Vad saknas?", "Ett namn att ringa")
	r.follow("Skicka svaret")
	r.sees("Tack för ditt svar")
	r.open(codes[0][0])
	r.sees("Länken är redan använd")
	for i, c := range codes[1:7] {
		a := url.Values{"q1": {"4"}}
		if i < 5 {
			a.Set("q2", "1")
		}
		if i < 3 {
			a.Set("q3", "Ett namn att ringa")
		}
		if status, body := w.visit(w.t, "").post(w.t, c[0], a); status != http.StatusOK || !strings.Contains(body, "Tack för ditt svar") {
			w.t.Errorf("an answer is answered %d %s", status, body)
		}
	}
}

// mapping is a focus group: typed, coded by two, settled, and summed up in a
// report that is printed, downloaded and read.
func (w *walk) mapping() {
	r := w.as(federation)
	r.open("/kartlaggning/ny")
	r.fill("Namn", "Uppföljning i Vetlanda")
	r.fill("Syfte", "Se vad som har ändrats.")
	r.fill("Huvudfrågor", "Vad fungerar?")
	r.tick("Intervju i fokusgrupp")
	r.tick("Vetlanda", "Kommunområden")
	r.fill("Från", day(-60))
	r.follow("Spara")
	at := r.path()
	r.open(at + "/grupper/ny")
	r.fill("Grupp", "Medarbetare på AF")
	r.tick("Medarbetare", "För")
	r.tick("Arbetsförmedlingen", "Aktörer")
	r.tick("Vetlanda", "Kommunområden")
	r.fill("Personer", "5")
	r.fill("Minuter", "60")
	r.fill("Datum", day(-10))
	r.fill("Samtalsledare", option(r, federation))
	r.follow("Spara gruppen")
	r.sees("Medarbetare på AF")
	r.open(at + "/uttalanden?omrade=0685")
	r.fill("Varifrån", "Intervju i fokusgrupp")
	r.fill("Grupp", "Medarbetare på AF")
	r.fill("Uttalanden", strings.Join(wasSaid, "\n"))
	r.follow("Lägg in")
	r.sees(wasSaid...)
	w.codes(federation, at, firstCodes)
	w.codes(leader, at, secondCodes)
	r.open(at + "/overens?omrade=0685")
	r.sees("Kappa", "0,69", "Oense")
	r.follow("Fastställ det som alla är överens om")
	r.open(at + "/overens?omrade=0685")
	r.sees("Vi ser målgruppen olika.")
	r.follow("Fastställ", "Vi ser målgruppen olika.")
	w.summed(r)
}

// codes is that a function says how it sees what was said.
func (w *walk) codes(who, at string, codes [][2]string) {
	r := w.as(who)
	r.open(at + "/uttalanden?omrade=0685")
	names := map[string]string{"structure": "En tydlig arbetsstruktur", "leadership": "En ledning som prioriterar", "goals": "Gemensamma målgrupper", "respect": "Kunskap om och respekt"}
	for i, words := range wasSaid {
		p := r.find("field", "Min kodning", words)
		if p.Tag != "SELECT" {
			w.t.Fatalf("%q is coded in a %s", words, p.Tag)
		}
		r.ask(`(()=>{const e=window.found, o=[...e.options].find(o=>o.value.includes("`+codes[i][0]+`")&&o.value.includes("`+codes[i][1]+`")&&(o.text+(o.parentElement.label||"")).includes("`+names[codes[i][0]]+`")); e.value=o.value; e.dispatchEvent(new Event("change",{bubbles:true}))})()`, nil)
	}
	r.follow("Spara min kodning")
	r.sees("Din kodning är sparad.")
}

// summed is the study's report.
func (w *walk) summed(r *reader) {
	r.open("/rapporter")
	r.follow("Gör delrapport Vetlanda")
	r.sees(wasSaid...)
	r.follow("Publicera")
	at, _, _ := strings.Cut(r.path(), "?")
	if n := r.printed(at); n == 0 {
		w.t.Error("the report has no pages")
	}
	reads := w.visit(w.t, leader)
	document, page := wordText(w.t, reads.file(w.t, at+"/docx")), string(reads.file(w.t, at+"/html"))
	for _, words := range wasSaid {
		if !strings.Contains(document, words) || !strings.Contains(page, words) {
			w.t.Errorf("the report as a file does not say %q", words)
		}
	}
}

// printed is on how many sheets a report comes.
func (r *reader) printed(at string) int {
	r.t.Helper()
	r.open(at + "/utskrift")
	return r.sheets()
}

// board is what the federation reads, and that it reads of no case.
func (w *walk) board() {
	r := w.as(federation)
	r.open("/forbund/styrelserapport")
	r.sees("Vetlanda", "Försäkringskassan")
	_, list := w.as(leader).fetch("/arenden")
	for _, m := range regexp.MustCompile(`href="(/arenden/[a-z2-7]{26})"`).FindAllStringSubmatch(list, 3) {
		for _, p := range []string{"", "/insatser", "/plan"} {
			if status, _ := r.fetch(m[1] + p); status != http.StatusNotFound && status != http.StatusForbidden {
				w.t.Errorf("the federation gets %s: %d", p, status)
			}
		}
	}
}
