package learn

import (
	"cmp"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/introduction"
	"samverk/internal/knowledge"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) articleRoutes() []site.Route {
	const one = pathKnowledge + "/{article}"
	return []site.Route{
		{"GET " + pathKnowledge, site.Function, s.knowledgePage},
		{"GET " + pathKnowledge + "/ny", site.Function, s.newArticlePage},
		{"POST " + pathKnowledge + "/ny", site.Function, s.writeArticle},
		{"GET " + one, site.Function, s.articlePage},
		{"GET " + one + "/utskrift", site.Function, s.articlePaper},
		{"GET " + one + "/andra", site.Function, s.changeArticlePage},
		{"POST " + one + "/andra", site.Function, s.changeArticle},
		{"POST " + one + "/granska", site.Function, s.reviewArticle},
		{"POST " + one + "/dra-in", site.Function, s.withdrawArticle},
		{"GET " + pathGlossary, site.Function, s.glossaryPage},
		{"GET " + pathGlossary + "/utskrift", site.Function, s.glossaryPaper},
	}
}

func articlePath(a string) string { return pathKnowledge + "/" + a }

func articleOf(r *http.Request) id.Article { return id.Article(r.PathValue("article")) }

// knowledgeScreen is what there is to read, as its page shows it.
type knowledgeScreen struct {
	introduction.Articles
	around
	theme, audience string
	words           string
	own             bool
	form            ui.Form
}

func (s *server) knowledgePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	a, err := s.around(r, v, pathKnowledge)
	if err != nil {
		return err
	}
	k := knowledgeScreen{around: a, theme: one(v, "tema", knowledge.Themes()), audience: one(v, "for", knowledge.Audiences()),
		words: v.Query.Get("sok"), own: v.Query.Get("egna") != ""}
	q := introduction.ArticleQuery{Filter: knowledge.Filter{Area: k.area, Theme: k.theme, Audience: k.audience}, Words: k.words, Own: k.own}
	k.Articles, err = s.Learn.Articles(r.Context(), v.Actor, q)
	faults, faulty := site.Faulty(err)
	if faulty {
		q.Words = ""
		k.Articles, err = s.Learn.Articles(r.Context(), v.Actor, q)
	}
	if err != nil {
		return err
	}
	k.form = site.PlainForm(v.NewForm(pathKnowledge))
	k.form.Values["sok"], k.form.Faults = []string{k.words}, renamed(faults, "words", "sok")
	p := s.Page(v, v.Texts.T("articles.title"))
	learnHead(&p)
	p.Faults = k.form.Faults
	p.Head.Lead = v.Texts.T("articles.lead")
	if k.MayKeep {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("articles.new"), Href: k.around.newURL(), Icon: "plus", Primary: true}}
	}
	return s.Draw(w, r, v, p, knowledgeBody(v, k))
}

func (k around) newURL() string {
	return site.Address(k.path+"/ny", url.Values{"omrade": {cmp.Or(string(k.area), every)}})
}

// renamed gives the faults of a field the name that the address has for it.
func renamed(faults []errs.Fault, field, name string) (all []errs.Fault) {
	for _, f := range faults {
		if f.Field == field {
			f.Field = name
		}
		all = append(all, f)
	}
	return all
}

// themed are the articles of the list, by theme in the order of the themes; what
// was searched for stands in one list, the best first.
func (k knowledgeScreen) themed() (all []themed) {
	if k.words != "" {
		return []themed{{k.v.Texts.T("articles.found"), k.Rows}}
	}
	for _, theme := range knowledge.Themes() {
		some := themed{Title: k.v.TextOf("article.theme", theme)}
		for _, row := range k.Rows {
			if row.Theme == theme {
				some.Rows = append(some.Rows, row)
			}
		}
		if len(some.Rows) > 0 {
			all = append(all, some)
		}
	}
	return all
}

// themed is the articles of a theme.
type themed struct {
	Title string
	Rows  []introduction.ArticleRow
}

// hub are the other pages of this part.
func (k knowledgeScreen) hub() []ui.Link {
	return []ui.Link{
		{Label: "articles.to.introduction", Href: pathIntroduction}, {Label: "articles.to.training", Href: k.at(pathTraining)},
		{Label: "articles.to.news", Href: k.at(pathNews)}, {Label: "articles.to.rules", Href: "/regler"}, {Label: "articles.to.glossary", Href: pathGlossary},
	}
}

func (k knowledgeScreen) at(path string) string { k.path = path; return k.url("sok", "") }

