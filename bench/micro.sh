#!/bin/bash
# Times ring and line decisions alone, without processes and without system calls: BenchmarkDotNet, about 1 minute.
#   bench/micro.sh [--filter PATTERN]      e.g. --filter '*Ring*'
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/common.sh

need_sdk
out=out/bench
mkdir -p "$out"
dotnet publish bench/Micro -c Release -o "$out/micro" -v q --nologo >"$out/micro.log" 2>&1 ||
  { tail -n 20 "$out/micro.log" >&2; die "the build failed (whole log: $out/micro.log)"; }
exec "$out/micro/gpiohub-micro" "$@"
