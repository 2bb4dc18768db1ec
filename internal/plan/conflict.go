package plan

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"samverk/internal/id"
)

// Conflict is something in a plan that does not hold together. Its texts are
// conflict.<code> and conflict.<code>.advice. Of its Args, from, to and on are
// ISO dates and weekly is a slot; an outlet writes them as its language does.
type Conflict struct {
	Code   string
	Pieces []id.Item // sorted
	Args   map[string]string
	Advice []string // what can be done, the best first: texts plan.advice.<code>
}

// The conflicts.
const (
	EnrolmentEnded     = "af_ended"            // enrolment demanded while Arbetsförmedlingen has ended it for illness
	AbilityCannot      = "ability_cannot"      // an activity that care says cannot be done
	AbilityExtent      = "ability_extent"      // an activity of more than care says is possible
	SickFull           = "sick_full"           // an activity with an extent while sick-listed full time
	ExtentSick         = "extent_sick"         // sick-listing and activities pass 100 % together
	ExtentSum          = "extent_sum"          // activities pass 100 % together
	SameTime           = "same_time"           // two activities at the same time of the week
	ResponsibleMissing = "responsible_missing" // an activity that no function answers for
	ResponsibleVacant  = "responsible_vacant"  // an activity whose function nobody holds
	GoalBare           = "goal_bare"           // a goal without activity
	NeedBare           = "need_bare"           // a need without activity
	Hole               = "hole"                // more than six weeks without activity
	FollowUpOverdue    = "follow_up_overdue"
	CertificateEnds    = "certificate_ends" // within 14 days, and none follows
)

// conflicts is every conflict with the advice it leads to, the gravest first.
var conflicts = []struct {
	code   string
	advice []string
}{
	{EnrolmentEnded, []string{"meeting", "requirement"}},
	{AbilityCannot, []string{"activity_change", "meeting"}},
	{AbilityExtent, []string{"extent", "meeting"}},
	{SickFull, []string{"brief", "meeting"}},
	{ExtentSick, []string{"brief", "meeting"}},
	{ExtentSum, []string{"meeting", "extent"}},
	{SameTime, []string{"weekly", "meeting"}},
	{ResponsibleMissing, []string{"responsible"}},
	{ResponsibleVacant, []string{"responsible", "manager"}},
	{GoalBare, []string{"activity", "meeting"}},
	{NeedBare, []string{"activity", "meeting"}},
	{Hole, []string{"activity", "meeting"}},
	{FollowUpOverdue, []string{"follow_up", "meeting"}},
	{CertificateEnds, []string{"new_certificate", "brief"}},
}

const (
	longestHole day = 6 * 7
	soon        day = 14
	fullTime        = 100
)

// Meta is what conflicts need to know of the plan itself.
type Meta struct{ FollowUpOn string }

// Conflicts finds what does not hold together in the pieces that a reader may
// see. What is done, stopped or wholly past does not count, and only days from
// today on do: nothing can be done about those before. The gravest come first,
// and the order of the pieces does not matter.
func Conflicts(pieces []Piece, m Meta, today string) []Conflict {
	v := newView(pieces, today)
	all := slices.Concat(v.enrolments(), v.abilities(), v.sickLeaves(), v.sums(), v.sameTimes(), v.responsibles(),
		v.bareAims(), v.holes(), v.followUp(m), v.endingCertificates())
	slices.SortFunc(all, func(a, b Conflict) int {
		return cmp.Or(cmp.Compare(rank(a.Code), rank(b.Code)), cmp.Compare(a.Args["from"], b.Args["from"]), slices.Compare(a.Pieces, b.Pieces))
	})
	return all
}

func rank(code string) int {
	for i, c := range conflicts {
		if c.code == code {
			return i
		}
	}
	return len(conflicts)
}

// placed is a piece and the days that it takes from today on.
type placed struct {
	Piece
	span
}

// view is what counts among the pieces, sorted by item within each kind.
type view struct {
	today                                                  day
	activities, certificates, aims, demands, ends, answers []placed
}

