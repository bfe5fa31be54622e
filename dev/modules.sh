#!/usr/bin/env bash
# Installs the npm packages of package-lock.json if they are missing or older than it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# Not npm ci: it refuses a lock file that leaves out builds for other platforms.
installed=node_modules/.package-lock.json
# A build needs the packages of a build, also where NODE_ENV is production.
options=(--include=dev --ignore-scripts --no-audit --no-fund --loglevel=error)

# onnxruntime would fetch GPU libraries that nothing here loads.
export ONNXRUNTIME_NODE_INSTALL=skip
if [ ! -e "$installed" ]; then
  echo "npm: installing the packages of package-lock.json"
  npm install "${options[@]}"
elif [ package-lock.json -nt "$installed" ]; then
  echo "npm: package-lock.json has changed, installing what is new"
  npm install "${options[@]}"
  touch "$installed"
fi
