export * from './builtin.ts';
export { Client } from './client.ts';
export type { ClientOptions, WriteGuard } from './client-options.ts';
export { Connection, type ConnectOptions, connect } from './connection.ts';
export { Controller, type ControllerOptions, type Request, type Result } from './controller.ts';
export { Elector, type ElectorOptions } from './elector.ts';
export {
  ApiError,
  ConnectionError,
  isAlreadyExists,
  isConflict,
  isForbidden,
  isGone,
  isInvalid,
  isNotFound,
  isQuotaExceeded,
  isTooManyRequests,
  isTransient,
  isUnauthorized,
  NotLeaderError,
  retryAfterMs,
  type Status,
  TimeoutError,
} from './errors.ts';
export { KubeConfigError } from './kubeconfig.ts';
export { createKubeMetrics, type KubeMetrics } from './metrics/index.ts';
export {
  controllerOf,
  isNewer,
  type Key,
  type KubeObject,
  keyOf,
  keyOfRef,
  type ObjectMeta,
  type OwnerReference,
  type Ref,
  refOf,
  refOfKey,
} from './object.ts';
export { type EventInput, Recorder, type RecorderOptions } from './recorder.ts';
export { Reflector, type ReflectorOptions } from './reflector.ts';
export type {
  ApplyOptions,
  DeleteOptions,
  Guards,
  JsonPatch,
  ListOptions,
  RequestOptions,
  WatchOptions,
  WriteOptions,
} from './requests.ts';
export { apiVersionOf, pathOf, type Resource, resource } from './resource.ts';
export type { Page, ResourceClient } from './resource-client.ts';
export { type Change, Store, type StoreOptions } from './store.ts';
export type { IndexFunction } from './store-index.ts';
export type { WatchEvent } from './watch-events.ts';
export type { Wire } from './wire.ts';
export { type AddOptions, WorkQueue, type WorkQueueOptions } from './work-queue.ts';
