package picture

import (
	"net/http"

	"samverk/internal/access"
	"samverk/internal/item"
	"samverk/internal/picture"
	"samverk/internal/situation"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func (s *server) mappingRoutes() []site.Route {
	const of = "/arenden/{case}/forsta-bild/kartlaggning"
	return []site.Route{
		{"GET " + of, site.Function, s.mappingPage},
		{"POST " + of, site.Function, s.noteMapping},
		{"GET " + of + "/{item}", site.Function, s.mappingAgain},
		{"POST " + of + "/{item}", site.Function, s.noteMapping},
	}
}

func (s *server) mappingPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	k.form = v.NewForm(k.first() + "/kartlaggning")
	k.form.Values["start"] = []string{k.Today}
	return s.drawMapping(w, r, k)
}

func (s *server) mappingAgain(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.changing(r, v, item.Instrument)
	if err != nil {
		return err
	}
	i := k.old
	k.form = v.NewForm(k.first() + "/kartlaggning/" + string(i.ID))
	k.form.Version = i.Newest
	k.form.Values = map[string][]string{"sort": {i.Code}, "start": {i.Start}, "level": {i.Value}, "reason": {"news"}}
	return s.drawMapping(w, r, k)
}

func (s *server) drawMapping(w http.ResponseWriter, r *http.Request, k screen) error {
	if done, err := s.closed(w, r, k, k.first()); done {
		return err
	}
	k.shares(ofSorts(situation.Instruments()), k.old != nil && !k.old.Shared)
	p := s.frame(k, k.v.Texts.T("instrument.new"), k.toFirst())
	p.Head.Lead = k.v.Texts.T("instrument.lead")
	p.Faults = k.form.Faults
	return s.Draw(w, r, k.v, p, mappingBody(k.v, k))
}

// ofSorts are the categories of some sorts: of just the one where that is chosen
// by what is changed.
func ofSorts(all []situation.Sort) (set access.Set) {
	for _, s := range all {
		set = set.With(s.Category)
	}
	return set
}

// sorts asks which of some sorts it is.
func (k screen) sorts(label, group string, all []situation.Sort) ui.Field {
	f := k.form.Field("sort", label)
	for _, s := range all {
		f.Options = append(f.Options, ui.Option{Value: s.Code, Label: k.v.TextOf(group, s.Code)})
	}
	return f
}

func (s *server) noteMapping(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	k, err := s.screen(r, v)
	if err != nil {
		return err
	}
	f := v.Form
	sort, _ := situation.SortOf(situation.Instruments(), f.Get("sort"))
	_, err = s.Picture.NoteMapping(r.Context(), v.Actor, k.Case.ID, picture.Mapping{
		Piece: piece(r, v, sort.Category), Instrument: f.Get("sort"), On: f.Get("start"), Level: f.Get("level"), Areas: f["areas"],
	})
	if k.again(address(r), err) {
		return s.drawMapping(w, r, k)
	}
	if err != nil {
		return err
	}
	return s.Done(w, r, k.first(), "page.flash.situation_noted")
}

// address is where a form was posted to, which a form that comes back posts to
// once more.
func address(r *http.Request) string { return r.URL.Path }
