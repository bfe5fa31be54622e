# shellcheck shell=bash
# The Go programs: built once into the cache under a name that holds their version, then linked by plain name.
# What shares Kubernetes' packages is built in one module, dev/go/cluster, so that each package is compiled once:
# alone, CoreDNS, Helm and metrics-server took 12 minutes of CPU; beside Kubernetes they take one.

# name, what to build: a package at a version, a folder of dev/go, or a package of a module there (folder:package)
SWB_PROGRAMS="
pause         dev/go/pause
bridge        github.com/containernetworking/plugins/plugins/main/bridge@$SWB_CNI_VERSION
loopback      github.com/containernetworking/plugins/plugins/main/loopback@$SWB_CNI_VERSION
host-local    github.com/containernetworking/plugins/plugins/ipam/host-local@$SWB_CNI_VERSION
portmap       github.com/containernetworking/plugins/plugins/meta/portmap@$SWB_CNI_VERSION
nats-server   github.com/nats-io/nats-server/v2@$SWB_NATS_VERSION
livekit-server github.com/livekit/livekit-server/cmd/server@$SWB_LIVEKIT_VERSION
kwok          sigs.k8s.io/kwok/cmd/kwok@$SWB_KWOK_VERSION
kube          dev/go/cluster/kube
volumes       dev/go/cluster/volumes
coredns       dev/go/cluster/coredns
helm          dev/go/cluster:helm.sh/helm/v4/cmd/helm
metrics-server dev/go/cluster:sigs.k8s.io/metrics-server/cmd/metrics-server
"
SWB_KUBE_NAMES=(etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl)

# cached <name> <source>: the file in the cache that this program is, built or not.
cached() {
  case $2 in
    *@*) echo "$SWB_CACHE/bin/$1-${2##*@}" ;;
    *) echo "$SWB_CACHE/bin/$1-$(source_hash "$SWB_CHECKOUT/${2%%:*}")" ;;
  esac
}

# A folder's Go files, the module it lies in, and what is linked into it.
source_hash() { (program_ldflags && cd "$1" && cat ./*.go go.mod go.sum ../go.mod ../go.sum 2>/dev/null) | sha256sum | cut -c1-12; }

# KWOK takes minutes to build, and only work on scale needs it.
programs() {
  local unwanted=kwok
  [ "$(kwok_nodes)" = 0 ] || unwanted=
  awk -v unwanted="$unwanted" 'NF && $1 != unwanted { print $1, $2 }' <<<"$SWB_PROGRAMS"
}

missing_programs() {
  local name source
  while read -r name source; do
    [ -x "$(cached "$name" "$source")" ] || echo "$name $source"
  done < <(programs)
}

programs_up() {
  local name source missing total at=0
  missing=$(missing_programs)
  mkdir -p "$SWB_CACHE/bin" "$SWB_BIN"
  # Rooms of builds that were killed.
  find "$SWB_CACHE" -maxdepth 1 -name 'build.*' -mmin +120 -exec rm -rf {} +
  if [ -n "$missing" ]; then
    total=$(wc -l <<<"$missing")
    while read -r name source; do
      at=$((at + 1))
      timed "building $name ($at of $total)" "$SWB_CACHE/log/build-$name.log" build_program "$name" "$source" "$(cached "$name" "$source")" ||
        fail "$name could not be built; what was built is kept, so 'make up' goes on from here"
    done <<<"$missing"
  fi
  while read -r name source; do ln -sfn "$(cached "$name" "$source")" "$SWB_BIN/$name"; done < <(programs)
  for name in "${SWB_KUBE_NAMES[@]}"; do ln -sfn kube "$SWB_BIN/$name"; done
}

build_program() {
  local name=$1 source=$2 target=$3 room
  room=$(mktemp -d "$SWB_CACHE/build.XXXXXX")
  if [[ $source == *@* ]]; then
    GOBIN=$room CGO_ENABLED=0 nice go install -v -trimpath -ldflags "-s -w" "$source" && mv "$room"/* "$target"
  else
    local package=.
    [[ $source != *:* ]] || package=${source#*:}
    (cd "$SWB_CHECKOUT/${source%%:*}" && CGO_ENABLED=0 nice go build -v -trimpath -tags notest,grpcnotrace -ldflags "$(program_ldflags)" -o "$room/$name" "$package") &&
      mv "$room/$name" "$target"
  fi
  local code=$?
  rm -rf "$room"
  return $code
}

# Without these the API server reports v0.0.0-master, kubectl takes it for an error, and helm calls itself v4.
program_ldflags() {
  local flags="-s -w" package minor
  minor=${SWB_KUBERNETES_VERSION#1.}
  flags+=" -X helm.sh/helm/v4/internal/version.version=$SWB_HELM_VERSION"
  for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
    flags+=" -X $package.gitVersion=v$SWB_KUBERNETES_VERSION -X $package.gitMajor=1 -X $package.gitMinor=${minor%%.*}"
    flags+=" -X $package.gitTreeState=clean -X $package.gitCommit=$(printf '0%.0s' {1..40}) -X $package.buildDate=2026-01-01T00:00:00Z"
  done
  echo "$flags"
}
