#!/bin/bash
# Makes the file system of the test guests (busybox, the libgpiod 1.6 tools, gt, i2c-chips) in the cache, and prints its path.
#   initramfs.sh [x86|arm]   x86 is User-Mode Linux's too
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

declare -A debian=([x86]=amd64 [arm]=arm64) triplet=([x86]=x86_64-linux-gnu [arm]=aarch64-linux-gnu)
declare -A loader=([x86]=lib64/ld-linux-x86-64.so.2 [arm]=lib/ld-linux-aarch64.so.1)
name=${1:-x86}
[[ -n ${debian[$name]:-} ]] || die "usage: initramfs.sh [x86|arm]"
triplet=${triplet[$name]}

linux=$root/tests/EndToEnd/Linux
key=$(cat "$linux/init" "$linux/rig-init" "$linux"/{gt,i2c-chips}.c "$root/build/initramfs.sh" | sha256sum | cut -c1-16)
path=$cache/initramfs-$name-$key.cpio.lz4
mkdir -p "$cache"
exec 9>"$cache/initramfs.lock"
flock 9
[[ -e $path ]] && { echo "$path"; exit; }

work=$(mktemp -d "$cache/initramfs.XXXXXX")
trap 'rm -rf "$work"' EXIT
DEBIAN_ARCH=${debian[$name]} "$root/build/debian12.sh" unpack "$work/deb" busybox-static gpiod libgpiod2 libc6

tree=$work/tree
libraries=$tree/lib/$triplet
mkdir -p "$tree"/{bin,sbin,usr/bin,usr/sbin,lib64,proc,sys,dev,tmp,run,root,etc,mnt} "$libraries"
cp "$work/deb/bin/busybox" "$tree/bin/"
cp "$work"/deb/usr/bin/gpio{detect,info,get,set,mon,find} "$tree/usr/bin/"
for library in libgpiod.so.2 libc.so.6; do
  cp -L "$(find "$work/deb" -name $library | head -n 1)" "$libraries/$library"
done
cp -L "$work/deb/lib/$triplet/$(basename "${loader[$name]}")" "$tree/${loader[$name]}"
cp "$linux/init" "$linux/rig-init" "$tree/"
for program in gt i2c-chips; do
  "$triplet-gcc" -O2 -Wall -Werror -static -o "$tree/usr/bin/$program" "$linux/$program.c"
done
chmod 0755 "$tree/init" "$tree/rig-init"
# No device nodes, which only root could make: init mounts devtmpfs and opens its console itself.
(cd "$tree" && find . -print0 | sort -z | cpio --null -o -H newc --quiet --owner 0:0 --reproducible | lz4 -l -9 -q -f - "$path.part")
mv "$path.part" "$path"
echo "$path"
