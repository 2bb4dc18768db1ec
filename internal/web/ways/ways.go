// Package ways has the pages of ways in: who answers for what, how the ways in
// to each actor are found, and what anybody may see of it without signing in.
package ways

import (
	"net/http"
	"net/url"
	"slices"

	"samverk/internal/access"
	"samverk/internal/contact"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/wayfinding"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const path = "/vagar-in"

type server struct{ *site.Site }

// Routes are the addresses of these pages.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat([]site.Route{
		{"GET " + path, site.Acting, s.listPage},
		{"GET " + path + "/blad", site.Acting, s.staffSheet},
	}, s.wayRoutes(), s.mapRoutes(), s.openRoutes())
}

// listScreen is the answer to a question as its page shows it.
type listScreen struct {
	wayfinding.Answer
	v    *site.Visit
	q    wayfinding.Question
	area org.Area // that was chosen
}

func (s *server) listPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.found(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("ways.title"))
	p.Head.Lead = t.T("ways.lead")
	if len(k.Areas) == 0 {
		return s.Draw(w, r, v, p, ui.EmptyState(t.T("ways.none"), t.T("ways.none.text"), nil))
	}
	p.Head.Actions = []ui.Action{
		{Label: t.T("ways.map.link"), Href: k.to(path + "/karta")},
		{Label: t.T("ways.sheet"), Href: k.to(path + "/blad"), Icon: "print"},
	}
	return s.Draw(w, r, v, p, listBody(v, k))
}

// found answers what the address asks. What it names that there is not is left
// out of the question.
func (s *server) found(r *http.Request, v *site.Visit) (listScreen, error) {
	k := listScreen{v: v, q: wayfinding.Question{Area: id.Area(v.Query.Get("omrade")), Topic: v.Query.Get("amne"),
		Actor: access.Kind(v.Query.Get("aktor")), Age: v.Query.Get("alder"), Words: v.Query.Get("q")}}
	areas, err := s.App.Areas(r.Context(), v.Actor)
	if err != nil || len(areas) == 0 {
		return k, err
	}
	k.area = chosen(v, areas, k.q.Area)
	k.q.Area = k.area.ID
	if !slices.Contains(org.Topics(), k.q.Topic) {
		k.q.Topic = ""
	}
	if !slices.Contains(contact.Actors(), k.q.Actor) {
		k.q.Actor = ""
	}
	if _, known := contact.AgeOf(k.q.Age); !known {
		k.q.Age = ""
	}
	k.Answer, err = s.Ways.Ways(r.Context(), v.Actor, k.q)
	return k, err
}

// chosen is the area that is asked for, else the reader's first, else the first
// of all.
func chosen(v *site.Visit, all []org.Area, asked id.Area) org.Area {
	for _, want := range append([]id.Area{asked}, v.Areas...) {
		if i := slices.IndexFunc(all, func(a org.Area) bool { return a.ID == want }); i >= 0 {
			return all[i]
		}
	}
	return all[0]
}

// URL is the address of the ways in of an area.
func URL(area id.Area) string { return site.Address(path, url.Values{"omrade": {string(area)}}) }

func wayURL(w id.WayIn) string { return path + "/" + string(w) }

// askURL is where a request by a way in begins.
func askURL(w org.WayIn) string {
	return site.Address("/begaran/ny", url.Values{"area": {string(w.Area)}, "topic": {w.Topic}})
}

// asks reports whether the reader may send requests.
func asks(v *site.Visit) bool { return v.Handles() || v.Actor.Self() }

// to is an address for the chosen area.
func (k listScreen) to(path string) string {
	return site.Address(path, url.Values{"omrade": {string(k.area.ID)}})
}

// with is the address of the page with one thing asked otherwise.
func (k listScreen) with(name, value string) string {
	q := url.Values{}
	for n, now := range map[string]string{"omrade": string(k.q.Area), "amne": k.q.Topic, "aktor": string(k.q.Actor), "alder": k.q.Age, "q": k.q.Words} {
		if n == name {
			now = value
		}
		if now != "" {
			q.Set(n, now)
		}
	}
	return site.Address(path, q)
}

