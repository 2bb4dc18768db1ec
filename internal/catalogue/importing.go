package catalogue

import (
	"context"
	"strconv"
	"strings"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/offer"
	"samverk/internal/org"
)

// fileKind is what import_batch calls files of interventions.
const fileKind = "interventions"

// The bounds of a file that is imported.
const (
	// MostRows is the most rows that a file may have, without its header.
	MostRows = 2000

	mostFile = 5 << 20
)

// Columns returns the columns of a file of interventions, in the order of its
// template.
func Columns() []border.Column {
	return []border.Column{
		{"id", "Id", "Id", false}, {"unit", "Enhet", "Unit", true}, {"name", "Insats", "Intervention", true}, {"aliases", "Kallas även", "Also called", false},
		{"sort", "Slag", "Sort", true}, {"areas", "Kommuner", "Municipalities", true}, {"purpose", "Syfte", "Purpose", false}, {"target", "Målgrupp", "Target group", false},
		{"entry", "Vad som krävs", "What it takes", false}, {"requires", "Villkor", "Requirements", false}, {"problems", "Problem", "Problems", false},
		{"age_from", "Ålder från", "Age from", false}, {"age_to", "Ålder till", "Age to", false}, {"extent", "Omfattning", "Extent", false}, {"length", "Längd", "Length", false},
		{"capacity", "Platser", "Places", false}, {"free", "Lediga platser", "Free places", false}, {"weeks", "Väntetid veckor", "Weeks to wait", false},
		{"contact", "Kontakt", "Contact", false}, {"ground", "Lagstöd", "Legal ground", false}, {"evidence", "Evidens", "Evidence", false}, {"cost", "Kostnad", "Cost", false},
		{"starts_on", "Börjar", "Starts", false}, {"ends_on", "Slutar", "Ends", false},
	}
}

// Template returns the header of a file and, when asked for, what stands in the
// actor's organisation as rows that can be changed and imported again.
func (s *Service) Template(ctx context.Context, who access.Actor, english, filled bool) (header []string, rows [][]string, err error) {
	lang := i18n.Swedish
	if english {
		lang = i18n.English
	}
	all, err := s.words()
	if err != nil {
		return nil, nil, err
	}
	for _, c := range Columns() {
		if english {
			header = append(header, c.English)
		} else {
			header = append(header, c.Swedish)
		}
	}
	if filled {
		if err := s.Spend(ctx, who, login.CostlyExport, access.OfferImport); err != nil {
			return nil, nil, err
		}
	}
	err = s.Look(ctx, who, access.OfferImport, access.Object{Org: who.Org}, func(tx *db.Tx) error {
		if !filled {
			return nil
		}
		p, err := s.prepare(ctx, tx, who)
		for _, i := range p.all {
			rows = append(rows, p.written(all.In(lang), i))
		}
		return err
	})
	return header, rows, err
}

// written are the cells of an intervention.
func (p *planner) written(t *i18n.Texts, i offer.Intervention) []string {
	c := i.Text.Content
	var areas []string
	for _, a := range c.Areas {
		areas = append(areas, p.areas[a])
	}
	codes := func(group string, all []string) string {
		var words []string
		for _, code := range all {
			words = append(words, t.T(group+"."+code))
		}
		return strings.Join(words, ", ")
	}
	code := func(group, code string) string {
		if code == "" {
			return ""
		}
		return t.T(group + "." + code)
	}
	return []string{string(i.ID), p.unitCell(i.Unit), c.Name, strings.Join(c.Aliases, ", "), code(groupSort, string(c.Sort)), strings.Join(areas, ", "),
		c.Purpose, c.Target, c.Entry, codes(groupRequires, c.Requires), codes(groupProblem, c.Problems), numeral(c.AgeFrom), numeral(c.AgeTo), c.Extent, c.Length,
		numeral(c.Capacity), numeral(i.Places.Free), numeral(i.Places.Weeks), p.functions[c.Contact].Name, c.Ground, code(groupEvidence, c.Evidence), code(groupCost, c.Cost), c.StartsOn, c.EndsOn}
}

// unitCell is what a unit is called in a file: its identifier where two have the
// same name.
func (p *planner) unitCell(u id.Unit) string {
	if name := p.forms[u].Unit.Name; len(p.units[strings.ToLower(name)]) == 1 {
		return name
	}
	return string(u)
}

