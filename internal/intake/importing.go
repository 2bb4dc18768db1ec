// Package intake takes in files of an organisation's units, functions, people
// and assignments: they are shown first, with everything that is wrong, and then
// all of their rows are taken in, or none. It stands above package admin.
package intake

import (
	"context"
	"unicode/utf8"

	"samverk/internal/access"
	"samverk/internal/admin"
	"samverk/internal/border"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/org"
)

// Service is what administrators can do with files.
type Service struct{ *admin.Service }

// New returns the service.
func New(a *admin.Service) *Service { return &Service{a} }

// Kind is what the rows of a file are.
type Kind string

// What can be imported, in the order that each needs what stands before it.
const (
	Units       Kind = "units"
	Functions   Kind = "functions"
	People      Kind = "people"
	Assignments Kind = "assignments"
)

// Kinds lists what can be imported.
func Kinds() []Kind {
	return []Kind{Units, Functions, People, Assignments}
}

// Column is one column of a file.
type Column = border.Column

// Columns returns the columns of a sort of file, in the order of its template;
// nothing for a sort that does not exist.
func (k Kind) Columns() []Column {
	switch k {
	case Units:
		return []Column{{"id", "Id", "Id", false}, {"name", "Enhet", "Unit", true}, {"short", "Kortnamn", "Short name", false},
			{"about", "Om enheten", "About", false}, {"areas", "Kommuner", "Municipalities", false}}
	case Functions:
		return []Column{{"id", "Id", "Id", false}, {"unit", "Enhet", "Unit", true}, {"name", "Funktion", "Function", true}, {"role", "Roll", "Role", true},
			{"phone", "Telefon", "Phone", false}, {"mailbox", "Brevlåda", "Mailbox", false}, {"sdk", "SDK-adress", "SDK address", false}, {"hours", "Tider", "Hours", false}}
	case People:
		return []Column{{"name", "Inloggningsnamn", "Sign-in name", true}, {"label", "Visas som", "Shown as", true},
			{"provider", "Leverantör", "Provider", false}, {"subject", "Identitet", "Identity", false}, {"reserve", "Reserv", "Reserve", false}}
	case Assignments:
		return []Column{{"unit", "Enhet", "Unit", true}, {"function", "Funktion", "Function", true}, {"user", "Inloggningsnamn", "Sign-in name", true},
			{"holds", "Som", "As", false}, {"since", "Från och med", "From", false}, {"until", "Till och med", "To", false}}
	}
	return nil
}

// The bounds of a file that is imported.
const (
	// MostRows is the most rows that a file may have, without its header.
	MostRows = 5000

	mostFile = 5 << 20
)

// importLimits are the bounds of a file.
func importLimits() border.Limits {
	return border.Limits{Body: mostFile, Columns: 30, Rows: MostRows, CellBytes: 4000}
}

// Upload reads a file and keeps its rows for an hour, to be looked at before
// they are taken in. A file that cannot be read is refused with everything that
// is wrong; wrong rows are told in its preview.
func (s *Service) Upload(ctx context.Context, who access.Actor, kind Kind, name string, file []byte) (id.Import, error) {
	var f errs.Faults
	f.Check(kind.Columns() != nil, "kind", "import.kind.unknown")
	f.Check(len(file) > 0, "file", "import.file.missing")
	if err := f.Err(); err != nil {
		return "", err
	}
	kept, err := border.ReadFile(file, importLimits())
	if err != nil {
		return "", err
	}
	rows, err := kept.Kept()
	if err != nil {
		return "", err
	}
	name, key := border.Text(name, 200)
	if key != "" || id.HasNumber(name) {
		name = ""
	}
	made, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		if err := forgetBatches(ctx, tx, who.User); err != nil {
			return "", err
		}
		b := id.New[id.Import]()
		_, err := tx.Exec(ctx, `insert into import_batch (id, organisation_id, user_id, kind, name, rows, faults, at)
values ($1, $2, $3, $4, $5, $6, $7, $8)`, b, who.Org, who.User, string(kind), name, rows, len(kept.Faults), db.Micros(tx.Now))
		return string(b), err
	})
	return id.Import(made), err
}

// forgetBatches removes what has been kept long enough, and what the user had
// looked at before.
func forgetBatches(ctx context.Context, tx *db.Tx, u id.User) error {
	if err := org.ForgetFiles(ctx, tx); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `delete from import_batch where user_id = $1`, u)
	return err
}

// batch is a file that waits for its confirmation.
type batch struct {
	id      id.Import
	kind    Kind
	name    string
	sheet   border.File
	done    bool
	version int64
}

// ownBatch returns a file that the same user has uploaded for the same
// organisation within the hour; any other is missing.
func ownBatch(ctx context.Context, tx *db.Tx, who access.Actor, which id.Import) (b batch, err error) {
	var rows []byte
	found, err := tx.One(ctx, []any{&b.id, &b.kind, &b.name, &rows, &b.done, &b.version}, `select id, kind, name, rows, done_at is not null, version
from import_batch where id = $1 and user_id = $2 and organisation_id = $3 and at > $4`, which, who.User, who.Org, db.Micros(tx.Now.Add(-org.FilesLast)))
	if err != nil {
		return b, err
	}
	if !found {
		return b, errs.Missing()
	}
	b.sheet, err = border.Again(rows)
	return b, err
}

// Preview is what a file would lead to.
type Preview struct {
	ID   id.Import
	Name string // of the file
	Done bool   // it has been taken in
	Plan
}

// Preview returns what a file would lead to as things stand now.
func (s *Service) Preview(ctx context.Context, who access.Actor, which id.Import) (v Preview, err error) {
	err = s.Read(ctx, who, func(tx *db.Tx) error {
		b, err := ownBatch(ctx, tx, who, which)
		if err != nil {
			return err
		}
		v = Preview{ID: b.id, Name: b.name, Done: b.done}
		v.Kind, v.Columns = b.kind, b.kind.Columns()
		if !b.done {
			v.Plan, err = s.plan(ctx, tx, who, b, false)
		}
		return err
	})
	return v, err
}

// TakeIn takes in all rows of a file, or none. What is taken in is what was
// seen: where something has changed since then it has to be looked at anew.
func (s *Service) TakeIn(ctx context.Context, who access.Actor, which id.Import, seen string) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		b, err := ownBatch(ctx, tx, who, which)
		if err != nil {
			return "", err
		}
		if err := org.TakeFile(ctx, tx, b.id); err != nil {
			return "", err
		}
		p, err := s.plan(ctx, tx, who, b, true)
		switch {
		case err != nil:
			return "", err
		case p.Wrong > 0 || len(p.Whole) > 0:
			return "", errs.New(errs.Conflict, "import.faulty")
		case p.Seen != seen:
			return "", errs.New(errs.Conflict, "import.changed")
		}
		for _, r := range p.Rows {
			if r.take == nil {
				continue
			}
			if err := r.take(ctx, tx); err != nil {
				return "", err
			}
		}
		return string(b.id), nil
	})
	return err
}

// Discard forgets a file that was not taken in.
func (s *Service) Discard(ctx context.Context, who access.Actor, which id.Import) error {
	_, err := s.Keep(ctx, who, func(tx *db.Tx) (string, error) {
		b, err := ownBatch(ctx, tx, who, which)
		if err != nil {
			return "", err
		}
		_, err = tx.Exec(ctx, `delete from import_batch where id = $1`, b.id)
		return string(b.id), err
	})
	return err
}

// shortened is a text that fits where little room is.
func shortened(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
