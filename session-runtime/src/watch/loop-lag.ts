import type { Clock } from '@switchboard/service';

const EVERY_MS = 500;

/** How late a timer fires says how long the event loop was busy. */
export class LoopLag {
  readonly #clock: Clock;
  #worst = 0;
  #due = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#next();
  }

  /** The worst since the last call, in milliseconds. */
  take(): number {
    const worst = Math.max(this.#worst, this.#clock.monotonic() - this.#due);
    this.#worst = 0;
    return Math.max(0, worst);
  }

  #next(): void {
    this.#due = this.#clock.monotonic() + EVERY_MS;
    this.#clock.after(EVERY_MS, () => {
      this.#worst = Math.max(this.#worst, this.#clock.monotonic() - this.#due);
      this.#next();
    });
  }
}
