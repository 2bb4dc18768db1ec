package property

import (
	"flag"
	"os"
	"testing"
)

// TestMain bounds the sequences to what every run can afford; more are asked
// for with -rapid.checks.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("rapid.checks"); f != nil && f.Value.String() == f.DefValue {
		checks := "25"
		if os.Getenv("SAMVERK_TEST_DSN") != "" {
			checks = "12" // a statement costs more there, and the sequences are others
		}
		flag.Set("rapid.checks", checks)
	}
	os.Exit(m.Run())
}
