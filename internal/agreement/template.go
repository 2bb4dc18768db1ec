package agreement

import (
	"slices"

	"samverk/internal/access"
)

// Blank is the template without words.
const Blank = "blank"

// Templates lists what a draft can begin as: an agreement between all four
// actors, one about SIP, one between two or three of them, or nothing.
func Templates() []string { return []string{"four", "sip", "local", Blank} }

// Template returns what a draft begins as. text gives the words with a key, in
// the language of whoever writes.
func Template(code string, text func(key string) string) Content {
	c := Content{AnswerDays: 5}
	if !slices.Contains(Templates(), code) || code == Blank {
		return c
	}
	for _, name := range Sections() {
		*c.Section(name) = text("agreement.template." + code + "." + name)
	}
	switch code {
	case "four":
		c.Grounds = []string{"sol_7_3", "sfb_30_10", "fk_instruction", "af_instruction"}
		c.Actors = matrix(Kinds(), Kinds(), nil)
	case "sip":
		c.Grounds = []string{"sol_10_8", "hsl_16_4"}
		// Only the municipality and the region call; the other two may be called but
		// need not come.
		both := []access.Kind{access.Kommun, access.Vard}
		c.Actors = matrix(both, Kinds(), both)
	default:
		c.Grounds = []string{"sol_7_3"}
	}
	return c
}

// matrix lets some actors call and be called, and demands that some come.
func matrix(call, called, come []access.Kind) (all []Actor) {
	for _, k := range Kinds() {
		all = append(all, Actor{k, slices.Contains(call, k), slices.Contains(called, k), slices.Contains(come, k)})
	}
	return all
}
