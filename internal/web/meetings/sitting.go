package meetings

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"samverk/internal/app"
	"samverk/internal/calendar"
	"samverk/internal/errs"
	"samverk/internal/forum"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) sittingRoutes() []site.Route {
	return []site.Route{
		{"GET /tillfallen/{sitting}", site.Function, s.sittingPage},
		{"GET /tillfallen/{sitting}/utskrift", site.Function, s.sittingPaper},
		{"GET /tillfallen/{sitting}/flytta", site.Function, s.moveSittingPage},
		{"POST /tillfallen/{sitting}/flytta", site.Function, s.moveSitting},
		{"GET /tillfallen/{sitting}/stall-in", site.Function, s.cancelSittingPage},
		{"POST /tillfallen/{sitting}/stall-in", site.Function, s.cancelSitting},
		{"POST /tillfallen/{sitting}/ansvariga", site.Function, s.seatSitting},
		{"POST /tillfallen/{sitting}/narvaro", site.Function, s.holdSitting},
		{"POST /tillfallen/{sitting}/tider", site.Function, s.cutSitting},
		{"POST /tillfallen/{sitting}/tider/{slot}", site.Function, s.closeSlot},
		{"POST /tillfallen/{sitting}/fragor", site.Function, s.consult},
		{"POST /tillfallen/{sitting}/fragor/{consultation}", site.Function, s.conclude},
		{"POST /tillfallen/{sitting}/fragor/{consultation}/tillbaka", site.Function, s.withdrawQuestion},
	}
}

func sittingURL(s id.Sitting) string { return "/tillfallen/" + string(s) }

func sittingIn(r *http.Request) id.Sitting { return id.Sitting(r.PathValue("sitting")) }

// sittingScreen is a sitting as its page shows it, with the forms on it.
type sittingScreen struct {
	app.SittingView
	v       *site.Visit
	seats   ui.Form
	hold    ui.Form
	cut     ui.Form
	ask     ui.Form
	outcome map[id.Consultation]ui.Form
	clash   error
}

func (s *server) sittingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawSitting(w, r, v, func(*sittingScreen) {})
}

// drawSitting draws the page of a sitting; with puts into it what was typed in
// one of its forms and what is wrong with that.
func (s *server) drawSitting(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*sittingScreen)) error {
	view, err := s.App.Sitting(r.Context(), v.Actor, sittingIn(r))
	if err != nil {
		return err
	}
	k := newSittingScreen(v, view)
	with(&k)
	p := s.sittingFrame(v, view, "")
	p.Faults = slices.Concat(k.seats.Faults, k.hold.Faults, k.cut.Faults, k.ask.Faults)
	for _, f := range k.outcome {
		p.Faults = append(p.Faults, f.Faults...)
	}
	return s.Draw(w, r, v, p, sittingBody(v, k))
}

func newSittingScreen(v *site.Visit, view app.SittingView) sittingScreen {
	at := sittingURL(view.Sitting.ID)
	k := sittingScreen{SittingView: view, v: v, seats: v.NewForm(at + "/ansvariga"), hold: v.NewForm(at + "/narvaro"), cut: v.NewForm(at + "/tider"),
		ask: v.NewForm(at + "/fragor"), outcome: map[id.Consultation]ui.Form{}}
	k.seats.Values = map[string][]string{"chair": {string(view.Chair)}, "secretary": {string(view.Secretary)}}
	for _, m := range view.Members {
		if came, noted := view.Came[m]; came || !noted {
			k.hold.Values["came"] = append(k.hold.Values["came"], string(m))
		}
	}
	k.seats.Version, k.hold.Version, k.cut.Version = view.Version, view.Version, view.Version
	for _, row := range view.Rows {
		if c := row.Consultation; c != nil {
			f := v.NewForm(at + "/fragor/" + string(c.ID))
			f.Values[outcomeName(c.ID)], f.Version = []string{c.Outcome}, c.Version
			k.outcome[c.ID] = f
		}
	}
	return k
}

// sittingFrame is the frame of a page about a sitting: of the sitting itself
// when no title is given.
func (s *server) sittingFrame(v *site.Visit, view app.SittingView, title string) ui.Page {
	t := v.Texts
	day := site.Upper(t.Weekday(view.Start)) + " " + t.DayOf(view.Start)
	p := s.Page(v, title)
	p.Active = pathForums
	if title != "" {
		p.Head.Back = &ui.Link{Label: day, Href: sittingURL(view.Sitting.ID)}
		return p
	}
	p.Title, p.Heading = t.T("sittings.of", "forum", view.Forum.Forum.Name, "day", t.DayOf(view.Start)), day
	p.Head.Back = &ui.Link{Label: view.Forum.Forum.Name, Href: forumURL(view.Forum.Forum.ID)}
	p.Head.Meta = []string{clocks(v, view.Start, view.End)}
	if place := cmp.Or(view.Place, view.Forum.Forum.Place); place != "" {
		p.Head.Meta = append(p.Head.Meta, place)
	}
	p.Head.Chips = []ui.Chip{{Text: v.TextOf("sitting.state", view.State), Tone: sittingTone(view.State)}}
	p.Head.Actions = []ui.Action{{Label: t.T("sittings.print"), Href: sittingURL(view.Sitting.ID) + "/utskrift", Icon: "print"}}
	if view.MayKeep && view.State == forum.SittingPlanned {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("sittings.move"), Href: sittingURL(view.Sitting.ID) + "/flytta"},
			ui.Action{Label: t.T("sittings.cancel"), Href: sittingURL(view.Sitting.ID) + "/stall-in"})
	}
	return p
}

