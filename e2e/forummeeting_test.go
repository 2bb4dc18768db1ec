package e2e

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	ics "github.com/arran4/golang-ical"
)

// piece is something in a plan.
type piece struct {
	ID, Title string
	Version   int64
}

// line is what was written at a meeting.
type line struct {
	Item   piece
	Stands []struct{ Function, Stand, Words string }
}

// meetingNow is a meeting as the API shows it.
type meetingNow struct {
	State      string
	Version    int64
	Beat       int64
	FollowUpOn string
	Lines      []line
	Since      []piece
	Attendance []struct{ Function, Came string }
	Unsettled  string
	MayWrite   bool
	PersonCame string
}

func (c *council) meeting(who string) (m meetingNow) {
	c.t.Helper()
	c.get(who, c.at("/meeting"), &m)
	return m
}

func has(lines []line, title string) bool {
	return slices.ContainsFunc(lines, func(l line) bool { return l.Item.Title == title })
}

// meets takes the call up: what is said, a decision with stands beside each
// other, three commitments, a changed activity, and an end with a day.
func (c *council) meets() {
	c.post(eksjoAF, c.at("/meeting/begin"), nil, c.called(eksjoAF).Version)
	write := func(who, kind, category, title string, more map[string]any) string {
		c.t.Helper()
		in := map[string]any{"kind": kind, "category": category, "title": title}
		maps.Copy(in, more)
		return idOf(c.post(who, c.at("/meeting/lines"), in, none))
	}
	before := c.meeting(eksjoAF).Beat
	write(eksjoCare, "said", "plan", said, nil)
	write(eksjoCare, "said", "diagnosis", diagnosed, nil)
	if m := c.meeting(eksjoAF); m.Beat == before || !has(m.Lines, said) || has(m.Lines, diagnosed) {
		c.t.Errorf("AF sees %+v", m.Lines)
	}
	if m := c.meeting(eksjoFK); !has(m.Lines, diagnosed) {
		c.t.Errorf("FK does not see what it may know: %+v", m.Lines)
	}
	decision := write(eksjoAF, "decision", "plan", decided, nil)
	stand := func(who string, in map[string]any) {
		c.t.Helper()
		c.change(who, "PUT", c.at("/meeting/lines/"+decision+"/stand"), in, none)
	}
	stand(eksjoCare, map[string]any{"stand": "agrees"})
	stand(eksjoLeader, map[string]any{"stand": "abstains"})
	stand(eksjoFK, map[string]any{"stand": "differs", "words": differing})
	for _, l := range c.meeting(eksjoAME).Lines {
		if l.Item.ID == decision && len(l.Stands) != 3 {
			c.t.Errorf("the stands on the decision: %+v", l.Stands)
		}
	}
	for who, what := range map[string]string{eksjoLeader: "Bjuda in arbetsgivaren", eksjoFK: "Skicka beslutet om rehabersättning", eksjoAF: "Boka trepartssamtal"} {
		write(who, "commitment", "plan", what, map[string]any{"status": "planned", "due": day(14), "responsible": who})
	}
	var seen struct{ Items []piece }
	c.get(eksjoAME, "/cases/"+c.c, &seen)
	i := slices.IndexFunc(seen.Items, func(p piece) bool { return p.Title == "Arbetsträning" })
	c.change(eksjoAME, "PUT", c.at("/meeting/lines/"+seen.Items[i].ID), map[string]any{"status": "ongoing", "start": day(-20), "end": day(60), "extent": 50}, seen.Items[i].Version)
	if m := c.meeting(eksjoCare); len(m.Lines) != 7 {
		c.t.Errorf("the health centre sees %d lines: %+v", len(m.Lines), m.Lines)
	}
}

