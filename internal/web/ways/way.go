package ways

import (
	"net/http"
	"strconv"
	"strings"

	"samverk/internal/contact"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/wayfinding"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) wayRoutes() []site.Route {
	const of = path + "/{way}"
	return []site.Route{
		{"GET " + of, site.Acting, s.wayPage},
		{"GET " + of + "/andra", site.Function, s.mendPage},
		{"POST " + of + "/andra", site.Function, s.mend},
		{"POST " + of + "/bekrafta", site.Function, s.confirm},
		{"POST " + of + "/fel", site.Function, s.report},
		{"POST " + of + "/fel/{report}", site.Function, s.answer},
	}
}

func telephone(number string) string { return "tel:" + strings.ReplaceAll(number, " ", "") }

func wayID(r *http.Request) id.WayIn { return id.WayIn(r.PathValue("way")) }

// wayScreen is one way in as its page shows it.
type wayScreen struct {
	wayfinding.View
	v      *site.Visit
	report ui.Form      // "this was wrong"
	answer ui.Form      // to the report that it is about
	about  id.WayReport // whose answer came back with faults
	clash  error
}

func (s *server) wayScreen(r *http.Request, v *site.Visit) (wayScreen, error) {
	view, err := s.Ways.Way(r.Context(), v.Actor, wayID(r))
	return wayScreen{View: view, v: v, report: v.NewForm(wayURL(wayID(r)) + "/fel")}, err
}

func (s *server) wayPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.wayScreen(r, v)
	if err != nil {
		return err
	}
	return s.drawWay(w, r, k)
}

func (s *server) drawWay(w http.ResponseWriter, r *http.Request, k wayScreen) error {
	v, t := k.v, k.v.Texts
	v.Path = wayURL(k.ID)
	p := s.Page(v, v.TextOf("topic", k.Topic)+", "+k.AreaName)
	p.Head.Back = &ui.Link{Label: t.T("ways.title"), Href: URL(k.Area)}
	p.Head.Meta = []string{k.Function.Name, k.Function.UnitName, k.Function.OrgName}
	p.Faults = append(p.Faults, k.report.Faults...)
	p.Faults = append(p.Faults, k.answer.Faults...)
	if asks(v) {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("page.requests.new"), Href: askURL(k.WayIn), Icon: "plus"})
	}
	if k.MayKeep {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("ways.mend"), Href: wayURL(k.ID) + "/andra", Icon: "pen"})
	}
	return s.Draw(w, r, v, p, wayBody(v, k))
}

// late draws the way in as it stands when somebody was first.
func (s *server) late(w http.ResponseWriter, r *http.Request, v *site.Visit, err error) error {
	if !site.Clash(err) {
		return err
	}
	k, failed := s.wayScreen(r, v)
	if failed != nil {
		return failed
	}
	k.clash, v.Status = err, http.StatusConflict
	return s.drawWay(w, r, k)
}

func (s *server) confirm(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if err := s.Ways.Confirm(r.Context(), v.Actor, wayID(r), v.Version()); err != nil {
		return s.late(w, r, v, err)
	}
	return s.Done(w, r, wayURL(wayID(r)), "page.flash.way_confirmed")
}

func (s *server) report(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	_, err := s.Ways.Report(r.Context(), v.Actor, contact.NewReport{Way: wayID(r), Kind: v.Form.Get("kind"), Words: v.Form.Get("words")})
	if err == nil {
		return s.Done(w, r, wayURL(wayID(r)), "page.flash.way_reported")
	}
	faults, faulty := site.Faulty(err)
	if !faulty {
		return s.late(w, r, v, err)
	}
	k, err := s.wayScreen(r, v)
	if err != nil {
		return err
	}
	k.report = v.Again(wayURL(k.ID)+"/fel", faults)
	return s.drawWay(w, r, k)
}

func (s *server) answer(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	about := id.WayReport(r.PathValue("report"))
	err := s.Ways.Answer(r.Context(), v.Actor, wayID(r), about, v.Form.Get("answer"), v.Version())
	if err == nil {
		return s.Done(w, r, wayURL(wayID(r)), "page.flash.way_answered")
	}
	faults, faulty := site.Faulty(err)
	if !faulty {
		return s.late(w, r, v, err)
	}
	k, err := s.wayScreen(r, v)
	if err != nil {
		return err
	}
	k.answer, k.about = v.Again(reportURL(k.ID, about), faults), about
	return s.drawWay(w, r, k)
}

func reportURL(w id.WayIn, r id.WayReport) string { return wayURL(w) + "/fel/" + string(r) }

// answerForm is where a report is answered.
func (k wayScreen) answerForm(r contact.Report) ui.Form {
	if r.ID == k.about {
		return k.answer
	}
	f := k.v.NewForm(reportURL(k.ID, r.ID))
	f.Version, f.Apart = r.Version, string(r.ID)+"-"
	return f
}

func (k wayScreen) kindField() ui.Field {
	return k.report.Field("kind", "ways.report.kind").WithOptions(site.Choices(k.v, "ways.report", contact.Kinds())...)
}

func (k wayScreen) wordsField() ui.Field {
	return k.report.Field("words", "ways.report.words").WithHint(k.v.Texts.T("ways.report.words.hint")).WithLimit(contact.MostReport).MayBeEmpty()
}

