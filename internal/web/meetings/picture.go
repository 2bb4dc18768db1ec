package meetings

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/minutes"
	"samverk/internal/org"
	"samverk/internal/result"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const pathPicture = "/forum/bild"

func (s *server) pictureRoutes() []site.Route {
	return []site.Route{
		{"GET /forum/bild", site.Function, s.picturePage},
		{"GET /forum/bild.csv", site.Function, s.pictureCSV},
		{"GET /forum/bild/utskrift", site.Function, s.picturePaper},
	}
}

// The parts of the picture that a spreadsheet can have.
const (
	partYear       = "ar"
	partAttendance = "narvaro"
	partBalance    = "balans"
	partAges       = "alder"
)

// pictureScreen is how the forums of an area have worked in a year.
type pictureScreen struct {
	result.PictureView
	v     *site.Visit
	areas []org.Area
	paper bool
}

func pictureURL(path string, area id.Area, year int) string {
	return site.Address(path, url.Values{"omrade": {string(area)}, "ar": {strconv.Itoa(year)}})
}

func (s *server) pictureScreen(r *http.Request, v *site.Visit) (k pictureScreen, err error) {
	k.v = v
	if k.areas, err = s.App.Areas(r.Context(), v.Actor); err != nil {
		return k, err
	}
	area := id.Area(v.Query.Get("omrade"))
	if !slices.ContainsFunc(k.areas, func(a org.Area) bool { return a.ID == area }) {
		if area = ""; len(v.Areas) > 0 {
			area = v.Areas[0]
		} else if len(k.areas) > 0 {
			area = k.areas[0].ID
		}
	}
	year := 0
	if text := v.Query.Get("ar"); text != "" {
		if year, err = strconv.Atoi(text); err != nil || year <= 0 {
			return k, errs.Missing()
		}
	}
	k.PictureView, err = s.Result.Pictures(r.Context(), v.Actor, area, year)
	return k, err
}

func (s *server) picturePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.pictureScreen(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, k.title())
	p.Active = "/forum"
	p.Head.Lead = t.T("picture.lead")
	p.Head.Actions = []ui.Action{{Label: t.T("obstacles.print"), Href: pictureURL("/forum/bild/utskrift", k.Area.ID, k.Year), Icon: "print"},
		{Label: t.T("obstacles.title"), Href: obstaclesURL(pathObstacles, k.Area.ID, "")}}
	return s.Draw(w, r, v, p, pictureBody(v, k))
}

func (k pictureScreen) title() string {
	return k.v.Texts.T("picture.title", "area", k.Area.Name, "year", strconv.Itoa(k.Year))
}

func (s *server) picturePaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.pictureScreen(r, v)
	if err != nil {
		return err
	}
	k.paper = true
	p := s.Page(v, k.title())
	p.Print, p.Running = true, v.Texts.T("picture.running", "area", k.Area.Name, "day", v.Texts.Day(k.Today))
	p.Head.Back = &ui.Link{Label: k.title(), Href: pictureURL(pathPicture, k.Area.ID, k.Year)}
	return s.Draw(w, r, v, p, pictureParts(v, k))
}

func (k pictureScreen) areaFilters() (all []site.Filter) {
	for _, a := range k.areas {
		all = append(all, site.Filter{Label: a.Name, Href: pictureURL(pathPicture, a.ID, k.Year), On: a.ID == k.Area.ID})
	}
	return all
}

// yearFilters offers the years around today, and the one that is shown.
func (k pictureScreen) yearFilters() (all []site.Filter) {
	now := k.v.Texts.Local(k.v.Now).Year()
	years := []int{now - 2, now - 1, now, now + 1, k.Year}
	slices.Sort(years)
	for _, year := range slices.Compact(years) {
		all = append(all, site.Filter{Label: strconv.Itoa(year), Href: pictureURL(pathPicture, k.Area.ID, year), On: year == k.Year})
	}
	return all
}

