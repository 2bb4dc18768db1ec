package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/rule"
	"samverk/internal/target"
)

type rulesCmd struct {
	Check rulesCheckCmd `cmd:"" help:"Läs en fil med regler och visa alla fel, med rad. Ändrar inget."`
	Load  rulesLoadCmd  `cmd:"" help:"Läs in en fil med regler. De gäller genast, i stället för de inbyggda med samma id."`
}

type rulesCheckCmd struct {
	File string `arg:"" type:"existingfile" help:"TOML-fil med regler."`
}

// Run tells what is wrong with a file of rules.
func (c rulesCheckCmd) Run(r *run) error {
	text, err := r.readRules(c.File)
	if err != nil {
		return err
	}
	set, err := target.Check(text)
	if err != nil {
		return r.wrongRules(c.File, err)
	}
	fmt.Fprintln(r.out, r.texts.N("cli.rules.checked", len(set)))
	return nil
}

type rulesLoadCmd struct {
	Storage
	File string `arg:"" type:"existingfile" help:"TOML-fil med regler."`
	By   string `required:"" help:"Funktionen som läser in dem, till exempel Systemförvaltare. Aldrig ett personnamn."`
}

// Run loads a file of rules, which holds from now.
func (c rulesLoadCmd) Run(r *run) error {
	text, err := r.readRules(c.File)
	if err != nil {
		return err
	}
	return c.with(r, func(s *stored) error {
		var set rule.Set
		err := s.change(r, "rules.load", func(tx *db.Tx) (err error) {
			set, err = target.Load(r.ctx, tx, c.By, text)
			return err
		})
		if err != nil {
			return r.wrongRules(c.File, err)
		}
		fmt.Fprintln(r.out, r.texts.N("cli.rules.loaded", len(set)))
		return nil
	})
}

// readRules reads a file, and of one that is too large no more than shows it.
func (r *run) readRules(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, &db.StartError{Key: "cli.rules.unreadable", Path: path}
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, rule.MostBytes+1))
	if err != nil {
		return nil, &db.StartError{Key: "cli.rules.unreadable", Path: path}
	}
	return text, nil
}

// wrongRules says all that is wrong with the file, one fault to a line.
func (r *run) wrongRules(path string, err error) error {
	e, ok := errors.AsType[*errs.Error](err)
	if !ok || len(e.Faults) == 0 {
		return err
	}
	fmt.Fprintln(r.err, "samverk:", r.texts.N("cli.rules.wrong", len(e.Faults), "path", path))
	for _, f := range e.Faults {
		said := r.texts.Fault(f)
		if f.Field != "0" && f.Field != "by" {
			said = r.texts.T("cli.rules.line", "line", f.Field, "fault", said)
		}
		fmt.Fprintln(r.err, "        ", said)
	}
	return errSaid
}
