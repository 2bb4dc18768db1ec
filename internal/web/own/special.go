package own

import (
	"net/http"
	"slices"

	"samverk/internal/consent"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/own"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) specialRoutes() []site.Route {
	const of, kind = "/arenden/{case}/samtycken-for-sig", "/arenden/{case}/samtycken-for-sig/{kind}"
	return []site.Route{
		{"GET " + of, site.Acting, s.specialsPage},
		{"GET " + kind, site.Acting, s.specialPage},
		{"POST " + kind, site.Acting, s.giveSpecial},
		{"GET " + kind + "/utskrift", site.Acting, s.specialPaper},
		{"POST " + kind + "/{special}/dra-tillbaka", site.Acting, s.withdrawSpecial},
		{"POST " + kind + "/{special}/anvand", site.Function, s.useSpecial},
	}
}

// specialPaths are the kinds as addresses name them.
var specialPaths = map[string]consent.Kind{"sus": consent.SUS, "informera-fk": consent.InformFK}

func specialsURL(c id.Case) string { return site.CaseURL(c) + "/samtycken-for-sig" }

func specialURL(c id.Case, k consent.Kind) string {
	for path, kind := range specialPaths {
		if kind == k {
			return specialsURL(c) + "/" + path
		}
	}
	return specialsURL(c)
}

// specialScreen is the consents that stand apart as their pages show them.
type specialScreen struct {
	own.SpecialView
	v    *site.Visit
	kind consent.Kind
	form ui.Form
	late error
}

func (s *server) specials(r *http.Request, v *site.Visit) (specialScreen, error) {
	view, err := s.Own.Specials(r.Context(), v.Actor, site.CaseOf(r))
	k := specialScreen{SpecialView: view, v: v, kind: specialPaths[r.PathValue("kind")]}
	if err == nil && r.PathValue("kind") != "" && k.kind == "" {
		err = errs.Missing()
	}
	return k, err
}

// say is a text about a consent apart: to the person herself, or about her.
func (k specialScreen) say(what string, args ...string) string {
	if k.v.Actor.Self() {
		return k.v.Texts.T("mine.special."+what, args...)
	}
	return k.v.Texts.T("special."+what, args...)
}

// withoutTitle names meetings without the person, to herself or to others.
func (k specialScreen) withoutTitle() string {
	if k.v.Actor.Self() {
		return k.v.Texts.T("mine.without.title")
	}
	return k.v.Texts.T("without.title")
}

// of is say about one kind of them.
func (k specialScreen) of(kind consent.Kind, what string) string {
	return k.say(string(kind) + "." + what)
}

func (s *server) specialFrame(v *site.Visit, k specialScreen, title string) ui.Page {
	p := s.CasePart(v, site.CaseHead{Case: k.Case, Identity: k.Identity}, title)
	p.Active = "/arenden"
	label := "consentpage.title"
	if v.Actor.Self() {
		p.Active, label = "/vem-far-veta-vad", "mine.consent.title"
	}
	p.Head.Back = &ui.Link{Label: v.Texts.T(label), Href: site.CaseURL(k.Case.ID) + "/samtycke"}
	if k.kind != "" {
		p.Head.Back = &ui.Link{Label: v.Texts.T("special.title"), Href: specialsURL(k.Case.ID)}
	}
	return p
}

func (s *server) specialsPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.specials(r, v)
	if err != nil {
		return err
	}
	p := s.specialFrame(v, k, v.Texts.T("special.title"))
	p.Head.Lead = k.say("lead")
	return s.Draw(w, r, v, p, specialsBody(v, k))
}

func (s *server) specialPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawSpecial(w, r, v, nil, nil)
}

// drawSpecial is the page of one kind; back is the form with what was typed.
func (s *server) drawSpecial(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	k, err := s.specials(r, v)
	if err != nil {
		return err
	}
	k.form, k.late = v.NewForm(specialURL(k.Case.ID, k.kind)), late
	k.form.Values["ends_on"] = []string{site.LaterDay(k.Today, 0, 6)}
	k.form.Values["on"] = []string{k.Today}
	if now := k.standing(); k.kind != consent.SUS && len(now) > 0 {
		k.form.Version = now[0].Version
	}
	p := s.specialFrame(v, k, v.Texts.T("special."+string(k.kind)))
	p.Head.Lead = k.of(k.kind, "lead")
	if k.MayGive && !k.anonymous() {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("special.print"), Href: specialURL(k.Case.ID, k.kind) + "/utskrift", Icon: "print"}}
	}
	if back != nil {
		back.Version = k.form.Version
		p.Faults, k.form = back.Faults, *back
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, specialBody(v, k))
}

