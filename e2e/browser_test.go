package e2e

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	devtools "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// What the units of the scenario are called on the pages.
const (
	livelihoodUnit = "Försörjningsstöd"
	leaderUnit     = "Samverkan"
	ameUnit        = "Arbetsmarknadsenheten"
	careUnit       = "Vetlanda vårdcentral"
	fkUnit         = "Sjukskrivning och samordning"
	afUnit         = "Arbetsförmedlingen Vetlanda"
)

// personName is what the person of the scenario is called.
const personName = "Testa Testsson"

// walk is the scenario under way, in a browser: each function at a window of
// her own.
type walk struct {
	*demo
	t       testing.TB
	c       string // address of the case
	readers map[string]*reader
}

// as returns the window of a function or of the person, signed in.
func (w *walk) as(who string) *reader {
	w.t.Helper()
	r := w.readers[who]
	if r == nil {
		r = newReader(w.t, w.Base)
		if w.readers[who] = r; who == person {
			who = personName
		}
		r.signIn(who)
	}
	return r
}

// at opens a page of the case as somebody.
func (w *walk) at(who, path string) *reader {
	w.t.Helper()
	r := w.as(who)
	r.open(w.c + path)
	return r
}

// TestTheTenStepsInABrowser walks the report's scenario through the pages.
func TestTheTenStepsInABrowser(t *testing.T) {
	t.Parallel()
	d := startDemo(t, t.TempDir(), true)
	w := &walk{demo: d, t: t, readers: map[string]*reader{}}
	w.request()
	w.otherRequests()
	w.invite()
	w.consent()
	w.write()
	w.conflicts()
	w.agree()
	w.untick()
	w.staff()
	w.course()
	d.stop(t)
	if out, code := d.command(t, "audit", "verify"); code != 0 {
		t.Errorf("the log: %s", out)
	}
}

// asked walks through the wizard and returns the address of the request.
func asked(r *reader, who, number, consented string) string {
	r.t.Helper()
	r.open("/begaran")
	r.follow("Begär samordning")
	r.fill("Kommun", "Vetlanda")
	r.tick("Samordning", "Vad behövs det hjälp med?")
	r.follow("Nästa")
	r.sees("Samverkanskoordinator", "Den som passar bäst står först")
	r.tick("Samverkanskoordinator")
	r.follow("Nästa")
	r.fill("Personnummer", number)
	r.fill("Namn", who)
	r.tick("Inget särskilt skydd")
	r.follow("Nästa")
	for _, kind := range []string{"Kommunen", "Vården", "Försäkringskassan", "Arbetsförmedlingen"} {
		r.tick(kind, "Vilka behöver vara med?")
	}
	for _, fact := range []string{"Långvarigt försörjningsstöd", "Saknar sjukpenninggrundande inkomst", "Inskriven hos Arbetsförmedlingen", "Ohälsa hindrar"} {
		r.tick(fact, "Vad stämmer in?")
	}
	r.fill("Vad hoppas personen på?", "En gemensam plan i stället för fyra.")
	r.follow("Nästa")
	r.sees("Det här skickas", who, "Samverkanskoordinator", "En gemensam plan i stället för fyra.")
	r.tick(consented)
	r.follow("Skicka begäran")
	r.sees("Begäran är skickad", "Väntar på svar", who)
	return r.path()
}

// request is step 1 and the beginning of 2: asked, followed, accepted.
func (w *walk) request() {
	sender, coordinator := w.as(livelihood), w.as(leader)
	at := asked(sender, personName, number, "Ja, muntligt")
	coordinator.open("/min-dag")
	coordinator.sees("Begäran som väntar på svar", personName)
	coordinator.follow(personName)
	coordinator.follow("Ta emot och öppna ärendet")
	coordinator.sees("ärendet är öppnat", personName)
	w.c = coordinator.path()
	sender.open(at)
	sender.sees("Mottagen")
	w.as(ame).open(at)
	w.as(ame).sees("Sidan finns inte")
}

// otherRequests is the rest of what can be done with a request: a question back
// and its answer, on to another function, and no with a reason.
func (w *walk) otherRequests() {
	sender, coordinator := w.as(livelihood), w.as(leader)
	at := asked(sender, "Prova Provsson", "19900117-2387", "Ja, på papper")
	coordinator.open(at)
	coordinator.follow("Ställ en fråga tillbaka")
	coordinator.fill("Din fråga", "Vem på vårdcentralen känner till det här?")
	coordinator.follow("Skicka frågan")
	coordinator.sees("Frågan är ställd", "Fråga tillbaka")
	sender.open(at)
	sender.sees("Vem på vårdcentralen känner till det här?")
	sender.follow("Svara på frågan")
	sender.fill("Ditt svar", "Rehabkoordinatorn.")
	sender.follow("Skicka svaret")
	sender.sees("Svaret är skickat", "Väntar på svar")
	coordinator.open(at)
	coordinator.sees("Rehabkoordinatorn.")
	coordinator.follow("Skicka vidare")
	coordinator.tick("Arbetscoach")
	coordinator.fill("Skäl", "Inte vårt uppdrag")
	coordinator.follow("Skicka vidare")
	coordinator.sees("skickad vidare")
	coordinator.open(at)
	coordinator.sees("Sidan finns inte")
	w.as(ame).open(at)
	w.as(ame).follow("Säg nej")
	w.as(ame).follow("Säg nej")
	w.as(ame).sees("En sak behöver rättas", "Välj ett skäl")
	w.as(ame).fill("Skäl", "Ingen plats eller tid just nu")
	w.as(ame).fill("Med egna ord", "Vi har plats i mars.")
	w.as(ame).follow("Säg nej")
	sender.open(at)
	sender.sees("ingen plats eller tid just nu", "Vi har plats i mars.")
}

