#!/bin/bash
# Makes the manual: pages for man(1) out of share/man/*.scd, which are made of the command line, the tables of keys and docs/*.md.
#   man.sh OUT               renders every page into OUT/man1, OUT/man5 and OUT/man7, compressed; the same sources are the same bytes
#   man.sh --write           writes share/man anew. Run it after a change of a verb, a key, the API or its document
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

write() {
  need_sdk
  # The test that holds the committed files is also who can write them, as the schema's is.
  GPIOHUB_WRITE_MANUAL=1 dotnet test tests/Hub.Tests -c Release -v q --nologo --filter FullyQualifiedName~ManualSpec.CommittedIsMade
  git --no-pager diff --stat -- share/man
}

render() { # OUT
  local out=$1 page name
  need 'to render the manual' scdoc
  # The date below each page is that of the last change of its sources.
  [[ -n ${SOURCE_DATE_EPOCH:-} ]] || SOURCE_DATE_EPOCH=$(git log -1 --format=%ct -- share/man 2>/dev/null || true)
  export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-0}
  for page in share/man/*.scd; do
    name=$(basename "$page" .scd)
    mkdir -p "$out/man${name##*.}"
    scdoc <"$page" | gzip -n -9 >"$out/man${name##*.}/$name.gz"
  done
}

case ${1:-} in
--write) write ;;
'' | -*) die 'usage: man.sh OUT | --write' ;;
*) render "$(realpath -m "$1" --relative-to=.)" ;;
esac
