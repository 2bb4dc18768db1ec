package export

import (
	"encoding/json"
	"io"
	"time"
)

// head is how a file begins that holds all that is kept about somebody.
type head struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Made    time.Time `json:"made"`
}

// Part is one sort of what is held: its rows, with codes and RFC 3339 times.
type Part struct {
	Made    time.Time           `json:"-"` // when it was read
	Section string              `json:"section"`
	Case    string              `json:"case,omitempty"`
	Rows    []map[string]string `json:"rows"`
}

// Extract writes everything that is held about somebody as one JSON object,
// part by part as it is told, so that it is never whole in memory. Nothing is
// written before the first part.
func Extract(w io.Writer, format string, version int, tell func(func(Part) error) error) error {
	before := ""
	err := tell(func(p Part) error {
		if before == "" {
			first, err := json.Marshal(head{format, version, p.Made.UTC().Truncate(time.Second)})
			if err != nil {
				return err
			}
			before = string(first[:len(first)-1]) + `,"parts":[` + "\n"
		}
		b, err := json.Marshal(p)
		if err != nil {
			return err
		}
		_, err = w.Write(append([]byte(before), b...))
		before = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, "\n]}\n")
	return err
}

// Late is a writer that does something before the first of it is written: what
// is refused before that can be answered in another way.
type Late struct {
	To    io.Writer
	Begin func()
	begun bool
}

// Begun reports whether some of it is written.
func (l *Late) Begun() bool { return l.begun }

// Write writes a part.
func (l *Late) Write(b []byte) (int, error) {
	if !l.begun {
		l.begun = true
		l.Begin()
	}
	return l.To.Write(b)
}
