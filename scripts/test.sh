#!/usr/bin/env bash
# Everything CI runs, from a bare machine with Go: sets up, checks, and runs the
# whole suite on SQLite and on PostgreSQL, the browser and the crash tests too.
set -euo pipefail
cd "$(dirname "$0")/.."
export CGO_ENABLED=0 # as the program is built, so that nothing is compiled twice

scripts/setup.sh
echo "== format, vet, generated files"
bad=$(gofmt -l $(git ls-files '*.go' | grep -v _templ.go))
[ -z "$bad" ] || { echo "not gofmt'ed: $bad"; exit 1; }
go tool -modfile=tools/go.mod templ generate -path ./internal/web >/dev/null 2>&1
git diff --exit-code --stat -- '*_templ.go'
go vet ./...
go tool -modfile=tools/go.mod staticcheck ./...

echo "== licences of what is compiled in"
scripts/notices.sh --check

# vet has looked at all of it above; linking without symbols takes a third of the
# time; tests wait for disks and databases, so more of them run than there are cores
quick='-vet=off -ldflags=-s -p 6'
echo "== suite on SQLite"
SAMVERK_TEST_DSN= go test $quick -timeout 15m ./...
echo "== what runs at the same time, with the race detector"
CGO_ENABLED=1 SAMVERK_TEST_DSN= go test $quick -race -short -timeout 15m ./internal/{db,job,seal,keystore}
CGO_ENABLED=1 SAMVERK_TEST_DSN= go test $quick -race -timeout 15m -run 'Record|Stop|Entry|Seal' ./internal/audit
CGO_ENABLED=1 SAMVERK_TEST_DSN= go test $quick -race -timeout 15m -run 'AtOnce|OfTwo|OfMany|TenWho|While|GivesUp|Once' ./internal/{app,entry,control,login}
echo "== suite on PostgreSQL"
scripts/postgres.sh go test $quick -timeout 15m ./internal/...

echo "== from outside: the ten steps, browser, crash, tampering, faults"
(cd e2e && go vet ./... && go test $quick -timeout 15m -parallel 6 ./...)
echo "== the ten steps on PostgreSQL"
scripts/postgres.sh scripts/e2e-postgres.sh $quick -parallel 6
