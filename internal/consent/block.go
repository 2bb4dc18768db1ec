package consent

import (
	"context"
	"time"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
)

// Block is the person's "never to this unit".
type Block struct {
	ID   id.Block
	Unit id.Unit
	At   time.Time
}

// Blocks returns the person's blocks to those who may note what she decides.
func Blocks(ctx context.Context, tx *db.Tx, s access.Sight) ([]Block, error) {
	if !s.Records() {
		return nil, nil
	}
	return db.All(ctx, tx, func(scan db.Scan) (b Block, err error) {
		var at int64
		err = scan(&b.ID, &b.Unit, &at)
		b.At = db.Time(at)
		return b, err
	}, `select id, unit_id, set_at from block where person_id = $1 and lifted_at is null order by set_at, id`, s.Person())
}

// SetBlock blocks a unit for the person, in all her cases, at once. A block
// that stands already is left as it is.
func SetBlock(ctx context.Context, tx *db.Tx, s access.Sight, u id.Unit) (id.Block, error) {
	known, err := tx.Has(ctx, `select 1 from unit where id = $1`, u)
	if err != nil {
		return "", err
	}
	var f errs.Faults
	f.Check(known, "unit", "block.unit.missing")
	if err := f.Err(); err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `insert into block (id, person_id, unit_id, set_at, set_by, representative_id) values ($1, $2, $3, $4, nullif($5, ''), nullif($6, ''))
		on conflict (person_id, unit_id) where lifted_at is null do nothing`, id.New[id.Block](), s.Person(), u, db.Micros(tx.Now), s.Function(), s.Proxy())
	if err != nil {
		return "", err
	}
	var b id.Block
	_, err = tx.One(ctx, []any{&b}, `select id from block where person_id = $1 and unit_id = $2 and lifted_at is null`, s.Person(), u)
	return b, err
}

// LiftBlock ends a block of the person.
func LiftBlock(ctx context.Context, tx *db.Tx, s access.Sight, b id.Block) error {
	n, err := tx.Exec(ctx, `update block set lifted_at = $3 where id = $1 and person_id = $2 and lifted_at is null`,
		b, s.Person(), db.Micros(tx.Now))
	if err == nil && n == 0 {
		err = errs.Missing()
	}
	return err
}
