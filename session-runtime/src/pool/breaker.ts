export type BreakerState = 'Closed' | 'HalfOpen' | 'Open';

export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** First time that it stays open; doubles with every failed probe. */
  readonly openMs: number;
  readonly maxOpenMs: number;
}

/** A circuit breaker: open after failures in a row, then one probe at a time until one succeeds. */
export class Breaker {
  readonly #options: BreakerOptions;
  #failures = 0;
  #openUntil = 0;
  #openings = 0;
  #probing = false;

  constructor(options: BreakerOptions) {
    this.#options = options;
  }

  state(at: number): BreakerState {
    if (this.#openUntil === 0) return 'Closed';
    return at < this.#openUntil ? 'Open' : 'HalfOpen';
  }

  admits(at: number): boolean {
    const state = this.state(at);
    return state === 'Closed' || (state === 'HalfOpen' && !this.#probing);
  }

  /** When it will admit a probe; undefined if it admits now. */
  opensAt(at: number): number | undefined {
    return this.state(at) === 'Open' ? this.#openUntil : undefined;
  }

  began(at: number): void {
    if (this.state(at) === 'HalfOpen') this.#probing = true;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#openUntil = 0;
    this.#openings = 0;
    this.#probing = false;
  }

  failed(at: number): void {
    const probe = this.state(at) !== 'Closed';
    this.#probing = false;
    this.#failures++;
    if (probe || this.#failures >= this.#options.failures) this.#open(at, this.#options.openMs * 2 ** this.#openings++);
  }

  /** The endpoint asked for rest (429, Retry-After): it is not broken, but is left alone. */
  rest(at: number, ms: number): void {
    this.#probing = false;
    this.#open(at, ms);
  }

  /** The attempt told nothing: its caller went away. */
  cancelled(): void {
    this.#probing = false;
  }

  #open(at: number, ms: number): void {
    this.#openUntil = at + Math.max(1, Math.min(this.#options.maxOpenMs, ms));
  }
}
