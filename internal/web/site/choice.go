package site

import (
	"net/http"

	"samverk/internal/i18n"
	"samverk/internal/web/ui"
)

func (s *Site) chooseLanguage(w http.ResponseWriter, r *http.Request, v *Visit) error {
	if l, ok := i18n.ParseLang(v.Form.Get("lang")); ok {
		s.Speak(w, l)
	}
	return s.Done(w, r, Local(v.Form.Get("back"), "/"), "")
}

// Speak makes the browser ask for pages in a language from now on.
func (s *Site) Speak(w http.ResponseWriter, l i18n.Lang) { s.setCookie(w, langCookie, string(l), year) }

func (s *Site) chooseTheme(w http.ResponseWriter, r *http.Request, v *Visit) error {
	if theme := ui.ParseTheme(v.Form.Get("theme")); theme != ui.AutoTheme {
		s.setCookie(w, themeCookie, string(theme), year)
	} else {
		s.setCookie(w, themeCookie, "", -1)
	}
	return s.Done(w, r, Local(v.Form.Get("back"), "/"), "")
}
