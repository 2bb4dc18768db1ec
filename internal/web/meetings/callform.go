package meetings

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"samverk/internal/app"
	"samverk/internal/border"
	"samverk/internal/calendar"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// ownTime stands in an address where a forum would, for a meeting outside them.
const ownTime = "eget"

// callFormScreen is what a call is made of, or moved to, as its page shows it.
type callFormScreen struct {
	app.CallForm
	v        *site.Visit
	chosen   string // forum, ownTime, or empty while nothing is chosen
	forum    app.CallForum
	form     ui.Form
	propose  ui.Form
	call     meeting.Call // that is moved
	late     error
	handover bool     // it is about who goes on when something ends
	outside  []string // why the person clearly is none of those that the forum's agreement is for, as far as the caller sees
}

func (s *server) newCallPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawNewCall(w, r, v, v.Query.Get("forum"), nil, nil)
}

func (s *server) drawNewCall(w http.ResponseWriter, r *http.Request, v *site.Visit, chosen string, back *ui.Form, late error) error {
	f, err := s.App.CallForm(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := callFormScreen{CallForm: f, v: v, late: late}
	k.choose(chosen)
	if k.outside, err = s.outside(r, v, k); err != nil {
		return err
	}
	at := callsURL(f.Case.ID) + "/ny"
	k.form, k.propose = v.NewForm(at), v.NewForm(callsURL(f.Case.ID)+"/foresla-sip")
	k.form.Values = map[string][]string{"person_way": {k.usualWay()}, "secretary": {string(f.Own.ID)}}
	if k.handover = v.Query.Get("om") == "overlamning"; k.handover {
		k.form.Values["question"] = []string{v.Texts.T("handoverpage.question")}
	}
	p := s.CasePart(v, headOf(f.CaseTop), v.Texts.T("calls.new"))
	p.Path = at
	named(&p, f.CaseTop)
	p.Head.Back = &ui.Link{Label: v.Texts.T("calls.title"), Href: callsURL(f.Case.ID)}
	if back != nil {
		p.Faults, k.form = back.Faults, *back
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, newCallBody(v, k))
}

// outside says why the person clearly does not belong to the target group of the
// forum's agreement, on what the caller may see; nothing when she may.
func (s *server) outside(r *http.Request, v *site.Visit, k callFormScreen) (why []string, err error) {
	if k.forum.Forum.Agreement == "" || !k.forum.InForce {
		return nil, nil
	}
	o, clearly, err := s.Target.Outside(r.Context(), v.Actor, k.Case.ID, k.forum.Forum.Agreement)
	if err != nil || !clearly {
		return nil, err
	}
	for _, reason := range o.Reasons {
		why = append(why, site.Criterion(v, reason.Condition))
	}
	return why, nil
}

// named puts first under the name of a page whom it is about, where no link back
// says it.
func named(p *ui.Page, t app.CaseTop) {
	if t.Identity != nil {
		p.Head.Meta = append([]string{t.Identity.Name}, p.Head.Meta...)
	}
}

// choose notes which forum the call is to, if the reader may call there.
func (k *callFormScreen) choose(chosen string) {
	if chosen == ownTime {
		k.chosen = chosen
		return
	}
	i := slices.IndexFunc(k.Forums, func(f app.CallForum) bool { return string(f.Forum.ID) == chosen && f.Why == "" })
	if chosen != "" && i >= 0 {
		k.chosen, k.forum = chosen, k.Forums[i]
	}
}

// usualWay is how the person usually has part in meetings of the forum.
func (k callFormScreen) usualWay() string {
	if forum.PresetOf(k.forum.Forum.Kind).Without {
		return meeting.PersonWithout
	}
	return meeting.PersonInvited
}

func (k callFormScreen) chooseURL(which string) string {
	path := callsURL(k.Case.ID) + "/ny"
	if k.call.ID != "" {
		path = callURL(k.Case.ID, k.call.ID) + "/flytta"
	}
	q := url.Values{"forum": {which}}
	if k.handover {
		q.Set("om", "overlamning")
	}
	return site.Address(path, q)
}

// outlines are the forums to choose among, with what each is for or why it
// cannot be called to.
func (k callFormScreen) outlines() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("callform.where"), Hidden: true, Columns: site.Columns(k.v, "call.forum", "callform.about", "callform.free")}
	for _, f := range byUse(k.Forums) {
		name := ui.Text(f.Forum.Name)
		free := ui.Text(t.T("callform.own.time"))
		switch {
		case f.Why != "":
			free = ui.Text(t.T(f.Why))
		case freeTimes(f) > 0:
			free = ui.Text(t.N("callform.times", freeTimes(f)))
		}
		if f.Why == "" {
			name = ui.LinkTo(k.chooseURL(string(f.Forum.ID)), f.Forum.Name)
		}
		tab.Rows = append(tab.Rows, site.Cells(name, ui.Two(f.Forum.About, f.Forum.UseWhen), free))
	}
	tab.Rows = append(tab.Rows, site.Cells(ui.LinkTo(k.chooseURL(ownTime), t.T("callform.own")), ui.Text(t.T("callform.own.about")), ui.Text("")))
	return tab
}

