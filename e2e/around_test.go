package e2e

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What stands around the cases in the scenario below: who asks, what is found.
const (
	newcomer    = "af-aneby-handlaggare"
	aneby       = "aneby-samordning"
	intoCare    = "aneby-in-vard"
	stale       = "aneby-in-missbruk"
	catalogues  = "vetlanda-admin"
	jobs        = "20/40-jobb"
	newTraining = "Provträning på gården"
)

// structures is the scenario around the cases, over the API.
type structures struct{ *scene }

// TestTheStructureOverTheAPI walks what stands around the cases: ways in, what
// is offered and what is missing, a survey, a mapping study and its report, the
// figures, open data and the board's report.
func TestTheStructureOverTheAPI(t *testing.T) {
	t.Parallel()
	s := structures{&scene{demo: startDemo(t, t.TempDir(), true), t: t}}
	s.wayIn()
	s.mended()
	s.catalogue()
	s.missing()
	s.survey()
	s.headings()
	s.study()
	s.figures()
	s.open()
	s.board()
	s.stop(t)
	s.demo = startDemo(t, s.dir, true, clockAt(nextMonday()))
	s.missed()
	s.stop(t)
	if out, code := s.command(t, "audit", "verify"); code != 0 {
		t.Errorf("the log: %s", out)
	}
}

// way is a way in as the API shows it.
type way struct {
	ID, Area   string
	AnswerDays int
	Stale      bool
	Version    int64
	OfFunction int64 `json:"functionVersion"`
	Function   struct{ ID, Name, Phone, Mailbox, Hours, Holder string }
	Guide      map[string]any
}

func (s structures) ways(who, query string) []way {
	s.t.Helper()
	var found struct{ Ways []way }
	s.get(who, "/ways?"+query, &found)
	return found.Ways
}

// wayIn is that a newcomer finds the way into primary care by her own words,
// with a misspelling and by what the others call it.
func (s structures) wayIn() {
	for _, words := range []string{"husläkare", "vc", "vårdcental", "läkarintyg"} {
		found := s.ways(newcomer, "area=0604&q="+url.QueryEscape(words))
		if len(found) == 0 || found[0].ID != intoCare {
			s.t.Fatalf("%q finds %+v", words, found)
		}
		w := found[0]
		if w.Function.Phone == "" || w.Function.Hours == "" || w.Function.Mailbox == "" || w.Function.Holder == "" || w.AnswerDays == 0 || w.Guide["form"] == "" || w.Guide["ready"] == "" {
			s.t.Errorf("who has found the way is not told how to ask: %+v", w)
		}
	}
}

// mended is that a coordinator mends a way in that nobody has confirmed.
func (s structures) mended() {
	i := slices.IndexFunc(s.ways(aneby, "area=0604"), func(w way) bool { return w.Stale })
	if i < 0 {
		s.t.Fatal("nothing is stale")
	}
	w := s.ways(aneby, "area=0604")[i]
	if w.ID != stale {
		s.t.Fatalf("stale is %s", w.ID)
	}
	in := map[string]any{"phone": "0380-555 12", "mailbox": w.Function.Mailbox, "hours": w.Function.Hours, "functionVersion": w.OfFunction, "guide": w.Guide}
	if r := s.do(s.t, s.as(newcomer), "PUT", "/ways/"+stale, in, w.Version); r.Status != http.StatusForbidden {
		s.t.Errorf("who does not keep it mends it: %d", r.Status)
	}
	s.change(aneby, "PUT", "/ways/"+stale, in, w.Version)
	var now way
	s.get(newcomer, "/ways/"+stale, &now)
	if now.Stale || now.Function.Phone != "0380-555 12" || len(slices.DeleteFunc(s.ways(aneby, "area=0604"), func(w way) bool { return !w.Stale })) > 0 {
		s.t.Errorf("the mended way is %+v", now)
	}
}

// intervention finds one in Vetlanda's catalogue by its name.
func (s structures) intervention(name string) (found bool, free *int) {
	s.t.Helper()
	var list struct {
		Interventions []struct {
			Name       string
			FreePlaces *int
		}
	}
	s.get(newcomer, "/interventions?area=0685&q="+url.QueryEscape(name), &list)
	for _, i := range list.Interventions {
		if i.Name == name {
			return true, i.FreePlaces
		}
	}
	return false, nil
}

// upload sends a workbook and returns where its preview is.
func (s structures) upload(file []byte) string {
	s.t.Helper()
	return "/intervention-imports/" + idOf(s.post(catalogues, "/intervention-imports", map[string]any{"file": base64.StdEncoding.EncodeToString(file)}, none))
}

// preview is what a file would lead to.
type preview struct {
	New, Changed, Wrong int
	Faults              []struct {
		Row          int
		Column, Says string
	}
	Seen string
}