// standing are the consents of the kind that are not ended.
func (k specialScreen) standing() []consent.Special {
	return slices.DeleteFunc(k.Of(k.kind), func(c consent.Special) bool { return !c.EndedAt.IsZero() })
}

// anonymous reports whether the person takes part without her name, so that
// there is no consent to ask for (sweden.md Y1).
func (k specialScreen) anonymous() bool { return k.kind == consent.SUS && k.Protection.Restricted() }

// mayGiveHere reports whether the reader can give one of the kind on this page.
func (k specialScreen) mayGiveHere() bool {
	switch {
	case !k.MayGive || k.anonymous():
		return false
	case k.v.Actor.Self():
		return k.kind != consent.SUS && !k.Protection.Restricted()
	}
	return true
}

// stands says how it is with a consent.
func (k specialScreen) stands(c consent.Special) (ui.Tone, string) {
	t := k.v.Texts
	switch {
	case !c.EndedAt.IsZero():
		return ui.Plain, t.T("special.withdrawn", "day", t.DayOf(c.EndedAt))
	case !c.Stands(k.Today):
		return ui.Warning, t.T("special.over", "day", t.Day(c.EndsOn))
	case c.EndsOn == "":
		return ui.Success, t.T("special.since", "day", t.Day(c.StartsOn))
	}
	return ui.Success, t.T("special.until", "day", t.Day(c.EndsOn))
}

// given says how it was given, and to whom.
func (k specialScreen) given(c consent.Special) string {
	t := k.v.Texts
	said := k.v.TextOf("consent.how", string(c.How))
	if c.SignedOn != "" {
		said += ", " + t.T("consentpage.signed", "day", t.Day(c.SignedOn))
	}
	if c.Representative != "" {
		said += ", " + t.T("consentpage.by_representative")
	}
	if f, ok := k.Functions[c.ReceivedBy]; ok {
		said += ", " + t.T("consentpage.received", "function", site.Pair(f.Name, f.UnitName))
	}
	return said + "."
}

// uses are what has been done on a consent.
func (k specialScreen) uses(c consent.Special) ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("special.used"), Columns: site.Columns(k.v, "special.use.day", "special.use.done", "special.use.by")}
	for _, u := range c.Used {
		by := t.T("event.who.withheld")
		if f, ok := k.Functions[u.By]; ok {
			by = site.Pair(f.Name, f.UnitName)
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Text(t.Day(u.On)), ui.Text(k.v.TextOf("special.use", u.What)), ui.Text(by)))
	}
	return tab
}

// meetingStands says how it is with the consent to meetings without the person.
func (k specialScreen) meetingStands() (ui.Tone, string) {
	t := k.v.Texts
	switch {
	case k.Meeting.ID == "":
		return ui.Plain, k.say("meeting.none")
	case !k.Meeting.InForce(k.Today):
		return ui.Warning, t.T("special.over", "day", t.Day(k.Meeting.EndsOn))
	}
	return ui.Success, t.T("special.until", "day", t.Day(k.Meeting.EndsOn))
}

// met are the meetings that were held without her.
func (k specialScreen) met() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("special.meetings"), Columns: site.Columns(k.v, "page.day.when", "page.day.what")}
	for _, m := range k.Met {
		link := site.CaseURL(k.Case.ID) + "/kallelser/" + string(m.ID)
		tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(link, t.DayOf(m.Start)), ui.Text(t.T("special.met.held"))))
	}
	return tab
}

func (s *server) giveSpecial(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	kind, ok := specialPaths[r.PathValue("kind")]
	if !ok {
		return errs.Missing()
	}
	f := v.Form
	n := consent.NewSpecial{Kind: kind, How: consent.How(f.Get("how")), SignedOn: f.Get("signed_on"), EndsOn: f.Get("ends_on"), About: f.Get("about"), Version: max(v.Version(), 0)}
	if kind == consent.SUS {
		n.How = consent.Paper
	}
	_, err := s.Own.GiveSpecial(r.Context(), v.Actor, site.CaseOf(r), n)
	return s.specialDone(w, r, v, "page.flash.special_given", err)
}

