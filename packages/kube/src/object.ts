/** The part of every Kubernetes object that this package reads. Times are the strings the server sends. */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  generateName?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: unknown[];
}

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface KubeObject {
  apiVersion?: string;
  kind?: string;
  metadata: ObjectMeta;
}

/** What names an object within its resource. */
export interface Ref {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** `namespace/name`, or `name` alone for cluster-scoped objects: the key of stores and queues. */
export type Key = string;

export function keyOf(object: KubeObject): Key {
  return keyOfRef(object.metadata);
}

export function keyOfRef({ namespace, name }: Ref): Key {
  return namespace ? `${namespace}/${name}` : name;
}

export function refOfKey(key: Key): Ref {
  const slash = key.indexOf('/');
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

export function refOf(object: KubeObject): Ref {
  return { namespace: object.metadata.namespace, name: object.metadata.name };
}

/** The owner that has `controller: true`, or the only owner. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  const owners = object.metadata.ownerReferences ?? [];
  return owners.find((owner) => owner.controller) ?? (owners.length === 1 ? owners[0] : undefined);
}

/**
 * Whether `a` was written after `b`. The server orders resource versions as integers (guaranteed since
 * Kubernetes 1.35, true of etcd always); compared by length first because they outgrow doubles in theory.
 */
export function isNewer(a: string, b: string): boolean {
  return a.length === b.length ? a > b : a.length > b.length;
}
