package target

import (
	"context"
	_ "embed"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/rule"
	"samverk/internal/situation"
)

//go:embed rules.toml
var embedded []byte

// mostBy is how long the name of the function that loads a file may be.
const mostBy = 120

// File is a file of rules that the installation has loaded.
type File struct {
	LoadedAt time.Time
	By       string // a function
	Rules    rule.Set
	Broken   bool // it asks about what this version of Samverk does not know; the built-in rules hold
}

// Check reads a file of rules. All that is wrong is told at once, by line.
func Check(text []byte) (rule.Set, error) { return rule.Parse(text, situation.Vocabulary()) }

// Load keeps a file of rules, which holds from now in place of those of the same
// names that Samverk comes with. It is refused whole when anything is wrong.
// Rules that thereby say something else are news, once.
func Load(ctx context.Context, tx *db.Tx, by string, text []byte) (rule.Set, error) {
	var f errs.Faults
	by = strings.TrimSpace(by)
	f.Check(by != "", "by", "rule.by.missing")
	f.Check(utf8.RuneCountInString(by) <= mostBy, "by", "rule.by.long")
	set, err := Check(text)
	if err := f.Merge(err); err != nil {
		return nil, err
	}
	if err := f.Err(); err != nil {
		return nil, err
	}
	if err := tellOfRules(ctx, tx); err != nil { // so that how they stood is known
		return nil, err
	}
	_, err = tx.Exec(ctx, `insert into rule_file (id, loaded_at, loaded_by, source) values ($1, $2, $3, $4)`,
		id.New[string](), db.Micros(tx.Now), by, string(text))
	if err != nil {
		return nil, err
	}
	return set, tellOfRules(ctx, tx)
}

// newest returns the file that was loaded last, the zero File when none was.
func newest(ctx context.Context, tx *db.Tx) (f File, err error) {
	var at int64
	var text string
	found, err := tx.One(ctx, []any{&at, &f.By, &text}, `select loaded_at, loaded_by, source from rule_file order by loaded_at desc, id desc limit 1`)
	if err != nil || !found {
		return f, err
	}
	f.LoadedAt = db.Time(at)
	f.Rules, err = Check([]byte(text))
	f.Broken = errs.Is(err, errs.Invalid)
	if f.Broken {
		err = nil
	}
	return f, err
}

// rules returns the rules that the installation goes by, of all dates.
func rules(ctx context.Context, tx *db.Tx) (rule.Set, File, error) {
	set, err := Check(embedded)
	if err != nil {
		return nil, File{}, err
	}
	f, err := newest(ctx, tx)
	return set.Over(f.Rules), f, err
}

// RulesView is all rules, with those that hold on a date and on another beside
// it.
type RulesView struct {
	Rules  rule.Set
	Loaded File // the zero File where none has been
	Dates  []string
	Today  string
}

// Rules returns every rule, and the dates to show: those that are asked for, else
// today and one of the report's year.
func (s *Service) Rules(ctx context.Context, who access.Actor, dates ...string) (v RulesView, err error) {
	err = s.Look(ctx, who, access.StructureRead, access.Object{}, func(tx *db.Tx) (err error) {
		v.Today = tx.Today()
		if v.Dates, err = daysOf(dates, v.Today, ReportDay); err != nil {
			return err
		}
		v.Rules, v.Loaded, err = rules(ctx, tx)
		return err
	})
	return v, err
}

// ReportDay is a day on which what the report says held.
const ReportDay = "2016-05-01"

// The days that rules can be asked about.
const (
	FirstDay = "1990-01-01"
	LastDay  = "2099-12-31"
)

// daysOf are the days that are asked for, with those that stand where one is
// empty. All that are none are told at once.
func daysOf(asked []string, usual ...string) ([]string, error) {
	var f errs.Faults
	for i, field := range []string{"day", "other"}[:len(usual)] {
		if i >= len(asked) || asked[i] == "" {
			continue
		}
		_, err := time.Parse(time.DateOnly, asked[i])
		f.Check(err == nil && asked[i] >= FirstDay && asked[i] <= LastDay, field, "rule.date.wrong", "first", FirstDay, "last", LastDay)
		usual[i] = asked[i]
	}
	return usual, f.Err()
}
