package agreements

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/agreement"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/structure"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	pathAgreements   = "/overenskommelser"
	pathNewAgreement = "/overenskommelser/ny"
)

func (s *server) agreementRoutes() []site.Route {
	const of = "/overenskommelser/{agreement}"
	return []site.Route{
		{"GET /overenskommelser", site.Acting, s.agreementsPage},
		{"GET /overenskommelser/ny", site.Function, s.newAgreementPage},
		{"POST /overenskommelser/ny", site.Function, s.draftAgreement},
		{"GET " + of, site.Acting, s.agreementPage},
		{"GET " + of + "/versioner/{number}", site.Acting, s.agreementPage},
		{"GET " + of + "/jamfor", site.Acting, s.compareAgreementPage},
		{"GET " + of + "/utskrift", site.Acting, s.agreementPaper},
		{"GET " + of + "/fil", site.Acting, s.agreementFile},
		{"GET " + of + "/andra", site.Function, s.editAgreementPage},
		{"POST " + of + "/andra", site.Function, s.saveAgreement},
		{"POST " + of + "/oppna", site.Function, s.openAgreement},
		{"POST " + of + "/skriv-under", site.Function, s.signAgreement},
		{"POST " + of + "/ny-version", site.Function, s.nextAgreement},
		{"GET " + of + "/kopiera", site.Function, s.copyAgreementPage},
		{"POST " + of + "/kopiera", site.Function, s.copyAgreement},
		{"GET " + of + "/steg/{step}", site.Function, s.agreementStepPage},
		{"POST " + of + "/steg/{step}", site.Function, s.takeAgreementStep},
	}
}

func agreementURL(a id.Agreement) string { return pathAgreements + "/" + string(a) }

func versionURL(a id.Agreement, n int) string {
	return agreementURL(a) + "/versioner/" + site.Number(n)
}

// agreementScreen is an agreement as its pages show it.
type agreementScreen struct {
	structure.AgreementView
	v    *site.Visit
	late error // somebody was first, or it can no longer be done
}

func agreementOf(r *http.Request) id.Agreement { return id.Agreement(r.PathValue("agreement")) }

// agreementNumber reads the version out of the address, 0 where there is none.
func agreementNumber(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 1_000_000 || strconv.Itoa(n) != text {
		return 0, errs.Missing()
	}
	return n, nil
}

func (s *server) agreementScreen(r *http.Request, v *site.Visit, number string) (k agreementScreen, err error) {
	n, err := agreementNumber(number)
	if err != nil {
		return k, err
	}
	k.v = v
	k.AgreementView, err = s.Structure.Agreement(r.Context(), v.Actor, agreementOf(r), n)
	return k, err
}

// agreementFrame is the frame of the pages of an agreement.
func (s *server) agreementFrame(k agreementScreen, title string) ui.Page {
	p := s.Page(k.v, title)
	p.Active, p.Path = "/forum", agreementURL(k.ID)
	p.Head.Back = &ui.Link{Label: k.Title, Href: agreementURL(k.ID)}
	return p
}

func (s *server) agreementPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.agreementScreen(r, v, r.PathValue("number"))
	if err != nil {
		return err
	}
	return s.drawAgreement(w, r, k)
}

func (s *server) drawAgreement(w http.ResponseWriter, r *http.Request, k agreementScreen) error {
	t := k.v.Texts
	p := s.agreementFrame(k, k.Title)
	p.Head.Back = &ui.Link{Label: t.T("agreements.title"), Href: pathAgreements}
	p.Head.Meta = []string{k.Area.Name, t.T("agreements.numbered", "n", site.Number(k.Shown.Number)), validWords(k.v, k.Agreement, k.Shown)}
	p.Head.Chips = k.chips()
	version := url.Values{"version": {site.Number(k.Shown.Number)}}
	p.Head.Actions = []ui.Action{
		{Label: t.T("agreements.file"), Href: site.Address(agreementURL(k.ID)+"/fil", version), Icon: "doc"},
		{Label: t.T("agreements.print"), Href: site.Address(agreementURL(k.ID)+"/utskrift", version), Icon: "print"},
	}
	if k.Keeps(agreement.Draft) {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("agreements.edit"), Href: agreementURL(k.ID) + "/andra", Primary: true})
	}
	return s.Draw(w, r, k.v, p, agreementBody(k.v, k))
}

func (k agreementScreen) chips() []ui.Chip {
	t := k.v.Texts
	chips := []ui.Chip{{Text: k.v.TextOf("agreement.standing", k.Standing), Tone: standingTone(k.Standing)}}
	if k.Source != "" {
		chips = append(chips, ui.Chip{Text: t.T("agreements.copied_from", "title", k.Source), Href: agreementURL(k.CopiedFrom)})
	}
	if on := k.ReviewDue(k.Shown); on != "" && k.Standing == agreement.Current {
		tone := ui.Plain
		if site.Near(k.v, on, k.v.Now, 60) {
			tone = ui.Warning
		}
		chips = append(chips, ui.Chip{Text: t.T("agreements.review", "day", t.Day(on)), Tone: tone})
	}
	return chips
}