func articleTable(v *site.Visit, caption string, rows []introduction.ArticleRow) ui.Table {
	tab := ui.Table{Caption: caption, Hidden: true, Columns: site.Columns(v, "articles.article", "articles.for", "articles.owner", "articles.state")}
	for _, a := range rows {
		tab.Rows = append(tab.Rows, site.Cells(site.LinkUnder(articlePath(string(a.ID)), a.Title, site.Dotted(areaName(v, a.AreaName), validity(v, a.Text))),
			ui.Text(v.TextOf("article.audience", a.Audience)), ui.Two(a.Owner.Name, a.Owner.UnitName), articleState(v, a)))
	}
	return tab
}

// validity says from when to when a wording holds.
func validity(v *site.Visit, t knowledge.Text) string {
	if t.Until == "" {
		return v.Texts.T("articles.from", "day", v.Texts.Day(t.From))
	}
	return v.Texts.T("articles.between", "from", v.Texts.Day(t.From), "until", v.Texts.Day(t.Until))
}

// stateOf is the state of an article as a mark: drafts, what has been withdrawn,
// what is late and what has ceased to hold say so.
func stateOf(v *site.Visit, a introduction.ArticleRow) (ui.Tone, string, string) {
	today := v.Texts.ISO(v.Now)
	switch {
	case a.State != knowledge.Published:
		return ui.Plain, v.TextOf("article.state", a.State), ""
	case a.Late:
		return ui.Warning, v.Texts.T("articles.late"), v.Texts.Day(a.ReviewOn)
	case !a.Holds(today):
		return ui.Warning, v.Texts.T("articles.over"), ""
	}
	return ui.Success, v.TextOf("article.state", a.State), ""
}

// articleScreen is an article as its page shows it.
type articleScreen struct {
	introduction.ArticleView
	v    *site.Visit
	form ui.Form // the two days
	next ui.Form // the review
	late error
}

func (s *server) articlePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawArticle(w, r, v, articleScreen{v: v})
}

func (s *server) drawArticle(w http.ResponseWriter, r *http.Request, v *site.Visit, k articleScreen) (err error) {
	a, on, other := articleOf(r), v.Query.Get("datum"), v.Query.Get("mot")
	k.ArticleView, err = s.Learn.Article(r.Context(), v.Actor, a, on, other)
	faults, faulty := site.Faulty(err)
	if faulty {
		k.ArticleView, err = s.Learn.Article(r.Context(), v.Actor, a, "", "")
	}
	if err != nil {
		return err
	}
	path := articlePath(string(a))
	k.form = site.PlainForm(v.NewForm(path))
	k.form.Values["datum"], k.form.Values["mot"] = []string{cmp.Or(on, k.On)}, []string{cmp.Or(other, k.Other)}
	k.form.Faults = renamed(renamed(faults, "on", "datum"), "other", "mot")
	if k.next.Texts == nil {
		k.next = v.NewForm(path + "/granska")
		k.next.Version = k.Version
	}
	v.Path = path
	p := s.Page(v, k.Title)
	learnHead(&p)
	p.Faults = append(k.form.Faults, k.next.Faults...)
	p.Head.Back = &ui.Link{Label: v.Texts.T("articles.title"), Href: pathKnowledge}
	p.Head.Meta = []string{v.TextOf("article.theme", k.Theme), v.TextOf("article.audience", k.Audience), areaName(v, k.AreaName)}
	tone, state, when := stateOf(v, k.ArticleRow)
	p.Head.Chips = []ui.Chip{{Text: site.Dotted(state, when), Tone: tone}}
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("learn.print"), Href: path + "/utskrift", Icon: "print"}}
	if k.MayKeep {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: v.Texts.T("articles.change"), Href: path + "/andra"})
	}
	return s.Draw(w, r, v, p, articleBody(v, k))
}

// beside reports whether there is another wording to show beside that of today.
func (k articleScreen) beside() bool { return len(k.Texts) > 1 || k.Theme == knowledge.Rules }

func (s *server) articlePaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Learn.Article(r.Context(), v.Actor, articleOf(r), "", "")
	if err != nil {
		return err
	}
	p := s.Page(v, view.Title)
	p.Print, p.Running = true, v.Texts.T("articles.running", "title", view.Title, "day", v.Texts.Day(view.Today))
	p.Head.Back = &ui.Link{Label: v.Texts.T("articles.title"), Href: articlePath(string(view.ID))}
	p.Head.Meta = []string{v.TextOf("article.theme", view.Theme), areaName(v, view.AreaName), validity(v, view.Text)}
	return s.Draw(w, r, v, p, articleSheet(v, articleScreen{ArticleView: view, v: v}))
}

