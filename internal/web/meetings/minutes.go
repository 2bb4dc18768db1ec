package meetings

import (
	"net/http"
	"strconv"

	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/minutes"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) minutesRoutes() []site.Route {
	const of = "/arenden/{case}/kallelser/{call}/anteckningar"
	return []site.Route{
		{"GET " + of, site.Acting, s.minutesPage},
		{"GET " + of + "/utskrift", site.Acting, s.minutesPaper},
		{"POST " + of + "/klar", site.Function, s.freezeMinutes},
		{"GET " + of + "/andra", site.Function, s.amendPage},
		{"POST " + of + "/andra", site.Function, s.amendMinutes},
		{"GET " + of + "/aterkalla", site.Function, s.recallMinutesPage},
		{"POST " + of + "/aterkalla", site.Function, s.askMinutesRecall},
		{"POST " + of + "/aterkalla/bekrafta", site.Function, s.confirmMinutesRecall},
		{"GET " + of + "/{number}", site.Acting, s.minutesPage},
		{"GET " + of + "/{number}/utskrift", site.Acting, s.minutesPaper},
		{"POST " + of + "/{number}/last", site.Acting, s.readMinutes},
	}
}

// minutesURL is the address of a meeting's minutes.
func minutesURL(c id.Case, call id.Call) string { return callURL(c, call) + "/anteckningar" }

// minutesScreen is the minutes of a meeting as their page shows them.
type minutesScreen struct {
	meetingScreen
	shown     minutes.Minutes
	Versions  []minutes.Minutes
	Entries   []app.MeetingLine
	Apart     int
	Receipts  []minutes.Receipt
	Mine      minutes.Receipt
	MayFreeze bool
	MayAmend  bool
	MayRecall bool
	Asked     bool
}

// mostMinutes is more versions than any minutes have.
const mostMinutes = 1000

// minutesNumber reads the version out of the address: 0 where there is none.
func minutesNumber(r *http.Request) (int, error) {
	text := r.PathValue("number")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostMinutes || strconv.Itoa(n) != text {
		return 0, errs.Missing()
	}
	return n, nil
}

func (s *server) minutesScreen(r *http.Request, v *site.Visit) (k minutesScreen, err error) {
	n, err := minutesNumber(r)
	if err != nil {
		return k, err
	}
	m, err := s.App.Minutes(r.Context(), v.Actor, site.CaseOf(r), callOf(r), n)
	return minutesScreen{
		newMeetingScreen(v, m.MeetingView), m.Minutes, m.Versions, m.Entries, m.Apart, m.Receipts, m.Mine,
		m.MayFreeze, m.MayAmend, m.MayRecall, m.Asked,
	}, err
}

func (k minutesScreen) base() string { return minutesURL(k.Case.ID, k.Call.ID) }

// own is the address of just these minutes.
func (k minutesScreen) own() string {
	return k.base() + "/" + strconv.Itoa(k.shown.Number)
}

func (s *server) minutesFrame(k minutesScreen) ui.Page {
	p := s.CasePart(k.v, k.head(), k.v.Texts.T("minutes.title"))
	p.Active, p.Path = "/arenden", k.base()
	if !k.v.Actor.Self() {
		p.Heading = k.v.Texts.T("minutes.paper", "name", k.head().Name())
	}
	p.Head.Meta = k.meta()
	p.Head.Back = &ui.Link{Label: k.v.Texts.T("meeting.title"), Href: k.url()}
	if k.v.Actor.Self() {
		p.Active = "/moten"
		p.Head.Back = &ui.Link{Label: k.v.Texts.T("meeting.back.own"), Href: "/moten"}
	}
	return p
}

func (s *server) minutesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.minutesScreen(r, v)
	if err != nil {
		return err
	}
	return s.drawMinutes(w, r, k, nil)
}

func (s *server) drawMinutes(w http.ResponseWriter, r *http.Request, k minutesScreen, late error) error {
	t := k.v.Texts
	p := s.minutesFrame(k)
	p.Head.Chips = k.stateChips()
	m := k.shown
	if m.State != minutes.Recalled {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("page.case.print"), Href: k.own() + "/utskrift", Icon: "print"})
	}
	if k.MayAmend {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: k.amendWords(), Href: k.base() + "/andra", Icon: "pen"})
	}
	if late != nil {
		k.v.Status = http.StatusConflict
	}
	return s.Draw(w, r, k.v, p, minutesBody(k.v, k, late))
}

