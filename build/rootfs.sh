#!/bin/bash
# Makes a Debian 12 in the cache that a service manager can boot and .NET runs on, and prints its folder. Only root can.
# Whoever uses it lays an overlay over it and changes that: the folder is the same for all.
#   rootfs.sh
#   rootfs.sh --cached    prints the folder if it is there, makes nothing; exit 1 if not
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

packages=(
  systemd-sysv dbus udev procps iproute2                          # it boots, and one sees what runs
  ca-certificates libgcc-s1 libssl3 libstdc++6 tzdata zlib1g      # what .NET asks of a Debian
  python3                                                         # the Python client
)

key=$(cat "$root/build/rootfs.sh" <("$root/build/debian12.sh" version bookworm systemd) | sha256sum | cut -c1-16)
folder=$cache/rootfs-$key
mkdir -p "$cache"
exec 9>"$cache/rootfs.lock"
flock 9
[[ -d $folder ]] && { echo "$folder"; exit; }
[[ ${1:-} != --cached ]] || exit 1
((EUID == 0)) || die "Only root can make a Debian to install in: it has files of several users."
need "to make a Debian to install in" "${packages_for_rootfs[@]}" >&2

say "making a Debian 12 to install in (100 MB to fetch)"
began=$SECONDS log=$cache/rootfs.log
rm -rf "$folder.part"
# Nothing of it has to survive a power cut before it is whole. Its package lists are left out: what is installed in it later is a file.
mmdebstrap --mode=root --variant=minbase --include="$(IFS=,; echo "${packages[*]}")" --dpkgopt=force-unsafe-io \
  --aptopt='Acquire::Languages "none"' --customize-hook='echo rig >"$1/etc/hostname"' --customize-hook='rm "$1/etc/resolv.conf"' \
  bookworm "$folder.part" "$("$root/build/debian12.sh" sources)" </dev/null >"$log" 2>&1 ||
  { tail -n 15 "$log" >&2; die "there is no Debian 12 to be had (whole log: $log)"; }
mv "$folder.part" "$folder"
say "made it in $((SECONDS - began)) s"
echo "$folder"
