#!/bin/bash
# Measures how long a published hub takes from exec to a guest's socket that listens, with 1 and with 32 guests.
#   bench/startup.sh [--runs N] [--json]      10 runs each unless told otherwise: about 15 seconds
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/life.sh" startup "$@"
