package agreements

import (
	"net/http"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/border"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// editScreen is the draft of an agreement in a form.
type editScreen struct {
	agreementScreen
	f             ui.Form
	organisations []org.Organisation
	changes       []ui.Difference // what stands against what was typed
}

func (s *server) editAgreementPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.agreementScreen(r, v, "")
	if err != nil {
		return err
	}
	if !k.Keeps(agreement.Draft) {
		return s.Done(w, r, agreementURL(k.ID), "")
	}
	return s.drawEdit(w, r, editScreen{agreementScreen: k, f: k.draftForm(nil)})
}

// draftForm is the form with what stands in the draft.
func (k agreementScreen) draftForm(faults []errs.Fault) ui.Form {
	f := k.form("/andra")
	f.Values, f.Faults = formOf(k.Title, k.Shown.Content), faults
	return f
}

// formOf is a draft's content as the fields of its form.
func formOf(title string, c agreement.Content) border.Values {
	values := border.Values{"title": {title}, "grounds": c.Grounds, "answer_days": {strconv.Itoa(c.AnswerDays)},
		"valid_from": {c.ValidFrom}, "valid_until": {c.ValidUntil}, "review_on": {c.ReviewOn}}
	for _, name := range agreement.Sections() {
		values[name] = []string{*c.Section(name)}
	}
	for _, p := range c.Parties {
		values["parties"] = append(values["parties"], string(p))
	}
	for _, x := range c.Actors {
		for name, on := range map[string]bool{"may_call": x.MayCall, "is_called": x.IsCalled, "must_attend": x.MustAttend} {
			if on {
				values[name] = append(values[name], string(x.Kind))
			}
		}
	}
	return values
}

// contentIn reads a draft's content out of its form.
func contentIn(form border.Values) (c agreement.Content) {
	for _, name := range agreement.Sections() {
		*c.Section(name) = form.Get(name)
	}
	c.Grounds = form["grounds"]
	c.AnswerDays, _ = strconv.Atoi(form.Get("answer_days")) // 0 is refused like any other
	c.ValidFrom, c.ValidUntil, c.ReviewOn = form.Get("valid_from"), form.Get("valid_until"), form.Get("review_on")
	for _, p := range form["parties"] {
		c.Parties = append(c.Parties, id.Org(p))
	}
	at := map[access.Kind]int{}
	for name, set := range map[string]func(*agreement.Actor){
		"may_call":    func(x *agreement.Actor) { x.MayCall = true },
		"is_called":   func(x *agreement.Actor) { x.IsCalled = true },
		"must_attend": func(x *agreement.Actor) { x.MustAttend = true },
	} {
		for _, kind := range form[name] {
			i, known := at[access.Kind(kind)]
			if !known {
				i = len(c.Actors)
				at[access.Kind(kind)] = i
				c.Actors = append(c.Actors, agreement.Actor{Kind: access.Kind(kind)})
			}
			set(&c.Actors[i])
		}
	}
	return c
}

func (s *server) saveAgreement(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.agreementScreen(r, v, "")
	if err != nil {
		return err
	}
	typed := contentIn(v.Form)
	typed.Target = k.Shown.Target // has a form of its own
	err = s.Structure.SaveAgreement(r.Context(), v.Actor, k.ID, v.Form.Get("title"), typed, v.Version())
	if err == nil {
		return s.Done(w, r, agreementURL(k.ID), "page.flash.agreement_saved")
	}
	now, changed := site.Current[agreement.Version](err)
	faults, faulty := site.Faulty(err)
	if !changed && !faulty {
		return s.agreementLate(w, r, v, err)
	}
	e := editScreen{agreementScreen: k, f: v.Again(agreementURL(k.ID)+"/andra", faults)}
	if changed {
		if now.State != agreement.Draft {
			return s.agreementLate(w, r, v, errs.New(errs.Conflict, "agreement.state"))
		}
		v.Status, e.f.Version = http.StatusConflict, now.Version
		typed.Target = now.Target
		e.changes = differences(v, now.Content, typed)
	}
	return s.drawEdit(w, r, e)
}

// differences are the texts in which two contents differ.
func differences(v *site.Visit, now, typed agreement.Content) (all []ui.Difference) {
	for _, d := range agreement.Diff(agreement.Version{Content: now}, agreement.Version{Content: typed}) {
		all = append(all, difference(v, d))
	}
	return all
}

