package meetings

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/app"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) meetingRoutes() []site.Route {
	const of = "/arenden/{case}/kallelser/{call}/mote"
	return []site.Route{
		{"GET " + of, site.Acting, s.meetingPage},
		{"GET " + of + "/nu", site.Acting | site.Quiet, s.meetingPart},
		{"GET " + of + "/hander", site.Acting | site.Quiet, s.meetingBeats},
		{"POST " + of + "/borja", site.Function, s.beginMeeting},
		{"POST " + of + "/anteckna-for", site.Function, s.takeMinutes},
		{"POST " + of + "/med", site.Function, s.attendMeeting},
		{"POST " + of + "/rad", site.Function, s.writeLine},
		{"GET " + of + "/hallning/{item}", site.Function, s.standPage},
		{"POST " + of + "/hallning/{item}", site.Function, s.takeStand},
		{"GET " + of + "/andra/{item}", site.Function, s.changePage},
		{"POST " + of + "/andra/{item}", site.Function, s.changeItem},
		{"GET " + of + "/avsluta", site.Function, s.endPage},
		{"POST " + of + "/avsluta", site.Function, s.endMeeting},
	}
}

// meetingURL is the address of a meeting.
func meetingURL(c id.Case, call id.Call) string { return callURL(c, call) + "/mote" }

// meetingOf is the address of the meeting that was asked for.
func meetingOf(r *http.Request) string { return meetingURL(site.CaseOf(r), callOf(r)) }

// meetingScreen is a meeting as its page shows it.
type meetingScreen struct {
	app.MeetingView
	v    *site.Visit
	form ui.Form // where one writes
	kept bool    // what was written last was kept back
}

// seen is the case that the meeting is about.
func (k meetingScreen) seen() site.CaseSeen {
	return site.CaseSeen{CaseView: k.CaseView, V: k.v, Now: k.v.Now}
}

func (s *server) meetingScreen(r *http.Request, v *site.Visit) (k meetingScreen, err error) {
	m, err := s.App.Meeting(r.Context(), v.Actor, site.CaseOf(r), callOf(r))
	return newMeetingScreen(v, m), err
}

// newMeetingScreen puts the called in the order of the actors.
func newMeetingScreen(v *site.Visit, m app.MeetingView) meetingScreen {
	slices.SortStableFunc(m.Called, func(a, b app.CalledView) int {
		return cmp.Or(site.KindOrder(a.Fn.Kind)-site.KindOrder(b.Fn.Kind), cmp.Compare(a.Fn.UnitName, b.Fn.UnitName))
	})
	return meetingScreen{MeetingView: m, v: v}
}

func (k meetingScreen) url() string { return meetingURL(k.Case.ID, k.Call.ID) }

func (k meetingScreen) minutesURL() string { return minutesURL(k.Case.ID, k.Call.ID) }

func (s *server) meetingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.meetingScreen(r, v)
	if err != nil {
		return err
	}
	k.kept = v.Query.Get("kvar") == "ja"
	k.form = k.newLine()
	return s.drawMeeting(w, r, k)
}

// newLine is the form where one writes, as it begins: about a line that it is
// made from, when there is one.
func (k meetingScreen) newLine() ui.Form {
	f := k.v.NewForm(k.url() + "/rad")
	kind := item.Kind(k.v.Query.Get("slag"))
	if !slices.Contains(item.AtMeetings(), kind) {
		kind = item.Said
	}
	f.Values["kind"] = []string{string(kind)}
	f.Values["category"] = []string{access.Plan.String()}
	f.Values["responsible"] = []string{string(k.v.Actor.Function)}
	f.Values["start"] = []string{k.Today}
	for _, l := range k.Lines {
		if string(l.ID) == k.v.Query.Get("av") && !l.Gone {
			f.Values["text"], f.Values["category"] = []string{wordsOf(l.Item)}, []string{l.Category.String()}
		}
	}
	return f
}

// wordsOf is all that was written about an item.
func wordsOf(i item.Item) string {
	switch {
	case i.Words == "":
		return i.Title
	case i.Kind == item.Said || i.Kind == item.Decision:
		return i.Words
	}
	return i.Title + "\n" + i.Words
}

func (s *server) drawMeeting(w http.ResponseWriter, r *http.Request, k meetingScreen) error {
	v, t := k.v, k.v.Texts
	p := s.CasePart(v, k.head(), k.title())
	p.Active, p.Path, p.Faults = "/arenden", k.url(), k.form.Faults
	if v.Actor.Self() {
		p.Active = "/moten"
		p.Head.Back = &ui.Link{Label: t.T("meeting.back.own"), Href: "/moten"}
	}
	p.Head.Meta, p.Head.Chips, p.Head.Actions = k.meta(), k.chips(), k.actions()
	if k.kept {
		p.Flash = &ui.Flash{Tone: ui.Warning, Text: t.T("meeting.kept.flash")}
	}
	return s.Draw(w, r, v, p, meetingBody(v, k))
}

func (k meetingScreen) head() site.CaseHead {
	return site.CaseHead{Case: k.Case, Identity: k.Identity, AreaName: k.Area.Name, Protection: k.Protection}
}

