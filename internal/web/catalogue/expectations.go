package catalogue

import (
	"net/http"
	"strings"

	"samverk/internal/access"
	"samverk/internal/catalogue"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) expectationRoutes() []site.Route {
	return []site.Route{
		{"GET /forvantningar", site.Acting, s.expectationsPage},
		{"GET /forvantningar.csv", site.Acting, s.expectationsCSV},
		{"GET /forvantningar/ny", site.Function, s.newExpectationPage},
		{"POST /forvantningar/ny", site.Function, s.expect},
		{"POST /forvantningar/{expectation}/svar", site.Function, s.answer},
		{"POST /forvantningar/{expectation}/tillbaka", site.Function, s.drop},
	}
}

// askWords is the field for what is wished or expected.
func askWords(f ui.Form, label, hint string) ui.Field {
	field := f.Field("words", label).WithHint(hint).WithLimit(offer.MostWords)
	field.Rows = 3
	return field
}

// expectationsScreen is what the actors of an area expect of each other.
type expectationsScreen struct {
	areaChoice
	catalogue.Expectations
	pages ui.Pages
	form  ui.Form // of an answer, when it came back
	late  error
}

func (s *server) expectationsScreen(r *http.Request, v *site.Visit, limit int) (k expectationsScreen, err error) {
	if k.areaChoice, err = s.chooseArea(r, v, pathExpectations); err != nil {
		return k, err
	}
	after, last, _ := strings.Cut(v.Query.Get("efter"), "_")
	k.Expectations, err = s.Catalogue.Expectations(r.Context(), v.Actor, k.area, offer.Page{After: after, Last: last, Limit: limit})
	return k, err
}

func (s *server) expectationsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawExpectations(w, r, v, expectationsScreen{})
}

func (s *server) drawExpectations(w http.ResponseWriter, r *http.Request, v *site.Visit, with expectationsScreen) error {
	k, err := s.expectationsScreen(r, v, rowsAtOnce)
	if err != nil {
		return err
	}
	k.form, k.late = with.form, with.late
	if n := len(k.Rows); n > 0 {
		last := k.Rows[n-1]
		k.pages = k.parts(v, n, k.More, last.Since+"_"+string(last.ID))
	}
	t := v.Texts
	p := s.Page(v, t.T("expectations.title"))
	p.Active, p.Path, p.Faults = pathOffers, pathExpectations, k.form.Faults
	p.Head.Lead = t.T("expectations.lead")
	p.Head.Meta = []string{k.name()}
	p.Head.Back = &ui.Link{Label: t.T("offers.title"), Href: k.plain(pathOffers)}
	p.Head.Actions = []ui.Action{{Label: t.T("offers.wishes"), Href: k.plain(pathWishes)}, {Label: t.T("offers.csv"), Href: k.plain("/forvantningar.csv")}}
	if len(k.own()) > 0 && v.Handles() {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("expectations.new"), Href: k.plain(pathExpectations + "/ny"), Icon: "plus", Primary: true})
	}
	return s.Draw(w, r, v, p, expectationsBody(v, k))
}

func (k expectationsScreen) table() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("expectations.title"), Hidden: true, Columns: site.Columns(v, "expectations.column.what", "expectations.column.from", "expectations.column.to", "expectations.column.answer")}
	for _, r := range k.Rows {
		under := v.Texts.T("wishes.since", "day", v.Texts.Day(r.Since))
		if k.area == "" {
			under = site.Dotted(r.Area.Name, under)
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Two(r.Words, under), ui.Two(actorName(v, r.From), r.By.UnitName), ui.Text(actorName(v, r.To)), answerCell(v, k, r)))
	}
	return tab
}

func answerTone(answer string) ui.Tone {
	return map[string]ui.Tone{"can": ui.Success, "partly": ui.Info, "cannot": ui.Warning}[answer]
}

func expectationURL(e id.Expectation) string { return pathExpectations + "/" + string(e) }

