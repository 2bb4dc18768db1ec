package cli

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"samverk/internal/api"
	"samverk/internal/app"
	"samverk/internal/db"
	"samverk/internal/figures"
	"samverk/internal/mail"
	"samverk/internal/provider"
	"samverk/internal/web"
)

type serveCmd struct {
	Storage
	Addr     string `default:"127.0.0.1:8090" help:"Adress att lyssna på."`
	Base     string `help:"Adressen som användarna ser, till exempel https://samverk.example.se. Länkar i mejl börjar så."`
	TLSCert  string `name:"tls-cert" type:"path" help:"Certifikat; utan det står en proxy framför."`
	TLSKey   string `name:"tls-key" type:"path" help:"Certifikatets nyckel."`
	Proxied  bool   `help:"En proxy med TLS står framför och sätter X-Forwarded-For."`
	Metrics  bool   `help:"Visa mätvärden på /metrics."`
	LogLevel string `default:"info" enum:"debug,info,warn,error" help:"Hur mycket som skrivs i loggen."`
	Kolada   string `help:"Adressen som nyckeltal får hämtas från, till exempel https://api.kolada.se/v3. Utan den hämtas inget; filer kan läsas in ändå."`
	ProviderFlags
	ContactFlags
	MailFlags
}

// ContactFlags say who answers for the service and whom users can turn to.
type ContactFlags struct {
	ContactName  string `default:"Systemförvaltningen" help:"Vem användare av API:et kan vända sig till."`
	ContactURL   string `name:"contact-url" help:"Sida om tjänsten."`
	ContactEmail string `help:"Funktionsbrevlåda; dit går också synpunkter på tillgängligheten."`
	ContactPhone string `help:"Telefonnummer som står i tillgänglighetsredogörelsen."`
	ContactOrg   string `help:"Organisationen som svarar för webbplatsen, till tillgänglighetsredogörelsen."`
	Reviewed     string `name:"accessibility-reviewed" help:"Dagen då tillgängligheten senast granskades, ÅÅÅÅ-MM-DD."`
	Limits       string `name:"accessibility-limits" help:"Kända brister i tillgängligheten, med egna ord."`
}

// statement is what the installation says of its accessibility. Remarks are
// taken where mail is set up and there is somebody to send them to.
func (c ContactFlags) statement(sender mail.Sender, today string) (web.Statement, error) {
	st := web.Statement{Organisation: c.ContactOrg, Email: c.ContactEmail, Phone: c.ContactPhone, Reviewed: c.Reviewed, Limits: c.Limits}
	if c.Reviewed != "" {
		if _, err := time.Parse(time.DateOnly, c.Reviewed); err != nil || c.Reviewed > today {
			return st, &db.StartError{Key: "start.accessibility.reviewed", Path: c.Reviewed}
		}
	}
	if c.ContactEmail == "" {
		return st, nil
	}
	if mail.Remark(c.ContactEmail, "?").Check() != nil {
		return st, &db.StartError{Key: "start.contact", Path: c.ContactEmail}
	}
	if _, none := sender.(mail.None); !none {
		st.Send = func(ctx context.Context, words string) error {
			return sender.Send(ctx, mail.Remark(c.ContactEmail, words))
		}
	}
	return st, nil
}

// MailFlags say how messages leave.
type MailFlags struct {
	MailDir  string `type:"path" help:"Skriv mejl i en mapp i stället för att sända dem."`
	SMTP     string `name:"smtp" help:"Mejlserver, värd:port."`
	MailFrom string `help:"Avsändare av mejl."`
	SMTPUser string `name:"smtp-user" help:"Konto på mejlservern."`
	SMTPPass string `name:"smtp-pass" help:"Lösenord till mejlservern; helst i miljön."`
}