// csv is the address of one part as a table for a spreadsheet.
func (k pictureScreen) csv(part, what string) []ui.Action {
	if k.paper {
		return nil
	}
	return []ui.Action{{Label: k.v.Texts.T("picture.csv", "what", what), Href: pictureURL("/forum/bild.csv", k.Area.ID, k.Year) + "&del=" + part}}
}

// outcome is how a sitting came out. One that has passed without a word is
// neither held nor cancelled.
func (k pictureScreen) outcome(s forum.Pictured) ui.Outcome {
	switch {
	case s.State == forum.SittingHeld:
		return ui.Held
	case s.State == forum.SittingCancelled:
		return ui.Off
	case k.v.Texts.ISO(s.Start) < k.Today:
		return ui.Unnoted
	}
	return ui.Ahead
}

// reason is why a sitting was cancelled, in words.
func (k pictureScreen) reason(s forum.Pictured) string {
	if s.Reason == "" {
		return ""
	}
	return k.v.TextOf("sitting.reason", s.Reason)
}

// chart is the year as a picture.
func (k pictureScreen) chart() ui.YearChart {
	c := ui.YearChart{Caption: k.v.Texts.T("picture.chart", "area", k.Area.Name, "year", strconv.Itoa(k.Year)), Year: k.Year, Today: k.v.Now}
	for _, f := range k.Forums {
		if len(f.Sittings) == 0 {
			continue // the table says it
		}
		row := ui.YearRow{Title: f.Name}
		for _, s := range f.Sittings {
			o := k.outcome(s)
			says := site.Dotted(f.Name, k.v.Texts.DayOf(s.Start), ui.OutcomeName(k.v.Texts, o), k.reason(s))
			row.Dates = append(row.Dates, ui.YearDate{At: s.Start, Outcome: o, Says: says})
		}
		c.Rows = append(c.Rows, row)
	}
	return c
}

// tally is how the sittings of a forum came out.
type tally struct {
	by      map[ui.Outcome]int
	reasons map[string]int
}

func (k pictureScreen) tally(f result.PicturedForum) tally {
	t := tally{map[ui.Outcome]int{}, map[string]int{}}
	for _, s := range f.Sittings {
		t.by[k.outcome(s)]++
		if s.State == forum.SittingCancelled {
			t.reasons[s.Reason]++
		}
	}
	return t
}

// why lists the reasons for which sittings were cancelled, the most frequent
// first.
func (t tally) why(v *site.Visit) string {
	var codes, words []string
	for code := range t.reasons {
		if code != "" {
			codes = append(codes, code)
		}
	}
	slices.SortFunc(codes, func(a, b string) int { return cmp.Or(t.reasons[b]-t.reasons[a], cmp.Compare(a, b)) })
	for _, code := range codes {
		words = append(words, v.TextOf("sitting.reason", code)+" "+strconv.Itoa(t.reasons[code]))
	}
	return strings.Join(words, " · ")
}

// yearColumns are the outcomes in the table of the year.
func yearColumns() []ui.Outcome { return []ui.Outcome{ui.Held, ui.Ahead, ui.Off, ui.Unnoted} }

func (k pictureScreen) yearTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("picture.year"), Hidden: true, Columns: []ui.Column{{Label: v.Texts.T("picture.forum")}}}
	for _, o := range yearColumns() {
		tab.Columns = append(tab.Columns, ui.Column{Label: ui.OutcomeName(v.Texts, o), Numeric: true})
	}
	for _, f := range k.Forums {
		t := k.tally(f)
		row := site.Cells(site.LinkUnder("/forum/"+string(f.ID), f.Name, k.standing(f.Forum)))
		for _, o := range yearColumns() {
			under := ""
			if o == ui.Off {
				under = t.why(v)
			}
			row.Cells = append(row.Cells, site.Unbroken(v.Texts.Number(t.by[o]), under))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// standing says how a forum stands, where it is not active.
func (k pictureScreen) standing(f forum.Forum) string {
	if f.Status == forum.Active {
		return ""
	}
	return k.v.TextOf("forum.status", f.Status)
}

// few is a number as it may be shown.
func few(v *site.Visit, c minutes.Count) string {
	if c.Few {
		return v.Texts.T("picture.few")
	}
	return v.Texts.Number(c.N)
}

func (k pictureScreen) balanceTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("picture.balance"), Hidden: true, Columns: site.Columns(v, "picture.actor", "picture.calls", "picture.called", "picture.came", "picture.tasks")}
	for i := range tab.Columns {
		tab.Columns[i].Numeric = i > 0
	}
	for _, b := range k.Balance {
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(v.Texts, b.Kind, ui.KindName(v.Texts, b.Kind), ""),
			ui.Text(few(v, b.Calls)), ui.Text(few(v, b.Called)), ui.Text(few(v, b.Came)), ui.Text(few(v, b.Tasks))))
	}
	return tab
}

