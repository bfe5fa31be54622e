import type { Clock } from '@switchboard/service';

const OPENS_AFTER = 5;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 300_000;

/** After some failures in a row the endpoint is left alone, longer each time, until one try succeeds. */
export class Breaker {
  readonly #clock: Clock;
  #failures = 0;
  #openUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get failures(): number {
    return this.#failures;
  }

  /** How long to wait before the next try. */
  pauseMs(): number {
    return Math.max(0, this.#openUntil - this.#clock.monotonic());
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = 0;
  }

  failed(): void {
    this.#failures++;
    if (this.#failures < OPENS_AFTER) return;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#failures - OPENS_AFTER));
    this.#openUntil = this.#clock.monotonic() + pause;
  }
}
