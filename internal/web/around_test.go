package web_test

import (
	"context"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"samverk/internal/db"
)

// paper is a form for what is kept around the cases.
type paper struct {
	page    string // where it is filled in; what stands before ? is where it is sent
	table   string // that its answer adds a row to
	keeper  string // who may fill it in
	refused []string
	bad     url.Values // with faults in
	faults  int        // at least so many
	good    url.Values
	change  string // from what it leads to, the page that changes it; "-" for none
	field   string // of that page, in free words
}

const (
	lead      = "samordning-1 samordning"
	elsewhere = "nassjo-samordning-1 nassjo-samordning"
	office    = "forbund-1 forbund"
	worker    = "vc-1 vc"
)

func papers() []paper {
	return []paper{
		{page: "/insatser/ny?enhet=ame", table: "intervention", keeper: "ame-chef-1 ame-chef", refused: []string{elsewhere, worker, "vc-chef-1 vc-chef"}, faults: 4, change: "/andra", field: "purpose",
			bad:  url.Values{"name": {""}, "sort": {"magic"}, "age_from": {"många"}, "purpose": {"Ring 19900101-2385 om arbetsträning"}, "starts_on": {"snart"}},
			good: url.Values{"name": {"Arbetsträning på ett kafé"}, "sort": {"advice"}, "purpose": {"Att prova på arbete"}, "age_from": {"18"}, "state": {"approved"}}},
		{page: "/onskat/ny", table: "wish", keeper: lead, refused: []string{}, faults: 3, change: "-",
			bad:  url.Values{"area": {"0685"}, "to": {"police"}, "sort": {""}, "words": {"Ring 19900101-2385 om tolk"}, "since": {"igår"}},
			good: url.Values{"area": {"0685"}, "to": {"vard"}, "sort": {"advice"}, "words": {"Någon att fråga om intyg"}}},
		{page: "/forvantningar/ny", table: "expectation", keeper: lead, faults: 2, change: "-",
			bad:  url.Values{"area": {"0685"}, "to": {"police"}, "words": {"Ring 19900101-2385 om svar"}},
			good: url.Values{"area": {"0685"}, "to": {"vard"}, "words": {"Svar inom en vecka"}}},
		{page: "/kunskap/ny", table: "article", keeper: lead, refused: []string{worker}, faults: 4, change: "/andra", field: "body",
			bad:  url.Values{"area": {"0685"}, "theme": {"magic"}, "title": {""}, "body": {"Ring 19900101-2385 om reglerna"}, "source_on": {"snart"}, "from": {"x"}},
			good: url.Values{"area": {"0685"}, "theme": {"rules"}, "title": {"Arbetstid och ersättning"}, "body": {"Så räknas tiden"}, "source": {"Rapporten 2016"}, "source_on": {"2016-05-01"}, "from": {"2026-11-01"}, "owner": {"samordning"}, "review_on": {"2027-05-01"}, "state": {"published"}}},
		{page: "/utbildning/ny", table: "training", keeper: lead, refused: []string{worker}, faults: 3, change: "/andra", field: "themes",
			bad:  url.Values{"title": {""}, "themes": {"Ring 19900101-2385 om dagen"}, "on": {"snart"}, "seats": {"många"}},
			good: url.Values{"title": {"Metoddag"}, "themes": {"Bemötande"}, "on": {"2026-12-10"}, "place": {"Stadshuset"}, "areas": {"0685"}, "seats": {"20"}, "owners": {"samordning"}}},
		{page: "/introduktion/vagar", table: "path", keeper: lead, refused: []string{}, faults: 2, change: "-",
			bad:  url.Values{"area": {"0685"}, "title": {""}, "about": {"Ring 19900101-2385 den första dagen"}},
			good: url.Values{"area": {"0685"}, "title": {"Ny hos oss"}, "actor": {"kommun"}, "about": {"Läs först om uppdraget"}}},
		{page: "/samverkansgrad/ny?omrade=0685", table: "gauge_round", keeper: lead, refused: []string{elsewhere, worker}, faults: 3, change: "/andra", field: "title",
			bad:  url.Values{"title": {"Ring 19900101-2385 i höst"}, "set": {"nine"}, "opens_on": {"snart"}, "closes_on": {"2020-01-01"}},
			good: url.Values{"title": {"Hösten 2026"}}},
		{page: "/samverkansgraf/ny?omrade=0685", table: "gauge_round", keeper: lead, refused: []string{elsewhere, worker}, faults: 2, change: "-",
			bad:  url.Values{"title": {"Ring 19900101-2385 i höst"}, "opens_on": {"snart"}},
			good: url.Values{"title": {"Vem med vem 2026"}}},
		{page: "/enkater/ny?omrade=0685", table: "survey", keeper: lead, refused: []string{elsewhere, worker}, faults: 3, change: "/andra", field: "aim",
			bad:  url.Values{"title": {""}, "aim": {"Ring 19900101-2385 om enkäten"}, "opens_on": {"snart"}},
			good: url.Values{"title": {"Efter metoddagen"}, "aim": {"Se vad dagen gav"}, "questions[0].words": {"Gav dagen något?"}, "questions[0].kind": {"scale"}}},
		{page: "/kartlaggning/ny", table: "study", keeper: lead, refused: []string{worker}, faults: 3, change: "/andra", field: "aim",
			bad:  url.Values{"title": {""}, "aim": {"Ring 19900101-2385 om studien"}, "from": {"snart"}},
			good: url.Values{"title": {"Hur samverkan fungerar"}, "aim": {"Förstå hindren"}, "questions": {"Vad hindrar?"}, "sources": {"focus_group"}, "areas": {"0685"}, "from": {"2026-11-01"}, "to": {"2027-03-01"}}},
		{page: "/utveckling/ny", table: "development", keeper: lead, refused: []string{worker}, faults: 3, change: "/andra", field: "words",
			bad:  url.Values{"title": {""}, "words": {"Ring 19900101-2385 om trepartsmöten"}, "source": {"magic"}, "due_on": {"snart"}, "state": {"x"}},
			good: url.Values{"title": {"Trepartsmöten varje vecka"}, "words": {"Mötena ska hållas"}, "scope": {"local"}, "areas": {"0685"}, "source": {"else"}, "source_words": {"Styrgruppen"}, "owner": {"samordning"}, "due_on": {"2027-01-31"}, "state": {"ongoing"}}},
		{page: "/forbund/medlemmar/ny", table: "federation_member", keeper: office, refused: []string{lead, worker}, faults: 2, change: "-",
			bad:  url.Values{"organisation": {"magic"}, "joined_on": {"snart"}},
			good: url.Values{"organisation": {"kommun"}, "joined_on": {"2015-01-01"}}},
		{page: "/forbund/aret/ny", table: "federation_task", keeper: office, refused: []string{lead, worker}, faults: 2, change: "/andra", field: "title",
			bad:  url.Values{"title": {"Ring 19900101-2385 om budgeten"}, "due_on": {"snart"}},
			good: url.Values{"title": {"Samråd med medlemmarna"}, "due_on": {"2026-12-15"}, "owner": {"forbund"}}},
		{page: "/forbund/insatser/ny", table: "effort", keeper: office, refused: []string{lead, worker}, faults: 3, change: "/andra", field: "aim",
			bad:  url.Values{"title": {""}, "aim": {"Ring 19900101-2385 om insatsen"}, "state": {"x"}, "starts_on": {"snart"}},
			good: url.Values{"title": {"Kartläggning av unga"}, "aim": {"Veta vad som saknas"}, "state": {"proposed"}, "starts_on": {"2026-01-01"}, "ends_on": {"2026-12-31"}, "areas": {"0685"}, "actors": {"kommun"}, "points": {"1"}}},
		{page: "/forbund/grupper/ny", table: "federation_body", keeper: office, refused: []string{lead, worker}, faults: 4, change: "/andra", field: "aim",
			bad:  url.Values{"name": {""}, "aim": {"Ring 19900101-2385 om gruppen"}, "effort": {"x"}, "ended_on": {"snart"}},
			good: url.Values{"name": {"Arbetsgruppen"}, "kinds": {"working"}, "aim": {"Leda arbetet"}, "needs": {"state"}}},
	}
}

