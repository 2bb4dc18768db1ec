package search_test

import (
	"slices"
	"strings"
	"testing"

	"samverk/internal/search"
)

func index() *search.Index {
	doc := func(id, title, text string) search.Doc {
		return search.Doc{ID: id, Fields: []search.Field{{Text: title, Weight: 3}, {Text: text}}}
	}
	return search.New([]search.Doc{
		doc("livelihood", "Försörjningsstöd Aneby", "Ansökan om ekonomiskt bistånd. Handläggare på socialtjänsten i kommunen."),
		doc("care", "Primärvård Aneby", "Vårdcentralen: läkarintyg, sjukskrivning, psykisk ohälsa av lindrigt slag. Rehabsamordnaren svarar."),
		doc("care-e", "Primärvård Eksjö", "Vårdcentralen: läkarintyg, sjukskrivning. Rehabsamordnaren svarar."),
		doc("psychiatry", "Vuxenpsykiatri Höglandet", "Allvarlig psykisk sjukdom, bipolär, psykos. Psykiatrimottagningen."),
		doc("insurance", "Försäkringskassan", "Sjukpenning, sjukersättning, aktivitetsersättning. Samordningsansvar för den som är sjukskriven."),
		doc("job", "Arbetsförmedlingen", "Arbetssökande, arbetslöshet, arbetsträning, lönebidrag. Funktionsnedsättning."),
		doc("work", "Arbetsmarknadsenheten", "Praktikplatser, kartläggning, coach."),
		doc("addiction", "Öppenvård beroende", "Stöd vid missbruk och beroende, anhöriga."),
		doc("housing", "Boendestöd", "Socialpsykiatri, boende, LSS."),
	}, search.Swedish())
}

func TestSwedishWordsInAnyFormAreFound(t *testing.T) {
	x := index()
	for query, want := range map[string]string{
		"försörjningsstöd": "livelihood", "försörjningsstödet": "livelihood", "Försörjningsstödets": "livelihood",
		"försörjningstöd": "livelihood", "forsorjningsstod": "livelihood", "ekonomiskt bistånd": "livelihood", "bidrag socialtjänsten": "livelihood",
		"vårdcentral aneby": "care", "vårdcentralen i Aneby": "care", "vårdcetral aneby": "care", "vårdcentraler aneby": "care", "vardcentral anebby": "care", "vc aneby": "care", "VC Eksjö": "care-e",
		"hälsocentral aneby": "care", "hälsocentralen eksjö": "care-e", "halsocentral aneby": "care", "husläkaren eksjö": "care-e", "sjukintyg aneby": "care",
		"jobbet": "job", "doktorn aneby": "care", "kassan": "insurance", "läkarintyget eksjö": "care-e",
		"läkarintyg aneby": "care", "intyg aneby": "care", "läkarintygen eksjö": "care-e", "sjukskriven aneby": "care", "rehabkoordinator eksjö": "care-e", "rehabsamordnarna eksjö": "care-e",
		"psykiatri": "psychiatry", "psykiatrin": "psychiatry", "psykatri": "psychiatry", "psykoser": "psychiatry", "bipolära": "psychiatry", "psyk": "psychiatry",
		"fk": "insurance", "FK": "insurance", "försäkringskasan": "insurance", "försakringskassa": "insurance", "sjukersättningar": "insurance", "samordningsansvaret": "insurance",
		"af": "job", "arbetsförmedling": "job", "arbetsförmedlare": "job", "lönebidraget": "job", "arbetslös": "job",
		"ame": "work", "arbetsmarknadsenheter": "work", "praktikplats": "work", "coacher": "work",
		"soc": "livelihood", "missbruket": "addiction", "alkohol": "addiction", "boendestödjare": "housing", "boendet": "housing", "lss": "housing",
	} {
		hits := x.Find(query, 5)
		if len(hits) == 0 || hits[0].ID != want {
			t.Errorf("%q: found %v, want %s first", query, hits, want)
		}
	}
}

func TestNonsenseFindsNothing(t *testing.T) {
	x := index()
	for _, query := range []string{"", "   ", "xyzzy", "qwertyuiop", "\x00", "!!! ???", "zz zz zz", strings.Repeat("q", 10_000), strings.Repeat("zxw ", 10_000), "\xff\xfe", "och att"} {
		if hits := x.Find(query, 5); len(hits) > 0 {
			t.Errorf("%.20q found %v", query, hits)
		}
	}
	if hits := x.Find("aneby", 0); len(hits) > 0 {
		t.Errorf("none were asked for: %v", hits)
	}
	if hits := search.New(nil, nil).Find("aneby", 5); len(hits) > 0 {
		t.Errorf("an empty index found %v", hits)
	}
}

// TestMoreOfWhatWasTypedIsBetter holds that what answers all words comes before
// what answers one, and that what hardly answers is left out.
func TestMoreOfWhatWasTypedIsBetter(t *testing.T) {
	hits := index().Find("primärvård eksjö", 9)
	if len(hits) < 1 || hits[0].ID != "care-e" {
		t.Fatalf("found %v", hits)
	}
	if !slices.IsSortedFunc(hits, func(a, b search.Hit) int {
		if a.Score >= b.Score {
			return -1
		}
		return 1
	}) {
		t.Errorf("not in order: %v", hits)
	}
	for _, h := range hits {
		if h.ID == "work" || h.ID == "housing" {
			t.Errorf("%s has nothing of it: %v", h.ID, hits)
		}
	}
}

func TestTheTitleWeighsMore(t *testing.T) {
	x := search.New([]search.Doc{
		{ID: "text", Fields: []search.Field{{Text: "något annat", Weight: 3}, {Text: "kartläggning"}}},
		{ID: "title", Fields: []search.Field{{Text: "kartläggning", Weight: 3}, {Text: "något annat"}}},
	}, nil)
	if hits := x.Find("kartläggningen", 5); len(hits) != 2 || hits[0].ID != "title" {
		t.Errorf("found %v", hits)
	}
}

// TestAbbreviationsHoldInBothDirections: a text that abbreviates is found by the
// whole word.
func TestAbbreviationsHoldInBothDirections(t *testing.T) {
	x := search.New([]search.Doc{{ID: "a", Fields: []search.Field{{Text: "Kontakt på AF"}}}, {ID: "b", Fields: []search.Field{{Text: "Kontakt på VC"}}}}, search.Swedish())
	for query, want := range map[string]string{"arbetsförmedlingen": "a", "vårdcentralen": "b", "vårdcetral": "b"} {
		if hits := x.Find(query, 5); len(hits) != 1 || hits[0].ID != want {
			t.Errorf("%q: found %v", query, hits)
		}
	}
}

func FuzzFind(f *testing.F) {
	x := index()
	f.Add("vårdcentral aneby")
	f.Add("\x00\xff")
	f.Fuzz(func(t *testing.T, query string) {
		if hits := x.Find(query, 3); len(hits) > 3 {
			t.Errorf("%d hits", len(hits))
		}
	})
}
