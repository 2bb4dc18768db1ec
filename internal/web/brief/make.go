package brief

import (
	"net/http"

	"samverk/internal/brief"
	"samverk/internal/briefing"
	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) makeRoutes() []site.Route {
	const at = "/arenden/{case}/underlag/nytt"
	return []site.Route{{"GET " + at, site.Function, s.makePage}, {"POST " + at, site.Function, s.make}}
}

// makeScreen is the one page where a brief is made.
type makeScreen struct {
	briefing.MakeView
	v    *site.Visit
	form ui.Form
}

func (k makeScreen) head() briefing.Head {
	return briefing.Head{Case: k.Case, Identity: k.Identity, AreaName: k.Area.Name, Protection: k.Protection, Today: k.Today}
}

func (s *server) makePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawMake(w, r, v, nil)
}

func (s *server) drawMake(w http.ResponseWriter, r *http.Request, v *site.Visit, back *ui.Form) error {
	view, err := s.Briefing.Draft(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := makeScreen{view, v, v.NewForm(listURL(view.Case.ID) + "/nytt")}
	k.fill()
	p := s.frame(v, k.head(), v.Texts.T("brief.make"))
	p.Head.Back = &ui.Link{Label: v.Texts.T("brief.title"), Href: listURL(view.Case.ID)}
	p.Head.Lead = v.Texts.T("brief.make.lead")
	if back != nil {
		k.form, p.Faults = *back, back.Faults
	}
	return s.Draw(w, r, v, p, makeBody(v, k))
}

// fill chooses everything that the consent covers, or what a conflict is about.
func (k makeScreen) fill() {
	about := k.v.Query["aktivitet"]
	for _, p := range k.Content.Activities {
		if len(about) == 0 || contains(about, string(p.Item)) {
			k.form.Values["activities"] = append(k.form.Values["activities"], string(p.Item))
		}
		k.form.Values["where_"+string(p.Item)] = []string{p.Where}
		k.form.Values["demands_"+string(p.Item)] = []string{p.Demands}
	}
	if len(k.form.Values["activities"]) == 0 { // the conflict is about what may not be told
		for _, p := range k.Content.Activities {
			k.form.Values["activities"] = append(k.form.Values["activities"], string(p.Item))
		}
	}
	k.form.Values["question"] = []string{k.v.Texts.T("brief.question.usual")}
	k.form.Values["ends_on"] = []string{k.EndsOn}
}

func contains(all []string, one string) bool {
	for _, s := range all {
		if s == one {
			return true
		}
	}
	return false
}

// chosen asks whether an activity stands in the brief.
func (k makeScreen) chosen(p brief.Planned) ui.Field {
	f := k.form.Field("activities", "brief.make.take")
	f.Name, f.Label, f.Fault, f.Value = "activities", p.Title, "", ""
	f.Options = []ui.Option{{Value: string(p.Item), Label: k.v.Texts.T("brief.make.take"), About: when(k.v, p)}}
	return f
}

func (k makeScreen) area(name, part string, limit int) ui.Field {
	f := k.form.Field(name, "brief.part."+part).WithLimit(limit).MayBeEmpty()
	f.Label = label(k.v, k.Form, part)
	return f
}

func (k makeScreen) where(p brief.Planned) ui.Field {
	return k.area("where_"+string(p.Item), brief.PartWhere, 400)
}

func (k makeScreen) demands(p brief.Planned) ui.Field {
	f := k.area("demands_"+string(p.Item), brief.PartDemands, 400).WithHint(k.v.Texts.T("brief.demands.hint"))
	f.Rows = 2
	return f
}

func (k makeScreen) hard() ui.Field {
	return k.area("hard", brief.PartHard, 1500).WithHint(k.v.Texts.T("brief.hard.hint"))
}

func (k makeScreen) question() ui.Field {
	f := k.form.Field("question", "brief.part.question").WithLimit(1500)
	f.Label = label(k.v, k.Form, brief.PartQuestion)
	return f
}

func (k makeScreen) ends() ui.Field {
	f := k.form.Field("ends_on", "brief.ends_on").WithHint(k.v.Texts.T("brief.ends_on.hint"))
	f.Min, f.Max = k.Today, brief.EndsLatest(k.Today)
	return f
}

// extraField asks a question of the organisation's own.
func extraField(v *site.Visit, f ui.Form, q brief.Field) ui.Field {
	field := f.Field("extra_"+q.Code, "brief.extra")
	field.Label = q.Label
	if !q.Required {
		field = field.MayBeEmpty()
	}
	switch q.Sort {
	case brief.SortYesNo:
		field.Options = []ui.Option{{Value: "yes", Label: v.Texts.T("brief.yes_no.yes")}, {Value: "no", Label: v.Texts.T("brief.yes_no.no")}}
	case brief.SortChoice:
		for _, o := range q.Options {
			field.Options = append(field.Options, ui.Option{Value: o, Label: o})
		}
	case brief.SortPercent:
		field.Unit = "%"
	case brief.SortText:
		field.Limit = 400
	}
	return field
}

func (s *server) make(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	n := briefing.NewBrief{Hard: f.Get("hard"), Question: f.Get("question"), EndsOn: f.Get("ends_on"), Extra: map[string]string{}}
	for _, i := range f["activities"] {
		n.Activities = append(n.Activities, briefing.Chosen{Item: id.Item(i), Where: f.Get("where_" + i), Demands: f.Get("demands_" + i)})
	}
	for n2 := range f {
		if code, ok := extraCode(n2); ok && f.Get(n2) != "" {
			n.Extra[code] = f.Get(n2)
		}
	}
	made, err := s.Briefing.Make(r.Context(), v.Actor, site.CaseOf(r), n)
	if faults, ok := site.Faulty(err); ok {
		back := v.Again(listURL(site.CaseOf(r))+"/nytt", faults)
		return s.drawMake(w, r, v, &back)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, briefURL(site.CaseOf(r), made), "page.flash.brief_made")
}

// extraCode is the question that a field of a form answers.
func extraCode(name string) (string, bool) {
	const before = "extra_"
	if len(name) > len(before) && name[:len(before)] == before {
		return name[len(before):], true
	}
	return "", false
}

// beforeWords tells of a brief that waits already.
func beforeWords(v *site.Visit, k makeScreen, b brief.Brief) string {
	by := v.Texts.T("brief.by.another")
	if f, ok := k.Makers[b.Function]; ok {
		by = nameOf(f)
	}
	_, state := toneOf(b, k.Today)
	return site.Dotted(v.Texts.DayOf(b.Created), by, say(v, "is."+state))
}
