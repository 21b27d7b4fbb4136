#!/bin/bash
# Builds the hub into out/ and runs it.
#   ./run.sh                  the demo rig, config/demo.yaml
#   ./run.sh ARGUMENT…        out/gpiohub with these arguments, e.g. ./run.sh run my-rig.yaml
#   ./run.sh linux [GUEST]    boots a real Linux as a guest of the running hub: its shell, or what comes from a pipe, run by that shell
#   ./run.sh two-hosts        one rig on two hosts, on this machine: as root with a cable between them, which you may pull
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source build/common.sh

build_hub() {
  need_sdk
  newer_than out/gpiohub || return 0
  local began=$SECONDS log=out/build.log
  mkdir -p out
  local publish=(dotnet publish src/Hub -c Release -o out -v m --nologo) count
  count=$(projects_of src/Hub/GpioHub.Hub.csproj | wc -l)
  say "building out/gpiohub, $count projects: about a minute on two cores"
  "${publish[@]}" 2>&1 | progress $log "$count" || {
    # The compiler that works ahead of time is a package of its own; without it the hub only starts more slowly.
    grep -qiE 'crossgen|NU1301' $log && say "no ahead-of-time compiler here: the hub will take 0.2 s longer to start" &&
      "${publish[@]}" -p:PublishReadyToRun=false 2>&1 | progress $log "$count"
  } || { tail -n 20 $log >&2; die "the build failed (whole log: $log)"; }
  ! grep -q 'built without its page' $log || say "no page: npm is not here, or could not fetch two packages; everything else is there"
  touch out/gpiohub
  echo "built out/gpiohub in $((SECONDS - began)) s"
}

case ${1:-} in
linux)
  [[ -x out/gpiohub ]] || die "No hub is built yet. Start one in another terminal: ./run.sh"
  exec build/linux-guest.sh "${@:2}"
  ;;
two-hosts)
  build_hub
  exec build/two-hosts.sh
  ;;
'')
  build_hub
  exec out/gpiohub run config/demo.yaml
  ;;
*)
  build_hub
  exec out/gpiohub "$@"
  ;;
esac
