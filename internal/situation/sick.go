package situation

import (
	"cmp"
	"slices"
	"time"
)

// CertificateDay is the day of an absence from a programme of Arbetsförmedlingen
// from which a doctor's certificate is demanded: benefit after day seven takes a
// certificate to AF (S79; B10, förordning 2017:819 4 kap., read 2026-11-21).
const CertificateDay = 8

// CertificateFrom returns the day from which an absence that began on a day
// takes a certificate.
func CertificateFrom(first string) string { return DayAfter(first, CertificateDay-1) }

// LongSick is after how many days of sick-listing the page asks about a plan for
// rehabilitation. S72 says "långvarig" and no number; 60 days is when an
// employer is to have made a plan (SFB 30:6, sweden.md L15, 2026-11-21).
const LongSick = 60

// SickDays returns for how many days in a row, up to today, certificates say
// that somebody is sick-listed; 0 when none covers today.
func SickDays(certificates []Period, today string) (days int) {
	first := today
	sorted := slices.SortedFunc(slices.Values(certificates), func(a, b Period) int { return cmp.Compare(b.until(), a.until()) })
	found := false
	for _, c := range sorted {
		// One that begins the day after another ends goes on from it.
		if c.Start <= first && DayAfter(c.until(), 1) >= first && (found || c.On(today)) {
			first, found = c.Start, true
		}
	}
	if !found {
		return 0
	}
	return between(first, today) + 1
}

// between is how many days after another a day is.
func between(from, to string) int {
	a, err := time.Parse(time.DateOnly, from)
	b, wrong := time.Parse(time.DateOnly, to)
	if err != nil || wrong != nil {
		return 0
	}
	return int(b.Sub(a) / (24 * time.Hour))
}
