# shellcheck shell=bash
# Host processes by record. A record names pid, start time and boot, so that a reused pid is never taken for ours.

SWB_PIDS=$SWITCHBOARD_HOME/pids
SWB_LOGS=$SWITCHBOARD_HOME/logs

start_time() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  local fields
  read -r -a fields <<<"${stat##*) }"
  [ "${fields[0]}" != Z ] && echo "${fields[19]}"
}

boot() { cat /proc/sys/kernel/random/boot_id; }

# running <name>: prints the pid if the recorded process is still the one that was started.
running() {
  local pid start booted fingerprint
  read -r pid start booted fingerprint 2>/dev/null <"$SWB_PIDS/$1" || return 1
  [ "$booted" = "$(boot)" ] && [ "$(start_time "$pid")" = "$start" ] && echo "$pid"
}

recorded_fingerprint() { awk '{print $4}' "$SWB_PIDS/$1" 2>/dev/null; }

# launch <name> <fingerprint> <command...>: the process writes its own record before it becomes the
# command, so a kill of the launcher leaves nothing unrecorded.
launch() {
  local name=$1 fingerprint=$2
  shift 2
  mkdir -p "$SWB_PIDS" "$SWB_LOGS"
  [ -f "$SWB_LOGS/$name.log" ] && mv -f "$SWB_LOGS/$name.log" "$SWB_LOGS/$name.log.1"
  env -i HOME="${HOME:-/root}" PATH="$SWB_BIN:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    setsid bash "$SWB_CLUSTER_DIR/recorded.sh" "$SWB_PIDS/$name" "$fingerprint" "$@" \
    >"$SWB_LOGS/$name.log" 2>&1 </dev/null 9>&- &
  disown
  local tries
  for tries in {1..100}; do
    [ "$(recorded_fingerprint "$name")" = "$fingerprint" ] && running "$name" >/dev/null && return
    sleep 0.02
  done
  explain "$name"
  fail "$name did not start after $tries looks"
}

# stop <name> [seconds of grace]
stop() {
  local pid grace=${2:-10} deadline
  if pid=$(running "$1"); then
    kill "$pid" 2>/dev/null
    deadline=$((SECONDS + grace))
    while running "$1" >/dev/null; do
      if ((SECONDS >= deadline)); then kill -9 "$pid" 2>/dev/null; fi
      sleep 0.05
    done
  fi
  rm -f "$SWB_PIDS/$1"
}
