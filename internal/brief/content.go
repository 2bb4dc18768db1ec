package brief

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Content is what a brief says: a snapshot of what was planned when it was made.
type Content struct {
	Activities   []Planned
	Certificates []Certified
	Hard         string // what the person finds hard, in her own words
	Question     string
	Extra        map[string]string // to the questions of the form
}

// Source is whose a piece of a brief was, and on which ground the writer saw it.
type Source struct {
	Item     id.Item
	Version  int64
	Owner    id.Unit
	Category access.Category
	Ground   access.Ground
}

// Planned is an activity as it was planned.
type Planned struct {
	Source
	Title, Where string
	Start, End   string
	Extent       int // percent, negative when not said
	Weekly       string
	Demands      string
}

// Certified is a certificate so far: when and how much, nothing else.
type Certified struct {
	Source
	Start, End string
	Extent     int
}

// without is the content without what was recalled.
func (c Content) without(gone map[place]bool) Content {
	is := func(of Source) bool { return gone[place{of.Item, of.Version}] }
	c.Activities = slices.DeleteFunc(slices.Clone(c.Activities), func(p Planned) bool { return is(p.Source) })
	c.Certificates = slices.DeleteFunc(slices.Clone(c.Certificates), func(p Certified) bool { return is(p.Source) })
	return c
}

// For is what a reader may see of the content. Where nothing of what is planned
// may be seen any more, the whole is hidden.
func (c Content) For(s access.Sight) Content {
	sees := func(of Source) bool { return !s.InBrief(of.Owner, of.Category, of.Ground) }
	shown := c
	shown.Activities = slices.DeleteFunc(slices.Clone(c.Activities), func(p Planned) bool { return sees(p.Source) })
	if len(shown.Activities) == 0 {
		return Content{}
	}
	shown.Certificates = slices.DeleteFunc(slices.Clone(c.Certificates), func(p Certified) bool { return sees(p.Source) })
	return shown
}

// Covered is what of the content a consent that gives some categories lets care
// be told, and what is left out.
func (c Content) Covered(set access.Set) (told Content, left []Planned) {
	told = c
	told.Activities, told.Certificates = nil, nil
	for _, p := range c.Activities {
		if set.Has(p.Category) {
			told.Activities = append(told.Activities, p)
		} else {
			left = append(left, p)
		}
	}
	for _, p := range c.Certificates {
		if set.Has(p.Category) {
			told.Certificates = append(told.Certificates, p)
		}
	}
	if len(told.Activities) == 0 {
		return Content{}, left
	}
	return told, left
}

// The bounds of what is written in a brief.
const (
	mostActivities = 8
	longField      = 400
	longText       = 1500
	longAnswer     = 2000
	latestEnd      = 365 // days
)

// usualEnd is how many days a brief waits unless something else is said.
const usualEnd = 60

// EndsUsually is the day when a brief made on a day ends unless another is said.
func EndsUsually(today string) string { return after(today, usualEnd) }

// EndsLatest is the last day that a brief made on a day may wait to.
func EndsLatest(today string) string { return after(today, latestEnd) }

func after(today string, days int) string {
	at, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return ""
	}
	return at.AddDate(0, 0, days).Format(time.DateOnly)
}

// Check reports every fault of what a brief says by a form.
func (c Content) Check(f Form) error {
	var faults errs.Faults
	faults.Check(len(c.Activities) > 0, "activities", "brief.activities.none")
	faults.Check(len(c.Activities) <= mostActivities, "activities", "brief.activities.many", "most", strconv.Itoa(mostActivities))
	for _, a := range c.Activities {
		faults.Check(length(a.Where) <= longField, "where_"+string(a.Item), "brief.where.long", "most", strconv.Itoa(longField))
		faults.Check(length(a.Demands) <= longField, "demands_"+string(a.Item), "brief.demands.long", "most", strconv.Itoa(longField))
	}
	faults.Check(strings.TrimSpace(c.Question) != "", "question", "brief.question.missing")
	faults.Check(length(c.Question) <= longText, "question", "brief.question.long", "most", strconv.Itoa(longText))
	faults.Check(length(c.Hard) <= longText, "hard", "brief.hard.long", "most", strconv.Itoa(longText))
	f.checkExtra(&faults, AsksWriter, c.Extra)
	return faults.Err()
}

func length(s string) int { return utf8.RuneCountInString(s) }

// What care says of an activity.
const (
	Can    = "can"
	Adapt  = "adapt"
	Cannot = "cannot"
)

// Abilities lists what can be said of an activity, in the order of the form.
func Abilities() []string { return []string{Can, Adapt, Cannot} }