// attended lists the forums whose attendance is known.
func (k pictureScreen) attended() (all []result.PicturedForum) {
	for _, f := range k.Forums {
		if slices.ContainsFunc(k.Attendance, func(a forum.Attendance) bool { return a.Forum == f.ID }) {
			all = append(all, f)
		}
	}
	return all
}

// attendance is how often an actor came to a forum.
func (k pictureScreen) attendance(f id.Forum, kind access.Kind) (a forum.Attendance, known bool) {
	i := slices.IndexFunc(k.Attendance, func(a forum.Attendance) bool { return a.Forum == f && a.Kind == kind })
	if i < 0 {
		return a, false
	}
	return k.Attendance[i], true
}

func (k pictureScreen) attendanceTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("picture.attendance"), Hidden: true, Columns: []ui.Column{{Label: v.Texts.T("picture.forum")}}}
	for _, kind := range forum.Parties() {
		tab.Columns = append(tab.Columns, ui.Column{Label: ui.KindName(v.Texts, kind), Numeric: true})
	}
	for _, f := range k.attended() {
		row := site.Cells(ui.Text(f.Name))
		for _, kind := range forum.Parties() {
			words := "–"
			if a, known := k.attendance(f.ID, kind); known {
				words = v.Texts.T("picture.of", "came", strconv.Itoa(a.Came), "all", strconv.Itoa(a.Awaited))
			}
			row.Cells = append(row.Cells, site.Unbroken(words, ""))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// ages names a band of ages.
func ages(v *site.Visit, b forum.Band) string {
	if b.To >= forum.Oldest {
		return v.Texts.T("picture.age.from", "from", strconv.Itoa(b.From))
	}
	if b.From == b.To {
		return v.Texts.T("picture.age.single", "from", strconv.Itoa(b.From))
	}
	return v.Texts.T("picture.age", "from", strconv.Itoa(b.From), "to", strconv.Itoa(b.To))
}

func (k pictureScreen) agesTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("picture.ages"), Hidden: true, Columns: site.Columns(v, "picture.forum", "picture.target")}
	for _, b := range k.Bands {
		tab.Columns = append(tab.Columns, ui.Column{Label: ages(v, b)})
	}
	for _, c := range k.Coverage {
		row := site.Cells(site.LinkUnder("/forum/"+string(c.ID), c.Name, site.Dotted(k.formality(c), k.standing(c.Forum))), ui.Text(cmp.Or(c.Target, "–")))
		for _, covers := range c.For {
			row.Cells = append(row.Cells, coverCell(v, covers))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

func (k pictureScreen) formality(c result.Coverage) string {
	if c.Formal {
		return k.v.Texts.T("areas.formal")
	}
	return k.v.Texts.T("areas.informal")
}

func coverCell(v *site.Visit, covers bool) templ.Component {
	if covers {
		return ui.Badge(ui.Success, v.Texts.T("picture.covers"))
	}
	return ui.Text("–")
}

// uncovered names the ages that no active formal forum is for.
func (k pictureScreen) uncovered() string {
	var all []string
	for _, b := range k.Uncovered() {
		all = append(all, ages(k.v, b))
	}
	return k.v.Texts.List(all...)
}
