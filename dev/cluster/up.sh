#!/usr/bin/env bash
# Brings everything up, or what of it is missing; safe to run at any time.
. "$(dirname "$0")/cluster.sh"

main() {
  if [ "$CLUSTER" = current ]; then exec "$SWB_CLUSTER_DIR/current.sh"; fi
  kwok_nodes_valid
  preflight
  lock
  take_over
  step "programs"
  packages_up
  "$SWB_CHECKOUT/dev/modules.sh"
  programs_up
  step "cluster"
  cluster_up
  step "images"
  "$SWB_CHECKOUT/dev/images/build.sh"
  dns_up
  step "Switchboard"
  "$SWB_CHECKOUT/dev/install.sh"
  wait_until "cluster DNS" 60 - deployment_ready kube-system coredns
  summary
}

take_over() {
  local before
  before=$(cat "$SWITCHBOARD_HOME/checkout" 2>/dev/null || true)
  if [ -n "$before" ] && [ "$before" != "$SWB_CHECKOUT" ]; then
    say "this machine's cluster was last run from $before; this checkout takes it over"
  fi
  echo "$SWB_CHECKOUT" >"$SWITCHBOARD_HOME/checkout"
  [ -z "${KWOK_NODES:-}" ] || echo "$KWOK_NODES" >"$SWB_KWOK_WANTED"
}

cluster_up() {
  local name anew=
  # containerd and all its shims gone: whatever they left is from a time that has ended.
  if ! running containerd >/dev/null && [ -z "$(shims)" ]; then
    remains_clear
    anew=$(date -u +%FT%TZ)
  fi
  mkdir -p "$SWB_LOGS" "$SWB_PIDS"
  sysctls_up
  network_up
  pki_up
  config_up
  kwok_config_up
  start etcd
  start containerd
  start kube-apiserver
  wait_until containerd 30 containerd ctr version
  pause_image_up
  wait_until "the API server" 60 kube-apiserver kubectl get --raw /readyz
  rights_up
  for name in $(wanted_components); do start "$name"; done
  wait_until "the node" 60 kubelet node_ready
  [ -z "$anew" ] || wait_until "news of the pods" 60 kubelet pods_settled "$anew"
  gpus_up
  wait_until "the default service account" 30 kube-controller-manager kubectl get serviceaccount default
  kwok_up
  say "  node $SWB_NODE is ready, $SWB_GPUS GPUs advertised"
}

deployment_ready() { [ "$(kubectl -n "$1" get deployment "$2" -o 'jsonpath={.status.readyReplicas}')" -ge 1 ]; }

summary() {
  step "ready"
  cat <<T

  talk to an agent      $SWB_GATEWAY_URL/agent/ada   (in a browser on this machine)
  the fleet             $SWB_GATEWAY_URL/console   (make -s key ROLE=admin lets you in)
  gateway               $SWB_GATEWAY_URL   (its API: $SWB_GATEWAY_URL/docs)
  a first API key       make -s key
  kubeconfig            $SWITCHBOARD_HOME/kubeconfig   (export KUBECONFIG=\$(make -s kubeconfig))
  what is running       make status

  Network policies are not enforced here.
T
}

main "$@"
