#!/bin/bash
# Builds the hub, the limit (bench/limit) and the bench, measures, and prints the table of bench/README.md for the present tree.
#   bench/run.sh                                   every row: about 36 minutes
#   bench/run.sh --quick --only roundtrip,stream   a first look
#   bench/run.sh --build                           builds only, so that what follows only measures
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/common.sh

need_sdk
out=out/bench

is_older() { # FILE than the sources
  local newer=(-newer "$1" -not -path '*/obj/*' -not -path '*/bin/*' -type f -print -quit)
  [[ ! -e $1 || -n $(find src build bench Directory.* global.json "${newer[@]}") ]]
}

publish() { # PROJECT NAME [FALLBACK]
  is_older "$out/$2.stamp" || return 0
  local log=$out/$2.log command=(dotnet publish "$1" -c Release -o "$out/$2" -v q --nologo)
  mkdir -p "$out"
  touch "$out/$2.began"
  "${command[@]}" >"$log" 2>&1 ||
    { [[ -n ${3:-} ]] && say "not compiled ahead of time: that compiler does not restore here" && "${command[@]}" "$3" >"$log" 2>&1; } ||
    { tail -n 20 "$log" >&2; die "the build failed (whole log: $log)"; }
  mv "$out/$2.began" "$out/$2.stamp"      # its time: what changes during the build is built again
}

# The bare back-end in C. Without a compiler for it the rows have no limit, which the bench then says.
build_limit() {
  local source=bench/limit/limit.c architecture=()
  [[ $(uname -m) != x86_64 ]] || architecture=(-march=x86-64-v2)
  command -v gcc >/dev/null || (need 'to build bench/limit' "${packages_to_measure[@]}") || { rm -f "$out/limit"; return 0; }
  [[ $source -ot $out/limit ]] ||
    gcc -std=c11 -O2 "${architecture[@]}" -Wall -Wextra -Werror -o "$out/limit" "$source" || die "$source does not build"
}

publish src/Hub hub -p:PublishReadyToRun=false
publish bench/GpioHub.Bench bench
mkdir -p "$out"
build_limit
[[ ${1:-} == --build ]] && exit
limit=()
[[ ! -e $out/limit ]] || limit=(--limit "$out/limit")
exec "$out/bench/gpiohub-bench" --hub "$out/hub/gpiohub" "${limit[@]}" "$@"
