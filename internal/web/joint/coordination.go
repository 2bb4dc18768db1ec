package joint

import (
	"net/http"
	"slices"

	"samverk/internal/access"
	"samverk/internal/coordination"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/joint"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) coordinationRoutes() []site.Route {
	const of = "/arenden/{case}/fk-samordning"
	return []site.Route{
		{"GET " + of, site.Acting, s.coordinationPage},
		{"POST " + of, site.Acting, s.askCoordination},
		{"GET " + of + "/blankett", site.Acting, s.coordinationSheet},
		{"POST " + of + "/{coordination}/svar", site.Function, s.answerCoordination},
		{"POST " + of + "/{coordination}/dra-tillbaka", site.Acting, s.withdrawCoordination},
	}
}

func coordinationURL(c id.Case) string { return site.CaseURL(c) + "/fk-samordning" }

// coordinationScreen is what Försäkringskassan is asked to coordinate, as its
// page shows it.
type coordinationScreen struct {
	joint.CoordinationView
	v      *site.Visit
	ask    ui.Form
	answer ui.Form // that came back
	to     id.Coordination
	late   error
}

func (k coordinationScreen) say(what string, args ...string) string {
	return say(k.v, "coordination", what, args...)
}

func (s *server) coordinationPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawCoordination(w, r, v, func(*coordinationScreen) {})
}

