package meetings

import (
	"cmp"
	"net/http"

	"samverk/internal/app"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/meeting"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// meetingStep is the frame of a page where something is done at a meeting.
func (s *server) meetingStep(k meetingScreen, title string) ui.Page {
	p := s.CasePart(k.v, k.head(), title)
	p.Active, p.Path, p.Faults = "/arenden", k.url(), k.form.Faults
	p.Head.Meta = k.meta()
	p.Head.Back = &ui.Link{Label: k.v.Texts.T("meeting.title"), Href: k.url()}
	return p
}

func itemOf(r *http.Request) id.Item { return id.Item(r.PathValue("item")) }

// standPage asks how the reader's function stands to a decision, in words.
func (s *server) standPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawStand(w, r, v, v.NewForm(meetingOf(r)+"/hallning/"+string(itemOf(r))))
}

func (s *server) drawStand(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	k, err := s.meetingScreen(r, v)
	if err != nil {
		return err
	}
	for _, l := range k.Lines {
		if l.ID == itemOf(r) && l.Kind == item.Decision && k.MayWrite {
			if f.Value("stand") == "" {
				f.Values["stand"] = []string{meeting.StandDiffers}
			}
			k.form = f
			return s.Draw(w, r, v, s.meetingStep(k, v.Texts.T("meeting.stand.title")), meetingStandBody(v, k, l))
		}
	}
	return s.Done(w, r, k.url(), "")
}

func (s *server) takeStand(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	words := v.Form.Get("words")
	done, err := s.App.TakeStand(r.Context(), v.Actor, site.CaseOf(r), callOf(r), itemOf(r), app.NewStand{Stand: v.Form.Get("stand"), Words: words})
	if faults, ok := site.Faulty(err); ok {
		return s.drawStand(w, r, v, v.Again(meetingOf(r)+"/hallning/"+string(itemOf(r)), faults))
	}
	if site.Clash(err) {
		return s.clash(w, r, v, err)
	}
	if err != nil {
		return err
	}
	to := meetingOf(r)
	if done.Kept {
		to += "?kvar=ja"
	}
	return s.Done(w, r, to+"#rad-"+string(itemOf(r)), "")
}

// changeScreen is where an activity or a commitment is changed on the spot.
type changeScreen struct {
	meetingScreen
	item item.Item
}

func (s *server) changeScreen(r *http.Request, v *site.Visit) (k changeScreen, err error) {
	view, err := s.App.Changeable(r.Context(), v.Actor, site.CaseOf(r), callOf(r), itemOf(r))
	return changeScreen{newMeetingScreen(v, view.MeetingView), view.Item}, err
}

func (s *server) changePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.changeScreen(r, v)
	if err != nil {
		return err
	}
	f, i := v.NewForm(k.url()+"/andra/"+string(k.item.ID)), k.item
	f.Values = map[string][]string{"status": {i.Status}, "start": {i.Start}, "end": {i.End}, "due": {i.Content.Due}}
	if i.Extent >= 0 {
		f.Values["extent"] = []string{site.Number(i.Extent)}
	}
	k.form = f
	return s.drawChange(w, r, k, nil)
}

func (s *server) drawChange(w http.ResponseWriter, r *http.Request, k changeScreen, late error) error {
	if !k.MayWrite {
		return s.Done(w, r, k.url(), "")
	}
	k.form.Version = k.item.Version
	if late != nil {
		k.v.Status = http.StatusConflict
	}
	return s.Draw(w, r, k.v, s.meetingStep(k.meetingScreen, k.item.Title), meetingChangeBody(k.v, k, late))
}

func (s *server) changeItem(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	ch := app.LineChange{Item: itemOf(r), Version: v.Version(), Status: f.Get("status"), Start: f.Get("start"), End: f.Get("end"), Due: f.Get("due"), Extent: site.ExtentOf(f.Get("extent"))}
	for _, u := range f["units"] {
		ch.Receivers = append(ch.Receivers, id.Unit(u))
	}
	done, err := s.App.ChangeAtMeeting(r.Context(), v.Actor, site.CaseOf(r), callOf(r), ch)
	faults, faulty := site.Faulty(err)
	if faulty || site.Clash(err) {
		late := err
		if faulty {
			late = nil
		}
		k, err := s.changeScreen(r, v)
		if err != nil {
			return err
		}
		k.form = v.Again(k.url()+"/andra/"+string(k.item.ID), faults)
		return s.drawChange(w, r, k, late)
	}
	if err != nil {
		return err
	}
	to := meetingOf(r)
	if done.Kept {
		to += "?kvar=ja"
	}
	return s.Done(w, r, to+"#rad-"+string(ch.Item), "page.flash.meeting_changed")
}

