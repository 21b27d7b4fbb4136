#!/bin/bash
# Unpacks a QEMU with its libraries into the cache (nothing is installed) and prints the path of a program that runs it.
#   qemu.sh 7 [x86|arm]    Debian 12's own, 7.2: values, no interrupts, reconnects
#   qemu.sh 10 [x86|arm]   of Debian 12's backports, 10.0: values and interrupts, does not reconnect
#   qemu.sh --cached 7|10 [x86|arm]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

declare -A suite=([7]=bookworm [10]=bookworm-backports) emulator=([x86]=qemu-system-x86_64 [arm]=qemu-system-aarch64)
build=true
[[ ${1:-} != --cached ]] || { build=false; shift; }
guest=${2:-x86}
[[ -n ${suite[${1:-}]:-} && -n ${emulator[$guest]:-} ]] || die "usage: qemu.sh [--cached] 7|10 [x86|arm]"
package=qemu-system-$guest

mkdir -p "$cache"
exec 9>"$cache/qemu.lock"
flock 9
version=$("$root/build/debian12.sh" version "${suite[$1]}" "$package")
key=$(cat "$root/build/qemu.sh" <(echo "$version") | sha256sum | cut -c1-16)
folder=$cache/qemu-$1-$guest-$key
program=$folder/${emulator[$guest]}
[[ -x $program ]] && { echo "$program"; exit; }
$build || exit 1

say "fetching $package ${version%%+*} with its libraries (45 MB)"
rm -rf "$folder"
"$root/build/debian12.sh" closure "$folder" "${suite[$1]}" "$package"
drop_c_library "$folder"
cat >"$program.part" <<WRAPPER
#!/bin/sh
here=\$(dirname "\$(readlink -f "\$0")")
export LD_LIBRARY_PATH="\$here/lib/x86_64-linux-gnu:\$here/usr/lib/x86_64-linux-gnu"
exec "\$here/usr/bin/$(basename "$program")" -L "\$here/usr/share/qemu" -L "\$here/usr/share/seabios" -L "\$here/usr/lib/ipxe/qemu" "\$@"
WRAPPER
chmod +x "$program.part"
"$program.part" --version >"$cache/qemu.log" 2>&1 || { cat "$cache/qemu.log" >&2; die "QEMU $version does not run here"; }
mv "$program.part" "$program"
echo "$program"
