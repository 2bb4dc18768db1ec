package keys

import (
	"samverk/internal/login"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

func passkeyName(v *site.Visit, f ui.Form) ui.Field {
	field := f.Field("name", "passkeys.name").WithHint(v.Texts.T("passkeys.name.hint")).WithLimit(60)
	return field
}

// passkeyTimes says when a key was made, and when it was used last.
func passkeyTimes(v *site.Visit, k login.Passkey) string {
	if k.Used.IsZero() {
		return v.Texts.T("passkeys.made", "when", v.Texts.Moment(k.Created))
	}
	return v.Texts.T("passkeys.used", "when", v.Texts.Moment(k.Created), "last", v.Texts.Moment(k.Used))
}

func removeForm(v *site.Visit, k login.Passkey) ui.Form {
	f := v.NewForm(passkeysPath + "/" + string(k.ID) + "/ta-bort")
	f.Version = k.Version
	return f
}