func standingTone(standing string) ui.Tone {
	switch standing {
	case agreement.Current:
		return ui.Success
	case agreement.Signing, agreement.Upcoming:
		return ui.Info
	case agreement.Expired, agreement.Over:
		return ui.Warning
	}
	return ui.Plain
}

// validWords says how long a version holds.
func validWords(v *site.Visit, a agreement.Agreement, w agreement.Version) string {
	if days := validDays(v, a, w); days != "" {
		return v.Texts.T("agreements.valid", "days", days)
	}
	return ""
}

// validDays are the days on which a version holds, or held: no longer than until
// the agreement was ended, and never where that was before it began.
func validDays(v *site.Visit, a agreement.Agreement, w agreement.Version) string {
	until := w.ValidUntil
	if a.Ended() {
		if end := v.Texts.ISO(a.EndedAt); until == "" || end < until {
			until = end
		}
		if !w.Frozen() || until < w.ValidFrom {
			return ""
		}
	}
	if w.ValidFrom == "" {
		return ""
	}
	return v.Texts.Days(w.ValidFrom, until)
}

// own is the reader's own organisation among the parties.
func (k agreementScreen) own() agreement.Signature {
	for _, s := range k.Shown.Signatures {
		if s.Org == k.Own {
			return s
		}
	}
	return agreement.Signature{}
}

// signatureWords says how a party has answered.
func (k agreementScreen) signatureWords(s agreement.Signature) string {
	t := k.v.Texts
	switch s.Answer {
	case agreement.Signed:
		return site.Dotted(t.T("agreements.signed", "day", t.DayOf(s.At)), k.Functions[s.By].Name)
	case agreement.Declined:
		return site.Dotted(t.T("agreements.declined", "day", t.DayOf(s.At)), k.Functions[s.By].Name)
	}
	return t.T("agreements.unsigned")
}

// matrix is who may do what.
func (k agreementScreen) matrix() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("agreements.matrix"), Hidden: true,
		Columns: site.Columns(v, "agreements.matrix.actor", "agreement.field.may_call", "agreement.field.is_called", "agreement.field.must_attend")}
	yes := func(b bool) string {
		if b {
			return v.Texts.T("agreements.yes")
		}
		return v.Texts.T("agreements.no")
	}
	for _, x := range k.Shown.Actors {
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(v.Texts, x.Kind, ui.KindName(v.Texts, x.Kind), ""),
			ui.Text(yes(x.MayCall)), ui.Text(yes(x.IsCalled)), ui.Text(yes(x.MustAttend))))
	}
	return tab
}

// grounds are the provisions that the version rests on.
func (k agreementScreen) grounds() []agreement.Ground {
	return slices.DeleteFunc(agreement.Grounds(), func(g agreement.Ground) bool { return !slices.Contains(k.Shown.Grounds, g.Code) })
}

// groundDates are the dates that are known of a provision.
func groundDates(v *site.Visit, g agreement.Ground) string {
	since := ""
	if g.From != "" {
		since = v.Texts.T("agreements.ground.since", "day", v.Texts.Day(g.From))
	}
	return site.Dotted(since, v.Texts.T("agreements.ground.read", "day", v.Texts.Day(g.Read)))
}

// eventWords says what happened.
func (k agreementScreen) eventWords(e agreement.Event) string {
	who := cmp.Or(k.functionName(e.By), k.v.Texts.T("agreements.system"))
	args := []string{"who", who, "n", site.Number(e.Number), "party", e.OrgName}
	return k.v.Texts.T("agreement.event."+e.Kind, args...)
}

func (k agreementScreen) functionName(f id.Function) string {
	fn, ok := k.Functions[f]
	if !ok {
		return ""
	}
	return fn.Name + ", " + fn.UnitName
}

// form is a form that changes the agreement.
func (k agreementScreen) form(path string) ui.Form {
	f := k.v.NewForm(agreementURL(k.ID) + path)
	f.Version = k.Newest().Version
	return f
}

// mayKeep reports whether the reader shapes the agreement as long as it lasts,
// and sees the version under way.
func (k agreementScreen) mayKeep() bool {
	return k.May[access.AgreementKeep] && !k.Ended() && k.Shown.Number == k.Newest().Number
}

func (s *server) agreementPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.agreementScreen(r, v, v.Query.Get("version"))
	if err != nil {
		return err
	}
	p := s.agreementFrame(k, k.Title)
	p.Print = true
	p.Running = v.Texts.T("agreements.running", "title", k.Title, "n", site.Number(k.Shown.Number), "day", v.Texts.DayOf(v.Now))
	p.Head.Meta = []string{k.Area.Name, v.Texts.T("agreements.numbered", "n", site.Number(k.Shown.Number)), v.TextOf("agreement.standing", k.Standing), validWords(v, k.Agreement, k.Shown)}
	p.Head.Back = &ui.Link{Label: v.Texts.T("agreements.back"), Href: versionURL(k.ID, k.Shown.Number)}
	return s.Draw(w, r, v, p, agreementSheet(v, k))
}
