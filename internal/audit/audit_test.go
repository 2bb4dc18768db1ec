package audit_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"samverk/internal/audit"
	"samverk/internal/db"
	"samverk/internal/id"
	"samverk/internal/samverktest"
)

var someKeys = func() *audit.Keys {
	k, err := audit.NewKeys()
	if err != nil {
		panic(err)
	}
	return k
}()

func open(t testing.TB) (*db.DB, *audit.Log) {
	l, err := someKeys.Log()
	if err != nil {
		t.Fatal(err)
	}
	return samverktest.DB(t), l
}

func entry(i int) audit.Entry {
	six := func(kind string, of int) string { return fmt.Sprintf("%s-%023d", kind, i%of) }
	return audit.Entry{
		User: id.User(six("u", 50)), Function: id.Function(six("f", 20)), Unit: id.Unit(six("e", 10)), Org: id.Org(six("o", 4)),
		Deputy: i%3 == 0, Action: "case.open", Outcome: "read", Object: six("c", 1000),
		Person: id.Person(six("p", 1000)), Case: id.Case(six("c", 1000)),
		Categories: "plan,work,income", Ground: "consent", Level: "loa3", Source: "192.0.2.7",
	}
}

func write(t testing.TB, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Tx(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, d *db.DB, fn func(*db.Tx) error) {
	t.Helper()
	if err := d.Read(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

// fill appends n rows, at most 5000 a transaction.
func fill(t testing.TB, d *db.DB, l *audit.Log, n int) {
	t.Helper()
	for i := 0; i < n; {
		var entries []audit.Entry
		for ; i < n && len(entries) < 5000; i++ {
			entries = append(entries, entry(i))
		}
		write(t, d, func(tx *db.Tx) error { return l.Append(context.Background(), tx, entries...) })
	}
}

// seal signs checkpoints until all rows are under one, and returns it.
func seal(t testing.TB, d *db.DB, l *audit.Log) (text string) {
	t.Helper()
	for size, last := int64(-1), int64(-2); size != last; {
		last = size
		write(t, d, func(tx *db.Tx) (err error) { text, size, err = l.Seal(context.Background(), tx); return err })
	}
	return text
}

func verify(t testing.TB, d *db.DB, l *audit.Log, witnesses ...string) (r audit.Report) {
	t.Helper()
	read(t, d, func(tx *db.Tx) (err error) { r, err = l.Verify(context.Background(), tx, witnesses); return err })
	return r
}

func mustVerify(t testing.TB, d *db.DB, l *audit.Log, witnesses ...string) audit.Report {
	t.Helper()
	r := verify(t, d, l, witnesses...)
	if r.Bad != nil {
		t.Fatalf("%+v", *r.Bad)
	}
	return r
}

func BenchmarkVerify(b *testing.B) {
	const rows = 1_000_000
	d, l := open(b)
	start := time.Now()
	fill(b, d, l, rows)
	b.Logf("append: %.0f rows/s", rows/time.Since(start).Seconds())
	start = time.Now()
	seal(b, d, l)
	b.Logf("seal: %.0f rows/s", rows/time.Since(start).Seconds())
	b.ReportAllocs()
	for b.Loop() {
		if r := mustVerify(b, d, l); r.Rows != rows || r.Sealed != rows {
			b.Fatal(r)
		}
	}
	b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
}
