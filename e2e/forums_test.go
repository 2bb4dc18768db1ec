package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	ics "github.com/arran4/golang-ical"
)

// gathering is the walk through a forum under way, in a browser.
type gathering struct {
	*walk
	forum, call string // addresses
}

// gather begins the walk with the case of the walk over the API.
func (d *demo) gather(t *testing.T) *gathering {
	t.Helper()
	c := d.council(t)
	return &gathering{walk: &walk{demo: d, t: t, c: "/arenden/" + c.c, readers: map[string]*reader{}}, forum: "/forum/" + eksjoForum}
}

// TestAForumOfAllFourInABrowser walks from an agreement to minutes that the
// person has read, through the pages.
func TestAForumOfAllFourInABrowser(t *testing.T) {
	t.Parallel()
	d := startDemo(t, t.TempDir(), true)
	g := d.gather(t)
	g.agreement()
	g.opens()
	g.year()
	g.calls()
	g.answers()
	g.meets()
	g.ends()
	g.minutes()
	g.followsUp()
	g.calendar()
	g.recalls()
	d.stop(t)
	if out, code := d.command(t, "audit", "verify"); code != 0 {
		t.Errorf("the log: %s", out)
	}
}

// agreement is drafted from the template and sent to be signed by four.
func (g *gathering) agreement() {
	r := g.as(eksjoLeader)
	r.open("/forum")
	r.follow("Överenskommelser")
	r.sees("Saknas: en överenskommelse mellan alla fyra aktörer")
	r.follow("Ny överenskommelse")
	r.fill("Namn", "Samverk i Eksjö")
	r.tick("Alla fyra aktörer", "Börja från")
	r.follow("Skapa utkast")
	r.sees("Utkastet är skapat")
	if r.has("press", "Ändra utkastet") {
		r.follow("Ändra utkastet")
	}
	for _, party := range []string{"Eksjö kommun", "Region Jönköpings län", "Försäkringskassan", "Arbetsförmedlingen"} {
		r.tick(party, "Parter")
	}
	r.fill("Gäller från", day(0))
	r.fill("Ses över", day(300))
	r.follow("Spara utkastet")
	r.sees("Utkastet är sparat", "Personer i kommunen som behöver samordnat stöd", "Socialtjänstlagen (2025:400) 7 kap. 3 §")
	r.follow("Skicka för underskrift")
	r.sees("Underskrift pågår", "Har inte skrivit under")
	r.inspect("walk", "/underskrift")
}

// opens signs for all four; before the last has, the forum does not open.
func (g *gathering) opens() {
	r := g.as(eksjoLeader)
	r.open(g.forum)
	r.sees("Det här saknas", "Checklista för start")
	r.follow("Ändra uppgifter")
	r.fill("Överenskommelse", "Samverk i Eksjö")
	r.fill("Plats", "Stadshuset, Eksjö")
	r.follow("Spara")
	r.sees("Ändringarna är sparade")
	for _, f := range []string{eksjoAME, eksjoAF} {
		r.open(g.forum)
		r.press("press", "Lägg till deltagare")
		r.fill("Funktion", option(r, f))
		r.follow("Lägg till", "Lägg till deltagare")
		r.sees("Deltagaren är tillagd")
	}
	r.follow("Det är klart")
	open := func() {
		r.open(g.forum)
		r.tick("Gör aktivt")
		r.follow("Ändra läge")
	}
	for _, f := range signers {
		open()
		r.sees("Det kan vara aktivt först när en överenskommelse mellan alla fyra gäller")
		m := g.as(f)
		m.open("/min-dag")
		m.sees("Väntar på din underskrift")
		m.follow("Samverk i Eksjö")
		m.follow("Skriv under för")
		m.sees("Du har skrivit under för din organisation")
	}
	open()
	r.sees("Läget är ändrat", "Aktivt", "Får kalla")
	r.inspect("walk", "/forum-aktivt")
}