// catalogue is what Vetlanda offers: out as Excel, changed, refused for one bad
// row, and in.
func (s structures) catalogue() {
	book := s.visit(s.t, catalogues).file(s.t, "/insatser/fil/mall?innehall=1")
	good, bad := changed(s.t, book, ""), changed(s.t, book, "Trollkonst")
	var seen preview
	at := s.upload(bad)
	s.get(catalogues, at, &seen)
	last := len(cells(s.t, bad))
	if seen.Wrong != 1 || len(seen.Faults) == 0 || seen.Faults[0].Row != last || seen.Faults[0].Column != "sort" || seen.Faults[0].Says == "" {
		s.t.Errorf("one bad row at %d: %+v", last, seen)
	}
	if r := s.do(s.t, s.as(catalogues), "POST", at+"/confirmation", map[string]any{"seen": seen.Seen}, none); r.Status/100 != 4 {
		s.t.Errorf("a file with a fault is taken in: %d", r.Status)
	}
	if there, _ := s.intervention(newTraining); there {
		s.t.Error("half of a file was taken in")
	}
	if _, free := s.intervention(jobs); free == nil || *free != 0 {
		s.t.Error("a refused file has changed something")
	}
	at = s.upload(good)
	s.get(catalogues, at, &seen)
	if seen.New != 1 || seen.Changed != 1 || seen.Wrong != 0 {
		s.t.Fatalf("one new and one changed: %+v", seen)
	}
	s.post(catalogues, at+"/confirmation", map[string]any{"seen": seen.Seen}, none)
	there, _ := s.intervention(newTraining)
	if _, free := s.intervention(jobs); !there || free == nil || *free != 7 {
		s.t.Errorf("after the import: %v, %v", there, free)
	}
}

// gap is what is wished or missing, as the API shows it.
type gap struct {
	Sort, Actor string
	Missing     *int
}

func (s structures) gap(who, sort, actor string) (g gap, all string) {
	s.t.Helper()
	r := s.do(s.t, s.as(who), "GET", "/wishes?area=0685", nil, none)
	var list struct{ Gaps []gap }
	r.into(s.t, 200, &list)
	for _, g := range list.Gaps {
		if g.Sort == sort && g.Actor == actor {
			return g, string(r.Body)
		}
	}
	s.t.Fatalf("no %s of %s in %s", sort, actor, r.Body)
	return g, ""
}

// file is what is downloaded from an address.
func (v *visitor) file(t testing.TB, path string) []byte {
	t.Helper()
	r, err := v.Get(v.base + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	file, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s is answered %d: %v", path, r.StatusCode, err)
	}
	return file
}

// What three cases lack, and of whom.
const lacked, lackedOf = "coordinating", "af"

// missing is that three cases have needed what there is not. Nothing of any of
// them is told, and no number this week.
func (s structures) missing() {
	var list struct {
		Cases []struct{ ID, Reference, Person, State, OpenedAt string }
	}
	s.get(leader, "/cases?limit=50", &list)
	open := slices.DeleteFunc(list.Cases, func(c struct{ ID, Reference, Person, State, OpenedAt string }) bool {
		return c.State != "open" || c.Person == ""
	})
	in := map[string]any{"sort": lacked, "actor": lackedOf}
	for i, c := range open[:3] {
		s.post(leader, "/cases/"+c.ID+"/missing", in, none)
		s.post(leader, "/cases/"+c.ID+"/missing", in, none) // counts once
		g, all := s.gap(newcomer, lacked, lackedOf)
		if g.Missing != nil {
			s.t.Errorf("in the week of the %d cases it is %d", i+1, *g.Missing)
		}
		for _, hidden := range []string{c.ID, c.Reference, c.Person, strings.Fields(c.Person)[0]} {
			if strings.Contains(all, hidden) {
				s.t.Errorf("the list tells %q", hidden)
			}
		}
	}
}

// missed is that the three cases are told as a number when the week is over.
func (s structures) missed() {
	if g, _ := s.gap(newcomer, lacked, lackedOf); g.Missing == nil || *g.Missing != 3 {
		s.t.Errorf("of three cases it is %v", g.Missing)
	}
}

