package picture

import (
	"time"

	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/rule"
	"samverk/internal/situation"
)

// FactsOf turns what a reader may see of a case into facts that rules ask about.
// born is empty where the birth date may not be known or is not sure. What is
// recalled counts as nothing.
func FactsOf(items []item.Item, born, today string) rule.Facts {
	return situation.Known(inputOf(items, born, today))
}

// DifferingOf lists the fields of the first picture that the items answer
// differently, so that they settle nothing.
func DifferingOf(items []item.Item) []string {
	return situation.Differing(inputOf(items, "", "").Answers)
}

func inputOf(items []item.Item, born, today string) situation.Input {
	in := situation.Input{Born: born, Today: today}
	for _, i := range items {
		if i.Gone {
			continue
		}
		switch i.Kind {
		case item.Fact:
			in.Answers = append(in.Answers, situation.Answer{Field: i.Code, Value: i.Value})
		case item.Benefit:
			in.Livelihood = append(in.Livelihood, periodOf(i))
		case item.Certificate:
			in.Certificates = append(in.Certificates, periodOf(i))
		}
	}
	return in
}

// periodOf is an item as a period, with a certificate as one of no benefit.
func periodOf(i item.Item) situation.Period {
	p := situation.Period{Start: i.Start, End: i.End, Extent: i.Extent}
	if i.Kind == item.Benefit {
		p.Benefit = i.Code
	}
	return p
}

// Born reads the birth date from a personnummer; it is empty of a
// samordningsnummer, from which it cannot be told for sure (sweden.md T11).
func Born(number string) string {
	if n := id.Number(number); len(n) != 12 || n.Coordination() {
		return ""
	}
	day, err := time.Parse("20060102", number[:8])
	if err != nil {
		return ""
	}
	return day.Format(time.DateOnly)
}
