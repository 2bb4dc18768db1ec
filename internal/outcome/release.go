package outcome

import (
	"slices"

	"samverk/internal/id"
)

// Least is the smallest count that is released. Every smaller one is withheld,
// with the whole table that it stands in.
const Least = 5

// Group is codes that are counted as one.
type Group struct {
	Name  string
	Codes []string
}

// Question is what is counted. Its levels are the groups of its answers, from
// fine to coarse: each group of a level is a union of groups of the one before.
// The last level has one group, which holds every answer.
type Question struct {
	Name   string
	Stage  Stage
	Levels [][]Group
}

// Counts is how many persons of each area gave each answer.
type Counts map[id.Area]map[string]map[string]int // area, question, code

// Add counts a person's answer; none is not counted.
func (c Counts) Add(a id.Area, question, code string) {
	if code == "" {
		return
	}
	if c[a] == nil {
		c[a] = map[string]map[string]int{}
	}
	if c[a][question] == nil {
		c[a][question] = map[string]int{}
	}
	c[a][question][code]++
}

// Cell is a count that is released.
type Cell struct {
	Area     id.Area // empty for the whole federation
	Question string
	Level    int
	Group    string
	Persons  int
}

// ByArea reports whether tables of a half-year can be told area by area: only
// when at least Least cases were closed in each of them. Otherwise the areas
// are told together and nothing of any one of them.
func ByArea(areas []id.Area, counts Counts) bool {
	for _, a := range areas {
		if counts[a][ClosedCases][Answered] < Least {
			return false
		}
	}
	return len(areas) > 0
}

// Release returns what can be told without anybody being found. Every table is
// told in the finest groups in which each is of Least persons or more, or not at
// all: then no count that is told can be taken from another to find a smaller
// one (doc/decisions/0012). Areas are told one by one, or all as one.
func Release(stage Stage, areas []id.Area, counts Counts, byArea bool) (cells []Cell) {
	if !byArea {
		areas, counts = []id.Area{""}, Counts{"": counts.together(areas)}
	}
	for _, a := range areas {
		for _, q := range Questions() {
			if q.Stage == stage {
				cells = append(cells, q.release(a, counts[a][q.Name])...)
			}
		}
	}
	return cells
}

// together adds the answers of areas.
func (c Counts) together(areas []id.Area) map[string]map[string]int {
	all := Counts{}
	for _, a := range areas {
		for question, answers := range c[a] {
			for code, n := range answers {
				if all[""] == nil {
					all[""] = map[string]map[string]int{}
				}
				if all[""][question] == nil {
					all[""][question] = map[string]int{}
				}
				all[""][question][code] += n
			}
		}
	}
	return all[""]
}

// release tells one table at the finest level at which no group is small.
func (q Question) release(a id.Area, answers map[string]int) []Cell {
	for level, groups := range q.Levels {
		var cells []Cell
		for _, g := range groups {
			n := 0
			for _, code := range g.Codes {
				n += answers[code]
			}
			cells = append(cells, Cell{a, q.Name, level, g.Name, n})
		}
		if !slices.ContainsFunc(cells, func(c Cell) bool { return c.Persons < Least }) {
			return cells
		}
	}
	return nil
}

// Together returns what is told of the whole federation: what is told of all
// areas as one, or else the sum of what is told of each. Its groups are the
// finest in which at least half of those who are told can be told; areas with
// coarser groups are not in it. It says no more than the cells it is made of;
// of how many areas it is the sum is told with it.
func (q Question) Together(cells []Cell) (sum []Cell, areas int) {
	level := q.finest(cells)
	if level < 0 {
		return nil, 0
	}
	seen := map[id.Area]bool{}
	for _, g := range q.Levels[level] {
		sum = append(sum, Cell{"", q.Name, level, g.Name, 0})
	}
	for _, c := range cells {
		if c.Question == q.Name && c.Level <= level {
			sum[q.within(c, level)].Persons += c.Persons
			seen[c.Area] = true
		}
	}
	return sum, len(seen)
}

// finest returns the finest level at which at least half of those who are told
// are told; -1 when nobody is.
func (q Question) finest(cells []Cell) int {
	at, total := make([]int, len(q.Levels)), 0
	for _, c := range cells {
		if c.Question == q.Name {
			at[c.Level], total = at[c.Level]+c.Persons, total+c.Persons
		}
	}
	so := 0
	for level, n := range at {
		if so += n; total > 0 && 2*so >= total {
			return level
		}
	}
	return -1
}

// within returns which group of a coarser level holds a cell's.
func (q Question) within(c Cell, level int) int {
	code := q.Levels[c.Level][slices.IndexFunc(q.Levels[c.Level], func(g Group) bool { return g.Name == c.Group })].Codes[0]
	return slices.IndexFunc(q.Levels[level], func(g Group) bool { return slices.Contains(g.Codes, code) })
}

// Median returns the group that the middle person of a table stands in, of
// groups in order.
func Median(cells []Cell) string {
	total := 0
	for _, c := range cells {
		total += c.Persons
	}
	sum := 0
	for _, c := range cells {
		if sum += c.Persons; total > 0 && 2*sum >= total {
			return c.Group
		}
	}
	return ""
}
