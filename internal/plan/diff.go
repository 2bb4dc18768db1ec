package plan

import (
	"slices"
	"strconv"

	"samverk/internal/id"
)

// Change is what became of one piece between two versions of a plan.
type Change struct {
	Item   id.Item
	Kind   string        // Added, Removed, Changed
	Fields []FieldChange // of a changed piece; none when only its words differ
}

// The kinds of changes.
const (
	Added   = "added"
	Removed = "removed"
	Changed = "changed"
)

// FieldChange is one field before and after, as it stands in a Piece.
type FieldChange struct{ Name, Before, After string }

// Diff tells what differs between the pieces of two versions that a reader may
// see: in the order in which a plan is read, what was removed last.
func Diff(before, after []Piece) (all []Change) {
	was, is := byItem(before), byItem(after)
	for _, p := range inOrder(after) {
		old, ok := was[p.Item]
		fields := fieldChanges(old, p)
		switch {
		case !ok:
			all = append(all, Change{Item: p.Item, Kind: Added})
		case old.Version != p.Version || len(fields) > 0:
			all = append(all, Change{Item: p.Item, Kind: Changed, Fields: fields})
		}
	}
	for _, p := range inOrder(before) {
		if _, ok := is[p.Item]; !ok {
			all = append(all, Change{Item: p.Item, Kind: Removed})
		}
	}
	return all
}

func byItem(pieces []Piece) map[id.Item]Piece {
	m := make(map[id.Item]Piece, len(pieces))
	for _, p := range pieces {
		m[p.Item] = p
	}
	return m
}

func inOrder(pieces []Piece) []Piece {
	sorted := slices.Clone(pieces)
	Sort(sorted)
	return sorted
}

func fieldChanges(before, after Piece) (all []FieldChange) {
	is := after.fields()
	for i, was := range before.fields() {
		if was.value != is[i].value {
			all = append(all, FieldChange{was.name, was.value, is[i].value})
		}
	}
	return all
}

type field struct{ name, value string }

// fields lists what a version of a piece says, in the order of a form.
func (p Piece) fields() []field {
	extent := ""
	if p.Extent != NoExtent {
		extent = strconv.Itoa(p.Extent)
	}
	return []field{
		{"title", p.Title}, {"category", p.Category.String()}, {"status", p.Status}, {"start", p.Start}, {"end", p.End},
		{"extent", extent}, {"weekly", p.Weekly.String()}, {"due", p.Due}, {"responsible", string(p.Responsible)},
		{"goal", string(p.Goal)}, {"code", p.Code},
	}
}
