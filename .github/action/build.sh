#!/usr/bin/env bash
# Checks the site, so that every problem stands at its author's line, and builds it.
#
# Reads   BLOGSITE_PROGRAM      the program, an output of `install.sh`
#         BLOGSITE_COMMAND      install, check or build
#         BLOGSITE_SOURCE, BLOGSITE_DESTINATION
#         BLOGSITE_BASEURL      the base path asked for; empty: what Pages says
#         PAGES_OUTCOME, PAGES_BASE_PATH   how actions/configure-pages ended, and its answer
#         BLOGSITE_ALLOW, BLOGSITE_WARN, BLOGSITE_DENY   codes, between blanks, commas or on lines of their own
# Writes  the outputs path, pages, problems, sample
set -euo pipefail

output() { printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"; }

# Later steps find the program by its name.
dirname "$BLOGSITE_PROGRAM" >>"$GITHUB_PATH"
[ "$BLOGSITE_COMMAND" != install ] || exit 0

source=${BLOGSITE_SOURCE:-.}
arguments=(--source "$source")
if [ -n "$BLOGSITE_BASEURL" ]; then
  arguments+=(--baseurl "$BLOGSITE_BASEURL")
elif [ "$PAGES_OUTCOME" = success ]; then
  arguments+=(--baseurl "$PAGES_BASE_PATH")
fi
levels() {
  local code
  for code in ${2//,/ }; do arguments+=("--$1" "$code"); done
}
set -f
levels allow "$BLOGSITE_ALLOW"
levels warn "$BLOGSITE_WARN"
levels deny "$BLOGSITE_DENY"
set +f

said=$RUNNER_TEMP/blogsite-check.txt
status=0
"$BLOGSITE_PROGRAM" check --format github "${arguments[@]}" 2>&1 | tee "$said" || status=$?
output problems "$(grep -Ec '^::(error|warning)[ :]' "$said" || true)"
[ "$status" = 0 ] || exit "$status"
[ "$BLOGSITE_COMMAND" != check ] || exit 0

destination=${BLOGSITE_DESTINATION:-$source/_site}
[ -z "$BLOGSITE_DESTINATION" ] || arguments+=(--destination "$destination")
"$BLOGSITE_PROGRAM" build --verify-artifact "${arguments[@]}"
output path "$destination"

# A sample to ask for once it is published: the front page, and others evenly spread, of those whose addresses need no
# escapes.
pages=$RUNNER_TEMP/blogsite-pages.txt
(cd "$destination" && find . -type f -name '*.html' | LC_ALL=C sort) >"$pages"
output pages "$(($(wc -l <"$pages")))"
{
  echo 'sample<<END'
  echo /
  sed -n 's/^\.//; s/\/index\.html$/\//; /^\/[A-Za-z0-9._~\/-]*$/p' "$pages" | grep -vx -e / -e /404.html |
    awk '{ page[NR] = $0 } END { step = NR > 20 ? NR / 20 : 1; for (at = 1; at <= NR; at += step) print page[int(at)] }' || true
  echo END
} >>"$GITHUB_OUTPUT"
