package figure

import (
	"strconv"
	"strings"
)

// Number is an exact number of thousandths.
type Number int64

// mostNumber bounds what a value can be: a billion crowns and more.
const mostNumber = 1_000_000_000_000

// ParseNumber reads a number as people and files write it in Swedish: 34,8, 1 069,
// 17.3, −2. What has more than three decimals is rounded to three.
func ParseNumber(text string) (n Number, ok bool) {
	text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "\u2212", "-", ",", ".").Replace(strings.TrimSpace(text))
	text, minus := strings.CutPrefix(text, "-")
	whole, part, point := strings.Cut(text, ".")
	if !digits(whole) || point && !digits(part) || len(whole) > 12 || len(part) > 30 {
		return 0, false
	}
	next := '0'
	if len(part) > 3 {
		next, part = rune(part[3]), part[:3]
	}
	v, err := strconv.ParseInt(whole+part+strings.Repeat("0", 3-len(part)), 10, 64)
	if err != nil {
		return 0, false
	}
	if next >= '5' {
		v++
	}
	if minus {
		v = -v
	}
	return Number(v), v <= mostNumber*1000 && v >= -mostNumber*1000
}

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Round divides, and rounds halves away from zero.
func Round(sum, by int64) Number {
	half := by / 2
	if sum < 0 {
		half = -half
	}
	return Number((sum + half) / by)
}

// Decimals is how many decimals the number needs.
func (n Number) Decimals() int {
	switch {
	case n%10 != 0:
		return 3
	case n%100 != 0:
		return 2
	case n%1000 != 0:
		return 1
	}
	return 0
}

// Float is the number for drawing and for writing.
func (n Number) Float() float64 { return float64(n) / 1000 }

// String writes the number with a point, as programs read it.
func (n Number) String() string { return strconv.FormatFloat(n.Float(), 'f', n.Decimals(), 64) }

// Plain writes the number with a comma, as spreadsheets read it in Swedish.
func (n Number) Plain() string { return strings.Replace(n.String(), ".", ",", 1) }
