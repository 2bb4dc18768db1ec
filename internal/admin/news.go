package admin

import (
	"context"
	"slices"

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

// UnitChanged tells that a unit is called something else, and the areas that it
// has begun to work in or left, when it has been changed from what it was.
func UnitChanged(ctx context.Context, tx *db.Tx, was org.Unit, before []org.Area) error {
	now, err := org.UnitByID(ctx, tx, was.ID)
	if err != nil {
		return err
	}
	areas, err := org.AreasOf(ctx, tx, was.ID)
	if err != nil {
		return err
	}
	e := news.Entry{Actor: now.Kind, Unit: now.ID, Subject: string(now.ID), Name: now.Name}
	if now.Name != was.Name {
		e.Kind = news.UnitRenamed
		if err := news.Add(ctx, tx, e); err != nil {
			return err
		}
	}
	return moved(ctx, tx, e, before, areas, news.UnitCame, news.UnitWent)
}

// moved tells the areas that something has come to, and those that it has left.
func moved(ctx context.Context, tx *db.Tx, e news.Entry, before, now []org.Area, came, went string) error {
	for _, way := range []struct {
		kind     string
		in, than []org.Area
	}{{came, now, before}, {went, before, now}} {
		for _, a := range way.in {
			if slices.ContainsFunc(way.than, func(o org.Area) bool { return o.ID == a.ID }) {
				continue
			}
			e.Kind, e.Area = way.kind, a.ID
			if err := news.Add(ctx, tx, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// organisationNews tells the areas where an organisation takes part, and those
// that it has left, what has changed from what it was.
func organisationNews(ctx context.Context, tx *db.Tx, o id.Org, was string, before []org.Area) error {
	now, err := org.OrganisationByID(ctx, tx, o)
	if err != nil {
		return err
	}
	areas, err := org.AreasOfOrganisation(ctx, tx, o)
	if err != nil {
		return err
	}
	e := news.Entry{Actor: now.Kind, Subject: string(o), Name: now.Name}
	if err := moved(ctx, tx, e, before, areas, news.OrganisationCame, news.OrganisationWent); err != nil || was == "" || was == now.Name {
		return err
	}
	for _, a := range before {
		if !slices.ContainsFunc(areas, func(o org.Area) bool { return o.ID == a.ID }) {
			continue
		}
		e.Kind, e.Area = news.OrganisationRenamed, a.ID
		if err := news.Add(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
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

// wayChanged tells that a way in has changed; one that has moved to another area
// is gone from the first and new in the second.
func wayChanged(ctx context.Context, tx *db.Tx, was, now org.WayIn) error {
	if was.Area == now.Area {
		return wayNews(ctx, tx, news.WayChanged, now)
	}
	if err := wayNews(ctx, tx, news.WayRemoved, was); err != nil {
		return err
	}
	return wayNews(ctx, tx, news.WayNew, now)
}

// wayNews tells that a way in is new, has changed or is no more.
func wayNews(ctx context.Context, tx *db.Tx, kind string, w org.WayIn) error {
	return news.Add(ctx, tx, news.Entry{Kind: kind, Area: w.Area, Actor: w.Function.Kind, Unit: w.Function.Unit, Function: w.Function.ID,
		Subject: string(w.ID), Name: w.Topic})
}
