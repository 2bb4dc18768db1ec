package bench

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"samverk/internal/api"
	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/i18n"
	"samverk/internal/keystore"
	"samverk/internal/seal"
	"samverk/internal/web"
)

// stack is a data set opened as `samverk serve` opens its storage.
type stack struct {
	db, keys *db.DB
	sealer   *seal.Sealer
	log      *audit.Log
}

func (d dataset) open(ctx context.Context) (s *stack, err error) {
	s = &stack{}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	master, err := seal.OpenMaster(d.file("master.key"), false)
	if err != nil {
		return s, err
	}
	keys, err := audit.OpenKeys(d.file("audit.key"), false)
	if err != nil {
		return s, err
	}
	if s.log, err = keys.Log(); err != nil {
		return s, err
	}
	if s.keys, err = db.Open(ctx, d.KeyDSN, db.Options{Migrations: db.Keyring, Keep: true}); err != nil {
		return s, err
	}
	s.sealer = seal.New(master, keystore.New(s.keys))
	if err = s.sealer.Check(ctx); err != nil {
		return s, err
	}
	s.db, err = db.Open(ctx, d.DSN, db.Options{Keep: true})
	return s, err
}

func (s *stack) close() {
	for _, d := range []*db.DB{s.db, s.keys} {
		if d != nil {
			_ = d.Close()
		}
	}
}

// serveApp serves the whole of Samverk from a data set, until ctx ends.
func (d dataset) serveApp(ctx context.Context, l net.Listener, ready func(statements func() int64)) error {
	s, err := d.open(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	texts, err := i18n.Load()
	if err != nil {
		return err
	}
	logger := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	a := app.New(app.Options{DB: s.db, Sealer: s.sealer, Log: s.log, Witnesses: []string{d.file("witness")}, Logger: logger, Measured: true})
	outlet := web.New(a, web.Options{
		Texts: texts, Now: time.Now, Logger: logger, Registerer: prometheus.NewRegistry(),
		API: api.New(a, api.Options{Texts: texts, Logger: logger}),
	})
	behind, stop := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan error, 1)
	go func() { done <- a.Run(behind) }()
	ready(a.Statements)
	err = listenUntil(ctx, l, outlet)
	stop()
	return errors.Join(err, <-done)
}

// listenUntil answers requests until ctx ends.
func listenUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 32 << 10,
	}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
