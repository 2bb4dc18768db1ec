package figure

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// The limits of an indicator of the federation's own.
const (
	MostOwn       = 40
	MostOwnName   = 120
	MostOwnAbout  = 1000
	MostOwnSource = 120
)

// OwnUnits lists the units that an indicator of one's own can have.
func OwnUnits() []string { return []string{Percent, Kronor, Persons, Years} }

// OwnInput is what is decided about an indicator of one's own.
type OwnInput struct {
	KPI    string // its number in Kolada
	Name   string
	About  string // its definition
	Unit   string
	Source string // who the figures come from before Kolada; may be empty
}

// Own is an indicator that the federation has added. It is one of Kolada's, and
// is fetched with the others.
type Own struct {
	OwnInput
	Code    id.Figure
	Version int64
}

// Figure returns the indicator as one among all. Its words are the federation's,
// the same in both languages.
func (o Own) Figure() Figure {
	return Figure{Code: o.Code, Set: Kolada, Name: Words{o.Name, o.Name}, About: Words{o.About, o.About}, Unit: o.Unit,
		Theme: string(o.Code), KPI: o.KPI, Producer: o.Source}
}

// FreeText returns the texts that may not tell of anybody, by the name of their
// field.
func (in OwnInput) FreeText() map[string]string {
	return map[string]string{"name": in.Name, "about": in.About, "source": in.Source}
}

// check reports all that is wrong with the words.
func (in OwnInput) check() (f errs.Faults) {
	for _, one := range []struct {
		field, text string
		most        int
		needed      bool
	}{{"name", in.Name, MostOwnName, true}, {"about", in.About, MostOwnAbout, true}, {"source", in.Source, MostOwnSource, false}} {
		f.Check(one.text != "" || !one.needed, one.field, "figure.own."+one.field+".missing")
		f.Check(utf8.RuneCountInString(one.text) <= one.most, one.field, "figure.own.long", "most", strconv.Itoa(one.most))
	}
	return f
}

// IsKPI reports whether a text has the form of Kolada's numbers of indicators.
func IsKPI(text string) bool {
	tail, n := strings.CutPrefix(text, "N")
	return n && len(tail) == 5 && digits(tail)
}

func ownCode(kpi string) id.Figure { return id.Figure("kolada-" + strings.ToLower(kpi)) }

// AddOwn notes an indicator that the next import fetches.
func AddOwn(ctx context.Context, tx *db.Tx, in OwnInput, by id.Function) (id.Figure, error) {
	known, err := Known(ctx, tx)
	if err != nil {
		return "", err
	}
	f := in.check()
	_, taken := known.ByKPI(in.KPI)
	f.Check(IsKPI(in.KPI), "kpi", "figure.own.kpi.form")
	f.Check(!taken, "kpi", "figure.own.kpi.taken")
	f.Check(slices.Contains(OwnUnits(), in.Unit), "unit", "figure.own.unit")
	f.Check(len(known)-len(All()) < MostOwn, "kpi", "figure.own.many", "most", strconv.Itoa(MostOwn))
	if err := f.OneEach().Err(); err != nil {
		return "", err
	}
	code := ownCode(in.KPI)
	n, err := tx.Exec(ctx, `insert into own_figure (code, kpi, name, about, unit, source, function_id) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
		code, in.KPI, in.Name, in.About, in.Unit, in.Source, by)
	if err != nil {
		return "", err
	}
	f.Check(n > 0, "kpi", "figure.own.kpi.taken")
	return code, f.Err()
}

// ChangeOwn changes what is said of an indicator of one's own. Its number and its
// unit stay: another definition is another series.
func ChangeOwn(ctx context.Context, tx *db.Tx, code id.Figure, in OwnInput, version int64) error {
	if _, err := ownAt(ctx, tx, code, version); err != nil {
		return err
	}
	if err := in.check().OneEach().Err(); err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `update own_figure set name = $1, about = $2, source = $3, version = version + 1 where code = $4 and version = $5`,
		in.Name, in.About, in.Source, code, version)
	if err != nil || n > 0 {
		return err
	}
	_, err = ownAt(ctx, tx, code, version)
	return err
}

// RemoveOwn forgets an indicator of one's own that has no values yet.
func RemoveOwn(ctx context.Context, tx *db.Tx, code id.Figure, version int64) error {
	if _, err := ownAt(ctx, tx, code, version); err != nil {
		return err
	}
	used, err := tx.Has(ctx, `select 1 from figure_value where figure = $1 limit 1`, code)
	if err != nil {
		return err
	}
	if used {
		return errs.New(errs.Conflict, "figure.own.used")
	}
	_, err = tx.Exec(ctx, `delete from own_figure where code = $1 and version = $2`, code, version)
	return err
}

// ownAt returns an indicator of one's own that stands as somebody saw it.
func ownAt(ctx context.Context, tx *db.Tx, code id.Figure, version int64) (Own, error) {
	now, err := db.First(db.All(ctx, tx, scanOwn, ownColumns+`where code = $1`, code))
	if err == nil && now.Version != version {
		err = errs.Changed(now)
	}
	return now, err
}

const ownColumns = `select code, kpi, name, about, unit, source, version from own_figure `

func scanOwn(scan db.Scan) (o Own, err error) {
	return o, scan(&o.Code, &o.KPI, &o.Name, &o.About, &o.Unit, &o.Source, &o.Version)
}

// OwnFigures lists the indicators that the federation has added, by name.
func OwnFigures(ctx context.Context, tx *db.Tx) ([]Own, error) {
	return db.All(ctx, tx, scanOwn, ownColumns+`order by name, code limit $1`, MostOwn)
}

// Known lists every figure that there is: those that are defined here, and the
// federation's own.
func Known(ctx context.Context, tx *db.Tx) (List, error) {
	own, err := OwnFigures(ctx, tx)
	all := All()
	for _, o := range own {
		all = append(all, o.Figure())
	}
	return all, err
}
