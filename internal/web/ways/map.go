package ways

import (
	"net/http"
	"net/url"
	"strconv"

	"samverk/internal/access"
	"samverk/internal/contact"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/wayfinding"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const pathMap = path + "/karta"

func (s *server) mapRoutes() []site.Route {
	return []site.Route{
		{"GET " + pathMap, site.Acting, s.mapPage},
		{"GET " + pathMap + ".csv", site.Acting, s.mapFile},
		{"POST " + pathMap, site.Function, s.say},
	}
}

// mapScreen is the ways in to each actor of an area as their page shows them.
type mapScreen struct {
	wayfinding.Map
	v       *site.Visit
	f       ui.Form // what was typed of one pair
	changes []ui.Difference
}

// mapOf is the map of the area that is asked for.
func (s *server) mapOf(r *http.Request, v *site.Visit, asked id.Area) (mapScreen, error) {
	areas, err := s.App.Areas(r.Context(), v.Actor)
	if err != nil || len(areas) == 0 {
		return mapScreen{v: v}, err
	}
	m, err := s.Ways.Map(r.Context(), v.Actor, chosen(v, areas, asked).ID)
	return mapScreen{Map: m, v: v}, err
}

func (s *server) mapPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.mapOf(r, v, id.Area(v.Query.Get("omrade")))
	if err != nil {
		return err
	}
	return s.drawMap(w, r, k)
}

func (s *server) drawMap(w http.ResponseWriter, r *http.Request, k mapScreen) error {
	v, t := k.v, k.v.Texts
	v.Path = pathMap
	p := s.Page(v, t.T("ways.map.title"))
	p.Head.Back = &ui.Link{Label: t.T("ways.title"), Href: URL(k.Area.ID)}
	p.Head.Lead = t.T("ways.map.lead")
	p.Faults = k.f.Faults
	if k.Area.ID == "" {
		return s.Draw(w, r, v, p, ui.EmptyState(t.T("ways.none"), t.T("ways.none.text"), nil))
	}
	p.Head.Actions = []ui.Action{{Label: t.T("ways.file"), Href: mapURL(pathMap+".csv", k.Area.ID)}}
	return s.Draw(w, r, v, p, mapBody(v, k))
}

func mapURL(path string, a id.Area) string {
	return site.Address(path, url.Values{"omrade": {string(a)}})
}

func (k mapScreen) areaFilters() (all []site.Filter) {
	for _, a := range k.Areas {
		all = append(all, site.Filter{Label: a.Name, Href: mapURL(pathMap, a.ID), On: a.ID == k.Area.ID})
	}
	return all
}

func (k mapScreen) title(to access.Kind) string {
	return k.v.Texts.T("ways.map.into", "actor", ui.Lowered(k.v.Texts, ui.KindName(k.v.Texts, to)))
}

func pictured(in wayfinding.Into) (all []ui.Inway) {
	for _, e := range in.Experiences {
		all = append(all, ui.Inway{From: e.From, Works: e.Works, Via: e.Via})
	}
	return all
}

func works(v *site.Visit, n int) string { return v.Texts.T("ways.works." + strconv.Itoa(n)) }

func (k mapScreen) table(in wayfinding.Into) ui.Table {
	v := k.v
	tab := ui.Table{Caption: k.title(in.Actor), Hidden: true, Columns: site.Columns(v, "ways.map.from", "ways.map.works", "ways.map.via", "ways.map.note", "ways.map.source")}
	for _, e := range in.Experiences {
		common := ""
		if e.Area == "" && e.Version > 0 {
			common = v.Texts.T("ways.map.common")
		}
		tab.Rows = append(tab.Rows, site.Cells(ui.Actor(v.Texts, e.From, ui.KindName(v.Texts, e.From), ""), ui.Badge(worksTone(e.Works), works(v, e.Works)),
			ui.Text(e.Via), ui.Text(e.Note), ui.Two(e.Source, common)))
	}
	return tab
}

func worksTone(n int) ui.Tone {
	switch {
	case n == contact.NotSaid:
		return ui.Plain
	case n == contact.Hard:
		return ui.Error
	case n == 2:
		return ui.Warning
	}
	return ui.Success
}

// mapFile is the map as a file for a spreadsheet.
func (s *server) mapFile(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.mapOf(r, v, id.Area(v.Query.Get("omrade")))
	if err != nil {
		return err
	}
	var header []string
	for _, key := range []string{"ways.area", "ways.map.to", "ways.map.from", "ways.map.works", "ways.map.via", "ways.map.note", "ways.map.source"} {
		header = append(header, v.Texts.T(key))
	}
	var rows [][]string
	for _, in := range k.Into {
		for _, e := range in.Experiences {
			rows = append(rows, []string{k.Area.Name, ui.KindName(v.Texts, in.Actor), ui.KindName(v.Texts, e.From), works(v, e.Works), e.Via, e.Note, e.Source})
		}
	}
	return sendCSV(w, "karta-"+string(k.Area.ID), header, rows)
}

func sendCSV(w http.ResponseWriter, name string, header []string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	return export.CSV(w, export.Format{BOM: true}, header, rows)
}

// pairForm is where the coordinator says how one actor finds the way in to
// another. What all areas have in common is the beginning of what the area says.
func (k mapScreen) pairForm(e contact.Experience) ui.Form {
	apart := string(e.From) + "-" + string(e.To) + "-"
	if k.f.Action != "" && k.f.Apart == apart {
		return k.f
	}
	f := k.v.NewForm(pathMap)
	f.Apart, f.Version = apart, e.Version
	if e.Area != k.Area.ID {
		f.Version = 0
	}
	f.Values = experienceValues(e)
	return f
}

func experienceValues(e contact.Experience) map[string][]string {
	return map[string][]string{"works": {strconv.Itoa(e.Works)}, "via": {e.Via}, "note": {e.Note}, "source": {e.Source}}
}

func (s *server) say(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	f := v.Form
	level, err := strconv.Atoi(f.Get("works"))
	if err != nil {
		level = -1
	}
	e := contact.Experience{Area: id.Area(f.Get("area")), From: access.Kind(f.Get("from")), To: access.Kind(f.Get("to")), Works: level,
		Via: f.Get("via"), Note: f.Get("note"), Source: f.Get("source"), Version: max(v.Version(), 0)}
	err = s.Ways.Say(r.Context(), v.Actor, e)
	if err == nil {
		return s.Done(w, r, mapURL(pathMap, e.Area), "page.flash.way_said")
	}
	now, changed := site.Current[contact.Experience](err)
	faults, faulty := site.Faulty(err)
	if !changed && !faulty {
		return err
	}
	k, err := s.mapOf(r, v, e.Area)
	if err != nil {
		return err
	}
	k.f = v.Again(pathMap, faults)
	k.f.Apart = string(e.From) + "-" + string(e.To) + "-"
	if changed {
		v.Status, k.f.Version = http.StatusConflict, now.Version
		for _, name := range []string{"works", "via", "note", "source"} {
			if a, b := experienceValues(now)[name][0], experienceValues(e)[name][0]; a != b {
				k.changes = append(k.changes, ui.Difference{Label: v.TextOf("ways.map", name), Old: a, New: b})
			}
		}
	}
	return s.drawMap(w, r, k)
}

func (k mapScreen) worksField(f ui.Form) ui.Field {
	field := f.Field("works", "ways.map.works")
	for n := contact.NotSaid; n <= contact.Easiest; n++ {
		field.Options = append(field.Options, ui.Option{Value: strconv.Itoa(n), Label: works(k.v, n)})
	}
	return field
}
