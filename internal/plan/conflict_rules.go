package plan

import (
	"cmp"
	"slices"
	"strconv"

	"samverk/internal/id"
)

func (v view) sameTimes() (all []Conflict) {
	for i, a := range v.activities {
		for _, b := range v.activities[i+1:] {
			if s, ok := sharedSlot(a, b); ok {
				all = append(all, conflict(SameTime, args{"title": a.Title, "other": b.Title, "weekly": s.String(),
					"from": a.meet(b.span).from.String()}, a, b))
			}
		}
	}
	return all
}

// sharedSlot returns the first time of the week that both take, if there is
// such a weekday while both go on.
func sharedSlot(a, b placed) (Slot, bool) {
	both := a.meet(b.span)
	for _, s := range a.Weekly {
		for _, o := range b.Weekly {
			if s.overlaps(o) && both.hasWeekday(s.Day) {
				return Slot{s.Day, max(s.From, o.From), min(s.To, o.To)}, true
			}
		}
	}
	return Slot{}, false
}

func (v view) responsibles() (all []Conflict) {
	for _, a := range v.activities {
		switch {
		case a.Responsible == "" && a.Owner != id.Self:
			all = append(all, conflict(ResponsibleMissing, args{"title": a.Title}, a))
		case a.Vacant && a.Responsible != "":
			all = append(all, conflict(ResponsibleVacant, args{"title": a.Title}, a))
		}
	}
	return all
}

// bareAims finds goals and needs without activity. An activity that does not
// say what it serves may serve any of them.
func (v view) bareAims() (all []Conflict) {
	for _, aim := range v.aims {
		code := GoalBare
		if aim.Kind == KindNeed {
			code = NeedBare
		}
		if !slices.ContainsFunc(v.activities, func(a placed) bool { return a.Goal == "" || a.Goal == aim.Item }) {
			all = append(all, conflict(code, args{"title": aim.Title}, aim))
		}
	}
	return all
}

// holes finds the times, from today to the last activity, when nothing goes on.
func (v view) holes() (all []Conflict) {
	if len(v.activities) == 0 {
		return nil
	}
	byStart := slices.SortedStableFunc(slices.Values(v.activities), func(a, b placed) int { return cmp.Compare(a.from, b.from) })
	covered := v.today - 1 // the last day with something going on
	if v.today == never {
		covered = byStart[0].from - 1
	}
	var before []placed
	for _, a := range byStart {
		if length := a.from - covered - 1; length > longestHole {
			all = append(all, conflict(Hole, args{"from": (covered + 1).String(), "to": (a.from - 1).String(),
				"weeks": strconv.Itoa(int(length / 7))}, append(before, a)...))
		}
		if a.to > covered {
			covered, before = a.to, []placed{a}
		}
	}
	return all
}

func (v view) followUp(m Meta) []Conflict {
	if dayOf(m.FollowUpOn, open) >= v.today {
		return nil
	}
	return []Conflict{conflict(FollowUpOverdue, args{"on": m.FollowUpOn})}
}

// endingCertificates finds those that end soon and are not followed by another
// without a day between.
func (v view) endingCertificates() (all []Conflict) {
	for _, c := range v.certificates {
		follows := func(o placed) bool { return o.from <= c.to+1 && o.to > c.to }
		if c.to <= v.today+soon && !slices.ContainsFunc(v.certificates, follows) {
			all = append(all, conflict(CertificateEnds, args{"title": c.Title, "on": c.to.String()}, c))
		}
	}
	return all
}
