package cli

import (
	"samverk/internal/bench"
)

type benchCmd struct {
	Cases       int      `default:"100000" help:"Antal ärenden i datamängden."`
	Growth      int      `default:"10000" help:"Mindre datamängd vars kostnad jämförs; 0 för ingen."`
	Seconds     float64  `default:"8" help:"Hur länge varje mätning pågår."`
	Connections []int    `default:"1,8,32" help:"Antal samtidiga anslutningar."`
	Database    string   `default:"sqlite" enum:"sqlite,postgres,both" help:"Vad som mäts."`
	DSN         string   `name:"dsn" help:"PostgreSQL-server att skapa databaser på."`
	Dir         string   `type:"path" help:"Behåll datamängderna här till nästa körning."`
	Operation   []string `help:"Bara dessa; annars alla."`
	Seed        uint64   `default:"1" help:"Frö till datamängden."`
	Profile     string   `type:"path" help:"Mapp för processorprofiler."`
}

// Run measures, and writes a JSON line for each measurement.
func (c benchCmd) Run(r *run) error {
	return bench.Run(r.ctx, bench.Options{
		Cases: c.Cases, Users: 50, ItemsPerCase: 10, Parties: 5, Connections: c.Connections, Seconds: c.Seconds,
		Database: c.Database, DSN: c.DSN, Dir: c.Dir, Operations: c.Operation, Growth: c.Growth, Seed: c.Seed, Profile: c.Profile,
		Out: r.out, Log: r.err,
	})
}
