package story

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"samverk/internal/calendar"
	"samverk/internal/id"
)

// known lets everything happen.
func known(string) bool { return true }

func TestNobodyInTheForumsIsReal(t *testing.T) {
	c, err := Read(known, known, -400)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range c.Papers {
		for _, text := range []string{d.Title, d.Purpose, d.TargetGroup, d.Criteria, d.Goals, d.Roles, d.Division, d.Routines, d.Forms, d.ForumRules} {
			checkText(t, "agreement "+d.Name, text)
		}
	}
	links := map[string]bool{}
	for _, a := range c.Areas {
		for _, s := range a.Steps {
			for _, text := range []string{s.Title, s.Words, s.Place} {
				checkText(t, "area "+string(a.Area), text)
			}
			links[s.Link] = true
		}
	}
	for _, f := range c.People {
		for _, s := range f.Steps {
			for _, text := range append(slices.Collect(maps.Values(s.Bring)), s.Place) {
				checkText(t, f.ID, text)
			}
			links[s.Link] = true
		}
	}
	for link := range links {
		if link != "" && !strings.HasPrefix(link, "https://mote.example/") {
			t.Errorf("%s leads somewhere", link)
		}
	}
}

func TestATextChangesTheOneBefore(t *testing.T) {
	c, err := Read(known, known, -400)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range c.Papers {
		whole, err := c.Paper(d.Name)
		if err != nil {
			t.Fatal(err)
		}
		if whole.Title == "" || whole.Purpose == "" || whole.ForumRules == "" || whole.Parties == "" || whole.AnswerDays == 0 {
			t.Errorf("%s is not whole: %+v", d.Name, whole)
		}
		if d.After == "" {
			continue
		}
		before, err := c.Paper(d.After)
		if err != nil || before.Routines == whole.Routines || before.Purpose != whole.Purpose {
			t.Errorf("%s is as %s: %v", d.Name, d.After, err)
		}
	}
}

// checkText refuses what could lead to somebody.
func checkText(t *testing.T, story, text string) {
	t.Helper()
	if strings.ContainsAny(text, "@") || strings.Contains(text, "www.") || id.FindNumbers(text) != "" {
		t.Errorf("%s: %q", story, text)
	}
}

func TestAStoryThatCannotBePlayedIsRefused(t *testing.T) {
	base := func() *Cast {
		return &Cast{
			Places: map[id.Area]string{"0685": "vetlanda"},
			People: []Figure{{ID: "a", Name: "A", Number: "1", Area: "0685", Steps: []Step{{Day: -3, Do: "x"}, {Day: -2, Do: "x"}, {Day: -9, At: "m", Do: "x"}}}},
			Areas:  []Chronicle{{Area: "0685", Steps: []Deed{{Day: -3, Do: "x"}}}},
		}
	}
	only := func(name string) bool { return name == "x" }
	if err := base().check(only, only, -5); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Cast){
		"unknown move":       func(c *Cast) { c.People[0].Steps[0].Do = "y" },
		"too early":          func(c *Cast) { c.People[0].Steps[0].Day = -6 },
		"back in time":       func(c *Cast) { c.People[0].Steps[1].Day = -4 },
		"tomorrow":           func(c *Cast) { c.People[0].Steps[1].Day = 1 },
		"nowhere":            func(c *Cast) { c.People[0].Area = "0000" },
		"twice":              func(c *Cast) { c.People = append(c.People, c.People[0]) },
		"unknown deed":       func(c *Cast) { c.Areas[0].Steps[0].Do = "y" },
		"deed of today":      func(c *Cast) { c.Areas[0].Steps[0].Day = 0 },
		"deed too early":     func(c *Cast) { c.Areas[0].Steps[0].Day = -6 },
		"deed in no area":    func(c *Cast) { c.Areas[0].Area = "0000" },
		"unknown later move": func(c *Cast) { c.People[0].Steps[2].Do = "y" },
	} {
		c := base()
		if spoil(c); c.check(only, only, -5) == nil {
			t.Errorf("%s is played", name)
		}
	}
	c := base()
	c.More = []sequel{{ID: "b"}}
	if c.join() == nil {
		t.Error("somebody without a story has more of it")
	}
	c.More = []sequel{{ID: "a", Steps: []Step{{Day: -3, Do: "z"}}}}
	if err := c.join(); err != nil || c.People[0].Steps[1].Do != "z" || c.People[0].Steps[3].At != "m" {
		t.Error(err, c.People[0].Steps)
	}
}

func TestTheHoursOfADeedAreACalendar(t *testing.T) {
	from := time.Date(2026, 11, 23, 0, 0, 0, 0, calendar.Zone()) // a Monday
	spans, err := calendar.ReadBusy(Deed{To: "MO WE", Clock: "08:00 12:00"}.Calendar(from), from)
	if err != nil || len(spans) != 20 || spans[0].End.Sub(spans[0].Start) != 4*time.Hour || spans[0].Start.In(calendar.Zone()).Hour() != 8 {
		t.Fatal(len(spans), err)
	}
	for _, s := range spans {
		if d := s.Start.In(calendar.Zone()).Weekday(); d != time.Monday && d != time.Wednesday {
			t.Error(d)
		}
	}
}