func (s *server) withdrawSpecial(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Own.WithdrawSpecial(r.Context(), v.Actor, site.CaseOf(r), id.SpecialConsent(r.PathValue("special")), v.Version())
	return s.specialDone(w, r, v, "page.flash.special_withdrawn", err)
}

func (s *server) useSpecial(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	u := consent.Use{What: v.Form.Get("what"), On: v.Form.Get("on")}
	err := s.Own.UseSpecial(r.Context(), v.Actor, site.CaseOf(r), id.SpecialConsent(r.PathValue("special")), u)
	return s.specialDone(w, r, v, "page.flash.special_used", err)
}

func (s *server) specialDone(w http.ResponseWriter, r *http.Request, v *site.Visit, flash string, err error) error {
	kind := specialPaths[r.PathValue("kind")]
	if faults, ok := site.Faulty(err); ok {
		f := v.Again(specialURL(site.CaseOf(r), kind), faults)
		return s.drawSpecial(w, r, v, &f, nil)
	}
	if site.Clash(err) {
		return s.drawSpecial(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, specialURL(site.CaseOf(r), kind), flash)
}

// specialPaper is the consent on paper: what it is about, and lines to fill in.
func (s *server) specialPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.specials(r, v)
	if err != nil {
		return err
	}
	if !k.MayGive || k.anonymous() {
		return s.Done(w, r, specialURL(k.Case.ID, k.kind), "")
	}
	t := v.Texts
	p := s.Page(v, t.T("special."+string(k.kind)))
	p.Print, p.Running = true, t.T("planpage.running", "ref", k.Case.Ref, "day", t.DayOf(v.Now))
	p.Head.Back = &ui.Link{Label: t.T("special." + string(k.kind)), Href: specialURL(k.Case.ID, k.kind)}
	return s.Draw(w, r, v, p, specialSheet(v, k))
}

// whom is whom a paper is about, by the number of the case.
func (k specialScreen) whom() string {
	ref := site.Upper(k.v.Texts.T("page.case.ref", "ref", k.Case.Ref))
	if k.Identity == nil {
		return ref
	}
	return ref + ", " + k.Identity.Name + ", " + site.NumberText(k.Identity.Number)
}

// howField asks how it was given.
func (k specialScreen) howField() ui.Field {
	return k.form.Field("how", "consentpage.how").WithOptions(site.Choices(k.v, "consent.how", meeting.ConsentWays())...)
}

func (k specialScreen) endsField() ui.Field {
	f := k.form.Field("ends_on", "consentpage.ends_on").WithHint(k.v.Texts.T("consentpage.ends_on.hint"))
	f.Min, f.Max = k.Today, site.LaterDay(k.Today, 1, 0)
	return f
}

func (k specialScreen) signedField() ui.Field {
	f := k.form.Field("signed_on", "consentpage.signed_on")
	if k.kind != consent.SUS {
		f = f.WithHint(k.v.Texts.T("consentpage.signed_on.hint")).MayBeEmpty()
	}
	f.Max = k.Today
	return f
}

// aboutField asks what it is about: of SUS the intervention.
func (k specialScreen) aboutField() ui.Field {
	f := k.form.Field("about", "special."+string(k.kind)+".about").WithLimit(300)
	if k.kind != consent.SUS {
		f = f.MayBeEmpty()
	}
	return f
}

// useForm is the form that notes what has been done on a consent.
func (k specialScreen) useForm(c consent.Special) ui.Form {
	f := k.form
	f.Action, f.Once, f.Version = specialURL(k.Case.ID, c.Kind)+"/"+string(c.ID)+"/anvand", site.NewOnce(), 0
	return f
}

func (k specialScreen) useFields(c consent.Special, f ui.Form) (what, on ui.Field) {
	what = f.Field("what", "special.use.done").WithOptions(site.Choices(k.v, "special.use", consent.Uses(c.Kind))...)
	on = f.Field("on", "special.use.day")
	on.Max = k.Today
	return what, on
}

func (k specialScreen) withdrawForm(c consent.Special) ui.Form {
	f := k.v.NewForm(specialURL(k.Case.ID, c.Kind) + "/" + string(c.ID) + "/dra-tillbaka")
	f.Version = c.Version
	return f
}