// survey is answered by seven without accounts: what six have answered is shown,
// what four have is not.
func (s structures) survey() {
	var seen struct {
		Version  int64
		Answered int
		Results  []struct {
			Answered int
			Shown    bool
			Counts   map[string]int
			Texts    []string
		}
	}
	made := idOf(s.post(leader, "/surveys", map[string]any{"area": "0685", "title": "Efter dagen", "aim": "Vad gav dagen?", "opensOn": day(0), "closesOn": day(14), "questions": []map[string]any{
		{"kind": "scale", "words": "Hade du nytta av dagen?", "options": []string{"Inte alls", "Helt"}, "needed": true},
		{"kind": "choice", "words": "Vad var bäst?", "options": []string{"Mötena", "Föredragen"}, "needed": false},
		{"kind": "text", "words": "Vad saknas?", "options": []string{}, "needed": false},
	}}, none))
	var codes struct{ Codes []struct{ Code string } }
	if err := json.Unmarshal(s.post(leader, "/surveys/"+made+"/invitations", map[string]any{"invitations": []map[string]any{{"count": 8}}}, none), &codes); err != nil {
		s.t.Fatal(err)
	}
	for i, c := range codes.Codes[:7] {
		a := url.Values{"q1": {"4"}}
		if i < 6 {
			a.Set("q2", "1")
		}
		if i < 4 {
			a.Set("q3", "Ett namn att ringa")
		}
		s.answer(c.Code, a)
	}
	status, body := s.visit(s.t, "").post(s.t, "/svara/"+codes.Codes[0].Code, url.Values{"q1": {"1"}})
	if status != http.StatusGone || strings.Contains(body, "Ett namn att ringa") {
		s.t.Errorf("a used code is answered %d", status)
	}
	s.get(leader, "/surveys/"+made, &seen)
	for _, q := range seen.Results {
		if q.Shown || len(q.Counts) > 0 || len(q.Texts) > 0 {
			s.t.Errorf("an open survey shows %+v", q)
		}
	}
	s.post(leader, "/surveys/"+made+"/close", nil, seen.Version)
	s.get(care, "/surveys/"+made, &seen)
	if seen.Answered != 7 || len(seen.Results) != 3 || seen.Results[0].Counts["4"] != 7 || !seen.Results[1].Shown || seen.Results[1].Answered != 6 || seen.Results[1].Counts["1"] != 6 {
		s.t.Errorf("seven have answered, six the second question: %+v", seen)
	}
	if few := seen.Results[2]; few.Shown || few.Answered != 4 || len(few.Texts) > 0 || len(few.Counts) > 0 {
		s.t.Errorf("what four have answered is told: %+v", few)
	}
}

// answer answers a survey as somebody who has a code and nothing else.
func (s structures) answer(code string, a url.Values) {
	s.t.Helper()
	nobody := s.visit(s.t, "")
	if status, body := nobody.page(s.t, "/svara/"+code); status != 200 || !strings.Contains(body, "Hade du nytta av dagen?") {
		s.t.Fatalf("the code opens %d %s", status, body)
	}
	if status, body := nobody.post(s.t, "/svara/"+code, a); status != 200 || !strings.Contains(body, "Tack") {
		s.t.Fatalf("the answer is answered %d %s", status, body)
	}
}

// board is what the federation reads: its report, and nothing of any case.
func (s structures) board() {
	var report struct {
		Period   string
		Forums   []struct{ Held int }
		Turnouts []struct{ Kind string }
		Efforts  []struct{ Title string }
		Totals   []struct{ Persons int }
	}
	s.get(federation, "/federation/report", &report)
	if report.Period == "" || len(report.Forums) != 6 || len(report.Turnouts) != 4 || len(report.Efforts) == 0 {
		s.t.Errorf("the board's report is %+v", report)
	}
	for _, total := range report.Totals {
		if total.Persons < 5 {
			s.t.Errorf("the board is told of %d persons", total.Persons)
		}
	}
	var list struct{ Cases []struct{ ID string } }
	s.get(leader, "/cases?limit=50", &list)
	for _, path := range []string{"", "/plan", "/consent", "/fit", "/situation", "/outcome"} {
		for _, c := range list.Cases[:3] {
			s.refused(federation, "GET", "/cases/"+c.ID+path, http.StatusNotFound)
		}
	}
	if r := s.do(s.t, s.as(federation), "POST", "/cases/"+list.Cases[0].ID+"/missing", map[string]any{"sort": "support"}, none); r.Status != http.StatusNotFound && r.Status != http.StatusForbidden {
		s.t.Errorf("the federation notes what a case misses: %d", r.Status)
	}
}

// open is what is published for other programs: without signing in, what is
// chosen to be shown, and nobody who works there.
func (s structures) open() {
	status, text := s.visit(s.t, "").page(s.t, "/oppet/hsds.json")
	var list struct {
		Contents []struct {
			ID, Name string
			Phones   []struct{ Number string }
		}
	}
	if err := json.Unmarshal([]byte(text), &list); status != 200 || err != nil || len(list.Contents) < 20 {
		s.t.Fatalf("the open data is answered %d: %v", status, err)
	}
	shown := 0
	for _, area := range []string{"0604", "0682", "0684", "0685", "0686", "0687"} {
		for _, w := range s.ways(leader, "area="+area) {
			if w.Area != area {
				continue
			}
			public := w.Guide["shown"] == true
			if public {
				shown++
			}
			if w.Function.Phone != "" && strings.Contains(text, w.Function.Phone) != public {
				s.t.Errorf("%s is shown: %v, and its number the other way about", w.ID, public)
			}
			if w.Function.Holder != "" && strings.Contains(text, w.Function.Holder) {
				s.t.Errorf("the open data names %s", w.Function.Holder)
			}
		}
	}
	if shown != len(list.Contents) {
		s.t.Errorf("%d ways in are shown, the open data has %d", shown, len(list.Contents))
	}
	if found := regexp.MustCompile(`demo:|"holder"|account`).FindString(text); found != "" {
		s.t.Errorf("the open data has %q", found)
	}
}
