#!/usr/bin/env bash
# Finds the blogsite of the wanted version: in the runner's tool cache, or as a release's archive whose SHA-256 stands
# in `sums.txt` beside this file. An archive with another sum is refused, and nothing else is tried then. What cannot be
# had as an archive is left to `compile.sh`.
#
# Reads   BLOGSITE_VERSION     the version wanted; empty: the one this action belongs to
#         BLOGSITE_REPOSITORY  the repository whose releases are taken, `owner/name`
#         BLOGSITE_RELEASES    where else they lie (a mirror); the sums hold there too
#         BLOGSITE_ATTEMPTS, BLOGSITE_RETRY_DELAY   how often to ask, and how long to wait before the second time
# Writes  the outputs version, folder, program, found, key
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
action=$here/../..

say() { printf '%s\n' "$*"; }
output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }
refuse() {
  say "::error title=blogsite::$*"
  exit 1
}
# A path that bash and the runner's own programs both understand; they differ on Windows only.
plain() { if command -v cygpath >/dev/null; then cygpath -m "$1"; else say "$1"; fi; }
sum_of() {
  local line
  if command -v sha256sum >/dev/null; then line=$(sha256sum <"$1"); else line=$(shasum -a 256 <"$1"); fi
  say "${line%% *}"
}

own_version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$action/Cargo.toml" | head -n 1)
version=${BLOGSITE_VERSION:-$own_version}
version=${version#v}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$ ]] ||
  refuse "\`$version\` is no version; write one like \`version: $own_version\`"

# Windows on ARM runs programs for x86-64.
ending=tar.gz suffix=
case ${RUNNER_OS:-}-${RUNNER_ARCH:-} in
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64 | Windows-ARM64) target=x86_64-pc-windows-msvc ending=zip suffix=.exe ;;
  Windows-*) target='' suffix=.exe ;;
  *) target='' ;;
esac
name=blogsite-v$version-$target
archive=$name.$ending
pinned=
if [ -n "$target" ]; then
  pinned=$(sed -n "s/^\([0-9a-f]\{64\}\)  $archive\$/\1/p" "$here/sums.txt" | head -n 1)
fi

# A release is known by its version. What is compiled is known by the sources as well: a version that is being worked on
# has many.
place=$version
if [ -z "$pinned" ] && [ "$version" = "$own_version" ]; then
  sources=$(cd "$action" && find Cargo.toml Cargo.lock src templates static content -type f | LC_ALL=C sort | tr '\n' '\0' |
    if command -v sha256sum >/dev/null; then xargs -0 sha256sum; else xargs -0 shasum -a 256; fi)
  say "$sources" >"$RUNNER_TEMP/blogsite-sources.txt"
  place=$version-$(sum_of "$RUNNER_TEMP/blogsite-sources.txt" | cut -c 1-16)
fi
cache=${RUNNER_TOOL_CACHE:-$RUNNER_TEMP}
folder=$(plain "$cache")/blogsite/$place/$(say "${RUNNER_ARCH:-unknown}" | tr '[:upper:]' '[:lower:]')
program=$folder/blogsite$suffix
output version "$version"
output folder "$folder"
output program "$program"
output key "blogsite-$place-${RUNNER_OS:-unknown}-${RUNNER_ARCH:-unknown}"

if [ -e "$folder.complete" ] && "$program" --version; then
  say "taken from the tool cache: $program"
  output found true
  exit
fi
if [ -z "$target" ]; then
  say "there is no release for ${RUNNER_OS:-an unknown system} on ${RUNNER_ARCH:-an unknown processor}"
  output found false
  exit
fi
if [ -z "$pinned" ]; then
  say "this action knows no sum of $archive"
  output found false
  exit
fi

url=${BLOGSITE_RELEASES:-${GITHUB_SERVER_URL:-https://github.com}/$BLOGSITE_REPOSITORY/releases/download}/v$version/$archive
# A redirect may not lead away from encryption.
protocols='=http,https'
case $url in https:*) protocols='=https' ;; esac
work=$(plain "$RUNNER_TEMP")/blogsite-$$
mkdir -p "$work/unpacked"
delay=${BLOGSITE_RETRY_DELAY:-2}
attempts=${BLOGSITE_ATTEMPTS:-5}
for ((attempt = 1; ; attempt++)); do
  status=$(curl --silent --show-error --fail --location --proto "$protocols" --connect-timeout 20 --max-time 300 \
    --output "$work/$archive" --write-out '%{http_code}' "$url") && break
  # The server knows what was asked for, and will not change its mind.
  case $status in 401 | 403 | 404 | 410) attempt=$attempts ;; esac
  if [ "$attempt" -ge "$attempts" ]; then
    say "$url cannot be had ($status)"
    output found false
    exit
  fi
  say "$url cannot be had ($status), tried again in $delay s"
  sleep "$delay"
  delay=$((delay * 2))
done

actual=$(sum_of "$work/$archive")
[ "$actual" = "$pinned" ] ||
  refuse "$url is not what was released: its SHA-256 is $actual, and $pinned was expected. Nothing of it was run"
if [ "$ending" = zip ]; then
  unzip -q "$work/$archive" -d "$work/unpacked"
else
  tar -xzf - -C "$work/unpacked" <"$work/$archive"
fi
if ! "$work/unpacked/$name/blogsite$suffix" --version; then
  say "$archive does not run here"
  output found false
  exit
fi
rm -rf "$folder" "$folder.complete"
mkdir -p "$folder"
mv "$work/unpacked/$name/blogsite$suffix" "$program"
: >"$folder.complete"
rm -rf "$work"
say "downloaded: $program"
output found true
