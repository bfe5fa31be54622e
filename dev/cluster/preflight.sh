# shellcheck shell=bash
# What must hold before anything is touched: each refusal is one line, the reason and the mend.

preflight() {
  [ "$(id -u)" = 0 ] || refuse "the cluster needs root: run 'sudo make up'"
  preflight_system
  preflight_tools
  preflight_room
  preflight_ports
  preflight_registries
}

preflight_system() {
  local os
  os=$(. /etc/os-release 2>/dev/null && echo "${ID:-unknown} ${VERSION_ID:-}")
  [ "$os" = "debian 12" ] || refuse "this is $os, and only debian 12 is supported: use 'make up CLUSTER=current' with a cluster of your own"
  case $(uname -m) in x86_64 | aarch64) ;; *) refuse "this machine is $(uname -m): x86_64 or aarch64 is needed" ;; esac
}

preflight_tools() {
  local go node
  command -v go >/dev/null || refuse "Go is not in PATH: install Go 1.26 or later"
  go=$(go env GOVERSION) go=${go#go}
  at_least 1.26 "$go" || refuse "Go is $go: install 1.26 or later"
  command -v npm >/dev/null || refuse "npm is not in PATH: install Node 20 or later"
  command -v node >/dev/null || refuse "Node is not in PATH: install Node 20 or later"
  node=$(node --version) node=${node#v}
  at_least 20.0 "$node" || refuse "Node is $node: install 20 or later"
}

at_least() { printf '%s\n%s\n' "$1" "$2" | sort -CV; }

# Building from nothing takes the most: 4 GB of Go cache, 1 GB of programs, 3 GB of images and what they unpack to.
preflight_room() {
  local need=4 memory free dir
  [ -z "$(missing_programs)" ] || need=16
  for dir in "$(existing "$SWITCHBOARD_HOME")" "$(existing "$SWB_CACHE")"; do
    free=$(($(df --output=avail -k "$dir" | tail -n1) / 1048576))
    [ "$free" -ge "$need" ] || refuse "$dir has ${free} GB free and ${need} GB are needed: free some, or set SWITCHBOARD_HOME and XDG_CACHE_HOME to a larger disk"
  done
  memory=$(awk '/^MemTotal/ {print int($2 / 1024)}' /proc/meminfo)
  [ "$memory" -ge 5500 ] || refuse "the machine has $memory MB of memory and 6 GB are needed: use a larger one, or a cluster of your own with 'make up CLUSTER=current'"
}

existing() { local dir=$1; until [ -d "$dir" ]; do dir=$(dirname "$dir"); done; echo "$dir"; }

# Only what a missing piece would be fetched with is asked for: a machine with everything built needs no network.
preflight_registries() {
  local first
  if [ -n "$(missing_packages)" ]; then
    apt-get update -qq >/dev/null 2>&1 || refuse "the Debian packages $(missing_packages | tr '\n' ' ')are missing and apt-get update fails: mend the apt sources or the network"
    # shellcheck disable=SC2046
    apt-get install -s -qq --no-remove $(missing_packages) >/dev/null 2>&1 ||
      refuse "apt cannot install $(missing_packages | tr '\n' ' ')without removing something: see 'apt-get install -s' of them, and enable the Debian 12 main repository"
  fi
  first=$(missing_programs | awk '$2 ~ /@/ {print $2; exit}')
  [ -n "$first" ] || [ -z "$(missing_programs)" ] || first=k8s.io/kubernetes@v$SWB_KUBERNETES_VERSION
  if [ -n "$first" ]; then
    local package=${first%@*} version=${first##*@}
    (cd / && until timeout 60 go list -m "$package@$version"; do [[ $package == */*/* ]] || exit 1; package=${package%/*}; done) >/dev/null 2>&1 ||
      refuse "no Go module registry is reachable (GOPROXY is $(go env GOPROXY | sed 's|//[^/@]*@|//|g')): mend the network or set GOPROXY"
  fi
  if [ ! -d "$SWB_CHECKOUT/node_modules" ]; then
    timeout 60 npm ping >/dev/null 2>&1 || timeout 60 npm view node@24 version >/dev/null 2>&1 ||
      refuse "no npm registry is reachable and node_modules is missing: mend the network or npm's registry setting"
  fi
}
