package rule

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/errs"
)

// Kind is what a rule is for.
type Kind string

// The kinds of rules.
const (
	Group   Kind = "group"   // who belongs to a group
	Benefit Kind = "benefit" // when something could be worth asking about
	Text    Kind = "text"    // to be read, without a condition
)

// Asked are those whom a benefit is asked about.
func Asked() []string { return []string{"fk", "af", "akassa", "kommun"} }

// Words is a text in both languages.
type Words struct{ Sv, En string }

// In returns the text in a language.
func (w Words) In(language string) string {
	if language == "en" {
		return w.En
	}
	return w.Sv
}

// Rule is one version of a rule, which holds between two dates.
type Rule struct {
	ID      string
	Kind    Kind
	Ask     string // of a benefit: whom
	Name    Words
	Text    Words
	Source  string
	Checked string // date on which somebody read the source
	From    string // date
	To      string // date, the last day; empty while it holds
	When    Condition
	line    int
}

// Holds reports whether the rule holds on a date.
func (r Rule) Holds(date string) bool {
	return r.From <= date && (r.To == "" || date <= r.To)
}

// Set is rules, in the order of their file.
type Set []Rule

// On returns the rules of some kinds that hold on a date.
func (s Set) On(date string, kinds ...Kind) (all Set) {
	for _, r := range s {
		if r.Holds(date) && slices.Contains(kinds, r.Kind) {
			all = append(all, r)
		}
	}
	return all
}

// IDs lists the rules, each once.
func (s Set) IDs() (all []string) {
	for _, r := range s {
		if !slices.Contains(all, r.ID) {
			all = append(all, r.ID)
		}
	}
	return all
}

// Over returns the rules with those of another set in place of the ones of the
// same name.
func (s Set) Over(other Set) (all Set) {
	theirs := other.IDs()
	for _, r := range s {
		if !slices.Contains(theirs, r.ID) {
			all = append(all, r)
		}
	}
	return append(all, other...)
}

// The limits of a file.
const (
	MostBytes = 256 << 10
	mostRules = 200
	mostText  = 2000
	mostName  = 120
)

// faults gathers what is wrong, by line.
type faults struct{ list errs.Faults }

// mostFaults is how many faults are told of a file: whoever has more begins with
// these.
const mostFaults = 200

func (f *faults) add(line int, key string, args ...string) {
	if len(f.list) < mostFaults {
		f.list.Add(number(line), key, args...)
	}
}

func (f *faults) check(ok bool, line int, key string, args ...string) {
	if !ok {
		f.add(line, key, args...)
	}
}

// byLine returns everything that is wrong, in the order of the lines.
func (f *faults) byLine() error {
	slices.SortStableFunc(f.list, func(a, b errs.Fault) int {
		x, _ := strconv.Atoi(a.Field) // written by add
		y, _ := strconv.Atoi(b.Field)
		return x - y
	})
	return f.list.Err()
}

func number(n int) string { return strconv.Itoa(n) }

func shortEnough(s string, most int) bool { return utf8.RuneCountInString(s) <= most }

// shown is a name as a fault repeats it: short, and nothing that does not show.
func shown(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return -1
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return name
}

// Parse reads a file of rules about facts that can be asked about. All that is
// wrong is told at once; a fault's field is the number of its line.
func Parse(text []byte, known []Fact) (Set, error) {
	var f faults
	if len(text) > MostBytes {
		f.add(0, "rule.file.large", "most", number(MostBytes>>10))
		return nil, f.list.Err()
	}
	if !utf8.Valid(text) {
		f.add(0, "rule.file.utf8")
		return nil, f.list.Err()
	}
	var all Set
	tables := read(text, &f)
	f.check(len(tables) <= mostRules, 0, "rule.file.many", "most", number(mostRules))
	for _, t := range tables[:min(len(tables), mostRules)] {
		all = append(all, t.rule(&f, known))
	}
	f.check(len(all) > 0 || len(f.list) > 0, 0, "rule.file.empty")
	all.checkOverlaps(&f)
	if err := f.byLine(); err != nil {
		return nil, err
	}
	return all, nil
}

// checkOverlaps demands that of each rule at most one version holds on a date,
// and that all its versions are of one kind.
func (s Set) checkOverlaps(f *faults) {
	for i, r := range s {
		if r.ID == "" || !isDate(r.From) {
			continue
		}
		for _, before := range s[:i] {
			if before.ID != r.ID || !isDate(before.From) {
				continue
			}
			apart := r.To != "" && r.To < before.From || before.To != "" && before.To < r.From
			f.check(apart, r.line, "rule.version.overlap", "rule", shown(r.ID), "other", number(before.line))
			f.check(before.Kind == r.Kind, r.line, "rule.version.kind", "rule", shown(r.ID), "other", number(before.line))
		}
	}
}

// check reports what is wrong with the rule itself.
func (r Rule) check(f *faults, at func(field string) int) {
	f.check(isID(r.ID), at("id"), "rule.id.wrong")
	f.check(slices.Contains([]Kind{Group, Benefit, Text}, r.Kind), at("kind"), "rule.kind.wrong")
	f.check(r.Kind != Benefit || slices.Contains(Asked(), r.Ask), at("ask"), "rule.ask.wrong", "known", strings.Join(Asked(), ", "))
	f.check(r.Kind == Benefit || r.Ask == "", at("ask"), "rule.ask.kind")
	f.check(strings.TrimSpace(r.Source) != "", at("source"), "rule.source.missing")
	f.check(shortEnough(r.Source, mostText), at("source"), "rule.text.long", "most", number(mostText))
	r.Name.check(f, at("name"), "name", mostName)
	r.Text.check(f, at("text"), "text", mostText)
	r.checkDates(f, at)
	f.check(r.Kind == Text || !r.When.Empty(), at("when"), "rule.when.missing")
	f.check(r.Kind != Text || r.When.Empty(), at("when"), "rule.when.text")
}

func (w Words) check(f *faults, line int, field string, most int) {
	f.check(strings.TrimSpace(w.Sv) != "" && strings.TrimSpace(w.En) != "", line, "rule.text.missing", "field", field)
	f.check(shortEnough(w.Sv, most) && shortEnough(w.En, most), line, "rule.text.long", "most", number(most))
}

func (r Rule) checkDates(f *faults, at func(field string) int) {
	f.check(isDate(r.From), at("from"), "rule.from.wrong")
	f.check(r.To == "" || isDate(r.To), at("to"), "rule.to.wrong")
	f.check(isDate(r.Checked), at("checked"), "rule.checked.wrong")
	if isDate(r.From) && isDate(r.To) {
		f.check(r.From <= r.To, at("to"), "rule.to.early")
	}
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

// isID reports whether a text can name a rule: small letters, digits, dots and
// hyphens.
func isID(s string) bool {
	return s != "" && len(s) <= 60 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
}
