package around

import (
	"net/http"
	"time"

	"samverk/internal/access"
	"samverk/internal/api/rest"
	"samverk/internal/cases"
	"samverk/internal/id"
	"samverk/internal/introduction"
	"samverk/internal/knowledge"
	"samverk/internal/learning"
	"samverk/internal/news"
)

// newsJSON is something that has changed. It names functions, never users.
type newsJSON struct {
	ID       string      `json:"id"`
	At       time.Time   `json:"at"`
	Kind     string      `json:"kind"`
	Area     id.Area     `json:"area,omitempty" doc:"Absent where it concerns the areas of the unit, or all"`
	Actor    access.Kind `json:"actor,omitempty"`
	Unit     id.Unit     `json:"unit,omitempty"`
	Function id.Function `json:"function,omitempty"`
	Vacant   bool        `json:"vacant,omitempty" doc:"Nobody holds the function today"`
	Subject  string      `json:"subject,omitempty"`
	Name     string      `json:"name"`
}

type newsListJSON struct {
	News   []newsJSON    `json:"news" doc:"The newest first"`
	Unseen int           `json:"unseen" doc:"Since the function last said that it has read"`
	Page   rest.PageJSON `json:"page"`
}

func newsOf(n introduction.NewsRow) newsJSON {
	return newsJSON{n.ID, n.At, n.Kind, n.Area, n.Actor, n.Item.Unit, n.Item.Function, n.Function.ID != "" && n.Function.Vacant(), n.Subject, n.Name}
}

func listNews(c *rest.Call, _ rest.None) (out newsListJSON, err error) {
	p, err := c.Page()
	if err != nil {
		return out, err
	}
	v, err := c.Learn.News(c.Ctx, c.Who, news.Filter{Area: id.Area(c.Query.Get("area")), Group: c.Query.Get("group"), Before: p.Before, Last: p.BeforeID, Limit: p.Limit})
	out = newsListJSON{rest.ListOf(v.Rows, newsOf), v.Unseen, rest.PageJSON{Limit: p.Limit}}
	if n := len(v.Rows); v.More && n > 0 {
		out.Page = c.Next(p, v.Rows[n-1].At, v.Rows[n-1].ID)
	}
	return out, err
}

// textInput is a wording of an article.
type textInput struct {
	Title    string `json:"title"`
	Body     string `json:"body"`
	Source   string `json:"source,omitempty" doc:"Needed for rules and missions"`
	SourceOn string `json:"sourceOn,omitempty" doc:"Date that the source was read"`
	From     string `json:"from" doc:"Date"`
	Until    string `json:"until,omitempty" doc:"Date, the last day"`
}

func textOf(t knowledge.Text) textInput {
	return textInput{t.Title, t.Body, t.Source, t.SourceOn, t.From, t.Until}
}

type articleInput struct {
	Area     id.Area     `json:"area,omitempty" doc:"Absent for all areas; never changes"`
	Theme    string      `json:"theme" enum:"missions,rules,meetings,methods,examples,watch,system"`
	Audience string      `json:"audience" enum:"workers,managers,politicians"`
	Owner    id.Function `json:"owner,omitempty" doc:"The writer's own function when absent"`
	ReviewOn string      `json:"reviewOn,omitempty" doc:"Date"`
	State    string      `json:"state" enum:"draft,published"`
	Text     textInput   `json:"text"`
}

func (in articleInput) in() knowledge.Input {
	t := in.Text
	return knowledge.Input{Area: in.Area, Theme: in.Theme, Audience: in.Audience, Owner: in.Owner, ReviewOn: in.ReviewOn, State: in.State,
		Text: knowledge.Text{Title: t.Title, Body: t.Body, Source: t.Source, SourceOn: t.SourceOn, From: t.From, Until: t.Until}}
}

// ArticleJSON is an article.
type ArticleJSON struct {
	ID       id.Article  `json:"id"`
	Area     id.Area     `json:"area,omitempty"`
	Theme    string      `json:"theme"`
	Audience string      `json:"audience"`
	Owner    id.Function `json:"owner"`
	State    string      `json:"state" enum:"draft,published,withdrawn"`
	ReviewOn string      `json:"reviewOn,omitempty"`
	Late     bool        `json:"late" doc:"Its review date has passed"`
	Text     textInput   `json:"text"`
	Version  int64       `json:"version"`
}

