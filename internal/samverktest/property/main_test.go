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
		flag.Set("rapid.checks", "25")
	}
	os.Exit(m.Run())
}