// byUse puts first the forums that have times, then those that one can call to
// all the same, and last those that one cannot.
func byUse(all []app.CallForum) []app.CallForum {
	rank := func(f app.CallForum) int {
		switch {
		case f.Why != "":
			return 2
		case freeTimes(f) == 0:
			return 1
		}
		return 0
	}
	return slices.SortedStableFunc(slices.Values(all), func(a, b app.CallForum) int { return rank(a) - rank(b) })
}

// ownTimes reports whether the meeting is held at a time of its own: outside all
// forums, or in one that has no free time.
func (k callFormScreen) ownTimes() bool { return k.chosen == ownTime || freeTimes(k.forum) == 0 }

// slots are the free times of the chosen forum. Several may be chosen when a
// meeting seeks a time.
func (k callFormScreen) slots() (all []ui.Option) {
	for _, s := range k.forum.Sittings {
		for _, slot := range s.Free {
			all = append(all, ui.Option{Value: string(slot.ID), Label: k.v.Texts.Span(slot.Start, slot.End), About: k.taken(slot)})
		}
	}
	return all
}

// soonSlots is how many free times a form shows at once; the rest are folded.
const soonSlots = 12

// lateChosen reports whether one of the times after the first ones is chosen.
func (k callFormScreen) lateChosen() bool {
	all := k.slots()
	return len(all) > soonSlots && slices.ContainsFunc(all[soonSlots:], func(o ui.Option) bool { return slices.Contains(k.form.Values["slot"], o.Value) })
}

// taken says who of those that can be called is taken at a time, as their own
// calendars say.
func (k callFormScreen) taken(slot forum.Slot) string {
	var busy []string
	for _, c := range k.Callable {
		if slices.ContainsFunc(c.Busy, func(b calendar.Span) bool { return b.Start.Before(slot.End) && b.End.After(slot.Start) }) {
			busy = append(busy, c.Function.Name+", "+c.Function.UnitName)
		}
	}
	if len(busy) == 0 {
		return ""
	}
	return k.v.Texts.T("callform.busy", "who", k.v.Texts.List(busy...))
}

// callees are those who can be called, with why some cannot.
func (k callFormScreen) callees() (all []ui.Option) {
	for _, c := range k.Callable {
		o := ui.Option{Value: string(c.Function.ID), Label: c.Function.Name + ", " + c.Function.UnitName, About: c.Function.OrgName}
		switch {
		case !c.Covered:
			o.Locked, o.About = true, k.v.Texts.T("callform.uncovered")
		case k.forum.Forum.ID != "" && !k.forum.IsCalled(c.Function.Kind):
			o.Locked, o.About = true, k.v.Texts.T("callform.not_called")
		case slices.Contains(k.forum.Must(), c.Function.Kind):
			o.About = k.v.Texts.T("callform.must")
		}
		all = append(all, o)
	}
	return all
}

func (k callFormScreen) secretaries() []ui.Option {
	all := []ui.Option{{Value: string(k.Own.ID), Label: k.Own.Name + ", " + k.Own.UnitName}}
	for _, c := range k.Callable {
		if c.Covered {
			all = append(all, ui.Option{Value: string(c.Function.ID), Label: c.Function.Name + ", " + c.Function.UnitName})
		}
	}
	return all
}

// ways are how the person can have part in the meeting.
func (k callFormScreen) ways() []ui.Option {
	t := k.v.Texts
	without := ui.Option{Value: meeting.PersonWithout, Label: t.T("call.person.without"), About: t.T("callform.without.needed")}
	if k.Consent.InForce(k.Today) {
		without.About = t.T("callform.without.until", "day", t.Day(k.Consent.EndsOn))
	}
	return []ui.Option{{Value: meeting.PersonInvited, Label: t.T("call.person.invited"), About: t.T("callform.invited.about")}, without}
}

// callIn reads a call out of a form.
func callIn(form border.Values) (n app.NewCall, faults errs.Faults) {
	n = app.NewCall{Place: strings.TrimSpace(form.Get("place")), Link: strings.TrimSpace(form.Get("link")), PersonWay: form.Get("person_way"),
		Question: strings.TrimSpace(form.Get("question")), Secretary: id.Function(form.Get("secretary")), Bring: map[id.Function]string{}}
	for _, f := range form["called"] {
		n.Called = append(n.Called, id.Function(f))
		n.Bring[id.Function(f)] = strings.TrimSpace(form.Get("bring_" + f))
	}
	if chosen := form.Get("forum"); chosen != ownTime {
		n.Forum = id.Forum(chosen)
	}
	if _, own := form[dateName("", 1)]; own || n.Forum == "" {
		if n.Times, faults = timesIn(form, ""); len(faults) > 0 {
			n.Times = nil // nothing is done with some of the times
		}
		return n, faults
	}
	n.Place, n.Link = "", ""
	for _, slot := range form["slot"] {
		if slot != "" {
			n.Slots = append(n.Slots, id.Slot(slot))
		}
	}
	return n, nil
}

