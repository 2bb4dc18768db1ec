package audit

import (
	"context"
	"crypto/sha256"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"samverk/internal/db"
	"samverk/internal/errs"
)

// Proof shows that a row stands in the log. Whoever has the log's verifier can
// check it without the database.
type Proof struct {
	Seq        int64             `json:"seq"`
	At         int64             `json:"at"`             // microseconds since 1970, UTC
	Text       map[string]string `json:"text,omitempty"` // by column; absent when erased
	Salt       []byte            `json:"salt,omitempty"`
	Digest     []byte            `json:"digest"`
	Path       tlog.RecordProof  `json:"path"`
	Checkpoint string            `json:"checkpoint"`
}

// Prove returns the proof of a row under the newest checkpoint.
func (l *Log) Prove(ctx context.Context, tx *db.Tx, seq int64) (Proof, error) {
	p := Proof{Seq: seq}
	text, t, err := l.newest(ctx, tx)
	if err != nil {
		return p, fmt.Errorf("audit: prove: %w", err)
	}
	p.Checkpoint = text
	found := false
	err = tx.Each(ctx, func(scan db.Scan) error {
		found = true
		var r Row
		var err error
		r, p.Salt, p.Digest, err = scanWhole(scan)
		p.At = db.Micros(r.At)
		if !r.Erased {
			p.Text = r.named()
		}
		return err
	}, `select seq, at, salt, digest, `+textColumns+` from audit where seq = $1`, seq)
	switch {
	case err != nil:
		return p, fmt.Errorf("audit: prove: %w", err)
	case !found:
		return p, errs.Missing()
	case seq >= t.N:
		return p, errs.New(errs.Conflict, "audit.proof.unsealed")
	}
	if p.Path, err = tlog.ProveRecord(t.N, seq, reader(ctx, tx)); err != nil {
		return p, fmt.Errorf("audit: prove: %w", err)
	}
	return p, p.check(l.verifier)
}

func (e *Entry) named() map[string]string {
	m := map[string]string{}
	for i, t := range e.texts() {
		m[textNames[i]] = t
	}
	return m
}

// CheckProof checks that a row stands, word for word, in the log with a
// verifier. It needs no database.
func CheckProof(verifier string, p Proof) error {
	v, err := note.NewVerifier(verifier)
	if err != nil {
		return fmt.Errorf("audit: verifier: %w", err)
	}
	return p.check(v)
}

func (p *Proof) check(v note.Verifier) error {
	bad := errs.New(errs.Invalid, "audit.proof.bad")
	t, err := openCheckpoint(v, p.Checkpoint)
	if err != nil || p.Seq < 0 || p.Seq >= t.N || len(p.Digest) != digestSize {
		return bad
	}
	if (p.Text != nil || p.Salt != nil) && !p.committed() {
		return bad
	}
	if tlog.CheckRecord(p.Path, t.N, t.Hash, p.Seq, leafHash(p.Seq, p.At, p.Digest)) != nil {
		return bad
	}
	return nil
}

// committed reports whether the digest is that of the text.
func (p *Proof) committed() bool {
	if len(p.Salt) != saltSize || len(p.Text) != texts {
		return false
	}
	buf := append([]byte(nil), p.Salt...)
	for _, name := range textNames {
		t, ok := p.Text[name]
		if !ok || len(t) > longest {
			return false
		}
		buf = appendText(buf, t)
	}
	return sha256.Sum256(buf) == [digestSize]byte(p.Digest)
}
