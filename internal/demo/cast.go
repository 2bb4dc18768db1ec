package demo

import (
	"bytes"
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

// cast is who takes part in the demo's cases, and what happens to them.
type cast struct {
	Places    map[id.Area]string           `toml:"places"`    // area to the word in its identifiers
	Functions map[string]string            `toml:"functions"` // short names; {k} is the word of the area
	Grids     map[string]map[string]string `toml:"grids"`     // consents by name: short name to categories
	People    []figure                     `toml:"person"`
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

// step is something that happens to a person. Days count from today. Who does
// it and whom it concerns are short names of functions in her area, with /2 for
// the deputy, or "self" for the person; several stand with spaces between.
type step struct {
	Day int    `toml:"day"`
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
}

// check reports the first story that cannot be played: time only goes on, and
// ends before today.
func (c *cast) check() error {
	seen := map[string]bool{}
	for _, f := range c.People {
		if seen[f.ID] || seen[f.Name] || seen[f.Number] || !id.Valid(f.ID) || c.Places[f.Area] == "" {
			return fmt.Errorf("story %q stands twice or lies nowhere", f.ID)
		}
		seen[f.ID], seen[f.Name], seen[f.Number] = true, true, true
		last := firstDay
		for _, s := range f.Steps {
			if _, ok := moves[s.Do]; !ok || s.Day < last || s.Day >= 0 {
				return fmt.Errorf("story %q: %q on day %d is unknown or out of time", f.ID, s.Do, s.Day)
			}
			last = s.Day
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
