# shellcheck shell=bash
# The Debian packages of packages.txt. None is ever removed for them: with Docker installed, its containerd.io stays.

missing_packages() {
  local wanted
  mapfile -t wanted < <(grep -hv -e '^#' -e '^$' "$SWB_CLUSTER_DIR/packages.txt")
  dpkg-query -W -f '${Status} ${Package}\n' "${wanted[@]}" 2>/dev/null | awk '/^install ok installed/ {print $4}' |
    sort | comm -13 - <(printf '%s\n' "${wanted[@]}" | sort)
}

packages_up() {
  local missing
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -gt 0 ] || return 0
  timed "installing ${#missing[@]} Debian packages (${missing[*]})" "$SWB_CACHE/log/apt.log" \
    env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends --no-remove "${missing[@]}" ||
    fail "apt-get could not install ${missing[*]}; mend what it says above and run 'make up' again"
}
