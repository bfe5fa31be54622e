export * from './builtin.ts';
export * from './errors.ts';
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
export { apiVersionOf, pathOf, type Resource, resource } from './resource.ts';
export type { Wire } from './wire.ts';

// Signatures; each moves to its own file as it is written. Names and shapes stay.
import type { Registry } from '@prometheus-io/client';
import type { Clock } from '@switchboard/service';
import type { Key, KubeObject, Ref } from './object.ts';
import type { Resource } from './resource.ts';

/** Connection: one per process. `connect()` reads KUBECONFIG, then ~/.kube/config, then the pod's own account. */
export declare class Connection {
  /** The namespace of the kubeconfig's context or of the pod's account. */
  readonly namespace: string;
  readonly server: string;
  close(): Promise<void>;
}
export declare function connect(options?: {
  kubeconfig?: string;
  requestTimeoutMs?: number;
  connections?: number;
  userAgent?: string;
  metrics?: KubeMetrics;
  clock?: Clock;
}): Connection;

export interface RequestOptions {
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}
export interface ListOptions extends RequestOptions {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Page size of the requests underneath; 500 unless told. */
  readonly limit?: number;
}
export interface WriteOptions extends RequestOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly subresource?: 'status' | 'scale' | string;
}
export interface DeleteOptions extends RequestOptions {
  /** Deletes only this very object, not a later one of the same name. */
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly gracePeriodSeconds?: number;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
}
/** A merge patch is refused (409) when either is set and the object is another one or has changed. */
export interface Guards {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}
export type JsonPatch = readonly { op: 'add' | 'replace' | 'remove' | 'test'; path: string; value?: unknown }[];

/** One resource of the API, typed. Every method throws ApiError, TimeoutError or ConnectionError. */
export interface ResourceClient<T extends KubeObject> {
  readonly resource: Resource<T>;
  get(ref: Ref, options?: RequestOptions): Promise<T>;
  /** All pages. */
  list(options?: ListOptions): Promise<{ items: T[]; resourceVersion: string }>;
  create(object: T, options?: WriteOptions): Promise<T>;
  replace(object: T, options?: WriteOptions): Promise<T>;
  /** JSON merge patch; `guards` are put into the body's metadata, where the server checks them. */
  patch(ref: Ref, patch: object, options?: WriteOptions & Guards): Promise<T>;
  jsonPatch(ref: Ref, patch: JsonPatch, options?: WriteOptions): Promise<T>;
  /** Merge patch of /status. */
  patchStatus(ref: Ref, status: object, options?: WriteOptions & Guards): Promise<T>;
  /** Server-side apply. */
  apply(object: T, options: WriteOptions & { fieldManager: string; force?: boolean }): Promise<T>;
  /** Resolves when the server accepted the deletion; an absent object is not an error (false). */
  delete(ref: Ref, options?: DeleteOptions): Promise<boolean>;
  /** pods only: the Eviction API; 429 (isTooManyRequests) while a disruption budget forbids it. */
  evict(ref: Ref, options?: DeleteOptions): Promise<void>;
}

/** Called before every write; throws to stop it. An Elector is one. */
export interface WriteGuard {
  check(): void;
}
export declare class Client {
  constructor(connection: Connection, options?: { guard?: WriteGuard; fieldManager?: string });
  of<T extends KubeObject>(resource: Resource<T>): ResourceClient<T>;
  /** The same client, its writes guarded: `client.guardedBy(elector)`. */
  guardedBy(guard: WriteGuard): Client;
}

/** A change as the store saw it, after the guards against stale and reordered events. */
export type Change<T extends KubeObject> =
  | { readonly type: 'added'; readonly object: T; readonly previous?: undefined }
  | { readonly type: 'updated'; readonly object: T; readonly previous: T }
  | { readonly type: 'deleted'; readonly object: T; readonly previous?: undefined };

export type IndexFunction<T extends KubeObject> = (object: T) => string | readonly string[] | undefined;

/** What was last seen of a resource. Reads are synchronous and return the cached objects: never change them. */
export declare class Store<T extends KubeObject> {
  constructor(options?: { indexes?: Record<string, IndexFunction<T>>; trim?: (object: T) => T });
  readonly size: number;
  get(key: Key): T | undefined;
  byUid(uid: string): T | undefined;
  /** All, or those whose index `name` has `value`. */
  list(): IterableIterator<T>;
  byIndex(name: string, value: string): T[];
  countByIndex(name: string, value: string): number;
  /** The values that index `name` has now. */
  indexValues(name: string): IterableIterator<string>;
  /** Takes a newer version, such as the answer of one's own write, ahead of the watch. Older ones are ignored. */
  offer(object: T): Change<T> | undefined;
}

