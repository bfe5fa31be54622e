# shellcheck shell=bash
# Sourced by the commands beside it: all parts, and the lock that keeps two commands from mixing.
set -euo pipefail

SWB_CLUSTER_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
for part in env say processes programs packages pki config components pause network sysctls remains node addons dns kwok ports preflight; do
  # shellcheck source=/dev/null
  . "$SWB_CLUSTER_DIR/$part.sh"
done

# The lock is the machine's: another checkout's command waits here too. Components are started with it closed.
lock() {
  mkdir -p "$SWITCHBOARD_HOME"
  exec 9>>"$SWITCHBOARD_HOME/lock"
  flock -n 9 && return
  say "another make up, down or restart is at work on this machine; waiting for it"
  flock -w 1800 9 || refuse "the other command did not end in 30 minutes: see who holds $SWITCHBOARD_HOME/lock"
}

need_root() { [ "$(id -u)" = 0 ] || refuse "the cluster belongs to root: run this with sudo"; }

# Components that this run wants: KWOK only with fake nodes.
wanted_components() {
  local name
  for name in "${SWB_COMPONENTS[@]}"; do
    [ "$name" = kwok ] && [ "$(kwok_nodes)" = 0 ] || echo "$name"
  done
}