// Etag returns the version that a change must name.
func (a ArticleJSON) Etag() int64 { return a.Version }

type articleListJSON struct {
	Articles []ArticleJSON `json:"articles" doc:"Those that answer best first where something is searched for"`
	Page     rest.PageJSON `json:"page"`
}

type articleViewJSON struct {
	ArticleJSON
	On      string      `json:"on" format:"date" doc:"The day that the text is of"`
	Against string      `json:"against" format:"date" doc:"The day that it is compared with"`
	Then    *textInput  `json:"then,omitempty" doc:"How it read on that day"`
	Texts   []textInput `json:"texts" doc:"Every wording, the newest first"`
}

func articleOf(a knowledge.Article, late bool) ArticleJSON {
	return ArticleJSON{a.ID, a.Area, a.Theme, a.Audience, a.Owner, a.State, a.ReviewOn, late, textOf(a.Text), a.Version}
}

func listArticles(c *rest.Call, _ rest.None) (out articleListJSON, err error) {
	p, err := c.Page()
	if err != nil {
		return out, err
	}
	q := introduction.ArticleQuery{Words: c.Query.Get("q"), Filter: knowledge.Filter{Area: id.Area(c.Query.Get("area")), Theme: c.Query.Get("theme"),
		Audience: c.Query.Get("audience"), After: id.Article(p.BeforeID)}}
	if q.Words == "" {
		q.Limit = p.Limit + 1
	}
	v, err := c.Learn.Articles(c.Ctx, c.Who, q)
	more := len(v.Rows) > p.Limit
	if more {
		v.Rows = v.Rows[:p.Limit]
	}
	out = articleListJSON{rest.ListOf(v.Rows, func(a introduction.ArticleRow) ArticleJSON { return articleOf(a.Article, a.Late) }), rest.PageJSON{Limit: p.Limit}}
	if more && q.Words == "" {
		out.Page = nextArticle(c, p, v.Rows[p.Limit-1].ID)
	}
	return out, err
}

// nextArticle leads on in a list that is ordered by identifier alone.
func nextArticle(c *rest.Call, p cases.Page, last id.Article) rest.PageJSON {
	return c.NextAfter(p, "1-"+string(last))
}

func readArticle(c *rest.Call, _ rest.None) (articleViewJSON, error) {
	v, err := c.Learn.Article(c.Ctx, c.Who, rest.At[id.Article](c, "article"), c.Query.Get("on"), c.Query.Get("against"))
	out := articleViewJSON{articleOf(v.Article, v.Late), v.On, v.Other, nil, rest.ListOf(v.Texts, textOf)}
	if v.Then.Number > 0 {
		then := textOf(v.Then)
		out.Then = &then
	}
	return out, err
}

type articleReviewInput struct {
	Next string `json:"next" doc:"Date of the next review"`
}

type abbreviationJSON struct {
	Short     string `json:"short"`
	Means     string `json:"means,omitempty" doc:"In Swedish"`
	English   string `json:"english,omitempty"`
	Source    string `json:"source,omitempty" enum:"main,vetlanda,law" doc:"The main report of 2016, the report of Vetlanda, or what was read in November 2026"`
	Explained bool   `json:"explained" doc:"The source says what it means"`
}

type glossaryJSON struct {
	Abbreviations []abbreviationJSON `json:"abbreviations"`
}

func readGlossary(c *rest.Call, _ rest.None) (out glossaryJSON, err error) {
	if _, err := c.App.Areas(c.Ctx, c.Who); err != nil { // whoever reads the structure level reads this
		return out, err
	}
	return glossaryJSON{rest.ListOf(knowledge.Glossary(), func(a knowledge.Abbreviation) abbreviationJSON {
		return abbreviationJSON{a.Short, a.Means, a.English, a.Source, a.Explained()}
	})}, nil
}

