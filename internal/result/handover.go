package result

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/handover"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/plan"
)

const mostSaid = 3000 // runes of each part of a summary

// HandoverView is the handovers of a case as one reader may see them.
type HandoverView struct {
	app.CaseView
	Handovers []handover.Handover
	Summaries []item.Item    // that the reader may see
	Takers    []org.Function // that take part and may be told what is handed over
	Untold    []org.Function // that take part and may not: the consent has to be changed first
	Own       []item.Item    // activities that the reader's function answers for
	MayGive   bool
}

// Handovers returns the handovers of a case.
func (s *Service) Handovers(ctx context.Context, who access.Actor, c id.Case) (HandoverView, error) {
	var v HandoverView
	err := s.See(ctx, who, access.HandoverRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (err error) {
		v, err = s.handoverView(ctx, tx, sight)
		return err
	})
	if err != nil {
		return HandoverView{}, err
	}
	return v, nil
}

func (s *Service) handoverView(ctx context.Context, tx *db.Tx, sight access.Sight) (v HandoverView, err error) {
	if v.CaseView, err = s.CaseFor(ctx, tx, sight); err != nil {
		return v, err
	}
	key, err := s.Key(ctx, sight)
	if err != nil {
		return v, err
	}
	if v.Handovers, err = handover.OfCase(ctx, tx, key, sight); err != nil {
		return v, err
	}
	for _, i := range v.Items {
		switch {
		case i.Gone:
		case i.Kind == item.Summary:
			v.Summaries = append(v.Summaries, i)
		case underWay(i) && i.Responsible == sight.Function() && !sight.Self():
			v.Own = append(v.Own, i)
		}
	}
	slices.Reverse(v.Summaries)
	v.MayGive = !sight.Self() && sight.Circle() && v.Case.State != cases.StateClosed
	return v, v.takers(ctx, tx, s)
}

// underWay reports whether an item is an activity that can be handed over.
func underWay(i item.Item) bool {
	return i.Kind == item.Activity && (i.Status == plan.Planned || i.Status == plan.Ongoing)
}

// takers fills in who could take over, and who could not yet.
func (v *HandoverView) takers(ctx context.Context, tx *db.Tx, s *Service) error {
	covered, err := app.Receiving(ctx, tx, v.Sight, access.Plan)
	if err != nil {
		return err
	}
	for _, p := range v.Parties {
		f := p.Function
		switch {
		case p.State != access.TakesPart || f.ID == v.Sight.Function() || f.Ended:
		case f.Unit == v.Sight.Unit() || slices.ContainsFunc(covered.Covered, func(u org.Unit) bool { return u.ID == f.Unit }):
			v.Takers = append(v.Takers, f)
		default:
			v.Untold = append(v.Untold, f)
		}
	}
	return nil
}

// Of returns the summary of a handover, as far as the reader may see it.
func (v HandoverView) Of(h handover.Handover) (item.Item, bool) {
	i := slices.IndexFunc(v.Summaries, func(i item.Item) bool { return i.ID == h.Summary })
	if i < 0 {
		return item.Item{}, false
	}
	return v.Summaries[i], true
}

// Summary is what was learnt: what has been done, what worked, and what is left.
type Summary struct {
	Done, Worked, Left string
}

func (n Summary) check(f *errs.Faults) {
	f.Check(n.Done != "", "done", "handover.done.missing")
	f.Check(n.Left != "", "left", "handover.left.missing")
	for field, said := range map[string]string{"done": n.Done, "worked": n.Worked, "left": n.Left} {
		f.Check(utf8.RuneCountInString(said) <= mostSaid, field, "handover.said.long")
	}
}

// words is all of it as one text.
func (n Summary) words(t *i18n.Texts) string {
	var parts []string
	for _, p := range [][2]string{{"done", n.Done}, {"worked", n.Worked}, {"left", n.Left}} {
		if p[1] != "" {
			parts = append(parts, t.T("handover."+p[0])+"\n"+p[1])
		}
	}
	return strings.Join(parts, "\n\n")
}

