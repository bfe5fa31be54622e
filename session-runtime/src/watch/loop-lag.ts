import type { Clock } from '@switchboard/service';

const EVERY_MS = 500;
/** A pod that waits is woken seldom: hundreds of them share a node. */
const EVERY_IDLE_MS = 2500;

/** How late a timer fires says how long the event loop was busy. */
export class LoopLag {
  readonly #clock: Clock;
  readonly #talking: () => boolean;
  #worst = 0;
  #due = 0;

  constructor(clock: Clock, talking: () => boolean) {
    this.#clock = clock;
    this.#talking = talking;
    this.#next();
  }

  /** The worst since the last call, in milliseconds. */
  take(): number {
    const worst = Math.max(this.#worst, this.#clock.monotonic() - this.#due);
    this.#worst = 0;
    return Math.max(0, worst);
  }

  #next(): void {
    const every = this.#talking() ? EVERY_MS : EVERY_IDLE_MS;
    this.#due = this.#clock.monotonic() + every;
    this.#clock.after(every, () => {
      this.#worst = Math.max(this.#worst, this.#clock.monotonic() - this.#due);
      this.#next();
    });
  }
}
