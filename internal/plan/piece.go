package plan

import (
	"cmp"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/id"
)

// Piece is one item as one reader may see it: what a plan is made of. A list of
// pieces holds an item once.
type Piece struct {
	Item        id.Item
	Version     int64
	Owner       id.Unit // id.Self for the person
	Kind        string
	Category    access.Category
	Code        string // what the program knows it as: AFEnrolment, AFEndedIllness
	Status      string
	Title       string
	Start, End  string // first and last day, empty where it is open
	Extent      int    // percent of full time, NoExtent when not said
	Weekly      Weekly
	Due         string
	Responsible id.Function // empty for the person
	Vacant      bool        // nobody holds the responsible function today
	Value       string      // of an ability: can, adapt, cannot
	About       id.Item     // of an ability: the activity
	Told        time.Time   // of an ability: when it was said; the newest counts
	Goal        id.Item     // the goal or need that an activity serves, empty when not said
}

// The kinds of pieces.
const (
	KindGoal        = "goal"
	KindNeed        = "need"
	KindActivity    = "activity"
	KindCertificate = "certificate"
	KindRequirement = "requirement"
	KindCommitment  = "commitment"
	KindNote        = "note"
	KindAbility     = "ability"
)

// The states of a piece; some kinds have none.
const (
	Planned = "planned"
	Ongoing = "ongoing"
	Done    = "done"
	Stopped = "stopped"
)

// NoExtent stands where no extent was said.
const NoExtent = -1

// What the program knows certain pieces as.
const (
	AFEnrolment    = "af_enrolment"     // a requirement to be enrolled at Arbetsförmedlingen
	AFEndedIllness = "af_ended_illness" // Arbetsförmedlingen has ended the enrolment for illness
)

var kindOrder = []string{KindGoal, KindNeed, KindActivity, KindCertificate, KindRequirement, KindCommitment, KindNote, KindAbility}

// Sort puts pieces in the order in which a plan is read: by kind, then by when
// they begin or are due; what has no date stands last in its kind.
func Sort(pieces []Piece) {
	slices.SortFunc(pieces, func(a, b Piece) int {
		return cmp.Or(
			cmp.Compare(slices.Index(kindOrder, a.Kind), slices.Index(kindOrder, b.Kind)),
			cmp.Compare(a.firstDate(), b.firstDate()),
			cmp.Compare(a.Title, b.Title),
			cmp.Compare(a.Item, b.Item),
		)
	})
}

func (p Piece) firstDate() string { return cmp.Or(p.Start, p.Due, "9999") }

// ended reports whether a piece is done, stopped, or lies wholly before today.
// A goal or need that is not reached goes on past its last day.
func (p Piece) ended(today day) bool {
	if p.Status == Done || p.Status == Stopped {
		return true
	}
	return p.Kind != KindGoal && p.Kind != KindNeed && dayOf(p.End, open) < today
}

// day counts days since 1970. The ends of what is open lie outside all dates.
type day int64

const (
	never day = -1 << 32 // before every date
	open  day = 1 << 32  // after every date
)

// dayOf reads an ISO date; what is none lies at otherwise.
func dayOf(date string, otherwise day) day {
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return otherwise
	}
	return day(at.Unix() / (24 * 60 * 60))
}

// String writes the ISO date, nothing for an open end.
func (d day) String() string {
	if d <= never || d >= open {
		return ""
	}
	return time.Unix(int64(d)*24*60*60, 0).UTC().Format(time.DateOnly)
}

// weekday returns 1 for Monday to 7 for Sunday.
func (d day) weekday() int {
	const thursday = 3 // the first day of 1970, when Monday is 0
	return int(((d+thursday)%7+7)%7) + 1
}

// span is a period with both days in it.
type span struct{ from, to day }

func (s span) meet(o span) span { return span{max(s.from, o.from), min(s.to, o.to)} }

func (s span) empty() bool { return s.from > s.to }

func (s span) holds(d day) bool { return s.from <= d && d <= s.to }

// hasWeekday reports whether such a day comes in the period.
func (s span) hasWeekday(weekday int) bool {
	if s.to-s.from >= 6 {
		return true
	}
	for d := s.from; d <= s.to; d++ {
		if d.weekday() == weekday {
			return true
		}
	}
	return false
}
