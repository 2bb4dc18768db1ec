package search

import (
	"strings"
	"unicode/utf8"
)

// How much less something counts that is not the word itself.
const (
	begins    = 0.8  // the word begins with what was typed
	ends      = 0.65 // a compound ends with it
	within    = 0.5  // a compound has it inside
	partly    = 0.5  // what was typed is a compound of it
	otherwise = 0.85 // another name of what was typed
	guessed   = 0.6  // another name of what probably was meant
	oneWrong  = 0.6
	twoWrong  = 0.4
)

// likeness says how well a word answers what was typed, both as stems, from 0
// to 1, when what was typed is rightly spelt.
func likeness(typed, word string) float64 {
	n, m := utf8.RuneCountInString(typed), utf8.RuneCountInString(word)
	switch {
	case typed == word:
		return 1
	case n >= 3 && strings.HasPrefix(word, typed):
		return begins
	case n >= 4 && strings.HasSuffix(word, typed):
		return ends
	case n >= 6 && strings.Contains(word, typed):
		return within
	case m >= 5 && (strings.HasPrefix(typed, word) || strings.HasSuffix(typed, word)):
		return partly
	}
	return 0
}

// misspelt says how well a word answers what was typed if that has one or two
// faults. Short words have none: too many others are like them.
func misspelt(typed, word string) float64 {
	n := utf8.RuneCountInString(typed)
	allowed := 0
	switch {
	case n >= 9:
		allowed = 2
	case n >= 5:
		allowed = 1
	}
	if allowed == 0 {
		return 0
	}
	switch faults := distance([]rune(typed), []rune(word), allowed); {
	case faults > allowed:
		return 0
	case faults < 2:
		return oneWrong
	}
	return twoWrong
}

// distance counts the letters that are missing, too many, wrong or swapped with
// their neighbour, and stops counting beyond a limit.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, now := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+wrong(a[i-1], b[j-1]))
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
			least = min(least, now[j])
		}
		if least > limit {
			return least
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}

func wrong(a, b rune) int {
	if a == b {
		return 0
	}
	return 1
}
