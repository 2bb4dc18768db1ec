package ui

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/i18n"
)

func swedish(t *testing.T) *i18n.Texts {
	t.Helper()
	c, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.In(i18n.Swedish)
}

func TestTwoTextsAreComparedWordByWord(t *testing.T) {
	before, after := compare("två halvdagar med stöd", "tre halvdagar med mycket stöd")
	if got := marked(before) + "|" + marked(after); got != "[två ]halvdagar med stöd|[tre ]halvdagar med [mycket ]stöd" {
		t.Error(got)
	}
	if before, after := compare("", "nytt"); len(before) != 0 || marked(after) != "[nytt]" {
		t.Error(before, after)
	}
	if before, _ := compare("samma\ntext", "samma\ntext"); marked(before) != "samma\ntext" {
		t.Error(before)
	}
}

func TestAComparisonLosesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		a, b := randomText(r), randomText(r)
		before, after := compare(a, b)
		if plain(before) != a || plain(after) != b {
			t.Fatalf("%q %q became %q %q", a, b, plain(before), plain(after))
		}
	}
	long := strings.Repeat("ord ", 5000)
	before, after := compare(long+"a "+long, "b "+long)
	if plain(before) != long+"a "+long || plain(after) != "b "+long {
		t.Error("a long text lost something")
	}
}

func TestWordsThatDoNotFitAreShortened(t *testing.T) {
	for _, c := range []struct {
		words string
		room  float64
		want  string
	}{{"Arbetsträning AME", 400, "Arbetsträning AME"}, {"Arbetsträning AME", 110, "Arbetsträning…"}, {"Arbetsträning", 10, ""}, {"", 10, ""}} {
		if got := shorten(c.words, 13, c.room); got != c.want {
			t.Errorf("%q in %v: %q", c.words, c.room, got)
		}
	}
}

func TestBarsOfALaneNeverCoverEachOther(t *testing.T) {
	texts, today := swedish(t), day("2026-11-21")
	r := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		lane := Lane{Actor: access.FK, Title: "Försäkringskassan"}
		for range r.IntN(9) {
			from := today.AddDate(0, 0, r.IntN(600)-300)
			b := Bar{Label: "Utredning av något", From: from, State: State(r.IntN(3)), Conflict: r.IntN(2) == 0}
			if r.IntN(4) > 0 {
				b.To = from.AddDate(0, 0, r.IntN(200))
			}
			lane.Bars = append(lane.Bars, b)
		}
		p := draw(texts, Chart{ID: "x", Lanes: []Lane{lane}, Today: today})
		checkBars(t, p.lanes[0])
	}
}

func checkBars(t *testing.T, l drawnLane) {
	t.Helper()
	for i, a := range l.bars {
		if a.from < titleWidth || a.from > chartWidth || a.y < l.y || a.y+barHeight > l.y+l.height {
			t.Fatalf("a bar stands outside its lane: %+v", a)
		}
		for _, b := range l.bars[i+1:] {
			if a.y == b.y && a.from < b.room && b.from < a.room {
				t.Fatalf("%v–%v covers %v–%v", a.from, a.room, b.from, b.room)
			}
		}
	}
}

func TestTheScaleShowsAtLeastHalfAYearAndAtMostAYearAndAHalf(t *testing.T) {
	texts, today := swedish(t), day("2026-11-21")
	empty := scaleOf(texts, Chart{Today: today})
	if !empty.start.Equal(day("2026-10-01")) || !empty.end.Equal(day("2027-04-01")) {
		t.Error(empty.start, empty.end)
	}
	wide := scaleOf(texts, Chart{Today: today, Lanes: []Lane{{Bars: []Bar{{From: day("2019-01-01"), To: day("2031-01-01")}}}}})
	if !wide.start.Equal(day("2026-05-01")) || !wide.end.Equal(day("2027-12-01")) {
		t.Error(wide.start, wide.end)
	}
	if len(months(texts, wide)) != 19 || len(weeks(texts, wide)) < 15 {
		t.Error(len(months(texts, wide)), len(weeks(texts, wide)))
	}
}

