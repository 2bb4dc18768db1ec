package catalogue

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/catalogue"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// rowsAtOnce is how many interventions a page shows.
const rowsAtOnce = 30

// listScreen is the catalogue, as narrowed as it was asked for.
type listScreen struct {
	areaChoice
	catalogue.List
	query    catalogue.Query
	form     ui.Form
	mayWrite bool
	mayFile  bool
}

// filters in the address, besides the area.
func filterNames() []string {
	return []string{"aktor", "inriktning", "problem", "alder", "ord", "visa", "egna"}
}

func (s *server) listScreen(r *http.Request, v *site.Visit, limit int) (k listScreen, err error) {
	if k.areaChoice, err = s.chooseArea(r, v, pathOffers, filterNames()...); err != nil {
		return k, err
	}
	q := v.Query
	which := q.Get("visa")
	k.query = catalogue.Query{Area: k.area, Words: q.Get("ord"), Age: offer.NoNumber, Own: which == "egna" || q.Get("egna") != "", Ended: which == "slut", Free: which == "lediga",
		After: id.Intervention(q.Get("efter")), Limit: limit}
	k.query.Actor, k.query.Kind, k.query.Problem = access.Kind(narrowed(q.Get("aktor"))), offer.Kind(narrowed(q.Get("inriktning"))), narrowed(q.Get("problem"))
	if age := numberOf(q.Get("alder")); age >= 0 && age <= offer.MostAge {
		k.query.Age = age
	}
	if k.query.Own {
		k.query.Area, k.area = "", "" // one's own, wherever they are
	}
	k.List, err = s.Catalogue.Interventions(r.Context(), v.Actor, k.query)
	return k, err
}

// narrowed is a choice of an address; nothing where it is all.
func narrowed(value string) string {
	if value == every {
		return ""
	}
	return value
}

func (s *server) listPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.listScreen(r, v, rowsAtOnce)
	if err != nil {
		return err
	}
	if !v.Actor.Self() {
		units, err := s.Catalogue.Units(r.Context(), v.Actor)
		if err != nil {
			return err
		}
		k.mayWrite = len(units) > 0
		k.mayFile = v.Role == access.Manager || v.Role == access.Admin
	}
	k.form = ui.Form{Texts: v.Texts, Values: map[string][]string{}}
	for _, name := range filterNames() {
		k.form.Values[name] = []string{v.Query.Get(name)}
	}
	t := v.Texts
	p := s.Page(v, t.T("offers.title"))
	p.Active = pathOffers
	p.Head.Lead = t.T("offers.lead")
	p.Head.Actions = []ui.Action{{Label: t.T("offers.compare"), Href: pathCompare}, {Label: t.T("offers.wishes"), Href: k.areaChoice.plain(pathWishes)},
		{Label: t.T("offers.expectations"), Href: k.areaChoice.plain(pathExpectations)}}
	if k.mayFile {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("offers.file"), Href: pathFile})
	}
	if k.mayWrite {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("offers.new"), Href: pathOffers + "/ny", Icon: "plus", Primary: true})
	}
	return s.Draw(w, r, v, p, listBody(v, k))
}

// plain is an address with the area alone.
func (c areaChoice) plain(path string) string {
	c.kept = nil
	return c.url(path)
}

// whichFilters choose among what is offered, what has room, one's own and what
// has ended.
func (k listScreen) whichFilters() (all []site.Filter) {
	for _, one := range [][2]string{{"", "now"}, {"lediga", "free"}, {"egna", "own"}, {"slut", "ended"}} {
		if one[1] == "own" && (k.v.Actor.Self() || !k.mayWrite) {
			continue
		}
		now := k.v.Query.Get("visa")
		if k.v.Query.Get("egna") != "" {
			now = "egna"
		}
		all = append(all, site.Filter{Label: k.v.TextOf("offers.which", one[1]), Href: k.url(pathOffers, "visa", one[0], "egna", ""), On: now == one[0]})
	}
	return all
}

// words is the field for free words.
func (k listScreen) words() ui.Field {
	f := k.form.Field("ord", "offers.words").MayBeEmpty().WithHint(k.v.Texts.T("offers.words.hint"))
	f.Type = "search"
	return f
}

// narrowed reports whether the list is narrowed beyond its area.
func (k listScreen) narrowed() bool {
	q := k.query
	return q.Words != "" || q.Actor != "" || q.Kind != "" || q.Problem != "" || q.Age != offer.NoNumber
}

// choice is a filter with a choice of all.
func (k listScreen) choice(name, label string, some []ui.Option) ui.Field {
	f := k.form.Field(name, label)
	if f.Value == "" {
		f.Value = every
	}
	f.Options = append([]ui.Option{{Value: every, Label: k.v.Texts.T("offers.any")}}, some...)
	return f
}

