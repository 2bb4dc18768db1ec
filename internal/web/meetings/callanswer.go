package meetings

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/app"
	"samverk/internal/border"
	"samverk/internal/calendar"
	"samverk/internal/cases"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/meeting"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// timeRows is how many times a form takes at once.
const timeRows = 3

// The names of the fields of one time. Each form of a page has a prefix of its
// own, so that no two fields have the same.
func dateName(prefix string, n int) string { return prefix + "date_" + strconv.Itoa(n) }
func fromName(prefix string, n int) string { return prefix + "from_" + strconv.Itoa(n) }
func toName(prefix string, n int) string   { return prefix + "to_" + strconv.Itoa(n) }

// timesIn reads the times of a form, each a day and two clock times in Sweden;
// rows that are empty are left out.
func timesIn(form border.Values, prefix string) (all []meeting.Time, faults errs.Faults) {
	for n := 1; n <= timeRows; n++ {
		date, from, to := form.Get(dateName(prefix, n)), form.Get(fromName(prefix, n)), form.Get(toName(prefix, n))
		if date == "" && from == "" && to == "" {
			continue
		}
		start, err := calendar.Local(date, from)
		startOK := take(&faults, err, dateName(prefix, n), fromName(prefix, n))
		end, err := calendar.Local(date, to)
		endOK := take(&faults, err, "", toName(prefix, n))
		if startOK && endOK {
			all = append(all, meeting.Time{Start: start, End: end})
		}
	}
	return all, faults
}

// take notes what is wrong with a day and a clock time under the names that
// they have in a form, and reports whether nothing is; without a name for the
// day that has been told already.
func take(faults *errs.Faults, err error, date, clock string) bool {
	found, _ := site.Faulty(err)
	for _, f := range found {
		switch {
		case f.Field == "clock":
			f.Field = clock
		case date == "":
			continue
		default:
			f.Field = date
		}
		*faults = append(*faults, f)
	}
	return err == nil
}

// namedIn gives faults the names that their fields have in a form with a prefix.
func namedIn(all []errs.Fault, prefix string) []errs.Fault {
	for i, f := range all {
		switch {
		case f.Field == "start":
			all[i].Field = dateName(prefix, 1)
		case f.Field == "end":
			all[i].Field = toName(prefix, 1)
		case f.Field != "" && !strings.HasPrefix(f.Field, prefix):
			all[i].Field = prefix + f.Field
		}
	}
	return all
}

// answerIn reads an answer to a call.
func answerIn(form border.Values, prefix string) (a meeting.Answer, faults errs.Faults) {
	a = meeting.Answer{Answer: form.Get(prefix + "answer"), Reason: form.Get(prefix + "reason"), Said: strings.TrimSpace(form.Get(prefix + "said"))}
	if a.Answer == meeting.AnswerOther {
		a.Times, faults = timesIn(form, prefix)
	}
	return a, faults
}

// The prefixes of the forms on a call's page.
const (
	ofPerson = "person_"
	ofMore   = "more_"
	ofSettle = "settle_"
	ofCancel = "cancel_"
)

func (s *server) answerCall(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	answer, faults := answerIn(v.Form, "")
	err := faults.Err()
	if err == nil {
		err = s.App.AnswerCall(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Version(), answer)
	}
	return s.callDone(w, r, v, "", "page.flash.call_answered", err)
}

func (s *server) notePersonAnswer(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	answer, faults := answerIn(v.Form, ofPerson)
	err := faults.Err()
	if err == nil {
		err = s.App.NotePersonAnswer(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Version(), answer)
	}
	return s.callDone(w, r, v, ofPerson, "page.flash.call_answered", err)
}

func (s *server) markTimes(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.MarkTimes(r.Context(), v.Actor, site.CaseOf(r), callOf(r), marksIn(v.Form, ""))
	return s.callDone(w, r, v, "", "page.flash.call_marked", err)
}

// marksIn reads which of the times that are offered suit.
func marksIn(form border.Values, prefix string) map[id.Offer]string {
	marks := map[id.Offer]string{}
	for name, values := range form {
		if o, ok := strings.CutPrefix(name, prefix+"mark_"); ok && len(values) == 1 && values[0] != "" && id.Valid(o) {
			marks[id.Offer(o)] = values[0]
		}
	}
	return marks
}

func (s *server) offerTimes(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	times, faults := timesIn(v.Form, ofMore)
	err := faults.Err()
	if err == nil {
		err = s.App.OfferTimes(r.Context(), v.Actor, site.CaseOf(r), callOf(r), times)
	}
	return s.callDone(w, r, v, ofMore, "page.flash.call_offered", err)
}

func (s *server) settleCall(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.SettleCall(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Version(), id.Offer(v.Form.Get(ofSettle+"offer")), v.Form.Get(ofSettle+"reason"))
	return s.callDone(w, r, v, ofSettle, "page.flash.call_settled", err)
}

