#!/bin/bash
# Writes config/gpiohub.schema.json, which editors read, from the tables of keys. Run it after a change of a key.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"
need_sdk
cd "$root"
# The test that holds the committed file to the tables is also who can write it: the tables are no part of the program's surface.
GPIOHUB_WRITE_SCHEMA=1 dotnet test tests/Hub.Tests -c Release -v q --nologo --filter FullyQualifiedName~JsonSchemaSpec.CommittedIsGenerated
git --no-pager diff --stat -- config/gpiohub.schema.json
