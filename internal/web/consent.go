package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/consent"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) consentRoutes() []site.Route {
	return []site.Route{
		{"GET /arenden/{case}/samtycke", site.Acting, s.consentPage},
		{"POST /arenden/{case}/samtycke", site.Acting, s.giveConsent},
		{"GET /arenden/{case}/samtycke/dra-tillbaka", site.Acting, s.withdrawPage},
		{"POST /arenden/{case}/samtycke/dra-tillbaka", site.Acting, s.withdrawConsent},
		{"GET /arenden/{case}/samtycke/fornya", site.Acting, s.renewPage},
		{"GET /arenden/{case}/samtycke/blankett", site.Acting, s.consentPaper},
		{"GET /arenden/{case}/samtycke/vantar", site.Acting, s.waitingPage},
		{"POST /arenden/{case}/samtycke/vantar", site.Acting, s.settleWaiting},
		{"POST /arenden/{case}/sparrar", site.Acting, s.setBlock},
		{"POST /arenden/{case}/sparrar/{block}/hav", site.Acting, s.liftBlock},
		{"GET /vem-far-veta-vad", site.Herself, s.myConsentPage},
	}
}

func consentURL(c id.Case) string { return site.CaseURL(c) + "/samtycke" }

func (s *server) consentPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.showConsent(w, r, v, id.Case(r.PathValue("case")))
}

// myConsentPage is the same grid for the person, about the newest of her cases.
func (s *server) myConsentPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c, err := s.myCase(r, v)
	if err != nil {
		return err
	}
	if c == "" {
		return s.drawNoCase(w, r, v, v.Texts.T("mine.consent.title"))
	}
	return s.showConsent(w, r, v, c)
}

func (s *server) showConsent(w http.ResponseWriter, r *http.Request, v *site.Visit, c id.Case) error {
	view, err := s.App.Consent(r.Context(), v.Actor, c)
	if err != nil {
		return err
	}
	return s.drawConsent(w, r, http.StatusOK, s.consentScreen(v, view))
}

// consentScreen is a consent as its page shows it.
type consentScreen struct {
	app.ConsentView
	v      *site.Visit
	now    time.Time
	form   ui.Form
	grid   consent.Grid // as it is ticked
	rows   []org.Unit   // with those that are being added
	theirs *consent.Consent
}

func (s *server) consentScreen(v *site.Visit, view app.ConsentView) consentScreen {
	k := consentScreen{ConsentView: view, v: v, now: s.Options.Now(), grid: view.Consent.Grid, rows: view.Rows}
	k.form = v.NewForm(consentURL(view.Case.ID))
	k.form.Version = view.Consent.Version
	now := view.Consent
	starts, ends := now.StartsOn, now.EndsOn
	if !now.InForce(view.Today) {
		starts, ends = view.Today, site.LaterDay(view.Today, 0, 6)
	}
	purpose, givenBy := now.Purpose, now.GivenBy
	if now.ID == "" {
		purpose, givenBy = v.Texts.T("consentpage.purpose.usual"), "person"
	}
	for name, value := range map[string]string{"how": string(now.How), "given_by": givenBy, "purpose": purpose, "starts_on": starts, "ends_on": ends} {
		k.form.Values[name] = []string{value}
	}
	return k
}

// typed puts what was sent in place of what stands.
func (k *consentScreen) typed() {
	k.form = k.v.Again(k.form.Action, nil)
	k.form.Version = k.Consent.Version
	k.grid, k.rows = consent.Grid{}, slices.Clone(k.Rows)
	known := map[id.Unit]bool{}
	for _, u := range k.Rows {
		known[u.ID] = true
	}
	for _, u := range append(slices.Clone(k.v.Form["row"]), k.v.Form.Get("add")) {
		unit := id.Unit(u)
		if i := slices.IndexFunc(k.Others, func(o org.Unit) bool { return o.ID == unit }); i >= 0 && !known[unit] {
			k.rows = append(k.rows, k.Others[i])
			known[unit] = true
		}
	}
	for unit := range known {
		k.grid[unit] = access.ParseSet(strings.Join(k.v.Form[ui.GridName(string(unit))], ","))
	}
}

func (k consentScreen) decided() consent.New {
	f := k.v.Form
	return consent.New{
		How: consent.How(f.Get("how")), GivenBy: f.Get("given_by"), Purpose: f.Get("purpose"), SignedOn: f.Get("signed_on"),
		StartsOn: f.Get("starts_on"), EndsOn: f.Get("ends_on"), Grid: k.grid, Version: max(k.v.Version(), 0),
	}
}

