package own

import (
	"context"

	"samverk/internal/access"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/item"
)

// Object says that an item is wrong: the person's words stand beside it for
// everybody who may see it (sweden.md L17). Its unit is told that something waits.
func (s *Service) Object(ctx context.Context, who access.Actor, c id.Case, i id.Item, words string) (id.Objection, error) {
	made, err := s.Do(ctx, who, access.ObjectionMake, access.Object{Case: c, Item: i}, func(tx *db.Tx, sight access.Sight) (string, error) {
		key, err := s.Key(ctx, sight)
		if err != nil {
			return "", err
		}
		o, err := item.Object(ctx, tx, key, sight, i, words)
		if err != nil {
			return "", err
		}
		now, err := item.One(ctx, tx, key, sight, i)
		if err != nil {
			return "", err
		}
		return string(o), s.tellOwner(ctx, tx, sight, now.Owner)
	})
	return id.Objection(made), err
}

// tellOwner lets the functions of a unit that take part in the case know that
// something waits.
func (s *Service) tellOwner(ctx context.Context, tx *db.Tx, sight access.Sight, u id.Unit) error {
	functions, err := db.All(ctx, tx, func(scan db.Scan) (f id.Function, err error) { return f, scan(&f) },
		`select function_id from party where case_id = $1 and unit_id = $2 and state = 'takes_part' order by function_id limit 100`, sight.Case(), u)
	for _, f := range functions {
		if err == nil {
			err = s.Tell(ctx, tx, f)
		}
	}
	return err
}

// WithdrawObjection takes an objection back. That it was made is kept.
func (s *Service) WithdrawObjection(ctx context.Context, who access.Actor, c id.Case, i id.Item, o id.Objection, version int64) error {
	_, err := s.Do(ctx, who, access.ObjectionMake, access.Object{Case: c, Item: i}, func(tx *db.Tx, sight access.Sight) (string, error) {
		return string(o), item.WithdrawObjection(ctx, tx, sight, i, o, version)
	})
	return err
}
