package web

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/web/ui"
)

// The steps that can be taken with a request, as they stand in addresses.
const (
	stepAccept   = "ta-emot"
	stepAsk      = "fraga"
	stepAnswer   = "svara"
	stepForward  = "skicka-vidare"
	stepDecline  = "avboj"
	stepWithdraw = "aterta"
	stepConsent  = "samtycke"
)

func (s *server) stepRoutes() []route {
	return []route{
		{"POST /begaran/{request}/" + stepAccept, function, s.acceptRequest},
		{"POST /begaran/{request}/" + stepAsk, function, s.askBack},
		{"POST /begaran/{request}/" + stepAnswer, acting, s.answerRequest},
		{"POST /begaran/{request}/" + stepForward, function, s.forwardRequest},
		{"POST /begaran/{request}/" + stepDecline, function, s.declineRequest},
		{"POST /begaran/{request}/" + stepWithdraw, acting, s.withdrawRequest},
		{"POST /begaran/{request}/" + stepConsent, acting, s.consentToRequest},
	}
}

// stepped answers a step with a request: on where it succeeded, else the
// request as it stands now, with what was typed.
func (s *server) stepped(w http.ResponseWriter, r *http.Request, v *visit, a attempt, err error) error {
	a.form = ui.Form{Values: v.form}
	if faults, ok := faulty(err); ok {
		a.form.Faults = faults
		return s.drawRequest(w, r, v, a)
	}
	if clash(err) {
		a.clash = err
		return s.drawRequest(w, r, v, a)
	}
	return err
}

func requestOf(r *http.Request) id.Request { return id.Request(r.PathValue("request")) }

func (s *server) acceptRequest(w http.ResponseWriter, r *http.Request, v *visit) error {
	c, err := s.app.AcceptRequest(r.Context(), v.Actor, requestOf(r), v.version())
	if err != nil {
		return s.stepped(w, r, v, attempt{step: stepAccept}, err)
	}
	return s.done(w, r, caseURL(c), "page.flash.case_opened")
}

func (s *server) askBack(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := s.app.AskBack(r.Context(), v.Actor, requestOf(r), v.version(), v.form.Get("words")); err != nil {
		return s.stepped(w, r, v, attempt{step: stepAsk}, err)
	}
	return s.done(w, r, requestURL(requestOf(r)), "page.flash.asked_back")
}

func (s *server) answerRequest(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := s.app.AnswerRequest(r.Context(), v.Actor, requestOf(r), v.version(), v.form.Get("words")); err != nil {
		return s.stepped(w, r, v, attempt{step: stepAnswer}, err)
	}
	return s.done(w, r, requestURL(requestOf(r)), "page.flash.answered")
}

func (s *server) forwardRequest(w http.ResponseWriter, r *http.Request, v *visit) error {
	to := app.Forward{To: id.Function(v.form.Get("to")), Reason: v.form.Get("reason"), Words: v.form.Get("words")}
	if err := s.app.ForwardRequest(r.Context(), v.Actor, requestOf(r), v.version(), to); err != nil {
		return s.stepped(w, r, v, attempt{step: stepForward}, err)
	}
	// The request is no longer the reader's to see.
	return s.done(w, r, "/begaran", "page.flash.forwarded")
}

func (s *server) declineRequest(w http.ResponseWriter, r *http.Request, v *visit) error {
	err := s.app.DeclineRequest(r.Context(), v.Actor, requestOf(r), v.version(), v.form.Get("reason"), v.form.Get("words"))
	if err != nil {
		return s.stepped(w, r, v, attempt{step: stepDecline}, err)
	}
	return s.done(w, r, requestURL(requestOf(r)), "page.flash.declined")
}

func (s *server) withdrawRequest(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := s.app.WithdrawRequest(r.Context(), v.Actor, requestOf(r), v.version(), v.form.Get("reason")); err != nil {
		return s.stepped(w, r, v, attempt{step: stepWithdraw}, err)
	}
	return s.done(w, r, requestURL(requestOf(r)), "page.flash.withdrawn")
}

func (s *server) consentToRequest(w http.ResponseWriter, r *http.Request, v *visit) error {
	if err := s.app.ConsentToRequest(r.Context(), v.Actor, requestOf(r), v.version(), v.form.Get("consent_how")); err != nil {
		return s.stepped(w, r, v, attempt{step: stepConsent}, err)
	}
	return s.done(w, r, requestURL(requestOf(r)), "page.flash.request_agreed")
}

// answers reports whether the reader can do something about the request now.
func (k requestScreen) answers() bool { return len(k.May) > 0 }

// waitsForConsent reports whether the receiver would take it on, could she.
func (k requestScreen) waitsForConsent() bool {
	return k.may(access.RequestDecline) && !k.may(access.RequestAccept)
}
