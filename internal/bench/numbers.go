package bench

import (
	"fmt"
	"time"

	"samverk/internal/id"
)

// The official test numbers have the individual numbers 238 and 239 (see
// test-numbers.md), so each day of birth gives two personnummer and two
// samordningsnummer.
const (
	firstBirth = "1901-01-01"
	births     = 45656 // days to the last of 2025
	mostCases  = 4 * births
)

// number returns the test number of the n-th person.
func number(n int) id.Number {
	first, err := time.Parse(time.DateOnly, firstBirth)
	if err != nil {
		panic(err) // a constant
	}
	block, born := n/births, first.AddDate(0, 0, n%births)
	day := born.Day()
	if block >= 2 {
		day += 60
	}
	digits := fmt.Sprintf("%04d%02d%02d%d", born.Year(), int(born.Month()), day, 238+block%2)
	return id.Number(digits + string(checkDigit(digits[2:])))
}

// checkDigit returns the last of ten digits (Luhn).
func checkDigit(nine string) byte {
	sum := 0
	for i, c := range []byte(nine) {
		d := int(c-'0') * (2 - i%2)
		sum += d/10 + d%10
	}
	return byte('0' + (10-sum%10)%10)
}