func (s *server) cancelCall(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.CancelCall(r.Context(), v.Actor, site.CaseOf(r), callOf(r), v.Version(), v.Form.Get(ofCancel+"reason"))
	return s.callDone(w, r, v, ofCancel, "page.flash.call_cancelled", err)
}

// toldScreen is a call as its page shows it to one who may answer it for others.
type toldScreen struct {
	app.ToldCall
	forms []ui.Form // one for each that has not answered
	marks []ui.Form // and one of the times that are offered
	late  error
}

// toldPrefix is the prefix of the form that answers for a function.
func toldPrefix(f id.Function) string { return string(f) + "_" }

func toldURL(c id.Call) string { return "/kallelser/" + string(c) }

func (s *server) toldPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawTold(w, r, v, nil, nil)
}

func (s *server) drawTold(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	c, err := s.App.ToldCall(r.Context(), v.Actor, callOf(r))
	if err != nil {
		return err
	}
	k := toldScreen{ToldCall: c, late: late}
	p := s.Page(v, v.Texts.T("told.title"))
	p.Active, p.Path = "/min-dag", toldURL(c.Call)
	p.Head.Back = &ui.Link{Label: v.Texts.T("page.day.title"), Href: "/min-dag"}
	p.Head.Lead = v.Texts.T("told.lead")
	for _, one := range c.Waiting {
		answer, marks := v.NewForm(toldURL(c.Call)+"/svar"), v.NewForm(toldURL(c.Call)+"/tider")
		if back != nil && back.Value("function") == string(one.Function.ID) {
			p.Faults = back.Faults
			if back.Action == marks.Action {
				marks = *back
			} else {
				answer = *back
			}
		}
		answer.Version = one.Version
		k.forms, k.marks = append(k.forms, answer), append(k.marks, marks)
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, toldBody(v, k))
}

func (s *server) answerTold(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	of := id.Function(v.Form.Get("function"))
	answer, faults := answerIn(v.Form, toldPrefix(of))
	err := faults.Err()
	if err == nil {
		err = s.App.AnswerInPlace(r.Context(), v.Actor, callOf(r), of, v.Version(), answer)
	}
	return s.toldDone(w, r, v, "/svar", err)
}

func (s *server) markTold(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	of := id.Function(v.Form.Get("function"))
	return s.toldDone(w, r, v, "/tider", s.App.MarkInPlace(r.Context(), v.Actor, callOf(r), of, marksIn(v.Form, toldPrefix(of))))
}

// toldDone answers a step that was taken for another function.
func (s *server) toldDone(w http.ResponseWriter, r *http.Request, v *site.Visit, action string, err error) error {
	if faults, ok := site.Faulty(err); ok {
		f := v.Again(toldURL(callOf(r))+action, namedIn(faults, toldPrefix(id.Function(v.Form.Get("function")))))
		return s.drawTold(w, r, v, &f, nil)
	}
	if site.Clash(err) {
		return s.drawTold(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, "/min-dag", "page.flash.call_answered")
}

// seeks reports whether the call seeks a time among those that are offered.
func (k toldScreen) seeks() bool { return k.State == meeting.StateSeeking && len(k.Offers) > 0 }

// toldFacts are all that one may know who answers for others.
func toldFacts(v *site.Visit, c app.ToldCall) []ui.Term {
	t := v.Texts
	when := t.T("call.seeks")
	if !c.Start.IsZero() {
		when = t.Span(c.Start, c.End)
	}
	all := []ui.Term{{Word: t.T("calls.when"), Says: ui.Text(when)}}
	if c.Place != "" {
		all = append(all, ui.Term{Word: t.T("call.place"), Says: ui.Text(c.Place)})
	}
	return all
}

func (s *server) myMeetings(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	rows, err := s.App.MyMeetings(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	mine, err := s.App.MyCases(r.Context(), v.Actor)
	if err != nil {
		return err
	}
	mine = slices.DeleteFunc(mine, func(c app.CaseRow) bool { return c.State == cases.StateClosed })
	p := s.Page(v, v.Texts.T("mine.meetings.title"))
	p.Head.Lead = v.Texts.T("mine.meetings.lead")
	return s.Draw(w, r, v, p, myMeetingsBody(v, rows, mine))
}

// withoutLink leads to the person's consent to meetings without her; of several
// cases it says which.
func withoutLink(v *site.Visit, c app.CaseRow, of int) string {
	if of == 1 {
		return v.Texts.T("mine.without.link")
	}
	return site.Dotted(v.Texts.T("mine.without.link"), c.Ref)
}

// apart are the person's meetings to come, and those that have been or are off.
func apart(all []app.MyMeeting) (coming, gone []app.MyMeeting) {
	for _, m := range all {
		if m.Call.Open() {
			coming = append(coming, m)
		} else {
			gone = append(gone, m)
		}
	}
	// The next one first; those without a time last.
	slices.SortStableFunc(coming, func(a, b app.MyMeeting) int {
		if a.Call.Start.IsZero() != b.Call.Start.IsZero() {
			return b.Call.Start.Compare(a.Call.Start)
		}
		return a.Call.Start.Compare(b.Call.Start)
	})
	return coming, gone
}

// withoutScreen is the consent to meetings without the person as its page shows
// it.
type withoutScreen struct {
	app.MeetingConsentView
	v         *site.Visit
	form, end ui.Form
	late      error
}

func withoutURL(c id.Case) string { return site.CaseURL(c) + "/mote-utan-mig" }

func (s *server) withoutPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawWithout(w, r, v, nil, nil)
}

func (s *server) withoutScreen(r *http.Request, v *site.Visit) (k withoutScreen, err error) {
	k.v = v
	k.MeetingConsentView, err = s.App.MeetingConsent(r.Context(), v.Actor, site.CaseOf(r))
	k.form, k.end = v.NewForm(withoutURL(site.CaseOf(r))), v.NewForm(withoutURL(site.CaseOf(r))+"/dra-tillbaka")
	k.form.Version, k.end.Version = k.Consent.Version, k.Consent.Version
	k.form.Values["ends_on"] = []string{site.LaterDay(k.Today, 0, 6)}
	return k, err
}

func (s *server) drawWithout(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form, late error) error {
	k, err := s.withoutScreen(r, v)
	if err != nil {
		return err
	}
	k.late = late
	p := s.CasePart(v, headOf(k.CaseTop), k.title())
	p.Head.Lead = k.say("lead")
	if v.Actor.Self() {
		p.Head.Back = &ui.Link{Label: v.Texts.T("mine.meetings.title"), Href: "/moten"}
	}
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("without.print"), Href: withoutURL(k.Case.ID) + "/utskrift", Icon: "print"}}
	if back != nil {
		p.Faults, k.form = back.Faults, *back
	}
	if late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, withoutBody(v, k))
}

