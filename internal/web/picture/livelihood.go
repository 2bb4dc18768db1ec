package picture

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/picture"
	"samverk/internal/rule"
	"samverk/internal/situation"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) livelihoodRoutes() []site.Route {
	const of = "/arenden/{case}/forsorjning"
	return []site.Route{
		{"GET " + of, site.Acting, s.livelihoodPage},
		{"GET " + of + "/ny", site.Acting, s.periodPage},
		{"POST " + of + "/ny", site.Acting, s.notePeriod},
		{"GET " + of + "/perioder/{item}", site.Acting, s.periodAgain},
		{"POST " + of + "/perioder/{item}", site.Acting, s.notePeriod},
		{"GET " + of + "/intyg", site.Acting, s.certificatePage},
		{"POST " + of + "/intyg", site.Acting, s.noteCertificate},
	}
}

func (k screen) livelihood() string { return k.url() + "/forsorjning" }

func (k screen) toLivelihood() *ui.Link {
	return &ui.Link{Label: k.v.Texts.T("livelihood.title"), Href: k.livelihood()}
}

func (s *server) livelihoodPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.frame(k, t.T("livelihood.title"), nil)
	p.Head.Lead = t.T(k.pick("livelihood.lead", "livelihood.lead.own"))
	return s.Draw(w, r, v, p, livelihoodBody(v, k))
}

// add leads to where something is noted, for one who may write.
func (k screen) add(label, path string, primary bool) (all []ui.Action) {
	if k.MayWrite() {
		all = append(all, ui.Action{Label: k.v.Texts.T(label), Href: k.livelihood() + path, Icon: "plus", Primary: primary})
	}
	return all
}

// byEnd lists items with what goes on first, then what ended last.
func byEnd(all []item.Item) []item.Item {
	slices.SortStableFunc(all, func(a, b item.Item) int {
		return cmp.Or(cmp.Compare(cmp.Or(b.End, "9999"), cmp.Or(a.End, "9999")), cmp.Compare(b.Start, a.Start))
	})
	return all
}

// periods is a table of what the person lives on.
func (k screen) periods() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("livelihood.now"), Hidden: true, Columns: site.Columns(k.v, "livelihood.what", "livelihood.period", "livelihood.extent", "livelihood.by")}
	for _, i := range byEnd(k.Of(item.Benefit)) {
		tab.Rows = append(tab.Rows, site.Cells(benefitCell(k, i), k.when(i), ui.Text(k.extent(i)), ui.Text(k.by(i))))
	}
	return tab
}

// benefit names what somebody lives on, with its abbreviation.
func (k screen) benefit(i item.Item) string {
	if _, ok := situation.BenefitOf(i.Code); !ok {
		return i.Title
	}
	return k.v.TextOf("benefit", i.Code)
}

// payer says who pays it, where that is known.
func (k screen) payer(i item.Item) string {
	if b, _ := situation.BenefitOf(i.Code); b.Payer != "" {
		return k.v.TextOf("payer", b.Payer)
	}
	return ""
}

// when is the time of an item, and that it ends soon.
func (k screen) when(i item.Item) templ.Component {
	t := k.v.Texts
	switch days := t.Days(i.Start, i.End); {
	case i.End != "" && i.End < k.Today:
		return ui.Two(days, t.T("livelihood.over"))
	case i.End != "" && i.End <= situation.DayAfter(k.Today, item.Ahead):
		return endsCell(days, t.T("livelihood.ends", "when", t.RelativeDay(i.End, k.now)))
	default:
		return ui.Text(days)
	}
}

func (k screen) extent(i item.Item) string {
	if i.Extent == item.NoExtent {
		return ""
	}
	return k.v.Texts.Percent(i.Extent)
}

// months says for how long there has been ekonomiskt bistånd.
func (k screen) months() string {
	t := k.v.Texts
	s := situation.AssistanceMonths(k.Periods(), k.Today, situation.Looked)
	if s.Least == s.Most {
		return t.T("livelihood.months", "n", t.Number(s.Least))
	}
	return t.T("livelihood.months.between", "least", t.Number(s.Least), "most", t.Number(s.Most))
}

// hadAssistance reports whether anybody has noted ekonomiskt bistånd.
func (k screen) hadAssistance() bool {
	return slices.ContainsFunc(k.Periods(), func(p situation.Period) bool { return p.Benefit == situation.Assistance })
}

// certificates is a table of the certificates.
func (k screen) certificates() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("certificate.title"), Hidden: true, Columns: site.Columns(k.v, "certificate.extent", "livelihood.period", "certificate.from", "certificate.by")}
	for _, i := range byEnd(k.Of(item.Certificate)) {
		tab.Rows = append(tab.Rows, site.Cells(certificateCell(k, i), k.when(i), ui.Text(k.fromWhat(i)), ui.Text(k.seen(i))))
	}
	return tab
}

// fromWhat says what the sick-listing is from. An activity that the reader does
// not see says nothing.
func (k screen) fromWhat(i item.Item) string {
	if i.About == "" {
		return k.v.Texts.T("certificate.from.work")
	}
	a, _ := site.CaseSeen{CaseView: k.CaseView, V: k.v}.Item(i.About)
	return a.Title
}

// seen says who has seen a certificate, or has been told of it.
func (k screen) seen(i item.Item) string {
	if i.Value == picture.CertificateTold {
		return k.v.Texts.T("certificate.by.told", "who", k.who(i))
	}
	return k.who(i)
}