func (s *site) rows(table string) (n int) {
	s.Read(func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.One(ctx, []any{&n}, `select count(*) from `+table)
		return err
	})
	return n
}

// form is the form of a page, filled in.
func (b *browser) form(page string, more url.Values) (to string, form url.Values) {
	b.t.Helper()
	doc := b.want(b.get(page), http.StatusOK)
	checkPage(b.t, page, doc)
	path, _, _ := strings.Cut(page, "?")
	_, rest, ok := strings.Cut(doc, `action="`+path)
	if !ok {
		b.t.Fatalf("%s has no form: %s", page, headings(doc))
	}
	tail, _, _ := strings.Cut(rest, `"`)
	to = path + tail
	return to, sent(doc, to, more)
}

// TestWhatIsWrittenAroundTheCases fills in every form for something new: who may
// not is refused; what is wrong is all told, what was typed is kept and nothing
// has changed; and a second submit gets the answer of the first.
func TestWhatIsWrittenAroundTheCases(t *testing.T) {
	s := open(t)
	for _, p := range papers() {
		t.Run(strings.Trim(p.page, "/"), func(t *testing.T) {
			keeper := s.as(t, p.keeper)
			before := s.rows(p.table)
			to, form := keeper.form(p.page, p.bad)
			for _, who := range p.refused {
				b := s.as(t, who)
				_, good := keeper.form(p.page, p.good)
				if w := b.post(to, good); w.Code != http.StatusForbidden && w.Code != http.StatusNotFound && w.Code != http.StatusUnprocessableEntity {
					t.Errorf("%s is answered %d %s", who, w.Code, w.Header().Get("Location"))
				}
			}
			doc := keeper.want(keeper.post(to, form), http.StatusUnprocessableEntity)
			checkPage(t, p.page, doc)
			if n := strings.Count(doc, `class="fault"`); n < p.faults {
				t.Errorf("%d faults are told: %s", n, faultsOf(doc))
			}
			for name, values := range p.bad {
				if strings.Contains(values[0], "19900101-2385") && !strings.Contains(doc, values[0]) {
					t.Errorf("what was typed as %s is lost", name)
				}
			}
			if n := s.rows(p.table); n != before {
				t.Fatalf("%d rows were made of what is wrong or of who may not", n-before)
			}
			_, form = keeper.form(p.page, p.good)
			w := keeper.post(to, form)
			if w.Code == http.StatusUnprocessableEntity {
				t.Fatalf("not taken: %s", faultsOf(w.Body.String()))
			}
			one, two := keeper.on(w), keeper.on(keeper.post(to, form))
			if n := s.rows(p.table); one != two || n != before+1 {
				t.Errorf("led to %s and then to %s, with %d rows more", one, two, n-before)
			}
			checkPage(t, one, keeper.want(keeper.get(one), http.StatusOK))
			if p.change != "-" {
				path, _, _ := strings.Cut(one, "?")
				keeper.seesBoth(path+p.change, p.field)
			}
		})
	}
}

