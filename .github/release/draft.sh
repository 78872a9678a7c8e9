#!/usr/bin/env bash
# draft.sh ARCHIVES: notes the archives' sums in the action, in a commit that becomes the tag `v1.2.3`, and drafts the
# release with this version's section of CHANGELOG.md. Run in a checkout of `build/v1.2.3`.
set -euo pipefail

archives=$1
version=${GITHUB_REF_NAME#build/v}
tag=v$version

grep -F "  blogsite-v$version-" "$archives/SHA256SUMS" >>.github/action/sums.txt
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit -q -m "Note the sums of $tag" .github/action/sums.txt
git tag "$tag"
git push origin "refs/tags/$tag"

awk -v heading="## $version" '
  /^## / { inside = index($0, heading) == 1 && substr($0, length(heading) + 1, 1) ~ /^[ ]?$/ ; next }
  inside' CHANGELOG.md >"$archives/notes.md"
gh release create "$tag" --draft --verify-tag --title "blogsite $version" --notes-file "$archives/notes.md" \
  "$archives"/*.tar.gz "$archives"/*.zip "$archives/SHA256SUMS"
