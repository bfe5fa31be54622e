#!/usr/bin/env bash
# make test, make test-full: every check there is; ends with one line, "N passed, N failed".
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. dev/cluster/env.sh
dev/modules.sh
export PATH=$PWD/node_modules/.bin:$PATH
exec node dev/check/main.ts "$@"
