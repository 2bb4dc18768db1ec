// Package bench measures the whole of Samverk over HTTP on a made-up data set,
// beside the least that the same work could cost: a bare handler with the same
// SQL. It writes one JSON line a measurement and judges nothing.
package bench

import (
	"context"
	"errors"
	"io"
)

// Options say what is measured and where.
type Options struct {
	Cases        int
	Users        int
	ItemsPerCase int
	Parties      int
	Connections  []int
	Seconds      float64 // of each measurement
	Database     string  // sqlite, postgres or both
	DSN          string  // of a PostgreSQL server, on which databases are made
	Dir          string  // keeps the data sets for later runs; a folder that goes away when empty
	Operations   []string
	Growth       int // cases of a smaller data set, whose cost is compared; 0 for none
	Out          io.Writer
	Log          io.Writer
	Seed         uint64
}

// noteTable is what the floor's append writes to, so that it leaves the data
// set as it is.
const noteTable = `create table bench_note (id text primary key, case_id text not null, function_id text not null, at bigint not null, words bytea not null)`

// Generate makes the data set alone.
func Generate(ctx context.Context, o Options, kind string) error {
	d := place(o, kind, shape{o.Cases, o.Users, o.ItemsPerCase, o.Parties, o.Seed, form})
	if o.Cases > mostCases {
		return errors.New("more cases than there are test numbers")
	}
	return d.prepare(ctx, o)
}
