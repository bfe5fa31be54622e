#!/usr/bin/env bash
# Lays out dist/example-python: the runtime, and its requirements unpacked beside it. `make images` then builds the image.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

cache=${SWB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/switchboard}/example-python
out=../../../../dist/example-python
site=$cache/site-$(cat requirements.txt | sha256sum | cut -c 1-16)-$(uname -m)

if [ ! -d "$site" ]; then
  mkdir -p "$cache"
  python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
    { echo 'the base image has Python 3.11, and the wheels must be for it' >&2; exit 1; }
  python3 -m venv --clear "$cache/pip"
  "$cache/pip/bin/python3" -m pip install --quiet --disable-pip-version-check --no-deps --no-compile \
    --only-binary=:all: --target "$site.part" --requirement requirements.txt
  rm -rf "${site:?}" "$site.part/bin"
  mv "$site.part" "$site"
fi
rm -rf "$out"
mkdir -p "$out/agent_runtime"
cp agent_runtime/*.py "$out/agent_runtime"
cp -R "$site" "$out/site"
