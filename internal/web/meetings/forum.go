package meetings

import (
	"net/http"
	"net/url"
	"slices"

	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/structure"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const pathForums = "/forum"

func (s *server) forumRoutes() []site.Route {
	return []site.Route{
		{"GET /forum", site.Acting, s.forumsPage},
		{"GET /forum/vilket", site.Acting, s.guidePage},
		{"GET /forum/nytt", site.Function, s.newForumPage},
		{"POST /forum/nytt", site.Function, s.createForum},
		{"GET /forum/{forum}", site.Acting, s.forumPage},
		{"GET /forum/{forum}/andra", site.Function, s.changeForumPage},
		{"POST /forum/{forum}/andra", site.Function, s.changeForum},
		{"POST /forum/{forum}/lage", site.Function, s.stepForum},
		{"POST /forum/{forum}/punkt", site.Function, s.tickForum},
		{"POST /forum/{forum}/medlemmar", site.Function, s.joinForum},
		{"GET /forum/{forum}/medlemmar/{function}", site.Function, s.leavePage},
		{"POST /forum/{forum}/medlemmar/{function}", site.Function, s.leaveForum},
		{"GET /forum/{forum}/tillfallen", site.Function, s.datesPage},
		{"POST /forum/{forum}/tillfallen", site.Function, s.planDates},
	}
}

func forumURL(f id.Forum) string { return pathForums + "/" + string(f) }

func forumsURL(path string, area id.Area) string {
	return site.Address(path, url.Values{"omrade": {string(area)}})
}

// areaOf is the area that the address asks for, else the reader's own, else the
// first.
func (s *server) areaOf(r *http.Request, v *site.Visit) (areas []org.Area, now id.Area, err error) {
	if areas, err = s.App.Areas(r.Context(), v.Actor); err != nil || len(areas) == 0 {
		return areas, "", err
	}
	known := func(a id.Area) bool {
		return slices.ContainsFunc(areas, func(o org.Area) bool { return o.ID == a })
	}
	now = areas[0].ID
	if len(v.Areas) > 0 && known(v.Areas[0]) {
		now = v.Areas[0]
	}
	if asked := id.Area(v.Query.Get("omrade")); known(asked) {
		now = asked
	}
	return areas, now, nil
}

func areaFilters(path string, areas []org.Area, now id.Area) (all []site.Filter) {
	for _, a := range areas {
		all = append(all, site.Filter{Label: a.Name, Href: forumsURL(path, a.ID), On: a.ID == now})
	}
	return all
}

// forumsScreen is the register of an area as its page shows it.
type forumsScreen struct {
	structure.ForumList
	v     *site.Visit
	areas []org.Area
}

func (s *server) forumsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	areas, now, err := s.areaOf(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("forums.title"))
	p.Head.Lead = t.T("forums.lead")
	if len(areas) == 0 {
		return s.Draw(w, r, v, p, ui.EmptyState(t.T("areas.none"), t.T("areas.none.text"), nil))
	}
	list, err := s.Structure.Forums(r.Context(), v.Actor, now)
	if err != nil {
		return err
	}
	p.Head.Actions = []ui.Action{{Label: t.T("guide.title"), Href: forumsURL("/forum/vilket", now), Primary: true}}
	if !v.Actor.Self() {
		p.Head.Actions = append(p.Head.Actions,
			ui.Action{Label: t.T("forums.picture"), Href: forumsURL("/forum/bild", now)},
			ui.Action{Label: t.T("forums.agreements"), Href: "/overenskommelser"},
			ui.Action{Label: t.T("forums.obstacles"), Href: forumsURL("/hinder", now)})
	}
	if list.MayKeep {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("forums.new"), Href: forumsURL("/forum/nytt", now), Icon: "plus"})
	}
	return s.Draw(w, r, v, p, forumsBody(v, forumsScreen{list, v, areas}))
}

// group is the forums of the register that belong together: formal, informal,
// or those that have ended.
func (k forumsScreen) group(formal, ended bool) (rows []structure.ForumRow) {
	for _, r := range k.Rows {
		if over := r.Forum.Status == forum.Ended; over == ended && (ended || r.Forum.Formal == formal) {
			rows = append(rows, r)
		}
	}
	return rows
}

func (k forumsScreen) table(caption string, rows []structure.ForumRow) ui.Table {
	v := k.v
	tab := ui.Table{Caption: caption, Hidden: true, Columns: site.Columns(v, "forums.forum", "forums.status", "forums.calls", "forums.next", "forums.driver")}
	for _, r := range rows {
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(forumURL(r.Forum.ID), r.Forum.Name, v.TextOf("forum.kind", r.Forum.Kind)),
			forumStatus(v, r), callers(v, r.CallRules), nextCell(v, r), driverCell(v, r)))
	}
	return tab
}

