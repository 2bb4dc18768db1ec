package joint

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/person"
)

// TrailView is the person's way between the actors, as one reader may see it.
type TrailView struct {
	Head
	Protection person.Protection
	Passages   []cases.Passage
	Functions  map[id.Function]org.Function
	Leads      org.Function // who has the case now; the zero Function where the reader may not know
	Next       Next
}

// Next is what happens next in a case; the zero Next when nothing is set.
type Next struct {
	On    string // date
	Sort  string // call, activity, commitment, follow_up, rests
	Title string
	Who   id.Function // who answers for it
}

// Turns counts how many times somebody has turned the person away.
func (v TrailView) Turns() (n int) {
	for _, p := range v.Passages {
		if p.Turn() {
			n++
		}
	}
	return n
}

// Trail returns the person's way between the actors.
func (s *Service) Trail(ctx context.Context, who access.Actor, c id.Case) (TrailView, error) {
	var v TrailView
	err := s.See(ctx, who, access.TrailRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.trailView(ctx, tx, sight)
		return err
	})
	if err != nil {
		return TrailView{}, err
	}
	return v, nil
}

func (s *Service) trailView(ctx context.Context, tx *db.Tx, sight access.Sight) (v TrailView, err error) {
	now, err := s.CaseFor(ctx, tx, sight)
	if err != nil {
		return v, err
	}
	v.Head = Head{Case: now.Case, Identity: now.Identity, Sight: sight, Today: now.Today}
	v.Protection = now.Protection
	if v.Passages, err = cases.Trail(ctx, tx, sight); err != nil {
		return v, err
	}
	if now.Case.State != cases.StateClosed {
		v.Next = nextOf(now)
	}
	names := id.NewSet[id.Function]()
	names.Add(v.Next.Who)
	for _, p := range v.Passages {
		names.Add(p.From, p.To)
	}
	if sight.Lead() && now.Case.State != cases.StateClosed {
		names.Add(now.Case.Coordinator)
	}
	if v.Functions, err = org.Functions(ctx, tx, names.List); err != nil {
		return v, err
	}
	if sight.Lead() && now.Case.State != cases.StateClosed {
		v.Leads = v.Functions[now.Case.Coordinator]
	}
	return v, nil
}

// nextOf is the first of what is set to happen from today, of what the reader sees.
func nextOf(v app.CaseView) (next Next) {
	take := func(n Next) {
		if n.On >= v.Today && (next.On == "" || n.On < next.On) {
			next = n
		}
	}
	for _, c := range v.Calls {
		if c.Waits() && !c.Start.IsZero() {
			take(Next{On: db.DayOf(c.Start), Sort: "call"})
		}
	}
	for _, i := range v.Items {
		open := !i.Gone && i.Status != "done" && i.Status != "stopped"
		switch {
		case open && i.Kind == item.Activity && i.Start != "":
			take(Next{On: i.Start, Sort: "activity", Title: i.Title, Who: i.Responsible})
		case open && i.Kind == item.Commitment && i.Content.Due != "":
			take(Next{On: i.Content.Due, Sort: "commitment", Title: i.Title, Who: i.Responsible})
		}
	}
	if v.Sight.Circle() {
		take(Next{On: v.Plan.FollowUpOn, Sort: "follow_up"})
		if v.Case.State == cases.StateResting {
			take(Next{On: v.Case.RestsUntil, Sort: "rests"})
		}
	}
	return next
}
