#!/usr/bin/env bash
# Walks the ten steps over the API and in the browser with the demo world on the
# PostgreSQL server that scripts/postgres.sh has started.
set -euo pipefail
cd "$(dirname "$0")/../e2e"
SAMVERK_E2E_DSN="$SAMVERK_TEST_DSN" go test -count=1 -timeout 10m -run 'TenSteps' ./...