// invite is the rest of step 2: four are invited, and told no more than they
// may know.
func (w *walk) invite() {
	r := w.as(leader)
	for _, f := range [][2]string{{ame, "Arbetscoach"}, {care, "Rehabkoordinator (rehabsamordnare)"}, {fk, "Samverkansansvarig"}, {af, "Handläggare"}} {
		r.open(w.c + "/parter")
		r.fill("Funktion", option(r, f[0]))
		r.follow("Skicka inbjudan")
		r.sees("Inbjudan är skickad")
		in := w.at(f[0], "")
		in.sees("Sidan finns inte")
		in.open("/min-dag")
		in.sees("Inbjudningar till ärenden")
		in.open(strings.Replace(w.c, "/arenden/", "/inbjudningar/", 1))
		in.sees("Inbjudan till ett ärende", "Vetlanda", "Samverkanskoordinator", "Du ser inte vem det gäller")
		in.lacks("Testa", "Testsson", "1990", "2385")
		in.follow("Tacka ja")
		in.lacks("Testa", "Testsson", "1990", "2385")
	}
}

// option is the words of the choice that stands for a function.
func option(r *reader, function string) (says string) {
	r.t.Helper()
	r.ask(`document.querySelector('select option[value="`+function+`"]').text`, &says)
	return says
}

// consent is step 3: the grid, and a block that wins over it.
func (w *walk) consent() {
	r := w.at(leader, "")
	r.follow("Samtycke: vem får veta vad")
	fillConsent(r)
	r.follow("Se vad som ändras")
	r.follow("Spara samtycket")
	r.sees("Samtycket är sparat", "Det gäller nu")
	r.open(w.c + "/samtycke")
	r.fill("Spärra en verksamhet", afUnit)
	r.follow("Sätt spärr")
	r.sees("Spärren är satt", "Spärrad.")
	r.follow("Häv spärren")
	r.sees("Spärren är hävd")
	w.at(care, "/samtycke").sees("får veta", "Diagnos")
}

// fillConsent ticks what the person has agreed to.
func fillConsent(r *reader) {
	r.t.Helper()
	const plan, work, income, ability, diagnosis = "Plan och möten", "Arbete och sysselsättning", "Försörjning", "Funktion och aktivitet", "Diagnos"
	for unit, knows := range map[string][]string{
		livelihoodUnit: {plan, work, income}, leaderUnit: {plan, work}, ameUnit: {plan, work}, careUnit: {plan, work, income, ability, diagnosis},
		fkUnit: {plan, work, income, ability}, afUnit: {plan, work},
	} {
		for _, category := range knows {
			r.cell(unit, category, true)
		}
	}
	r.tick("Muntligt")
	r.tick("Personen själv")
	r.fill("Vad är samtycket till för?", "En gemensam plan")
	r.fill("Gäller till och med", day(180))
}

// begin opens the form for a kind of item.
func (w *walk) begin(who, kind string) *reader {
	w.t.Helper()
	r := w.at(who, "")
	if who == person {
		r.open("/min-plan")
		r.follow("Skriv i planen")
	} else {
		r.follow("Skriv i ärendet")
	}
	r.follow(kind)
	return r
}

// share chooses a category and ticks exactly the units named, after looking at
// who the page says would get it.
func share(r *reader, category string, units ...string) {
	r.t.Helper()
	if category != "" {
		r.fill("Vilket slags uppgift är det?", category)
		r.settle()
	}
	all := map[string]bool{}
	for _, u := range []string{livelihoodUnit, leaderUnit, ameUnit, careUnit, fkUnit, afUnit} {
		all[u] = r.has("choice", u, "Mottagare") || r.has("choice", u, "De här får se")
	}
	for _, u := range units {
		if !all[u] {
			r.t.Fatalf("%s is not offered %s:\n%s", r.path(), u, r.text())
		}
	}
	group := "Mottagare"
	if !r.has("choice", "", group) {
		group = "De här får se"
	}
	for u, offered := range all {
		if offered {
			r.set("choice", u, slices.Contains(units, u), []string{group})
		}
	}
}

// save sends a form and looks at what the page says of it.
func save(r *reader, says string) {
	r.t.Helper()
	r.follow("Spara")
	r.sees(says)
}