// mendScreen is a way in to be changed.
type mendScreen struct {
	wayScreen
	f       ui.Form
	changes []ui.Difference // what stands against what was typed
}

func (s *server) mendPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.wayScreen(r, v)
	if err != nil {
		return err
	}
	if !k.MayKeep {
		return errs.New(errs.Denied, "denied")
	}
	f := v.NewForm(wayURL(k.ID) + "/andra")
	f.Values, f.Version = mendingValues(k.Mending()), k.Guide.Version
	return s.drawMend(w, r, mendScreen{wayScreen: k, f: f})
}

// mendingValues is a way in as the fields of its form.
func mendingValues(m wayfinding.Mending) map[string][]string {
	values := map[string][]string{
		"phone": {m.Contact.Phone}, "mailbox": {m.Contact.Mailbox}, "hours": {m.Contact.Hours}, "function_version": {site.Number(m.Contact.Version)},
		"ready": {m.Guide.Ready}, "form": {m.Guide.Form}, "situations": {m.Guide.Situations}, "keywords": {m.Guide.Keywords},
		"age_from": {strconv.Itoa(m.Guide.AgeFrom)}, "age_to": {strconv.Itoa(m.Guide.AgeTo)},
	}
	if m.Guide.Shown {
		values["shown"] = []string{"1"}
	}
	return values
}

// mendingOf reads the form; an age that is no number is out of every range.
func mendingOf(v *site.Visit) wayfinding.Mending {
	f := v.Form
	version, err := strconv.ParseInt(f.Get("function_version"), 10, 64)
	if err != nil {
		version = -1
	}
	return wayfinding.Mending{
		Contact: org.FunctionChange{Phone: f.Get("phone"), Mailbox: f.Get("mailbox"), Hours: f.Get("hours"), Version: version},
		Guide: contact.Input{Ready: f.Get("ready"), Form: f.Get("form"), Situations: f.Get("situations"), Keywords: f.Get("keywords"),
			AgeFrom: ageIn(f.Get("age_from"), 0), AgeTo: ageIn(f.Get("age_to"), 120), Shown: f.Get("shown") == "1"},
		Version: v.Version(),
	}
}

func ageIn(text string, empty int) int {
	if text == "" {
		return empty
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

func (s *server) mend(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	typed := mendingOf(v)
	err := s.Ways.Mend(r.Context(), v.Actor, wayID(r), typed)
	if err == nil {
		return s.Done(w, r, wayURL(wayID(r)), "page.flash.way_mended")
	}
	now, changed := site.Current[wayfinding.Way](err)
	faults, faulty := site.Faulty(err)
	if !changed && !faulty {
		return err
	}
	k, err := s.wayScreen(r, v)
	if err != nil {
		return err
	}
	m := mendScreen{wayScreen: k, f: v.Again(wayURL(k.ID)+"/andra", faults)}
	if changed {
		v.Status, m.f.Version = http.StatusConflict, now.Guide.Version
		m.f.Values["function_version"] = []string{site.Number(now.Function.Version)}
		m.changes = differences(v, now.Mending(), typed)
	}
	return s.drawMend(w, r, m)
}

// differences are what stands beside what was typed, where they are not alike.
func differences(v *site.Visit, now, typed wayfinding.Mending) (all []ui.Difference) {
	stands, wants := mendingValues(now), mendingValues(typed)
	for _, name := range []string{"phone", "mailbox", "hours", "situations", "ready", "form", "keywords", "age_from", "age_to"} {
		if a, b := stands[name][0], wants[name][0]; a != b {
			all = append(all, ui.Difference{Label: v.TextOf("ways.guide", name), Old: a, New: b})
		}
	}
	return all
}

func (s *server) drawMend(w http.ResponseWriter, r *http.Request, k mendScreen) error {
	v := k.v
	v.Path = wayURL(k.ID) + "/andra"
	p := s.Page(v, v.Texts.T("ways.mend.title"))
	p.Head.Back = &ui.Link{Label: v.TextOf("topic", k.Topic) + ", " + k.AreaName, Href: wayURL(k.ID)}
	p.Head.Meta = []string{k.Function.Name, k.Function.UnitName, k.Function.OrgName}
	p.Faults = k.f.Faults
	return s.Draw(w, r, v, p, mendBody(v, k))
}

// field is a field of the form, which may be empty.
func (k mendScreen) field(name string, limit int) ui.Field {
	f := k.f.Field(name, "ways.guide."+name).WithLimit(limit).MayBeEmpty()
	if hint := "ways.guide." + name + ".hint"; k.v.Texts.Has(hint) {
		f.Hint = k.v.Texts.T(hint)
	}
	return f
}

func (k mendScreen) ageField(name string) ui.Field {
	f := k.f.Field(name, "ways.guide."+name).MayBeEmpty()
	f.Unit = k.v.Texts.T("ways.guide.years")
	return f
}

func (k mendScreen) shown() ui.Field {
	f := k.f.Field("shown", "ways.guide.shown")
	f.Optional = true
	return f.WithOptions(ui.Option{Value: "1", Label: k.v.Texts.T("ways.guide.shown.yes"), About: k.v.Texts.T("ways.guide.shown.about")})
}
