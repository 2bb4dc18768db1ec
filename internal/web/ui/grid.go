package ui

import (
	"samverk/internal/access"
	"samverk/internal/i18n"
)

// Grid is who may see what: units by categories.
type Grid struct {
	Texts      *i18n.Texts
	Caption    string
	Categories []access.Category // all when empty
	Rows       []GridRow
	ReadOnly   bool
	Paper      bool // with empty boxes, to be ticked by pen
}

// GridRow is one unit and the categories that it may see.
type GridRow struct {
	Unit    string // in the form: GridName(Unit) holds the names of the ticked categories
	Name    string
	Where   string
	Kind    access.Kind
	Sees    access.Set
	Was     access.Set // as it stands saved, where Sees is what is ticked since
	Blocked string     // why nothing may go there; empty when something may
}

// GridName returns the name of a unit's checkboxes in the form.
func GridName(unit string) string { return "see." + unit }

func (g Grid) columns() []access.Category {
	if len(g.Categories) > 0 {
		return g.Categories
	}
	return access.Categories()
}