func newView(pieces []Piece, today string) view {
	v := view{today: dayOf(today, never)}
	pieces = slices.SortedFunc(slices.Values(pieces), func(a, b Piece) int { return cmp.Compare(a.Item, b.Item) })
	for _, p := range pieces {
		at := placed{p, span{max(dayOf(p.Start, never), v.today), dayOf(p.End, open)}}
		switch {
		case p.Code == AFEndedIllness && p.Status != Done && !at.empty(): // an enrolment that was stopped says just this
			v.ends = append(v.ends, at)
		case p.ended(v.today) || p.Code == AFEndedIllness:
		case p.Kind == KindActivity:
			v.activities = append(v.activities, at)
		case p.Kind == KindCertificate:
			v.certificates = append(v.certificates, at)
		case p.Kind == KindAbility:
			v.answers = append(v.answers, at)
		case p.Kind == KindGoal || p.Kind == KindNeed:
			v.aims = append(v.aims, at)
		case p.Kind == KindRequirement:
			v.demands = append(v.demands, at)
		}
	}
	return v
}

// args are the values of a conflict's texts.
type args map[string]string

func conflict(code string, values args, about ...placed) Conflict {
	c := Conflict{Code: code, Args: maps.Clone(values), Advice: slices.Clone(conflicts[rank(code)].advice)}
	for _, p := range about {
		c.Pieces = append(c.Pieces, p.Item)
	}
	slices.Sort(c.Pieces)
	return c
}

func (v view) enrolments() (all []Conflict) {
	for _, d := range v.demands {
		for _, e := range v.ends {
			if both := d.meet(e.span); d.Code == AFEnrolment && !both.empty() {
				all = append(all, conflict(EnrolmentEnded, args{"title": d.Title, "from": both.from.String()}, d, e))
			}
		}
	}
	return all
}

// sickLeaves finds what is planned for more than the person is able to,
// according to her certificates. What care has been asked about counts by its
// answer on the days that this is about.
func (v view) sickLeaves() (all []Conflict) {
	for _, c := range v.certificates {
		switch {
		case c.Extent >= fullTime:
			for _, a := range v.activities {
				if both := v.unanswered(a, a.meet(c.span)); a.Extent > 0 && !both.empty() {
					all = append(all, conflict(SickFull, args{"title": a.Title, "extent": strconv.Itoa(a.Extent),
						"from": both.from.String(), "to": both.to.String()}, a, c))
				}
			}
		case c.Extent > 0:
			for _, g := range v.crowds(c.Extent, c.span) {
				all = append(all, conflict(ExtentSick, args{"titles": titles(g.pieces), "sick": strconv.Itoa(c.Extent),
					"extent": strconv.Itoa(g.sum), "sum": strconv.Itoa(c.Extent + g.sum), "from": g.on.String()}, append(g.pieces, c)...))
			}
		}
	}
	return all
}

func (v view) sums() (all []Conflict) {
	for _, g := range v.crowds(0, span{never, open}) {
		all = append(all, conflict(ExtentSum, args{"titles": titles(g.pieces), "sum": strconv.Itoa(g.sum), "from": g.on.String()}, g.pieces...))
	}
	return all
}

// crowd is activities that go on at the same time.
type crowd struct {
	on     day // the first day with all of them
	sum    int
	pieces []placed
}

// crowds finds the largest sets of activities whose extents pass full time
// together with another extent, on some day of a period. A set is whole on the
// day when the last of it begins, so only such days are looked at. Beside
// another extent what care has answered about does not count.
func (v view) crowds(other int, during span) (all []crowd) {
	for _, on := range v.begins(other > 0) {
		c := crowd{on: max(on, during.from)}
		for _, a := range v.activities {
			if a.Extent > 0 && a.holds(c.on) && during.holds(c.on) && (other == 0 || !v.answered(a, c.on)) {
				c.sum, c.pieces = c.sum+a.Extent, append(c.pieces, a)
			}
		}
		if c.sum > 0 && c.sum+other > fullTime {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b crowd) int {
		return cmp.Or(cmp.Compare(len(b.pieces), len(a.pieces)), cmp.Compare(a.on, b.on))
	})
	var largest []crowd
	for _, c := range all {
		if !slices.ContainsFunc(largest, c.within) {
			largest = append(largest, c)
		}
	}
	return largest
}

func (c crowd) within(o crowd) bool {
	for _, p := range c.pieces {
		if !slices.ContainsFunc(o.pieces, func(q placed) bool { return q.Item == p.Item }) {
			return false
		}
	}
	return true
}

func titles(pieces []placed) (joined string) {
	for i, p := range pieces {
		if i > 0 {
			joined += ", "
		}
		joined += p.Title
	}
	return joined
}
