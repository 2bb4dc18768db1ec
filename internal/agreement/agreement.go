// Package agreement keeps the written agreements between organisations of an
// area: who may call whom, for which people, how and how long. It is of the
// structure level: no agreement tells of anybody in particular.
package agreement

import (
	"slices"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/rule"
)

// The states of a version. A draft can be changed; while it is being signed
// and after it has been published its text stands still.
const (
	Draft     = "draft"
	Signing   = "signing"
	Published = "published"
	Replaced  = "replaced"
)

// How a party has answered.
const (
	Signed   = "signed"
	Declined = "declined"
)

const (
	mostWords = 10_000
	mostTitle = 200
	mostDays  = 30 // working days to answer a call
)

// Agreement is a written agreement, over all its versions.
type Agreement struct {
	ID         id.Agreement
	Area       id.Area
	Title      string
	CopiedFrom id.Agreement
	CreatedAt  time.Time
	By         id.Function
	ReviewOn   string    // later than the version says, where a review has moved it
	EndedAt    time.Time // zero while it lasts
	EndReason  string
}

// Ended reports whether the agreement has been ended before its time.
func (a Agreement) Ended() bool { return !a.EndedAt.IsZero() }

// Actor is what an agreement lets one sort of actor do in its forums.
type Actor struct {
	Kind       access.Kind
	MayCall    bool
	IsCalled   bool
	MustAttend bool
}

// Kinds lists the four sorts of actors that an agreement can be between.
func Kinds() []access.Kind {
	return []access.Kind{access.Kommun, access.Vard, access.FK, access.AF}
}

// Content is what an agreement says.
type Content struct {
	Purpose     string
	TargetGroup string
	Criteria    string // by which somebody belongs to the target group
	Goals       string
	Roles       string
	Division    string // of work
	Routines    string
	Forms       string
	ForumRules  string

	Grounds    []string // codes of Grounds
	Actors     []Actor
	AnswerDays int // working days until a call is to be answered
	Parties    []id.Org
	ValidFrom  string // date
	ValidUntil string // date, the last day; empty until further notice
	ReviewOn   string // date

	Target rule.Condition // Criteria as data; empty where there are none
}

// Sections lists the names of the texts of an agreement, in its order.
func Sections() []string {
	return []string{"purpose", "target_group", "criteria", "goals", "roles", "division", "routines", "forms", "forum_rules"}
}

// Section is the place of the text with a name.
func (c *Content) Section(name string) *string {
	switch name {
	case "purpose":
		return &c.Purpose
	case "target_group":
		return &c.TargetGroup
	case "criteria":
		return &c.Criteria
	case "goals":
		return &c.Goals
	case "roles":
		return &c.Roles
	case "division":
		return &c.Division
	case "routines":
		return &c.Routines
	case "forms":
		return &c.Forms
	}
	return &c.ForumRules
}

// Signature is how a party has answered.
type Signature struct {
	Org    id.Org
	Name   string
	Kind   access.Kind
	Answer string // Signed or Declined, empty before
	Reason string // in words, when declined
	At     time.Time
	By     id.Function
}

// Version is one version of an agreement.
type Version struct {
	ID        string
	Agreement id.Agreement
	Number    int
	State     string
	Content
	Signatures []Signature // one for each party
	CreatedAt  time.Time
	FrozenAt   time.Time // when it was published
	Version    int64     // of its text
}

// FourParty reports whether all four sorts of actors are parties.
func (v Version) FourParty() bool { return len(v.Missing()) == 0 }

// Missing lists the sorts of actors that are no party.
func (v Version) Missing() []access.Kind {
	return slices.DeleteFunc(Kinds(), func(k access.Kind) bool {
		return slices.ContainsFunc(v.Signatures, func(s Signature) bool { return s.Kind == k })
	})
}

// Unsigned lists the parties that have not signed.
func (v Version) Unsigned() (all []Signature) {
	for _, s := range v.Signatures {
		if s.Answer != Signed {
			all = append(all, s)
		}
	}
	return all
}

// Frozen reports whether the version never changes again.
func (v Version) Frozen() bool { return v.State == Published || v.State == Replaced }

// Actor returns what an agreement lets one sort of actor do.
func (v Version) Actor(k access.Kind) Actor {
	for _, a := range v.Actors {
		if a.Kind == k {
			return a
		}
	}
	return Actor{Kind: k}
}

