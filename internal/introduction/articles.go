package introduction

import (
	"context"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/knowledge"
	"samverk/internal/news"
	"samverk/internal/org"
	"samverk/internal/search"
)

// ArticleQuery says which articles to find.
type ArticleQuery struct {
	knowledge.Filter
	Words string // what somebody types
	Own   bool   // only those that the actor's function owns, drafts too
}

// ArticleRow is an article as lists show it.
type ArticleRow struct {
	knowledge.Article
	Owner    org.Function
	AreaName string
	Late     bool
}

// Articles is what there is to read.
type Articles struct {
	Rows    []ArticleRow
	MayKeep bool // something: for the area that was asked for, else for all
	Today   string
}

// mostHits is how many articles a search shows.
const mostHits = 50

// Articles lists articles, those that answer what was typed the best first.
func (s *Service) Articles(ctx context.Context, who access.Actor, q ArticleQuery) (v Articles, err error) {
	var f errs.Faults
	f.Check(q.Theme == "" || slices.Contains(knowledge.Themes(), q.Theme), "theme", "article.theme.unknown")
	f.Check(q.Audience == "" || slices.Contains(knowledge.Audiences(), q.Audience), "audience", "article.audience.unknown")
	f.Check(len(q.Words) <= knowledge.MostTitle*4, "words", "article.words.long")
	if err := f.Err(); err != nil {
		return v, err
	}
	err = s.look(ctx, who, func(tx *db.Tx) error {
		v.Today = tx.Today()
		keeps, err := s.mayKeep(ctx, tx, who)
		if err != nil {
			return err
		}
		v.MayKeep = keeps(q.Area)
		all, err := articles(ctx, tx, who, q)
		if err != nil {
			return err
		}
		v.Rows, err = articleRows(ctx, tx, found(all, q.Words), v.Today)
		return err
	})
	return v, err
}

func articles(ctx context.Context, tx *db.Tx, who access.Actor, q ArticleQuery) ([]knowledge.Article, error) {
	if q.Own {
		return knowledge.OwnedBy(ctx, tx, who.Function)
	}
	q.Drafts = false
	return knowledge.List(ctx, tx, q.Filter)
}

// found returns the articles that answer what was typed, all where nothing was.
func found(all []knowledge.Article, words string) (some []knowledge.Article) {
	if strings.TrimSpace(words) == "" {
		return all
	}
	docs, at := make([]search.Doc, len(all)), map[string]knowledge.Article{}
	for i, a := range all {
		at[string(a.ID)] = a
		docs[i] = search.Doc{ID: string(a.ID), Fields: []search.Field{{Text: a.Title, Weight: 3}, {Text: a.Body}, {Text: a.Source, Weight: 0.5}}}
	}
	for _, hit := range search.New(docs, search.Swedish()).Find(words, mostHits) {
		some = append(some, at[hit.ID])
	}
	return some
}

func articleRows(ctx context.Context, tx *db.Tx, all []knowledge.Article, today string) (rows []ArticleRow, err error) {
	owners := id.NewSet[id.Function]()
	for _, a := range all {
		owners.Add(a.Owner)
	}
	functions, err := org.Functions(ctx, tx, owners.List)
	if err != nil {
		return nil, err
	}
	areas, err := areaNames(ctx, tx)
	for _, a := range all {
		rows = append(rows, ArticleRow{a, functions[a.Owner], areas[a.Area], a.Late(today)})
	}
	return rows, err
}

// ArticleView is an article, as it reads today and as it read on another day.
type ArticleView struct {
	ArticleRow
	Then    knowledge.Text // the wording of the other day; the zero Text where none held
	On      string         // the day that is shown
	Other   string         // the day beside it
	Texts   []knowledge.Text
	By      map[id.Function]org.Function // who wrote them
	MayKeep bool
	Today   string
}

// Article returns an article as it reads on a day, today when none is given, and
// beside it on another. What is not published is seen by those who keep it.
func (s *Service) Article(ctx context.Context, who access.Actor, a id.Article, on, other string) (v ArticleView, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		v.Today, v.On, v.Other = tx.Today(), on, other
		if err := v.days(); err != nil {
			return err
		}
		if !id.Valid(a) {
			return errs.Missing()
		}
		now, err := knowledge.On(ctx, tx, a, v.On)
		if err != nil {
			return err
		}
		keeps, err := s.mayKeep(ctx, tx, who)
		if err != nil {
			return err
		}
		v.MayKeep = keeps(now.Area)
		if now.State != knowledge.Published && !v.MayKeep && now.Owner != who.Function {
			return errs.Missing()
		}
		return v.fill(ctx, tx, now)
	})
	return v, err
}

// The days that an article can be asked about.
const (
	firstDay = "1990-01-01"
	lastDay  = "2099-12-31"
	// reportDay is a day on which what the two reports say held.
	reportDay = "2016-05-01"
)

func (v *ArticleView) days() error {
	var f errs.Faults
	for _, day := range []struct {
		field string
		at    *string
		usual string
	}{{"on", &v.On, v.Today}, {"other", &v.Other, reportDay}} {
		if *day.at == "" {
			*day.at = day.usual
		}
		f.Check(knowledge.IsDate(*day.at) && *day.at >= firstDay && *day.at <= lastDay, day.field, "article.date.wrong")
	}
	return f.Err()
}

