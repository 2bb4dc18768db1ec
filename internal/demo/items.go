package demo

import (
	"context"
	"errors"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/demo/story"
	"samverk/internal/id"
	"samverk/internal/item"
)

// write adds an item; its kind is what the step is called. Everybody whom the
// consent lets be told gets it, unless the step says to whom, or "-" for a
// working note.
func (p *player) write(ctx context.Context, t *tale, s story.Step) error {
	cat, ok := access.ParseCategory(s.Cat)
	if !ok {
		return errors.New("unknown category")
	}
	who := p.actor(t, s.By)
	w := &written{version: 1, cat: cat, kind: item.Kind(s.Do), Content: item.Content{Extent: item.NoExtent}}
	if duty := w.kind == item.Activity || w.kind == item.Commitment; duty {
		w.Status = "planned"
		if !s.Own {
			w.Responsible = who.Function
		}
	}
	p.change(t, w, s)
	var err error
	w.Item, err = p.WriteItem(ctx, who, t.of, app.NewItem{
		New:     item.New{Kind: w.kind, Category: cat, Own: s.Own || who.Self(), Content: w.Content},
		Handing: app.Handing{Receivers: p.receivers(t, who, w, s)},
	})
	if s.Item != "" {
		t.items[s.Item] = w
	}
	return err
}

// change puts what a step says in place of what an item said.
func (p *player) change(t *tale, w *written, s story.Step) {
	w.Title, w.Words, w.Code = or(s.Title, w.Title), or(s.Words, w.Words), or(s.Code, w.Code)
	w.Status, w.Weekly = or(s.Status, w.Status), or(s.Weekly, w.Weekly)
	w.Start, w.End, w.Due = isoOf(s.From, p.date, w.Start), isoOf(s.Till, p.date, w.End), isoOf(s.Due, p.workday, w.Due)
	if s.Extent != nil {
		w.Extent = *s.Extent
	}
	switch s.Who {
	case "":
	case "-":
		w.Responsible = ""
	default:
		w.Responsible = p.Function(t.Area, s.Who)
	}
	w.Reason = s.Reason
}

// receivers returns to whom an item goes.
func (p *player) receivers(t *tale, who access.Actor, w *written, s story.Step) (all []id.Unit) {
	switch {
	case s.To == "-", w.kind == item.Note && s.To == "":
		return nil
	case s.To != "" && s.To != "all":
		return p.units(t, s.To)
	}
	for u, set := range t.grid {
		if set.Has(w.cat) && u != who.Unit && !slices.Contains(t.blocked, u) {
			all = append(all, u)
		}
	}
	slices.Sort(all)
	return all
}

func (t *tale) item(name string) (*written, error) {
	w := t.items[name]
	if w == nil {
		return nil, errors.New("no item " + name)
	}
	return w, nil
}

func (p *player) revise(ctx context.Context, t *tale, s story.Step) error {
	w, err := t.item(s.Item)
	if err != nil {
		return err
	}
	who := p.actor(t, s.By)
	p.change(t, w, s)
	w.version++
	return p.ReviseItem(ctx, who, t.of, app.ReviseItem{
		Change:  item.Change{Item: w.Item, Version: w.version - 1, Content: w.Content},
		Handing: app.Handing{Receivers: p.receivers(t, who, w, s)},
	})
}

func (p *player) disclose(ctx context.Context, t *tale, s story.Step) error {
	w, err := t.item(s.Item)
	if err != nil {
		return err
	}
	return p.DiscloseItem(ctx, p.actor(t, s.By), t.of, w.Item, app.DiscloseItem{
		Version: w.version, Handing: app.Handing{Receivers: p.units(t, s.To)},
	})
}

func (p *player) copyItem(ctx context.Context, t *tale, s story.Step) error {
	w, err := t.item(s.Item)
	if err != nil {
		return err
	}
	return p.CopyItem(ctx, p.actor(t, s.By), t.of, w.Item)
}

// ledger returns the row of an item's ledger that tells of a unit.
func (p *player) ledger(ctx context.Context, t *tale, s story.Step) (i id.Item, h item.Handed, err error) {
	w, err := t.item(s.Item)
	if err != nil {
		return "", h, err
	}
	v, err := p.Item(ctx, p.actor(t, s.By), t.of, w.Item)
	if err != nil {
		return "", h, err
	}
	to := p.units(t, s.To)
	n := slices.IndexFunc(v.Ledger, func(h item.Handed) bool { return slices.Contains(to, h.Unit) })
	if n < 0 {
		return "", h, errors.New("nothing was handed to " + s.To)
	}
	p.pause()
	return w.Item, v.Ledger[n], nil
}

func (p *player) recall(ctx context.Context, t *tale, s story.Step) error {
	i, h, err := p.ledger(ctx, t, s)
	if err != nil {
		return err
	}
	return p.AskRecall(ctx, p.actor(t, s.By), t.of, i, h.ID, s.Reason)
}

// confirm lets a colleague take the disclosure back that a recall asks for.
func (p *player) confirm(ctx context.Context, t *tale, s story.Step) error {
	i, h, err := p.ledger(ctx, t, s)
	if err != nil {
		return err
	}
	return p.ConfirmRecall(ctx, p.actor(t, s.By), t.of, i, h.Recall.ID)
}