func TestABarSaysEverythingAboutItself(t *testing.T) {
	b := Bar{Label: "Arbetsträning", Extent: "25 %", Weekly: "mån 09:00–12:00", From: day("2026-10-12"), To: day("2027-01-31"), Conflict: true}
	if got := b.says(swedish(t)); got != "25 % Arbetsträning, mån 09:00–12:00, 12 okt 2026 – 31 jan 2027, pågår, krock" {
		t.Error(got)
	}
}

func TestAFieldKeepsWhatWasTypedAndSaysWhatIsWrong(t *testing.T) {
	f := Form{Texts: swedish(t), Values: map[string][]string{"see.u1": {"plan", "work"}}, Faults: []errs.Fault{{Field: "see.u1", Key: "missing"}, {Field: "see.u1", Key: "denied"}}}
	field := f.Field("see.u1", "ui.choose").WithHint("x")
	if field.Value != "plan" || !field.chosen("work") || field.chosen("family") || !strings.Contains(field.Fault, f.Texts.T("denied")) {
		t.Errorf("%+v", field)
	}
	if field.id() != "f-see-u1" || field.describedBy() != "f-see-u1-hint f-see-u1-fault" {
		t.Error(field.id(), field.describedBy())
	}
}

func TestOnlyKnownThemesAreTaken(t *testing.T) {
	if ParseTheme("dark") != DarkTheme || ParseTheme("x\" onload=") != AutoTheme {
		t.Error("a theme")
	}
}

func BenchmarkLanes(b *testing.B) {
	c, err := i18n.Load()
	if err != nil {
		b.Fatal(err)
	}
	texts := c.In(i18n.Swedish)
	chart := galleryChart()
	chart.Today = chart.Today.Add(time.Hour)
	for b.Loop() {
		draw(texts, chart)
	}
}

func marked(pieces []piece) string {
	var s strings.Builder
	for _, p := range pieces {
		if p.changed {
			s.WriteString("[" + p.text + "]")
		} else {
			s.WriteString(p.text)
		}
	}
	return s.String()
}

func plain(pieces []piece) string {
	return strings.NewReplacer("[", "", "]", "").Replace(marked(pieces))
}

func randomText(r *rand.Rand) string {
	var s strings.Builder
	for range r.IntN(12) {
		s.WriteString([]string{"a ", "b\n", "c ", "  ", "d"}[r.IntN(5)])
	}
	return s.String()
}

func TestAYearShowsWholeTitlesWhereThereIsRoom(t *testing.T) {
	long := "Kommunala aktivitetsansvaret (KAA)"
	without := strings.Repeat("Samverkan mellan skola och vård ", 4)
	row := func(title string) YearRow {
		return YearRow{Title: title, Dates: []YearDate{{At: time.Date(2026, 1, 1, 9, 0, 0, 0, time.UTC)}, {At: time.Date(2026, 12, 31, 9, 0, 0, 0, time.UTC)}}}
	}
	narrow := drawYear(swedish(t), YearChart{Year: 2026, Rows: []YearRow{row("SIP")}})
	wide := drawYear(swedish(t), YearChart{Year: 2026, Rows: []YearRow{row(long), row(without)}})
	if wide.rows[0].title != long || !strings.HasSuffix(wide.rows[1].title, "…") {
		t.Errorf("the titles are %q and %q", wide.rows[0].title, wide.rows[1].title)
	}
	if narrow.left != px(yearTitle) || wide.left != px(yearMost) {
		t.Errorf("titles take %s and %s", narrow.left, wide.left)
	}
	for _, d := range []drawnYear{narrow, wide} {
		first, err := strconv.ParseFloat(d.rows[0].dates[0].x, 64)
		last, err2 := strconv.ParseFloat(d.rows[0].dates[1].x, 64)
		left, err3 := strconv.ParseFloat(d.left, 64)
		if err != nil || err2 != nil || err3 != nil || first < left || last > chartWidth || last-first < 400 {
			t.Errorf("the dates lie from %s to %s beside %s", d.rows[0].dates[0].x, d.rows[0].dates[1].x, d.left)
		}
	}
}
