#!/usr/bin/env bash
# Everything CI runs, from a bare machine with Go: sets up, checks, and runs the
# whole suite on SQLite and on PostgreSQL, the browser and the crash tests too.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
echo "== format, vet, generated files"
bad=$(gofmt -l $(git ls-files '*.go' | grep -v _templ.go))
[ -z "$bad" ] || { echo "not gofmt'ed: $bad"; exit 1; }
go tool -modfile=tools/go.mod templ generate -path ./internal/web >/dev/null 2>&1
git diff --exit-code --stat -- '*_templ.go'
go vet ./...
go tool -modfile=tools/go.mod staticcheck ./...

echo "== suite on SQLite, with the race detector"
SAMVERK_TEST_DSN= go test -race -timeout 15m ./...
echo "== suite on PostgreSQL"
scripts/postgres.sh go test -timeout 15m ./...
