#!/usr/bin/env bash
# Lays out the image's contents in dist/speech: the service, and its requirements unpacked beside it.
# The wheels are fetched here, on the host, so that the image's build needs no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

cache=${SWB_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/switchboard}/speech
out=../../dist/speech
site=$cache/site-$(cat requirements.txt bundle.sh | sha256sum | cut -c 1-16)-$(uname -m)

fetch() {
  local part=$site.part.$$ python=$cache/pip/bin/python3 platform
  local options=(--quiet --disable-pip-version-check --no-deps --no-compile --only-binary=:all: --python-version 3.11)
  for platform in manylinux_2_28 manylinux_2_17 manylinux2014; do options+=(--platform "${platform}_$(uname -m)"); done
  [ -x "$python" ] || /usr/bin/python3 -m venv --clear "$cache/pip" ||
    { echo "speech: install Debian's python3-venv, which fetches the service's requirements" >&2; exit 1; }
  echo 'speech: fetching the requirements of the speech service'
  rm -rf "$part"
  "$python" -m pip install "${options[@]}" --target "$part" --requirement requirements.txt
  # Language models for free dictation: the grammars take their place, and they are 28 MB.
  rm "$part"/pocketsphinx/model/en-us/*.lm.bin
  rm -rf "${part:?}/bin"
  [ -d "$site" ] || mv "$part" "$site"
  rm -rf "$part"
}

mkdir -p "$cache"
[ -d "$site" ] || fetch
rm -rf "$out"
mkdir -p "$out/offline_speech"
find offline_speech -maxdepth 1 -name '*.py' ! -name '*_test.py' -exec cp {} "$out/offline_speech" \;
cp grammar.json "$out"
cp -R "$site" "$out/site"