// year plans today and a year of sittings by rule.
func (g *gathering) year() {
	r := g.as(eksjoLeader)
	plan := func(date, from, to string) {
		r.open(g.forum)
		r.follow("Planera tillfällen")
		r.fill("Första dagen", date)
		r.fill("Börjar", from)
		r.fill("Slutar", to)
	}
	date, from := laterToday(4)
	_, to := laterToday(49)
	plan(date, from, to)
	r.tick("En gång")
	r.fill("Dela upp i tider", "15 minuter")
	r.follow("Planera")
	r.sees("Tillfällena är planerade")
	plan(day(3), "09:00", "11:30")
	r.tick("Varannan vecka")
	r.fill("Till och med", now().AddDate(1, 0, 0).Format(time.DateOnly))
	r.fill("Dela upp i tider", "45 minuter")
	r.follow("Planera")
	r.sees("planerade")
	r.open(g.forum)
	r.sees("Kommande tillfällen", "3 av 3 lediga")
}

// calls is what AF could not do before: it calls the others to the forum.
func (g *gathering) calls() {
	r := g.at(eksjoAF, "/kallelser")
	r.follow("Kalla till möte")
	r.sees("Samverk Eksjö", "Till SIP kallar bara kommunen och vården")
	r.follow("Samverk Eksjö")
	r.ask(`(()=>{const b=[...document.querySelectorAll("input[name=slot]")]; if(b.length<4) throw new Error(b.length+" times"); b[0].click()})()`, nil)
	r.fill("Fråga att besvara", question)
	for _, f := range []string{"Samverkanskoordinator", "Handläggare försörjningsstöd", "Arbetscoach", "Rehabkoordinator", "Samverkansansvarig"} {
		r.tick(f, "Vilka kallas?")
	}
	r.press("press", "Vad ska de ha med sig?")
	r.fill("Rehabkoordinator", "Senaste intyget")
	r.tick("Bjuds in", "Personen")
	r.fill("För anteckningar", "Arbetscoach")
	r.follow("Kalla")
	r.sees("Mötet är kallat", question, "Har inte svarat", "Senaste intyget")
	g.call = r.path()
	for _, f := range []string{"eksjo-vc-lakare", "eksjo-ame-chef"} {
		g.as(f).open(g.call)
		g.as(f).sees("Sidan finns inte")
	}
}

// answer answers the call from the page of the day.
func (g *gathering) answer(r *reader, says string) {
	g.t.Helper()
	r.open("/min-dag")
	r.sees("Kallelser att svara på")
	r.open(g.call)
	r.tick(says, "Kommer du?")
}

// answers is three that come, one that proposes another time, the move to it, a
// deputy that answers for an absent one, and the person.
func (g *gathering) answers() {
	g.as(eksjoAF).inspect("walk", "/kallelse")
	for _, f := range []string{eksjoLeader, eksjoLivelihood, eksjoCare} {
		g.answer(g.as(f), "Ja")
		g.as(f).follow("Svara")
		g.as(f).sees("Svaret är sparat")
	}
	r := g.as(eksjoFK)
	g.answer(r, "En annan tid passar bättre")
	r.fill("Något du vill säga till de andra", "Vi är på väg då.")
	if !r.has("field", "Dag") {
		r.press("press", "Föreslå andra tider")
	}
	date, from := laterToday(24)
	_, to := laterToday(32)
	r.fill("Dag", date, "Tid 1")
	r.fill("Från", from, "Tid 1")
	r.fill("Till", to, "Tid 1")
	r.follow("Svara")
	r.sees("Svaret är sparat", "Vill ha annan tid")
	r = g.as(eksjoAF)
	r.open("/min-dag")
	r.sees("Dina kallelser där någon inte kan")
	r.open(g.call)
	r.sees("Vi är på väg då.", "Föreslagna tider")
	r.inspect("walk", "/kallelse-annan-tid")
	r.follow("Flytta mötet")
	r.ask(`document.querySelectorAll("input[name=slot]")[0].click()`, nil)
	r.fill("Varför flyttas mötet?", "Någon kan inte komma")
	r.follow("Flytta")
	r.sees("Mötet är flyttat", "flyttade mötet från")
	for _, f := range []string{eksjoLeader, eksjoLivelihood, eksjoCare, eksjoFK} {
		g.answer(g.as(f), "Ja")
		g.as(f).follow("Svara")
	}
	deputy := newReader(g.t, g.Base)
	deputy.signIn(eksjoAME + "/2")
	g.readers[eksjoAME+"/2"] = deputy
	g.answer(deputy, "Ja")
	deputy.follow("Svara")
	deputy.sees("Svaret är sparat")
	me := g.as(person)
	me.open("/moten")
	me.sees("Mina möten", question, "Du har inte svarat än")
	me.open(g.call)
	me.tick("Ja", "Kommer du?")
	me.follow("Svara")
	g.at(eksjoAF, "").open(g.call)
	g.as(eksjoAF).lacks("Har inte svarat")
}

