package demo

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"samverk/internal/access"
	"samverk/internal/id"
	"samverk/internal/person"
)

//go:embed fall/*.toml
var played embed.FS

// cast is who takes part in the demo's cases and forums, and what happens to
// them.
type cast struct {
	Places    map[id.Area]string           `toml:"places"`    // area to the word in its identifiers
	Functions map[string]string            `toml:"functions"` // short names; {k} is the word of the area
	Grids     map[string]map[string]string `toml:"grids"`     // consents by name: short name to categories
	People    []figure                     `toml:"person"`
	More      []sequel                     `toml:"more"`
	Papers    []*paper                     `toml:"agreement"`
	Areas     []chronicle                  `toml:"area"`
}

// sequel is more that happens to a figure, beside her story.
type sequel struct {
	ID    string `toml:"id"`
	Steps []step `toml:"steps"`
}

// figure is a made-up person and her story.
type figure struct {
	ID         string            `toml:"id"` // what she signs in with, if she has an account
	Name       string            `toml:"name"`
	Number     string            `toml:"number"`
	Area       id.Area           `toml:"area"`
	Language   string            `toml:"language"`
	Protection person.Protection `toml:"protection"`
	Account    bool              `toml:"account"`
	Steps      []step            `toml:"steps"`
}

// step is something that happens to a person. Days count from today, or from
// the day of a meeting. Who does it and whom it concerns are short names of
// functions in her area, with /2 for the deputy, or "self" for the person;
// several stand with spaces between.
type step struct {
	Day int    `toml:"day"`
	At  string `toml:"at"` // name of the call that days count from
	Do  string `toml:"do"` // a key of moves
	By  string `toml:"by"`
	To  string `toml:"to"`

	Topic     string `toml:"topic"`
	Wanted    string `toml:"wanted"`
	Situation string `toml:"situation"`
	How       string `toml:"how"`
	Hope      string `toml:"hope"`
	Tried     string `toml:"tried"`

	Words  string `toml:"words"`
	Reason string `toml:"reason"`
	Until  int    `toml:"until"` // day

	Like    string            `toml:"like"` // name of a grid
	For     string            `toml:"for"`  // the rows of it that are used, all when empty
	Grid    map[string]string `toml:"grid"` // rows beside it
	Purpose string            `toml:"purpose"`

	Item   string `toml:"item"` // name within the story
	Cat    string `toml:"cat"`
	Title  string `toml:"title"`
	Code   string `toml:"code"`
	Status string `toml:"status"`
	From   *int   `toml:"from"` // day
	Till   *int   `toml:"till"` // day
	Extent *int   `toml:"extent"`
	Weekly string `toml:"weekly"`
	Due    *int   `toml:"due"` // day
	Who    string `toml:"who"` // responsible; "-" for nobody
	Own    bool   `toml:"own"` // the person's own, written down for her

	Call   string            `toml:"call"`  // name within the story
	Forum  string            `toml:"forum"` // without the word of the area; none outside forums
	On     []int             `toml:"on"`    // days: of a forum its first sitting from each on
	Clock  string            `toml:"clock"` // when, outside forums
	Place  string            `toml:"place"`
	Link   string            `toml:"link"`
	Bring  map[string]string `toml:"bring"`  // by short name
	Marks  string            `toml:"marks"`  // one for each time that is offered, in order
	Apart  bool              `toml:"apart"`  // the person agrees to a meeting without her
	Keeper string            `toml:"keeper"` // of the minutes; else who calls
	Absent string            `toml:"absent"`
	Remote string            `toml:"remote"`
	Follow *int              `toml:"follow"` // day to follow up
	Kind   string            `toml:"kind"`   // of an obstacle
}

// readCast reads every story.
func readCast() (*cast, error) {
	c := &cast{Places: map[id.Area]string{}, Functions: map[string]string{}, Grids: map[string]map[string]string{}}
	files, err := fs.Glob(played, "fall/*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		text, err := played.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var part cast
		if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&part); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c.add(part)
	}
	if err := c.join(); err != nil {
		return nil, err
	}
	return c, c.check()
}

func (c *cast) add(part cast) {
	for area, word := range part.Places {
		c.Places[area] = word
	}
	for short, f := range part.Functions {
		c.Functions[short] = f
	}
	for name, g := range part.Grids {
		c.Grids[name] = g
	}
	c.People = append(c.People, part.People...)
	c.More = append(c.More, part.More...)
	c.Papers = append(c.Papers, part.Papers...)
	c.Areas = append(c.Areas, part.Areas...)
}

// join puts what more happens into the stories, by day.
func (c *cast) join() error {
	for _, m := range c.More {
		i := slices.IndexFunc(c.People, func(f figure) bool { return f.ID == m.ID })
		if i < 0 {
			return fmt.Errorf("there is more of %q, who has no story", m.ID)
		}
		f := &c.People[i]
		f.Steps = append(f.Steps, m.Steps...)
		slices.SortStableFunc(f.Steps, func(a, b step) int { return cmp.Or(boolean(a.At != "")-boolean(b.At != ""), a.Day-b.Day) })
	}
	return nil
}

func boolean(b bool) int {
	if b {
		return 1
	}
	return 0
}

// check reports the first story that cannot be played: time only goes on, and
// ends today.
func (c *cast) check() error {
	for _, a := range c.Areas {
		if err := a.check(c); err != nil {
			return err
		}
	}
	seen := map[string]bool{}
	for _, f := range c.People {
		if seen[f.ID] || seen[f.Name] || seen[f.Number] || !id.Valid(f.ID) || c.Places[f.Area] == "" {
			return fmt.Errorf("story %q stands twice or lies nowhere", f.ID)
		}
		seen[f.ID], seen[f.Name], seen[f.Number] = true, true, true
		last := firstDay
		for _, s := range f.Steps {
			if _, ok := moves[s.Do]; !ok || s.At == "" && (s.Day < last || s.Day > 0) {
				return fmt.Errorf("story %q: %q on day %d is unknown or out of time", f.ID, s.Do, s.Day)
			}
			if s.At == "" {
				last = s.Day
			}
		}
	}
	return nil
}

// function returns the function that a short name stands for in an area.
func (c *cast) function(area id.Area, short string) id.Function {
	full, ok := c.Functions[short]
	if !ok {
		full = short
	}
	return id.Function(strings.ReplaceAll(full, "{k}", c.Places[area]))
}

// rows returns the grid of a consent by short name: those of a named grid that
// are used, and the step's own.
func (c *cast) rows(s step) map[string]access.Set {
	all := map[string]access.Set{}
	used := strings.Fields(s.For)
	for short, words := range c.Grids[s.Like] {
		if s.For == "" || slices.Contains(used, short) {
			all[short] = categories(words)
		}
	}
	for short, words := range s.Grid {
		all[short] = categories(words)
	}
	return all
}

func categories(words string) access.Set {
	return access.ParseSet(strings.Join(strings.Fields(words), ","))
}
