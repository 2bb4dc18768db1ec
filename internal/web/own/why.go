package own

import (
	"net/http"

	"samverk/internal/own"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) whyRoutes() []site.Route {
	return []site.Route{{"GET /arenden/{case}/varfor", site.Herself, s.whyPage}}
}

// whyScreen is why each unit sees what it sees, for the person.
type whyScreen struct {
	own.WhyView
	v *site.Visit
}

func (s *server) whyPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	view, err := s.Own.Why(r.Context(), v.Actor, site.CaseOf(r))
	if err != nil {
		return err
	}
	k := whyScreen{view, v}
	p := s.CasePart(v, site.CaseHead{Case: k.Case}, v.Texts.T("why.title"))
	p.Active = "/vem-far-veta-vad"
	p.Head.Back = &ui.Link{Label: v.Texts.T("mine.consent.title"), Href: site.CaseURL(k.Case.ID) + "/samtycke"}
	p.Head.Lead = v.Texts.T("why.lead")
	return s.Draw(w, r, v, p, whyBody(v, k))
}

// reasons says in words why a unit may see anything at all today.
func (k whyScreen) reasons(u own.WhyUnit) (said []string) {
	t := k.v.Texts
	if !u.Blocked.IsZero() {
		said = append(said, t.T("why.blocked", "day", t.DayOf(u.Blocked)))
	}
	for _, p := range u.Parts {
		said = append(said, t.T("why.part."+string(p.State), "function", p.Function.Name, "day", t.DayOf(p.Since)))
	}
	if len(u.Parts) == 0 {
		said = append(said, t.T("why.part.none"))
	}
	switch {
	case u.Covers != 0:
		said = append(said, t.T("why.consent", "day", t.DayOf(k.Consent.At), "what", site.Lower(site.CategoryNames(k.v, u.Covers)), "until", t.Day(k.Consent.EndsOn)))
	case u.Ticked != 0 && u.Blocked.IsZero():
		said = append(said, t.T("why.consent.over", "days", t.Days(k.Consent.StartsOn, k.Consent.EndsOn)))
	default:
		said = append(said, t.T("why.consent.none"))
	}
	return said
}

// givens are what the unit has been told of, each with why.
func (k whyScreen) givens(u own.WhyUnit) ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("why.given"), Columns: site.Columns(k.v, "why.what", "why.because", "why.now")}
	for _, g := range u.Given {
		what := site.LinkUnder(site.ItemURL(k.Case.ID, g.Item), g.Title, ui.CategoryName(t, g.Category))
		now := ui.Badge(ui.Plain, t.T("why.sees_not"))
		switch {
		case g.Kind == "copied":
			now = ui.Badge(ui.Info, t.T("why.copied"))
		case u.Sees(g):
			now = ui.Badge(ui.Success, t.T("why.sees"))
		}
		tab.Rows = append(tab.Rows, site.Cells(what, ui.Text(site.GivenWords(k.v, g)), now))
	}
	return tab
}
