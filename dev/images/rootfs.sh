#!/usr/bin/env bash
# rootfs.sh <folder> <full.tar> <node.tar> <node binary>
# Makes the root file systems of the two base images: a Debian with what the speech service needs,
# and one carved out of it that holds only what Node and its native modules load.
set -euo pipefail

folder=$1 full=$2 carved=$3 node_binary=$4
suite=bookworm
packages=ca-certificates,tzdata,python3-minimal,libpython3-stdlib,espeak-ng

mirror() {
  local file
  for file in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
    [ -f "$file" ] || continue
    awk '$1 == "URIs:" { print $2; exit } $1 == "deb" { for (i = 2; i <= NF; i++) if ($i ~ /^[a-z]+:/) { print $i; exit } }' "$file"
  done | head -n 1
}

pack() {
  tar -C "$1" --numeric-owner --sort=name --exclude='./dev/*' -cf "$2.part" .
  mv "$2.part" "$2"
}

make_full() {
  local root
  root=$(mktemp -d "$folder/debian.XXXXXX")
  chmod 755 "$root"
  debootstrap --variant=minbase --include="$packages" "$suite" "$root" "$(mirror)" |
    sed -u -n 's/^I: \(Retrieving\|Installing\|Configuring\|Base\).*/  &/p'
  rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/usr/share/{doc,man,info,locale}/*
  echo 'nonroot:x:65532:65532:nonroot:/home/nonroot:/usr/sbin/nologin' >> "$root/etc/passwd"
  echo 'nonroot:x:65532:' >> "$root/etc/group"
  install -d -o 65532 -g 65532 "$root/home/nonroot"
  pack "$root" "$full"
  rm -rf --one-file-system "$root"
}

files_of() {
  local package
  for package in libc6 libstdc++6 libgcc-s1 tzdata; do
    cat "$1/var/lib/dpkg/info/$package.list" "$1/var/lib/dpkg/info/$package:"*.list 2>/dev/null || true
  done | sed 's|^/||' | grep -E '^(usr/)?lib(64)?/|^usr/share/zoneinfo/|^etc/' | grep -vE 'gconv|audit|zoneinfo/(right|posix)/'
  echo etc/ssl/certs/ca-certificates.crt
  echo etc/os-release
  echo usr/lib/os-release
}

make_carved() {
  local work
  work=$(mktemp -d "$folder/carve.XXXXXX")
  mkdir -p "$work/from" "$work/to"/{etc,tmp,var/tmp,proc,sys,dev,nodejs/bin,home/nonroot} "$work/to/usr"/{bin,sbin,lib,lib64}
  tar -C "$work/from" -xf "$full"
  local link
  for link in bin sbin lib lib64; do ln -s "usr/$link" "$work/to/$link"; done
  files_of "$work/from" | while read -r path; do
    if [ -f "$work/from/$path" ] || [ -L "$work/from/$path" ]; then echo "$path"; fi
  done > "$work/files"
  tar -C "$work/from" -cf - --no-recursion -T "$work/files" | tar -C "$work/to" --keep-directory-symlink -xf -
  chmod 1777 "$work/to/tmp" "$work/to/var/tmp"
  chown 65532:65532 "$work/to/home/nonroot"
  cat > "$work/to/etc/passwd" <<'PASSWD'
root:x:0:0:root:/root:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
nonroot:x:65532:65532:nonroot:/home/nonroot:/usr/sbin/nologin
PASSWD
  printf 'root:x:0:\nnogroup:x:65534:\nnonroot:x:65532:\n' > "$work/to/etc/group"
  printf 'hosts: files dns\n' > "$work/to/etc/nsswitch.conf"
  install -m 0755 "$node_binary" "$work/to/nodejs/bin/node"
  pack "$work/to" "$carved"
  rm -rf --one-file-system "$work"
}

mkdir -p "$folder"
[ -f "$full" ] || make_full
[ -f "$carved" ] || make_carved
