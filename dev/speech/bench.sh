#!/usr/bin/env bash
# What is spoken comes back: prints one JSON object a line.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
./venv.sh >&2
exec .venv/bin/python -W ignore -m bench.round_trip
