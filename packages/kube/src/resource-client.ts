import type { ClientOptions } from './client-options.ts';
import type { Call, Connection } from './connection.ts';
import { asConflict, isGone, isNotFound } from './errors.ts';
import { type KubeObject, type Ref, refOf } from './object.ts';
import {
  type ApplyOptions,
  type DeleteOptions,
  type Guards,
  type JsonPatch,
  type ListOptions,
  query,
  type RequestOptions,
  type WatchOptions,
  type WriteOptions,
} from './requests.ts';
import { apiVersionOf, pathOf, type Resource } from './resource.ts';
import { type WatchEvent, watchEvents } from './watch-events.ts';

export interface Page<T> {
  readonly items: T[];
  readonly resourceVersion: string;
  /** It is not the last one. */
  readonly more: boolean;
}

interface ListAnswer<T> {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: T[];
}

/** One resource of the API, typed. Every method throws ApiError, TimeoutError or ConnectionError. */
export class ResourceClient<T extends KubeObject> {
  readonly resource: Resource<T>;
  readonly #connection: Connection;
  readonly #options: ClientOptions;

  constructor(connection: Connection, resource: Resource<T>, options: ClientOptions) {
    this.#connection = connection;
    this.resource = resource;
    this.#options = options;
  }

  get(ref: Ref, options: RequestOptions = {}): Promise<T> {
    return this.#connection.request({ method: 'GET', path: this.#path(ref), ...options });
  }

  /** All pages. A listing whose continue token grew too old is begun again, at most twice. */
  async list(options: ListOptions = {}): Promise<Omit<Page<T>, 'more'>> {
    for (let attempt = 0; ; attempt++) {
      try {
        const items: T[] = [];
        let resourceVersion = '';
        for await (const page of this.pages(options)) {
          for (const item of page.items) items.push(item);
          resourceVersion = page.resourceVersion;
        }
        return { items, resourceVersion };
      } catch (error) {
        if (!isGone(error) || attempt === 2) throw error;
      }
    }
  }

