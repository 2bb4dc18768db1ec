#!/usr/bin/env bash
# The quick half of the tests: format, vet, generated files, structure, and
# every package on SQLite.
set -euo pipefail
cd "$(dirname "$0")/.."

bad=$(gofmt -l $(git ls-files '*.go' | grep -v _templ.go))
[ -z "$bad" ] || { echo "not gofmt'ed: $bad"; exit 1; }
go vet ./...
go tool -modfile=tools/go.mod staticcheck ./...
SAMVERK_TEST_DSN= go test ./...
