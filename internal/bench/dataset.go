package bench

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/seal"
)

// form is raised when the rows or the schema change, so that a stored data set
// is made anew.
const form = 1

// freshFor is how long a stored data set may be used: its consents end.
const freshFor = 30 * 24 * time.Hour

// block is how many cases are made and written together.
const block = 500

// dataset is a filled database with its keys, in a folder of its own.
type dataset struct {
	Dir    string `json:"dir"`
	DSN    string `json:"dsn"`
	KeyDSN string `json:"keyDsn"`
	shape
	Schema string    `json:"schema"` // digest of the migrations
	Made   time.Time `json:"made"`
}

func (d dataset) file(name string) string { return filepath.Join(d.Dir, name) }

// place says where a data set of a shape is kept.
func place(o Options, kind string, s shape) dataset {
	name := fmt.Sprintf("%s-%d", kind, s.Cases)
	d := dataset{Dir: filepath.Join(o.Dir, name), shape: s, Schema: schemaDigest()}
	d.DSN, d.KeyDSN = d.file("samverk.db"), d.file("keys.db")
	if kind == string(db.Postgres) {
		// Two who measure on one server keep their data sets in different folders.
		sum := sha256.Sum256([]byte(o.Dir))
		base := fmt.Sprintf("samverk_bench_%d_%x", s.Cases, sum[:4])
		d.DSN, d.KeyDSN = onServer(o.DSN, base), onServer(o.DSN, base+"_keys")
	}
	return d
}

