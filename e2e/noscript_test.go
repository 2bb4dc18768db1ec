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
	r.follow("Se vad som ändras")
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

// TestAMeetingNeedsNoScript calls, answers, writes and ends with JavaScript off.
func TestAMeetingNeedsNoScript(t *testing.T) {
	d := startDemo(t, t.TempDir(), true)
	c := d.council(t)
	c.agreed()
	c.dates()
	g := &gathering{walk: &walk{demo: d, t: t, c: "/arenden/" + c.c, readers: map[string]*reader{}}, forum: "/forum/" + eksjoForum}
	for _, who := range []string{eksjoAF, eksjoCare, eksjoAME} {
		g.readers[who] = newReader(t, d.Base)
		g.readers[who].script(false)
		g.readers[who].signIn(who)
	}
	g.calls()
	one, other := g.as(eksjoAF), g.as(eksjoCare)
	g.answer(other, "Ja")
	other.follow("Svara")
	other.sees("Svaret är sparat")
	one.open(g.call + "/mote")
	one.follow("Börja mötet")
	other.open(g.call + "/mote")
	other.note("Något som sägs", said, nil)
	one.follow("Visa vad som är nytt")
	one.sees(said)
	one.note("Beslut", decided, nil)
	other.follow("Visa vad som är nytt")
	other.follow("Vi står bakom")
	other.sees("Står bakom")
	other.note("Åtagande", "Skriva ett nytt intyg", func() {
		other.fill("Vem ansvarar?", "Rehabkoordinator")
		other.fill("Ska vara klart", day(9))
	})
	g.ends()
	keeper := g.as(eksjoAME)
	keeper.open(g.call + "/anteckningar")
	keeper.sees(decided, said, "Skriva ett nytt intyg")
	keeper.follow("Gör klara")
	keeper.sees("Minnesanteckningarna är klara")
}