  /** Page after page, all of one and the same version of the collection. */
  async *pages(options: ListOptions = {}): AsyncGenerator<Page<T>> {
    const { namespace, labelSelector, fieldSelector, limit = 500, ...request } = options;
    let token: string | undefined;
    do {
      const selection = query({ limit, labelSelector, fieldSelector, continue: token });
      const answer: ListAnswer<T> = await this.#connection.request({
        method: 'GET',
        path: pathOf(this.resource, namespace) + selection,
        ...request,
      });
      token = answer.metadata.continue;
      for (const item of answer.items) this.#name(item);
      yield { items: answer.items, resourceVersion: answer.metadata.resourceVersion, more: Boolean(token) };
    } while (token);
  }

  /** Events after `resourceVersion`, until the server or the signal ends them. */
  async *watch(options: WatchOptions): AsyncGenerator<WatchEvent<T>> {
    const { namespace, signal, boundMs, initial = false, ...selection } = options;
    const all = initial ? { sendInitialEvents: true, resourceVersionMatch: 'NotOlderThan' } : {};
    const parameters = query({ watch: true, allowWatchBookmarks: true, ...all, ...selection });
    const path = pathOf(this.resource, namespace) + parameters;
    yield* watchEvents<T>(this.#connection.stream(path, { signal, boundMs }), `WATCH ${this.resource.plural}`);
  }

  create(object: T, options: WriteOptions = {}): Promise<T> {
    const path = this.#path({ ...refOf(object), name: undefined }, options.subresource);
    return this.#write({ method: 'POST', path, body: this.#typed(object) }, options);
  }

  /** Overwrites; refused (409) when the object's own resourceVersion is set and no longer the newest. */
  replace(object: T, options: WriteOptions = {}): Promise<T> {
    const path = this.#path(refOf(object), options.subresource);
    return this.#write({ method: 'PUT', path, body: this.#typed(object) }, options);
  }

  /** JSON merge patch. The guards travel in the body's metadata, where the server checks them. */
  async patch(ref: Ref, patch: object, options: WriteOptions & Guards = {}): Promise<T> {
    try {
      return await this.#patch(ref, guarded(patch, options), 'application/merge-patch+json', options);
    } catch (error) {
      throw options.uid === undefined ? error : asConflict(error);
    }
  }

  /** Merge patch of the status; `status` is what stands under that field. */
  patchStatus(ref: Ref, status: object, options: WriteOptions & Guards = {}): Promise<T> {
    return this.patch(ref, { status }, { ...options, subresource: 'status' });
  }

  /** The whole status, of this very version of the object. */
  replaceStatus(object: T, status: object): Promise<T> {
    const { name, namespace, uid, resourceVersion } = object.metadata;
    return this.replace({ metadata: { name, namespace, uid, resourceVersion }, status } as unknown as T, {
      subresource: 'status',
    });
  }

  jsonPatch(ref: Ref, patch: JsonPatch, options: WriteOptions = {}): Promise<T> {
    return this.#patch(ref, patch, 'application/json-patch+json', options);
  }

  /** Server-side apply: creates the object or takes care of the fields it names, under the field manager's name. */
  apply(object: T, options: ApplyOptions = {}): Promise<T> {
    const path = this.#path(refOf(object), options.subresource);
    const contentType = 'application/apply-patch+yaml';
    return this.#write({ method: 'PATCH', path, body: this.#typed(object), contentType }, options, options.force);
  }

  /** True when the server accepted the deletion, false when there was nothing to delete. */
  async delete(ref: Ref, options: DeleteOptions = {}): Promise<boolean> {
    const { signal, timeoutMs } = options;
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'DeleteOptions', ...deletion(options) });
    try {
      await this.#write({ method: 'DELETE', path: this.#path(ref), body }, { signal, timeoutMs });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  }

  /** Pods only: asks the Eviction API, which answers 429 while a disruption budget forbids it. */
  async evict(ref: Ref, options: DeleteOptions = {}): Promise<void> {
    const { signal, timeoutMs } = options;
    const metadata = { namespace: ref.namespace, name: ref.name };
    const body = JSON.stringify({
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata,
      deleteOptions: deletion(options),
    });
    await this.#write({ method: 'POST', path: this.#path(ref, 'eviction'), body }, { signal, timeoutMs });
  }

  #patch(ref: Ref, patch: object, contentType: string, options: WriteOptions): Promise<T> {
    const path = this.#path(ref, options.subresource);
    return this.#write({ method: 'PATCH', path, body: JSON.stringify(patch), contentType }, options);
  }

  async #write(call: Call, options: WriteOptions, force?: boolean): Promise<T> {
    const { signal, timeoutMs, dryRun } = options;
    const fieldManager = call.method === 'DELETE' ? undefined : (options.fieldManager ?? this.#options.fieldManager);
    const parameters = query({ force, fieldManager, dryRun: dryRun ? 'All' : undefined });
    this.#options.guard?.check();
    return this.#connection.request({ ...call, path: call.path + parameters, signal, timeoutMs });
  }

  #path(
    ref: { readonly namespace?: string | undefined; readonly name: string | undefined },
    subresource?: string,
  ): string {
    if (this.resource.namespaced && ref.namespace === undefined) {
      throw new TypeError(`${this.resource.kind} is namespaced; give a namespace`);
    }
    return pathOf(this.resource, ref.namespace, ref.name, subresource);
  }

  /** The server leaves both out of the items of a list. */
  #name(item: T): void {
    item.apiVersion = apiVersionOf(this.resource);
    item.kind = this.resource.kind;
  }

  #typed(object: T): string {
    return JSON.stringify({ ...object, apiVersion: apiVersionOf(this.resource), kind: this.resource.kind });
  }
}

function guarded(patch: object, { uid, resourceVersion }: Guards): object {
  if (uid === undefined && resourceVersion === undefined) return patch;
  return { ...patch, metadata: { ...(patch as Partial<KubeObject>).metadata, uid, resourceVersion } };
}

function deletion({ uid, resourceVersion, gracePeriodSeconds, propagation }: DeleteOptions): object {
  return { preconditions: { uid, resourceVersion }, gracePeriodSeconds, propagationPolicy: propagation };
}
