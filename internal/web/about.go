package web

import (
	"net/http"

	"samverk/internal/web/own"
	"samverk/internal/web/site"
)

func (s *server) aboutRoutes() []site.Route {
	return []site.Route{
		{"GET /hjalp", site.Anybody, s.helpPage},
	}
}

func (s *server) helpPage(w http.ResponseWriter, r *http.Request, v *site.Visit) error {
	if v.In && v.Actor.Self() {
		return own.HelpPage(s.Site, w, r, v)
	}
	p := s.Page(v, v.Texts.T("page.help.title"))
	p.Head.Lead = v.Texts.T("page.help.lead")
	return s.Draw(w, r, v, p, helpText(v))
}
