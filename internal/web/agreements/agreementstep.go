package agreements

import (
	"context"
	"net/http"
	"slices"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/structure"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// agreementStep is something that is done to an agreement on a page of its own.
type agreementStep struct {
	path   string
	title  string // keys of its texts
	text   string
	flash  string
	danger bool
	may    func(agreementScreen) bool
	take   func(context.Context, *structure.Service, *site.Visit, id.Agreement) error
}

func agreementSteps() []agreementStep {
	return []agreementStep{
		{"neka", "agreements.decline", "agreements.decline.text", "page.flash.agreement_declined", false, agreementScreen.Waits,
			func(ctx context.Context, a *structure.Service, v *site.Visit, which id.Agreement) error {
				return a.DeclineAgreement(ctx, v.Actor, which, v.Form.Get("reason"), v.Version())
			}},
		{"ta-tillbaka", "agreements.take_back", "agreements.take_back.text", "page.flash.agreement_taken_back", false,
			func(k agreementScreen) bool { return k.Keeps(agreement.Signing) },
			func(ctx context.Context, a *structure.Service, v *site.Visit, which id.Agreement) error {
				return a.TakeBackAgreement(ctx, v.Actor, which, v.Version())
			}},
		{"granska", "agreements.reviewed", "agreements.reviewed.text", "page.flash.agreement_reviewed", false,
			func(k agreementScreen) bool { return k.Keeps(agreement.Published) },
			func(ctx context.Context, a *structure.Service, v *site.Visit, which id.Agreement) error {
				return a.ReviewAgreement(ctx, v.Actor, which, v.Form.Get("review_on"), v.Form.Get("words"), v.Version())
			}},
		{"kasta", "agreements.discard", "agreements.discard.text", "page.flash.agreement_discarded", true,
			func(k agreementScreen) bool { return k.Keeps(agreement.Draft) && k.Shown.Number > 1 },
			func(ctx context.Context, a *structure.Service, v *site.Visit, which id.Agreement) error {
				return a.DiscardAgreement(ctx, v.Actor, which, v.Version())
			}},
		{"avsluta", "agreements.end", "agreements.end.text", "page.flash.agreement_ended", true, agreementScreen.mayKeep,
			func(ctx context.Context, a *structure.Service, v *site.Visit, which id.Agreement) error {
				return a.EndAgreement(ctx, v.Actor, which, v.Form.Get("reason"), v.Version())
			}},
	}
}

// stepOf finds the step that an address names.
func stepOf(r *http.Request) (agreementStep, error) {
	for _, st := range agreementSteps() {
		if st.path == r.PathValue("step") {
			return st, nil
		}
	}
	return agreementStep{}, errs.Missing()
}

func (st agreementStep) url(a id.Agreement) string { return agreementURL(a) + "/steg/" + st.path }

// stepScreen is a step on its page.
type stepScreen struct {
	agreementScreen
	agreementStep
	f ui.Form
}

// words is what the step leads to.
func (k stepScreen) words() string {
	if k.path == "avsluta" && !slices.ContainsFunc(k.Versions, agreement.Version.Frozen) {
		return k.v.Texts.T("agreements.end.draft")
	}
	return k.v.Texts.T(k.text, "n", site.Number(k.Shown.Number), "before", site.Number(k.Shown.Number-1))
}

// do is the label of the button.
func (k stepScreen) do() string {
	switch k.path {
	case "neka":
		return k.v.Texts.T("agreements.decline.do", "party", k.own().Name)
	case "avsluta":
		return k.v.Texts.T("agreements.end.do")
	}
	return k.v.Texts.T(k.title)
}

func (s *server) agreementStepPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	st, err := stepOf(r)
	if err != nil {
		return err
	}
	k, err := s.agreementScreen(r, v, "")
	if err != nil {
		return err
	}
	if !st.may(k) {
		return s.Done(w, r, agreementURL(k.ID), "")
	}
	return s.drawStep(w, r, stepScreen{k, st, k.form("/steg/" + st.path)})
}

func (s *server) drawStep(w http.ResponseWriter, r *http.Request, k stepScreen) error {
	k.v.Path = k.url(k.ID)
	p := s.agreementFrame(k.agreementScreen, k.v.Texts.T(k.title))
	p.Faults = k.f.Faults
	p.Head.Meta = []string{k.Title, k.Area.Name, k.v.Texts.T("agreements.numbered", "n", site.Number(k.Shown.Number))}
	return s.Draw(w, r, k.v, p, agreementStepBody(k.v, k))
}

