package situation

import (
	"time"

	"samverk/internal/rule"
)

// ages are the facts that a birth date gives: whole years, and what the rules of
// benefits count from it. Nothing is known of a date that is not sure.
func ages(facts rule.Facts, born, today string) {
	years, ok := Age(born, today)
	if !ok {
		return
	}
	b, _ := time.Parse(time.DateOnly, born) // as Age has found
	now, _ := time.Parse(time.DateOnly, today)
	julys := now.Year() - b.Year()
	months := 12*julys + int(now.Month()) - int(b.Month())
	if now.Month() < time.July {
		julys--
	}
	facts["age"] = rule.Count(years)
	facts["age.months"] = rule.Count(months)
	facts["age.july"] = rule.Count(max(julys, 0))
}
