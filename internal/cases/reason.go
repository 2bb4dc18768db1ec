package cases

import (
	"slices"
	"unicode/utf8"

	"samverk/internal/errs"
)

const mostWords = 10_000

// Other is the code for what no other code says. It is not "other", since text
// keys end so for plurals.
const Other = "something_else"

// Reason is why a request was not taken, or no longer stands: a code that can be
// counted and words that are sealed.
type Reason struct {
	Code  string
	Words string // required when the code is Other
}

// RequestReasons lists the codes for passing on, declining or withdrawing a
// request, in the order that people choose from.
func RequestReasons() []string {
	return []string{"not_ours", "no_capacity", "already_handled", "need_unclear", "person_declines", Other}
}

// PartyReasons lists the codes for declining an invitation or leaving a case.
func PartyReasons() []string {
	return []string{"not_ours", "no_capacity", "already_handled", "our_part_done", "person_declines", Other}
}

// RestReasons lists the codes for letting a case rest.
func RestReasons() []string {
	return []string{"awaits_decision", "awaits_care", "person_wishes", Other}
}

func (r Reason) check(f *errs.Faults) {
	checkCode(f, r.Code, RequestReasons())
	f.Check(r.Words != "" || r.Code != Other, "words", "reason.words.missing")
	f.Check(utf8.RuneCountInString(r.Words) <= mostWords, "words", "reason.words.long")
}

func checkCode(f *errs.Faults, code string, codes []string) {
	f.Check(slices.Contains(codes, code), "reason", "reason.code.missing")
}

// checkWords demands words that somebody else is to read; missing is the key
// for none.
func checkWords(words, missing string) error {
	var f errs.Faults
	f.Check(words != "", "words", missing)
	f.Check(utf8.RuneCountInString(words) <= mostWords, "words", "reason.words.long")
	return f.Err()
}
