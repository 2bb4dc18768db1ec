package web

import (
	"strings"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/id"
	"samverk/internal/org"
	"samverk/internal/web/site"
	"samverk/internal/web/ui"
)

// table is the grid as it is ticked, to be changed or only to be read.
func (k consentScreen) table(readOnly bool) ui.Grid {
	t := k.v.Texts
	g := ui.Grid{Texts: t, Caption: t.T("consentpage.grid"), ReadOnly: readOnly}
	for _, u := range k.rows {
		row := ui.GridRow{Unit: string(u.ID), Name: u.Name, Where: u.OrgName, Kind: u.Kind, Sees: k.grid[u.ID], Was: k.Consent.Grid[u.ID]}
		if k.blocked(u.ID) {
			row.Blocked = t.T("consentpage.row_blocked")
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (k consentScreen) blocked(u id.Unit) bool {
	for _, b := range k.Blocks {
		if b.Unit == u {
			return true
		}
	}
	return false
}

// addable are the units that a row can be added for.
func (k consentScreen) addable() (all []ui.Option) {
	shown := map[id.Unit]bool{}
	for _, u := range k.rows {
		shown[u.ID] = true
	}
	for _, u := range k.Others {
		if !shown[u.ID] && !k.blocked(u.ID) {
			all = append(all, site.UnitOption(u))
		}
	}
	return all
}

// blockable are the units that can be blocked.
func (k consentScreen) blockable() (all []ui.Option) {
	for _, list := range [][]org.Unit{k.Rows, k.Others} {
		for _, u := range list {
			if !k.blocked(u.ID) {
				all = append(all, site.UnitOption(u))
			}
		}
	}
	return all
}

func (k consentScreen) howField() ui.Field {
	f := k.form.Field("how", "consentpage.how")
	for _, how := range []consent.How{consent.Oral, consent.Paper} {
		f.Options = append(f.Options, ui.Option{Value: string(how), Label: k.v.TextOf("consent.how", string(how))})
	}
	return f
}

func (k consentScreen) givenByField() ui.Field {
	f := k.form.Field("given_by", "consentpage.given_by")
	for _, by := range []string{"person", "representative"} {
		f.Options = append(f.Options, ui.Option{Value: by, Label: k.v.TextOf("consent.given_by", by)})
	}
	return f
}

// signedField asks for the day on the paper, where there is one.
func (k consentScreen) signedField() ui.Field {
	f := k.form.Field("signed_on", "consentpage.signed_on").WithHint(k.v.Texts.T("consentpage.signed_on.hint")).MayBeEmpty()
	f.Max = k.Today
	return f
}

func (k consentScreen) endsField() ui.Field {
	f := k.form.Field("ends_on", "consentpage.ends_on").WithHint(k.v.Texts.T("consentpage.ends_on.hint"))
	f.Min, f.Max = k.Today, site.LaterDay(k.Today, 1, 0)
	return f
}

func (k consentScreen) purposeField() ui.Field {
	f := k.form.Field("purpose", "consentpage.purpose").WithLimit(500)
	f.Rows = 3
	return f
}

func (k consentScreen) unitName(u id.Unit) string {
	for _, list := range [][]org.Unit{k.rows, k.Rows, k.Others} {
		for _, unit := range list {
			if unit.ID == u {
				return unit.Name
			}
		}
	}
	return k.v.Texts.T("page.case.a_unit")
}

// gridWords writes a grid as text, so that two can stand side by side.
func (k consentScreen) gridWords(g consent.Grid) string {
	var lines []string
	for _, u := range k.rows {
		what := k.v.Texts.T("consentpage.nothing")
		if g[u.ID] != 0 {
			what = site.CategoryNames(k.v, g[u.ID])
		}
		lines = append(lines, u.Name+": "+what)
	}
	return strings.Join(lines, "\n")
}

// differences sets what somebody else saved first beside what was typed.
func (k consentScreen) differences() []ui.Difference {
	t := k.v.Texts
	all := []ui.Difference{{Label: t.T("consentpage.grid"), Old: k.gridWords(k.theirs.Grid), New: k.gridWords(k.grid)}}
	if k.theirs.EndsOn != k.form.Value("ends_on") {
		all = append(all, ui.Difference{Label: t.T("consentpage.ends_on"), Old: t.Day(k.theirs.EndsOn), New: t.Day(k.form.Value("ends_on"))})
	}
	if k.theirs.Purpose != k.form.Value("purpose") {
		all = append(all, ui.Difference{Label: t.T("consentpage.purpose"), Old: k.theirs.Purpose, New: k.form.Value("purpose")})
	}
	return all
}

// own is what the reader's own unit may see, and what not.
func (k consentScreen) own() (sees, not access.Set) {
	if k.Consent.InForce(k.Today) {
		sees = k.Consent.Grid[k.v.Actor.Unit]
	}
	return sees, access.All &^ sees
}

// given says how the consent was given, when and to whom.
func (k consentScreen) given() string {
	t := k.v.Texts
	c := k.Consent
	how := site.Lower(k.v.TextOf("consent.how", string(c.How)))
	if c.GivenBy == "representative" {
		how += ", " + t.T("consentpage.by_representative")
	}
	if c.SignedOn != "" {
		how += ", " + t.T("consentpage.signed", "day", t.Day(c.SignedOn))
	}
	if k.Received.ID != "" {
		how += ", " + t.T("consentpage.received", "function", site.Pair(k.Received.Name, k.Received.UnitName))
	}
	return t.T("consentpage.given", "day", t.DayOf(c.At), "how", how)
}
