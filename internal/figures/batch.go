package figures

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"samverk/internal/access"
	"samverk/internal/border"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/figure"
	"samverk/internal/id"
	"samverk/internal/org"
)

const (
	// MostFile is the most bytes of a file of figures.
	MostFile = 5 << 20
	// MostValues is the most values that are taken in at once.
	MostValues = 10_000

	batchLasts = time.Hour
)

// What a value of a file leads to.
const (
	ValueNew       = "new"
	ValueChanged   = "changed"
	ValueUnchanged = "unchanged"
)

// read is a value as a file has it: where it stood there, and a place that may
// be a name.
type read struct {
	figure.Value
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
}

// content is a file as it was read.
type content struct {
	Origin string  `json:"origin"`
	Values []read  `json:"values"`
	Faults []Fault `json:"faults,omitempty"`
}

// Fault is one thing that is wrong in a file, and where: a row, and a column as
// a spreadsheet names it or as the answer does.
type Fault struct {
	Row    int        `json:"row"`
	Column string     `json:"column,omitempty"`
	Errs   errs.Fault `json:"errs"`
}

func faultAt(row int, column, key string, args ...string) Fault {
	var f errs.Faults
	f.Add("", key, args...)
	return Fault{row, column, f[0]}
}

// Line is a value and what it leads to.
type Line struct {
	Row   int
	State string
	Value figure.Value
	Old   figure.Value // of what is changed
}

// Preview is what a file leads to as things stand.
type Preview struct {
	ID        id.Import
	Name      string
	Origin    string
	Done      bool
	Lines     []Line
	Faults    []Fault
	Left      int // values of places that are none of ours
	New       int
	Changed   int
	Unchanged int
	Seen      string // digest of what was shown
	Places    []Spot
	Figures   figure.List // that there are
}

// Ready reports whether there is something to take in.
func (p Preview) Ready() bool { return !p.Done && len(p.Faults) == 0 && p.New+p.Changed > 0 }

// Upload keeps the values of a file for an hour, to be looked at before they are
// taken in. A file that cannot be read at all is refused.
func (s *Service) Upload(ctx context.Context, who access.Actor, origin, name string, file []byte) (id.Import, error) {
	var f errs.Faults
	f.Check(origin == figure.FromKolada || origin == figure.FromSCB, "origin", "figures.origin.unknown")
	f.Check(len(file) > 0, "file", "figures.file.missing")
	f.Check(len(file) <= MostFile, "file", "border.size")
	if err := f.Err(); err != nil {
		return "", err
	}
	var c content
	var err error
	if origin == figure.FromKolada {
		c, err = s.ofKolada(ctx, who, file)
	} else {
		c, err = ofSCB(file)
	}
	if err != nil {
		return "", err
	}
	return s.keep(ctx, who, name, c)
}

// ofKolada reads one whole answer, for who takes in figures.
func (s *Service) ofKolada(ctx context.Context, who access.Actor, file []byte) (c content, err error) {
	err = s.Look(ctx, who, access.FigureKeep, access.Object{}, func(tx *db.Tx) error {
		of, err := figure.Known(ctx, tx)
		if err == nil {
			c, err = ofKolada(of, [][]byte{file})
		}
		return err
	})
	return c, err
}

// UploadReport keeps the two tables of the report to be looked at, as any file.
func (s *Service) UploadReport(ctx context.Context, who access.Actor) (id.Import, error) {
	all, err := figure.OfReport()
	if err != nil {
		return "", err
	}
	c := content{Origin: figure.FromReport}
	for i, v := range all {
		c.Values = append(c.Values, read{Value: v, Row: i + 1})
	}
	return s.keep(ctx, who, "Delrapport Vetlanda 2016", c)
}

