package learn

import (
	"net/http"

	"samverk/internal/introduction"
	"samverk/internal/news"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) newsRoutes() []site.Route {
	return []site.Route{
		{"GET " + pathNews, site.Function, s.newsPage},
		{"POST " + pathNews + "/last", site.Function, s.seeNews},
	}
}

// newsScreen is what has changed, as its page shows it.
type newsScreen struct {
	introduction.News
	around
	group string
	pages ui.Pages
}

func (s *server) newsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	a, err := s.around(r, v, pathNews)
	if err != nil {
		return err
	}
	k := newsScreen{around: a, group: one(v, "slag", news.Groups())}
	page := v.Paging()
	k.News, err = s.Learn.News(r.Context(), v.Actor, news.Filter{Area: k.area, Group: k.group, Before: page.Before, Last: page.BeforeID, Limit: page.Limit})
	if err != nil {
		return err
	}
	if n := len(k.Rows); n > 0 {
		last := k.Rows[n-1]
		k.pages = v.Pages(r, n, k.More, last.At.UnixMicro(), last.ID)
	}
	p := s.Page(v, v.Texts.T("news.title"))
	learnHead(&p)
	p.Head.Lead = v.Texts.T("news.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("articles.title"), Href: pathKnowledge}
	if k.Unseen > 0 {
		p.Head.Chips = []ui.Chip{{Text: v.Texts.N("news.unseen", k.Unseen), Tone: ui.Info}}
	}
	return s.Draw(w, r, v, p, newsBody(v, k))
}

func (s *server) seeNews(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Learn.SeeNews(r.Context(), v.Actor); err != nil {
		return err
	}
	return s.Done(w, r, pathNews, "page.flash.news_seen")
}

// newsName is what a piece of news is about: a way in by its topic.
func newsName(v *site.Visit, n introduction.NewsRow) string {
	switch n.Kind {
	case news.WayNew, news.WayChanged, news.WayRemoved:
		return v.TextOf("topic", n.Name)
	}
	return n.Name
}

// newsHref is where what has changed can be seen; empty where it cannot.
func newsHref(n introduction.NewsRow) string {
	switch n.Kind {
	case news.ArticleNew, news.ArticleChanged:
		return articlePath(n.Subject)
	case news.RuleChanged, news.RuleEnded:
		if n.Subject == "" {
			return "/regler"
		}
		return articlePath(n.Subject)
	case news.ForumStarted, news.ForumEnded:
		return "/forum/" + n.Subject
	case news.TrainingPlanned, news.TrainingChanged:
		return pathTraining + "/" + n.Subject
	case news.WayNew, news.WayChanged:
		return "/vagar-in/" + n.Subject
	case news.InterventionNew, news.InterventionChanged:
		return "/insatser/" + n.Subject
	}
	return ""
}

// newsUnder says where it is, and for a function whether anybody holds it.
func newsUnder(v *site.Visit, n introduction.NewsRow) string {
	unit, standing := n.Unit.Name, ""
	if unit == n.Name {
		unit = n.Unit.OrgName
	}
	if n.Kind == news.RuleChanged && n.Subject == "" || n.Kind == news.RuleEnded { // of rules that are data: whom to ask
		unit = ui.KindName(v.Texts, n.Actor)
	}
	if n.Function.ID != "" {
		unit = n.Function.UnitName
		if n.Function.Name != n.Name {
			standing = n.Function.Name
		}
		if n.Function.Vacant() {
			standing = site.Dotted(standing, v.Texts.T("news.vacant"))
		}
	}
	return site.Dotted(unit, n.AreaName, standing)
}

func newsTable(v *site.Visit, rows []introduction.NewsRow) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("news.title"), Hidden: true, Columns: site.Columns(v, "news.what", "news.change", "news.when")}
	for _, n := range rows {
		what := ui.Two(newsName(v, n), newsUnder(v, n))
		if href := newsHref(n); href != "" {
			what = site.LinkUnder(href, newsName(v, n), newsUnder(v, n))
		}
		tab.Rows = append(tab.Rows, site.Cells(what, ui.Text(v.TextOf("news.kind", n.Kind)), ui.Text(v.Texts.DayOf(n.At))))
	}
	return tab
}
