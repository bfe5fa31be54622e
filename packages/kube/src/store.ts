import { isNewer, type Key, type KubeObject, keyOf } from './object.ts';
import { type IndexFunction, StoreIndex } from './store-index.ts';

/** A change as the store saw it, after its guards against stale and reordered news. */
export type Change<T extends KubeObject> =
  | { readonly type: 'added'; readonly object: T; readonly previous?: undefined }
  | { readonly type: 'updated'; readonly object: T; readonly previous: T }
  | { readonly type: 'deleted'; readonly object: T; readonly previous?: undefined };

export interface StoreOptions<T extends KubeObject> {
  readonly indexes?: Readonly<Record<string, IndexFunction<T>>> | undefined;
  /** What to keep of an object; managedFields are dropped in any case. Must keep name, namespace, uid and version. */
  readonly trim?: ((object: T) => T) | undefined;
}

/**
 * What was last seen of a resource. Reads are synchronous and return the objects themselves: never change them.
 *
 * News may come late, twice or out of order: from the watch, from a list, from the answer of one's own write. What
 * holds throughout: an object is never replaced by an older version of itself, and news of one uid never touches
 * another object that has the same name.
 */
export class Store<T extends KubeObject> {
  readonly #objects = new Map<Key, T>();
  readonly #uids = new Map<string, Key>();
  readonly #indexes: ReadonlyMap<string, StoreIndex<T>>;
  readonly #trim: ((object: T) => T) | undefined;
  #version = '';

  constructor(options: StoreOptions<T> = {}) {
    this.#indexes = new Map(
      Object.entries(options.indexes ?? {}).map(([name, valuesOf]) => [name, new StoreIndex(valuesOf)]),
    );
    this.#trim = options.trim;
  }

  get size(): number {
    return this.#objects.size;
  }

  /** Everything up to this resource version has been seen. */
  get version(): string {
    return this.#version;
  }

  get(key: Key): T | undefined {
    return this.#objects.get(key);
  }

  byUid(uid: string): T | undefined {
    const key = this.#uids.get(uid);
    return key === undefined ? undefined : this.#objects.get(key);
  }

  list(): IterableIterator<T> {
    return this.#objects.values();
  }

  byIndex(name: string, value: string): T[] {
    const found: T[] = [];
    for (const key of this.#index(name).keys(value) ?? []) {
      const object = this.#objects.get(key);
      if (object) found.push(object);
    }
    return found;
  }

  countByIndex(name: string, value: string): number {
    return this.#index(name).keys(value)?.size ?? 0;
  }

  /** The values that some object has now. */
  indexValues(name: string): IterableIterator<string> {
    return this.#index(name).values();
  }

  /** Added or modified, as the watch tells it. */
  upsert(object: T): Change<T>[] {
    const changes = this.#put(object, false);
    this.progress(object.metadata.resourceVersion);
    return changes;
  }

  /** Deleted, as the watch tells it. */
  remove(object: T): Change<T>[] {
    const key = keyOf(object);
    const stored = this.#objects.get(key);
    this.progress(object.metadata.resourceVersion);
    if (!stored || stored.metadata.uid !== object.metadata.uid || newer(stored, object)) return [];
    this.#drop(key, stored);
    return [{ type: 'deleted', object: this.#kept(object) }];
  }

  /**
   * Takes the answer of one's own write ahead of the watch. If the watch is past that version and the object isn't
   * here, then it was deleted since, and taking it would bring back a ghost that no event removes.
   */
  offer(object: T): Change<T>[] {
    const version = object.metadata.resourceVersion ?? '';
    if (!this.#objects.has(keyOf(object)) && !isNewer(version, this.#version)) return [];
    return this.#put(object, false);
  }

  /** Raises the version up to which everything was seen; bookmarks do. */
  progress(version: string | undefined): void {
    if (version !== undefined && isNewer(version, this.#version)) this.#version = version;
  }

  /** Starts taking over a list made at `version` or later. */
  replacement(version: string): Replacement<T> {
    const rewound = isNewer(this.#version, version);
    const seen = new Set<Key>();
    return {
      rewound,
      add: (object) => {
        seen.add(keyOf(object));
        return this.#put(object, rewound);
      },
      finish: (at) => this.#finish(at, seen, rewound),
    };
  }

  #finish(version: string, seen: ReadonlySet<Key>, rewound: boolean): Change<T>[] {
    const changes: Change<T>[] = [];
    for (const [key, object] of this.#objects) {
      const writtenSince = !rewound && isNewer(object.metadata.resourceVersion ?? '', version);
      if (seen.has(key) || writtenSince) continue;
      this.#drop(key, object);
      changes.push({ type: 'deleted', object });
    }
    this.#version = version;
    return changes;
  }

  #put(object: T, anyOrder: boolean): Change<T>[] {
    const key = keyOf(object);
    const stored = this.#objects.get(key);
    if (stored?.metadata.resourceVersion === object.metadata.resourceVersion && stored) return [];
    if (stored && !anyOrder && newer(stored, object)) return [];
    const kept = this.#kept(object);
    if (stored && stored.metadata.uid !== object.metadata.uid) {
      this.#drop(key, stored);
      this.#insert(key, undefined, kept);
      return [
        { type: 'deleted', object: stored },
        { type: 'added', object: kept },
      ];
    }
    this.#insert(key, stored, kept);
    return [stored ? { type: 'updated', object: kept, previous: stored } : { type: 'added', object: kept }];
  }

  #insert(key: Key, before: T | undefined, after: T): void {
    this.#objects.set(key, after);
    if (after.metadata.uid !== undefined) this.#uids.set(after.metadata.uid, key);
    for (const index of this.#indexes.values()) index.update(key, before, after);
  }

  #drop(key: Key, object: T): void {
    this.#objects.delete(key);
    if (object.metadata.uid !== undefined) this.#uids.delete(object.metadata.uid);
    for (const index of this.#indexes.values()) index.update(key, object, undefined);
  }

  /** Copies instead of deleting the field: V8 keeps objects with deleted fields as slow, large dictionaries. */
  #kept(object: T): T {
    const { managedFields, ...metadata } = object.metadata;
    const lean = managedFields === undefined ? object : { ...object, metadata };
    return this.#trim ? this.#trim(lean) : lean;
  }

  #index(name: string): StoreIndex<T> {
    const index = this.#indexes.get(name);
    if (!index) throw new Error(`the store has no index "${name}"; name it in the reflector's indexes`);
    return index;
  }
}

/** A list being taken over, page by page. */
export interface Replacement<T extends KubeObject> {
  /** The list is older than what was seen: the server's data was restored from a backup, and the list is the truth. */
  readonly rewound: boolean;
  add(object: T): Change<T>[];
  /** Removes what the list lacks, but for what was written after the version that it is of. */
  finish(version: string): Change<T>[];
}

function newer(a: KubeObject, b: KubeObject): boolean {
  return isNewer(a.metadata.resourceVersion ?? '', b.metadata.resourceVersion ?? '');
}
