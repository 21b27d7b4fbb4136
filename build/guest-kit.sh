#!/bin/bash
# Everything a test guest is made of, as NAME=PATH lines; fetches and builds what the cache does not hold.
#   guest-kit.sh             all of it
#   guest-kit.sh uml         what a User-Mode Linux guest needs
#   guest-kit.sh --absent    says what would have to be fetched or built, one line each; does nothing
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
here=$root/build

case ${1:-all} in
--absent)
  "$here/kernels.sh" --cached uml >/dev/null || echo "build a User-Mode Linux kernel (2 to 3 min on two cores)"
  "$here/kernels.sh" --cached x86 >/dev/null || echo "build an x86 Linux kernel (about 3 min on two cores)"
  "$here/kernels.sh" --cached arm >/dev/null || echo "build an aarch64 Linux kernel (about 3 min on two cores)"
  for kernel in uml x86 arm; do
    "$here/kernels.sh" --cached $kernel >/dev/null || { echo "fetch Debian 12's Linux source package (140 MB)"; break; }
  done
  for guest in x86 arm; do
    "$here/qemu.sh" --cached 7 $guest >/dev/null || echo "fetch and unpack QEMU 7.2 for $guest guests with its libraries (45 MB)"
    "$here/qemu.sh" --cached 10 $guest >/dev/null || echo "fetch and unpack QEMU 10.0 for $guest guests with its libraries (45 MB)"
  done
  "$here/libvirt.sh" --cached >/dev/null || echo "fetch and unpack libvirt with its libraries (30 MB)"
  ;;
uml)
  need "to build a Linux guest" "${packages_for_guests[@]}" >&2
  uml=$("$here/kernels.sh" uml)
  initramfs=$("$here/initramfs.sh")
  printf '%s\n' "UML=$uml" "INITRAMFS=$initramfs"
  ;;
all)
  need "to build Linux guests" "${packages_for_guests[@]}" "${packages_for_arm_guests[@]}" >&2
  kernels=$("$here/kernels.sh" uml x86 arm)
  { read -r uml && read -r x86 && read -r arm; } <<<"$kernels"
  initramfs=$("$here/initramfs.sh")
  initramfs_arm=$("$here/initramfs.sh" arm)
  qemu7=$("$here/qemu.sh" 7)
  qemu10=$("$here/qemu.sh" 10)
  qemu7_arm=$("$here/qemu.sh" 7 arm)
  qemu10_arm=$("$here/qemu.sh" 10 arm)
  libvirt=$("$here/libvirt.sh")
  printf '%s\n' "UML=$uml" "X86=$x86" "ARM=$arm" "INITRAMFS=$initramfs" "INITRAMFS_ARM=$initramfs_arm" \
    "QEMU7=$qemu7" "QEMU10=$qemu10" "QEMU7_ARM=$qemu7_arm" "QEMU10_ARM=$qemu10_arm" "LIBVIRT=$libvirt"
  ;;
*) die "usage: guest-kit.sh [uml | --absent]" ;;
esac
