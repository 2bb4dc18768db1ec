package cli

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"samverk/internal/app"
	"samverk/internal/audit"
	"samverk/internal/board"
	"samverk/internal/briefing"
	"samverk/internal/catalogue"
	"samverk/internal/control"
	"samverk/internal/db"
	"samverk/internal/introduction"
	"samverk/internal/joint"
	"samverk/internal/keystore"
	"samverk/internal/mail"
	"samverk/internal/mapping"
	"samverk/internal/maturity"
	"samverk/internal/picture"
	"samverk/internal/result"
	"samverk/internal/seal"
	"samverk/internal/structure"
	"samverk/internal/target"
	"samverk/internal/wayfinding"
)

// Storage names where everything is kept. With nothing said it is all in the
// folder of data; in production the keys and the witness belong elsewhere.
type Storage struct {
	Data      string   `default:"data" type:"path" help:"Mapp för databas, nycklar och vittne, där inget annat anges."`
	DB        string   `name:"db" help:"Databasen: postgres://… eller en fil. Förval: samverk.db i datamappen."`
	KeyDB     string   `name:"key-db" help:"Databasen med personernas nycklar: postgres://… eller en fil. Förval: keys.db i datamappen."`
	MasterKey string   `help:"Fil med huvudnyckeln. Förval: master.key i datamappen."`
	DBPlain   bool     `name:"db-plain" help:"Tillåt PostgreSQL över ett nät utan TLS. Bara där nätet skyddas på annat sätt."`
	AuditKey  string   `help:"Fil med loggens nyckel. Förval: audit.key i datamappen."`
	Witness   []string `help:"Mapp utanför databasen för loggens kontrollpunkter; flera kan anges. Förval: witness i datamappen."`
}

func (s Storage) in(value, name string) string {
	if value != "" {
		return value
	}
	return filepath.Join(s.Data, name)
}

func (s Storage) witnesses() []string {
	if len(s.Witness) > 0 {
		return s.Witness
	}
	return []string{filepath.Join(s.Data, "witness")}
}

// openOptions say how storage is opened.
type openOptions struct {
	create bool // make what is missing
	begin  bool // and the keys of a new installation on PostgreSQL, which cannot be told from a lost key
	now    func() time.Time
}

// stored is the opened storage.
type stored struct {
	db, keys  *db.DB
	sealer    *seal.Sealer
	log       *audit.Log
	witnesses []string
}

// open opens the databases and keys, and checks that they belong together,
// before anything is written.
func (s Storage) open(r *run, o openOptions) (*stored, error) {
	if o.create {
		if err := makeFolders([]string{s.Data, s.in("", "witness")}); err != nil {
			return nil, err
		}
	}
	// A witness named is never made: a folder that is not mounted would begin anew.
	for _, w := range s.Witness {
		if info, err := os.Stat(w); err != nil || !info.IsDir() {
			return nil, &db.StartError{Key: "start.witness.missing", Path: w}
		}
	}
	out := &stored{witnesses: s.witnesses()}
	if err := s.openAll(r, o, out); err != nil {
		out.close()
		return nil, err
	}
	return out, nil
}

func (s Storage) openAll(r *run, o openOptions, out *stored) (err error) {
	fresh := o.create && !s.exists() && (o.begin || !db.IsPostgres(s.DB))
	master, err := seal.OpenMaster(s.in(s.MasterKey, "master.key"), fresh)
	if err != nil {
		return err
	}
	keys, err := audit.OpenKeys(s.in(s.AuditKey, "audit.key"), fresh)
	if err != nil {
		return err
	}
	if out.log, err = keys.Log(); err != nil {
		return err
	}
	if out.keys, err = db.Open(r.ctx, s.in(s.KeyDB, "keys.db"), db.Options{Migrations: db.Keyring, Now: o.now, Keep: !o.create, Plain: s.DBPlain}); err != nil {
		return err
	}
	out.sealer = seal.New(master, keystore.New(out.keys))
	if err := out.sealer.Check(r.ctx); err != nil {
		return err
	}
	out.db, err = db.Open(r.ctx, s.in(s.DB, "samverk.db"), db.Options{Now: o.now, Keep: !o.create, Plain: s.DBPlain})
	return err
}

// exists reports whether there is a database of the installation already, so
// that a lost key file is told and not replaced by a new one.
func (s Storage) exists() bool {
	_, err := os.Stat(s.in(s.KeyDB, "keys.db"))
	if db.IsPostgres(s.KeyDB) || db.IsPostgres(s.DB) && err != nil {
		_, err = os.Stat(s.in(s.MasterKey, "master.key"))
	}
	return err == nil
}

func makeFolders(folders []string) error {
	for _, f := range folders {
		err := os.MkdirAll(f, 0o700)
		if errors.Is(err, os.ErrPermission) || err != nil {
			return &db.StartError{Key: "start.folder.readonly", Path: f}
		}
	}
	return nil
}

// openLog opens the database and the log alone: the log can be checked without
// the persons' keys, and without the log's own key as far as its signature goes.
func (s Storage) openLog(r *run) (*db.DB, *audit.Log, error) {
	keys, err := audit.OpenKeys(s.in(s.AuditKey, "audit.key"), false)
	if err != nil {
		return nil, nil, err
	}
	log, err := keys.Log()
	if err != nil {
		return nil, nil, err
	}
	d, err := db.Open(r.ctx, s.in(s.DB, "samverk.db"), db.Options{Keep: true, Plain: s.DBPlain})
	return d, log, err
}

func (s *stored) close() {
	if s.db != nil {
		s.db.Close()
	}
	if s.keys != nil {
		s.keys.Close()
	}
}

// app makes the application on the opened storage.
func (s *stored) app(logger *slog.Logger, sender mail.Sender, base string, demo bool) *app.App {
	a := app.New(app.Options{
		DB: s.db, Sealer: s.sealer, Log: s.log, Witnesses: s.witnesses,
		Mail: sender, Base: base, Logger: logger, Demo: demo,
	})
	a.Also(structure.New(a).Remind)
	a.Also(control.New(a).Keep)
	a.Also(briefing.New(a).Keep)
	a.Also(joint.New(a).Remind)
	a.Also(picture.New(a).Remind)
	a.Also(result.New(a).Keep)
	a.Also(maturity.New(a).Remind)
	a.Also(catalogue.New(a).Remind)
	a.Also(wayfinding.New(a).Remind)
	a.Also(introduction.New(a).Keep)
	a.Also(board.New(a).Keep)
	a.Also(mapping.New(a).Keep)
	a.Also(target.New(a).Keep)
	return a
}

// version is what the build was made from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	v := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			v = s.Value[:12]
		}
	}
	return v
}