func (k listScreen) topicFilters() []site.Filter {
	all := []site.Filter{{Label: k.v.Texts.T("ways.all"), Href: k.with("amne", ""), On: k.q.Topic == ""}}
	for _, topic := range org.Topics() {
		all = append(all, site.Filter{Label: k.v.TextOf("topic", topic), Href: k.with("amne", topic), On: k.q.Topic == topic})
	}
	return all
}

// form is the question as it was asked.
func (k listScreen) form() ui.Form {
	f := k.v.NewForm(path)
	f.Values = map[string][]string{"q": {k.q.Words}, "omrade": {string(k.q.Area)}, "aktor": {string(k.q.Actor)}, "alder": {k.q.Age}}
	return f
}

func (k listScreen) words() ui.Field {
	f := k.form().Field("q", "ways.words").WithHint(k.v.Texts.T("ways.words.hint")).MayBeEmpty()
	f.Type = "search"
	return f
}

func (k listScreen) areaField() ui.Field {
	f := k.form().Field("omrade", "ways.area").MayBeEmpty()
	for _, a := range k.Areas {
		f.Options = append(f.Options, ui.Option{Value: string(a.ID), Label: a.Name})
	}
	return f
}

func (k listScreen) actorField() ui.Field {
	f := k.form().Field("aktor", "ways.actor").MayBeEmpty()
	for _, kind := range contact.Actors() {
		f.Options = append(f.Options, ui.Option{Value: string(kind), Label: ui.KindName(k.v.Texts, kind)})
	}
	if f.Value != "" {
		f.Options = append([]ui.Option{{Label: k.v.Texts.T("ways.any")}}, f.Options...)
	}
	return f
}

func (k listScreen) ageField() ui.Field {
	f := k.form().Field("alder", "ways.age").MayBeEmpty()
	for _, a := range contact.Ages() {
		f.Options = append(f.Options, ui.Option{Value: a.Code, Label: k.v.TextOf("ways.age", a.Code)})
	}
	if f.Value != "" {
		f.Options = append([]ui.Option{{Label: k.v.Texts.T("ways.any")}}, f.Options...)
	}
	return f
}

// table is the ways in after the best one.
func (k listScreen) table(all []wayfinding.Way) ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("ways.others"), Hidden: true, Columns: site.Columns(v, "ways.topic", "ways.function", "areas.reach", "ways.answer", "areas.today")}
	for _, w := range all {
		area := ""
		if w.Area != k.area.ID {
			area = w.AreaName
		}
		f := w.Function
		tab.Rows = append(tab.Rows, site.Cells(wayLink(v, w, area), ui.Actor(v.Texts, f.Kind, f.Name, site.Dotted(f.UnitName, f.OrgName)),
			Reach(v, f), answerCell(v, w.WayIn), Holds(v, f)))
	}
	return tab
}

// Table is the ways in of an area in short, for its page.
func Table(v *site.Visit, all []org.WayIn) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("ways.title"), Hidden: true, Columns: site.Columns(v, "ways.topic", "ways.function", "areas.reach", "ways.answer", "areas.today")}
	for _, w := range all {
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(wayURL(w.ID), v.TextOf("topic", w.Topic)), ui.Actor(v.Texts, w.Function.Kind, w.Function.Name, site.Dotted(w.Function.UnitName, w.Function.OrgName)),
			Reach(v, w.Function), answerCell(v, w), Holds(v, w.Function)))
	}
	return tab
}

// ages are the ages that a way in is for, in words; nothing for everybody.
func ages(v *site.Visit, g contact.Guide) string {
	switch {
	case g.AllAges():
		return ""
	case g.AgeFrom == 0:
		return v.Texts.T("ways.ages.until", "to", site.Number(g.AgeTo))
	case g.AgeTo >= 120:
		return v.Texts.T("ways.ages.from", "from", site.Number(g.AgeFrom))
	}
	return v.Texts.T("ways.ages.both", "from", site.Number(g.AgeFrom), "to", site.Number(g.AgeTo))
}

// held says when somebody last said that a way in holds.
func held(v *site.Visit, g contact.Guide) string {
	if g.Confirmed.IsZero() {
		return v.Texts.T("ways.unconfirmed")
	}
	return v.Texts.T("ways.confirmed", "day", v.Texts.DayOf(g.Confirmed))
}
