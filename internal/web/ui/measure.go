package ui

import "strings"

// widths of Inter's letters in parts of the size, those of the regular weight
// rounded up. The semi-bold is four hundredths wider.
var widths = [...]struct {
	width   float64
	letters string
}{
	{0.25, "ijl"}, {0.30, "I .,:;!'\u00a0"}, {0.35, "t"}, {0.40, "fr()/"}, {0.45, "1”"}, {0.50, "–-"}, {0.55, "ksxz?"}, {0.60, "acehnouvyåäöéEFJL57"},
	{0.65, "bdgpqBPRSTZ0234689&"}, {0.70, "AKVXYÅÄ+"}, {0.75, "CDGHNU"}, {0.80, "OQÖ"}, {0.85, "w"}, {0.90, "mM…"},
}

// measure estimates how wide words are at a size, rather too wide than too
// narrow, so that what is drawn on the server fits in the browser.
func measure(words string, size float64) float64 {
	sum := 0.0
	for _, r := range words {
		width := 1.0
		for _, w := range widths {
			if strings.ContainsRune(w.letters, r) {
				width = w.width
				break
			}
		}
		sum += width
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
