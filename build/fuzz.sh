#!/bin/bash
# Runs the fuzz targets (tests/Fuzz) for as long as you like, on one thread, and prints what was run once a minute.
#   build/fuzz.sh MINUTES [TARGET [SEED]]     TARGET: all (the default), or one of those that it names
# It ends with the first rule that does not hold: GpioHub.Fuzz session TARGET SEED runs that session again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/common.sh

[[ ${1:-} =~ ^[0-9.]+$ ]] || die "usage: build/fuzz.sh MINUTES [TARGET [SEED]]"
need_sdk
dotnet build tests/Fuzz -c Release -v q --nologo
exec nice -n 19 dotnet tests/Fuzz/bin/Release/net10.0/GpioHub.Fuzz.dll "${2:-all}" "$1" ${3:+"$3"}
