#!/bin/bash
# Writes THIRD-PARTY-NOTICES.md: which packages the published folder holds, and under which licences. Run it after a change of packages.
#   notices.sh             publishes the hub into a folder of its own first (half a minute)
#   notices.sh FOLDER      reads a folder that is published already, for example out
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
texts=$root/build/licenses
name=THIRD-PARTY-NOTICES.md

need_sdk
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if (($#)); then
  folder=$1
else
  folder=$work/published
  say "publishing the hub"
  # Without the ahead-of-time compiler: that changes what is in the files, not which packages they come from.
  dotnet publish "$root/src/Hub" -c Release -o "$folder" -v q --nologo -p:PublishReadyToRun=false >"$work/log" 2>&1 ||
    { tail -n 20 "$work/log" >&2; die "the hub does not publish"; }
fi
[[ -r $folder/gpiohub.deps.json ]] || die "$folder holds no published hub: no gpiohub.deps.json"
packages=$(dotnet nuget locals global-packages --list | sed 's/^[^:]*: *//; s|/$||')

# ID/VERSION of each package whose files are in the folder, one a line.
published() {
  awk '
    /^  "libraries"/ { inside = 1 }
    inside && /": \{$/ { split($0, part, "\""); name = part[2] }
    inside && /"type": "package"/ { print name }' \
    "$folder/gpiohub.deps.json" | LC_ALL=C sort -f -t/ -k1,1
}

# The same of each package that a restore of the hub brings: the lock file says it, of this framework alone.
restored() {
  awk '
    /^      "/ { split($0, part, "\""); name = part[2] }
    /"type": "Project"/ { name = "" }
    /"resolved"/ && name { split($0, part, "\""); print name "/" part[4] }' \
    "$root/src/Hub/packages.lock.json"
}

element() { # NUSPEC NAME -> the text of the first element of that name; nothing if there is none
  tr '\n\r' '  ' <"$1" | grep -oE "<$2( [^>]*)?>[^<]*" | head -n 1 |
    sed -E 's/^<[^>]*>//; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g; s/^ +//; s/ +$//; s/\|/\\|/g' || true
}

licence_of() { # FOLDER NUSPEC -> an SPDX expression, or the name under which the package's own text is printed below
  if grep -qE '<license type="expression">' "$2"; then
    element "$2" license
  elif grep -qE '<license type="file">' "$2"; then
    local own
    own=LicenseRef-$(element "$2" id)
    cp "$1/$(element "$2" license | tr '\\' /)" "$work/$own.txt"
    echo "$own"
  else
    die "$(basename "$2") names neither a licence expression nor a licence file:" \
      "find out what it is under before the hub is published with it"
  fi
}

rows=$work/rows licences=$work/licences
: >"$licences"
while IFS=/ read -r id version; do
  home=$packages/${id,,}/${version,,}
  nuspec=$home/${id,,}.nuspec
  [[ -r $nuspec ]] || die "$nuspec is missing: dotnet restore $root/src/Hub"
  licence=$(licence_of "$home" "$nuspec")
  grep -oE '[A-Za-z0-9.+-]+' <<<"$licence" | grep -vxE 'OR|AND|WITH' >>"$licences"
  copyright=$(element "$nuspec" copyright)
  [[ -n $copyright ]] || copyright="© $(element "$nuspec" authors | sed "s/, */, /g")"
  echo "| $id | $version | $licence | $copyright | $(element "$nuspec" projectUrl) |"
  for notice in "$home"/THIRD-PARTY-NOTICES.* "$home"/NOTICE "$home"/NOTICE.*; do
    [[ -r $notice ]] || continue
    sum=$(sha256sum "$notice" | cut -c1-16)
    # Byte order marks and line ends of other systems are no part of the text.
    sed 's/^\xef\xbb\xbf//; s/\r$//; s/[ \t]*$//' "$notice" >"$work/$sum.notice"
    echo "$id" >>"$work/$sum.of"
  done
done < <(published) >"$rows"
[[ -s $rows ]] || die "$folder/gpiohub.deps.json names no package"

# The libraries of the page: the build embeds them into gpiohub.dll (GpioHub.Hub.csproj).
page=$work/page
for library in lit-html @preact/signals-core; do
  home=$root/src/Hub/obj/page/node_modules/$library
  [[ -r $home/package.json ]] || die "$library is missing: the notices need a build with npm"
  value() { sed -n "s/^ *\"$1\": \"\([^\"]*\)\".*/\1/p" "$home/package.json" | head -n 1; }
  echo "- $library $(value version), $(value license), $(grep -m 1 -i '^copyright' "$home/LICENSE")"
  value license >>"$licences"
done >"$page"

{
  cat <<'HEAD'
# Third-party notices

<!-- Written by build/notices.sh; do not edit. After a change of packages run it again. -->

GpioHub is licensed under Apache-2.0 (the file LICENSE). Its published folder holds the packages below.
Publishing compiles their code ahead of time and changes nothing else in them.
The NuGet package GpioHub.TestKit holds none of them: NuGet fetches those that it depends on.
The executable file `gpiohub` is the .NET SDK's host program with the name of our assembly in it (MIT, © .NET Foundation and Contributors).

| package | version | licence | copyright | project |
|---|---|---|---|---|
HEAD
  cat "$rows"
  unused=$(comm -13 <(published | LC_ALL=C sort -u) <(restored | LC_ALL=C sort -u) | sed 's|/| |' | paste -sd, | sed 's/,/, /g')
  [[ -z $unused ]] || printf '\nRestored for the build, and not in the folder: %s.\n' "$unused"
  printf '\nThe page, which is in `gpiohub.dll`, has two libraries of npm in it, as they are:\n\n'
  cat "$page"
  while read -r licence; do
    printf '\n## %s\n\n' "$licence"
    if [[ $licence == Apache-2.0 ]]; then
      echo "The text is that of GpioHub's own licence, the file LICENSE."
      continue
    fi
    text=$texts/$licence.txt
    [[ $licence != LicenseRef-* ]] || text=$work/$licence.txt
    [[ -r $text ]] || die "no text of the licence $licence: put it into build/licenses/$licence.txt, without its copyright line"
    printf '```text\n%s\n```\n' "$(sed 's/\r$//' "$text")"
  done < <(LC_ALL=C sort -u "$licences")
  for notice in "$work"/*.notice; do
    [[ -r $notice ]] || continue
    printf '\n## Notices that %s carries\n\n```text\n%s\n```\n' "$(paste -sd, "${notice%.notice}.of" | sed 's/,/, /g')" "$(cat "$notice")"
  done
} >"$work/notices"
mv "$work/notices" "$root/$name"
chmod 0644 "$root/$name"
say "wrote $name: $(wc -l <"$rows") packages, $(LC_ALL=C sort -u "$licences" | paste -sd' ')"
