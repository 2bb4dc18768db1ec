package web

import (
	"net/http"

	"samverk/internal/web/site"
)

func (s *server) aboutRoutes() []site.Route {
	return []site.Route{
		{"GET /hjalp", site.Anybody, s.helpPage},
		{"GET /tillganglighet", site.Anybody, s.accessibilityPage},
	}
}

func (s *server) helpPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	p := s.Page(v, v.Texts.T("page.help.title"))
	p.Head.Lead = v.Texts.T("page.help.lead")
	return s.Draw(w, r, v, p, helpText(v))
}

func (s *server) accessibilityPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	p := s.Page(v, v.Texts.T("page.accessibility.title"))
	p.Head.Lead = v.Texts.T("page.accessibility.lead")
	return s.Draw(w, r, v, p, accessibilityText(v))
}