// seesBoth changes something twice from the same page: who comes second sees
// both texts, and what the first wrote stands.
func (b *browser) seesBoth(page, field string) {
	b.t.Helper()
	to, first := b.form(page, nil)
	_, second := b.form(page, nil)
	first.Set(field, "Vad den första skrev")
	second.Set(field, "Vad den andra skrev")
	w := b.post(to, first)
	if w.Code == http.StatusUnprocessableEntity {
		b.t.Fatalf("%s: %s", page, faultsOf(w.Body.String()))
	}
	b.on(w)
	doc := b.want(b.post(to, second), http.StatusConflict)
	checkPage(b.t, page, doc)
	if text := tags.ReplaceAllString(doc, ""); !strings.Contains(text, "första") || !strings.Contains(doc, "andra skrev") {
		b.t.Errorf("%s does not show both texts: %s", page, headings(doc))
	}
	if _, now := b.form(page, nil); now.Get(field) != "Vad den första skrev" {
		b.t.Errorf("%s: %q stands", page, now.Get(field))
	}
}

// faultsOf are the faults that a page tells.
func faultsOf(doc string) string {
	var all []string
	for _, part := range strings.Split(doc, `class="fault"`)[1:] {
		_, words, _ := strings.Cut(part, ">")
		words, _, _ = strings.Cut(words, "</p>")
		all = append(all, strings.TrimSpace(tags.ReplaceAllString(words, "")))
	}
	return fmt.Sprintf("%q", all)
}

var (
	controls = regexp.MustCompile(`(?s)<input ([^>]*)>|<select ([^>]*)>(.*?)</select>|<textarea ([^>]*)>(.*?)</textarea>`)
	named    = regexp.MustCompile(`\bname="([^"]*)"`)
	valued   = regexp.MustCompile(`\bvalue="([^"]*)"`)
	options  = regexp.MustCompile(`<option ([^>]*)>`)
	checked  = regexp.MustCompile(`\s(checked|selected)\b`)
)

// sent is what a browser sends of the form that posts to an address, when some
// fields are filled in.
func sent(page, action string, more url.Values) url.Values {
	_, rest, _ := strings.Cut(page, `action="`+action+`"`)
	form, _, _ := strings.Cut(rest, "</form>")
	v := url.Values{}
	for _, m := range controls.FindAllStringSubmatch(form, -1) {
		attributes := m[1] + m[2] + m[4]
		name := first(named, attributes)
		choice := strings.Contains(attributes, `type="checkbox"`) || strings.Contains(attributes, `type="radio"`)
		switch {
		case name == "" || strings.Contains(attributes, `type="file"`) || choice && !checked.MatchString(attributes):
		case m[2] != "":
			v[name] = picked(m[3])
		case m[4] != "":
			v.Add(name, html.UnescapeString(strings.TrimPrefix(m[5], "\n")))
		default:
			v.Add(name, html.UnescapeString(first(valued, attributes)))
		}
	}
	maps.Copy(v, more)
	return v
}

// picked is what is chosen of a list's options: the first one, where none is.
func picked(list string) []string {
	all := options.FindAllStringSubmatch(list, -1)
	for _, o := range all {
		if checked.MatchString(o[0]) {
			return []string{html.UnescapeString(first(valued, o[1]))}
		}
	}
	if len(all) == 0 {
		return nil
	}
	return []string{html.UnescapeString(first(valued, all[0][1]))}
}

func first(re *regexp.Regexp, in string) string {
	if m := re.FindStringSubmatch(in); m != nil {
		return m[1]
	}
	return ""
}
