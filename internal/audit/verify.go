package audit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"samverk/internal/db"
	"samverk/internal/errs"
)

// Report is what a verification found.
type Report struct {
	Rows        int64   // rows read
	Sealed      int64   // of these, under a checkpoint
	Witnessed   int64   // of these, under a checkpoint of a witness
	Erased      int64   // rows whose text retention has erased
	Checkpoints int     // checkpoints compared, those of witnesses too
	Keyed       bool    // the key was at hand, so that the macs were checked
	Bad         *BadRow // nil when all is well
}

// BadRow is the first fault of the log. Where the fault cannot be tied to one
// row, it lies in the rows from Seq up to but not including Before.
type BadRow struct {
	Seq, Before int64
	Why         string // message key
}

// Error lets a reading of the log end at the first fault.
func (b *BadRow) Error() string { return fmt.Sprintf("%s %d", b.Why, b.Seq) }

func badRow(seq int64, why string) *BadRow { return &BadRow{seq, seq + 1, why} }

// Verify reads the whole log and compares it with itself, its checkpoints and
// those of witnesses. A fault of the log is in the report; an error says that
// the log or a witness could not be read.
func (l *Log) Verify(ctx context.Context, tx *db.Tx, witnesses []string) (Report, error) {
	c := &checker{log: l, dialect: tx.Dialect}
	c.report.Keyed = len(l.key) > 0
	if c.report.Keyed {
		c.mac = newMAC(l.key)
	}
	err := c.load(ctx, tx, witnesses)
	if err == nil {
		err = c.rows(ctx, tx)
	}
	if err == nil {
		err = c.end(ctx, tx)
	}
	if bad, ok := errors.AsType[*BadRow](err); ok {
		c.report.Bad = bad
		return c.report, nil
	}
	return c.report, err
}

// checker holds what one verification has seen so far.
type checker struct {
	log     *Log
	dialect db.Dialect
	mac     *mac
	report  Report
	edge    edge
	line    line
	sum     []byte

	targets []target         // trees that must be passed, by size
	good    int64            // size of the last tree that was passed
	nodes   map[int][][]byte // stored subtrees by level
	erased  []interval       // erased rows that no erasure covers yet
}

// target is a checkpoint: a size at which the tree must have a hash.
type target struct {
	tlog.Tree
	why     string // what it means when the tree differs
	witness bool
	damaged bool
}

// interval is a run of rows, last included.
type interval struct{ first, last int64 }

// load reads what the rows are to be compared with.
func (c *checker) load(ctx context.Context, tx *db.Tx, witnesses []string) error {
	err := tx.Each(ctx, func(scan db.Scan) error {
		var size int64
		var text string
		if err := scan(&size, &text); err != nil {
			return err
		}
		t, err := openCheckpoint(c.log.verifier, text)
		damaged := err != nil || t.N != size
		c.targets = append(c.targets, target{tlog.Tree{N: size, Hash: t.Hash}, "audit.bad.checkpoint", false, damaged})
		return nil
	}, `select size, note from audit_checkpoint order by size`)
	if err != nil {
		return fmt.Errorf("audit: checkpoints: %w", err)
	}
	sealed := len(c.targets) > 0
	for _, dir := range witnesses {
		seen := len(c.targets)
		err := Witness{dir}.all(c.log, func(t tlog.Tree) {
			c.targets = append(c.targets, target{Tree: t, why: "audit.bad.witness", witness: true})
		})
		if err == nil && sealed && len(c.targets) == seen {
			err = errs.New(errs.Unavailable, "audit.witness.missing").With("folder", dir)
		}
		if err != nil && (sealed || !errs.Is(err, errs.Unavailable)) {
			return err
		}
	}
	slices.SortStableFunc(c.targets, func(a, b target) int { return cmp.Compare(a.N, b.N) })
	return c.loadNodes(ctx, tx)
}

func (c *checker) loadNodes(ctx context.Context, tx *db.Tx) error {
	c.nodes = map[int][][]byte{}
	var level int
	var n int64
	return tx.Each(ctx, func(scan db.Scan) error {
		var h []byte
		if err := scan(&level, &n, &h); err != nil {
			return err
		}
		if n != int64(len(c.nodes[level])) {
			return &BadRow{int64(len(c.nodes[level])) << level, (n + 1) << level, "audit.bad.node"}
		}
		c.nodes[level] = append(c.nodes[level], h)
		return nil
	}, `select level, n, hash from audit_node order by level, n`)
}

// passed compares the tree of the rows so far with the checkpoints of its size.
func (c *checker) passed() error {
	for len(c.targets) > 0 && c.targets[0].N <= c.edge.size {
		t := c.targets[0]
		c.targets = c.targets[1:]
		if t.damaged || t.N != c.edge.size || c.edge.root() != t.Hash {
			return &BadRow{min(c.good, t.N), t.N, t.why}
		}
		c.good = t.N
		c.report.Checkpoints++
		if t.witness {
			c.report.Witnessed = t.N
		} else {
			c.report.Sealed = t.N
		}
	}
	return nil
}

// whole compares a subtree with the stored one.
func (c *checker) whole(level int, n int64, h tlog.Hash) error {
	if stored := c.nodes[level]; n < int64(len(stored)) && string(stored[n]) != string(h[:]) {
		return &BadRow{n << level, (n + 1) << level, "audit.bad.node"}
	}
	return nil
}

// end checks what can only be known when all rows are read.
func (c *checker) end(ctx context.Context, tx *db.Tx) error {
	rows := c.report.Rows
	if len(c.targets) > 0 {
		return &BadRow{rows, c.targets[len(c.targets)-1].N, "audit.bad.missing"}
	}
	if len(c.erased) > 0 {
		return badRow(c.erased[0].first, "audit.bad.erased")
	}
	head, err := headSize(ctx, tx)
	if err != nil {
		return fmt.Errorf("audit: size: %w", err)
	}
	if head != rows {
		return &BadRow{min(head, rows), max(head, rows), "audit.bad.size"}
	}
	for level, stored := range c.nodes {
		if int64(len(stored)) > c.report.Sealed>>level {
			return &BadRow{c.report.Sealed, rows, "audit.bad.node"}
		}
	}
	for level := lowest; c.report.Sealed>>level > 0; level++ {
		if first := int64(len(c.nodes[level])); first < c.report.Sealed>>level {
			return &BadRow{first << level, (first + 1) << level, "audit.bad.node"}
		}
	}
	return c.findable(ctx, tx)
}

// findable checks on SQLite, where a column can hold any type, that no look-up
// passes a row by: bytes sort after all text, so the index shows them at once.
func (c *checker) findable(ctx context.Context, tx *db.Tx) error {
	if tx.Dialect != db.SQLite {
		return nil
	}
	for _, column := range []string{"person_id", "organisation_id"} {
		var seq int64
		found, err := tx.One(ctx, []any{&seq}, `select seq from audit where `+column+` >= x'' order by seq limit 1`)
		if err != nil {
			return fmt.Errorf("audit: types: %w", err)
		}
		if found {
			return badRow(seq, "audit.bad.changed")
		}
	}
	return nil
}