func sittingTone(state string) ui.Tone {
	switch state {
	case forum.SittingHeld:
		return ui.Success
	case forum.SittingCancelled:
		return ui.Warning
	}
	return ui.Plain
}

func (s *server) sittingPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.App.Sitting(r.Context(), v.Actor, sittingIn(r))
	if err != nil {
		return err
	}
	p := s.sittingFrame(v, view, "")
	p.Print, p.Heading = true, p.Title
	p.Running = view.Forum.Forum.Name
	p.Head.Back = &ui.Link{Label: v.Texts.T("sittings.back"), Href: sittingURL(view.Sitting.ID)}
	return s.Draw(w, r, v, p, sittingSheet(v, newSittingScreen(v, view)))
}

// changedSitting answers a change of a sitting: again with the form when there
// are faults, with the sitting as it stands now when somebody was first.
func (s *server) changedSitting(w http.ResponseWriter, r *http.Request, v *site.Visit, err error, flash string, again func(*sittingScreen, []errs.Fault)) error {
	if faults, ok := site.Faulty(err); ok && again != nil {
		return s.drawSitting(w, r, v, func(k *sittingScreen) { again(k, faults) })
	}
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return s.drawSitting(w, r, v, func(k *sittingScreen) { k.clash = err })
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, sittingURL(sittingIn(r)), flash)
}

func (s *server) seatSitting(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Structure.SeatSitting(r.Context(), v.Actor, forum.Seats{Sitting: sittingIn(r), Version: v.Version(),
		Chair: id.Function(v.Form.Get("chair")), Secretary: id.Function(v.Form.Get("secretary"))})
	return s.changedSitting(w, r, v, err, "page.flash.sitting_changed", func(k *sittingScreen, f []errs.Fault) { k.seats = v.Again(k.seats.Action, f) })
}

func (s *server) holdSitting(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	var came []id.Function
	for _, m := range v.Form["came"] {
		came = append(came, id.Function(m))
	}
	err := s.Structure.HoldSitting(r.Context(), v.Actor, sittingIn(r), v.Version(), came)
	return s.changedSitting(w, r, v, err, "page.flash.sitting_held", func(k *sittingScreen, f []errs.Fault) { k.hold = v.Again(k.hold.Action, f) })
}

func (s *server) cutSitting(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	minutes, err := strconv.Atoi(v.Form.Get("slot_minutes"))
	if err != nil {
		minutes = 0 // a fault of the field
	}
	err = s.Structure.CutSitting(r.Context(), v.Actor, sittingIn(r), v.Version(), minutes)
	return s.changedSitting(w, r, v, err, "page.flash.sitting_changed", func(k *sittingScreen, f []errs.Fault) { k.cut = v.Again(k.cut.Action, f) })
}

func (s *server) closeSlot(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	closed := v.Form.Get("closed") == "yes"
	err := s.Structure.CloseSlot(r.Context(), v.Actor, sittingIn(r), id.Slot(r.PathValue("slot")), closed)
	flash := "page.flash.slot_opened"
	if closed {
		flash = "page.flash.slot_closed"
	}
	return s.changedSitting(w, r, v, err, flash, nil)
}

func (s *server) consult(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	want := id.Slot(v.Form.Get("slot"))
	made, err := s.Structure.Consult(r.Context(), v.Actor, sittingIn(r), want, v.Form.Get("question"))
	flash := "page.flash.consulted"
	if want != "" && made.Slot != "" && made.Slot != want {
		flash = "page.flash.consulted_next"
	}
	return s.changedSitting(w, r, v, err, flash, func(k *sittingScreen, f []errs.Fault) { k.ask = v.Again(k.ask.Action, f) })
}

func consultationOf(r *http.Request) id.Consultation {
	return id.Consultation(r.PathValue("consultation"))
}

// outcomeName is the name of a consultation's outcome among several on a page.
func outcomeName(c id.Consultation) string { return "outcome-" + string(c) }

