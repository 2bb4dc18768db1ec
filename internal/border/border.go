// Package border decodes what comes from outside – forms, addresses, JSON and
// CSV – under limits, and names every fault at once. It does not know what the
// values mean, and never repeats one in a fault.
package border

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"maps"
	"slices"

	"samverk/internal/errs"
)

// Limits bound what is taken in. A zero bound allows nothing.
type Limits struct {
	Body       int64 // bytes of a whole form, JSON or CSV
	Fields     int   // values of a form or an address, keys of a JSON object
	FieldBytes int   // bytes of one text
	Depth      int   // of JSON
	Array      int   // elements of a JSON array
	Files      int   // files of a multipart form
	FileBytes  int64 // bytes of one file
	Columns    int   // of CSV
	Rows       int
	CellBytes  int

	apart bool // no cells of a workbook may be one: all but the first would be read as empty
}

// most bounds how many faults of one input are told.
const most = 100

// Standard returns the limits of ordinary forms and JSON.
func Standard() Limits {
	return Limits{
		Body: 1 << 20, Fields: 500, FieldBytes: 256 << 10, Depth: 20, Array: 1000, FileBytes: 5 << 20,
		Columns: 50, Rows: 100_000, CellBytes: 32 << 10,
	}
}

// Sheet returns the limits of a CSV file.
func Sheet() Limits {
	l := Standard()
	l.Body = 10 << 20
	return l
}

// Upload returns the limits of a form that a file goes along with.
func Upload() Limits {
	l := Standard()
	l.Body, l.Files = l.FileBytes+1<<16, 1
	return l
}

// errSize is the answer to a body that is too long; an outlet may want to tell
// it from other faults.
func errSize() error { return fault("", "border.size") }

// TooLarge reports whether err says that the whole body is too long.
func TooLarge(err error) bool {
	var f errs.Faults
	return f.Merge(err) == nil && slices.ContainsFunc(f, func(one errs.Fault) bool { return one.Field == "" && one.Key == "border.size" })
}

func fault(field, key string, args ...string) error {
	var f errs.Faults
	f.Add(field, key, args...)
	return f.Err()
}

// Read reads a body that is within the limit. Bytes past the limit are not
// read.
func Read(body io.Reader, l Limits) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	b, err := io.ReadAll(io.LimitReader(body, l.Body+1))
	switch {
	case int64(len(b)) > l.Body:
		return nil, errSize()
	case err != nil:
		return nil, fault("", "border.broken")
	}
	return b, nil
}

// Values are the texts of a form or an address, by name.
type Values map[string][]string

// Get returns the first value with a name, empty when there is none.
func (v Values) Get(name string) string {
	if list := v[name]; len(list) > 0 {
		return list[0]
	}
	return ""
}

// Has reports whether there is a value with a name, also an empty one.
func (v Values) Has(name string) bool { return len(v[name]) > 0 }

// Digest returns a digest of values, the same whatever order their names came
// in.
func Digest(v Values) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(v)) {
		parts = append(parts, name, DigestOf(v[name]...))
	}
	return DigestOf(parts...)
}

// DigestOf returns a digest of texts in their order.
func DigestOf(parts ...string) string {
	h := sha256.New()
	var size [8]byte
	for _, p := range parts {
		// With its length, so that "ab", "c" and "a", "bc" differ.
		binary.BigEndian.PutUint64(size[:], uint64(len(p)))
		h.Write(size[:])
		io.WriteString(h, p)
	}
	return hex.EncodeToString(h.Sum(nil))
}
