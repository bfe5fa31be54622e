/** A bucket of requests that refills evenly: one conversation may not flood a pool that others share. */
export class RequestRate {
  readonly #perMs: number;
  readonly #size: number;
  #left: number;
  #at = 0;

  constructor(perMinute: number) {
    this.#perMs = perMinute / 60_000;
    this.#size = Math.max(1, perMinute / 4);
    this.#left = this.#size;
  }

  /** Takes one; or how long until there is one. */
  take(at: number): number {
    this.#left = Math.min(this.#size, this.#left + Math.max(0, at - this.#at) * this.#perMs);
    this.#at = at;
    if (this.#left >= 1) {
      this.#left--;
      return 0;
    }
    return (1 - this.#left) / this.#perMs;
  }
}
