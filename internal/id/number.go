package id

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"samverk/internal/errs"
)

// Number is a personnummer or a samordningsnummer in twelve digits. No birth
// date or age is read from it: the day of a samordningsnummer may be a nearby
// one (lag 2022:1697 2 kap. 8 §).
type Number string

// ParseNumber reads ten or twelve digits with or without spaces and a sign
// before the last four. Ten digits mean somebody younger than a hundred years
// today, or older when the sign is a plus.
func ParseNumber(s string, today time.Time) (Number, error) {
	n, fault := parseNumber(s, today)
	if fault != "" {
		return "", errs.Faults{{Field: "number", Key: fault}}.Err()
	}
	return n, nil
}

// parseNumber returns the number or the key of the first rule it breaks: one
// slip of the finger often breaks several.
func parseNumber(s string, today time.Time) (Number, string) {
	digits, sign, inPlace, ok := splitNumber(s)
	switch {
	case strings.TrimSpace(s) == "":
		return "", "number.empty"
	case !ok:
		return "", "number.characters"
	case len(digits) != 10 && len(digits) != 12:
		return "", "number.length"
	case !inPlace:
		return "", "number.characters"
	}
	if len(digits) == 10 {
		digits = withCentury(digits, sign == '+', today)
	}
	switch {
	case !isDay(digits[:8]):
		return "", "number.date"
	case dayOf(digits) > dayOf(today.Format("20060102")):
		return "", "number.future"
	case !checks(digits[2:]):
		return "", "number.check"
	}
	return Number(digits), ""
}

// splitNumber parts digits from sign; inPlace tells that the sign, if there is
// one, stands before the last four digits, ok that nothing else stands there.
func splitNumber(s string) (digits string, sign rune, inPlace, ok bool) {
	at, kept := -1, make([]byte, 0, 12)
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			kept = append(kept, byte(r))
		case (r == '+' || isDash(r)) && sign == 0:
			sign, at = r, len(kept)
		case !unicode.IsSpace(r):
			return "", 0, false, false
		}
	}
	return string(kept), sign, at < 0 || len(kept)-at == 4, true
}

// isDash takes the dashes that word processors put in place of a hyphen too.
func isDash(r rune) bool { return unicode.Is(unicode.Pd, r) || r == '\u2212' }

// withCentury makes twelve digits of ten.
func withCentury(ten string, older bool, today time.Time) string {
	of := func(century int) string { return fmt.Sprintf("%02d%s", century, ten) }
	century := today.Year() / 100
	if dayOf(of(century)) > dayOf(today.Format("20060102")) {
		century--
	}
	if older {
		century--
	}
	return of(century)
}

// dayOf returns the first eight digits as one number that grows with time,
// without the 60 that is added to the day of a samordningsnummer.
func dayOf(digits string) int {
	n := 0
	for _, c := range []byte(digits[:8]) {
		n = n*10 + int(c-'0')
	}
	if n%100 > 60 {
		n -= 60
	}
	return n
}

// isDay reports whether eight digits are a day in the calendar, as such or with
// 60 added.
func isDay(digits string) bool {
	n := dayOf(digits)
	year, month, day := n/10000, time.Month(n/100%100), n%100
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return year >= 1800 && t.Month() == month && t.Day() == day
}

// checks reports whether the last of ten digits is the check digit of the rest
// (Luhn).
func checks(ten string) bool {
	sum := 0
	for i, c := range []byte(ten) {
		d := int(c-'0') * (2 - i%2)
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

// Coordination reports whether n is a samordningsnummer.
func (n Number) Coordination() bool { return len(n) == 12 && n[6] >= '6' }

// Test reports whether n lies in the series of Skatteverket's test numbers,
// which no real person has.
func (n Number) Test() bool {
	if len(n) != 12 {
		return false
	}
	switch n[8:11] {
	case "238", "239":
		return true
	case "980", "981", "982":
		return n[:4] <= "1900" // 19000101-9801 is on the list
	}
	return false
}

// String returns the number as it is read: 20000229-2399.
func (n Number) String() string {
	if len(n) != 12 {
		return string(n)
	}
	return string(n[:8] + "-" + n[8:])
}
