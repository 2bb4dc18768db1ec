package app

import (
	"samverk/internal/access"
	"samverk/internal/coordination"
	"samverk/internal/id"
	"samverk/internal/org"
)

// CoordinationDue is a case in which somebody waits for Försäkringskassan to
// coordinate.
type CoordinationDue struct {
	CaseRow
	Due     string
	Overdue bool
	Invite  bool // nobody of Försäkringskassan takes part: who leads is to ask them
}

// coordinations gathers where a person waits for Försäkringskassan: to its own
// functions what they are to answer, to who leads whom to invite.
func (d day) coordinations(f org.Function) error {
	lead, err := coordination.ToInvite(d.ctx, d.tx, d.who.Function, mostOnDay)
	if err != nil {
		return err
	}
	var own []coordination.Waiting
	if f.Kind == access.FK {
		if own, err = coordination.ToAnswer(d.ctx, d.tx, d.who.Function, mostOnDay); err != nil {
			return err
		}
	}
	which := id.NewSet[id.Case]()
	for _, w := range append(own[:len(own):len(own)], lead...) {
		which.Add(w.Case)
	}
	listed, err := d.listed(which.List)
	if err != nil || len(listed) == 0 {
		return err
	}
	rows, seen, err := d.rowsOf(listed)
	if err != nil {
		return err
	}
	add := func(w coordination.Waiting, invite bool) {
		r, ok := rows[w.Case]
		if s := seen[w.Case]; !ok || s.Blocked() || !s.Identity() && !invite {
			return // what she asks is not told to who may not know of her
		}
		d.v.Coordinations = append(d.v.Coordinations, CoordinationDue{CaseRow: r, Due: w.DueOn, Overdue: w.DueOn < d.v.Today, Invite: invite})
	}
	for _, w := range own {
		add(w, false)
	}
	for _, w := range lead {
		add(w, true)
	}
	return nil
}
