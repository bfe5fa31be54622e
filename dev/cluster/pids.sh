#!/usr/bin/env bash
# Prints the name and pid of every host process of the cluster that runs.
. "$(dirname "$0")/cluster.sh"
for name in "${SWB_COMPONENTS[@]}"; do
  if pid=$(running "$name"); then echo "$name $pid"; fi
done
