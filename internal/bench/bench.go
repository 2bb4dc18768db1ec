// Package bench measures the whole of Samverk over HTTP on a made-up data set,
// beside the least that the same work could cost: a bare handler with the same
// SQL. It writes one JSON line a measurement and judges nothing.
package bench

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"samverk/internal/db"
)

// Options say what is measured and where. What is not said is as the goals have
// it: 100,000 cases of five parties and ten items, 50 users.
type Options struct {
	Cases        int
	Users        int
	ItemsPerCase int
	Parties      int
	Connections  []int
	Seconds      float64  // of each measurement
	Database     string   // sqlite, postgres or both
	DSN          string   // of a PostgreSQL server, on which databases are made
	Dir          string   // keeps the data sets for later runs; without it they go when all is measured
	Operations   []string // all when empty
	Growth       int      // cases of a smaller data set, whose cost is compared; 0 for none
	Seed         uint64
	Profile      string    // folder to write processor profiles to, "" for none
	Out          io.Writer // JSON lines
	Log          io.Writer // how it goes

	passing bool // the data sets go when all is measured
}

// Run measures. The same program is started again for what is measured, with
// the same arguments: it must come back here with them.
func Run(ctx context.Context, o Options) error {
	if text := os.Getenv(childEnv); text != "" {
		return runChild(ctx, text)
	}
	o.fill()
	if o.Parties < 4 || o.Users < unitsEach+o.Parties || max(o.Cases, o.Growth) > mostCases {
		return errors.New("bench: at least 4 parties, 5 users more than parties, and as many cases as there are test numbers")
	}
	if o.Dir == "" {
		dir, err := os.MkdirTemp("", "samverk-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.Dir, o.passing = dir, true
	}
	for _, kind := range []db.Dialect{db.SQLite, db.Postgres} {
		if o.Database != string(kind) && o.Database != "both" {
			continue
		}
		if kind == db.Postgres && o.DSN == "" {
			return errors.New("bench: PostgreSQL needs the address of a server")
		}
		if err := o.database(ctx, string(kind)); err != nil {
			return fmt.Errorf("bench: %s: %w", kind, err)
		}
	}
	return nil
}

func (o *Options) fill() {
	o.Cases, o.Users = cmp.Or(o.Cases, 100_000), cmp.Or(o.Users, 50)
	o.ItemsPerCase, o.Parties = cmp.Or(o.ItemsPerCase, 10), cmp.Or(o.Parties, 5)
	o.Seconds, o.Database, o.Seed = cmp.Or(o.Seconds, 8), cmp.Or(o.Database, string(db.SQLite)), cmp.Or(o.Seed, 1)
	if len(o.Connections) == 0 {
		o.Connections = []int{1, 8, 32}
	}
	if o.Out == nil {
		o.Out = io.Discard
	}
	if o.Log == nil {
		o.Log = io.Discard
	}
}

func (o Options) wants(name string) bool {
	return len(o.Operations) == 0 || slices.Contains(o.Operations, name)
}

// database measures on one database, and how cost grows.
func (o Options) database(ctx context.Context, kind string) error {
	costs, err := o.measure(ctx, kind, o.Cases, o.Connections)
	if err != nil || o.Growth == 0 {
		return err
	}
	at := o.Connections[len(o.Connections)/2]
	less, err := o.measure(ctx, kind, o.Growth, []int{at})
	if err != nil {
		return err
	}
	for _, l := range costs {
		for _, k := range less {
			if l.Op == k.Op && l.Connections == at && k.cpu() > 0 {
				grown := line{DB: kind, Cases: o.Cases, Op: "growth", Of: l.Op, From: o.Growth, Connections: at, RatioGrowth: round(l.cpu() / k.cpu())}
				if err := o.say(grown); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (o Options) say(l line) error { return json.NewEncoder(o.Out).Encode(l) }
