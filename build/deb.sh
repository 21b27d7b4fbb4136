#!/bin/bash
# Makes the Debian packages, of the published files and of what lies in share/, and prints their paths.
#   deb.sh [--standalone] [--quick] [OUT]
#     OUT             where they go; default out/deb
#     --standalone    gpiohub-standalone, with .NET in it, instead of gpiohub and python3-gpiohub
#     --quick         hardly compresses: for tests
# The same sources are the same bytes, wherever and whenever: times are those of the last commit (SOURCE_DATE_EPOCH overrules).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
shopt -s nullglob
cd "$root"

package=gpiohub standalone=false out=out/deb compression=(-Zxz)
for word in "$@"; do
  case $word in
  --standalone) package=gpiohub-standalone standalone=true ;;
  --quick) compression=(-Zgzip -z1) ;;
  -*) die "usage: deb.sh [--standalone] [--quick] [OUT]" ;;
  *) out=$word ;;
  esac
done

version=$(sed -n 's|.*<Version>\(.*\)</Version>.*|\1|p' Directory.Build.props | sed 's/-/~/')-1
architecture=$(dpkg --print-architecture)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
published=$root/out/published/$package      # a folder of its own for each, and kept: the next time is soon done

publish() {
  local log=$root/out/$package.log
  newer_than "$published/gpiohub" || return 0
  rm -rf "$published"
  need_sdk
  say "publishing $package"
  dotnet publish src/Hub -c Release -o "$published" -v q --nologo "-p:Standalone=$standalone" >"$log" 2>&1 ||
    { tail -n 20 "$log" >&2; die "the hub does not publish (whole log: $log)"; }
  touch "$published/gpiohub"
}

put() { install -D -m "${3:-644}" "$1" "$2"; }      # FROM TO [MODE]

filled() { # TEMPLATE -> the text, with what differs from package to package put in
  sed -e "s/@PACKAGE@/$package/; s/@VERSION@/$version/; s/@ARCHITECTURE@/$architecture/; s/@SIZE@/$size/; s/@UNITS@/$units/" \
    -e "s/@ENABLED@/$enabled/; s/@RUNTIME@/$runtime/; /^@RELATIONS@$/c\\$relations" -e "/^@MORE@$/c\\$more" "$1"
}

changelog() { # NAME TREE
  local folder=$2/usr/share/doc/$1
  put CHANGELOG.md "$folder/changelog"
  printf '%s (%s) unstable; urgency=medium\n\n  * As published: changelog.gz says what is new.\n\n -- %s  %s\n' "$1" "$version" \
    "$(sed -n 's/^Maintainer: //p' packaging/debian/control)" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" >"$folder/changelog.Debian"
  gzip -n -9 "$folder"/changelog{,.Debian}
}

copyright() { # what the package holds of ours and of others, and under which licences
  local packages pack text
  cat packaging/debian/copyright
  sed -n '/^GpioHub is licensed/,$ { s|the file LICENSE|/usr/share/common-licenses/Apache-2.0|; p }' THIRD-PARTY-NOTICES.md
  $standalone || return 0
  packages=$(dotnet nuget locals global-packages --list | sed 's|^[^:]*: *||; s|/$||')
  for pack in $(grep -o '"runtimepack[^"]*": {' "$published/gpiohub.deps.json" | sed 's|"runtimepack\.||; s|": {||' | LC_ALL=C sort -u); do
    for text in "$packages/${pack,,}"/{LICENSE,THIRD-PARTY-NOTICES}.*; do
      printf '\n## %s: %s\n\n' "$pack" "$(basename "$text")"
      tr -d '\r\f' <"$text"
    done
  done
}

pack() { # NAME TREE SUFFIX CONTROLFILE
  local file=$out/$1_${version}_$3.deb script
  size=$(find "$2" -type f -printf '%s\n' | awk '{ kilobytes += int(($1 + 1023) / 1024) } END { print kilobytes }')      # folders' own vary
  mkdir -p "$2/DEBIAN" "$out"
  filled "$4" >"$2/DEBIAN/control"
  (cd "$2" && find . -type f -path './etc/*' | cut -c2- | LC_ALL=C sort) >"$2/DEBIAN/conffiles"
  [[ -s $2/DEBIAN/conffiles ]] || rm "$2/DEBIAN/conffiles"
  for script in preinst postinst prerm postrm; do
    [[ -e packaging/debian/$script${5:-} ]] || continue
    filled "packaging/debian/$script${5:-}" >"$2/DEBIAN/$script"
    chmod 755 "$2/DEBIAN/$script"
  done
  (cd "$2" && find . -type f -not -path './DEBIAN/*' -printf '%P\0' | LC_ALL=C sort -z | xargs -0 md5sum) >"$2/DEBIAN/md5sums"
  chmod -R u=rwX,go=rX "$2"
  dpkg-deb --root-owner-group "${compression[@]}" --build "$2" "$file" >/dev/null
  realpath "$file"
}

