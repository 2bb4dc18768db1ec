package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
)

// tamper changes the database as one could who has it all in her hands.
func tamper(t testing.TB, d *db.DB, statements ...string) {
	t.Helper()
	unlock := []string{`drop trigger if exists audit_no_update`, `drop trigger if exists audit_no_delete`}
	if d.Dialect() == db.Postgres {
		unlock = []string{`alter table audit disable trigger user`}
	}
	write(t, d, func(tx *db.Tx) error {
		for _, s := range append(unlock, statements...) {
			if _, err := tx.Exec(context.Background(), s); err != nil {
				return err
			}
		}
		return nil
	})
}

// wantBad checks that the first fault is the one expected.
func wantBad(t *testing.T, r audit.Report, seq int64, why string) {
	t.Helper()
	if r.Bad == nil || r.Bad.Seq != seq || r.Bad.Why != why {
		t.Errorf("got %+v, want %s at %d", r.Bad, why, seq)
	}
}

func filled(t *testing.T, n int) (*db.DB, *audit.Log) {
	d, l := open(t)
	fill(t, d, l, n)
	seal(t, d, l)
	return d, l
}

func TestAnUntouchedLogIsGood(t *testing.T) {
	d, l := open(t)
	if r := mustVerify(t, d, l); r.Rows != 0 {
		t.Error(r)
	}
	for _, n := range []int{1, 2, 254, 1, 513, 3000} {
		fill(t, d, l, n)
		seal(t, d, l)
		fill(t, d, l, 3)
		r := mustVerify(t, d, l)
		if r.Sealed != r.Rows-3 || !r.Keyed {
			t.Error(r)
		}
	}
}

func TestAnyChangedColumnIsNamed(t *testing.T) {
	for name, change := range map[string]string{
		"user": `user_id = 'x'`, "function": `function_id = user_id`, "unit": `unit_id = ''`, "organisation": `organisation_id = 'o2'`,
		"deputy": `deputy = not deputy`, "action": `action = 'case.close'`, "outcome": `outcome = 'refused'`, "object": `object = object || ' '`,
		"person": `person_id = 'p2'`, "case": `case_id = null`, "categories": `categories = 'plan'`, "ground": `ground = 'Consent'`,
		"level": `level = 'loa4'`, "source": `source = '192.0.2.8'`, "salt": `salt = mac`, "no salt": `salt = null`, "mac": `mac = salt`,
		"digest": `digest = (select digest from audit where seq = 8)`, "time": `at = at + 1`,
		"moved text":  `user_id = user_id || chr(31) || function_id, function_id = unit_id, unit_id = null`,
		"moved bytes": `digest = substr(digest, 1, 31)`,
	} {
		t.Run(name, func(t *testing.T) {
			d, l := filled(t, 10)
			if d.Dialect() == db.SQLite {
				change = strings.ReplaceAll(change, "chr(", "char(")
			}
			tamper(t, d, `update audit set `+change+` where seq = 7`)
			r := verify(t, d, l)
			if r.Bad == nil || r.Bad.Seq != 7 {
				t.Errorf("%+v", r.Bad)
			}
		})
	}
}

func TestATextOfAnotherTypeIsNamed(t *testing.T) {
	d, l := filled(t, 10)
	if d.Dialect() != db.SQLite {
		t.Skip("columns have types on PostgreSQL")
	}
	tamper(t, d, `update audit set person_id = cast(person_id as blob) where seq = 7`)
	wantBad(t, verify(t, d, l), 7, "audit.bad.changed")
}

