package catalogue

import (
	"net/http"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/catalogue"
	"samverk/internal/offer"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// compareScreen is what the areas offer beside each other.
type compareScreen struct {
	catalogue.Comparison
	v       *site.Visit
	actor   access.Kind // empty for all
	named   bool
	differs bool
}

func (s *server) compareScreen(r *http.Request, v *site.Visit) (k compareScreen, err error) {
	k = compareScreen{v: v, actor: access.Kommun, named: v.Query.Get("rader") == "namn", differs: v.Query.Get("bara") != every}
	switch asked := v.Query.Get("aktor"); {
	case asked == every:
		k.actor = ""
	case slices.Contains(offer.Actors(), access.Kind(asked)):
		k.actor = access.Kind(asked)
	}
	k.Comparison, err = s.Catalogue.Compare(r.Context(), v.Actor, k.actor, k.named)
	k.Lines = slices.DeleteFunc(k.Lines, func(l catalogue.Line) bool { return k.differs && !l.Differs() })
	return k, err
}

func (k compareScreen) url(path string, actor access.Kind, named, differs bool) string {
	q := map[string][]string{"aktor": {every}}
	if actor != "" {
		q["aktor"] = []string{string(actor)}
	}
	if named {
		q["rader"] = []string{"namn"}
	}
	if !differs {
		q["bara"] = []string{every}
	}
	return site.Address(path, q)
}

func (k compareScreen) here(path string) string { return k.url(path, k.actor, k.named, k.differs) }

func (k compareScreen) actorFilters() []site.Filter {
	all := []site.Filter{{Label: k.v.Texts.T("offers.any"), Href: k.url(pathCompare, "", k.named, k.differs), On: k.actor == ""}}
	for _, a := range offer.Actors() {
		all = append(all, site.Filter{Label: actorName(k.v, a), Href: k.url(pathCompare, a, k.named, k.differs), On: k.actor == a})
	}
	return all
}

func (k compareScreen) rowFilters() []site.Filter {
	t := k.v.Texts
	return []site.Filter{
		{Label: t.T("compare.by.sort"), Href: k.url(pathCompare, k.actor, false, k.differs), On: !k.named},
		{Label: t.T("compare.by.name"), Href: k.url(pathCompare, k.actor, true, k.differs), On: k.named},
		{Label: t.T("compare.differs"), Href: k.url(pathCompare, k.actor, k.named, true), On: k.differs},
		{Label: t.T("compare.all"), Href: k.url(pathCompare, k.actor, k.named, false), On: !k.differs},
	}
}

func (s *server) comparePage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.compareScreen(r, v)
	if err != nil {
		return err
	}
	t := v.Texts
	p := s.Page(v, t.T("compare.title"))
	p.Active = pathOffers
	p.Head.Lead = t.T("compare.lead")
	p.Head.Back = &ui.Link{Label: t.T("offers.title"), Href: pathOffers}
	p.Head.Actions = []ui.Action{{Label: t.T("offers.csv"), Href: k.here(pathCompare + ".csv")}, {Label: t.T("offers.xlsx"), Href: k.here(pathCompare + ".xlsx")}}
	return s.Draw(w, r, v, p, compareBody(v, k))
}

// lineName is what a row is called, and what it is.
func (k compareScreen) lineName(l catalogue.Line) (name, under string) {
	what := k.v.TextOf("offer.kind", string(l.Sort.Kind()))
	if l.Name == "" {
		return sortName(k.v, l.Sort), what
	}
	return l.Name, what + ": " + site.Lower(sortName(k.v, l.Sort))
}

// table is the matrix, with what is offered in each area.
func (k compareScreen) table() ui.Table {
	t := k.v.Texts
	tab := ui.Table{Caption: t.T("compare.caption"), Hidden: true, Columns: []ui.Column{{Label: t.T("compare.what")}}}
	for _, a := range k.Areas {
		tab.Columns = append(tab.Columns, ui.Column{Label: a.Name})
	}
	for _, l := range k.Lines {
		row := site.Cells(ui.Two(k.lineName(l)))
		for _, c := range l.Cells {
			row.Cells = append(row.Cells, cellOf(k.v, l, c))
		}
		tab.Rows = append(tab.Rows, row)
	}
	return tab
}

func standWords(v *site.Visit, s catalogue.Stand) (ui.Tone, string) {
	switch s {
	case catalogue.IsOffered:
		return ui.Success, v.Texts.T("compare.offered")
	case catalogue.NotOffered:
		return ui.Plain, v.Texts.T("compare.not")
	}
	return ui.Info, v.Texts.T("compare.unknown")
}

// file is the matrix as rows of a file.
func (k compareScreen) file() (header []string, rows [][]string) {
	t := k.v.Texts
	header = []string{t.T("offers.kind"), t.T("offers.sort"), t.T("compare.what")}
	for _, a := range k.Areas {
		header = append(header, a.Name)
	}
	for _, l := range k.Lines {
		row := []string{k.v.TextOf("offer.kind", string(l.Sort.Kind())), sortName(k.v, l.Sort), l.Name}
		for _, c := range l.Cells {
			_, said := standWords(k.v, c.Stand)
			var names []string
			for _, r := range c.Rows {
				names = append(names, r.Text.Name)
			}
			if len(names) > 0 {
				said += ": " + strings.Join(names, ", ")
			}
			row = append(row, said)
		}
		rows = append(rows, row)
	}
	return header, rows
}

func (s *server) compareCSV(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.compareScreen(r, v)
	if err != nil {
		return err
	}
	header, rows := k.file()
	return sendCSV(w, "insatser-jamforelse", header, rows)
}

func (s *server) compareSheet(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.compareScreen(r, v)
	if err != nil {
		return err
	}
	header, rows := k.file()
	return sendSheet(w, "insatser-jamforelse", v.Texts.T("offers.title"), header, rows)
}
