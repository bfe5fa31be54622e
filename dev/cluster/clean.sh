#!/usr/bin/env bash
# Forgets the cluster's data. Built programs and images stay in the cache.
. "$(dirname "$0")/cluster.sh"

main() {
  need_root
  [ -d "$SWITCHBOARD_HOME" ] || { say "there is nothing to forget"; exit; }
  # Only a folder that `make up` has made its own is ever removed.
  [ -f "$SWITCHBOARD_HOME/checkout" ] || refuse "$SWITCHBOARD_HOME was not made by 'make up': remove it by hand if it should go"
  "$SWB_CLUSTER_DIR/down.sh"
  [ -z "$(mounts_below "$SWITCHBOARD_HOME")" ] || fail "something is still mounted below $SWITCHBOARD_HOME: unmount it and run 'make clean' again"
  rm -rf --one-file-system "$SWITCHBOARD_HOME"
  say "forgotten: $SWITCHBOARD_HOME (what was built stays in $SWB_CACHE)"
}

main "$@"
