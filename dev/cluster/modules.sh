# shellcheck shell=bash
# The checkout's npm modules: installed when they are missing or differ from the lock file.

modules_up() {
  modules_match && return
  local how=(ci)
  # A tree that is merely behind is brought forward in place: others may be using it.
  [ ! -d "$SWB_CHECKOUT/node_modules" ] || how=(install --no-save)
  timed "installing npm modules" "$SWB_CACHE/log/npm.log" env ONNXRUNTIME_NODE_INSTALL=skip \
    npm --prefix "$SWB_CHECKOUT" "${how[@]}" --ignore-scripts --no-audit --no-fund ||
    fail "npm could not install the modules; mend what it says above and run 'make up' again"
}

modules_match() {
  (cd "$SWB_CHECKOUT" && node -e '
    const packages = (file) => JSON.parse(require("node:fs").readFileSync(file, "utf8")).packages;
    const there = packages("node_modules/.package-lock.json");
    const missing = Object.entries(packages("package-lock.json")).filter(([path, wanted]) =>
      path.startsWith("node_modules/") && !wanted.link && !wanted.optional && there[path]?.version !== wanted.version);
    process.exit(missing.length ? 1 : 0);') 2>/dev/null
}