func addIntroduction(s *rest.Server) {
	item := newsJSON{ID: rest.ExampleID, At: rest.Day(0), Kind: news.FunctionChanged, Actor: access.Vard, Unit: "vetlanda-vc", Function: "vetlanda-vc-rehabkoordinator", Subject: "vetlanda-vc-rehabkoordinator", Name: "Rehabkoordinator"}
	rest.Add(s, rest.Operation[rest.None, newsListJSON]{Method: http.MethodGet, Path: "/news", ID: "list-news", Tag: "structure",
		Query: []string{"area", "group", "limit", "after"}, Among: map[string][]string{"group": news.Groups()}, Out: newsListJSON{[]newsJSON{item}, 1, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listNews})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: "/news/seen", ID: "see-news", Tag: "structure", Status: http.StatusNoContent,
		Do: without(func(c *rest.Call, _ rest.None) error { return c.Learn.SeeNews(c.Ctx, c.Who) })})
	rest.Add(s, rest.Operation[rest.None, glossaryJSON]{Method: http.MethodGet, Path: "/glossary", ID: "read-glossary", Tag: "structure",
		Out: glossaryJSON{[]abbreviationJSON{{"SIP", "samordnad individuell plan", "coordinated individual plan", "main", true}}}, Do: readGlossary})
	addArticles(s)
	addPaths(s)
	addTrainings(s)
	addLeaving(s)
}

func addArticles(s *rest.Server) {
	text := textInput{"Samordnad individuell plan", "Kommunen och regionen gör planen tillsammans med den enskilde.", "SoL (2025:400) 10 kap. 8 §", "2026-11-21", "2025-07-01", ""}
	in := articleInput{"0685", "rules", "workers", "vetlanda-samordning", "2027-06-01", "published", text}
	example := ArticleJSON{rest.ExampleID, in.Area, in.Theme, in.Audience, in.Owner, in.State, in.ReviewOn, false, text, 1}
	at := func(c *rest.Call) id.Article { return rest.At[id.Article](c, "article") }
	rest.Add(s, rest.Operation[rest.None, articleListJSON]{Method: http.MethodGet, Path: "/articles", ID: "list-articles", Tag: "structure",
		Query: []string{"area", "theme", "audience", "q", "limit", "after"}, Among: map[string][]string{"theme": knowledge.Themes(), "audience": knowledge.Audiences()}, Out: articleListJSON{[]ArticleJSON{example}, rest.PageJSON{Limit: rest.UsualLimit}}, Do: listArticles})
	rest.Add(s, rest.Operation[articleInput, rest.CreatedJSON]{Method: http.MethodPost, Path: "/articles", ID: "write-article", Tag: "structure", Status: http.StatusCreated,
		In: in, Out: rest.CreatedJSON{ID: rest.ExampleID}, Do: func(c *rest.Call, in articleInput) (rest.CreatedJSON, error) {
			a, err := c.Learn.WriteArticle(c.Ctx, c.Who, in.in())
			return rest.Created(a, "/articles/"+string(a), err)
		}})
	rest.Add(s, rest.Operation[rest.None, articleViewJSON]{Method: http.MethodGet, Path: "/articles/{article}", ID: "read-article", Tag: "structure",
		Query: []string{"on", "against"}, Out: articleViewJSON{example, "2026-11-22", "2016-05-01", nil, []textInput{text}}, Do: readArticle})
	rest.Add(s, rest.Operation[articleInput, rest.None]{Method: http.MethodPut, Path: "/articles/{article}", ID: "change-article", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		In: in, Do: without(func(c *rest.Call, in articleInput) error {
			return c.Learn.ChangeArticle(c.Ctx, c.Who, at(c), in.in(), c.Version)
		})})
	rest.Add(s, rest.Operation[articleReviewInput, rest.None]{Method: http.MethodPost, Path: "/articles/{article}/review", ID: "review-article", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		In: articleReviewInput{"2027-11-01"}, Do: without(func(c *rest.Call, in articleReviewInput) error {
			return c.Learn.ReviewArticle(c.Ctx, c.Who, at(c), in.Next, c.Version)
		})})
	rest.Add(s, rest.Operation[rest.None, rest.None]{Method: http.MethodPost, Path: "/articles/{article}/withdrawal", ID: "withdraw-article", Tag: "structure", Versioned: true, Status: http.StatusNoContent,
		Do: without(func(c *rest.Call, _ rest.None) error { return c.Learn.WithdrawArticle(c.Ctx, c.Who, at(c), c.Version) })})
}

// learningNow is what stands now of an article, a path, a training day and of
// what is handed over.
func learningNow(now any) any {
	switch v := now.(type) {
	case knowledge.Article:
		return articleOf(v, false)
	case learning.Path:
		return pathOf(v)
	case learning.Training:
		return trainingOf(v)
	case learning.Handed:
		return handedOf(v)
	}
	return nil
}
