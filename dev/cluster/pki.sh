# shellcheck shell=bash
# Certificates and kubeconfigs. Each file appears whole or not at all; what is there is kept.

SWB_PKI=$SWITCHBOARD_HOME/pki
SWB_KUBECONFIGS=$SWITCHBOARD_HOME/kubeconfigs

pki_up() {
  mkdir -p "$SWB_PKI" "$SWB_KUBECONFIGS"
  chmod 700 "$SWB_PKI" "$SWB_KUBECONFIGS"
  local name
  for name in ca front etcd; do authority "$name"; done
  if [ ! -f "$SWB_PKI/sa.pub" ]; then
    openssl genrsa -out "$SWB_PKI/sa.key" 2048 2>/dev/null
    openssl rsa -in "$SWB_PKI/sa.key" -pubout -out "$SWB_PKI/sa.pub.new" 2>/dev/null
    mv "$SWB_PKI/sa.pub.new" "$SWB_PKI/sa.pub"
  fi
  local names="DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local,DNS:localhost"
  certificate ca apiserver /CN=kube-apiserver "$names,IP:127.0.0.1,IP:$SWB_NODE_IP,IP:$SWB_API_SERVICE_IP"
  certificate ca kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
  certificate front front-client /CN=front-proxy-client
  certificate etcd etcd-server /CN=etcd "DNS:localhost,IP:127.0.0.1"
  certificate etcd etcd-client /CN=kube-apiserver
  certificate ca metrics-serving /CN=metrics-server "DNS:metrics-server.kube-system.svc,IP:$SWB_NODE_IP"
  certificate ca admin /O=system:masters/CN=admin
  certificate ca controller-manager /CN=system:kube-controller-manager
  certificate ca scheduler /CN=system:kube-scheduler
  certificate ca proxy /CN=system:kube-proxy
  certificate ca node "/O=system:nodes/CN=system:node:$SWB_NODE" "DNS:$SWB_NODE,IP:$SWB_NODE_IP"
  certificate ca volumes /CN=switchboard:volumes
  certificate ca metrics-server /CN=switchboard:metrics-server
  certificate ca kwok /CN=switchboard:kwok
  for name in admin controller-manager scheduler proxy node volumes metrics-server kwok; do kubeconfig "$name"; done
  install -m 600 "$SWB_KUBECONFIGS/admin" "$SWITCHBOARD_HOME/kubeconfig"
}

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$SWB_PKI/$1.key"; }

authority() {
  [ -f "$SWB_PKI/$1.crt" ] && return
  new_key "$1"
  openssl req -x509 -new -key "$SWB_PKI/$1.key" -subj "/CN=switchboard-$1" -days 3650 -out "$SWB_PKI/$1.crt.new"
  mv "$SWB_PKI/$1.crt.new" "$SWB_PKI/$1.crt"
}

# certificate <authority> <name> <subject> [names it serves]
certificate() {
  local authority=$1 out=$SWB_PKI/$2
  [ "$out.crt" -nt "$SWB_PKI/$authority.crt" ] && return
  new_key "$2"
  printf 'extendedKeyUsage=clientAuth,serverAuth\n%s\n' "${4:+subjectAltName=$4}" >"$out.ext"
  openssl req -new -key "$out.key" -subj "$3" |
    openssl x509 -req -CA "$SWB_PKI/$authority.crt" -CAkey "$SWB_PKI/$authority.key" -CAcreateserial \
      -days 3650 -extfile "$out.ext" -out "$out.crt.new" 2>/dev/null
  rm -f "$out.ext"
  mv "$out.crt.new" "$out.crt"
}

kubeconfig() {
  local file=$SWB_KUBECONFIGS/$1
  [ "$file" -nt "$SWB_PKI/$1.crt" ] && return
  (umask 077 && cat >"$file.new") <<T
apiVersion: v1
kind: Config
clusters:
  - name: switchboard
    cluster: {server: "$SWB_API_URL", certificate-authority-data: $(base64 -w0 "$SWB_PKI/ca.crt")}
users:
  - name: $1
    user: {client-certificate-data: $(base64 -w0 "$SWB_PKI/$1.crt"), client-key-data: $(base64 -w0 "$SWB_PKI/$1.key")}
contexts:
  - name: switchboard
    context: {cluster: switchboard, user: $1}
current-context: switchboard
T
  mv "$file.new" "$file"
}