// meetingPart is what changes while the meeting goes on, for the script that
// follows it.
func (s *server) meetingPart(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.meetingScreen(r, v)
	if err != nil {
		return err
	}
	return s.Fragment(w, r, meetingNow(v, k))
}

func (s *server) beginMeeting(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.BeginMeeting(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Version())
	if site.Clash(err) {
		return s.clash(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, meetingOf(r), "page.flash.meeting_begun")
}

// clash draws the meeting as it stands, and says why a step could not be taken.
func (s *server) clash(w http.ResponseWriter, r *http.Request, v *site.Visit, why error) error {
	k, err := s.meetingScreen(r, v)
	if err != nil {
		return err
	}
	k.form = k.newLine()
	v.Status = http.StatusConflict
	p := s.CasePart(v, k.head(), k.title())
	p.Active, p.Path = "/arenden", k.url()
	p.Head.Meta, p.Head.Chips, p.Head.Actions = k.meta(), k.chips(), k.actions()
	return s.Draw(w, r, v, p, meetingClash(v, k, why))
}

// typed is what was written, to be kept where it could not be saved.
func (k meetingScreen) typed() string { return k.v.Form.Get("text") }

func (s *server) takeMinutes(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.TakeMinutes(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Version())
	if site.Clash(err) {
		return s.clash(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, meetingOf(r), "page.flash.meeting_keeps")
}

// attendMeeting notes that one of those who are called, or the person, is here.
func (s *server) attendMeeting(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	here := meeting.Attendance{Functions: map[id.Function]meeting.Came{}}
	came := meeting.Came{How: v.Form.Get("came")}
	if who := v.Form.Get("who"); who == string(id.Self) {
		here.Person = came
	} else {
		here.Functions[id.Function(who)] = came
	}
	err := s.App.Attend(r.Context(), v.Actor, site.CaseOf(r), callOf(r), here)
	if site.Clash(err) {
		return s.clash(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, meetingOf(r)+"#med", "")
}

func (s *server) writeLine(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n := lineOf(v)
	done, err := s.App.WriteAtMeeting(r.Context(), v.Actor, site.CaseOf(r), callOf(r), n)
	if faults, ok := site.Faulty(err); ok {
		k, err := s.meetingScreen(r, v)
		if err != nil {
			return err
		}
		k.form = v.Again(k.url()+"/rad", inText(faults))
		return s.drawMeeting(w, r, k)
	}
	if site.Clash(err) {
		return s.clash(w, r, v, err)
	}
	if err != nil {
		return err
	}
	if !done.Kept {
		return s.Done(w, r, meetingOf(r)+"?slag="+string(n.Kind)+"#skriv", lineFlash(done))
	}
	// The meeting may be closed to the writer by now: what was typed is where the case is.
	if _, err := s.App.MeetingBeat(r.Context(), v.Actor, site.CaseOf(r), callOf(r)); errs.Is(err, errs.NotFound) {
		return s.Done(w, r, site.ItemURL(site.CaseOf(r), done.Item), "page.flash.item_kept")
	}
	return s.Done(w, r, meetingOf(r)+"?kvar=ja&slag="+string(n.Kind)+"#skriv", "")
}

func lineFlash(done app.Written) string {
	if len(done.Told) == 0 {
		return "page.flash.meeting_note"
	}
	return "page.flash.meeting_told"
}

// lineOf reads what was written: the first line of it is its title.
func lineOf(v *site.Visit) (n app.NewLine) {
	f := v.Form
	category, ok := access.ParseCategory(f.Get("category"))
	if !ok {
		category = noCategory
	}
	n.Kind, n.Category = item.Kind(f.Get("kind")), category
	n.Title, n.Words = item.Titled(f.Get("text"))
	n.Extent = item.NoExtent
	switch n.Kind {
	case item.Said:
		n.Own = f.Get("own") == "yes"
	case item.Commitment:
		n.Status, n.Content.Due = "planned", f.Get("due")
	case item.Activity:
		n.Status, n.Start, n.End, n.Extent = "planned", f.Get("start"), f.Get("end"), site.ExtentOf(f.Get("extent"))
	}
	if n.Kind == item.Commitment || n.Kind == item.Activity {
		n.Own = f.Get("responsible") == string(id.Self)
		if !n.Own {
			n.Responsible = id.Function(f.Get("responsible"))
		}
	}
	if f.Get("keep") != "yes" {
		n.Receivers = toldIn(v, category)
	}
	return n
}

// noCategory stands where the form named none that there is.
const noCategory access.Category = 255

// toldIn is who the page said would have something of a category.
func toldIn(v *site.Visit, c access.Category) (all []id.Unit) {
	for _, said := range v.Form["told"] {
		if units, ok := strings.CutPrefix(said, c.String()+":"); ok {
			for u := range strings.SplitSeq(units, ",") {
				if u != "" {
					all = append(all, id.Unit(u))
				}
			}
		}
	}
	return all
}

// inText leads what is wrong with title and words to the one field that both
// are typed in.
func inText(faults []errs.Fault) []errs.Fault {
	moved := slices.Clone(faults)
	for i := range moved {
		if moved[i].Field == "title" || moved[i].Field == "words" {
			moved[i].Field = "text"
		}
	}
	return moved
}
