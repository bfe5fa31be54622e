/**
 * So many claims write at once, in the order they came; the others wait before their first write. All at once would
 * only share the API server, and all would be ready late: this way most are ready early, and the last no later.
 */
export class Lanes {
  readonly #count: number;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(count: number) {
    this.#count = count;
  }

  /** Claims that write or wait to. */
  get inUse(): number {
    return this.#busy + this.#waiting.length;
  }

  /** Resolves with the way to leave; leaving twice is leaving once. */
  async enter(): Promise<() => void> {
    if (this.#busy >= this.#count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy++;
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = this.#waiting.shift();
      // The lane is handed on, so that nobody who comes in this instant is let in as well.
      if (next) next();
      else this.#busy--;
    };
  }
}
