#!/usr/bin/env bash
# Writes THIRD_PARTY_NOTICES.md and third_party/licenses.txt: every module that
# is compiled into the program, with its licence, and what is copied in beside
# them. Refuses licences that do not go with Apache-2.0, and those it does not
# know. With --check it writes nothing and fails where the files are outdated.
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C CGO_ENABLED=0

out=.
if [ "${1:-}" = --check ]; then
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
fi
mkdir -p "$out/third_party"
texts=$out/third_party/licenses.txt
list=$out/THIRD_PARTY_NOTICES.md

# kind says which licence a file holds. The refused come first: some of their
# texts quote others.
kind() {
  local t
  t=$(tr -s '[:space:]' ' ' <"$1")
  case $t in
    *"GNU AFFERO GENERAL PUBLIC"* | *"GNU Affero General Public"*) echo AGPL ;;
    *"GNU LESSER GENERAL PUBLIC"* | *"GNU Lesser General Public"*) echo LGPL ;;
    *"GNU GENERAL PUBLIC"* | *"GNU General Public"*) echo GPL ;;
    *"Business Source License"*) echo BUSL ;;
    *"Server Side Public License"*) echo SSPL ;;
    *"Elastic License"*) echo Elastic ;;
    *"Commons Clause"*) echo Commons-Clause ;;
    *"Mozilla Public License"*) echo MPL-2.0 ;;
    *"SIL Open Font License"* | *"SIL OPEN FONT LICENSE"*) echo OFL-1.1 ;;
    *"Apache License"*"Version 2.0"*) echo Apache-2.0 ;;
    *"Zero-Clause BSD"*) echo 0BSD ;;
    *"Permission is hereby granted, free of charge"*) echo MIT ;;
    *"Permission to use, copy, modify, and"*"with or without fee"*) echo ISC ;;
    *"Redistribution and use in source and binary forms"*"either the name"* | *"Redistribution and use in source and binary forms"*"may not be used to endorse"*) echo BSD-3-Clause ;;
    *"Redistribution and use in source and binary forms"*) echo BSD-2-Clause ;;
    *"public domain"* | *"Public Domain"*) echo public-domain ;;
    *) echo unknown ;;
  esac
}

allowed=" MIT BSD-2-Clause BSD-3-Clause Apache-2.0 ISC 0BSD OFL-1.1 public-domain "
refused=0

# add NAME VERSION FILE… puts a part's texts into the one file and its line
# into the list.
add() {
  local name=$1 version=$2 kinds="" k f
  shift 2
  for f in "$@"; do
    case $(basename "$f") in
      NOTICE* | PATENTS* | *3RD-PARTY* | AUTHORS*) k="" ;; # goes with a licence that stands beside it
      *) k=$(kind "$f") ;;
    esac
    if [ -n "$k" ]; then
      case $allowed in
        *" $k "*) ;;
        *) echo "notices: $name $version: $k is not allowed ($f)" >&2; refused=1 ;;
      esac
      case ", $kinds, " in *", $k, "*) ;; *) kinds="${kinds:+$kinds, }$k" ;; esac
    fi
    printf '%s\n%s %s: %s\n%s\n\n' "$rule" "$name" "$version" "$(basename "$f")" "$rule" >>"$texts"
    tr -d '\r' <"$f" >>"$texts"
    printf '\n\n' >>"$texts"
  done
  if [ -z "$kinds" ]; then
    echo "notices: $name $version has no licence" >&2
    refused=1
  fi
  printf '| %s | %s | %s |\n' "$name" "$version" "$kinds" >>"$list"
}
rule=$(printf '=%.0s' {1..80})

# licences FOLDER… lists the licence files of folders, sorted.
licences() {
  find "$@" -maxdepth 1 -type f \( -iname 'LICEN[CS]E*' -o -iname 'COPYING*' -o -iname 'NOTICE*' -o -iname 'PATENTS*' -o -iname '*-LICENSE' \) ! -name '*.go' ! -name 'LICENSE-LOGO*' | sort -u
}

: >"$texts"
cat >"$list" <<'TEXT'
# What others wrote

Samverk is [Apache-2.0](LICENSE). The program holds the following, whose licence texts stand in [third_party/licenses.txt](third_party/licenses.txt). Written by `scripts/notices.sh`, which refuses licences that do not go with that of Samverk; do not edit.

## Modules compiled into the program

Read from the packages that `cmd/samverk` needs on Linux. What only tests and tools use is not distributed and not listed.

| module | version | licence |
|---|---|---|
TEXT

root=$(go env GOROOT)
add "Go standard library" "$(sed -n 's/^go //p' go.mod) or later" "$root/LICENSE" "$root/PATENTS"

# Of each module the folder itself and every folder above a package that is
# compiled in: some keep code of others further down, with its own licence.
packages=$(for arch in amd64 arm64; do
  GOOS=linux GOARCH=$arch go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}} {{$.Dir}}{{end}}{{end}}' ./cmd/samverk
done | sort -u)
while read -r name version dir; do
  folders=$(awk -v m="$name" '$1 == m {print $4}' <<<"$packages" | while read -r p; do
    while [ "$p" != "$dir" ]; do echo "$p"; p=$(dirname "$p"); done
  done | sort -u)
  mapfile -t files < <(licences "$dir" $folders)
  add "$name" "$version" "${files[@]}"
done < <(awk '{print $1, $2, $3}' <<<"$packages" | sort -u)

cat >>"$list" <<'TEXT'

## Files copied into the pages

Under `internal/web/static/vendor`, by `scripts/assets.mjs`.

| what | version | licence |
|---|---|---|
TEXT
vendor=internal/web/static/vendor
of() { sed -n "s|.*\"$1\": \"\(.*\)\".*|\1|p" package.json; }
add "@fkui/design and @fkui/theme-default (styles, © Försäkringskassan)" "$(of @fkui/design)" $vendor/fkui.LICENSE.txt
add "@fkui/icon-lib-default (icons, © Försäkringskassan)" "$(of @fkui/icon-lib-default)" $vendor/icons.LICENSE.txt
add "Inter (font, from @fkui/font-default, cut down)" "$(of @fkui/font-default)" $vendor/inter.LICENSE.txt
add "htmx" "$(of htmx.org)" $vendor/htmx.LICENSE.txt
cat >>"$list" <<'TEXT'

The tests of `e2e/` carry axe-core in `e2e/testdata` (MPL-2.0, unchanged, with its licences beside it). It is no part of the program.

Samverk is no service of Försäkringskassan and uses neither its logo nor its own font.
TEXT

if [ "$refused" = 1 ]; then exit 1; fi
if [ "$out" != . ]; then
  for f in THIRD_PARTY_NOTICES.md third_party/licenses.txt; do
    cmp -s "$f" "$out/$f" || { echo "$f is outdated: run scripts/notices.sh"; exit 1; }
  done
fi
