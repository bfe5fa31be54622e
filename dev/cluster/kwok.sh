# shellcheck shell=bash
# Fake GPU nodes for work on scale: KWOK plays the kubelet of nodes that do not exist.

SWB_KWOK_WANTED=$SWITCHBOARD_HOME/kwok-nodes

# Given on the command line, or as it was last given.
kwok_nodes() { echo "${KWOK_NODES:-$(cat "$SWB_KWOK_WANTED" 2>/dev/null || echo 0)}"; }

kwok_config_up() { :; }
kwok_up() { :; }
