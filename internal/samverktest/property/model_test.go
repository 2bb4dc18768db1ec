// Package property drives random sequences of what people do and holds, after
// each step and on every outlet, what each reader gets against a model simple
// enough to be believed.
package property

import (
	"slices"

	"samverk/internal/access"
	"samverk/internal/consent"
	"samverk/internal/id"
)

// model is what is so, said in the fewest words.
type model struct {
	items   []*modelItem
	calls   []*modelCall
	briefs  []*modelBrief
	offers  offers
	grid    consent.Grid // nil without a consent
	expired bool
	blocked map[id.Unit]bool
	party   map[id.Function]access.PartyState
	held    map[id.Function]bool // the first holder still holds it
	unit    map[id.Function]id.Unit
}

type modelItem struct {
	id       id.Item
	owner    id.Unit
	category access.Category
	titles   []string // of versions 1, 2, …
	words    []string // likewise, where the title tells nothing to know it by
	field    string   // of the first picture
	values   []string // what is answered there
	apart    bool     // it is changed on a page of its own
	activity bool
	wrong    int // up to which version it is recalled, being about somebody else
	handed   []*handed
}

type handed struct {
	version  int
	unit     id.Unit
	ground   access.Ground
	recalled bool
}

func (m *model) covers(u id.Unit, c access.Category) bool {
	return m.grid != nil && !m.expired && !m.blocked[u] && m.grid[u].Has(c)
}

// opens reports whether a function may open the case at all.
func (m *model) opens(f id.Function) bool { return m.held[f] && m.party[f] == access.TakesPart }

// title returns what a unit may read of an item: its title, or nothing; gone
// when all that was handed to it is recalled.
func (m *model) title(u id.Unit, i *modelItem) (title string, gone bool) {
	newest, gone := m.newest(u, i)
	if newest == 0 {
		return "", gone
	}
	return i.titles[newest-1], false
}

// newest is the newest version that a unit may read of an item, 0 for none.
func (m *model) newest(u id.Unit, i *modelItem) (newest int, gone bool) {
	if i.owner == u {
		return len(i.titles), false
	}
	recalled := false
	for _, h := range i.handed {
		may := h.unit == u && !m.blocked[u] && (h.ground == access.ByLaw || m.covers(u, i.category))
		switch {
		case !may:
		case h.recalled:
			recalled = true
		default:
			newest = max(newest, h.version)
		}
	}
	return newest, newest == 0 && recalled
}

// canaries are what the versions of an item are known by.
func (i *modelItem) canaries() []string {
	if i.words != nil {
		return i.words
	}
	return i.titles
}

// own is what the person herself may read of an item.
func (m *model) own(i *modelItem) string {
	if i.owner == id.Self {
		return i.titles[len(i.titles)-1]
	}
	stands, recalled := 0, 0
	for _, h := range i.handed {
		switch {
		case h.version <= i.wrong:
		case h.recalled:
			recalled = max(recalled, h.version) // from others, still about her
		default:
			stands = max(stands, h.version)
		}
	}
	newest := stands
	if newest == 0 {
		newest = recalled
	}
	if newest == 0 {
		return ""
	}
	return i.titles[newest-1]
}

// secrets are all titles and words of calls that a function may not read now.
// Versions that were handed to its unit and are covered may still be read in the
// history.
func (m *model) secrets(f id.Function) (all []string) {
	all = append(m.hidden(f), m.unsaid(f)...)
	for _, i := range m.items {
		for n, title := range i.canaries() {
			if !m.opens(f) || !m.mayRead(m.unit[f], i, n+1) {
				all = append(all, title)
			}
		}
	}
	return all
}

func (m *model) mayRead(u id.Unit, i *modelItem, version int) bool {
	return i.owner == u || slices.ContainsFunc(i.handed, func(h *handed) bool {
		return h.unit == u && h.version == version && !h.recalled && !m.blocked[u] && (h.ground == access.ByLaw || m.covers(u, i.category))
	})
}
