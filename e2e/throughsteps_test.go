package e2e

import (
	"regexp"
	"strings"
	"testing"
)

// TestTheWayThroughInABrowser walks the way through on the pages.
func TestTheWayThroughInABrowser(t *testing.T) {
	t.Parallel()
	w := &walk{demo: startDemo(t, t.TempDir(), false), t: t, readers: map[string]*reader{}}
	w.request()
	w.invite()
	w.situation()
	w.grid()
	w.collide()
	at := w.carries()
	w.answered(at)
	w.takenIn(at)
	w.coordinated()
	w.judged()
	w.followed()
	w.handedOver()
	w.again(13)
	w.afterwards()
	w.again(19)
	w.told(at)
	w.stop(t)
}

// again starts the program anew on the same data, so many months later: all
// sign in again.
func (w *walk) again(months int) {
	w.t.Helper()
	flag, _ := monthsOn(months)
	w.stop(w.t)
	w.demo, w.readers = startDemo(w.t, w.dir, false, flag), map[string]*reader{}
}

// situation fills the first picture: one answer lacks, is asked for, and given.
func (w *walk) situation() {
	r := w.at(livelihood, "/forsorjning/ny")
	r.fill("Försörjning", "Ekonomiskt bistånd")
	r.fill("Från och med", day(-1100))
	r.follow("Spara försörjningen")
	r.sees("Mycket långvarigt")
	answer := func(all map[string]string) {
		w.t.Helper()
		r.open(w.c + "/forsta-bild/fyll-i")
		r.ask(openAll, nil)
		for field, says := range all {
			r.tick(says, field)
		}
		r.follow("Spara svaren")
		r.sees("Svaren är sparade")
		r.open(w.c + "/malgrupp")
	}
	answer(map[string]string{"Fysiska svårigheter": "Ej klarlagt", "Sjukpenninggrundande inkomst": "Nej", "Inskrivning på Arbetsförmedlingen": "Ja", "Svårigheter som rör arbete": "Ja", "Psykiska svårigheter": "Ja"})
	const asks = "Uppges ohälsa, sjukdom eller funktionsnedsättning som orsak?"
	r.sees("Vad behöver vi fråga?", asks)
	if says := w.nollplacerad(); !strings.Contains(says, "Vi vet inte än") {
		w.t.Errorf("with one answer lacking the group is: %s", says)
	}
	w.mapped(r)
	answer(map[string]string{"Egen uppgift om ohälsa": "Ja"})
	r.lacks(asks)
	if says := w.nollplacerad(); strings.Contains(says, "Vi vet inte än") || !strings.Contains(says, "Ja") {
		w.t.Errorf("with all known the group is: %s", says)
	}
}

// mapped looks at what is to be found out, and notes that a mapping was made.
func (w *walk) mapped(r *reader) {
	r.open(w.c + "/forsta-bild/klarlagg")
	r.sees("Fysiska svårigheter")
	r.inspect("walk", "/forsta-bild/klarlagg")
	r.open(w.c + "/forsta-bild/kartlaggning")
	r.fill("Instrument", "FIA")
	r.fill("Gjord den", day(-5))
	r.follow("Spara kartläggningen")
	_, body := r.fetch(w.c + "/forsta-bild")
	m := regexp.MustCompile(`/uppgifter/([a-z2-7]{26})"[^>]*>[^<]*FIA`).FindStringSubmatch(body)
	if m == nil {
		w.t.Fatal("the mapping is not shown")
	}
	r.open(w.c + "/forsta-bild/kartlaggning/" + m[1])
	r.sees("Spara kartläggningen")
	r.inspect("walk", "/forsta-bild/kartlaggning")
}

// nollplacerad is what the page of target groups says of the group.
func (w *walk) nollplacerad() (says string) {
	w.t.Helper()
	w.as(livelihood).ask(`[...document.querySelectorAll("h2")].find(h=>h.innerText.trim()==="Nollplacerad").closest("section").innerText`, &says)
	return says
}

