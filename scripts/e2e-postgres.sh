#!/usr/bin/env bash
# Walks the ten steps and a forum from agreement to minutes, over the API and in
# the browser, the way through from signal to outcome, the structure around the
# cases, and a meeting across two programs, with the demo world on the PostgreSQL
# server that scripts/postgres.sh has started. More arguments are go test's.
set -euo pipefail
cd "$(dirname "$0")/../e2e"
SAMVERK_E2E_DSN="$SAMVERK_TEST_DSN" go test "$@" -count=1 -timeout 10m -run 'TenSteps|WayThrough|TheStructure|AForumOfAllFour|FromAnotherProgram' ./...