// becomes waits until a page says something, without loading it anew.
func (r *reader) becomes(says string) {
	r.t.Helper()
	text := ""
	if !eventually(15*time.Second, r.ctx.Done(), func() bool {
		// While the page is drawn anew there is nothing to read.
		_ = r.try(chromedp.Evaluate("document.body ? document.body.innerText : ''", &text))
		return strings.Contains(text, says)
	}) {
		r.t.Fatalf("%s never comes to say %q:\n%s", r.path(), says, r.text())
	}
}

// mark remembers a page as it was loaded.
func (r *reader) mark() { r.t.Helper(); r.ask("window.unchanged=true", nil) }

// still reports a page that was loaded anew since mark.
func (r *reader) still() {
	r.t.Helper()
	same := false
	if r.ask("!!window.unchanged", &same); !same {
		r.t.Errorf("%s was loaded anew", r.path())
	}
}

// note writes in the meeting.
func (r *reader) note(kind, text string, more func()) {
	r.t.Helper()
	r.tick(kind, "Vad antecknar du?")
	r.fill("Text", text)
	if more != nil {
		more()
	}
	r.follow("Spara")
	r.sees(text)
}

// meets runs the meeting in two browsers at once, both of which see what the
// other writes, and in those of the others.
func (g *gathering) meets() {
	at := g.call + "/mote"
	one, other := g.as(eksjoAF), g.as(eksjoCare)
	other.open(at)
	other.sees("Mötet har inte börjat", question)
	one.open(at)
	one.follow("Börja mötet")
	one.sees("Mötet har börjat", "Det här ska mötet svara på", question, "Vilka är med", "Senaste intyget")
	other.becomes("Inget är antecknat än")
	one.mark()
	other.note("Något som sägs", said, nil)
	other.sees("Lämnad till")
	one.becomes(said)
	other.mark()
	one.still()
	one.note("Beslut", decided, nil)
	other.becomes(decided)
	other.still()
	other.press("press", "Handlar det om något annat")
	other.note("Något som sägs", diagnosed, func() { other.tick("Diagnos", "Vad handlar det om?") })
	one.open(at)
	one.sees(decided, said)
	one.lacks(diagnosed)
	other.follow("Vi står bakom")
	r := g.as(eksjoFK)
	r.open(at)
	r.sees(diagnosed, decided, "Står bakom")
	r.follow("Vi ser det annorlunda")
	r.tick("Ser det annorlunda")
	r.fill("Med egna ord", differing)
	r.follow("Spara")
	r.sees(differing, "Ser det annorlunda", "Står bakom")
	for f, what := range map[string][2]string{eksjoFK: {"Skicka beslutet om rehabersättning", "Samverkansansvarig"}, eksjoLeader: {"Bjuda in arbetsgivaren", "Samverkanskoordinator"}} {
		g.as(f).open(at)
		g.as(f).note("Åtagande", what[0], func() {
			g.as(f).fill("Vem ansvarar?", what[1])
			g.as(f).fill("Ska vara klart", day(14))
		})
	}
	one.open(at)
	one.follow("Gör till åtagande")
	one.note("Åtagande", "Boka trepartssamtal", func() {
		one.fill("Vem ansvarar?", "Handläggare, Arbetsförmedlingen")
		one.fill("Ska vara klart", day(14))
	})
	r = g.as(eksjoAME)
	r.open(at)
	r.press("press", "Ändra något av det som er enhet gör")
	r.follow("Arbetsträning")
	r.fill("Omfattning", "50")
	r.follow("Spara")
	r.sees("Ändrat", "50 %")
	one.open(at)
	one.sees("Boka trepartssamtal", "Bjuda in arbetsgivaren", "Skicka beslutet om rehabersättning", "50 %")
	one.inspect("walk", "/mote")
}

