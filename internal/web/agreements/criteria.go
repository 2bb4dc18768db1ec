package agreements

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"samverk/internal/agreement"
	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/rule"
	"samverk/internal/situation"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) criteriaRoutes() []site.Route {
	const of = "/overenskommelser/{agreement}/kriterier"
	return []site.Route{
		{"GET " + of, site.Function, s.criteriaPage},
		{"POST " + of, site.Function, s.saveCriteria},
	}
}

// shownRows is how many empty rows there are beside the criteria that stand.
const shownRows = 1

// criteriaScreen is the criteria of a draft in a form.
type criteriaScreen struct {
	agreementScreen
	f       ui.Form
	changes []ui.Difference // what stands against what was typed
}

func (s *server) criteriaPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.agreementScreen(r, v, "")
	if err != nil {
		return err
	}
	if !k.Keeps(agreement.Draft) {
		return s.Done(w, r, agreementURL(k.ID), "")
	}
	target := k.Shown.Target
	if code := v.Query.Get("mall"); slices.Contains(agreement.TargetTemplates(), code) {
		target = agreement.TargetTemplate(code)
	}
	f := k.form("/kriterier")
	f.Values = rowsAsForm(target)
	return s.drawCriteria(w, r, criteriaScreen{agreementScreen: k, f: f})
}

// rowsAsForm is criteria as the fields of their form.
func rowsAsForm(target rule.Condition) border.Values {
	values := border.Values{}
	if target.Op == rule.Least {
		values["need"] = []string{strconv.Itoa(target.Need)}
	}
	for i, row := range agreement.Rows(target) {
		for name, value := range map[string]string{"fact": row.Fact, "is": row.Is, "least": row.Least, "most": row.Most, "words": row.Words} {
			values[rowName(name, i)] = []string{value}
		}
	}
	return values
}

// rowName is the name of a field of a row.
func rowName(field string, row int) string { return field + "_" + strconv.Itoa(row+1) }

// rowsIn reads the criteria out of their form.
func rowsIn(form border.Values) (all []agreement.TargetRow) {
	for i := range agreement.MostCriteria {
		all = append(all, agreement.TargetRow{
			Fact: form.Get(rowName("fact", i)), Is: form.Get(rowName("is", i)), Least: form.Get(rowName("least", i)), Most: form.Get(rowName("most", i)), Words: form.Get(rowName("words", i)),
		})
	}
	return all
}

func (s *server) saveCriteria(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.agreementScreen(r, v, "")
	if err != nil {
		return err
	}
	target, err := agreement.ReadRows(v.Form.Get("need"), rowsIn(v.Form))
	if err == nil {
		c := k.Shown.Content
		c.Target = target
		err = s.Structure.SaveAgreement(r.Context(), v.Actor, k.ID, k.Title, c, v.Version())
	}
	if err == nil {
		return s.Done(w, r, agreementURL(k.ID), "page.flash.criteria_saved")
	}
	now, changed := site.Current[agreement.Version](err)
	faults, faulty := site.Faulty(err)
	if !changed && !faulty || !k.Keeps(agreement.Draft) {
		return s.agreementLate(w, r, v, err)
	}
	e := criteriaScreen{agreementScreen: k, f: v.Again(agreementURL(k.ID)+"/kriterier", faults)}
	if changed {
		v.Status, e.f.Version = http.StatusConflict, now.Version
		typed := now.Content
		typed.Target = target
		e.changes = differences(v, now.Content, typed)
	}
	return s.drawCriteria(w, r, e)
}

func (s *server) drawCriteria(w http.ResponseWriter, r *http.Request, k criteriaScreen) error {
	k.v.Path = agreementURL(k.ID) + "/kriterier"
	p := s.agreementFrame(k.agreementScreen, k.v.Texts.T("criteria.title"))
	p.Faults = k.f.Faults
	p.Head.Lead = k.v.Texts.T("criteria.lead")
	p.Head.Meta = []string{k.Area.Name, k.v.Texts.T("agreements.numbered", "n", site.Number(k.Shown.Number))}
	return s.Draw(w, r, k.v, p, criteriaBody(k.v, k))
}

// templates are the links that fill in the form.
func (k criteriaScreen) templates() (all []ui.Link) {
	for _, code := range agreement.TargetTemplates() {
		all = append(all, ui.Link{Label: k.v.TextOf("criteria.template", code), Href: site.Address(agreementURL(k.ID)+"/kriterier", url.Values{"mall": {code}})})
	}
	return all
}

// row is one criterion in the form.
type row struct {
	title                        string
	fact, is, least, most, words ui.Field
}

// rows are the criteria that stand, with some empty after them, and the rest to
// fold out.
func (k criteriaScreen) rows() (shown, more []row) {
	used := 0
	for i, r := range rowsIn(k.f.Values) {
		if r != (agreement.TargetRow{}) {
			used = i + 1
		}
	}
	for i := range agreement.MostCriteria {
		r := k.row(i)
		if i < used+shownRows {
			shown = append(shown, r)
		} else {
			more = append(more, r)
		}
	}
	return shown, more
}

func (k criteriaScreen) row(i int) row {
	t := k.v.Texts
	field := func(name string) ui.Field {
		f := k.f.Field(rowName(name, i), "criteria."+name).MayBeEmpty()
		return f
	}
	r := row{title: t.T("criteria.row", "n", site.Number(i+1)), fact: field("fact"), is: field("is"), least: field("least"), most: field("most"), words: field("words").WithLimit(300)}
	r.fact.Options = []ui.Option{{Label: t.T("criteria.fact.none")}}
	for _, f := range agreement.TargetFacts() {
		r.fact.Options = append(r.fact.Options, ui.Option{Value: f.Name, Label: t.T("fact." + f.Name)})
	}
	r.is.Options = []ui.Option{{Label: t.T("criteria.is.none")}, {Value: "yes", Label: t.T("criteria.is.yes")}, {Value: "no", Label: t.T("criteria.is.no")}}
	return r
}

func (k criteriaScreen) need() ui.Field {
	return k.f.Field("need", "criteria.need").WithHint(k.v.Texts.T("criteria.need.hint")).MayBeEmpty()
}

// criteriaWords says criteria line by line, first how many must hold.
func criteriaWords(v *site.Visit, target rule.Condition) (need string, lines []string) {
	need = v.Texts.T("target.need.all")
	if target.Op == rule.Least {
		need = v.Texts.N("target.need.least", target.Need)
	}
	for _, c := range target.Of {
		lines = append(lines, site.Criterion(v, c))
	}
	return need, lines
}

// targetWords says criteria that a difference has.
func targetWords(v *site.Visit, text string) string {
	target, err := rule.ReadCondition(text, situation.Vocabulary())
	if errs.Is(err, errs.Invalid) {
		return text
	}
	said, lines := criteriaWords(v, target)
	for _, l := range lines {
		said += "\n" + l
	}
	return said
}

// criteriaActions lead to the form, where the reader may change the draft.
func (k agreementScreen) criteriaActions() []ui.Action {
	if !k.Keeps(agreement.Draft) {
		return nil
	}
	return []ui.Action{{Label: k.v.Texts.T("criteria.edit"), Href: agreementURL(k.ID) + "/kriterier"}}
}
