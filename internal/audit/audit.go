// Package audit keeps the log of who read and did what: rows that are numbered
// and keyed when written, bound together in a Merkle tree with signed
// checkpoints, and witnessed outside the database. It never holds content.
package audit

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"math/bits"
	"strings"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"samverk/internal/db"
	"samverk/internal/id"
)

// Entry is what one row says: who, as which function, did what to what, on
// which ground, from where.
type Entry struct {
	User       id.User
	Function   id.Function
	Unit       id.Unit
	Org        id.Org
	Deputy     bool
	Action     string // noun.verb, the same as in access
	Outcome    string // read, done, refused
	Object     string
	Person     id.Person
	Case       id.Case
	Categories string
	Ground     string
	Level      string
	Source     string
}

// Row is an entry as it stands in the log.
type Row struct {
	Seq int64
	At  time.Time
	Entry
	Erased bool // the text is gone by retention; the row still counts in the tree
}

// Log writes, seals and checks the log. Many goroutines may use it at once.
type Log struct {
	key      []byte
	signer   note.Signer
	verifier note.Verifier

	mu   sync.Mutex
	edge edge // of the newest checkpoint this process has signed
}

// Open returns a log that keys its rows with key and signs with signer. An
// empty key or signer makes a log that can check but not write or sign.
func Open(key []byte, signer, verifier string) (*Log, error) {
	l := &Log{key: key}
	var err error
	if l.verifier, err = note.NewVerifier(verifier); err != nil {
		return nil, fmt.Errorf("audit: verifier: %w", err)
	}
	if signer == "" {
		return l, nil
	}
	if l.signer, err = note.NewSigner(signer); err != nil {
		return nil, fmt.Errorf("audit: signer: %w", err)
	}
	if l.signer.Name() != l.verifier.Name() || l.signer.KeyHash() != l.verifier.KeyHash() {
		return nil, fmt.Errorf("audit: signer and verifier are not a pair")
	}
	return l, nil
}

// mostRows is how many rows one insert bears: many where each statement is a
// journey, few on SQLite, where binding costs the square of the parameters.
func mostRows(d db.Dialect) int {
	if d == db.Postgres {
		return 64
	}
	return 4
}

// Append writes entries as the log's next rows. From there to the end of the
// transaction nobody else can append, so call it last.
func (l *Log) Append(ctx context.Context, tx *db.Tx, entries ...Entry) error {
	if len(entries) == 0 {
		return nil
	}
	if len(l.key) == 0 {
		return fmt.Errorf("audit: no key to write with")
	}
	for i := range entries {
		if err := entries[i].check(); err != nil {
			return err
		}
	}
	var size int64
	const number = `update audit_head set size = size + $1 where id = 1 returning size`
	if found, err := tx.One(ctx, []any{&size}, number, len(entries)); err != nil || !found {
		return fmt.Errorf("audit: number rows (%t): %w", found, err)
	}
	salts := make([]byte, saltSize*len(entries))
	rand.Read(salts)
	st := &stamp{seq: size - int64(len(entries)), at: db.Micros(tx.Now), mac: newMAC(l.key)}
	for len(entries) > 0 {
		n := chunk(min(len(entries), mostRows(tx.Dialect)))
		if _, err := tx.Exec(ctx, inserts[n], st.args(entries[:n], salts)...); err != nil {
			return fmt.Errorf("audit: append: %w", err)
		}
		entries, salts = entries[n:], salts[n*saltSize:]
	}
	return nil
}

// chunk is the largest power of two up to n: so few texts of statements serve
// every number of rows, and each stays prepared.
func chunk(n int) int { return 1 << (bits.Len(uint(n)) - 1) }

var inserts = func() map[int]string {
	texts := map[int]string{}
	for n := 1; n <= mostRows(db.Postgres); n *= 2 {
		var b strings.Builder
		b.WriteString("insert into audit (seq, at, " + textColumns + ", salt, digest, mac) values ")
		for i := range n * rowArgs {
			switch {
			case i == 0:
				b.WriteString("(")
			case i%rowArgs == 0:
				b.WriteString("), (")
			default:
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "$%d", i+1)
		}
		b.WriteString(")")
		texts[n] = b.String()
	}
	return texts
}()

// stamp numbers rows and commits to their text.
type stamp struct {
	seq, at int64
	mac     *mac
	buf     []byte
}

// args returns what an insert of the entries binds.
func (s *stamp) args(entries []Entry, salts []byte) []any {
	args := make([]any, 0, len(entries)*rowArgs)
	for i := range entries {
		e := &entries[i]
		salt := salts[i*saltSize : (i+1)*saltSize : (i+1)*saltSize]
		texts := e.texts()
		s.buf = append(s.buf[:0], salt...)
		for _, t := range texts {
			s.buf = appendText(s.buf, t)
		}
		digest := sha256.Sum256(s.buf)
		leaf := leafOf(s.seq, s.at, digest[:])
		args = append(args, s.seq, s.at)
		for j, t := range texts {
			if j == deputyColumn {
				args = append(args, e.Deputy)
			} else {
				args = append(args, t)
			}
		}
		args = append(args, salt, digest[:], s.mac.of(leaf[:], nil))
		s.seq++
	}
	return args
}

// newMAC returns what keys rows; it is reused because rows are many.
func newMAC(key []byte) *mac { return &mac{Hash: hmac.New(sha256.New, key)} }
