#!/bin/bash
# Runs the fuzz targets (tests/Fuzz) for as long as you like, on one thread, and prints what was run once a minute.
#   build/fuzz.sh MINUTES [TARGET [SEED]]     TARGET: all (the default), or one of those that it names
#   build/fuzz.sh --guided MINUTES files|messages     under afl-fuzz, guided by what each input reaches
# It ends with the first rule that does not hold: GpioHub.Fuzz session TARGET SEED runs that session again.
# A guided run goes on, keeps such inputs, and names them in the end: GpioHub.Fuzz guided TARGET FILE gives one again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/common.sh

guided=
[[ ${1:-} != --guided ]] || { guided=1; shift; }
[[ ${1:-} =~ ^[0-9.]+$ ]] || die "usage: build/fuzz.sh MINUTES [TARGET [SEED]], or: build/fuzz.sh --guided MINUTES files|messages"
need_sdk
if [[ ! $guided ]]; then
  dotnet build tests/Fuzz -c Release -v q --nologo
  exec nice -n 19 dotnet tests/Fuzz/bin/Release/net10.0/GpioHub.Fuzz.dll "${2:-all}" "$1" ${3:+"$3"}
fi

minutes=$1 target=${2:-}
case $target in                                            # "ASSEMBLY [PREFIX...]": what is instrumented
  files) instrumented=("GpioHub.Configuration.dll GpioHub.Configuration" YamlDotNet.dll) ;;
  messages) instrumented=(GpioHub.Transports.dll GpioHub.Virtio.dll) ;;
  *) die "A guided run is of files or messages, not of \"$target\"." ;;
esac
need "for a guided run" afl++
version=$(sed -n 's/.*Include="SharpFuzz" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
tool=$cache/sharpfuzz-$version
[[ -x $tool/sharpfuzz ]] || dotnet tool install SharpFuzz.CommandLine --version "$version" --tool-path "$tool" -v q >&2
dotnet build tests/Fuzz -c Release -v q --nologo

folder=out/fuzz/$target                                    # findings of earlier runs stay: afl-fuzz goes on from them
rm -rf "$folder/bin" "$folder/seeds"
mkdir -p "$folder/seeds"
cp -r tests/Fuzz/bin/Release/net10.0 "$folder/bin"
for what in "${instrumented[@]}"; do
  read -ra words <<<"$what"
  DOTNET_ROLL_FORWARD=Major "$tool/sharpfuzz" "$folder/bin/${words[0]}" "${words[@]:1}"
done

options=()
if [[ $target == files ]]; then
  for rig in config/*.yaml config/rigs/*.yaml; do
    sed '/^ *#/d; s/ \+# .*//' "$rig" >"$folder/seeds/$(basename "$rig")"
  done
  grep -oE '"[A-Za-z-]+"' config/gpiohub.schema.json | sort -u >"$folder/words"
  options=(-x "$folder/words")
else
  for length in 250 500 1000 2000 4000; do head -c "$length" /dev/urandom >"$folder/seeds/$length"; done
fi
export AFL_SKIP_BIN_CHECK=1 AFL_SKIP_CPUFREQ=1 AFL_NO_AFFINITY=1 AFL_NO_UI=1 AFL_AUTORESUME=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1
export AFL_FORKSRV_INIT_TMOUT=60000 DOTNET_TieredPGO=0     # without its counters the code is fast sooner
say "afl-fuzz runs for $minutes minutes; its log is $folder/log"
nice -n 19 afl-fuzz -i "$folder/seeds" -o "$folder/found" -V "$(awk "BEGIN { print int($minutes * 60) }")" -t 10000 -m none \
  -G 65536 "${options[@]}" -- dotnet "$folder/bin/GpioHub.Fuzz.dll" guided "$target" >"$folder/log" 2>&1 ||
  die "$(tail -n 20 "$folder/log")"
grep -E '^(run_time|execs_done|execs_per_sec|corpus_count|corpus_found|edges_found|bitmap_cvg|stability|saved_(crashes|hangs)) ' \
  "$folder/found/default/fuzzer_stats"
found=$(find "$folder/found/default/crashes" "$folder/found/default/hangs" -name 'id:*')
[[ -z $found ]] || die "A rule does not hold for:" "$found"