// grid is what the person agrees to: the labour market unit may know what she is
// able to, and health care not of her social support.
func (w *walk) grid() {
	const plan, work, income, ability, social = "Plan och möten", "Arbete och sysselsättning", "Försörjning", "Funktion och aktivitet", "Social situation"
	r := w.at(leader, "/samtycke")
	for unit, knows := range map[string][]string{
		livelihoodUnit: {plan, work, income, social}, leaderUnit: {plan, work}, ameUnit: {plan, work, ability, social}, careUnit: {plan, work, income, ability},
		fkUnit: {plan, work, income, ability}, afUnit: {plan, work},
	} {
		for _, category := range knows {
			r.cell(unit, category, true)
		}
	}
	r.tick("Muntligt")
	r.tick("Personen själv")
	r.fill("Vad är samtycket till för?", "En gemensam plan")
	r.fill("Gäller till och med", day(300))
	r.follow("Se vad som ändras")
	r.follow("Spara samtycket")
	r.sees("Samtycket är sparat")
}

// collide is a quarter of work training and a sick note for all of the time.
func (w *walk) collide() {
	r := w.begin(ame, "Aktivitet")
	r.fill("Vad är det för aktivitet?", training)
	r.fill("Från och med", day(-20))
	r.fill("Till och med", day(60))
	r.fill("Omfattning", "25")
	share(r, "Arbete och sysselsättning", livelihoodUnit, leaderUnit, careUnit, fkUnit, afUnit)
	save(r, "Sparat och utlämnat")
	r = w.begin(livelihood, "Aktivitet")
	r.fill("Vad är det för aktivitet?", budget)
	r.fill("Från och med", day(-5))
	share(r, "Social situation", ameUnit)
	save(r, "Sparat och utlämnat")
	r = w.begin(care, "Läkarintyg")
	r.fill("Rubrik", "Sjukskriven 100 %")
	r.fill("Från och med", day(-10))
	r.fill("Till och med", day(30))
	r.tick("100", "Sjukskrivningens omfattning")
	share(r, "Funktion och aktivitet", fkUnit, ameUnit)
	save(r, "Sparat och utlämnat")
	for who, sees := range map[string]bool{ame: true, care: true, fk: true, leader: false, af: false} {
		if strings.Contains(w.at(who, "").text(), collision) != sees {
			w.t.Errorf("%s is shown the conflict: %v", who, !sees)
		}
	}
}

const collision = "Sjukskrivning 100 % samtidigt som"

// carries makes the brief out of the conflict with three clicks, and gives its
// paper to the person. It returns the address of the brief.
func (w *walk) carries() (at string) {
	r := w.at(ame, "")
	r.follow("Gör ett underlag till läkaren")
	r.sees("1 sak är inte med", budget, training)
	r.inspect("walk", "/underlag/nytt")
	r.follow("Gör underlaget")
	r.follow("Lämna till personen")
	r.sees("Underlaget är klart att lämna")
	r.inspect("walk", "/underlag")
	at = r.path()
	r.open(at + "/utskrift")
	said := r.text()
	for _, must := range []string{training, refOf(said), codeOf(w.t, said)} {
		if must == "" || !strings.Contains(said, must) {
			w.t.Errorf("the paper lacks %q:\n%s", must, said)
		}
	}
	r.lacks(budget)
	// One sheet of paper: the brief on its front and the answer on its back.
	if n := r.sheets(); n != 2 {
		w.t.Errorf("the brief is printed on %d sides", n)
	}
	r.inspect("walk", "/underlag/utskrift")
	return at
}

var (
	caseNumber = regexp.MustCompile(`(?i)ärende\s+(\S+)`)
	briefCode  = regexp.MustCompile(`\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b`)
)

func refOf(text string) string {
	if m := caseNumber.FindStringSubmatch(text); m != nil {
		return strings.TrimRight(m[1], ".,")
	}
	return ""
}

func codeOf(t testing.TB, text string) string {
	t.Helper()
	return briefCode.FindString(text)
}

