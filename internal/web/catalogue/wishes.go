package catalogue

import (
	"net/http"
	"slices"
	"strings"

	"samverk/internal/access"
	"samverk/internal/catalogue"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) wishRoutes() []site.Route {
	return []site.Route{
		{"GET /onskat", site.Acting, s.wishesPage},
		{"GET /onskat.csv", site.Acting, s.wishesCSV},
		{"GET /onskat/ny", site.Function, s.newWishPage},
		{"POST /onskat/ny", site.Function, s.wish},
		{"POST /onskat/{wish}", site.Function, s.closeWish},
	}
}

// wishesScreen is what is wished and missing in an area beside what there is.
type wishesScreen struct {
	areaChoice
	catalogue.Wishes
	state string // empty for all
	pages ui.Pages
	form  ui.Form // to close a wish, when it came back
	late  error
}

func (s *server) wishesScreen(r *http.Request, v *site.Visit, limit int) (k wishesScreen, err error) {
	if k.areaChoice, err = s.chooseArea(r, v, pathWishes, "lage"); err != nil {
		return k, err
	}
	k.state = offer.Open
	switch asked := v.Query.Get("lage"); {
	case asked == every:
		k.state = ""
	case slices.Contains(offer.WishStates(), asked):
		k.state = asked
	}
	after, last, _ := strings.Cut(v.Query.Get("efter"), "_")
	k.Wishes, err = s.Catalogue.Wishes(r.Context(), v.Actor, k.area, k.state, offer.Page{After: after, Last: last, Limit: limit})
	return k, err
}

func (s *server) wishesPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	return s.drawWishes(w, r, v, wishesScreen{})
}

func (s *server) drawWishes(w http.ResponseWriter, r *http.Request, v *site.Visit, with wishesScreen) error {
	k, err := s.wishesScreen(r, v, rowsAtOnce)
	if err != nil {
		return err
	}
	k.form, k.late = with.form, with.late
	if n := len(k.Rows); n > 0 {
		last := k.Rows[n-1]
		k.pages = k.parts(v, n, k.More, last.Since+"_"+string(last.ID))
	}
	t := v.Texts
	p := s.Page(v, t.T("wishes.title"))
	p.Active, p.Path, p.Faults = pathOffers, pathWishes, k.form.Faults
	p.Head.Lead = t.T("wishes.lead")
	p.Head.Meta = []string{k.name()}
	p.Head.Back = &ui.Link{Label: t.T("offers.title"), Href: k.plain(pathOffers)}
	p.Head.Actions = []ui.Action{{Label: t.T("offers.expectations"), Href: k.plain(pathExpectations)}, {Label: t.T("offers.csv"), Href: k.url("/onskat.csv")}}
	if len(k.own()) > 0 && v.Handles() {
		p.Head.Actions = append(p.Head.Actions, ui.Action{Label: t.T("wishes.new"), Href: k.plain(pathWishes + "/ny"), Icon: "plus", Primary: true})
	}
	return s.Draw(w, r, v, p, wishesBody(v, k))
}

// parts leads on in a list.
func (c areaChoice) parts(v *site.Visit, shown int, more bool, key string) ui.Pages {
	p := ui.Pages{Shown: shown}
	if v.Query.Get("efter") != "" {
		p.First = c.url(c.path)
	}
	if more {
		p.Next = c.url(c.path, "efter", key)
	}
	return p
}

func (k wishesScreen) stateFilters() (all []site.Filter) {
	for _, state := range offer.WishStates() {
		all = append(all, site.Filter{Label: k.v.TextOf("offer.wish.state", state), Href: k.url(pathWishes, "lage", state), On: k.state == state})
	}
	return append(all, site.Filter{Label: k.v.Texts.T("offers.any"), Href: k.url(pathWishes, "lage", every), On: k.state == ""})
}

// age is a number of days in words: in months from two months on.
func age(v *site.Visit, days int) string {
	if days >= 60 {
		return v.Texts.N("wishes.months", days/30)
	}
	return v.Texts.N("wishes.days", days)
}

