package forum

import (
	"slices"

	"samverk/internal/access"
)

// The kinds of forums.
const (
	Samverk        = "samverk" // all four, about persons, with everything in common
	SIP            = "sip"
	GK             = "gk" // gemensam kartläggning
	Reconciliation = "reconciliation"
	SE             = "se"
	Managers       = "managers"
	School         = "school"
	ThreeParty     = "three_party"
	Network        = "network"
	Youth          = "youth"
	Other          = "general"
)

// Preset is how forums of a kind are, where nothing else is decided.
type Preset struct {
	Kind    string
	Level   string
	Bound   bool // the level cannot be another
	Formal  bool
	Asked   bool        // called together when needed, not on fixed dates
	Holds   access.Kind // holds the meeting and documents it; empty when its chair does
	Without bool        // the person is not there
	Source  string      // of what is said here: law paragraph or row of the report
	Actors  []Actor
}

// some are the actors of a preset: who calls, who is called and who must come.
func some(calls, called, must []access.Kind) (all []Actor) {
	for _, k := range Parties() {
		a := Actor{k, slices.Contains(calls, k), slices.Contains(called, k), slices.Contains(must, k)}
		if a.MayCall || a.IsCalled {
			all = append(all, a)
		}
	}
	return all
}

// Presets lists the kinds of forums with how they are.
func Presets() []Preset {
	type ks = []access.Kind
	four := Parties()
	const kommun, vard, fk, af = access.Kommun, access.Vard, access.FK, access.AF
	return []Preset{
		{Kind: Samverk, Level: Individual, Bound: true, Formal: true, Source: "S234", Actors: some(four, four, nil)},
		{Kind: SIP, Level: Individual, Bound: true, Formal: true, Asked: true, Source: "sip", Actors: some(ks{kommun, vard}, four, nil)},
		{Kind: GK, Level: Individual, Bound: true, Formal: true, Asked: true, Holds: fk, Source: "S299", Actors: some(ks{fk}, ks{vard, fk, af}, ks{fk})},
		{Kind: Reconciliation, Level: Individual, Bound: true, Formal: true, Asked: true, Holds: fk, Source: "S299", Actors: some(ks{fk}, ks{kommun, vard, fk, af}, ks{fk})},
		{Kind: SE, Level: Individual, Bound: true, Formal: true, Without: true, Source: "S300", Actors: some(four, four, nil)},
		{Kind: Managers, Level: OfManagers, Bound: true, Formal: true, Source: "S231", Actors: some(four, four, four)},
		{Kind: School, Level: Individual, Formal: true, Source: "S301", Actors: some(ks{kommun}, ks{kommun, fk, af}, nil)},
		{Kind: ThreeParty, Level: Individual, Bound: true, Asked: true, Source: "S306", Actors: some(four, four, nil)},
		{Kind: Network, Level: General, Bound: true, Source: "S305", Actors: some(four, four, nil)},
		{Kind: Youth, Level: Individual, Formal: true, Source: "S303", Actors: some(ks{kommun, af}, ks{kommun, af}, nil)},
		{Kind: Other, Level: Individual, Source: "S241", Actors: some(four, four, nil)},
	}
}

// PresetOf returns how forums of a kind are.
func PresetOf(kind string) Preset {
	all := Presets()
	if i := slices.IndexFunc(all, func(p Preset) bool { return p.Kind == kind }); i >= 0 {
		return all[i]
	}
	return Preset{}
}

// ByLaw returns what a SIP lets each actor do, whatever is agreed: the
// municipality and the region call (socialtjänstlagen 2025:400 10 kap. 8 §,
// hälso- och sjukvårdslagen 2017:30 16 kap. 4 §); Försäkringskassan and
// Arbetsförmedlingen are called and are not obliged to come.
func ByLaw(agreed []Actor) []Actor {
	all := PresetOf(SIP).Actors
	for i, a := range all {
		for _, b := range agreed {
			if a.Kind == b.Kind {
				all[i].MustAttend = b.MustAttend && a.MayCall
			}
		}
	}
	return all
}