func TestRowsThatWereMovedAreNamed(t *testing.T) {
	copyOf := func(seq, from string) string {
		return `insert into audit select ` + seq + `, at, user_id, function_id, unit_id, organisation_id, deputy, action, outcome, object,
			person_id, case_id, categories, ground, level, source, salt, digest, mac from audit where seq = ` + from
	}
	for name, c := range map[string]struct {
		do  []string
		seq int64
		why string
	}{
		"removed":                   {[]string{`delete from audit where seq = 5`}, 5, "audit.bad.missing"},
		"first removed":             {[]string{`delete from audit where seq = 0`}, 0, "audit.bad.missing"},
		"removed and closed up":     {[]string{`delete from audit where seq = 9`, `update audit set seq = 9 where seq = 10`, `update audit_head set size = 10`}, 9, "audit.bad.forged"},
		"last removed":              {[]string{`delete from audit where seq = 10`}, 10, "audit.bad.missing"},
		"last removed, size set":    {[]string{`delete from audit where seq = 10`, `update audit_head set size = 10`}, 10, "audit.bad.missing"},
		"put in last":               {[]string{copyOf("11", "3"), `update audit_head set size = 12`}, 11, "audit.bad.forged"},
		"put in last without size":  {[]string{copyOf("11", "3")}, 11, "audit.bad.forged"},
		"put in first":              {[]string{copyOf("-1", "3")}, -1, "audit.bad.inserted"},
		"put in far away":           {[]string{copyOf("99", "3")}, 11, "audit.bad.missing"},
		"swapped":                   {[]string{`update audit set seq = -9 where seq = 4`, `update audit set seq = 4 where seq = 6`, `update audit set seq = 6 where seq = -9`}, 4, "audit.bad.forged"},
		"size counted up":           {[]string{`update audit_head set size = 12`}, 11, "audit.bad.size"},
		"checkpoint over too much":  {[]string{`update audit_checkpoint set size = 12`}, 11, "audit.bad.missing"},
		"checkpoint of other bytes": {[]string{`update audit_checkpoint set note = replace(note, 'a', 'b')`}, 0, "audit.bad.checkpoint"},
	} {
		t.Run(name, func(t *testing.T) {
			d, l := filled(t, 11)
			tamper(t, d, c.do...)
			wantBad(t, verify(t, d, l), c.seq, c.why)
		})
	}
}

func TestAStoredSubtreeThatWasChangedIsNamed(t *testing.T) {
	for change, seq := range map[string]int64{
		`update audit_node set hash = (select hash from audit_node where level = 8 and n = 0) where level = 8 and n = 1`: 256,
		`delete from audit_node where level = 8 and n = 2`:                                                               512,
		`delete from audit_node where level = 9`:                                                                         0,
		`insert into audit_node select 8, 3, hash from audit_node where level = 9`:                                       0,
	} {
		d, l := filled(t, 800)
		tamper(t, d, change)
		if r := verify(t, d, l); r.Bad == nil || r.Bad.Why != "audit.bad.node" || seq > 0 && r.Bad.Seq != seq {
			t.Errorf("%s: %+v", change, r.Bad)
		}
	}
}

// write adds the newest checkpoint to a witness.
func witness(t *testing.T, d *db.DB, l *audit.Log, dir string) error {
	text := seal(t, d, l)
	return d.Read(t.Context(), func(tx *db.Tx) error { return audit.Witness{Dir: dir}.Write(t.Context(), tx, l, text) })
}

// grown returns a log with a witness that followed it over several spans.
func grown(t *testing.T) (*db.DB, *audit.Log, string) {
	d, l := open(t)
	dir := t.TempDir()
	for _, n := range []int{0, 10, 0, 5000, 1, 4500} {
		fill(t, d, l, n)
		if n == 0 && seal(t, d, l) == "" {
			continue
		}
		if err := witness(t, d, l, dir); err != nil {
			t.Fatal(err)
		}
	}
	if r := mustVerify(t, d, l, dir); r.Witnessed != r.Rows || r.Checkpoints < 4 {
		t.Fatal(r)
	}
	return d, l, dir
}

func TestAWitnessSeesThatTheEndIsMissing(t *testing.T) {
	d, l, dir := grown(t)
	tamper(t, d, `delete from audit where seq >= 9500`, `update audit_head set size = 9500`,
		`delete from audit_checkpoint where size > 9500`, `delete from audit_node where (n + 1) * 256 > 9500 and level = 8`)
	wantBad(t, verify(t, d, l, dir), 9500, "audit.bad.missing")
}

