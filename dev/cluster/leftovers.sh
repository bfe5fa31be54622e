#!/usr/bin/env bash
# Lists what a `make down` should have taken away and did not; silent and successful when there is nothing.
. "$(dirname "$0")/cluster.sh"

main() {
  local left
  left=$(look)
  [ -n "$left" ] || exit 0
  say "$left"
  exit 1
}

look() {
  processes | named process
  container_processes | sort -un | named "process of a pod"
  { mounts_below "$SWITCHBOARD_HOME"; mounts_below "$SWB_RUN"; } | named mount
  { ip -o link show "$SWB_BRIDGE" || true; } 2>/dev/null | named link
  { nft list tables | grep -E ' (switchboard|kube-proxy|cni_hostport)$' || true; } | named "firewall table"
  { nft list ruleset 2>/dev/null | grep -E 'KUBE-|CNI-' || true; } | named "firewall rule"
  pod_cgroups | named cgroup
  { find "$SWB_RUN" /var/lib/kubelet /var/lib/cni /run/containerd /var/log/containers -maxdepth 0 2>/dev/null || true; } | named folder
  { ls "$SWB_SYSCTLS_BEFORE" 2>/dev/null || true; } | named "settings not put back"
}

named() { sed "s/^/$1: /"; }

# Recorded ones, and any other that works on the cluster's data; tests run private servers from the same programs.
processes() {
  local name file
  for name in "${SWB_COMPONENTS[@]}"; do running "$name" >/dev/null && echo "$name"; done
  { grep -lsaF -e "$SWITCHBOARD_HOME/" /proc/[0-9]*/cmdline || true; } | while read -r file; do
    case $(readlink "${file%cmdline}exe" || true) in "$SWB_CACHE"/bin/* | */containerd) ;; *) continue ;; esac
    tr '\0' '\n' <"$file" 2>/dev/null | tail -n +2 | grep -qF "$SWITCHBOARD_HOME/" && tr '\0' ' ' <"$file" | cut -c1-120
  done
  return 0
}

main "$@"