func (s *Service) keep(ctx context.Context, who access.Actor, name string, c content) (id.Import, error) {
	var f errs.Faults
	f.Check(len(c.Values)+len(c.Faults) <= MostValues, "file", "figures.values.many", "n", strconv.Itoa(MostValues))
	f.Check(len(c.Values)+len(c.Faults) > 0, "file", "figures.values.none")
	if err := f.Err(); err != nil {
		return "", err
	}
	kept, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	name, key := border.Text(name, 200)
	if key != "" || id.HasNumber(name) {
		name = ""
	}
	made, err := s.Do(ctx, who, access.FigureKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if _, err := tx.Exec(ctx, `delete from figure_batch where user_id = $1 or at < $2`, who.User, db.Micros(tx.Now.Add(-batchLasts))); err != nil {
			return "", err
		}
		b := id.New[id.Import]()
		_, err := tx.Exec(ctx, `insert into figure_batch (id, user_id, origin, name, content, at) values ($1, $2, $3, $4, $5, $6)`,
			b, who.User, c.Origin, name, kept, db.Micros(tx.Now))
		return string(b), err
	})
	return id.Import(made), err
}

// own returns a file that the same user has uploaded within the hour; any other
// is missing.
func own(ctx context.Context, tx *db.Tx, who access.Actor, b id.Import) (p Preview, c content, err error) {
	var kept []byte
	found, err := tx.One(ctx, []any{&p.ID, &p.Name, &p.Origin, &kept, &p.Done}, `select id, name, origin, content, done_at is not null
from figure_batch where id = $1 and user_id = $2 and at > $3`, b, who.User, db.Micros(tx.Now.Add(-batchLasts)))
	switch {
	case err != nil:
		return p, c, err
	case !found:
		return p, c, errs.Missing()
	case len(kept) > 0:
		err = json.Unmarshal(kept, &c)
	}
	return p, c, err
}

// Preview returns what a file leads to.
func (s *Service) Preview(ctx context.Context, who access.Actor, b id.Import) (p Preview, err error) {
	err = s.Look(ctx, who, access.FigureKeep, access.Object{}, func(tx *db.Tx) error {
		var c content
		if p, c, err = own(ctx, tx, who, b); err != nil {
			return err
		}
		return p.plan(ctx, tx, c)
	})
	return p, err
}

// TakeIn takes in all values of a file, or none. What is taken in is what was
// seen: where something has changed since then it has to be looked at anew.
func (s *Service) TakeIn(ctx context.Context, who access.Actor, b id.Import, seen string) error {
	_, err := s.Do(ctx, who, access.FigureKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		p, c, err := own(ctx, tx, who, b)
		if err == nil {
			err = p.plan(ctx, tx, c)
		}
		switch {
		case err != nil:
			return "", err
		case p.Done:
			return "", errs.New(errs.Conflict, "import.done")
		case len(p.Faults) > 0:
			return "", errs.New(errs.Conflict, "import.faulty")
		case p.Seen != seen:
			return "", errs.New(errs.Conflict, "import.changed")
		}
		if err := figure.Put(ctx, tx, p.taken()); err != nil {
			return "", err
		}
		_, err = tx.Exec(ctx, `update figure_batch set done_at = $1, content = $2, version = version + 1 where id = $3`, db.Micros(tx.Now), []byte{}, b)
		return string(b), err
	})
	return err
}

// taken are the values that say something new.
func (p Preview) taken() (all []figure.Value) {
	for _, l := range p.Lines {
		if l.State != ValueUnchanged {
			all = append(all, l.Value)
		}
	}
	return all
}

// Discard forgets a file that was not taken in.
func (s *Service) Discard(ctx context.Context, who access.Actor, b id.Import) error {
	_, err := s.Do(ctx, who, access.FigureKeep, access.Object{}, func(tx *db.Tx, _ access.Sight) (string, error) {
		if _, _, err := own(ctx, tx, who, b); err != nil {
			return "", err
		}
		_, err := tx.Exec(ctx, `delete from figure_batch where id = $1`, b)
		return string(b), err
	})
	return err
}

