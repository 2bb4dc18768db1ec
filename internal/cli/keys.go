package cli

import (
	"fmt"
	"os"

	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/keystore"
	"samverk/internal/mail"
	"samverk/internal/org"
	"samverk/internal/person"
)

type keysCmd struct {
	Rotate keysRotateCmd `cmd:"" help:"Ny huvudnyckel; alla personers nycklar läggs under den."`
	Retire keysRetireCmd `cmd:"" help:"Ta bort gamla huvudnycklar, när alla processer startats om."`
	Clean  keysCleanCmd  `cmd:"" help:"Efter återläst kopia av nycklarna: ta åter bort gallrade personers nycklar."`
}

type keysRotateCmd struct{ Storage }

// Run puts every person's key under a new master key.
func (c keysRotateCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		if err := s.sealer.Rotate(r.ctx); err != nil {
			return err
		}
		return s.change(r, "keys.rotate", func(*db.Tx) error { return nil })
	})
}

type keysRetireCmd struct{ Storage }

// Run removes the master keys that nothing is under any more.
func (c keysRetireCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		if err := s.sealer.Retire(r.ctx); err != nil {
			return err
		}
		return s.change(r, "keys.retire", func(*db.Tx) error { return nil })
	})
}

type keysCleanCmd struct{ Storage }

// Run removes the keys of persons who were erased before a backup was restored.
func (c keysCleanCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		var erased []id.Person
		err := s.db.Read(r.ctx, func(tx *db.Tx) (err error) {
			erased, err = person.AllErased(r.ctx, tx)
			return err
		})
		if err != nil {
			return err
		}
		// The list in the keys' own database is as old as the copy that was restored.
		store := keystore.New(s.keys)
		if err := store.Bury(r.ctx, erased...); err != nil {
			return err
		}
		_, err = store.Clean(r.ctx)
		return err
	})
}

// with opens the storage, does one thing and says that it is done.
func (s Storage) with(r *run, do func(*stored) error) error {
	opened, err := s.open(r, openOptions{})
	if err != nil {
		return err
	}
	defer opened.close()
	if err := do(opened); err != nil {
		return err
	}
	fmt.Fprintln(r.out, r.texts.T("cli.done"))
	return nil
}

type worldCmd struct {
	Storage
	File string `arg:"" type:"existingfile" help:"TOML-fil med strukturen."`
}

// Run installs areas, organisations, units and functions in an empty database.
func (c worldCmd) Run(r *run) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := org.ReadWorld(f)
	if err != nil {
		return err
	}
	return c.with(r, func(s *stored) error {
		return s.change(r, "world.install", func(tx *db.Tx) error {
			there, err := org.Organisations(r.ctx, tx)
			if err == nil && len(there) > 0 {
				err = &db.StartError{Key: "start.world.exists"}
			}
			if err != nil {
				return err
			}
			return app.InstallWorld(r.ctx, tx, w)
		})
	})
}

type personCmd struct {
	Erase personEraseCmd `cmd:"" help:"Gallra: innehållet töms och nyckeln förstörs, också för gamla kopior."`
}

type personEraseCmd struct {
	Storage
	ID id.Person `arg:"" help:"Personens id i Samverk, ur gallringslistan."`
}

// Run erases a person.
func (c personEraseCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		a := app.New(app.Options{DB: s.db, Sealer: s.sealer, Log: s.log, Witnesses: s.witnesses, Mail: mail.None{}, Logger: r.logger("warn"), Tool: true})
		return running(r, a, func() error { return a.ErasePerson(r.ctx, c.ID) })
	})
}
