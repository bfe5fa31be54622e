import { randomUUID } from 'node:crypto';
import {
  ApiError,
  type Client,
  isNewer,
  type KubeObject,
  keyOf,
  keyOfRef,
  type Ref,
  type Resource,
} from '@switchboard/kube';

type Verb = 'create' | 'patch' | 'replace' | 'delete';
export interface Write {
  readonly verb: Verb;
  readonly plural: string;
  readonly name: string;
}
interface Event {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
}

/** An API server in memory with the rules that the operator rests on: guards, uids, finalizers, owners, watches. */
export class FakeApi {
  readonly writes: Write[] = [];
  readonly #objects = new Map<string, Map<string, KubeObject>>();
  readonly #log: { plural: string; version: number; event: Event }[] = [];
  readonly #wakers = new Set<() => void>();
  #version = 1;

  all<T extends KubeObject>(plural: string): T[] {
    return [...this.#of(plural).values()] as T[];
  }

  /** A client of its own process: `intercept` may stand in the way of each of its writes. */
  client(intercept: Intercept = (_write, forward) => forward()): Client {
    return { of: (resource: Resource<KubeObject>) => this.#resource(resource, intercept) } as unknown as Client;
  }

  create(plural: string, object: KubeObject): KubeObject {
    const key = keyOf(object);
    if (this.#of(plural).has(key)) throw refusal(409, 'AlreadyExists');
    const metadata = {
      uid: randomUUID(),
      generation: 1,
      creationTimestamp: new Date().toISOString(),
      ...object.metadata,
    };
    return this.#put(plural, { ...object, metadata }, 'ADDED');
  }

  patch(plural: string, ref: Ref, patch: object): KubeObject {
    const before = this.#must(plural, ref);
    const { metadata = {} } = patch as { metadata?: Partial<KubeObject['metadata']> };
    if (metadata.uid !== undefined && metadata.uid !== before.metadata.uid) throw refusal(409, 'Conflict');
    if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== before.metadata.resourceVersion) {
      throw refusal(409, 'Conflict');
    }
    const after = this.#put(plural, merge(before, patch) as KubeObject, 'MODIFIED');
    this.#finalize(plural, after);
    return after;
  }

  replaceStatus(plural: string, { namespace, name, uid, resourceVersion }: KubeObject['metadata'], status: object) {
    const before = this.#must(plural, { namespace, name });
    if (uid !== before.metadata.uid || resourceVersion !== before.metadata.resourceVersion) {
      throw refusal(409, 'Conflict');
    }
    return this.#put(plural, { ...before, status: structuredClone(status) } as KubeObject, 'MODIFIED');
  }

  delete(plural: string, ref: Ref, guards: { uid?: string; resourceVersion?: string } = {}): void {
    const before = this.#must(plural, ref);
    const { uid, resourceVersion } = before.metadata;
    const { uid: sameUid = uid, resourceVersion: sameVersion = resourceVersion } = guards;
    if (uid !== sameUid || resourceVersion !== sameVersion) throw refusal(409, 'Conflict');
    if (!before.metadata.finalizers?.length) this.#remove(plural, before);
    else if (!before.metadata.deletionTimestamp) {
      const deletionTimestamp = new Date().toISOString();
      this.#put(plural, { ...before, metadata: { ...before.metadata, deletionTimestamp } }, 'MODIFIED');
    }
  }

  #finalize(plural: string, object: KubeObject): void {
    if (object.metadata.deletionTimestamp && !object.metadata.finalizers?.length) this.#remove(plural, object);
  }

  #remove(plural: string, object: KubeObject): void {
    this.#of(plural).delete(keyOf(object));
    this.#announce(plural, 'DELETED', object);
    for (const [kind, objects] of this.#objects) {
      for (const owned of [...objects.values()]) {
        if (owned.metadata.ownerReferences?.some(({ uid }) => uid === object.metadata.uid)) this.#remove(kind, owned);
      }
    }
  }

