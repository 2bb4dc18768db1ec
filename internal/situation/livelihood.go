package situation

import (
	"cmp"
	"slices"
	"time"

	"samverk/internal/errs"
)

// Benefit is a source of livelihood. Its text is benefit.<code>, that of who pays
// it payer.<payer>.
type Benefit struct {
	Code  string
	Payer string
}

// benefits are S69's, by the abbreviations of seed 001 (Försörjningsmått
// 2014–2015), and what is no public benefit. For EE, ET and BE the sources do
// not say who pays.
var benefits = []Benefit{
	{Assistance, "kommun"}, {"SP", "fk"}, {"RP", "fk"}, {"AE", "fk"}, {"SE", "fk"},
	{"AL", "akassa"}, {"AS", "fk_af"}, {"UE", "fk_af"},
	{"EE", ""}, {"ET", ""}, {"BE", ""},
	{"LON", "employer"}, {"STUDIE", ""}, {"ANNAN", ""}, {NoLivelihood, ""},
}

// Codes that something follows from.
const (
	Assistance   = "EB"    // ekonomiskt bistånd
	NoLivelihood = "INGEN" // nothing of one's own
)

// Benefits lists the sources of livelihood in the order that people choose from.
func Benefits() []Benefit { return slices.Clone(benefits) }

// BenefitOf returns the benefit with a code.
func BenefitOf(code string) (Benefit, bool) {
	i := slices.IndexFunc(benefits, func(b Benefit) bool { return b.Code == code })
	if i < 0 {
		return Benefit{}, false
	}
	return benefits[i], true
}

// NoExtent stands where no extent was said, as in package item.
const NoExtent = -1

// Period is a time with a benefit. End is empty while it goes on.
type Period struct {
	Benefit    string
	Start, End string // ISO, both included
	Extent     int    // percent of full time, NoExtent when not said
}

// until is the last day, far ahead while the period goes on.
func (p Period) until() string { return cmp.Or(p.End, "9999-12-31") }

// On reports whether a day lies in the period.
func (p Period) On(day string) bool { return p.Start <= day && day <= p.until() }

func (p Period) meets(o Period) bool { return p.Start <= o.until() && o.Start <= p.until() }

// most is full time.
const most = 100

// Clash reports what is wrong with a period beside the others that the same
// writer has noted: the same benefit at the same time, something beside nothing,
// or more than full time on any day. Different benefits may run side by side,
// and ekonomiskt bistånd without an extent beside any.
func (p Period) Clash(others []Period) error {
	var f errs.Faults
	beside := slices.DeleteFunc(slices.Clone(others), func(o Period) bool { return !p.meets(o) })
	same := slices.ContainsFunc(beside, func(o Period) bool { return o.Benefit == p.Benefit })
	f.Check(!same, "start", "livelihood.overlap")
	nothing := slices.ContainsFunc(beside, func(o Period) bool { return (o.Benefit == NoLivelihood) != (p.Benefit == NoLivelihood) })
	f.Check(same || !nothing, "benefit", "livelihood.nothing")
	f.Check(p.Extent == NoExtent || p.fits(beside), "extent", "livelihood.extent.sum")
	return f.Err()
}

// fits reports whether the extents stay within full time. A sum changes only on
// days when a period begins.
func (p Period) fits(beside []Period) bool {
	days := []string{p.Start}
	for _, o := range beside {
		days = append(days, max(o.Start, p.Start))
	}
	for _, day := range days {
		sum := p.Extent
		for _, o := range beside {
			if o.On(day) && o.Extent > 0 {
				sum += o.Extent
			}
		}
		if sum > most {
			return false
		}
	}
	return true
}

// Span is a number of months that is known within bounds.
type Span struct{ Least, Most int }

// AssistanceMonths counts the months with ekonomiskt bistånd among the last so
// many, this month the last: at least those that somebody has noted, at most also
// those that nobody has accounted for. Where one says that there was nothing and
// another that there was assistance, the month is not known.
func AssistanceMonths(all []Period, today string, months int) (s Span) {
	now, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return Span{0, months}
	}
	first := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	for n := range months {
		begins := first.AddDate(0, -n, 0)
		ends := min(begins.AddDate(0, 1, -1).Format(time.DateOnly), today)
		least, most := inMonth(all, begins.Format(time.DateOnly), ends)
		s.Least, s.Most = s.Least+least, s.Most+most
	}
	return s
}

// inMonth is 1 where there was assistance, at least and at most.
func inMonth(all []Period, from, to string) (least, most int) {
	month := Period{Start: from, End: to}
	had := slices.ContainsFunc(all, func(p Period) bool { return p.Benefit == Assistance && p.meets(month) })
	denied := slices.ContainsFunc(all, func(p Period) bool { return p.Benefit == NoLivelihood && p.meets(month) })
	switch {
	case had && !denied:
		return 1, 1
	case had, !covered(all, from, to):
		return 0, 1
	}
	return 0, 0
}

// covered reports whether somebody has accounted for every day.
func covered(all []Period, from, to string) bool {
	sorted := slices.SortedFunc(slices.Values(all), func(a, b Period) int { return cmp.Compare(a.Start, b.Start) })
	next := from
	for _, p := range sorted {
		if p.Start <= next && p.until() >= next {
			if p.until() >= to {
				return true
			}
			next = DayAfter(p.End, 1)
		}
	}
	return false
}

// DayAfter returns the day so many days after another.
func DayAfter(day string, days int) string {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return at.AddDate(0, 0, days).Format(time.DateOnly)
}

// Band is for how long somebody has had ekonomiskt bistånd (S125).
type Band string

// The bands. Only VeryLong has a definition with a source (S313, M10): more than
// 27 months of 36. The others are S125's own words.
const (
	Short    Band = "short"     // up to ten months of the last 36
	Long     Band = "long"      // more
	VeryLong Band = "very_long" // more than 27 of 36
	Years    Band = "years"     // more than five years
)

// The months that the bands are drawn at.
const (
	Looked    = 36 // months that are looked back on (S313)
	shortest  = 10 // S125
	veryLong  = 27 // S313
	fiveYears = 60 // S125
	tenYears  = 120
)

// BandOf returns the band that is sure, and whether it may be longer: months
// that nobody has accounted for could move it.
func BandOf(all []Period, today string) (sure Band, open bool) {
	near, far := AssistanceMonths(all, today, Looked), AssistanceMonths(all, today, tenYears)
	sure = band(near.Least, far.Least)
	return sure, band(near.Most, min(far.Most, far.Least+near.Most-near.Least)) != sure
}

func band(near, far int) Band {
	switch {
	case far > fiveYears:
		return Years
	case near > veryLong:
		return VeryLong
	case near > shortest:
		return Long
	}
	return Short
}
