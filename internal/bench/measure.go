package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"samverk/internal/access"
	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/errs"
)

// series is the measuring of one data set.
type series struct {
	Options
	kind     string
	set      dataset
	audience *audience
	app      *child
	floor    *child
	postgres int // process of the PostgreSQL server, 0 when not on this machine
	costs    []line
}

// measure measures everything on a data set of so many cases, and returns the
// lines of the operations.
func (o Options) measure(ctx context.Context, kind string, cases int, connections []int) ([]line, error) {
	s := &series{Options: o, kind: kind, set: place(o, kind, shape{cases, o.Users, o.ItemsPerCase, o.Parties, o.Seed, form})}
	s.Cases, s.Connections = cases, connections
	if err := s.set.prepare(ctx, o); err != nil {
		return nil, err
	}
	var err error
	if s.audience, err = s.set.seatAll(ctx); err != nil {
		return nil, err
	}
	if s.postgres, err = postmaster(ctx, s.set.DSN); err != nil {
		return nil, err
	}
	if err = s.start(ctx); err == nil {
		err = s.all(ctx)
	}
	err = errors.Join(err, s.app.stop(), s.floor.stop())
	if o.passing {
		err = errors.Join(err, s.set.drop(context.WithoutCancel(ctx), o))
	}
	return s.costs, err
}

// start starts the servers, the application alone first: so it is known how
// long its first answer takes and what it needs before it works.
func (s *series) start(ctx context.Context) (err error) {
	if s.app, err = startChild(ctx, served{Set: s.set}, s.Log); err != nil {
		return err
	}
	c := &client{r: rand.New(rand.NewPCG(s.Seed, 0))}
	if err := c.dial(ctx, s.app.Server); err != nil {
		return err
	}
	defer c.conn.Close()
	if err := c.ask(s.audience.caseJSON(c.r)); err != nil || c.failed > 0 {
		return errors.Join(err, errors.New("first answer: "+c.first))
	}
	if err := s.tell(line{Op: "cold_start", Milliseconds: ms(time.Since(s.app.began))}); err != nil {
		return err
	}
	time.Sleep(seconds(min(2, s.Seconds)))
	if err := s.memory(ctx, "memory_idle", 0); err != nil {
		return err
	}
	s.floor, err = startChild(ctx, served{Floor: true, Set: s.set}, s.Log)
	return err
}

func (s *series) tell(l line) error {
	l.DB, l.Cases = s.kind, s.Cases
	return s.say(l)
}

func (s *series) memory(ctx context.Context, name string, connections int) error {
	n, err := s.app.counters(ctx)
	if err != nil {
		return err
	}
	return s.tell(line{Op: name, Connections: connections, MemoryAnonymous: mib(n.Anonymous), MemoryFiles: mib(n.Files)})
}

// all measures each operation right beside its rulers: the machine is not the
// same from one minute to the next.
func (s *series) all(ctx context.Context) error {
	for _, connections := range s.Connections {
		var floor, audited *line
		ruler := ""
		for _, op := range s.audience.operations() {
			if !s.wants(op.name) {
				continue
			}
			if op.ruler != ruler {
				var err error
				if floor, audited, err = s.rulers(ctx, op, connections); err != nil {
					return err
				}
				ruler = op.ruler
			}
			l, err := s.load(ctx, s.app, op.name, connections, op.request)
			if err != nil {
				return err
			}
			l.compare(floor, audited)
			s.costs = append(s.costs, l)
			if err := s.say(l); err != nil {
				return err
			}
		}
		if err := s.memory(ctx, "memory_loaded", connections); err != nil {
			return err
		}
	}
	return s.alone(ctx)
}

// rulers measures the floor of an operation, and the floor with a durable row.
func (s *series) rulers(ctx context.Context, op operation, connections int) (floor, audited *line, err error) {
	for _, prefix := range []string{"", "/audited"} {
		if prefix != "" && !op.audited {
			continue
		}
		name := "floor_" + op.ruler
		if prefix != "" {
			name = "floor_audit_" + op.ruler
		}
		l, err := s.load(ctx, s.floor, name, connections, func(r *rand.Rand) []byte { return op.floor(r, prefix) })
		if err != nil {
			return nil, nil, err
		}
		if floor == nil {
			floor = &l
		} else {
			audited = &l
		}
		if err := s.say(l); err != nil {
			return nil, nil, err
		}
	}
	return floor, audited, nil
}

