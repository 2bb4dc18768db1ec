package admin

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/news"
	"samverk/internal/org"
)

// UnitNews tells that a unit is new, is called something else or is no more.
func UnitNews(ctx context.Context, tx *db.Tx, kind string, u id.Unit) error {
	now, err := org.UnitByID(ctx, tx, u)
	if err != nil {
		return err
	}
	return news.Add(ctx, tx, news.Entry{Kind: kind, Actor: now.Kind, Unit: u, Subject: string(u), Name: now.Name})
}

// FunctionNews tells that a function is new, is reached in another way or is no
// more. Who administers an organisation concerns nobody else.
func FunctionNews(ctx context.Context, tx *db.Tx, kind string, f id.Function) error {
	now, err := org.FunctionByID(ctx, tx, f)
	if err != nil || now.Role == access.Admin {
		return err
	}
	return news.Add(ctx, tx, news.Entry{Kind: kind, Actor: now.Kind, Unit: now.Unit, Function: f, Subject: string(f), Name: now.Name})
}

// wayNews tells that a way in is new, has changed or is no more.
func wayNews(ctx context.Context, tx *db.Tx, kind string, w org.WayIn) error {
	return news.Add(ctx, tx, news.Entry{Kind: kind, Area: w.Area, Actor: w.Function.Kind, Unit: w.Function.Unit, Function: w.Function.ID,
		Subject: string(w.ID), Name: w.Topic})
}