// write is step 4: each party's part, with those who get it shown before it is
// saved.
func (w *walk) write() {
	w.byKeyboard()
	r := w.begin(ame, "Anteckning")
	r.fill("Rubrik", "Arbetsanteckning på AME")
	r.tick("Spara som arbetsanteckning")
	save(r, "Bara er verksamhet ser det")

	r = w.begin(care, "Läkarintyg")
	r.fill("Rubrik", "Sjukskriven 100 %")
	r.fill("Från och med", day(-10))
	r.fill("Till och med", day(30))
	r.tick("100", "Sjukskrivningens omfattning")
	share(r, "Funktion och aktivitet", fkUnit)
	save(r, "Sparat och utlämnat")
	r.sees(fkUnit)

	r = w.begin(af, "Aktivitet")
	r.fill("Vad är det för aktivitet?", "Klargörande arbetsförmåga")
	r.fill("Från och med", day(70))
	r.fill("Till och med", day(130))
	share(r, "", ameUnit, leaderUnit)
	save(r, "Sparat och utlämnat")

	r = w.begin(fk, "Anteckning")
	r.fill("Rubrik", "Samordning bedömd")
	r.tick("Lämna ut till dem som är ikryssade")
	share(r, "", leaderUnit)
	save(r, "Sparat och utlämnat")

	r = w.begin(livelihood, "Krav")
	r.fill("Vad krävs?", "Inskriven på AF")
	r.tick("Ja, kravet är att vara inskriven")
	share(r, "", afUnit)
	save(r, "Sparat och utlämnat")

	r = w.begin(person, "Mål")
	r.fill("Vad är ditt mål?", "Jobba halvtid med något praktiskt")
	share(r, "", ameUnit, careUnit, leaderUnit, livelihoodUnit)
	save(r, "De du valde kan nu se det")

	r = w.begin(person, "Aktivitet")
	r.fill("Vad ska du göra?", "Promenad tre gånger i veckan")
	r.fill("Från och med", day(-5))
	share(r, "Plan och möten", careUnit)
	save(r, "De du valde kan nu se det")
}

// conflicts is step 5: what the page of the case shows to whom.
func (w *walk) conflicts() {
	const conflict = "Sjukskrivning 100 % samtidigt som"
	for who, sees := range map[string]bool{care: true, fk: true, ame: false, livelihood: false, leader: false, af: false} {
		if got := strings.Contains(w.at(who, "").text(), conflict); got != sees {
			w.t.Errorf("%s is shown the conflict: %v", who, got)
		}
	}
	r := w.as(person)
	r.open("/min-plan")
	r.sees(conflict, "Jobba halvtid med något praktiskt", "Promenad tre gånger i veckan", "08-465 004 02")
	r.lacks("Arbetsanteckning på AME")
	w.at(care, "").lacks("Arbetsanteckning på AME")
	w.at(care, "").sees("Arbetsträning 25 %", "Arbetscoach", "Runt Testa", "Senast")
	w.at(ame, "").sees("Jobba halvtid med något praktiskt", "Arbetsanteckning på AME")
	w.at(af, "").lacks("Jobba halvtid med något praktiskt", "Sjukskriven 100")
}

// agree is step 6: version 1 is frozen and printed on one page, a change begins
// version 2, and the two are compared.
func (w *walk) agree() {
	r := w.at(leader, "/plan")
	r.follow("Kom överens om planen")
	r.tick("Var med när planen gjordes")
	r.fill("När ska planen följas upp?", day(40))
	r.follow("Planen är överenskommen")
	r.sees("Planen är överenskommen", "version 1", "Överenskommen", "Inte ännu")
	if n := w.at(leader, "/plan/1/utskrift").sheets(); n != 1 {
		w.t.Errorf("the plan is printed on %d pages", n)
	}
	in := w.at(care, "/plan/1")
	in.follow("Jag har tagit del")
	in.sees("noterat att du har tagit del")

	c := w.at(ame, "")
	c.follow("Arbetsträning 25 %")
	c.follow("Ändra")
	c.fill("Vad är det för aktivitet?", "Arbetsträning 50 %")
	c.fill("Omfattning", "50")
	c.tick("Överenskommet", "Varför ändras uppgiften?")
	share(c, "", careUnit, leaderUnit)
	c.follow("Spara ny version")

	in = w.at(care, "/plan")
	in.sees("Version 2", "Under arbete", "Arbetsträning 50 %")
	in.follow("Jämför med version 1")
	in.sees("Ändrad", "Arbetsträning 50 %", "25 %", "50 %")
	if n := w.at(care, "/plan/utskrift").sheets(); n != 1 {
		w.t.Errorf("the changed plan is printed on %d pages", n)
	}
}

var pdfPage = regexp.MustCompile(`/Type\s*/Page[^s]`)

// sheets prints the page as the browser does and counts the sheets.
func (r *reader) sheets() int {
	r.t.Helper()
	var pdf []byte
	r.run(chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = devtools.PrintToPDF().WithPreferCSSPageSize(true).WithPaperWidth(8.27).WithPaperHeight(11.69).Do(ctx)
		return err
	}))
	return len(pdfPage.FindAll(pdf, -1))
}
