package e2e

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"
)

// The calendars are read here by another library than wrote them.

// times are the entries of a calendar by their identifiers.
func times(t *testing.T, text []byte) map[string]*ics.VEvent {
	t.Helper()
	cal, err := ics.ParseCalendar(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	all := map[string]*ics.VEvent{}
	for _, e := range cal.Events() {
		all[strings.TrimSuffix(e.Id(), "@samverk")] = e
		start, err := e.GetStartAt()
		if err != nil {
			t.Errorf("%s: %v", e.Id(), err)
		}
		end, err := e.GetEndAt()
		if err != nil || !end.After(start) {
			t.Errorf("%s: from %v to %v: %v", e.Id(), start, end, err)
		}
		if _, err := e.GetDtStampTime(); err != nil {
			t.Errorf("%s: %v", e.Id(), err)
		}
		for _, p := range e.Properties {
			if !strings.Contains(" UID DTSTAMP DTSTART DTEND SUMMARY LOCATION SEQUENCE STATUS TRANSP CLASS ORGANIZER ", " "+p.IANAToken+" ") {
				t.Errorf("%s tells %s", e.Id(), p.IANAToken)
			}
		}
		if got := textOfEvent(e, ics.ComponentPropertySummary); got != "Möte" {
			t.Errorf("%s is called %q", e.Id(), got)
		}
	}
	return all
}

// textOfEvent is what an entry says of one thing, as the library reads it.
func textOfEvent(e *ics.VEvent, name ics.ComponentProperty) string {
	if p := e.GetProperty(name); p != nil {
		return ics.FromText(p.Value)
	}
	return ""
}

func TestAnotherLibraryReadsWhatIsHardToRead(t *testing.T) {
	text, err := os.ReadFile("../internal/calendar/testdata/moten.ics")
	if err != nil {
		t.Fatal(err)
	}
	all := times(t, text)
	for name, want := range map[string]string{
		"winter": "2026-11-25T08:00:00Z", "summer": "2027-07-01T07:00:00Z", "cancelled": "2026-11-26T08:00:00Z",
		"first": "2027-10-31T00:15:00Z", "second": "2027-10-31T01:15:00Z", "long": "2027-01-11T12:00:00Z",
	} {
		e := all[name]
		if e == nil {
			t.Errorf("%s is gone", name)
			continue
		}
		if start, _ := e.GetStartAt(); start.UTC().Format(time.RFC3339) != want {
			t.Errorf("%s begins %v, want %s", name, start, want)
		}
	}
	for name, want := range map[string]string{"winter": "Rådhuset, våning 2; Storgatan 1\\B", "long": strings.Repeat("Åsö, ", 40) + "😀"} {
		if got := textOfEvent(all[name], ics.ComponentPropertyLocation); got != want {
			t.Errorf("%s is at %q, want %q", name, got, want)
		}
	}
	if got := textOfEvent(all["cancelled"], ics.ComponentPropertyStatus); got != "CANCELLED" {
		t.Error(got)
	}
}

var feedAddress = regexp.MustCompile(`value="https?://[^"/]+(/kalender/[a-z0-9]{26}/moten\.ics)"`)

func TestAnotherLibraryReadsTheCalendarOfAFunction(t *testing.T) {
	d := startDemo(t, t.TempDir(), false)
	worker := d.visit(t, leader)
	_, made := worker.post(t, "/kalender/adress", nil)
	found := feedAddress.FindStringSubmatch(made)
	if found == nil {
		t.Fatal("no address was made")
	}
	answer, err := http.Get(d.Base + found[1])
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status, err)
	}
	if all := times(t, text); len(all) == 0 {
		t.Error("the one who leads meets nobody")
	}
}