func statusTone(status string) ui.Tone {
	switch status {
	case forum.Active:
		return ui.Success
	case forum.Starting:
		return ui.Info
	case forum.Resting:
		return ui.Warning
	}
	return ui.Plain
}

// callRule says how an actor stands to a forum.
func callRule(v *site.Visit, a forum.Actor) string {
	switch {
	case a.MayCall && a.MustAttend:
		return v.Texts.T("forums.rule.calls_must")
	case a.MayCall:
		return v.Texts.T("forums.rule.calls")
	case a.MustAttend:
		return v.Texts.T("forums.rule.must")
	}
	return v.Texts.T("forums.rule.called")
}

func findingText(v *site.Visit, f structure.Finding) string {
	names := make([]string, len(f.Actors))
	for i, k := range f.Actors {
		names[i] = ui.KindName(v.Texts, k)
	}
	return v.Texts.T("forum.finding."+f.Code, "actors", v.Texts.List(names...))
}

// ageSpan says which ages a forum is for, nothing when it is for all.
func ageSpan(v *site.Visit, f forum.Forum) string {
	from, to := site.Number(f.AgeFrom), site.Number(f.AgeTo)
	switch {
	case f.AgeFrom > 0 && f.AgeTo > 0:
		return v.Texts.T("forums.ages", "from", from, "to", to)
	case f.AgeFrom > 0:
		return v.Texts.T("forums.ages.from", "from", from)
	case f.AgeTo > 0:
		return v.Texts.T("forums.ages.to", "to", to)
	}
	return ""
}

// guideScreen is which meeting to call to, as its page shows it.
type guideScreen struct {
	structure.GuideView
	v     *site.Visit
	areas []org.Area
	now   string // the situation that was chosen
}

func (s *server) guidePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	areas, now, err := s.areaOf(r, v)
	if err != nil {
		return err
	}
	situation := v.Query.Get("lage")
	if !slices.ContainsFunc(structure.Situations(), func(x structure.Situation) bool { return x.Code == situation }) {
		situation = ""
	}
	view, err := s.Structure.ForumGuide(r.Context(), v.Actor, now, situation)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("guide.title"))
	p.Active = pathForums
	p.Head.Lead = v.Texts.T("guide.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("forums.title"), Href: forumsURL(pathForums, now)}
	return s.Draw(w, r, v, p, guideBody(v, guideScreen{view, v, areas, situation}))
}

func guideURL(area id.Area, situation string) string {
	q := url.Values{"omrade": {string(area)}}
	if situation != "" {
		q.Set("lage", situation)
	}
	return site.Address("/forum/vilket", q)
}

func (k guideScreen) areaFilters() (all []site.Filter) {
	for _, a := range k.areas {
		all = append(all, site.Filter{Label: a.Name, Href: guideURL(a.ID, k.now), On: a.ID == k.Area.ID})
	}
	return all
}

// advice is what the guide says of one forum.
func (k guideScreen) advice(r structure.ForumRow) []ui.Term {
	v := k.v
	t := v.Texts
	var terms []ui.Term
	if r.Forum.UseWhen != "" {
		terms = append(terms, ui.Term{Word: t.T("guide.when"), Says: ui.Text(r.Forum.UseWhen)})
	}
	terms = append(terms, ui.Term{Word: t.T("guide.who"), Says: callers(v, r.CallRules)},
		ui.Term{Word: t.T("guide.how"), Says: ui.Text(howTo(v, r))})
	if !r.Next.IsZero() {
		terms = append(terms, ui.Term{Word: t.T("forums.next"), Says: ui.Text(t.Moment(r.Next))})
	}
	return terms
}

// howTo says how a case comes up in a forum, or why it cannot.
func howTo(v *site.Visit, r structure.ForumRow) string {
	t := v.Texts
	switch {
	case r.Forum.Status != forum.Active:
		return t.T("guide.how.not_active", "status", site.Lower(v.TextOf("forum.status", r.Forum.Status)))
	case r.Forum.Level == forum.OfManagers:
		return t.T("guide.how.managers")
	case !r.Forum.Persons():
		return t.T("guide.how.general")
	case !r.Open():
		return t.T("guide.how.agreement")
	case v.Actor.Self():
		return t.T("guide.how.person")
	case r.MayCall(v.Kind):
		return t.T("guide.how.call")
	case r.Forum.Kind == forum.SIP:
		return t.T("guide.how.propose")
	}
	if r.IsCalled(v.Kind) {
		return t.T("guide.how.ask")
	}
	return t.T("guide.how.others")
}

// guideKinds names the kinds of forums that are for a situation.
func guideKinds(v *site.Visit, a structure.Advice) string {
	names := make([]string, len(a.Kinds))
	for i, k := range a.Kinds {
		names[i] = v.TextOf("forum.kind", k)
	}
	return v.Texts.List(names...)
}
