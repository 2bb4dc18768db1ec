package learn

import (
	"cmp"
	"net/http"
	"strings"

	"samverk/internal/id"
	"samverk/internal/knowledge"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// articleIn reads the form of an article.
func articleIn(v *site.Visit) knowledge.Input {
	f := func(name string) string { return strings.TrimSpace(v.Form.Get(name)) }
	return knowledge.Input{
		Area: id.Area(chosen(v, "area")), Theme: f("theme"), Audience: f("audience"), Owner: id.Function(chosen(v, "owner")), ReviewOn: f("review_on"), State: f("state"),
		Text: knowledge.Text{Title: f("title"), Body: f("body"), Source: f("source"), SourceOn: f("source_on"), From: f("from"), Until: f("until")},
	}
}

func (s *server) newArticlePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm(pathKnowledge + "/ny")
	f.Values["from"], f.Values["state"] = []string{v.Texts.ISO(v.Now)}, []string{knowledge.Published}
	f.Values["audience"], f.Values["theme"] = knowledge.Audiences()[:1], []string{knowledge.Rules}
	f.Values["area"], f.Values["owner"] = []string{cmp.Or(v.Query.Get("omrade"), every)}, []string{every}
	return s.drawWrite(w, r, v, writeScreen{v: v, form: f})
}

func (s *server) drawWrite(w http.ResponseWriter, r *http.Request, v *site.Visit, k writeScreen) (err error) {
	v.Path = k.form.Action
	fresh := strings.HasSuffix(k.form.Action, "/ny")
	if fresh {
		a, err := s.around(r, v, pathKnowledge)
		if err != nil {
			return err
		}
		k.area = a.areaOptions()
	}
	if k.owners, err = s.Learn.Candidates(r.Context(), v.Actor, ""); err != nil {
		return err
	}
	title := "articles.change"
	if fresh {
		title = "articles.new"
	}
	p := s.Page(v, v.Texts.T(title))
	learnHead(&p)
	p.Faults = k.form.Faults
	p.Head.Lead = v.Texts.T("articles.write.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("articles.title"), Href: pathKnowledge}
	return s.Draw(w, r, v, p, writeBody(v, k))
}

func (s *server) writeArticle(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	a, err := s.Learn.WriteArticle(r.Context(), v.Actor, articleIn(v))
	if faults, ok := site.Faulty(err); ok {
		return s.drawWrite(w, r, v, writeScreen{v: v, form: v.Again(pathKnowledge+"/ny", faults)})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, articlePath(string(a)), "page.flash.article_kept")
}

// standing fills a form with an article as it stands.
func standing(f ui.Form, a knowledge.Article) ui.Form {
	for name, value := range map[string]string{
		"theme": a.Theme, "audience": a.Audience, "owner": string(a.Owner), "review_on": a.ReviewOn, "state": a.State,
		"title": a.Title, "body": a.Body, "source": a.Source, "source_on": a.SourceOn, "from": a.From, "until": a.Text.Until,
	} {
		f.Values[name] = []string{value}
	}
	f.Version = a.Version
	return f
}

func (s *server) changeArticlePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Learn.Article(r.Context(), v.Actor, articleOf(r), "", "")
	if err != nil {
		return err
	}
	return s.drawWrite(w, r, v, writeScreen{v: v, form: standing(v.NewForm(r.URL.Path), view.Article)})
}

func (s *server) changeArticle(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Learn.ChangeArticle(r.Context(), v.Actor, articleOf(r), articleIn(v), v.Version())
	if faults, ok := site.Faulty(err); ok {
		return s.drawWrite(w, r, v, writeScreen{v: v, form: v.Again(r.URL.Path, faults)})
	}
	if now, ok := site.Current[knowledge.Article](err); ok {
		v.Status = http.StatusConflict
		return s.drawWrite(w, r, v, writeScreen{v: v, form: v.Again(r.URL.Path, nil).Beside(standing(v.NewForm(r.URL.Path), now))})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, articlePath(string(articleOf(r))), "page.flash.article_kept")
}

// ownerOptions are the functions that can own an article; the writer's own where
// none is chosen.
func ownerOptions(v *site.Visit, k writeScreen) []ui.Option {
	return append([]ui.Option{{Value: every, Label: v.Texts.T("articles.owner.own")}}, functionOptions(k.owners)...)
}

// withdrawal is the form that takes an article away from those who read.
func withdrawal(k articleScreen) ui.Form {
	f := k.v.NewForm(articlePath(string(k.ID)) + "/dra-in")
	f.Version = k.Version
	return f
}

// dayOr is a date in words, or that there is none.
func dayOr(v *site.Visit, iso string) string {
	if iso == "" {
		return v.Texts.T("learn.no_day")
	}
	return v.Texts.Day(iso)
}

func searchField(k knowledgeScreen) ui.Field {
	f := k.form.Field("sok", "articles.search").WithHint(k.v.Texts.T("articles.search.hint"))
	f.Type = "search"
	return f
}
