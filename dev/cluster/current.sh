#!/usr/bin/env bash
# make up CLUSTER=current: the same images and charts into the cluster that kubectl points at.
. "$(dirname "$0")/cluster.sh"

main() {
  [ "$(id -u)" = 0 ] || refuse "building images needs root: run 'sudo -E make up CLUSTER=current'"
  preflight_tools
  preflight_registries
  [ -n "${REGISTRY:-}" ] || refuse "set REGISTRY to where your cluster pulls images from, for example REGISTRY=registry.example.com/switchboard"
  step "programs"
  packages_up
  "$SWB_CHECKOUT/dev/modules.sh"
  programs_up
  kubectl get --raw /readyz >/dev/null 2>&1 || refuse "the cluster of kubectl's current context does not answer: mend KUBECONFIG or the context"
  step "images"
  "$SWB_CHECKOUT/dev/images/build.sh"
  step "Switchboard into $(kubectl config current-context)"
  "$SWB_CHECKOUT/dev/install.sh"
  cat <<T

  reach the gateway     kubectl -n $SWB_SYSTEM_NAMESPACE port-forward service/switchboard-gateway 8080
  a first API key       make -s key CLUSTER=current
  what is running       kubectl get pods -A
T
}

main "$@"
