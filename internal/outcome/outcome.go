// Package outcome keeps how it stood before, at the end and after, and computes goal scales, lead times and totals.
package outcome

import (
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/situation"
)

// Moment is when it is noted how it stands.
type Moment string

// The moments.
const (
	Before  Moment = "before"
	Closing Moment = "closing"
	Six     Moment = "six"    // months after the end
	Twelve  Moment = "twelve" // months after the end
)

// Moments lists the moments in order.
func Moments() []Moment { return []Moment{Before, Closing, Six, Twelve} }

// After returns how many months after the end a moment is; 0 when it is not.
func (m Moment) After() int { return map[Moment]int{Six: 6, Twelve: 12}[m] }

// On returns the day that a moment falls on, of a case that ended on a day.
func (m Moment) On(closed time.Time) string {
	return closed.AddDate(0, m.After(), 0).Format(time.DateOnly)
}

// The codes that people choose from.
var (
	occupations = []string{"work", "studies", "seeking", "neither"} // sweden.md Y2
	endings     = []string{"livelihood", "work", "studies", "insurance", "af", "other_actor", "moved", "declined", "goal", "registered_wrong", "something_else"}
	checks      = []string{"person", "measure", "actor", "time", "cost"} // S256
	judgements  = []string{"yes", "partly", "no", "unknown"}
	sgi         = []string{"yes", "no", "unknown"}
	rated       = []string{"health", "life"}
)

const (
	// Other is the reason, and the livelihood, that what no other says.
	Other = "something_else"
	// AnotherLivelihood is the reason that asks which (S204).
	AnotherLivelihood = "livelihood"
	mostWords         = 2000
	mostKind          = 200
	mostBenefits      = 4
	full              = 100
	steps             = 5 // of the person's own rating
)

// Occupations lists what somebody can be occupied with.
func Occupations() []string { return slices.Clone(occupations) }

// Endings lists why a case ends.
func Endings() []string { return slices.Clone(endings) }

// Checks lists what is asked of what was done: the right person, measure, actor, time and cost.
func Checks() []string { return slices.Clone(checks) }

// Judgements lists what can be answered to each of Checks.
func Judgements() []string { return slices.Clone(judgements) }

// SGIs lists what can be known of an income that sickness benefit is reckoned on.
func SGIs() []string { return slices.Clone(sgi) }

// Rated lists what the person rates herself.
func Rated() []string { return slices.Clone(rated) }

// Steps is how many steps her rating has.
func Steps() int { return steps }

// Content is how it stands at a moment. All of it is sealed.
type Content struct {
	Livelihood []string          `json:",omitempty"` // codes of benefits, the main one first
	Occupation string            `json:",omitempty"`
	Percent    int               `json:",omitempty"` // of full time, 0 where it was not said
	Ability    int               `json:",omitempty"` // percent of her own ability that she works, 0 where it was not said (S264)
	SGI        string            `json:",omitempty"` // before only
	Ending     string            `json:",omitempty"` // why it ends; at the end only
	EndingKind string            `json:",omitempty"` // which livelihood, or what else, in words
	Checks     map[string]string `json:",omitempty"` // at the end only
	Ratings    map[string]int    `json:",omitempty"` // 1 to 5, by the person herself only
	Scores     []Score           `json:",omitempty"`
	Words      string            `json:",omitempty"`
}

// Note is how it stands at one moment, as one unit or the person has noted it.
type Note struct {
	ID      id.Outcome
	Owner   id.Unit // id.Self for the person
	Author  id.Function
	Acted   string // kind of representative that noted it in the person's place
	Moment  Moment
	On      string  // day that it is about
	Shared  id.Unit // to which the person shows her own
	At      time.Time
	Version int64
	Content
}

// New is what is to be noted.
type New struct {
	Moment  Moment
	On      string
	Share   bool  // the person shows it to the unit that leads the case
	Version int64 // of what it replaces; 0 when there is none
	Content
}

// Check reports every fault of n, seen on a day, with the scales of the case's
// goals. The person rates herself; nobody else does.
func (n New) Check(today string, own bool, scales []Scale) error {
	var f errs.Faults
	_, err := time.Parse(time.DateOnly, n.On)
	f.Check(slices.Contains(Moments(), n.Moment), "moment", "outcome.moment.missing")
	f.Check(err == nil, "on", "outcome.on.date")
	f.Check(err != nil || n.On <= today, "on", "outcome.on.future")
	n.checkLivelihood(&f)
	n.checkWork(&f)
	n.checkEnding(&f)
	for _, what := range rated {
		f.Check(own || n.Ratings[what] == 0, what, "outcome.rating.own")
		f.Check(n.Ratings[what] >= 0 && n.Ratings[what] <= steps, what, "outcome.rating.range")
	}
	f.Check(len(n.Ratings) <= len(rated), "ratings", "outcome.rating.range")
	f.Check(!own || len(n.Scores) == 0, "goals", "outcome.score.staff")
	f.Check(n.Moment != Before || len(n.Scores) == 0, "goals", "outcome.score.before")
	checkScores(&f, n.Scores, scales)
	f.Check(utf8.RuneCountInString(n.Words) <= mostWords, "words", "outcome.words.long")
	f.Check(!n.empty(), "livelihood", "outcome.empty")
	return f.Err()
}

func (n New) checkLivelihood(f *errs.Faults) {
	f.Check(len(n.Livelihood) <= mostBenefits, "also", "outcome.livelihood.many")
	for i, code := range n.Livelihood {
		_, ok := situation.BenefitOf(code)
		field := "also"
		if i == 0 {
			field = "livelihood"
		}
		f.Check(ok, field, "outcome.livelihood.missing")
		f.Check(!slices.Contains(n.Livelihood[:i], code), "also", "outcome.livelihood.twice")
	}
}

func (n New) checkWork(f *errs.Faults) {
	f.Check(n.Occupation == "" || slices.Contains(occupations, n.Occupation), "occupation", "outcome.occupation.missing")
	f.Check(n.Percent >= 0 && n.Percent <= full, "percent", "outcome.percent.range")
	f.Check(n.Percent == 0 || n.Occupation != "", "occupation", "outcome.occupation.percent")
	f.Check(n.Ability >= 0 && n.Ability <= full, "ability", "outcome.percent.range")
	f.Check(n.SGI == "" || slices.Contains(sgi, n.SGI) && n.Moment == Before, "sgi", "outcome.sgi.missing")
}

func (n New) checkEnding(f *errs.Faults) {
	f.Check(n.Ending == "" || slices.Contains(endings, n.Ending) && n.Moment == Closing, "ending", "outcome.ending.missing")
	says := n.Ending == Other || n.Ending == AnotherLivelihood
	f.Check(!says || n.EndingKind != "", "ending_kind", "outcome.ending.kind")
	f.Check(says || n.EndingKind == "", "ending_kind", "outcome.ending.kind_only")
	f.Check(utf8.RuneCountInString(n.EndingKind) <= mostKind, "ending_kind", "outcome.ending.long")
	f.Check(len(n.Checks) == 0 || n.Moment == Closing, "checks", "outcome.checks.closing")
	for what, said := range n.Checks {
		ok := slices.Contains(checks, what) && slices.Contains(judgements, said)
		f.Check(ok, "check_"+what, "outcome.checks.missing")
	}
}

// empty reports whether nothing is said.
func (n New) empty() bool {
	c := n.Content
	return len(c.Livelihood) == 0 && c.Occupation == "" && c.Ability == 0 && c.SGI == "" && c.Ending == "" && len(c.Checks) == 0 &&
		len(c.Ratings) == 0 && len(c.Scores) == 0 && c.Words == ""
}