func TestAWitnessSeesThatTheDatabaseWasRolledBack(t *testing.T) {
	d, l, dir := grown(t)
	tamper(t, d, `delete from audit`, `update audit_head set size = 0`, `delete from audit_checkpoint`, `delete from audit_node`)
	wantBad(t, verify(t, d, l, dir), 0, "audit.bad.missing")
	fill(t, d, l, 100)
	if err := witness(t, d, l, dir); !errs.Is(err, errs.Conflict) {
		t.Errorf("the witness took a shorter log: %v", err)
	}
}

func TestAWitnessSeesWhatOneWithTheKeysHasRewritten(t *testing.T) {
	d, l, dir := grown(t)
	tamper(t, d, `delete from audit`, `update audit_head set size = 0`, `delete from audit_checkpoint`, `delete from audit_node`)
	forger, err := someKeys.Log()
	if err != nil {
		t.Fatal(err)
	}
	fill(t, d, forger, 9700)
	if err := witness(t, d, forger, dir); !errs.Is(err, errs.Conflict) {
		t.Errorf("the witness took a rewritten log: %v", err)
	}
	mustVerify(t, d, l)
	wantBad(t, verify(t, d, l, dir), 0, "audit.bad.witness")
}

func TestADamagedOrMissingWitnessIsTold(t *testing.T) {
	d, l, dir := grown(t)
	text, err := os.ReadFile(filepath.Join(dir, "latest"))
	if err != nil {
		t.Fatal(err)
	}
	for bit := range len(text) * 8 {
		bad := bytes.Clone(text)
		bad[bit/8] ^= 1 << (bit % 8)
		if err := os.WriteFile(filepath.Join(dir, "latest"), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			return audit.Witness{Dir: dir}.Write(t.Context(), tx, l, string(text))
		})
		if err == nil {
			t.Fatalf("bit %d was flipped and not seen", bit)
		}
	}
	for _, dir := range []string{dir, t.TempDir(), "/nowhere"} {
		err := d.Read(t.Context(), func(tx *db.Tx) error { _, err := l.Verify(t.Context(), tx, []string{dir}); return err })
		if err == nil {
			t.Error("no error")
		}
	}
}

func TestErasedRowsStayInTheTree(t *testing.T) {
	d, l := filled(t, 300)
	time.Sleep(time.Millisecond)
	cut := d.Now()
	fill(t, d, l, 20)
	var n int64
	erase := func() {
		write(t, d, func(tx *db.Tx) (err error) { n, err = l.Erase(t.Context(), tx, cut); return err })
	}
	if erase(); n != 300 {
		t.Errorf("%d erased", n)
	}
	if erase(); n != 0 {
		t.Errorf("%d erased again", n)
	}
	seal(t, d, l)
	if r := mustVerify(t, d, l); r.Erased != 300 || r.Rows != 321 {
		t.Error(r)
	}
	read(t, d, func(tx *db.Tx) error {
		p, err := l.Prove(t.Context(), tx, 7)
		if err != nil || p.Text != nil || audit.CheckProof(someKeys.Verifier, p) != nil {
			t.Error(p, err)
		}
		return nil
	})
	cut = d.Now()
	if erase(); n != 21 { // the first erasure too
		t.Errorf("%d erased", n)
	}
	mustVerify(t, d, l)
}

func TestATextThatNobodyErasedIsMissed(t *testing.T) {
	d, l := filled(t, 30)
	write(t, d, func(tx *db.Tx) error { // what the triggers let through
		_, err := tx.Exec(t.Context(), `update audit set user_id = null, function_id = null, unit_id = null, organisation_id = null,
			deputy = null, action = null, outcome = null, object = null, person_id = null, case_id = null,
			categories = null, ground = null, level = null, source = null, salt = null where seq in (4, 5, 9)`)
		return err
	})
	wantBad(t, verify(t, d, l), 4, "audit.bad.erased")
}

