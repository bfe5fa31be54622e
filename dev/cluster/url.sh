#!/usr/bin/env bash
# Prints the gateway's address once it answers there.
. "$(dirname "$0")/cluster.sh"
node -e 'fetch(process.argv[1]).then(() => process.exit(0), () => process.exit(1))' "$SWB_GATEWAY_URL" ||
  fail "nothing answers at $SWB_GATEWAY_URL yet: see 'make status'"
echo "$SWB_GATEWAY_URL"
