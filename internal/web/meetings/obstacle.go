package meetings

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/obstacle"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	pathObstacles = "/hinder"
	every         = "alla" // in an address: not narrowed
)

func (s *server) obstacleRoutes() []site.Route {
	return []site.Route{
		{"GET /hinder", site.Function, s.obstaclesPage},
		{"GET /hinder.csv", site.Function, s.obstaclesCSV},
		{"GET /hinder/utskrift", site.Function, s.obstaclesPaper},
		{"GET /hinder/nytt", site.Function, s.newObstaclePage},
		{"POST /hinder/nytt", site.Function, s.raiseObstacle},
		{"GET /hinder/{obstacle}", site.Function, s.obstaclePage},
		{"POST /hinder/{obstacle}/svar", site.Function, s.answerObstacle},
		{"POST /hinder/{obstacle}/tillbaka", site.Function, s.withdrawObstacle},
		{"GET /arenden/{case}/hinder", site.Function, s.caseObstaclesPage},
		{"POST /arenden/{case}/hinder", site.Function, s.raiseCaseObstacle},
	}
}

func obstacleURL(o id.Obstacle) string { return pathObstacles + "/" + string(o) }

// obstaclesScreen is the list of obstacles, as narrowed as it was asked for.
type obstaclesScreen struct {
	v     *site.Visit
	areas []org.Area
	area  id.Area // empty for all
	state string  // empty for all
	rows  []app.ObstacleRow
	pages ui.Pages
}

// obstaclesScreen reads what the list is to show: of the reader's own area and
// without an answer, unless something else is asked for.
func (s *server) obstaclesScreen(r *http.Request, v *site.Visit) (k obstaclesScreen, err error) {
	k = obstaclesScreen{v: v, state: obstacle.Open}
	if k.areas, err = s.App.Areas(r.Context(), v.Actor); err != nil {
		return k, err
	}
	if len(v.Areas) > 0 {
		k.area = v.Areas[0]
	}
	asked := v.Query.Get("omrade")
	if asked == every || slices.ContainsFunc(k.areas, func(a org.Area) bool { return string(a.ID) == asked }) {
		k.area = id.Area(asked)
	}
	if k.area == every {
		k.area = ""
	}
	switch state := v.Query.Get("lage"); {
	case state == every:
		k.state = ""
	case slices.Contains(obstacle.States(), state):
		k.state = state
	}
	return k, nil
}

func (k obstaclesScreen) url(path string) string { return obstaclesURL(path, k.area, k.state) }

func obstaclesURL(path string, area id.Area, state string) string {
	q := url.Values{"omrade": {every}, "lage": {every}}
	if area != "" {
		q.Set("omrade", string(area))
	}
	if state != "" {
		q.Set("lage", state)
	}
	return site.Address(path, q)
}

func (s *server) obstaclesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.obstaclesScreen(r, v)
	if err != nil {
		return err
	}
	rows, more, err := s.App.Obstacles(r.Context(), v.Actor, k.area, k.state, v.Paging())
	if err != nil {
		return err
	}
	k.rows = rows
	if n := len(rows); n > 0 {
		k.pages = v.Pages(r, n, more, rows[n-1].RaisedAt.UnixMicro(), string(rows[n-1].ID))
	}
	t := v.Texts
	p := s.Page(v, t.T("obstacles.title"))
	p.Active = "/forum"
	p.Head.Lead = t.T("obstacles.lead")
	p.Head.Actions = []ui.Action{{Label: t.T("obstacles.print"), Href: k.url("/hinder/utskrift"), Icon: "print"}, {Label: t.T("obstacles.csv"), Href: k.url("/hinder.csv")}}
	if v.Handles() {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("obstacles.new"), Href: "/hinder/nytt", Icon: "plus", Primary: true})
	}
	return s.Draw(w, r, v, p, obstaclesBody(v, k))
}