// difference is a field in two versions, in words.
func difference(v *site.Visit, d agreement.Difference) ui.Difference {
	return ui.Difference{Label: v.TextOf("agreement.field", d.Field), Old: fieldWords(v, d.Field, d.Before), New: fieldWords(v, d.Field, d.After)}
}

// fieldWords is what stands in a field, as people read it.
func fieldWords(v *site.Visit, field, value string) string {
	if value == "" {
		return ""
	}
	switch field {
	case "grounds":
		var names []string
		for code := range strings.SplitSeq(value, ",") {
			names = append(names, v.TextOf("agreement.ground", code))
		}
		return strings.Join(names, "\n")
	case "target":
		return targetWords(v, value)
	case "may_call", "is_called", "must_attend":
		return kindNames(v, agreement.ParseKinds(value))
	case "valid_from", "valid_until", "review_on":
		return v.Texts.Day(value)
	case "answer_days":
		if n, err := strconv.Atoi(value); err == nil {
			return v.Texts.N("agreements.answer_days", n)
		}
	}
	return value
}

func (s *server) drawEdit(w http.ResponseWriter, r *http.Request, k editScreen) (err error) {
	if k.organisations, err = s.Structure.AgreementParties(r.Context(), k.v.Actor, k.Area.ID); err != nil {
		return err
	}
	k.v.Path = agreementURL(k.ID) + "/andra"
	p := s.agreementFrame(k.agreementScreen, k.v.Texts.T("agreements.edit"))
	p.Faults = k.f.Faults
	p.Head.Lead = k.v.Texts.T("agreements.edit.lead")
	p.Head.Meta = []string{k.Area.Name, k.v.Texts.T("agreements.numbered", "n", site.Number(k.Shown.Number))}
	return s.Draw(w, r, k.v, p, editAgreementBody(k.v, k))
}

// section asks for one of the texts, with room for it.
func (k editScreen) section(name string) ui.Field {
	f := k.f.Field(name, "agreement.field."+name).WithHint(k.v.TextOf("agreement.hint", name)).WithLimit(10_000)
	f.Rows = 7
	return f
}

func (k editScreen) partyOptions() (all []ui.Option) {
	for _, o := range k.organisations {
		about := ""
		if o.Kind == access.Vard { // it may be private, and its name not say so
			about = ui.KindName(k.v.Texts, o.Kind)
		}
		all = append(all, ui.Option{Value: string(o.ID), Label: o.Name, About: about})
	}
	return all
}

func kindOptions(v *site.Visit) (all []ui.Option) {
	for _, kind := range agreement.Kinds() {
		all = append(all, ui.Option{Value: string(kind), Label: ui.KindName(v.Texts, kind)})
	}
	return all
}

func groundOptions(v *site.Visit) (all []ui.Option) {
	for _, g := range agreement.Grounds() {
		all = append(all, ui.Option{Value: g.Code, Label: v.TextOf("agreement.ground", g.Code), About: v.TextOf("agreement.ground", g.Code+".about") + " " + groundDates(v, g)})
	}
	return all
}

// comparisonScreen is two versions beside each other.
type comparisonScreen struct {
	app  agreementScreen
	from int
	to   int
	all  []ui.Difference
}

func (s *server) compareAgreementPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	from, err := agreementNumber(v.Query.Get("fran"))
	if err != nil {
		return err
	}
	to, err := agreementNumber(v.Query.Get("till"))
	if err != nil {
		return err
	}
	view, err := s.Structure.CompareAgreement(r.Context(), v.Actor, agreementOf(r), from, to)
	if err != nil {
		return err
	}
	k := comparisonScreen{agreementScreen{AgreementView: view.AgreementView, v: v}, view.From.Number, view.To.Number, nil}
	for _, d := range view.Fields {
		k.all = append(k.all, difference(v, d))
	}
	p := s.agreementFrame(k.app, v.Texts.T("agreements.compare.title"))
	return s.Draw(w, r, v, p, comparisonBody(v, k))
}

// versionField chooses one of the versions.
func (k comparisonScreen) versionField(name, label string, now int) ui.Field {
	f := ui.Field{Texts: k.app.v.Texts, Name: name, Label: k.app.v.Texts.T(label), Value: site.Number(now)}
	for _, w := range k.app.Versions {
		n := site.Number(w.Number)
		f.Options = append(f.Options, ui.Option{Value: n, Label: k.app.v.Texts.T("agreements.numbered", "n", n)})
	}
	return f
}
