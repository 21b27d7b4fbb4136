#!/bin/bash
# Builds the Linux kernels of the test guests from Debian's source package, once, into the cache; prints the path of each image.
#   kernels.sh uml|x86|arm …         build what is not there, print one path a line; arm is an aarch64, by Debian's cross compiler
#   kernels.sh --cached uml|x86|arm  print the path if it is there, build nothing; exit 1 if not
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

source_package=linux-source-6.1
fragments=$root/tests/EndToEnd/Linux
consumer=$fragments/level-consumer.c
locked=$fragments/gpio-virtio-locked.sed
wake=$fragments/gpio-virtio-wake.sed
declare -A own=([arm]=$wake)      # beside what all of them have
declare -A arch=([uml]=um [x86]=x86_64 [arm]=arm64) target=([uml]=linux [x86]=bzImage [arm]=Image) cross=([arm]=aarch64-linux-gnu-)
declare -A image=([uml]=linux [x86]=arch/x86/boot/bzImage [arm]=arch/arm64/boot/Image)

# Everything that decides what comes out; a change of any of it is another folder.
path_of() { # uml|x86|arm
  local version key
  version=$("$root/build/debian12.sh" version bookworm $source_package)
  key=$(cat "$fragments/$1.fragment" "$consumer" "$locked" ${own[$1]:+"${own[$1]}"} "$root/build/kernels.sh" <(echo "$version") |
    sha256sum | cut -c1-16)
  echo "$cache/kernel-$1-$key/$(basename "${image[$1]}")"
}

if [[ ${1:-} == --cached ]]; then
  path=$(path_of "$2")
  [[ -e $path ]] || exit 1
  echo "$path"
  exit
fi

mkdir -p "$cache"
exec 9>"$cache/kernels.lock"
flock 9

work=
cleanup() { [[ -z $work ]] || rm -rf "$work"; }
trap cleanup EXIT

unpack_source() {
  [[ -z $work ]] || return 0
  work=$(mktemp -d "$cache/kernel-build.XXXXXX")
  say "fetching $source_package (140 MB)"
  "$root/build/debian12.sh" unpack "$work/deb" $source_package
  mkdir "$work/source"
  tar -xf "$work/deb/usr/src/$source_package.tar.xz" -C "$work/source" --strip-components=1
  rm -rf "$work/deb"
  add_drivers "$work/source/drivers/gpio"
  take_all_registers "$work/source/arch/x86/um/user-offsets.c"
}

# User-Mode Linux of this source has room for the registers of an x86 with AVX-512. A host's with AMX has more, and the host takes
# a process's registers back as a whole only (EFAULT): init could not run. CONFIG_KERNEL_STACK_ORDER is for it, too.
take_all_registers() { # FILE
  sed -i 's/DEFINE_LONGS(HOST_FP_SIZE, 2696);/DEFINE_LONGS(HOST_FP_SIZE, 11008);/' "$1"
  grep -q 'HOST_FP_SIZE, 11008' "$1" || die "$1 of $source_package has no HOST_FP_SIZE of 2696"
}

# The tests' own drivers are built in: a kernel without modules is smaller and sooner built, and needs no file system that fits it.
add_drivers() { # FOLDER
  cp "$consumer" "$1/"
  vary "$1" locked "$locked" 10
  vary "$1" wake "$wake" 16
  printf 'obj-y += level-consumer.o gpio-virtio-locked.o\nobj-$(CONFIG_ARM64) += gpio-virtio-wake.o\n' >>"$1/Makefile"
}

# A variant of Linux's own driver beside it; that the script fits this source is known by the number of lines that it changes.
vary() { # FOLDER NAME SCRIPT LINES
  sed -f "$3" "$1/gpio-virtio.c" >"$1/gpio-virtio-$2.c"
  (($(diff "$1/gpio-virtio.c" "$1/gpio-virtio-$2.c" | grep -c '^>') == $4)) || die "$3 does not fit gpio-virtio.c of $source_package"
}

build() { # uml|x86|arm IMAGE
  local began=$SECONDS log=$cache/kernel-$1.log out=$work/$1
  local kbuild=(make -C "$work/source" "O=$out" "ARCH=${arch[$1]}" "CROSS_COMPILE=${cross[$1]:-}" -j"$(nproc)")
  mkdir -p "$out"
  say "building the $1 kernel"
  {
    "${kbuild[@]}" tinyconfig
    "$work/source/scripts/kconfig/merge_config.sh" -m -O "$out" "$out/.config" "$fragments/$1.fragment"
    "${kbuild[@]}" olddefconfig
    "${kbuild[@]}" prepare      # in one go with what follows, User-Mode Linux's configuration is now and then made twice at once
    "${kbuild[@]}" "${target[$1]}"
  } >"$log" 2>&1 || { tail -n 15 "$log" >&2; die "the $1 kernel does not build (whole log: $log)"; }

  # An option whose dependencies are not met is dropped without a word by Kconfig.
  local line
  while read -r line; do
    grep -qxF "$line" "$out/.config" || die "$fragments/$1.fragment: Kconfig dropped $line"
  done < <(grep '^CONFIG_' "$fragments/$1.fragment")

  mkdir -p "$(dirname "$2")"
  cp "$out/.config" "$(dirname "$2")/config"
  cp "$out/${image[$1]}" "$2.part"
  [[ $1 != uml ]] || strip "$2.part"
  mv "$2.part" "$2"
  say "built the $1 kernel in $((SECONDS - began)) s"
}

for name in "$@"; do
  [[ -n ${arch[$name]:-} ]] || die "kernels.sh: no kernel \"$name\"; there are: ${!arch[*]}"
  path=$(path_of "$name")
  if [[ ! -e $path ]]; then
    unpack_source
    build "$name" "$path"
  fi
  echo "$path"
done