func (k obstaclesScreen) areaFilters() []site.Filter {
	all := []site.Filter{{Label: k.v.Texts.T("obstacles.all_areas"), Href: obstaclesURL(pathObstacles, "", k.state), On: k.area == ""}}
	for _, a := range k.areas {
		all = append(all, site.Filter{Label: a.Name, Href: obstaclesURL(pathObstacles, a.ID, k.state), On: k.area == a.ID})
	}
	return all
}

func (k obstaclesScreen) stateFilters() (all []site.Filter) {
	for _, state := range append(obstacle.States(), "") {
		f := site.Filter{Label: k.v.Texts.T("obstacles.all"), Href: obstaclesURL(pathObstacles, k.area, state), On: k.state == state}
		if state != "" {
			f.Label = k.v.TextOf("obstacle.state", state)
		}
		all = append(all, f)
	}
	return all
}

// obstacleTable lists obstacles, on the list and in a case.
func obstacleTable(v *site.Visit, caption string, rows []app.ObstacleRow) ui.Table {
	tab := ui.Table{Caption: caption, Hidden: true, Columns: site.Columns(v, "obstacles.what", "obstacles.group", "obstacles.by", "obstacles.age", "obstacles.state")}
	for _, o := range rows {
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(obstacleURL(o.ID), o.Title, v.TextOf("obstacle.kind", o.Kind)),
			ui.Two(groupName(v, o.GroupName), areaOf(o)), ui.Two(o.By.Name, o.By.UnitName),
			site.Unbroken(v.Texts.N("obstacles.days", o.Days), v.Texts.DayOf(o.RaisedAt)), obstacleState(v, o)))
	}
	return tab
}

// areaOf is the area of an obstacle, where the name of its group does not say it.
func areaOf(o app.ObstacleRow) string {
	if strings.Contains(o.GroupName, o.AreaName) {
		return ""
	}
	return o.AreaName
}

// obstacleDayTable lists what a managers' group has to do on a day: to answer,
// or to follow up what it has planned.
func obstacleDayTable(v *site.Visit, caption string, rows []app.ObstacleRow) ui.Table {
	tab := ui.Table{Caption: caption, Hidden: true, Columns: site.Columns(v, "obstacles.what", "obstacles.by", "obstacles.day.what", "obstacles.day.when")}
	today := v.Texts.ISO(v.Now)
	for _, o := range rows {
		what, on := v.Texts.T("obstacles.day.answer"), o.DueOn
		if o.State == obstacle.Answered {
			what, on = v.Texts.T("obstacles.day.follow_up"), o.FollowUpOn
		}
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(obstacleURL(o.ID), o.Title, site.Dotted(v.TextOf("obstacle.kind", o.Kind), o.AreaName)),
			ui.Two(o.By.Name, o.By.UnitName), ui.Text(what), site.DueBadge(v, on, today, v.Now)))
	}
	return tab
}

// obstacleNewsTable lists what has been answered to the reader.
func obstacleNewsTable(v *site.Visit, caption string, rows []app.ObstacleRow) ui.Table {
	tab := ui.Table{Caption: caption, Hidden: true, Columns: site.Columns(v, "obstacles.what", "obstacles.group", "obstacles.answer")}
	for _, o := range rows {
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(obstacleURL(o.ID), o.Title, v.TextOf("obstacle.kind", o.Kind)),
			ui.Two(groupName(v, o.GroupName), areaOf(o)), obstacleState(v, o)))
	}
	return tab
}

// groupName is the managers' group, or that there is none.
func groupName(v *site.Visit, name string) string {
	if name == "" {
		return v.Texts.T("obstacles.no_group")
	}
	return name
}

func obstacleTone(o app.ObstacleRow) ui.Tone {
	switch {
	case o.Overdue:
		return ui.Error
	case o.State == obstacle.Open:
		return ui.Warning
	case o.State == obstacle.Answered:
		return ui.Success
	}
	return ui.Plain
}

