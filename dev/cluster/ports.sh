# shellcheck shell=bash
# Ports that must be free, and who holds one that is not. Read from /proc: ss may not be installed yet.

# protocol, address, port, and the component that holds it when the cluster runs (- for a pod)
SWB_PORTS="
tcp 127.0.0.1 2379 etcd
tcp 127.0.0.1 2380 etcd
tcp $SWB_NODE_IP $SWB_API_PORT kube-apiserver
tcp 127.0.0.1 10257 kube-controller-manager
tcp 127.0.0.1 10259 kube-scheduler
tcp $SWB_NODE_IP 10250 kubelet
tcp 127.0.0.1 10248 kubelet
tcp 127.0.0.1 10249 kube-proxy
tcp 127.0.0.1 10256 kube-proxy
tcp $SWB_NODE_IP 4443 metrics-server
tcp $SWB_NODE_IP $SWB_LIVEKIT_PORT -
tcp $SWB_NODE_IP $SWB_LIVEKIT_TCP_PORT -
udp $SWB_NODE_IP $SWB_LIVEKIT_UDP_PORT -
tcp 127.0.0.1 $SWB_GATEWAY_PORT -
"

preflight_ports() {
  local protocol address port owner inode pid
  while read -r protocol address port owner; do
    [ -n "$protocol" ] || continue
    if [ "$owner" != - ] && running "$owner" >/dev/null; then continue; fi
    for inode in $(listeners "$protocol" "$address" "$port"); do
      pid=$(holder "$inode")
      if [ -n "$pid" ] && in_a_pod "$pid"; then continue; fi
      refuse "port $port ($protocol) is in use by $(described "$pid"): stop it and run 'make up' again"
    done
  done <<<"$SWB_PORTS"
}

# Inodes of the sockets bound to this port on the address or on all of them.
listeners() {
  local state=0A here
  [ "$1" = tcp ] || state=07
  here=$(awk -F. '{printf "%02X%02X%02X%02X", $4, $3, $2, $1}' <<<"$2")
  awk -v port="$(printf '%04X' "$3")" -v state=$state -v here="$here" '
    FNR > 1 && $4 == state { split($2, at, ":"); v6 = length(at[1]) == 32
      if (at[2] == port && (at[1] == here || at[1] ~ /^0+$/ || v6 && substr(at[1], 25) == here)) print $10 }' \
    "/proc/net/$1" "/proc/net/${1}6" 2>/dev/null
}

# Processes that end while they are looked at make find complain.
holder() { { find /proc/[0-9]*/fd -lname "socket:\[$1\]" 2>/dev/null || true; } | head -n1 | cut -d/ -f3; }

described() {
  [ -n "$1" ] || { echo "a process that cannot be seen" && return; }
  echo "$(tr '\0' ' ' <"/proc/$1/cmdline" | cut -c1-60)(pid $1)"
}

in_a_pod() { grep -q kubepods "/proc/$1/cgroup" 2>/dev/null; }