/** List, then watch, for ever: keeps a Store true and tells its listeners. */
export declare class Reflector<T extends KubeObject> {
  constructor(options: {
    api: ResourceClient<T>;
    /** undefined: all namespaces. */
    namespace?: string | undefined;
    labelSelector?: string;
    fieldSelector?: string;
    indexes?: Record<string, IndexFunction<T>>;
    /** Projection kept in memory; managedFields are always dropped. */
    trim?: (object: T) => T;
    relistEveryMs?: number;
    clock?: Clock;
    metrics?: KubeMetrics;
    onError?: (error: unknown) => void;
  });
  readonly store: Store<T>;
  /** Listeners run synchronously, in order, and must not throw. Returns the way to stop. */
  onChange(listener: (change: Change<T>) => void): () => void;
  /** Own writes seen at once: `offer(answer)` updates the store and tells the listeners. */
  offer(object: T): void;
  /** Runs until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
  readonly hasSynced: boolean;
  synced(signal?: AbortSignal): Promise<void>;
  /** Time since the server last said anything (event, bookmark or list). */
  lastEventAgeMs(): number;
  healthy(): { ok: boolean; message?: string };
}

export interface AddOptions {
  /** Higher goes first; 0 unless told. Claims over refills. */
  readonly priority?: number;
  readonly afterMs?: number;
}
/** Keys waiting for work: each at most once waiting and never handed out twice at a time. */
export declare class WorkQueue {
  constructor(options: {
    name: string;
    clock?: Clock;
    metrics?: KubeMetrics;
    backoff?: { baseMs: number; maxMs: number };
    /** Work that runs longer makes the queue unhealthy; 5 min unless told. */
    stuckAfterMs?: number;
  });
  readonly length: number;
  add(key: Key, options?: AddOptions): void;
  /** Adds after the key's own backoff, which grows until forget(). */
  retry(key: Key, options?: { atLeastMs?: number; priority?: number }): void;
  forget(key: Key): void;
  /** The next key, or undefined once closed and empty. Must be given back with done(). */
  take(): Promise<Key | undefined>;
  done(key: Key): void;
  close(): void;
  healthy(): { ok: boolean; message?: string };
}

export type Result = { requeueAfterMs?: number; priority?: number } | undefined;
export type Request = Key | { key: Key; priority?: number; afterMs?: number };

/** Reflectors fill the queue with keys; workers reconcile them, one at a time per key. */
export declare class Controller {
  constructor(options: {
    name: string;
    reconcile: (key: Key, signal: AbortSignal) => Promise<Result>;
    concurrency?: number;
    queue?: WorkQueue;
    clock?: Clock;
    metrics?: KubeMetrics;
    /** A failed reconcile; it is retried with backoff (or after retryAfterMs) in any case. */
    onError?: (error: unknown, key: Key) => void;
    backoff?: { baseMs: number; maxMs: number };
  });
  readonly queue: WorkQueue;
  /** Maps changes to keys; without `map` the key of the changed object. Chainable. */
  watches<T extends KubeObject>(reflector: Reflector<T>, map?: (change: Change<T>) => Iterable<Request>): this;
  enqueue(key: Key, options?: AddOptions): void;
  /** Waits for the reflectors to sync, then works until the signal aborts and what runs has ended. */
  run(signal: AbortSignal): Promise<void>;
  healthy(): { ok: boolean; message?: string };
}

/** Leader election on a Lease, judged by locally observed time. */
export declare class Elector implements WriteGuard {
  constructor(options: {
    client: Client;
    namespace: string;
    name: string;
    /** Unique per process: pod name and uid, say. */
    identity: string;
    leaseDurationMs?: number;
    renewDeadlineMs?: number;
    retryPeriodMs?: number;
    clock?: Clock;
    metrics?: KubeMetrics;
    onError?: (error: unknown) => void;
  });
  readonly isLeader: boolean;
  /** Throws NotLeaderError unless the lease is ours for certain, by our own monotonic clock. */
  check(): void;
  /**
   * Stands for election until the signal aborts; `lead` runs each time it is won, with a signal that aborts when it
   * is lost. On the way out `lead` ends first, then the lease is released so that the next one starts at once.
   */
  run(signal: AbortSignal, lead: (signal: AbortSignal) => Promise<void>): Promise<void>;
}

export interface EventInput {
  readonly regarding: KubeObject;
  readonly related?: KubeObject;
  readonly type: 'Normal' | 'Warning';
  /** One CamelCase word. */
  readonly reason: string;
  /** What the controller did, one CamelCase word. */
  readonly action: string;
  readonly note: string;
}
/** events.k8s.io/v1; repeats become one Event with a series. Never throws, never blocks, bounded. */
export declare class Recorder {
  constructor(options: {
    client: Client;
    controller: string;
    instance: string;
    clock?: Clock;
    onError?: (error: unknown) => void;
  });
  record(event: EventInput): void;
  /** Writes what waits, within the bound. */
  flush(): Promise<void>;
}

/** controller_runtime_*, workqueue_*, rest_client_*, leader_election_master_status, reflector_*. */
export interface KubeMetrics {
  readonly registry: Registry;
}
export declare function createKubeMetrics(registry: Registry): KubeMetrics;