func (v *ArticleView) fill(ctx context.Context, tx *db.Tx, now knowledge.Article) (err error) {
	rows, err := articleRows(ctx, tx, []knowledge.Article{now}, v.Today)
	if err != nil {
		return err
	}
	v.ArticleRow = rows[0]
	if v.Texts, err = knowledge.Texts(ctx, tx, now.ID); err != nil {
		return err
	}
	by := id.NewSet[id.Function]()
	for _, t := range v.Texts {
		by.Add(t.By)
		if v.Then.Number == 0 && t.Holds(v.Other) {
			v.Then = t
		}
	}
	v.By, err = org.Functions(ctx, tx, by.List)
	return err
}

// WriteArticle keeps a new article, for an area or for all.
func (s *Service) WriteArticle(ctx context.Context, who access.Actor, in knowledge.Input) (id.Article, error) {
	if in.Owner == "" {
		in.Owner = who.Function
	}
	made, err := s.keep(ctx, who, in.Area, func(tx *db.Tx) (string, error) {
		owner, err := checkArticle(ctx, tx, in)
		if err != nil {
			return "", err
		}
		a, err := knowledge.Write(ctx, tx, in, who.Function)
		if err != nil {
			return "", err
		}
		return string(a), articleNews(ctx, tx, a, knowledge.Draft, in, owner)
	})
	return id.Article(made), err
}

// checkArticle reports all that is wrong with what is written of an article, and
// returns its owner.
func checkArticle(ctx context.Context, tx *db.Tx, in knowledge.Input) (org.Function, error) {
	var f errs.Faults
	if err := f.Merge(in.Check()); err != nil {
		return org.Function{}, err
	}
	found, err := checkFunctions(ctx, tx, &f, "owner", []id.Function{in.Owner})
	if err != nil {
		return org.Function{}, err
	}
	return found[in.Owner], f.Err()
}

// articleNews tells of an article that others can read, or could until now.
func articleNews(ctx context.Context, tx *db.Tx, a id.Article, was string, in knowledge.Input, owner org.Function) error {
	kind := news.ArticleNew
	switch could, can := was == knowledge.Published, in.State == knowledge.Published; {
	case !could && !can:
		return nil
	case !can:
		kind = news.ArticleWithdrawn
	case in.Theme == knowledge.Rules:
		kind = news.RuleChanged
	case could:
		kind = news.ArticleChanged
	}
	return news.Add(ctx, tx, news.Entry{Kind: kind, Area: in.Area, Actor: owner.Kind, Subject: string(a), Name: in.Text.Title})
}

// articleArea returns the area of an article, which decides who keeps it and
// never changes.
func (s *Service) articleArea(ctx context.Context, who access.Actor, a id.Article) (area id.Area, err error) {
	err = s.look(ctx, who, func(tx *db.Tx) error {
		if !id.Valid(a) {
			return errs.Missing()
		}
		now, err := knowledge.ByID(ctx, tx, a)
		area = now.Area
		return err
	})
	return area, err
}

// ChangeArticle gives an article a new wording; those before it stay, each with
// its dates.
func (s *Service) ChangeArticle(ctx context.Context, who access.Actor, a id.Article, in knowledge.Input, version int64) error {
	return s.changeArticle(ctx, who, a, func(tx *db.Tx, was knowledge.Article) error {
		if in.Owner == "" {
			in.Owner = who.Function
		}
		in.Area = was.Area
		owner, err := checkArticle(ctx, tx, in)
		if err != nil {
			return err
		}
		if err := knowledge.Change(ctx, tx, a, in, version, who.Function); err != nil {
			return err
		}
		return articleNews(ctx, tx, a, was.State, in, owner)
	})
}

func (s *Service) changeArticle(ctx context.Context, who access.Actor, a id.Article, fn func(*db.Tx, knowledge.Article) error) error {
	area, err := s.articleArea(ctx, who, a)
	if err != nil {
		return err
	}
	_, err = s.keep(ctx, who, area, func(tx *db.Tx) (string, error) {
		was, err := knowledge.ByID(ctx, tx, a)
		if err != nil {
			return "", err
		}
		return string(a), fn(tx, was)
	})
	return err
}

// ReviewArticle says that an article still holds, and when to look next.
func (s *Service) ReviewArticle(ctx context.Context, who access.Actor, a id.Article, next string, version int64) error {
	return s.changeArticle(ctx, who, a, func(tx *db.Tx, _ knowledge.Article) error { return knowledge.Review(ctx, tx, a, next, version) })
}

// WithdrawArticle takes an article away from those who read.
func (s *Service) WithdrawArticle(ctx context.Context, who access.Actor, a id.Article, version int64) error {
	return s.changeArticle(ctx, who, a, func(tx *db.Tx, was knowledge.Article) error {
		if err := knowledge.Withdraw(ctx, tx, a, version); err != nil {
			return err
		}
		owner, err := org.FunctionByID(ctx, tx, was.Owner)
		if err != nil {
			return err
		}
		return articleNews(ctx, tx, a, was.State, knowledge.Input{Area: was.Area, Theme: was.Theme, State: knowledge.Withdrawn, Text: was.Text}, owner)
	})
}
