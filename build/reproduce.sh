#!/bin/bash
# Makes a release twice, each time in another folder, and compares what came out. Takes as long as two releases.
#   reproduce.sh [FOLDER]      compares with a release of HEAD that is there already, and makes one only
# Exit status 1: something differs; it is named, and both are kept.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

first=${1:-} commit=$(git -C "$root" rev-parse HEAD)
kept=$(mktemp -d)
if [[ -z $first ]]; then
  first=$kept/first
  "$root/build/release.sh" --of "$commit" "$first" >/dev/null
fi
TMPDIR=$(mktemp -d "$kept/another-folder-with-a-longer-name.XXXXXX")
export TMPDIR
"$root/build/release.sh" --of "$commit" "$kept/second" >/dev/null
if diff "$first/SHA256SUMS" "$kept/second/SHA256SUMS" >&2; then
  rm -rf "$kept"
  echo "the same $(wc -l <"$first/SHA256SUMS") files, twice"
else
  die "They differ: $first, $kept/second (diffoscope shows where)"
fi
