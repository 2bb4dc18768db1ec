package briefing

import (
	"context"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

func hasUnit(all []org.Unit, u id.Unit) bool {
	return slices.ContainsFunc(all, func(o org.Unit) bool { return o.ID == u })
}

// titles name what an answer becomes, in the ledger and on prints. They do not
// name the activity, which not everybody who may know of an ability may know.
var titles = map[string]string{
	brief.Can: "Vårdens svar: kan", brief.Adapt: "Vårdens svar: kan med anpassning", brief.Cannot: "Vårdens svar: kan inte",
}

const certificateTitle = "Läkarintyg"

// note makes an answer items of the reader's unit, and hands them to everybody
// whom the consent covers.
func (s *Service) note(ctx context.Context, tx *db.Tx, sight access.Sight, b brief.Brief, a brief.Answer) error {
	to, err := app.Receiving(ctx, tx, sight, access.Ability)
	if err != nil {
		return err
	}
	handing := app.Handing{Ground: access.ByConsent}
	for _, u := range to.Covered {
		handing.Receivers = append(handing.Receivers, u.ID)
	}
	for _, p := range b.Content.Activities {
		said := a.Of(p.Item)
		if said.Can == "" {
			continue // care was not shown it, and has said nothing of it
		}
		c := item.Content{Title: titles[said.Can], Value: said.Can, About: p.Item, Extent: said.Extent, Start: said.From, End: said.Until, Words: said.Help}
		if c.Start == "" {
			c.Start = tx.Today()
		}
		if c.End != "" && c.End < c.Start {
			c.End = c.Start
		}
		if err := s.write(ctx, tx, sight, item.New{Kind: item.Ability, Category: access.Ability, Apart: true, Content: c}, handing); err != nil {
			return err
		}
	}
	if a.New == "yes" {
		c := item.Content{Title: certificateTitle, Start: a.Certificate.Start, End: a.Certificate.End, Extent: a.Certificate.Extent}
		if err := s.write(ctx, tx, sight, item.New{Kind: item.Certificate, Category: access.Ability, Content: c}, handing); err != nil {
			return err
		}
	}
	return brief.Noted(ctx, tx, b.ID)
}

func (s *Service) write(ctx context.Context, tx *db.Tx, sight access.Sight, n item.New, h app.Handing) error {
	_, err := s.Write(ctx, tx, sight, app.NewItem{New: n, Handing: h})
	return err
}

// Paper notes an answer that came on paper, by the unit that made the brief: what
// it becomes is that unit's.
func (s *Service) Paper(ctx context.Context, who access.Actor, c id.Case, b id.Brief, version int64, a brief.Answer) error {
	return s.keep(ctx, who, c, b, func(k keeping) error {
		err := brief.Respond(ctx, k.tx, k.key, k.now.Brief, brief.Reply{Answer: a, How: brief.Paper, By: who.Function, Form: k.now.Form, Version: version})
		if err != nil {
			return err
		}
		return s.note(ctx, k.tx, k.sight, k.now.Brief, a)
	})
}
