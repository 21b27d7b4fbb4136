#!/bin/bash
# Unpacks Debian 12's libvirt into the cache (nothing is installed) and prints the path of a program that runs its virt-qemu-run: libvirt's
# driver for QEMU without its daemon. It needs user, mount and process namespaces, and leaves no process behind, whichever way it ends.
#   libvirt.sh
#   libvirt.sh --cached
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

mkdir -p "$cache"
exec 9>"$cache/libvirt.lock"
flock 9
version=$("$root/build/debian12.sh" version bookworm libvirt-daemon)
key=$(cat "$root/build/libvirt.sh" <(echo "$version") | sha256sum | cut -c1-16)
folder=$cache/libvirt-$key
program=$folder/run
[[ -x $program ]] && { echo "$program"; exit; }
[[ ${1:-} != --cached ]] || exit 1

say "fetching libvirt $version with its libraries (30 MB)"
rm -rf "$folder"
"$root/build/debian12.sh" closure "$folder" bookworm libvirt-daemon libvirt-daemon-driver-qemu
drop_c_library "$folder"
# Two namespaces of users: root of the first may mount; in the second libvirt is not root, and does not look for the user of its daemon.
cat >"$program.part" <<'RUN'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec unshare --user --map-root-user --mount --pid --fork --kill-child --mount-proc sh -c '
  mount -t overlay none -o "lowerdir=$0/usr/share:/usr/share" /usr/share || exit
  export LD_LIBRARY_PATH="$0/lib/x86_64-linux-gnu:$0/usr/lib/x86_64-linux-gnu"
  export LIBVIRT_DRIVER_DIR="$0/usr/lib/x86_64-linux-gnu/libvirt/connection-driver"
  unshare --user --map-user=1000 --map-group=1000 "$0/usr/bin/virt-qemu-run" "$@"
  exit $?      # no exec: the first process of a namespace has to reap those that lose their parent
' "$here" "$@"
RUN
chmod +x "$program.part"
mv "$program.part" "$program"
echo "$program"
