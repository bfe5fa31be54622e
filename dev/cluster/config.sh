# shellcheck shell=bash
# The files that the components read. Written anew at every start: a changed one restarts its reader.

SWB_CONFIG=$SWITCHBOARD_HOME/config
SWB_CNI_CONFIG=$SWITCHBOARD_HOME/cni/conf
SWB_CNI_STATE=$SWITCHBOARD_HOME/cni/state

config_up() {
  mkdir -p "$SWB_CONFIG" "$SWB_CNI_CONFIG" "$SWB_CNI_STATE" "$SWB_RUN" "$SWB_VOLUMES" "${SWB_AUDIT_LOG%/*}"
  # Volumes are open to every user id of pods, and so to nobody else on the machine.
  chmod 700 "$SWB_VOLUMES"
  : >"$SWB_CONFIG/resolv.conf"
  containerd_config | put "$SWB_CONFIG/containerd.toml"
  cni_config | put "$SWB_CNI_CONFIG/10-switchboard.conflist"
  kubelet_config | put "$SWB_CONFIG/kubelet.yaml"
  put "$SWB_CONFIG/audit.yaml" <"$SWB_CLUSTER_DIR/audit.yaml"
}

put() { cat >"$1.new" && mv "$1.new" "$1"; }

# restrict_oom_score_adj: without CAP_SYS_RESOURCE a score below the parent's is refused, and with it every sandbox.
containerd_config() {
  cat <<T
version = 2
root = "$SWITCHBOARD_HOME/containerd"
state = "$SWB_RUN/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.aufs", "io.containerd.tracing.processor.v1.otlp", "io.containerd.internal.v1.tracing"]
[grpc]
  address = "$CONTAINERD_ADDRESS"
[plugins."io.containerd.internal.v1.opt"]
  path = "$SWITCHBOARD_HOME/containerd-opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$SWB_PAUSE_IMAGE"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$SWB_BIN"
    conf_dir = "$SWB_CNI_CONFIG"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      SystemdCgroup = false
      Root = "$SWB_RUN/runc"
T
}

cni_config() {
  cat <<T
{"cniVersion": "1.0.0", "name": "switchboard", "plugins": [
  {"type": "bridge", "bridge": "$SWB_BRIDGE", "isGateway": true, "ipMasq": false, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$SWB_CNI_STATE", "routes": [{"dst": "0.0.0.0/0"}],
     "ranges": [[{"subnet": "$SWB_POD_CIDR", "rangeStart": "$SWB_POD_FIRST", "rangeEnd": "$SWB_POD_LAST", "gateway": "$SWB_NODE_IP"}]]}},
  {"type": "portmap", "backend": "nftables", "capabilities": {"portMappings": true}}]}
T
}

# makeIPTablesUtilChains false: nothing here needs the KUBE-* chains, and what is not made need not be removed.
# imageGCHighThresholdPercent 100: images are imported, so a collected one could not be pulled again.
# NeverVerify: an imported image that was once pulled from a registry too would have to be pulled again under this name.
kubelet_config() {
  cat <<T
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $SWB_NODE_IP
failCgroupV1: false
cgroupDriver: cgroupfs
enforceNodeAllocatable: [none]
failSwapOn: false
makeIPTablesUtilChains: false
containerRuntimeEndpoint: unix://$CONTAINERD_ADDRESS
volumePluginDir: $SWITCHBOARD_HOME/volume-plugins
podLogsDir: $SWITCHBOARD_HOME/pod-logs
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $SWB_PKI/ca.crt}}
authorization: {mode: Webhook}
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
imagePullCredentialsVerificationPolicy: NeverVerify
maxPods: 200
clusterDomain: cluster.local
clusterDNS: [$SWB_DNS_IP]
tlsCertFile: $SWB_PKI/node.crt
tlsPrivateKeyFile: $SWB_PKI/node.key
resolvConf: $SWB_CONFIG/resolv.conf
serializeImagePulls: false
T
}
