package meetings

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/structure"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// forumScreen is a forum as its page shows it, with the forms on it.
type forumScreen struct {
	structure.ForumView
	v     *site.Visit
	step  ui.Form
	join  ui.Form
	area  []org.Function // that can become members
	clash error
}

func forumOf(r *http.Request) id.Forum { return id.Forum(r.PathValue("forum")) }

func (s *server) forumPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawForum(w, r, v, func(*forumScreen) {})
}

// drawForum draws the page of a forum; with puts into it what was typed in one
// of its forms and what is wrong with that.
func (s *server) drawForum(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*forumScreen)) error {
	view, err := s.Structure.Forum(r.Context(), v.Actor, forumOf(r))
	if err != nil {
		return err
	}
	k := forumScreen{ForumView: view, v: v, step: v.NewForm(forumURL(view.Forum.ID) + "/lage"), join: v.NewForm(forumURL(view.Forum.ID) + "/medlemmar")}
	k.step.Version = view.Forum.Version
	if view.MayKeep && view.Forum.Status != forum.Ended {
		area, err := s.App.Area(r.Context(), v.Actor, view.Area.ID)
		if err != nil {
			return err
		}
		k.area = slices.DeleteFunc(area.Functions, k.joined)
	}
	with(&k)
	p := s.forumFrame(v, view, "")
	p.Head.Lead = view.Forum.About
	p.Faults = slices.Concat(k.step.Faults, k.join.Faults)
	if view.MayKeep && view.Forum.Status != forum.Ended {
		p.Head.Actions = []ui.Action{
			{Label: v.Texts.T("forums.change"), Href: forumURL(view.Forum.ID) + "/andra"},
			{Label: v.Texts.T("forums.plan"), Href: forumURL(view.Forum.ID) + "/tillfallen", Primary: true},
		}
	}
	return s.Draw(w, r, v, p, forumBody(v, k))
}

// joined reports whether a function cannot become a member: it is one already,
// or is none that meets.
func (k *forumScreen) joined(f org.Function) bool {
	return slices.Contains(k.Members, f.ID) || f.Role == access.Admin || f.Role == access.Federation && k.Forum.Persons()
}

// forumFrame is the frame of a page about a forum: of the forum itself when no
// title is given.
func (s *server) forumFrame(v *site.Visit, view structure.ForumView, title string) ui.Page {
	f, t := view.Forum, v.Texts
	p := s.Page(v, title)
	p.Active = pathForums
	if title != "" {
		p.Head.Back = &ui.Link{Label: f.Name, Href: forumURL(f.ID)}
		return p
	}
	p.Title = f.Name
	p.Head.Back = &ui.Link{Label: t.T("forums.of", "area", view.Area.Name), Href: forumsURL(pathForums, view.Area.ID)}
	p.Head.Meta = []string{v.TextOf("forum.kind", f.Kind), v.TextOf("forum.level", f.Level)}
	if f.Internal {
		p.Head.Meta = append(p.Head.Meta, t.T("forums.internal"))
	}
	p.Head.Chips = []ui.Chip{{Text: v.TextOf("forum.status", f.Status), Tone: statusTone(f.Status)}}
	if f.Formal {
		p.Head.Chips = append(p.Head.Chips, ui.Chip{Text: t.T("forums.formal", "n", site.Number(met(view.Criteria))), Href: "#formellt"})
	} else {
		p.Head.Chips = append(p.Head.Chips, ui.Chip{Text: t.T("forums.informal")})
	}
	return p
}

// met counts the criteria that a forum meets.
func met(all []structure.Criterion) (n int) {
	for _, c := range all {
		if c.Met {
			n++
		}
	}
	return n
}

