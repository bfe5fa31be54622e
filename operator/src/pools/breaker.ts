import { backoffDelay, type Clock } from '@switchboard/service';

/** Failures in a row after which a pool stops filling and tries one pod at a time. */
const OPEN_AT = 3;
const WAIT = { baseMs: 2000, maxMs: 300_000, jitter: 0 };

/** Keeps a broken image, quota or Secret from making pods in a loop. */
export class Breaker {
  readonly #clock: Clock;
  readonly #seen = new Set<string>();
  #failures = 0;
  #tryAt = Number.NEGATIVE_INFINITY;
  #message = '';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Each pod counts once, whatever else is seen of it. */
  failed(pod: string, message: string): void {
    if (this.#seen.has(pod)) return;
    this.#seen.add(pod);
    this.refused(message);
  }

  refused(message: string): void {
    this.#message = message;
    this.#tryAt = this.#clock.monotonic() + backoffDelay(this.#failures, WAIT);
    this.#failures++;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#tryAt = Number.NEGATIVE_INFINITY;
    this.#message = '';
  }

  forget(pod: string): void {
    this.#seen.delete(pod);
  }

  get isOpen(): boolean {
    return this.#failures >= OPEN_AT;
  }

  get message(): string {
    return this.#message;
  }

  get failures(): number {
    return this.#failures;
  }

  /** How many pods may be made now; `starting` are those whose fate isn't known yet. */
  allowance(starting: number): number {
    if (this.waitMs() > 0) return 0;
    if (!this.isOpen) return Number.POSITIVE_INFINITY;
    return starting > 0 ? 0 : 1;
  }

  waitMs(): number {
    return Math.max(0, this.#tryAt - this.#clock.monotonic());
  }
}
