#!/bin/bash
# Makes all that a release consists of, from a commit and nothing else: what is changed and not committed is not in it.
#   release.sh [--quick] [--of COMMIT] [OUT]
#     OUT        where it goes; default out/release
#     --of       of which commit; default HEAD
#     --quick    hardly compresses the Debian packages: to try this script
# docs/contributing/release.md says what comes out. The same commit gives the same bytes: reproduce.sh shows it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

quick=() out=$root/out/release commit=HEAD
while (($#)); do
  case $1 in
  --quick) quick=(--quick) ;;
  --of)
    shift
    commit=${1:?a commit}
    ;;
  -*) die "usage: release.sh [--quick] [--of COMMIT] [OUT]" ;;
  *) out=$(realpath -m "$1") ;;
  esac
  shift
done
commit=$(git -C "$root" rev-parse --verify "$commit^{commit}")

need_sdk
command -v npm >/dev/null || die "npm is missing: a release has its page."
need "to make a release" "${packages_to_release[@]}"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tree=$work/gpiohub
git clone -q --shared --no-checkout "$root" "$tree"
cd "$tree"
git checkout -q --detach "$commit"
umask 022
export GPIOHUB_RELEASE=true MSBUILDDISABLENODEREUSE=1 DPKG_DEB_THREADS_MAX=1 LC_ALL=C TZ=UTC SOURCE_DATE_EPOCH
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props)
say "gpiohub $version, commit ${commit:0:12}"

quietly() { # LOG COMMAND… -> its output, only if it fails
  local log=$work/$1.log
  "${@:2}" >"$log" 2>&1 || { tail -n 20 "$log" >&2; die "failed: ${*:2}"; }
}

tarball() { # FOLDER NAME SUFFIX COMPRESS… -> OUT/NAME.SUFFIX with FOLDER/NAME in it
  tar -C "$1" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$2" |
    "${@:4}" >"$out/$2.$3"
}

# The program with .NET in it, and what is installed beside it: for a host without Debian's package manager.
folder_with_everything() {
  local name=gpiohub-$version-linux-$(dpkg --print-architecture) published=out/published/gpiohub-standalone
  mkdir -p "$work/tar/$name"
  cp -r "$published" "$work/tar/$name/lib"
  rm "$work/tar/$name"/lib/*.xml      # what members mean, for editors: nobody builds on these files
  find "$work/tar/$name/lib" -type f -not -name gpiohub -not -name createdump -exec chmod a-x {} +
  cp -r share config LICENSE THIRD-PARTY-NOTICES.md CHANGELOG.md "$work/tar/$name"
  printf '%s\n' "gpiohub $version with .NET in it. To try it:  ./gpiohub run config/demo.yaml" \
    "share/ has units, rules and dashboards that the Debian package installs." >"$work/tar/$name/README"
  [[ ! -x build/man.sh ]] || build/man.sh "$work/tar/$name/man"
  ln -s lib/gpiohub "$work/tar/$name/gpiohub"
  chmod -R u=rwX,go=rX "$work/tar/$name"
  tarball "$work/tar" "$name" tar.xz xz -6 --threads=1
}

python_packages() {
  local sources=$work/python name=gpiohub-$version
  mkdir "$sources"
  cp python/*.py python/pyproject.toml python/README.md LICENSE "$sources"
  (cd "$sources" && quietly python /usr/bin/python3 -c "
from setuptools import build_meta as build
build.build_wheel('$out')
build.build_sdist('$work')")
  tar -C "$work" -xzf "$work/$name.tar.gz"
  tarball "$work" "$name" tar.gz gzip -9 -n      # setuptools writes the present time into its own
}

bill_of_materials() {
  quietly tools dotnet tool restore
  quietly bom dotnet tool run dotnet-CycloneDX src/Hub/GpioHub.Hub.csproj --recursive --disable-package-restore --no-serial-number \
    --exclude-dev --output-format Json --spec-version 1.5 --output "$work" --filename bom.json --set-name gpiohub --set-version "$version"
  /usr/bin/python3 build/sbom.py "$work/bom.json" out/published/gpiohub-standalone/gpiohub.deps.json >"$out/gpiohub-$version.cdx.json"
}

began=$SECONDS
rm -rf "$out"
mkdir -p "$out"
build/deb.sh "${quick[@]}" "$out" >/dev/null
build/deb.sh --standalone "${quick[@]}" "$out" >/dev/null
say "packing"
folder_with_everything
quietly testkit dotnet pack src/TestKit -c Release -o "$out" -v q --nologo
python_packages
bill_of_materials
cp packaging/container/Containerfile "$out"
(cd "$out" && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" .)
say "made in $((SECONDS - began)) s"
ls -l "$out" | awk 'NR > 1 { printf "%12d  %s\n", $5, $9 }' >&2
echo "$out"
