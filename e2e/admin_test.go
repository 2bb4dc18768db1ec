package e2e

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// offices are two administrators of Vetlanda, each at a browser of her own, and
// the program that both keep it in.
type offices struct {
	*service
	t             *testing.T
	first, second *holder
}

func openOffices(t *testing.T) *offices {
	t.Helper()
	s := startService(t)
	s.tell(t, "user", "add", "prov-admin", "--label", "Administratör 3", "--org", "vetlanda", "--base", s.Base)
	s.tell(t, "user", "assign", "prov-admin", "vetlanda-admin", "--deputy")
	o := &offices{service: s, t: t, first: s.holder(t, s.Base), second: s.holder(t, s.Base)}
	o.first.enrol(s.tell(t, "user", "invite", "vetlanda-admin-1", "--base", s.Base))
	o.second.enrol(s.tell(t, "user", "invite", "prov-admin", "--base", s.Base))
	return o
}

// on opens a page and looks at it with axe, in both themes and on a narrow
// screen.
func (h *holder) on(path string, says ...string) {
	h.t.Helper()
	h.open(path)
	h.sees(says...)
	h.looks()
}

// shownLink is the link that a page shows once.
func (h *holder) shownLink() string {
	h.t.Helper()
	h.sees("Länken visas bara nu")
	link := ""
	h.ask(`document.querySelector(".secret code").textContent`, &link)
	return strings.TrimPrefix(link, h.base)
}

// TestAnOrganisationKeepsItself walks the administration: from a new unit to
// somebody who works in it, and until she has left.
func TestAnOrganisationKeepsItself(t *testing.T) {
	o := openOffices(t)
	a := o.first
	a.on("/forvaltning", "Enheter", "Personer", "Administratör 3")
	a.on("/forvaltning/enheter/ny", "Ny enhet")
	a.follow("Lägg upp enheten")
	a.sees("behöver rättas")
	a.looks()
	a.fill("Enhetens namn", "Vuxenenheten")
	a.tick("Vetlanda")
	a.follow("Lägg upp enheten")
	a.sees("Enheten är upplagd", "Vuxenenheten", "Enheten har inga funktioner")
	a.looks()
	a.follow("Ny funktion")
	a.looks()
	a.fill("Funktionens namn", "Handläggare vuxna")
	a.tick("Handlägger")
	a.follow("Lägg upp funktionen")
	a.sees("Funktionen är upplagd", "Ingen har funktionen")
	a.looks()
	function := strings.SplitN(a.path(), "?", 2)[0]
	a.on("/forvaltning/personer/ny", "Ny person")
	a.fill("Inloggningsnamn", "vetlanda-vuxna-1")
	a.fill("Visas som", "Handläggare 41")
	a.follow("Lägg upp personen")
	a.sees("Personen är upplagd", "Har ingen nyckel", "Personen har ingen funktion")
	a.looks()
	account := strings.SplitN(a.path(), "?", 2)[0]
	a.on(function+"/bemanna", "Bemanna")
	a.fill("Vem", "Handläggare 41")
	a.tick("Innehavare")
	a.follow("Bemanna")
	a.sees("Handläggare 41")
	a.looks()

	a.open(account)
	a.follow("Bjud in")
	link := a.shownLink()
	a.looks()
	worker := o.holder(t, o.Base)
	worker.enrol(link)
	worker.sees("Min dag", "Handläggare vuxna")
	o.appointed(account)
	o.left(account, worker)
}

// appointed makes somebody an administrator: one asks, another confirms, and who
// has let her in cannot be the one who asks.
func (o *offices) appointed(account string) {
	a, b := o.first, o.second
	who := a.staffFunction("Lokal administratör")
	a.on(who, "Bemanning")
	a.on(who+"/bemanna", "Vem som administrerar bestäms av två")
	a.asksFor("Handläggare 41")
	a.sees("Du har själv bjudit in kontot")
	a.looks()

	b.open(who + "/bemanna")
	b.asksFor("Handläggare 41")
	b.sees("Du har frågat", "Handläggare 41 blir ersättare")
	b.looks()
	change := b.change()
	b.on(change, "Du frågade. Någon annan måste svara.", "Har en nyckel", "Administratör 1 bjöd in")
	b.lacks("Godkänn</button>")
	// She who asks cannot answer either, whatever her browser sends.
	status := b.posts(change, 1)
	if status != http.StatusForbidden {
		o.t.Errorf("the first confirms herself: %d", status)
	}
	a.on(change, "Så loggar kontot in", "Har en nyckel", "Vem som har släppt in kontot", "Administratör 1 bjöd in", "Godkänn bara om du själv vet")
	a.follow("Säg nej")
	a.sees("Svaret är sparat")
	b.on(change, "Administratör 1 sa nej")

	b.open(who + "/bemanna")
	b.asksFor("Handläggare 41")
	b.open(b.change())
	b.follow("Ta tillbaka")
	b.sees("Svaret är sparat")

	b.open(who + "/bemanna")
	b.asksFor("Handläggare 41")
	a.open(b.change())
	a.follow("Godkänn")
	a.sees("Svaret är sparat", "Handläggare 41")
	a.looks()
	a.open(account)
	a.sees("Den här personen administrerar organisationen")
	a.looks()
	if a.has("press", "Bjud in") || a.has("press", "Avsluta kontot") {
		o.t.Error("one alone may still change how an administrator signs in")
	}
	o.dismissed(who, change)
}

