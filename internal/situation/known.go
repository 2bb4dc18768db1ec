package situation

import (
	"slices"
	"time"

	"samverk/internal/rule"
)

// Answer is one actor's answer in the first picture.
type Answer struct{ Field, Value string }

// Input is what is known of a person, as plain values.
type Input struct {
	Answers      []Answer // of every actor that may be seen
	Livelihood   []Period
	Certificates []Period // their Benefit is empty
	Born         string   // ISO, empty where it is not known
	Today        string
}

// Differing lists the fields that the actors answer differently, in the order of
// the fields. That somebody has not found out differs from no answer.
func Differing(all []Answer) (codes []string) {
	for _, f := range fields {
		if _, differ := settled(f, all); differ {
			codes = append(codes, f.Code)
		}
	}
	return codes
}

// settled is what everybody who knows answers, empty where nobody does or they
// differ.
func settled(f Field, all []Answer) (value string, differ bool) {
	for _, a := range all {
		switch {
		case a.Field != f.Code || a.Value == Unclear || !f.Takes(a.Value):
		case value == "":
			value = a.Value
		case value != a.Value:
			return "", true
		}
	}
	return value, false
}

// Known turns what is known into facts that rules ask about. What the actors
// answer differently is not known.
func Known(in Input) rule.Facts {
	facts, given := rule.Facts{}, map[string]string{}
	for _, f := range fields {
		given[f.Code], _ = settled(f, in.Answers)
		for name, value := range f.says[given[f.Code]] {
			facts[name] = value
		}
	}
	ages(facts, in.Born, in.Today)
	months := AssistanceMonths(in.Livelihood, in.Today, Looked)
	facts["assistance.months"] = rule.Between(months.Least, months.Most)
	yes, open := counted(actors, given)
	facts["actors"] = rule.Between(yes, yes+open)
	switch yes, open := counted(needs, given); {
	case yes >= 2:
		facts["complex"] = rule.Is(true)
	case yes+open < 2:
		facts["complex"] = rule.Is(false)
	}
	in.sick(facts, given["sick_listed"])
	return facts
}

// counted is how many fields are answered by yes, and how many are not answered.
func counted(codes []string, given map[string]string) (yes, open int) {
	for _, code := range codes {
		switch given[code] {
		case Affirmed:
			yes++
		case "":
			open++
		}
	}
	return yes, open
}

// sick is what the certificates say of today. That there is none says nothing;
// and what certificates and answers say differently is known within bounds.
func (in Input) sick(facts rule.Facts, listed string) {
	var extents []int
	if len(in.Certificates) > 0 { // a doctor has judged her to be ill
		if facts["sick.assessed"].Truth == rule.No {
			delete(facts, "sick.assessed") // and somebody says not
		} else {
			facts["sick.assessed"] = rule.Is(true)
		}
	}
	for _, c := range in.Certificates {
		if c.On(in.Today) {
			extents = append(extents, c.Extent)
		}
	}
	if listed == Denied {
		extents = append(extents, 0)
	}
	switch {
	case len(extents) > 0:
		facts["sick.extent"] = rule.Between(slices.Min(extents), slices.Max(extents))
	case listed == Affirmed:
		facts["sick.extent"] = rule.Between(1, most)
	}
}

// Age returns whole years on a day.
func Age(born, today string) (years int, ok bool) {
	b, err := time.Parse(time.DateOnly, born)
	now, wrong := time.Parse(time.DateOnly, today)
	if err != nil || wrong != nil || born > today {
		return 0, false
	}
	years = now.Year() - b.Year()
	if now.Format("0102") < b.Format("0102") {
		years--
	}
	return years, true
}
