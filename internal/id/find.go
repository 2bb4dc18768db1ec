package id

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Parts of the forms in which dates are written.
const (
	year  = `(?:1[89]|20)\d\d`
	month = `(?:0?[1-9]|1[0-2])`
	day   = `(?:0?[1-9]|[12]\d|3[01])`
	mmdd  = `(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`
	named = `(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mars|mar(?:ch)?|apr(?:il)?|maj|may|juni|june?|juli|july?|` +
		`aug(?:usti|ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`
)

var (
	mailForm   = regexp.MustCompile(`[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+\.[\p{L}\p{N}]`)
	digitsForm = regexp.MustCompile(`\d+`)
	gapForm    = regexp.MustCompile(`^[ ./()+-]{1,3}$`)
	bornForm   = regexp.MustCompile(`(?i)(?:född|born)(?: den| on)? (?:` + day + `(?:\D|$)|` + named + `)`)
	dateForm   = regexp.MustCompile(`(?i)(?:^|\D)(?:` + strings.Join([]string{
		year + `[-/. ]` + month + `[-/. ]` + day,                            // 1990-01-31
		`(?:` + year + `|\d\d)` + mmdd,                                      // 19900131, 900131
		`\d\d-` + month + `-` + day,                                         // 90-01-31
		day + `[-/.]` + month + `[-/. ] ?[-'’]?` + year,                     // 31/1 1990
		day + `[-/.]` + month + `(?:[-/.]| ?[-'’])\d\d`,                     // 31/1-90
		day + `(?:[:a-z]{0,3}) ?` + named + ` ?[-'’]?(?:` + year + `|\d\d)`, // 31 januari 1990
		named + ` ` + day + `(?:[a-z]{0,2}),? ` + year,                      // January 31, 1990
	}, `|`) + `)(?:\D|$)`)
)

// FindNumbers returns which sort of thing in a text may tell who somebody is,
// as a message key: a mail address, a personal number, a phone number or a
// whole date, of birth or not. It returns "" when it finds none. It helps those
// who forget, not against those who hide.
func FindNumbers(text string) (key string) {
	text = plain(text)
	number, phone := findDigits(text)
	switch {
	case mailForm.MatchString(text):
		return "text.identity.mail"
	case number:
		return "text.identity.number"
	case phone:
		return "text.identity.phone"
	case dateForm.MatchString(text), bornForm.MatchString(text):
		return "text.identity.date"
	}
	return ""
}

// HasNumber reports whether a text has something like a personal number in it.
func HasNumber(text string) bool {
	number, _ := findDigits(plain(text))
	return number
}

// plain makes one form of all the forms in which digits, spaces and dashes come.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case isDash(r):
			return '-'
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cf, r): // signs without width
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}

// findDigits looks at every run of neighbouring groups of digits.
func findDigits(text string) (number, phone bool) {
	groups := digitsForm.FindAllStringIndex(text, -1)
	for i, first := range groups {
		digits := ""
		for j := i; j < len(groups) && len(digits) < 15; j++ {
			if j > i && !gapForm.MatchString(text[groups[j-1][1]:groups[j][0]]) {
				break
			}
			last := text[groups[j][0]:groups[j][1]]
			digits += last
			// The date of birth as a group of its own, or nothing but digits.
			written := j == i || j == i+1 && len(last) == 4
			number = number || isNumberLike(digits, written)
			phone = phone || isPhone(digits, strings.HasSuffix(text[:first[0]], "+"))
		}
	}
	return number, phone
}

// isPhone reports whether digits are a Swedish number with its area code, or
// one with a country code.
func isPhone(digits string, plus bool) bool {
	switch n := len(digits); {
	case n < 8 || n > 15:
		return false
	case plus || strings.HasPrefix(digits, "00"):
		return true
	default:
		return digits[0] == '0' && n <= 10
	}
}

// isNumberLike reports whether digits could be a personal number. One with a
// slip in it counts where it is written as one.
func isNumberLike(digits string, written bool) bool {
	if len(digits) == 10 {
		written = written && digits[0] != '0' // rather a phone number
		digits = "20" + digits
	}
	return len(digits) == 12 && isDay(digits[:8]) && (written || checks(digits[2:]))
}
