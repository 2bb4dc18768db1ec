package e2e

import (
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

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

// callByKeyboard calls to the last free time of the forum without a mouse.
func (g *gathering) callByKeyboard() {
	r := g.at(eksjoAF, "/kallelser")
	r.tabTo("press", "Kalla till möte")
	r.leave(func() { r.keys(kb.Enter) })
	r.tabTo("press", "Samverk Eksjö")
	r.leave(func() { r.keys(kb.Enter) })
	slot := ""
	r.ask(`[...document.querySelectorAll("input[name=slot]")].map(i => i.closest("label").innerText).filter(text => text).at(-1)`, &slot)
	r.tabTo("choice", slot)
	r.keys(" ")
	r.tabTo("field", "Fråga att besvara")
	r.keys(question)
	r.tabTo("choice", "Rehabkoordinator", "Vilka kallas?")
	r.keys(" ")
	r.tabTo("choice", "Bjuds in", "Personen")
	r.keys(" ")
	r.tabTo("press", "Kalla")
	r.leave(func() { r.keys(kb.Enter) })
	r.sees("Mötet är kallat", question, slot[:5])
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
