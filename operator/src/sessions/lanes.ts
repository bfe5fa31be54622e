export interface Claimant {
  readonly uid: string;
  readonly key: string;
}

interface Waiting {
  readonly key: string;
  called: boolean;
}

/**
 * So many claims write at once, in the order they came; the others wait before their first write. All at once would
 * only share the API server, and all would be ready late: this way most are ready early, and the last no later.
 * Who waits is called, and keeps no worker meanwhile: what finishes a claim never stands behind what begins one.
 */
export class Lanes {
  readonly #count: number;
  readonly #wake: (key: string) => void;
  readonly #waiting = new Map<string, Waiting>();
  #busy = 0;

  constructor(count: number, wake: (key: string) => void) {
    this.#count = count;
    this.#wake = wake;
  }

  /** Claims that write or wait to. */
  get inUse(): number {
    return this.#busy + this.#waiting.size;
  }

  /** The way to leave; leaving twice is leaving once. Undefined: others go first, and it is called in its turn. */
  enter({ uid, key }: Claimant): (() => void) | undefined {
    const waiting = this.#waiting.get(uid);
    if (waiting ? !waiting.called : this.inUse >= this.#count) {
      if (!waiting) this.#waiting.set(uid, { key, called: false });
      return undefined;
    }
    this.#waiting.delete(uid);
    this.#busy++;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.#busy--;
      this.#call();
    };
  }

  /** It wants no lane any more. */
  forget(uid: string): void {
    if (this.#waiting.delete(uid)) this.#call();
  }

  /** As many as there are free lanes, those who waited longest; a free lane is kept for who was called. */
  #call(): void {
    let free = this.#count - this.#busy;
    for (const waiting of this.#waiting.values()) {
      if (free-- <= 0) return;
      if (waiting.called) continue;
      waiting.called = true;
      this.#wake(waiting.key);
    }
  }
}
