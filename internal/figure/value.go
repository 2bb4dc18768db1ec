package figure

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// MostStatus is the most characters of what a source says of a missing value.
const MostStatus = 40

// Value is what a figure was. One that is not known is not zero.
type Value struct {
	Figure  id.Figure `json:"figure"`
	Place   Place     `json:"place"`
	Period  string    `json:"period"`
	Gender  string    `json:"gender"`
	Number  Number    `json:"number"`
	Known   bool      `json:"known"`
	Status  string    `json:"status,omitempty"` // what the source says of a value that it does not give
	Origin  string    `json:"-"`
	TakenAt time.Time `json:"-"`
}

// Key is what a value is of.
type Key struct {
	Figure id.Figure
	Place  Place
	Period string
	Gender string
}

// Key returns what the value is of.
func (v Value) Key() Key { return Key{v.Figure, v.Place, v.Period, v.Gender} }

// Same reports whether two values of the same say the same.
func (v Value) Same(o Value) bool {
	return v.Known == o.Known && v.Status == o.Status && (!v.Known || v.Number == o.Number)
}

// Check reports every fault of a value of one of the figures that there are.
func (v Value) Check(of List) error {
	f, known := of.ByCode(v.Figure)
	var all errs.Faults
	all.Check(known, "figure", "figure.unknown")
	all.Check(isPeriod(v.Period), "period", "figure.period.form")
	all.Check(slices.Contains(Genders(), v.Gender), "gender", "figure.gender.unknown")
	all.Check(utf8.RuneCountInString(v.Status) <= MostStatus, "status", "figure.status.long")
	scale := known && f.Unit == Ordinal && v.Known
	all.Check(!scale || v.Number%1000 == 0 && int(v.Number/1000) >= f.Low && int(v.Number/1000) <= f.High, "value", "figure.value.scale")
	all.Check(!known || f.Unit != Percent || !v.Known || v.Number >= 0 && v.Number <= 100_000, "value", "figure.value.percent")
	all.Check(!known || !v.Known || v.Number >= 0 || f.Unit == Kronor, "value", "figure.value.negative")
	return all.Err()
}

// isPeriod reports whether a text is a year, two years, or says that there is
// none.
func isPeriod(p string) bool {
	from, to, two := strings.Cut(p, "–")
	return p == UnknownPeriod || isYear(from) && (!two || isYear(to) && from < to)
}

func isYear(y string) bool { return len(y) == 4 && digits(y) && y >= "1990" && y <= "2100" }

// Later reports whether a period lies wholly after another. Of one without year
// nothing is known.
func Later(p, than string) bool {
	if p == UnknownPeriod || than == UnknownPeriod || len(p) < 4 || len(than) < 4 {
		return false
	}
	return p[:4] > than[len(than)-4:]
}

const valueColumns = `figure, place, period, gender, coalesce(thousandths, 0), thousandths is not null, status, origin, taken_at`

func scanValue(scan db.Scan) (v Value, err error) {
	var at int64
	err = scan(&v.Figure, &v.Place, &v.Period, &v.Gender, &v.Number, &v.Known, &v.Status, &v.Origin, &at)
	v.TakenAt = db.Time(at)
	return v, err
}

// mostValues bounds what is read at once: every figure of a federation for many
// years.
const mostValues = 50_000

// Values returns the values of some figures, all places, periods and genders.
func Values(ctx context.Context, tx *db.Tx, of []id.Figure) ([]Value, error) {
	if len(of) == 0 {
		return nil, nil
	}
	list, args := db.In(2, of)
	return db.All(ctx, tx, scanValue, `select `+valueColumns+` from figure_value where figure in `+list+`
order by figure, period, place, gender limit $1`, append([]any{mostValues}, args...)...)
}

// ValuesIn returns the values of every figure in some places.
func ValuesIn(ctx context.Context, tx *db.Tx, places []Place) ([]Value, error) {
	if len(places) == 0 {
		return nil, nil
	}
	list, args := db.In(2, places)
	return db.All(ctx, tx, scanValue, `select `+valueColumns+` from figure_value where place in `+list+`
order by figure, period, place, gender limit $1`, append([]any{mostValues}, args...)...)
}
