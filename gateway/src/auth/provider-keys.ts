import type { Clock } from '@switchboard/service';
import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose';

/** After this long the provider is asked again, so that a key which it withdraws is not believed for longer. */
const FRESH_MS = 600_000;
/** A token may name any key: unknown ones make us ask at most this often. */
const COOL_DOWN_MS = 10_000;
/** While the provider is away, its keys are believed for this long. */
const KEPT_MS = 3_600_000;
const WITHIN_MS = 3_000;

/** The provider's keys are not known and cannot be had now. */
export class ProviderAwayError extends Error {
  constructor(url: string, cause: unknown) {
    super(`${url} gave no keys; look whether the identity provider runs and can be reached from the gateway`, {
      cause,
    });
    this.name = 'ProviderAwayError';
  }
}

export interface ProviderKeysOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly onFault: (error: unknown) => void;
}

/** Keys that an identity provider publishes: fetched when needed, again when an unknown one appears, and kept. */
export class ProviderKeys {
  readonly #options: ProviderKeysOptions;
  #keys: JWTVerifyGetKey | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<unknown> | undefined;

  constructor(options: ProviderKeysOptions) {
    this.#options = options;
  }

  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (!this.#within(FRESH_MS, this.#readAt)) await this.#askAgain();
    try {
      return await this.#believed(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || this.#within(COOL_DOWN_MS, this.#askedAt)) throw error;
      await this.#askAgain();
      return this.#believed(header, token);
    }
  };

  #within(ms: number, since: number): boolean {
    return this.#options.clock.monotonic() - since < ms;
  }

  #believed: JWTVerifyGetKey = async (header, token) => {
    if (!this.#keys || !this.#within(KEPT_MS, this.#readAt)) throw new ProviderAwayError(this.#options.url, undefined);
    return this.#keys(header, token);
  };

  /** One question at a time, however many wait for the answer. */
  async #askAgain(): Promise<void> {
    if (!this.#asking && this.#within(COOL_DOWN_MS, this.#askedAt)) return;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  async #ask(): Promise<void> {
    const { url, clock, onFault } = this.#options;
    this.#askedAt = clock.monotonic();
    try {
      const headers = { Accept: 'application/jwk-set+json, application/json' };
      const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(WITHIN_MS) });
      if (!response.ok) throw new Error(`the answer was ${response.status}`);
      this.#keys = createLocalJWKSet((await response.json()) as Parameters<typeof createLocalJWKSet>[0]);
      this.#readAt = clock.monotonic();
    } catch (error) {
      onFault(new ProviderAwayError(url, error));
    }
  }
}