// ten lets ten write in the meeting at once: nothing may be lost.
func (c *council) ten() {
	const writers, each = 10, 5
	who := []string{eksjoAF, eksjoFK, eksjoCare, eksjoAME, eksjoLeader, eksjoLivelihood}
	keys := make([]string, len(who))
	for i, f := range who {
		keys[i] = c.as(f)
	}
	before := len(c.meeting(eksjoLeader).Lines)
	var wg sync.WaitGroup
	faults := make(chan string, writers*each)
	for n := range writers {
		wg.Go(func() {
			for m := range each {
				r, err := c.demo.call(keys[n%len(keys)], "POST", c.at("/meeting/lines"), map[string]any{"kind": "said", "category": "plan", "title": fmt.Sprintf("Samtidigt %d %d", n, m)}, none)
				if err != nil || r.Status != http.StatusCreated {
					faults <- fmt.Sprintf("%d %d: %v %d %s", n, m, err, r.Status, r.Body)
				}
			}
		})
	}
	wg.Wait()
	close(faults)
	for f := range faults {
		c.t.Error(f)
	}
	for _, reader := range []string{eksjoLeader, person} {
		m := c.meeting(reader)
		for n := range writers {
			for k := range each {
				if !has(m.Lines, fmt.Sprintf("Samtidigt %d %d", n, k)) {
					c.t.Errorf("%s has lost %d %d", reader, n, k)
				}
			}
		}
		if reader == eksjoLeader && len(m.Lines) != before+writers*each {
			c.t.Errorf("%d lines became %d", before, len(m.Lines))
		}
	}
}

// minutesNow is the minutes as the API shows them.
type minutesNow struct {
	Number   int
	State    string
	Version  int64
	Entries  []line
	Receipts []struct {
		Function string
		ReadAt   time.Time
	}
	Versions []struct {
		Number int
		State  string
	}
}

func (c *council) minutesOf(who string) (m minutesNow) {
	c.t.Helper()
	c.get(who, c.at("/minutes"), &m)
	return m
}

// followUp is the day that the meeting is followed up.
func followUp() string { return day(5) }

// minutes ends the meeting and makes its minutes final; each reads what she may
// know, and the person her copy.
func (c *council) minutes() {
	came := []map[string]any{{"function": "self", "came": "present"}, {"function": eksjoLivelihood, "came": "absent", "reason": "ill"}}
	for _, f := range []string{eksjoLeader, eksjoAME, eksjoCare, eksjoFK, eksjoAF} {
		came = append(came, map[string]any{"function": f, "came": "present"})
	}
	c.post(eksjoAF, c.at("/meeting/end"), map[string]any{"attendance": came, "followUpOn": followUp()}, c.meeting(eksjoAF).Version)
	c.post(eksjoAME, c.at("/minutes/final"), nil, c.minutesOf(eksjoAME).Version)
	for who, knows := range map[string]bool{eksjoFK: true, eksjoCare: true, person: true, eksjoAF: false, eksjoLeader: false, eksjoAME: false} {
		r := c.do(c.t, c.as(who), "GET", c.at("/minutes"), nil, none)
		if got := strings.Contains(string(r.Body), diagnosed); r.Status != 200 || got != knows || !strings.Contains(string(r.Body), said) {
			c.t.Errorf("%s finds the diagnosis in the minutes: %v (%d)", who, got, r.Status)
		}
	}
	m := c.minutesOf(eksjoAF)
	if m.State != "final" || !slices.ContainsFunc(m.Entries, func(l line) bool { return l.Item.Title == decided && len(l.Stands) == 3 }) {
		c.t.Errorf("the minutes: %+v", m)
	}
	c.post(person, c.at(fmt.Sprintf("/minutes/versions/%d/receipts", m.Number)), nil, none)
	for _, r := range c.minutesOf(person).Receipts {
		if r.Function == "self" && r.ReadAt.IsZero() {
			c.t.Error("the person has read, and it does not show")
		}
	}
	c.refused("eksjo-vc-lakare", "GET", c.at("/minutes"), 404)
}

// followsUp finds the day on the next agenda and among what the day brings.
func (c *council) followsUp() {
	for _, s := range c.forum().Upcoming {
		if s.Start.Format(time.DateOnly) <= followUp() {
			continue
		}
		var agenda struct{ FollowUps []struct{ Case, Call string } }
		c.get(eksjoCare, "/sittings/"+s.ID, &agenda)
		if !slices.ContainsFunc(agenda.FollowUps, func(f struct{ Case, Call string }) bool { return f.Call == c.call }) {
			c.t.Errorf("the agenda of %v does not follow it up: %+v", s.Start, agenda)
		}
		break
	}
	if r := c.do(c.t, c.as(eksjoFK), "GET", "/me/day", nil, none); !strings.Contains(string(r.Body), c.call) {
		c.t.Errorf("the day does not say that it is to be followed up: %s", r.Body)
	}
}

