#!/usr/bin/env bash
# Gets a blogsite where `install.sh` found none: by `cargo binstall` if the runner has it, or compiled from source.
# The source is this action's own if that is the wanted version, or else the tag of that version.
#
# Reads   BLOGSITE_VERSION, BLOGSITE_FOLDER, BLOGSITE_PROGRAM   outputs of `install.sh`
#         BLOGSITE_REPOSITORY                                   where the tag is, `owner/name`
set -euo pipefail

action=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
if command -v cygpath >/dev/null; then action=$(cygpath -m "$action"); fi
own_version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$action/Cargo.toml" | head -n 1)

complete() {
  "$BLOGSITE_PROGRAM" --version
  : >"$BLOGSITE_FOLDER.complete"
  printf '%s: %s\n' "$1" "$BLOGSITE_PROGRAM"
  exit
}

if ! command -v cargo >/dev/null; then
  echo "::error title=blogsite::there is no release of blogsite $BLOGSITE_VERSION for this runner, and no cargo to compile it; add a step that installs Rust"
  exit 1
fi
mkdir -p "$BLOGSITE_FOLDER"

# The registry may know another program by this name: the manifest at hand says where ours is released.
if [ "$BLOGSITE_VERSION" = "$own_version" ] && cargo binstall -V >/dev/null 2>&1; then
  if cargo binstall --no-confirm --locked --strategies crate-meta-data --manifest-path "$action/Cargo.toml" \
    --install-path "$BLOGSITE_FOLDER" "blogsite@$BLOGSITE_VERSION" && [ -x "$BLOGSITE_PROGRAM" ]; then
    complete 'installed by cargo binstall'
  fi
  echo 'cargo binstall found nothing; compiling'
fi

if [ "$BLOGSITE_VERSION" = "$own_version" ]; then
  origin=(--path "$action")
else
  origin=(--git "${GITHUB_SERVER_URL:-https://github.com}/$BLOGSITE_REPOSITORY" --tag "v$BLOGSITE_VERSION" blogsite)
fi
root=$RUNNER_TEMP/blogsite-root
CARGO_TARGET_DIR=$RUNNER_TEMP/blogsite-target cargo install --locked --no-track --force --root "$root" "${origin[@]}"
mv "$root/bin/${BLOGSITE_PROGRAM##*/}" "$BLOGSITE_PROGRAM"
complete 'compiled'
