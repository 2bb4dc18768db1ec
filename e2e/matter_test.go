package e2e

import (
	"strings"
	"testing"
)

// byMatter lists the pages that only who has asked, or is asked, comes to: the
// walk below looks at them.
var byMatter = map[string]bool{
	"/mina-fragor/{matter}": true, "/mina-fragor/{matter}/utskrift": true, "/fragor/{matter}": true, "/fragor/{matter}/utskrift": true,
}

// TestThePersonSaysThatSomethingIsWrongInABrowser walks from the plan to an
// objection beside a piece, a question about it and the unit's answer, and to
// everything that is held about the person.
func TestThePersonSaysThatSomethingIsWrongInABrowser(t *testing.T) {
	d := startDemo(t, t.TempDir(), true)
	anna := newReader(t, d.Base)
	anna.signIn("Låtsa Låtsasson")
	anna.open("/min-plan")
	anna.follow("Arbetsträning i skogslaget", "Det andra ska göra")
	one := anna.path()
	anna.follow("Säg att något är fel")
	anna.inspect("person", one+"/invand")
	anna.follow("Spara")
	anna.sees("Skriv vad som är fel.")
	anna.fill("Vad är fel?", "Det är tre dagar, inte fyra.")
	anna.follow("Spara")
	anna.sees("Din invändning syns nu", "Det är tre dagar, inte fyra.")
	anna.open("/min-plan")
	anna.sees("Det är tre dagar, inte fyra.")

	anna.open(one + "/invand")
	anna.follow("Be att något rättas")
	anna.inspect("person", anna.path())
	anna.fill("Vad är fel, och hur borde det stå?", "Torsdagen är fel.")
	anna.follow("Skicka frågan")
	anna.sees("Frågan är skickad.", "Väntar på svar", "Torsdagen är fel.")
	mine := anna.path()
	anna.inspect("person", mine)

	chief := newReader(t, d.Base)
	chief.signIn("aneby-ame-chef")
	chief.open("/min-dag")
	chief.lacks("Låtsa")
	chief.follow("Begäran om rättelse")
	chief.sees("Låtsa Låtsasson", "Torsdagen är fel.")
	asked := chief.path()
	chief.inspect("manager", asked)
	chief.follow("Skicka svaret")
	chief.sees("Välj hur ni svarar.", "Skriv ett svar.")
	chief.tick("Ja, det är gjort", "Hur svarar ni?")
	chief.fill("Ert svar", "Vi har tagit bort torsdagen.")
	chief.follow("Skicka svaret")
	chief.sees("Svaret är skickat.", "Vi har tagit bort torsdagen.")
	chief.inspect("manager", asked+"/utskrift")

	anna.open("/mina-fragor")
	anna.sees("Ja, det är gjort")
	anna.inspect("person", mine)
	anna.inspect("person", mine+"/utskrift")
	anna.open("/mina-uppgifter")
	anna.follow("Registerutdrag")
	anna.sees("Vem du är", "Torsdagen är fel.", "Vi har tagit bort torsdagen.", "Det är tre dagar, inte fyra.")
	anna.inspect("person", anna.path())

	helper := newReader(t, d.Base)
	helper.signIn("Tolvan Tolvansson")
	if status, body := helper.fetch(mine); status != 404 || strings.Contains(body, "Torsdagen") {
		t.Errorf("somebody else is answered %d", status)
	}
}
