# shellcheck shell=bash
# What containers leave behind when their processes are gone: the state a reboot would have cleared.

shims() {
  local file
  { grep -lsaF -e "$CONTAINERD_ADDRESS" /proc/[0-9]*/cmdline || true; } | while read -r file; do
    case $(readlink "${file%cmdline}exe" || true) in */containerd-shim-runc-v2) basename "${file%/cmdline}" ;; esac
  done
}

# Pids of our shims and of everything inside our pods.
container_processes() {
  local cgroup
  shims
  for cgroup in $(pod_cgroups); do find "$cgroup" -name cgroup.procs -exec cat {} + 2>/dev/null || true; done
}

pod_cgroups() { find /sys/fs/cgroup -mindepth 1 -maxdepth 2 -type d -name kubepods 2>/dev/null; }

mounts_below() { awk -v dir="$1" '$2 == dir || index($2, dir "/") == 1 {print $2}' /proc/mounts | sort -r; }

# Ends every container at once; their shims go with them.
containers_kill() {
  local pid deadline=$((SECONDS + 10))
  while pid=$(container_processes | sort -u) && [ -n "$pid" ]; do
    # shellcheck disable=SC2086
    kill -9 $pid 2>/dev/null || true
    ((SECONDS < deadline)) || { say "  these processes of pods do not end: $(tr '\n' ' ' <<<"$pid")"; return 1; }
    sleep 0.1
  done
}

# Only for when containerd and its shims are not running.
remains_clear() {
  local dir
  for dir in "$SWB_RUN" "$SWITCHBOARD_HOME/kubelet" "$SWITCHBOARD_HOME/containerd"; do
    mounts_below "$dir" | xargs -r -d '\n' umount -l 2>/dev/null || true
  done
  rm -rf "$SWB_RUN/containerd" "$SWB_RUN/runc" "$SWB_CNI_STATE"
  rm -f "$CONTAINERD_ADDRESS" "$CONTAINERD_ADDRESS.ttrpc"
  shim_sockets_clear
  # Each names the network namespace it was made for, and ours lie below our folder.
  { grep -lsF "$SWB_RUN/" /var/lib/cni/results/* || true; } | xargs -r rm -f
  nft delete table ip cni_hostport 2>/dev/null || true
  nft delete table ip6 cni_hostport 2>/dev/null || true
  for dir in $(pod_cgroups); do find "$dir" -depth -type d -exec rmdir {} \; 2>/dev/null || true; done
}

# containerd 1.6 puts its shims' sockets here whatever its state folder is; another containerd's are in use.
shim_sockets_clear() {
  local socket
  for socket in /run/containerd/s/*; do
    [ -S "$socket" ] && ! grep -qF "$socket" /proc/net/unix && rm -f "$socket"
  done
  return 0
}

# The folders that components make outside ours, gone when nobody else uses them.
strays_clear() {
  local link
  for link in /var/log/containers/*; do
    [ -L "$link" ] && [[ $(readlink "$link") == "$SWITCHBOARD_HOME"/* ]] && rm -f "$link"
  done
  rm -f /var/lib/kubelet/device-plugins/kubelet.sock
  rmdir /var/log/containers /run/containerd/s /run/containerd/fifo /run/containerd /var/lib/cni/results /var/lib/cni \
    /var/lib/kubelet/device-plugins /var/lib/kubelet "$SWB_RUN" 2>/dev/null || true
}
