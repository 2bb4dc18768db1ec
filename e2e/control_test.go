package e2e

import (
	"strings"
	"testing"
	"time"
)

// Two managers of the same organisation, and one who works at the first one's
// unit.
const (
	judge  = "vetlanda-ame-chef"
	second = "vetlanda-forsorjning-chef"
	coach  = "vetlanda-ame-coach"
)

// monthNames are as they begin a link.
var monthNames = [...]string{"Januari", "Februari", "Mars", "April", "Maj", "Juni", "Juli", "Augusti", "September", "Oktober", "November", "December"}

// startMonthLater starts the demo, lets somebody act in it, stops it, and starts
// it again when the month is over. It returns the month's name too.
func startMonthLater(t *testing.T, first func(*demo)) (*demo, string) {
	t.Helper()
	dir, at := t.TempDir(), now()
	d := startDemo(t, dir, false)
	first(d)
	d.stop(t)
	next := time.Date(at.Year(), at.Month()+1, 3, 8, 0, 0, 0, stockholm)
	later := ahead + next.Sub(at).Truncate(time.Second)
	return startDemo(t, dir, false, "--ahead="+later.String()), monthNames[at.Month()-1] + at.Format(" 2006")
}

// judges finds everything in order on the pages of a control, from the page that
// is open to the last.
func (r *reader) judges() {
	r.t.Helper()
	for range 20 {
		r.ask(`document.querySelectorAll("select[name^=verdict_]").forEach(s => { if (!s.value) s.value = "ok" })`, nil)
		r.follow("Spara bedömningarna")
		r.sees("Bedömningarna är sparade.")
		last := false
		if r.ask(`!location.search.includes("efter=")`, &last); last {
			return
		}
	}
	r.t.Fatal("the control has no end")
}

// TestTheLogIsControlledFromASampleToASignedReport lets a month pass. Those who
// judge find its control on their day, judge, sign and print it. Then the person
// asks why somebody read, is answered, and finds the answer where she begins.
func TestTheLogIsControlledFromASampleToASignedReport(t *testing.T) {
	d, month := startMonthLater(t, func(d *demo) {
		r := newReader(t, d.Base)
		r.signIn(judge)
		if status, _ := r.fetch("/arenden/aaaaaaaaaaaaaaaaaaaaaaaaaa"); status != 404 {
			t.Fatalf("what is not there answers %d", status)
		}
	})
	t.Run("controlled", func(t *testing.T) { controlled(t, d, month) })
	t.Run("asked", func(t *testing.T) { askedWhy(t, d) })
}

func controlled(t *testing.T, d *demo, month string) {
	chief := newReader(t, d.Base)
	chief.signIn(judge)
	chief.becomesOnDay(month)
	chief.inspect("manager", "/min-dag")
	chief.follow(month)
	page := chief.path()
	chief.sees("Det här är din egen läsning.", "Försök att läsa något utan rätt till det")
	chief.inspect("manager", page)
	first := `document.querySelector("select[name^=verdict_]")`
	chief.ask(first+`.value = "breach"`, nil)
	chief.follow("Spara bedömningarna")
	chief.sees("Skriv vad som kom fram.")
	chief.inspect("manager", page)
	chief.ask(first+`.closest("fieldset").querySelector("input[name^=words_]").value = "Kunde inte förklaras."`, nil)
	chief.judges()
	chief.open(page)
	chief.fill("Sammanfattning", "En läsning utreds vidare.")
	chief.follow("Skriv under kontrollen")
	chief.sees("Alla läsningar måste vara bedömda innan kontrollen skrivs under.")
	typed := ""
	if chief.ask(`document.querySelector("textarea[name=words]").value`, &typed); typed != "En läsning utreds vidare." {
		t.Errorf("of what was typed %q is kept", typed)
	}

	other := newReader(t, d.Base)
	other.signIn(second)
	other.open("/min-dag")
	other.follow(month)
	other.judges()
	other.open("/min-dag")
	other.sees("Allt är bedömt. Skriv under.")
	other.open(page)
	other.fill("Sammanfattning", "En läsning utreds vidare.")
	other.follow("Skriv under kontrollen")
	other.sees("Kontrollen är underskriven.", "Underskriven")
	other.inspect("manager", page)
	other.follow("Skriv ut rapporten")
	other.sees("Kunde inte förklaras.", "En läsning utreds vidare.", "Chef 2", "Enhetschef försörjningsstöd")
	other.lacks(storyName, "Testa")
	if n := other.sheets(); n < 1 || n > 2 {
		t.Errorf("the report is printed on %d pages", n)
	}
	other.inspect("manager", page+"/utskrift")
	other.open("/loggkontroll")
	other.sees(month, "Underskriven")
	other.inspect("manager", "/loggkontroll")
	chief.open("/min-dag")
	chief.lacks(month)
}

// becomesOnDay waits until the control of a month stands on the reader's day:
// it begins behind, when the program has started.
func (r *reader) becomesOnDay(month string) {
	r.t.Helper()
	if !eventually(20*time.Second, r.ctx.Done(), func() bool {
		r.open("/min-dag")
		return strings.Contains(r.text(), month)
	}) {
		r.t.Fatalf("the control of %s has not begun:\n%s", month, r.text())
	}
}

func askedWhy(t *testing.T, d *demo) {
	reads := newReader(t, d.Base)
	reads.signIn(coach)
	reads.open(reads.story()[0])
	reads.sees(storyName)

	she := newReader(t, d.Base)
	she.signIn(storyName)
	she.open("/min-plan")
	she.lacks("Du har fått svar")
	she.open("/vem-har-last")
	she.inspect("person", "/vem-har-last")
	she.follow("Fråga varför")
	she.sees("Verksamheten som läste ska förklara varför.", "Arbetscoach")
	she.inspect("person", "/mina-fragor/ny")
	she.fill("Vill du skriva något mer?", "Jag har inget möte med er.")
	she.follow("Skicka frågan")
	she.sees("Frågan är skickad.")
	mine := she.path()

	chief := newReader(t, d.Base)
	chief.signIn(judge)
	chief.open("/min-dag")
	chief.follow("Fråga om varför någon läste")
	chief.sees("Jag har inget möte med er.", "Arbetscoach 1")
	chief.inspect("manager", chief.path())
	chief.tick("Läsningen behövdes i arbetet", "Hur svarar ni?")
	chief.fill("Ert svar", "Vi läste för att planera nästa vecka.")
	chief.follow("Skicka svaret")
	chief.sees("Svaret är skickat.")

	she.open("/min-plan")
	she.sees("Du har fått svar på en fråga")
	she.inspect("person", "/min-plan")
	she.follow("Läs svaret om varför någon läste")
	she.sees("Vi läste för att planera nästa vecka.")
	she.inspect("person", mine)
	she.open("/min-plan")
	she.lacks("Du har fått svar")
}
