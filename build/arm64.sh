#!/bin/bash
# Runs the unit tests of rings and of the record as Arm64 code on a machine that is none. QEMU emulates the processor, not its memory
# order, which is weaker than this machine can show: docs/internals/memory-order.md argues for that. The last line is
# "N passed, N failed, N skipped".
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
cd "$root"

need_sdk
need "to run Arm64 programs" "${packages_for_arm_hosts[@]}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
log=$root/out/arm64.log
mkdir -p "$root/out"
: >"$log"

# What .NET takes of Debian, for Arm64: unpacked once, not installed.
libraries=$cache/arm64-libraries
if [[ ! -e $libraries ]]; then
  DEBIAN_ARCH=arm64 build/debian12.sh closure "$work/libraries" bookworm libssl3 libstdc++6
  mkdir -p "$cache"
  mv -T "$work/libraries" "$libraries" 2>/dev/null || [[ -e $libraries ]]      # another run was quicker
fi

holds() { # WHAT COMMAND…: counts as a test
  local what=$1
  shift
  echo "== $what" >>"$log"
  if "$@" >>"$log" 2>&1; then
    ((++passed))
  else
    ((++failed))
    echo "FAILED $what"
  fi
}

tests=$root/out/arm64-tests
dotnet publish tests/Arm64 -c Release -o "$tests" -v q --nologo >>"$log" 2>&1 ||
  { tail -n 20 "$log" >&2; die "the tests do not publish for Arm64 (whole log: $log)"; }

# .NET writes code through another mapping than it runs it from, and QEMU would not notice the change; no profiling: it is slow here.
export DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0 QEMU_LD_PREFIX=$libraries
transports=GpioHub.Transports.Tests driver=GpioHub.GuestDriver.Tests
# FenceSpec races for a barrier, which says nothing here; QEMU 7.2 has no huge pages. RingAdoptSpec and RecordFileSpec cut their
# subject at every store, which takes minutes here, and what they hold is no order.
words=(-FenceSpec -HugePages -RingAdoptSpec -RecordFileSpec
  "$transports:$transports.Virtio" "$driver:$driver.Virtio" "$transports:$transports.Records")
status=0
timeout --kill-after=10s 900 qemu-aarch64 "$tests/arm64-tests" "${words[@]}" >"$work/tests" 2>&1 || status=$?
cat "$work/tests" >>"$log"
tally=$(sed -n 's/^Arm64: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped$/\1 \2 \3/p' "$work/tests")
read -r p f skipped <<<"${tally:-0 0 0}"
((status == 0 || f > 0)) || f=1      # it did not come to its end
((passed += p, failed += f)) || true
((status != 124)) || echo "FAILED the tests do not end (out/arm64.log shows which did)"
((f == 0)) || { grep -v ': [0-9]* in ' "$work/tests" || true; } | tail -n 40

# What the compiler has made of Volatile and Interlocked in the rings: an aligned word more or less of data that looks so does no harm.
barriers() {
  /usr/bin/python3 - "$tests/GpioHub.Virtio.dll" <<'COUNT'
import struct, sys

data = open(sys.argv[1], "rb").read()
words = struct.unpack(f"<{len(data) // 4}I", data[:len(data) // 4 * 4])
short = False
for name, mask, value, least in (
        ("ldarh: TryLoad16, PackedDescriptor.TryRead", 0xFFFFFC00, 0x48DFFC00, 2),
        ("stlrh: TryStore16", 0xFFFFFC00, 0x489FFC00, 1),
        ("dmb ish: EnableKicks, WantsNotification twice", 0xFFFFFFFF, 0xD5033BBF, 3)):
    there = sum(word & mask == value for word in words)
    print(f"{there} of {least}  {name}")
    short |= there < least
sys.exit(short)
COUNT
}

holds 'Rings are compiled with acquire, release and full barriers' barriers
echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0 && passed > 0))
