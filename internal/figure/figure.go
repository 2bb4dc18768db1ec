// Package figure keeps indicators with definition, unit, source, year and
// gender, and common goals that are held against them. It belongs to the
// structure level: it holds figures of places, never of persons.
package figure

import (
	_ "embed"
	"slices"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"samverk/internal/id"
)

// The tables that figures stand in.
const (
	Comparisons = "oppna-jamforelser" // Socialstyrelsen's, of the report
	Livelihood  = "forsorjningsmatt"  // försörjningsmåttet of the report
	Kolada      = "kolada"
	SCB         = "scb"
)

// Where values come from.
const (
	FromReport = "report"
	FromKolada = "kolada"
	FromSCB    = "scb"
)

// The units of figures.
const (
	Percent = "percent"
	Kronor  = "kr"
	Persons = "persons"
	Ordinal = "ordinal"
	Years   = "years" // of full-year equivalents
)

// Words is a text in both languages.
type Words struct{ Sv, En string }

// In returns the text in a language.
func (w Words) In(language string) string {
	if language == "en" {
		return w.En
	}
	return w.Sv
}

// Figure is an indicator: one series of one definition. Two that differ in
// definition, unit, ages or source are two figures and never one line.
type Figure struct {
	Code  id.Figure `toml:"code"`
	Set   string    `toml:"set"`
	Name  Words     `toml:"name"`
	About Words     `toml:"about"` // its definition
	Unit  string    `toml:"unit"`
	Theme string    `toml:"theme"`
	Low   int       `toml:"low"` // of a scale
	High  int       `toml:"high"`
	Ages  string    `toml:"ages"`  // whom it is reckoned on, where that is said
	Class string    `toml:"class"` // quality or extent (S83), where the source says which
	Group string    `toml:"group"` // of försörjningsmåttet: ohals, arbst, ekbi
	Short string    `toml:"short"` // abbreviation of the source
	KPI   string    `toml:"kpi"`   // its identity in Kolada

	Producer string `toml:"-"` // of one's own: who the figures come from before Kolada
}

// SourceIn returns where the figure comes from: its table, and for one of the
// federation's own who makes it.
func (f Figure) SourceIn(set Set) string {
	if f.Producer == "" {
		return set.Source
	}
	return set.Source + " (" + f.Producer + ")"
}

// Decimals is how many decimals the figure is written with at least.
func (f Figure) Decimals() int {
	if f.Unit == Percent {
		return 1
	}
	return 0
}

// Sum reports whether the figure is a sum of others of its table.
func (f Figure) Sum() bool { return f.Set == Livelihood && f.Group == "" && f.Unit == Kronor }

// Set is a table of figures from one source.
type Set struct {
	Code   string `toml:"code"`
	Origin string `toml:"origin"`
	Period string `toml:"period"` // of a table of the report
	Source string `toml:"source"`
}

// Reference is a figure that a report tells in passing, of a year that has gone.
// It is never shown as how things are.
type Reference struct {
	Code   string `toml:"code"`
	Year   string `toml:"year"`
	Text   Words  `toml:"text"`
	Source string `toml:"source"`
}

//go:embed figures.toml
var written []byte

type definitions struct {
	Figures    List        `toml:"figure"`
	Sets       []Set       `toml:"set"`
	References []Reference `toml:"reference"`
}

// defined is read once; that it can be read is tested.
var defined = sync.OnceValue(func() (d definitions) {
	if err := toml.Unmarshal(written, &d); err != nil {
		panic("figures.toml: " + err.Error())
	}
	return d
})

// List is figures that there are.
type List []Figure

// All lists every figure that is defined here, table by table.
func All() List { return slices.Clone(defined().Figures) }

// In lists the figures of a table.
func (l List) In(set string) List {
	return slices.DeleteFunc(slices.Clone(l), func(f Figure) bool { return f.Set != set })
}

// ByCode returns a figure.
func (l List) ByCode(code id.Figure) (f Figure, ok bool) {
	return l.first(func(f Figure) bool { return f.Code == code })
}

// ByKPI returns the figure that has an identity in Kolada.
func (l List) ByKPI(kpi string) (f Figure, ok bool) {
	return l.first(func(f Figure) bool { return f.KPI != "" && f.KPI == kpi })
}

func (l List) first(is func(Figure) bool) (f Figure, ok bool) {
	i := slices.IndexFunc(l, is)
	if i < 0 {
		return f, false
	}
	return l[i], true
}

// Sets lists the tables.
func Sets() []Set { return slices.Clone(defined().Sets) }

// SetOf returns a table.
func SetOf(code string) (s Set, ok bool) {
	i := slices.IndexFunc(defined().Sets, func(s Set) bool { return s.Code == code })
	if i < 0 {
		return s, false
	}
	return defined().Sets[i], true
}

// References lists what the report tells in passing.
func References() []Reference { return slices.Clone(defined().References) }

// Related lists figures about the same in other tables. They are other series.
func (l List) Related(to Figure) List {
	return slices.DeleteFunc(slices.Clone(l), func(o Figure) bool { return o.Theme != to.Theme || o.Set == to.Set })
}

// Place is SCB's code of a municipality, or that of a county, of a region as
// Kolada has it, or of the nation.
type Place string

// The places that areas are held against.
const (
	Jonkoping Place = "0680"
	Region    Place = "0006" // of Kolada: the region, which is not the county's municipalities together
	County    Place = "06"
	Nation    Place = "0000"
)

// Beside lists the places that areas are held against, in the order of tables.
func Beside() []Place { return []Place{Jonkoping, Region, County, Nation} }

// UnknownPeriod stands where the source gives no year.
const UnknownPeriod = "unknown"

// Genders lists whom a value is of: all, women, men.
func Genders() []string { return []string{"T", "K", "M"} }