func (s *server) conclude(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c := consultationOf(r)
	err := s.Structure.ConcludeConsultation(r.Context(), v.Actor, sittingIn(r), c, v.Version(), v.Form.Get(outcomeName(c)))
	return s.changedSitting(w, r, v, err, "page.flash.concluded", func(k *sittingScreen, f []errs.Fault) {
		for i := range f {
			f[i].Field = outcomeName(c)
		}
		k.outcome[c] = v.Again(k.outcome[c].Action, f)
	})
}

func (s *server) withdrawQuestion(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Structure.WithdrawConsultation(r.Context(), v.Actor, sittingIn(r), consultationOf(r), v.Version())
	return s.changedSitting(w, r, v, err, "page.flash.question_withdrawn", nil)
}

// shiftScreen is the form that moves or cancels a sitting.
type shiftScreen struct {
	app.SittingView
	v     *site.Visit
	form  ui.Form
	clash error
}

func (s *server) moveSittingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawSittingMove(w, r, v, func(*shiftScreen) {})
}

func (s *server) cancelSittingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawSittingCancel(w, r, v, func(*shiftScreen) {})
}

// shifted reads a sitting that is to be moved or cancelled.
func (s *server) shifted(r *http.Request, v *site.Visit, do string) (k shiftScreen, err error) {
	k.v = v
	if k.SittingView, err = s.App.Sitting(r.Context(), v.Actor, sittingIn(r)); err != nil {
		return k, err
	}
	if !k.MayKeep {
		return k, errs.New(errs.Denied, "denied")
	}
	k.form = v.NewForm(sittingURL(k.Sitting.ID) + do)
	k.form.Version = k.Version
	return k, nil
}

func (s *server) drawSittingMove(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*shiftScreen)) error {
	k, err := s.shifted(r, v, "/flytta")
	if err != nil {
		return err
	}
	date, clock := calendar.Wall(k.Start)
	k.form.Values = map[string][]string{"date": {date}, "from": {clock}, "place": {k.Place}, "link": {k.Link}}
	with(&k)
	p := s.sittingFrame(v, k.SittingView, v.Texts.T("sittings.move"))
	p.Faults, p.Head.Lead = k.form.Faults, v.Texts.T("sittings.move.lead")
	return s.Draw(w, r, v, p, moveSittingBody(v, k))
}

func (s *server) drawSittingCancel(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*shiftScreen)) error {
	k, err := s.shifted(r, v, "/stall-in")
	if err != nil {
		return err
	}
	with(&k)
	p := s.sittingFrame(v, k.SittingView, v.Texts.T("sittings.cancel"))
	p.Faults, p.Head.Lead = k.form.Faults, v.Texts.T("sittings.cancel.lead")
	return s.Draw(w, r, v, p, cancelSittingBody(v, k))
}

func (s *server) moveSitting(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.MoveSitting(r.Context(), v.Actor, forum.Move{Sitting: sittingIn(r), Version: v.Version(), Date: v.Form.Get("date"), From: v.Form.Get("from"),
		Place: v.Form.Get("place"), Link: v.Form.Get("link"), Reason: v.Form.Get("reason")})
	return s.shift(w, r, v, err, s.drawSittingMove, "page.flash.sitting_moved")
}

func (s *server) cancelSitting(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.CancelSitting(r.Context(), v.Actor, sittingIn(r), v.Version(), v.Form.Get("reason"))
	return s.shift(w, r, v, err, s.drawSittingCancel, "page.flash.sitting_cancelled")
}

// shift answers a sitting's being moved or cancelled.
func (s *server) shift(w http.ResponseWriter, r *http.Request, v *site.Visit, err error,
	draw func(http.ResponseWriter, *http.Request, *site.Visit, func(*shiftScreen)) error, flash string) error {
	if faults, ok := site.Faulty(err); ok {
		return draw(w, r, v, func(k *shiftScreen) { k.form = v.Again(k.form.Action, faults) })
	}
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return draw(w, r, v, func(k *shiftScreen) {
			now := k.form.Version
			k.clash, k.form = err, v.Again(k.form.Action, nil)
			k.form.Version = now
		})
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, sittingURL(sittingIn(r)), flash)
}

func (k shiftScreen) reasonField() ui.Field {
	return k.form.Field("reason", "sittings.reason").WithOptions(site.Choices(k.v, "sitting.reason", forum.Reasons())...)
}

// namesAnybody reports whether the agenda tells the reader of a case: on paper it
// is for nobody else.
func (k sittingScreen) namesAnybody() bool {
	return len(k.FollowUps) > 0 || slices.ContainsFunc(k.Rows, func(r app.AgendaRow) bool { return r.Call != nil })
}

