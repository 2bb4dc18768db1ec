package border

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"samverk/internal/errs"
)

// Text returns s as it is stored: UTF-8 in NFC, lines ended by \n, without space
// around it. The only control characters left are \n and \t. Signs that nobody
// can see and that steer direction or width are taken away rather than refused:
// they come along when people paste, who could not find them. The joiners that
// Persian and emoji need stay between such signs. The key says what is wrong
// with s, empty when nothing is.
func Text(s string, maxBytes int) (text, key string) {
	switch {
	case len(s) > maxBytes:
		return "", "border.long"
	case !utf8.ValidString(s):
		return "", "border.utf8"
	}
	if plain(s) {
		return strings.Trim(s, " "), ""
	}
	kept, key := keep(s)
	if key != "" {
		return "", key
	}
	return strings.TrimSpace(norm.NFC.String(kept)), ""
}

// plain reports whether nothing but the spaces around s may need a change:
// printable ASCII is most of what comes.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func keep(s string) (kept, key string) {
	var b strings.Builder
	b.Grow(len(s))
	var before rune
	for i, r := range s {
		next, size := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		switch {
		case r == '\r':
			if next == '\n' && size > 0 {
				continue
			}
			r = '\n'
		case r == '\u2028', r == '\u2029':
			r = '\n'
		case r == 0:
			return "", "border.nul"
		case r == utf8.RuneError: // what a damaged text became on its way
			return "", "border.utf8"
		case r == '\n', r == '\t':
		case unicode.IsControl(r), unicode.Is(unicode.Noncharacter_Code_Point, r):
			return "", "border.control"
		case r == '\u200c', r == '\u200d':
			if !joined(before) || size == 0 || !joined(next) {
				continue
			}
		case unseen(r):
			continue
		}
		b.WriteRune(r)
		before = r
	}
	return b.String(), ""
}

// joined reports whether a joiner next to r can matter to how r is written.
func joined(r rune) bool {
	return r > '\u02ff' && !unicode.Is(unicode.Cf, r) && !unicode.IsSpace(r) && !unicode.IsPunct(r) && !unicode.IsControl(r)
}

// unseen reports whether r is a sign without shape: it steers direction (bidi),
// has no width, or tags.
func unseen(r rune) bool {
	return r == '\u00ad' || r == '\u061c' || r == '\u180e' || r == '\ufeff' ||
		r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2060' && r <= '\u206f' ||
		r >= '\ufff9' && r <= '\ufffb' || r >= 0xe0000 && r <= 0xe0fff
}

// take cleans one text and notes its fault.
func take(f *errs.Faults, field, s string, maxBytes int) string {
	text, key := Text(s, maxBytes)
	if key != "" && len(*f) < most {
		f.Add(field, key)
	}
	return text
}
