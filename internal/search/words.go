package search

import (
	"slices"
	"strings"
	"unicode"

	"github.com/kljensen/snowball/swedish"
	"golang.org/x/text/unicode/norm"
)

// Words says what else something that is typed may mean: abbreviations and what
// things are also called. They hold in both directions.
type Words map[string][]string

// Swedish returns the abbreviations and other names of this field that people
// type.
func Swedish() Words {
	return Words{
		"af":                   {"arbetsförmedlingen"},
		"ame":                  {"arbetsmarknadsenhet"},
		"jobbcenter":           {"arbetsmarknadsenhet"},
		"jobbtorg":             {"arbetsmarknadsenhet"},
		"bup":                  {"ungdomspsykiatri"},
		"barnpsyk":             {"ungdomspsykiatri"},
		"cm":                   {"vård- och stödsamordnare"},
		"fk":                   {"försäkringskassan"},
		"gk":                   {"gemensam kartläggning"},
		"ifo":                  {"socialtjänst", "försörjningsstöd"},
		"jobb":                 {"arbete", "arbetsförmedlingen"},
		"kaa":                  {"kommunala aktivitetsansvaret"},
		"luh":                  {"läkarutlåtande"},
		"läkarintyg":           {"intyg", "läkarutlåtande", "sjukskrivning"},
		"se":                   {"supported employment"},
		"sip":                  {"samordnad individuell plan"},
		"soc":                  {"socialtjänst", "försörjningsstöd"},
		"socialbidrag":         {"försörjningsstöd"},
		"socialkontor":         {"socialtjänst", "försörjningsstöd"},
		"socialförvaltning":    {"socialtjänst", "försörjningsstöd"},
		"bistånd":              {"försörjningsstöd"},
		"vc":                   {"vårdcentral", "primärvård"},
		"vårdcentral":          {"primärvård"},
		"hälsocentral":         {"vårdcentral", "primärvård"},
		"läkarmottagning":      {"vårdcentral", "primärvård"},
		"husläkare":            {"vårdcentral", "primärvård"},
		"familjeläkare":        {"vårdcentral", "primärvård"},
		"sjukintyg":            {"läkarintyg", "läkarutlåtande"},
		"doktor":               {"läkare", "vårdcentral"},
		"distriktsläkare":      {"vårdcentral", "primärvård"},
		"rehabkoordinator":     {"rehabsamordnare", "rehabiliteringskoordinator"},
		"sjukpenning":          {"försäkringskassan", "sjukskrivning"},
		"sjukersättning":       {"försäkringskassan"},
		"aktivitetsersättning": {"försäkringskassan"},
		"förtidspension":       {"sjukersättning"},
		"alkohol":              {"missbruk", "beroende"},
		"narkotika":            {"missbruk", "beroende"},
		"droger":               {"missbruk", "beroende"},
		"missbruk":             {"beroende"},
		"psyk":                 {"psykiatri"},
		"lägenhet":             {"boende", "bostad"},
		"bostad":               {"boende"},
		"arbetslös":            {"arbetsförmedlingen", "arbete"},
		"praktik":              {"arbetsträning", "arbetsprövning"},
	}
}

const (
	mostQuery = 200 // characters of what is typed that are looked at
	mostWords = 12  // words of it
)

// split returns the stems of the words of a text, each once. Of what is typed
// only the beginning is looked at, and words that say nothing are left out
// unless it has no other.
func split(text string, typed bool) (stems []string) {
	if typed {
		text = beginning(text)
	}
	var empty []string
	for _, word := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) }) {
		word = norm.NFC.String(word)
		if t := stem(word); swedish.IsStopWord(word) {
			empty = append(empty, t)
		} else if !slices.Contains(stems, t) {
			stems = append(stems, t)
		}
	}
	if typed && len(stems) == 0 {
		stems = empty
	}
	if typed {
		stems = stems[:min(len(stems), mostWords)]
	}
	return stems
}

// beginning returns as much of what is typed as is looked at.
func beginning(text string) string {
	n := 0
	for i := range text {
		if n++; n > mostQuery {
			return text[:i]
		}
	}
	return text
}

// stem returns what the forms of a word have in common, without the marks that
// not every keyboard has.
func stem(word string) string {
	return indefinite(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(swedish.Stem(word, false))))
}

// indefinite takes away the articles that the stemmer leaves at the end, as of
// jobbet, doktorn and kassan.
func indefinite(stem string) string {
	for _, article := range []string{"et", "orn", "an"} {
		if rest, ok := strings.CutSuffix(stem, article); ok && len(rest) >= 3 {
			return rest
		}
	}
	return stem
}

// stemmed returns the words by their stems, in both directions.
func (w Words) stemmed() Words {
	all := Words{}
	put := func(from, to string) {
		if from != to && !slices.Contains(all[from], to) {
			all[from] = append(all[from], to)
		}
	}
	for from, others := range w {
		for _, other := range others {
			for _, to := range split(other, false) {
				put(stem(from), to)
				if !strings.Contains(other, " ") {
					put(to, stem(from))
				}
			}
		}
	}
	return all
}

// near returns what the word that is most like a misspelt one may mean.
func (w Words) near(typed string) (meant []string) {
	for from, others := range w {
		if misspelt(typed, from) > 0 {
			meant = append(meant, from)
			meant = append(meant, others...)
		}
	}
	return meant
}
