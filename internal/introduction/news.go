package introduction

import (
	"context"
	"slices"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/news"
	"samverk/internal/org"
)

// NewsRow is something that has changed, with what the reader needs to know of it.
type NewsRow struct {
	news.Item
	Function org.Function // as it is now; the zero Function where it is about none
	Unit     org.Unit
	AreaName string
}

// News is a page of what has changed.
type News struct {
	Rows   []NewsRow
	More   bool
	Unseen int
}

// News lists what has changed in an area, the newest first.
func (s *Service) News(ctx context.Context, who access.Actor, q news.Filter) (v News, err error) {
	var f errs.Faults
	f.Check(q.Group == "" || slices.Contains(news.Groups(), q.Group), "kind", "news.kind.unknown")
	if err := f.Err(); err != nil {
		return v, err
	}
	err = s.look(ctx, who, func(tx *db.Tx) error {
		limit := q.Limit
		q.Limit++
		all, err := news.List(ctx, tx, q)
		if err != nil {
			return err
		}
		if v.More = len(all) > limit; v.More {
			all = all[:limit]
		}
		if v.Rows, err = newsRows(ctx, tx, all); err != nil || who.Self() {
			return err
		}
		v.Unseen, err = news.Unseen(ctx, tx, who.Function, who.Unit)
		return err
	})
	return v, err
}

func newsRows(ctx context.Context, tx *db.Tx, all []news.Item) (rows []NewsRow, err error) {
	functions, units := id.NewSet[id.Function](), id.NewSet[id.Unit]()
	for _, one := range all {
		functions.Add(one.Function)
		units.Add(one.Unit)
	}
	called, err := org.Functions(ctx, tx, functions.List)
	if err != nil {
		return nil, err
	}
	at, err := org.Units(ctx, tx, units.List)
	if err != nil {
		return nil, err
	}
	areas, err := areaNames(ctx, tx)
	for _, one := range all {
		rows = append(rows, NewsRow{one, called[one.Function], at[one.Unit], areas[one.Area]})
	}
	return rows, err
}

// SeeNews notes that the actor's function has read what there is.
func (s *Service) SeeNews(ctx context.Context, who access.Actor) error {
	_, err := s.Do(ctx, who, access.LearnTake, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		return string(who.Function), news.See(ctx, tx, who.Function)
	})
	return err
}
