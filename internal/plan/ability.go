package plan

import (
	"cmp"
	"slices"
	"strconv"

	"samverk/internal/id"
)

// What care says of an activity, as the value of an ability.
const (
	AbleFully   = "can"
	AbleAdapted = "adapt"
	AbleNot     = "cannot"
)

// answersAbout are what care says of an activity, the newest first.
func (v view) answersAbout(a id.Item) (all []placed) {
	for _, w := range v.answers {
		if w.About == a && (w.Value == AbleFully || w.Value == AbleAdapted || w.Value == AbleNot) {
			all = append(all, w)
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Or(b.Told.Compare(a.Told), cmp.Compare(a.Item, b.Item)) })
	return all
}

// saidOn is what care says of an activity on a day: the newest that is about it.
func saidOn(answers []placed, on day) (placed, bool) {
	at := slices.IndexFunc(answers, func(w placed) bool { return w.holds(on) })
	if at < 0 {
		return placed{}, false
	}
	return answers[at], true
}

// answered reports whether care has said something of an activity on a day.
func (v view) answered(a placed, on day) bool {
	_, ok := saidOn(v.answersAbout(a.Item), on)
	return ok
}

// turns are the days of a period when it may be another answer that counts.
func turns(answers []placed, during span) []day {
	days := []day{during.from}
	for _, w := range answers {
		for _, d := range []day{w.from, w.to + 1} {
			if during.holds(d) {
				days = append(days, d)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

// unanswered is the part of a period that care has said nothing of, from its
// first such day to its last; empty when there is none.
func (v view) unanswered(a placed, during span) span {
	answers := v.answersAbout(a.Item)
	left := span{open, never}
	if during.empty() {
		return left
	}
	days := turns(answers, during)
	for n, from := range days {
		to := during.to
		if n+1 < len(days) {
			to = days[n+1] - 1
		}
		if _, ok := saidOn(answers, from); !ok {
			left = span{min(left.from, from), max(left.to, to)}
		}
	}
	return left
}

// abilities finds activities that care says cannot be done, or not to that extent.
func (v view) abilities() (all []Conflict) {
	for _, a := range v.activities {
		answers := v.answersAbout(a.Item)
		found := map[id.Item]bool{}
		for _, from := range turns(answers, a.span) {
			w, ok := saidOn(answers, from)
			if !ok || found[w.Item] {
				continue
			}
			found[w.Item] = true
			switch {
			case w.Value == AbleNot:
				all = append(all, conflict(AbilityCannot, args{"title": a.Title, "from": from.String()}, a, w))
			case w.Extent >= 0 && a.Extent > w.Extent:
				all = append(all, conflict(AbilityExtent, args{"title": a.Title, "extent": strconv.Itoa(a.Extent),
					"able": strconv.Itoa(w.Extent), "from": from.String()}, a, w))
			}
		}
	}
	return all
}

// begins are the days when more may go on than the day before: when an activity
// begins, and where answers count, when one of them ends.
func (v view) begins(answers bool) (days []day) {
	for _, a := range v.activities {
		days = append(days, a.from)
	}
	for _, w := range v.answers {
		if answers {
			days = append(days, w.to+1)
		}
	}
	return days
}