func (k listScreen) table() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("offers.title"), Hidden: true, Columns: site.Columns(v, "offers.column.name", "offers.column.unit", "offers.column.for", "offers.column.places", "offers.column.confirmed")}
	for _, r := range k.Rows {
		tab.Rows = append(tab.Rows, site.Cells(nameCell(v, r), ui.Actor(v.Texts, r.Unit.Kind, r.Unit.Name, areaNames(r)), ui.Two(forWhom(v, r.Intervention), wordsOf(v, "offer.problem", r.Text.Problems)),
			placesCell(v, r), confirmedCell(v, r)))
	}
	return tab
}

// areaNames are where an intervention is offered, in one line.
func areaNames(r catalogue.Row) string {
	var all []string
	for _, a := range r.Areas {
		all = append(all, a.Name)
	}
	return strings.Join(all, ", ")
}

// forWhom is for which ages an intervention is.
func forWhom(v *site.Visit, i offer.Intervention) string {
	t := i.Text
	from, to := numeral(t.AgeFrom), numeral(t.AgeTo)
	switch {
	case from != "" && to != "":
		return v.Texts.T("offers.ages.between", "from", from, "to", to)
	case from != "":
		return v.Texts.T("offers.ages.from", "from", from)
	case to != "":
		return v.Texts.T("offers.ages.to", "to", to)
	}
	return v.Texts.T("offer.any_age")
}

// roomWords say how much room there is, and how long one waits.
func roomWords(v *site.Visit, p offer.Places) (room, wait string) {
	t := v.Texts
	switch {
	case p.Free > 0:
		room = t.N("offers.places.free", p.Free)
	case p.Free == 0:
		room = t.T("offers.places.none")
	default:
		room = t.T("offers.places.unknown")
	}
	switch {
	case p.Weeks > 0:
		wait = t.N("offers.weeks", p.Weeks)
	case p.Weeks == 0:
		wait = t.T("offers.weeks.now")
	default:
		wait = t.T("offers.weeks.unknown")
	}
	return room, wait
}

func roomTone(p offer.Places) ui.Tone {
	switch {
	case p.Free > 0:
		return ui.Success
	case p.Free == 0:
		return ui.Warning
	}
	return ui.Plain
}

func placesCell(v *site.Visit, r catalogue.Row) templ.Component {
	room, wait := roomWords(v, r.Places)
	under := site.Upper(wait)
	if r.Places.On != "" {
		under = site.Dotted(under, v.Texts.T("offers.places.on", "day", v.Texts.NearDay(r.Places.On)))
	}
	if r.OldPlaces {
		under = site.Dotted(under, site.Lower(v.Texts.T("offers.places.old")))
	}
	return site.BadgeUnder(roomTone(r.Places), room, under)
}

func confirmedCell(v *site.Visit, r catalogue.Row) templ.Component {
	switch {
	case r.Over:
		return ui.Badge(ui.Plain, v.Texts.T("offers.over"))
	case r.Stale:
		return site.BadgeUnder(ui.Warning, v.Texts.T("offers.stale"), v.Texts.Day(r.ConfirmedOn))
	}
	return ui.Text(v.Texts.Day(r.ConfirmedOn))
}

// more is where the next part of the list is.
func (k listScreen) pages() ui.Pages {
	p := ui.Pages{Shown: len(k.Rows)}
	if k.query.After != "" {
		p.First = k.url(pathOffers)
	}
	if k.More {
		p.Next = k.url(pathOffers, "efter", string(k.Rows[len(k.Rows)-1].ID))
	}
	return p
}

func (s *server) listCSV(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.listScreen(r, v, 0)
	if err != nil {
		return err
	}
	t := v.Texts
	header := []string{t.T("offers.column.name"), t.T("offer.aliases"), t.T("offers.kind"), t.T("offers.sort"), t.T("offers.actor"), t.T("offers.column.unit"), t.T("offer.areas"), t.T("offer.purpose"), t.T("offer.target"),
		t.T("offer.entry"), t.T("offer.requires"), t.T("offer.problems"), t.T("offer.age"), t.T("offer.extent"), t.T("offer.length"), t.T("offer.capacity"), t.T("offer.free"), t.T("offer.weeks"),
		t.T("offer.ground"), t.T("offer.evidence"), t.T("offer.cost"), t.T("offers.column.confirmed")}
	var rows [][]string
	for _, one := range k.Rows {
		c := one.Text
		rows = append(rows, []string{c.Name, strings.Join(c.Aliases, ", "), v.TextOf("offer.kind", string(c.Sort.Kind())), sortName(v, c.Sort), actorName(v, one.Unit.Kind), one.Unit.Name, areaNames(one), c.Purpose, c.Target,
			c.Entry, wordsOf(v, "offer.requires", c.Requires), wordsOf(v, "offer.problem", c.Problems), forWhom(v, one.Intervention), c.Extent, c.Length, numeral(c.Capacity),
			numeral(one.Places.Free), numeral(one.Places.Weeks), c.Ground, codeWords(v, "offer.evidence", c.Evidence), codeWords(v, "offer.cost", c.Cost), one.ConfirmedOn})
	}
	return sendCSV(w, "insatser", header, rows)
}

func codeWords(v *site.Visit, group, code string) string {
	if code == "" {
		return ""
	}
	return v.TextOf(group, code)
}
