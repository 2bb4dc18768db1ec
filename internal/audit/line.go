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

// Verify reads each row as one line, because reading nineteen columns takes
// three times as long. Append lets no control character through and every line
// has the same number of fields, so one that does not fall into just these has
// been changed. The bytes at its end can hold a separator: words stand between
// them, so that none can be moved from one column to the next.
const (
	between   = "\x1f"
	absent    = "\x1d"
	saltWord  = "salt" + between
	digWord   = between + "digest" + between
	macWord   = between + "mac" + between
	tail      = len(saltWord) + saltSize + len(digWord) + digestSize + len(macWord) + macSize
	front     = 2 + texts
	actionAt  = 2 + 5
	objectAt  = 2 + 7
	deputyAt  = 2 + deputyColumn
	bytesMark = `\x` // what PostgreSQL puts before bytes
)

// lineQuery reads the rows as lines.
var lineQuery = func() string {
	columns := []string{"seq", "at"}
	for i, name := range textNames {
		if i == deputyColumn {
			name = "cast(" + name + " as text)"
		}
		columns = append(columns, "coalesce("+name+", '"+absent+"')")
	}
	columns = append(columns, "'salt'", "coalesce(salt, '')", "'digest'", "digest", "'mac'", "mac")
	return "select concat_ws('" + between + "', " + strings.Join(columns, ", ") + ") from audit order by seq"
}()

// line is one row, taken apart.
type line struct {
	seq, at            int64
	field              [front][]byte
	salt, digest, mac  []byte
	computed           [digestSize]byte
	erased, wellFormed bool
	leaf               [16 + digestSize]byte
	buf, tail          []byte
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
	}, lineQuery)
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
	case !l.wellFormed, !l.erased && !bytes.Equal(l.computed[:], l.digest):
		return badRow(next, "audit.bad.changed")
	}
	l.leaf = leafOf(l.seq, l.at, l.digest)
	if c.mac != nil {
		if c.sum = c.mac.of(l.leaf[:], c.sum[:0]); subtle.ConstantTimeCompare(c.sum, l.mac) == 0 {
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
	if string(l.field[actionAt]) != eraseAction {
		return
	}
	last, ok := erasedTo(string(l.field[objectAt]))
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
	l.wellFormed = false
	rest, ok := l.split(raw)
	var err error
	if l.seq, err = strconv.ParseInt(string(l.field[0]), 10, 64); err != nil {
		l.seq = -1
		return
	}
	if l.at, err = strconv.ParseInt(string(l.field[1]), 10, 64); err != nil || !ok {
		return
	}
	if d == db.Postgres {
		rest = l.unhex(rest)
		l.field[deputyAt] = digit(l.field[deputyAt])
	}
	if !l.bytes(rest) {
		return
	}
	text := l.field[2:]
	if l.erased {
		l.wellFormed = allAbsent(text)
		return
	}
	l.wellFormed = true
	l.buf = append(l.buf[:0], l.salt...)
	for _, t := range text {
		l.buf = appendText(l.buf, t)
	}
	l.computed = sha256.Sum256(l.buf)
}

// split takes the front of a line apart.
func (l *line) split(raw []byte) (rest []byte, ok bool) {
	for i := range l.field {
		n := bytes.IndexByte(raw, between[0])
		if n < 0 {
			l.field[i] = raw
			return nil, false
		}
		l.field[i], raw = raw[:n], raw[n+1:]
	}
	return raw, true
}

// bytes takes the end of a line apart: salt, digest and mac.
func (l *line) bytes(rest []byte) bool {
	salt := saltSize
	if l.erased = len(rest) == tail-saltSize; l.erased {
		salt = 0
	}
	if len(rest) != tail-saltSize+salt {
		return false
	}
	var ok [3]bool
	rest, ok[0] = bytes.CutPrefix(rest, []byte(saltWord))
	l.salt, rest = rest[:salt], rest[salt:]
	rest, ok[1] = bytes.CutPrefix(rest, []byte(digWord))
	l.digest, rest = rest[:digestSize], rest[digestSize:]
	l.mac, ok[2] = bytes.CutPrefix(rest, []byte(macWord))
	return ok == [3]bool{true, true, true}
}

// unhex gives the end of a line from PostgreSQL as SQLite has it.
func (l *line) unhex(rest []byte) []byte {
	l.tail = l.tail[:0]
	for {
		part, more, found := bytes.Cut(rest, []byte(between))
		if digits, ok := bytes.CutPrefix(part, []byte(bytesMark)); ok {
			l.tail, _ = hex.AppendDecode(l.tail, digits)
		} else {
			l.tail = append(l.tail, part...)
		}
		if !found {
			return l.tail
		}
		l.tail, rest = append(l.tail, between...), more
	}
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