// ends notes who came and when it is followed up.
func (g *gathering) ends() {
	r := g.as(eksjoAF)
	r.open(g.call + "/mote")
	r.follow("Avsluta mötet")
	for _, who := range []string{"Samverkanskoordinator", "Arbetscoach", "Rehabkoordinator", "Samverkansansvarig", "Handläggare, Arbetsförmedlingen", "Testa"} {
		r.tick("På plats", who)
	}
	r.tick("Inte med", "Handläggare försörjningsstöd")
	r.fill("Varför inte? Handläggare försörjningsstöd", "Sjukdom")
	r.fill("Följs upp den", followUp())
	r.follow("Avsluta mötet")
	r.sees("Mötet är avslutat")
}

// minutes are made final by the one who keeps them; each reads what she may know.
func (g *gathering) minutes() {
	at := g.call + "/anteckningar"
	r := g.as(eksjoAME)
	r.open("/min-dag")
	r.sees("Minnesanteckningar att göra klara")
	r.open(at)
	r.sees("Minnesanteckningarna är ett utkast")
	r.follow("Gör klara")
	r.sees("Minnesanteckningarna är klara", decided, differing, "Boka trepartssamtal", said, "Inte läst än")
	r.inspect("walk", "/anteckningar")
	for who, knows := range map[string]bool{eksjoCare: true, eksjoFK: true, eksjoAF: false, eksjoLeader: false} {
		r := g.as(who)
		for _, p := range []string{at, at + "/1", at + "/utskrift", g.call + "/mote", g.c} {
			if _, body := r.fetch(p); strings.Contains(body, diagnosed) != knows && p != g.c {
				g.t.Errorf("%s finds the diagnosis by %s: %v", who, p, !knows)
			} else if !knows && strings.Contains(body, diagnosed) {
				g.t.Errorf("%s finds the diagnosis by %s", who, p)
			}
		}
	}
	r = g.as(eksjoCare)
	r.open("/min-dag")
	r.sees("Minnesanteckningar att läsa")
	r.open(at)
	r.follow("Jag har läst")
	r.sees("Tack, nu syns det att du har läst")
	me := g.as(person)
	me.open("/moten")
	me.sees("Möten som har varit")
	me.open(at)
	me.sees(decided, diagnosed, said)
	me.inspect("walk", "/anteckningar-personen")
	me.follow("Jag har läst")
	me.sees("Tack, nu syns det att du har läst")
	g.as("eksjo-vc-lakare").open(at)
	g.as("eksjo-vc-lakare").sees("Sidan finns inte")
}

// followsUp finds the day on the next agenda and on the pages of the day.
func (g *gathering) followsUp() {
	r := g.as(eksjoCare)
	r.open(g.forum)
	var next string
	r.ask(`[...document.querySelectorAll("a[href^='/tillfallen/']")].map(a=>a.getAttribute("href"))[2]`, &next)
	r.open(next)
	r.sees("Dagordning", "Att följa upp från förra gången", personName)
	r.inspect("walk", "/dagordning")
	g.as(eksjoFK).open("/min-dag")
	g.as(eksjoFK).sees("Ska följas upp")
	stranger := g.as("eksjo-boendestod-samordnare")
	stranger.open(next)
	stranger.lacks("Testa", "Testsson", "Att följa upp")
}

