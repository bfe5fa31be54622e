import type { Key, KubeObject } from './object.ts';

/** The value or values under which an object is found; undefined or an empty list leaves it out. */
export type IndexFunction<T extends KubeObject> = (object: T) => string | readonly string[] | undefined;

/** One named index: which keys have which value. */
export class StoreIndex<T extends KubeObject> {
  readonly #valuesOf: IndexFunction<T>;
  readonly #keys = new Map<string, Set<Key>>();

  constructor(valuesOf: IndexFunction<T>) {
    this.#valuesOf = valuesOf;
  }

  keys(value: string): ReadonlySet<Key> | undefined {
    return this.#keys.get(value);
  }

  values(): IterableIterator<string> {
    return this.#keys.keys();
  }

  update(key: Key, before: T | undefined, after: T | undefined): void {
    const old = before ? this.#of(before) : [];
    const now = after ? this.#of(after) : [];
    for (const value of old) if (!now.includes(value)) this.#drop(value, key);
    for (const value of now) if (!old.includes(value)) this.#put(value, key);
  }

  #of(object: T): readonly string[] {
    const values = this.#valuesOf(object);
    if (values === undefined) return [];
    return typeof values === 'string' ? [values] : values;
  }

  #put(value: string, key: Key): void {
    const keys = this.#keys.get(value);
    if (keys) keys.add(key);
    else this.#keys.set(value, new Set([key]));
  }

  #drop(value: string, key: Key): void {
    const keys = this.#keys.get(value);
    keys?.delete(key);
    if (keys?.size === 0) this.#keys.delete(value);
  }
}