// closingCode is the code of the summary that is kept when a case ends.
const closingCode = "closing"

// Summarise keeps what was learnt in a case that comes to its end, by who leads
// it, for those that the consent covers and who are chosen.
func (s *Service) Summarise(ctx context.Context, who access.Actor, c id.Case, n Summary, to []id.Unit) (id.Item, error) {
	i, err := s.Do(ctx, who, access.HandoverGive, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		k, err := cases.Get(ctx, tx, sight)
		if err != nil {
			return "", err
		}
		if k.Coordinator != sight.Function() {
			return "", errs.New(errs.Denied, "handover.lead")
		}
		var f errs.Faults
		n.check(&f)
		if err := f.Err(); err != nil {
			return "", err
		}
		i, err := s.summary(ctx, tx, sight, n, closingCode, "", to)
		return string(i), err
	})
	return id.Item(i), err
}

// summary writes what was learnt as an item of the reader's unit.
func (s *Service) summary(ctx context.Context, tx *db.Tx, sight access.Sight, n Summary, code, about string, to []id.Unit) (id.Item, error) {
	all, err := s.texts()
	if err != nil {
		return "", err
	}
	t := all.In(i18n.Swedish)
	title, _ := item.Titled(t.T("handover.title." + cmp.Or(code, "case")))
	if about != "" {
		title, _ = item.Titled(t.T("handover.title.activity", "title", about))
	}
	return s.Write(ctx, tx, sight, app.NewItem{
		New: item.New{Kind: item.Summary, Category: access.Plan, Apart: true,
			Content: item.Content{Title: title, Words: n.words(t), Code: code, Extent: item.NoExtent}},
		Handing: app.Handing{Receivers: to, Ground: access.ByConsent},
	})
}

// NewHandover is what one function leaves to another.
type NewHandover struct {
	Summary
	Activity id.Item // empty for all that it does in the case
	Taker    id.Function
}

// HandOver offers what the actor's function does to another that takes part,
// with a summary that the taker gets on the consent.
func (s *Service) HandOver(ctx context.Context, who access.Actor, c id.Case, n NewHandover) (id.Handover, error) {
	h, err := s.Do(ctx, who, access.HandoverGive, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		v, err := s.handoverView(ctx, tx, sight)
		if err != nil {
			return "", err
		}
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		if !sight.Circle() {
			return "", errs.New(errs.Conflict, "handover.circle")
		}
		taker, err := n.check(v)
		if err != nil {
			return "", err
		}
		return s.offer(ctx, tx, sight, v, n, taker)
	})
	return id.Handover(h), err
}

// check reports every fault of n, and returns who takes over.
func (n NewHandover) check(v HandoverView) (taker org.Function, err error) {
	var f errs.Faults
	n.Summary.check(&f)
	is := func(o org.Function) bool { return o.ID == n.Taker }
	i := slices.IndexFunc(v.Takers, is)
	f.Check(n.Taker != "", "taker", "handover.taker.missing")
	untold := slices.ContainsFunc(v.Untold, is)
	f.Check(!untold, "taker", "handover.taker.untold")
	f.Check(i >= 0 || untold || n.Taker == "", "taker", "handover.taker.party")
	f.Check(n.Activity == "" || slices.ContainsFunc(v.Own, func(o item.Item) bool { return o.ID == n.Activity }), "activity", "handover.activity.own")
	if i >= 0 {
		taker = v.Takers[i]
	}
	return taker, f.Err()
}

