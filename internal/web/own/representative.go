package own

import (
	"net/http"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/own"
	"samverk/internal/representative"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) representativeRoutes() []site.Route {
	const of = "/arenden/{case}/ombud"
	return []site.Route{
		{"GET " + of, site.Acting, s.representativesPage},
		{"POST " + of, site.Acting, s.represent},
		{"GET " + of + "/nytt", site.Acting, s.representPage},
		{"GET " + of + "/fullmakt", site.Acting, s.powerPage},
		{"GET " + of + "/{representative}/bevis", site.Acting, s.provePage},
		{"POST " + of + "/{representative}/bevis", site.Acting, s.prove},
		{"GET " + of + "/{representative}/avsluta", site.Acting, s.endPage},
		{"POST " + of + "/{representative}/avsluta", site.Acting, s.end},
	}
}

func representativesURL(c id.Case) string { return site.CaseURL(c) + "/ombud" }

func (k representativesScreen) urlOf(r representative.Representative) string {
	return representativesURL(k.Case.ID) + "/" + string(r.ID)
}

// representativesScreen is who acts for a person, as the pages show it.
type representativesScreen struct {
	own.RepresentativesView
	v    *site.Visit
	form ui.Form
	one  representative.Representative // that a page is about
	late error                         // somebody was first
}

func (s *server) view(r *http.Request, v *site.Visit) (representativesScreen, error) {
	view, err := s.Own.Representatives(r.Context(), v.Actor, site.CaseOf(r))
	return representativesScreen{RepresentativesView: view, v: v}, err
}

// granting is view for pages that only one who may grant has use for.
func (s *server) granting(r *http.Request, v *site.Visit) (representativesScreen, error) {
	k, err := s.view(r, v)
	if err == nil && !k.MayGrant {
		err = errs.New(errs.Denied, "denied")
	}
	return k, err
}

// about is granting for a page about one of them, which stands open still.
func (s *server) about(r *http.Request, v *site.Visit) (representativesScreen, error) {
	k, err := s.granting(r, v)
	if err != nil {
		return k, err
	}
	i := slices.IndexFunc(k.All, func(x representative.Representative) bool { return string(x.ID) == r.PathValue("representative") })
	if i < 0 {
		return k, errs.Missing()
	}
	k.one = k.All[i]
	return k, nil
}

// frame is the frame of a page about who acts for the person.
func (s *server) frame(v *site.Visit, k representativesScreen, title string, back bool) ui.Page {
	p := s.CasePart(v, site.CaseHead{Case: k.Case, Identity: k.Identity}, title)
	p.Active = "/arenden"
	if v.Actor.Self() {
		p.Active = "/min-plan"
	}
	if back {
		p.Head.Back = &ui.Link{Label: k.title(), Href: representativesURL(k.Case.ID)}
	}
	p.Faults = k.form.Faults
	return p
}

func (k representativesScreen) title() string {
	if k.v.Actor.Self() && k.v.Part == nil {
		return k.v.Texts.T("representatives.mine")
	}
	return k.v.Texts.T("representatives.title")
}

func (s *server) representativesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.view(r, v)
	if err != nil {
		return err
	}
	return s.drawRepresentatives(w, r, v, k)
}

func (s *server) drawRepresentatives(w http.ResponseWriter, r *http.Request, v *site.Visit, k representativesScreen) error {
	t := v.Texts
	p := s.frame(v, k, k.title(), false)
	switch {
	case v.Part != nil:
		p.Head.Lead = t.T("representatives.lead.part")
	case k.Self:
		p.Head.Lead = t.T("representatives.lead.mine")
	default:
		p.Head.Lead = t.T("representatives.lead")
	}
	if k.MayGrant {
		p.Head.Actions = []ui.Action{
			{Label: t.T("representatives.power"), Href: representativesURL(k.Case.ID) + "/fullmakt", Icon: "print"},
			{Label: t.T("representatives.add"), Href: representativesURL(k.Case.ID) + "/nytt", Icon: "plus", Primary: true},
		}
	}
	return s.Draw(w, r, v, p, representativesBody(v, k))
}

func (s *server) representPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.granting(r, v)
	if err != nil {
		return err
	}
	k.form = v.NewForm(representativesURL(k.Case.ID))
	k.form.Values["starts_on"] = []string{k.Today}
	k.form.Values["ends_on"] = []string{site.LaterDay(k.Today, 0, 6)}
	k.form.Values["tasks"] = []string{"read"}
	return s.drawRepresent(w, r, v, k)
}

func (s *server) drawRepresent(w http.ResponseWriter, r *http.Request, v *site.Visit, k representativesScreen) error {
	title := v.Texts.T("representatives.new")
	if k.Self {
		title = v.Texts.T("representatives.new.mine")
	}
	p := s.frame(v, k, title, true)
	p.Head.Lead = v.Texts.T("representatives.new.lead")
	if k.Self {
		p.Head.Lead = v.Texts.T("representatives.new.lead.mine")
	}
	return s.Draw(w, r, v, p, representForm(v, k))
}