// facts are what the side of the page says. On paper a link is written out.
func (k sittingScreen) facts(paper bool) []ui.Term {
	v, t := k.v, k.v.Texts
	terms := []ui.Term{{Word: t.T("sittings.when"), Says: ui.Two(t.DayOf(k.Start), clocks(v, k.Start, k.End))}}
	if place := cmp.Or(k.Place, k.Forum.Forum.Place); place != "" {
		terms = append(terms, ui.Term{Word: t.T("forums.place"), Says: ui.Text(place)})
	}
	if link := cmp.Or(k.Link, k.Forum.Forum.Link); link != "" {
		terms = append(terms, ui.Term{Word: t.T("forums.link"), Says: linkSaid(t, link, paper)})
	}
	return append(terms, ui.Term{Word: t.T("forum.task.chair"), Says: functionCell(v, k.Functions[k.Chair])},
		ui.Term{Word: t.T("forum.task.secretary"), Says: functionCell(v, k.Functions[k.Secretary])})
}

func linkSaid(t *i18n.Texts, link string, paper bool) templ.Component {
	if paper {
		return ui.Text(link)
	}
	return ui.LinkTo(link, t.T("forums.link.open"))
}

func (k sittingScreen) memberOptions() (all []ui.Option) {
	for _, m := range k.Members {
		f := k.Functions[m]
		all = append(all, ui.Option{Value: string(m), Label: site.Dotted(f.Name, f.UnitName)})
	}
	return all
}

func (k sittingScreen) seatField(name string) ui.Field {
	f := k.seats.Field(name, "forum.task."+name).MayBeEmpty()
	f.Options = append([]ui.Option{{Label: k.v.Texts.T("forums.nobody"), Value: ""}}, k.memberOptions()...)
	return f
}

func (k sittingScreen) cameField() ui.Field {
	f := k.hold.Field("came", "sittings.came").MayBeEmpty().WithOptions(k.memberOptions()...)
	f.Value = "" // Chosen says it
	return f
}

// slotField asks for one of the slots that are free.
func (k sittingScreen) slotField() ui.Field {
	f := k.ask.Field("slot", "sittings.slot")
	for _, r := range k.Rows {
		if r.Use == "" && !r.Past {
			f.Options = append(f.Options, ui.Option{Value: string(r.Slot), Label: clocks(k.v, r.Start, r.End)})
		}
	}
	return f
}

// free reports whether a slot can be had.
func (k sittingScreen) free() bool { return len(k.slotField().Options) > 0 }

// agendaTable is the queue of the sitting.
func (k sittingScreen) agendaTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("sittings.agenda"), Hidden: true, Columns: site.Columns(v, "sittings.time", "sittings.what")}
	if k.MayKeep && k.State == forum.SittingPlanned {
		tab.Columns = append(tab.Columns, ui.Column{Label: v.Texts.T("forums.do")})
	}
	for _, r := range k.Rows {
		row := site.Cells(site.Unbroken(clocks(v, r.Start, r.End), ""), slotCell(v, k, r))
		if k.MayKeep && k.State == forum.SittingPlanned {
			row.Cells = append(row.Cells, slotDo(v, k, r))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

// agendaCall is the address of a call on the agenda.
func agendaCall(c app.CallRow) string {
	return site.CaseURL(c.ID) + "/kallelser/" + string(c.Call.ID)
}

// asker is who put a question to the forum.
func (k sittingScreen) asker(f id.Function) string {
	fn, ok := k.Functions[f]
	if !ok {
		return ""
	}
	return site.Dotted(fn.Name, fn.UnitName)
}

// cameTable is who came to a sitting that was held.
func (k sittingScreen) cameTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("sittings.attendance"), Hidden: true, Columns: site.Columns(v, "page.function", "sittings.came")}
	for _, m := range slices.Sorted(maps.Keys(k.Came)) {
		f := k.Functions[m]
		came := templ.Component(ui.Badge(ui.Plain, v.Texts.T("sittings.came.no")))
		if k.Came[m] {
			came = ui.Badge(ui.Success, v.Texts.T("sittings.came.yes"))
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(v.Texts, f.Kind, f.Name, f.UnitName), came))
	}
	return tab
}

func outcomeTitle(v *site.Visit, r app.AgendaRow) string {
	if r.Consultation.Outcome == "" {
		return v.Texts.T("sittings.outcome.write")
	}
	return v.Texts.T("sittings.outcome.change")
}

func cutField(v *site.Visit, k sittingScreen) ui.Field {
	f := k.cut.Field("slot_minutes", "sittings.slot_minutes")
	f.Options = slotOptions(v)[1:]
	return f
}

// typedWords gives back the words of a form on a sitting's page.
func typedWords(v *site.Visit) string {
	for name := range v.Form {
		if name == "question" || strings.HasPrefix(name, "outcome-") {
			return v.Form.Get(name)
		}
	}
	return ""
}

// clocks are the times of day from when to when.
func clocks(v *site.Visit, from, to time.Time) string {
	return v.Texts.Clock(from) + "–" + v.Texts.Clock(to)
}
