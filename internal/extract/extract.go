// Package extract tells a person everything that is held about her.
package extract

import (
	"context"
	"io"
	"slices"
	"time"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/cases"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/export"
	"samverk/internal/id"
	"samverk/internal/item"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/own"
)

// Service is the person's own side, with what is taken out of it.
type Service struct{ *own.Service }

// New returns the service of a person's own side.
func New(of *own.Service) *Service { return &Service{of} }

// ExtractFormat and ExtractVersion name the file that holds an extract. A
// change that a reader of the file must know of makes a new version.
const (
	ExtractFormat  = "samverk.register-extract"
	ExtractVersion = 1
)

const (
	logAtOnce = 500 // rows of the log in one part
	atOnce    = 100 // of other lists
)

// Section is one sort of what is held about the person.
type Section struct {
	Name string // code
	Case string // reference; empty outside cases
	Read time.Time
	Rows []Row
}

// Row is one thing that is held.
type Row []Field

// Field is one fact, as it is kept. Kind says what the value is: text, day,
// moment, a group of codes, or the name of a function or unit.
type Field struct {
	Name, Kind, Value string
}

// The kinds of values that are no codes.
const (
	Text     = "text"
	Day      = "day"
	Moment   = "moment"
	Number   = "number"
	Personal = "personal_number" // twelve digits
	Weekly   = "weekly"          // the times of a week
	function = "function"
	unit     = "unit"
)

// Each part of an extract is told on as soon as it is read and the log has it:
// an extract is never whole in memory.
type telling func(Section) error

// Extract reads everything that is held about the person, and tells it on part
// by part: about herself, each case, and the log. Nobody else may, nor who acts
// for her. What units write for themselves is not hers to read here: each hands
// that out itself.
func (s *Service) Extract(ctx context.Context, who access.Actor, tell func(Section) error) error {
	if err := s.Spend(ctx, who, login.CostlyExtract, access.ExtractRead); err != nil {
		return err
	}
	var all []Section
	var of []id.Case
	var requests []id.Request
	err := s.See(ctx, who, access.ExtractRead, access.Object{}, func(tx *db.Tx, _ access.Sight) error {
		x := &extract{Service: s, ctx: ctx, tx: tx, who: who}
		if err := x.herself(); err != nil {
			return err
		}
		var err error
		if of, requests, err = x.about(); err != nil {
			return err
		}
		all = x.sections
		return x.named()
	})
	if err != nil {
		return err
	}
	if err := each(all, tell); err != nil {
		return err
	}
	if err := s.extractRequests(ctx, who, requests, tell); err != nil {
		return err
	}
	for _, c := range of {
		if err := s.extractCase(ctx, who, c, tell); err != nil {
			return err
		}
	}
	return s.extractLog(ctx, who, tell)
}

// about lists the person's cases and requests.
func (x *extract) about() (of []id.Case, requests []id.Request, err error) {
	for page := (cases.Page{Limit: atOnce}); ; {
		list, err := cases.ListOfPerson(x.ctx, x.tx, x.who.Person, page)
		if err != nil {
			return nil, nil, err
		}
		for _, c := range list {
			of = append(of, c.ID)
			page.Before, page.BeforeID = db.Micros(c.OpenedAt), string(c.ID)
		}
		if len(list) < atOnce {
			break
		}
	}
	for page := (cases.Page{Limit: atOnce}); ; {
		list, err := cases.RequestsOf(x.ctx, x.tx, x.who.Person, page)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range list {
			requests = append(requests, r.ID)
			page.Before, page.BeforeID = db.Micros(r.CreatedAt), string(r.ID)
		}
		if len(list) < atOnce {
			return of, requests, nil
		}
	}
}

func each(all []Section, tell telling) error {
	for _, section := range all {
		if err := tell(section); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) extractCase(ctx context.Context, who access.Actor, c id.Case, tell telling) error {
	var all []Section
	err := s.See(ctx, who, access.ExtractRead, access.Object{Case: c}, func(tx *db.Tx, sight access.Sight) error {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return err
		}
		x := &extract{Service: s, ctx: ctx, tx: tx, who: who, key: key, sight: sight}
		if err := x.ofCase(); err != nil {
			return err
		}
		all = x.sections
		return x.named()
	})
	if err != nil {
		return err
	}
	return each(all, tell)
}

// extractLog tells the rows of the log about the person, the newest first, a
// part at a time.
func (s *Service) extractLog(ctx context.Context, who access.Actor, tell telling) error {
	for before := int64(0); ; {
		var all []Section
		var last int64
		err := s.See(ctx, who, access.ExtractRead, access.Object{}, func(tx *db.Tx, _ access.Sight) error {
			rows, err := audit.OfPerson(ctx, tx, who.Person, before, logAtOnce)
			if err != nil {
				return err
			}
			x := &extract{Service: s, ctx: ctx, tx: tx, who: who}
			section := x.add("log", len(rows))
			for _, r := range rows {
				x.logRow(section, r)
			}
			if len(rows) == logAtOnce {
				last = rows[len(rows)-1].Seq
			}
			all = x.sections
			return x.named()
		})
		if err != nil {
			return err
		}
		if err := each(all, tell); err != nil || last == 0 {
			return err
		}
		before = last
	}
}

