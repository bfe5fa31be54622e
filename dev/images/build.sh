#!/usr/bin/env bash
# Builds the images whose inputs changed and gives them to the cluster; lists them in $SWB_IMAGES.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
. dev/cluster/env.sh
dev/modules.sh

SWB_NODE_BINARY=$(readlink -f node_modules/.bin/node)
export SWB_IMAGES=${SWB_IMAGES:-$SWITCHBOARD_HOME/images.json} SWB_NODE_BINARY
export PATH=$PWD/node_modules/.bin:$PATH

# Two checkouts share the cache and the cluster: one builds at a time.
mkdir -p "$SWB_CACHE" "$SWITCHBOARD_HOME"
exec 9> "$SWB_CACHE/images.lock"
flock -n 9 || { echo "images: waiting for another build to end"; flock 9; }

if [ -x dev/speech/bundle.sh ]; then dev/speech/bundle.sh; fi
node dev/bundle/main.ts
node dev/images/main.ts
