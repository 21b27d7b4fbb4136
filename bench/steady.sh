#!/bin/bash
# Keeps 128 guests busy and watches that the hub's memory, handles and threads do not grow; fails if they do.
#   bench/steady.sh [MINUTES] [--guests N] [--json]      30 minutes unless told otherwise
set -euo pipefail
minutes=30
if [[ ${1:-} =~ ^[0-9]+$ ]]; then
  minutes=$1
  shift
fi
source "$(dirname "${BASH_SOURCE[0]}")/life.sh" steady --minutes "$minutes" "$@"
