package web

import (
	"net/http"

	"samverk/internal/consent"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// waitingPage is what a person with protected identity has asked for, for the
// function that is to meet her, and for herself.
func (s *server) waitingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawWaiting(w, r, v, v.NewForm(""), nil)
}

func (s *server) drawWaiting(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form, late error) error {
	view, err := s.App.Consent(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := s.consentScreen(v, view)
	if view.Pending.ID == "" && late == nil {
		return s.Done(w, r, consentURL(view.Case.ID), "")
	}
	f.Action, f.Version = consentURL(view.Case.ID)+"/vantar", view.Pending.Version
	k.form = f
	p := s.consentFrame(v, k, k.say("pending"))
	p.Head.Back, p.Faults = k.backLink(), f.Faults
	p.Head.Chips = append(p.Head.Chips, k.chip())
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, waitingBody(v, k, late))
}

// settleWaiting confirms or refuses what waits, or takes it back.
func (s *server) settleWaiting(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, flash := site.CaseOf(r), "page.flash.consent_taken_back"
	var err error
	switch {
	case v.Actor.Self():
		err = s.Own.TakeBackConsent(r.Context(), v.Actor, c, v.Version())
	case v.Form.Get("do") == "refuse":
		flash = "page.flash.consent_refused"
		err = s.Own.RefuseConsent(r.Context(), v.Actor, c, v.Version())
	default:
		flash = "page.flash.consent_confirmed"
		err = s.Own.ConfirmConsent(r.Context(), v.Actor, c, v.Version(), v.Form.Get("met") == "yes")
	}
	if faults, ok := site.Faulty(err); ok {
		return s.drawWaiting(w, r, v, v.Again("", faults), nil)
	}
	if site.Clash(err) {
		return s.drawWaiting(w, r, v, v.NewForm(""), err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, consentURL(c), flash)
}

// asked are the changes that wait, as against what stands now.
func (k consentScreen) asked() []consent.Step {
	var wider []consent.Step
	for _, s := range consent.Steps(k.Consent.Grid, k.Pending.Wanted.Grid) {
		if s.Gained != 0 {
			wider = append(wider, consent.Step{Unit: s.Unit, Gained: s.Gained})
		}
	}
	return wider
}

// metField is the question that confirming takes.
func (k consentScreen) metField() ui.Field {
	f := k.form.Field("met", "consentpage.pending.met")
	f.Options = []ui.Option{{Value: "yes", Label: k.v.Texts.T("consentpage.pending.met.yes")}}
	return f
}

// ending warns when the consent comes to its end: 30, 14 and 3 days before.
func (k consentScreen) ending() (tone ui.Tone, title string) {
	if k.Consent.ID == "" {
		return "", ""
	}
	return endingSoon(k.v, k.Consent.EndsOn, k.Today)
}

// endingSoon says how soon a consent ends, and nothing while that is far off.
func endingSoon(v *site.Visit, endsOn, today string) (ui.Tone, string) {
	t := v.Texts
	args := []string{"day", t.Day(endsOn), "when", t.RelativeDay(endsOn, v.Now)}
	switch consent.StepAt(endsOn, today) {
	case 3:
		return ui.Error, t.T("mine.consent.ends.soon", args...)
	case 14:
		return ui.Warning, t.T("mine.consent.ends", args...)
	case 30:
		return ui.Info, t.T("mine.consent.ends", args...)
	}
	if endsOn < today {
		return ui.Error, t.T("mine.consent.ended", "day", t.Day(endsOn))
	}
	return "", ""
}