// inProgramme reports whether the person takes part in a programme of
// Arbetsförmedlingen, as far as the reader sees.
func (k screen) inProgramme() bool {
	return picture.FactsOf(k.Items, "", k.Today)["programme"].Truth == rule.Yes
}

func (s *server) periodPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	k.form = v.NewForm(k.livelihood() + "/ny")
	return s.drawPeriod(w, r, k)
}

func (s *server) periodAgain(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.changing(r, v, item.Benefit)
	if err != nil {
		return err
	}
	i := k.old
	k.form = v.NewForm(address(r))
	k.form.Version = i.Newest
	k.form.Values = map[string][]string{"benefit": {i.Code}, "start": {i.Start}, "end": {i.End}, "words": {i.Words}, "reason": {"news"}}
	if i.Extent != item.NoExtent {
		k.form.Values["extent"] = []string{site.Number(i.Extent)}
	}
	return s.drawPeriod(w, r, k)
}

func (s *server) drawPeriod(w http.ResponseWriter, r *http.Request, k screen) error {
	if done, err := s.closed(w, r, k, k.livelihood()); done {
		return err
	}
	title := "livelihood.new"
	if k.form.Version > 0 {
		title = "livelihood.change"
	}
	k.shares(access.SetOf(access.Income), k.old != nil && !k.old.Shared)
	p := s.frame(k, k.v.Texts.T(title), k.toLivelihood())
	p.Faults = k.form.Faults
	return s.Draw(w, r, k.v, p, periodBody(k.v, k))
}

// benefits asks what it is that somebody lives on.
func (k screen) benefits() ui.Field {
	f := k.form.Field("benefit", "livelihood.what")
	for _, b := range situation.Benefits() {
		label := k.v.TextOf("benefit", b.Code)
		if b.Payer != "" {
			label += " – " + k.v.TextOf("payer", b.Payer)
		}
		f.Options = append(f.Options, ui.Option{Value: b.Code, Label: label})
	}
	return f
}

func (s *server) notePeriod(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	f := v.Form
	_, err = s.Picture.NoteLivelihood(r.Context(), v.Actor, k.Case.ID, picture.Livelihood{
		Piece: piece(r, v, access.Income), Benefit: f.Get("benefit"), Start: f.Get("start"), End: f.Get("end"), Extent: site.ExtentOf(f.Get("extent")), Words: f.Get("words"),
	})
	if k.again(address(r), err) {
		return s.drawPeriod(w, r, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, k.livelihood(), "page.flash.situation_noted")
}

func (s *server) certificatePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	k.form = v.NewForm(k.livelihood() + "/intyg")
	return s.drawCertificate(w, r, k)
}

func (s *server) drawCertificate(w http.ResponseWriter, r *http.Request, k screen) error {
	if done, err := s.closed(w, r, k, k.livelihood()); done {
		return err
	}
	k.shares(access.SetOf(access.Ability), false)
	p := s.frame(k, k.v.Texts.T("certificate.new"), k.toLivelihood())
	p.Head.Lead = k.v.Texts.T("certificate.lead")
	p.Faults = k.form.Faults
	return s.Draw(w, r, k.v, p, certificateBody(k.v, k))
}

// sick asks how much.
func (k screen) sick() ui.Field {
	f := k.form.Field("extent", "certificate.extent")
	for _, n := range []int{25, 50, 75, 100} {
		f.Options = append(f.Options, ui.Option{Value: site.Number(n), Label: k.v.Texts.Percent(n)})
	}
	return f
}

// general stands in the form where the sick-listing is from work in general.
const general = "work"

// from asks what the sick-listing is from, among what goes on in the plan.
func (k screen) from() ui.Field {
	f := k.form.Field("about", "certificate.from.question")
	f.Options = []ui.Option{{Value: general, Label: k.v.Texts.T("certificate.from.work")}}
	if f.Value == "" {
		f.Value = general
	}
	for _, i := range k.Of(item.Activity) {
		if i.Status != "done" && i.Status != "stopped" {
			f.Options = append(f.Options, ui.Option{Value: string(i.ID), Label: i.Title})
		}
	}
	return f
}

// sawIt asks whether the paper has been seen.
func (k screen) sawIt() ui.Field {
	group := k.pick("certificate.seen", "certificate.seen.own")
	return k.form.Field("seen", group).WithOptions(site.Choices(k.v, group, []string{picture.CertificateSeen, picture.CertificateTold})...)
}

func (s *server) noteCertificate(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	f := v.Form
	n := picture.Certificate{To: told(v)[access.Ability], Start: f.Get("start"), End: f.Get("end"), Extent: site.ExtentOf(f.Get("extent")), Seen: f.Get("seen"), Words: f.Get("words")}
	if about := f.Get("about"); about != general {
		n.About = id.Item(about)
	}
	_, err = s.Picture.NoteCertificate(r.Context(), v.Actor, k.Case.ID, n)
	if k.again(address(r), err) {
		return s.drawCertificate(w, r, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, k.livelihood(), "page.flash.situation_noted")
}

// percent asks for an extent.
func (k screen) percent() ui.Field {
	f := k.form.Field("extent", "livelihood.extent").MayBeEmpty().WithHint(k.v.Texts.T("livelihood.extent.hint"))
	f.Unit = k.v.Texts.T("write.field.extent.unit")
	return f
}
