#!/usr/bin/env bash
# logs.sh <component>: the log of a host process, or of a workload in the cluster. F=1 follows it.
. "$(dirname "$0")/cluster.sh"

main() {
  local name=${1:-} namespace kind
  local follow=() lines=${N:-200}
  [ -z "${F:-}" ] || follow=(-f)
  if [ -n "$name" ] && [ -f "$SWB_LOGS/$name.log" ]; then exec tail -n "$lines" "${follow[@]}" "$SWB_LOGS/$name.log"; fi
  for namespace in "$SWB_SYSTEM_NAMESPACE" "$SWB_DEV_NAMESPACE" "$SWB_DEMO_NAMESPACE" kube-system; do
    for kind in deployment statefulset daemonset pod; do
      if [ -n "$name" ] && kubectl -n "$namespace" get "$kind" "$name" >/dev/null 2>&1; then
        exec kubectl -n "$namespace" logs "$kind/$name" --all-containers --tail "$lines" "${follow[@]}"
      fi
    done
  done
  say "say which: make logs C=<component>"
  say "  processes: $(cd "$SWB_LOGS" 2>/dev/null && echo ./*.log | sed 's|\./||g; s|\.log||g')"
  say "  workloads: $(kubectl get deployments,statefulsets -A --no-headers -o custom-columns=N:.metadata.name 2>/dev/null | tr '\n' ' ')"
  [ -z "$name" ] || exit 1
}

main "$@"