func (m MailFlags) sender() (mail.Sender, error) {
	switch {
	case m.MailDir != "":
		return mail.Folder{Dir: m.MailDir, From: m.MailFrom}, nil
	case m.SMTP != "":
		return mail.NewSMTP(mail.SMTPOptions{Address: m.SMTP, From: m.MailFrom, User: m.SMTPUser, Password: m.SMTPPass})
	}
	return mail.None{}, nil
}

// Run serves until it is told to stop, and then finishes what it has begun.
func (c serveCmd) Run(r *run) error {
	logger := r.logger(c.LogLevel)
	sender, err := c.sender()
	if err != nil {
		return err
	}
	statement, err := c.statement(sender, time.Now().Format(time.DateOnly))
	if err != nil {
		return err
	}
	providers, err := c.ProviderFlags.read(r, c.Base)
	if err != nil {
		return err
	}
	kolada, err := figures.ParseKolada(c.Kolada)
	if err != nil {
		return &db.StartError{Key: "start.kolada", Path: c.Kolada}
	}
	s, err := c.open(r, openOptions{create: true})
	if err != nil {
		return err
	}
	defer s.close()
	if err := c.check(r, s, providers); err != nil {
		return err
	}
	if c.DBPlain {
		logger.Warn("PostgreSQL may be reached over a network without TLS")
	}
	a := s.app(logger, sender, c.Base, false)
	h := r.handler(a, webOptions{
		logger: logger, base: c.Base, providers: providers, contact: api.Contact{Name: c.ContactName, URL: c.ContactURL, Email: c.ContactEmail}, statement: statement, now: time.Now,
		kolada: kolada, secure: c.TLSCert != "" || c.Proxied, proxied: c.Proxied, metrics: c.Metrics,
	})
	l, err := listen(c.Addr, c.TLSCert, c.TLSKey)
	if err != nil {
		return err
	}
	logger.Info("serving", "addr", l.Addr().String(), "version", version())
	return running(r, a, func() error { return serve(r.ctx, l, h, logger) })
}

// webOptions are what an outlet needs to know of the installation.
type webOptions struct {
	logger                   *slog.Logger
	base                     string
	providers                *provider.Set
	contact                  api.Contact
	statement                web.Statement
	now                      func() time.Time
	kolada                   *url.URL // where figures are fetched from; nil for nowhere
	secure, proxied, metrics bool
}

// handler is both outlets.
func (r *run) handler(a *app.App, o webOptions) http.Handler {
	wo := web.Options{
		Secure: o.secure, Proxied: o.proxied, Logger: o.logger, Base: o.base, Providers: o.providers, Statement: o.statement, Texts: r.catalogue, Now: o.now, Kolada: o.kolada, Stopping: r.ctx.Done(),
		API: api.New(a, api.Options{Texts: r.catalogue, Proxied: o.proxied, Logger: o.logger, Base: o.base, Contact: o.contact, Kolada: o.kolada}),
	}
	if o.metrics {
		wo.Metrics = promhttp.Handler()
	}
	return web.New(a, wo)
}

func listen(addr, cert, key string) (net.Listener, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", addr, err)
	}
	if cert == "" {
		return l, nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		l.Close()
		return nil, fmt.Errorf("TLS: %w", err)
	}
	return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}), nil
}

// serve answers requests until ctx ends, and then gives those under way ten
// seconds.
func serve(ctx context.Context, l net.Listener, h http.Handler, logger *slog.Logger) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10, ErrorLog: slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
	}
	done := make(chan error, 1)
	go func() {
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		done <- server.Shutdown(grace)
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-done
}

// running does something while the application's background work runs, and
// waits for that to end.
func running(r *run, a *app.App, do func() error) error {
	// The work behind outlives the requests: their readings need it until the last.
	behind, stop := context.WithCancel(context.WithoutCancel(r.ctx))
	defer stop()
	done := make(chan error, 1)
	go func() { done <- a.Run(behind) }()
	err := do()
	stop()
	return errors.Join(err, <-done)
}
