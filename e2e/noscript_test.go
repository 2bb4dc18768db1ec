package e2e

import "testing"

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
