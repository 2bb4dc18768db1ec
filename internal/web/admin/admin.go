// Package admin holds the pages where organisations keep themselves and the
// federation keeps its areas.
package admin

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"samverk/internal/id"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// The addresses that the parts of administration begin with.
const (
	pathHome      = "/forvaltning"
	pathUnits     = "/forvaltning/enheter"
	pathFunctions = "/forvaltning/funktioner"
	pathPeople    = "/forvaltning/personer"
	pathImport    = "/forvaltning/import"
	pathFrame     = "/forbund"
)

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(s.unitRoutes(), s.functionRoutes(), s.peopleRoutes(), s.changeRoutes(), s.importRoutes(), s.frameRoutes())
}

// frame is a page of the administration that leads back to another one.
func (s *server) frame(v *site.Visit, title, back, to string) ui.Page {
	p := s.Page(v, title)
	p.Active = pathHome
	p.Head.Back = &ui.Link{Label: back, Href: to}
	return p
}

// editor is a form that adds or changes something, with what somebody else
// wrote first where that is so.
type editor struct {
	v      *site.Visit
	form   ui.Form
	fields func(ui.Form) []input
	do     string // key of the button
	out    string // where one goes without doing it
	above  templ.Component
	clash  error
	theirs []ui.Difference
}

// input is one question of an editor.
type input struct {
	ui.Field
	draw func(ui.Field) templ.Component
}

// inputs are the questions with what stands in them.
func (e editor) inputs() []input { return e.fields(e.form) }

// differences are the questions where what stands is not what was typed.
func (e editor) differences(stands ui.Form) (all []ui.Difference) {
	mine := e.inputs()
	for i, theirs := range e.fields(stands) {
		if a, b := theirs.says(e.v), mine[i].says(e.v); a != b {
			all = append(all, ui.Difference{Label: theirs.Label, Old: a, New: b})
		}
	}
	return all
}

// says is what stands in a question, as it is read.
func (in input) says(v *site.Visit) string {
	if len(in.Options) == 0 {
		return in.Value
	}
	var all []string
	for _, o := range in.Options {
		if slices.Contains(in.Chosen, o.Value) {
			all = append(all, o.Label)
		}
	}
	return v.Texts.List(all...)
}

// result is what came of a form: drawn again with its faults, drawn beside what
// somebody else wrote first, or done.
func (s *server) result(v *site.Visit, err error, draw func(with func(*editor)) error, done func() error) error {
	if faults, ok := site.Faulty(err); ok {
		return draw(func(e *editor) { e.form = v.Again(e.form.Action, faults) })
	}
	if site.Clash(err) {
		v.Status = http.StatusConflict
		return draw(func(e *editor) {
			stands := e.form
			e.clash, e.form = err, v.Again(e.form.Action, nil)
			e.form.Version = stands.Version // what stands is shown beside, and what was typed can be kept
			e.theirs = e.differences(stands)
		})
	}
	if err != nil {
		return err
	}
	return done()
}

// one is a single answer of a form.
func one(text string) []string { return []string{text} }

// idOf is an identifier in the address that was asked for.
func idOf[T ~string](r *http.Request, name string) T { return T(r.PathValue(name)) }

// confirmed is a question with one button, on a page of its own.
func (s *server) confirmed(w http.ResponseWriter, r *http.Request, v *site.Visit, p ui.Page, d ui.Dialog) error {
	d.Once = site.NewOnce()
	return s.Draw(w, r, v, p, ui.ConfirmBody(v.Texts, d))
}

func unitURL(u id.Unit) string         { return pathUnits + "/" + string(u) }
func functionURL(f id.Function) string { return pathFunctions + "/" + string(f) }
func personURL(u id.User) string       { return pathPeople + "/" + string(u) }
