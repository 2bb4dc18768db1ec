package catalogue

import (
	"net/http"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/catalogue"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// formScreen is the form of an intervention.
type formScreen struct {
	catalogue.Form
	v    *site.Visit
	form ui.Form
	now  offer.Intervention // what stands, where somebody was first
	late error
}

// states are what can become of what is saved.
func (k formScreen) states() ui.Field {
	f := k.form.Field("state", "offer.field.state")
	for _, state := range []string{offer.Draft, offer.Proposed, offer.Approved} {
		if state != offer.Approved || k.MayShow {
			f.Options = append(f.Options, ui.Option{Value: state, Label: k.v.TextOf("offer.field.state", state), About: k.v.Texts.T("offer.field.state." + state + ".text")})
		}
	}
	return f
}

func (k formScreen) areas() ui.Field {
	f := k.form.Field("areas", "offer.field.areas")
	for _, a := range k.Areas {
		f.Options = append(f.Options, ui.Option{Value: string(a.ID), Label: a.Name})
	}
	return f
}

func (k formScreen) contacts() ui.Field {
	return k.form.Field("contact", "offer.field.contact").MayBeEmpty().WithOptions(site.FunctionOptions(k.v, k.Functions)...)
}

// area is a field for several lines.
func (k formScreen) area(name string) ui.Field {
	f := k.form.Field(name, "offer.field."+name).MayBeEmpty().WithLimit(offer.MostWords)
	f.Rows = 3
	return f
}

// number is a field for a number that need not be known.
func (k formScreen) number(name string) ui.Field {
	return k.form.Field(name, "offer.field."+name).MayBeEmpty()
}

// contentOf reads the form of an intervention.
func contentOf(v *site.Visit) offer.Content {
	f := v.Form
	c := offer.Content{Name: f.Get("name"), Sort: offer.Sort(f.Get("sort")), Purpose: f.Get("purpose"), Target: f.Get("target"), Entry: f.Get("entry"),
		Requires: slices.Clone(f["requires"]), Problems: slices.Clone(f["problems"]), AgeFrom: numberOf(f.Get("age_from")), AgeTo: numberOf(f.Get("age_to")), Extent: f.Get("extent"), Length: f.Get("length"),
		Capacity: numberOf(f.Get("capacity")), Contact: id.Function(f.Get("contact")), Ground: f.Get("ground"), Evidence: f.Get("evidence"), Cost: f.Get("cost"),
		StartsOn: f.Get("starts_on"), EndsOn: f.Get("ends_on")}
	for _, a := range f["areas"] {
		c.Areas = append(c.Areas, id.Area(a))
	}
	for name := range strings.SplitSeq(f.Get("aliases"), ",") {
		if name = strings.TrimSpace(name); name != "" {
			c.Aliases = append(c.Aliases, name)
		}
	}
	return c
}

// valuesOf are the fields of an intervention that stands.
func valuesOf(c offer.Content) map[string][]string {
	all := map[string][]string{"requires": c.Requires, "problems": c.Problems}
	for name, value := range map[string]string{"name": c.Name, "aliases": strings.Join(c.Aliases, ", "), "sort": string(c.Sort), "purpose": c.Purpose, "target": c.Target, "entry": c.Entry,
		"age_from": numeral(c.AgeFrom), "age_to": numeral(c.AgeTo), "extent": c.Extent, "length": c.Length, "capacity": numeral(c.Capacity), "contact": string(c.Contact), "ground": c.Ground,
		"evidence": c.Evidence, "cost": c.Cost, "starts_on": c.StartsOn, "ends_on": c.EndsOn} {
		all[name] = []string{value}
	}
	for _, a := range c.Areas {
		all["areas"] = append(all["areas"], string(a))
	}
	return all
}

// stateOf reads what is to become of what is saved.
func stateOf(v *site.Visit) string {
	if state := v.Form.Get("state"); state == offer.Proposed || state == offer.Approved {
		return state
	}
	return offer.Draft
}

func flashOf(state string) string {
	return map[string]string{offer.Draft: "page.flash.offer_saved", offer.Proposed: "page.flash.offer_proposed", offer.Approved: "page.flash.offer_approved"}[state]
}

func (s *server) newPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	units, err := s.Catalogue.Units(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	u := id.Unit(v.Query.Get("enhet"))
	if len(units) == 1 {
		u = units[0].ID
	}
	if u == "" {
		p := s.Page(v, v.Texts.T("offer.new.title"))
		p.Active = pathOffers
		p.Head.Back = &ui.Link{Label: v.Texts.T("offers.title"), Href: pathOffers}
		return s.Draw(w, r, v, p, unitsBody(v, units))
	}
	k, err := s.formScreen(r, v, u)
	if err != nil {
		return err
	}
	k.form = v.NewForm(pathOffers + "/ny")
	k.form.Values = map[string][]string{"unit": {string(u)}, "state": {offer.Proposed}}
	if k.MayShow {
		k.form.Values["state"] = []string{offer.Approved}
	}
	for _, a := range k.Areas {
		k.form.Values["areas"] = append(k.form.Values["areas"], string(a.ID))
	}
	if v.Actor.Unit == u {
		k.form.Values["contact"] = []string{string(v.Actor.Function)}
	}
	return s.drawForm(w, r, v, k, v.Texts.T("offer.new.title"), pathOffers)
}

func (s *server) formScreen(r *http.Request, v *site.Visit, u id.Unit) (k formScreen, err error) {
	k.v = v
	k.Form, err = s.Catalogue.Form(r.Context(), v.Actor, u)
	return k, err
}

func (s *server) drawForm(w http.ResponseWriter, r *http.Request, v *site.Visit, k formScreen, title, back string) error {
	p := s.Page(v, title)
	p.Active, p.Faults = pathOffers, k.form.Faults
	p.Head.Lead = v.Texts.T("offer.edit.lead")
	p.Head.Meta = []string{k.Unit.Name, k.Unit.OrgName}
	p.Head.Back = &ui.Link{Label: v.Texts.T("offers.title"), Href: back}
	return s.Draw(w, r, v, p, formBody(v, k, back))
}

func (s *server) add(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	u, state := id.Unit(v.Form.Get("unit")), stateOf(v)
	made, err := s.Catalogue.Add(r.Context(), v.Actor, u, contentOf(v), state)
	if faults, ok := site.Faulty(err); ok {
		k, err := s.formScreen(r, v, u)
		if err != nil {
			return err
		}
		k.form = v.Again(pathOffers+"/ny", faults)
		return s.drawForm(w, r, v, k, v.Texts.T("offer.new.title"), pathOffers)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, interventionURL(made), flashOf(state))
}

func (s *server) editPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, k, err := s.editing(r, v)
	if err != nil {
		return err
	}
	k.form = v.NewForm(r.URL.Path)
	k.form.Values, k.form.Version = valuesOf(view.Text.Content), view.Version
	k.form.Values["state"] = []string{offer.Proposed}
	if view.May[access.OfferApprove] {
		k.form.Values["state"] = []string{offer.Approved}
	}
	return s.drawForm(w, r, v, k, v.Texts.T("offer.edit.title", "name", view.Text.Name), interventionURL(view.ID))
}

