#!/usr/bin/env bash
# fake-nodes.sh <number>: gives the running cluster that many fake GPU nodes; 0 takes them away. Nothing else is touched.
. "$(dirname "$0")/cluster.sh"
KWOK_NODES=${1:?say how many fake nodes}
kwok_nodes_valid
lock
echo "$KWOK_NODES" >"$SWB_KWOK_WANTED"
programs_up
kwok_config_up
[ "$KWOK_NODES" = 0 ] || start kwok
kwok_up
