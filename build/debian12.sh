#!/bin/bash
# Fetches packages of Debian 12 and unpacks them into a folder; installs nothing and needs no root.
# The guests are made of these, so that they are the same guests on whatever Debian the hub is built.
#   debian12.sh version SUITE PACKAGE           the version it would fetch
#   debian12.sh unpack FOLDER PACKAGE…          these packages alone
#   debian12.sh closure FOLDER SUITE PACKAGE…   with all that they depend on, as of SUITE (bookworm, bookworm-backports)
#   debian12.sh sources                         the file that names the suites, as apt and mmdebstrap read it
# DEBIAN_ARCH=arm64 before it means packages of that architecture; they are only unpacked, so none of them has to run here.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

architecture=${DEBIAN_ARCH:-$(dpkg --print-architecture)}
apt_root=$cache/debian12
[[ $architecture == "$(dpkg --print-architecture)" ]] || apt_root+=-$architecture
options=(
  -o "APT::Architecture=$architecture" -o "APT::Architectures=$architecture"
  -o "Dir::State=$apt_root/state" -o "Dir::State::status=$apt_root/state/status" -o "Dir::Cache=$apt_root/cache"
  -o "Dir::Etc::sourcelist=$apt_root/sources.list" -o Dir::Etc::sourceparts=/nonexistent
  -o "APT::Sandbox::User=" -o APT::Get::List-Cleanup=0 -q
)

# The folder above dists/SUITE, of whatever apt itself would read that suite from.
mirror_of() { apt-get update --print-uris 2>/dev/null | sed -n "s|^'\([^']*/\)dists/$1/InRelease' .*|\1|p" | head -n 1; }

# The mirror is the one of this machine's own sources, whatever their format.
write_sources() {
  local key=/usr/share/keyrings/debian-archive-keyring.gpg suite archive security
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  archive=$(mirror_of "$suite")
  security=$(mirror_of "$suite-security")
  [[ -n $archive ]] ||
    die "No Debian mirror among this machine's apt sources (suite \"$suite\"); the guests are made of Debian 12 packages."
  [[ -r $key ]] || die "$key is missing (package debian-archive-keyring)."
  {
    echo "deb [signed-by=$key] $archive bookworm main"
    echo "deb [signed-by=$key] $archive bookworm-backports main"
    [[ -z $security ]] || echo "deb [signed-by=$key] $security bookworm-security main"
  } >"$apt_root/sources.list"
}

refresh() {
  mkdir -p "$apt_root"/state/lists/partial "$apt_root"/cache/archives/partial
  : >"$apt_root/state/status"
  write_sources
  apt-get "${options[@]}" update >"$apt_root/update.log" 2>&1 ||
    { tail -n 5 "$apt_root/update.log" >&2; die "apt could not read the Debian 12 lists (whole log: $apt_root/update.log)"; }
}

mkdir -p "$apt_root"
exec 8>"$apt_root/lock"
flock 8
[[ -e $apt_root/update.log && -s $apt_root/sources.list ]] && ls "$apt_root"/state/lists/*_Packages* >/dev/null 2>&1 || refresh

fetch_into() { # FOLDER PACKAGE…
  local folder=$1 fetched
  shift
  fetched=$(mktemp -d "$apt_root/fetched.XXXXXX")
  (cd "$fetched" && apt-get "${options[@]}" download "$@") >"$apt_root/download.log" 2>&1 || { rm -rf "$fetched"; return 1; }
  mkdir -p "$folder"
  for deb in "$fetched"/*.deb; do dpkg -x "$deb" "$folder"; done
  rm -rf "$fetched"
}

unpack() { # FOLDER PACKAGE…
  # Debian drops a version from its mirrors when a newer one arrives: then these lists are stale.
  fetch_into "$@" || { refresh && fetch_into "$@"; } ||
    { tail -n 5 "$apt_root/download.log" >&2; die "apt could not fetch from Debian 12: ${*:2}"; }
}

# Backports are taken only by name; among the others the newest wins, security included.
prefer() { [[ $1 == bookworm ]] || printf -- '-t%s' "$1"; }

case ${1:-} in
version)
  apt-cache "${options[@]}" $(prefer "$2") policy "$3" | awk '$1 == "Candidate:" { print $2 }'
  ;;
unpack)
  unpack "$(realpath -m "$2")" "${@:3}"
  ;;
closure)
  mapfile -t packages < <(apt-get "${options[@]}" $(prefer "$3") --no-install-recommends --simulate install "${@:4}" |
    sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1=\2/p')
  ((${#packages[@]})) || die "apt cannot resolve ${*:4} in Debian's $3"
  unpack "$(realpath -m "$2")" "${packages[@]}"
  ;;
sources) echo "$apt_root/sources.list" ;;
*) die "usage: debian12.sh version SUITE PACKAGE | unpack FOLDER PACKAGE… | closure FOLDER SUITE PACKAGE… | sources" ;;
esac