// calendar subscribes to a function's meetings; a cancelled one stays, cancelled.
func (g *gathering) calendar() {
	r := g.as(eksjoCare)
	r.open("/kalender")
	r.follow("Skapa en adress")
	r.sees("Adressen är skapad", "Den visas bara den här gången")
	found := feedAddress.FindStringSubmatch(r.html())
	if found == nil {
		g.t.Fatal("no address is shown")
	}
	first := g.call[strings.LastIndex(g.call, "/")+1:]
	_, text := r.fetch(found[1])
	if times(g.t.(*testing.T), []byte(text))[first] == nil {
		g.t.Error("the meeting is not in the feed")
	}
	g.callByKeyboard()
	caller := g.as(eksjoAF)
	next := caller.path()
	caller.press("press", "Ställ in mötet")
	caller.fill("Varför ställs mötet in?", "Mötet behövs inte längre")
	caller.follow("Ställ in", "Ställ in mötet")
	caller.sees("Mötet är inställt")
	_, text = r.fetch(found[1])
	e := times(g.t.(*testing.T), []byte(text))[next[strings.LastIndex(next, "/")+1:]]
	if e == nil || textOfEvent(e, ics.ComponentPropertyStatus) != "CANCELLED" {
		g.t.Errorf("the cancelled meeting in the feed:\n%s", text)
	}
	for _, tells := range []string{"Testa", "Testsson", "1990", "Samverk", question} {
		if strings.Contains(text, "SUMMARY:"+tells) || strings.Contains(text, tells+" ") {
			g.t.Errorf("the feed tells %q", tells)
		}
	}
}

// recalls takes the minutes back: two people of the unit that keeps them, and a
// tombstone.
func (g *gathering) recalls() {
	at := g.call + "/anteckningar"
	r := g.as(eksjoAME)
	r.open(at)
	r.follow("Begär återkallande")
	r.tick("Innehållet är fel")
	r.follow("Begär återkallande")
	r.sees("En kollega på er enhet måste bekräfta")
	colleague := g.as(eksjoAME + "/2")
	colleague.open("/min-dag")
	colleague.sees("Återkallande att bekräfta")
	colleague.open(at)
	colleague.follow("Bekräfta och återkalla")
	colleague.sees("Minnesanteckningarna är återkallade")
	colleague.inspect("walk", "/anteckningar-aterkallade")
	for _, who := range []string{eksjoAF, eksjoFK, eksjoCare, person} {
		r := g.as(who)
		r.open(at)
		r.sees("Minnesanteckningarna är återkallade")
		r.lacks(diagnosed, decided, differing, said)
	}
	g.at(eksjoCare, "").sees("Boka trepartssamtal")
}

// TestAMeetingIsFollowedFromAnotherProgram writes to one program and reads at
// another, both with one database.
func TestAMeetingIsFollowedFromAnotherProgram(t *testing.T) {
	needsServer(t)
	dir := t.TempDir()
	d := startDemo(t, dir, true)
	c := d.council(t)
	c.agreed()
	c.dates()
	c.calls()
	c.post(eksjoAF, c.at("/meeting/begin"), nil, c.called(eksjoAF).Version)
	second := startDemo(t, dir, false)
	at := "/arenden/" + c.c + "/kallelser/" + c.call + "/mote"
	here, there := newReader(t, d.Base), newReader(t, second.Base)
	here.signIn(eksjoAF)
	there.signIn(eksjoCare)
	for _, r := range []*reader{here, there} {
		r.open(at)
		r.becomes("Sidan följer mötet")
		r.mark()
	}
	there.note("Något som sägs", said, nil)
	here.becomes(said)
	here.still()
	there.mark()
	here.note("Beslut", decided, nil)
	there.becomes(decided)
	there.still()
}