  #put(plural: string, object: KubeObject, type: Event['type']): KubeObject {
    const stored = this.#announce(plural, type, object);
    this.#of(plural).set(keyOf(stored), stored);
    return structuredClone(stored);
  }

  #announce(plural: string, type: Event['type'], object: KubeObject): KubeObject {
    const version = ++this.#version;
    const stored = sorted({ ...object, metadata: { ...object.metadata, resourceVersion: String(version) } });
    this.#log.push({ plural, version, event: { type, object: stored } });
    for (const wake of this.#wakers) wake();
    return stored;
  }

  #must(plural: string, ref: Ref): KubeObject {
    const found = this.#of(plural).get(keyOfRef(ref));
    if (!found) throw refusal(404, 'NotFound');
    return found;
  }

  #of(plural: string): Map<string, KubeObject> {
    const objects = this.#objects.get(plural) ?? new Map<string, KubeObject>();
    this.#objects.set(plural, objects);
    return objects;
  }

  #resource(resource: Resource<KubeObject>, intercept: Intercept) {
    const { plural } = resource;
    const write = async <T>(verb: Verb, name: string, apply: () => T): Promise<T> => {
      await tick();
      const said = { verb, plural, name };
      return intercept(said, async () => {
        const result = apply();
        this.writes.push(said);
        await tick();
        return result;
      });
    };
    const patch = (ref: Ref, body: object, guards: { uid?: string; resourceVersion?: string } = {}) =>
      write('patch', ref.name, () => {
        const { uid, resourceVersion } = guards;
        const metadata = { ...(body as Partial<KubeObject>).metadata, uid, resourceVersion };
        return this.patch(plural, ref, { ...body, metadata });
      });
    return {
      resource,
      get: async (ref: Ref) => structuredClone(this.#must(plural, ref)),
      list: async (selection: Selection = {}) => ({
        items: this.all(plural).filter((object) => isSelected(object, selection)),
        resourceVersion: String(this.#version),
      }),
      pages: ({ namespace }: Scope) => this.#pages(plural, namespace),
      watch: (options: WatchScope) => this.#watch(plural, options),
      create: (object: KubeObject) => write('create', object.metadata.name, () => this.create(plural, object)),
      patch,
      patchStatus: (ref: Ref, status: object, guards: object) => patch(ref, { status }, guards),
      replaceStatus: ({ metadata }: KubeObject, status: object) =>
        write('replace', metadata.name, () => this.replaceStatus(plural, metadata, status)),
      delete: (ref: Ref, guards: { uid?: string; resourceVersion?: string } = {}) =>
        write('delete', ref.name, () => {
          if (!this.#of(plural).has(keyOfRef(ref))) return false;
          this.delete(plural, ref, guards);
          return true;
        }),
    };
  }

  async *#pages(plural: string, namespace: string | undefined) {
    const items = this.all(plural).filter((object) => isIn(namespace, object));
    yield { items: items.map((object) => structuredClone(object)), resourceVersion: String(this.#version) };
  }

  async *#watch(plural: string, { resourceVersion, signal, namespace }: WatchScope) {
    let at = this.#log.findIndex(({ version }) => isNewer(String(version), resourceVersion));
    if (at < 0) at = this.#log.length;
    while (!signal.aborted) {
      for (; at < this.#log.length; at++) {
        const entry = this.#log[at];
        if (entry?.plural === plural && isIn(namespace, entry.event.object)) yield structuredClone(entry.event);
      }
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#wakers.delete(wake);
          resolve();
        };
        this.#wakers.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    }
  }
}

interface Selection {
  readonly namespace?: string;
  /** `name=value` pairs only. */
  readonly labelSelector?: string;
}

function isSelected({ metadata }: KubeObject, { namespace, labelSelector }: Selection): boolean {
  if (namespace !== undefined && metadata.namespace !== namespace) return false;
  const pairs = labelSelector?.split(',').map((pair) => pair.split('=')) ?? [];
  return pairs.every(([name = '', value]) => metadata.labels?.[name] === value);
}

interface Scope {
  readonly namespace?: string | undefined;
}
interface WatchScope extends Scope {
  readonly resourceVersion: string;
  readonly signal: AbortSignal;
}

const isIn = (namespace: string | undefined, object: KubeObject): boolean =>
  namespace === undefined || object.metadata.namespace === namespace;

export type Intercept = <T>(write: Write, forward: () => Promise<T>) => Promise<T>;

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const refusal = (code: number, reason: string): ApiError => new ApiError('fake', code, { code, reason });

function merge(before: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> =
    typeof before === 'object' && before !== null && !Array.isArray(before) ? { ...before } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}

/** As the API server writes objects: whoever compares them must not mind the order of their fields. */
const sorted = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ),
  ) as T;
