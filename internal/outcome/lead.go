package outcome

import "time"

// Times is when things happened in a case; zero where they have not.
type Times struct {
	Signal   time.Time // somebody asked for coordination
	Answer   time.Time // the first answer to that
	Plan     time.Time // the first plan that was agreed
	Activity time.Time // the first activity that began, from the signal on
}

// Lead is how many days passed, Unknown where either end is missing.
type Lead struct{ Answer, Plan, Activity int }

// Unknown stands where nothing can be counted.
const Unknown = -1

// bands are lengths of time in order: two weeks, a month, a quarter, more.
var bands = []string{"weeks", "month", "quarter", "more"}

// Bands lists the bands that lengths of time are told in.
func Bands() []string { return append([]string{}, bands...) }

// Days returns the lead times: from the signal to its answer, from the answer to
// a plan, and from the signal to the first activity.
func (t Times) Days() Lead {
	return Lead{days(t.Signal, t.Answer), days(t.Answer, t.Plan), days(t.Signal, t.Activity)}
}

func days(from, to time.Time) int {
	if from.IsZero() || to.IsZero() || to.Before(from) {
		return Unknown
	}
	return int(to.Sub(from).Hours() / 24)
}

// Band returns the band of a number of days, "" of none.
func Band(days int) string {
	switch {
	case days < 0:
		return ""
	case days <= 14:
		return bands[0]
	case days <= 30:
		return bands[1]
	case days <= 91:
		return bands[2]
	}
	return bands[3]
}
