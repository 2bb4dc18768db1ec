// Package e2e tries Samverk from outside, as users and operators meet it: the
// built program, HTTP, a browser, and what can go wrong with a machine. It is a
// module of its own so that those who build Samverk need none of its tools.
package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// binary is the program under test, built once.
var binary string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "samverk-e2e-")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "samverk")
	build := exec.Command("go", "build", "-o", binary, "./cmd/samverk")
	build.Dir = ".."
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s\n", out)
		os.Exit(1)
	}
	code := m.Run()
	stopChromium()
	built.drop()
	os.RemoveAll(dir)
	os.Exit(code)
}

// samverk runs a command of the program and returns what it said and its exit
// code.
func samverk(t testing.TB, args ...string) (out string, code int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, binary, args...)
	text, err := c.CombinedOutput()
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	return string(text), c.ProcessState.ExitCode()
}

// token is one function or person of the tokens file.
type token struct {
	ID, Name, Unit, Organisation, Kind, Area, Token string
}

// demo is a running demo world.
type demo struct {
	Base      string
	Functions []token
	Persons   []token
	dir       string
	process   *exec.Cmd
	output    *bytes.Buffer
	exited    chan struct{}
}

// startDemo starts the demo world in a folder and waits until it answers. With
// tokens it makes a key for every function and person. more are flags.
func startDemo(t testing.TB, dir string, tokens bool, more ...string) *demo {
	t.Helper()
	return startDemoAt(t, free(t), dir, tokens, more...)
}

// free is an address of this machine that nobody listens to.
func free(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// startDemoAt is startDemo at an address that was chosen before.
func startDemoAt(t testing.TB, addr, dir string, tokens bool, more ...string) *demo {
	t.Helper()
	furnish(t, dir)
	file, flags := filepath.Join(t.TempDir(), "tokens.json"), slices.Concat(storage(t, dir), more)
	if tokens {
		flags = append(flags, "--tokens", file)
	}
	d := run(t, addr, dir, flags...)
	if tokens {
		text, err := os.ReadFile(file)
		if err == nil {
			err = json.Unmarshal(text, d)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return d
}

// run starts the program at an address and waits until it answers.
func run(t testing.TB, addr, dir string, flags ...string) *demo {
	t.Helper()
	args := append([]string{"demo", "--addr", addr, "--ahead=" + ahead.String()}, flags...)
	d := &demo{Base: "http://" + addr, dir: dir, process: exec.Command(binary, args...), output: &bytes.Buffer{}, exited: make(chan struct{})}
	d.process.Stdout, d.process.Stderr = d.output, d.output
	if err := d.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { d.process.Wait(); close(d.exited) }()
	t.Cleanup(d.kill)
	d.wait(t)
	return d
}

func (d *demo) wait(t testing.TB) {
	t.Helper()
	if !eventually(30*time.Second, d.exited, func() bool {
		r, err := http.Get(d.Base + "/readyz")
		if err != nil {
			return false
		}
		r.Body.Close()
		return r.StatusCode == http.StatusOK
	}) {
		t.Fatalf("no answer: %s", d.output)
	}
}

// kill ends the program as a power cut would end its process.
func (d *demo) kill() {
	d.process.Process.Kill()
	<-d.exited
}

// stop ends the program as an operator does.
func (d *demo) stop(t testing.TB) {
	t.Helper()
	d.process.Process.Signal(syscall.SIGTERM)
	select {
	case <-d.exited:
	case <-time.After(20 * time.Second):
		t.Fatal("it did not stop")
	}
	if code := d.process.ProcessState.ExitCode(); code != 0 {
		t.Fatalf("it stopped with %d: %s", code, d.output)
	}
}

// function returns the key of a function.
func (d *demo) function(t testing.TB, id string) string { return find(t, d.Functions, id) }

func find(t testing.TB, all []token, id string) string {
	t.Helper()
	for _, f := range all {
		if f.ID == id {
			return f.Token
		}
	}
	t.Fatalf("no key for %s", id)
	return ""
}

// reply is an answer of the API.
type reply struct {
	Status int
	Header http.Header
	Body   []byte
}

// into decodes the answer and fails the test when it is not the status wanted.
func (r reply) into(t testing.TB, status int, v any) {
	t.Helper()
	if r.Status != status {
		t.Fatalf("status %d, not %d: %s", r.Status, status, r.Body)
	}
	if v == nil {
		return
	}
	if err := json.Unmarshal(r.Body, v); err != nil {
		t.Fatalf("%v: %s", err, r.Body)
	}
}

// none says that a call carries no version.
const none = -1

// call asks the API as the holder of a key. Changes carry an idempotency key;
// version goes into If-Match.
func (d *demo) call(key, method, path string, body any, version int64) (reply, error) {
	var in io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return reply{}, err
		}
		in = bytes.NewReader(text)
	}
	r, err := http.NewRequest(method, d.Base+"/api/v1"+path, in)
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("Authorization", "Bearer "+key)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if method != http.MethodGet {
		r.Header.Set("Idempotency-Key", strings.ToLower(rand.Text()))
	}
	if version != none {
		r.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(version)))
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	return reply{answer.StatusCode, answer.Header, text}, err
}

func (d *demo) do(t testing.TB, key, method, path string, body any, version int64) reply {
	t.Helper()
	r, err := d.call(key, method, path, body, version)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
