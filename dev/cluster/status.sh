#!/usr/bin/env bash
# Says what runs, what does not, and what this cluster cannot do.
. "$(dirname "$0")/cluster.sh"

main() {
  local name pid bad=0
  [ -d "$SWITCHBOARD_HOME/config" ] || { say "nothing has been started on this machine: 'make up' does"; exit 1; }
  say "data in $SWITCHBOARD_HOME, run from $(cat "$SWITCHBOARD_HOME/checkout" 2>/dev/null || echo nowhere)"
  printf '\n%-26s %-9s %-9s %s\n' PROCESS PID MEMORY STATE
  for name in $(wanted_components); do
    if pid=$(running "$name"); then
      printf '%-26s %-9s %-9s %s\n' "$name" "$pid" "$(memory "$pid")" running
    else
      bad=1
      printf '%-26s %-9s %-9s %s\n' "$name" - - "not running: 'make up' starts it again"
    fi
  done
  if kubectl get --raw /readyz >/dev/null 2>&1; then
    say ""
    kubectl get nodes -o wide -l 'type!=kwok' | cut -c1-110
    [ "$(kwok_nodes)" = 0 ] || say "and $(kubectl get nodes -l type=kwok --no-headers 2>/dev/null | wc -l) fake nodes (KWOK)"
    say ""
    kubectl get pods -A -o wide --field-selector "spec.nodeName=$SWB_NODE" | cut -c1-130
  else
    bad=1
    say "the API server does not answer"
  fi
  say ""
  say "Network policies are NOT enforced in this cluster: they are accepted and change nothing."
  say "Nothing leaves this machine: pods have no way to the uplink."
  exit $bad
}

memory() { awk '/^VmRSS/ {printf "%d MB", $2 / 1024}' "/proc/$1/status"; }

main "$@"
