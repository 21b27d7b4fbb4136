#!/bin/bash
# Unpacks a QEMU with its libraries into the cache (nothing is installed) and prints the path of a program that runs it.
#   qemu.sh 7    Debian 12's own, 7.2: values, no interrupts, reconnects
#   qemu.sh 10   of Debian 12's backports, 10.0: values and interrupts, does not reconnect
#   qemu.sh --cached 7|10
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

declare -A suite=([7]=bookworm [10]=bookworm-backports)
build=true
[[ ${1:-} != --cached ]] || { build=false; shift; }
[[ -n ${suite[${1:-}]:-} ]] || die "usage: qemu.sh [--cached] 7|10"

mkdir -p "$cache"
exec 9>"$cache/qemu.lock"
flock 9
version=$("$root/build/debian12.sh" version "${suite[$1]}" qemu-system-x86)
key=$(cat "$root/build/qemu.sh" <(echo "$version") | sha256sum | cut -c1-16)
folder=$cache/qemu-$1-$key
program=$folder/qemu-system-x86_64
[[ -x $program ]] && { echo "$program"; exit; }
$build || exit 1

say "fetching QEMU ${version%%+*} with its libraries (45 MB)"
rm -rf "$folder"
"$root/build/debian12.sh" closure "$folder" "${suite[$1]}" qemu-system-x86
# The machine's own C library is at least as new, and must match its own loader.
find "$folder" \( -name 'libc.so.*' -o -name 'libm.so.*' -o -name 'libpthread.so.*' -o -name 'libdl.so.*' -o -name 'librt.so.*' -o -name 'libresolv.so.*' -o -name 'libutil.so.*' -o -name 'ld-linux*' \) -delete
cat >"$program.part" <<'WRAPPER'
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export LD_LIBRARY_PATH="$here/lib/x86_64-linux-gnu:$here/usr/lib/x86_64-linux-gnu"
exec "$here/usr/bin/qemu-system-x86_64" -L "$here/usr/share/qemu" -L "$here/usr/share/seabios" -L "$here/usr/lib/ipxe/qemu" "$@"
WRAPPER
chmod +x "$program.part"
"$program.part" --version >"$cache/qemu.log" 2>&1 || { cat "$cache/qemu.log" >&2; die "QEMU $version does not run here"; }
mv "$program.part" "$program"
echo "$program"
