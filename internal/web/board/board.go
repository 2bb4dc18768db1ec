// Package board has the pages of the federation's work.
package board

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// The addresses of the federation's pages.
const (
	pathFrame   = "/forbund"
	pathYear    = "/forbund/aret"
	pathMembers = "/forbund/medlemmar"
	pathEfforts = "/forbund/insatser"
	pathReport  = "/forbund/styrelserapport"
	pathBodies  = "/forbund/grupper"
)

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of these pages.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(s.yearRoutes(), s.memberRoutes(), s.effortRoutes(), s.bodyRoutes(), s.reportRoutes())
}

// frame is a page of the federation's work.
func (s *server) frame(v *site.Visit, title string) ui.Page {
	p := s.Page(v, title)
	p.Active = "/omraden"
	if v.Role == access.Federation {
		p.Active, p.Head.Back = pathFrame, &ui.Link{Label: v.Texts.T("admin.frame"), Href: pathFrame}
	}
	return p
}

// parts lead between the pages of the federation's work.
func parts(v *site.Visit, here string) (all []site.Filter) {
	for _, one := range [][2]string{{"federation.year", pathYear}, {"federation.members", pathMembers}, {"federation.bodies", pathBodies}, {"federation.efforts", pathEfforts}, {"federation.report", pathReport}} {
		all = append(all, site.Filter{Label: v.Texts.T(one[0]), Href: one[1], On: one[1] == here})
	}
	return all
}

// screen is a form that adds or changes something, with what somebody else wrote
// first where that is so.
type screen struct {
	page   ui.Page
	form   ui.Form
	fields func(ui.Form) []input
	out    string // where one goes without doing it
	clash  error
	theirs []ui.Difference
}

// input is one question of a form.
type input struct {
	ui.Field
	draw func(ui.Field) templ.Component
}

// says is what stands in a question, as it is read.
func (in input) says(v *site.Visit) string {
	if len(in.Options) == 0 {
		return in.Value
	}
	var all []string
	for _, o := range in.Options {
		if in.Chose(o.Value) {
			all = append(all, o.Label)
		}
	}
	return v.Texts.List(all...)
}

// builder makes the form of an address, with what stands in it.
type builder func(*http.Request, *site.Visit) (screen, error)

// form answers with the form of an address.
func (s *server) form(build builder) site.Handler {
	return func(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
		return s.show(w, r, v, build, func(*screen) {})
	}
}

func (s *server) show(w http.ResponseWriter, r *http.Request, v *site.Visit, build builder, with func(*screen)) error {
	k, err := build(r, v)
	if err != nil {
		return err
	}
	with(&k)
	k.page.Faults = k.form.Faults
	return s.Draw(w, r, v, k.page, formBody(v, k))
}

// save does what a form asks and leads on. With faults, or when somebody was
// first, the form comes back with what was typed.
func (s *server) save(build builder, do func(*http.Request, *site.Visit) (to string, err error)) site.Handler {
	return func(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
		to, err := do(r, v)
		if err == nil {
			return s.Done(w, r, to, "page.flash.saved")
		}
		if faults, ok := site.Faulty(err); ok {
			return s.show(w, r, v, build, func(k *screen) { k.form = v.Again(k.form.Action, faults) })
		}
		if !site.Clash(err) {
			return err
		}
		v.Status = http.StatusConflict
		return s.show(w, r, v, build, func(k *screen) {
			stands := k.form
			k.clash, k.form = err, v.Again(stands.Action, nil)
			k.form.Version = stands.Version // what stands is shown beside, and what was typed can be kept
			mine := k.fields(k.form)
			for i, theirs := range k.fields(stands) {
				if a, b := theirs.says(v), mine[i].says(v); a != b {
					k.theirs = append(k.theirs, ui.Difference{Label: theirs.Label, Old: a, New: b})
				}
			}
		})
	}
}

// edit is a form on a page that leads back to another, for who keeps what it is
// about.
func (s *server) edit(v *site.Visit, keeps bool, title, action, out string) (screen, error) {
	if !keeps {
		return screen{}, errs.Missing()
	}
	p := s.frame(v, title)
	p.Head.Back = &ui.Link{Label: v.Texts.T("federation.back"), Href: out}
	return screen{page: p, form: v.NewForm(action), out: out}, nil
}

// file answers with a table as a CSV file.
func file(w http.ResponseWriter, v *site.Visit, name string, header []string, rows [][]string) error {
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
	for i, key := range header {
		header[i] = v.Texts.T(key)
	}
	return export.CSV(w, export.Format{BOM: true}, header, rows)
}

// kronor reads whole kronor; what is no number is out of every range.
func kronor(text string) int64 {
	text = strings.NewReplacer(" ", "", "\u00a0", "", ".", "").Replace(strings.TrimSuffix(strings.TrimSpace(text), "kr"))
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// yearIn reads the year that an address asks for, 0 for none.
func yearIn(v *site.Visit) (int, error) {
	text := v.Query.Get("ar")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n <= 0 {
		return 0, errs.Missing()
	}
	return n, nil
}

// years are the years to choose among.
func years(path string, all []int, now int) (list []site.Filter) {
	if !slices.Contains(all, now) {
		all = append([]int{now}, all...)
	}
	for _, y := range all {
		list = append(list, site.Filter{Label: strconv.Itoa(y), Href: path + "?ar=" + strconv.Itoa(y), On: y == now})
	}
	return list
}

// money writes whole kronor.
func money(v *site.Visit, n int64) string {
	return v.Texts.T("federation.kronor", "n", v.Texts.Number(int(n)))
}

// areaNames lists areas by name.
func areaNames(v *site.Visit, all []org.Area, some []id.Area) string {
	var names []string
	for _, a := range all {
		if slices.Contains(some, a.ID) {
			names = append(names, a.Name)
		}
	}
	return v.Texts.List(names...)
}

func nameOf(v *site.Visit, all map[id.Function]org.Function, f id.Function) string {
	if f == "" {
		return v.Texts.T("federation.owner.none")
	}
	return all[f].Name
}

func one(text string) []string { return []string{text} }
