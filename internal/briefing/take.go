package briefing

import (
	"context"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/brief"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/plan"
)

// Proposal is what an answer leads to for one activity of the plan.
type Proposal struct {
	Planned brief.Planned // as it was when the brief was made
	Said    brief.Said
	Now     item.Item // as it stands
	Found   bool      // the reader sees it still
	Owns    bool      // the reader's unit owns it, and can change it
	Changed bool      // since the brief was made
	Over    bool      // done, stopped or past
	Content item.Content
}

// Differs reports whether anything is proposed that does not stand already.
func (p Proposal) Differs() bool { return p.Owns && !p.Over && p.Content != p.Now.Content }

// propose is what a care unit's words about an activity lead to, as it stands.
func propose(p brief.Planned, said brief.Said, items []item.Item, own id.Unit, today string) Proposal {
	to := Proposal{Planned: p, Said: said}
	at := slices.IndexFunc(items, func(i item.Item) bool { return i.ID == p.Item && !i.Gone })
	if at < 0 {
		return to
	}
	to.Now, to.Found = items[at], true
	to.Owns, to.Changed = to.Now.Owner == own, to.Now.Version != p.Version
	to.Over = to.Now.Status == plan.Done || to.Now.Status == plan.Stopped || to.Now.End != "" && to.Now.End < today
	to.Content = to.Now.Content
	switch said.Can {
	case brief.Cannot:
		to.Content.Status = plan.Stopped
	case brief.Can, brief.Adapt:
		if to.Now.Extent == item.NoExtent || to.Now.Extent > said.Extent {
			to.Content.Extent = said.Extent
		}
		if to.Now.Status == plan.Planned && said.From > to.Now.Start {
			to.Content.Start = said.From
		}
		if said.Until != "" && (to.Now.End == "" || to.Now.End > said.Until) {
			to.Content.End = said.Until
		}
		to.Content.Words = withHelp(to.Now.Words, said.Help)
	}
	if to.Content.End != "" && to.Content.End < to.Content.Start {
		to.Content.End = to.Now.End
	}
	return to
}

// withHelp sets the adaptation after what is said of an activity, once.
func withHelp(words, help string) string {
	switch {
	case help == "" || strings.Contains(words, help):
		return words
	case words == "":
		return help
	}
	return words + "\n\n" + help
}

// TakeView is what an answer leads to in the plan.
type TakeView struct {
	View
	Proposals    []Proposal
	Certificates []Ending // of the reader's own unit, that the new one follows
	Receivers    map[access.Category][]org.Unit
}

// Ending is a certificate and the day it would end.
type Ending struct {
	Now item.Item
	End string
}

// Proposals returns what the answer to a brief leads to in the plan.
func (s *Service) Proposals(ctx context.Context, who access.Actor, c id.Case, b id.Brief) (TakeView, error) {
	var v TakeView
	err := s.See(ctx, who, access.BriefRead, access.Object{Case: c, Brief: b}, func(tx *db.Tx, sight access.Sight) (err error) {
		if sight.Self() {
			return errs.Missing()
		}
		v, err = s.takeView(ctx, tx, sight, b)
		return err
	})
	if err != nil {
		return TakeView{}, err
	}
	return v, nil
}

func (s *Service) takeView(ctx context.Context, tx *db.Tx, sight access.Sight, b id.Brief) (v TakeView, err error) {
	if v.View, err = s.view(ctx, tx, sight, b); err != nil {
		return v, err
	}
	seen, err := s.CaseFor(ctx, tx, sight)
	if err != nil {
		return v, err
	}
	v.Receivers = map[access.Category][]org.Unit{}
	for _, p := range v.Brief.Content.Activities {
		to := propose(p, v.Brief.Answer.Of(p.Item), seen.Items, sight.Unit(), v.Today)
		v.Proposals = append(v.Proposals, to)
		if err := s.receivers(ctx, tx, sight, &v, p.Category); err != nil {
			return v, err
		}
	}
	v.Certificates = followed(seen.Items, v.Brief.Answer, sight.Unit())
	return v, s.receivers(ctx, tx, sight, &v, access.Ability)
}

func (s *Service) receivers(ctx context.Context, tx *db.Tx, sight access.Sight, v *TakeView, c access.Category) error {
	if _, known := v.Receivers[c]; known {
		return nil
	}
	to, err := app.Receiving(ctx, tx, sight, c)
	v.Receivers[c] = to.Covered
	return err
}

// followed are the certificates of a unit that go on when a new one begins, and
// the day before that.
func followed(items []item.Item, a brief.Answer, own id.Unit) (all []Ending) {
	start, err := time.Parse(time.DateOnly, a.Certificate.Start)
	if a.New != "yes" || err != nil {
		return nil
	}
	last := start.AddDate(0, 0, -1).Format(time.DateOnly)
	for _, i := range items {
		same := i.Start == a.Certificate.Start && i.End == a.Certificate.End && i.Extent == a.Certificate.Extent
		if i.Kind == item.Certificate && !i.Gone && i.Owner == own && i.Start <= last && i.End > last && !same {
			all = append(all, Ending{i, last})
		}
	}
	return all
}

// Change is what is confirmed of one activity or certificate.
type Change struct {
	Item    id.Item
	Version int64
	Status  string
	Start   string
	End     string
	Extent  int
	Words   string
}

// TakeIn changes the plan by an answer, as far as the reader has confirmed: its
// own unit's activities, and the old certificate. Others who own something are
// shown what care says, and change theirs. What came from care that takes no
// part is noted as the unit's own.
func (s *Service) TakeIn(ctx context.Context, who access.Actor, c id.Case, b id.Brief, version int64, changes []Change) error {
	return s.keep(ctx, who, c, b, func(k keeping) error {
		v, err := s.takeView(ctx, k.tx, k.sight, b)
		if err != nil {
			return err
		}
		if err := brief.Taken(ctx, k.tx, v.Brief, version); err != nil {
			return err
		}
		for _, change := range changes {
			if err := s.confirm(ctx, k, v, change); err != nil {
				return err
			}
		}
		if !v.Brief.NotedAt.IsZero() {
			return nil
		}
		return s.note(ctx, k.tx, k.sight, v.Brief, v.Brief.Answer)
	})
}

// confirm carries out one change that was proposed.
func (s *Service) confirm(ctx context.Context, k keeping, v TakeView, change Change) error {
	now, ok := v.proposed(change.Item)
	if !ok {
		return errs.Changed(v.Brief)
	}
	content := now.Content
	if content.End, content.Reason = change.End, "news"; now.Kind == item.Activity {
		content.Status, content.Start, content.Extent, content.Words = change.Status, change.Start, change.Extent, change.Words
	}
	handing := app.Handing{Ground: access.ByConsent}
	for _, u := range v.Receivers[now.Category] {
		handing.Receivers = append(handing.Receivers, u.ID)
	}
	err := s.Rewrite(ctx, k.tx, k.sight, app.ReviseItem{Change: item.Change{Item: now.ID, Version: change.Version, Content: content}, Handing: handing})
	var f errs.Faults
	if other := f.Merge(err); other != nil {
		return other
	}
	for i := range f {
		f[i].Field += "_" + string(now.ID)
	}
	return f.Err()
}

// proposed finds what a change is about, among what the unit owns.
func (v TakeView) proposed(i id.Item) (item.Item, bool) {
	for _, p := range v.Proposals {
		if p.Now.ID == i && p.Owns && !p.Over {
			return p.Now, true
		}
	}
	for _, e := range v.Certificates {
		if e.Now.ID == i {
			return e.Now, true
		}
	}
	return item.Item{}, false
}
