package story

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
)

//go:embed fall/*.toml
var played embed.FS

// Read reads every story. Those who play it say what can happen to a person and
// in an area, and how many days ago the demo begins.
func Read(move, deed func(string) bool, first int) (*Cast, error) {
	c := &Cast{Places: map[id.Area]string{}, Functions: map[string]string{}, Grids: map[string]map[string]string{}}
	files, err := fs.Glob(played, "fall/*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		text, err := played.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var part Cast
		if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&part); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c.add(part)
	}
	if err := c.join(); err != nil {
		return nil, err
	}
	return c, c.check(move, deed, first)
}

func (c *Cast) add(part Cast) {
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
func (c *Cast) join() error {
	for _, m := range c.More {
		i := slices.IndexFunc(c.People, func(f Figure) bool { return f.ID == m.ID })
		if i < 0 {
			return fmt.Errorf("there is more of %q, who has no story", m.ID)
		}
		f := &c.People[i]
		f.Steps = append(f.Steps, m.Steps...)
		slices.SortStableFunc(f.Steps, func(a, b Step) int { return cmp.Or(boolean(a.At != "")-boolean(b.At != ""), a.Day-b.Day) })
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
func (c *Cast) check(move, deed func(string) bool, first int) error {
	for _, a := range c.Areas {
		for _, s := range a.Steps {
			if c.Places[a.Area] == "" || !deed(s.Do) || s.Day < first || s.Day >= 0 {
				return fmt.Errorf("area %q: %q on day %d is unknown or out of time", a.Area, s.Do, s.Day)
			}
		}
	}
	seen := map[string]bool{}
	for _, f := range c.People {
		if seen[f.ID] || seen[f.Name] || seen[f.Number] || !id.Valid(f.ID) || c.Places[f.Area] == "" {
			return fmt.Errorf("story %q stands twice or lies nowhere", f.ID)
		}
		seen[f.ID], seen[f.Name], seen[f.Number] = true, true, true
		last := first
		for _, s := range f.Steps {
			if !move(s.Do) || s.At == "" && (s.Day < last || s.Day > 0) {
				return fmt.Errorf("story %q: %q on day %d is unknown or out of time", f.ID, s.Do, s.Day)
			}
			if s.At == "" {
				last = s.Day
			}
		}
	}
	return nil
}

// Function returns the function that a short name stands for in an area.
func (c *Cast) Function(area id.Area, short string) id.Function {
	full, ok := c.Functions[short]
	if !ok {
		full = short
	}
	return id.Function(strings.ReplaceAll(full, "{k}", c.Places[area]))
}

// Rows returns the grid of a consent by short name: those of a named grid that
// are used, and the step's own.
func (c *Cast) Rows(s Step) map[string]access.Set {
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
