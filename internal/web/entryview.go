package web

import (
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func signInName(f ui.Form) ui.Field {
	field := f.Field("name", "page.sign_in.name")
	field.Autocomplete = "username"
	return field
}

func signInPassword(f ui.Form) ui.Field {
	field := f.Field("password", "page.sign_in.password")
	field.Type, field.Autocomplete = "password", "current-password"
	return field
}

func heldAbout(v *site.Visit, h org.Held) string {
	switch {
	case h.Function.ID == v.Actor.Function:
		return v.Texts.T("page.switch.now")
	case h.Deputy:
		return v.Texts.T("page.switch.deputy")
	}
	return ""
}
