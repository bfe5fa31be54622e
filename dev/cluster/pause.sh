# shellcheck shell=bash
# The image of the pod sandbox, packed by hand: containerd needs it before anything that builds images.

pause_image_up() {
  local digest
  digest=$(basename "$(readlink -f "$SWB_BIN/pause")")
  if [ "$(cat "$SWITCHBOARD_HOME/pause-image" 2>/dev/null)" = "$digest" ] && ctr images ls -q name=="$SWB_PAUSE_IMAGE" | grep -q .; then return; fi
  pack_pause | ctr images import - >/dev/null
  ctr images label "$SWB_PAUSE_IMAGE" io.cri-containerd.pinned=pinned >/dev/null
  echo "$digest" >"$SWITCHBOARD_HOME/pause-image"
}

# A docker archive: one layer with one file, its configuration, and a manifest that names both.
pack_pause() {
  local dir layer
  dir=$(mktemp -d)
  install -m 755 "$SWB_BIN/pause" "$dir/pause"
  tar -C "$dir" --owner=0 --group=0 --numeric-owner --mtime=@0 -cf "$dir/layer.tar" pause
  layer=$(sha256sum "$dir/layer.tar" | cut -d' ' -f1)
  cat >"$dir/config.json" <<T
{"architecture":"$(go_arch)","os":"linux","config":{"User":"65535:65535","Entrypoint":["/pause"]},"rootfs":{"type":"layers","diff_ids":["sha256:$layer"]}}
T
  echo "[{\"Config\":\"config.json\",\"RepoTags\":[\"$SWB_PAUSE_IMAGE\"],\"Layers\":[\"layer.tar\"]}]" >"$dir/manifest.json"
  tar -C "$dir" -c manifest.json config.json layer.tar
  rm -rf "$dir"
}

go_arch() { case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac; }
