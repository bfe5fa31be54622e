#!/usr/bin/env bash
# dev/bench.sh <program> [arguments]: one bench on the cluster of `make up`; prints one JSON object a line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. dev/cluster/env.sh
export PATH=$PWD/node_modules/.bin:$PATH NODE_ENV=production
exec node "$@"
