package catalogue

import (
	"net/http"
	"net/url"

	"samverk/internal/access"
	"samverk/internal/fit"
	"samverk/internal/offer"
	"samverk/internal/rule"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// fitScreen is which interventions could fit a case.
type fitScreen struct {
	fit.View
	v    *site.Visit
	form ui.Form // that counts something missing
}

func (s *server) fitPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawFit(w, r, v, v.NewForm(r.URL.Path+"/saknas"))
}

func (s *server) drawFit(w http.ResponseWriter, r *http.Request, v *site.Visit, f ui.Form) error {
	view, err := s.Fit.Read(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := fitScreen{view, v, f}
	v.Path = k.url()
	p := s.CasePart(v, site.CaseHead{Case: view.Case, Identity: view.Identity, AreaName: view.Area.Name, Protection: view.Protection}, v.Texts.T("fit.title"))
	p.Faults = f.Faults
	p.Head.Lead = v.Texts.T("fit.lead")
	if v.Actor.Self() {
		p.Head.Lead = v.Texts.T("fit.lead.self")
	}
	p.Head.Actions = []ui.Action{{Label: v.Texts.T("offers.title"), Href: pathOffers}}
	return s.Draw(w, r, v, p, fitBody(v, k))
}

func (k fitScreen) url() string { return site.CaseURL(k.Case.ID) + "/insatser" }

// write is where an activity with the intervention's name is begun.
func (k fitScreen) write(m fit.Match) string {
	return site.CaseURL(k.Case.ID) + "/skriv/activity?titel=" + url.QueryEscape(m.Text.Name)
}

// line says what an intervention is for or demands, and how it comes out.
func (k fitScreen) line(m fit.Match, l fit.Line) (what string, tone ui.Tone, said string) {
	t := k.v.Texts
	switch l.What {
	case "age":
		what = t.T("fit.line.age", "ages", forWhom(k.v, m.Intervention))
	case "problem":
		what = t.T("fit.line.problem", "problems", site.Lower(wordsOf(k.v, "offer.problem", m.Text.Problems)))
	default:
		what = k.v.TextOf("offer.requires", l.What)
	}
	switch l.Truth {
	case rule.Yes:
		return what, ui.Success, t.T("fit.truth.yes")
	case rule.No:
		return what, ui.Plain, t.T("fit.truth.no")
	}
	return what, ui.Info, t.T("fit.truth.unknown")
}

// room is how much room an intervention has, in a line.
func (k fitScreen) room(m fit.Match) string {
	room, wait := roomWords(k.v, m.Places)
	if m.Places.On != "" {
		wait = site.Dotted(wait, k.v.Texts.T("offers.places.on", "day", k.v.Texts.NearDay(m.Places.On)))
	}
	return site.Dotted(m.Unit.Name, room, wait)
}

func (s *server) missing(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	c := site.CaseOf(r)
	actor := v.Form.Get("actor")
	if actor == every {
		actor = ""
	}
	err := s.Fit.Note(r.Context(), v.Actor, c, offer.Sort(v.Form.Get("sort")), access.Kind(actor))
	if faults, ok := site.Faulty(err); ok {
		return s.drawFit(w, r, v, v.Again(site.CaseURL(c)+"/insatser/saknas", faults))
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, site.CaseURL(c)+"/insatser", "page.flash.missing_counted")
}

// missingActor asks who would have needed to have it.
func (k fitScreen) missingActor() ui.Field {
	f := k.form.Field("actor", "fit.missing.actor")
	if f.Value == "" {
		f.Value = every
	}
	f.Options = append(actorOptions(k.v), ui.Option{Value: every, Label: k.v.Texts.T("wishes.anybody")})
	return f
}

// writeLabel is what the link that begins an activity says.
func (k fitScreen) writeLabel() string {
	if k.v.Actor.Self() {
		return k.v.Texts.T("fit.suggest")
	}
	return k.v.Texts.T("fit.write")
}
