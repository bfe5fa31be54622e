#!/usr/bin/env bash
# Ends everything that `make up` started and takes away what it made, except its data.
. "$(dirname "$0")/cluster.sh"

main() {
  need_root
  lock
  local name
  for name in kwok metrics-server volumes kube-proxy kubelet kube-scheduler kube-controller-manager; do stop "$name"; done
  containers_end
  # The API server before its store, or it would spend its last seconds complaining.
  for name in containerd kube-apiserver etcd; do stop "$name"; done
  containers_kill
  remains_clear
  network_down
  sysctls_down
  strays_clear
  say "the cluster is down; its data is kept in $SWITCHBOARD_HOME ('make clean' forgets it)"
}

# Programs in pods are asked to end, so that NATS and LiveKit close what they have open.
containers_end() {
  local deadline=$((SECONDS + 8)) pids
  running containerd >/dev/null || return 0
  ctr tasks ls -q 2>/dev/null | xargs -r -P 16 -n 1 ctr tasks kill -s TERM >/dev/null 2>&1 || true
  while pids=$(ctr tasks ls 2>/dev/null | grep -c RUNNING) && ((SECONDS < deadline)); do sleep 0.2; done
  say "  pods ended${pids:+ ($pids by force)}"
}

main "$@"
