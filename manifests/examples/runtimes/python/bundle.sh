#!/usr/bin/env bash
# Lays out dist/example-python: the runtime, and its requirements unpacked beside it. `make images` then builds the image.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

cache=${SWB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/switchboard}/example-python
out=../../../../dist/example-python
site=$cache/site-$(cat requirements.txt bundle.sh | sha256sum | cut -c 1-16)-$(uname -m)

if [ ! -d "$site" ]; then
  mkdir -p "$cache"
  python3 -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' ||
    { echo 'the base image has Python 3.11, and the wheels must be for it' >&2; exit 1; }
  # Not --target: LiveKit's packages share a folder, of which --target would keep one half.
  python3 -m venv --clear "$site.venv"
  "$site.venv/bin/python3" -m pip install --quiet --disable-pip-version-check --no-deps --no-compile \
    --only-binary=:all: --requirement requirements.txt
  rm -rf "$site" "$site.venv"/lib/python3.11/site-packages/{pip,setuptools,pkg_resources,_distutils_hack}
  rm -f "$site.venv"/lib/python3.11/site-packages/distutils-precedence.pth
  mv "$site.venv/lib/python3.11/site-packages" "$site"
  rm -rf "$site.venv"
fi
rm -rf "$out"
mkdir -p "$out/agent_runtime"
cp agent_runtime/*.py "$out/agent_runtime"
cp -R "$site" "$out/site"
