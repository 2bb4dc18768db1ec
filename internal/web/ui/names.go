package ui

import "samverk/internal/i18n"

// htmxConfig keeps htmx within the page's policy, and keeps pages out of the
// browser's storage: they are about people.
const htmxConfig = `{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"historyCacheSize":0,"refreshOnHistoryMiss":true,` +
	`"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},{"code":"409|422","swap":true},{"code":"[45]..","swap":false,"error":true}]}`

func toneName(t *i18n.Texts, tone Tone) string {
	switch tone {
	case Success:
		return t.T("ui.tone.success")
	case Warning:
		return t.T("ui.tone.warning")
	case Error:
		return t.T("ui.tone.error")
	}
	return t.T("ui.tone.info")
}

func themeName(t *i18n.Texts, theme Theme) string {
	switch theme {
	case LightTheme:
		return t.T("ui.theme.light")
	case DarkTheme:
		return t.T("ui.theme.dark")
	}
	return t.T("ui.theme.auto")
}

// langName is the language's name in itself, whatever language the page is in.
func langName(l i18n.Lang) string {
	if l == i18n.English {
		return "In English"
	}
	return "På svenska"
}
