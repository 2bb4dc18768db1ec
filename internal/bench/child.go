package bench

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"strconv"
	"time"
)

// childEnv tells Run that it is a server started by another Run: what answers
// is measured apart from what asks. It holds what to serve as JSON.
const childEnv = "SAMVERK_BENCH_CHILD"

// served is what a child serves.
type served struct {
	Floor bool    `json:"floor"`
	Set   dataset `json:"set"`
}

// addresses is what a child says when it can be asked.
type addresses struct {
	Server  string `json:"server"`
	Control string `json:"control"`
}

// counters is what a child has used since it began.
type counters struct {
	CPU        time.Duration `json:"cpu"`
	Statements int64         `json:"statements"`
	Mallocs    uint64        `json:"mallocs"`
	Bytes      uint64        `json:"bytes"`
	Anonymous  int64         `json:"anonymous"`
	Files      int64         `json:"files"`
}

// runChild serves until its standard input ends, which it does at the latest
// with the parent.
func runChild(ctx context.Context, text string) error {
	var s served
	if err := json.Unmarshal([]byte(text), &s); err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		stop()
	}()
	server, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	control, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	statements := func() int64 { return 0 }
	ready := func(count func() int64) {
		if count != nil {
			statements = count
		}
		go func() { _ = listenUntil(ctx, control, controls(statements)) }()
		_ = json.NewEncoder(os.Stdout).Encode(addresses{server.Addr().String(), control.Addr().String()})
	}
	if s.Floor {
		return s.Set.serveFloor(ctx, server, ready)
	}
	return s.Set.serveApp(ctx, server, ready)
}

// controls tells what the process has used, and profiles it.
func controls(statements func() int64) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /counters", func(w http.ResponseWriter, _ *http.Request) {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		anonymous, files := memory()
		_ = json.NewEncoder(w).Encode(counters{ownCPU(), statements(), m.Mallocs, m.TotalAlloc, anonymous, files})
	})
	mux.HandleFunc("GET /profile", func(w http.ResponseWriter, r *http.Request) {
		seconds, _ := strconv.ParseFloat(r.FormValue("seconds"), 64)
		if pprof.StartCPUProfile(w) == nil {
			time.Sleep(time.Duration(seconds * float64(time.Second)))
			pprof.StopCPUProfile()
		}
	})
	mux.HandleFunc("GET /allocs", func(w http.ResponseWriter, _ *http.Request) { _ = pprof.Lookup("allocs").WriteTo(w, 0) })
	return mux
}

// child is a server in a process of its own.
type child struct {
	addresses
	began time.Time
	cmd   *exec.Cmd
	stdin io.Closer
}

func startChild(ctx context.Context, s served, log io.Writer) (*child, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{began: time.Now(), cmd: exec.CommandContext(ctx, self, os.Args[1:]...)}
	c.cmd.Env = append(os.Environ(), childEnv+"="+string(text))
	c.cmd.Stderr = log
	if c.stdin, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err == nil {
		err = json.Unmarshal(line, &c.addresses)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the server did not start: %w", err), c.stop())
	}
	return c, nil
}

// stop ends the child, if it was started, and waits for it.
func (c *child) stop() error {
	if c == nil {
		return nil
	}
	return errors.Join(c.stdin.Close(), c.cmd.Wait())
}

// counters asks the child what it has used.
func (c *child) counters(ctx context.Context) (n counters, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.Control+"/counters", nil)
	if err != nil {
		return n, err
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		return n, err
	}
	defer res.Body.Close()
	return n, json.NewDecoder(res.Body).Decode(&n)
}
