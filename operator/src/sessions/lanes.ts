export interface Claimant {
  readonly uid: string;
  readonly key: string;
}

/**
 * So many claims write at once, in the order they came; the others wait before their first write. All at once would
 * only share the API server, and all would be ready late: this way most are ready early, and the last no later.
 * Who waits is woken, and keeps no worker meanwhile: what finishes a claim never stands behind what begins one.
 */
export class Lanes {
  readonly #count: number;
  readonly #wake: (key: string) => void;
  readonly #waiting = new Map<string, string>();
  #busy = 0;

  constructor(count: number, wake: (key: string) => void) {
    this.#count = count;
    this.#wake = wake;
  }

  /** Claims that write or wait to. */
  get inUse(): number {
    return this.#busy + this.#waiting.size;
  }

  /** The way to leave; leaving twice is leaving once. Undefined: all lanes are taken, and it is woken in its turn. */
  enter({ uid, key }: Claimant): (() => void) | undefined {
    if (this.#busy >= this.#count) {
      this.#waiting.set(uid, key);
      return undefined;
    }
    this.#waiting.delete(uid);
    this.#busy++;
    this.#callNext();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#busy--;
      this.#callNext();
    };
  }

  /** It wants no lane any more. */
  forget(uid: string): void {
    if (this.#waiting.delete(uid)) this.#callNext();
  }

  /** The first one stays the first until it enters: another may be quicker than the one that was called. */
  #callNext(): void {
    const [next] = this.#waiting.values();
    if (next !== undefined && this.#busy < this.#count) this.#wake(next);
  }
}
