#!/usr/bin/env bash
# Lists what a `make down` should have taken away and did not; silent and successful when there is nothing.
. "$(dirname "$0")/cluster.sh"

found() { sed "s/^/$1: /" | grep . && LEFT=1; true; }

main() {
  LEFT=0
  local name exe
  for name in "${SWB_COMPONENTS[@]}"; do running "$name" || true; done | found process
  for exe in /proc/[0-9]*/exe; do
    case $(readlink "$exe" 2>/dev/null || true) in "$SWB_CACHE"/bin/*) tr '\0' ' ' <"${exe%exe}cmdline" | cut -c1-120 && echo ;; esac
  done | found process
  container_processes | found "process of a pod"
  { mounts_below "$SWITCHBOARD_HOME"; mounts_below "$SWB_RUN"; } | found mount
  { ip -o link show "$SWB_BRIDGE" 2>/dev/null; ip -o link show type veth; } | found link
  { nft list tables | grep -E ' (switchboard|kube-proxy|cni_hostport)$' || true; } | found "firewall table"
  { nft list ruleset 2>/dev/null | grep -E 'KUBE-|CNI-' || true; } | found "firewall rule"
  pod_cgroups | found cgroup
  find "$SWB_RUN" /var/lib/kubelet /var/lib/cni /run/containerd /var/log/containers -maxdepth 0 2>/dev/null | found folder
  [ ! -f "$SWB_SYSCTLS_BEFORE" ] || echo "$SWB_SYSCTLS_BEFORE" | found "settings not put back"
  exit $LEFT
}

main "$@"
