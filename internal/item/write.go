package item

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// Kind is what sort of piece an item is.
type Kind string

// The kinds.
const (
	Goal        Kind = "goal"
	Need        Kind = "need"
	Activity    Kind = "activity"
	Certificate Kind = "certificate" // period, extent, from what; no diagnosis
	Requirement Kind = "requirement"
	Commitment  Kind = "commitment"
	Note        Kind = "note"
	Said        Kind = "said"     // at a meeting
	Decision    Kind = "decision" // of a meeting

	Fact       Kind = "fact"       // one answer in the first picture: Code is its field, Value the answer
	Benefit    Kind = "benefit"    // a period of livelihood: Code is the benefit
	Instrument Kind = "instrument" // a mapping that was made: Code is which, Start when, Value the level
	Elsewhere  Kind = "elsewhere"  // a plan that is kept elsewhere: Code is its sort
	Ability    Kind = "ability"    // what care says of an activity: About is which, Value can, adapt or cannot
	Summary    Kind = "summary"    // what was done, what worked and what is left, at a handover or an end
)

var kinds = []Kind{Activity, Commitment, Goal, Need, Certificate, Requirement, Note}

// apart are the kinds that have pages of their own, which check what they say.
var apart = []Kind{Fact, Benefit, Instrument, Elsewhere, Ability, Summary}

// atMeetings are the kinds that are written at a meeting.
var atMeetings = []Kind{Said, Decision, Commitment, Activity}

// AtMeetings lists the kinds that are written at a meeting, in the order that
// people choose from.
func AtMeetings() []Kind { return slices.Clone(atMeetings) }

// Planned reports whether items of the kind are pieces of the plan.
func (k Kind) Planned() bool { return k == Ability || slices.Contains(kinds, k) && k != Note }

// Apart reports whether items of the kind are written on pages of their own.
func (k Kind) Apart() bool { return slices.Contains(apart, k) }

// reasons are the codes for why a version replaces the one before.
var reasons = []string{"news", "agreed", "correction"}

// Reasons lists why an item can be revised, in the order that people choose from.
func Reasons() []string { return slices.Clone(reasons) }

// Kinds lists the kinds in the order that people choose from.
func Kinds() []Kind { return slices.Clone(kinds) }

// NoExtent stands where no extent was said.
const NoExtent = -1

// Content is what an item says. Title, Words, Code, Value and About are sealed.
type Content struct {
	Title       string
	Words       string
	Code        string // a sort of item that the program knows: af_enrolment, the field of a fact, a benefit
	Value       string // what is said of the code, where the kind has such
	Status      string // planned, ongoing, done, stopped; empty where it means nothing
	Start       string // first day
	End         string // last day, empty while open
	Extent      int    // percent of full time, NoExtent when not said
	Weekly      string // "1 09:00-12:00,3 09:00-12:00"
	Due         string
	Responsible id.Function // empty for the person
	Reason      string      // code: why this version replaced the one before
	About       id.Item     // the item that it is about, where the kind has such
}

// words is the part of Content that is sealed.
type words struct {
	Title, Words, Code string
	Value              string  `json:",omitempty"`
	About              id.Item `json:",omitempty"`
}

// New is an item to be written.
type New struct {
	Kind     Kind
	Category access.Category
	Own      bool // the person's own, also when a function writes it down for her
	Meeting  bool // written at a meeting
	Apart    bool // written on a page of its own, which has checked it
	Content
}

// Change is a new version of an item.
type Change struct {
	Item    id.Item
	Version int64 // the version it replaces
	Content
}

// longTitle bounds a title.
const longTitle = 120

// Titled makes a title of what was typed as one text, and words of all of it
// where the title does not hold it.
func Titled(text string) (title, words string) {
	text = strings.TrimSpace(text)
	line, _, more := strings.Cut(text, "\n")
	line = strings.TrimSpace(line)
	if runes := []rune(line); len(runes) > longTitle {
		line, more = strings.TrimSpace(string(runes[:longTitle-1]))+"…", true
	}
	if !more {
		return line, ""
	}
	return line, text
}

// Check reports every fault of n.
func (n New) Check() error {
	var f errs.Faults
	may := kinds
	switch {
	case n.Meeting:
		may = atMeetings
	case n.Apart:
		may = append(Kinds(), apart...)
	}
	f.Check(slices.Contains(may, n.Kind), "kind", "item.kind.missing")
	f.Check(n.Category.String() != "", "category", "item.category.missing")
	n.Content.check(&f, n.Kind)
	return f.Err()
}

