package web

import "net/http"

func (s *server) aboutRoutes() []route {
	return []route{
		{"GET /hjalp", anybody, s.helpPage},
		{"GET /tillganglighet", anybody, s.accessibilityPage},
	}
}

func (s *server) helpPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := s.page(v, v.texts.T("page.help.title"))
	p.Head.Lead = v.texts.T("page.help.lead")
	return s.draw(w, r, v, p, helpText(v))
}

func (s *server) accessibilityPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := s.page(v, v.texts.T("page.accessibility.title"))
	p.Head.Lead = v.texts.T("page.accessibility.lead")
	return s.draw(w, r, v, p, accessibilityText(v))
}