func (k minutesScreen) stateChips() (chips []ui.Chip) {
	t, m := k.v.Texts, k.shown
	chips = site.ProtectionChip(k.v, k.Protection)
	tone := map[string]ui.Tone{minutes.Draft: ui.Warning, minutes.Final: ui.Success, minutes.Recalled: ui.Error}[m.State]
	chips = append(chips, ui.Chip{Text: k.v.TextOf("minutes.state", m.State), Tone: tone})
	if m.Number > 1 {
		chips = append(chips, ui.Chip{Text: t.T("minutes.number", "n", site.Number(m.Number))})
	}
	if on := k.Call.FollowUpOn; on != "" {
		chips = append(chips, ui.Chip{Text: t.T("meeting.follow_up", "day", t.NearDay(on))})
	}
	return chips
}

func (s *server) minutesPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.minutesScreen(r, v)
	if err != nil {
		return err
	}
	p := s.minutesFrame(k)
	p.Print = true
	p.Heading, p.Head.Meta = v.Texts.T("minutes.paper", "name", k.head().Name()), k.head().Meta(v)
	p.Running = v.Texts.T("minutes.running", "ref", k.Case.Ref, "state", site.Lower(v.TextOf("minutes.state", k.shown.State)), "n", site.Number(k.shown.Number))
	p.Head.Back = &ui.Link{Label: v.Texts.T("minutes.title"), Href: k.own()}
	return s.Draw(w, r, v, p, minutesSheet(v, k))
}

// after answers a step with the minutes: it was done, or the page as it stands.
func (s *server) after(w http.ResponseWriter, r *http.Request, v *site.Visit, err error, flash string) error {
	if site.Clash(err) {
		k, again := s.minutesScreen(r, v)
		if again != nil {
			return again
		}
		return s.drawMinutes(w, r, k, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, minutesURL(site.CaseOf(r), callOf(r)), flash)
}

func (s *server) freezeMinutes(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	_, err := s.App.FreezeMinutes(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Version())
	return s.after(w, r, v, err, "page.flash.minutes_final")
}

func (s *server) readMinutes(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n, err := minutesNumber(r)
	if err != nil {
		return err
	}
	if err := s.App.ReadMinutes(r.Context(), v.Actor, site.CaseOf(r), callOf(r), n); err != nil {
		return err
	}
	return s.Done(w, r, minutesURL(site.CaseOf(r), callOf(r))+"/"+strconv.Itoa(n), "page.flash.minutes_read")
}

func (s *server) amendPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.minutesScreen(r, v)
	if err != nil {
		return err
	}
	return s.drawAmend(w, r, k, v.NewForm(k.base()+"/andra"))
}

func (s *server) drawAmend(w http.ResponseWriter, r *http.Request, k minutesScreen, f ui.Form) error {
	if !k.MayAmend {
		return s.Done(w, r, k.base(), "")
	}
	p := s.minutesFrame(k)
	p.Title, p.Heading = k.amendWords(), ""
	p.Head.Lead = k.v.Texts.T("minutes.amend.lead")
	p.Head.Back = &ui.Link{Label: k.v.Texts.T("minutes.title"), Href: k.base()}
	p.Faults, k.form = f.Faults, f
	return s.Draw(w, r, k.v, p, amendBody(k.v, k))
}

// amendWords is what the one who keeps the minutes may do with them: of those
// that are recalled nothing is left to change.
func (k minutesScreen) amendWords() string {
	if k.shown.State == minutes.Recalled {
		return k.v.Texts.T("minutes.anew")
	}
	return k.v.Texts.T("minutes.amend")
}

func (s *server) amendMinutes(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.AmendMinutes(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Form.Get("reason"), v.Form.Get("words"))
	if faults, ok := site.Faulty(err); ok {
		k, err := s.minutesScreen(r, v)
		if err != nil {
			return err
		}
		return s.drawAmend(w, r, k, v.Again(k.base()+"/andra", faults))
	}
	if err == nil {
		return s.Done(w, r, meetingURL(site.CaseOf(r), callOf(r))+"#skriv", "page.flash.minutes_amending")
	}
	return s.after(w, r, v, err, "")
}

func (s *server) recallMinutesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.minutesScreen(r, v)
	if err != nil {
		return err
	}
	return s.drawRecallMinutes(w, r, k, v.NewForm(k.base()+"/aterkalla"))
}