func (s *server) editing(r *http.Request, v *site.Visit) (view catalogue.View, k formScreen, err error) {
	if view, err = s.Catalogue.Intervention(r.Context(), v.Actor, interventionOf(r)); err != nil {
		return view, k, err
	}
	k, err = s.formScreen(r, v, view.Unit.ID)
	return view, k, err
}

func (s *server) change(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	state := stateOf(v)
	err := s.Catalogue.Change(r.Context(), v.Actor, interventionOf(r), v.Version(), contentOf(v), state)
	faults, faulty := site.Faulty(err)
	if err == nil {
		return s.Done(w, r, interventionURL(interventionOf(r)), flashOf(state))
	}
	if !faulty && !site.Clash(err) {
		return err
	}
	view, k, again := s.editing(r, v)
	if again != nil {
		return again
	}
	k.form = v.Again(r.URL.Path, faults)
	if !faulty {
		v.Status, k.late = http.StatusConflict, err
		k.now, _ = site.Current[offer.Intervention](err)
		k.form.Version = view.Version
	}
	return s.drawForm(w, r, v, k, v.Texts.T("offer.edit.title", "name", view.Text.Name), interventionURL(view.ID))
}

// first is who changed the intervention before the reader did.
func (k formScreen) first() string {
	for _, f := range k.Functions {
		if f.ID == k.now.Text.By {
			return f.Name
		}
	}
	return k.Unit.Name
}

// differences are what stands now beside what was typed.
func (k formScreen) differences() (all []ui.Difference) {
	c, mine := k.now.Text.Content, contentOf(k.v)
	for _, one := range [][3]string{{"name", c.Name, mine.Name}, {"purpose", c.Purpose, mine.Purpose}, {"target", c.Target, mine.Target}, {"entry", c.Entry, mine.Entry},
		{"extent", c.Extent, mine.Extent}, {"length", c.Length, mine.Length}, {"ground", c.Ground, mine.Ground}} {
		if one[1] != one[2] {
			all = append(all, ui.Difference{Label: k.v.Texts.T("offer.field." + one[0]), Old: one[1], New: one[2]})
		}
	}
	return all
}