// load measures one operation at a server.
func (s *series) load(ctx context.Context, to *child, name string, connections int, request func(*rand.Rand) []byte) (line, error) {
	var before, after counters
	var faults [2]error
	var pgBefore, pgAfter time.Duration
	l := load{addr: to.Server, connections: connections, warm: seconds(min(2, s.Seconds/4)), last: seconds(s.Seconds), request: request,
		seed: s.Seed + uint64(time.Now().UnixNano())}
	m, err := l.run(ctx, func() {
		before, faults[0] = to.counters(ctx)
		pgBefore = treeCPU(s.postgres)
		s.profile(ctx, to, name, connections)
	}, func() {
		pgAfter = treeCPU(s.postgres)
		after, faults[1] = to.counters(ctx)
	})
	if err := errors.Join(err, faults[0], faults[1]); err != nil {
		return line{}, fmt.Errorf("%s: %w", name, err)
	}
	if m.failed > 0 {
		fmt.Fprintf(s.Log, "%s: %d of %d failed, the first: %s\n", name, m.failed, m.requests, m.first)
	}
	each := func(v float64) float64 { return round(v / float64(max(m.requests, 1))) }
	return line{
		DB: s.kind, Cases: s.Cases, Op: name, Connections: connections, Requests: m.requests, Failed: m.failed,
		Seconds: round(m.elapsed.Seconds()), PerSecond: round(float64(m.requests) / m.elapsed.Seconds()), Median: ms(m.at(0.5)), P99: ms(m.at(0.99)),
		CPUApp: each(float64((after.CPU - before.CPU).Microseconds())), CPUDB: each(float64((pgAfter - pgBefore).Microseconds())),
		Statements: each(float64(after.Statements - before.Statements)), Allocs: each(float64(after.Mallocs - before.Mallocs)),
		Bytes: each(float64(after.Bytes - before.Bytes)),
	}, nil
}

// profile begins to write a processor profile of what is measured, when asked.
func (s *series) profile(ctx context.Context, to *child, name string, connections int) {
	if s.Profile == "" {
		return
	}
	file := filepath.Join(s.Profile, fmt.Sprintf("%s-%d-%s-%d.pprof", s.kind, s.Cases, name, connections))
	go func() {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+to.Control+"/profile?seconds="+strconv.FormatFloat(s.Seconds*0.9, 'f', 2, 64), nil)
		if err != nil {
			return
		}
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			return
		}
		defer res.Body.Close()
		if text, err := io.ReadAll(res.Body); err == nil {
			_ = os.WriteFile(file, text, 0o600)
		}
	}()
}

// postmaster returns the process under which the connections of a PostgreSQL
// server on this machine run, 0 when there is none.
func postmaster(ctx context.Context, dsn string) (int, error) {
	if !db.IsPostgres(dsn) {
		return 0, nil
	}
	c, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return 0, err
	}
	defer c.Close(ctx)
	parent, _, _ := stat(strconv.Itoa(int(c.PgConn().PID())))
	return parent, nil
}

// alone measures what needs no server: verifying the log, and deciding.
func (s *series) alone(ctx context.Context) error {
	opened, err := s.set.open(ctx)
	if err != nil {
		return err
	}
	defer opened.close()
	var report audit.Report
	began, used := time.Now(), ownCPU()
	err = opened.db.Read(ctx, func(tx *db.Tx) (err error) {
		report, err = opened.log.Verify(ctx, tx, []string{s.set.file("witness")})
		return err
	})
	if err != nil {
		return err
	}
	elapsed, cpu := time.Since(began), ownCPU()-used
	if report.Bad != nil {
		return fmt.Errorf("the log does not hold: %w", report.Bad)
	}
	err = s.tell(line{Op: "audit_verify", Requests: int(report.Rows), Seconds: round(elapsed.Seconds()),
		PerSecond: round(float64(report.Rows) / elapsed.Seconds()), CPUApp: round(float64(cpu.Microseconds()) / float64(max(1, report.Rows)))})
	return errors.Join(err, s.decide(), s.binary())
}

// decide measures a decision with the facts at hand.
func (s *series) decide() error {
	f := access.Facts{Holds: true, Role: access.Worker, Party: access.TakesPart, Knows: true}
	var wrong error
	const times = 5_000_000
	began := time.Now()
	for range times {
		if err := access.Decide(access.CaseRead, f); err != nil {
			wrong = err
		}
	}
	if wrong != nil {
		return errs.Missing()
	}
	return s.tell(line{Op: "decide", Requests: times, Nanoseconds: round(float64(time.Since(began)) / times)})
}

func (s *series) binary() error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	info, err := os.Stat(self)
	if err != nil {
		return err
	}
	return s.tell(line{Op: "binary", FileMB: round(float64(info.Size()) / 1e6)})
}