// say is a text of the page: to the person herself, or about her.
func (k withoutScreen) say(what string) string {
	if k.v.Actor.Self() {
		return k.v.Texts.T("mine.without." + what)
	}
	return k.v.Texts.T("without." + what)
}

func (k withoutScreen) title() string { return k.say("title") }

// stands says what the consent is now.
func (k withoutScreen) stands() string {
	t := k.v.Texts
	if k.Consent.ID == "" {
		return ""
	}
	how := t.T("consent.how." + k.Consent.How)
	if k.Consent.Acted != "" {
		how += ", " + site.Lower(k.v.Acted(k.Consent.Acted, t.T("kind.person")))
	}
	if k.ReceivedBy.ID != "" {
		how += ", " + t.T("without.received", "function", k.ReceivedBy.Name+", "+k.ReceivedBy.UnitName)
	}
	return t.T("without.stands", "from", t.DayOf(k.Consent.Created), "to", t.Day(k.Consent.EndsOn), "how", site.Lower(how))
}

func (s *server) giveWithout(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	version := max(v.Version(), 0)
	err := s.App.GiveMeetingConsent(r.Context(), v.Actor, site.CaseOf(r), meeting.NewConsent{How: v.Form.Get("how"), EndsOn: v.Form.Get("ends_on"), Version: version})
	return s.withoutDone(w, r, v, "page.flash.without_given", err)
}

func (s *server) endWithout(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.App.EndMeetingConsent(r.Context(), v.Actor, site.CaseOf(r), v.Version())
	return s.withoutDone(w, r, v, "page.flash.without_ended", err)
}

func (s *server) withoutDone(w http.ResponseWriter, r *http.Request, v *site.Visit, flash string, err error) error {
	if faults, ok := site.Faulty(err); ok {
		f := v.Again(withoutURL(site.CaseOf(r)), faults)
		return s.drawWithout(w, r, v, &f, nil)
	}
	if site.Clash(err) {
		return s.drawWithout(w, r, v, nil, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, withoutURL(site.CaseOf(r)), flash)
}

// withoutPaper is the consent as a form to be signed on paper.
func (s *server) withoutPaper(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.withoutScreen(r, v)
	if err != nil {
		return err
	}
	p := s.Page(v, v.Texts.T("without.paper"))
	p.Print, p.Running = true, v.Texts.T("planpage.running", "ref", k.Case.Ref, "day", v.Texts.DayOf(v.Now))
	p.Head.Back = &ui.Link{Label: k.title(), Href: withoutURL(k.Case.ID)}
	return s.Draw(w, r, v, p, withoutSheet(v, k))
}

// personLine is whom a paper is about.
func personLine(v *site.Visit, t app.CaseTop) string {
	if t.Identity == nil {
		return v.Texts.T("page.case.ref", "ref", t.Case.Ref)
	}
	return t.Identity.Name + ", " + site.NumberText(t.Identity.Number)
}
