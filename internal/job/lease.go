package job

import (
	"context"
	"fmt"
	"time"

	"samverk/internal/db"
)

// TakeLease takes or renews the lease of a name for a holder, and reports
// whether the holder has it. It is free when it was never taken, or has run out.
func TakeLease(ctx context.Context, tx *db.Tx, name, holder string, d time.Duration) (bool, error) {
	n, err := tx.Exec(ctx, `insert into lease (name, holder, until) values ($1, $2, $3)
		on conflict (name) do update set holder = excluded.holder, until = excluded.until
		where lease.holder = excluded.holder or lease.until <= $4`,
		name, holder, db.Micros(tx.Now.Add(d)), db.Micros(tx.Now))
	if err != nil {
		return false, fmt.Errorf("job: lease: %w", err)
	}
	return n == 1, nil
}

// GiveUpLease frees a lease that the holder has, so that another need not wait
// for its end.
func GiveUpLease(ctx context.Context, tx *db.Tx, name, holder string) error {
	if _, err := tx.Exec(ctx, `delete from lease where name = $1 and holder = $2`, name, holder); err != nil {
		return fmt.Errorf("job: lease: %w", err)
	}
	return nil
}
