#!/usr/bin/env bash
# Fails unless the tag `build/v1.2.3`, Cargo.toml and CHANGELOG.md speak of the same version, and Cargo.toml names this
# repository.
set -euo pipefail

wrong() {
  echo "::error title=release::$*"
  exit 1
}
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
[ "$GITHUB_REF_NAME" = "build/v$version" ] || wrong "the tag is $GITHUB_REF_NAME, and Cargo.toml says $version"
grep -q "^## $version\b" CHANGELOG.md || wrong "CHANGELOG.md has no heading \`## $version\`"
grep -qx "repository = \"$GITHUB_SERVER_URL/$GITHUB_REPOSITORY\"" Cargo.toml ||
  wrong "Cargo.toml does not say \`repository = \"$GITHUB_SERVER_URL/$GITHUB_REPOSITORY\"\`"
