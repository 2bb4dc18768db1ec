package db

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestPostgreSQLIsNotSpokenToInTheClearOverANetwork(t *testing.T) {
	for dsn, want := range map[string]bool{
		"postgres://samverk@192.0.2.1/samverk":                                           true, // tries without TLS when there is none
		"postgres://samverk@192.0.2.1/samverk?sslmode=disable":                           true,
		"postgres://samverk@192.0.2.1/samverk?sslmode=allow":                             true,
		"postgres://samverk@db.example/samverk?sslmode=prefer":                           true,
		"postgres://samverk@127.0.0.1,db.example/samverk?sslmode=disable":                true,
		"postgres://samverk@db.example/samverk?sslmode=require":                          false,
		"postgres://samverk@db.example,db2.example/samverk?sslmode=verify-full":          false,
		"postgres://samverk@127.0.0.1:5432/samverk?sslmode=disable":                      false,
		"postgres://samverk@[::1]/samverk?sslmode=disable":                               false,
		"postgres://samverk@localhost/samverk":                                           false,
		"postgres:///samverk?host=/run/postgresql&user=samverk":                          false,
		"postgres://samverk@localhost.example/samverk?sslmode=disable":                   true,
		"postgres://samverk@/samverk?host=/run/postgresql,db.example&sslmode=disable":    true,
		"postgres://samverk@/samverk?host=/run/postgresql,127.0.0.1&sslmode=disable":     false,
		"postgres://samverk@/samverk?host=/run/postgresql,127.0.0.1&sslmode=verify-full": false,
	} {
		c, err := pgx.ParseConfig(dsn)
		if err != nil {
			t.Fatal(dsn, err)
		}
		if got := heard(c); got != want {
			t.Errorf("%s: %v", dsn, got)
		}
	}
	_, err := Open(t.Context(), "postgres://samverk@192.0.2.1/samverk", Options{})
	if start, ok := errors.AsType[*StartError](err); !ok || start.Key != "start.database.plain" {
		t.Error(err)
	}
}
