package site

import (
	"bytes"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/web/ui"
)

// Page returns the frame of a page for the reader. The handler fills in its
// head.
func (s *Site) Page(v *Visit, title string) ui.Page {
	p := ui.Page{Title: title, Texts: v.Texts, Theme: v.Theme, Site: s.Options.Site, Path: v.Path, Demo: s.App != nil && s.App.Demo()}
	if !v.In {
		return p
	}
	p.User, p.Nav, p.Acting, p.Session = v.user(), v.nav(), v.acting(), v.clock()
	p.Active = activeOf(p.Nav, v.Path)
	if v.Actor.Function != "" {
		p.Links = []ui.Link{{Label: v.Texts.T("page.nav.knowledge"), Href: "/kunskap"}}
	}
	return p
}

// Draw answers with a page: 200, 422 when it has faults, or what the visit says.
func (s *Site) Draw(w http.ResponseWriter, r *http.Request, v *Visit, p ui.Page, body templ.Component) error {
	status := http.StatusOK
	switch {
	case v.Status != 0:
		status = v.Status
	case len(p.Faults) > 0:
		status = http.StatusUnprocessableEntity
	}
	if key := cookie(r, flashCookie); key != "" {
		s.setCookie(w, flashCookie, "", -1)
		if strings.HasPrefix(key, flashPrefix) && v.Texts.Has(key) && p.Flash == nil {
			p.Flash = &ui.Flash{Tone: ui.Success, Text: v.Texts.T(key)}
		}
	}
	return s.write(w, r, status, p, body)
}

// write draws the whole page before anything of it leaves, so that what fails
// on the way is an error and not half a page.
func (s *Site) write(w http.ResponseWriter, r *http.Request, status int, p ui.Page, body templ.Component) error {
	var b bytes.Buffer
	if err := ui.Layout(p).Render(templ.WithChildren(r.Context(), body), &b); err != nil {
		return err
	}
	return send(w, status, b.Bytes())
}

// Fragment answers with a part of a page, for a script that asked for it.
func (s *Site) Fragment(w http.ResponseWriter, r *http.Request, part templ.Component) error {
	var b bytes.Buffer
	if err := part.Render(r.Context(), &b); err != nil {
		return err
	}
	return send(w, http.StatusOK, b.Bytes())
}

func send(w http.ResponseWriter, status int, content []byte) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(status)
	w.Write(content) // the reader may have gone
	return nil
}

// flashPrefix begins the keys of texts that a page may show after a redirect.
const flashPrefix = "page.flash."

// Done answers a form that was carried out: go on to a page, which says what
// was done. The browser carries the key of that text only.
func (s *Site) Done(w http.ResponseWriter, r *http.Request, to, flash string) error {
	if flash != "" {
		s.setCookie(w, flashCookie, flash, 60)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// user is who the head of the page says is signed in.
func (v *Visit) user() *ui.User {
	switch {
	case v.Part != nil:
		return &ui.User{Name: v.Label, Where: v.partWords(), Kind: ui.Person, Parts: true}
	case v.Actor.Self():
		return &ui.User{Name: v.Label, Where: v.Texts.T("page.signed_in.person"), Kind: ui.Person, Parts: v.Parts > 0}
	case v.Actor.Function == "":
		return &ui.User{Name: v.Label, Where: v.Texts.T("page.signed_in.none"), Many: v.Held > 0}
	}
	where := v.OrgName
	if v.UnitName != "" && v.UnitName != v.OrgName {
		where = v.UnitName + " · " + v.OrgName
	}
	return &ui.User{Name: v.FunctionName, Where: where, Kind: v.Kind, Deputy: v.Actor.Deputy, Many: v.Held > 1}
}

// clock is when the reader's session ends by itself.
func (v *Visit) clock() *ui.Session {
	first := v.IdlesAt
	if v.EndsAt.Before(first) {
		first = v.EndsAt
	}
	return &ui.Session{Idles: int(v.IdlesAt.Sub(v.Now).Seconds()), Ends: int(v.EndsAt.Sub(v.Now).Seconds()), At: v.Texts.Clock(first)}
}

// nav is the parts of the site that the reader's role has use for.
func (v *Visit) nav() []ui.NavItem {
	t := v.Texts
	item := func(href, key string) ui.NavItem { return ui.NavItem{Label: t.T(key), Href: href} }
	switch {
	case v.Actor.Proxy != "":
		return v.partNav(item)
	case v.Actor.Self():
		return []ui.NavItem{
			item("/min-plan", "page.nav.my_plan"), item("/vem-far-veta-vad", "page.nav.my_consent"),
			item("/vem-har-last", "page.nav.my_readers"), item("/moten", "page.nav.my_meetings"), item("/begaran", "page.nav.my_requests"),
			item("/mina-uppgifter", "page.nav.profile"), item("/hjalp", "page.nav.help"),
		}
	case v.Actor.Function == "":
		return nil
	}
	all := []ui.NavItem{item("/min-dag", "page.nav.day")}
	if v.Role == access.Worker || v.Role == access.Coordinator || v.Role == access.Manager {
		all = append(all, item("/arenden", "page.nav.cases"), item("/begaran", "page.nav.requests"))
		if v.Kind == access.Vard {
			all = append(all, item("/underlag", "page.nav.briefs"))
		}
	}
	all = append(all, item("/forum", "page.nav.forums"), item("/vagar-in", "page.nav.ways"), item("/insatser", "page.nav.offers"), item("/omraden", "page.nav.areas"))
	if v.Role == access.Manager || v.Role == access.Admin {
		all = append(all, item("/bemanning", "page.nav.staff"))
	}
	switch v.Role {
	case access.Admin:
		all = append(all, item("/forvaltning", "page.nav.admin"))
	case access.Federation:
		all = append(all, item("/resultat", "page.nav.totals"), item("/forbund", "page.nav.frame"))
	}
	if v.Role == access.Manager {
		all = append(all, item("/verksamhet/logg", "page.nav.log"))
	}
	return all
}

// activeOf returns the part of the site that a page belongs to.
func activeOf(nav []ui.NavItem, path string) (active string) {
	for _, n := range nav {
		if (path == n.Href || strings.HasPrefix(path, n.Href+"/")) && len(n.Href) > len(active) {
			active = n.Href
		}
	}
	return active
}

// Develops reports whether the reader can make a development of something in an
// area.
func (v *Visit) Develops(area id.Area) bool {
	return access.Decide(access.DevelopKeep, access.Facts{Holds: true, Role: v.Role, Local: slices.Contains(v.Areas, area)}) == nil
}

// TextOf is the key of a text that a code has in a group of texts, as words.
func (v *Visit) TextOf(group, code string) string { return v.Texts.T(group + "." + code) }
