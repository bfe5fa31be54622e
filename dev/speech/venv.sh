#!/usr/bin/env bash
# Makes dev/speech/.venv with what the service and its tests need, unless it is up to date.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

wanted=$(cat requirements.txt requirements-dev.txt | sha256sum | cut -c 1-16)
if [ "$(cat .venv/made-for 2>/dev/null)" = "$wanted" ]; then exit 0; fi
echo 'speech: installing what the service and its tests need into dev/speech/.venv'
python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
  { echo 'speech: python3 must be 3.11, as on Debian 12' >&2; exit 1; }
python3 -m venv --clear .venv || { echo "speech: install Debian's python3-venv" >&2; exit 1; }
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: --requirement requirements-dev.txt
echo "$wanted" > .venv/made-for
