#!/usr/bin/env bash
# What the checks need beside Node: a few Debian packages, and the programs that `make up` builds too (Helm).
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/../cluster/cluster.sh"

wanted=(chromium espeak-ng python3-venv shellcheck)
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
fi

# Taken out of their packages: installing those would start servers.
taken_out() { # package program...
  local apart
  apart=$(mktemp -d)
  (cd "$apart" && apt-get download -qq "$1" && dpkg-deb -x "$1"_*.deb . && mkdir -p "$SWB_CACHE" && cd usr/bin && mv "${@:2}" "$SWB_CACHE")
  rm -r "$apart"
}
if [ ! -x "$SWB_CACHE/promtool" ] || [ ! -x "$SWB_CACHE/prometheus" ]; then taken_out prometheus promtool prometheus; fi
if [ ! -x "$SWB_CACHE/prometheus-node-exporter" ]; then taken_out prometheus-node-exporter prometheus-node-exporter; fi

lock
packages_up
programs_up

# Graders, built like the cluster's programs: kube-score of the chart, cyclonus of what NetworkPolicies let through, and
# govulncheck, which only `make audit` asks. Its next version needs a module that not every proxy has.
graders="
kube-score github.com/zegl/kube-score/cmd/kube-score@v1.20.0
cyclonus   github.com/mattfenwick/cyclonus/cmd/cyclonus@v0.5.6
govulncheck golang.org/x/vuln/cmd/govulncheck@v1.8.0
"
while read -r name source; do
  [ -n "$name" ] || continue
  target=$(cached "$name" "$source")
  [ -x "$target" ] || timed "building $name" "$SWB_CACHE/log/build-$name.log" build_program "$name" "$source" "$target"
  ln -sfn "$target" "$SWB_CACHE/$name"
done <<<"$graders"
