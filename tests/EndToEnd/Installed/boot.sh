#!/bin/bash
# Boots a Debian in namespaces of its own, systemd as its process 1, and runs a command in it; when that ends, the machine ends. Only
# root can. The Debian is read, never written: what changes is in memory, and gone with the machine.
#   boot.sh ROOTFS [HOST:INSIDE[:rw]]... -- COMMAND...    each HOST is seen at INSIDE; ARRANGE is run in the tree before it boots, by sh
# The first line that it prints is "booted PID": the machine's process 1, through which nsenter and /proc/PID/root lead into it.
set -euo pipefail

if [[ ${1:-} == --inside ]]; then
  # Second step: alone in new namespaces. Makes the tree and becomes systemd.
  tree=$2 binds=("${@:3}")
  cd "$tree"
  mount -t proc proc proc
  mount -t sysfs -o ro sys sys
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  # The kernel is the host's: nothing in here sets it up.
  for part in proc/sys proc/sysrq-trigger; do [[ ! -e $part ]] || { mount --bind $part $part && mount -o remount,bind,ro $part; }; done
  mount -t tmpfs -o mode=755 dev dev
  for node in null zero full random urandom tty; do touch dev/$node && mount --bind /dev/$node dev/$node; done
  mkdir dev/pts dev/shm
  mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts dev/pts
  ln -s pts/ptmx dev/ptmx
  ln -s /proc/self/fd dev/fd
  mount -t tmpfs -o mode=755 run run
  for bind in "${binds[@]}"; do
    IFS=: read -r host inside mode <<<"$bind"
    mkdir -p ".$inside"
    mount --bind "$host" ".$inside"
    [[ $mode == rw ]] || mount -o remount,bind,ro ".$inside"
  done
  [[ -z ${ARRANGE:-} ]] || chroot . sh -ec "$ARRANGE"
  mkdir .host
  pivot_root . .host
  umount -l .host
  rmdir .host
  exec env -i container=namespaces PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --log-target=journal
fi

if [[ ${1:-} == --outside ]]; then
  # First step: in a mount namespace, so that whatever is mounted goes with the last process.
  rootfs=$2 binds=()
  shift 2
  while [[ $1 != -- ]]; do binds+=("$1") && shift; done
  shift
  work=$(mktemp -d)
  group=
  cleanup() {
    kill -9 "${machine:-}" 2>/dev/null && wait "$machine" 2>/dev/null || true
    # The kernel ends the rest of the machine after its process 1.
    for ((tries = 0; tries < 100; tries++)); do
      [[ -d $group ]] && ! find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || break
      sleep 0.1
    done
    umount -l "$work" && rmdir "$work"
  }
  trap cleanup EXIT
  trap 'exit 1' TERM INT HUP
  mount -t tmpfs none "$work"
  mkdir "$work"/{upper,work,tree,cgroup}
  mount -t overlay -o "lowerdir=$rootfs,upperdir=$work/upper,workdir=$work/work" none "$work/tree"
  mount -t cgroup2 cgroup2 "$work/cgroup"
  for left in "$work"/cgroup/gpiohub-test-*; do      # of machines that were killed with this script
    [[ ! -d $left || -d /proc/${left##*-} ]] || find "$left" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
  mkdir "$work/cgroup/gpiohub-test-$$"
  group=$work/cgroup/gpiohub-test-$$
  (
    echo "$BASHPID" >"$group/cgroup.procs"
    exec unshare --mount --pid --fork --kill-child --cgroup --uts --ipc --net "$0" --inside "$work/tree" "${binds[@]}"
  ) </dev/null &
  machine=$!
  until init=$(cat "/proc/$machine/task/$machine/children") && [[ -n $init ]] &&
    [[ $(nsenter -t "${init% }" -a systemctl is-system-running --wait 2>/dev/null) =~ ^(running|degraded)$ ]]; do
    kill -0 $machine || { echo "the machine has not booted" >&2; exit 1; }
    sleep 0.1
  done
  echo "booted ${init% }"
  nsenter -t "${init% }" -a "$@" &      # not in the foreground: there bash would hear of no signal before its end
  wait $!
  exit
fi

((EUID == 0)) || { echo "Only root can boot a Debian in namespaces." >&2; exit 1; }
exec unshare --mount --propagation private "$0" --outside "$@"
