package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"samverk/internal/audit"
	"samverk/internal/db"
)

type auditVerifyCmd struct{ auditStorage }

// Run verifies the whole log, and names the first row that is not as it was
// written.
func (c auditVerifyCmd) Run(r *run) error {
	return c.with(r, func(tx *db.Tx, log *audit.Log, witnesses []string) error {
		rep, err := log.Verify(r.ctx, tx, witnesses)
		if err != nil {
			return err
		}
		if rep.Bad != nil {
			key := "cli.audit.bad"
			if rep.Bad.Before > rep.Bad.Seq+1 {
				key = "cli.audit.bad.between"
			}
			fmt.Fprintln(r.err, r.texts.T(key, "row", fmt.Sprint(rep.Bad.Seq), "before", fmt.Sprint(rep.Bad.Before), "why", r.texts.T(rep.Bad.Why)))
			return errSaid
		}
		fmt.Fprintln(r.out, r.texts.T("cli.audit.good", "rows", fmt.Sprint(rep.Rows), "sealed", fmt.Sprint(rep.Sealed),
			"witnessed", fmt.Sprint(rep.Witnessed), "erased", fmt.Sprint(rep.Erased)))
		if open := rep.Rows - rep.Sealed; open > 0 {
			fmt.Fprintln(r.err, r.texts.T("cli.audit.unsealed", "rows", fmt.Sprint(open)))
		}
		return nil
	})
}

type auditProveCmd struct {
	auditStorage
	Row int64 `arg:"" help:"Radens nummer."`
}

// Run prints the proof that a row stands in the log, as JSON.
func (c auditProveCmd) Run(r *run) error {
	return c.with(r, func(tx *db.Tx, log *audit.Log, _ []string) error {
		p, err := log.Prove(r.ctx, tx, c.Row)
		if err != nil {
			return err
		}
		e := json.NewEncoder(r.out)
		e.SetIndent("", "  ")
		return e.Encode(p)
	})
}

type auditCheckCmd struct {
	Proof    string `arg:"" type:"existingfile" help:"Fil med beviset."`
	Verifier string `required:"" help:"Loggens offentliga nyckel."`
}

// Run checks a proof with nothing but the log's public key.
func (c auditCheckCmd) Run(r *run) error {
	text, err := os.ReadFile(c.Proof)
	if err != nil {
		return err
	}
	var p audit.Proof
	if err := json.Unmarshal(text, &p); err != nil {
		return errors.Join(&db.StartError{Key: "cli.proof.unreadable", Path: c.Proof}, err)
	}
	if err := audit.CheckProof(c.Verifier, p); err != nil {
		return err
	}
	fmt.Fprintln(r.out, r.texts.T("cli.proof.good"))
	return nil
}

// keptYears is how long the log's text must be kept at least (HSLF-FS 2016:40
// 4 kap. 9 §, after the notes on reliability of 2026-11-21).
const keptYears = 5

type auditEraseCmd struct {
	Storage
	Before string `required:"" help:"Dag, ÅÅÅÅ-MM-DD; minst fem år bakåt."`
}

// Run erases the text of old rows of the log, and logs that.
func (c auditEraseCmd) Run(r *run) error {
	before, err := time.Parse(time.DateOnly, c.Before)
	if err != nil {
		return &db.StartError{Key: "start.erase.date"}
	}
	return c.with(r, func(s *stored) error {
		if before.After(s.db.Now().AddDate(-keptYears, 0, 0)) {
			return &db.StartError{Key: "start.erase.early"}
		}
		for {
			var n int64
			err := s.db.Tx(r.ctx, func(tx *db.Tx) (err error) {
				n, err = s.log.Erase(r.ctx, tx, before)
				return err
			})
			if err != nil || n == 0 {
				return err
			}
		}
	})
}
