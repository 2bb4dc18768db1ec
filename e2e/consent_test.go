package e2e

import (
	"strings"
	"testing"
)

// byPending lists the pages that only who has something to confirm comes to: the
// walk below looks at them.
var byPending = map[string]bool{"/arenden/{case}/samtycke/vantar": true}

// TestAPersonDecidesInABrowser lets the person change her mind: in words before
// anything is saved, at once, renewed, and with all of it taken back; and when
// her identity is protected what is more than before waits until somebody has
// met her.
func TestAPersonDecidesInABrowser(t *testing.T) {
	d := startDemo(t, t.TempDir(), true)
	self := newReader(t, d.Base)
	self.signIn(storyName)
	self.open("/vem-far-veta-vad")
	self.follow("Varför ser de det de ser?")
	self.sees("Ditt samtycke från", "är med i ditt ärende sedan")
	at := strings.TrimSuffix(self.path(), "/varfor")
	self.inspect("person", at+"/varfor")

	self.open(at + "/samtycke")
	self.cell(careUnit, "Diagnos", false)
	self.cell(careUnit, "Boende", true)
	self.sees("Det här ändras", "får inte längre se diagnos", "börjar få se boende")
	self.follow("Se vad som ändras")
	self.sees("Stämmer det här?", "får inte längre se diagnos", "börjar få se boende")
	self.inspect("person", at+"/samtycke")
	self.follow("Spara samtycket")
	self.sees("Samtycket är sparat")
	self.open(at + "/samtycke/fornya")
	self.inspect("person", at+"/samtycke/fornya")
	self.fill("Gäller till och med", day(300))
	self.follow("Ja, låt det fortsätta")
	self.sees("Samtycket är sparat")
	self.open(at + "/samtycken-for-sig/informera-fk")
	self.follow("Ja, vården får berätta")
	self.sees("Samtycket är sparat", "Gäller till och med")
	self.inspect("person", at+"/samtycken-for-sig/informera-fk")

	key := d.function(t, leader)
	r := d.do(t, key, "PUT", "/cases/"+strings.TrimPrefix(at, "/arenden/")+"/protection", map[string]string{"protection": "protected"}, none)
	if r.Status != 204 {
		t.Fatalf("protected: %d %s", r.Status, r.Body)
	}
	self.open(at + "/samtycke")
	self.lacks("Lägg till rad")
	self.inspect("person", at+"/samtycke")
	self.cell(careUnit, "Diagnos", true)
	self.cell(careUnit, "Boende", false)
	self.follow("Se vad som ändras")
	self.sees("En del av det här väntar")
	self.follow("Spara samtycket")
	self.sees("Det nya väntar tills någon har träffat dig")
	self.follow("Se vad som väntar")
	self.sees("börjar få se diagnos")
	self.inspect("person", at+"/samtycke/vantar")

	leads := newReader(t, d.Base)
	leads.signIn(leader)
	leads.open("/min-dag")
	leads.sees("Samtycken som väntar på att du träffar personen")
	leads.open(at + "/samtycke/vantar")
	leads.inspect("coordinator", at+"/samtycke/vantar")
	leads.follow("Bekräfta samtycket")
	leads.sees("Bekräfta att du har träffat personen")
	leads.tick("Jag har träffat personen i enrum, och det här är personens egen vilja")
	leads.follow("Bekräfta samtycket")
	leads.sees("Samtycket är bekräftat")

	self.open(at + "/samtycke")
	self.follow("Dra tillbaka allt")
	self.sees("Vill du dra tillbaka allt?", "Tillsammans har de fått veta")
	self.inspect("person", at+"/samtycke/dra-tillbaka")
	self.follow("Dra tillbaka allt")
	self.sees("Inget samtycke ännu")
}