func (k wishesScreen) gapTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("wishes.gap"), Hidden: true, Columns: site.Columns(v, "wishes.gap.what", "wishes.gap.of", "wishes.gap.wishes", "wishes.gap.missing", "wishes.gap.offered")}
	for _, g := range k.Gaps {
		oldest := ""
		if g.Wishes > 0 {
			oldest = v.Texts.T("wishes.gap.oldest", "days", age(v, g.Oldest))
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Two(sortName(v, g.Sort), v.TextOf("offer.kind", string(g.Sort.Kind()))), ui.Text(actorName(v, g.Actor)),
			ui.Two(v.Texts.Number(g.Wishes), oldest), ui.Text(missingWords(v, g.Missing)), gapOffered(v, g)))
	}
	return tab
}

// missingWords is a count; one that is too small to be told says only that.
func missingWords(v *site.Visit, n int) string {
	if n < offer.Fewest {
		return v.Texts.T("wishes.gap.few")
	}
	return v.Texts.Number(n)
}

func (k wishesScreen) wishTable() ui.Table {
	v := k.v
	tab := ui.Table{Caption: v.Texts.T("wishes.list"), Hidden: true, Columns: site.Columns(v, "wishes.column.what", "wishes.column.from", "wishes.column.to", "wishes.column.age", "wishes.column.state")}
	for _, r := range k.Rows {
		where := ""
		if k.area == "" {
			where = r.Area.Name
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Two(r.Words, site.Dotted(sortName(v, r.Sort), where)), ui.Two(actorName(v, r.From), r.By.UnitName), ui.Text(actorName(v, r.To)),
			site.Unbroken(age(v, r.Days), v.Texts.T("wishes.since", "day", v.Texts.Day(r.Since))), wishState(v, k, r)))
	}
	return tab
}

func wishTone(state string) ui.Tone {
	switch state {
	case offer.Open:
		return ui.Info
	case offer.Met:
		return ui.Success
	}
	return ui.Plain
}

// closing is the form that closes a wish.
func (k wishesScreen) closing(r catalogue.WishRow) ui.Form {
	f := k.v.NewForm(pathWishes + "/" + string(r.ID))
	f.Apart, f.Version = string(r.ID), r.Version
	f.Values = map[string][]string{"state": {offer.Met}, "omrade": {k.value()}}
	if k.form.Apart == string(r.ID) {
		f.Values, f.Faults = k.form.Values, k.form.Faults
	}
	return f
}

// offeredBy are the interventions that can have met a wish.
func (k wishesScreen) offeredBy(r catalogue.WishRow) (all []ui.Option) {
	for _, g := range k.Gaps {
		if g.Sort != r.Sort || g.Actor != r.To {
			continue
		}
		for _, o := range g.Offered {
			if slices.Contains(o.Text.Areas, r.Wish.Area) {
				all = append(all, ui.Option{Value: string(o.ID), Label: o.Text.Name + ", " + o.Unit.Name})
			}
		}
	}
	return all
}

func (s *server) closeWish(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	which := r.PathValue("wish")
	err := s.Catalogue.CloseWish(r.Context(), v.Actor, id.Wish(which), v.Version(), v.Form.Get("state"), id.Intervention(v.Form.Get("met_by")))
	v.Query = map[string][]string{"omrade": {v.Form.Get("omrade")}}
	faults, faulty := site.Faulty(err)
	switch {
	case err == nil:
		return s.Done(w, r, pathWishes+"?omrade="+areaOf(v), "page.flash.wish_closed")
	case faulty:
		f := v.Again(r.URL.Path, faults)
		f.Apart = which
		return s.drawWishes(w, r, v, wishesScreen{form: f})
	case site.Clash(err):
		v.Status = http.StatusConflict
		return s.drawWishes(w, r, v, wishesScreen{late: err})
	}
	return err
}

