package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"samverk/internal/bench"
)

// TestMain lets Run start this program again as the server that it measures.
func TestMain(m *testing.M) {
	if os.Getenv("SAMVERK_BENCH_CHILD") != "" {
		if err := bench.Run(context.Background(), bench.Options{}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func run(t *testing.T, o bench.Options) (lines []map[string]any, log string) {
	t.Helper()
	var out, said bytes.Buffer
	o.Cases, o.Users, o.Connections, o.Seconds, o.Out, o.Log = 200, 20, []int{2}, 0.2, &out, &said
	if err := bench.Run(t.Context(), o); err != nil {
		t.Fatal(err, said.String())
	}
	for text := range strings.Lines(out.String()) {
		var l map[string]any
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		lines = append(lines, l)
	}
	return lines, said.String()
}

func TestEveryOperationIsMeasuredBesideItsRulers(t *testing.T) {
	lines, log := run(t, bench.Options{Dir: t.TempDir(), Growth: 100})
	seen := map[string]map[string]any{}
	for _, l := range lines {
		op, _ := l["op"].(string)
		if l["db"] != "sqlite" || op == "" {
			t.Errorf("%v has no database or no operation", l)
		}
		if l["failed"] != nil {
			t.Errorf("%s: %v of %v failed: %s", op, l["failed"], l["requests"], log)
		}
		if of, _ := l["of"].(string); of != "" {
			op += " " + of
		}
		seen[op] = l
	}
	for op, fields := range map[string]string{
		"case_json":        "per_second median_ms p99_ms cpu_app_us statements allocs bytes_alloc ratio_floor ratio_floor_audit",
		"case_html":        "per_second statements ratio_floor ratio_floor_audit",
		"list_50":          "per_second statements ratio_floor ratio_floor_audit",
		"find_person":      "per_second statements cpu_ratio_floor",
		"append_item":      "per_second statements ratio_floor",
		"floor_case":       "per_second cpu_app_us",
		"floor_audit_case": "per_second cpu_app_us",
		"floor_append":     "per_second",
		"cold_start":       "ms",
		"memory_idle":      "memory_mib",
		"memory_loaded":    "memory_mib",
		"audit_verify":     "per_second",
		"decide":           "ns",
		"binary":           "file_mb",
		"growth case_json": "from",
	} {
		for field := range strings.FieldsSeq(fields) {
			if seen[op][field] == nil {
				t.Errorf("%s says no %s: %v", op, field, seen[op])
			}
		}
	}
}

func TestAStoredDataSetIsUsedAgain(t *testing.T) {
	dir := t.TempDir()
	o := bench.Options{Dir: dir, Operations: []string{"list_50"}}
	_, first := run(t, o)
	_, second := run(t, o)
	if !strings.Contains(first, "cases made in") || strings.Contains(second, "cases made in") {
		t.Errorf("first %q, then %q", first, second)
	}
}

func TestTheSameMeasurementsWorkOnPostgreSQL(t *testing.T) {
	server := os.Getenv("SAMVERK_TEST_DSN")
	if server == "" {
		t.Skip("SAMVERK_TEST_DSN names no server")
	}
	lines, log := run(t, bench.Options{Database: "postgres", DSN: server, Operations: []string{"case_json", "append_item"}})
	for _, l := range lines {
		if l["failed"] != nil {
			t.Errorf("%v: %s", l, log)
		}
	}
	if len(lines) < 8 {
		t.Errorf("%d lines", len(lines))
	}
}
