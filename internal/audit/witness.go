package audit

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"samverk/internal/db"
	"samverk/internal/errs"
)

// Witness is a folder outside the database that remembers checkpoints: the
// newest as "latest", and one older for each span of rows, named by its size.
type Witness struct{ Dir string }

const latest = "latest"

// Write adds a checkpoint, when its transaction has been committed. It refuses
// one that does not follow from what the witness has: then the log was cut,
// rolled back or rewritten.
func (w Witness) Write(ctx context.Context, tx *db.Tx, l *Log, text string) error {
	t, err := openCheckpoint(l.verifier, text)
	if err != nil {
		return err
	}
	old, oldTree, err := w.newest(l)
	if err != nil || old == text {
		return err
	}
	if old != "" {
		if err := follows(ctx, tx, t, oldTree); err != nil {
			return err
		}
		if oldTree.N == t.N {
			return nil
		}
	}
	if old != "" && oldTree.N/span != t.N/span {
		if err := w.put(fmt.Sprintf("%012d", oldTree.N), old); err != nil {
			return err
		}
	}
	return w.put(latest, text)
}

func (w Witness) put(name, text string) error {
	if err := writeFile(filepath.Join(w.Dir, name), []byte(text)); err != nil {
		return errors.Join(errs.New(errs.Unavailable, "audit.witness.unwritable").With("folder", w.Dir), err)
	}
	return nil
}

// follows checks that a tree has grown from an older one.
func follows(ctx context.Context, tx *db.Tx, t, older tlog.Tree) error {
	switch {
	case t.N < older.N:
		return errs.New(errs.Conflict, "audit.witness.shorter")
	case t.N == older.N && t.Hash == older.Hash, older.N == 0:
		return nil
	case t.N == older.N:
		return errs.New(errs.Conflict, "audit.witness.differs")
	}
	proof, err := tlog.ProveTree(t.N, older.N, reader(ctx, tx))
	if err != nil && !errors.Is(err, errGap) {
		return fmt.Errorf("audit: witness: %w", err)
	}
	if err != nil || tlog.CheckTree(proof, t.N, t.Hash, older.N, older.Hash) != nil {
		return errs.New(errs.Conflict, "audit.witness.differs")
	}
	return nil
}

// newest returns the newest checkpoint of the witness, "" when it has none.
func (w Witness) newest(l *Log) (string, tlog.Tree, error) {
	names, err := w.names()
	if err != nil || len(names) == 0 {
		return "", tlog.Tree{}, err
	}
	return w.read(l, names[len(names)-1])
}

func (w Witness) read(l *Log, name string) (string, tlog.Tree, error) {
	text, err := os.ReadFile(filepath.Join(w.Dir, name))
	if err != nil {
		return "", tlog.Tree{}, errors.Join(errs.New(errs.Unavailable, "audit.witness.unreadable").With("folder", w.Dir), err)
	}
	t, err := openCheckpoint(l.verifier, string(text))
	if err != nil {
		return "", t, errs.New(errs.Conflict, "audit.witness.damaged").With("file", filepath.Join(w.Dir, name))
	}
	return string(text), t, nil
}

// names lists the checkpoints from the oldest to the newest. A folder that
// does not exist is an error: a witness that was taken away must be told.
func (w Witness) names() ([]string, error) {
	entries, err := os.ReadDir(w.Dir)
	if err != nil {
		key := "audit.witness.unreadable"
		if errors.Is(err, fs.ErrNotExist) {
			key = "audit.witness.missing"
		}
		return nil, errors.Join(errs.New(errs.Unavailable, key).With("folder", w.Dir), err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() == latest || strings.Trim(e.Name(), "0123456789") == "" {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names) // "latest" comes after digits
	return names, nil
}

// all calls each with every checkpoint that the witness has.
func (w Witness) all(l *Log, each func(tlog.Tree)) error {
	names, err := w.names()
	for _, name := range names {
		_, t, err := w.read(l, name)
		if err != nil {
			return err
		}
		each(t)
	}
	return err
}
