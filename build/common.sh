# Sourced by the scripts here and by run.sh and test.sh.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/gpiohub

# How far a build is, from what it prints with -v m: on a terminal a line that changes, else a line every ten seconds.
progress() { # LOG COUNT -> copies stdin to LOG; COUNT projects will be built
  local log=$1 count=$2 built=0 began=$SECONDS said=$SECONDS partial= line name='restoring packages' told
  : >"$log"
  while true; do
    if IFS= read -r -t 1 line; then
      line=$partial$line partial=
      printf '%s\n' "$line" >>"$log"
      if [[ $line =~ ^\ +([^\ ]+)\ -\>\ .*\.dll$ ]]; then
        name=${BASH_REMATCH[1]} built=$((built < count ? built + 1 : count))
      fi
    else
      (($? > 128)) || break      # not a pause but the end
      partial+=$line
    fi
    told="building: $built of $count projects, $name, $((SECONDS - began)) s"
    if [[ -t 2 ]]; then
      printf '\r\033[K%s' "$told" >&2
    elif ((SECONDS - said >= 10)); then
      said=$SECONDS
      say "$told"
    fi
  done
  [[ -z $partial ]] || printf '%s\n' "$partial" >>"$log"
  [[ ! -t 2 ]] || printf '\r\033[K' >&2
}

projects_of() { # PROJECT.csproj -> it and all that it stands on, one a line
  local seen=("$1") i reference
  for ((i = 0; i < ${#seen[@]}; i++)); do
    while IFS= read -r reference; do
      reference=$(realpath -m --relative-to=. "$(dirname "${seen[i]}")/$reference")
      [[ " ${seen[*]} " == *" $reference "* ]] || seen+=("$reference")
    done < <(grep -o 'ProjectReference Include="[^"]*' "${seen[i]}" | cut -d'"' -f2)
  done
  printf '%s\n' "${seen[@]}"
}

# Whether there is anything, of what the hub is published from, that the program is older than; or no program.
newer_than() { # PROGRAM
  local newer=(-newer "$1" -not -path '*/obj/*' -not -path '*/bin/*' -type f -print -quit)
  [[ ! -x $1 || -n $(find src build python LICENSE THIRD-PARTY-NOTICES.md Directory.* global.json "${newer[@]}") ]]
}

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# What each purpose needs of the machine itself; to run the hub needs nothing but the SDK. The guests are made of Debian 12 packages,
# which are unpacked, not installed (debian12.sh).
packages_for_guests=(
  bc binutils bison ca-certificates cpio debian-archive-keyring flex gcc libc6-dev libelf-dev lz4 make perl util-linux xz-utils
)
packages_for_rootfs=(debian-archive-keyring mmdebstrap)
packages_for_arm_hosts=(debian-archive-keyring qemu-user)
packages_for_arm_guests=(device-tree-compiler gcc-aarch64-linux-gnu libc6-dev-arm64-cross)
packages_to_release=(python3-setuptools python3-wheel xz-utils)
packages_to_measure=(gcc libc6-dev)
packages_to_test=(
  chromium curl fish fonts-dejavu-core gcc gcc-aarch64-linux-gnu gtkwave iproute2 libc6-dev libc6-dev-arm64-cross
  lintian linux-libc-dev man-db
  mandoc prometheus python3-labgrid python3-pytest python3-requests scdoc sigrok-cli systemd tmux xauth xvfb zsh
)

# A program that was unpacked uses the machine's own C library: it is at least as new, and must match its own loader.
drop_c_library() { # FOLDER
  find "$1" \( -name 'libc.so.*' -o -name 'libm.so.*' -o -name 'libpthread.so.*' -o -name 'libdl.so.*' -o -name 'librt.so.*' \
    -o -name 'libresolv.so.*' -o -name 'libutil.so.*' -o -name 'ld-linux*' \) -delete
}

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