// answered is that care opens the brief with its code, and says what can be done.
func (w *walk) answered(at string) {
	code := codeOf(w.t, w.as(ame).text())
	r := w.as(care)
	r.open("/underlag")
	r.follow("Öppna med kod")
	r.fill("Kod", "ACDE-FHJK-MNPR")
	r.follow("Öppna")
	r.sees("Koden stämmer inte, eller gäller inte längre", "försök kvar i dag")
	r.lacks(training)
	r.inspect("walk", "/underlag/kod fel")
	r.fill("Kod", code)
	r.follow("Öppna")
	r.sees("Underlaget är öppnat", training)
	r.lacks(budget)
	r.inspect("walk", "/underlag/svar")
	r.tick("Kan med anpassning")
	r.tick("50", "I vilken omfattning")
	r.fill("Från och med", day(0))
	r.fill("Anpassning som skulle hjälpa", "Sitta en stund varje timme.")
	r.tick("Nej", "Finns ett nytt läkarintyg?")
	r.tick("Patienten vill att svaret lämnas")
	r.follow("Skicka svaret")
	r.sees("Svaret är skickat")
	w.at(af, "").lacks("Sitta en stund")
}

// takenIn is that the plan changes by the answer, and the conflict is gone.
func (w *walk) takenIn(at string) {
	r := w.as(ame)
	r.open("/min-dag")
	r.sees("Underlag till läkare")
	r.open(at)
	r.follow("Ta in svaret i planen")
	r.sees("Kan med anpassning", "Sitta en stund varje timme.")
	r.inspect("walk", "/underlag/ta-in")
	r.tick("Ändra aktiviteten så här")
	r.fill("Omfattning", "50")
	r.follow("Spara i planen")
	r.sees("Svaret är taget in i planen")
	for _, who := range []string{ame, care, fk} {
		if strings.Contains(w.at(who, "").text(), collision) {
			w.t.Errorf("%s is still shown the conflict", who)
		}
	}
	w.at(care, "/plan").sees(training, "50 %")
}

// coordinated is that the person asks Försäkringskassan, which says yes.
func (w *walk) coordinated() {
	r := w.at(person, "/fk-samordning")
	r.fill("Vad vill du ha hjälp med?", "Jag vill veta vem jag ska prata med.")
	r.follow("Be om samordning", "Be om samordning")
	r.sees("Begäran är sparad", "Begärd")
	in := w.as(fk)
	in.open("/min-dag")
	in.sees("Försäkringskassans samordning")
	in.open(w.c + "/fk-samordning")
	in.ask(openAll, nil)
	in.tick("Vi samordnar")
	in.fill("Svaret med ord", "Vi samordnar.")
	in.follow("Spara svaret")
	in.sees("Svaret är sparat")
	r.open(w.c + "/fk-samordning")
	r.sees("Beviljad", "Vi samordnar.")
}

// judged is the joint assessment at a call, with one that sees it otherwise.
func (w *walk) judged() {
	r := w.at(leader, "/kallelser/ny?forum=eget")
	date, from := laterToday(30)
	_, to := laterToday(90)
	r.fill("Dag", date, "Tid 1")
	r.fill("Från", from, "Tid 1")
	r.fill("Till", to, "Tid 1")
	r.fill("Fråga att besvara", "Vad är rätt väg till arbete?")
	for _, f := range []string{"Handläggare försörjningsstöd", "Arbetscoach", "Rehabkoordinator", "Samverkansansvarig", "Handläggare, Arbetsförmedlingen"} {
		r.tick(f, "Vilka kallas?")
	}
	r.tick("Bjuds in", "Personen")
	r.follow("Kalla")
	r.sees("Mötet är kallat")
	call := r.path()
	r.open(w.c + "/gemensam-bedomning")
	r.follow("Gör till gemensam bedömning")
	r.sees("Mötet är en gemensam bedömning")
	at := strings.Replace(call, "/kallelser/", "/gemensam-bedomning/", 1)
	r.open(call + "/mote")
	r.follow("Börja mötet")
	r.open(at)
	r.ask(openAll, nil)
	r.fill("Vår bedömning", "Halva dagar är rimligt.")
	r.fill("Rätt insats", "Arbetsträning, sedan matchning")
	r.fill("Rätt aktör", "Arbetsförmedlingen")
	r.fill("Ersättning att pröva", "Aktivitetsstöd")
	r.tick("Rehabiliterande insatser")
	r.follow("Spara utkast")
	r.sees("Utkastet är sparat", "Halva dagar är rimligt.")
	in := w.as(fk)
	in.open(at)
	in.ask(openAll, nil)
	in.tick("Vi ser det annorlunda")
	in.fill("Med egna ord", "Det är för tidigt för matchning.")
	in.follow("Spara", "Säg er mening")
	in.sees("Det är för tidigt för matchning.")
	r.open(at)
	r.follow("Gör till gemensamt utlåtande")
	r.sees("Utlåtandet är gemensamt", "Det är för tidigt för matchning.")
	r.inspect("walk", "/gemensam-bedomning")
	in = w.as(person)
	in.open(at)
	in.sees("Halva dagar är rimligt.", "Det är för tidigt för matchning.")
}

