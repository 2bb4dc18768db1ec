// Package i18n holds every text that people read, in Swedish and English, and
// writes dates, times and numbers as each language does. Texts stand in
// texts/<area>.<language>.toml; code knows their keys only.
package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"
	_ "time/tzdata" // the container may have no time zones

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed texts/*.toml
var files embed.FS

// Lang is a language of the interface.
type Lang string

// The languages. Swedish is the source, and what is used when nothing is said.
const (
	Swedish Lang = "sv"
	English Lang = "en"
)

// Langs lists the languages in the order in which they are offered.
func Langs() []Lang { return []Lang{Swedish, English} }

// ParseLang returns the language with a name.
func ParseLang(s string) (Lang, bool) {
	l := Lang(s)
	return l, l == Swedish || l == English
}

// Prefer returns the language that suits an Accept-Language header best.
func Prefer(header string) Lang {
	m := language.NewMatcher([]language.Tag{language.Swedish, language.English})
	if _, i := language.MatchStrings(m, header); i == 1 {
		return English
	}
	return Swedish
}

// Catalogue holds the texts of all languages. It never changes once loaded.
type Catalogue struct{ texts map[Lang]*Texts }

// Load reads the texts that are built into the program.
func Load() (*Catalogue, error) { return load(files) }

// In returns the texts of a language, Swedish for one that is unknown.
func (c *Catalogue) In(l Lang) *Texts {
	if t, ok := c.texts[l]; ok {
		return t
	}
	return c.texts[Swedish]
}

func load(source fs.FS) (*Catalogue, error) {
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		return nil, fmt.Errorf("time zone: %w", err)
	}
	c := &Catalogue{texts: map[Lang]*Texts{}}
	for _, l := range Langs() {
		c.texts[l] = &Texts{lang: l, words: map[string]string{}, zone: zone, numbers: message.NewPrinter(language.Make(string(l)))}
	}
	names, err := fs.Glob(source, "texts/*.toml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := c.add(source, name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, t := range c.texts {
		if err := t.learnCalendar(); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *Catalogue) add(source fs.FS, name string) error {
	_, l, _ := strings.Cut(strings.TrimSuffix(path.Base(name), ".toml"), ".")
	t, ok := c.texts[Lang(l)]
	if !ok {
		return fmt.Errorf("the name does not end with a known language")
	}
	b, err := fs.ReadFile(source, name)
	if err != nil {
		return err
	}
	words := map[string]string{}
	if err := toml.Unmarshal(b, &words); err != nil {
		return err
	}
	for key, text := range words {
		if _, twice := t.words[key]; twice {
			return fmt.Errorf("the key %q stands in another file too", key)
		}
		t.words[key] = text
	}
	return nil
}
