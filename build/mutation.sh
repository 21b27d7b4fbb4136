#!/bin/bash
# Breaks src/Rules in every small way that Stryker knows, one at a time, and runs tests/Rules.Tests: what no test notices is a survivor.
#   build/mutation.sh [FOLDER…]     Lines Nets Plan Faults Pulses Names; all in turn if none is said
# It prints the survivors that docs/contributing/mutation.md does not judge, and fails if there is one. The reports, as pages, stay in
# out/mutation/FOLDER. MUTATION_JOBS=1 takes one core (the default is two); all of it runs at the lowest priority.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source build/common.sh

version=5.1.0
folders=("$@")
((${#folders[@]} > 0)) || folders=(Lines Nets Plan Faults Pulses Names)
need_sdk
need "to read the reports" python3
tool=$cache/stryker-$version
[[ -x $tool/dotnet-stryker ]] || dotnet tool install dotnet-stryker --version "$version" --tool-path "$tool" -v q >&2

# A copy, because Stryker leaves broken assemblies where it builds.
tree=$root/out/mutation/tree
rm -rf "$tree"
mkdir -p "$tree"
git ls-files -z --cached --others --exclude-standard -- .editorconfig global.json 'Directory.*.props' build/Pure.props \
  build/BannedSymbols.txt src/Rules src/Transports/Virtio tests/Rules.Tests tests/Support |
  xargs -0 cp --parents -t "$tree"

for folder in "${folders[@]}"; do
  case $folder in
    Names) files='**/NearestName.cs' ;;                    # what lies in no folder
    *) [[ -d src/Rules/$folder ]] || die "src/Rules has no folder $folder." && files="**/$folder/*.cs" ;;
  esac
  output=$root/out/mutation/$folder
  mkdir -p "$output"
  say "$folder: since $(date +%T); what it does is in out/mutation/$folder/log"
  (cd "$tree/tests/Rules.Tests" && nice -n 19 "$tool/dotnet-stryker" --mutate "$files" --concurrency "${MUTATION_JOBS:-2}" \
    --output "$output" --skip-version-check) >"$output/log" 2>&1 || { tail -n 20 "$output/log" >&2; die "Stryker could not run."; }
done
exec python3 build/survivors.py docs/contributing/mutation.md "${folders[@]/#/out/mutation/}"
