package outcome

import (
	"fmt"
	"slices"
	"testing"

	"samverk/internal/id"
)

func TestEveryLevelIsMadeOfGroupsOfTheOneBefore(t *testing.T) {
	names := map[string]bool{}
	for _, q := range Questions() {
		if names[q.Name] {
			t.Errorf("%s is asked twice", q.Name)
		}
		names[q.Name] = true
		for n, level := range q.Levels {
			seen := map[string]bool{}
			for _, g := range level {
				for _, code := range g.Codes {
					if seen[code] {
						t.Errorf("%s, level %d: %s is in two groups", q.Name, n, code)
					}
					seen[code] = true
				}
			}
			if n == 0 {
				continue
			}
			for _, fine := range q.Levels[n-1] {
				if !slices.ContainsFunc(level, func(g Group) bool { return holds(g, fine) }) {
					t.Errorf("%s, level %d: no group holds %s", q.Name, n, fine.Name)
				}
			}
		}
		if last := q.Levels[len(q.Levels)-1]; len(last) != 1 {
			t.Errorf("the last level of %s has %d groups", q.Name, len(last))
		}
	}
}

func holds(g, fine Group) bool {
	for _, code := range fine.Codes {
		if !slices.Contains(g.Codes, code) {
			return false
		}
	}
	return true
}

// tables is a small set of tables for an attacker to look at: answers to one
// question in some areas, of cases that were closed.
type tables struct {
	areas  []id.Area
	codes  []string
	in     [][]int // area, code
	unsaid []int   // cases of each area in which nothing is noted
}

func (k tables) counts() Counts {
	c := Counts{}
	for a, area := range k.areas {
		for range k.unsaid[a] {
			c.Add(area, ClosedCases, Answered)
		}
		for n, code := range k.codes {
			for range k.in[a][n] {
				c.Add(area, ClosedCases, Answered)
				c.Add(area, "goals", code)
			}
		}
	}
	return c
}

func (k tables) told() string {
	c := k.counts()
	return fmt.Sprint(ByArea(k.areas, c), Release(AtClosing, k.areas, c, ByArea(k.areas, c)))
}

// TestNoSmallCountCanBeFound lets an attacker, who knows how the tables are made
// and holds all of them, go through everything that could have led to what he
// holds. Of each count that is withheld every number under five must be possible.
func TestNoSmallCountCanBeFound(t *testing.T) {
	const most = 10 // cases, so that everything possible is gone through
	k := tables{areas: []id.Area{"a", "b"}, codes: []string{AllGoals, SomeGoals, NoGoals}}
	ways := map[string]*[6][most + 1]bool{} // what is told, by count and value
	first := map[string][8]int{}
	every(most, func(in [8]int) {
		told := k.with(in).told()
		if ways[told] == nil {
			ways[told], first[told] = new([6][most + 1]bool), in
		}
		for i := range 6 {
			ways[told][i][in[i]] = true
		}
	})
	withheld := 0
	for told, in := range first {
		one := k.with(in)
		for i := range 6 {
			if known(one, i/3, k.codes[i%3]) {
				continue
			}
			withheld++
			for v := range Least {
				if !ways[told][i][v] {
					t.Fatalf("%+v tells %s, so that area %d cannot have %d of %s", one, told, i/3, v, k.codes[i%3])
				}
			}
		}
	}
	if withheld < 100 || len(first) < 20 {
		t.Errorf("%d counts were withheld in %d ways to tell", withheld, len(first))
	}
}

// every goes through all ways to share at most some cases among eight.
func every(most int, visit func([8]int)) {
	var in [8]int
	var share func(i, left int)
	share = func(i, left int) {
		if i == len(in) {
			visit(in)
			return
		}
		for n := range left + 1 {
			in[i] = n
			share(i+1, left-n)
		}
		in[i] = 0
	}
	share(0, most)
}

// with returns the tables of six counts, and of what was not said in each area.
func (k tables) with(in [8]int) tables {
	k.in, k.unsaid = [][]int{in[:3], in[3:6]}, in[6:]
	return k
}

// known reports whether a count is told as it is: alone in its group.
func known(k tables, a int, code string) bool {
	c := k.counts()
	q := questionOf("goals")
	return slices.ContainsFunc(Release(AtClosing, k.areas, c, ByArea(k.areas, c)), func(cell Cell) bool {
		if cell.Question != "goals" || cell.Area != k.areas[a] {
			return false
		}
		i := slices.IndexFunc(q.Levels[cell.Level], func(g Group) bool { return g.Name == cell.Group })
		return slices.Equal(q.Levels[cell.Level][i].Codes, []string{code})
	})
}

func questionOf(name string) Question {
	all := Questions()
	return all[slices.IndexFunc(all, func(q Question) bool { return q.Name == name })]
}

func TestTheFederationIsTheSumOfWhatIsTold(t *testing.T) {
	counts := Counts{}
	many := func(a id.Area, code string, n int) {
		for range n {
			counts.Add(a, "goals", code)
			counts.Add(a, ClosedCases, Answered)
		}
	}
	many("a", AllGoals, 9)
	many("a", SomeGoals, 6)
	many("a", NoGoals, 5)
	many("b", AllGoals, 7)
	many("b", SomeGoals, 3)
	many("b", NoGoals, 2)
	many("c", AllGoals, 6)
	areas := []id.Area{"a", "b", "c"}
	cells := Release(AtClosing, areas, counts, ByArea(areas, counts))
	q := questionOf("goals")
	sum, of := q.Together(cells)
	want := []Cell{{"", "goals", 0, AllGoals, 9}, {"", "goals", 0, SomeGoals, 6}, {"", "goals", 0, NoGoals, 5}}
	if of != 1 || !slices.Equal(sum, want) {
		t.Errorf("%d areas: %+v", of, sum)
	}
	many("b", SomeGoals, 1)
	many("b", AllGoals, 9)
	cells = Release(AtClosing, areas, counts, ByArea(areas, counts))
	sum, of = q.Together(cells)
	want = []Cell{{"", "goals", 1, AllGoals, 25}, {"", "goals", 1, "not_all", 17}}
	if of != 2 || !slices.Equal(sum, want) {
		t.Errorf("%d areas: %+v", of, sum)
	}
	delete(counts, "b")
	many("b", AllGoals, 4)
	if ByArea(areas, counts) {
		t.Error("an area with four cases is told by itself")
	}
	for _, c := range Release(AtClosing, areas, counts, false) {
		if c.Area != "" {
			t.Errorf("%+v", c)
		}
	}
}

func TestTheMedianStandsInTheMiddle(t *testing.T) {
	cells := []Cell{{Group: "weeks", Persons: 5}, {Group: "month", Persons: 6}, {Group: "more", Persons: 9}}
	if got := Median(cells); got != "month" {
		t.Error(got)
	}
	if got := Median(nil); got != "" {
		t.Error(got)
	}
}