// Said is the answer about one activity.
type Said struct {
	Item   id.Item
	Can    string
	Extent int // percent that is possible, 25 to 100; NoExtent when it cannot be done
	From   string
	Until  string // empty while it holds
	Help   string // what would help: the adaptation
}

// NoExtent stands where no extent was said.
const NoExtent = -1

// Certificate is a new certificate that the answer tells of; never a diagnosis.
type Certificate struct {
	Start, End string
	Extent     int
}

// Answer is what care answers.
type Answer struct {
	Activities  []Said
	New         string // whether there is a new certificate: yes, no
	Certificate Certificate
	Extra       map[string]string
	Words       string
	Agreed      bool   // the person wants the answer to be given to who asked
	From        string // of an answer on paper: which care answered, and when
	On          string
}

// about is what an answer says of the activities that its reader may see.
func (a Answer) about(shown []Planned) Answer {
	a.Activities = slices.DeleteFunc(slices.Clone(a.Activities), func(s Said) bool {
		return !slices.ContainsFunc(shown, func(p Planned) bool { return p.Item == s.Item })
	})
	return a
}

// Of is the answer about one activity.
func (a Answer) Of(i id.Item) Said {
	for _, s := range a.Activities {
		if s.Item == i {
			return s
		}
	}
	return Said{Item: i, Extent: NoExtent}
}

// percents are the extents of certificates.
var percents = []int{25, 50, 75, 100}

// Check reports every fault of an answer to a brief with some activities, by its form.
func (a Answer) Check(f Form, asked []Planned, how, today string) error {
	var faults errs.Faults
	for _, p := range asked {
		a.Of(p.Item).check(&faults)
	}
	if f.Has(PartCertificate) {
		a.checkCertificate(&faults)
	}
	f.checkExtra(&faults, AsksCare, a.Extra)
	faults.Check(length(a.Words) <= longAnswer, "words", "brief.words.long", "most", strconv.Itoa(longAnswer))
	if how == Paper {
		faults.Check(strings.TrimSpace(a.From) != "", "from", "brief.from.missing")
		faults.Check(length(a.From) <= 120, "from", "brief.from.long")
		faults.Check(isDay(a.On) && a.On <= today, "on", "brief.on.form")
	} else {
		faults.Check(a.Agreed, "agreed", "brief.agreed.missing")
	}
	return faults.Err()
}

func (s Said) check(f *errs.Faults) {
	of := "_" + string(s.Item)
	f.Check(slices.Contains(Abilities(), s.Can), "can"+of, "brief.can.missing")
	f.Check(length(s.Help) <= longField, "help"+of, "brief.help.long", "most", strconv.Itoa(longField))
	f.Check(s.Until == "" || isDay(s.Until), "until"+of, "brief.day.form")
	f.Check(s.From == "" || isDay(s.From), "from"+of, "brief.day.form")
	f.Check(s.Until == "" || s.From == "" || !isDay(s.Until) || s.Until >= s.From, "until"+of, "brief.until.before")
	if s.Can != Can && s.Can != Adapt {
		return
	}
	f.Check(s.Extent >= 25 && s.Extent <= 100, "extent"+of, "brief.extent.range")
	f.Check(s.From != "", "from"+of, "brief.from_day.missing")
	f.Check(s.Can != Adapt || strings.TrimSpace(s.Help) != "", "help"+of, "brief.help.missing")
}

func (a Answer) checkCertificate(f *errs.Faults) {
	f.Check(a.New == "yes" || a.New == "no", "new", "brief.new.missing")
	if a.New != "yes" {
		return
	}
	c := a.Certificate
	f.Check(isDay(c.Start), "new_start", "brief.day.form")
	f.Check(isDay(c.End), "new_end", "brief.day.form")
	f.Check(!isDay(c.Start) || !isDay(c.End) || c.End >= c.Start, "new_end", "brief.until.before")
	f.Check(slices.Contains(percents, c.Extent), "new_extent", "brief.certificate.extent")
}

func isDay(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// tidy is the answer as it is kept: what means nothing is left out.
func (a Answer) tidy() Answer {
	said := a.Activities
	a.Activities, a.Extra = nil, maps.Clone(a.Extra)
	for _, s := range said {
		if a.Of(s.Item).Can != "" {
			continue // said twice: the first was looked at
		}
		s.Help = strings.TrimSpace(s.Help)
		if s.Can == Cannot {
			s.Extent = NoExtent
		}
		a.Activities = append(a.Activities, s)
	}
	if a.New != "yes" {
		a.Certificate = Certificate{}
	}
	a.Words, a.From = strings.TrimSpace(a.Words), strings.TrimSpace(a.From)
	return a
}