// stepForum takes a forum to another state of its life.
func (s *server) stepForum(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := forumOf(r)
	err := s.Structure.StepForum(r.Context(), v.Actor, forum.Step{Forum: f, Version: v.Version(), To: v.Form.Get("to"), Words: v.Form.Get("words")})
	if faults, ok := site.Faulty(err); ok {
		return s.drawForum(w, r, v, func(k *forumScreen) { k.step = v.Again(k.step.Action, faults) })
	}
	if site.Clash(err) {
		return s.clashForum(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, forumURL(f), "page.flash.forum_stepped")
}

// clashForum draws the page of a forum as it stands now, and gives back what
// was typed.
func (s *server) clashForum(w http.ResponseWriter, r *http.Request, v *site.Visit, err error) error {
	v.Status = http.StatusConflict
	return s.drawForum(w, r, v, func(k *forumScreen) { k.clash = err })
}

func (s *server) tickForum(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Structure.TickForum(r.Context(), v.Actor, forumOf(r), v.Form.Get("point"), v.Form.Get("done") == "yes"); err != nil {
		return err
	}
	return s.Done(w, r, forumURL(forumOf(r)), "page.flash.forum_ticked")
}

func (s *server) joinForum(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Structure.JoinForum(r.Context(), v.Actor, forumOf(r), id.Function(v.Form.Get("function")))
	if faults, ok := site.Faulty(err); ok {
		return s.drawForum(w, r, v, func(k *forumScreen) { k.join = v.Again(k.join.Action, faults) })
	}
	if site.Clash(err) {
		return s.clashForum(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, forumURL(forumOf(r)), "page.flash.forum_joined")
}

// leavePage asks before a function leaves a forum, and says which tasks that
// leaves empty.
func (s *server) leavePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Structure.Forum(r.Context(), v.Actor, forumOf(r))
	if err != nil {
		return err
	}
	m := id.Function(r.PathValue("function"))
	if !slices.Contains(view.Members, m) || !view.MayKeep && m != v.Actor.Function {
		return errs.Missing()
	}
	p := s.forumFrame(v, view, v.Texts.T("forums.leave.title"))
	return s.Draw(w, r, v, p, ui.ConfirmBody(v.Texts, leaveDialog(v, view, m)))
}

func memberURL(f id.Forum, m id.Function) string {
	return forumURL(f) + "/medlemmar/" + string(m)
}

func leaveDialog(v *site.Visit, view structure.ForumView, m id.Function) ui.Dialog {
	t := v.Texts
	var tasks []string
	for _, task := range tasksOf(view.Forum, m) {
		tasks = append(tasks, site.Lower(v.TextOf("forum.task", task)))
	}
	text := t.T("forums.leave.text")
	if len(tasks) > 0 {
		text = t.T("forums.leave.tasks", "tasks", t.List(tasks...))
	}
	return ui.Dialog{ID: "lamna-" + string(m), Title: t.T("forums.leave.sure", "function", view.Functions[m].Name), Text: text,
		Action: memberURL(view.Forum.ID, m), Do: t.T("forums.leave.do"), Danger: true, Once: site.NewOnce()}
}

// tasksOf lists the tasks that a function has in a forum.
func tasksOf(f forum.Forum, m id.Function) (all []string) {
	of := f.Settings().Functions()
	for _, task := range []string{forum.TaskDriver, forum.TaskDeputy, forum.TaskChair, forum.TaskSecretary} {
		if of[task] == m {
			all = append(all, task)
		}
	}
	return all
}

func (s *server) leaveForum(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	vacant, err := s.Structure.LeaveForum(r.Context(), v.Actor, forumOf(r), id.Function(r.PathValue("function")))
	if site.Clash(err) {
		return s.clashForum(w, r, v, err)
	}
	if err != nil {
		return err
	}
	if len(vacant) > 0 {
		return s.Done(w, r, forumURL(forumOf(r)), "page.flash.forum_left_vacant")
	}
	return s.Done(w, r, forumURL(forumOf(r)), "page.flash.forum_left")
}

// who is a function with its unit, as facts name it.
func (k forumScreen) who(f id.Function) templ.Component { return functionCell(k.v, k.Functions[f]) }

// facts are what the side of the page says.
func (k forumScreen) facts() []ui.Term {
	v, t, f := k.v, k.v.Texts, k.Forum
	terms := []ui.Term{{Word: t.T("forum.task.driver"), Says: k.who(f.Driver)}, {Word: t.T("forum.task.deputy"), Says: k.who(f.Deputy)}}
	if f.Chairing == forum.Rotation {
		terms = append(terms, ui.Term{Word: t.T("forum.task.chair"), Says: ui.Text(t.T("forum.chairing.rotation"))})
	} else {
		terms = append(terms, ui.Term{Word: t.T("forum.task.chair"), Says: k.who(f.Chair)}, ui.Term{Word: t.T("forum.task.secretary"), Says: k.who(f.Secretary)})
	}
	terms = append(terms, ui.Term{Word: t.T("forums.agreement"), Says: agreementCell(v, k)})
	add := func(key, text string) {
		if text != "" {
			terms = append(terms, ui.Term{Word: t.T(key), Says: ui.Text(text)})
		}
	}
	add("forums.place", f.Place)
	if f.Link != "" {
		terms = append(terms, ui.Term{Word: t.T("forums.link"), Says: ui.LinkTo(f.Link, t.T("forums.link.open"))})
	}
	if f.ReviewOn != "" {
		add("forums.review_on", t.Day(f.ReviewOn))
	}
	return terms
}

func (k forumScreen) actorTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("forums.calls"), Hidden: true, Columns: site.Columns(v, "forums.actor", "forums.rule")}
	for _, a := range k.Actors {
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(v.Texts, a.Kind, ui.KindName(v.Texts, a.Kind), ""), ui.Text(callRule(v, a))))
	}
	return tab
}

