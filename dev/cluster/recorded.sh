#!/usr/bin/env bash
# recorded.sh <record> <fingerprint> <command...>: writes who it is, then becomes the command.
set -euo pipefail
record=$1 fingerprint=$2
shift 2
stat=$(cat "/proc/$$/stat")
stat=${stat##*) }
read -r -a fields <<<"$stat"
echo "$$ ${fields[19]} $(cat /proc/sys/kernel/random/boot_id) $fingerprint" >"$record.new"
mv "$record.new" "$record"
# A daemon that kept a caller's open files would hold its locks and pipes for ever.
for fd in "/proc/$$/fd"/*; do
  fd=${fd##*/}
  if ((fd > 2 && fd != 255)); then eval "exec $fd>&-"; fi
done
exec "$@"
