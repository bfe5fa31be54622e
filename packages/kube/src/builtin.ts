import type {
  EventsV1Event,
  V1ConfigMap,
  V1Lease,
  V1LimitRange,
  V1Namespace,
  V1Node,
  V1Pod,
  V1PodDisruptionBudget,
  V1Secret,
  V1Service,
} from '@kubernetes/client-node';
import { resource } from './resource.ts';
import type { Wire } from './wire.ts';

export type Pod = Wire<V1Pod>;
export type Node = Wire<V1Node>;
export type Secret = Wire<V1Secret>;
export type ConfigMap = Wire<V1ConfigMap>;
export type Namespace = Wire<V1Namespace>;
export type Service = Wire<V1Service>;
export type LimitRange = Wire<V1LimitRange>;
export type Lease = Wire<V1Lease>;
export type Event = Wire<EventsV1Event>;
export type PodDisruptionBudget = Wire<V1PodDisruptionBudget>;

export const pods = resource<Pod>('v1', 'Pod', 'pods');
export const nodes = resource<Node>('v1', 'Node', 'nodes', 'cluster');
export const secrets = resource<Secret>('v1', 'Secret', 'secrets');
export const configMaps = resource<ConfigMap>('v1', 'ConfigMap', 'configmaps');
export const namespaces = resource<Namespace>('v1', 'Namespace', 'namespaces', 'cluster');
export const services = resource<Service>('v1', 'Service', 'services');
export const limitRanges = resource<LimitRange>('v1', 'LimitRange', 'limitranges');
export const leases = resource<Lease>('coordination.k8s.io/v1', 'Lease', 'leases');
export const events = resource<Event>('events.k8s.io/v1', 'Event', 'events');
export const podDisruptionBudgets = resource<PodDisruptionBudget>(
  'policy/v1',
  'PodDisruptionBudget',
  'poddisruptionbudgets',
);
