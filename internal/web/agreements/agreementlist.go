package agreements

import (
	"net/http"
	"net/url"
	"slices"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/errs"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/structure"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) agreementsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	all, err := s.Structure.Agreements(r.Context(), v.Actor, "")
	if err != nil {
		return err
	}
	// The reader's own areas come first.
	slices.SortStableFunc(all, func(a, b structure.AreaAgreements) int { return rank(b.Own) - rank(a.Own) })
	p := s.Page(v, v.Texts.T("agreements.title"))
	p.Active, p.Head.Lead = "/forum", v.Texts.T("agreements.lead")
	return s.Draw(w, r, v, p, agreementsBody(v, all))
}

func rank(first bool) int {
	if first {
		return 1
	}
	return 0
}

func newAgreementURL(area id.Area) string {
	return site.Address(pathNewAgreement, url.Values{"omrade": {string(area)}})
}

// missingWords says which actors are missing in an area.
func missingWords(v *site.Visit, a structure.AreaAgreements) string {
	if len(a.Missing) == 0 {
		return v.Texts.T("agreements.missing.together")
	}
	return v.Texts.T("agreements.missing.actors", "actors", kindNames(v, a.Missing))
}

func kindNames(v *site.Visit, kinds []access.Kind) string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = ui.KindName(v.Texts, k)
	}
	return v.Texts.List(names...)
}

func agreementTable(v *site.Visit, a structure.AreaAgreements) ui.Table {
	tab := ui.Table{Caption: v.Texts.T("agreements.title") + ", " + a.Area.Name, Hidden: true,
		Columns: site.Columns(v, "agreement.field.title", "agreement.field.parties", "agreements.column.standing", "agreements.column.valid")}
	for _, r := range a.Rows {
		pending := ""
		if r.Pending != "" {
			pending = v.Texts.T("agreements.pending", "standing", site.Lower(v.TextOf("agreement.standing", r.Pending)))
		}
		tab.Rows = append(tab.Rows, site.Cells(
			site.LinkUnder(agreementURL(r.ID), r.Title, v.Texts.T("agreements.numbered", "n", site.Number(r.Shown.Number))),
			partyMarks(v, r.Shown), site.BadgeUnder(standingTone(r.Standing), v.TextOf("agreement.standing", r.Standing), pending), agreementValid(v, r)))
	}
	return tab
}

// partyKinds are the sorts of actors among the parties.
func partyKinds(w agreement.Version) []access.Kind {
	missing := w.Missing()
	return slices.DeleteFunc(agreement.Kinds(), func(k access.Kind) bool { return slices.Contains(missing, k) })
}

// newAgreementScreen is where an agreement begins.
type newAgreementScreen struct {
	form  ui.Form
	areas []org.Area
}

func (s *server) newAgreementPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.NewForm(pathNewAgreement)
	f.Values["area"] = []string{v.Query.Get("omrade")}
	f.Values["template"] = []string{agreement.Templates()[0]}
	return s.drawNewAgreement(w, r, v, f)
}

// keptAreas are the areas where the reader shapes agreements.
func (s *server) keptAreas(r *http.Request, v *site.Visit) (areas []org.Area, err error) {
	all, err := s.Structure.Agreements(r.Context(), v.Actor, "")
	for _, a := range all {
		if a.MayKeep {
			areas = append(areas, a.Area)
		}
	}
	if err == nil && len(areas) == 0 {
		err = errs.New(errs.Denied, "denied")
	}
	return areas, err
}

func (s *server) drawNewAgreement(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	areas, err := s.keptAreas(r, v)
	if err != nil {
		return err
	}
	if f.Value("area") == "" {
		f.Values["area"] = []string{string(areas[0].ID)}
	}
	v.Path = pathNewAgreement
	p := s.Page(v, v.Texts.T("agreements.new"))
	p.Active, p.Faults = "/forum", f.Faults
	p.Head.Lead = v.Texts.T("agreements.new.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("agreements.title"), Href: pathAgreements}
	return s.Draw(w, r, v, p, newAgreementBody(v, newAgreementScreen{f, areas}))
}

func areaOptions(areas []org.Area) (all []ui.Option) {
	for _, a := range areas {
		all = append(all, ui.Option{Value: string(a.ID), Label: a.Name})
	}
	return all
}

func templateOptions(v *site.Visit) (all []ui.Option) {
	for _, code := range agreement.Templates() {
		all = append(all, ui.Option{Value: code, Label: v.TextOf("agreement.template", code), About: v.TextOf("agreement.template", code+".about")})
	}
	return all
}

func (s *server) draftAgreement(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	area := id.Area(v.Form.Get("area"))
	c := agreement.Template(v.Form.Get("template"), func(key string) string { return v.Texts.T(key) })
	organisations, err := s.Structure.AgreementParties(r.Context(), v.Actor, area)
	if err != nil {
		return err
	}
	c.Parties = likelyParties(c, organisations)
	a, err := s.Structure.DraftAgreement(r.Context(), v.Actor, structure.NewAgreement{Area: area, Title: v.Form.Get("title"), Content: c})
	if faults, ok := site.Faulty(err); ok {
		return s.drawNewAgreement(w, r, v, v.Again(pathNewAgreement, faults))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, agreementURL(a)+"/andra", "page.flash.agreement_drafted")
}

// likelyParties are the organisations that a template is about, where there is
// only one of the sort to choose.
func likelyParties(c agreement.Content, all []org.Organisation) (parties []id.Org) {
	for _, x := range c.Actors {
		var some []id.Org
		for _, o := range all {
			if o.Kind == x.Kind {
				some = append(some, o.ID)
			}
		}
		if len(some) == 1 {
			parties = append(parties, some[0])
		}
	}
	return parties
}

// agreementFile hands out a version as a file for other systems.
func (s *server) agreementFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n, err := agreementNumber(v.Query.Get("version"))
	if err != nil {
		return err
	}
	f, err := s.Structure.AgreementFile(r.Context(), v.Actor, agreementOf(r), n)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", `attachment; filename="overenskommelse-`+string(f.AreaCode)+`-`+site.Number(f.Number)+`.json"`)
	return export.JSON(w, f)
}
