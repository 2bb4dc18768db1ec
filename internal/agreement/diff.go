package agreement

import (
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
)

// Difference is one field of an agreement in two versions.
type Difference struct {
	Field  string // a name of Sections, or target, grounds, parties, may_call, is_called, must_attend, answer_days, valid_from, valid_until, review_on
	Before string // words, a date, a number, codes set apart by commas, or a condition as rules have it
	After  string
}

// Diff lists the fields that differ between two versions, in the order of the
// agreement.
func Diff(before, after Version) (all []Difference) {
	is := after.fields()
	for i, was := range before.fields() {
		if was.words != is[i].words {
			all = append(all, Difference{was.name, was.words, is[i].words})
		}
	}
	return all
}

type field struct{ name, words string }

func (v Version) fields() (all []field) {
	c := v.Content
	names := make([]string, len(v.Signatures))
	for i, s := range v.Signatures {
		names[i] = s.Name
	}
	slices.Sort(names)
	all = append(all, field{"parties", strings.Join(names, ", ")})
	for _, name := range Sections() {
		all = append(all, field{name, *c.Section(name)})
	}
	all = append(all, field{"target", c.Target.String()})
	return append(all,
		field{"grounds", strings.Join(c.Grounds, ",")},
		field{"may_call", c.kinds(func(a Actor) bool { return a.MayCall })},
		field{"is_called", c.kinds(func(a Actor) bool { return a.IsCalled })},
		field{"must_attend", c.kinds(func(a Actor) bool { return a.MustAttend })},
		field{"answer_days", strconv.Itoa(c.AnswerDays)},
		field{"valid_from", c.ValidFrom}, field{"valid_until", c.ValidUntil}, field{"review_on", c.ReviewOn})
}

// kinds lists the actors that something holds for, set apart by commas.
func (c Content) kinds(holds func(Actor) bool) string {
	var all []string
	for _, k := range Kinds() {
		if slices.ContainsFunc(c.Actors, func(a Actor) bool { return a.Kind == k && holds(a) }) {
			all = append(all, string(k))
		}
	}
	return strings.Join(all, ",")
}

// ParseKinds reads a list of actors as a Difference has it.
func ParseKinds(text string) (all []access.Kind) {
	for k := range strings.SplitSeq(text, ",") {
		if k != "" {
			all = append(all, access.Kind(k))
		}
	}
	return all
}
