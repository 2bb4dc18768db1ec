// Package ui draws what people see: the frame of every page and the parts that
// pages are put together from. It knows texts and types, but asks nothing of
// the database and decides nothing.
package ui

import (
	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/i18n"
)

// Addresses that the frame itself leads to.
const (
	PathHome          = "/"
	PathSignIn        = "/logga-in"
	PathSignOut       = "/logga-ut"       // POST
	PathSwitch        = "/byt-funktion"   // GET
	PathParts         = "/mina-uppdrag"   // GET, for one who may act for others
	PathCalendar      = "/kalender"       // GET, for a function
	PathLanguage      = "/sprak"          // POST lang, back
	PathTheme         = "/utseende"       // POST theme, back
	PathHelp          = "/hjalp"          // GET
	PathAccessibility = "/tillganglighet" // GET
)

// Theme is light or dark; empty follows the reader's own machine.
type Theme string

// The themes that can be chosen.
const (
	AutoTheme  Theme = ""
	LightTheme Theme = "light"
	DarkTheme  Theme = "dark"
)

// ParseTheme returns the theme with a name, AutoTheme for any other.
func ParseTheme(s string) Theme {
	if t := Theme(s); t == LightTheme || t == DarkTheme {
		return t
	}
	return AutoTheme
}

// Page is what the frame needs to know about a page.
type Page struct {
	Title   string // of the window, and the page's heading unless Heading says other
	Heading string
	Texts   *i18n.Texts
	Theme   Theme
	Site    string // whose installation it is
	User    *User  // nil when nobody is signed in
	Nav     []NavItem
	Active  string // address of the part of Nav that the page belongs to
	Links   []Link // more that stands on every page, at its foot
	Path    string // the page's own address, to come back to
	Head    Head
	Flash   *Flash       // what the last action did
	Faults  []errs.Fault // what is wrong with a form that came back
	Session *Session     // when it ends by itself; nil when nobody is signed in
	Demo    bool         // the people are made up, and the page says so
	Acting  string       // in whose part the user acts; empty for her own
	Print   bool         // a page for paper: no navigation
	Running string       // at Print: stands on top of every sheet
}

// User is who is signed in: as a function, or as the person herself.
type User struct {
	Name   string // "Rehabkoordinator", or the person's name
	Where  string // "Vetlanda vårdcentral · Region Jönköpings län", or how she signed in
	Kind   access.Kind
	Deputy bool // acts as deputy of the function
	Many   bool // holds more functions, so there is something to switch to
	Parts  bool // may act for others
}

// NavItem is one part of the site.
type NavItem struct {
	Label, Href string
	Count       int // what waits there
}

// Head is the band under the navigation: what the page is about and what can be
// done with it.
type Head struct {
	Lead    string // one or two sentences
	Meta    []string
	Chips   []Chip
	Actions []Action
	Back    *Link
}

// Link is a text that leads somewhere.
type Link struct{ Label, Href string }

// Action is a link that looks like a button. With Opens it opens a dialog of
// that id where there is a script, and leads to Href where there is none.
type Action struct {
	Label, Href, Icon, Opens string
	Primary                  bool
}

// Flash says what an action did, and how to undo it where that is possible.
type Flash struct {
	Tone Tone
	Text string
	Next *Link
}

// Tone is how serious something is. It is never said by colour alone.
type Tone string

// The tones.
const (
	Plain   Tone = ""
	Info    Tone = "info"
	Success Tone = "success"
	Warning Tone = "warning"
	Error   Tone = "error"
)

// icon returns the sign that stands with a tone.
func (t Tone) icon() string {
	switch t {
	case Success:
		return "check"
	case Warning, Error:
		return "error"
	}
	return "info"
}

// Chip is a short fact about something.
type Chip struct {
	Text string
	Tone Tone
	Href string
}

func (p Page) heading() string {
	if p.Heading != "" {
		return p.Heading
	}
	return p.Title
}

// windowTitle begins with the fact that there are faults, so that a reader who
// only hears the page knows at once.
func (p Page) windowTitle() string {
	title := p.Title + " – " + p.Texts.T("ui.site")
	if len(p.Faults) > 0 {
		return p.Texts.T("ui.title.faults", "title", title)
	}
	return title
}