// stateWords says how an obstacle stands, and what is next.
func stateWords(v *site.Visit, o app.ObstacleRow) (state, next string) {
	switch o.State {
	case obstacle.Open:
		return v.TextOf("obstacle.state", o.State), v.Texts.T("obstacles.due", "day", v.Texts.Day(o.DueOn))
	case obstacle.Answered:
		if o.FollowUpOn != "" {
			next = v.Texts.T("obstacles.follow_up", "day", v.Texts.Day(o.FollowUpOn))
		}
		return v.TextOf("obstacle.decision", o.Decision), next
	}
	return v.TextOf("obstacle.state", o.State), ""
}

// everyObstacle reads the whole list: paper and spreadsheets have no pages.
func (s *server) everyObstacle(r *http.Request, v *site.Visit) (k obstaclesScreen, err error) {
	if k, err = s.obstaclesScreen(r, v); err != nil {
		return k, err
	}
	page := cases.Page{Limit: 100}
	for more := true; more; {
		var rows []app.ObstacleRow
		if rows, more, err = s.App.Obstacles(r.Context(), v.Actor, k.area, k.state, page); err != nil {
			return k, err
		}
		k.rows = append(k.rows, rows...)
		if n := len(k.rows); n > 0 {
			page.Before, page.BeforeID = k.rows[n-1].RaisedAt.UnixMicro(), string(k.rows[n-1].ID)
		}
	}
	return k, nil
}

func (s *server) obstaclesCSV(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.everyObstacle(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	header := []string{t.T("obstacles.what"), t.T("obstacles.kind"), t.T("obstacles.words"), t.T("obstacles.area"), t.T("obstacles.group"), t.T("obstacles.by"),
		t.T("page.unit"), t.T("obstacles.raised"), t.T("obstacles.age_days"), t.T("obstacles.answer_by"), t.T("obstacles.state"), t.T("obstacles.decision"),
		t.T("obstacles.answer"), t.T("obstacles.answered"), t.T("obstacles.follow_up_on")}
	var rows [][]string
	for _, o := range k.rows {
		decision, answered := "", ""
		if o.Decision != "" {
			decision, answered = v.TextOf("obstacle.decision", o.Decision), t.ISO(o.AnsweredAt)
		}
		rows = append(rows, []string{o.Title, v.TextOf("obstacle.kind", o.Kind), o.Words, o.AreaName, groupName(v, o.GroupName), o.By.Name,
			o.By.UnitName, t.ISO(o.RaisedAt), site.Number(o.Days), o.DueOn, v.TextOf("obstacle.state", o.State), decision, o.Answer, answered, o.FollowUpOn})
	}
	return sendCSV(w, "hinder", header, rows)
}

// sendCSV answers with a table for a spreadsheet.
func sendCSV(w http.ResponseWriter, name string, header []string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	return export.CSV(w, export.Format{BOM: true}, header, rows)
}

// obstaclesPaper is the list for the managers' group to meet over.
func (s *server) obstaclesPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.everyObstacle(r, v)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("obstacles.title"))
	p.Print, p.Running = true, v.Texts.T("obstacles.running", "day", v.Texts.Day(v.Texts.ISO(v.Now)))
	p.Head.Meta = []string{k.areaName(), k.stateName()}
	p.Head.Back = &ui.Link{Label: v.Texts.T("obstacles.title"), Href: k.url(pathObstacles)}
	return s.Draw(w, r, v, p, obstaclesSheet(v, k))
}

func (k obstaclesScreen) areaName() string {
	for _, a := range k.areas {
		if a.ID == k.area {
			return a.Name
		}
	}
	return k.v.Texts.T("obstacles.all_areas")
}

func (k obstaclesScreen) stateName() string {
	if k.state == "" {
		return k.v.Texts.T("obstacles.all_states")
	}
	return k.v.TextOf("obstacle.state", k.state)
}
