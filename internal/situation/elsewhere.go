package situation

import (
	"slices"

	"samverk/internal/access"
)

// Sort is a sort of plan that is kept elsewhere, or of mapping that was made
// with an instrument.
type Sort struct {
	Code     string
	Category access.Category
}

// elsewhere are the plans that may exist beside the shared one (DOMAIN.md, "Plans
// beside plans"; L2, L15): what care plans and what FK plans for rehabilitation
// is of function and activity.
var elsewhere = []Sort{
	{"sip", access.Plan}, {"af", access.Work}, {"fk", access.Ability}, {"lss", access.Social},
	{Medical, access.Ability}, {"another", access.Plan},
}

// Medical is health care's own plan, where a plan for rehabilitation stands (S72).
const Medical = "medical"

// instruments are those that the actors of the area use. They are licensed
// (M4), so nothing of what they ask is here: only that it was done.
var instruments = []Sort{{"instrument_x", access.Social}, {"mix", access.Social}, {"fia", access.Work}, {"another", access.Social}}

// Elsewhere lists the sorts of plans that are kept elsewhere.
func Elsewhere() []Sort { return slices.Clone(elsewhere) }

// Instruments lists the instruments.
func Instruments() []Sort { return slices.Clone(instruments) }

// SortOf returns the sort with a code among some.
func SortOf(among []Sort, code string) (Sort, bool) {
	i := slices.IndexFunc(among, func(s Sort) bool { return s.Code == code })
	if i < 0 {
		return Sort{}, false
	}
	return among[i], true
}

// areas are the needs that an instrument may have found (S63).
var areas = []string{"physical", "mental", "social", "work"}

// Areas lists the areas that needs lie in.
func Areas() []string { return slices.Clone(areas) }
