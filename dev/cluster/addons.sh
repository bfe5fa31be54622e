# shellcheck shell=bash
# What the cluster itself holds beside the product: storage class, rights of the host processes, metrics, DNS.

# Before the processes that need them start: one that is refused at first asks again only after up to 40 s.
rights_up() {
  wait_until "the system's namespaces" 30 kube-apiserver kubectl get namespace kube-system
  { storage_manifest && metrics_manifest && kwok_manifest; } | apply_for rights
}

# Its image has to be there.
dns_up() { dns_manifest | apply_for dns; }

apply_for() {
  kubectl apply --server-side --force-conflicts --field-manager=switchboard-ground -f - >"$SWB_LOGS/$1.log" 2>&1 ||
    { explain "$1"; fail "the cluster's own objects could not be applied; try 'make up' again"; }
}

storage_manifest() {
  cat <<T
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: $SWB_STORAGE_CLASS, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
provisioner: switchboard.dev/folder
reclaimPolicy: Delete
volumeBindingMode: Immediate
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: switchboard:volumes}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:persistent-volume-provisioner"}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "switchboard:volumes"}]
---
T
}

# metrics-server is a host process: its Service has no selector, and its one endpoint is the node.
metrics_manifest() {
  cat <<T
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: switchboard:metrics-server}
rules:
  - {apiGroups: [""], resources: [nodes/metrics], verbs: [get]}
  - {apiGroups: [""], resources: [pods, nodes], verbs: [get, list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: switchboard:metrics-server}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "switchboard:metrics-server"}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "switchboard:metrics-server"}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: switchboard:metrics-server-delegator}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "system:auth-delegator"}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "switchboard:metrics-server"}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: switchboard:metrics-server, namespace: kube-system}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: extension-apiserver-authentication-reader}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "switchboard:metrics-server"}]
---
apiVersion: v1
kind: Service
metadata: {name: metrics-server, namespace: kube-system}
spec: {ports: [{name: https, port: 443, targetPort: 4443}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: metrics-server-node, namespace: kube-system, labels: {kubernetes.io/service-name: metrics-server}}
addressType: IPv4
ports: [{name: https, port: 4443, protocol: TCP}]
endpoints: [{addresses: ["$SWB_NODE_IP"], conditions: {ready: true}}]
---
apiVersion: apiregistration.k8s.io/v1
kind: APIService
metadata: {name: v1beta1.metrics.k8s.io}
spec:
  group: metrics.k8s.io
  version: v1beta1
  groupPriorityMinimum: 100
  versionPriority: 100
  caBundle: $(base64 -w0 "$SWB_PKI/ca.crt")
  service: {name: metrics-server, namespace: kube-system}
---
T
}

kwok_manifest() {
  cat <<T
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: switchboard:kwok}
rules:
  - {apiGroups: [""], resources: [nodes, pods], verbs: [get, list, watch, patch, delete]}
  - {apiGroups: [""], resources: [nodes/status, pods/status], verbs: [update, patch]}
  - {apiGroups: [""], resources: [events], verbs: [create, patch, update]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: switchboard:kwok}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: "switchboard:kwok"}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: "switchboard:kwok"}]
---
T
}
