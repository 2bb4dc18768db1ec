package web

import (
	"net/http"
	"strings"

	"samverk/internal/consent"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// backLink leads to the consent of the case.
func (k consentScreen) backLink() *ui.Link {
	if k.v.Actor.Self() {
		return &ui.Link{Label: k.v.Texts.T("mine.consent.title"), Href: consentURL(k.Case.ID)}
	}
	return &ui.Link{Label: k.v.Texts.T("consentpage.title"), Href: consentURL(k.Case.ID)}
}

// lookAtConsent says in words what would change, before it is saved.
func (s *server) lookAtConsent(w http.ResponseWriter, r *http.Request, k consentScreen) error {
	n := k.decided()
	if k.v.Actor.Self() {
		n.How, n.GivenBy = consent.Digital, "person"
	}
	n.Opened = k.v.Texts.ISO(k.Case.OpenedAt)
	if faults, ok := site.Faulty(n.Check(k.Today)); ok {
		k.form.Faults = faults
		return s.drawConsent(w, r, http.StatusUnprocessableEntity, k)
	}
	if n.Version != k.Consent.Version {
		k.theirs = &k.Consent
		return s.drawConsent(w, r, http.StatusConflict, k)
	}
	return s.drawLook(w, r, k, n)
}

// drawLook is the last page before a consent is saved.
func (s *server) drawLook(w http.ResponseWriter, r *http.Request, k consentScreen, n consent.New) error {
	p := s.consentFrame(k.v, k, k.v.Texts.T("consentpage.step"))
	p.Head.Back = k.backLink()
	return s.Draw(w, r, k.v, p, consentStep(k.v, stepScreen{consentScreen: k, n: n}))
}

// renewPage shows the consent as it stands, to go on for half a year.
func (s *server) renewPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.App.Consent(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := s.consentScreen(v, view)
	if view.Consent.ID == "" || !view.MayGive {
		return s.Done(w, r, consentURL(view.Case.ID), "")
	}
	k.form.Values["starts_on"] = []string{view.Today}
	k.form.Values["ends_on"] = []string{max(site.LaterDay(view.Today, 0, 6), view.Consent.EndsOn)}
	k.form.Values["how"], k.form.Values["signed_on"] = []string{string(consent.Oral)}, nil
	for u, set := range view.Consent.Grid {
		k.form.Values["row"] = append(k.form.Values["row"], string(u))
		for _, c := range set.List() {
			name := ui.GridName(string(u))
			k.form.Values[name] = append(k.form.Values[name], c.String())
		}
	}
	p := s.consentFrame(v, k, v.Texts.T("consentpage.renew"))
	p.Head.Back = k.backLink()
	p.Head.Lead = k.say("renew.lead")
	p.Head.Chips = append(p.Head.Chips, k.chip())
	return s.Draw(w, r, v, p, consentRenewal(v, stepScreen{consentScreen: k, renewal: true}))
}

// stepScreen is a consent that is about to be saved.
type stepScreen struct {
	consentScreen
	n       consent.New
	renewal bool // what is asked for stands in fields; else everything goes along unseen
}

// carried is what goes along unseen.
func (k stepScreen) carried() (all [][2]string) {
	for _, sent := range k.form.Sent() {
		switch sent[0] {
		case "do", "add", "unit":
			continue
		case "ends_on":
			if k.renewal {
				continue
			}
		case "how", "given_by", "signed_on":
			if k.renewal && !k.v.Actor.Self() {
				continue
			}
		}
		all = append(all, sent)
	}
	return all
}

func (k stepScreen) steps() []consent.Step { return consent.Steps(k.Consent.Grid, k.n.Grid) }

// waits reports whether what is asked for beyond what stands has to be
// confirmed by somebody who has met the person.
func (k stepScreen) waits() bool {
	return k.v.Actor.Self() && k.Protection.Restricted() && k.n.Wider(k.Consent, k.Today)
}

// terms says what else than the grid changes.
func (k stepScreen) terms() (said []string) {
	t, c := k.v.Texts, k.Consent
	if c.ID != "" && k.n.EndsOn != c.EndsOn {
		said = append(said, t.T("consentpage.step.period", "before", t.Day(c.EndsOn), "after", t.Day(k.n.EndsOn)))
	}
	if c.ID != "" && k.n.Purpose != c.Purpose {
		said = append(said, t.T("consentpage.step.purpose"))
	}
	return said
}

// say is a text of the page: to the person herself, or about her.
func (k consentScreen) say(what string, args ...string) string {
	if k.v.Actor.Self() {
		return k.v.Texts.T("mine.consent."+what, args...)
	}
	return k.v.Texts.T("consentpage."+what, args...)
}

// stepWords says what a unit gained and lost.
func (k consentScreen) stepWords(s consent.Step) (said []string) {
	return k.words(s, "consentpage.lost", "consentpage.gained")
}

// willWords says what a unit will gain and lose.
func (k consentScreen) willWords(s consent.Step) (said []string) {
	return k.words(s, "consentpage.will_lose", "consentpage.will_gain")
}

func (k consentScreen) words(s consent.Step, lost, gained string) (said []string) {
	t := k.v.Texts
	unit := k.unitName(s.Unit)
	if s.Lost != 0 {
		said = append(said, t.T(lost, "unit", unit, "what", site.Lower(site.CategoryNames(k.v, s.Lost))))
	}
	if s.Gained != 0 {
		said = append(said, t.T(gained, "unit", unit, "what", site.Lower(site.CategoryNames(k.v, s.Gained))))
	}
	return said
}

// apart is a change with what is lost and what is gained each by itself, since
// different things follow.
func apart(steps []consent.Step) (all []consent.Step) {
	for _, s := range steps {
		if s.Lost != 0 {
			all = append(all, consent.Step{Unit: s.Unit, Lost: s.Lost})
		}
		if s.Gained != 0 {
			all = append(all, consent.Step{Unit: s.Unit, Gained: s.Gained})
		}
	}
	return all
}

// heldWords says what follows from a change: for the person, what becomes of
// what the unit has been told of already. record says too that its own record
// stays as it is.
func (k consentScreen) heldWords(s consent.Step, record bool) (said []string) {
	t := k.v.Texts
	if s.Gained != 0 && k.blocked(s.Unit) {
		said = append(said, t.T("consentpage.step.blocked"))
	}
	told, copied, lawful := 0, 0, 0
	for _, h := range k.Held {
		if h.Unit == s.Unit && s.Lost.Has(h.Category) {
			told, copied, lawful = told+h.Consented, copied+h.Copied, lawful+h.Lawful
		}
	}
	if told > 0 {
		said = append(said, t.T("mine.consent.held", "items", t.N("mine.consent.items", told)))
	}
	switch {
	case copied > 0:
		said = append(said, t.T("mine.consent.copied", "items", t.N("mine.consent.items", copied)))
	case told > 0 && record:
		said = append(said, t.T("mine.consent.may_have"))
	}
	if lawful > 0 {
		said = append(said, t.T("mine.consent.lawful", "items", t.N("mine.consent.items", lawful)))
	}
	return said
}

// losing are the units that lose everything when all is taken back.
func (k consentScreen) losing() []consent.Step {
	if !k.Consent.InForce(k.Today) {
		return nil
	}
	var all []consent.Step
	for _, s := range consent.Steps(k.Consent.Grid, nil) {
		if !k.blocked(s.Unit) {
			all = append(all, s)
		}
	}
	return all
}

// count is how many units lose everything, and for the person of how many items.
func (k consentScreen) count() string {
	t, items := k.v.Texts, 0
	losing := k.losing()
	for _, s := range losing {
		for _, h := range k.Held {
			if h.Unit == s.Unit && s.Lost.Has(h.Category) {
				items += h.Consented
			}
		}
	}
	units := t.N("consentpage.units", len(losing))
	if !k.v.Actor.Self() {
		return t.T("consentpage.withdraw.count", "units", units)
	}
	return t.T("mine.consent.withdraw.count", "units", units, "items", t.N("mine.consent.items", items))
}

func (s *server) consentPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.App.Consent(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	if !view.MayGive {
		return s.Done(w, r, consentURL(view.Case.ID), "")
	}
	return s.drawConsentPaper(w, r, s.consentScreen(v, view), true)
}

// drawConsentPaper is the consent as a form to be signed: as it is ticked, or
// to be ticked by pen.
func (s *server) drawConsentPaper(w http.ResponseWriter, r *http.Request, k consentScreen, empty bool) error {
	t := k.v.Texts
	p := s.Page(k.v, t.T("consentpage.paper"))
	p.Print, p.Running = true, t.T("planpage.running", "ref", k.Case.Ref, "day", t.DayOf(k.v.Now))
	p.Head.Back = k.backLink()
	return s.Draw(w, r, k.v, p, consentSheet(k.v, k, empty))
}

// paperGrid is the grid on paper. What is blocked gets no box.
func (k consentScreen) paperGrid(empty bool) ui.Grid {
	g := k.table(true)
	g.Paper = empty
	return g
}

// whom is whom a paper is about, by the number of the case.
func (k consentScreen) whom() string {
	t := k.v.Texts
	ref := site.Upper(t.T("page.case.ref", "ref", k.Case.Ref))
	if k.Identity == nil {
		return ref
	}
	return strings.Join([]string{ref, k.Identity.Name, site.NumberText(k.Identity.Number)}, ", ")
}