// answering is the form that answers an expectation.
func (k expectationsScreen) answering(r catalogue.ExpectationRow) ui.Form {
	f := k.v.NewForm(expectationURL(r.ID) + "/svar")
	f.Apart, f.Version = string(r.ID), r.Version
	f.Values = map[string][]string{"answer": {r.Answer}, "words": {r.AnswerWords}, "omrade": {k.value()}}
	if k.form.Apart == string(r.ID) {
		f.Values, f.Faults = k.form.Values, k.form.Faults
	}
	return f
}

// dropping is the form that takes an expectation back.
func (k expectationsScreen) dropping(r catalogue.ExpectationRow) ui.Form {
	f := k.v.NewForm(expectationURL(r.ID) + "/tillbaka")
	f.Version = r.Version
	return f
}

func (s *server) expectationDone(w http.ResponseWriter, r *http.Request, v *site.Visit, err error, flash string) error {
	v.Query = map[string][]string{"omrade": {v.Form.Get("omrade")}}
	faults, faulty := site.Faulty(err)
	switch {
	case err == nil:
		return s.Done(w, r, pathExpectations+"?omrade="+areaOf(v), flash)
	case faulty:
		f := v.Again(r.URL.Path, faults)
		f.Apart = r.PathValue("expectation")
		return s.drawExpectations(w, r, v, expectationsScreen{form: f})
	case site.Clash(err):
		v.Status = http.StatusConflict
		return s.drawExpectations(w, r, v, expectationsScreen{late: err})
	}
	return err
}

func (s *server) answer(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	err := s.Catalogue.Answer(r.Context(), v.Actor, id.Expectation(r.PathValue("expectation")), v.Version(), offer.Reply{Answer: f.Get("answer"), Words: f.Get("words"), ReviewOn: f.Get("review_on")})
	return s.expectationDone(w, r, v, err, "page.flash.expectation_answered")
}

func (s *server) drop(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Catalogue.Drop(r.Context(), v.Actor, id.Expectation(r.PathValue("expectation")), v.Version())
	return s.expectationDone(w, r, v, err, "page.flash.expectation_dropped")
}

func (s *server) newExpectationPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.askScreen(r, v, pathExpectations)
	if err != nil {
		return err
	}
	return s.drawNewExpectation(w, r, v, k)
}

func (s *server) drawNewExpectation(w http.ResponseWriter, r *http.Request, v *site.Visit, k askScreen) error {
	p := s.Page(v, v.Texts.T("expectations.new"))
	p.Active, p.Faults, p.Path = pathOffers, k.form.Faults, pathExpectations+"/ny"
	p.Head.Lead = v.Texts.T("expectations.new.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("expectations.title"), Href: pathExpectations}
	return s.Draw(w, r, v, p, newExpectationBody(v, k))
}

func (s *server) expect(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	area := id.Area(f.Get("area"))
	_, err := s.Catalogue.Expect(r.Context(), v.Actor, offer.NewExpectation{Area: area, To: access.Kind(f.Get("to")), Words: f.Get("words")})
	if faults, ok := site.Faulty(err); ok {
		k, again := s.askScreen(r, v, pathExpectations)
		if again != nil {
			return again
		}
		k.form = v.Again(pathExpectations+"/ny", faults)
		return s.drawNewExpectation(w, r, v, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathExpectations+"?omrade="+string(area), "page.flash.expectation_made")
}

func (s *server) expectationsCSV(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.expectationsScreen(r, v, 500)
	if err != nil {
		return err
	}
	t := v.Texts
	header := []string{t.T("wishes.csv.area"), t.T("expectations.column.from"), t.T("expectations.column.to"), t.T("expectations.csv.words"), t.T("wishes.csv.since"), t.T("expectations.column.answer"),
		t.T("expectations.csv.answer_words"), t.T("expectations.csv.answered"), t.T("expectations.column.review")}
	var rows [][]string
	for _, one := range k.Rows {
		rows = append(rows, []string{one.Area.Name, actorName(v, one.From), actorName(v, one.To), one.Words, one.Since, codeWords(v, "offer.answer", one.Answer), one.AnswerWords, one.AnsweredOn, one.ReviewOn})
	}
	return sendCSV(w, "forvantningar", header, rows)
}
