package demo

import "samverk/internal/id"

// The person with whom a newcomer walks the scenario from its start: nobody has
// asked anything for her yet.
const (
	NewcomerName   = "Testa Testsson"
	NewcomerNumber = "19900101-2385"
)

// The person with whom the scenario has been walked to its sixth step.
const (
	StoryName   = "Tolvan Tolvansson"
	StoryNumber = "19781212-2393"
)

// Guidance is what a newcomer is told when the demo has started.
type Guidance struct {
	SignIn   string        // path of the page where anybody can be chosen
	Newcomer Somebody      // to begin with
	Story    Somebody      // to look at
	Walk     []id.Function // the functions of the scenario, in the order they come in
}

// Somebody is a person of the demo.
type Somebody struct {
	Name    string
	Number  string
	Account string // what she signs in with
}

// Guide returns what a newcomer is told.
func Guide() Guidance {
	return Guidance{
		SignIn:   "/demo",
		Newcomer: Somebody{NewcomerName, NewcomerNumber, "testa"},
		Story:    Somebody{StoryName, StoryNumber, "tolvan"},
		Walk: []id.Function{
			"vetlanda-forsorjning-handlaggare", "vetlanda-samordning", "vetlanda-ame-coach",
			"vetlanda-vc-rehabkoordinator", "fk-vetlanda-samordning", "af-vetlanda-handlaggare",
		},
	}
}
