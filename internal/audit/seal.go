package audit

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"samverk/internal/db"
)

const (
	sealRows = 50_000 // rows sealed in one call
	span     = 4096   // of all checkpoints within a span of rows the newest is kept
)

var errCheckpoint = errors.New("audit: the checkpoint cannot be read")

// Seal adds new rows to the tree and signs a checkpoint over them. It returns
// the newest checkpoint, "" while the log is empty, and how many rows that
// covers; after a long pause several calls are needed. Only one process at a
// time should call it.
func (l *Log) Seal(ctx context.Context, tx *db.Tx) (text string, size int64, err error) {
	if l.signer == nil {
		return "", 0, fmt.Errorf("audit: no key to sign with")
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	text, last, err := l.newest(ctx, tx)
	if err != nil {
		return "", 0, err
	}
	head, err := headSize(ctx, tx)
	if err != nil || head == last.N {
		return text, last.N, err
	}
	grown, err := l.edgeOf(ctx, tx, last)
	if err != nil {
		return "", 0, fmt.Errorf("audit: seal: %w", err)
	}
	if err := grown.grow(ctx, tx, min(head, last.N+sealRows)); err != nil {
		return "", 0, fmt.Errorf("audit: seal: %w", err)
	}
	if text, err = l.sign(tlog.Tree{N: grown.size, Hash: grown.root()}); err != nil {
		return "", 0, err
	}
	l.edge = grown
	return text, grown.size, keep(ctx, tx, text, last.N, grown.size)
}

// grow puts in the rows up to end and stores the subtrees they complete.
func (e *edge) grow(ctx context.Context, tx *db.Tx, end int64) error {
	type subtree struct {
		level int
		n     int64
		hash  tlog.Hash
	}
	var done []subtree
	err := e.addRows(ctx, tx, e.size, end, func(level int, n int64, h tlog.Hash) error {
		done = append(done, subtree{level, n, h})
		return nil
	})
	for _, s := range done {
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into audit_node (level, n, hash) values ($1, $2, $3)`, s.level, s.n, s.hash[:])
	}
	return err
}

// keep stores a checkpoint in place of one that adds nothing to it: a tree
// that agrees with a later checkpoint agrees with all that it grew from.
func keep(ctx context.Context, tx *db.Tx, text string, last, size int64) error {
	const insert = `insert into audit_checkpoint (size, at, note) values ($1, $2, $3)`
	if _, err := tx.Exec(ctx, insert, size, db.Micros(tx.Now), text); err != nil {
		return fmt.Errorf("audit: checkpoint: %w", err)
	}
	if last/span != size/span {
		return nil
	}
	_, err := tx.Exec(ctx, `delete from audit_checkpoint where size = $1`, last)
	return err
}

// edgeOf returns a copy of the edge of a checkpoint's tree. What is kept in
// memory serves only if its hash is the checkpoint's: the transaction that it
// grew in may have been rolled back.
func (l *Log) edgeOf(ctx context.Context, tx *db.Tx, t tlog.Tree) (edge, error) {
	if l.edge.size == t.N && l.edge.root() == t.Hash {
		return l.edge.clone(), nil
	}
	e, err := edgeAt(ctx, tx, t.N)
	if err == nil && t.N > 0 && e.root() != t.Hash {
		err = errors.New("the rows do not agree with the newest checkpoint")
	}
	return e, err
}

// newest returns the newest checkpoint and its tree.
func (l *Log) newest(ctx context.Context, tx *db.Tx) (text string, t tlog.Tree, err error) {
	found, err := tx.One(ctx, []any{&text}, `select note from audit_checkpoint order by size desc limit 1`)
	if err != nil || !found {
		return "", tlog.Tree{}, err
	}
	t, err = openCheckpoint(l.verifier, text)
	return text, t, err
}

func headSize(ctx context.Context, tx *db.Tx) (size int64, err error) {
	_, err = tx.One(ctx, []any{&size}, `select size from audit_head where id = 1`)
	return size, err
}

// sign makes a checkpoint in the form of C2SP tlog-checkpoint.
func (l *Log) sign(t tlog.Tree) (string, error) {
	text := fmt.Sprintf("%s\n%d\n%v\n", l.signer.Name(), t.N, t.Hash)
	signed, err := note.Sign(&note.Note{Text: text}, l.signer)
	if err != nil {
		return "", fmt.Errorf("audit: sign: %w", err)
	}
	return string(signed), nil
}

// openCheckpoint checks the signature and reads the tree. It accepts only the
// bytes that sign would write.
func openCheckpoint(v note.Verifier, text string) (t tlog.Tree, err error) {
	n, err := note.Open([]byte(text), note.VerifierList(v))
	if err != nil || len(n.Sigs) != 1 || len(n.UnverifiedSigs) > 0 {
		return t, errCheckpoint
	}
	lines := strings.Split(n.Text, "\n")
	if len(lines) != 4 {
		return t, errCheckpoint
	}
	size, sizeErr := strconv.ParseInt(lines[1], 10, 64)
	root, rootErr := tlog.ParseHash(lines[2])
	sig, sigErr := base64.StdEncoding.DecodeString(n.Sigs[0].Base64)
	again := fmt.Sprintf("%s\n%d\n%v\n\n— %s %s\n", v.Name(), size, root, v.Name(), base64.StdEncoding.EncodeToString(sig))
	if errors.Join(sizeErr, rootErr, sigErr) != nil || size < 0 || again != text {
		return t, errCheckpoint
	}
	return tlog.Tree{N: size, Hash: root}, nil
}
