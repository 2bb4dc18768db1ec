package cli

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/entry"
	"samverk/internal/errs"
	"samverk/internal/id"
	"samverk/internal/login"
	"samverk/internal/org"
	"samverk/internal/password"
)

type userCmd struct {
	Add      userAddCmd      `cmd:"" help:"Skapa ett konto. Skriver en länk till första inloggningen, om ingen annan intygar vem användaren är."`
	Invite   userInviteCmd   `cmd:"" help:"Skriv en ny länk till första inloggningen för ett konto som inte har loggat in."`
	Reserve  userReserveCmd  `cmd:"" help:"Låt ett konto logga in med inloggningsnyckel fast organisationen har en inloggningstjänst, för den dag den är nere."`
	Bind     userBindCmd     `cmd:"" help:"Koppla ett konto till vad användaren heter hos den som intygar."`
	Unbind   userUnbindCmd   `cmd:"" help:"Ta bort kopplingen; inloggningar som den gav slutar gälla genast."`
	Password userPasswordCmd `cmd:"" help:"Bara för demons data: sätt ett lösenord, som läses från standard in."`
	End      userEndCmd      `cmd:"" help:"Avsluta ett konto: inloggningar och nycklar slutar gälla genast."`
	Assign   userAssignCmd   `cmd:"" help:"Bemanna en funktion med ett konto."`
}

type userAddCmd struct {
	Storage
	Name     string `arg:"" help:"Kontots namn, till exempel vetlanda-admin-1."`
	Label    string `required:"" help:"Visas för andra, till exempel Handläggare 2. Aldrig ett personnamn."`
	Org      id.Org `required:"" help:"Organisationens id."`
	Base     string `help:"Adressen som användarna ser; länken till första inloggningen börjar så."`
	Provider string `help:"Den som intygar vem användaren är; då behövs ingen länk."`
	Subject  string `help:"Vad användaren heter där."`
}

// Run makes an account, and prints the link to its first passkey unless a
// provider vouches for its user.
func (c userAddCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		link := ""
		err := s.change(r, "user.add", func(tx *db.Tx) error {
			u, err := login.Create(r.ctx, tx, login.NewAccount{Name: c.Name, Label: c.Label, Org: c.Org})
			if err != nil {
				return err
			}
			if c.Provider != "" || c.Subject != "" {
				return login.Bind(r.ctx, tx, login.Identity{Provider: c.Provider, Subject: c.Subject}, u.ID, "")
			}
			link, err = invite(r, tx, login.NewEnrolment{User: u.ID}, c.Base)
			return err
		})
		r.printLink(link, err)
		return err
	})
}

type userInviteCmd struct {
	Storage
	Name string `arg:"" help:"Kontots namn."`
	Base string `help:"Adressen som användarna ser; länken börjar så."`
	Lost bool   `help:"Användaren har förlorat sina inloggningsnycklar: de avslutas, med alla inloggningar och nycklar till API:et."`
}

// Run prints a link to the first passkey of an account that has none, or that
// has lost those it had.
func (c userInviteCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		link := ""
		err := s.onAccount(r, "user.invite", c.Name, func(tx *db.Tx, u login.Account) (err error) {
			link, err = invite(r, tx, login.NewEnrolment{User: u.ID, Lost: c.Lost}, c.Base)
			return err
		})
		r.printLink(link, err)
		return err
	})
}

func invite(r *run, tx *db.Tx, n login.NewEnrolment, base string) (link string, err error) {
	secret, err := app.Enrol(r.ctx, tx, n)
	return strings.TrimSuffix(base, "/") + entry.EnrolmentPath + secret, err
}

func (r *run) printLink(link string, err error) {
	if link != "" && err == nil {
		fmt.Fprintln(r.out, r.texts.T("cli.user.link"))
		fmt.Fprintln(r.out, link)
	}
}

type userReserveCmd struct {
	Storage
	Name string `arg:"" help:"Kontots namn."`
	Off  bool   `help:"Ta tillbaka det."`
}

// Run keeps an account in reserve for the day when its organisation's provider
// is gone.
func (c userReserveCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		return s.onAccount(r, "user.reserve", c.Name, func(tx *db.Tx, u login.Account) error {
			return login.SetReserve(r.ctx, tx, u.ID, !c.Off)
		})
	})
}

type userBindCmd struct {
	Storage
	Name     string `arg:"" help:"Kontots namn."`
	Provider string `arg:"" help:"Den som intygar, med sitt namn i filen."`
	Subject  string `arg:"" help:"Vad användaren heter där, till exempel HSA-id."`
}

// Run lets a provider's user sign in to an account.
func (c userBindCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		return s.onAccount(r, "user.bind", c.Name, func(tx *db.Tx, u login.Account) error {
			return login.Bind(r.ctx, tx, login.Identity{Provider: c.Provider, Subject: c.Subject}, u.ID, "")
		})
	})
}

type userUnbindCmd struct {
	Storage
	Name     string `arg:"" help:"Kontots namn."`
	Provider string `arg:"" help:"Den som intygar, med sitt namn i filen."`
	Subject  string `arg:"" help:"Vad användaren heter där."`
}

// Run takes a provider's user from an account.
func (c userUnbindCmd) Run(r *run) error {
	return c.with(r, func(s *stored) error {
		return s.onAccount(r, "user.unbind", c.Name, func(tx *db.Tx, u login.Account) error {
			return app.Unbind(r.ctx, tx, u.ID, login.Identity{Provider: c.Provider, Subject: c.Subject})
		})
	})
}

type userPasswordCmd struct {
	Storage
	Name string `arg:"" help:"Inloggningsnamn."`
}

// Run sets a password, which works in the demo only, and ends the account's
// sessions.
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
			return app.EndUser(r.ctx, tx, u.ID, u.Version)
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

func hashed(r *run, name, typed string) (string, error) {
	if err := password.Check(name, typed); err != nil {
		return "", err
	}
	return password.New().Hash(r.ctx, typed)
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
