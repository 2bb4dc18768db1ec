package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// byHelper lists the pages that only who has a helper comes to: the walk below
// looks at them.
var byHelper = map[string]bool{"/arenden/{case}/ombud/{representative}/bevis": true, "/arenden/{case}/ombud/{representative}/avsluta": true}

// TestARepresentativeActsInABrowser lets a person say that she has a god man: he
// can do nothing until a function has seen the decision, acts then in her place
// under a banner, and no more from the moment that she ends it.
func TestARepresentativeActsInABrowser(t *testing.T) {
	d := startDemo(t, t.TempDir(), true)
	anna := newReader(t, d.Base)
	anna.signIn("Fjortona Fjortonsson")
	anna.open("/min-plan")
	anna.follow("Mina ombud")
	anna.sees("Exempla Exempelsson", "Gäller nu", "Läsa, skriva och svara på kallelser")
	at := anna.path()
	anna.inspect("person", at)
	anna.follow("Ge någon lov")
	anna.inspect("person", at+"/nytt")
	anna.follow("Spara")
	anna.sees("Skriv namnet.", "Välj vad personen är")
	anna.tick("God man", "Vad är den som ska hjälpa till?")
	anna.fill("Namn", "Lambda Lambdasson")
	anna.fill("Personnummer eller samordningsnummer", "19640229-2392")
	anna.tick("Skriva", "Vad får den andra göra?")
	anna.fill("Till och med", day(600))
	anna.follow("Spara")
	anna.sees("Det börjar gälla när en verksamhet har sett beslutet", "Väntar på bevis")

	helper := newReader(t, d.Base)
	helper.signIn("Lambda Lambdasson")
	helper.open("/mina-uppdrag")
	helper.lacks("Fjortona")

	leads := newReader(t, d.Base)
	leads.signIn(leader)
	leads.open(at)
	leads.follow("Jag har sett beviset")
	leads.inspect("coordinator", leads.path())
	leads.fill("Vad visar det?", "Beslut")
	leads.fill("Daterat eller sagt den", day(-20))
	leads.follow("Spara beviset")
	leads.sees("Den andra kan nu göra det som är ikryssat", "Lambda Lambdasson")

	helper.open("/mina-uppdrag")
	helper.inspect("helper", "/mina-uppdrag")
	helper.follow("Gå till sidorna för Fjortona")
	helper.sees("God man för Fjortona Fjortonsson", "Jag vill jobba i kök")
	helper.inspect("helper", "/min-plan")
	if status, _ := helper.fetch("/vem-har-last"); status != http.StatusNotFound {
		t.Errorf("who has read is answered %d", status)
	}
	helper.open(strings.TrimSuffix(at, "/ombud") + "/skriv/need")
	helper.fill("Vad behöver du hjälp med?", "Att få veta i förväg")
	helper.follow("Spara")
	anna.open("/vem-har-last")
	anna.sees("Din gode man", "Skrev en uppgift")

	anna.open(at)
	anna.confirm("Avsluta", "Lambda Lambdasson", "Avsluta nu")
	anna.sees("Avslutat. Den andra kan inte göra något mer.")
	if status, body := helper.fetch("/min-plan"); status != http.StatusSeeOther || strings.Contains(body, "kök") {
		t.Errorf("after the end the plan is answered %d", status)
	}
	helper.open("/min-plan")
	helper.sees("Du har inte längre lov", "Vem gör du detta för?")
	helper.lacks("Fjortona")
}
