package web

import (
	"net/http"

	"samverk/internal/i18n"
	"samverk/internal/web/ui"
)

func (s *server) choiceRoutes() []route {
	return []route{
		{"POST /sprak", anybody, s.chooseLanguage},
		{"POST /utseende", anybody, s.chooseTheme},
	}
}

func (s *server) chooseLanguage(w http.ResponseWriter, r *http.Request, v *visit) error {
	if l, ok := i18n.ParseLang(v.form.Get("lang")); ok {
		s.setCookie(w, langCookie, string(l), year)
	}
	return s.done(w, r, local(v.form.Get("back"), "/"), "")
}

func (s *server) chooseTheme(w http.ResponseWriter, r *http.Request, v *visit) error {
	if theme := ui.ParseTheme(v.form.Get("theme")); theme != ui.AutoTheme {
		s.setCookie(w, themeCookie, string(theme), year)
	} else {
		s.setCookie(w, themeCookie, "", -1)
	}
	return s.done(w, r, local(v.form.Get("back"), "/"), "")
}
