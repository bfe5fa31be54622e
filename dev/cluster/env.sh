# shellcheck shell=bash
# Sourced by everything under dev/: the one place for paths, addresses, ports and versions.

export SWITCHBOARD_HOME=${SWITCHBOARD_HOME:-/var/lib/switchboard}
export SWB_RUN=/run/switchboard
export SWB_CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/switchboard
SWB_CHECKOUT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export SWB_CHECKOUT

# Programs by their plain names (kubectl, helm, nats-server, livekit-server, coredns): links into the cache.
export SWB_BIN=$SWITCHBOARD_HOME/bin
export PATH=$SWB_BIN:$PATH

# current: install into the cluster kubectl points at; anything else: the one this machine runs.
export CLUSTER=${CLUSTER:-machine}
if [ "$CLUSTER" != current ]; then export KUBECONFIG=$SWITCHBOARD_HOME/kubeconfig; fi

export SWB_NODE=switchboard-node
export SWB_BRIDGE=swb0
export SWB_NODE_IP=198.18.0.1
export SWB_POD_CIDR=198.18.0.0/22
export SWB_POD_PREFIX=22
export SWB_POD_FIRST=198.18.1.0
export SWB_POD_LAST=198.18.3.254
export SWB_FAKE_POD_CIDR=198.18.64.0/18
export SWB_SERVICE_CIDR=198.19.0.0/16
export SWB_API_SERVICE_IP=198.19.0.1
export SWB_DNS_IP=198.19.0.10
# Everything above lies in the range that RFC 2544 sets aside: it never belongs to somebody's real network.
export SWB_PRIVATE_RANGE=198.18.0.0/15
export SWB_API_PORT=6443
export SWB_API_URL=https://$SWB_NODE_IP:$SWB_API_PORT

# The gateway's hostPort; a browser gives the microphone only to localhost or https.
export SWB_GATEWAY_PORT=8080
export SWB_GATEWAY_URL=http://localhost:$SWB_GATEWAY_PORT
export SWB_LIVEKIT_PORT=7880 SWB_LIVEKIT_TCP_PORT=7881 SWB_LIVEKIT_UDP_PORT=7882

export SWB_SYSTEM_NAMESPACE=switchboard-system
export SWB_DEV_NAMESPACE=switchboard-dev
export SWB_DEMO_NAMESPACE=demo

export CONTAINERD_ADDRESS=$SWB_RUN/containerd.sock
export CONTAINERD_NAMESPACE=k8s.io

export SWB_AUDIT_LOG=$SWITCHBOARD_HOME/audit/audit.log
export SWB_VOLUMES=$SWITCHBOARD_HOME/volumes
export SWB_STORAGE_CLASS=switchboard-local

# What is built in dev/go/cluster has its version there.
module_version() { awk -v module="$1" '$1 == module { print $2; exit }' "$SWB_CHECKOUT/dev/go/cluster/go.mod"; }
SWB_KUBERNETES_VERSION=$(module_version k8s.io/kubernetes)
export SWB_KUBERNETES_VERSION=${SWB_KUBERNETES_VERSION#v}
SWB_HELM_VERSION=$(module_version helm.sh/helm/v4)
export SWB_HELM_VERSION
export SWB_CNI_VERSION=v1.9.1
export SWB_LIVEKIT_VERSION=v1.13.5
export SWB_NATS_VERSION=v2.14.5
export SWB_KWOK_VERSION=v0.8.0

# Images built here.
export SWB_IMAGE_PREFIX=localhost/switchboard
export SWB_PAUSE_IMAGE=$SWB_IMAGE_PREFIX/pause:1