// besideTable is how an article reads on the two days.
func besideTable(v *site.Visit, k articleScreen) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("articles.beside"), Hidden: true, Columns: []ui.Column{{Label: t.T("articles.part")}, {Label: t.Day(k.Other)}, {Label: t.Day(k.On)}}}
	now := k.Text
	if !now.Holds(k.On) {
		now = knowledge.Text{}
	}
	for _, part := range []struct {
		key  string
		says func(knowledge.Text) string
	}{
		{"articles.field.body", func(w knowledge.Text) string { return w.Body }},
		{"articles.source", func(w knowledge.Text) string { return w.Source }},
		{"articles.holds", func(w knowledge.Text) string { return validity(v, w) }},
	} {
		cells := []templ.Component{ui.Text(t.T(part.key))}
		for _, w := range []knowledge.Text{k.Then, now} {
			if w.Number == 0 {
				cells = append(cells, ui.Text(t.T("articles.then.none")))
				continue
			}
			cells = append(cells, ui.Text(part.says(w)))
		}
		tab.Rows = append(tab.Rows, site.Cells(cells...))
	}
	return tab
}

func (s *server) reviewArticle(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	a := articleOf(r)
	err := s.Learn.ReviewArticle(r.Context(), v.Actor, a, v.Form.Get("review_on"), v.Version())
	return s.articleDone(w, r, v, err, "page.flash.article_reviewed")
}

func (s *server) withdrawArticle(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.articleDone(w, r, v, s.Learn.WithdrawArticle(r.Context(), v.Actor, articleOf(r), v.Version()), "page.flash.article_withdrawn")
}

// articleDone goes on after a change, or draws the article as it stands with
// what was typed.
func (s *server) articleDone(w http.ResponseWriter, r *http.Request, v *site.Visit, err error, flash string) error {
	path := articlePath(string(articleOf(r)))
	faults, faulty := site.Faulty(err)
	switch {
	case err == nil:
		return s.Done(w, r, path, flash)
	case faulty:
		return s.drawArticle(w, r, v, articleScreen{v: v, next: v.Again(path+"/granska", faults)})
	case site.Clash(err):
		v.Status = http.StatusConflict
		return s.drawArticle(w, r, v, articleScreen{v: v, late: err})
	}
	return err
}

// glossaryTable is the words of the glossary.
func glossaryTable(v *site.Visit) ui.Table {
	t := v.Texts
	tab := ui.Table{Caption: t.T("glossary.title"), Hidden: true, Columns: site.Columns(v, "glossary.short", "glossary.means", "glossary.source")}
	for _, a := range knowledge.Glossary() {
		means, source := a.Means, t.T("glossary.unexplained")
		if t.Lang() != "sv" && a.Explained() {
			means = a.English + " (" + a.Means + ")"
		}
		if a.Explained() {
			source = v.TextOf("glossary.from", a.Source)
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Two(a.Short, v.TextOf("glossary.sort", a.Place)), ui.Text(site.Upper(means)), ui.Text(source)))
	}
	return tab
}

func (s *server) glossaryPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	p := s.Page(v, v.Texts.T("glossary.title"))
	learnHead(&p)
	p.Head.Lead = v.Texts.T("glossary.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("articles.title"), Href: pathKnowledge}
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("learn.print"), Href: pathGlossary + "/utskrift", Icon: "print"}}
	return s.Draw(w, r, v, p, ui.TableOf(glossaryTable(v)))
}

func (s *server) glossaryPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	p := s.Page(v, v.Texts.T("glossary.title"))
	p.Print, p.Running = true, v.Texts.T("glossary.title")
	p.Head.Back = &ui.Link{Label: v.Texts.T("glossary.title"), Href: pathGlossary}
	return s.Draw(w, r, v, p, ui.TableOf(glossaryTable(v)))
}

// writeScreen is the form of an article.
type writeScreen struct {
	v      *site.Visit
	form   ui.Form
	area   []ui.Option // to choose among; nil where it is given
	owners []org.Function
}

func (k writeScreen) back() *ui.Link {
	return &ui.Link{Label: k.v.Texts.T("ui.cancel"), Href: strings.TrimSuffix(k.form.Action, "/andra")}
}
