package world

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/db"
	"samverk/internal/handover"
	"samverk/internal/id"
	"samverk/internal/result"
)

// Learnt is a summary that lacks nothing.
var Learnt = result.Summary{Done: "Arbetsträning i tolv veckor.", Worked: "Korta dagar.", Left: "Mer tid på arbetsplatsen."}

// HandOver lets a function hand all that it does in a case over to another,
// which the consent lets know of the plan, and which says yes.
func (w *W) HandOver(c id.Case, from, to id.Function) id.Handover {
	w.T.Helper()
	ctx, service := context.Background(), result.New(w.App)
	h, err := service.HandOver(ctx, w.As(from), c, result.NewHandover{Summary: Learnt, Taker: to})
	w.must(err)
	w.must(service.AnswerHandover(ctx, w.As(to), c, h, 1, handover.Reply{Accept: true}))
	return h
}

// Summarise lets who leads a case keep what was learnt in it.
func (w *W) Summarise(c id.Case, by id.Function) id.Item {
	w.T.Helper()
	i, err := result.New(w.App).Summarise(context.Background(), w.As(by), c, Learnt, nil)
	w.must(err)
	return i
}

// CloseCaseOf closes a case that "samordning" leads, at a joint meeting.
func (w *W) CloseCaseOf(c id.Case) {
	w.T.Helper()
	ctx, lead := context.Background(), w.As("samordning")
	w.Summarise(c, "samordning")
	v := w.version(c)
	w.must(w.BeginClosing(ctx, lead, c, v, "joint", ""))
	w.must(w.App.CloseCase(ctx, lead, c, v+1))
}

func (w *W) version(c id.Case) (v int64) {
	w.T.Helper()
	w.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&v}, `select version from cases where id = $1`, c)
		return err
	})
	return v
}

// Plans lets units know of the plan.
func Plans(units ...id.Unit) consent.Grid {
	g := consent.Grid{}
	for _, u := range units {
		g[u] = access.SetOf(access.Plan)
	}
	return g
}
