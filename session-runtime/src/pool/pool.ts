import type { Clock } from '@switchboard/service';
import { Attempt, type Call } from './attempt.ts';
import { admitsAt, choose } from './choose.ts';
import { Endpoint, type EndpointHealth } from './endpoint.ts';
import { AttemptError, PoolExhausted } from './errors.ts';
import { RequestRate } from './rate.ts';
import { Slots } from './slots.ts';

export interface PoolOptions {
  /** Named in errors and metrics: transcribe, think, speak. */
  readonly stage: string;
  /** Lists in order of preference; the next is used when the one before it has nothing left. */
  readonly lists: readonly EndpointList[];
  readonly clock: Clock;
  readonly random?: () => number;
  /** How long one request may look for an endpoint that is not busy; 0 asks each once and waits for none. */
  readonly waitMs?: number;
}

export interface EndpointList {
  readonly urls: readonly string[];
  readonly attemptMs: number;
  readonly concurrency: number;
  readonly requestsPerMinute: number;
}

const BUSY_WAIT_MS = 6000;
/** A second attempt is sent when the first is slower than this, or than most were. */
const HEDGE_MIN_MS = 400;
const MAX_ATTEMPTS = 6;

interface List {
  readonly endpoints: Endpoint[];
  readonly attemptMs: number;
  readonly index: number;
  readonly slots: Slots;
  readonly rate: RequestRate;
}

export interface Answered<T> {
  readonly value: T;
  readonly url: string;
  /** Which list answered: above 0 is a failover. */
  readonly list: number;
  readonly attempts: number;
  readonly firstByteMs: number;
  /** The stream has been read to its end, or given up: frees the slot. `failure` when it broke off. */
  done(failure?: AttemptError): void;
}

/** The client's side of a shared pool of model servers. */
export class Pool {
  readonly stage: string;
  readonly #lists: readonly List[];
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #waitMs: number;

  constructor(options: PoolOptions) {
    this.stage = options.stage;
    this.#clock = options.clock;
    this.#random = options.random ?? Math.random;
    this.#waitMs = options.waitMs ?? BUSY_WAIT_MS;
    this.#lists = options.lists.map((list, index) => ({
      endpoints: list.urls.map((url) => new Endpoint(url)),
      attemptMs: list.attemptMs,
      slots: new Slots(list.concurrency),
      rate: new RequestRate(list.requestsPerMinute),
      index,
    }));
  }

  health(): EndpointHealth[] {
    const at = this.#clock.monotonic();
    return this.#lists.flatMap((list) => list.endpoints.map((one) => one.health(at)));
  }

  /** Puts a list's resolved addresses in place of the old ones; addresses that stay keep their history. */
  replace(listIndex: number, urls: readonly string[]): void {
    const list = this.#lists[listIndex];
    if (!list || urls.length === 0) return;
    const known = new Map(list.endpoints.map((one) => [one.url, one]));
    list.endpoints.splice(0, list.endpoints.length, ...urls.map((url) => known.get(url) ?? new Endpoint(url)));
  }

  /** Runs `call` until its first byte, on whichever endpoint gives it; what follows is the caller's to read. */
  async run<T>(call: Call<T>, signal: AbortSignal): Promise<Answered<T>> {
    const deadline = this.#clock.monotonic() + this.#waitMs;
    const tried = new Set<Endpoint>();
    let attempts = 0;
    let last: unknown = new AttemptError('busy', 'every endpoint is shut off');
    while (attempts < MAX_ATTEMPTS) {
      if (signal.aborted) throw new AttemptError('aborted', 'the request was called off', { cause: signal.reason });
      const found = this.#find(tried);
      if (!found) {
        if (!(await this.#waitForAny(deadline, tried, signal))) break;
        continue;
      }
      const wait = found.list.rate.take(this.#clock.monotonic());
      if (wait > 0) {
        // Our own restraint is no reason to burden the next list.
        last = new AttemptError('busy', 'this conversation has begun as many requests as it may');
        if (this.#clock.monotonic() + wait > deadline) break;
        await this.#clock.sleep(wait, signal);
        continue;
      }
      attempts++;
      tried.add(found.endpoint);
      const attempt = this.#attempt(found, { call, tried, signal });
      try {
        const answer = await attempt.run();
        return { ...answer, list: found.list.index, attempts: attempts + attempt.hedges };
      } catch (error) {
        last = error;
        if (error instanceof AttemptError && error.final) throw error;
      }
    }
    throw new PoolExhausted(this.stage, last);
  }

  #attempt<T>(
    found: { list: List; endpoint: Endpoint },
    request: { call: Call<T>; tried: Set<Endpoint>; signal: AbortSignal },
  ) {
    const { list, endpoint } = found;
    return new Attempt<T>({
      ...request,
      endpoint,
      clock: this.#clock,
      slots: list.slots,
      attemptMs: list.attemptMs,
      hedgeMs: Math.max(HEDGE_MIN_MS, 2 * (endpoint.percentile(0.9) ?? HEDGE_MIN_MS)),
      spare: () => {
        const other = this.#pick(list, request.tried);
        return other && list.rate.take(this.#clock.monotonic()) === 0 ? other : undefined;
      },
    });
  }

  #find(tried: ReadonlySet<Endpoint>): { list: List; endpoint: Endpoint } | undefined {
    for (const list of this.#lists) {
      const endpoint = this.#pick(list, tried);
      if (endpoint) return { list, endpoint };
    }
    return undefined;
  }

  #pick(list: List, tried: ReadonlySet<Endpoint>): Endpoint | undefined {
    return choose(list.endpoints, { at: this.#clock.monotonic(), tried, random: this.#random });
  }

  /** Waits until a shut-off endpoint takes a probe; then all may be tried again. False when that is past the bound. */
  async #waitForAny(deadline: number, tried: Set<Endpoint>, signal: AbortSignal): Promise<boolean> {
    const now = this.#clock.monotonic();
    const at =
      admitsAt(
        this.#lists.flatMap((list) => list.endpoints),
        now,
      ) ?? now + 100;
    if (at > deadline) return false;
    await this.#clock.sleep(Math.max(1, at - now), signal);
    tried.clear();
    return true;
  }
}
