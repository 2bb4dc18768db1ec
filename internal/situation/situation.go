// Package situation is what a person's situation is described with: the fields
// of the first picture, livelihood, instruments, plans kept elsewhere, and the
// facts that rules may ask about. It is pure and holds nothing about anybody.
package situation

import (
	"slices"

	"samverk/internal/rule"
)

// vocabulary is what rules may ask about; the texts are fact.<name>.
var vocabulary = []rule.Fact{
	{Name: "age", Sort: rule.Number},                      // whole years; not known of a samordningsnummer (sweden.md T11)
	{Name: "age.months", Sort: rule.Number},               // months from that of birth to this one (B2, B5)
	{Name: "age.july", Sort: rule.Number},                 // years that she turns in the year of the latest July (B1, B5)
	{Name: "complex", Sort: rule.Question},                // problems of several kinds (S15, S126)
	{Name: "assistance.months", Sort: rule.Number},        // months with försörjningsstöd of the last 36 (S313, M10)
	{Name: "sgi", Sort: rule.Question},                    // has an income that sickness benefit is reckoned on (S15)
	{Name: "af.enrolled", Sort: rule.Question},            // is enrolled at Arbetsförmedlingen (S15)
	{Name: "ill_health", Sort: rule.Question},             // says that ill-health, illness or disability is in the way (S15)
	{Name: "sick.assessed", Sort: rule.Question},          // a doctor has judged her to be ill (S188)
	{Name: "sick.extent", Sort: rule.Number},              // percent of full time that she is sick-listed today
	{Name: "actors", Sort: rule.Number},                   // of the four, how many she needs measures from (S319)
	{Name: "capacity.reduced", Sort: rule.Question},       // her capacity for work is reduced for medical reasons
	{Name: "capacity.share", Sort: rule.Number},           // by how many percent
	{Name: "capacity.year", Sort: rule.Question},          // and will be for a year at least
	{Name: "capacity.lasting", Sort: rule.Question},       // and for all foreseeable time
	{Name: "insurance.unemployment", Sort: rule.Question}, // meets the terms of an unemployment fund
	{Name: "insurance.income_based", Sort: rule.Question}, // can get income-based aktivitetsstöd
	{Name: "programme", Sort: rule.Question},              // takes part in a programme of Arbetsförmedlingen
	{Name: "programme.guarantee", Sort: rule.Question},    // that is jobb- och utvecklingsgarantin
	{Name: "studies", Sort: rule.Question},                // studies with support meant for that
}

// Vocabulary lists what rules may ask about.
func Vocabulary() []rule.Fact { return slices.Clone(vocabulary) }
