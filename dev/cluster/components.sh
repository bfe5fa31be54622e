# shellcheck shell=bash
# Every host process of the cluster: its command line, the files it reads, and what says that it is ready.

SWB_COMPONENTS=(etcd containerd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy volumes metrics-server kwok)

# define <component>: sets COMMAND and READS.
define() {
  local kubeconfigs=$SWB_KUBECONFIGS pki=$SWB_PKI as
  READS=()
  case $1 in
    etcd)
      COMMAND=("$SWB_BIN/etcd" --name switchboard --data-dir "$SWITCHBOARD_HOME/etcd" --log-level warn
        --listen-client-urls https://127.0.0.1:2379 --advertise-client-urls https://127.0.0.1:2379
        --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380
        --initial-cluster switchboard=http://127.0.0.1:2380
        --client-cert-auth --trusted-ca-file "$pki/etcd.crt" --cert-file "$pki/etcd-server.crt" --key-file "$pki/etcd-server.key")
      READS=("$pki/etcd-server.crt")
      ;;
    containerd)
      COMMAND=(containerd --config "$SWB_CONFIG/containerd.toml" --log-level warn)
      READS=("$SWB_CONFIG/containerd.toml")
      ;;
    kube-apiserver)
      COMMAND=("$SWB_BIN/kube-apiserver" --etcd-servers=https://127.0.0.1:2379 --etcd-cafile="$pki/etcd.crt"
        --etcd-certfile="$pki/etcd-client.crt" --etcd-keyfile="$pki/etcd-client.key"
        --bind-address="$SWB_NODE_IP" --secure-port="$SWB_API_PORT" --advertise-address="$SWB_NODE_IP"
        --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" --client-ca-file="$pki/ca.crt"
        --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$pki/sa.pub"
        --service-account-signing-key-file="$pki/sa.key" --service-cluster-ip-range="$SWB_SERVICE_CIDR"
        --authorization-mode="Node,RBAC" --enable-admission-plugins=NodeRestriction
        --allow-privileged=true --anonymous-auth=false --profiling=false
        --kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=InternalIP
        --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key"
        --requestheader-client-ca-file="$pki/front.crt" --requestheader-allowed-names=front-proxy-client
        --requestheader-extra-headers-prefix=X-Remote-Extra- --requestheader-group-headers=X-Remote-Group
        --requestheader-username-headers=X-Remote-User
        --proxy-client-cert-file="$pki/front-client.crt" --proxy-client-key-file="$pki/front-client.key"
        --audit-policy-file="$SWB_CONFIG/audit.yaml" --audit-log-path="$SWB_AUDIT_LOG" --audit-log-maxsize=200 --audit-log-maxbackup=2)
      READS=("$pki/apiserver.crt" "$SWB_CONFIG/audit.yaml")
      ;;
    kube-controller-manager)
      as=$kubeconfigs/controller-manager
      COMMAND=("$SWB_BIN/kube-controller-manager" --kubeconfig="$as" --authentication-kubeconfig="$as" --authorization-kubeconfig="$as"
        --bind-address=127.0.0.1 --root-ca-file="$pki/ca.crt" --service-account-private-key-file="$pki/sa.key"
        --use-service-account-credentials --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key"
        --allocate-node-cidrs=false --leader-elect=false --profiling=false --kube-api-qps=500 --kube-api-burst=1000)
      READS=("$as")
      ;;
    kube-scheduler)
      as=$kubeconfigs/scheduler
      COMMAND=("$SWB_BIN/kube-scheduler" --kubeconfig="$as" --authentication-kubeconfig="$as" --authorization-kubeconfig="$as"
        --bind-address=127.0.0.1 --leader-elect=false --profiling=false --kube-api-qps=500 --kube-api-burst=1000)
      READS=("$as")
      ;;
    kubelet)
      COMMAND=("$SWB_BIN/kubelet" --config="$SWB_CONFIG/kubelet.yaml" --kubeconfig="$kubeconfigs/node" --cert-dir="$SWITCHBOARD_HOME/kubelet-certs"
        --root-dir="$SWITCHBOARD_HOME/kubelet" --hostname-override="$SWB_NODE" --node-ip="$SWB_NODE_IP"
        --node-labels=nvidia.com/gpu.present=true)
      READS=("$SWB_CONFIG/kubelet.yaml" "$kubeconfigs/node")
      ;;
    kube-proxy)
      # The conntrack settings are left as the machine has them.
      COMMAND=("$SWB_BIN/kube-proxy" --kubeconfig="$kubeconfigs/proxy" --proxy-mode=nftables --hostname-override="$SWB_NODE"
        --cluster-cidr="$SWB_POD_CIDR" --nodeport-addresses=primary --metrics-bind-address=127.0.0.1:10249
        --healthz-bind-address=127.0.0.1:10256 --conntrack-max-per-core=0 --conntrack-min=0
        --conntrack-tcp-timeout-established=0 --conntrack-tcp-timeout-close-wait=0)
      READS=("$kubeconfigs/proxy")
      ;;
    volumes)
      COMMAND=("$SWB_BIN/volumes" --kubeconfig="$kubeconfigs/volumes" --root="$SWB_VOLUMES" --node="$SWB_NODE")
      READS=("$kubeconfigs/volumes")
      ;;
    metrics-server)
      as=$kubeconfigs/metrics-server
      COMMAND=("$SWB_BIN/metrics-server" --kubeconfig="$as" --authentication-kubeconfig="$as" --authorization-kubeconfig="$as"
        --bind-address="$SWB_NODE_IP" --secure-port=4443 --tls-cert-file="$pki/metrics-serving.crt" --tls-private-key-file="$pki/metrics-serving.key"
        --kubelet-preferred-address-types=InternalIP --kubelet-certificate-authority="$pki/ca.crt" --metric-resolution=15s
        "--node-selector=type!=kwok")
      READS=("$as" "$pki/metrics-serving.crt")
      ;;
    kwok)
      COMMAND=("$SWB_BIN/kwok" --kubeconfig="$kubeconfigs/kwok" --config="$SWB_CONFIG/kwok.yaml" --v=WARN)
      READS=("$SWB_CONFIG/kwok.yaml" "$kubeconfigs/kwok")
      ;;
    *) fail "there is no component '$1'; the components are: ${SWB_COMPONENTS[*]}" ;;
  esac
}

fingerprint() {
  define "$1"
  {
    printf '%s\n' "${COMMAND[@]}"
    readlink -f "$(command -v "${COMMAND[0]}")"
    cat "${READS[@]}" /dev/null
  } | sha256sum | cut -c1-16
}

# start <component>: leaves a running one alone unless what it would be started with has changed.
start() {
  local wanted was=
  wanted=$(fingerprint "$1")
  if running "$1" >/dev/null; then
    [ "$(recorded_fingerprint "$1")" = "$wanted" ] && return
    was=' again, with its new settings'
    stop "$1"
  elif [ -f "$SWB_PIDS/$1" ]; then
    was=' again: it had ended'
  fi
  define "$1"
  launch "$1" "$wanted" "${COMMAND[@]}"
  say "  started $1$was"
}
