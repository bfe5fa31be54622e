import { type Clock, type Health, systemClock } from '@switchboard/service';
import type { ReflectorMetrics } from './metrics/reflector.ts';
import type { News } from './news.ts';
import type { KubeObject } from './object.ts';
import type { ResourceClient } from './resource-client.ts';
import { type Change, type Replacement, Store, type StoreOptions } from './store.ts';
import { watchList } from './watch-list.ts';

export interface ReflectorOptions<T extends KubeObject> extends StoreOptions<T> {
  readonly api: Pick<ResourceClient<T>, 'pages' | 'watch' | 'resource'>;
  /** In metrics and messages; the resource's plural unless told. */
  readonly name?: string;
  /** undefined: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** A full list now and then repairs what no event told; 10 min unless told, spread by a fifth. */
  readonly relistEveryMs?: number;
  /** Without word from the server for this long, `healthy()` is false; 90 s unless told. */
  readonly staleAfterMs?: number;
  readonly pageSize?: number;
  readonly clock?: Clock;
  readonly metrics?: { reflector(resource: string): ReflectorMetrics } | undefined;
  /** The loop goes on by itself; this is for the log. */
  readonly onError?: (error: unknown) => void;
}

/** Keeps a Store true to the server and tells listeners what changed. */
export class Reflector<T extends KubeObject> {
  readonly store: Store<T>;
  readonly #options: ReflectorOptions<T>;
  readonly #clock: Clock;
  readonly #name: string;
  readonly #listeners = new Set<(change: Change<T>) => void>();
  readonly #metrics: ReflectorMetrics | undefined;
  readonly #synced = Promise.withResolvers<void>();
  #hasSynced = false;
  #replacement: Replacement<T> | undefined;
  #heardAt: number;

  constructor(options: ReflectorOptions<T>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#name = options.name ?? options.api.resource.plural;
    this.#heardAt = this.#clock.monotonic();
    this.store = new Store(options);
    this.#metrics = options.metrics?.reflector(this.#name);
    this.#metrics?.observe(() => ({ items: this.store.size, ageSeconds: this.lastEventAgeMs() / 1000 }));
  }

  /** Listeners run at once and in order, and must not throw. Returns the way to stop. */
  onChange(listener: (change: Change<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes one's own write seen at once: `reflector.offer(await api.patch(...))`. */
  offer(object: T): void {
    this.#tell(this.store.offer(object));
  }

  get hasSynced(): boolean {
    return this.#hasSynced;
  }

  /** Resolves after the first whole list; rejects with the signal's reason if that aborts first. */
  async synced(signal?: AbortSignal): Promise<void> {
    if (this.#hasSynced || !signal) return this.#synced.promise;
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await Promise.race([this.#synced.promise, aborted.promise]);
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Time since the server last said anything: a page, an event, a bookmark, the orderly end of a watch. */
  lastEventAgeMs(): number {
    return this.#clock.monotonic() - this.#heardAt;
  }

  healthy(): Health {
    const { staleAfterMs = 90_000 } = this.#options;
    const age = this.lastEventAgeMs();
    if (age <= staleAfterMs) return { ok: true };
    return { ok: false, message: `no word about ${this.#name} for ${Math.round(age / 1000)} s` };
  }

  /** Follows the collection until the signal aborts. Call it once. */
  async run(signal: AbortSignal): Promise<void> {
    const { api, namespace, labelSelector, fieldSelector, relistEveryMs = 600_000, pageSize = 250 } = this.#options;
    this.#heardAt = this.#clock.monotonic();
    const news = watchList({
      api,
      selection: { namespace, labelSelector, fieldSelector },
      signal,
      clock: this.#clock,
      relistEveryMs,
      pageSize,
      onError: (error) => {
        this.#metrics?.failed();
        this.#options.onError?.(error);
      },
    });
    for await (const item of news) this.#take(item);
  }

  #take(news: News<T>): void {
    this.#heardAt = this.#clock.monotonic();
    if (news.type === 'page') this.#takePage(news);
    else if (news.type === 'listed') this.#finishList(news.resourceVersion);
    else if (news.type === 'event') this.#takeEvent(news);
    else this.store.progress(news.resourceVersion);
  }

  #takePage(page: News<T> & { type: 'page' }): void {
    if (page.first) this.#replacement = this.store.replacement(page.resourceVersion);
    for (const item of page.items) this.#tell(this.#replacement?.add(item) ?? []);
  }

  #finishList(version: string): void {
    this.#tell(this.#replacement?.finish(version) ?? []);
    this.#replacement = undefined;
    this.#metrics?.listed();
    this.#hasSynced = true;
    this.#synced.resolve();
  }

  #takeEvent({ event }: News<T> & { type: 'event' }): void {
    this.#metrics?.event(event.type);
    this.#tell(event.type === 'DELETED' ? this.store.remove(event.object) : this.store.upsert(event.object));
  }

  #tell(changes: readonly Change<T>[]): void {
    for (const change of changes) for (const listener of this.#listeners) listener(change);
  }
}