func (k forumScreen) memberTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("forums.members"), Hidden: true, Columns: site.Columns(v, "page.function", "forums.task", "areas.today")}
	if k.MayKeep || k.Member {
		tab.Columns = append(tab.Columns, ui.Column{Label: v.Texts.T("forums.do")})
	}
	for _, m := range k.Members {
		f := k.Functions[m]
		row := site.Cells(ui.Actor(v.Texts, f.Kind, f.Name, site.Dotted(f.UnitName, f.OrgName)), ui.Text(k.tasks(m)), actsCell(v, f))
		if k.MayKeep || k.Member {
			row.Cells = append(row.Cells, leaveCell(v, k, m))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

func (k forumScreen) tasks(m id.Function) string {
	var all []string
	for _, task := range tasksOf(k.Forum, m) {
		all = append(all, k.v.TextOf("forum.task", task))
	}
	return k.v.Texts.List(all...)
}

func sittingTable(v *site.Visit, caption string, rows []structure.SittingRow, names map[id.Function]org.Function) ui.Table {
	tab := ui.Table{Caption: caption, Hidden: true, Columns: site.Columns(v, "sittings.when", "sittings.chair", "sittings.slots", "sittings.state")}
	for _, s := range rows {
		tab.Rows = append(tab.Rows, site.Cells(sittingCell(v, s.Sitting), functionCell(v, names[s.Chair]), slotsCell(v, s), sittingState(v, s.Sitting)))
	}
	return tab
}

// sittingCell is when a sitting is, and leads to it: not the person, to whom
// agendas are closed.
func sittingCell(v *site.Visit, s forum.Sitting) templ.Component {
	day, hours := site.Upper(v.Texts.Weekday(s.Start))+" "+v.Texts.DayOf(s.Start), clocks(v, s.Start, s.End)
	if v.Actor.Self() {
		return ui.Two(day, hours)
	}
	return site.LinkUnder(sittingURL(s.ID), day, hours)
}

// nearest is how many sittings to come a page shows at once.
const nearest = 6

// steps are the states that the forum can go to, for the form that takes it
// there.
func (k forumScreen) steps() (all []ui.Option) {
	for _, to := range k.Forum.Next() {
		all = append(all, ui.Option{Value: to, Label: k.v.TextOf("forum.step", to), About: k.v.TextOf("forum.step.about", to)})
	}
	return all
}

func (k forumScreen) joinField() ui.Field {
	return k.join.Field("function", "page.function").WithOptions(site.FunctionOptions(k.v, k.area)...)
}

// eventText says what happened to the forum.
func (k forumScreen) eventText(e forum.Event) string {
	v := k.v
	said := v.TextOf("forum.event", e.Kind)
	if e.Kind == "moved" || e.Kind == "cancelled" {
		return site.Dotted(said, v.TextOf("sitting.reason", e.Words))
	}
	return said
}

// rulesText says what the rules of who may call rest on.
func rulesText(v *site.Visit, k forumScreen) string {
	t := v.Texts
	switch {
	case k.Forum.Kind == forum.SIP:
		return t.T("forums.rules.sip")
	case k.InForce:
		return t.N("forums.rules.agreement", k.AnswerDays, "agreement", k.Agreement.Title)
	case k.Needs:
		return t.T("forums.rules.needed")
	}
	return t.N("forums.rules.own", k.AnswerDays)
}