// numeral writes a number; nothing where it is not known.
func numeral(n int) string {
	if n == offer.NoNumber {
		return ""
	}
	return strconv.Itoa(n)
}

// Upload reads a file and keeps its rows for an hour, to be looked at before
// they are taken in. A file that cannot be read is refused with everything that
// is wrong; wrong rows are told in its preview.
func (s *Service) Upload(ctx context.Context, who access.Actor, file []byte) (id.Import, error) {
	var f errs.Faults
	f.Check(len(file) > 0, "file", "import.file.missing")
	if err := f.Err(); err != nil {
		return "", err
	}
	read, err := border.ReadFile(file, border.Limits{Body: mostFile, Columns: len(Columns()) + 6, Rows: MostRows + 1, CellBytes: 4000})
	if err != nil {
		return "", err
	}
	rows, err := read.Kept()
	if err != nil {
		return "", err
	}
	made, err := s.Do(ctx, who, access.OfferImport, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if err := org.ForgetFiles(ctx, tx); err != nil {
			return "", err
		}
		if _, err := tx.Exec(ctx, `delete from import_batch where user_id = $1 and kind = $2`, who.User, fileKind); err != nil {
			return "", err
		}
		b := id.New[id.Import]()
		_, err := tx.Exec(ctx, `insert into import_batch (id, organisation_id, user_id, kind, name, rows, faults, at) values ($1, $2, $3, $4, '', $5, $6, $7)`,
			b, who.Org, who.User, fileKind, rows, len(read.Faults), db.Micros(tx.Now))
		return string(b), err
	})
	return id.Import(made), err
}

// batch is a file that waits for its confirmation.
type batch struct {
	file border.File
	done bool
}

// ownBatch returns a file that the same user has uploaded for the same
// organisation within the hour; any other is missing.
func ownBatch(ctx context.Context, tx *db.Tx, who access.Actor, which id.Import) (b batch, err error) {
	var rows []byte
	found, err := tx.One(ctx, []any{&rows, &b.done}, `select rows, done_at is not null from import_batch
		where id = $1 and user_id = $2 and organisation_id = $3 and kind = $4 and at > $5`, which, who.User, who.Org, fileKind, db.Micros(tx.Now.Add(-org.FilesLast)))
	if err == nil && !found {
		err = errs.Missing()
	}
	if err != nil {
		return b, err
	}
	b.file, err = border.Again(rows)
	return b, err
}

// Preview is what a file would lead to.
type Preview struct {
	ID   id.Import
	Done bool // it has been taken in
	Plan
}

// Preview returns what a file would lead to as things stand now.
func (s *Service) Preview(ctx context.Context, who access.Actor, which id.Import) (v Preview, err error) {
	err = s.Look(ctx, who, access.OfferImport, access.Object{Org: who.Org}, func(tx *db.Tx) error {
		b, err := ownBatch(ctx, tx, who, which)
		if err != nil {
			return err
		}
		v = Preview{ID: which, Done: b.done}
		if !b.done {
			v.Plan, err = s.plan(ctx, tx, who, b.file)
		}
		return err
	})
	return v, err
}

// TakeIn takes in all rows of a file, or none. What is taken in is what was
// seen: where something has changed since then it has to be looked at anew.
func (s *Service) TakeIn(ctx context.Context, who access.Actor, which id.Import, seen string) error {
	_, err := s.Do(ctx, who, access.OfferImport, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		b, err := ownBatch(ctx, tx, who, which)
		if err != nil {
			return "", err
		}
		if err := org.TakeFile(ctx, tx, which); err != nil {
			return "", err
		}
		p, err := s.plan(ctx, tx, who, b.file)
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
		return string(which), nil
	})
	return err
}

// Discard forgets a file that was not taken in.
func (s *Service) Discard(ctx context.Context, who access.Actor, which id.Import) error {
	_, err := s.Do(ctx, who, access.OfferImport, access.Object{Org: who.Org}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if _, err := ownBatch(ctx, tx, who, which); err != nil {
			return "", err
		}
		_, err := tx.Exec(ctx, `delete from import_batch where id = $1`, which)
		return string(which), err
	})
	return err
}