func (s *server) represent(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	n := representative.New{
		Kind: representative.Kind(f.Get("kind")), Name: f.Get("name"), Number: f.Get("number"),
		Tasks: access.ParseTasks(strings.Join(f["tasks"], ",")), StartsOn: f.Get("starts_on"), EndsOn: f.Get("ends_on"),
		How: f.Get("how"), Proof: f.Get("proof"), ProofOn: f.Get("proof_on"),
	}
	c := site.CaseOf(r)
	made, err := s.Own.Represent(r.Context(), v.Actor, c, n)
	if faults, ok := site.Faulty(err); ok {
		k, err := s.granting(r, v)
		if err != nil {
			return err
		}
		k.form = v.Again(representativesURL(c), faults)
		return s.drawRepresent(w, r, v, k)
	}
	if err != nil {
		return err
	}
	k, err := s.view(r, v)
	if err != nil {
		return err
	}
	flash := "page.flash.represented"
	if slices.ContainsFunc(k.All, func(x representative.Representative) bool {
		return x.ID == made && x.State(k.Today) == representative.Waiting
	}) {
		flash = "page.flash.represented_waits"
	}
	return s.Done(w, r, representativesURL(c), flash)
}

func (s *server) provePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.about(r, v)
	if err != nil {
		return err
	}
	if k.Self || k.one.State(k.Today) != representative.Waiting {
		return s.Done(w, r, representativesURL(k.Case.ID), "")
	}
	k.form = v.NewForm(k.urlOf(k.one) + "/bevis")
	k.form.Version = k.one.Version
	k.form.Values["ends_on"], k.form.Values["proof"], k.form.Values["proof_on"] = []string{k.one.EndsOn}, []string{k.one.Proof}, []string{k.one.ProofOn}
	return s.drawProve(w, r, v, k)
}

func (s *server) drawProve(w http.ResponseWriter, r *http.Request, v *site.Visit, k representativesScreen) error {
	p := s.frame(v, k, v.Texts.T("representatives.prove"), true)
	p.Head.Lead = v.Texts.T("representatives.prove.lead")
	return s.Draw(w, r, v, p, proveForm(v, k))
}

func (s *server) prove(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	proof := representative.Proof{Proof: v.Form.Get("proof"), ProofOn: v.Form.Get("proof_on"), EndsOn: v.Form.Get("ends_on")}
	one := id.Representative(r.PathValue("representative"))
	err := s.Own.ProveRepresentative(r.Context(), v.Actor, site.CaseOf(r), one, v.Version(), proof)
	if faults, ok := site.Faulty(err); ok {
		k, err := s.about(r, v)
		if err != nil {
			return err
		}
		k.form = v.Again(k.urlOf(k.one)+"/bevis", faults)
		return s.drawProve(w, r, v, k)
	}
	return s.settled(w, r, v, "page.flash.represented_proved", err)
}

// settled answers a step with one of them: where somebody was first, with the
// list as it stands now.
func (s *server) settled(w http.ResponseWriter, r *http.Request, v *site.Visit, flash string, err error) error {
	if site.Clash(err) {
		k, viewed := s.view(r, v)
		if viewed != nil {
			return viewed
		}
		k.late, v.Status = err, http.StatusConflict
		return s.drawRepresentatives(w, r, v, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, representativesURL(site.CaseOf(r)), flash)
}

func (s *server) endPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.about(r, v)
	if err != nil {
		return err
	}
	if !k.one.Open(k.Today) {
		return s.Done(w, r, representativesURL(k.Case.ID), "")
	}
	p := s.frame(v, k, v.Texts.T("representatives.end"), true)
	return s.Draw(w, r, v, p, ui.ConfirmBody(v.Texts, k.endDialog(k.one)))
}

// endDialog asks before somebody may do no more for the person.
func (k representativesScreen) endDialog(one representative.Representative) ui.Dialog {
	t := k.v.Texts
	return ui.Dialog{ID: "avsluta-" + string(one.ID), Title: t.T("representatives.end.sure", "name", one.Name), Text: t.T("representatives.end.text"),
		Action: k.urlOf(one) + "/avsluta", Do: t.T("representatives.end.do"), Danger: true, Version: site.Number(one.Version), Once: site.NewOnce()}
}

func (s *server) end(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Own.EndRepresentative(r.Context(), v.Actor, site.CaseOf(r), id.Representative(r.PathValue("representative")), v.Version())
	return s.settled(w, r, v, "page.flash.represented_ended", err)
}

// powerPage is a power of attorney to sign on paper.
func (s *server) powerPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.granting(r, v)
	if err != nil {
		return err
	}
	p := s.frame(v, k, v.Texts.T("power.title"), true)
	p.Print, p.Running, p.Head.Meta = true, site.Upper(v.Texts.T("page.case.ref", "ref", k.Case.Ref)), nil
	return s.Draw(w, r, v, p, powerSheet(v, k))
}
