#!/bin/bash
# Sets up this machine, builds everything and runs every test.
#   ./test.sh          all tests, real Linux guests included
#   ./test.sh --fast   without the tests that boot a kernel
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
if $fast; then
  echo "Builds the solution and runs the tests that boot no kernel: about 3 minutes."
else
  need "to build Linux guests" "${packages_for_guests[@]}"
  absent=$(build/guest-kit.sh --absent) || exit 1
  if [[ -n $absent ]]; then
    echo "Once, into $cache, this will:"
    sed 's/^/  /' <<<"$absent"
    echo "all in all up to 8 minutes on two cores. Then, every time:"
  fi
  echo "Builds the solution and runs all tests, with real Linux guests: about 10 minutes on two cores."
  echo "./test.sh --fast leaves out what boots a kernel: no such fetching or building, about 3 minutes."
fi
need "to test" "${packages_to_test[@]}"
choose_actor_runtime

results=$root/out/test-results
rm -rf "$results"
mkdir -p "$results"
began=$SECONDS
dotnet build GpioHub.sln -c Release -v q --nologo || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
echo "built in $((SECONDS - began)) s"

if ! $fast; then
  began=$SECONDS
  build/guest-kit.sh >"$results/guest-kit" || { echo "0 passed, 1 failed, 0 skipped"; exit 1; }
  echo "guests ready in $((SECONDS - began)) s"
fi

count() { { grep -ho '<UnitTestResult [^>]*outcome="'"$2"'"' "$1" 2>/dev/null || true; } | wc -l; }

passed=0 failed=0 skipped=0
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  trx=$results/$name.trx
  filter=()
  ! $fast || filter=(--filter 'Boots!=kernel')
  began=$SECONDS
  timeout --kill-after=30s 45m dotnet test "$project" -c Release --no-build --nologo -v q "${filter[@]}" \
    --logger "trx;LogFileName=$trx" --logger 'console;verbosity=quiet' >"$results/$name.log" 2>&1
  status=$?
  p=$(count "$trx" Passed) f=$(count "$trx" Failed) s=$(count "$trx" NotExecuted)
  if ((status != 0 && f == 0)); then      # the test host itself died or hung
    f=1
    echo "$name: the run broke off (exit status $status)"
  fi
  ((f == 0)) || cat "$results/$name.log"
  echo "$name: $p passed, $f failed, $s skipped in $((SECONDS - began)) s"
  ((passed += p, failed += f, skipped += s))
done

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0 && skipped == 0 && passed > 0))
