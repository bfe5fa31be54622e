# shellcheck shell=bash
# The node: ready, and with GPUs to hand out.

SWB_GPUS=8

node_ready() { kubectl get node "$SWB_NODE" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}' 2>/dev/null | grep -qx True; }

# An extended resource without a device plugin: the kubelet keeps it, adds it to the allocatable and counts it.
# Ready pods whose containers began before this moment are news from before: their processes are gone.
pods_settled() {
  local started
  for started in $(kubectl get pods -A --field-selector "spec.nodeName=$SWB_NODE" -o 'jsonpath={.items[*].status.containerStatuses[*].state.running.startedAt}'); do
    [[ ! $started < $1 ]] || return 1
  done
}

gpus_up() {
  local has
  has=$(kubectl get node "$SWB_NODE" -o 'jsonpath={.status.allocatable.nvidia\.com/gpu}')
  [ "$has" = "$SWB_GPUS" ] ||
    kubectl patch node "$SWB_NODE" --subresource=status --type=merge -p \
      "{\"status\":{\"capacity\":{\"nvidia.com/gpu\":\"$SWB_GPUS\"},\"allocatable\":{\"nvidia.com/gpu\":\"$SWB_GPUS\"}}}" >/dev/null
}
