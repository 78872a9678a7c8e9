#!/usr/bin/env bash
# Writes the licences of every crate that is part of the program, each text once, with the crates it goes for.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# What is only needed to build or to test is no part of the program.
cargo tree --locked --edges normal --target all --prefix none --format '{p}' |
  awk '{ print $1 " " substr($2, 2) }' | LC_ALL=C sort -u >"$work/crates"
cargo metadata --locked --format-version 1 |
  jq -r '.packages[] | select(.source) | [.name + " " + .version, .license // "see its text", .manifest_path] | @tsv' |
  LC_ALL=C sort >"$work/packages"
while IFS=$'\t' read -r crate expression manifest; do
  grep -qxF "$crate" "$work/crates" || continue
  printf '%s: %s\n' "$crate" "$expression" >>"$work/list"
  find "$(dirname "$manifest")" -maxdepth 1 -type f \( -iname 'licen[cs]e*' -o -iname 'copying*' -o -iname 'notice*' \
    -o -iname 'unlicense*' -o -iname 'acknowledgement*' \) | LC_ALL=C sort >"$work/files"
  while IFS= read -r file; do
    sum=$(tr -d '\r' <"$file" | sha256sum | cut -c 1-64)
    tr -d '\r' <"$file" >"$work/$sum.text"
    printf '%s\n' "$crate" >>"$work/$sum.crates"
  done <"$work/files"
done <"$work/packages"

echo 'blogsite holds code of others, under these licences:'
echo
cat "$work/list"
for crates in "$work"/*.crates; do
  printf '\n%s\n%s\n\n' '--------------------------------------------------------------------------------' "$(paste -sd ',' "$crates" | sed 's/,/, /g')"
  cat "${crates%.crates}.text"
done
