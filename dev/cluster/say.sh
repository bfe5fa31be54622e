# shellcheck shell=bash
# What the user sees: a line when something begins, a line while it lasts, its seconds when it ends.

SWB_STARTED=$SECONDS
say() { printf '%s\n' "$*"; }
step() { printf '\n[%3ds] %s\n' $((SECONDS - SWB_STARTED)) "$*"; }
# The reason, then the mend, on one line.
refuse() { printf 'refused: %s\n' "$*" >&2; exit 2; }
fail() { printf 'failed: %s\n' "$*" >&2; exit 1; }

# timed <what> <log file> <command...>: the command's own words go to the log, whose end is shown if it fails.
timed() {
  local what=$1 log=$2 began=$SECONDS pid beat=$SECONDS code=0
  shift 2
  mkdir -p "$(dirname "$log")"
  printf '  %s ...\n' "$what"
  "$@" >"$log" 2>&1 &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS - beat >= 15)); then
      beat=$SECONDS
      printf '  %s: %ds, now: %s\n' "$what" $((SECONDS - began)) "$(tail -n1 "$log" 2>/dev/null | tr -d '\r' | cut -c1-90)"
    fi
  done
  wait "$pid" || code=$?
  if ((code)); then
    printf '  %s: failed after %ds; the end of %s:\n' "$what" $((SECONDS - began)) "$log" >&2
    tail -n 25 "$log" | sed 's/^/    | /' >&2
    return "$code"
  fi
  printf '  %s: %ds\n' "$what" $((SECONDS - began))
}

# wait_until <what> <seconds> <component whose log explains a failure, or -> <command...>
wait_until() {
  local what=$1 limit=$2 component=$3 deadline=$((SECONDS + $2))
  shift 3
  until "$@" >/dev/null 2>&1; do
    if [ "$component" != - ] && ! running "$component" >/dev/null; then
      explain "$component"
      fail "$component ended while $what was awaited; try 'make up' again"
    fi
    if ((SECONDS >= deadline)); then
      [ "$component" = - ] || explain "$component"
      fail "$what did not come in ${limit}s; see 'make status' and 'make logs C=<component>'"
    fi
    sleep 0.1
  done
}

explain() {
  printf '  the end of %s:\n' "$SWB_LOGS/$1.log" >&2
  tail -n 15 "$SWB_LOGS/$1.log" 2>/dev/null | cut -c1-240 | sed 's/^/    | /' >&2
}
