// Package cli is the command line: it reads flags and the environment, opens
// what they name, and runs one command. It says in plain words why something
// cannot start.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
	"samverk/internal/i18n"
	"samverk/internal/seal"
)

// commands is every command and flag. Each flag may also stand in the
// environment, as SAMVERK_ and its name.
type commands struct {
	Serve   serveCmd   `cmd:"" help:"Kör Samverk mot en databas."`
	Demo    demoCmd    `cmd:"" help:"Starta Höglandets demovärld på inbyggd SQLite."`
	Migrate migrateCmd `cmd:"" help:"Uppdatera databasens schema och avsluta."`
	User    userCmd    `cmd:"" help:"Konton: skapa, byt lösenord, avsluta."`
	World   worldCmd   `cmd:"" help:"Läs in områden, organisationer och funktioner ur en TOML-fil."`
	Rules   rulesCmd   `cmd:"" help:"Regler om målgrupper och ersättningar: kontrollera och läs in."`
	Person  personCmd  `cmd:"" help:"Gallra en person."`
	Keys    keysCmd    `cmd:"" help:"Huvudnyckeln: byt och gallra."`
	Audit   auditCmd   `cmd:"" help:"Loggen: kontrollera och bevisa."`
	Backup  backupCmd  `cmd:"" help:"Skriv en kopia av en SQLite-databas."`
	Bench   benchCmd   `cmd:"" help:"Mät; skriver JSON-rader."`
	Version versionCmd `cmd:"" help:"Visa versionen."`
}

// run is what a command is given.
type run struct {
	ctx       context.Context
	out, err  io.Writer
	catalogue *i18n.Catalogue
	texts     *i18n.Texts
}

// Main runs the command that args name and returns the exit code: 0 when all
// is well, 1 when it failed, 2 when it was not understood.
func Main(args []string, out, errOut io.Writer) int {
	catalogue, err := i18n.Load()
	if err != nil {
		fmt.Fprintln(errOut, err)
		return 1
	}
	r := &run{out: out, err: errOut, catalogue: catalogue, texts: catalogue.In(i18n.Swedish)}
	code := -1
	var c commands
	parser, err := kong.New(&c, kong.Name("samverk"), kong.Description("Samverk: en gemensam plan, på personens samtycke."),
		kong.Writers(out, errOut), kong.Exit(func(n int) { code = n }), kong.DefaultEnvars("SAMVERK"), kong.UsageOnError())
	if err != nil {
		fmt.Fprintln(errOut, err)
		return 1
	}
	command, err := parser.Parse(args)
	if code >= 0 {
		return code // help was asked for
	}
	if err != nil {
		fmt.Fprintln(errOut, "samverk:", err)
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	r.ctx = ctx
	if err := command.Run(r); err != nil {
		r.explain(err)
		return 1
	}
	return 0
}

// errSaid is an error about which everything has been said already.
var errSaid = errors.New("said")

// explain says what is wrong and what to do about it.
func (r *run) explain(err error) {
	say := func(key, path string) {
		fmt.Fprintln(r.err, "samverk:", r.texts.T(key, "path", path))
		if advice := key + ".advice"; r.texts.Has(advice) {
			fmt.Fprintln(r.err, "        ", r.texts.T(advice, "path", path))
		}
	}
	if errors.Is(err, errSaid) {
		return
	}
	if e, ok := errors.AsType[*db.StartError](err); ok {
		say(e.Key, e.Path)
		return
	}
	if e, ok := errors.AsType[*seal.KeyError](err); ok {
		say(e.Key, e.Path)
		return
	}
	if e, ok := errors.AsType[*errs.Error](err); ok {
		for _, f := range e.Faults {
			say(f.Key, "")
		}
		if len(e.Faults) == 0 {
			say(e.Key, "")
		}
		return
	}
	fmt.Fprintln(r.err, "samverk:", err)
}

// logger writes structured lines without personal data.
func (r *run) logger(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(strings.ToUpper(level))); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(slog.NewJSONHandler(r.err, &slog.HandlerOptions{Level: l}))
}

type versionCmd struct{}

// Run prints the version that the build bears.
func (versionCmd) Run(r *run) error {
	fmt.Fprintln(r.out, "samverk", version())
	return nil
}

type migrateCmd struct{ Storage }

// Run brings both databases up to date.
func (c migrateCmd) Run(r *run) error {
	s, err := c.open(r, openOptions{create: true, begin: true})
	if err != nil {
		return err
	}
	defer s.close()
	fmt.Fprintln(r.out, r.texts.T("cli.migrated"))
	return nil
}

type backupCmd struct {
	Storage
	To string `required:"" type:"path" help:"Ny fil att skriva kopian till."`
}

// Run writes a consistent copy of the database, without the keys.
func (c backupCmd) Run(r *run) error {
	s, err := c.open(r, openOptions{})
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.db.Backup(r.ctx, c.To); err != nil {
		return err
	}
	fmt.Fprintln(r.out, r.texts.T("cli.backup.done", "path", c.To))
	return nil
}

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"Kontrollera hela loggen. Slutar med fel och nämner den första rad som inte stämmer."`
	Prove  auditProveCmd  `cmd:"" help:"Skriv ett bevis för att en rad står i loggen."`
	Erase  auditEraseCmd  `cmd:"" help:"Gallra texten i rader äldre än en dag. Raderna, trädet och bevisen står kvar."`
	Check  auditCheckCmd  `cmd:"" help:"Pröva ett bevis utan databas."`
}

// auditStorage is what the log's commands read: the database as it stands,
// never changed by them.
type auditStorage struct {
	Storage
}

func (a auditStorage) with(r *run, do func(*db.Tx, *audit.Log, []string) error) error {
	d, log, err := a.openLog(r)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Read(r.ctx, func(tx *db.Tx) error { return do(tx, log, a.witnesses()) })
}
