#!/usr/bin/env bash
# Makes what .venv points at: the service's and its tests' needs, in the cache, where every checkout finds them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

wanted=$(cat requirements.txt requirements-dev.txt | sha256sum | cut -c 1-16)
cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/switchboard
venv=$cache/speech-venv-$wanted

mkdir -p "$cache"
exec 9>"$cache/speech-venv.lock"
flock 9
if [ ! -f "$venv/made" ]; then
  echo "speech: installing what the service and its tests need into $venv"
  python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
    { echo 'speech: python3 must be 3.11, as on Debian 12' >&2; exit 1; }
  python3 -m venv --clear "$venv" || { echo "speech: install Debian's python3-venv" >&2; exit 1; }
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --only-binary=:all: --requirement requirements-dev.txt
  touch "$venv/made"
fi
if [ ! -L .venv ]; then rm -rf .venv; fi
ln -sfn "$venv" .venv