func (s *server) giveConsent(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c := id.Case(r.PathValue("case"))
	view, err := s.App.Consent(r.Context(), v.Actor, c)
	if err != nil {
		return err
	}
	k := s.consentScreen(v, view)
	k.typed()
	switch v.Form.Get("do") {
	case "row", "edit":
		return s.drawConsent(w, r, http.StatusOK, k)
	case "look":
		return s.lookAtConsent(w, r, k)
	case "print":
		return s.drawConsentPaper(w, r, k, false)
	}
	n := k.decided()
	given, err := s.App.GiveConsent(r.Context(), v.Actor, c, n)
	if err == nil && given == "" {
		return s.Done(w, r, consentURL(c), "page.flash.consent_waits")
	}
	if faults, ok := site.Faulty(err); ok {
		k.form.Faults = faults
		return s.drawConsent(w, r, http.StatusUnprocessableEntity, k)
	}
	if now, ok := site.Current[consent.Consent](err); ok {
		k.theirs = &now
		return s.drawConsent(w, r, http.StatusConflict, k)
	}
	if err != nil {
		return err
	}
	p := s.consentFrame(v, k, v.Texts.T("consentpage.saved"))
	return s.Draw(w, r, v, p, consentSaved(v, k, consent.Steps(view.Consent.Grid, n.Grid)))
}

// consentFrame is the frame of a page about the consent of a case.
func (s *server) consentFrame(v *site.Visit, k consentScreen, title string) ui.Page {
	p := s.CasePart(v, site.CaseHead{Case: k.Case, Identity: k.Identity}, title)
	p.Active = "/arenden"
	if v.Actor.Self() {
		p.Active, p.Head.Back = "/vem-far-veta-vad", nil
	}
	p.Path = consentURL(k.Case.ID)
	return p
}

func (s *server) drawConsent(w http.ResponseWriter, r *http.Request, status int, k consentScreen) error {
	v, t := k.v, k.v.Texts
	p := s.consentFrame(v, k, t.T("consentpage.title"))
	body := consentBody(v, k)
	switch {
	case v.Actor.Self() && !k.MayGive:
		p.Title = t.T("mine.consent.title")
		body = consentToRead(v, k)
	case v.Actor.Self():
		p.Title = t.T("mine.consent.title")
		p.Head.Lead = t.T("mine.consent.lead")
		if !k.MayGive { // somebody who acts for the person, in other tasks
			p.Head.Lead, body = "", consentSeen(v, k)
		}
	case k.MayGive:
		p.Head.Lead = t.T("consentpage.lead")
	default:
		p.Head.Lead = t.T("consentpage.lead.party")
		body = consentOfParty(v, k)
	}
	p.Faults = k.form.Faults
	p.Head.Chips = append(p.Head.Chips, k.chip())
	if status != http.StatusOK {
		v.Status = status
	}
	return s.Draw(w, r, v, p, body)
}

func (k consentScreen) chip() ui.Chip {
	t := k.v.Texts
	switch c := k.Consent; {
	case c.ID == "":
		return ui.Chip{Text: t.T("consentpage.none"), Tone: ui.Warning}
	case c.EndsOn < k.Today:
		return ui.Chip{Text: t.T("page.case.consent_ended", "day", t.Day(c.EndsOn)), Tone: ui.Error}
	case c.StartsOn > k.Today:
		return ui.Chip{Text: t.T("consentpage.begins", "day", t.Day(c.StartsOn)), Tone: ui.Warning}
	case site.Near(k.v, c.EndsOn, k.now, 30):
		return ui.Chip{Text: t.T("page.case.consent_until", "day", t.Day(c.EndsOn)), Tone: ui.Warning}
	}
	return ui.Chip{Text: t.T("page.case.consent_until", "day", t.Day(k.Consent.EndsOn)), Tone: ui.Success}
}

func (s *server) withdrawPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.App.Consent(r.Context(), v.Actor, id.Case(r.PathValue("case")))
	if err != nil {
		return err
	}
	k := s.consentScreen(v, view)
	if view.Consent.ID == "" || !view.MayGive {
		return s.Done(w, r, consentURL(view.Case.ID), "")
	}
	p := s.consentFrame(v, k, v.Texts.T("consentpage.withdraw"))
	p.Head.Back = k.backLink()
	return s.Draw(w, r, v, p, withdrawBody(v, k))
}

func (s *server) withdrawConsent(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c := id.Case(r.PathValue("case"))
	err := s.App.WithdrawConsent(r.Context(), v.Actor, c, v.Version())
	if site.Clash(err) {
		// Somebody changed it first: the person still decides, on the page as it stands now.
		return s.Done(w, r, consentURL(c), "page.flash.consent_changed")
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, consentURL(c), "page.flash.consent_withdrawn")
}

func (s *server) setBlock(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c := id.Case(r.PathValue("case"))
	err := s.App.SetBlock(r.Context(), v.Actor, c, id.Unit(v.Form.Get("unit")))
	if faults, ok := site.Faulty(err); ok {
		view, err := s.App.Consent(r.Context(), v.Actor, c)
		if err != nil {
			return err
		}
		k := s.consentScreen(v, view)
		k.form.Faults = faults
		return s.drawConsent(w, r, http.StatusUnprocessableEntity, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, consentURL(c), "page.flash.block_set")
}

func (s *server) liftBlock(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c := id.Case(r.PathValue("case"))
	if err := s.App.LiftBlock(r.Context(), v.Actor, c, id.Block(r.PathValue("block"))); err != nil {
		return err
	}
	return s.Done(w, r, consentURL(c), "page.flash.block_lifted")
}