func (s *server) drawRecallMinutes(w http.ResponseWriter, r *http.Request, k minutesScreen, f ui.Form) error {
	if !k.MayRecall || k.shown.RecallAskedBy != "" {
		return s.Done(w, r, k.base(), "")
	}
	p := s.minutesFrame(k)
	p.Title, p.Heading = k.v.Texts.T("minutes.recall"), ""
	p.Head.Lead = k.v.Texts.T("minutes.recall.lead")
	p.Head.Back = &ui.Link{Label: k.v.Texts.T("minutes.title"), Href: k.base()}
	p.Faults, k.form = f.Faults, f
	return s.Draw(w, r, k.v, p, recallMinutesBody(k.v, k))
}

func (s *server) askMinutesRecall(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.AskMinutesRecall(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Form.Get("reason"))
	if faults, ok := site.Faulty(err); ok {
		k, err := s.minutesScreen(r, v)
		if err != nil {
			return err
		}
		return s.drawRecallMinutes(w, r, k, v.Again(k.base()+"/aterkalla", faults))
	}
	return s.after(w, r, v, err, "page.flash.recall_asked")
}

func (s *server) confirmMinutesRecall(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.ConfirmMinutesRecall(r.Context(), v.Actor, site.CaseOf(r), callOf(r))
	return s.after(w, r, v, err, "") // the tombstone says it
}

// entries are those of some kinds, in order.
func (k minutesScreen) entries(kinds ...item.Kind) (all []app.MeetingLine) {
	for _, e := range k.Entries {
		for _, kind := range kinds {
			if e.Kind == kind {
				all = append(all, e)
			}
		}
	}
	return all
}

// came are those who were called, with how they came.
func (k minutesScreen) came() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("minutes.here"), Hidden: true, Columns: site.Columns(v, "minutes.who", "minutes.came")}
	for _, p := range k.Called {
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(v.Texts, p.Fn.Kind, p.Fn.Name, p.Fn.UnitName), k.cameCell(p.Came, p.CameReason)))
	}
	tab.Rows = append(tab.Rows, site.Cells(ui.Actor(v.Texts, ui.Person, k.personFull(), k.personWay()), k.cameCell(k.Call.PersonCame, k.PersonReason)))
	return tab
}

// promises are what is to be done, as a table.
func (k minutesScreen) promises() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("minutes.promises"), Hidden: true, Columns: site.Columns(v, "page.case.what", "page.case.responsible", "page.case.due")}
	for _, e := range k.entries(item.Commitment, item.Activity) {
		f, unit := k.seen().Responsible(e.Item)
		day := v.Texts.NearDay(e.Content.Due)
		if e.Content.Due == "" {
			day = v.Texts.Days(e.Start, e.End)
		}
		if e.Extent > 0 {
			day = site.Dotted(day, v.Texts.Percent(e.Extent))
		}
		tab.Rows = append(tab.Rows, site.Cells(site.ItemTitle(v, site.ItemURL(k.Case.ID, e.ID), e.Item, ""), ui.Two(f, unit), ui.Text(day)))
	}
	return tab
}

// receipts says who has read, and when.
func (k minutesScreen) receipts() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("minutes.receipts"), Hidden: true, Columns: site.Columns(v, "minutes.who", "minutes.read_at")}
	for _, r := range k.Receipts {
		who := ui.Actor(v.Texts, ui.Person, k.personFull(), "")
		if r.Function != minutes.Self {
			f := k.Functions[r.Function]
			who = ui.Actor(v.Texts, f.Kind, f.Name, f.UnitName)
		}
		read := ui.Badge(ui.Plain, v.Texts.T("minutes.unread"))
		if !r.ReadAt.IsZero() {
			read = ui.Two(v.Texts.Date(r.ReadAt), v.Acted(r.Acted, k.seen().PersonName()))
			if r.Acted == "" {
				read = ui.Text(v.Texts.Date(r.ReadAt))
			}
		}
		tab.Rows = append(tab.Rows, site.Cells(who, read))
	}
	return tab
}

// unread reports whether the reader is to say that she has read.
func (k minutesScreen) unread() bool {
	m := k.shown
	return m.State == minutes.Final && !k.Mine.At.IsZero() && k.Mine.ReadAt.IsZero()
}

// heldWords says when the meeting was, for paper.
func (k minutesScreen) heldWords() string {
	c := k.Call
	from, to := c.Start, c.End
	if !c.Started.IsZero() && !c.Ended.IsZero() {
		from, to = c.Started, c.Ended
	}
	return k.v.Texts.Span(from, to)
}
