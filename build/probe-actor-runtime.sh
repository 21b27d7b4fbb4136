#!/bin/sh
# Which actor runtime can this machine build with? One word on stdout, Akka or Bundled, for ACTOR_RUNTIME; a line for people on stderr.
# ACTOR_RUNTIME, if set, decides. Else Akka, if its packages restore into the package folder that the build uses.
# The probe restores a project of its own, under a time limit, so that a failure leaves nothing behind in the real ones.
# Its answer is kept, per version and package sources, for a day if it was Bundled (the network may come back).
set -u

here=$(cd "$(dirname "$0")" && pwd)
limit=${ACTOR_RUNTIME_PROBE_SECONDS:-60}
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/gpiohub/actor-runtime

answer() {
  case $1 in
    Akka) echo "actor runtime: Akka (Akka.Hosting $hosting, Akka.TestKit.Xunit2 $testkit)" >&2 ;;
    Bundled) echo "actor runtime: Bundled ($2; same API)" >&2 ;;
  esac
  echo "$1"
  exit 0
}

version_of() { sed -n "s:.*<$1>\(.*\)</$1>.*:\1:p" "$here/ActorRuntime.props"; }
hosting=$(version_of AkkaHostingVersion)
testkit=$(version_of AkkaTestKitVersion)

case ${ACTOR_RUNTIME:-} in
  '') ;;
  Akka | Bundled) answer "$ACTOR_RUNTIME" "as ACTOR_RUNTIME says" ;;
  *)
    echo "ACTOR_RUNTIME is '$ACTOR_RUNTIME'; expected Akka or Bundled" >&2
    exit 64
    ;;
esac

packages=${NUGET_PACKAGES:-${HOME:-/root}/.nuget/packages}
restored() { [ -d "$packages/akka.hosting/$hosting" ] && [ -d "$packages/akka.testkit.xunit2/$testkit" ]; }
absent='Akka.NET packages do not restore here'

# What the packages that stand in the folder need may be missing: a finished restore leaves Akka itself there as well.
if restored && [ -d "$packages/akka" ]; then answer Akka; fi

key=$({ echo "$hosting $testkit $packages"; dotnet nuget list source --format short 2>/dev/null; } | cksum | cut -d' ' -f1)
kept=$cache/$key
if [ -n "$(find "$kept" -mmin -1440 2>/dev/null)" ]; then answer Bundled "$absent"; fi

probe=$(mktemp -d)
trap 'rm -rf "$probe"' EXIT
cat > "$probe/probe.csproj" <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
  </PropertyGroup>
  <ItemGroup>
    <FrameworkReference Include="Microsoft.AspNetCore.App" />
    <PackageReference Include="Akka.Hosting" Version="[$hosting]" />
    <PackageReference Include="Akka.TestKit.Xunit2" Version="[$testkit]" />
  </ItemGroup>
</Project>
EOF
if timeout "$limit" dotnet restore "$probe/probe.csproj" > "$probe/log" 2>&1 && restored; then
  rm -f "$kept"
  answer Akka
fi

mkdir -p "$cache" && cp "$probe/log" "$kept"
answer Bundled "$absent"