func (c Content) check(f *errs.Faults, k Kind) {
	f.Check(c.Title != "", "title", "item.title.missing")
	f.Check(utf8.RuneCountInString(c.Title) <= longTitle, "title", "item.title.long")
	f.Check(utf8.RuneCountInString(c.Words) <= 10_000, "words", "item.words.long")
	f.Check(len(c.Code) <= 40, "code", "item.code.long")
	f.Check(utf8.RuneCountInString(c.Value) <= 500, "value", "item.value.long")
	f.Check(slices.Contains(statuses(k), c.Status), "status", "item.status.missing")
	f.Check(c.Extent == NoExtent || c.Extent >= 0 && c.Extent <= 100, "extent", "item.extent.range")
	f.Check(isDate(c.Start), "start", "item.start.date")
	f.Check(isDate(c.End), "end", "item.end.date")
	f.Check(isDate(c.Due), "due", "item.due.date")
	f.Check(c.End == "" || c.Start != "" || !isDate(c.End), "start", "item.start.missing")
	f.Check(c.Start == "" || c.End == "" || c.End >= c.Start, "end", "item.end.before")
	if k == Certificate {
		f.Check(c.Start != "", "start", "item.start.missing")
		f.Check(c.End != "", "end", "item.end.missing")
		f.Check(slices.Contains([]int{25, 50, 75, 100}, c.Extent), "extent", "item.extent.certificate")
	}
	if k == Commitment {
		f.Check(c.Due != "", "due", "item.due.missing")
	}
}

// statuses lists which statuses mean something for a kind.
func statuses(k Kind) []string {
	switch k {
	case Activity, Commitment:
		return []string{"planned", "ongoing", "done", "stopped"}
	case Goal, Need, Requirement:
		return []string{"", "ongoing", "done", "stopped"}
	}
	return []string{"", "ongoing"}
}

// Statuses lists the statuses that people choose from for a kind.
func Statuses(k Kind) []string {
	return slices.DeleteFunc(statuses(k), func(s string) bool { return s == "" })
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return s == "" || err == nil
}

// Write adds an item. Until it is disclosed it is a working note that its own
// unit alone sees.
func Write(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, n New) (id.Item, error) {
	if err := n.Check(); err != nil {
		return "", err
	}
	i, owner := id.New[id.Item](), s.Unit()
	if n.Own {
		owner = id.Self
	}
	_, err := tx.Exec(ctx, `insert into item (id, case_id, person_id, unit_id, kind, category, version, created_at, changed_at)
		values ($1, $2, $3, $4, $5, $6, 1, $7, $7)`,
		i, s.Case(), s.Person(), owner, n.Kind, n.Category.String(), db.Micros(tx.Now))
	if err != nil {
		return "", err
	}
	n.Reason = "" // the first version replaces none
	return i, insertVersion(ctx, tx, key, s, i, 1, n.Content)
}

// Revise adds a version to an item of the reader's own. Others go on seeing the
// version that was disclosed to them.
func Revise(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, c Change) (int64, error) {
	now, err := One(ctx, tx, key, s, c.Item)
	if err != nil {
		return 0, err
	}
	var f errs.Faults
	c.Content.check(&f, now.Kind)
	f.Check(slices.Contains(reasons, c.Reason), "reason", "item.reason.missing")
	if err := f.Err(); err != nil {
		return 0, err
	}
	n, err := tx.Exec(ctx, `update item set version = version + 1, changed_at = $4
		where id = $1 and version = $2 and case_id = $3`, c.Item, c.Version, s.Case(), db.Micros(tx.Now))
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, errs.Changed(now)
	}
	return c.Version + 1, insertVersion(ctx, tx, key, s, c.Item, c.Version+1, c.Content)
}

func insertVersion(ctx context.Context, tx *db.Tx, key *seal.Key, s access.Sight, i id.Item, version int64, c Content) error {
	sealed, err := seal.Marshal(key, sealedAs(i, version), words{c.Title, c.Words, c.Code, c.Value, c.About})
	if err != nil {
		return err
	}
	var extent *int
	if c.Extent != NoExtent {
		extent = &c.Extent
	}
	_, err = tx.Exec(ctx, `insert into item_version (item_id, version, case_id, at, function_id, status, start_on, end_on, extent, weekly, due_on, responsible, reason, sealed, representative_id)
		values ($1, $2, $3, $4, nullif($5, ''), $6, nullif($7, ''), nullif($8, ''), $9, $10, nullif($11, ''), nullif($12, ''), $13, $14, nullif($15, ''))`,
		i, version, s.Case(), db.Micros(tx.Now), s.Function(), c.Status, c.Start, c.End, extent, c.Weekly, c.Due, c.Responsible, c.Reason, sealed, s.Proxy())
	return err
}
