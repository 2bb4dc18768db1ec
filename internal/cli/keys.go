package cli

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/keystore"
	"samverk/internal/login"
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

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Skapa ett konto; lösenordet läses från standard in."`
	Password userPasswordCmd `cmd:"" help:"Byt lösenord; läses från standard in."`
	End      userEndCmd      `cmd:"" help:"Avsluta ett konto: inloggningar och nycklar slutar gälla genast."`
	Assign   userAssignCmd   `cmd:"" help:"Bemanna en funktion med ett konto."`
}

type userAddCmd struct {
	Storage
	Name  string `arg:"" help:"Inloggningsnamn."`
	Label string `required:"" help:"Visas för andra, till exempel Handläggare 2. Aldrig ett personnamn."`
	Org   id.Org `required:"" help:"Organisationens id."`
}

// Run creates a local account with a password.
func (c userAddCmd) Run(r *run) error {
	password, err := readPassword()
	if err != nil {
		return err
	}
	return c.with(r, func(s *stored) error {
		hash, err := hashed(r, c.Name, password)
		if err != nil {
			return err
		}
		return s.change(r, "user.add", func(tx *db.Tx) error {
			u, err := login.Create(r.ctx, tx, login.NewAccount{Name: c.Name, Label: c.Label, Org: c.Org})
			if err != nil {
				return err
			}
			return login.SetPassword(r.ctx, tx, u.ID, hash, "")
		})
	})
}

type userPasswordCmd struct {
	Storage
	Name string `arg:"" help:"Inloggningsnamn."`
}

// Run sets a new password and ends the account's sessions.
func (c userPasswordCmd) Run(r *run) error {
	password, err := readPassword()
	if err != nil {
		return err
	}
	return c.with(r, func(s *stored) error {
		hash, err := hashed(r, c.Name, password)
		if err != nil {
			return err
		}
		return s.onAccount(r, "user.password", c.Name, func(tx *db.Tx, u login.Account) error {
			return login.SetPassword(r.ctx, tx, u.ID, hash, "")
		})
	})
}

type userEndCmd struct {
	Storage
	Name string `arg:"" help:"Inloggningsnamn."`
}

// Run ends an account at once.
func (c userEndCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		return s.onAccount(r, "user.end", c.Name, func(tx *db.Tx, u login.Account) error {
			return login.EndAccount(r.ctx, tx, u.ID, u.Version)
		})
	})
}

type userAssignCmd struct {
	Storage
	Name     string      `arg:"" help:"Inloggningsnamn."`
	Function id.Function `arg:"" help:"Funktionens id."`
	Deputy   bool        `help:"Som ersättare."`
}

// Run lets an account hold a function: how the first administrator begins.
func (c userAssignCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		return s.onAccount(r, "user.assign", c.Name, func(tx *db.Tx, u login.Account) error {
			_, err := org.Assign(r.ctx, tx, org.NewAssignment{Function: c.Function, User: u.ID, Deputy: c.Deputy})
			return err
		})
	})
}

// change does something from the command line, and logs that it was done.
func (s *stored) change(r *run, action string, do func(*db.Tx) error) error {
	return s.db.Tx(r.ctx, func(tx *db.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return s.log.Append(r.ctx, tx, audit.Entry{Action: action, Outcome: "done", Source: "command line"})
	})
}

func (s *stored) onAccount(r *run, action, name string, do func(*db.Tx, login.Account) error) error {
	return s.change(r, action, func(tx *db.Tx) error {
		u, err := login.ByName(r.ctx, tx, name)
		if err != nil {
			return err
		}
		return do(tx, u)
	})
}

func hashed(r *run, name, password string) (string, error) {
	if err := login.CheckPassword(name, password); err != nil {
		return "", err
	}
	return login.NewPasswords().Hash(r.ctx, password)
}

// readPassword reads one line, so that the password stands in no list of
// processes and no history.
func readPassword() (string, error) {
	line, err := bufio.NewReader(os.Stdin).ReadString('\n')
	if line == "" && err != nil {
		return "", errs.Faults{{Field: "password", Key: "cli.password.missing"}}.Err()
	}
	return strings.TrimRight(line, "\r\n"), nil
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