// areaOf is the area that a form was sent from, for an address.
func areaOf(v *site.Visit) string {
	if a := v.Form.Get("omrade"); id.Valid(a) {
		return a
	}
	return every
}

// askScreen is the form where something is wished or expected.
type askScreen struct {
	areaChoice
	form ui.Form
}

func (s *server) askScreen(r *http.Request, v *site.Visit, path string) (k askScreen, err error) {
	k.areaChoice, err = s.chooseArea(r, v, path)
	k.form = v.NewForm(path + "/ny")
	if own := k.own(); len(own) > 0 {
		k.form.Values["area"] = []string{own[0].Value}
		if slices.ContainsFunc(own, func(o ui.Option) bool { return o.Value == string(k.area) }) {
			k.form.Values["area"] = []string{string(k.area)}
		}
	}
	return k, err
}

func (s *server) newWishPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.askScreen(r, v, pathWishes)
	if err != nil {
		return err
	}
	return s.drawNewWish(w, r, v, k)
}

func (s *server) drawNewWish(w http.ResponseWriter, r *http.Request, v *site.Visit, k askScreen) error {
	p := s.Page(v, v.Texts.T("wishes.new"))
	p.Active, p.Faults, p.Path = pathOffers, k.form.Faults, pathWishes+"/ny"
	p.Head.Lead = v.Texts.T("wishes.new.lead")
	p.Head.Back = &ui.Link{Label: v.Texts.T("wishes.title"), Href: pathWishes}
	return s.Draw(w, r, v, p, newWishBody(v, k))
}

func (s *server) wish(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	area := id.Area(f.Get("area"))
	_, err := s.Catalogue.Wish(r.Context(), v.Actor, offer.NewWish{Area: area, To: access.Kind(f.Get("to")), Sort: offer.Sort(f.Get("sort")), Words: f.Get("words"), Since: f.Get("since")})
	if faults, ok := site.Faulty(err); ok {
		k, again := s.askScreen(r, v, pathWishes)
		if again != nil {
			return again
		}
		k.form = v.Again(pathWishes+"/ny", faults)
		return s.drawNewWish(w, r, v, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, pathWishes+"?omrade="+string(area), "page.flash.wish_made")
}

func (s *server) wishesCSV(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.wishesScreen(r, v, 500)
	if err != nil {
		return err
	}
	t := v.Texts
	if v.Query.Get("vad") == "bredvid" {
		header := []string{t.T("wishes.gap.what"), t.T("offers.kind"), t.T("wishes.gap.of"), t.T("wishes.gap.wishes"), t.T("wishes.csv.days"), t.T("wishes.gap.missing"), t.T("wishes.gap.offered")}
		var rows [][]string
		for _, g := range k.Gaps {
			rows = append(rows, []string{sortName(v, g.Sort), v.TextOf("offer.kind", string(g.Sort.Kind())), actorName(v, g.Actor), site.Number(g.Wishes), site.Number(g.Oldest), missingWords(v, g.Missing), offeredNames(g)})
		}
		return sendCSV(w, "onskat-och-finns", header, rows)
	}
	header := []string{t.T("wishes.csv.area"), t.T("wishes.column.from"), t.T("wishes.column.to"), t.T("offers.sort"), t.T("wishes.csv.words"), t.T("wishes.csv.since"), t.T("wishes.csv.days"), t.T("wishes.column.state"), t.T("wishes.csv.met_by")}
	var rows [][]string
	for _, one := range k.Rows {
		rows = append(rows, []string{one.Area.Name, actorName(v, one.From), actorName(v, one.To), sortName(v, one.Sort), one.Words, one.Since, site.Number(one.Days), v.TextOf("offer.wish.state", one.State), one.MetBy})
	}
	return sendCSV(w, "onskningar", header, rows)
}

func offeredNames(g catalogue.Gap) string {
	var all []string
	for _, r := range g.Offered {
		all = append(all, r.Text.Name+" ("+r.Unit.Name+")")
	}
	return strings.Join(all, ", ")
}
