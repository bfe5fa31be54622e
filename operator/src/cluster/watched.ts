import type { Change, Key, KubeObject, Reflector, ResourceClient } from '@switchboard/kube';

/** One resource in one, many or all namespaces, read as if it were one cache. */
export class Watched<T extends KubeObject> {
  readonly api: ResourceClient<T>;
  readonly reflectors: readonly Reflector<T>[];
  readonly #byNamespace: ReadonlyMap<string, Reflector<T>> | undefined;

  /** `namespaces` undefined: the only reflector has them all. */
  constructor(api: ResourceClient<T>, reflectors: readonly Reflector<T>[], namespaces?: readonly string[]) {
    this.api = api;
    this.reflectors = reflectors;
    this.#byNamespace = namespaces && new Map(reflectors.map((reflector, at) => [namespaces[at] ?? '', reflector]));
  }

  get(key: Key): T | undefined {
    return this.#of(key.slice(0, Math.max(0, key.indexOf('/'))))?.store.get(key);
  }

  byUid(uid: string): T | undefined {
    for (const { store } of this.reflectors) {
      const found = store.byUid(uid);
      if (found) return found;
    }
    return undefined;
  }

  byIndex(name: string, value: string): T[] {
    const [first, ...others] = this.reflectors.map(({ store }) => store.byIndex(name, value));
    return (first ?? []).concat(...others);
  }

  countByIndex(name: string, value: string): number {
    return this.reflectors.reduce((sum, { store }) => sum + store.countByIndex(name, value), 0);
  }

  *list(): IterableIterator<T> {
    for (const { store } of this.reflectors) yield* store.list();
  }

  get size(): number {
    return this.reflectors.reduce((sum, { store }) => sum + store.size, 0);
  }

  onChange(listener: (change: Change<T>) => void): () => void {
    const stops = this.reflectors.map((reflector) => reflector.onChange(listener));
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** The answer of one's own write, seen at once. */
  offer(object: T): T {
    this.#of(object.metadata.namespace ?? '')?.offer(object);
    return object;
  }

  #of(namespace: string): Reflector<T> | undefined {
    return this.#byNamespace ? this.#byNamespace.get(namespace) : this.reflectors[0];
  }
}
