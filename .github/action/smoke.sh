#!/usr/bin/env bash
# Asks the published site for a sample of its pages, and for one that does not exist.
#
# Reads   BLOGSITE_URL      where the site is published, `https://host/repo/`
#         BLOGSITE_SAMPLE   addresses within it, one a line: `/2024/05/slug.html`
#         BLOGSITE_ATTEMPTS, BLOGSITE_RETRY_DELAY   what was published a moment ago need not be everywhere yet
set -euo pipefail

url=${BLOGSITE_URL%/}
attempts=${BLOGSITE_ATTEMPTS:-6}
wrong=0
asked=0
# answers PATH STATUS
answers() {
  local attempt status='' delay=${BLOGSITE_RETRY_DELAY:-5}
  for ((attempt = 1; attempt <= attempts; attempt++)); do
    [ "$attempt" = 1 ] || sleep "$delay"
    status=$(curl --silent --show-error --location --max-time 30 --output /dev/null --write-out '%{http_code}' "$url$1") || true
    [ "$status" != "$2" ] || return 0
  done
  echo "::error title=blogsite::$url$1 answers with $status, and $2 was expected"
  return 1
}
while IFS= read -r path; do
  [ -n "$path" ] || continue
  asked=$((asked + 1))
  answers "$path" 200 || wrong=$((wrong + 1))
done <<<"$BLOGSITE_SAMPLE"
[ "$asked" -gt 0 ] || {
  echo '::error title=blogsite::there is no page to ask for'
  exit 1
}
answers "/no-such-page-${GITHUB_RUN_ID:-0}" 404 || wrong=$((wrong + 1))
echo "asked for $asked pages of $url/: $wrong wrong"
[ "$wrong" = 0 ]
