#!/bin/bash
# Boots a real Linux (User-Mode Linux: a kernel that is an ordinary process) as a guest of the running hub, on this terminal.
#   linux-guest.sh [GUEST]    default: the first guest of the rig that nobody serves yet
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
hub=$root/out/gpiohub

answer=$("$hub" info) || die "Start a hub first, in another terminal: ./run.sh"
guest=${1:-$(awk '$2 == "waiting" { print $1; exit }' <<<"$answer")}
[[ -n $guest ]] || die "Every guest of this hub has a front-end already."
socket=$("$hub" info "$guest:" -o json | tr -d '\n' | sed 's/.*"socket": *"\([^"]*\)".*/\1/')
[[ -S $socket ]] || die "The running hub has no guest \"$guest\"."

if [[ -n $("$root/build/guest-kit.sh" --absent | grep User-Mode || true) ]]; then
  say "This once builds a small Linux kernel from Debian's source package (140 MB to fetch): 3 to 4 minutes on two cores."
fi
kit=$("$root/build/guest-kit.sh" uml)
uml=$(sed -n 's/^UML=//p' <<<"$kit")
initramfs=$(sed -n 's/^INITRAMFS=//p' <<<"$kit")

state=$(mktemp -d)
trap 'stty sane 2>/dev/null || true; rm -rf "$state"' EXIT
say "booting Linux as guest $guest on $socket"
"$uml" mem=64M "initrd=$initramfs" rdinit=/init "virtio_uml.device=$socket:41" "uml_dir=$state" umid=guest \
  con=null con0=fd:0,fd:1 console=tty0 quiet serve=shell
