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
	"samverk/internal/web/ui"
)

func (s *server) partyRoutes() []route {
	return []route{
		{"GET /arenden/{case}/parter", function, s.partiesPage},
		{"POST /arenden/{case}/parter", function, s.invite},
		{"POST /arenden/{case}/lamna", function, s.leave},
		{"GET /inbjudningar/{case}", function, s.invitationPage},
		{"POST /inbjudningar/{case}/ja", function, s.acceptInvitation},
		{"POST /inbjudningar/{case}/nej", function, s.declineInvitation},
	}
}

func caseOf(r *http.Request) id.Case { return id.Case(r.PathValue("case")) }

func (s *server) partiesPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	return s.drawParties(w, r, v, nil, nil)
}

// drawParties draws who takes part; of its two forms one may have come back.
func (s *server) drawParties(w http.ResponseWriter, r *http.Request, v *visit, back *ui.Form, late error) error {
	c, err := s.app.Case(r.Context(), v.Actor, caseOf(r))
	if err != nil {
		return err
	}
	k := partiesScreen{caseScreen: caseScreen{CaseView: c, v: v, now: s.o.Now()}, late: late}
	if c.May[access.PartyInvite] {
		if k.free, err = s.app.Invitable(r.Context(), v.Actor, caseOf(r)); err != nil {
			return err
		}
	}
	k.invite, k.leave = v.newForm(k.url()+"/parter"), v.newForm(k.url()+"/lamna")
	p := s.casePart(v, k.head(), v.texts.T("page.parties.title"))
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
		v.status = http.StatusConflict
	}
	return s.draw(w, r, v, p, partiesBody(v, k))
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
	tab := ui.Table{Caption: v.texts.T("page.parties.title"), Hidden: true, Columns: columns(v, "page.function", "page.parties.today", "page.parties.reach", "page.parties.state")}
	for _, p := range k.Parties {
		f := p.Function
		tab.Rows = append(tab.Rows, cells(ui.Actor(v.texts, f.Kind, f.Name, dotted(f.UnitName, f.OrgName)), ui.Text(k.holder(p)), ui.Two(f.Phone, f.Hours), k.state(p)))
	}
	return tab
}

func (k partiesScreen) state(p app.PartyView) templ.Component {
	t := k.v.texts
	tone, at := ui.Plain, p.AnsweredAt
	switch p.State {
	case access.TakesPart:
		tone = ui.Success
	case access.Invited:
		tone, at = ui.Info, p.InvitedAt
	}
	under := dayOf(k.v, at)
	if p.Reason != "" {
		under = dotted(k.v.textOf("reason", p.Reason), under)
	}
	if p.Party.Function == k.Case.Coordinator {
		under = dotted(t.T("page.parties.leads"), under)
	}
	return badgeUnder(tone, k.v.textOf("party.state", string(p.State)), under)
}

func dayOf(v *visit, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return v.texts.DayOf(at)
}

// functionOptions are functions to choose among, with who answers there today.
func functionOptions(v *visit, all []org.Function) []ui.Option {
	list := make([]ui.Option, len(all))
	for i, f := range all {
		list[i] = ui.Option{Value: string(f.ID), Label: dotted(f.Name, f.UnitName, f.OrgName)}
		if f.Vacant() {
			list[i].Label += " (" + lower(v.texts.T("page.case.vacant")) + ")"
		}
	}
	return list
}

func (s *server) invite(w http.ResponseWriter, r *http.Request, v *visit) error {
	_, err := s.app.Invite(r.Context(), v.Actor, caseOf(r), id.Function(v.form.Get("function")))
	return s.partyDone(w, r, v, caseURL(caseOf(r))+"/parter", "page.flash.invited", err)
}

func (s *server) leave(w http.ResponseWriter, r *http.Request, v *visit) error {
	err := s.app.LeaveCase(r.Context(), v.Actor, caseOf(r), v.version(), v.form.Get("reason"))
	return s.partyDone(w, r, v, "/arenden", "page.flash.left", err)
}

// partyDone answers one of the forms of the page of parties.
func (s *server) partyDone(w http.ResponseWriter, r *http.Request, v *visit, to, flash string, err error) error {
	if faults, ok := faulty(err); ok {
		f := v.again(r.URL.Path, faults)
		return s.drawParties(w, r, v, &f, nil)
	}
	if clash(err) {
		return s.drawParties(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, to, flash)
}

func (s *server) invitationPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	return s.drawInvitation(w, r, v, nil, nil)
}

func (s *server) drawInvitation(w http.ResponseWriter, r *http.Request, v *visit, back *ui.Form, late error) error {
	i, err := s.app.Invitation(r.Context(), v.Actor, caseOf(r))
	if err != nil {
		return err
	}
	k := invitationScreen{InvitationView: i, now: s.o.Now(), late: late}
	at := "/inbjudningar/" + string(i.Case)
	k.yes, k.no = v.newForm(at+"/ja"), v.newForm(at+"/nej")
	k.yes.Version, k.no.Version = i.Version, i.Version
	v.path = at
	title := v.texts.T("page.invitation.title")
	if i.Identity != nil {
		title = v.texts.T("page.invitation.about", "name", i.Identity.Name)
	}
	p := s.page(v, title)
	p.Active = "/min-dag"
	p.Head.Back = &ui.Link{Label: v.texts.T("page.day.title"), Href: "/min-dag"}
	p.Head.Lead = v.texts.T("page.invitation.lead")
	if back != nil {
		p.Faults, k.no.Values, k.no.Faults = back.Faults, back.Values, back.Faults
	}
	if late != nil {
		v.status = http.StatusConflict
	}
	return s.draw(w, r, v, p, invitationBody(v, k))
}

// invitationScreen is an invitation as its page shows it.
type invitationScreen struct {
	app.InvitationView
	now     time.Time
	yes, no ui.Form
	late    error
}

func (k invitationScreen) facts(v *visit) []ui.Term {
	t := v.texts
	all := []ui.Term{
		{Word: t.T("page.invitation.by"), Says: ui.Actor(t, k.By.Kind, k.By.Name, dotted(k.By.UnitName, k.By.OrgName))},
		{Word: t.T("page.invitation.at"), Says: ui.Text(t.DayOf(k.At) + ", " + t.Relative(k.At, k.now))},
	}
	if k.AreaName != "" {
		all = append(all, ui.Term{Word: t.T("page.area"), Says: ui.Text(k.AreaName)})
	}
	if k.Identity != nil {
		all = append(all, ui.Term{Word: t.T("page.number"), Says: ui.Text(numberText(k.Identity.Number))})
	}
	if k.By.Phone != "" {
		all = append(all, ui.Term{Word: t.T("page.invitation.ask"), Says: ui.Two(k.By.Phone, k.By.Hours)})
	}
	return all
}

func (s *server) acceptInvitation(w http.ResponseWriter, r *http.Request, v *visit) error {
	err := s.app.AcceptInvitation(r.Context(), v.Actor, caseOf(r), v.version())
	if clash(err) {
		return s.drawInvitation(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, caseURL(caseOf(r)), "page.flash.joined")
}

func (s *server) declineInvitation(w http.ResponseWriter, r *http.Request, v *visit) error {
	err := s.app.DeclineInvitation(r.Context(), v.Actor, caseOf(r), v.version(), v.form.Get("reason"))
	if faults, ok := faulty(err); ok {
		f := v.again("", faults)
		return s.drawInvitation(w, r, v, &f, nil)
	}
	if errs.Is(err, errs.Conflict) {
		return s.drawInvitation(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.done(w, r, "/min-dag", "page.flash.invitation_declined")
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
