package web

import (
	"samverk/internal/org"
	"samverk/internal/web/ui"
)

// plainForm is a form that does not warn before it is left and needs no key.
func plainForm(f ui.Form) ui.Form {
	f.Once, f.Version, f.Changed = "", 0, false
	return f
}

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

func heldAbout(v *visit, h org.Held) string {
	switch {
	case h.Function.ID == v.Actor.Function:
		return v.texts.T("page.switch.now")
	case h.Deputy:
		return v.texts.T("page.switch.deputy")
	}
	return ""
}
