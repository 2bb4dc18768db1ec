package app

import (
	"context"
	"errors"

	"samverk/internal/access"
	"samverk/internal/db"
)

// errNothing rolls back what has been done already.
var errNothing = errors.New("nothing to do")

// ByItself does one after another what is due and nobody asks for, each in a
// transaction of its own, until the first error. on names the object that one is
// about. What do says has been done already, by another process, changes nothing.
func ByItself[T any](ctx context.Context, a *App, due func(context.Context, *db.Tx) ([]T, error),
	on func(T) (access.Object, string), do func(context.Context, *db.Tx, T) (bool, error)) error {
	var all []T
	err := a.db.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = due(ctx, tx)
		return err
	})
	for _, one := range all {
		if err != nil {
			return err
		}
		object, name := on(one)
		_, err = a.Do(ctx, access.Actor{System: true}, access.SystemWork, object, func(tx *db.Tx, _ access.Sight) (string, error) {
			done, err := do(ctx, tx, one)
			if err == nil && !done {
				err = errNothing
			}
			return name, err
		})
		if errors.Is(err, errNothing) {
			err = nil
		}
	}
	return err
}
