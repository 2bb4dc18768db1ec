package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// load asks a server over connections that stay open, each as fast as it is
// answered. It writes requests as they go over the wire, since it runs on the
// same machine as what it measures.
type load struct {
	addr        string
	connections int
	warm, last  time.Duration
	request     func(*rand.Rand) []byte
	seed        uint64
}

// measured is what a load found out.
type measured struct {
	requests int
	failed   int
	first    string // what the first failure said
	elapsed  time.Duration
	times    []time.Duration // in order
}

func (m measured) at(share float64) time.Duration {
	if len(m.times) == 0 {
		return 0
	}
	return m.times[int(share*float64(len(m.times)-1))]
}

// run calls begin and end around the time that is measured, after the warming.
func (l load) run(ctx context.Context, begin, end func()) (measured, error) {
	clients := make([]*client, l.connections)
	for n := range clients {
		clients[n] = &client{r: rand.New(rand.NewPCG(l.seed, uint64(n)))}
		if err := clients[n].dial(ctx, l.addr); err != nil {
			return measured{}, err
		}
		defer clients[n].conn.Close()
	}
	if err := l.all(ctx, clients, l.warm); err != nil {
		return measured{}, err
	}
	var m measured
	for _, c := range clients {
		c.times, c.failed = c.times[:0], 0
	}
	begin()
	began := time.Now()
	err := l.all(ctx, clients, l.last)
	m.elapsed = time.Since(began)
	end()
	for _, c := range clients {
		m.times = append(m.times, c.times...)
		m.failed += c.failed
		if m.first == "" {
			m.first = c.first
		}
	}
	m.requests = len(m.times)
	slices.Sort(m.times)
	return m, err
}

func (l load) all(ctx context.Context, clients []*client, last time.Duration) error {
	faults := make(chan error, len(clients))
	until := time.Now().Add(last)
	var group sync.WaitGroup
	for _, c := range clients {
		group.Go(func() { faults <- c.until(ctx, until, l.request) })
	}
	group.Wait()
	close(faults)
	var all error
	for err := range faults {
		all = errors.Join(all, err)
	}
	return all
}

// client is one connection.
type client struct {
	conn   net.Conn
	in     *bufio.Reader
	r      *rand.Rand
	times  []time.Duration
	failed int
	first  string
}

func (c *client) dial(ctx context.Context, addr string) (err error) {
	if c.conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", addr); err == nil {
		c.in = bufio.NewReaderSize(c.conn, 64<<10)
	}
	return err
}

func (c *client) until(ctx context.Context, until time.Time, request func(*rand.Rand) []byte) error {
	for ctx.Err() == nil {
		text := request(c.r)
		began := time.Now()
		if began.After(until) {
			return nil
		}
		if err := c.ask(text); err != nil {
			return err
		}
		c.times = append(c.times, time.Since(began))
	}
	return ctx.Err()
}

func (c *client) ask(text []byte) error {
	if _, err := c.conn.Write(text); err != nil {
		return err
	}
	res, err := http.ReadResponse(c.in, nil)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode < 300 {
		_, err = io.Copy(io.Discard, res.Body)
		return err
	}
	body, err := io.ReadAll(res.Body)
	if c.failed++; c.first == "" {
		c.first = fmt.Sprintf("%s: %.300s", res.Status, body)
	}
	return err
}

// get makes a request without body.
func get(path, header string) []byte {
	return []byte("GET " + path + " HTTP/1.1\r\nHost: bench.example.se\r\n" + header + "\r\n")
}

// send makes a request with a body.
func send(path, header, kind, body string) []byte {
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: bench.example.se\r\n%sContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", path, header, kind, len(body), body)
}
