#!/usr/bin/env bash
# Starts a PostgreSQL server of our own on loopback in a temporary folder, runs
# the command given with SAMVERK_TEST_DSN set, and ends the server again.
set -euo pipefail

# nothing in it outlives the tests: no vacuuming beside them, no flushing
throwaway="-c fsync=off -c full_page_writes=off -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=4GB -c checkpoint_timeout=30min"

bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
dir=$(mktemp -d)
as=""
if [ "$(id -u)" = 0 ]; then
  chown postgres "$dir"
  as="runuser -u postgres --"
fi
stop() { (cd / && $as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop >/dev/null 2>&1); rm -rf "$dir"; }
trap stop EXIT
(cd / && $as "$bin/initdb" -D "$dir/data" -A trust -U postgres --locale=C.UTF-8 >/dev/null)
for _ in 1 2 3 4 5; do
  port=$((20000 + RANDOM % 30000))
  if (cd / && $as "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w -o "-p $port -k $dir -c listen_addresses=127.0.0.1 -c max_connections=400 $throwaway" start >/dev/null); then
    break
  fi
done
SAMVERK_TEST_DSN="postgres://postgres@127.0.0.1:$port/postgres?sslmode=disable" "$@"
