# shellcheck shell=bash
# Fake GPU nodes for work on scale: KWOK plays the kubelet of nodes that do not exist.

SWB_KWOK_WANTED=$SWITCHBOARD_HOME/kwok-nodes

# Given on the command line, or as it was last given.
kwok_nodes() { echo "${KWOK_NODES:-$(cat "$SWB_KWOK_WANTED" 2>/dev/null || echo 0)}"; }

kwok_nodes_valid() {
  [[ $(kwok_nodes) =~ ^[0-9]{1,4}$ ]] || refuse "KWOK_NODES is '$(kwok_nodes)': give a number of nodes from 0 to 9999"
}

# Heartbeats without leases: a restarted KWOK would wait out its own old leases, and play no pod meanwhile.
kwok_config_up() {
  [ "$(kwok_nodes)" != 0 ] || return 0
  local stages=$SWB_CACHE/kwok-stages-$SWB_KWOK_VERSION.yaml
  [ -f "$stages" ] || kwok_stages "$stages"
  cat - "$stages" <<T | put "$SWB_CONFIG/kwok.yaml"
apiVersion: config.kwok.x-k8s.io/v1alpha1
kind: KwokConfiguration
options:
  manageNodesWithAnnotationSelector: kwok.x-k8s.io/node=fake
  cidr: $SWB_FAKE_POD_CIDR
  nodeIP: $SWB_NODE_IP
  podPlayStageParallelism: 16
  nodePlayStageParallelism: 4
  nodeLeaseDurationSeconds: 0
T
}

# The stages come with KWOK's module.
kwok_stages() {
  local module stage
  module=$(cd / && go mod download -json "sigs.k8s.io/kwok@$SWB_KWOK_VERSION" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
  for stage in node/fast/node-initialize node/heartbeat/node-heartbeat pod/fast/pod-ready pod/fast/pod-complete pod/fast/pod-delete; do
    echo "---" && cat "$module/kustomize/stage/$stage.yaml" && echo
  done | put "$1"
}

# Names that exist stay; more are made, or the highest go.
kwok_up() {
  local wanted have number
  wanted=$(kwok_nodes)
  have=$(kubectl get nodes -l type=kwok --no-headers -o name | wc -l)
  if ((have > wanted)); then
    for ((number = wanted; number < have; number++)); do echo "node/$(fake_name "$number")"; done |
      xargs -r kubectl delete --wait=false >/dev/null
  elif ((have < wanted)); then
    for ((number = have; number < wanted; number++)); do fake_node "$(fake_name "$number")"; done | kubectl create -f - >/dev/null
    wait_until "$wanted fake nodes" 120 kwok fakes_ready "$wanted"
  fi
  ((wanted == 0)) || say "  $wanted fake GPU nodes; pods reach them only with a toleration of kwok.x-k8s.io/node"
  ((wanted > 0)) || stop kwok
}

fakes_ready() {
  [ "$(kubectl get nodes -l type=kwok -o 'jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}' | grep -c True)" = "$1" ]
}

fake_name() { printf 'fake-gpu-%04d' "$1"; }

fake_node() {
  cat <<T
---
apiVersion: v1
kind: Node
metadata:
  name: $1
  annotations: {kwok.x-k8s.io/node: fake}
  labels: {type: kwok, kubernetes.io/hostname: $1, kubernetes.io/os: linux, kubernetes.io/arch: $(go_arch), nvidia.com/gpu.present: "true"}
spec:
  taints: [{key: kwok.x-k8s.io/node, value: fake, effect: NoSchedule}]
status:
  capacity: &all {cpu: "32", memory: 256Gi, ephemeral-storage: 256Gi, pods: "110", nvidia.com/gpu: "8"}
  allocatable: *all
T
}