func (s *server) takeAgreementStep(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	st, err := stepOf(r)
	if err != nil {
		return err
	}
	a := agreementOf(r)
	err = st.take(r.Context(), s.Structure, v, a)
	faults, faulty := site.Faulty(err)
	switch {
	case err == nil:
		return s.Done(w, r, agreementURL(a), st.flash)
	case !faulty:
		return s.agreementLate(w, r, v, err)
	}
	k, err := s.agreementScreen(r, v, "")
	if err != nil {
		return err
	}
	return s.drawStep(w, r, stepScreen{k, st, v.Again(st.url(a), faults)})
}

// agreementLate draws the agreement as it stands now when somebody was first.
func (s *server) agreementLate(w http.ResponseWriter, r *http.Request, v *site.Visit, late error) error {
	if !site.Clash(late) {
		return late
	}
	k, err := s.agreementScreen(r, v, "")
	if err != nil {
		return err
	}
	v.Status, k.late = http.StatusConflict, late
	v.Path = agreementURL(k.ID)
	return s.drawAgreement(w, r, k)
}

// openAgreement sends a draft to be signed, and leads back into it when
// something is missing.
func (s *server) openAgreement(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	a := agreementOf(r)
	err := s.Structure.OpenAgreement(r.Context(), v.Actor, a, v.Version())
	if err == nil {
		return s.Done(w, r, agreementURL(a), "page.flash.agreement_opened")
	}
	faults, ok := site.Faulty(err)
	if !ok {
		return s.agreementLate(w, r, v, err)
	}
	k, err := s.agreementScreen(r, v, "")
	if err != nil {
		return err
	}
	k.late = errs.New(errs.Conflict, "agreements.open.lacks")
	return s.drawEdit(w, r, editScreen{agreementScreen: k, f: k.draftForm(faults)})
}

func (s *server) signAgreement(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	a := agreementOf(r)
	if err := s.Structure.SignAgreement(r.Context(), v.Actor, a, v.Version()); err != nil {
		return s.agreementLate(w, r, v, err)
	}
	return s.Done(w, r, agreementURL(a), "page.flash.agreement_signed")
}

func (s *server) nextAgreement(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	a := agreementOf(r)
	if err := s.Structure.NextAgreement(r.Context(), v.Actor, a, v.Version()); err != nil {
		return s.agreementLate(w, r, v, err)
	}
	return s.Done(w, r, agreementURL(a)+"/andra", "page.flash.agreement_next")
}

// copyScreen is where an agreement is copied to.
type copyScreen struct {
	agreementScreen
	f     ui.Form
	areas []org.Area
}

// mayCopy reports whether the reader keeps agreements somewhere.
func mayCopy(v *site.Visit) bool {
	return v.Role == access.Coordinator || v.Role == access.Manager || v.Role == access.Federation
}

func (s *server) copyAgreementPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.agreementScreen(r, v, v.Query.Get("version"))
	if err != nil {
		return err
	}
	f := v.NewForm(agreementURL(k.ID) + "/kopiera")
	f.Values["number"] = []string{site.Number(k.Shown.Number)}
	return s.drawCopy(w, r, copyScreen{agreementScreen: k, f: f})
}

func (s *server) drawCopy(w http.ResponseWriter, r *http.Request, k copyScreen) (err error) {
	if k.areas, err = s.keptAreas(r, k.v); err != nil {
		return err
	}
	k.v.Path = agreementURL(k.ID) + "/kopiera"
	p := s.agreementFrame(k.agreementScreen, k.v.Texts.T("agreements.copy"))
	p.Faults = k.f.Faults
	p.Head.Lead = k.v.Texts.T("agreements.copy.text")
	p.Head.Meta = []string{k.Title, k.Area.Name, k.v.Texts.T("agreements.numbered", "n", k.f.Value("number"))}
	return s.Draw(w, r, k.v, p, copyAgreementBody(k.v, k))
}

func (s *server) copyAgreement(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n, err := agreementNumber(v.Form.Get("number"))
	if err != nil {
		return err
	}
	a, err := s.Structure.CopyAgreement(r.Context(), v.Actor, agreementOf(r), n, id.Area(v.Form.Get("area")))
	faults, faulty := site.Faulty(err)
	switch {
	case err == nil:
		return s.Done(w, r, agreementURL(a)+"/andra", "page.flash.agreement_copied")
	case !faulty:
		return err
	}
	k, err := s.agreementScreen(r, v, v.Form.Get("number"))
	if err != nil {
		return err
	}
	return s.drawCopy(w, r, copyScreen{agreementScreen: k, f: v.Again(agreementURL(k.ID)+"/kopiera", faults)})
}