// drawCoordination is the page; with puts back what was typed.
func (s *server) drawCoordination(w http.ResponseWriter, r *http.Request, v *site.Visit, with func(*coordinationScreen)) error {
	view, err := s.Joint.Coordination(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := coordinationScreen{CoordinationView: view, v: v, ask: v.NewForm(coordinationURL(view.Case.ID))}
	with(&k)
	p := s.frame(v, k.Head, v.Texts.T("coordination.title"))
	p.Head.Lead = k.say("lead")
	p.Path = coordinationURL(k.Case.ID)
	p.Faults = slices.Concat(k.ask.Faults, k.answer.Faults)
	if k.MayAsk || k.Asked() {
		p.Head.Actions = []ui.Action{{Label: v.Texts.T("coordination.print"), Href: coordinationURL(k.Case.ID) + "/blankett", Icon: "print"}}
	}
	if k.late != nil {
		v.Status = http.StatusConflict
	}
	return s.Draw(w, r, v, p, coordinationBody(v, k))
}

func (s *server) askCoordination(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	n := coordination.New{How: v.Form.Get("how"), Wish: v.Form.Get("wish")}
	_, err := s.Joint.AskCoordination(r.Context(), v.Actor, site.CaseOf(r), n)
	return s.coordinationDone(w, r, v, "page.flash.coordination_asked", err)
}

func (s *server) withdrawCoordination(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	err := s.Joint.WithdrawCoordination(r.Context(), v.Actor, site.CaseOf(r), coordinationOf(r), v.Version())
	return s.coordinationDone(w, r, v, "page.flash.coordination_withdrawn", err)
}

func coordinationOf(r *http.Request) id.Coordination {
	return id.Coordination(r.PathValue("coordination"))
}

func (s *server) answerCoordination(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	reply := coordination.Reply{State: f.Get("state"), Reason: f.Get("reason"), Words: f.Get("words"), Adds: f.Get("adds"), Version: v.Version()}
	err := s.Joint.AnswerCoordination(r.Context(), v.Actor, site.CaseOf(r), coordinationOf(r), reply)
	return s.coordinationDone(w, r, v, "page.flash.coordination_answered", err)
}

// coordinationDone leads back to the page, with what was typed where that could
// not be done.
func (s *server) coordinationDone(w http.ResponseWriter, r *http.Request, v *site.Visit, flash string, err error) error {
	faults, faulty := site.Faulty(err)
	if !faulty && !site.Clash(err) {
		if err != nil {
			return err
		}
		return s.Done(w, r, coordinationURL(site.CaseOf(r)), flash)
	}
	return s.drawCoordination(w, r, v, func(k *coordinationScreen) {
		to := coordinationOf(r)
		if to == "" {
			k.ask = v.Again(k.ask.Action, faults)
		} else {
			k.answer, k.to = v.Again("", faults), to
		}
		if !faulty {
			k.late = err
		}
	})
}

// coordinationSheet is the paper by which the person asks, for her to sign and
// hand in.
func (s *server) coordinationSheet(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Joint.Coordination(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := coordinationScreen{CoordinationView: view, v: v}
	if !k.MayAsk && !k.Asked() {
		return errs.Missing()
	}
	t := v.Texts
	p := s.Page(v, t.T("coordination.sheet"))
	p.Print, p.Running = true, t.T("planpage.running", "ref", k.Case.Ref, "day", t.DayOf(v.Now))
	p.Head.Back = &ui.Link{Label: t.T("coordination.title"), Href: coordinationURL(k.Case.ID)}
	return s.Draw(w, r, v, p, coordinationPaper(v, k))
}

// wish is what the paper says that she wants: of what waits and the reader knows.
func (k coordinationScreen) wish() string {
	for _, c := range k.All {
		if c.Wish != "" && (c.Open() || c.State == "") {
			return c.Wish
		}
	}
	return ""
}

// tone is how far it has come.
func (k coordinationScreen) tone(c coordination.Coordination) ui.Tone {
	switch {
	case c.Late(k.Today), c.State == coordination.Refused:
		return ui.Warning
	case c.State == coordination.Granted:
		return ui.Success
	case c.Open():
		return ui.Info
	}
	return ui.Plain
}

func (k coordinationScreen) state(c coordination.Coordination) string {
	if c.State == "" {
		return k.v.Texts.T("coordination.unseen")
	}
	return k.v.TextOf("coordination.state", c.State)
}

// heading says when it was asked for, and in whose name.
func (k coordinationScreen) heading(c coordination.Coordination) string {
	t := k.v.Texts
	return t.T("coordination.asked_on", "day", t.DayOf(c.AskedAt))
}

// asked says who asked, and how.
func (k coordinationScreen) asked(c coordination.Coordination) string {
	t := k.v.Texts
	switch {
	case c.Owner == id.Self && c.Acted != "":
		return k.v.Acted(c.Acted, k.say("by_self"))
	case c.Owner == id.Self:
		return k.say("by_self")
	}
	how := k.v.TextOf("coordination.how", c.How)
	if f, ok := k.Functions[c.By]; ok {
		return t.T("coordination.noted", "who", site.Pair(f.Name, f.UnitName), "how", site.Lower(how))
	}
	return t.T("coordination.noted.withheld", "how", site.Lower(how))
}

// days are what has happened and is to happen.
func (k coordinationScreen) days(c coordination.Coordination) (all []ui.Term) {
	t := k.v.Texts
	add := func(key, said string) {
		if said != "" {
			all = append(all, ui.Term{Word: t.T(key), Says: ui.Text(said)})
		}
	}
	if c.Open() {
		add("coordination.due", t.Day(c.DueOn))
	}
	if !c.ExaminedAt.IsZero() {
		add("coordination.examined", t.DayOf(c.ExaminedAt))
	}
	if !c.AnsweredAt.IsZero() {
		add("coordination.answered", t.DayOf(c.AnsweredAt))
	}
	if f, ok := k.Functions[c.AnsweredBy]; ok {
		add("coordination.answered_by", site.Pair(f.Name, f.UnitName))
	}
	if c.Reason != "" {
		add("coordination.reason", k.v.TextOf("coordination.reason", c.Reason))
	}
	return all
}

// first reports whether one is the first that waits: one is answered at a time.
func (k coordinationScreen) first(c coordination.Coordination) bool {
	i := slices.IndexFunc(k.All, coordination.Coordination.Open)
	return i >= 0 && k.All[i].ID == c.ID
}

// mayTakeBack reports whether the reader can withdraw it.
func (k coordinationScreen) mayTakeBack(c coordination.Coordination) bool {
	return k.MayAsk && c.Open() && (k.v.Actor.Self() || c.Owner == k.Sight.Unit())
}

func (k coordinationScreen) withdrawForm(c coordination.Coordination) ui.Form {
	f := k.v.NewForm(coordinationURL(k.Case.ID) + "/" + string(c.ID) + "/dra-tillbaka")
	f.Version = c.Version
	return f
}

// answerForm is the form by which one is answered; with what was typed when it
// came back.
func (k coordinationScreen) answerForm(c coordination.Coordination) ui.Form {
	f := k.v.NewForm("")
	if k.to == c.ID {
		f = k.answer
	} else if c.State == coordination.Asked {
		f.Values["state"] = []string{coordination.Examined}
	} else {
		f.Values["words"], f.Values["adds"] = []string{c.Words}, []string{c.Adds}
	}
	f.Action, f.Version = coordinationURL(k.Case.ID)+"/"+string(c.ID)+"/svar", c.Version
	return f
}

func (k coordinationScreen) stateField(f ui.Form) ui.Field {
	return f.Field("state", "coordination.field.state").WithOptions(site.Choices(k.v, "coordination.step", coordination.Steps())...)
}

func (k coordinationScreen) reasonField(f ui.Form) ui.Field {
	return f.Field("reason", "coordination.field.reason").MayBeEmpty().WithHint(k.v.Texts.T("coordination.field.reason.hint")).
		WithOptions(slices.Insert(site.Choices(k.v, "coordination.reason", coordination.Reasons()), 0, ui.Option{Label: k.v.Texts.T("coordination.field.reason.none")})...)
}

func (k coordinationScreen) wordsField(f ui.Form) ui.Field {
	return f.Field("words", "coordination.field.words").MayBeEmpty().WithHint(k.v.Texts.T("coordination.field.words.hint")).WithLimit(2000)
}

func (k coordinationScreen) addsField(f ui.Form) ui.Field {
	return f.Field("adds", "coordination.field.adds").MayBeEmpty().WithHint(k.v.Texts.T("coordination.field.adds.hint")).WithLimit(2000)
}

func (k coordinationScreen) wishField() ui.Field {
	label := "coordination.field.wish"
	if k.v.Actor.Self() {
		label = "mine.coordination.field.wish"
	}
	return k.ask.Field("wish", label).MayBeEmpty().WithHint(k.say("field.wish.hint")).WithLimit(2000)
}

func (k coordinationScreen) howField() ui.Field {
	return k.ask.Field("how", "coordination.field.how").WithOptions(site.Choices(k.v, "coordination.how", coordination.Hows())...)
}

// reached is whom the consent lets Försäkringskassan speak with.
func (k coordinationScreen) reached() ui.Table {
	tab := ui.Table{Caption: k.v.Texts.T("coordination.reach"), Hidden: true, Columns: site.Columns(k.v, "coordination.reach.unit", "coordination.reach.what")}
	for _, u := range k.others() {
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(k.v.Texts, u.Kind, u.Name, u.OrgName), ui.Text(dotted(k.v, u.Of))))
	}
	return tab
}

// dotted names categories with dots between, as some of them have an and of their own.
func dotted(v *site.Visit, set access.Set) string {
	var names []string
	for _, c := range set.List() {
		names = append(names, ui.CategoryName(v.Texts, c))
	}
	return site.Dotted(names...)
}

// others are the units of the consent that are not Försäkringskassan's own.
func (k coordinationScreen) others() []joint.Reached {
	return slices.DeleteFunc(slices.Clone(k.Reach), func(u joint.Reached) bool { return u.Kind == "fk" })
}

// offersAsking reports whether the page has the form: not when something that
// the reader knows of waits already, but for the person herself, who may say in
// her own words what somebody has noted for her; nor when the last answer was yes.
func (k coordinationScreen) offersAsking() bool {
	granted := len(k.All) > 0 && k.All[0].State == coordination.Granted
	return k.MayAsk && !granted && !k.Asked() && (k.v.Actor.Self() || !k.Waits())
}

// covered reports whether the consent lets Försäkringskassan be told of anything.
func (k coordinationScreen) covered() bool { return len(k.Reach) > len(k.others()) }
