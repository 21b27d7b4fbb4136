#!/bin/bash
# Sets up this machine, builds everything and runs every test.
#   ./test.sh          all tests, real Linux guests included
#   ./test.sh --fast   without the tests that boot a kernel or open a browser, those that make packages, and whole state spaces
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source build/common.sh

fast=false
case ${1:-} in
'') ;;
--fast) fast=true ;;
*) die "usage: ./test.sh [--fast]" ;;
esac

need_sdk
wanted=("${packages_to_test[@]}")
command -v npm >/dev/null || wanted+=(npm)      # Debian's, where no other is there: the page takes two libraries from it
if $fast; then
  echo "Builds the solution and runs the tests that boot no kernel, open no browser and walk no whole state space: about 3 minutes."
else
  wanted+=("${packages_for_guests[@]}" "${packages_for_arm_guests[@]}" "${packages_for_arm_hosts[@]}")
  absent=$(build/guest-kit.sh --absent) || exit 1
  if ((EUID == 0)); then
    wanted+=("${packages_for_rootfs[@]}")
    build/rootfs.sh --cached >/dev/null || absent+="${absent:+$'\n'}make a Debian 12 to install in (100 MB to fetch, about a minute)"
  fi
  mapfile -t missing < <(missing_packages "${wanted[@]}" | sort -u)
  ((${#missing[@]} == 0)) || absent+="${absent:+$'\n'}install with apt: ${missing[*]}"
  if [[ -n $absent ]]; then
    echo "Once, up to 12 minutes on two cores; kept in $cache:"
    sed 's/^/  /' <<<"$absent"
  fi
  echo "Builds the solution and runs all tests, with real Linux guests and gpio-sim chips: about half an hour on two cores."
  echo "./test.sh --fast leaves out what boots a kernel, what is built for it, a browser, and whole state spaces: about 3 minutes."
  ((EUID == 0)) ||
    echo "Left out, because only root can: to install the Debian packages in a Debian, and to pull the cable between two hosts."
fi
need "to test" "${wanted[@]}"

results=$root/out/test-results
rm -rf "$results"
mkdir -p "$results"
began=$SECONDS
if ! dotnet build GpioHub.sln -c Release -v m --nologo 2>&1 | progress "$results/build.log" "$(grep -c '\.csproj"' GpioHub.sln)"; then
  grep -E 'error|Error' "$results/build.log" | sort -u >&2 || tail -n 20 "$results/build.log" >&2
  echo "0 passed, 1 failed, 0 skipped"
  exit 1
fi
echo "built in $((SECONDS - began)) s"

if ! $fast; then
  began=$SECONDS
  { build/guest-kit.sh && { ((EUID != 0)) || build/rootfs.sh; }; } >"$results/guest-kit" ||
    { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
  echo "guests ready in $((SECONDS - began)) s"
fi

tally() { # PASSED FAILED SKIPPED SECONDS LOG: says what a run gave, and adds it up
  echo "$1 passed, $2 failed, $3 skipped in $4 s"
  (($2 == 0)) || cat "$5"
  ((passed += $1, failed += $2, skipped += $3))
}

count() { { grep -ho '<UnitTestResult [^>]*outcome="'"$2"'"' "$1" 2>/dev/null || true; } | wc -l; }

passed=0 failed=0 skipped=0
for project in tests/*/*.csproj; do
  grep -q '<IsTestProject>true' "$project" || continue      # a program that a test runs
  name=$(basename "$project" .csproj)
  trx=$results/$name.trx
  filter=()
  if $fast; then
    filter=(--filter 'Boots!=kernel&Packs!=testkit&Packs!=debian&Pulls!=cable&Walks!=everything&Opens!=browser')
  elif ((EUID != 0)); then      # packages are installed in a Debian of its own; a cable is between network namespaces
    filter=(--filter 'Packs!=debian&Pulls!=cable')
  fi
  began=$SECONDS
  printf '%s: ' "$name"
  # A test that stands still is named after 10 minutes: the longest one boots kernels for three.
  timeout --kill-after=30s 60m dotnet test "$project" -c Release --no-build --nologo "${filter[@]}" \
    --blame-hang-timeout 10m --blame-hang-dump-type none --results-directory "$results/$name" \
    --logger "trx;LogFileName=$trx" --logger 'console;verbosity=minimal' >"$results/$name.log" 2>&1
  status=$?
  p=$(count "$trx" Passed) f=$(count "$trx" Failed) s=$(count "$trx" NotExecuted)
  if ((status != 0 && f == 0)); then      # the test host itself died or hung
    f=1
    echo "the run broke off (exit status $status)"
  fi
  tally "$p" "$f" "$s" $((SECONDS - began)) "$results/$name.log"
done

if ! $fast; then      # every scenario once more, on packed rings, in which hubs are killed and others go on (docs/testing.md, "Kills")
  printf 'GpioHub.Scenarios, packed rings, while hubs are killed: '
  began=$SECONDS trx=$results/kills.trx
  GPIOHUB_RINGS=packed GPIOHUB_SCENARIOS=sockets GPIOHUB_KILLS=1:250 timeout --kill-after=30s 15m \
    dotnet test tests/Scenarios -c Release --no-build --nologo --filter 'Packs!=testkit' \
    --logger "trx;LogFileName=$trx" --logger 'console;verbosity=minimal' >"$results/kills.log" 2>&1
  status=$?
  p=$(count "$trx" Passed) f=$(count "$trx" Failed) s=$(count "$trx" NotExecuted)
  if ((status != 0 && f == 0)); then
    f=1
    echo "the run broke off (exit status $status)"
  fi
  tally "$p" "$f" "$s" $((SECONDS - began)) "$results/kills.log"
fi

if ! $fast; then      # the code of Arm hosts (docs/testing.md, "Arm64 hosts")
  printf 'As Arm64 code, below QEMU (which cannot show the order of memory): '
  began=$SECONDS
  timeout --kill-after=30s 20m build/arm64.sh >"$results/arm64.log" 2>&1
  status=$?
  read -r p f s <<<"$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$results/arm64.log" | tail -n 1)"
  : "${p:=0}" "${f:=0}" "${s:=0}"
  if ((status != 0 && f == 0)); then
    f=1
    echo "the run broke off (exit status $status)"
  fi
  tally "$p" "$f" "$s" $((SECONDS - began)) "$results/arm64.log"
fi

# The Python client, by Debian's pytest, against the hub that was built. It counts as the projects do.
printf 'tests/pytest: '
began=$SECONDS xml=$results/pytest.xml
GPIOHUB_PROGRAM=$root/src/Hub/bin/Release/net10.0/gpiohub PYTHONDONTWRITEBYTECODE=1 timeout --kill-after=30s 10m \
  /usr/bin/python3 -m pytest -c tests/pytest/pytest.ini tests/pytest --junitxml "$xml" >"$results/pytest.log" 2>&1
status=$?
of() { grep -o '<testsuite [^>]*' "$xml" 2>/dev/null | grep -o " $1=\"[0-9]*" | grep -o '[0-9]*$' || echo 0; }
f=$(($(of failures) + $(of errors))) s=$(of skipped) p=$(($(of tests) - $(of failures) - $(of errors) - $(of skipped)))
if ((status != 0 && f == 0)); then
  f=1
  echo "the run broke off (exit status $status)"
fi
tally "$p" "$f" "$s" $((SECONDS - began)) "$results/pytest.log"

if ! $fast; then      # npx fetches it
  printf 'openapi.yaml: '
  if node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null && command -v npx >/dev/null; then
    began=$SECONDS
    REDOCLY_TELEMETRY=off timeout --kill-after=30s 5m npx --yes @redocly/cli@2.77.0 lint src/Hub/Control/Description/openapi.yaml \
      </dev/null >"$results/openapi.log" 2>&1
    f=$(($? != 0))
    tally $((1 - f)) $f 0 $((SECONDS - began)) "$results/openapi.log"
  else
    echo "not linted: there is no npx with Node 20 or later"
  fi
fi

if ! $fast; then
  printf 'C# is formatted: '
  began=$SECONDS
  timeout --kill-after=30s 5m dotnet format whitespace --no-restore --verify-no-changes GpioHub.sln >"$results/format.log" 2>&1
  f=$(($? != 0))
  tally $((1 - f)) $f 0 $((SECONDS - began)) "$results/format.log"
fi

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0 && skipped == 0 && passed > 0))
