// Package offer keeps what units can do for people, what others wish that they
// could, and what is expected of whom. It names no client.
package offer

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/errs"
	"samverk/internal/id"
)

// Kind is which side of a person's situation an intervention works on.
type Kind string

// The kinds of interventions (S41, S57; report of 2016).
const (
	Social  Kind = "social"
	Medical Kind = "medical"
	Work    Kind = "work"
)

// Sort is what an intervention is, within its kind.
type Sort string

// sorts are the sorts of each kind: of the social kind those of S41, of the one
// that aims at work those of S57 and what stands beside them at a workplace and
// between the actors.
var sorts = []struct {
	kind  Kind
	sorts []Sort
}{
	{Social, []Sort{"advice", "support", "service", "occupation", "treatment"}},
	{Medical, []Sort{"examination", "therapy", "training", "contact"}},
	{Work, []Sort{"guiding", "investigating", "rehabilitating", "preparing", "placing", "coordinating"}},
}

// Kinds lists the kinds in order.
func Kinds() (all []Kind) {
	for _, one := range sorts {
		all = append(all, one.kind)
	}
	return all
}

// Sorts lists the sorts of a kind, of all kinds when it is empty.
func Sorts(k Kind) (all []Sort) {
	for _, one := range sorts {
		if k == "" || one.kind == k {
			all = append(all, one.sorts...)
		}
	}
	return all
}

// Kind returns which kind a sort is of; empty of one that there is not.
func (s Sort) Kind() Kind {
	for _, one := range sorts {
		if slices.Contains(one.sorts, s) {
			return one.kind
		}
	}
	return ""
}

// Problems lists what sorts of problems an intervention can be meant for (S222).
func Problems() []string {
	return []string{"work", "mental", "physical", "social", "addiction", "housing"}
}

// Requirements lists what can be demanded of somebody before she comes to an
// intervention, as far as it can be laid beside what is known.
func Requirements() []string {
	return []string{"enrolled", "assistance", "sick_listed", "activity_benefit", "sgi", "without_sgi", "reduced", "ill_health", "assessed"}
}

// Evidences lists what can be known of whether an intervention helps.
func Evidences() []string { return []string{"research", "evaluated", "practice"} }

// Costs lists the classes of what a place costs.
func Costs() []string { return []string{"low", "middle", "high"} }

// Competences lists what people at a unit can know beyond its task: what the
// report asks for at AME (S259), AF's specialists (S160), and supported employment.
func Competences() []string {
	return []string{"work_rehabilitation", "insurance_medicine", "social_consultant", "work_psychologist", "occupational_therapist", "supported_employment"}
}

// The states of a version.
const (
	Draft    = "draft"
	Proposed = "proposed"
	Approved = "approved"
)

// NoNumber stands where a number is not known, or there is no bound.
const NoNumber = -1

// The bounds of what an intervention says.
const (
	MostName    = 120
	MostWords   = 1000
	MostLine    = 200
	MostAliases = 10
	MostNumber  = 100_000
	MostWeeks   = 520
	MostAge     = 120

	mostOffers = 5000
)

// Content is what an intervention says in one version.
type Content struct {
	Name     string
	Aliases  []string
	Sort     Sort
	Areas    []id.Area
	Purpose  string
	Target   string
	Entry    string // what it takes to get there
	Requires []string
	Problems []string
	AgeFrom  int // NoNumber for no bound
	AgeTo    int
	Extent   string
	Length   string
	Capacity int         // NoNumber where it is not known
	Contact  id.Function // a function of the unit
	Ground   string      // in law
	Evidence string
	Cost     string
	StartsOn string // date; empty where it goes on
	EndsOn   string
}

// Tidied is c with its lists in one order, so that what says the same is the
// same.
func (c Content) Tidied() Content {
	c.Name = strings.TrimSpace(c.Name)
	c.Areas = slices.Clone(c.Areas)
	slices.Sort(c.Areas)
	c.Areas = slices.Compact(c.Areas)
	c.Requires, c.Problems = ordered(c.Requires, Requirements()), ordered(c.Problems, Problems())
	return c
}

