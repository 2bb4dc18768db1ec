package audit

import (
	"context"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"samverk/internal/db"
)

const (
	eraseAction = "audit.erase"
	eraseRows   = 20_000 // rows erased in one call
)

// Erase empties the text of the oldest rows, as far as they are older than
// before, and logs that it did. It returns how many rows it emptied, a bounded
// number: call it until it returns 0. The rows stay in the tree.
func (l *Log) Erase(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	size, err := headSize(ctx, tx)
	if err != nil {
		return 0, fmt.Errorf("audit: erase: %w", err)
	}
	first, err := firstRow(ctx, tx, size, `select salt is not null from audit where seq = $1`)
	if err != nil {
		return 0, err
	}
	end, err := firstRow(ctx, tx, size, `select at >= $2 from audit where seq = $1`, db.Micros(before))
	if err != nil {
		return 0, err
	}
	if end = min(end, first+eraseRows); first >= end {
		return 0, nil
	}
	n, err := tx.Exec(ctx, `update audit set user_id = null, function_id = null, unit_id = null, organisation_id = null,
		deputy = null, action = null, outcome = null, object = null, person_id = null, case_id = null,
		categories = null, ground = null, level = null, source = null, salt = null
		where seq >= $1 and seq < $2`, first, end)
	if err != nil {
		return 0, fmt.Errorf("audit: erase: %w", err)
	}
	e := Entry{Action: eraseAction, Outcome: "done", Object: fmt.Sprintf("0-%d", end-1)}
	return n, l.Append(ctx, tx, e)
}

// erasedTo reads the last row from the object of an erasure.
func erasedTo(object string) (last int64, ok bool) {
	digits, found := strings.CutPrefix(object, "0-")
	last, err := strconv.ParseInt(digits, 10, 64)
	return last, found && err == nil
}

// firstRow finds by halving the first of size rows for which a question is
// true and stays so.
func firstRow(ctx context.Context, tx *db.Tx, size int64, question string, args ...any) (int64, error) {
	var fault error
	n := sort.Search(int(size), func(seq int) bool {
		var yes bool
		if fault == nil {
			_, fault = tx.One(ctx, []any{&yes}, question, append([]any{seq}, args...)...)
		}
		return yes
	})
	if fault != nil {
		return 0, fmt.Errorf("audit: find row: %w", fault)
	}
	return int64(n), nil
}