// plan compares the values of a file with what stands, in two statements
// however many they are.
func (p *Preview) plan(ctx context.Context, tx *db.Tx, c content) error {
	areas, err := org.Areas(ctx, tx)
	if err != nil {
		return err
	}
	if p.Figures, err = figure.Known(ctx, tx); err != nil {
		return err
	}
	p.Faults, p.Places = c.Faults, spots(areas)
	var of []id.Figure
	for _, r := range c.Values {
		if !slices.Contains(of, r.Figure) {
			of = append(of, r.Figure)
		}
	}
	stand, err := figure.Values(ctx, tx, of)
	if err != nil {
		return err
	}
	now := map[figure.Key]figure.Value{}
	for _, v := range stand {
		now[v.Key()] = v
	}
	p.compare(c, now)
	return nil
}

// compare finds what each value leads to.
func (p *Preview) compare(c content, now map[figure.Key]figure.Value) {
	seen := map[figure.Key]int{}
	var parts []string
	for _, r := range c.Values {
		v, ok := p.placed(c.Origin, r)
		if !ok || p.faulty(r, v, seen) {
			continue
		}
		l := Line{Row: r.Row, State: ValueNew, Value: v}
		if old, there := now[v.Key()]; there {
			l.Old, l.State = old, ValueChanged
			if old.Same(v) {
				l.State = ValueUnchanged
			}
		}
		p.add(l)
		parts = append(parts, strconv.Itoa(l.Row), l.State, string(v.Figure), string(v.Place), v.Period, v.Gender, l.Old.Number.String())
	}
	p.Seen = border.DigestOf(parts...)
}

func (p *Preview) add(l Line) {
	p.Lines = append(p.Lines, l)
	switch l.State {
	case ValueNew:
		p.New++
	case ValueChanged:
		p.Changed++
	default:
		p.Unchanged++
	}
}

// placed finds the place that a value is of. What Kolada and the report tell of
// others is left out; in a file that was filled in here it is a fault.
func (p *Preview) placed(origin string, r read) (figure.Value, bool) {
	v := r.Value
	v.Origin = origin
	place, ok := placeOf(p.Places, string(r.Place))
	switch {
	case ok:
		v.Place = place
		return v, true
	case origin == figure.FromReport, origin == figure.FromKolada && isCode(string(r.Place)):
		p.Left++
	default:
		p.fault(faultAt(r.Row, r.Column, "figures.place.unknown"))
	}
	return v, false
}

// isCode reports whether a text has the form of a municipality's code.
func isCode(s string) bool { return len(s) == 4 && strings.Trim(s, "0123456789") == "" }

// placeOf finds a place by its code, also without its first zero, or its name.
func placeOf(all []Spot, text string) (figure.Place, bool) {
	for _, s := range all {
		if text == string(s.Place) || len(text) == 3 && "0"+text == string(s.Place) || s.Name != "" && strings.EqualFold(text, s.Name) {
			return s.Place, true
		}
	}
	return "", false
}

// faulty notes what is wrong with a value, also that it has come before.
func (p *Preview) faulty(r read, v figure.Value, seen map[figure.Key]int) bool {
	right := true
	if e, ok := errors.AsType[*errs.Error](v.Check(p.Figures)); ok {
		right = false
		for _, f := range e.Faults {
			p.fault(Fault{r.Row, r.Column, f})
		}
	}
	first, twice := seen[v.Key()]
	if twice {
		p.fault(faultAt(r.Row, r.Column, "figures.value.twice", "row", strconv.Itoa(first)))
	}
	seen[v.Key()] = r.Row
	return twice || !right
}

// fault notes what is wrong; what is wrong with a whole row is told once.
func (p *Preview) fault(f Fault) {
	if n := len(p.Faults); n > 0 && p.Faults[n-1].Row == f.Row && p.Faults[n-1].Errs.Key == f.Errs.Key && f.Errs.Field != "value" {
		return
	}
	p.Faults = append(p.Faults, f)
}
