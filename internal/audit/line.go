package audit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"samverk/internal/db"
)

// Verify reads each row as one text, because reading nineteen columns takes
// three times as long. Append lets no control character through, so a row that
// does not fall into just its fields has been changed.
const (
	between  = "\x1f"
	absent   = "\x1d"
	fields   = rowArgs
	digestAt = fields - 2
)

// lineQuery returns the statement that reads the rows as lines.
func lineQuery(d db.Dialect) string {
	encode := "hex(%s)"
	if d == db.Postgres {
		encode = "encode(%s, 'hex')"
	}
	columns := []string{"seq", "at"}
	for _, name := range textNames {
		columns = append(columns, "coalesce(cast("+name+" as text), '"+absent+"')")
	}
	for _, name := range []string{"salt", "digest", "mac"} {
		columns = append(columns, "coalesce("+fmt.Sprintf(encode, name)+", '')")
	}
	return "select concat_ws('" + between + "', " + strings.Join(columns, ", ") + ") from audit order by seq"
}

// line is one row, taken apart.
type line struct {
	seq, at            int64
	field              [fields][]byte
	salt               [saltSize]byte
	digest, computed   [digestSize]byte
	mac                [macSize]byte
	erased, wellFormed bool
	leaf               [16 + digestSize]byte
	buf                []byte
}

// rows reads all rows and checks each.
func (c *checker) rows(ctx context.Context, tx *db.Tx) error {
	var raw sql.RawBytes
	into := []any{&raw}
	err := tx.Each(ctx, func(scan db.Scan) error {
		if err := scan(into...); err != nil {
			return err
		}
		c.line.take(raw, c.dialect)
		return c.row()
	}, lineQuery(c.dialect))
	if err != nil {
		return fmt.Errorf("audit: verify: %w", err)
	}
	return nil
}

// row checks the row at hand.
func (c *checker) row() error {
	l, next := &c.line, c.report.Rows
	switch {
	case l.seq > next:
		return &BadRow{next, l.seq, "audit.bad.missing"}
	case l.seq < next:
		return badRow(l.seq, "audit.bad.inserted")
	case !l.wellFormed, !l.erased && l.computed != l.digest:
		return badRow(next, "audit.bad.changed")
	}
	l.leaf = leafOf(l.seq, l.at, l.digest[:])
	if c.mac != nil {
		if c.sum = c.mac.of(l.leaf[:], c.sum[:0]); subtle.ConstantTimeCompare(c.sum, l.mac[:]) == 0 {
			return badRow(next, "audit.bad.forged")
		}
	}
	c.retention()
	c.report.Rows++
	if err := c.edge.add(tlog.RecordHash(l.leaf[:]), c.whole); err != nil {
		return err
	}
	return c.passed()
}

// retention notes an erased row, or the erasure that explains it.
func (c *checker) retention() {
	l := &c.line
	if l.erased {
		c.report.Erased++
		if i := len(c.erased) - 1; i >= 0 && c.erased[i].last == l.seq-1 {
			c.erased[i].last = l.seq
		} else {
			c.erased = append(c.erased, interval{l.seq, l.seq})
		}
		return
	}
	if string(l.field[actionField]) != eraseAction {
		return
	}
	last, ok := erasedTo(string(l.field[objectField]))
	for ok && last < l.seq && len(c.erased) > 0 && c.erased[0].first <= last {
		if c.erased[0].last > last {
			c.erased[0].first = last + 1
			break
		}
		c.erased = c.erased[1:]
	}
}

// take reads a row. What cannot be read is left as not well formed.
func (l *line) take(raw []byte, d db.Dialect) {
	l.wellFormed, l.seq = false, -1
	ok := l.split(raw)
	var err error
	if l.seq, err = strconv.ParseInt(string(l.field[0]), 10, 64); err != nil {
		l.seq = -1
		return
	}
	if l.at, err = strconv.ParseInt(string(l.field[1]), 10, 64); err != nil || !ok {
		return
	}
	salt, digest, mac := l.field[digestAt-1], l.field[digestAt], l.field[digestAt+1]
	if !unhex(l.digest[:], digest) || !unhex(l.mac[:], mac) {
		return
	}
	text := l.field[2 : 2+texts]
	if l.erased = len(salt) == 0; l.erased {
		l.wellFormed = allAbsent(text)
		return
	}
	if d == db.Postgres {
		text[deputyColumn] = digit(text[deputyColumn])
	}
	l.wellFormed = unhex(l.salt[:], salt)
	l.buf = append(l.buf[:0], l.salt[:]...)
	for _, t := range text {
		l.buf = appendText(l.buf, t)
	}
	l.computed = sha256.Sum256(l.buf)
}

// split takes a line apart and reports whether it has just the right number of
// fields.
func (l *line) split(raw []byte) bool {
	for i := range fields - 1 {
		n := bytes.IndexByte(raw, between[0])
		if n < 0 {
			l.field[i] = raw
			return false
		}
		l.field[i], raw = raw[:n], raw[n+1:]
	}
	l.field[fields-1] = raw
	return bytes.IndexByte(raw, between[0]) < 0
}

func unhex(into, text []byte) bool {
	if len(text) != 2*len(into) {
		return false
	}
	_, err := hex.Decode(into, text)
	return err == nil
}

func allAbsent(text [][]byte) bool {
	for _, t := range text {
		if string(t) != absent {
			return false
		}
	}
	return true
}

var one, zero = []byte("1"), []byte("0")

// digit gives PostgreSQL's words for a boolean as the digest has them.
func digit(word []byte) []byte {
	switch string(word) {
	case "true":
		return one
	case "false":
		return zero
	}
	return word
}
