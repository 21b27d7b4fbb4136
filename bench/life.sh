# Sourced by startup.sh and steady.sh: publishes the hub and bench/Life into out/bench and runs the latter.
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/common.sh

need_sdk
out=out/bench
mkdir -p "$out"

publish() { # PROJECT NAME
  local log=$out/$2.log
  dotnet publish "$1" -c Release -o "$out/$2" -v q --nologo >"$log" 2>&1 ||
    { tail -n 20 "$log" >&2; die "the build failed (whole log: $log)"; }
}

publish src/Hub hub
publish bench/Life life
exec "$out/life/gpiohub-life" "$1" --hub "$out/hub/gpiohub" "${@:2}"
