#!/usr/bin/env bash
# restart.sh [component]: one host process or one workload; everything when none is named.
. "$(dirname "$0")/cluster.sh"

main() {
  need_root
  local name=${1:-} namespace kind
  if [ -z "$name" ]; then
    "$SWB_CLUSTER_DIR/down.sh"
    exec "$SWB_CLUSTER_DIR/up.sh"
  fi
  if [[ " ${SWB_COMPONENTS[*]} " == *" $name "* ]]; then
    lock
    stop "$name"
    start "$name"
    [ "$name" != kubelet ] || { wait_until "the node" 60 kubelet node_ready && gpus_up; }
    exit
  fi
  for namespace in "$SWB_SYSTEM_NAMESPACE" "$SWB_DEV_NAMESPACE" kube-system; do
    for kind in deployment statefulset; do
      if kubectl -n "$namespace" get "$kind" "$name" >/dev/null 2>&1; then
        kubectl -n "$namespace" rollout restart "$kind/$name"
        exec kubectl -n "$namespace" rollout status "$kind/$name" --timeout 120s
      fi
    done
  done
  fail "there is no component or workload '$name'; see 'make status'"
}

main "$@"