// tidied returns the content in the form it is stored in: actors and grounds in
// their order, once each, and parties once each.
func (c Content) tidied() Content {
	var actors []Actor
	for _, k := range Kinds() {
		for _, a := range c.Actors {
			if a.Kind == k && (a.MayCall || a.IsCalled || a.MustAttend) {
				actors = append(actors, a)
				break
			}
		}
	}
	c.Actors = actors
	given := c.Grounds
	c.Grounds = nil
	for _, g := range Grounds() {
		if slices.Contains(given, g.Code) {
			c.Grounds = append(c.Grounds, g.Code)
		}
	}
	c.Parties = slices.Compact(slices.Sorted(slices.Values(c.Parties)))
	return c
}

// Check reports what can stand in no agreement, not even in a draft.
func (c Content) Check() error {
	var f errs.Faults
	for _, name := range Sections() {
		checkWords(&f, name, *c.Section(name))
	}
	for _, g := range c.Grounds {
		f.Check(slices.ContainsFunc(Grounds(), func(known Ground) bool { return known.Code == g }), "grounds", "agreement.grounds.unknown")
	}
	seen := map[access.Kind]bool{}
	for _, a := range c.Actors {
		f.Check(slices.Contains(Kinds(), a.Kind) && !seen[a.Kind], "may_call", "agreement.actors.unknown")
		f.Check(a.IsCalled || !a.MustAttend, "must_attend", "agreement.actors.must")
		seen[a.Kind] = true
	}
	f.Check(c.AnswerDays >= 1 && c.AnswerDays <= mostDays, "answer_days", "agreement.answer_days.range")
	c.checkDates(&f)
	c.checkTarget(&f)
	return f.Err()
}

func checkWords(f *errs.Faults, field, words string) {
	f.Check(utf8.RuneCountInString(words) <= mostWords, field, "agreement.section.long")
	f.Check(!id.HasNumber(words), field, "agreement.text.number")
}

func (c Content) checkDates(f *errs.Faults) {
	before := len(*f)
	f.Check(c.ValidFrom == "" || isDate(c.ValidFrom), "valid_from", "agreement.date.wrong")
	f.Check(c.ValidUntil == "" || isDate(c.ValidUntil), "valid_until", "agreement.date.wrong")
	f.Check(c.ReviewOn == "" || isDate(c.ReviewOn), "review_on", "agreement.date.wrong")
	if len(*f) > before {
		return
	}
	f.Check(c.ValidUntil == "" || c.ValidUntil >= c.ValidFrom, "valid_until", "agreement.valid_until.early")
	within := c.ReviewOn == "" || c.ReviewOn >= c.ValidFrom && (c.ValidUntil == "" || c.ReviewOn <= c.ValidUntil)
	f.Check(within, "review_on", "agreement.review_on.outside")
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// whole reports what is missing before the version can be signed.
func (v Version) whole(today string) errs.Faults {
	var f errs.Faults
	c := v.Content
	for _, name := range Sections() {
		f.Check(*c.Section(name) != "", name, "agreement.section.missing")
	}
	f.Check(len(c.Grounds) > 0, "grounds", "agreement.grounds.missing")
	f.Check(len(v.Signatures) >= 2, "parties", "agreement.parties.few")
	v.wholeActors(&f)
	f.Check(c.ValidFrom != "", "valid_from", "agreement.valid_from.missing")
	f.Check(c.ValidUntil == "" || c.ValidUntil >= today, "valid_until", "agreement.valid_until.past")
	f.Check(c.ReviewOn != "", "review_on", "agreement.review_on.missing")
	f.Check(c.ReviewOn == "" || c.ReviewOn > today, "review_on", "agreement.review_on.past")
	return f
}

// wholeActors demands that somebody may call somebody else, and that no actor
// is bound that is no party.
func (v Version) wholeActors(f *errs.Faults) {
	call, called, bound := 0, 0, true
	missing := v.Missing()
	for _, a := range v.Actors {
		bound = bound && !slices.Contains(missing, a.Kind)
		if a.MayCall {
			call++
		}
		if a.IsCalled {
			called++
		}
	}
	f.Check(bound, "may_call", "agreement.actors.party")
	f.Check(call > 0, "may_call", "agreement.actors.call")
	f.Check(called > 0, "is_called", "agreement.actors.called")
}
