package plan

import "time"

// The time line shows whole months, so many at least and at most.
const (
	fewestMonths = 6
	mostMonths   = 18
	monthsBack   = 6 // at most
	monthsAhead  = 3 // at least
)

// month counts months since year 0.
type month int

func monthOf(d day) month {
	at := time.Unix(int64(d)*24*60*60, 0).UTC()
	return month(at.Year()*12 + int(at.Month()) - 1)
}

func (m month) first() string {
	return time.Date(int(m)/12, time.Month(int(m)%12+1), 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

func (m month) last() string {
	return time.Date(int(m)/12, time.Month(int(m)%12+2), 0, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
}

// Lanes returns the first and the last day of the time line: whole months, 6 to
// 18 of them, that hold today, what goes on and what is planned. Of what
// reaches further than that, the nearest part is shown.
func Lanes(pieces []Piece, today string) (from, to string) {
	now := dayOf(today, never)
	if now == never {
		return "", ""
	}
	first, last := monthOf(now), monthOf(now)+monthsAhead
	for _, p := range pieces {
		if (p.Kind != KindActivity && p.Kind != KindCertificate) || p.ended(now) {
			continue
		}
		start, end := dayOf(p.Start, now), dayOf(p.End, dayOf(p.Start, now))
		first, last = min(first, monthOf(start)), max(last, monthOf(start), monthOf(end))
	}
	first = max(first, monthOf(now)-monthsBack)
	last = min(max(last, first+fewestMonths-1), first+mostMonths-1)
	return first.first(), last.last()
}