// followed is how it stands before and at the end, and that the person lets it
// be asked afterwards.
func (w *walk) followed() {
	r := w.at(leader, "/resultat")
	note := func(moment, livelihood, occupation string) {
		w.t.Helper()
		r.ask(openAll, nil)
		r.fill("Huvudsaklig försörjning", livelihood, moment)
		r.fill("Sysselsättning", occupation, moment)
		r.follow("Spara", moment)
		r.sees("Det är noterat")
	}
	note("Före", "Ekonomiskt bistånd", "Annat")
	note("Vid avslut", "Aktivitetsstöd", "Söker arbete")
	r.open(w.c + "/samtycken-for-sig/sus")
	r.fill("Vilken insats gäller det?", training)
	r.fill("Dagen på papperet", day(0))
	r.follow("Registrera")
	r.sees(training)
}

// handedOver is that the case closes when who goes on has said yes, and not before.
func (w *walk) handedOver() {
	r := w.at(leader, "/lage")
	r.press("press", "Börja avsluta")
	r.tick("En funktion går vidare själv")
	r.fill("Vem går vidare?", option(r, af))
	r.follow("Börja avsluta", "Börja avsluta")
	r.open(w.c + "/lage")
	r.follow("Avsluta ärendet")
	r.sees("Den som går vidare har inte tagit emot ärendet än")
	w.at(livelihood, "/overlamning").inspect("walk", "/overlamning")
	w.handOver(livelihood, ame, option(w.as(livelihood), ame), budget)
	w.handOver(livelihood, af, option(w.at(livelihood, "/overlamning"), af), "")
	w.handOver(leader, af, option(w.at(leader, "/overlamning"), af), "")
	r.open(w.c + "/lage")
	r.follow("Avsluta ärendet")
	r.sees("Ärendet är avslutat")
}

// afterwards is what Arbetsförmedlingen notes when twelve months have passed.
func (w *walk) afterwards() {
	const moment = "12 månader efter"
	_, on := monthsOn(12)
	r := w.at(af, "/resultat")
	r.ask(openAll, nil)
	r.fill("Vilken dag gäller det?", on, moment)
	r.fill("Huvudsaklig försörjning", "Lön", moment)
	r.fill("Sysselsättning", "Arbetar", moment)
	r.follow("Spara", moment)
	r.sees("Det är noterat", "Arbetar")
	r.inspect("walk", "/resultat")
	w.at(person, "/resultat").sees("Arbetar", moment)
}

// told is what the federation reads: counts in which nobody is found, and
// nothing of the case.
func (w *walk) told(brief string) {
	r := w.as(federation)
	r.open("/resultat")
	r.inspect("walk", "/resultat totals")
	_, totals := r.fetch("/resultat")
	for _, m := range regexp.MustCompile(`href="(/resultat\?[^"]*)"`).FindAllStringSubmatch(totals, -1) {
		_, body := r.fetch(strings.ReplaceAll(m[1], "&amp;", "&"))
		totals += body
	}
	for _, name := range []string{"Testa", "Testsson", number, number[2:], w.c} {
		if strings.Contains(totals, name) {
			w.t.Errorf("the totals say %q", name)
		}
	}
	for _, p := range []string{"", "/forsta-bild", "/forsorjning", "/malgrupp", "/ersattningar", "/samtycke", "/plan", "/underlag", "/fk-samordning", "/kallelser",
		"/gemensam-bedomning", "/vagen", "/overlamning", "/resultat", "/samtycken-for-sig"} {
		if status, body := r.fetch(w.c + p); status != 404 || strings.Contains(body, "Testa") {
			w.t.Errorf("the federation gets %s: %d", p, status)
		}
	}
	for _, p := range []string{brief, brief + "/utskrift"} {
		if status, _ := r.fetch(p); status != 404 {
			w.t.Errorf("the federation gets the brief: %d", status)
		}
	}
}
