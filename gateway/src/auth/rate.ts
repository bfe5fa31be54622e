import type { Clock } from '@switchboard/service';

interface Tokens {
  left: number;
  at: number;
}

/** More buckets than this are not kept: an attacker may come from ever new addresses. */
const BUCKET_LIMIT = 50_000;

const secondsUntilOne = (left: number, perMinute: number): number =>
  left >= 1 ? 0 : Math.max(1, Math.ceil(((1 - left) * 60) / perMinute));

/** Token buckets by key. Counts are those of this replica: n replicas let through n times as much. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Tokens>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** 0 if one more may pass, or the seconds until it may. A minute's worth may come at once. */
  take(key: string, perMinute: number): number {
    const { left, at } = this.#now(key, perMinute);
    this.#keep(key, { left: left >= 1 ? left - 1 : left, at });
    return secondsUntilOne(left, perMinute);
  }

  /** The same without taking one. */
  waitOf(key: string, perMinute: number): number {
    return secondsUntilOne(this.#now(key, perMinute).left, perMinute);
  }

  #now(key: string, perMinute: number): Tokens {
    const at = this.#clock.monotonic();
    const bucket = this.#buckets.get(key) ?? { left: perMinute, at };
    return { left: Math.min(perMinute, bucket.left + ((at - bucket.at) * perMinute) / 60_000), at };
  }

  #keep(key: string, tokens: Tokens): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, tokens);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= BUCKET_LIMIT) return;
      this.#buckets.delete(oldest);
    }
  }
}
