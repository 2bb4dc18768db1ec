# Everything that a person working on Samverk does, by one word each.
SHELL := /bin/bash
.PHONY: test check dev build generate assets pages bench tools

TEMPL := go tool -modfile=tools/go.mod templ
STATICCHECK := go tool -modfile=tools/go.mod staticcheck

test:          ## everything CI runs; sets up what it needs (Debian's postgresql and chromium)
	scripts/test.sh

check:         ## the quick half: format, vet, structure, tests on SQLite
	scripts/check.sh

build:         ## one static binary
	CGO_ENABLED=0 go build -trimpath -o samverk ./cmd/samverk

dev:           ## the demo world on http://127.0.0.1:8090, mail in a folder
	go run ./cmd/samverk demo --addr 127.0.0.1:8090

generate:      ## templates to Go
	$(TEMPL) generate -path ./internal/web

assets:        ## copies the design system's files out of npm; the result is committed
	npm run assets

pages:         ## draws every page to PNG under ./pages
	cd e2e && SAMVERK_PAGES=$(CURDIR)/pages go test -count=1 -run TestEveryPageIsAccessible .

bench:         ## the measurements of doc/performance.md
	go run ./cmd/samverk bench
