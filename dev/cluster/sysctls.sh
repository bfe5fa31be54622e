# shellcheck shell=bash
# Kernel settings that the cluster changes (the kubelet sets the vm.* and kernel.* ones by itself),
# remembered before the first change of this boot and put back by `make down`.

SWB_SYSCTLS=(net.ipv4.ip_forward net.bridge.bridge-nf-call-iptables vm.overcommit_memory vm.panic_on_oom
  kernel.panic kernel.panic_on_oops kernel.keys.root_maxkeys kernel.keys.root_maxbytes)
SWB_SYSCTLS_BEFORE=$SWITCHBOARD_HOME/sysctls-before

sysctl_file() { echo "/proc/sys/${1//.//}"; }

sysctls_up() {
  local name file
  if [ "$(head -n1 "$SWB_SYSCTLS_BEFORE" 2>/dev/null)" != "$(boot)" ]; then
    {
      boot
      for name in "${SWB_SYSCTLS[@]}"; do
        file=$(sysctl_file "$name")
        [ -r "$file" ] && echo "$name $(cat "$file")"
      done
    } >"$SWB_SYSCTLS_BEFORE.new"
    mv "$SWB_SYSCTLS_BEFORE.new" "$SWB_SYSCTLS_BEFORE"
  fi
  echo 1 >/proc/sys/net/ipv4/ip_forward
  # Pod to pod through a service crosses the bridge both ways: the answer must pass the translation again.
  file=$(sysctl_file net.bridge.bridge-nf-call-iptables)
  [ -w "$file" ] || modprobe br_netfilter 2>/dev/null || true
  [ ! -w "$file" ] || echo 1 >"$file"
}

sysctls_down() {
  local name value
  [ -f "$SWB_SYSCTLS_BEFORE" ] || return 0
  if [ "$(head -n1 "$SWB_SYSCTLS_BEFORE")" = "$(boot)" ]; then
    while read -r name value; do
      echo "$value" >"$(sysctl_file "$name")" 2>/dev/null || true
    done < <(tail -n +2 "$SWB_SYSCTLS_BEFORE")
  fi
  rm -f "$SWB_SYSCTLS_BEFORE"
}