// dismissed takes the administration from her again, by two.
func (o *offices) dismissed(who, answered string) {
	a, b := o.first, o.second
	a.open(who)
	end := ""
	a.ask(`[...document.querySelectorAll("a[href*='/bemanningar/']")].find(e=>e.closest("li,tr").textContent.includes("Handläggare 41")).pathname`, &end)
	a.on(end, "Handläggare 41")
	a.follow("Fråga om bemanningen ska avslutas")
	a.sees("Du har frågat", "Handläggare 41 har inte längre")
	a.open(a.change())
	a.looks()
	b.on(a.path(), "Handläggare 41 har inte längre")
	b.follow("Godkänn")
	b.sees("Svaret är sparat")
	b.on(answered, "sa nej")
}

// left ends an account: its browser is out on the next request.
func (o *offices) left(account string, worker *holder) {
	a := o.first
	worker.open("/min-dag")
	worker.sees("Min dag")
	a.on(account+"/avsluta", "Ska kontot för Handläggare 41 avslutas?")
	a.follow("Avsluta kontot")
	a.sees("Kontot är avslutat")
	if status, _ := worker.fetch("/min-dag"); status != http.StatusSeeOther {
		o.t.Errorf("her browser gets %d on the next request", status)
	}
	worker.open("/min-dag")
	worker.sees("Logga in")
	worker.follow("Logga in med inloggningsnyckel")
	worker.sees("Nyckeln godtogs inte")
}

// staffFunction is the address of a function of the organisation.
func (h *holder) staffFunction(name string) (at string) {
	h.t.Helper()
	h.on("/forvaltning/enheter", name)
	h.follow(name)
	return strings.SplitN(h.path(), "?", 2)[0]
}

// asksFor asks that somebody becomes a deputy, on the page of who administers.
func (h *holder) asksFor(label string) {
	h.t.Helper()
	h.fill("Vem", label)
	h.tick("Ersättare")
	h.follow("Fråga en annan administratör")
}

var changeAddress = regexp.MustCompile(`/forvaltning/andringar/[a-z2-7]{26}`)

// change is the first change that waits.
func (h *holder) change() string {
	h.t.Helper()
	h.open("/forvaltning")
	return changeAddress.FindString(h.html())
}