// logRow is a row of the log as the person may read it: functions act there and
// not people, but for herself.
func (x *extract) logRow(section *Section, r audit.Row) {
	var f fields
	f.number("number", r.Seq)
	f.moment("at", r.At)
	f.add("function", function, string(r.Function))
	f.add("unit", unit, string(r.Unit))
	if r.User == x.who.User {
		f.add("by", "extract.owner", "self")
	} else if r.Function == "" && r.Ground != "" {
		f.add("by", "representative.kind", r.Ground)
	}
	f.add("action", "did", r.Action)
	f.add("outcome", "extract.outcome", r.Outcome)
	f.add("categories", "category", r.Categories)
	if r.User == x.who.User {
		f.add("level", "sessions.level", r.Level)
		f.text("from_address", r.Source)
	}
	if r.Function != "" {
		f.add("ground", "disclosure.ground", r.Ground)
	}
	section.row(f)
}

// extract gathers one part of an extract.
type extract struct {
	*Service
	ctx       context.Context
	tx        *db.Tx
	who       access.Actor
	key       sealKey
	sight     access.Sight
	ref       string
	newest    map[id.Item]item.Item // what she may read in the case
	functions map[id.Party]id.Function
	sections  []Section
}

// add begins a section.
func (x *extract) add(name string, rows int) *Section {
	x.sections = append(x.sections, Section{Name: name, Case: x.ref, Read: x.tx.Now, Rows: make([]Row, 0, rows)})
	return &x.sections[len(x.sections)-1]
}

// title is what a piece is called that she may read.
func (x *extract) title(i id.Item) string { return x.newest[i].Title }

func (s *Section) row(f fields) {
	if len(f) > 0 {
		s.Rows = append(s.Rows, Row(f))
	}
}

// fields gathers the facts of a row: what is empty is left out.
type fields Row

func (f *fields) add(name, kind, value string) {
	if value != "" {
		*f = append(*f, Field{name, kind, value})
	}
}

func (f *fields) text(name, value string)     { f.add(name, Text, value) }
func (f *fields) day(name, value string)      { f.add(name, Day, value) }
func (f *fields) number(name string, n int64) { f.add(name, Number, decimal(n)) }

func (f *fields) moment(name string, at time.Time) {
	if !at.IsZero() {
		f.add(name, Moment, at.UTC().Format(time.RFC3339))
	}
}

// named puts the names of functions and units where their identifiers stand.
func (x *extract) named() error {
	var functions []id.Function
	var units []id.Unit
	x.eachName(func(f *Field) {
		switch {
		case f.Kind == function && !slices.Contains(functions, id.Function(f.Value)):
			functions = append(functions, id.Function(f.Value))
		case f.Kind == unit && !slices.Contains(units, id.Unit(f.Value)):
			units = append(units, id.Unit(f.Value))
		}
	})
	fs, err := org.Functions(x.ctx, x.tx, functions)
	if err != nil {
		return err
	}
	us, err := org.Units(x.ctx, x.tx, units)
	if err != nil {
		return err
	}
	x.eachName(func(f *Field) {
		if fn, ok := fs[id.Function(f.Value)]; ok && f.Kind == function {
			f.Value = fn.Name + ", " + fn.UnitName
		}
		if u, ok := us[id.Unit(f.Value)]; ok && f.Kind == unit {
			f.Value = u.Name
		}
		if f.Value == string(id.Self) {
			f.Kind, f.Value = "extract.owner", "self"
			return
		}
		f.Kind = Text
	})
	return nil
}

func (x *extract) eachName(do func(*Field)) {
	for i := range x.sections {
		for _, r := range x.sections[i].Rows {
			for n := range r {
				if r[n].Kind == function || r[n].Kind == unit {
					do(&r[n])
				}
			}
		}
	}
}

// Sections reads an extract whole, with at most so many rows of the log: for a
// page, which cannot be endless. more says that there are others.
func (s *Service) Sections(ctx context.Context, who access.Actor, mostLog int) (all []Section, more bool, err error) {
	err = s.Extract(ctx, who, func(part Section) error {
		if part.Name != "log" {
			all = append(all, part)
			return nil
		}
		more = len(part.Rows) > mostLog
		part.Rows = part.Rows[:min(len(part.Rows), mostLog)]
		all = append(all, part)
		return errEnough
	})
	if err == errEnough {
		err = nil
	}
	return all, more, err
}

// errEnough ends an extract before its end.
var errEnough = errs.New(errs.Internal, "extract.enough")

// ExtractFile writes the whole extract as a file, part by part as it is read.
// Nothing is written when the reader may not have it.
func (s *Service) ExtractFile(ctx context.Context, who access.Actor, w io.Writer) error {
	return export.Extract(w, ExtractFormat, ExtractVersion, func(each func(export.Part) error) error {
		return s.Extract(ctx, who, func(section Section) error {
			part := export.Part{Made: section.Read, Section: section.Name, Case: section.Case, Rows: make([]map[string]string, len(section.Rows))}
			for i, r := range section.Rows {
				part.Rows[i] = make(map[string]string, len(r))
				for _, f := range r {
					part.Rows[i][f.Name] = f.Value
				}
			}
			return each(part)
		})
	})
}
