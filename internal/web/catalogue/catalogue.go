// Package catalogue has the pages of what can be offered, wished and expected.
package catalogue

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/offer"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

const (
	pathOffers       = "/insatser"
	pathCompare      = pathOffers + "/jamfor"
	pathFile         = pathOffers + "/fil"
	pathWishes       = "/onskat"
	pathExpectations = "/forvantningar"

	every = "alla" // in an address: not narrowed
)

type server struct{ *site.Site }

// Routes are the addresses of these pages.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat([]site.Route{
		{"GET /insatser", site.Acting, s.listPage},
		{"GET /insatser.csv", site.Acting, s.listCSV},
		{"GET /insatser/jamfor", site.Acting, s.comparePage},
		{"GET /insatser/jamfor.csv", site.Acting, s.compareCSV},
		{"GET /insatser/jamfor.xlsx", site.Acting, s.compareSheet},
		{"GET /insatser/ny", site.Function, s.newPage},
		{"POST /insatser/ny", site.Function, s.add},
		{"GET /insatser/{intervention}", site.Acting, s.onePage},
		{"GET /insatser/{intervention}/andra", site.Function, s.editPage},
		{"POST /insatser/{intervention}/andra", site.Function, s.change},
		{"POST /insatser/{intervention}/lage", site.Function, s.decide},
		{"POST /insatser/{intervention}/platser", site.Function, s.tell},
		{"POST /insatser/{intervention}/bekrafta", site.Function, s.confirm},
		{"POST /insatser/{intervention}/avsluta", site.Function, s.end},
		{"POST /insatser/{intervention}/kompetens", site.Function, s.competence},
		{"GET /arenden/{case}/insatser", site.Acting, s.fitPage},
		{"POST /arenden/{case}/insatser/saknas", site.Function, s.missing},
	}, s.fileRoutes(), s.wishRoutes(), s.expectationRoutes())
}

func interventionURL(i id.Intervention) string { return pathOffers + "/" + string(i) }

// areaChoice is which area a page shows, among all.
type areaChoice struct {
	v     *site.Visit
	areas []org.Area
	area  id.Area // empty for all
	path  string
	kept  [][2]string // of the address, besides the area
}

// chooseArea reads which area is asked for: the reader's first, unless another.
func (s *server) chooseArea(r *http.Request, v *site.Visit, path string, kept ...string) (c areaChoice, err error) {
	c = areaChoice{v: v, path: path}
	if c.areas, err = s.App.Areas(r.Context(), v.Actor); err != nil {
		return c, err
	}
	if len(v.Areas) > 0 {
		c.area = v.Areas[0]
	}
	asked := v.Query.Get("omrade")
	if slices.ContainsFunc(c.areas, func(a org.Area) bool { return string(a.ID) == asked }) {
		c.area = id.Area(asked)
	}
	if asked == every {
		c.area = ""
	}
	for _, name := range kept {
		if value := v.Query.Get(name); value != "" {
			c.kept = append(c.kept, [2]string{name, value})
		}
	}
	return c, nil
}

// value is the area as an address has it.
func (c areaChoice) value() string {
	if c.area == "" {
		return every
	}
	return string(c.area)
}

// url is an address with what is kept and something more.
func (c areaChoice) url(path string, more ...string) string {
	all := append([][2]string{{"omrade", c.value()}}, c.kept...)
	for i := 0; i+1 < len(more); i += 2 {
		all = slices.DeleteFunc(all, func(one [2]string) bool { return one[0] == more[i] })
		if more[i+1] != "" {
			all = append(all, [2]string{more[i], more[i+1]})
		}
	}
	q := map[string][]string{}
	for _, one := range all {
		q[one[0]] = []string{one[1]}
	}
	return site.Address(path, q)
}

func (c areaChoice) filters() []site.Filter {
	all := []site.Filter{{Label: c.v.Texts.T("offers.all_areas"), Href: c.url(c.path, "omrade", every), On: c.area == ""}}
	for _, a := range c.areas {
		all = append(all, site.Filter{Label: a.Name, Href: c.url(c.path, "omrade", string(a.ID)), On: c.area == a.ID})
	}
	return all
}

// name is what the chosen area is called.
func (c areaChoice) name() string {
	for _, a := range c.areas {
		if a.ID == c.area {
			return a.Name
		}
	}
	return c.v.Texts.T("offers.all_areas")
}

// options are the areas to choose among in a form: those that the reader's unit
// works in.
func (c areaChoice) own() (all []ui.Option) {
	for _, a := range c.areas {
		if slices.Contains(c.v.Areas, a.ID) {
			all = append(all, ui.Option{Value: string(a.ID), Label: a.Name})
		}
	}
	return all
}

// actorOptions are the actors to choose among.
func actorOptions(v *site.Visit) (all []ui.Option) {
	for _, k := range offer.Actors() {
		all = append(all, ui.Option{Value: string(k), Label: ui.KindName(v.Texts, k)})
	}
	return all
}

// sortOptions are the sorts to choose among, each with its kind.
func sortOptions(v *site.Visit) (all []ui.Option) {
	for _, k := range offer.Kinds() {
		for _, s := range offer.Sorts(k) {
			all = append(all, ui.Option{Value: string(s), Label: v.TextOf("offer.kind", string(k)) + ": " + site.Lower(sortName(v, s))})
		}
	}
	return all
}

func sortName(v *site.Visit, s offer.Sort) string { return v.TextOf("offer.sort", string(s)) }

// actorName is what an actor is called; nobody in particular where it is empty.
func actorName(v *site.Visit, k access.Kind) string {
	if k == "" {
		return v.Texts.T("wishes.anybody")
	}
	return ui.KindName(v.Texts, k)
}

func options(v *site.Visit, group string, codes []string) []ui.Option {
	return site.Choices(v, group, codes)
}

// wordsOf are what codes are called, in one line.
func wordsOf(v *site.Visit, group string, codes []string) string {
	var all []string
	for _, code := range codes {
		all = append(all, v.TextOf(group, code))
	}
	return strings.Join(all, ", ")
}

// numberOf reads a number of a form: not known where it is empty, out of every
// range where it is none.
func numberOf(text string) int {
	text = strings.TrimSpace(text)
	if text == "" {
		return offer.NoNumber
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return offer.NoNumber - 1
	}
	return n
}

// numeral writes a number in a form; nothing where it is not known.
func numeral(n int) string {
	if n < 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// sendCSV answers with a table for a spreadsheet.
func sendCSV(w http.ResponseWriter, name string, header []string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	return export.CSV(w, export.Format{BOM: true}, header, rows)
}

// sendSheet answers with a workbook.
func sendSheet(w http.ResponseWriter, name, sheet string, header []string, rows [][]string) error {
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.xlsx"`)
	return export.Sheet(w, sheet, header, rows)
}
