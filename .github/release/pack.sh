#!/usr/bin/env bash
# pack.sh BINARIES ARCHIVES LICENCES: for each program in BINARIES/TARGET/ an archive in ARCHIVES, and SHA256SUMS of them.
# The same programs give the same bytes, whoever packs them and when.
#
#     blogsite-v1.2.3-x86_64-unknown-linux-musl.tar.gz   one folder of that name:
#       blogsite, README.md, CHANGELOG.md, LICENSE, LICENCES-OF-OTHERS.txt, completions/, man/
set -euo pipefail

binaries=$1 archives=$2 licences=$3
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
at=$(git log -1 --format=%ct)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$archives" "$work/common/completions" "$work/common/man"
out=$(cd "$archives" && pwd)

# What the command line says of itself is the same for every target, so the one that runs here is asked.
program=$binaries/x86_64-unknown-linux-musl/blogsite
chmod +x "$program"
"$program" completions bash >"$work/common/completions/blogsite.bash"
"$program" completions zsh >"$work/common/completions/_blogsite"
"$program" completions fish >"$work/common/completions/blogsite.fish"
"$program" completions powershell >"$work/common/completions/_blogsite.ps1"
"$program" man --dir "$work/common/man"
cp README.md CHANGELOG.md LICENSE "$work/common"
cp "$licences" "$work/common/LICENCES-OF-OTHERS.txt"

for binary in "$binaries"/*/blogsite "$binaries"/*/blogsite.exe; do
  [ -e "$binary" ] || continue
  name=blogsite-v$version-$(basename "$(dirname "$binary")")
  cp -R "$work/common" "$work/$name"
  cp "$binary" "$work/$name"
  find "$work/$name" -type d -exec chmod 755 {} + -o -exec chmod 644 {} +
  chmod 755 "$work/$name/$(basename "$binary")"
  find "$work/$name" -exec touch -d "@$at" {} +
  case $binary in
    *.exe) (cd "$work" && find "$name" -type f | LC_ALL=C sort | TZ=UTC zip -q -X -9 "$out/$name.zip" -@) ;;
    *) tar -C "$work" --sort=name --owner=0 --group=0 --numeric-owner --format=ustar -cf - "$name" |
      gzip -n -9 >"$out/$name.tar.gz" ;;
  esac
done
(cd "$out" && sha256sum -- *.tar.gz *.zip >SHA256SUMS && cat SHA256SUMS)
