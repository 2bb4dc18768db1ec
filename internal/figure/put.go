package figure

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"samverk/internal/db"
)

// atOnce is how many values go in one statement.
const atOnce = 50

// Put takes in values, over what stood.
func Put(ctx context.Context, tx *db.Tx, all []Value) error {
	for some := range slices.Chunk(all, atOnce) {
		var rows []string
		var args []any
		for _, v := range some {
			number := any(nil)
			if v.Known {
				number = int64(v.Number)
			}
			var marks []string
			for _, arg := range []any{v.Figure, v.Place, v.Period, v.Gender, number, v.Status, v.Origin, db.Micros(tx.Now)} {
				args = append(args, arg)
				marks = append(marks, "$"+strconv.Itoa(len(args)))
			}
			rows = append(rows, "("+strings.Join(marks, ", ")+")")
		}
		if _, err := tx.Exec(ctx, `insert into figure_value (figure, place, period, gender, thousandths, status, origin, taken_at)
values `+strings.Join(rows, ", ")+`
on conflict (figure, place, period, gender) do update set thousandths = excluded.thousandths, status = excluded.status, origin = excluded.origin, taken_at = excluded.taken_at`, args...); err != nil {
			return err
		}
	}
	return nil
}
