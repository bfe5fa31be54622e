#!/usr/bin/env bash
# Installs what Switchboard needs (manifests/dev) and Switchboard itself (its Helm chart), and waits until all is ready.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. dev/cluster/env.sh
export SWB_IMAGES=${SWB_IMAGES:-$SWITCHBOARD_HOME/images.json}
export PATH=$PWD/node_modules/.bin:$PATH
exec node dev/install/main.ts
