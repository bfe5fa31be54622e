import { Breaker, type BreakerState } from './breaker.ts';

export interface EndpointHealth {
  readonly url: string;
  readonly state: BreakerState;
  readonly outstanding: number;
  readonly calls: number;
  readonly failures: number;
  readonly p50Milliseconds: number | undefined;
}

const REMEMBERED = 32;

/** One address of a pool, with what we know of it. */
export class Endpoint {
  readonly url: string;
  readonly breaker: Breaker;
  readonly #firstBytes: number[] = [];
  #calls = 0;
  #failures = 0;
  outstanding = 0;

  constructor(url: string) {
    this.url = url;
    this.breaker = new Breaker({ failures: 3, openMs: 1000, maxOpenMs: 30_000 });
  }

  began(at: number): void {
    this.#calls++;
    this.outstanding++;
    this.breaker.began(at);
  }

  answered(firstByteMs: number): void {
    this.#firstBytes.push(firstByteMs);
    if (this.#firstBytes.length > REMEMBERED) this.#firstBytes.shift();
  }

  countFailure(): void {
    this.#failures++;
  }

  percentile(share: number): number | undefined {
    const sorted = this.#firstBytes.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  }

  health(at: number): EndpointHealth {
    const p50 = this.percentile(0.5);
    return {
      url: this.url,
      state: this.breaker.state(at),
      outstanding: this.outstanding,
      calls: this.#calls,
      failures: this.#failures,
      p50Milliseconds: p50 === undefined ? undefined : Math.round(p50),
    };
  }
}
