package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"samverk/internal/api"
	"samverk/internal/app"
	"samverk/internal/demo"
	"samverk/internal/demo/token"
	"samverk/internal/mail"
)

// demoMail is where the demo sends from, and what goes to those who run it.
const demoMail = "samverk@example.se"

type demoCmd struct {
	Addr  string `default:"127.0.0.1:8090" help:"Adress att lyssna på."`
	Data  string `type:"path" help:"Mapp att spara i; utan den försvinner allt när demon avslutas."`
	DB    string `name:"db" help:"PostgreSQL i stället för inbyggd SQLite: postgres://…"`
	KeyDB string `name:"key-db" help:"Databasen med personernas nycklar, om den inte ska vara en fil."`
	ProviderFlags
	Tokens string `type:"path" help:"Skriv en nyckel till API:et för varje funktion och person i den här filen, som JSON."`

	Ahead time.Duration `help:"Hur långt demons klocka går före datorns, till exempel 2h30m; med minus framför går den efter."`
}

// Run starts everything on embedded SQLite with Höglandet's demo world.
func (c demoCmd) Run(r *run) error {
	dir := c.Data
	if dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "samverk-demo-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	clock := demo.NewClock(func() time.Time { return time.Now().Add(c.Ahead) })
	s, err := Storage{Data: dir, DB: c.DB, KeyDB: c.KeyDB}.open(r, openOptions{create: true, begin: true, now: clock.Now})
	if err != nil {
		return err
	}
	defer s.close()
	mailDir := filepath.Join(dir, "mail")
	if err := makeFolders([]string{mailDir}); err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Addr, err)
	}
	base := "http://" + l.Addr().String()
	providers, err := c.ProviderFlags.read(r, base)
	if err != nil {
		l.Close()
		return err
	}
	logger := r.logger("warn")
	sender := mail.Folder{Dir: mailDir, From: demoMail}
	statement, err := ContactFlags{ContactOrg: "Samverk demo", ContactEmail: demoMail}.statement(sender, clock.Now().Format(time.DateOnly))
	if err != nil {
		l.Close()
		return err
	}
	a := s.app(logger, sender, base, true)
	return running(r, a, func() error {
		if err := demo.Install(r.ctx, a, demo.Parts{DB: s.db, Sealer: s.sealer, Clock: clock}); err != nil {
			l.Close()
			return err
		}
		if err := errors.Join(c.check(r, s, providers), c.writeTokens(r, a, base)); err != nil {
			l.Close()
			return err
		}
		fmt.Fprintln(r.out, r.texts.T("cli.demo.ready", "address", base))
		fmt.Fprintln(r.out, r.texts.T("cli.demo.signin", "address", base+"/demo"))
		g := demo.Guide()
		fmt.Fprintln(r.out, r.texts.T("cli.demo.guide", "newcomer", g.Newcomer.Name, "number", g.Newcomer.Number, "story", g.Story.Name))
		return serve(r.ctx, l, r.handler(a, webOptions{logger: logger, base: base, providers: providers, now: clock.Now, contact: api.Contact{Name: "Samverk demo", URL: base, Email: demoMail}, statement: statement, metrics: true}), logger)
	})
}

// tokensFile is what --tokens writes.
type tokensFile struct {
	Base string `json:"base"`
	token.All
}

func (c demoCmd) writeTokens(r *run, a *app.App, base string) error {
	if c.Tokens == "" {
		return nil
	}
	w, err := demo.Structure()
	if err != nil {
		return err
	}
	cast, err := demo.ReadCast()
	if err != nil {
		return err
	}
	t, err := token.Issue(r.ctx, a, w, cast)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(tokensFile{base, t}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(c.Tokens, text, 0o600)
}