func TestTheDatabaseRefusesToChangeTheLog(t *testing.T) {
	d, _ := filled(t, 3)
	for _, s := range []string{`update audit set object = 'x' where seq = 1`, `delete from audit where seq = 1`} {
		if err := d.Tx(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), s); return err }); err == nil {
			t.Error(s)
		}
	}
}

func TestProofHoldsOffline(t *testing.T) {
	d, l := filled(t, 1000)
	fill(t, d, l, 1)
	read(t, d, func(tx *db.Tx) error {
		for _, seq := range []int64{0, 255, 256, 700, 999} {
			p, err := l.Prove(t.Context(), tx, seq)
			if err != nil {
				t.Fatal(err)
			}
			text, _ := json.Marshal(p)
			var again audit.Proof
			if err := json.Unmarshal(text, &again); err != nil {
				t.Fatal(err)
			}
			if err := audit.CheckProof(someKeys.Verifier, again); err != nil {
				t.Errorf("%d: %v", seq, err)
			}
			again.Text["object"] = "other"
			if audit.CheckProof(someKeys.Verifier, again) == nil {
				t.Error("a changed word was let through")
			}
		}
		if _, err := l.Prove(t.Context(), tx, 1000); !errs.Is(err, errs.Conflict) {
			t.Error(err)
		}
		if _, err := l.Prove(t.Context(), tx, 5000); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		return nil
	})
}

func TestSealGoesOnAfterARollback(t *testing.T) {
	d, l := filled(t, 300)
	_ = d.Tx(t.Context(), func(tx *db.Tx) error {
		if err := l.Append(t.Context(), tx, entry(1)); err != nil {
			t.Error(err)
		}
		_, size, err := l.Seal(t.Context(), tx)
		if err != nil || size != 301 {
			t.Error(size, err)
		}
		return context.Canceled
	})
	fill(t, d, l, 5)
	seal(t, d, l)
	other, _ := someKeys.Log() // another process goes on from what is stored
	fill(t, d, other, 700)
	seal(t, d, other)
	fill(t, d, l, 3)
	seal(t, d, l)
	if r := mustVerify(t, d, l); r.Sealed != 1008 {
		t.Error(r)
	}
}

func TestPagesGoBackwards(t *testing.T) {
	d, _ := filled(t, 2005)
	read(t, d, func(tx *db.Tx) error {
		p := entry(3)
		first, err := audit.OfPerson(t.Context(), tx, p.Person, 0, 2)
		if err != nil || len(first) != 2 {
			t.Fatal(first, err)
		}
		second, err := audit.OfPerson(t.Context(), tx, p.Person, first[1].Seq, 2)
		if err != nil || len(second) != 1 || second[0].Seq != 3 || second[0].Entry != p {
			t.Errorf("%+v %v", second, err)
		}
		if rows, err := audit.OfOrganisation(t.Context(), tx, p.Org, 100, 30); err != nil || len(rows) != 25 {
			t.Error(len(rows), err)
		}
		reads, functions, err := audit.OfPersonCount(t.Context(), tx, p.Person, time.Unix(0, 0))
		if err != nil || reads != 3 || functions != 1 {
			t.Error(reads, functions, err)
		}
		return nil
	})
}

func TestKeysAreKeptWhole(t *testing.T) {
	file := filepath.Join(t.TempDir(), "audit.key")
	if _, err := audit.OpenKeys(file, false); err == nil {
		t.Error("no file, no error")
	}
	made, err := audit.OpenKeys(file, true)
	if err != nil {
		t.Fatal(err)
	}
	again, err := audit.OpenKeys(file, true)
	if err != nil || again.Signer != made.Signer || !bytes.Equal(again.MAC, made.MAC) {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(file)
	if info, _ := os.Stat(file); info.Mode() != 0o600 {
		t.Error(info.Mode())
	}
	for i := range text {
		bad := bytes.Clone(text)
		bad[i] ^= 4
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := audit.OpenKeys(file, false); err == nil || !strings.Contains(err.Error(), "start.audit.key") {
			t.Fatalf("byte %d: %v", i, err)
		}
	}
}
