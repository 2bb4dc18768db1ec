// Package picture holds the pages of a person's situation: the first picture
// that everybody fills a part of, how she lives and is sick-listed, and the
// plans that are kept elsewhere.
package picture

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/org"
	"samverk/internal/picture"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// server draws the pages of this package.
type server struct{ *site.Site }

// Routes are the addresses of this package.
func Routes(of *site.Site) []site.Route {
	s := &server{of}
	return slices.Concat(s.firstRoutes(), s.mappingRoutes(), s.livelihoodRoutes(), s.elsewhereRoutes())
}

// screen is a person's situation as the pages show it.
type screen struct {
	picture.View
	v    *site.Visit
	now  time.Time
	form ui.Form
	old  *item.Item // what is changed, where something is
}

func (s *server) screen(r *http.Request, v *site.Visit) (screen, error) {
	view, err := s.Picture.Situation(r.Context(), v.Actor, site.CaseOf(r))
	return screen{View: view, v: v, now: s.Options.Now()}, err
}

// changing is the screen where the reader's own item of a kind is changed.
func (s *server) changing(r *http.Request, v *site.Visit, kind item.Kind) (screen, error) {
	k, err := s.screen(r, v)
	if err != nil {
		return k, err
	}
	which := id.Item(r.PathValue("item"))
	for _, i := range k.Of(kind) {
		if i.ID == which && i.Owner == k.Sight.Unit() {
			k.old = &i
			return k, nil
		}
	}
	return k, errs.Missing()
}

// pick is a text to others, or to the person herself.
func (k screen) pick(others, own string) string {
	if k.v.Actor.Self() {
		return own
	}
	return others
}

func (k screen) url() string { return site.CaseURL(k.Case.ID) }

// frame is the frame of a page; under is the page that it leads back to, where
// that is not the case itself.
func (s *server) frame(k screen, title string, under *ui.Link) ui.Page {
	p := s.CasePart(k.v, site.CaseHead{Case: k.Case, Identity: k.Identity, AreaName: k.Area.Name, Protection: k.Protection}, title)
	p.Active = k.pick("/arenden", "/min-plan")
	if k.v.Actor.Self() {
		p.Head.Back.Href = "/min-plan?arende=" + string(k.Case.ID)
	}
	if under != nil {
		p.Head.Back = under
	}
	return p
}

// closed reports that nothing can be written any more, to one who came to write.
func (s *server) closed(w http.ResponseWriter, r *http.Request, k screen, to string) (bool, error) {
	if k.MayWrite() {
		return false, nil
	}
	return true, s.Done(w, r, to, "")
}

// who is whose words an item are.
func (k screen) who(i item.Item) string {
	if i.Owner == id.Self && k.v.Actor.Self() && i.Acted == "" {
		return k.v.Texts.T("itempage.you")
	}
	return site.CaseSeen{CaseView: k.CaseView, V: k.v, Now: k.now}.Owner(i)
}

// by says whose words an item are and since when.
func (k screen) by(i item.Item) string {
	return k.v.Texts.T("situation.by", "who", k.who(i), "day", site.Moment(k.v, i.At, k.now))
}

// mine reports whether an item is the reader's own, to change.
func (k screen) mine(i item.Item) bool { return i.Owner == k.Sight.Unit() && k.MayWrite() }

// What stands in a form about who gets what is written.
const (
	shareConsent = "consent"
	shareNobody  = "note"
)

// receiver is a unit that the consent lets be told, and of which categories.
type receiver struct {
	org.Unit
	Of access.Set
}

// receivers lists whom the consent lets be told of some categories.
func (k screen) receivers(among access.Set) (all []receiver) {
	for _, c := range among.List() {
		for _, u := range k.Covered[c] {
			i := slices.IndexFunc(all, func(r receiver) bool { return r.ID == u.ID })
			if i < 0 {
				i, all = len(all), append(all, receiver{Unit: u})
			}
			all[i].Of = all[i].Of.With(c)
		}
	}
	slices.SortFunc(all, func(a, b receiver) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// names lists categories, each for itself.
func (k screen) names(set access.Set) string {
	var all []string
	for _, c := range set.List() {
		all = append(all, ui.CategoryName(k.v.Texts, c))
	}
	return site.Dotted(all...)
}

// shares ticks everybody whom the consent covers, or nobody where what stands is
// kept as a working note; unless the reader has chosen.
func (k screen) shares(among access.Set, kept bool) {
	if k.form.Value("share") != "" {
		return
	}
	all := k.receivers(among)
	k.form.Values["share"] = []string{shareConsent}
	if len(all) == 0 || kept {
		k.form.Values["share"] = []string{shareNobody}
	}
	for _, r := range all {
		k.form.Values["to"] = append(k.form.Values["to"], string(r.ID))
	}
}

// told reads to whom a form says that it goes: of each unit that is ticked just
// the categories that the page showed beside it.
func told(v *site.Visit) picture.Told {
	to := picture.Told{}
	if v.Form.Get("share") != shareConsent {
		return to
	}
	for _, shown := range v.Form["shown"] {
		u, name, _ := strings.Cut(shown, "/")
		if c, ok := access.ParseCategory(name); ok && slices.Contains(v.Form["to"], u) && !slices.Contains(to[c], id.Unit(u)) {
			to[c] = append(to[c], id.Unit(u))
		}
	}
	return to
}

// piece reads what is common to the forms about one thing, which goes to those
// who may be told of its category.
func piece(r *http.Request, v *site.Visit, c access.Category) picture.Piece {
	p := picture.Piece{Item: id.Item(r.PathValue("item")), Reason: v.Form.Get("reason"), To: told(v)[c]}
	if p.Item != "" {
		p.Version = v.Version()
	}
	return p
}

// again is the form with what was typed, where something is wrong with it or
// somebody else was first; ok is false for every other error.
func (k *screen) again(action string, err error) (ok bool) {
	faults, faulty := site.Faulty(err)
	now, clash := site.Current[item.Item](err)
	if !faulty && !clash {
		return false
	}
	k.form = k.v.Again(action, faults)
	if clash {
		k.old, k.form.Version, k.v.Status = &now, now.Newest, http.StatusConflict
	}
	return true
}

// clashed reports whether the form came back because somebody else was first.
func (k screen) clashed() bool { return k.v.Status == http.StatusConflict }

// reason asks why something that stands is changed.
func (k screen) reason() ui.Field {
	f := k.form.Field("reason", "itempage.reason")
	f.Options = site.Choices(k.v, "item.reason", item.Reasons())
	return f
}