func (k changeScreen) statusField() ui.Field {
	return k.form.Field("status", "write.field.status").WithOptions(site.Choices(k.v, "status", item.Statuses(k.item.Kind))...)
}

// goes is the units that have the new version.
func (k changeScreen) goes() (all []app.Taker) {
	for _, t := range k.Takers {
		if t.Of.Has(k.item.Category) {
			all = append(all, t)
		}
	}
	return all
}

// endPage asks who came and when it is followed up.
func (s *server) endPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.meetingScreen(r, v)
	if err != nil {
		return err
	}
	f := v.NewForm(k.url() + "/avsluta")
	for _, p := range k.Called {
		f.Values["came_"+string(p.Fn.ID)], f.Values["reason_"+string(p.Fn.ID)] = []string{likely(p.Came, p.Answer)}, []string{p.CameReason}
	}
	f.Values["came_self"], f.Values["reason_self"] = []string{likely(k.Call.PersonCame, k.Call.PersonAnswer)}, []string{k.PersonReason}
	k.form = f
	return s.drawEnd(w, r, k)
}

// likely is how somebody came as far as it is noted, else that she is there when
// she has said that she comes.
func likely(came, answer string) string {
	if came == "" && answer == meeting.AnswerYes {
		return meeting.CamePresent
	}
	return came
}

func (s *server) drawEnd(w http.ResponseWriter, r *http.Request, k meetingScreen) error {
	if !k.MayKeep || k.Call.State != meeting.StateMeeting {
		return s.Done(w, r, k.url(), "")
	}
	k.form.Version = k.Call.Version
	p := s.meetingStep(k, k.v.Texts.T("meeting.end"))
	p.Head.Lead = k.v.Texts.T("meeting.end.lead")
	return s.Draw(w, r, k.v, p, meetingEndBody(k.v, k))
}

func (s *server) endMeeting(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.meetingScreen(r, v)
	if err != nil {
		return err
	}
	e := meeting.End{Version: v.Version(), FollowUpOn: v.Form.Get("follow_up_on"), Attendance: meeting.Attendance{Functions: map[id.Function]meeting.Came{}}}
	if k.asksPerson() {
		e.Person = cameOf(v, string(id.Self))
	}
	for _, p := range k.Called {
		e.Functions[p.Fn.ID] = cameOf(v, string(p.Fn.ID))
	}
	err = s.App.EndMeeting(r.Context(), v.Actor, k.Case.ID, k.Call.ID, e)
	if faults, ok := site.Faulty(err); ok {
		k.form = v.Again(k.url()+"/avsluta", faults)
		return s.drawEnd(w, r, k)
	}
	if site.Clash(err) {
		return s.clash(w, r, v, err)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, k.minutesURL(), "page.flash.meeting_ended")
}

// cameOf reads whether somebody came.
func cameOf(v *site.Visit, who string) meeting.Came {
	return meeting.Came{How: cmp.Or(v.Form.Get("came_"+who), unsaid), Reason: v.Form.Get("reason_" + who)}
}

// unsaid is no way to have come: whoever was asked about has to be answered for.
const unsaid = "unsaid"

// cameField asks whether somebody came.
func (k meetingScreen) cameField(who, name string) ui.Field {
	f := k.form.Field("came_"+who, "meeting.came.missing").WithOptions(site.Choices(k.v, "meeting.came", waysOf(who))...)
	f.Label = name
	return f
}

// asksPerson reports whether it is to be said whether the person came.
func (k meetingScreen) asksPerson() bool { return k.Call.PersonWay != meeting.PersonWithout }

// reasonField asks why somebody did not come.
func (k meetingScreen) reasonField(who, name string) ui.Field {
	reasons := meeting.AbsenceReasons()
	if who == string(id.Self) {
		reasons = meeting.PersonAbsenceReasons()
	}
	f := k.form.Field("reason_"+who, "meeting.came.why").MayBeEmpty().WithOptions(site.Choices(k.v, "meeting.absence", reasons)...)
	f.Label = k.v.Texts.T("meeting.came.why", "name", name)
	return f
}

func (k meetingScreen) followUpField() ui.Field {
	return k.dayField("follow_up_on", "meeting.end.follow_up", true).WithHint(k.v.Texts.T("meeting.end.follow_up.hint"))
}
