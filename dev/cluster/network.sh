# shellcheck shell=bash
# The bridge that carries the node's address, and the guard that keeps its traffic on this machine.

network_up() {
  if ! ip link show "$SWB_BRIDGE" >/dev/null 2>&1; then
    # A bridge without an address of its own takes its first port's, and changes it as ports come and go.
    ip link add "$SWB_BRIDGE" address 0a:58:c6:12:00:01 type bridge
  fi
  ip addr replace "$SWB_NODE_IP/$SWB_POD_PREFIX" dev "$SWB_BRIDGE"
  ip link set "$SWB_BRIDGE" up
  # Services are only ever reached after kube-proxy's translation: without one they end here, not on the uplink.
  ip route replace "$SWB_SERVICE_CIDR" dev "$SWB_BRIDGE" src "$SWB_NODE_IP"
  guard_up
}

guard_up() {
  nft -f - <<T
table inet switchboard
delete table inet switchboard
table inet switchboard {
  chain output {
    type filter hook output priority filter; policy accept;
    oifname { "lo", "$SWB_BRIDGE" } accept
    ct status dnat accept
    ip daddr $SWB_PRIVATE_RANGE counter reject comment "nothing of the cluster leaves this machine"
    ip saddr $SWB_PRIVATE_RANGE counter reject
  }
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname "$SWB_BRIDGE" oifname != "$SWB_BRIDGE" counter reject comment "pods do not reach the uplink"
    ip saddr $SWB_PRIVATE_RANGE oifname != "$SWB_BRIDGE" counter reject
  }
}
T
}

network_down() {
  ip link del "$SWB_BRIDGE" 2>/dev/null || true
  nft delete table inet switchboard 2>/dev/null || true
  # kube-proxy's, and the port mapper's.
  nft delete table ip kube-proxy 2>/dev/null || true
  nft delete table ip6 kube-proxy 2>/dev/null || true
  nft delete table ip cni_hostport 2>/dev/null || true
  nft delete table ip6 cni_hostport 2>/dev/null || true
}
