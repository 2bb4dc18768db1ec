package web

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) partyRoutes() []site.Route {
	return []site.Route{
		{"GET /arenden/{case}/parter", site.Function, s.partiesPage},
		{"POST /arenden/{case}/parter", site.Function, s.invite},
		{"POST /arenden/{case}/lamna", site.Function, s.leave},
		{"GET /inbjudningar/{case}", site.Function, s.invitationPage},
		{"POST /inbjudningar/{case}/ja", site.Function, s.acceptInvitation},
		{"POST /inbjudningar/{case}/nej", site.Function, s.declineInvitation},
	}
}

func (s *server) partiesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawParties(w, r, v, nil, nil)
}

// drawParties draws who takes part; of its two forms one may have come back.
func (s *server) drawParties(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	c, err := s.App.Case(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := partiesScreen{caseScreen: caseScreen{CaseView: c, v: v, now: s.Options.Now()}, late: late}
	if c.May[access.PartyInvite] {
		if k.free, err = s.App.Invitable(r.Context(), v.Actor, site.CaseOf(r)); err != nil {
			return err
		}
	}
	k.invite, k.leave = v.NewForm(k.url()+"/parter"), v.NewForm(k.url()+"/lamna")
	p := s.CasePart(v, k.head(), v.Texts.T("page.parties.title"))
	if back != nil {
		p.Faults = back.Faults
		switch back.Action {
		case k.invite.Action:
			k.invite = *back
		case k.leave.Action:
			k.leave = *back
		}
	}
	for _, party := range c.Parties {
		if party.Party.Function == v.Actor.Function {
			k.leave.Version = party.Party.Version
		}
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, partiesBody(v, k))
}

// partiesScreen is who takes part in a case as its page shows it.
type partiesScreen struct {
	caseScreen
	free          []org.Function // that can be invited
	invite, leave ui.Form
	late          error
}

func (k partiesScreen) table() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("page.parties.title"), Hidden: true, Columns: site.Columns(v, "page.function", "page.parties.today", "page.parties.reach", "page.parties.state")}
	for _, p := range k.Parties {
		f := p.Function
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(v.Texts, f.Kind, f.Name, site.Dotted(f.UnitName, f.OrgName)), ui.Text(k.holder(p)), ui.Two(f.Phone, f.Hours), k.state(p)))
	}
	return tab
}

func (k partiesScreen) state(p app.PartyView) templ.Component {
	t := k.v.Texts
	tone, at := ui.Plain, p.AnsweredAt
	switch p.State {
	case access.TakesPart:
		tone = ui.Success
	case access.Invited:
		tone, at = ui.Info, p.InvitedAt
	}
	under := site.DayOf(k.v, at)
	if p.Reason != "" {
		under = site.Dotted(k.v.TextOf("reason", p.Reason), under)
	}
	if p.Party.Function == k.Case.Coordinator {
		under = site.Dotted(t.T("page.parties.leads"), under)
	}
	return site.BadgeUnder(tone, k.v.TextOf("party.state", string(p.State)), under)
}

func (s *server) invite(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	_, err := s.App.Invite(r.Context(), v.Actor, site.CaseOf(r), id.Function(v.Form.Get("function")))
	return s.partyDone(w, r, v, site.CaseURL(site.CaseOf(r))+"/parter", "page.flash.invited", err)
}

func (s *server) leave(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.LeaveCase(r.Context(), v.Actor, site.CaseOf(r), v.Version(), v.Form.Get("reason"))
	return s.partyDone(w, r, v, "/arenden", "page.flash.left", err)
}

// partyDone answers one of the forms of the page of parties.
func (s *server) partyDone(w http.ResponseWriter, r *http.Request, v *site.Visit, to, flash string, err error) error {
	if faults, ok := site.Faulty(err); ok {
		f := v.Again(r.URL.Path, faults)
		return s.drawParties(w, r, v, &f, nil)
	}
	if site.Clash(err) {
		return s.drawParties(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, to, flash)
}

func (s *server) invitationPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawInvitation(w, r, v, nil, nil)
}

func (s *server) drawInvitation(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	i, err := s.App.Invitation(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := invitationScreen{InvitationView: i, now: s.Options.Now(), late: late}
	at := "/inbjudningar/" + string(i.Case)
	k.yes, k.no = v.NewForm(at+"/ja"), v.NewForm(at+"/nej")
	k.yes.Version, k.no.Version = i.Version, i.Version
	v.Path = at
	title := v.Texts.T("page.invitation.title")
	if i.Identity != nil {
		title = v.Texts.T("page.invitation.about", "name", i.Identity.Name)
	}
	p := s.Page(v, title)
	p.Active = "/min-dag"
	p.Head.Back = &ui.Link{Label: v.Texts.T("page.day.title"), Href: "/min-dag"}
	p.Head.Lead = v.Texts.T("page.invitation.lead")
	if back != nil {
		p.Faults, k.no.Values, k.no.Faults = back.Faults, back.Values, back.Faults
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, invitationBody(v, k))
}

// invitationScreen is an invitation as its page shows it.
type invitationScreen struct {
	app.InvitationView
	now     time.Time
	yes, no ui.Form
	late    error
}

func (k invitationScreen) facts(v *site.Visit) []ui.Term {
	t := v.Texts
	all := []ui.Term{
		{Word: t.T("page.invitation.by"), Says: ui.Actor(t, k.By.Kind, k.By.Name, site.Dotted(k.By.UnitName, k.By.OrgName))},
		{Word: t.T("page.invitation.at"), Says: ui.Text(t.DayOf(k.At) + ", " + t.Relative(k.At, k.now))},
	}
	if k.AreaName != "" {
		all = append(all, ui.Term{Word: t.T("page.area"), Says: ui.Text(k.AreaName)})
	}
	if k.Identity != nil {
		all = append(all, ui.Term{Word: t.T("page.number"), Says: ui.Text(site.NumberText(k.Identity.Number))})
	}
	if k.By.Phone != "" {
		all = append(all, ui.Term{Word: t.T("page.invitation.ask"), Says: ui.Two(k.By.Phone, k.By.Hours)})
	}
	return all
}

func (s *server) acceptInvitation(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.AcceptInvitation(r.Context(), v.Actor, site.CaseOf(r), v.Version())
	if site.Clash(err) {
		return s.drawInvitation(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, site.CaseURL(site.CaseOf(r)), "page.flash.joined")
}

func (s *server) declineInvitation(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.DeclineInvitation(r.Context(), v.Actor, site.CaseOf(r), v.Version(), v.Form.Get("reason"))
	if faults, ok := site.Faulty(err); ok {
		f := v.Again("", faults)
		return s.drawInvitation(w, r, v, &f, nil)
	}
	if errs.Is(err, errs.Conflict) {
		return s.drawInvitation(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, "/min-dag", "page.flash.invitation_declined")
}

// partyReasons are the reasons to say no to an invitation; "our part is done"
// is none.
func partyReasons(invited bool) (all []string) {
	for _, code := range cases.PartyReasons() {
		if !invited || code != "our_part_done" {
			all = append(all, code)
		}
	}
	return all
}
