#!/usr/bin/env bash
# Format, lint, types and tests of the speech service.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
./venv.sh
bin=.venv/bin
$bin/ruff format --check --quiet .
$bin/ruff check --quiet .
$bin/mypy
$bin/python -m pytest -q -p no:cacheprovider "$@"
