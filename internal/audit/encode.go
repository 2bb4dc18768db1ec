package audit

import (
	"encoding/binary"
	"fmt"
	"hash"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"

	"samverk/internal/id"
)

const (
	// textColumns is what erasure empties, in the order of the digest. Never
	// change the order: it would make every row look forged.
	textColumns = "user_id, function_id, unit_id, organisation_id, deputy, action, outcome, " +
		"object, person_id, case_id, categories, ground, level, source"

	texts        = 14
	deputyColumn = 4
	rowArgs      = 2 + texts + 3

	saltSize   = 16
	digestSize = 32
	macSize    = 16
	longest    = 1000 // bytes of one text
)

var textNames = strings.Split(textColumns, ", ")

// texts returns what a row says, in the order of textColumns.
func (e *Entry) texts() [texts]string {
	deputy := "0"
	if e.Deputy {
		deputy = "1"
	}
	return [texts]string{
		string(e.User), string(e.Function), string(e.Unit), string(e.Org), deputy, e.Action, e.Outcome,
		e.Object, string(e.Person), string(e.Case), e.Categories, e.Ground, e.Level, e.Source,
	}
}

// setTexts is the reverse of texts.
func (e *Entry) setTexts(t [texts]string) {
	*e = Entry{
		User: id.User(t[0]), Function: id.Function(t[1]), Unit: id.Unit(t[2]), Org: id.Org(t[3]),
		Deputy: t[deputyColumn] == "1", Action: t[5], Outcome: t[6], Object: t[7],
		Person: id.Person(t[8]), Case: id.Case(t[9]), Categories: t[10], Ground: t[11], Level: t[12], Source: t[13],
	}
}

// check refuses what could not be checked again: Verify tells columns apart by
// a control character.
func (e *Entry) check() error {
	for i, t := range e.texts() {
		if len(t) > longest || !utf8.ValidString(t) || strings.IndexFunc(t, isControl) >= 0 {
			return fmt.Errorf("audit: %s cannot be logged", textNames[i])
		}
	}
	return nil
}

func isControl(r rune) bool { return r < ' ' }

// appendText adds a text and its length, so that no two rows give the same bytes.
func appendText[T string | []byte](buf []byte, t T) []byte {
	return append(binary.BigEndian.AppendUint16(buf, uint16(min(len(t), 0xffff))), t...)
}

// leafOf is what the tree and the mac bind: number, time, and the commitment
// to the text.
func leafOf(seq, at int64, digest []byte) (leaf [16 + digestSize]byte) {
	binary.BigEndian.PutUint64(leaf[:], uint64(seq))
	binary.BigEndian.PutUint64(leaf[8:], uint64(at))
	copy(leaf[16:], digest)
	return leaf
}

func leafHash(seq, at int64, digest []byte) tlog.Hash {
	leaf := leafOf(seq, at, digest)
	return tlog.RecordHash(leaf[:])
}

type mac struct {
	hash.Hash
	sum []byte
}

// of appends the mac of a leaf to into.
func (m *mac) of(leaf, into []byte) []byte {
	m.Reset()
	m.Write(leaf)
	m.sum = m.Sum(m.sum[:0])
	return append(into, m.sum[:macSize]...)
}
