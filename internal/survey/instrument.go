package survey

import (
	"cmp"
	"context"
	"regexp"
	"strings"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

const (
	mostName, mostSource = 60, 300
	mostInstruments      = 500
	firstYear, lastYear  = 2000, 2100
)

// Instrument is what an instrument of others gave in an area: which of its
// numbers, and the result. Its questions are never kept here.
type Instrument struct {
	ID      string
	Area    id.Area
	Name    string
	Number  int
	Value   string // a number, with a decimal comma
	Year    int
	Source  string
	By      id.Function
	Version int64
}

var decimal = regexp.MustCompile(`^-?[0-9]{1,9}(,[0-9]{1,3})?$`)

// Check reports every fault of the row.
func (i Instrument) Check() error {
	var f errs.Faults
	f.Check(i.Name != "", "name", "measured.name.missing")
	f.Check(utf8.RuneCountInString(i.Name) <= mostName, "name", "measured.name.long")
	f.Check(!strings.ContainsAny(i.Name, "?\n"), "name", "measured.name.question")
	f.Check(i.Number >= 1 && i.Number <= 999, "number", "measured.number.range")
	f.Check(decimal.MatchString(i.Value), "value", "measured.value.number")
	f.Check(i.Year >= firstYear && i.Year <= lastYear, "year", "measured.year.range")
	f.Check(i.Source != "", "source", "measured.source.missing")
	f.Check(utf8.RuneCountInString(i.Source) <= mostSource, "source", "measured.source.long")
	f.Check(!id.HasNumber(i.Name), "name", "text.identity.number")
	f.Check(!id.HasNumber(i.Source), "source", "text.identity.number")
	return f.OneEach().Err()
}

// InstrumentFilter says which results a list shows, and from where on.
type InstrumentFilter struct {
	Area   id.Area
	Before int // year and identifier of the last of the page before
	Last   string
	Limit  int // the most that there is when not said
}

// Instruments lists what has been registered, the newest year first.
func Instruments(ctx context.Context, tx *db.Tx, q InstrumentFilter) ([]Instrument, error) {
	return db.All(ctx, tx, func(scan db.Scan) (i Instrument, err error) {
		return i, scan(&i.ID, &i.Area, &i.Name, &i.Number, &i.Value, &i.Year, &i.Source, &i.By, &i.Version)
	}, `select id, area_id, name, number, value, year, source, function_id, version from instrument where area_id = $1
		and (year, id) < ($2, $3) order by year desc, id desc limit $4`, q.Area, max(0, min(cmp.Or(q.Before, lastYear+1), lastYear+1)), q.Last, cmp.Or(q.Limit, mostInstruments))
}

// Register enters a result.
func Register(ctx context.Context, tx *db.Tx, i Instrument) (string, error) {
	i.Value = strings.ReplaceAll(i.Value, ".", ",")
	if err := i.Check(); err != nil {
		return "", err
	}
	var had int
	if _, err := tx.One(ctx, []any{&had}, `select count(*) from instrument where area_id = $1`, i.Area); err != nil {
		return "", err
	}
	if had >= mostInstruments {
		return "", errs.New(errs.Conflict, "measured.many")
	}
	made := string(id.New[id.Statement]())
	_, err := tx.Exec(ctx, `insert into instrument (id, area_id, name, number, value, year, source, function_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		made, i.Area, i.Name, i.Number, i.Value, i.Year, i.Source, i.By)
	return made, err
}

// Remove takes away a result of an area that was entered by mistake.
func Remove(ctx context.Context, tx *db.Tx, area id.Area, i string, version int64) error {
	n, err := tx.Exec(ctx, `delete from instrument where id = $1 and area_id = $2 and version = $3`, i, area, version)
	if err == nil && n == 0 {
		err = errs.Missing()
	}
	return err
}
