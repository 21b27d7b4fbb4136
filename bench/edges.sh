#!/bin/bash
# Measures what an edge of a physical pin takes until a guest of the hub is called, beside a bare program in C that signals an eventfd
# for it (limit/edge.c): gpio-sim chips in a kernel of its own, since hosts rarely have that driver. bench/README.md says how to read it.
#   bench/edges.sh [EDGES]                 in User-Mode Linux, the rig kernel of the tests; EDGES of each run, 200 unless told otherwise
#   bench/edges.sh [EDGES] --bzimage PATH  in QEMU: a kernel with GPIO_SIM, CONFIGFS_FS and 9P_FS beside what the tests' x86 kernel has
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/common.sh

edges=200 bzimage=
while (($# > 0)); do
  case $1 in
  --bzimage) bzimage=$(realpath "${2:?--bzimage needs a path}") && shift ;;
  *[!0-9]* | '') die "usage: bench/edges.sh [EDGES] [--bzimage PATH]" ;;
  *) edges=$1 ;;
  esac
  shift
done

need_sdk
if ! uml=$(build/kernels.sh --cached uml) && [[ -z $bzimage ]]; then
  die "There is no kernel with gpio-sim here: build/guest-kit.sh uml builds one (140 MB to fetch, 2 to 3 minutes on two cores)."
fi
initramfs=$(build/initramfs.sh)
out=out/bench
mkdir -p "$out"
need "to build bench/limit" "${packages_to_measure[@]}"
gcc -std=c11 -O2 -static -Wall -Wextra -Werror -o "$out/edge" bench/limit/edge.c || die "bench/limit/edge.c does not build"
dotnet build tests/SimRig -c Release -v q --nologo >"$out/simrig.log" 2>&1 || { tail -n 20 "$out/simrig.log" >&2; die "the build failed"; }
simrig=$(find tests/SimRig/bin/Release -name simrig -type f)

state=$(mktemp -d)
trap 'exec {to}>&- || true; kill -- "-$kernel" 2>/dev/null || true; rm -rf "$state"' EXIT
mkfifo "$state/in" "$state/out"

# Its console carries command lines in and what they print out: tests/EndToEnd/Linux/init.
if [[ -n $bzimage ]]; then
  say "booting it in QEMU, whose clock counts emulated instructions, those of the kernel and of the programs: 1 ns each"
  setsid "$(build/qemu.sh 10)" -accel tcg -icount shift=0,sleep=off -cpu max -M q35 -m 1G -nodefaults -no-user-config -display none \
    -no-reboot -device virtio-serial-pci -chardev stdio,id=ctl,signal=off -device virtserialport,chardev=ctl,name=ctl \
    -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on \
    -kernel "$bzimage" -initrd "$initramfs" -append 'quiet panic=-1' <"$state/in" >"$state/out" 2>"$state/err" &
else
  say "booting User-Mode Linux: one processor, and each system call takes tens of microseconds, a look at the clock among them"
  setsid "$uml" mem=1G "initrd=$initramfs" rdinit=/init "uml_dir=$state" umid=guest con=null con0=fd:0,fd:1 con1=null,fd:2 \
    console=tty1 quiet serve=/dev/tty0 rig <"$state/in" >"$state/out" 2>"$state/err" &
fi
kernel=$!
exec {to}>"$state/in" {from}<"$state/out"

# Prints what comes up to the end of an answer; exits as the answer does.
answer() { # LIMIT, seconds
  local line
  while IFS= read -r -t "$1" line <&$from; do
    [[ $line != "##RC "* ]] || return "${line#\#\#RC }"
    [[ -z $line ]] || printf '%s\n' "$line"
  done
  tail -n 20 "$state/err" >&2
  die "The kernel says nothing any more."
}

run() { # COMMAND -> runs it in the kernel
  printf '%s\n' "$1" >&$to
  answer 900
}

answer 60 >/dev/null
if [[ -n $bzimage ]]; then
  # As rig-init does it with User-Mode Linux's own file system.
  run 'mkdir -p /host && mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=262144 host /host'
  run 'mount -t proc proc /host/proc && mount -t sysfs sys /host/sys && mount -t configfs config /host/sys/kernel/config'
  run 'mount -t devtmpfs dev /host/dev && mkdir /dev/shm && mount -t tmpfs shm /host/dev/shm'
  run 'mount -t tmpfs run /run && mount --bind /run /host/run && gt seed'
fi
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
run "chroot /host env PATH=/usr/local/bin:/usr/bin:/bin HOME=/run TMPDIR=/run DOTNET_EnableWriteXorExecute=0 \
DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0 DOTNET_ROOT=$dotnet EDGE_PROGRAM=$root/$out/edge $root/$simrig edges $edges"
