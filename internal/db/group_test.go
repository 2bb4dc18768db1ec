package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/samverktest"
)

func areas(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		_, err := tx.One(t.Context(), []any{&n}, `select count(*) from area where id like 'g%'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func addArea(ctx context.Context, tx *db.Tx, n int) error {
	_, err := tx.Exec(ctx, `insert into area (id, name, letter) values ($1, $1, $1)`, fmt.Sprintf("g%03d", n))
	return err
}

func TestChangesThatWaitForOneCommitStandOrFallEachByItself(t *testing.T) {
	d := samverktest.DB(t)
	fault := errors.New("taken back")
	var group sync.WaitGroup
	got := make([]error, 200)
	for n := range got {
		group.Go(func() {
			got[n] = d.Tx(t.Context(), func(tx *db.Tx) error {
				if err := addArea(t.Context(), tx, n); err != nil || n%3 != 0 {
					return err
				}
				if n%2 == 0 {
					return fault
				}
				return addArea(t.Context(), tx, n) // its key is taken
			})
		})
	}
	group.Wait()
	kept := 0
	for n, err := range got {
		switch {
		case n%3 != 0 && err == nil:
			kept++
		case n%3 != 0:
			t.Error(n, err)
		case n%2 == 0 && err != fault, n%2 == 1 && !db.IsTaken(err):
			t.Error(n, err)
		}
	}
	if n := areas(t, d); n != kept {
		t.Errorf("%d stand, %d were promised", n, kept)
	}
}

func TestAChangeThatReturnedIsSeenByTheNextReader(t *testing.T) {
	d := samverktest.DB(t)
	var group sync.WaitGroup
	for n := range 60 {
		group.Go(func() {
			if err := d.Tx(t.Context(), func(tx *db.Tx) error { return addArea(t.Context(), tx, n) }); err != nil {
				t.Error(err)
			}
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				has, err := tx.Has(t.Context(), `select 1 from area where id = $1`, fmt.Sprintf("g%03d", n))
				if err == nil && !has {
					err = errors.New("not there")
				}
				return err
			})
			if err != nil {
				t.Error(n, err)
			}
		})
	}
	group.Wait()
}

func TestOneWhoGaveUpLeavesTheOthersTheirCommit(t *testing.T) {
	d := samverktest.DB(t)
	var group sync.WaitGroup
	for n := range 90 {
		ctx, cancel := context.WithCancel(t.Context())
		if n%3 == 0 {
			go cancel()
		}
		group.Go(func() {
			defer cancel()
			err := d.Tx(ctx, func(tx *db.Tx) error { return addArea(ctx, tx, n) })
			if err != nil && n%3 != 0 {
				t.Error(n, err)
			}
		})
	}
	group.Wait()
	if n := areas(t, d); n < 60 {
		t.Errorf("%d stand", n)
	}
}

func TestAPanicTakesItsOwnChangeBackOnly(t *testing.T) {
	d := samverktest.DB(t)
	var group sync.WaitGroup
	for n := range 40 {
		group.Go(func() {
			defer func() { _ = recover() }()
			err := d.Tx(t.Context(), func(tx *db.Tx) error {
				if err := addArea(t.Context(), tx, n); err != nil {
					return err
				}
				if n%4 == 0 {
					panic("planted")
				}
				return nil
			})
			if err != nil {
				t.Error(n, err)
			}
		})
	}
	group.Wait()
	if n := areas(t, d); n != 30 {
		t.Errorf("%d stand, not 30", n)
	}
}

func TestAnEndedContextStopsBetweenStatementsAndRows(t *testing.T) {
	d := samverktest.DB(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := d.Tx(ctx, func(tx *db.Tx) error {
		if err := addArea(ctx, tx, 1); err != nil {
			return err
		}
		cancel()
		return addArea(ctx, tx, 2)
	})
	if !errors.Is(err, context.Canceled) || areas(t, d) != 0 {
		t.Error(err)
	}
}

func TestWhatWasPromisedStandsWhenTheDiskIsFull(t *testing.T) {
	d := samverktest.DB(t)
	if d.Dialect() == db.Postgres {
		t.Skip("SQLite's own")
	}
	err := d.Tx(t.Context(), func(tx *db.Tx) error {
		var pages int
		if _, err := tx.One(t.Context(), []any{&pages}, `pragma page_count`); err != nil {
			return err
		}
		_, err := tx.One(t.Context(), []any{&pages}, fmt.Sprintf(`pragma max_page_count = %d`, pages+100)) // 25 rows
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	var kept, full atomic.Int64
	for n := range 200 {
		group.Go(func() {
			err := d.Tx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), `insert into area (id, name, letter) values ($1, $2, $1)`, fmt.Sprintf("g%03d", n), strings.Repeat("å", 8000))
				return err
			})
			switch {
			case err == nil:
				kept.Add(1)
			case errs.Is(err, errs.Unavailable):
				full.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	group.Wait()
	if n := int64(areas(t, d)); n != kept.Load() || full.Load() == 0 || n == 0 {
		t.Errorf("%d stand, %d were promised, %d refused", n, kept.Load(), full.Load())
	}
}