func (s *Service) offer(ctx context.Context, tx *db.Tx, sight access.Sight, v HandoverView, n NewHandover, taker org.Function) (string, error) {
	about, err := s.about(ctx, tx, sight, v, n, taker.Unit)
	if err != nil {
		return "", err
	}
	var to []id.Unit
	if taker.Unit != sight.Unit() {
		to = []id.Unit{taker.Unit}
	}
	i, err := s.summary(ctx, tx, sight, n.Summary, "", about, to)
	if err != nil {
		return "", err
	}
	h, err := handover.Offer(ctx, tx, sight, handover.New{Summary: i, Activity: n.Activity, Taker: taker.ID, TakerUnit: taker.Unit})
	if err != nil {
		return "", err
	}
	if err := s.Tell(ctx, tx, taker.ID); err != nil {
		return "", err
	}
	return string(h), s.Happened(ctx, tx, sight, cases.Event{Kind: "handover_offered", Unit: taker.Unit})
}

// about is what the activity that is handed over is called, where that is the
// giver's own to tell and the taker may be told of such: else nothing.
func (s *Service) about(ctx context.Context, tx *db.Tx, sight access.Sight, v HandoverView, n NewHandover, taker id.Unit) (string, error) {
	i := slices.IndexFunc(v.Own, func(o item.Item) bool { return o.ID == n.Activity })
	if i < 0 || v.Own[i].Owner != sight.Unit() {
		return "", nil
	}
	to, err := app.Receiving(ctx, tx, sight, v.Own[i].Category)
	if err != nil || taker != sight.Unit() && !slices.ContainsFunc(to.Covered, func(u org.Unit) bool { return u.ID == taker }) {
		return "", err
	}
	return v.Own[i].Title, nil
}

// AnswerHandover takes over, or says no, by the function that it was offered.
func (s *Service) AnswerHandover(ctx context.Context, who access.Actor, c id.Case, h id.Handover, version int64, r handover.Reply) error {
	_, err := s.Do(ctx, who, access.HandoverAnswer, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		now, err := handover.One(ctx, tx, key, sight, h)
		if err == nil && now.Taker != sight.Function() {
			err = errs.Missing()
		}
		if err != nil {
			return "", err
		}
		if err := handover.Answer(ctx, tx, key, sight, now, version, r); err != nil {
			return "", err
		}
		e := cases.Event{Kind: "handover_accepted", Unit: sight.Unit()}
		if !r.Accept {
			e.Kind, e.Reason = "handover_declined", r.Reason
		}
		if now.Giver != "" {
			if err := s.Tell(ctx, tx, now.Giver); err != nil {
				return "", err
			}
		}
		return string(h), s.Happened(ctx, tx, sight, e)
	})
	return err
}

// WithdrawHandover takes back what the actor's function has offered.
func (s *Service) WithdrawHandover(ctx context.Context, who access.Actor, c id.Case, h id.Handover, version int64) error {
	_, err := s.Do(ctx, who, access.HandoverGive, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		now, err := handover.One(ctx, tx, key, sight, h)
		if err == nil && now.Giver != sight.Function() {
			err = errs.Missing()
		}
		if err != nil {
			return "", err
		}
		if err := handover.Withdraw(ctx, tx, sight, now, version); err != nil {
			return "", err
		}
		return string(h), s.Happened(ctx, tx, sight, cases.Event{Kind: "handover_withdrawn", Unit: sight.Unit()})
	})
	return err
}

// DismissMeeting notes that no meeting is wanted about an activity that has come
// to its middle, or soon ends.
func (s *Service) DismissMeeting(ctx context.Context, who access.Actor, c id.Case, i id.Item, p handover.Checkpoint) error {
	_, err := s.Do(ctx, who, access.HandoverGive, access.Object{Case: c, Item: i}, func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		if err := app.Writable(ctx, tx, sight); err != nil {
			return "", err
		}
		one, err := item.One(ctx, tx, key, sight, i)
		if err == nil && (one.Gone || one.Kind != item.Activity) {
			err = errs.Missing()
		}
		if err != nil {
			return "", err
		}
		return string(i), handover.Dismiss(ctx, tx, sight, i, p)
	})
	return err
}
