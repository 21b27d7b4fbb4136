# Sourced by the scripts here and by run.sh and test.sh.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gpiohub

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# What each purpose needs of the machine itself; to run the hub needs nothing but the SDK. The guests are made of Debian 12 packages,
# which are unpacked, not installed (debian12.sh).
packages_for_guests=(
  bc binutils bison ca-certificates cpio debian-archive-keyring flex gcc libc6-dev libelf-dev lz4 make perl util-linux xz-utils
)
packages_to_test=(curl gcc libc6-dev linux-libc-dev python3-requests)

missing_packages() { # PACKAGE... -> those that are not installed, one a line
  local package
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || printf '%s\n' "$package"
  done
}

# Installs with apt where root, and names what is missing where not.
need() { # PURPOSE PACKAGE...
  local purpose=$1 missing
  shift
  mapfile -t missing < <(missing_packages "$@" | sort -u)
  ((${#missing[@]} == 0)) && return
  if ((EUID != 0)); then
    say "Missing $purpose: ${missing[*]}"
    say "Install them as root:  apt-get install --no-install-recommends ${missing[*]}"
    die "(To run the hub itself, ./run.sh, needs none of them.)"
  fi
  say "installing $purpose: ${missing[*]}"
  local log
  log=$(mktemp)
  if ! {
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
  } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    die "apt could not install: ${missing[*]} (whole log: $log)"
  fi
  rm -f "$log"
}

need_sdk() {
  command -v dotnet >/dev/null || die "The .NET 10 SDK is missing: no \"dotnet\" on PATH."
  (cd "$root" && dotnet --version >/dev/null 2>&1) ||
    die "The .NET 10 SDK is missing:" "$(dotnet --list-sdks | tr '\n' ' ')is installed, global.json asks for 10.0."
}
