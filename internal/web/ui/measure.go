package ui

import "strings"

// measure estimates how wide words are in Inter at a size, rather too wide than
// too narrow, so that what is drawn on the server fits in the browser.
func measure(words string, size float64) float64 {
	sum := 0.0
	for _, r := range words {
		switch {
		case strings.ContainsRune("iljtfrI.,:;|!'()[] -", r):
			sum += 0.36
		case strings.ContainsRune("mwMW%@–…", r):
			sum += 0.93
		case r >= 'A' && r <= 'Z' || r == 'Å' || r == 'Ä' || r == 'Ö':
			sum += 0.73
		default:
			sum += 0.61
		}
	}
	return sum * size
}

// shorten cuts words to what fits, with … for what was cut. Fewer than three
// letters say nothing and are left out.
func shorten(words string, size, room float64) string {
	if measure(words, size) <= room {
		return words
	}
	letters := []rune(words)
	for n := len(letters) - 1; n >= 3; n-- {
		cut := strings.TrimRight(string(letters[:n]), " ,.–-") + "…"
		if measure(cut, size) <= room {
			return cut
		}
	}
	return ""
}