// schemaDigest tells one schema from another.
func schemaDigest() string {
	sum := sha256.New()
	for _, files := range []fs.FS{db.Schema, db.Keyring} {
		_ = fs.WalkDir(files, ".", func(name string, _ fs.DirEntry, _ error) error {
			text, _ := fs.ReadFile(files, name) // a folder has none
			sum.Write(text)
			return nil
		})
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// onServer returns the address of another database on the same server.
func onServer(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}

// stored reports whether the data set is there already.
func (d *dataset) stored(ctx context.Context, now time.Time) bool {
	text, err := os.ReadFile(d.file("dataset.json"))
	if err != nil {
		return false
	}
	var old dataset
	if json.Unmarshal(text, &old) != nil || old.shape != d.shape || old.DSN != d.DSN || old.Schema != d.Schema || now.Sub(old.Made) > freshFor {
		return false
	}
	if db.IsPostgres(d.DSN) {
		c, err := pgx.Connect(ctx, d.DSN)
		if err != nil {
			return false
		}
		_ = c.Close(ctx)
	}
	d.Made = old.Made
	return true
}

// prepare makes the data set unless it is there already.
func (d *dataset) prepare(ctx context.Context, o Options) error {
	if d.stored(ctx, time.Now()) {
		fmt.Fprintf(o.Log, "%s: %d cases, made %s\n", d.Dir, d.Cases, d.Made.Format(time.DateTime))
		return nil
	}
	began := time.Now()
	if err := d.empty(ctx, o); err != nil {
		return err
	}
	d.Made = began.UTC().Truncate(time.Microsecond)
	if err := d.install(ctx); err != nil {
		return err
	}
	if err := d.fill(ctx, o.Log); err != nil {
		return err
	}
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	fmt.Fprintf(o.Log, "%s: %d cases made in %s\n", d.Dir, d.Cases, time.Since(began).Round(100*time.Millisecond))
	return os.WriteFile(d.file("dataset.json"), text, 0o600)
}

// empty makes an empty folder and empty databases.
func (d *dataset) empty(ctx context.Context, o Options) error {
	if err := errors.Join(os.RemoveAll(d.Dir), os.MkdirAll(d.file("witness"), 0o700)); err != nil {
		return err
	}
	return d.onServer(ctx, o, "drop database if exists %s with (force)", "create database %s")
}

// drop removes the databases of a data set in a folder that goes away.
func (d *dataset) drop(ctx context.Context, o Options) error {
	return d.onServer(ctx, o, "drop database if exists %s with (force)")
}

// onServer runs statements about each of the set's PostgreSQL databases.
func (d *dataset) onServer(ctx context.Context, o Options, statements ...string) error {
	if !db.IsPostgres(d.DSN) {
		return nil
	}
	c, err := pgx.Connect(ctx, o.DSN)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	for _, dsn := range []string{d.DSN, d.KeyDSN} {
		name := dsn[strings.LastIndexByte(dsn, '/')+1:]
		name, _, _ = strings.Cut(name, "?")
		for _, s := range statements {
			if _, err := c.Exec(ctx, fmt.Sprintf(s, name)); err != nil {
				return err
			}
		}
	}
	return nil
}

// install makes schema, keys and structure as a first start would.
func (d *dataset) install(ctx context.Context) error {
	if _, err := seal.OpenMaster(d.file("master.key"), true); err != nil {
		return err
	}
	if _, err := audit.OpenKeys(d.file("audit.key"), true); err != nil {
		return err
	}
	keys, err := db.Open(ctx, d.KeyDSN, db.Options{Migrations: db.Keyring})
	if err != nil {
		return err
	}
	defer keys.Close()
	main, err := db.Open(ctx, d.DSN, db.Options{})
	if err != nil {
		return err
	}
	defer main.Close()
	return main.Tx(ctx, func(tx *db.Tx) error {
		if err := world(d.Users).Install(ctx, tx); err != nil {
			return err
		}
		// As though every post had been held since before the first case.
		if _, err := tx.Exec(ctx, `update assignment set since = $1`, db.Micros(tx.Now.AddDate(-3, 0, 0))); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, noteTable); err != nil {
			return err
		}
		for n := range len(letters) {
			_, err := tx.Exec(ctx, `insert into case_counter (area_id, year, last) values ($1, $2, $3)`, string(area(n)), tx.Now.Year(), d.Cases)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// gathered is a seal.Store that keeps what is saved for the batch under way.
type gathered struct {
	seal.Store
	batch *batch
	at    int64
}

// Save adds a key to the batch.
func (g *gathered) Save(_ context.Context, p id.Person, wrapped []byte) error {
	g.batch.keys = append(g.batch.keys, []any{string(p), wrapped, g.at})
	return nil
}

// fill makes and writes all cases. Making and writing go on at the same time.
func (d *dataset) fill(ctx context.Context, log io.Writer) error {
	main, err := openBulk(ctx, d.DSN)
	if err != nil {
		return err
	}
	defer main.close(ctx)
	keys, err := openBulk(ctx, d.KeyDSN)
	if err != nil {
		return err
	}
	defer keys.close(ctx)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	made, fault := make(chan *batch, 2), make(chan error, 1)
	go func() { fault <- d.make(ctx, made) }()
	written := 0
	for b := range made {
		if err := b.write(ctx, main, keys); err != nil {
			return err
		}
		if written += block; written%20_000 == 0 {
			fmt.Fprintf(log, "%s: %d cases\n", d.Dir, written)
		}
	}
	if err := <-fault; err != nil {
		return err
	}
	fmt.Fprintf(log, "%s: indexes\n", d.Dir)
	return errors.Join(main.finish(ctx), keys.finish(ctx))
}

func (b *batch) write(ctx context.Context, main, keys bulk) error {
	for t, rows := range b.rows {
		if len(rows) == 0 {
			continue
		}
		if err := main.write(ctx, tables[t], rows); err != nil {
			return err
		}
	}
	return keys.write(ctx, keyTable, b.keys)
}

// make sends all cases in batches, some made at the same time.
func (d *dataset) make(ctx context.Context, to chan<- *batch) error {
	defer close(to)
	next, faults := make(chan int), make(chan error, runtime.NumCPU())
	var makers sync.WaitGroup
	for range runtime.NumCPU() {
		makers.Go(func() { faults <- d.makeBlocks(ctx, next, to) })
	}
	for n := 0; n < d.Cases; n += block {
		select {
		case next <- n:
		case <-ctx.Done():
			n = d.Cases
		}
	}
	close(next)
	makers.Wait()
	close(faults)
	var all error
	for err := range faults {
		all = errors.Join(all, err)
	}
	return all
}

func (d *dataset) makeBlocks(ctx context.Context, next <-chan int, to chan<- *batch) error {
	master, err := seal.OpenMaster(d.file("master.key"), false)
	if err != nil {
		return err
	}
	store := &gathered{at: db.Micros(d.Made)}
	leads, parts := posts(d.Users)
	m := &maker{d.shape, seal.New(master, store), d.Made, leads, parts}
	for from := range next {
		store.batch = &batch{}
		for n := from; n < min(from+block, d.Cases); n++ {
			if err == nil {
				err = m.add(ctx, store.batch, n)
			}
		}
		select {
		case to <- store.batch:
		case <-ctx.Done():
		}
	}
	return err
}
