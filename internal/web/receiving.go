package web

import (
	"net/http"
	"slices"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// receiving is the part of a form that says who gets what is written, before
// it is saved.
type receiving struct {
	app.ReceiversView
	v        *site.Visit
	form     ui.Form
	caseID   id.Case
	category access.Category
	part     string // address of this part alone, where the category can change
	revised  bool   // there are older versions that some go on seeing
	only     bool   // it is handed over and nothing else, so a working note is no choice
}

// How something is shared.
const (
	shareConsent = "consent"
	shareLaw     = "provision"
	shareNobody  = "note"
)

func (s *server) receiving(r *http.Request, v *site.Visit, f ui.Form, k item.Kind) (receiving, error) {
	c := receiving{v: v, form: f, caseID: id.Case(r.PathValue("case"))}
	c.part = site.CaseURL(c.caseID) + "/skriv/" + string(k) + "/mottagare"
	var ok bool
	if c.category, ok = access.ParseCategory(f.Value("category")); !ok {
		c.category = usualCategory(k)
	}
	view, err := s.App.Receivers(r.Context(), v.Actor, c.caseID, c.category)
	if err != nil {
		return c, err
	}
	c.ReceiversView = view
	c.fill(k == item.Note)
	return c, nil
}

// fill ticks everybody whom the consent covers, unless the reader has chosen
// among just these before.
func (c *receiving) fill(keep bool) {
	f := c.form
	if f.Value("units_for") == c.category.String() {
		return
	}
	f.Values["units_for"] = []string{c.category.String()}
	f.Values["units"] = nil
	for _, u := range c.Covered {
		f.Values["units"] = append(f.Values["units"], string(u.ID))
	}
	chosen := f.Value("share")
	switch {
	case len(c.Covered) == 0 && chosen != shareLaw:
		f.Values["share"], f.Values["forced"] = []string{shareNobody}, []string{"yes"}
	case chosen == "" && keep:
		f.Values["share"] = []string{shareNobody}
	case chosen == "", f.Value("forced") == "yes":
		f.Values["share"], f.Values["forced"] = []string{shareConsent}, nil
	}
}

// receiversPart draws who would get it anew, when another category is chosen.
func (s *server) receiversPart(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k := item.Kind(r.PathValue("kind"))
	if !slices.Contains(kindsFor(v), k) {
		return errs.Missing()
	}
	c, err := s.receiving(r, v, v.Again("", nil), k)
	if err != nil {
		return err
	}
	return s.Fragment(w, r, receiversField(v, c))
}

// handing reads to whom a version goes, and on which ground.
func handing(v *site.Visit) (h app.Handing, err error) {
	f := v.Form
	switch f.Get("share") {
	case shareConsent:
		h.Ground, h.Receivers = access.ByConsent, unitsOf(f["units"])
	case shareLaw:
		h.Ground, h.Receivers, h.Provision, h.GroundReason = access.ByLaw, unitsOf(f["law_units"]), f.Get("provision"), f.Get("ground_reason")
		if len(h.Receivers) == 0 {
			err = errs.Faults{{Field: "law_units", Key: "disclosure.units.none"}}.Err()
		}
	}
	return h, err
}

func unitsOf(names []string) (all []id.Unit) {
	for _, n := range names {
		all = append(all, id.Unit(n))
	}
	return all
}

// coveredField asks who of those whom the consent covers gets it.
func (c receiving) coveredField() ui.Field {
	f := c.form.Field("units", "write.units")
	if c.v.Actor.Self() {
		f.Label = c.v.Texts.T("write.units.own")
	}
	f.Value = ""
	for _, u := range c.Covered {
		f.Options = append(f.Options, ui.Option{Value: string(u.ID), Label: u.Name, About: u.OrgName})
	}
	return f
}

// lawField asks who gets it by law, of all that take part.
func (c receiving) lawField() ui.Field {
	f := c.form.Field("law_units", "write.law.units")
	f.Value = ""
	for _, list := range [][]org.Unit{c.Uncovered, c.Covered} {
		for _, u := range list {
			f.Options = append(f.Options, ui.Option{Value: string(u.ID), Label: u.Name, About: u.OrgName})
		}
	}
	return f
}

func (c receiving) shares(how string) bool { return c.form.Value("share") == how }

// lawOpen reports whether what few need is open: it was chosen, or is faulty.
func (c receiving) lawOpen() bool {
	f := c.form
	return c.shares(shareLaw) || f.Fault("law_units") != "" || f.Fault("provision") != "" || f.Fault("ground_reason") != ""
}

func (c receiving) provisionField() ui.Field {
	f := c.form.Field("provision", "write.law.provision")
	for _, p := range item.Provisions() {
		f.Options = append(f.Options, ui.Option{Value: p, Label: c.v.TextOf("disclosure.provision", p)})
	}
	return f
}
