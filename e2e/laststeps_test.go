package e2e

import (
	"strings"

	"github.com/chromedp/chromedp"
)

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
	r.follow("Se vad som ändras")
	r.follow("Spara samtycket")
	r.sees("får inte längre veta")
	unit.leave(func() { unit.run(chromedp.Reload()) })
	for _, p := range append(pages, "/skriv", "/parter", "/samtycke") {
		if status, body := unit.fetch(w.c + p); status != 200 || strings.Contains(body, "Arbetsträning") {
			w.t.Errorf("%s still shows what was taken away (%d)", p, status)
		}
	}
	for _, p := range []string{"", "/plan", "/plan/versions/1"} {
		r := w.do(w.t, w.function(w.t, care), "GET", "/cases/"+strings.TrimPrefix(w.c, "/arenden/")+p, nil, none)
		if r.Status != 200 || strings.Contains(string(r.Body), "Arbetsträning") {
			w.t.Errorf("the API still tells by %s what was taken away (%d)", p, r.Status)
		}
	}
	for _, p := range []string{"/min-dag", "/arenden"} {
		if _, body := unit.fetch(p); strings.Contains(body, "Arbetsträning") {
			w.t.Errorf("%s still shows what was taken away", p)
		}
	}
	w.at(care, "").lacks("Arbetsträning", "samtidigt som")
	r.open("/vem-har-last")
	r.follow("Även mina egna")
	r.sees("Du själv")
}

// staff is step 8: the holder leaves, the deputy takes over, and the case stays
// with the function.
func (w *walk) staff() {
	old, manager := w.at(ame, ""), w.as("vetlanda-ame-chef")
	deputy := newReader(w.t, w.Base)
	deputy.signIn(ame + "/2")
	deputy.open(w.c)
	deputy.sees(personName)
	manager.open("/bemanning")
	manager.confirm("Avsluta", "Arbetscoach 1", "Avsluta bemanningen")
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
	r.sees("Den som går vidare har inte tagit emot ärendet än")
	w.handOver(leader, livelihood, "Handläggare försörjningsstöd", "")
	r.open(w.c + "/lage")
	r.follow("Avsluta ärendet")
	r.sees("Ärendet är avslutat")
	next := w.at(livelihood, "/lage")
	next.sees("Ärendet är avslutat sedan")
	next.fill("Varför öppnas ärendet igen?", "Behovet av samordning finns kvar.")
	next.follow("Öppna ärendet igen")
	next.sees("öppnat igen")
}

// handOver offers what a function does, or one activity of it, to another that
// says yes.
func (w *walk) handOver(giver, taker, says, activity string) {
	r := w.at(giver, "/overlamning")
	r.press("press", "Lämna över")
	if activity != "" {
		r.fill("Vad lämnas över?", activity)
	}
	r.fill("Vem tar över?", says)
	r.fill("Det här är gjort", "En gemensam plan, och arbetsträning på halvtid.")
	r.fill("Det här återstår", "Att hitta ett arbete på halvtid.")
	r.follow("Erbjud överlämningen")
	r.sees("Överlämningen är erbjuden", "Väntar på svar")
	in := w.at(taker, "/overlamning")
	in.sees("Att hitta ett arbete på halvtid.")
	in.follow("Vi tar över")
	in.sees("Ni har tagit över", "Övertagen")
}