// calendars subscribes to a function's meetings, makes one more and cancels it.
func (c *council) calendars() {
	v := c.visit(c.t, eksjoCare)
	_, made := v.post(c.t, "/kalender/adress", nil)
	found := feedAddress.FindStringSubmatch(made)
	if found == nil {
		c.t.Fatal("no address was made")
	}
	first := c.call
	text := c.fetchFeed(found[1])
	if times(c.t, []byte(text))[first] == nil {
		c.t.Errorf("the meeting is not in the feed:\n%s", text)
	}
	var slots = c.freeSlots(eksjoAF)
	c.call = idOf(c.post(eksjoAF, "/cases/"+c.c+"/calls", map[string]any{"forum": eksjoForum, "slots": slots[len(slots)-1:], "personWay": "invited", "question": question,
		"called": []map[string]any{{"function": eksjoCare}}}, none))
	second := c.call
	if e := times(c.t, []byte(c.fetchFeed(found[1])))[second]; e == nil || textOfEvent(e, ics.ComponentPropertyStatus) == "CANCELLED" {
		c.t.Error("the next meeting is not in the feed")
	}
	c.post(eksjoAF, c.at("/cancel"), map[string]any{"reason": "not_needed"}, c.called(eksjoAF).Version)
	text = c.fetchFeed(found[1])
	if e := times(c.t, []byte(text))[second]; e == nil || textOfEvent(e, ics.ComponentPropertyStatus) != "CANCELLED" {
		c.t.Errorf("the cancelled meeting in the feed:\n%s", text)
	}
	_, file := v.page(c.t, "/arenden/"+c.c+"/kallelser/"+second+"/mote.ics")
	if all := times(c.t, []byte(file)); all[second] == nil || !strings.Contains(file, "METHOD:CANCEL") {
		c.t.Errorf("the file of the cancelled meeting:\n%s", file)
	}
	for _, tells := range []string{"Testa", "Testsson", "1990", "2385", c.c, "eksjo", "vc", "Samverk Eksjö", question} {
		for _, line := range strings.Split(text+file, "\n") {
			if strings.Contains(line, tells) && !strings.HasPrefix(line, "UID:") && !strings.HasPrefix(line, "BEGIN") && !strings.HasPrefix(line, "DT") && !strings.HasPrefix(line, "LOCATION:Stadshuset") {
				c.t.Errorf("the calendar tells %q: %s", tells, line)
			}
		}
	}
	c.call = first
}

func (c *council) fetchFeed(at string) string {
	c.t.Helper()
	answer, err := http.Get(c.Base + at)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		c.t.Fatal(answer.Status, err)
	}
	return string(text)
}

// recalls takes the minutes back: two people of the unit that keeps them, and a
// tombstone. What was promised stays.
func (c *council) recalls() {
	c.post(eksjoAME, c.at("/minutes/recall"), map[string]any{"reason": "wrong_content"}, none)
	if r := c.do(c.t, c.as(eksjoAME), "POST", c.at("/minutes/recall/confirmation"), nil, none); r.Status/100 != 4 {
		c.t.Errorf("one alone recalls: %d %s", r.Status, r.Body)
	}
	if r := c.do(c.t, c.as(eksjoAF), "POST", c.at("/minutes/recall/confirmation"), nil, none); r.Status/100 != 4 {
		c.t.Errorf("another unit recalls: %d %s", r.Status, r.Body)
	}
	c.do(c.t, c.deputy(eksjoAME), "POST", c.at("/minutes/recall/confirmation"), nil, none).into(c.t, 204, nil)
	for _, who := range []string{eksjoAF, eksjoFK, eksjoCare, person} {
		for _, path := range []string{"/minutes", "/minutes/versions/1", "/meeting"} {
			r := c.do(c.t, c.as(who), "GET", c.at(path), nil, none)
			for _, gone := range []string{diagnosed, decided, differing} {
				if who == person && path == "/meeting" { // she keeps what was written of her
					continue
				}
				if strings.Contains(string(r.Body), gone) && !(who == eksjoCare && gone == diagnosed) && !(who == eksjoAF && gone == decided) && !(who == eksjoFK && gone == differing) {
					c.t.Errorf("%s still reads %q by %s", who, gone, path)
				}
			}
		}
		if m := c.minutesOf(who); m.State != "recalled" || len(m.Entries) > 0 {
			c.t.Errorf("%s sees of the recalled minutes: %+v", who, m)
		}
	}
	if p := c.open(eksjoCare); !p.has("Boka trepartssamtal") {
		c.t.Error("what was promised is gone from the plan")
	}
}