// posts sends a form that the page does not show, and returns the status.
func (h *holder) posts(path string, version int) (status int) {
	h.t.Helper()
	send := fmt.Sprintf(`fetch(%q,{method:"POST",redirect:"manual",body:new URLSearchParams({once:crypto.randomUUID().replaceAll("-",""),version:"%d"})}).then(a=>a.status)`, path, version)
	h.run(chromedp.Evaluate(send, &status, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	return status
}

// people is a file of 3,000 people, of whom 17 are wrong.
func people(wrong bool) (text string, rows []int) {
	b := &strings.Builder{}
	b.WriteString("Inloggningsnamn;Visas som\r\n")
	for i := range 3000 {
		name, label := fmt.Sprintf("vetlanda-prov-%04d", i), fmt.Sprintf("Handläggare %d", 1000+i)
		if wrong && i%176 == 100 {
			rows = append(rows, i+2)
			switch i % 3 {
			case 0:
				name = "x" // too short
			case 1:
				label = "" // nothing to show
			default:
				name = "vetlanda-admin-1 åäö" // letters that nobody types at sign-in
			}
		}
		fmt.Fprintf(b, "%s;%s\r\n", name, label)
	}
	return b.String(), rows
}

// chooses puts a file into the form of imports and sends it to be looked at.
func (h *holder) chooses(name, text string) {
	h.t.Helper()
	file := filepath.Join(h.t.TempDir(), name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	h.open("/forvaltning/import")
	h.tick("Personer")
	h.run(chromedp.SetUploadFiles(`input[type="file"]`, []string{file}, chromedp.ByQuery))
	h.follow("Granska filen")
}

// TestALargeFileIsMendedAndTakenIn imports 3,000 rows, of which 17 are wrong.
func TestALargeFileIsMendedAndTakenIn(t *testing.T) {
	o := openOffices(t)
	a := o.first
	text, wrong := people(true)
	if len(wrong) != 17 {
		t.Fatalf("%d rows are wrong", len(wrong))
	}
	before := a.headcount()
	a.on("/forvaltning/import", "Ingenting ändras av att filen granskas")
	a.chooses("personer.csv", text)
	a.sees("Ingenting kan tas in än", "17 rader är fel")
	for _, row := range wrong {
		if !regexp.MustCompile(`(?m)^` + fmt.Sprint(grouped(row)) + `\s`).MatchString(a.text()) {
			t.Errorf("the preview does not name row %d", row)
		}
	}
	a.looks()
	if a.has("press", "Ta in alla") {
		t.Error("a file with faults can be taken in")
	}
	if now := a.headcount(); now != before || now == "" {
		t.Error("something was done though rows are wrong")
	}

	mended := o.mend(a, wrong)
	a.chooses("rattade.csv", mended)
	a.sees("17 nya")
	a.looks()
	a.follow("Ta in alla")
	a.sees("Filen är inläst")
	whole, _ := people(false)
	a.chooses("alla.csv", whole)
	a.sees("17 oförändrade")
	a.follow("Ta in alla")
	a.sees("Filen är inläst")
	a.open("/forvaltning/personer?sok=vetlanda-prov-2999")
	a.sees("Handläggare 3999")
}

// grouped writes a number as Swedish does.
func grouped(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d %03d", n/1000, n%1000)
}

// headcount is how many people the list of them says that there are.
func (h *holder) headcount() string {
	h.t.Helper()
	_, body := h.fetch("/forvaltning/personer")
	return regexp.MustCompile(`[0-9]+ personer`).FindString(strings.ReplaceAll(body, "\u00a0", " "))
}

// mend takes the faulty rows, as the page offers them, and mends each.
func (o *offices) mend(a *holder, wrong []int) string {
	o.t.Helper()
	file := ""
	a.ask(`document.querySelector("a[href$='/fel']").pathname`, &file)
	code, body := a.fetch(file)
	rows, err := csvOf(body)
	if code != http.StatusOK || err != nil || len(rows) != len(wrong)+1 {
		o.t.Fatalf("the faulty rows: %d, %v, %d rows", code, err, len(rows))
	}
	b := &strings.Builder{}
	for i, row := range rows {
		if i > 0 {
			at := row[len(row)-2]
			if at != fmt.Sprint(wrong[i-1]) || row[len(row)-1] == "" {
				o.t.Errorf("the file of faults has %q", row)
			}
			row[0], row[1] = fmt.Sprintf("vetlanda-prov-%04d", wrong[i-1]-2), fmt.Sprintf("Handläggare %d", 998+wrong[i-1])
		}
		b.WriteString(strings.Join(row[:2], ";") + "\r\n")
	}
	return b.String()
}

func csvOf(text string) ([][]string, error) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma = ';'
	return r.ReadAll()
}

// TestTheFederationKeepsTheFrameAndSeesNobody walks its pages, and tries those
// where people are.
func TestTheFederationKeepsTheFrameAndSeesNobody(t *testing.T) {
	s := startService(t)
	h := s.holder(t, s.Base)
	h.enrol(s.tell(t, "user", "invite", "hsf-tjansteman-1", "--base", s.Base))
	h.on("/forbund", "Organisationer", "Vetlanda")
	h.on("/forbund/omraden/nytt")
	h.fill("Kommunkod", "0617")
	h.fill("Områdets namn", "Gnosjö")
	h.fill("Bokstav i ärendenummer", "GN")
	h.follow("Lägg upp området")
	h.sees("Gnosjö")
	h.on("/forbund/organisationer/ny")
	h.fill("Organisationens namn", "Gnosjö kommun")
	h.tick("Kommunen")
	h.tick("Gnosjö")
	h.follow("Lägg upp organisationen")
	h.sees("Gnosjö kommun")
	h.looks()
	h.follow("Utse den första administratören")
	h.looks()
	h.fill("Inloggningsnamn", "gnosjo-admin-1")
	h.fill("Visas som", "Administratör 1")
	h.follow("Utse och visa inbjudan")
	link := h.shownLink()
	h.looks()
	first := s.holder(t, s.Base)
	first.enrol(link)
	first.on("/forvaltning", "Gnosjö kommun", "Organisationen har bara en administratör")
	h.on("/forbund/forum")
	for _, path := range []string{"/forvaltning", "/forvaltning/personer", "/forvaltning/enheter", "/forvaltning/import", "/arenden", "/loggkontroll"} {
		if status, body := h.fetch(path); status == http.StatusOK && (path != "/arenden" || strings.Contains(body, `href="/arenden/`)) {
			t.Errorf("the federation comes to %s", path)
		}
	}
	h.open("/forbund/organisationer/vetlanda")
	h.lacks("vetlanda-admin-1", "Administratör 1")
}