make_hub() {
  local tree=$work/hub file name
  put "$published/gpiohub" "$tree/usr/lib/gpiohub/gpiohub" 755
  for file in "$published"/*.{dll,so,json,pdb}; do put "$file" "$tree/usr/lib/gpiohub/$(basename "$file")"; done
  for file in "$published"/createdump*; do put "$file" "$tree/usr/lib/gpiohub/$(basename "$file")" 755; done
  mkdir -p "$tree/usr/bin" "$tree/etc/gpiohub"
  ln -s ../lib/gpiohub/gpiohub "$tree/usr/bin/gpiohub"

  for file in share/systemd/*.{service,socket}; do put "$file" "$tree/lib/systemd/system/$(basename "$file")"; done
  put share/sysusers.d/gpiohub.conf "$tree/usr/lib/sysusers.d/gpiohub.conf"
  put share/tmpfiles.d/gpiohub.conf "$tree/usr/lib/tmpfiles.d/gpiohub.conf"
  put share/udev/60-gpiohub.rules "$tree/lib/udev/rules.d/60-gpiohub.rules"
  put share/needrestart/gpiohub.conf "$tree/etc/needrestart/conf.d/gpiohub.conf"

  mkdir -p "$tree"/usr/share/{bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d,man}
  "$published/gpiohub" completion bash >"$tree/usr/share/bash-completion/completions/gpiohub"
  "$published/gpiohub" completion zsh >"$tree/usr/share/zsh/vendor-completions/_gpiohub"
  "$published/gpiohub" completion fish >"$tree/usr/share/fish/vendor_completions.d/gpiohub.fish"
  [[ ! -x build/man.sh ]] || build/man.sh "$tree/usr/share/man"

  put config/gpiohub.schema.json "$tree/usr/share/gpiohub/gpiohub.schema.json"
  put share/grafana/gpiohub.json "$tree/usr/share/gpiohub/grafana/gpiohub.json"
  put share/prometheus/gpiohub.rules.yml "$tree/usr/share/gpiohub/prometheus/gpiohub.rules.yml"

  local doc=$tree/usr/share/doc/$package
  for file in config/*.yaml config/rigs/*; do put "$file" "$doc/examples/${file#config/}"; done
  sed -i "s|\$schema=.*gpiohub.schema.json|\$schema=/usr/share/gpiohub/gpiohub.schema.json|" "$doc"/examples/{,rigs/}*.yaml
  for file in share/systemd/*.d/*; do put "$file" "$doc/examples/${file#share/}"; done
  put share/qemu/vhost-user/50-gpiohub-gpio.json "$doc/examples/vhost-user/50-gpiohub-gpio.json"
  changelog "$package" "$tree"
  copyright >"$doc/copyright"
  $standalone || put packaging/debian/triggers "$tree/DEBIAN/triggers"
  put packaging/debian/lintian-overrides "$tree/usr/share/lintian/overrides/$package"
  sed -i "s/^gpiohub:/$package:/" "$tree/usr/share/lintian/overrides/$package"
  ! $standalone || cat packaging/debian/lintian-overrides.standalone >>"$tree/usr/share/lintian/overrides/$package"
  pack "$package" "$tree" "$architecture" packaging/debian/control
}

make_client() {
  local tree=$work/client name=python3-gpiohub
  for file in python/*.py; do put "$file" "$tree/usr/lib/python3/dist-packages/$(basename "$file")"; done
  changelog $name "$tree"
  put packaging/debian/copyright "$tree/usr/share/doc/$name/copyright"
  put packaging/debian/lintian-overrides.python3 "$tree/usr/share/lintian/overrides/$name"
  pack $name "$tree" all packaging/debian/control.python3 .python3
}

units=$(cd share/systemd 2>/dev/null && echo *[!@].{socket,service} || true)      # templates have no state of their own
enabled=$([[ ! -e share/systemd/gpiohub.service ]] || echo gpiohub.service) size=0
runtime=aspnetcore-runtime-10.0 relations='Suggests: python3-gpiohub, qemu-system, gtkwave'
more=' .\n The .NET runtime that it needs is a package of its own.'
if $standalone; then
  runtime='libssl3 | libssl3t64, zlib1g'
  relations='Provides: gpiohub\nConflicts: gpiohub\nReplaces: gpiohub\nSuggests: python3-gpiohub, qemu-system, gtkwave'
  more=' .\n This package has the .NET runtime in it and needs none on the host.'
fi

mkdir -p "$root/out"
exec 9>"$root/out/deb.lock"
flock 9
publish
make_hub
$standalone || make_client