// together adds what is wrong with the times of a form to what package app has
// found wrong, where nothing was done because there was no time.
func together(faults errs.Faults, err error) error {
	found, _ := site.Faulty(err)
	if len(faults) == 0 || len(found) == 0 {
		return err
	}
	return append(faults, slices.DeleteFunc(found, func(f errs.Fault) bool { return f.Key == "call.time.missing" })...).Err()
}

func (s *server) makeCall(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n, faults := callIn(v.Form)
	call, err := s.App.MakeCall(r.Context(), v.Actor, site.CaseOf(r), n)
	err = together(faults, err)
	if faults, ok := site.Faulty(err); ok {
		f := v.Again(callsURL(site.CaseOf(r))+"/ny", namedIn(faults, ""))
		return s.drawNewCall(w, r, v, v.Form.Get("forum"), &f, nil)
	}
	if site.Clash(err) {
		f := v.Again(callsURL(site.CaseOf(r))+"/ny", nil)
		return s.drawNewCall(w, r, v, v.Form.Get("forum"), &f, err)
	}
	if err != nil {
		return err
	}
	flash := "page.flash.called"
	if len(n.Slots) == 1 {
		c, err := s.App.Call(r.Context(), v.Actor, site.CaseOf(r), call)
		if err == nil && c.Call.Slot != n.Slots[0] {
			flash = "page.flash.called_next"
		}
	}
	return s.Done(w, r, callURL(site.CaseOf(r), call), flash)
}

func (s *server) proposeSIP(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.ProposeSIP(r.Context(), v.Actor, site.CaseOf(r))
	if site.Clash(err) {
		return s.drawNewCall(w, r, v, "", nil, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, callsURL(site.CaseOf(r)), "page.flash.sip_proposed")
}

func (s *server) movePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawMove(w, r, v, v.Query.Get("forum"), nil, nil)
}

func (s *server) drawMove(w http.ResponseWriter, r *http.Request, v *site.Visit, chosen string, back *ui.Form, late error) error {
	c, f, err := s.App.MoveForm(r.Context(), v.Actor, site.CaseOf(r), callOf(r))
	if err != nil {
		return err
	}
	k := callFormScreen{CallForm: f, v: v, call: c.Call, late: late}
	if chosen == "" {
		chosen = string(c.Call.Forum)
	}
	if chosen == "" {
		chosen = ownTime
	}
	k.choose(chosen)
	at := callURL(f.Case.ID, c.Call.ID) + "/flytta"
	k.form = v.NewForm(at)
	k.form.Version = c.Call.Version
	k.form.Values = map[string][]string{"place": {c.Call.Place}, "link": {c.Call.Link}}
	if k.ownTimes() && !c.Call.Start.IsZero() {
		date, from := calendar.Wall(c.Call.Start)
		_, to := calendar.Wall(c.Call.End)
		k.form.Values[dateName("", 1)], k.form.Values[fromName("", 1)], k.form.Values[toName("", 1)] = []string{date}, []string{from}, []string{to}
	}
	p := s.CasePart(v, headOf(f.CaseTop), v.Texts.T("call.move"))
	p.Path = at
	named(&p, f.CaseTop)
	p.Head.Back = &ui.Link{Label: v.Texts.T("call.title"), Href: callURL(f.Case.ID, c.Call.ID)}
	p.Head.Lead = v.Texts.T("callform.move.lead")
	if back != nil {
		p.Faults, k.form = back.Faults, *back
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, moveBody(v, k))
}

func (s *server) moveCall(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n, faults := callIn(v.Form)
	m := app.MoveCall{Forum: n.Forum, Place: n.Place, Link: n.Link, Reason: v.Form.Get("reason")}
	if len(n.Slots) > 0 {
		m.Slot = n.Slots[0]
	}
	if len(n.Times) > 0 {
		m.Time = n.Times[0]
	}
	err := together(faults, s.App.MoveCall(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Version(), m))
	if faults, ok := site.Faulty(err); ok {
		f := v.Again(callURL(site.CaseOf(r), callOf(r))+"/flytta", namedIn(faults, ""))
		return s.drawMove(w, r, v, v.Form.Get("forum"), &f, nil)
	}
	if site.Clash(err) {
		return s.drawMove(w, r, v, v.Form.Get("forum"), nil, err)
	}
	if err != nil {
		return err
	}
	flash := "page.flash.call_moved"
	if m.Slot != "" {
		c, err := s.App.Call(r.Context(), v.Actor, site.CaseOf(r), callOf(r))
		if err == nil && c.Call.Slot != m.Slot {
			flash = "page.flash.called_next"
		}
	}
	return s.Done(w, r, callURL(site.CaseOf(r), callOf(r)), flash)
}

// freeTimes counts the free times of a forum.
func freeTimes(f app.CallForum) (n int) {
	for _, s := range f.Sittings {
		n += len(s.Free)
	}
	return n
}
