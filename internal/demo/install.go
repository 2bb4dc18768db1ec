package demo

import (
	"context"
	"fmt"
	"time"

	"samverk/internal/app"
	"samverk/internal/control"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/person"
	"samverk/internal/seal"
)

// Parts are what a world is installed with, beside the application itself.
type Parts struct {
	DB     *db.DB
	Sealer *seal.Sealer
	Clock  *Clock // of DB
}

// firstDay is how long ago the demo begins.
const firstDay = -390

// Install fills an empty database with Höglandet and plays its cases through
// the application, so that the log, too, tells what happened, and the control of
// the last month begins. Where there is a
// world already it does nothing. In the end the clock is the real one.
func Install(ctx context.Context, a *app.App, p Parts) error {
	defer p.Clock.Release()
	var filled bool
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		filled, err = tx.Has(ctx, `select 1 from organisation limit 1`)
		return err
	})
	if err != nil || filled {
		return err
	}
	pl, err := newPlayer(a, p)
	if err != nil {
		return err
	}
	p.Clock.begin(pl.date(firstDay).Add(6 * time.Hour))
	if err := pl.people(ctx, p); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := pl.play(ctx); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := control.New(a).Keep(ctx); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return p.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := pl.halfYears(ctx, tx); err != nil {
			return err
		}
		return oldNews(ctx, tx)
	})
}

// people writes the structure and the persons, who have no case yet.
func (p *player) people(ctx context.Context, parts Parts) error {
	keys := make([]*seal.Key, len(p.tales))
	for i, t := range p.tales {
		var err error
		if keys[i], err = parts.Sealer.Create(ctx, t.person); err != nil {
			return err
		}
	}
	return parts.DB.Tx(ctx, func(tx *db.Tx) error {
		if err := app.InstallWorld(ctx, tx, p.world); err != nil {
			return err
		}
		for i, t := range p.tales {
			if err := t.appear(ctx, tx, keys[i], parts.Sealer.HashNumber(t.Number)); err != nil {
				return fmt.Errorf("%s: %w", t.ID, err)
			}
		}
		return nil
	})
}

// appear adds the person and her account.
func (t *tale) appear(ctx context.Context, tx *db.Tx, key *seal.Key, hash string) error {
	_, err := person.Create(ctx, tx, key, hash, person.New{
		Name: t.Name, Number: t.Number, Phone: t.phone, Language: t.Language, Area: t.Area,
	})
	if err != nil || !t.Account {
		return err
	}
	account, err := login.Create(ctx, tx, login.NewAccount{Name: t.ID, Label: "Personen", Person: t.person})
	t.user = account.ID
	return err
}

// oldNews counts the messages about what happened before today as sent long
// ago, and forgets the answer dates of requests and calls that have been
// answered.
func oldNews(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `update job set done_at = run_at where done_at is null and created_at < $1
		and (kind = 'notify' or subject not in (select id from request where state = 'sent' union select call_id from call_party where due_at is not null))`,
		db.Micros(tx.Now))
	return err
}

// phoneNumber returns a number of the series that PTS keeps for books and films.
func phoneNumber(n int) string { return fmt.Sprintf("070-174 06 %02d", 5+n%95) }

// newPerson makes the identifier of a figure: random, like everybody's.
func newPerson() id.Person { return id.New[id.Person]() }
