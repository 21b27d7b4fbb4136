"""Completes the bill of materials that CycloneDX's tool makes of NuGet's lock files, and writes it to stdout.

  sbom.py BOM DEPS

BOM is the tool's. DEPS, gpiohub.deps.json of the published folder with .NET in it, says what of that is really there; it names the
runtime, too. What the page has of npm stands in its lock file. SOURCE_DATE_EPOCH is the time of it: the same sources, the same bytes.
"""

import base64
import datetime
import json
import os
import pathlib
import re
import sys

root = pathlib.Path(__file__).resolve().parent.parent


def nuget(name, version, **more):
    purl = f"pkg:nuget/{name}@{version}"
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, **more}


def runtime_packs(deps):
    """Only the packages and the tarball with .NET in them have these."""
    for library in deps["libraries"]:
        if library.startswith("runtimepack."):
            name, version = library.removeprefix("runtimepack.").split("/")
            yield nuget(name, version, scope="optional", licenses=[{"license": {"id": "MIT"}}],
                        description="The .NET runtime: in gpiohub-standalone and in the tarball; the package gpiohub takes the host's.")


def page_libraries():
    lock = json.loads((root / "src/Hub/Web/package-lock.json").read_text())
    for path, package in lock["packages"].items():
        name = path.removeprefix("node_modules/")
        if not name or name.startswith("@types/"):      # the page itself; types are not shipped
            continue
        purl = f"pkg:npm/{name.replace('@', '%40')}@{package['version']}"
        digest = base64.b64decode(package["integrity"].removeprefix("sha512-")).hex()
        yield {"type": "library", "bom-ref": purl, "name": name, "version": package["version"], "scope": "required", "purl": purl,
               "hashes": [{"alg": "SHA-512", "content": digest}], "licenses": [{"license": {"id": package["license"]}}]}


def completed(bom, deps):
    shipped = {library.lower() for library, about in deps["libraries"].items() if about["type"] == "package"}
    found = [component for component in bom["components"] if f"{component['name']}/{component['version']}".lower() in shipped]
    missing = shipped - {f"{component['name']}/{component['version']}".lower() for component in found}
    if missing:
        sys.exit(f"sbom.py: the tool does not know of {', '.join(sorted(missing))}")
    added = [*page_libraries(), *runtime_packs(deps)]
    gone = {component["bom-ref"] for component in bom["components"]} - {component["bom-ref"] for component in found}
    hub = bom["metadata"]["component"]
    for entry in bom["dependencies"]:
        entry["dependsOn"] = [ref for ref in entry.get("dependsOn", []) if ref not in gone]
        if entry["ref"] == hub["bom-ref"]:
            entry["dependsOn"] += [component["bom-ref"] for component in added]
    bom["dependencies"] = [entry for entry in bom["dependencies"] if entry["ref"] not in gone]
    bom["dependencies"] += [{"ref": component["bom-ref"], "dependsOn": []} for component in added]
    bom["components"] = found + added
    hub |= {"licenses": [{"license": {"id": "Apache-2.0"}}], "purl": f"pkg:generic/gpiohub@{hub['version']}"}
    when = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    bom["metadata"]["timestamp"] = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    return bom


def noticed():
    """The packages of THIRD-PARTY-NOTICES.md."""
    rows = re.findall(r"^\| (\S+) \| (\d\S*) \|", (root / "THIRD-PARTY-NOTICES.md").read_text(), re.MULTILINE)
    return {f"{name}/{version}".lower() for name, version in rows}


bom, deps = (json.loads(pathlib.Path(path).read_text()) for path in sys.argv[1:])
bom = completed(bom, deps)
listed = {f"{component['name']}/{component['version']}".lower() for component in bom["components"] if component["scope"] == "required"
          and component["purl"].startswith("pkg:nuget/")}
if listed != noticed():
    sys.exit(f"sbom.py: THIRD-PARTY-NOTICES.md and the published folder differ in {', '.join(sorted(listed ^ noticed()))}")
json.dump(bom, sys.stdout, indent=2, sort_keys=True, ensure_ascii=False)
print()