// ordered are some codes in the order of all, those that there are not last;
// nothing when there are none.
func ordered(some, all []string) (list []string) {
	for _, one := range all {
		if slices.Contains(some, one) {
			list = append(list, one)
		}
	}
	for _, one := range some {
		if !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}

// Check reports everything that is wrong with c.
func (c Content) Check() error {
	var f errs.Faults
	c.checkWords(&f)
	f.Check(c.Sort.Kind() != "", "sort", "offer.sort.missing")
	f.Check(len(c.Areas) > 0, "areas", "offer.areas.missing")
	f.Check(within(c.Requires, Requirements()), "requires", "offer.code.unknown")
	f.Check(within(c.Problems, Problems()), "problems", "offer.code.unknown")
	f.Check(c.Evidence == "" || slices.Contains(Evidences(), c.Evidence), "evidence", "offer.code.unknown")
	f.Check(c.Cost == "" || slices.Contains(Costs(), c.Cost), "cost", "offer.code.unknown")
	f.Check(!slices.Contains(c.Requires, "sgi") || !slices.Contains(c.Requires, "without_sgi"), "requires", "offer.requires.both")
	f.Check(c.AgeFrom >= NoNumber && c.AgeFrom <= MostAge, "age_from", "offer.age.range")
	f.Check(c.AgeTo >= NoNumber && c.AgeTo <= MostAge, "age_to", "offer.age.range")
	f.Check(c.AgeTo == NoNumber || c.AgeFrom <= c.AgeTo, "age_to", "offer.age.order")
	f.Check(c.Capacity >= NoNumber && c.Capacity <= MostNumber, "capacity", "offer.number.range")
	f.Check(isDay(c.StartsOn), "starts_on", "offer.date.wrong")
	f.Check(isDay(c.EndsOn), "ends_on", "offer.date.wrong")
	f.Check(c.StartsOn == "" || c.EndsOn == "" || c.StartsOn <= c.EndsOn, "ends_on", "offer.date.order")
	return f.OneEach().Err()
}

func (c Content) checkWords(f *errs.Faults) {
	f.Check(strings.TrimSpace(c.Name) != "", "name", "offer.name.missing")
	f.Check(len(c.Aliases) <= MostAliases, "aliases", "offer.aliases.many")
	for _, a := range c.Aliases {
		checkWords(f, "aliases", a, MostName)
	}
	for _, t := range []struct {
		field, words string
		most         int
	}{
		{"name", c.Name, MostName}, {"purpose", c.Purpose, MostWords}, {"target", c.Target, MostWords}, {"entry", c.Entry, MostWords},
		{"extent", c.Extent, MostLine}, {"length", c.Length, MostLine}, {"ground", c.Ground, MostLine},
	} {
		checkWords(f, t.field, t.words, t.most)
	}
}

// checkWords notes what is wrong with a text: it may be too long, and tells of
// nobody.
func checkWords(f *errs.Faults, field, words string, most int) {
	f.Check(utf8.RuneCountInString(words) <= most, field, "offer.words.long")
	f.Check(!id.HasNumber(words), field, "text.identity.number")
}

func within(some, all []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !slices.Contains(all, s) })
}

func isDay(day string) bool {
	_, err := time.Parse(time.DateOnly, day)
	return day == "" || err == nil
}

// Places is how much room there is, as somebody told it on a day.
type Places struct {
	Free  int // NoNumber where it is not known
	Weeks int // to wait; NoNumber where it is not known
	On    string
}

// Check reports everything that is wrong with p.
func (p Places) Check() error {
	var f errs.Faults
	f.Check(p.Free >= NoNumber && p.Free <= MostNumber, "free", "offer.number.range")
	f.Check(p.Weeks >= NoNumber && p.Weeks <= MostWeeks, "weeks", "offer.weeks.range")
	return f.Err()
}

// Version is what an intervention says, or said.
type Version struct {
	Content
	Number     int
	State      string
	By         id.Function
	At         time.Time
	ApprovedBy id.Function
}

// Intervention is something that a unit can do for people, with the version that
// the reader is shown.
type Intervention struct {
	ID          id.Intervention
	Unit        id.Unit
	Shown       int // number of the version that others see; 0 for none yet
	Newest      int
	Places      Places
	ConfirmedOn string
	EditedAt    time.Time
	EndedOn     string
	Version     int64 // of the row, for changes

	Text Version
}

// StaleDays is after how many days without a confirmation an intervention asks
// for one.
const StaleDays = 180

// PlacesDays is for how many days it is believed what was told of places.
const PlacesDays = 30

// Stale reports whether nobody has confirmed the intervention for long.
func (i Intervention) Stale(today string) bool {
	return !i.Over(today) && i.ConfirmedOn < addDays(today, -StaleDays)
}

// OldPlaces reports whether what was told of places is old.
func (i Intervention) OldPlaces(today string) bool {
	return i.Places.On != "" && i.Places.On < addDays(today, -PlacesDays)
}

// Over reports whether the intervention is no longer offered.
func (i Intervention) Over(today string) bool {
	return i.EndedOn != "" || i.Text.EndsOn != "" && i.Text.EndsOn < today
}

// Offered reports whether the intervention is offered on a day.
func (i Intervention) Offered(today string) bool {
	return i.Shown > 0 && !i.Over(today) && i.Text.StartsOn <= today
}

// Named reports whether the intervention goes by a name, its own or another.
func (i Intervention) Named(name string) bool {
	return strings.EqualFold(i.Text.Name, name) || slices.ContainsFunc(i.Text.Aliases, func(a string) bool { return strings.EqualFold(a, name) })
}

// addDays returns the date some days after another.
func addDays(date string, n int) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return day.AddDate(0, 0, n).Format(time.DateOnly)
}
