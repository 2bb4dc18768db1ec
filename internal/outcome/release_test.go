package outcome

import (
	"fmt"
	"math/big"
	"math/rand/v2"
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

// TestNoCountIsSolvedFromAllTables makes random half-years, and solves every
// published table at once as linear equations: no count that is withheld comes
// out.
func TestNoCountIsSolvedFromAllTables(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 5))
	withheld := 0
	for range 60 {
		areas := []id.Area{"a", "b", "c"}[:1+r.IntN(3)]
		counts := random(r, areas)
		byArea := ByArea(areas, counts)
		var all []Released
		for _, stage := range Stages() {
			all = append(all, Released{Part: Part{"2026-1", stage}, ByArea: byArea, Cells: Release(stage, areas, counts, byArea)})
		}
		withheld += Attack(t, areas, all, counts)
	}
	if withheld < 1000 {
		t.Errorf("only %d counts were withheld", withheld)
	}
}

func random(r *rand.Rand, areas []id.Area) Counts {
	counts := Counts{}
	for _, a := range areas {
		closed := r.IntN(40)
		for range closed {
			counts.Add(a, ClosedCases, Answered)
			counts.Add(a, OpenedCases, Answered)
			for _, q := range Questions() {
				if fine := q.Levels[0]; q.Name != ClosedCases && q.Name != OpenedCases && r.IntN(5) > 0 {
					g := fine[min(r.IntN(len(fine)), r.IntN(len(fine)))]
					counts.Add(a, q.Name, g.Codes[r.IntN(len(g.Codes))])
				}
			}
		}
	}
	return counts
}

// Attack solves what is told of one half-year: the unknowns are how many persons
// of each area gave each answer, and how many said nothing. It returns how many
// small counts were withheld.
func Attack(t *testing.T, areas []id.Area, all []Released, counts Counts) (withheld int) {
	t.Helper()
	type unknown struct {
		area           id.Area
		question, code string
	}
	place := map[unknown]int{}
	at := func(u unknown) int {
		if _, ok := place[u]; !ok {
			place[u] = len(place)
		}
		return place[u]
	}
	type row struct {
		in map[int]bool
		is int
	}
	var rows []row
	for _, r := range all {
		for _, c := range r.Cells {
			q := questionOf(c.Question)
			g := q.Levels[c.Level][slices.IndexFunc(q.Levels[c.Level], func(g Group) bool { return g.Name == c.Group })]
			in := map[int]bool{}
			for _, a := range areas {
				for _, code := range g.Codes {
					if c.Area == "" || c.Area == a {
						in[at(unknown{a, c.Question, code})] = true
					}
				}
			}
			rows = append(rows, row{in, c.Persons})
		}
	}
	// Those who answered a question and those who did not are together the cases.
	for _, q := range Questions() {
		for _, a := range areas {
			in := map[int]bool{at(unknown{a, q.Name, "unsaid"}): true}
			for _, g := range q.Levels[0] {
				for _, code := range g.Codes {
					in[at(unknown{a, q.Name, code})] = true
				}
			}
			if q.Name != ClosedCases && q.Name != OpenedCases && told(all, a, ClosedCases) {
				rows = append(rows, row{in, counts[a][ClosedCases][Answered]})
			}
		}
	}
	matrix := make([][]*big.Rat, len(rows))
	for i, r := range rows {
		matrix[i] = make([]*big.Rat, len(place)+1)
		for j := range matrix[i] {
			matrix[i][j] = new(big.Rat)
		}
		for j := range r.in {
			matrix[i][j].SetInt64(1)
		}
		matrix[i][len(place)].SetInt64(int64(r.is))
	}
	solved := solve(matrix, len(place))
	for u, j := range place {
		small := u.code != "unsaid" && counts[u.area][u.question][u.code] < Least
		if small {
			withheld++
		}
		if small && solved[j] {
			t.Errorf("%s of %s in %s is solved", u.code, u.question, u.area)
		}
	}
	for _, r := range all {
		for _, c := range r.Cells {
			if c.Persons < Least {
				t.Errorf("%+v is told", c)
			}
		}
	}
	return withheld
}

func told(all []Released, a id.Area, question string) bool {
	return slices.ContainsFunc(all, func(r Released) bool {
		return slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.Area == a && c.Question == question })
	})
}

// solve reduces a system and returns which unknowns have one value only.
func solve(m [][]*big.Rat, unknowns int) map[int]bool {
	row := 0
	pivots := map[int]int{}
	for col := 0; col < unknowns && row < len(m); col++ {
		p := slices.IndexFunc(m[row:], func(r []*big.Rat) bool { return r[col].Sign() != 0 })
		if p < 0 {
			continue
		}
		m[row], m[row+p] = m[row+p], m[row]
		inverse := new(big.Rat).Inv(m[row][col])
		for j := range m[row] {
			if m[row][j].Sign() != 0 {
				m[row][j].Mul(m[row][j], inverse)
			}
		}
		for i := range m {
			if factor := new(big.Rat).Set(m[i][col]); i != row && factor.Sign() != 0 {
				for j := range m[i] {
					if m[row][j].Sign() != 0 {
						m[i][j].Sub(m[i][j], new(big.Rat).Mul(factor, m[row][j]))
					}
				}
			}
		}
		pivots[row] = col
		row++
	}
	solved := map[int]bool{}
	for r, col := range pivots {
		others := 0
		for j := range unknowns {
			if m[r][j].Sign() != 0 {
				others++
			}
		}
		if others == 1 {
			solved[col] = true
		}
	}
	return solved
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
