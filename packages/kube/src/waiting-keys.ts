import type { Key } from './object.ts';

interface Level {
  readonly priority: number;
  /** Key to the time it was added; a Map keeps the order of adding. */
  readonly keys: Map<Key, number>;
}

/** Keys in order of priority, then of arrival; each at most once. Priorities are few, so levels are a short list. */
export class WaitingKeys {
  readonly #levels: Level[] = [];
  readonly #priorities = new Map<Key, number>();

  get size(): number {
    return this.#priorities.size;
  }

  /** False if the key waits already; it then rises to the higher of both priorities. */
  add(key: Key, priority: number, now: number): boolean {
    const known = this.#priorities.get(key);
    if (known !== undefined && known >= priority) return false;
    const since = known === undefined ? now : this.#remove(key, known);
    this.#priorities.set(key, priority);
    this.#level(priority).keys.set(key, since);
    return known === undefined;
  }

  shift(): { readonly key: Key; readonly priority: number; readonly since: number } | undefined {
    const level = this.#levels[0];
    if (!level) return undefined;
    for (const [key, since] of level.keys) {
      this.#remove(key, level.priority);
      this.#priorities.delete(key);
      return { key, priority: level.priority, since };
    }
    return undefined;
  }

  clear(): void {
    this.#levels.length = 0;
    this.#priorities.clear();
  }

  #level(priority: number): Level {
    const at = this.#levels.findIndex((level) => level.priority <= priority);
    const found = this.#levels[at];
    if (found?.priority === priority) return found;
    const level: Level = { priority, keys: new Map() };
    this.#levels.splice(at < 0 ? this.#levels.length : at, 0, level);
    return level;
  }

  #remove(key: Key, priority: number): number {
    const at = this.#levels.findIndex((level) => level.priority === priority);
    const level = this.#levels[at];
    const since = level?.keys.get(key) ?? 0;
    level?.keys.delete(key);
    if (level?.keys.size === 0) this.#levels.splice(at, 1);
    return since;
  }
}
